//! The real binary in a folder with settings and data files of its own, as an operator has them who makes mistakes. No
//! Lens and no mail server answer, unless a test starts one.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::dump::{Dump, dump};

/// The moment of most of these tests: the day of the audits of a month.
pub(crate) const NOW: &str = "2026-11-01T09:00:00Z";

/// Never to be seen outside the settings.
pub(crate) const LENS_SECRET: &str = "lens-s3cret-0815";
pub(crate) const MAIL_SECRET: &str = "mail-s3cret-4711";

pub(crate) const SETTINGS: &str = r#"
[database]
url = "sqlite://ledger.db"
[seller]
name = "Poly Services EMEA"
[lens]
token_url = "http://127.0.0.1:9/oauth/token"
graphql_url = "http://127.0.0.1:9/graphql"
give_up_after = "1s"
[lens.credentials.nordcom]
client_id = "nordcom-client"
client_secret = "lens-s3cret-0815"
[mail]
from = "Poly+ Enterprise Service <service@example.com>"
transport = "folder"
folder = "outbox"
[release]
hold_first_true_up = false
"#;

pub(crate) const DATA: &str = r#"
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "it"
quotes_to = ["ordini@nordcom.example"]
[[csm]]
id = "rossi"
name = "Giulia Rossi"
email = "giulia.rossi@example.com"
language = "en"
[[customer]]
id = "acme"
name = "Acme S.p.A."
partner = "nordcom"
csm = "rossi"
inventory = { source = "report" }
[[customer]]
id = "beta"
name = "Beta S.p.A."
partner = "nordcom"
csm = "rossi"
inventory = { source = "lens", credential = "nordcom", tenants = ["00000000-0000-4000-8000-00000000000b"] }
[[contract]]
id = "C-1"
customer = "acme"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"
[[contract.category]]
category = "headset"
ordered = 4
unit_annual_price = "18.00"
[[contract]]
id = "C-2"
customer = "beta"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"
[[contract.category]]
category = "headset"
ordered = 10
unit_annual_price = "18.00"
"#;

pub(crate) const REPORT: &str = "Device Name,Device Model,Serial Number,Last Detected\n\
    a,Voyager Focus 2,S-001,2026-10-30\nb,Voyager Focus 2,S-002,2026-10-30\n\
    c,Voyager Focus 2,S-003,2026-10-30\nd,Voyager Focus 2,S-004,2026-10-30\n";

/// The binary in a folder with settings and data files.
pub(crate) struct Desk {
    folder: TempDir,
}

pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.write("trueup.toml", SETTINGS);
        desk.write("data.toml", DATA);
        desk
    }

    /// A desk whose data files are applied, on a rehearsal ledger.
    pub(crate) fn applied() -> Self {
        let desk = Self::new();
        desk.expect(0, &["apply", "data.toml"]);
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().env("USER", "tester").stdin(Stdio::null());
        command
    }

    /// Runs a command at the moment of the tests.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        done(&self.command(&[&["--now", NOW], arguments].concat()).output().unwrap())
    }

    pub(crate) fn expect(&self, code: i32, arguments: &[&str]) -> Done {
        ended_with(code, arguments, self.run(arguments))
    }

    pub(crate) fn ledger(&self) -> String {
        format!("sqlite://{}", self.path("ledger.db").display())
    }

    pub(crate) async fn dump(&self) -> Dump {
        dump(&self.ledger()).await
    }

    /// A command that is refused: its code, its words on stderr, nothing on stdout, nothing changed.
    pub(crate) async fn refuses(&self, code: i32, arguments: &[&str], words: &[&str]) {
        let before = self.dump().await;
        let done = self.expect(code, arguments);
        has(&done.stderr, words);
        assert_eq!(done.stdout, "", "{arguments:?}");
        assert_eq!(self.dump().await, before, "{arguments:?} changed the ledger");
    }

    /// Data files with these parts replaced are refused whole: one line for each of the words.
    pub(crate) async fn refuses_data(&self, changes: &[(&str, &str)], problems: &[&[&str]]) {
        let mut text = DATA.to_owned();
        for (old, new) in changes {
            assert!(text.contains(old), "{old:?} is not in the data file");
            text = text.replacen(old, new, 1);
        }
        self.write("wrong.toml", text);
        let before = self.dump().await;
        let done = self.expect(78, &["apply", "wrong.toml"]);
        assert_eq!(done.stderr.lines().count(), problems.len(), "{}", done.stderr);
        for words in problems {
            let line = done.stderr.lines().find(|line| words.iter().all(|word| line.contains(word)));
            assert!(line.is_some_and(|line| line.contains("wrong.toml")), "{words:?}: {}", done.stderr);
        }
        assert_eq!(self.dump().await, before, "{changes:?} changed the ledger");
    }
}

pub(crate) fn done(output: &Output) -> Done {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Done { code: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

pub(crate) fn ended_with(code: i32, arguments: &[&str], done: Done) -> Done {
    assert_eq!(done.code, code, "trueup {}\n{}\n{}", arguments.join(" "), done.stdout, done.stderr);
    done
}

pub(crate) fn has(text: &str, words: &[&str]) {
    let missing: Vec<_> = words.iter().filter(|word| !text.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?} is not in: {text}");
}

/// Nothing that steers a terminal.
pub(crate) fn is_tame(text: &str) {
    let steering = text.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
    assert_eq!(steering, None, "{text:?}");
}
