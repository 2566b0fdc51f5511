//! The outbox in the ledger: a fact is told once, each delivery is one worker's, and a person can step in.

use trueup::domain::ids::{ContractId, CustomerId};
use trueup::domain::language::Language;
use trueup::domain::party::Email;
use trueup::domain::state::{LetterKind, LetterState, QuoteState};
use trueup::store::blobs;
use trueup::store::delivery::{self, DeliveryKey, Failed};
use trueup::store::lease::Lease;
use trueup::store::outbox::{self, Attachment, Letter, NewLetter};
use trueup::store::quotes::{self, Change, NewQuote};
use trueup::store::{StoreError, Tx, new_id};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, assert_fenced, at, lease, opened, quote, race};

/// Writes a letter of that key to those addresses and gives its id.
async fn written(tx: &mut Tx, key: &str, to: &[&str], minutes: i64) -> String {
    let (contract, customer): (ContractId, CustomerId) = (a("PPE-1"), a("acme"));
    let (id, recipients) = (new_id(at(minutes)), to.iter().map(|to| a(to)).collect::<Vec<Email>>());
    let letter = NewLetter {
        id: &id,
        key,
        kind: LetterKind::CsmReport,
        contract: Some(&contract),
        customer: Some(&customer),
        month: a("2026-11"),
        quote: None,
        language: Language::It,
        subject: UNICODE,
        message_id: &format!("<{id}@example.com>"),
        in_reply_to: None,
        sender: None,
        html: "<p>x</p>",
        text: "x",
        recipients: &recipients,
        attachments: &[],
    };
    assert!(outbox::enqueue(tx, letter, at(minutes)).await.unwrap());
    id
}

fn delivery_of(letter: &str, address: &str) -> DeliveryKey {
    DeliveryKey { letter: letter.to_owned(), address: a(address) }
}

async fn loaded(tx: &mut Tx, id: &str) -> Letter {
    outbox::load(tx, id).await.unwrap().unwrap()
}

on_both! {
    a_letter_is_written_once_with_all_its_parts,
    letters_are_listed_oldest_first,
    the_longest_due_delivery_comes_first,
    of_six_workers_each_delivery_has_one,
    a_delivery_ends_sent_later_dead_or_held,
    a_delivery_that_was_taken_over_may_have_gone_out_and_the_first_worker_is_fenced,
    what_may_have_gone_out_stays_so_until_the_letter_is_taken,
    a_person_can_have_it_tried_again,
    a_person_can_call_back_what_is_not_out,
}

async fn a_letter_is_written_once_with_all_its_parts(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let (contract, customer, partner) = (a("PPE-1"), a("acme"), a("nordcom"));
    let issued = quote("PPE-1", "2026-11", 1);
    let first = Change { to: QuoteState::Approved, by: "auto", reason: None };
    let new = NewQuote { quote: &issued, customer: &customer, partner: &partner, audit: &audit };
    quotes::insert(&mut tx, new, first, at(0)).await.unwrap();
    let content = blobs::put(&mut tx, UNICODE.as_bytes()).await.unwrap();
    let attachments = ["b.html", "a.csv"].map(|name| Attachment {
        name: format!("{UNICODE} {name}"),
        media_type: "text/csv".to_owned(),
        content: content.clone(),
        content_id: name.ends_with("html").then(|| format!("{UNICODE}@example.com")),
    });
    let to: [Email; 3] = ["z@example.com", "a@example.com", "z@example.com"].map(a);
    let letter = NewLetter {
        id: "first",
        key: UNICODE,
        kind: LetterKind::TrueUpQuote,
        contract: Some(&contract),
        customer: Some(&customer),
        month: a("2026-11"),
        quote: Some(&issued.number),
        language: Language::En,
        subject: UNICODE,
        message_id: "<first@example.com>",
        in_reply_to: Some("<earlier@example.com>"),
        sender: None,
        html: UNICODE,
        text: "plain",
        recipients: &to,
        attachments: &attachments,
    };
    assert!(outbox::enqueue(&mut tx, letter, at(0)).await.unwrap());
    let again = NewLetter { id: "second", message_id: "<second@example.com>", ..letter };
    assert!(!outbox::enqueue(&mut tx, again, at(1)).await.unwrap());
    assert_eq!(outbox::load(&mut tx, "second").await.unwrap(), None);
    let kept = loaded(&mut tx, "first").await;
    assert_eq!((kept.key.as_str(), kept.kind, kept.language), (UNICODE, LetterKind::TrueUpQuote, Language::En));
    assert_eq!((kept.subject.as_str(), kept.message_id.as_str()), (UNICODE, "<first@example.com>"));
    assert_eq!(kept.in_reply_to.as_deref(), Some("<earlier@example.com>"));
    assert_eq!(outbox::by_key(&mut tx, UNICODE).await.unwrap().as_ref(), Some(&kept));
    assert_eq!(outbox::by_key(&mut tx, "unknown").await.unwrap(), None);
    assert_eq!((kept.quote.as_deref(), kept.created_at), (Some(issued.number.as_str()), at(0)));
    assert_eq!(blobs::get(&mut tx, &kept.html).await.unwrap().unwrap(), UNICODE.as_bytes());
    assert_eq!(blobs::get(&mut tx, &kept.text).await.unwrap().unwrap(), b"plain");
    // Everybody once, in the order in which they were named; attachments as well.
    let addresses: Vec<_> = kept.recipients.iter().map(|to| to.address.as_str()).collect();
    assert_eq!(addresses, ["z@example.com", "a@example.com"]);
    assert!(kept.recipients.iter().all(|to| to.state == LetterState::Pending && to.due_at == at(0)));
    assert_eq!((&kept.attachments[..], kept.state()), (&attachments[..], LetterState::Pending));
    assert_eq!(outbox::of_quote(&mut tx, &issued.number).await.unwrap(), [kept]);
    let nobody = NewLetter { key: "nobody", recipients: &[], ..again };
    assert!(matches!(outbox::enqueue(&mut tx, nobody, at(1)).await, Err(StoreError::Unfit { .. })));
}

