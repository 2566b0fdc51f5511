//! Quotes in the ledger: what they say stays, where they stand moves by guarded steps, each an event.

use chrono::NaiveDate;
use trueup::domain::ids::{ContractId, CustomerId, PartnerId};
use trueup::domain::state::QuoteState;
use trueup::domain::true_up::Quote;
use trueup::store::quotes::{self, Change, NewQuote};
use trueup::store::{StoreError, Tx};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, at, opened, quote, race};

const DRAFT: Change<'static> = Change { to: QuoteState::Draft, by: "trueup", reason: None };

async fn issue(tx: &mut Tx, audit: &str, quote: &Quote, first: Change<'_>) -> Result<(), StoreError> {
    let (customer, partner): (CustomerId, PartnerId) = (a("acme"), a("nordcom"));
    quotes::insert(tx, NewQuote { quote, customer: &customer, partner: &partner, audit }, first, at(0)).await
}

on_both! {
    a_quote_comes_back_as_it_was_issued,
    a_quote_moves_only_from_where_it_may_and_each_step_is_an_event,
    every_state_of_a_quote_can_be_written,
    of_six_people_one_approves,
    quotes_are_listed_by_contract_month_and_version,
    a_number_is_used_once,
}

async fn a_quote_comes_back_as_it_was_issued(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let held = Change { to: QuoteState::Held, by: "auto", reason: Some(UNICODE) };
    let mut issued = quote("PPE-1", "2026-11", 1);
    issued.total = None;
    issue(&mut tx, &audit, &issued, held).await.unwrap();
    let kept = quotes::load(&mut tx, &issued.number).await.unwrap().unwrap();
    assert_eq!((&kept.quote, kept.state, kept.reason.as_deref()), (&issued, QuoteState::Held, Some(UNICODE)));
    assert_eq!((kept.customer, kept.partner, kept.audit), (a("acme"), a("nordcom"), audit));
    assert_eq!((kept.issued_on, kept.valid_until, kept.created_at), (None, None, at(0)));
    assert_eq!(quotes::load(&mut tx, "TU-none").await.unwrap(), None);
    let (day, last) = (NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(), NaiveDate::from_ymd_opt(2026, 12, 3).unwrap());
    quotes::set_issued(&mut tx, &issued.number, day, last).await.unwrap();
    let kept = quotes::load(&mut tx, &issued.number).await.unwrap().unwrap();
    assert_eq!((kept.issued_on, kept.valid_until), (Some(day), Some(last)));
    assert!(matches!(quotes::set_issued(&mut tx, "TU-none", day, last).await, Err(StoreError::Missing { .. })));
}

async fn a_quote_moves_only_from_where_it_may_and_each_step_is_an_event(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let issued = quote("PPE-1", "2026-11", 1);
    let number = issued.number.as_str();
    issue(&mut tx, &audit, &issued, DRAFT).await.unwrap();
    let waits = [QuoteState::Draft, QuoteState::Held];
    let approve = Change { to: QuoteState::Approved, by: UNICODE, reason: Some(UNICODE) };
    assert!(quotes::change(&mut tx, number, &waits, approve, at(1)).await.unwrap());
    assert!(!quotes::change(&mut tx, number, &waits, approve, at(2)).await.unwrap());
    let sent = Change { to: QuoteState::Sent, by: "trueup", reason: None };
    assert!(quotes::change(&mut tx, number, &[QuoteState::Approved], sent, at(3)).await.unwrap());
    let unknown = quotes::change(&mut tx, "TU-none", &waits, approve, at(3)).await;
    assert!(matches!(unknown, Err(StoreError::Missing { table: "quotes", .. })));
    let kept = quotes::load(&mut tx, number).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.reason), (QuoteState::Sent, None));
    let events = quotes::events(&mut tx, number).await.unwrap();
    let told: Vec<_> =
        events.iter().map(|event| (event.at, event.state, event.by.as_str(), event.reason.as_deref())).collect();
    assert_eq!(
        told,
        [
            (at(0), QuoteState::Draft, "trueup", None),
            (at(1), QuoteState::Approved, UNICODE, Some(UNICODE)),
            (at(3), QuoteState::Sent, "trueup", None),
        ]
    );
    let all = quotes::all_events(&mut tx).await.unwrap();
    assert_eq!(all.into_iter().collect::<Vec<_>>(), [(number.to_owned(), events)]);
    assert_eq!(quotes::events(&mut tx, "TU-none").await.unwrap(), []);
}

