//! What is in the outbox goes out once, to each recipient on their own, and what cannot go out says why.

use std::fs;
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::MessageParser;
use tempfile::TempDir;
use trueup::clock::Clock;
use trueup::domain::language::Language;
use trueup::domain::party::Email;
use trueup::domain::state::{LetterKind, LetterState, QuoteState};
use trueup::flow::deliver::{Delivered, Deliverer, Stop};
use trueup::mail::transport::Transport;
use trueup::mail::{MailSettings, SmtpLogin, SmtpSettings, SmtpTls, TransportKind};
use trueup::store::delivery::{self, DeliveryKey};
use trueup::store::lease::Lease;
use trueup::store::outbox::{self, Attachment, Letter, NewLetter};
use trueup::store::quotes::{self, Change, NewQuote};
use trueup::store::{Db, blobs, journal};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{a, at, opened, quote};
use crate::support::smtp::{Act, FakeSmtp, Protection};

const ANNA: &str = "anna@nordcom.example";
const BERTA: &str = "berta@nordcom.example";

fn towards(server: &FakeSmtp) -> MailSettings {
    let smtp = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        tls: SmtpTls::None,
        login: None,
        ca_file: None,
    };
    MailSettings {
        from: "Service <service@example.com>".parse().unwrap(),
        reply_to: None,
        bounce_to: None,
        operator: None,
        transport: TransportKind::Smtp,
        folder: "outbox".into(),
        redirect_to: None,
        allow: Vec::new(),
        per_minute: None,
        smtp: Some(smtp),
    }
}

fn deliverer(db: &Db, settings: &MailSettings, now: DateTime<Utc>) -> Deliverer {
    let transport = Transport::new(settings).unwrap().with_limit(Duration::from_millis(700));
    Deliverer::with_transport(db.clone(), Clock::shifted(now), settings.clone(), transport)
}

async fn deliver(db: &Db, settings: &MailSettings, now: DateTime<Utc>) -> Delivered {
    deliverer(db, settings, now).run_until_idle().await.unwrap()
}

/// Writes a report to these recipients at minute 0.
async fn enqueue(db: &Db, id: &str, to: &[&str]) {
    enqueue_as(db, id, to, LetterKind::CsmReport, None).await;
}

async fn enqueue_as(db: &Db, id: &str, to: &[&str], kind: LetterKind, quote: Option<&str>) {
    let mut tx = db.write().await.unwrap();
    let content = blobs::put(&mut tx, b"model;counted\nVoyager;50\n").await.unwrap();
    let file =
        Attachment { name: "dévices.csv".to_owned(), media_type: "text/csv".to_owned(), content, content_id: None };
    let to: Vec<Email> = to.iter().map(|to| a(to)).collect();
    let new = NewLetter {
        in_reply_to: None,
        sender: None,
        id,
        key: &format!("key of {id}"),
        kind,
        contract: Some(&a("PPE-1")),
        customer: Some(&a("acme")),
        month: a("2026-11"),
        quote,
        language: Language::It,
        subject: "Perché",
        message_id: &format!("<{id}@example.com>"),
        html: "<p>Perché</p>",
        text: "Perché",
        recipients: &to,
        attachments: &[file],
    };
    assert!(outbox::enqueue(&mut tx, new, at(0)).await.unwrap());
    tx.commit().await.unwrap();
}

async fn load(db: &Db, id: &str) -> Letter {
    outbox::load(&mut db.read().await.unwrap(), id).await.unwrap().unwrap()
}

async fn states(db: &Db, id: &str) -> Vec<LetterState> {
    load(db, id).await.recipients.into_iter().map(|recipient| recipient.state).collect()
}

/// What the journal says was done to letters.
async fn actions(db: &Db) -> Vec<String> {
    let entries = journal::list(&mut db.read().await.unwrap(), None, None).await.unwrap();
    entries.into_iter().filter(|entry| entry.by == "trueup").map(|entry| entry.action).collect()
}

