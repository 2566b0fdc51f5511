//! Wrong use and bad input, as an operator meets them: the exit code of the handbook, one clear message that names what
//! is wrong, and a ledger in which nothing changed.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use tokio::net::TcpListener;
use trueup::simulator::world::{Credential, Tenant, World};
use trueup::simulator::{Running, Simulator};

use crate::support::dump::{Dump, dump};

/// The moment of most of these tests: the day of the audits of a month.
const NOW: &str = "2026-11-01T09:00:00Z";

/// Never to be seen outside the settings.
const LENS_SECRET: &str = "lens-s3cret-0815";
const MAIL_SECRET: &str = "mail-s3cret-4711";

const SETTINGS: &str = r#"
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

const DATA: &str = r#"
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

const REPORT: &str = "Device Name,Device Model,Serial Number,Last Detected\n\
    a,Voyager Focus 2,S-001,2026-10-30\nb,Voyager Focus 2,S-002,2026-10-30\n\
    c,Voyager Focus 2,S-003,2026-10-30\nd,Voyager Focus 2,S-004,2026-10-30\n";

/// The binary in a folder with settings and data files.
struct Desk {
    folder: TempDir,
}

struct Done {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.write("trueup.toml", SETTINGS);
        desk.write("data.toml", DATA);
        desk
    }

    /// A desk whose data files are applied, on a rehearsal ledger.
    fn applied() -> Self {
        let desk = Self::new();
        desk.expect(0, &["apply", "data.toml"]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().env("USER", "tester").stdin(Stdio::null());
        command
    }

    /// Runs a command at the moment of the tests.
    fn run(&self, arguments: &[&str]) -> Done {
        done(&self.command(&[&["--now", NOW], arguments].concat()).output().unwrap())
    }

    fn expect(&self, code: i32, arguments: &[&str]) -> Done {
        ended_with(code, arguments, self.run(arguments))
    }

    fn ledger(&self) -> String {
        format!("sqlite://{}", self.path("ledger.db").display())
    }

    async fn dump(&self) -> Dump {
        dump(&self.ledger()).await
    }

    /// A command that is refused: its code, its words on stderr, nothing on stdout, nothing changed.
    async fn refuses(&self, code: i32, arguments: &[&str], words: &[&str]) {
        let before = self.dump().await;
        let done = self.expect(code, arguments);
        has(&done.stderr, words);
        assert_eq!(done.stdout, "", "{arguments:?}");
        assert_eq!(self.dump().await, before, "{arguments:?} changed the ledger");
    }

    /// Data files with these parts replaced are refused whole: one line for each of the words.
    async fn refuses_data(&self, changes: &[(&str, &str)], problems: &[&[&str]]) {
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

fn done(output: &Output) -> Done {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Done { code: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

fn ended_with(code: i32, arguments: &[&str], done: Done) -> Done {
    assert_eq!(done.code, code, "trueup {}\n{}\n{}", arguments.join(" "), done.stdout, done.stderr);
    done
}

fn has(text: &str, words: &[&str]) {
    let missing: Vec<_> = words.iter().filter(|word| !text.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?} is not in: {text}");
}

/// Nothing that steers a terminal.
fn is_tame(text: &str) {
    let steering = text.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
    assert_eq!(steering, None, "{text:?}");
}

#[tokio::test]
async fn wrong_questions_end_with_2_and_change_nothing() {
    let desk = Desk::applied();
    desk.write("report.csv", REPORT);
    desk.refuses(2, &["run", "--month", "2026-10"], &["--month 2026-10", "2026-11", "R24"]).await;
    desk.refuses(2, &["run", "--month", "2026-12", "--dry-run"], &["R24"]).await;
    let late = ["ingest", "inventory", "report.csv", "--customer", "acme", "--month", "2026-10"];
    desk.refuses(2, &late, &["R24"]).await;
    desk.refuses(2, &["ingest", "inventory", "report.csv", "--customer", "nobody"], &["no customer nobody"]).await;
    desk.refuses(2, &["ingest", "inventory", "report.csv", "--customer", "beta"], &["beta", "Lens"]).await;
    desk.refuses(2, &["run", "--contract", "C-8", "--contract", "C-9"], &["no contract C-8, C-9"]).await;
    desk.refuses(2, &["status", "--contract", "C-9"], &["no contract C-9"]).await;
    desk.refuses(2, &["journal", "--contract", "C-9"], &["no contract C-9"]).await;
    desk.refuses(2, &["report", "C-9"], &["no contract C-9"]).await;
    desk.refuses(2, &["report", "C-1", "--month", "2026-07"], &["C-1", "2026-07", "trueup status"]).await;
    desk.refuses(2, &["export", "devices", "C-1"], &["C-1", "2026-11"]).await;
    for command in [&["quote", "show"][..], &["quote", "approve"], &["outbox", "show"], &["outbox", "cancel"]] {
        desk.refuses(2, &[command, &["nothing"]].concat(), &["nothing"]).await;
    }
    desk.refuses(2, &["outbox", "retry", "nothing"], &["no letter nothing"]).await;
    for arguments in [
        &["run", "--month", "2026-13"][..],
        &["run", "--accept-held", " "],
        &["--by", "", "status"],
        &["status", "--contract", "no/id"],
        &["outbox", "list", "--state", "lost"],
        &["nonsense"],
        &["apply"],
    ] {
        desk.refuses(2, arguments, &["error:", "--help"]).await;
    }
}

#[tokio::test]
async fn a_month_without_audits_is_shown_as_such() {
    let desk = Desk::applied();
    let done = desk.expect(0, &["status", "--month", "2026-05", "--contract", "C-1"]);
    assert_eq!(done.stdout, "2026-05: no audits\n");
    let done = desk.expect(0, &["status", "--month", "2026-05", "--json"]);
    let status: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(status, serde_json::json!({"month": "2026-05", "audits": []}));
}

#[tokio::test]
async fn wrong_data_files_are_refused_whole_with_every_problem() {
    let desk = Desk::applied();
    desk.refuses_data(
        &[("customer = \"acme\"\nterm", "customer = \"nobody\"\nterm")],
        &[&["C-1", "customer", "nobody"]],
    )
    .await;
    desk.refuses_data(&[("id = \"C-1\"", "id = \"C-1\"\ncolour = \"red\"")], &[&["C-1", "colour", "unknown key"]])
        .await;
    desk.refuses_data(&[("\"18.00\"", "\"18,00 EUR\"")], &[&["C-1", "unit_annual_price", "18,00 EUR"]]).await;
    desk.refuses_data(
        &[(
            "[[contract]]\nid = \"C-2\"",
            "[[contract.category]]\ncategory = \"headset\"\nordered = 1\n[[contract]]\nid = \"C-2\"",
        )],
        &[&["C-1", "headset"]],
    )
    .await;
    desk.refuses_data(&[("2027-03-31", "2025-03-31")], &[&["C-1", "term_end", "2025-03-31"]]).await;
    desk.refuses_data(&[("quotes_to = [\"ordini@nordcom.example\"]", "quotes_to = []")], &[&["nordcom", "quotes_to"]])
        .await;
    desk.refuses_data(
        &[("quotes_to", "brand = { sender = \"N\", logo = \"nowhere.svg\" }\nquotes_to")],
        &[&["nordcom", "logo", "nowhere.svg"]],
    )
    .await;
    let twice =
        "[[partner]]\nid = \"nordcom\"\nname = \"N\"\nlanguage = \"it\"\nquotes_to = [\"a@b.example\"]\n[[csm]]";
    desk.refuses_data(&[("[[csm]]", twice)], &[&["partner", "nordcom"]]).await;
    let overlap = "[[contract]]\nid = \"C-3\"\ncustomer = \"acme\"\nterm_start = 2027-01-01\nterm_end = 2027-12-31\n\
                   currency = \"EUR\"\n[[contract.category]]\ncategory = \"headset\"\nordered = 4\n[[contract]]\nid = \"C-2\"";
    desk.refuses_data(&[("[[contract]]\nid = \"C-2\"", overlap)], &[&["C-3", "C-1", "headset"]]).await;
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let desk = Desk::applied();
    let three = [("\"18.00\"", "\"cheap\""), ("2027-03-31", "2025-03-31"), ("language = \"it\"", "language = \"xx\"")];
    desk.refuses_data(&three, &[&["unit_annual_price"], &["term_end"], &["language", "xx"]]).await;
    desk.write("trueup.toml", SETTINGS.replace("\"1s\"", "\"soon\"").replace("[mail]", "[mail]\ncolour = 1"));
    let done = desk.expect(78, &["check"]);
    has(&done.stderr, &["trueup.toml: lens.give_up_after", "trueup.toml: mail.colour"]);
    assert_eq!(done.stderr.lines().count(), 2, "{}", done.stderr);
}

#[test]
fn the_printed_sample_is_accepted_as_it_is() {
    let desk = Desk::new();
    let sample = desk.expect(0, &["config"]).stdout;
    desk.write("trueup.toml", sample);
    let done = desk.expect(0, &["check"]);
    has(&done.stdout, &["settings", "templates", "there is no ledger"]);
    assert!(!desk.path("trueup.db").exists(), "a check makes no ledger");
}

#[test]
fn without_a_ledger_one_is_told_how_to_make_it_and_without_settings_where_they_are_sought() {
    let desk = Desk::new();
    has(&desk.expect(1, &["status"]).stderr, &["no ledger", "trueup migrate"]);
    desk.expect(2, &["run", "--month", "2020-01"]);
    desk.expect(1, &["ingest", "inventory", "nowhere.csv", "--customer", "acme"]);
    assert!(!desk.path("ledger.db").exists(), "a refused command makes no ledger");
    has(&desk.expect(78, &["--config", "nowhere.toml", "status"]).stderr, &["nowhere.toml", "trueup config"]);
    fs::remove_file(desk.path("trueup.toml")).unwrap();
    has(&desk.expect(78, &["status"]).stderr, &["trueup.toml", "seller.name", "mail.from"]);
}

#[test]
fn the_environment_wins_over_the_file_and_is_named_when_it_is_wrong() {
    let desk = Desk::new();
    let mut command = desk.command(&["check"]);
    command.env("TRUEUP__LENS__PAGE_SIZE", "many").env("TRUEUP__MAIL__COLOUR", "red");
    let done = ended_with(78, &["check"], done(&command.output().unwrap()));
    has(&done.stderr, &["TRUEUP__LENS__PAGE_SIZE", "many", "TRUEUP__MAIL__COLOUR"]);
    let other = desk.command(&["migrate"]).env("TRUEUP__DATABASE__URL", "sqlite://other.db").output().unwrap();
    assert!(other.status.success());
    assert!(desk.path("other.db").exists());
}

#[tokio::test]
async fn a_live_ledger_is_never_written_at_another_time() {
    let desk = Desk::new();
    assert!(desk.command(&["apply", "data.toml"]).status().unwrap().success());
    desk.refuses(2, &["run"], &["--now", "live"]).await;
    desk.refuses(2, &["apply", "data.toml"], &["--now", "live"]).await;
    desk.expect(0, &["status"]);
}

#[tokio::test]
async fn a_newer_ledger_is_left_alone() {
    let desk = Desk::applied();
    let mut connection = SqliteConnection::connect(&desk.ledger()).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'from tomorrow', true, x'00', 0)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    for arguments in [&["status"][..], &["run"], &["run", "--dry-run"], &["apply", "data.toml"], &["migrate"]] {
        desk.refuses(1, arguments, &["9999", "newer"]).await;
    }
    has(&desk.expect(1, &["check"]).stdout, &["problem", "9999"]);
}

#[tokio::test]
async fn a_report_that_cannot_be_read_is_refused_by_row_and_column_and_nothing_is_kept() {
    let desk = Desk::applied();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(REPORT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases: [(&str, Vec<u8>, &[&str]); 6] = [
        ("empty.csv", Vec::new(), &["empty.csv"]),
        ("binary.csv", (0..=255).cycle().take(4096).collect(), &["binary.csv"]),
        ("utf16.csv", utf16, &["utf16.csv"]),
        ("header.csv", b"Device Name,Device Model,Serial Number,Last Detected\n".into(), &["header.csv"]),
        ("models.csv", REPORT.replace("Device Model", "Colour").into(), &["models.csv", "Device Model"]),
        ("day.csv", REPORT.replacen("2026-10-30", "02/11/2026", 1).into(), &["day.csv", "row 2", "02/11/2026"]),
    ];
    for (name, bytes, words) in cases {
        desk.write(name, bytes);
        desk.refuses(1, &["ingest", "inventory", name, "--customer", "acme"], words).await;
    }
}

#[tokio::test]
async fn a_report_for_a_month_that_is_out_is_refused() {
    let desk = Desk::applied();
    desk.write("report.csv", REPORT);
    let ingest = ["ingest", "inventory", "report.csv", "--customer", "acme"];
    desk.expect(0, &ingest);
    desk.expect(0, &["run", "--contract", "C-1"]);
    desk.refuses(1, &ingest, &["acme", "2026-11", "C-1", "already"]).await;
}

/// A Lens in which the credential sees one tenant, which nobody claims.
async fn lens() -> Running {
    let world = World::new();
    let secret = SecretString::from(LENS_SECRET);
    let other = "00000000-0000-4000-8000-00000000000c".to_owned();
    world.set_tenant(Tenant { id: other.clone(), name: "Gamma \u{1b}[31mred".to_owned(), region: "eu-1".to_owned() });
    world.set_credential(Credential { client_id: "nordcom-client".to_owned(), secret, tenants: vec![other] });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Simulator::start(listener, Arc::new(world)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_cannot_be_seen_is_named_by_check_and_by_run() {
    let desk = Desk::applied();
    let lens = lens().await;
    let settings = SETTINGS.replace("http://127.0.0.1:9/oauth/token", &lens.token_url());
    desk.write("trueup.toml", settings.replace("http://127.0.0.1:9/graphql", &lens.graphql_url()));
    let check = desk.expect(1, &["check", "--online"]);
    has(&check.stdout, &["problem", "beta", "00000000-0000-4000-8000-00000000000b", "nordcom"]);
    has(&check.stdout, &["no customer claims tenant 00000000-0000-4000-8000-00000000000c"]);
    is_tame(&check.stdout);
    let run = desk.expect(3, &["run", "--contract", "C-2"]);
    has(&run.stdout, &["failed", "00000000-0000-4000-8000-00000000000b", "nordcom"]);
    lens.stop().await.unwrap();
}

#[tokio::test]
async fn secrets_are_seen_nowhere_when_lens_and_mail_fail() {
    let desk = Desk::applied();
    desk.write("report.csv", REPORT);
    let smtp = format!(
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"\nusername = \"service\"\n\
         password = \"{MAIL_SECRET}\"\n[release]"
    );
    let settings = SETTINGS.replace("transport = \"folder\"\nfolder = \"outbox\"\n[release]", &smtp);
    desk.write("trueup.toml", settings);
    desk.expect(0, &["ingest", "inventory", "report.csv", "--customer", "acme"]);
    let run = desk.expect(3, &["-vvv", "run"]);
    let check = desk.expect(1, &["-vvv", "check", "--online"]);
    let mut seen = [run.stdout, run.stderr, check.stdout, check.stderr].concat();
    for arguments in [&["journal", "--json"][..], &["outbox", "list", "--json"], &["status", "--json"]] {
        seen += &desk.expect(0, arguments).stdout;
    }
    seen += &format!("{:?}", desk.dump().await);
    has(&seen, &["C-1", "C-2"]);
    for secret in [LENS_SECRET, MAIL_SECRET] {
        assert!(!seen.contains(secret), "{secret} was shown");
    }
}

#[tokio::test]
async fn names_from_strangers_never_steer_a_terminal_nor_a_spreadsheet() {
    let desk = Desk::applied();
    let long = "x".repeat(10_000);
    let names =
        ["\u{1b}[2J\u{1b}]0;owned\u{7}", "<script>alert(1)</script>", "=HYPERLINK(\"http://evil.example\")", &long];
    let mut report = "Device Name,Device Model,Serial Number,Last Detected\n".to_owned();
    for (number, name) in names.iter().enumerate() {
        report += &format!("\"{0}\",\"{0}\",S-00{number},2026-10-30\n", name.replace('"', "\"\""));
        report += &format!("\"{}\",Voyager Focus 2,T-00{number},2026-10-30\n", name.replace('"', "\"\""));
    }
    let file = "r\u{1b}[31m\u{202e}.csv";
    desk.write(file, report);
    let mut shown = Vec::new();
    for (code, arguments) in [
        (0, &["ingest", "inventory", file, "--customer", "acme"][..]),
        (0, &["run", "--contract", "C-1"]),
        (0, &["status"]),
        (0, &["journal"]),
        (0, &["outbox", "list"]),
        (0, &["report", "C-1"]),
        (1, &["ingest", "inventory", file, "--customer", "acme"]),
        (78, &["apply", file]),
    ] {
        let done = desk.expect(code, arguments);
        shown.extend([done.stdout, done.stderr]);
    }
    shown.iter().for_each(|text| is_tame(text));
    let html = desk.expect(0, &["report", "C-1", "--format", "html"]).stdout;
    assert!(!html.contains("<script>alert"), "{html}");
    let csv = desk.expect(0, &["export", "devices", "C-1", "--with-names"]).stdout;
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 8);
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '@', '\t', '\r']), "{cell:?}");
    }
    let letters = fs::read_dir(desk.path("outbox")).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    for letter in letters {
        assert!(mail_parser::MessageParser::default().parse(&letter).is_some_and(|mail| mail.subject().is_some()));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::applied();
    for arguments in [&["config"][..], &["journal", "--json"], &["completions", "bash"]] {
        let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut complaints = String::new();
        child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{complaints}");
        assert!(!complaints.contains("panic"), "{complaints}");
    }
}

#[test]
fn every_command_has_help_and_colours_are_only_where_they_are_wanted() {
    let desk = Desk::applied();
    for command in
        ["demo", "run", "apply", "ingest", "status", "report", "quote", "outbox", "journal", "export", "check"]
    {
        has(&desk.expect(0, &[command, "--help"]).stdout, &["Usage: trueup", "--config"]);
    }
    desk.expect(3, &["run", "--contract", "C-1"]);
    assert!(!desk.expect(0, &["status"]).stdout.contains('\u{1b}'));
    assert!(desk.expect(0, &["--color", "always", "status"]).stdout.contains('\u{1b}'));
    has(&desk.expect(3, &["status", "--exit-code"]).stdout, &["waiting"]);
}
