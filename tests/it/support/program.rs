//! The real binary in a folder of its own, run as a user runs it. What it talks to are other processes in another
//! language: a Lens server that brings its own customers and its own idea of the truth, and a mail server.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use mail_parser::MessageParser;
use serde_json::Value;
use tempfile::TempDir;

/// The binary, its settings and the moment that it takes for now.
pub(crate) struct Program {
    folder: TempDir,
    database: String,
    now: String,
}

/// A command that has ended.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    /// Settings for `lens`, with letters to `mail` or else as files; the ledger is a file beside them.
    pub(crate) fn new(now: &str, lens: &Lens, mail: Option<&Sink>) -> Self {
        Self::on("sqlite://ledger.db", now, lens, mail)
    }

    /// The same on another database.
    pub(crate) fn on(database: &str, now: &str, lens: &Lens, mail: Option<&Sink>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Self { folder, database: database.to_owned(), now: now.to_owned() };
        program.settle(lens, mail);
        program
    }

    /// Goes on at another time, with another Lens server.
    pub(crate) fn go_on(&mut self, now: &str, lens: &Lens, mail: Option<&Sink>) {
        now.clone_into(&mut self.now);
        self.settle(lens, mail);
    }

    /// Goes on at another time.
    pub(crate) fn at(&mut self, now: &str) {
        now.clone_into(&mut self.now);
    }

    /// Its time, as of the start of each command.
    pub(crate) fn now(&self) -> &str {
        &self.now
    }

    fn settle(&self, lens: &Lens, mail: Option<&Sink>) {
        let Lens { port, .. } = lens;
        let mut text = format!(
            "[database]\nurl = \"{}\"\n[seller]\nname = \"Poly Services EMEA\"\naddress = [\"Example Street 1\"]\n\
             [lens]\ntoken_url = \"http://127.0.0.1:{port}/oauth/token\"\n\
             graphql_url = \"http://127.0.0.1:{port}/graphql\"\npage_size = 500\n",
            self.database
        );
        for credential in list(&lens.truth["credentials"]) {
            let [name, id, secret] = ["name", "client_id", "client_secret"].map(|key| word(credential, key));
            write!(text, "[lens.credentials.{name}]\nclient_id = \"{id}\"\nclient_secret = \"{secret}\"\n").unwrap();
        }
        text += "[mail]\nfrom = \"Poly+ Enterprise Service <service@example.com>\"\nper_minute = 0\n";
        if let Some(Sink { port, .. }) = mail {
            text += "transport = \"smtp\"\n[mail.smtp]\nhost = \"127.0.0.1\"\ntls = \"none\"\n";
            writeln!(text, "port = {port}").unwrap();
        } else {
            text += "transport = \"folder\"\nfolder = \"outbox\"\n";
        }
        text += "[schedule]\ntimezone = \"Europe/Rome\"\n[release]\nhold_first_true_up = false\n";
        fs::write(self.path("trueup.toml"), text).unwrap();
    }

    /// A file or folder beside the settings.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The address of the ledger for somebody who stands elsewhere.
    pub(crate) fn database(&self) -> String {
        self.database.replace("sqlite://", &format!("sqlite://{}/", self.folder.path().display()))
    }

    /// Starts a command.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.start_with(&[], arguments)
    }

    /// Starts a command with these variables in its environment.
    pub(crate) fn start_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command.args(["--now", &self.now]).args(arguments).current_dir(self.folder.path());
        // Nothing of the machine's own settings, proxies or secrets.
        command.env_clear().env("USER", "tester").envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs a command to its end, whatever that is.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        ended(self.start(arguments))
    }

    /// Runs a command that must end with this code.
    pub(crate) fn expect(&self, code: i32, arguments: &[&str]) -> Done {
        let done = self.run(arguments);
        let Done { stdout, stderr, .. } = &done;
        assert_eq!(done.code, code, "trueup {}\n{stdout}\n{stderr}", arguments.join(" "));
        done
    }

    /// What a command that must end with 0 says as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        self.expect(0, &[arguments, &["--json"]].concat()).json()
    }

    /// Applies the data files of a Lens server.
    pub(crate) fn apply(&self, lens: &Lens) {
        self.expect(0, &["apply", &lens.folder.path().join("data").display().to_string()]);
    }

    /// The letters that were written as files: name and bytes.
    pub(crate) fn letters(&self) -> Vec<(String, Vec<u8>)> {
        let files = fs::read_dir(self.path("outbox")).unwrap().map(|entry| entry.unwrap());
        let mut letters: Vec<_> =
            files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect();
        letters.sort();
        letters
    }

    /// The text of the one whose subject has these words.
    pub(crate) fn text_about(&self, words: &str) -> String {
        for (_, bytes) in self.letters() {
            let message = MessageParser::default().parse(&bytes).unwrap();
            if message.subject().unwrap_or_default().contains(words) {
                return message.body_text(0).unwrap().into_owned();
            }
        }
        panic!("no letter is about {words}")
    }
}

/// Waits for the end of a command.
pub(crate) fn ended(child: Child) -> Done {
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
}