fn delivered(sent: u32, deferred: u32, dead: u32, held: u32) -> Delivered {
    Delivered { sent, deferred, dead, held, stopped: None }
}

/// Message-ID and envelope recipient of all that the server took.
fn taken(server: &FakeSmtp) -> Vec<(String, String)> {
    let id = |bytes: &[u8]| MessageParser::default().parse(bytes).unwrap().message_id().unwrap().to_owned();
    let mut taken: Vec<_> = server.taken().iter().map(|one| (id(&one.bytes), one.to.concat())).collect();
    taken.sort();
    taken
}

on_both! {
    a_letter_goes_to_each_recipient_once_and_its_quote_is_sent,
    a_refusal_for_now_is_tried_again_after_the_back_off,
    a_refusal_for_good_kills_that_recipient_only,
    an_unknown_outcome_is_told_and_sent_again_under_the_same_message_id,
    what_a_dead_process_had_in_hand_is_sent_again_when_its_lease_has_ended,
    a_refused_login_stops_the_loop_and_burns_no_attempt,
    a_server_that_is_away_stops_the_loop_until_later,
    a_letter_that_nobody_takes_is_given_up_after_two_days,
    who_is_not_allowed_is_held_and_may_be_released,
    in_a_rehearsal_every_letter_goes_to_one_address,
    the_folder_gets_one_file_per_letter,
    two_processes_share_the_outbox_and_nothing_goes_out_twice,
    a_certificate_that_does_not_hold_burns_no_attempt,
    a_server_that_grants_two_connections_gets_everything_over_these,
    no_more_leave_within_a_minute_than_allowed,
    the_two_days_begin_with_the_first_attempt_and_anew_when_a_person_asks,
    what_was_given_up_and_then_called_back_is_not_revived,
    a_server_that_stays_away_kills_no_letter_before_two_days_and_all_of_them_then,
    who_has_lost_a_letter_while_it_talked_to_the_server_does_not_send_it,
}

async fn a_letter_goes_to_each_recipient_once_and_its_quote_is_sent(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await;
    let quote = quote("PPE-1", "2026-11", 1);
    let new = NewQuote { quote: &quote, customer: &a("acme"), partner: &a("nordcom"), audit: &audit.id };
    let released = Change { to: QuoteState::Approved, by: "auto", reason: None };
    quotes::insert(&mut tx, new, released, at(0)).await.unwrap();
    tx.commit().await.unwrap();
    enqueue_as(&db, "l1", &[ANNA, BERTA], LetterKind::TrueUpQuote, Some(&quote.number)).await;

    assert_eq!(deliver(&db, &towards(&server), at(1)).await, delivered(2, 0, 0, 0));
    assert_eq!(deliver(&db, &towards(&server), at(2)).await, delivered(0, 0, 0, 0));

    let id = || "l1@example.com".to_owned();
    assert_eq!(taken(&server), [(id(), ANNA.to_owned()), (id(), BERTA.to_owned())]);
    assert_eq!(server.transactions(), [1, 1]);
    let message = server.taken()[0].bytes.clone();
    let message = MessageParser::default().parse(&message).unwrap();
    assert_eq!(message.attachments().next().unwrap().contents(), b"model;counted\nVoyager;50\n");
    let mut tx = db.read().await.unwrap();
    let events = quotes::events(&mut tx, &quote.number).await.unwrap();
    let events: Vec<_> = events.iter().map(|event| (event.state, event.by.as_str())).collect();
    assert_eq!(events, [(QuoteState::Approved, "auto"), (QuoteState::Sent, "trueup")]);
}

