//! `trueup serve` as a child process: started, watched over HTTP and its log, told to end.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::http::get;
use crate::support::program::Program;

/// Nothing that is waited for takes longer, however busy the machine is.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often one looks.
const LOOK: Duration = Duration::from_millis(50);

/// A daemon that is killed when the test is over.
pub(crate) struct Daemon {
    child: Child,
    port: u16,
    log: Arc<Mutex<String>>,
    /// Until its end of the log closes.
    reader: Option<JoinHandle<()>>,
}

impl Daemon {
    /// Starts the daemon of a program and waits until it answers. It looks into the outbox every second.
    pub(crate) fn start(program: &Program) -> Self {
        Self::start_with(program, &[])
    }

    /// The same with these variables in its environment.
    pub(crate) fn start_with(program: &Program, variables: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
        let settings = settings.split("[web]").next().unwrap().replace("deliver_every = \"1s\"\n", "");
        let settings = settings.replace("[schedule]\n", "[schedule]\ndeliver_every = \"1s\"\n");
        let settings = format!("{settings}[web]\nlisten = \"127.0.0.1:{port}\"\n");
        fs::write(program.path("trueup.toml"), settings).unwrap();
        let mut child = program.start_with(variables, &["-v", "serve"]);
        let log = Arc::new(Mutex::new(String::new()));
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let written = log.clone();
        let reader = thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *written.lock().unwrap_or_else(PoisonError::into_inner) += &(line + "\n");
            }
        });
        let mut daemon = Self { child, port, log, reader: Some(reader) };
        daemon.wait_for("it answers", |daemon| get(daemon.port, "/healthz").is_ok());
        daemon
    }

    /// Status and body of a page.
    pub(crate) fn page(&self, path: &str) -> (u16, String) {
        get(self.port, path).unwrap()
    }

    /// Status and reasons of `/readyz`.
    pub(crate) fn ready(&self) -> (u16, Value) {
        let (status, body) = self.page("/readyz");
        (status, serde_json::from_str(&body).unwrap())
    }

    /// The value of one line of `/metrics` that is a whole number.
    pub(crate) fn metric(&self, series: &str) -> u64 {
        let (_, page) = self.page("/metrics");
        let line = page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{series} is not in\n{page}")).parse().unwrap()
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often the log says something.
    pub(crate) fn logged(&self, what: &str) -> usize {
        self.log().matches(what).count()
    }

    /// Waits until something is so; the daemon has to live meanwhile.
    pub(crate) fn wait_for(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "the daemon ended with {ended:?} before {what}:\n{}", self.log());
            assert!(begun.elapsed() < PATIENCE, "{what}: not so after {PATIENCE:?}\n{}", self.log());
            thread::sleep(LOOK);
        }
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: &str) {
        let done = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }

    /// Waits for the end: the exit code, how long it took, and the whole log.
    pub(crate) fn end(mut self) -> (Option<i32>, Duration, String) {
        let begun = Instant::now();
        let status = self.child.wait().unwrap();
        let took = begun.elapsed();
        // The last lines may be on their way still.
        self.reader.take().map(JoinHandle::join).transpose().unwrap();
        (status.code(), took, self.log())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to stop.
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}
