//! A partner whose customer is counted from a report is asked for it, reminded while it is missing, and told when a month
//! ended without it: each once, on working days, and never after the report has come.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::MessageParser;
use pretty_assertions::assert_eq;
use serde_json::json;
use trueup::clock::Clock;
use trueup::domain::state::LetterKind;
use trueup::flow::alarm::Ticks;
use trueup::flow::{Engine, duty, intake};
use trueup::simulator::World;
use trueup::store::outbox::{self, Letter};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::a;
use crate::support::program::{Lens, Program, ended, list, word};
use crate::year::{at, deliver, engine, lens};

const PARTIES: &str = r#"
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "it"
quotes_to = ["ordini@nordcom.example"]
notices_to = ["service@nordcom.example", "lens@nordcom.example"]
[[csm]]
id = "rossi"
name = "Giulia Rossi"
email = "giulia.rossi@example.com"
language = "it"
"#;

/// A customer that is counted from a report, with a contract for each of these last days.
fn customer(id: &str, country: &str, ends: &[&str]) -> String {
    let mut text = format!(
        "[[customer]]\nid = \"{id}\"\nname = \"{id} S.p.A.\"\npartner = \"nordcom\"\ncsm = \"rossi\"\n\
         country = \"{country}\"\ninventory = {{ source = \"report\" }}\n"
    );
    for (category, end) in ["headset", "video"].into_iter().zip(ends) {
        write!(
            text,
            "[[contract]]\nid = \"PPE-{id}-{category}\"\ncustomer = \"{id}\"\nterm_start = 2026-10-01\n\
             term_end = {end}\ncurrency = \"EUR\"\n[[contract.category]]\ncategory = \"{category}\"\nordered = 1\n\
             unit_annual_price = \"18.00\"\n"
        )
        .unwrap();
    }
    text
}

const REPORT: &[u8] = b"Device Model,Serial Number,Last Detected\nVoyager Focus 2,S-1,2026-10-01\n";

async fn ingest(engine: &Engine, customer: &str) {
    intake::inventory(engine, &a(customer), "inventory.csv", REPORT).await.unwrap();
}

/// Letters to partners about reports: kind, month, contract, recipients, day in Rome, and what it answers to.
async fn told(engine: &Engine, customer: &str) -> Vec<String> {
    let letters = outbox::list(&mut engine.db.read().await.unwrap()).await.unwrap();
    let kind = |letter: &&Letter| {
        let kinds = [LetterKind::ReportRequest, LetterKind::ReportReminder, LetterKind::NotAudited];
        kinds.contains(&letter.kind) && letter.customer == Some(a(customer))
    };
    let told = letters.iter().filter(kind).map(|letter| {
        let to: Vec<_> = letter.recipients.iter().map(|to| to.address.as_str().split('@').next().unwrap()).collect();
        let reminded = letter.in_reply_to.as_ref().map(|id| {
            let letter = letters.iter().find(|other| other.message_id == *id).unwrap();
            format!(" after {} {}", letter.kind.as_str(), letter.month)
        });
        let (kind, month, day) = (letter.kind.as_str(), letter.month, engine.calendar.day(letter.created_at));
        let contract = letter.contract.as_ref().map_or("all", |contract| contract.as_str());
        format!("{day} {kind} {month} {contract} to {}{}", to.join(" "), reminded.unwrap_or_default())
    });
    told.collect()
}

/// Looks every six hours as the daemon does, and twice each time; `each` hears of the time before.
async fn pass(engine: &mut Engine, from: &str, to: &str, mut each: impl AsyncFnMut(&Engine, DateTime<Utc>)) {
    let (mut now, end) = (at(from), at(to));
    let mut daemon = Ticks::default();
    while now < end {
        engine.clock = Clock::shifted(now);
        each(engine, now).await;
        daemon.tick(&engine.anew()).await.unwrap();
        duty::do_all(engine).await.unwrap();
        deliver(engine).await;
        now += TimeDelta::hours(6);
    }
}

on_both! {
    partners_are_asked_and_reminded_on_working_days_until_the_report_is_here_or_the_month_is_over,
    months_that_ended_while_the_daemon_was_down_are_told_in_one_letter,
    two_processes_at_once_ask_once,
    a_file_as_the_request_describes_it_is_taken_in_and_ends_the_reminders,
}