async fn letters_are_listed_oldest_first(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let later = written(&mut tx, "2", &["a@example.com", "b@example.com"], 2).await;
    let first = written(&mut tx, "1", &["a@example.com"], 1).await;
    let ids = |letters: Vec<Letter>| letters.into_iter().map(|letter| letter.id).collect::<Vec<_>>();
    let both = [first, later];
    let list = outbox::list(&mut tx).await.unwrap();
    assert_eq!(list.iter().map(|letter| letter.recipients.len()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(ids(list), both);
    assert_eq!(ids(outbox::of_month(&mut tx, a("2026-11")).await.unwrap()), both);
    assert_eq!(ids(outbox::of_audit(&mut tx, &a("PPE-1"), a("2026-11")).await.unwrap()), both);
    assert_eq!(outbox::of_month(&mut tx, a("2026-12")).await.unwrap(), []);
    assert_eq!(outbox::of_audit(&mut tx, &a("PPE-2"), a("2026-11")).await.unwrap(), []);
    assert_eq!(outbox::of_quote(&mut tx, "none").await.unwrap(), []);
}

async fn the_longest_due_delivery_comes_first(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    assert_eq!(delivery::next_due(&mut tx).await.unwrap(), None);
    let later = written(&mut tx, "2", &["b@example.com", "a@example.com"], 2).await;
    let first = written(&mut tx, "1", &["a@example.com"], 1).await;
    let order = [
        delivery_of(&first, "a@example.com"),
        delivery_of(&later, "b@example.com"),
        delivery_of(&later, "a@example.com"),
    ];
    assert_eq!(delivery::due(&mut tx, at(0), 10).await.unwrap(), []);
    assert_eq!(delivery::due(&mut tx, at(1), 10).await.unwrap(), order[..1]);
    assert_eq!(delivery::due(&mut tx, at(2), 10).await.unwrap(), order);
    assert_eq!(delivery::due(&mut tx, at(2), 2).await.unwrap(), order[..2]);
    assert_eq!(delivery::next_due(&mut tx).await.unwrap(), Some(at(1)));
    // What is leased comes up again when the lease ends.
    delivery::claim(&mut tx, &order[0], &lease(2), at(2)).await.unwrap().unwrap();
    assert_eq!(delivery::due(&mut tx, at(2), 10).await.unwrap(), order[1..]);
    assert_eq!(delivery::next_due(&mut tx).await.unwrap(), Some(at(2)));
    for key in &order[1..] {
        delivery::claim(&mut tx, key, &lease(3), at(3)).await.unwrap().unwrap();
    }
    assert_eq!(delivery::next_due(&mut tx).await.unwrap(), Some(at(12)));
}

async fn of_six_workers_each_delivery_has_one(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let mut rows = Vec::new();
    for number in 0..20 {
        rows.push(written(&mut tx, &format!("{number}"), &["a@example.com"], 0).await);
    }
    tx.commit().await.unwrap();
    let claimed = race(&db, &rows, |db, letter| async move {
        let mut tx = db.write().await.unwrap();
        let key = delivery_of(&letter, "a@example.com");
        let claimed = delivery::claim(&mut tx, &key, &lease(0), at(0)).await.unwrap();
        tx.commit().await.unwrap();
        claimed.is_some()
    })
    .await;
    rows.sort();
    assert_eq!(claimed, rows);
}

async fn a_delivery_ends_sent_later_dead_or_held(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let to = ["sent@example.com", "later@example.com", "dead@example.com", "held@example.com", "back@example.com"];
    let id = written(&mut tx, "1", &to, 0).await;
    let keys = to.map(|to| delivery_of(&id, to));
    let leases = [0; 5].map(lease);
    for (key, lease) in keys.iter().zip(&leases) {
        let claimed = delivery::claim(&mut tx, key, lease, at(0)).await.unwrap().unwrap();
        assert_eq!((claimed.letter.id.as_str(), &claimed.address), (id.as_str(), &key.address));
        assert_eq!((claimed.attempts, claimed.interrupted), (1, false));
    }
    let failed = Failed { error: UNICODE, unknown: false };
    delivery::mark_sent(&mut tx, &keys[0], &leases[0].token, at(1)).await.unwrap();
    delivery::mark_later(&mut tx, &keys[1], &leases[1].token, at(60), failed).await.unwrap();
    delivery::mark_dead(&mut tx, &keys[2], &leases[2].token, failed, at(1)).await.unwrap();
    delivery::mark_held(&mut tx, &keys[3], &leases[3].token, UNICODE, at(1)).await.unwrap();
    delivery::put_back(&mut tx, &keys[4], &leases[4].token).await.unwrap();
    let letter = loaded(&mut tx, &id).await;
    let told: Vec<_> = letter.recipients.iter().map(|to| (to.state, to.attempts, to.last_error.as_deref())).collect();
    assert_eq!(
        told,
        [
            (LetterState::Sent, 1, None),
            (LetterState::Pending, 1, Some(UNICODE)),
            (LetterState::Dead, 1, Some(UNICODE)),
            (LetterState::Held, 0, None),
            (LetterState::Pending, 0, None),
        ]
    );
    assert_eq!((letter.recipients[0].sent_at, letter.recipients[1].due_at), (Some(at(1)), at(60)));
    assert_eq!(letter.recipients[3].reason.as_deref(), Some(UNICODE));
    assert_eq!(delivery::due(&mut tx, at(1), 10).await.unwrap(), keys[4..]);
    for key in &keys[..4] {
        assert_eq!(delivery::claim(&mut tx, key, &lease(30), at(30)).await.unwrap(), None);
    }
    let again = delivery::claim(&mut tx, &keys[1], &lease(60), at(60)).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.interrupted), (2, false));
}