impl Done {
    /// The one document on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// `tests/lens_server.py`: customers, contracts, devices, and the truth about them.
pub(crate) struct Lens {
    process: Child,
    port: u64,
    folder: TempDir,
    pub(crate) truth: Value,
}

impl Lens {
    /// Writes lines at the head of the first table `[[kind]]` of its data files.
    pub(crate) fn declare(&self, kind: &str, lines: &str) {
        let files = fs::read_dir(self.folder.path().join("data")).unwrap().map(|entry| entry.unwrap().path());
        let head = format!("[[{kind}]]\n");
        let texts = files.map(|path| (fs::read_to_string(&path).unwrap(), path));
        let (text, path) = texts.into_iter().find(|(text, _)| text.contains(&head)).unwrap();
        fs::write(path, text.replacen(&head, &format!("{head}{lines}"), 1)).unwrap();
    }

    pub(crate) fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (process, port) = python("lens_server.py", &[arguments, &["--out", path_of(&folder)]].concat());
        let truth = fs::read(folder.path().join("truth.json")).unwrap();
        Self { process, port, truth: serde_json::from_slice(&truth).unwrap(), folder }
    }

    /// How often it misbehaved, by kind.
    pub(crate) fn misbehaviour(&self) -> BTreeMap<String, usize> {
        misbehaviour(&self.folder)
    }

    /// The folder of its data files.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The truth by contract.
    pub(crate) fn contracts(&self) -> &[Value] {
        list(&self.truth["contracts"])
    }
}

impl Drop for Lens {
    fn drop(&mut self) {
        stop(&mut self.process);
    }
}

/// `tests/smtp_sink.py`: a mail server that keeps what it takes.
pub(crate) struct Sink {
    process: Child,
    port: u64,
    folder: TempDir,
}

/// A letter in the sink.
pub(crate) struct Taken {
    pub(crate) message_id: String,
    /// Recipients of the SMTP transaction.
    pub(crate) to: Vec<String>,
    pub(crate) bytes: Vec<u8>,
    /// When it was there, in seconds since 1970.
    pub(crate) at: f64,
    /// The connection was cut off instead of an answer.
    pub(crate) dropped: bool,
}

impl Sink {
    pub(crate) fn start() -> Self {
        Self::slow(0)
    }

    /// One that takes its time between a message and the answer to it.
    pub(crate) fn slow(milliseconds: u32) -> Self {
        Self::with(&["--delay-ms", &milliseconds.to_string()])
    }

    /// One with wishes of its own.
    pub(crate) fn with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (process, port) = python("smtp_sink.py", &[&[path_of(&folder)], arguments].concat());
        Self { process, port, folder }
    }

    /// How often it misbehaved, by kind.
    pub(crate) fn misbehaviour(&self) -> BTreeMap<String, usize> {
        misbehaviour(&self.folder)
    }

    /// All that was taken, in order.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        let Ok(index) = fs::read_to_string(self.folder.path().join("index.jsonl")) else { return Vec::new() };
        let lines = index.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let taken = lines.map(|line| Taken {
            message_id: word(&line, "message_id").to_owned(),
            to: list(&line["rcpt"]).iter().map(|to| to.as_str().unwrap().to_owned()).collect(),
            bytes: fs::read(self.folder.path().join(format!("{}.eml", line["n"]))).unwrap(),
            at: line["at"].as_f64().unwrap(),
            dropped: line["dropped"] == true,
        });
        taken.collect()
    }
}

impl Sink {
    /// What was taken about single contracts: without the digests.
    pub(crate) fn about_contracts(&self) -> Vec<Taken> {
        self.taken().into_iter().filter(|taken| !is_digest(&taken.bytes)).collect()
    }
}

/// Whether a letter tells of all contracts of a CSM.
pub(crate) fn is_digest(letter: &[u8]) -> bool {
    String::from_utf8_lossy(letter).contains("X-Trueup-Kind: csm_digest")
}

impl Drop for Sink {
    fn drop(&mut self) {
        stop(&mut self.process);
    }
}

/// The notes of a server about itself, counted.
fn misbehaviour(folder: &TempDir) -> BTreeMap<String, usize> {
    let notes = fs::read_to_string(folder.path().join("misbehaviour")).unwrap_or_default();
    let mut kinds = BTreeMap::new();
    for kind in notes.lines() {
        *kinds.entry(kind.to_owned()).or_default() += 1;
    }
    kinds
}

/// Starts a script that says its port when it is ready, and goes away when its end of our pipe closes or it is stopped.
fn python(script: &str, arguments: &[&str]) -> (Child, u64) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let mut command = Command::new("python3");
    command.arg(&script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().expect("python3 is needed for the servers of the tests");
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    let port = ready["port"].as_u64().unwrap();
    (process, port)
}

fn stop(process: &mut Child) {
    // It may be gone already; then there is nothing to stop.
    let _gone = process.kill();
    process.wait().unwrap();
}

fn path_of(folder: &TempDir) -> &str {
    folder.path().to_str().unwrap()
}

/// The elements of a JSON list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list is expected: {value}"))
}

/// A text member of a JSON object.
pub(crate) fn word<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("`{member}` is expected as text: {value}"))
}

/// A seed that is printed, or the one that `TRUEUP_TEST_SEED` gives to repeat a run.
#[expect(clippy::print_stdout, reason = "whoever looks at a run wants to be able to repeat it")]
pub(crate) fn seed() -> String {
    let seed =
        std::env::var("TRUEUP_TEST_SEED").unwrap_or_else(|_| (uuid::Uuid::new_v4().as_u128() % 1_000_000).to_string());
    println!("TRUEUP_TEST_SEED={seed}");
    seed
}
