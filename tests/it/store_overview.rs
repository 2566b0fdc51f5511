//! The ledger at a glance: what the daemon plans by and what its metrics show, equal on both databases.

use trueup::domain::language::Language;
use trueup::domain::outcome::SourceKind;
use trueup::domain::state::{AuditState, LetterKind, LetterState};
use trueup::store::audits::{self, Settlement, Why};
use trueup::store::delivery::{self, DeliveryKey, Failed};
use trueup::store::journal::{self, JournalEntry};
use trueup::store::outbox::{self, NewLetter};
use trueup::store::overview::{self, Pile};
use trueup::store::snapshots::{self, NewSnapshot};
use trueup::store::{Tx, waiting};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, assert_fenced, at, lease, opened, outcome};

on_both! {
    audits_are_counted_by_state_and_the_last_one_is_dated,
    letters_are_counted_where_their_neediest_recipient_stands,
    what_waits_for_a_person_is_told_with_its_reason_and_its_time,
    an_audit_that_was_left_is_free_at_once,
    entries_written_together_are_read_in_their_order,
}

async fn audits_are_counted_by_state_and_the_last_one_is_dated(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    assert_eq!(overview::audits(&mut tx, a("2026-11")).await.unwrap(), []);
    assert_eq!(overview::last_audit(&mut tx).await.unwrap(), None);
    let id = opened(&mut tx, "PPE-1", "2026-11").await.id;
    opened(&mut tx, "PPE-2", "2026-11").await;
    opened(&mut tx, "PPE-2", "2026-12").await;
    let customer = a("acme");
    let new =
        NewSnapshot { customer: &customer, month: a("2026-11"), attempt: 1, kind: SourceKind::Lens, source_key: "k" };
    let snapshot = snapshots::open(&mut tx, new, at(0)).await.unwrap().id;
    let mine = lease(0);
    audits::claim(&mut tx, &id, &mine, at(0)).await.unwrap().unwrap();
    audits::publish(&mut tx, &id, &mine.token, &snapshot, &outcome("PPE-1", "2026-11"), at(7)).await.unwrap();

    let mut piles = overview::audits(&mut tx, a("2026-11")).await.unwrap();
    piles.sort_by_key(|pile| pile.state);
    let pile = |state| Pile { state, count: 1, oldest: Some(at(0)) };
    assert_eq!(piles, [pile(AuditState::Due), pile(AuditState::Audited)]);
    assert_eq!(overview::last_audit(&mut tx).await.unwrap(), Some(at(7)));
    let recorded = audits::recorded(&mut tx).await.unwrap();
    let recorded: Vec<_> = recorded.into_iter().map(|(contract, months)| (contract.to_string(), months)).collect();
    let expected = [("PPE-1".to_owned(), vec![a("2026-11")]), ("PPE-2".to_owned(), vec![a("2026-11"), a("2026-12")])];
    assert_eq!(recorded, expected);
}

async fn letters_are_counted_where_their_neediest_recipient_stands(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    assert_eq!(overview::letters(&mut tx).await.unwrap(), []);
    for (id, minutes) in [("one", 1), ("two", 2), ("three", 3)] {
        written(&mut tx, id, LetterKind::CsmReport, minutes).await;
    }
    outbox::cancel(&mut tx, "one", at(4)).await.unwrap();
    let mut piles = overview::letters(&mut tx).await.unwrap();
    piles.sort_by_key(|pile| pile.state);
    let pending = Pile { state: LetterState::Pending, count: 2, oldest: Some(at(2)) };
    let cancelled = Pile { state: LetterState::Cancelled, count: 1, oldest: Some(at(1)) };
    assert_eq!(piles, [pending, cancelled]);
}