async fn a_delivery_that_was_taken_over_may_have_gone_out_and_the_first_worker_is_fenced(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let id = written(&mut tx, "1", &["a@example.com"], 0).await;
    let key = delivery_of(&id, "a@example.com");
    let (slow, fast) = (lease(0), lease(15));
    delivery::claim(&mut tx, &key, &slow, at(0)).await.unwrap().unwrap();
    delivery::renew(&mut tx, &key, &Lease { until: at(15), ..slow.clone() }).await.unwrap();
    assert_eq!(delivery::claim(&mut tx, &key, &fast, at(14)).await.unwrap(), None);
    let taken = delivery::claim(&mut tx, &key, &fast, at(15)).await.unwrap().unwrap();
    assert_eq!((taken.attempts, taken.interrupted), (2, true));
    let nothing = Failed { error: "", unknown: true };
    assert_fenced(&delivery::renew(&mut tx, &key, &slow).await);
    assert_fenced(&delivery::put_back(&mut tx, &key, &slow.token).await);
    assert_fenced(&delivery::mark_sent(&mut tx, &key, &slow.token, at(16)).await);
    assert_fenced(&delivery::mark_later(&mut tx, &key, &slow.token, at(16), nothing).await);
    assert_fenced(&delivery::mark_dead(&mut tx, &key, &slow.token, nothing, at(16)).await);
    assert_fenced(&delivery::mark_held(&mut tx, &key, &slow.token, "", at(16)).await);
    delivery::mark_sent(&mut tx, &key, &fast.token, at(17)).await.unwrap();
    assert_eq!(loaded(&mut tx, &id).await.state(), LetterState::Sent);
}