async fn partners_are_asked_and_reminded_on_working_days_until_the_report_is_here_or_the_month_is_over(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let lens = lens(&Arc::new(World::new())).await;
    let data = [
        PARTIES,
        &customer("acme", "IT", &["2027-09-30"]),
        &customer("beta", "US", &["2027-09-30", "2027-09-30"]),
        &customer("gone", "IT", &["2026-11-10"]),
    ]
    .concat();
    let mut engine = engine(&place, folder.path(), &lens, &data).await;
    pass(&mut engine, "2026-09-30T23:00:00Z", "2027-01-20T00:00:00Z", async |engine, now| {
        // On time, before the audits of October; late, after December's first reminder.
        if [at("2026-10-01T23:00:00Z") - TimeDelta::days(1), at("2026-12-09T11:00:00Z")].contains(&now) {
            ingest(engine, "acme").await;
        }
        if now == at("2026-10-06T11:00:00Z") {
            ingest(engine, "gone").await;
        }
    })
    .await;
    let acme = [
        // All Saints on a Sunday; the day of the deadline; five working days later; the end of the month.
        "2026-11-02 report_request 2026-11 PPE-acme-headset to service lens",
        "2026-11-06 report_reminder 2026-11 PPE-acme-headset to service lens after report_request 2026-11",
        "2026-11-13 report_reminder 2026-11 PPE-acme-headset to service lens after report_request 2026-11",
        "2026-12-01 not_audited 2026-11 PPE-acme-headset to service lens giulia.rossi after report_request 2026-11",
        // It came on the ninth: no second reminder, and the month is audited.
        "2026-12-01 report_request 2026-12 PPE-acme-headset to service lens",
        "2026-12-07 report_reminder 2026-12 PPE-acme-headset to service lens after report_request 2026-12",
        // New Year's Day is a Friday; Epiphany lies before the deadline.
        "2027-01-04 report_request 2027-01 PPE-acme-headset to service lens",
        "2027-01-11 report_reminder 2027-01 PPE-acme-headset to service lens after report_request 2027-01",
        "2027-01-18 report_reminder 2027-01 PPE-acme-headset to service lens after report_request 2027-01",
    ];
    assert_eq!(told(&engine, "acme").await, acme);
    // Two contracts and one report: one letter, about all. In the United States neither 8 December nor 6 January is free,
    // Martin Luther King's day is.
    let beta = [
        "2026-10-01 report_request 2026-10 all to service lens",
        "2026-10-07 report_reminder 2026-10 all to service lens after report_request 2026-10",
        "2026-10-15 report_reminder 2026-10 all to service lens after report_request 2026-10",
        "2026-11-01 not_audited 2026-10 all to service lens giulia.rossi after report_request 2026-10",
        "2026-11-02 report_request 2026-11 all to service lens",
        "2026-11-06 report_reminder 2026-11 all to service lens after report_request 2026-11",
        "2026-11-16 report_reminder 2026-11 all to service lens after report_request 2026-11",
        "2026-12-01 not_audited 2026-11 all to service lens giulia.rossi after report_request 2026-11",
        "2026-12-01 report_request 2026-12 all to service lens",
        "2026-12-07 report_reminder 2026-12 all to service lens after report_request 2026-12",
        "2026-12-14 report_reminder 2026-12 all to service lens after report_request 2026-12",
        "2027-01-01 not_audited 2026-12 all to service lens giulia.rossi after report_request 2026-12",
        "2027-01-04 report_request 2027-01 all to service lens",
        "2027-01-08 report_reminder 2027-01 all to service lens after report_request 2027-01",
        "2027-01-15 report_reminder 2027-01 all to service lens after report_request 2027-01",
    ];
    assert_eq!(told(&engine, "beta").await, beta);
    // October's came before the deadline; in November the contract ends before the second reminder.
    let gone = [
        "2026-10-01 report_request 2026-10 PPE-gone-headset to service lens",
        "2026-11-02 report_request 2026-11 PPE-gone-headset to service lens",
        "2026-11-06 report_reminder 2026-11 PPE-gone-headset to service lens after report_request 2026-11",
        "2026-12-01 not_audited 2026-11 PPE-gone-headset to service lens giulia.rossi after report_request 2026-11",
    ];
    assert_eq!(told(&engine, "gone").await, gone);
    lens.stop().await.unwrap();
}

async fn months_that_ended_while_the_daemon_was_down_are_told_in_one_letter(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let lens = lens(&Arc::new(World::new())).await;
    let data = [PARTIES, &customer("acme", "IT", &["2027-09-30"])].concat();
    let mut engine = engine(&place, folder.path(), &lens, &data).await;
    pass(&mut engine, "2026-10-01T05:00:00Z", "2026-10-03T00:00:00Z", async |_, _| {}).await;
    // Down until a Sunday in January; the running month is asked for on the Monday, with days to answer.
    pass(&mut engine, "2027-01-10T05:00:00Z", "2027-01-12T00:00:00Z", async |_, _| {}).await;
    let expected = [
        "2026-10-01 report_request 2026-10 PPE-acme-headset to service lens",
        "2027-01-10 not_audited 2026-12 PPE-acme-headset to service lens giulia.rossi",
        "2027-01-11 report_request 2027-01 PPE-acme-headset to service lens",
    ];
    assert_eq!(told(&engine, "acme").await, expected);
    let letters = outbox::list(&mut engine.db.read().await.unwrap()).await.unwrap();
    let closed = letters.iter().find(|letter| letter.kind == LetterKind::NotAudited).unwrap();
    assert!(closed.subject.contains("ottobre 2026, novembre 2026, dicembre 2026"), "{}", closed.subject);
    lens.stop().await.unwrap();
}

