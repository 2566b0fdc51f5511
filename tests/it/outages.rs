//! What a daemon stands on goes away in the middle of a month: the database server, the disk. It says so, loses nothing,
//! doubles nothing, and goes on when it is back.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use pretty_assertions::assert_eq;
use tempfile::TempDir;

use crate::support::daemon::Daemon;
use crate::support::databases::{Place, Server};
use crate::support::facts::{Facts, arrived, facts, rows};
use crate::support::program::{Lens, Program, Sink, Taken, seed};

/// A day on which everything is due already.
const LATER: &str = "2026-11-10T09:00:00Z";
/// Several looks of each loop of the daemon.
const WHILE: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_may_stop_and_start_in_the_middle_of_a_month() {
    let Some(server) = Server::start() else { return };
    let (lens, place, sink) = (world(), server.place().await, Sink::slow(60));
    let (wanted, letters) = undisturbed(&lens).await;
    let program = program(&place.url, &lens, Some(&sink));
    let mut daemon = Daemon::start(&program);
    daemon.wait_for("some audits are published", |daemon| daemon.logged("audit published") >= 3);
    for stop in 1..=2 {
        server.run(false);
        fails(&mut daemon, "database", "");
        server.run(true);
        daemon.wait_for("it goes on", |daemon| daemon.ready().0 == 200);
        daemon.wait_for("more letters are out", |_| sink.taken().len() > 4 * stop);
    }
    // What can wait so long for a connection waits, and does not even fail.
    let (failed, worked) = (daemon.logged("database fails"), daemon.logged("database works again"));
    assert!((1..=2).contains(&failed) && failed == worked, "{failed} and {worked}\n{}", daemon.log());
    finishes(daemon);

    equal(&facts(&place.url).await, &wanted);
    let taken = sink.taken();
    assert_eq!(arrived(&taken), letters);
    once(&taken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_whose_disk_is_full_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::mount(64) else { return };
    let (lens, sink) = (world(), Sink::start());
    let (wanted, letters) = undisturbed(&lens).await;
    let url = format!("sqlite://{}", disk.path("ledger.db").display());
    let program = program(&url, &lens, Some(&sink));
    disk.fill(600);
    let mut daemon = Daemon::start(&program);
    fails(&mut daemon, "database", "full");
    assert_eq!(daemon.logged("database fails"), 1, "{}", daemon.log());
    assert!(sink.taken().len() < letters.len(), "the disk was never full");
    disk.clear();
    daemon.wait_for("it goes on", |daemon| daemon.ready().0 == 200);
    finishes(daemon);

    equal(&facts(&url).await, &wanted);
    let taken = sink.taken();
    assert_eq!(arrived(&taken), letters);
    once(&taken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_for_a_full_disk_wait_and_no_attempt_counts() {
    let Some(disk) = SmallDisk::mount(16) else { return };
    let (lens, place) = (world(), Place::sqlite());
    let program = program(&place.url, &lens, None);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let there = format!("folder = \"{}\"", disk.path("").display());
    fs::write(program.path("trueup.toml"), settings.replace("folder = \"outbox\"", &there)).unwrap();
    disk.fill(100);
    let mut daemon = Daemon::start(&program);
    fails(&mut daemon, "mail", "No space left");
    let said = daemon.ready().1["reasons"][0]["reason"].as_str().unwrap().to_owned();
    assert!(said.contains(disk.path("").to_str().unwrap()), "{said}");
    disk.clear();
    daemon.wait_for("it goes on", |daemon| daemon.ready().0 == 200);
    finishes(daemon);

    let sent = rows(
        &place.url,
        "SELECT l.message_id FROM letters l JOIN recipients r ON r.letter = l.id \
        WHERE r.state = 'sent' AND r.attempts = 1 ORDER BY l.message_id",
    )
    .await;
    let all = rows(&place.url, "SELECT message_id FROM letters ORDER BY message_id").await;
    assert_eq!(sent, all);
    let mut files = Vec::new();
    for file in fs::read_dir(disk.path("")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        files.push(format!("<{}>", MessageParser::default().parse(&bytes).unwrap().message_id().unwrap()));
    }
    files.sort();
    assert_eq!(files, all, "whole letters and nothing else");
}

/// Some random customers, and some that are due a true-up.
fn world() -> Lens {
    let fixed = "a=40:44,b=40:45,c=40:46,d=20:24,e=20:25,f=20:26";
    let seed = seed();
    Lens::start(&["--seed", &seed, "--contracts", "8", "--largest", "90", "--delay-ms", "40", "--fixed", fixed])
}

fn program(url: &str, lens: &Lens, sink: Option<&Sink>) -> Program {
    let program = Program::on(url, LATER, lens, sink);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    fs::write(program.path("trueup.toml"), settings.replace("page_size = 500", "page_size = 30")).unwrap();
    program.apply(lens);
    program
}

/// What ledger and mailbox say where nothing goes away.
async fn undisturbed(lens: &Lens) -> (Facts, std::collections::BTreeSet<String>) {
    let (place, sink) = (Place::sqlite(), Sink::start());
    let program = program(&place.url, lens, Some(&sink));
    program.run(&["run"]);
    (facts(&place.url).await, arrived(&sink.taken()))
}

/// It says what fails and why, all the time, and lives.
fn fails(daemon: &mut Daemon, part: &str, why: &str) {
    let says = |daemon: &Daemon| {
        let (status, answer) = daemon.ready();
        let reason = &answer["reasons"][0];
        status == 503 && reason["part"] == part && reason["reason"].as_str().is_some_and(|reason| reason.contains(why))
    };
    daemon.wait_for("it says what fails", says);
    let begun = Instant::now();
    while begun.elapsed() < WHILE {
        assert!(says(daemon), "{:?}\n{}", daemon.ready(), daemon.log());
        assert_eq!(daemon.page("/healthz").0, 200);
        thread::sleep(Duration::from_millis(100));
    }
}

/// It does all that is left, and ends in order.
fn finishes(mut daemon: Daemon) {
    let left = |daemon: &Daemon| {
        let (_, page) = daemon.page("/metrics");
        let open = |line: &&str| {
            let states = [
                "audits{state=\"due\"",
                "audits{state=\"collecting\"",
                "audits{state=\"failed\"",
                "letters{state=\"pending\"",
            ];
            states.iter().any(|state| line.starts_with(&format!("trueup_{state}"))) && !line.ends_with(" 0")
        };
        page.lines().filter(open).count() + usize::from(!page.contains("trueup_letters{"))
    };
    daemon.wait_for("everything is done", |daemon| left(daemon) == 0);
    daemon.signal("TERM");
    let (code, _, log) = daemon.end();
    assert_eq!(code, Some(0), "{log}");
}

/// Also what was taken while the ledger was away is not sent again.
fn once(taken: &[Taken]) {
    let mut deliveries: Vec<_> = taken.iter().map(|letter| (&letter.message_id, &letter.to)).collect();
    deliveries.sort();
    let all = deliveries.len();
    deliveries.dedup();
    assert_eq!(deliveries.len(), all, "a letter came twice");
}

fn equal(found: &Facts, wanted: &Facts) {
    assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (table, rows) in wanted {
        assert_eq!(&found[table], rows, "{table}");
    }
}

/// A disk of a few megabytes.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// None where this process may not mount anything, which it says.
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self { folder });
        }
        // Past the harness, which would keep the output of a test that passes.
        io::stderr().write_all(b"NOT RUN: a full disk: only root may mount a small one\n").unwrap();
        None
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Leaves so many KiB.
    fn fill(&self, left: usize) {
        let mut filler = File::create(self.path(".filler")).unwrap();
        let block = [0; 4096];
        while filler.write_all(&block).is_ok() {}
        let size = filler.metadata().unwrap().len();
        filler.set_len(size - 1024 * left as u64).unwrap();
    }

    fn clear(&self) {
        fs::remove_file(self.path(".filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a process that is about to end may still have a file open there.
        let _gone = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}
