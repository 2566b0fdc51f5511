//! A mail server that is away or refuses us, as an operator meets it: readiness says so, nothing is lost or sent twice,
//! and everything arrives when it is back.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;

use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::MessageParser;
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::daemon::Daemon;
use crate::support::databases::{Place, on_both};
use crate::support::program::{Lens, Program, list, seed, word};
use crate::support::smtp::{FakeSmtp, Protection};

/// Hours before the audits of November fall due.
const BEFORE: &str = "2026-11-01T01:00:00Z";
/// A day on which everything is due already.
const LATER: &str = "2026-11-10T09:00:00Z";

fn lens() -> Lens {
    Lens::start(&["--seed", &seed(), "--contracts", "6", "--largest", "40"])
}

/// A port at which nobody listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Letters go to a server on this port, from now on.
fn mail_to(program: &Program, port: u16, login: &str) {
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let (before, rest) = settings.split_once("transport = ").unwrap();
    let (_, after) = rest.split_once("[schedule]").unwrap();
    let smtp = format!("\"smtp\"\n[mail.smtp]\nhost = \"127.0.0.1\"\ntls = \"none\"\nport = {port}\n{login}");
    fs::write(program.path("trueup.toml"), format!("{before}transport = {smtp}[schedule]{after}")).unwrap();
}

fn login(password: &str) -> String {
    format!("username = \"trueup\"\npassword = \"{password}\"\n")
}

/// Every recipient of every letter.
fn recipients(program: &Program) -> Vec<Value> {
    let letters = program.json(&["outbox", "list"]);
    list(&letters).iter().flat_map(|letter| list(&letter["recipients"])).cloned().collect()
}

fn states(recipients: &[Value]) -> BTreeSet<&str> {
    recipients.iter().map(|one| word(one, "state")).collect()
}

fn attempts(recipients: &[Value]) -> Vec<u64> {
    recipients.iter().map(|one| one["attempts"].as_u64().unwrap()).collect()
}

/// Message-ID and recipient of all that the server took, sorted.
fn taken(server: &FakeSmtp) -> Vec<(String, String)> {
    let id = |bytes: &[u8]| MessageParser::default().parse(bytes).unwrap().message_id().unwrap().to_owned();
    let mut taken: Vec<_> = server.taken().iter().map(|one| (id(&one.bytes), one.to.concat())).collect();
    taken.sort();
    taken
}

fn reason(daemon: &Daemon) -> String {
    let (status, answer) = daemon.ready();
    let reasons = list(&answer["reasons"]);
    assert_eq!((status, reasons.len()), (503, 1), "{answer}");
    assert_eq!(word(&reasons[0], "part"), "mail");
    word(&reasons[0], "reason").to_owned()
}

fn all_settled(daemon: &Daemon) -> bool {
    let count = |state: &str| daemon.metric(&format!("trueup_audits{{state=\"{state}\"}}"));
    count("audited") > 0 && count("due") + count("collecting") + count("failed") == 0
}

fn ended_in_order(daemon: Daemon) {
    daemon.signal("TERM");
    assert_eq!(daemon.end().0, Some(0));
}

#[test]
fn a_wrong_mail_password_is_told_before_there_is_a_letter_and_burns_no_attempt() {
    let (lens, server) = (lens(), FakeSmtp::start(Protection::None, Some(("trueup", "secret")), "PLAIN"));
    let mut program = Program::new(BEFORE, &lens, None);
    mail_to(&program, server.port(), &login("wrong"));
    program.apply(&lens);
    let mut daemon = Daemon::start(&program);
    daemon.wait_for("it has tried to log in", |daemon| daemon.ready().0 == 503);
    let told = reason(&daemon);
    assert!(told.contains("present settings") && told.contains("535"), "{told}");
    assert_eq!(daemon.page("/healthz").0, 200, "a restart would mend nothing");
    assert_eq!(daemon.metric("trueup_ready_state"), 0);
    ended_in_order(daemon);

    program.at(LATER);
    let mut daemon = Daemon::start(&program);
    daemon.wait_for("every audit is settled", all_settled);
    daemon.wait_for("the last letter of the month is written", |_| {
        list(&program.json(&["outbox", "list"])).iter().any(|letter| word(letter, "kind") == "csm_digest")
    });
    daemon.wait_for("the login is refused", |daemon| daemon.ready().0 == 503);
    assert_eq!(daemon.logged("mail fails"), 1, "{}", daemon.log());
    ended_in_order(daemon);
    let waiting = recipients(&program);
    assert!(!waiting.is_empty());
    assert_eq!((states(&waiting), attempts(&waiting).iter().sum::<u64>()), (BTreeSet::from(["pending"]), 0));

    mail_to(&program, server.port(), &login("secret"));
    let mut daemon = Daemon::start(&program);
    daemon.wait_for("every letter is out", |daemon| daemon.metric("trueup_letters{state=\"pending\"}") == 0);
    daemon.wait_for("it is ready", |daemon| daemon.ready().0 == 200);
    ended_in_order(daemon);
    assert_eq!(taken(&server).len(), waiting.len());
}