async fn every_state_of_a_quote_can_be_written(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let issued = quote("PPE-1", "2026-11", 1);
    issue(&mut tx, &audit, &issued, DRAFT).await.unwrap();
    for to in QuoteState::ALL.iter().copied() {
        assert!(quotes::change(&mut tx, &issued.number, QuoteState::ALL, Change { to, ..DRAFT }, at(1)).await.unwrap());
        let open = quotes::open_of(&mut tx, &a("PPE-1")).await.unwrap();
        assert_eq!(open.len(), usize::from(to.is_open()), "{to:?}");
    }
}

async fn of_six_people_one_approves(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let mut rows = Vec::new();
    for version in 1..=20 {
        let issued = quote("PPE-1", "2026-11", version);
        issue(&mut tx, &audit, &issued, DRAFT).await.unwrap();
        rows.push(issued.number);
    }
    tx.commit().await.unwrap();
    let approved = race(&db, &rows, |db, number| async move {
        let mut tx = db.write().await.unwrap();
        let approve = Change { to: QuoteState::Approved, ..DRAFT };
        let changed = quotes::change(&mut tx, &number, &[QuoteState::Draft], approve, at(1)).await.unwrap();
        tx.commit().await.unwrap();
        changed
    })
    .await;
    rows.sort();
    assert_eq!(approved, rows);
    let mut tx = db.read().await.unwrap();
    let events = quotes::all_events(&mut tx).await.unwrap();
    assert!(events.len() == 20 && events.values().all(|events| events.len() == 2), "{events:?}");
}

async fn quotes_are_listed_by_contract_month_and_version(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let (one, two): (ContractId, ContractId) = (a("PPE-1"), a("ppe-2"));
    let november = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let december = opened(&mut tx, "PPE-1", "2026-12").await.id;
    let other = opened(&mut tx, "ppe-2", "2026-12").await.id;
    assert_eq!(quotes::highest_version(&mut tx, &one, a("2026-11")).await.unwrap(), 0);
    for (audit, issued) in [
        (&other, quote("ppe-2", "2026-12", 1)),
        (&december, quote("PPE-1", "2026-11", 10)),
        (&november, quote("PPE-1", "2026-11", 2)),
        (&december, quote("PPE-1", "2026-12", 1)),
    ] {
        issue(&mut tx, audit, &issued, DRAFT).await.unwrap();
    }
    let numbers =
        |quotes: Vec<quotes::StoredQuote>| quotes.into_iter().map(|kept| kept.quote.number).collect::<Vec<_>>();
    let of_one = ["TU-PPE-1-2026-11-v2", "TU-PPE-1-2026-11-v10", "TU-PPE-1-2026-12-v1"];
    assert_eq!(numbers(quotes::of_contract(&mut tx, &one).await.unwrap()), of_one);
    assert_eq!(numbers(quotes::of_contract(&mut tx, &two).await.unwrap()), ["TU-ppe-2-2026-12-v1"]);
    assert_eq!(numbers(quotes::list(&mut tx).await.unwrap())[..3], of_one);
    assert_eq!(quotes::list(&mut tx).await.unwrap().len(), 4);
    // By the month of the audit that issued them, whatever month their number names.
    let issued = numbers(quotes::issued_in(&mut tx, a("2026-12")).await.unwrap());
    assert_eq!(issued, [of_one[1], of_one[2], "TU-ppe-2-2026-12-v1"]);
    assert_eq!(quotes::highest_version(&mut tx, &one, a("2026-11")).await.unwrap(), 10);
    for (number, to) in [(of_one[0], QuoteState::Superseded), (of_one[1], QuoteState::Withdrawn)] {
        assert!(quotes::change(&mut tx, number, &[QuoteState::Draft], Change { to, ..DRAFT }, at(1)).await.unwrap());
    }
    let open = numbers(quotes::open_before(&mut tx, a("2027-01")).await.unwrap());
    assert_eq!(open, [of_one[2], "TU-ppe-2-2026-12-v1"]);
    let earlier = quotes::open_before(&mut tx, a("2026-12")).await.unwrap();
    assert_eq!(numbers(earlier), Vec::<String>::new(), "what December brought is not known in November");
}

async fn a_number_is_used_once(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await.id;
    issue(&mut tx, &audit, &quote("PPE-1", "2026-11", 1), DRAFT).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let twice = issue(&mut tx, &audit, &quote("PPE-1", "2026-11", 1), DRAFT).await;
    assert!(matches!(twice, Err(StoreError::Taken { .. })), "{twice:?}");
    drop(tx);
    let mut tx = db.write().await.unwrap();
    let renamed = Quote { number: "another".to_owned(), ..quote("PPE-1", "2026-11", 1) };
    let twice = issue(&mut tx, &audit, &renamed, DRAFT).await;
    assert!(matches!(twice, Err(StoreError::Taken { .. })), "{twice:?}");
}
