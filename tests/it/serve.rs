//! The daemon as an operator meets it: it audits by itself when the moment comes, shares the work with others, says how
//! it is, outlives its database, and goes when it is told to.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::daemon::Daemon;
use crate::support::databases::Place;
use crate::support::program::{Lens, Program, Sink, list, seed};

/// So long before the audits of November fall due in Rome that a busy machine has started the daemon by then.
const JUST_BEFORE: &str = "2026-11-01T04:59:20Z";
/// That moment.
const DUE: u64 = 1_793_509_200;
/// The one of December.
const NEXT: u64 = 1_796_101_200;
/// A day on which everything is due already.
const LATER: &str = "2026-11-10T09:00:00Z";

#[test]
fn the_audits_happen_by_themselves_when_their_moment_comes_and_a_signal_ends_it_in_order() {
    let lens = Lens::start(&["--seed", &seed(), "--contracts", "6", "--largest", "40"]);
    let sink = Sink::start();
    let program = Program::new(JUST_BEFORE, &lens, Some(&sink));
    program.apply(&lens);
    let mut daemon = Daemon::start(&program);
    assert_eq!(daemon.metric("trueup_next_audit_timestamp_seconds"), DUE, "it was slow to start");
    assert_eq!(daemon.metric("trueup_lens_requests_total"), 0);
    assert!(states(&program).is_empty(), "nothing is audited before its moment");

    daemon.wait_for("every audit is settled", all_settled);
    daemon.wait_for("every letter is out", |daemon| pending(daemon) == 0);
    assert_eq!(daemon.metric("trueup_next_audit_timestamp_seconds"), NEXT);
    assert!(daemon.metric("trueup_last_audit_timestamp_seconds") >= DUE);
    assert!(daemon.metric("trueup_lens_requests_total") > 0);
    assert_eq!(daemon.metric("trueup_build_info{version=\"0.1.0\"}"), 1);
    let sent = sink.taken().len();
    assert!(sent > 0);
    assert_eq!(daemon.metric("trueup_letters{state=\"sent\"}"), letters(&program));

    daemon.signal("TERM");
    let (code, took, log) = daemon.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(took < Duration::from_secs(10), "{took:?}");
    // What a person does afterwards finds nothing left to do.
    program.run(&["run"]);
    assert_eq!(sink.taken().len(), sent);
}

#[test]
fn a_ledger_has_one_daemon_and_commands_work_beside_it() {
    let lens = Lens::start(&["--seed", &seed(), "--contracts", "6", "--largest", "40"]);
    let program = Program::new(LATER, &lens, None);
    program.apply(&lens);
    let mut daemon = Daemon::start(&program);
    let refused = program.expect(1, &["serve"]);
    assert!(refused.stderr.contains("has a daemon already"), "{}", refused.stderr);
    assert_eq!(refused.stderr.lines().filter(|line| line.contains("panicked")).count(), 0);

    program.apply(&lens);
    program.json(&["status"]);
    daemon.wait_for("every audit is settled", all_settled);
    assert_eq!(daemon.page("/healthz").0, 200);
    assert_eq!(daemon.ready(), (200, serde_json::json!({ "ready": true, "reasons": [] })));
    assert_eq!(daemon.page("/").0, 404);
    assert_eq!(daemon.logged("mail.transport is \"folder\""), 1, "{}", daemon.log());

    daemon.signal("HUP");
    daemon.wait_for("it says what SIGHUP does", |daemon| daemon.logged("restart the service") == 1);
    assert_eq!(daemon.page("/healthz").0, 200);
    daemon.signal("INT");
    assert_eq!(daemon.end().0, Some(0));
    // The lock went with its holder.
    let again = Daemon::start(&program);
    again.signal("TERM");
    assert_eq!(again.end().0, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "that both had work to do is part of what is shown")]
