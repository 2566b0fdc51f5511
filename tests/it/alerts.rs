//! What waits for a person and nobody was told reaches the operator, and the CSM of the contracts: once, in one letter a
//! day, and never about itself.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::MessageParser;
use pretty_assertions::assert_eq;
use trueup::domain::alert::Undelivered;
use trueup::domain::language::Language;
use trueup::domain::state::{AuditState, LetterKind, LetterState};
use trueup::store::audits::{self, Settlement, Why};
use trueup::store::delivery::{self, DeliveryKey, Failed};
use trueup::store::duties::{self, NewDuty};
use trueup::store::journal::{self, JournalEntry};
use trueup::store::lease::Lease;
use trueup::store::outbox::{self, NewLetter};
use trueup::store::{Db, Open, Tx, waiting};

use crate::support::databases::{Place, on_both};
use crate::support::desk::{DATA, Desk, REPORT, SETTINGS, has};
use crate::support::ledger::{a, at, lease, opened};
use crate::support::smtp::{Act, FakeSmtp};

const OPERATOR: &str = "ops@example.com";
const PARTNER: &str = "ordini@nordcom.example";
const CSM: &str = "giulia.rossi@example.com";

on_both! {
    what_waits_for_a_person_is_found_with_its_cause_and_since_when,
    operator_and_csm_are_told_once_and_not_of_their_own_alerts,
    three_thousand_failures_are_one_letter,
}

/// A letter to somebody, which the mail server refused.
async fn dead(tx: &mut Tx, id: &str, kind: LetterKind, contract: Option<&str>, to: &str, now: DateTime<Utc>) {
    let (contract, customer) = (contract.map(a), contract.map(|_| a("acme")));
    let new = NewLetter {
        id,
        key: id,
        kind,
        contract: contract.as_ref(),
        customer: customer.as_ref(),
        month: a("2026-11"),
        quote: None,
        language: Language::It,
        subject: "Perché",
        message_id: &format!("<{id}@example.com>"),
        html: "<p>x</p>",
        text: "x",
        recipients: &[a(to)],
        attachments: &[],
        in_reply_to: None,
        sender: None,
    };
    assert!(outbox::enqueue(tx, new, now).await.unwrap());
    let (key, mine) = (DeliveryKey { letter: id.to_owned(), address: a(to) }, Lease::new(now, TimeDelta::minutes(1)));
    delivery::claim(tx, &key, &mine, now).await.unwrap().unwrap();
    let refused = Failed { error: "550 no such user", unknown: false };
    delivery::mark_dead(tx, &key, &mine.token, refused, now).await.unwrap();
}