async fn a_refusal_for_now_is_tried_again_after_the_back_off(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA, BERTA]).await;
    server.act(ANNA, &[Act::AtRcpt(451)]);
    assert_eq!(deliver(&db, &towards(&server), at(1)).await, delivered(1, 1, 0, 0));
    let recipient = load(&db, "l1").await.recipients[0].clone();
    assert_eq!((recipient.state, recipient.attempts), (LetterState::Pending, 1));
    assert!(recipient.last_error.unwrap().contains("451"));
    let wait = recipient.due_at - at(1);
    assert!((TimeDelta::seconds(48)..TimeDelta::seconds(80)).contains(&wait), "{wait}");
    assert_eq!(deliver(&db, &towards(&server), at(4)).await, delivered(1, 0, 0, 0));
    assert_eq!(states(&db, "l1").await, [LetterState::Sent, LetterState::Sent]);
    assert_eq!(taken(&server).len(), 2);
}

async fn a_refusal_for_good_kills_that_recipient_only(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA, BERTA]).await;
    server.act(ANNA, &[Act::AtRcpt(550)]);
    assert_eq!(deliver(&db, &towards(&server), at(1)).await, delivered(1, 0, 1, 0));
    assert_eq!(states(&db, "l1").await, [LetterState::Dead, LetterState::Sent]);
    assert_eq!(actions(&db).await, ["letter_dead"]);
    assert_eq!(deliver(&db, &towards(&server), at(500)).await, delivered(0, 0, 0, 0));
    let mut tx = db.write().await.unwrap();
    assert_eq!(outbox::retry(&mut tx, "l1", at(501)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(deliver(&db, &towards(&server), at(501)).await, delivered(1, 0, 0, 0));
}

async fn an_unknown_outcome_is_told_and_sent_again_under_the_same_message_id(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA]).await;
    server.act(ANNA, &[Act::DropAfterData]);
    assert_eq!(deliver(&db, &towards(&server), at(1)).await, delivered(0, 1, 0, 0));
    assert_eq!(actions(&db).await, ["letter_outcome_unknown"]);
    let recipient = load(&db, "l1").await.recipients[0].clone();
    assert!(recipient.unknown && recipient.state == LetterState::Pending, "{recipient:?}");
    assert_eq!(deliver(&db, &towards(&server), at(4)).await, delivered(1, 0, 0, 0));
    assert!(!load(&db, "l1").await.recipients[0].unknown);
    assert_eq!(actions(&db).await, ["letter_outcome_unknown", "letter_sent_again"]);
    let copy = || ("l1@example.com".to_owned(), ANNA.to_owned());
    assert_eq!(taken(&server), [copy(), copy()]);
}

async fn what_a_dead_process_had_in_hand_is_sent_again_when_its_lease_has_ended(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA]).await;
    let key = DeliveryKey { letter: "l1".to_owned(), address: a(ANNA) };
    let abandoned = Lease::new(at(1), TimeDelta::milliseconds(400));
    let mut tx = db.write().await.unwrap();
    assert!(delivery::claim(&mut tx, &key, &abandoned, at(1)).await.unwrap().is_some());
    tx.commit().await.unwrap();
    let now = deliverer(&db, &towards(&server), at(1));
    assert_eq!(now.deliver_due().await.unwrap(), delivered(0, 0, 0, 0));
    assert_eq!(now.run_until_idle().await.unwrap(), delivered(1, 0, 0, 0));
    assert_eq!(actions(&db).await, ["letter_sent_again"]);
    assert_eq!(taken(&server), [("l1@example.com".to_owned(), ANNA.to_owned())]);
}

async fn a_refused_login_stops_the_loop_and_burns_no_attempt(place: Place) {
    let server = FakeSmtp::start(Protection::None, Some(("trueup", "secret")), "PLAIN");
    let db = place.ledger().await;
    for id in ["l1", "l2", "l3", "l4", "l5", "l6"] {
        enqueue(&db, id, &[ANNA, BERTA]).await;
    }
    let mut settings = towards(&server);
    let login = |password: &str| SmtpLogin { username: "trueup".to_owned(), password: password.to_owned().into() };
    settings.smtp.as_mut().unwrap().login = Some(login("wrong"));
    let stopped = deliver(&db, &settings, at(1)).await;
    assert!(matches!(&stopped.stopped, Some(Stop::Misconfigured(text)) if text.contains("535")), "{stopped:?}");
    assert_eq!((stopped.sent, stopped.deferred, stopped.dead, stopped.held), (0, 0, 0, 0));
    assert!(server.connections() <= 4, "each worker asks once");
    for id in ["l1", "l2", "l3", "l4", "l5", "l6"] {
        assert!(load(&db, id).await.recipients.iter().all(|one| one.attempts == 0));
    }
    settings.smtp.as_mut().unwrap().login = Some(login("secret"));
    assert_eq!(deliver(&db, &settings, at(1)).await, delivered(12, 0, 0, 0));
}