#[test]
fn a_mail_server_that_is_away_is_told_until_it_is_back() {
    let (lens, port) = (lens(), closed_port());
    let program = Program::new(LATER, &lens, None);
    mail_to(&program, port, "");
    program.apply(&lens);
    let mut daemon = Daemon::start(&program);
    daemon.wait_for("nobody is there", |daemon| daemon.ready().0 == 503);
    let told = reason(&daemon);
    assert!(told.contains("takes nothing at present") && told.contains("refused"), "{told}");
    daemon.wait_for("every audit is settled", all_settled);
    assert_eq!(reason(&daemon), told);
    let server = FakeSmtp::open_at(port);
    daemon.wait_for("it is ready", |daemon| daemon.ready().0 == 200);
    assert_eq!((daemon.logged("mail fails"), daemon.logged("mail works again")), (1, 1), "{}", daemon.log());
    // What was put off need not wait for its time when a person says so.
    let letters = program.json(&["outbox", "list", "--state", "pending"]);
    let ids: Vec<&str> = list(&letters).iter().map(|letter| word(letter, "id")).collect();
    if !ids.is_empty() {
        program.expect(0, &[&["outbox", "retry"], &ids[..]].concat());
    }
    daemon.wait_for("every letter is out", |daemon| daemon.metric("trueup_letters{state=\"pending\"}") == 0);
    ended_in_order(daemon);
    let (sent, once) = (taken(&server), taken(&server).into_iter().collect::<BTreeSet<_>>());
    assert_eq!((sent.len(), once.len()), (recipients(&program).len(), sent.len()));
}

on_both! {
    a_mail_server_that_is_down_for_a_day_costs_no_letter,
}

#[expect(clippy::print_stdout, reason = "how it backs off is part of what is shown")]
async fn a_mail_server_that_is_down_for_a_day_costs_no_letter(place: Place) {
    let (lens, port) = (lens(), closed_port());
    let start: DateTime<Utc> = LATER.parse().unwrap();
    let mut program = Program::on(&place.url, LATER, &lens, None);
    mail_to(&program, port, "");
    program.apply(&lens);
    let mut before = Vec::new();
    // A look every half hour, a day long.
    for half_hour in 0..=24 * 2 {
        let now = start + TimeDelta::minutes(30 * half_hour);
        program.at(&now.to_rfc3339());
        program.expect(3, &["run"]);
        if half_hour % 8 != 0 {
            continue;
        }
        let waiting = recipients(&program);
        println!("{:>2} h: {} recipients, attempts {:?}", half_hour / 2, waiting.len(), attempts(&waiting));
        assert_eq!(states(&waiting), BTreeSet::from(["pending"]));
        for one in waiting.iter().filter(|one| one["attempts"].as_u64() > Some(0)) {
            assert!(word(one, "last_error").contains("refused"), "{one}");
            let due: DateTime<Utc> = word(one, "due_at").parse().unwrap();
            assert!(due - now < TimeDelta::hours(5), "{one}");
        }
        before = waiting;
    }
    // It does not hammer: a minute doubled to four hours is a dozen attempts a day.
    assert!(attempts(&before).iter().all(|attempts| (6..=15).contains(attempts)), "{:?}", attempts(&before));

    let server = FakeSmtp::open_at(port);
    program.at(&(start + TimeDelta::hours(29)).to_rfc3339());
    program.run(&["run"]);
    let after = recipients(&program);
    assert_eq!((states(&after), after.len()), (BTreeSet::from(["sent"]), before.len()));
    let letters = program.json(&["outbox", "list"]);
    let mut expected: Vec<_> = list(&letters)
        .iter()
        .flat_map(|letter| {
            let id = word(letter, "message_id").trim_matches(['<', '>']).to_owned();
            list(&letter["to"]).iter().map(move |to| (id.clone(), to.as_str().unwrap().to_owned()))
        })
        .collect();
    expected.sort();
    assert_eq!(taken(&server), expected);
}