async fn two_daemons_share_sixty_contracts_and_do_nothing_twice() {
    let Some(place) = Place::postgres().await else { return };
    let lens = Lens::start(&["--seed", &seed(), "--contracts", "60", "--largest", "60"]);
    let sink = Sink::start();
    let programs = [(); 2].map(|()| Program::on(&place.url, JUST_BEFORE, &lens, Some(&sink)));
    programs[0].apply(&lens);
    // Both wait for the moment, so that neither has a start over the other.
    let mut daemons = programs.each_ref().map(Daemon::start);
    daemons[0].wait_for("every audit is settled", all_settled);
    daemons[1].wait_for("every letter is out", |daemon| pending(daemon) == 0);
    let published = daemons.each_ref().map(|daemon| daemon.logged("audit published"));
    println!("audits published by the first daemon and by the second: {published:?}");
    let audited = states(&programs[0]).iter().filter(|state| *state == "audited").count();
    assert_eq!(published.iter().sum::<usize>(), audited);
    assert!(published.iter().all(|count| *count >= 10), "{published:?}");
    let mut sent: Vec<_> = sink.taken().into_iter().map(|letter| (letter.message_id, letter.to)).collect();
    let all = sent.len();
    sent.sort();
    sent.dedup();
    assert_eq!(sent.len(), all, "a letter came twice");
    for daemon in daemons {
        daemon.signal("TERM");
        assert_eq!(daemon.end().0, Some(0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_outlives_its_database_and_says_so_once() {
    let Some(place) = Place::postgres().await else { return };
    let lens = Lens::start(&["--seed", &seed(), "--contracts", "6", "--largest", "40"]);
    let (server, rest) = place.url.split_once("127.0.0.1:").unwrap();
    let (port, rest) = rest.split_once('/').unwrap();
    let bridge = Bridge::to(port.parse().unwrap());
    let program = Program::on(&format!("{server}127.0.0.1:{}/{rest}", bridge.port), LATER, &lens, None);
    program.apply(&lens);
    let mut daemon = Daemon::start(&program);
    daemon.wait_for("every audit is settled", all_settled);
    bridge.open(false);
    daemon.wait_for("it notices", |daemon| daemon.logged("database fails") == 1);
    let (status, reasons) = daemon.ready();
    assert_eq!((status, &reasons["reasons"][0]["part"]), (503, &Value::from("database")), "{reasons}");
    assert_eq!(daemon.page("/metrics").0, 503);
    assert_eq!(daemon.page("/healthz").0, 200);
    bridge.open(true);
    daemon.wait_for("it goes on", |daemon| daemon.ready().0 == 200);
    assert_eq!((daemon.logged("database fails"), daemon.logged("database works again")), (1, 1), "{}", daemon.log());
    assert_eq!(daemon.page("/metrics").0, 200);
    daemon.signal("TERM");
    assert_eq!(daemon.end().0, Some(0));
}

/// The state of each audit of the running month.
fn states(program: &Program) -> Vec<String> {
    let status = program.json(&["status"]);
    list(&status["audits"]).iter().map(|audit| audit["state"].as_str().unwrap().to_owned()).collect()
}

fn letters(program: &Program) -> u64 {
    list(&program.json(&["outbox", "list"])).len() as u64
}

fn count(daemon: &Daemon, of: &str, state: &str) -> u64 {
    daemon.metric(&format!("trueup_{of}{{state=\"{state}\"}}"))
}

/// All of a month are opened at once, so that none is missing from the count.
fn all_settled(daemon: &Daemon) -> bool {
    let open: u64 = ["due", "collecting", "failed"].map(|state| count(daemon, "audits", state)).iter().sum();
    open == 0 && count(daemon, "audits", "audited") > 0
}

fn pending(daemon: &Daemon) -> u64 {
    count(daemon, "letters", "pending")
}

/// A way to a server that can be cut.
struct Bridge {
    port: u16,
    state: Arc<Mutex<Way>>,
}

struct Way {
    open: bool,
    ends: Vec<TcpStream>,
}

impl Bridge {
    fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(Way { open: true, ends: Vec::new() }));
        let shared = state.clone();
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let mut way = shared.lock().unwrap();
                if !way.open {
                    continue;
                }
                let far = TcpStream::connect(("127.0.0.1", server)).unwrap();
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    way.ends.push(from.try_clone().unwrap());
                    thread::spawn(move || carry(from, to));
                }
            }
        });
        Self { port, state }
    }

    fn open(&self, open: bool) {
        let mut way = self.state.lock().unwrap();
        way.open = open;
        for end in way.ends.drain(..) {
            // It may be closed already.
            let _closed = end.shutdown(Shutdown::Both);
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => return to.shutdown(Shutdown::Write),
            read => to.write_all(&buffer[..read])?,
        }
    }
}