async fn two_processes_at_once_ask_once(place: Place) {
    let lens = Lens::start(&["--contracts", "0"]);
    let mut program = Program::on(&place.url, "2026-10-01T05:00:00Z", &lens, None);
    let customers: String = (1..=8).map(|number| customer(&format!("c{number}"), "IT", &["2027-09-30"])).collect();
    fs::write(program.path("data.toml"), [PARTIES, &customers].concat()).unwrap();
    program.expect(0, &["apply", "data.toml"]);
    // The request, the reminder, the last one, and the end of the month.
    for (now, expected) in [("10-01", 8), ("10-07", 16), ("10-14", 24), ("11-01", 32)] {
        program.at(&format!("2026-{now}T05:00:00Z"));
        let both = [program.start(&["run"]), program.start(&["run"])];
        for one in both {
            let done = ended(one);
            assert_eq!(done.code, 3, "{}\n{}", done.stdout, done.stderr);
        }
        let letters = program.json(&["outbox", "list"]);
        let about = |kind: &str| kind.starts_with("report_re") || kind == "not_audited";
        let found = list(&letters).iter().filter(|letter| about(word(letter, "kind"))).count();
        assert_eq!(found, expected, "{now}");
    }
}

async fn a_file_as_the_request_describes_it_is_taken_in_and_ends_the_reminders(place: Place) {
    let lens = Lens::start(&["--contracts", "0"]);
    let mut program = Program::on(&place.url, "2026-10-01T05:00:00Z", &lens, None);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let settings = settings.replace("[mail]\n", "[mail]\nreply_to = \"csm-desk@example.com\"\n");
    fs::write(program.path("trueup.toml"), settings).unwrap();
    let data = [PARTIES, &customer("acme", "IT", &["2027-09-30", "2027-09-30"])].concat();
    fs::write(program.path("data.toml"), data).unwrap();
    let applied = program.expect(0, &["apply", "data.toml"]);
    assert!(!applied.stderr.contains("country"), "{}", applied.stderr);
    program.expect(3, &["run"]);
    // Both contracts of the customer tell of the letter.
    let status = program.json(&["status"]);
    for audit in list(&status["audits"]) {
        let letters: Vec<_> =
            list(&audit["letters"]).iter().map(|letter| json!([letter["kind"], letter["to"]])).collect();
        let to = ["service@nordcom.example", "lens@nordcom.example"];
        assert_eq!(json!([audit["state"], letters]), json!(["waiting", [["report_request", to]]]));
    }
    let files = program.letters();
    let mails = files.iter().map(|(_, bytes)| MessageParser::default().parse(bytes).unwrap());
    let request = mails.filter(|mail| mail.header_raw("X-Trueup-Kind").map(str::trim) == Some("report_request"));
    let [request] = &request.collect::<Vec<_>>()[..] else { panic!("one request is expected") };
    let text = request.body_text(0).unwrap();
    for part in [&text, &request.body_html(0).unwrap()] {
        for said in ["acme S.p.A.", "mercoledì 7 ottobre 2026", "csm-desk@example.com", "giulia.rossi@example.com"] {
            assert!(part.contains(said), "{said:?} is not in {part}");
        }
    }
    // The columns as the letter names them, with its examples: `- Device Model (Voyager Focus 2): required`.
    let column = |line| {
        let (name, rest) = str::strip_prefix(line, "- ")?.split_once(" (")?;
        Some((name, rest.split_once("): ")?.0))
    };
    let columns: Vec<(&str, &str)> = text.lines().filter_map(column).collect();
    assert_eq!(columns.len(), 7, "{text}");
    let (names, cells): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    fs::write(program.path("inventory.csv"), format!("{}\n{}\n", names.join(";"), cells.join(";"))).unwrap();

    program.at("2026-10-07T05:00:00Z");
    let taken = program.expect(0, &["ingest", "inventory", "inventory.csv", "--customer", "acme"]);
    assert!(!format!("{}{}", taken.stdout, taken.stderr).contains("column"), "{}{}", taken.stdout, taken.stderr);
    program.run(&["run"]);
    let letters = program.json(&["outbox", "list"]);
    let kinds: Vec<_> = list(&letters).iter().map(|letter| word(letter, "kind")).collect();
    assert!(!kinds.contains(&"report_reminder"), "{kinds:?}");
}