async fn what_waits_for_a_person_is_found_with_its_cause_and_since_when(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    dead(&mut tx, "l1", LetterKind::TrueUpQuote, Some("PPE-1"), PARTNER, at(5)).await;
    dead(&mut tx, "l2", LetterKind::CsmDigest, None, CSM, at(3)).await;
    dead(&mut tx, "l3", LetterKind::OperatorAlert, None, OPERATOR, at(4)).await;
    let found = waiting::undelivered(&mut tx, at(4)).await.unwrap();
    assert_eq!(found.iter().map(|letter| letter.letter.as_str()).collect::<Vec<_>>(), ["l2"]);
    let found = waiting::undelivered(&mut tx, at(5)).await.unwrap();
    let expected = Undelivered {
        letter: "l1".to_owned(),
        kind: LetterKind::TrueUpQuote,
        contract: Some(a("PPE-1")),
        customer: Some(a("acme")),
        address: a(PARTNER),
        state: LetterState::Dead,
        error: "550 no such user".to_owned(),
        since: at(5),
    };
    assert_eq!((found.len(), &found[1], &found[0].contract), (2, &expected, &None));
    outbox::retry(&mut tx, "l1", at(6)).await.unwrap();
    assert_eq!(waiting::undelivered(&mut tx, at(9)).await.unwrap().len(), 1);

    let month = a("2026-11");
    let audit = opened(&mut tx, "PPE-1", "2026-11").await;
    assert_eq!(waiting::failing(&mut tx, month).await.unwrap(), []);
    let mine = lease(1);
    audits::claim(&mut tx, &audit.id, &mine, at(1)).await.unwrap().unwrap();
    let why = Why { reason: "unauthorized", text: "Lens refused the credential" };
    let how = Settlement { state: AuditState::Failed, why, snapshot: None };
    audits::settle(&mut tx, &audit.id, &mine.token, how, at(2)).await.unwrap();
    for (minute, action) in [(2, "audit_failed"), (3, "another_thing")] {
        let mut entry = JournalEntry::new(at(minute), "trueup", action, String::new());
        (entry.contract, entry.month) = (Some(a("PPE-1")), Some(month));
        journal::append(&mut tx, &entry).await.unwrap();
    }
    let failing = waiting::failing(&mut tx, month).await.unwrap();
    assert_eq!((failing[0].contract.as_str(), failing[0].text.as_str(), failing[0].since), ("PPE-1", why.text, at(2)));
    assert_eq!(waiting::failing(&mut tx, a("2026-12")).await.unwrap(), []);

    let duty = |period, minute| NewDuty { kind: "alert", subject: "ops", period, ordinal: 1, due_at: at(minute) };
    assert_eq!(duties::last_done(&mut tx, "alert", "ops").await.unwrap(), None);
    for (period, minute) in [("2026-11-01", 1), ("2026-11-02", 7)] {
        assert!(duties::open_done(&mut tx, duty(period, minute), "told", at(8)).await.unwrap());
    }
    assert!(!duties::open_done(&mut tx, duty("2026-11-02", 9), "told", at(9)).await.unwrap());
    assert_eq!(duties::last_done(&mut tx, "alert", "ops").await.unwrap(), Some(at(7)));
    assert_eq!(duties::last_done(&mut tx, "alert", "csm:ops").await.unwrap(), None);
    assert_eq!(duties::due(&mut tx, at(100)).await.unwrap(), []);
}

/// A desk on a database, with a mail server and an operator. Beta's Lens server is away.
fn desk(place: &Place, server: &FakeSmtp) -> Desk {
    let desk = Desk::new();
    let settings = SETTINGS.replace("sqlite://ledger.db", &place.url);
    let (before, after) = settings.split_once("transport = \"folder\"\nfolder = \"outbox\"\n").unwrap();
    let port = server.port();
    let mail = format!(
        "transport = \"smtp\"\noperator = \"{OPERATOR}\"\nper_minute = 0\n[mail.smtp]\nhost = \"127.0.0.1\"\n\
         port = {port}\ntls = \"none\"\n"
    );
    desk.write("trueup.toml", format!("{before}{mail}{after}"));
    desk.write("data.toml", DATA);
    desk.write("report.csv", format!("{REPORT}e,Voyager Focus 2,S-005,2026-10-30\n"));
    desk
}

fn hours(hours: f64) -> String {
    let start: DateTime<Utc> = "2026-11-01T09:00:00Z".parse().unwrap();
    (start + TimeDelta::from_std(Duration::from_secs_f64(hours * 3600.0)).unwrap()).to_rfc3339()
}

