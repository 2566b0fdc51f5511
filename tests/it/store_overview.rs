//! The ledger at a glance: what the daemon plans by and what its metrics show, equal on both databases.

use trueup::domain::language::Language;
use trueup::domain::outcome::SourceKind;
use trueup::domain::state::{AuditState, LetterKind, LetterState};
use trueup::store::audits;
use trueup::store::journal::{self, JournalEntry};
use trueup::store::outbox::{self, NewLetter};
use trueup::store::overview::{self, Pile};
use trueup::store::snapshots::{self, NewSnapshot};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{a, assert_fenced, at, lease, opened, outcome};

on_both! {
    audits_are_counted_by_state_and_the_last_one_is_dated,
    letters_are_counted_where_their_neediest_recipient_stands,
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
    let (contract, customer) = (a("PPE-1"), a("acme"));
    for (id, minutes) in [("one", 1), ("two", 2), ("three", 3)] {
        let letter = NewLetter {
            in_reply_to: None,
            id,
            key: id,
            kind: LetterKind::CsmReport,
            contract: Some(&contract),
            customer: Some(&customer),
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
        assert!(outbox::enqueue(&mut tx, letter, at(minutes)).await.unwrap());
    }
    outbox::cancel(&mut tx, "one", at(4)).await.unwrap();
    let mut piles = overview::letters(&mut tx).await.unwrap();
    piles.sort_by_key(|pile| pile.state);
    let pending = Pile { state: LetterState::Pending, count: 2, oldest: Some(at(2)) };
    let cancelled = Pile { state: LetterState::Cancelled, count: 1, oldest: Some(at(1)) };
    assert_eq!(piles, [pending, cancelled]);
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