async fn what_may_have_gone_out_stays_so_until_the_letter_is_taken(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let id = written(&mut tx, "1", &["a@example.com"], 0).await;
    let key = delivery_of(&id, "a@example.com");
    let refused = Failed { error: "450", unknown: false };
    let claim = async |tx: &mut Tx, minutes| {
        let mine = lease(minutes);
        let claimed = delivery::claim(tx, &key, &mine, at(minutes)).await.unwrap().unwrap();
        (mine.token, claimed.interrupted)
    };
    let (first, interrupted) = claim(&mut tx, 0).await;
    assert!(!interrupted);
    delivery::mark_later(&mut tx, &key, &first, at(1), Failed { error: "cut off", unknown: true }).await.unwrap();
    // Later attempts were answered, or made by nobody; that says nothing of the first.
    let (second, interrupted) = claim(&mut tx, 1).await;
    assert!(interrupted);
    delivery::mark_later(&mut tx, &key, &second, at(2), refused).await.unwrap();
    let (third, interrupted) = claim(&mut tx, 2).await;
    assert!(interrupted);
    delivery::put_back(&mut tx, &key, &third).await.unwrap();
    let (fourth, interrupted) = claim(&mut tx, 3).await;
    assert!(interrupted);
    delivery::mark_dead(&mut tx, &key, &fourth, refused, at(3)).await.unwrap();
    let letter = loaded(&mut tx, &id).await;
    assert_eq!((letter.state(), letter.recipients[0].unknown), (LetterState::Dead, true));
    outbox::retry(&mut tx, &id, at(4)).await.unwrap();
    let (fifth, interrupted) = claim(&mut tx, 4).await;
    assert!(interrupted);
    delivery::mark_sent(&mut tx, &key, &fifth, at(4)).await.unwrap();
    assert!(!loaded(&mut tx, &id).await.recipients[0].unknown);
}

async fn a_person_can_have_it_tried_again(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let id = written(&mut tx, "1", &["dead@example.com", "held@example.com", "sent@example.com"], 0).await;
    let other = written(&mut tx, "2", &["dead@example.com"], 0).await;
    let kill = delivery_of(&other, "dead@example.com");
    for key in [&delivery_of(&id, "dead@example.com"), &kill] {
        let mine = lease(0);
        delivery::claim(&mut tx, key, &mine, at(0)).await.unwrap().unwrap();
        delivery::mark_dead(&mut tx, key, &mine.token, Failed { error: "550", unknown: false }, at(0)).await.unwrap();
    }
    let (mine, key) = (lease(0), delivery_of(&id, "held@example.com"));
    delivery::claim(&mut tx, &key, &mine, at(0)).await.unwrap().unwrap();
    delivery::mark_held(&mut tx, &key, &mine.token, "allow_list", at(0)).await.unwrap();
    let (mine, key) = (lease(0), delivery_of(&id, "sent@example.com"));
    delivery::claim(&mut tx, &key, &mine, at(0)).await.unwrap().unwrap();
    delivery::mark_sent(&mut tx, &key, &mine.token, at(0)).await.unwrap();
    assert_eq!(loaded(&mut tx, &id).await.state(), LetterState::Dead);
    assert_eq!(outbox::retry(&mut tx, &id, at(5)).await.unwrap(), 2);
    assert_eq!(outbox::retry(&mut tx, &id, at(6)).await.unwrap(), 0);
    let letter = loaded(&mut tx, &id).await;
    let told: Vec<_> = letter.recipients.iter().map(|to| (to.state, to.attempts, to.due_at)).collect();
    let again = (LetterState::Pending, 0, at(5));
    assert_eq!(told, [again, again, (LetterState::Sent, 1, at(0))]);
    assert_eq!(outbox::retry_dead(&mut tx, at(7)).await.unwrap(), 1);
    assert!(delivery::claim(&mut tx, &kill, &lease(7), at(7)).await.unwrap().is_some());
}

async fn a_person_can_call_back_what_is_not_out(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let id = written(&mut tx, "1", &["a@example.com", "b@example.com"], 0).await;
    let (mine, key) = (lease(0), delivery_of(&id, "a@example.com"));
    delivery::claim(&mut tx, &key, &mine, at(0)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(matches!(outbox::cancel(&mut tx, &id, at(1)).await, Err(StoreError::Busy { .. })));
    drop(tx);
    let mut tx = db.write().await.unwrap();
    let states = |letter: Letter| letter.recipients.iter().map(|to| to.state).collect::<Vec<_>>();
    assert_eq!(states(loaded(&mut tx, &id).await), [LetterState::Pending; 2]);
    delivery::mark_sent(&mut tx, &key, &mine.token, at(2)).await.unwrap();
    assert_eq!(outbox::cancel(&mut tx, &id, at(3)).await.unwrap(), 1);
    assert_eq!(states(loaded(&mut tx, &id).await), [LetterState::Sent, LetterState::Cancelled]);
    assert_eq!(outbox::retry(&mut tx, &id, at(4)).await.unwrap(), 0);
    assert_eq!(delivery::due(&mut tx, at(60), 10).await.unwrap(), []);
}