fn run(desk: &Desk, after: f64, arguments: &[&str]) -> String {
    let output = desk.command(&[&["--now", &hours(after)], arguments].concat()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Recipient, subject and text of each alert that the server took.
fn alerts(server: &FakeSmtp) -> Vec<(String, String, String)> {
    let taken = server.taken();
    let read = |one: &crate::support::smtp::Taken| {
        let message = MessageParser::default().parse(&one.bytes).unwrap();
        let kind = message.header_raw("X-Trueup-Kind").unwrap().trim().to_owned();
        let text = message.body_text(0).unwrap().replace("\r\n", "\n");
        (kind == "operator_alert").then(|| (one.to.concat(), message.subject().unwrap().to_owned(), text))
    };
    let mut alerts: Vec<_> = taken.iter().filter_map(read).collect();
    alerts.sort();
    alerts
}

async fn operator_and_csm_are_told_once_and_not_of_their_own_alerts(place: Place) {
    let server = FakeSmtp::open();
    let desk = desk(&place, &server);
    server.act(PARTNER, &[Act::AtRcpt(550); 2]);
    run(&desk, 0.0, &["apply", "data.toml"]);
    run(&desk, 0.0, &["ingest", "inventory", "report.csv", "--customer", "acme"]);
    run(&desk, 0.0, &["run"]);
    run(&desk, 0.3, &["run"]);
    assert_eq!(alerts(&server), [], "what fails may be joined by more");

    run(&desk, 0.8, &["run"]);
    let told = alerts(&server);
    assert_eq!(told.iter().map(|(to, ..)| to.as_str()).collect::<Vec<_>>(), [CSM, OPERATOR]);
    has(&told[0].1, &["Attention needed 1 November 2026", "1 letter has not reached its recipient"]);
    has(&told[0].2, &[PARTNER, "550", "True-up quote (C-1)", "trueup outbox retry "]);
    assert!(!told[0].2.contains("C-2"), "{}", told[0].2);
    has(&told[1].1, &["1 audit is failing, 1 letter has not reached its recipient"]);
    has(&told[1].2, &["C-2", "trueup check --online", "trueup run --contract C-2", PARTNER]);

    // Nothing new: not on the same day, not on the next.
    for after in [2.0, 24.0, 25.0] {
        run(&desk, after, &["run"]);
    }
    assert_eq!(alerts(&server).len(), 2);
    // The quote is tried again and refused again; by then the operator's own address is refused too.
    server.act(OPERATOR, &[Act::AtRcpt(550); 5]);
    run(&desk, 26.0, &["outbox", "retry", "--dead"]);
    for after in [26.0, 27.0, 50.0, 51.0, 75.0] {
        run(&desk, after, &["run"]);
    }
    let told = alerts(&server);
    assert_eq!(told.iter().map(|(to, ..)| to.as_str()).collect::<Vec<_>>(), [CSM, CSM, OPERATOR]);
    let letters: serde_json::Value = serde_json::from_str(&run(&desk, 75.0, &["outbox", "list", "--json"])).unwrap();
    let written = letters.as_array().unwrap().iter().filter(|letter| letter["kind"] == "operator_alert");
    let states: Vec<_> = written.map(|letter| letter["state"].as_str().unwrap()).collect();
    assert_eq!(states.iter().filter(|state| **state == "sent").count(), 3, "{states:?}");
    assert_eq!(states.len(), 4, "a dead alert is not told of: {states:?}");
}

async fn three_thousand_failures_are_one_letter(place: Place) {
    let server = FakeSmtp::open();
    let desk = desk(&place, &server);
    run(&desk, 0.0, &["apply", "data.toml"]);
    let db = Db::open(&place.url, Open::Existing).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let began: DateTime<Utc> = hours(0.0).parse().unwrap();
    for number in 0..3000 {
        let to = format!("orders-{number}@partner.example");
        dead(&mut tx, &format!("letter-{number}"), LetterKind::TrueUpQuote, Some("C-1"), &to, began).await;
    }
    tx.commit().await.unwrap();
    db.close().await;
    for after in [0.1, 1.0, 1.5, 5.0] {
        run(&desk, after, &["run"]);
    }
    let told = alerts(&server);
    assert_eq!(told.iter().map(|(to, ..)| to.as_str()).collect::<Vec<_>>(), [CSM, OPERATOR]);
    for (_, subject, text) in &told {
        has(subject, &["3,000 letters have not reached their recipients"]);
        has(text, &["letter to orders-", "and 2,98"]);
        assert!(text.len() < 20_000, "{}", text.len());
    }
    let largest = server.taken().iter().map(|one| one.bytes.len()).max().unwrap();
    assert!(largest < 200_000, "{largest}");
}