async fn a_server_that_is_away_stops_the_loop_until_later(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    for id in ["l1", "l2", "l3", "l4", "l5", "l6", "l7", "l8"] {
        enqueue(&db, id, &[ANNA]).await;
    }
    server.greet(&[421; 4]);
    let stopped = deliver(&db, &towards(&server), at(1)).await;
    assert!(matches!(stopped.stopped, Some(Stop::Unavailable(_))), "{stopped:?}");
    assert!((1..=4).contains(&stopped.deferred) && stopped.sent == 0, "{stopped:?}");
    assert_eq!(server.taken().len(), 0);
    server.greet(&[]);
    assert_eq!(deliver(&db, &towards(&server), at(5)).await, delivered(8, 0, 0, 0));
}

async fn a_letter_that_nobody_takes_is_given_up_after_two_days(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA]).await;
    server.act(ANNA, &[Act::AtRcpt(451); 3]);
    assert_eq!(deliver(&db, &towards(&server), at(1)).await, delivered(0, 1, 0, 0));
    assert_eq!(deliver(&db, &towards(&server), at(47 * 60)).await, delivered(0, 1, 0, 0));
    assert_eq!(deliver(&db, &towards(&server), at(49 * 60)).await, delivered(0, 0, 1, 0));
    assert_eq!(states(&db, "l1").await, [LetterState::Dead]);
    assert_eq!(actions(&db).await, ["letter_dead"]);
}

async fn who_is_not_allowed_is_held_and_may_be_released(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA, "c@other.example"]).await;
    let mut settings = MailSettings { allow: vec![a("nordcom.example")], ..towards(&server) };
    assert_eq!(deliver(&db, &settings, at(1)).await, delivered(1, 0, 0, 1));
    let held = load(&db, "l1").await.recipients[1].clone();
    assert_eq!((held.state, held.attempts), (LetterState::Held, 0));
    assert!(held.reason.unwrap().contains("mail.allow"));
    settings.allow.push(a("other.example"));
    let mut tx = db.write().await.unwrap();
    outbox::retry(&mut tx, "l1", at(2)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(deliver(&db, &settings, at(2)).await, delivered(1, 0, 0, 0));
}

async fn in_a_rehearsal_every_letter_goes_to_one_address(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA, BERTA]).await;
    let settings = MailSettings { redirect_to: Some(a("test@example.com")), ..towards(&server) };
    assert_eq!(deliver(&db, &settings, at(1)).await, delivered(2, 0, 0, 0));
    assert!(server.taken().iter().all(|one| one.to == ["test@example.com"]));
    let message = server.taken()[0].bytes.clone();
    let message = MessageParser::default().parse(&message).unwrap();
    assert_eq!(message.header_raw("X-Trueup-To").unwrap().trim(), format!("{ANNA}, {BERTA}"));
}

async fn the_folder_gets_one_file_per_letter(place: Place) {
    let (db, dir) = (place.ledger().await, TempDir::new().unwrap());
    enqueue(&db, "l1", &[ANNA, BERTA]).await;
    enqueue(&db, "l2", &[ANNA]).await;
    let server = FakeSmtp::open();
    let folder = dir.path().to_owned();
    let settings = MailSettings { transport: TransportKind::Folder, folder, ..towards(&server) };
    assert_eq!(deliver(&db, &settings, at(1)).await, delivered(3, 0, 0, 0));
    let names = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["l1.eml", "l2.eml"]);
    assert_eq!(server.connections(), 0);
}