async fn what_waits_for_a_person_is_told_with_its_reason_and_its_time(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    assert_eq!(waiting::undelivered(&mut tx, at(90)).await.unwrap(), []);
    written(&mut tx, "report", LetterKind::CsmReport, 0).await;
    written(&mut tx, "alert", LetterKind::OperatorAlert, 0).await;
    for (letter, address, minutes) in
        [("report", "a@example.com", 5), ("report", "b@example.com", 4), ("alert", "a@example.com", 3)]
    {
        let key = DeliveryKey { letter: letter.to_owned(), address: a(address) };
        let mine = lease(0);
        delivery::claim(&mut tx, &key, &mine, at(0)).await.unwrap().unwrap();
        if minutes == 4 {
            delivery::mark_held(&mut tx, &key, &mine.token, UNICODE, at(minutes)).await.unwrap();
        } else {
            let refused = Failed { error: "550", unknown: false };
            delivery::mark_dead(&mut tx, &key, &mine.token, refused, at(minutes)).await.unwrap();
        }
    }
    let undelivered = waiting::undelivered(&mut tx, at(5)).await.unwrap();
    let told: Vec<_> =
        undelivered.iter().map(|one| (one.address.as_str(), one.state, &*one.error, one.since)).collect();
    let held = ("b@example.com", LetterState::Held, UNICODE, at(4));
    assert_eq!(told, [held, ("a@example.com", LetterState::Dead, "550", at(5))], "no alert of an alert");
    assert!(undelivered.iter().all(|one| one.contract == Some(a("PPE-1")) && one.customer == Some(a("acme"))));
    assert_eq!(waiting::undelivered(&mut tx, at(4)).await.unwrap(), undelivered[..1]);

    let month = a("2026-11");
    for (contract, state) in [("PPE-1", AuditState::Failed), ("PPE-2", AuditState::Held), ("PPE-3", AuditState::Failed)]
    {
        let (id, mine) = (opened(&mut tx, contract, "2026-11").await.id, lease(6));
        audits::claim(&mut tx, &id, &mine, at(6)).await.unwrap().unwrap();
        let why = Why { reason: "refused", text: UNICODE };
        audits::settle(&mut tx, &id, &mine.token, Settlement { state, why, snapshot: None }, at(7)).await.unwrap();
    }
    // Of the third the journal knows since when, whatever later attempts said.
    let mut entry = JournalEntry::new(at(8), "trueup", "audit_failed", UNICODE.to_owned());
    (entry.contract, entry.month) = (Some(a("PPE-3")), Some(month));
    journal::append(&mut tx, &entry).await.unwrap();
    let failing = waiting::failing(&mut tx, month).await.unwrap();
    let told: Vec<_> = failing.iter().map(|one| (one.contract.as_str(), one.text.as_str(), one.since)).collect();
    assert_eq!(told, [("PPE-1", UNICODE, at(0)), ("PPE-3", UNICODE, at(8))]);
    assert_eq!(waiting::failing(&mut tx, a("2026-12")).await.unwrap(), []);
}

async fn written(tx: &mut Tx, id: &str, kind: LetterKind, minutes: i64) {
    let letter = NewLetter {
        in_reply_to: None,
        sender: None,
        id,
        key: id,
        kind,
        contract: Some(&a("PPE-1")),
        customer: Some(&a("acme")),
        month: a("2026-11"),
        quote: None,
        language: Language::En,
        subject: "x",
        message_id: &format!("<{id}@example.com>"),
        html: "<p>x</p>",
        text: "x",
        recipients: &[a("a@example.com"), a("b@example.com")],
        attachments: &[],
    };
    assert!(outbox::enqueue(tx, letter, at(minutes)).await.unwrap());
}

async fn an_audit_that_was_left_is_free_at_once(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let id = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let (first, second) = (lease(0), lease(1));
    audits::claim(&mut tx, &id, &first, at(0)).await.unwrap().unwrap();
    assert_eq!(audits::claim(&mut tx, &id, &second, at(1)).await.unwrap(), None);
    audits::leave(&mut tx, &id, &first.token).await.unwrap();
    assert!(audits::claim(&mut tx, &id, &second, at(1)).await.unwrap().is_some());
    assert_fenced(&audits::leave(&mut tx, &id, &first.token).await);
}

async fn entries_written_together_are_read_in_their_order(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let entry = |number: usize| JournalEntry::new(at(0), "trueup", "not_audited", format!("entry {number}"));
    let entries: Vec<_> = (0..700).map(entry).collect();
    journal::append_all(&mut tx, &entries).await.unwrap();
    journal::append_all(&mut tx, &[]).await.unwrap();
    assert_eq!(journal::list(&mut tx, None, None).await.unwrap(), entries);
}