async fn two_processes_share_the_outbox_and_nothing_goes_out_twice(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    let ids: Vec<_> = (0..30).map(|number| format!("l{number:02}")).collect();
    for id in &ids {
        enqueue(&db, id, &[ANNA, BERTA]).await;
    }
    let (one, two) = (deliverer(&db, &towards(&server), at(1)), deliverer(&db, &towards(&server), at(1)));
    let (one, two) = tokio::join!(one.run_until_idle(), two.run_until_idle());
    assert_eq!(one.unwrap().sent + two.unwrap().sent, 60);
    let mut expected: Vec<_> =
        ids.iter().flat_map(|id| [ANNA, BERTA].map(|to| (format!("{id}@example.com"), to.to_owned()))).collect();
    expected.sort();
    assert_eq!(taken(&server), expected);
    assert_eq!(actions(&db).await, [""; 0]);
}

async fn a_certificate_that_does_not_hold_burns_no_attempt(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::start(Protection::Starttls, None, "PLAIN"));
    enqueue(&db, "l1", &[ANNA]).await;
    let mut settings = towards(&server);
    settings.smtp.as_mut().unwrap().tls = SmtpTls::Starttls;
    let stopped = deliver(&db, &settings, at(1)).await;
    assert!(matches!(stopped.stopped, Some(Stop::Misconfigured(_))), "{stopped:?}");
    assert!(matches!(deliverer(&db, &settings, at(1)).probe().await, Err(Stop::Misconfigured(_))));
    let recipient = load(&db, "l1").await.recipients[0].clone();
    assert_eq!((recipient.state, recipient.attempts, recipient.due_at), (LetterState::Pending, 0, at(0)));
}

async fn a_server_that_grants_two_connections_gets_everything_over_these(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    let ids: Vec<_> = (0..40).map(|number| format!("l{number:02}")).collect();
    for id in &ids {
        enqueue(&db, id, &[ANNA]).await;
    }
    server.room_for(2);
    let first = deliver(&db, &towards(&server), at(1)).await;
    assert_eq!((first.sent + first.deferred, first.dead, first.stopped), (40, 0, None));
    assert!(first.deferred <= 4, "only those whose connection was refused: {}", first.deferred);
    assert!(server.peak() <= 4, "{}", server.peak());
    assert_eq!(deliver(&db, &towards(&server), at(5)).await.sent, first.deferred);
    assert_eq!(taken(&server).len(), 40);
}

async fn no_more_leave_within_a_minute_than_allowed(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    for id in ["l1", "l2", "l3"] {
        enqueue(&db, id, &[ANNA, BERTA]).await;
    }
    let settings = MailSettings { per_minute: NonZeroU32::new(4), ..towards(&server) };
    let deliverer = deliverer(&db, &settings, at(1));
    let all = tokio::time::timeout(Duration::from_millis(800), deliverer.deliver_due());
    assert!(all.await.is_err(), "the rest waits for its minute");
    assert_eq!(taken(&server).len(), 4);
    // What waited was not claimed: whoever may send it now does.
    assert_eq!(deliver(&db, &towards(&server), at(1)).await, delivered(2, 0, 0, 0));
    assert_eq!(actions(&db).await, [""; 0]);
}

async fn the_two_days_begin_with_the_first_attempt_and_anew_when_a_person_asks(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA]).await;
    server.act(ANNA, &[Act::AtRcpt(451); 6]);
    let hours = |hours: i64| at(hours * 60);
    // Nobody delivered for three days; a server that puts strangers off gets its time all the same.
    assert_eq!(deliver(&db, &towards(&server), hours(72)).await, delivered(0, 1, 0, 0));
    assert_eq!(deliver(&db, &towards(&server), hours(73)).await, delivered(0, 1, 0, 0));
    assert_eq!(deliver(&db, &towards(&server), hours(121)).await, delivered(0, 0, 1, 0));
    let retry = async |now| {
        let mut tx = db.write().await.unwrap();
        let again = outbox::retry(&mut tx, "l1", now).await.unwrap();
        tx.commit().await.unwrap();
        again
    };
    assert_eq!(retry(hours(122)).await, 1);
    assert_eq!(deliver(&db, &towards(&server), hours(122)).await, delivered(0, 1, 0, 0));
    assert_eq!(deliver(&db, &towards(&server), hours(123)).await, delivered(0, 1, 0, 0));
    // What is put off for later is tried at once when a person says that the server is well again.
    assert_eq!(deliver(&db, &towards(&server), hours(123)).await, delivered(0, 0, 0, 0));
    assert_eq!(retry(hours(123)).await, 1);
    assert_eq!(deliver(&db, &towards(&server), hours(123)).await, delivered(0, 1, 0, 0));
    assert_eq!(deliver(&db, &towards(&server), hours(124)).await, delivered(1, 0, 0, 0));
}

async fn what_was_given_up_and_then_called_back_is_not_revived(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA, BERTA]).await;
    server.act(ANNA, &[Act::AtRcpt(550)]);
    assert_eq!(deliver(&db, &towards(&server), at(1)).await, delivered(1, 0, 1, 0));
    let mut tx = db.write().await.unwrap();
    assert_eq!(outbox::cancel(&mut tx, "l1", at(2)).await.unwrap(), 1);
    assert_eq!(outbox::retry_dead(&mut tx, at(3)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(states(&db, "l1").await, [LetterState::Cancelled, LetterState::Sent]);
}

async fn a_server_that_stays_away_kills_no_letter_before_two_days_and_all_of_them_then(place: Place) {
    let db = place.ledger().await;
    let ids = ["l1", "l2", "l3", "l4", "l5", "l6"];
    for id in ids {
        enqueue(&db, id, &[ANNA]).await;
    }
    // Nobody listens there.
    let server = FakeSmtp::open();
    let mut settings = towards(&server);
    settings.smtp.as_mut().unwrap().port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dead = async || {
        let mut dead = 0;
        for id in ids {
            dead += usize::from(load(&db, id).await.state() == LetterState::Dead);
        }
        dead
    };
    let mut minutes = 0;
    while minutes < 53 * 60 {
        let round = deliverer(&db, &settings, at(minutes)).deliver_due().await.unwrap();
        assert_eq!(round.sent, 0);
        if minutes < 43 * 60 {
            assert_eq!(round.dead, 0, "at minute {minutes}");
        }
        minutes += 5;
    }
    assert_eq!(dead().await, ids.len());
    for id in ids {
        let recipient = load(&db, id).await.recipients[0].clone();
        assert!((14..=24).contains(&recipient.attempts), "{recipient:?}");
        assert!(recipient.last_error.unwrap().contains("refused"));
    }
    assert_eq!(actions(&db).await, ["letter_dead"; 6]);
}

async fn who_has_lost_a_letter_while_it_talked_to_the_server_does_not_send_it(place: Place) {
    let (db, server) = (place.ledger().await, FakeSmtp::open());
    enqueue(&db, "l1", &[ANNA]).await;
    server.act(ANNA, &[Act::MeetBeforeData]);
    let settings = towards(&server);
    let stalled = Deliverer::new(db.clone(), Clock::shifted(at(1)), settings.clone()).unwrap();
    let overtake = async {
        server.meet().await;
        let done = deliver(&db, &settings, at(2)).await;
        server.meet().await;
        done
    };
    let (stalled, overtaken) = tokio::join!(stalled.deliver_due(), overtake);
    assert_eq!(overtaken, delivered(1, 0, 0, 0));
    assert_eq!(stalled.unwrap(), delivered(0, 0, 0, 0));
    assert_eq!(taken(&server), [("l1@example.com".to_owned(), ANNA.to_owned())]);
    assert_eq!(states(&db, "l1").await, [LetterState::Sent]);
}
