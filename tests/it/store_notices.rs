//! Overage notices in the ledger: what they say stays, where they stand moves by guarded steps, each an event.

use chrono::NaiveDate;
use trueup::domain::contract::Term;
use trueup::domain::ids::{CustomerId, PartnerId};
use trueup::domain::purchase_order::PurchaseOrder;
use trueup::domain::rma::notice::{self, Listed, Making, Notice, NoticeState};
use trueup::domain::rma::{Cover, RmaTerms, RmaUnit, position};
use trueup::domain::state::QuoteState;
use trueup::store::notices::{self, Change};
use trueup::store::purchase_orders::{self, NewOrder};
use trueup::store::quotes::{self, NewQuote};
use trueup::store::{StoreError, Tx};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, at, opened, quote, race};

const DRAFT: Change<'static> = Change { to: NoticeState::Draft, by: "trueup", reason: None };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Three units of forty, of which one is above the allowance, at EUR 319.00.
fn of(contract: &str, year: i32, version: u32) -> Notice {
    let unit = |line: u32| RmaUnit {
        rma_number: UNICODE.to_owned(),
        rma_line: line,
        units: 1,
        authorised_on: NaiveDate::from_ymd_opt(year, 5, line).unwrap(),
        case_number: None,
        part_number: Some("783R0AA".to_owned()),
        model: UNICODE.to_owned(),
        product: None,
        serial: None,
        reason: Some(UNICODE.to_owned()),
        headset: true,
        left_out: None,
    };
    let term = Term { start: day("2025-01-01"), end: day("2027-12-31"), ended_on: None };
    let covers = [Cover { contract: a(contract), term, steps: vec![(term.start, 40)] }];
    let rows = [unit(1), unit(2), unit(3)];
    let today = NaiveDate::from_ymd_opt(year, 11, 1).unwrap();
    let position = position(year, today, &RmaTerms::default(), &covers, &rows).unwrap();
    let making = Making {
        contract: &a(contract),
        terms: &RmaTerms::default(),
        currency: a("EUR"),
        today,
        highest_version: version - 1,
        before: None,
        is_final: false,
    };
    let listed = Listed {
        price: a("319.00"),
        list: "poly-eur".to_owned(),
        version: "2026-10".to_owned(),
        valid_from: day("2026-10-01"),
    };
    notice::notice(&position, &making, |_| Some(listed.clone())).unwrap()
}

async fn issue(tx: &mut Tx, notice: &Notice, first: Change<'_>) -> Result<(), StoreError> {
    let (customer, partner): (CustomerId, PartnerId) = (a("acme"), a("nordcom"));
    notices::insert(tx, notice, (&customer, &partner), first, at(0)).await
}

on_both! {
    a_notice_comes_back_as_it_was_issued,
    a_notice_moves_only_from_where_it_may_and_each_step_is_an_event,
    every_state_of_a_notice_can_be_written,
    of_six_people_one_releases_a_notice,
    notices_are_listed_by_contract_year_and_version,
    the_number_of_a_notice_is_used_once,
    purchase_orders_are_read_by_contract_for_the_base_of_the_threshold,
}

async fn a_notice_comes_back_as_it_was_issued(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let issued = of("PPE-1", 2026, 1);
    assert_eq!((issued.number.as_str(), issued.total.unwrap().to_string()), ("RMA-PPE-1-2026-v1", "319.00".into()));
    issue(&mut tx, &issued, Change { to: NoticeState::Held, by: "auto", reason: Some(UNICODE) }).await.unwrap();
    let kept = notices::load(&mut tx, &issued.number).await.unwrap().unwrap();
    assert_eq!((&kept.notice, kept.state, kept.reason.as_deref()), (&issued, NoticeState::Held, Some(UNICODE)));
    assert_eq!((kept.customer, kept.partner, kept.issued_on, kept.created_at), (a("acme"), a("nordcom"), None, at(0)));
    assert_eq!(notices::load(&mut tx, "RMA-none").await.unwrap(), None);
    notices::set_issued(&mut tx, &issued.number, day("2026-11-03")).await.unwrap();
    let kept = notices::load(&mut tx, &issued.number).await.unwrap().unwrap();
    assert_eq!(kept.issued_on, Some(day("2026-11-03")));
    let unknown = notices::set_issued(&mut tx, "RMA-none", day("2026-11-03")).await;
    assert!(matches!(unknown, Err(StoreError::Missing { .. })));
}

async fn a_notice_moves_only_from_where_it_may_and_each_step_is_an_event(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let issued = of("PPE-1", 2026, 1);
    let number = issued.number.as_str();
    issue(&mut tx, &issued, DRAFT).await.unwrap();
    let waits = [NoticeState::Draft, NoticeState::Held];
    let approve = Change { to: NoticeState::Approved, by: UNICODE, reason: Some(UNICODE) };
    assert!(notices::change(&mut tx, number, &waits, approve, at(1)).await.unwrap());
    assert!(!notices::change(&mut tx, number, &waits, approve, at(2)).await.unwrap());
    let unknown = notices::change(&mut tx, "RMA-none", &waits, approve, at(3)).await;
    assert!(matches!(unknown, Err(StoreError::Missing { table: "notices", .. })));
    let events = notices::events(&mut tx, Some(number)).await.unwrap();
    let told: Vec<_> = events[number].iter().map(|event| (event.at, event.state, event.by.as_str())).collect();
    assert_eq!(told, [(at(0), NoticeState::Draft, "trueup"), (at(1), NoticeState::Approved, UNICODE)]);
    assert_eq!(notices::events(&mut tx, None).await.unwrap(), events);
    assert!(notices::events(&mut tx, Some("RMA-none")).await.unwrap().is_empty());
}

async fn every_state_of_a_notice_can_be_written(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    for (version, state) in (1..).zip(NoticeState::ALL.iter().copied()) {
        let issued = of("PPE-1", 2026, version);
        issue(&mut tx, &issued, Change { to: state, by: "trueup", reason: None }).await.unwrap();
        assert_eq!(notices::load(&mut tx, &issued.number).await.unwrap().unwrap().state, state);
    }
}

async fn of_six_people_one_releases_a_notice(place: Place) {
    let db = place.ledger().await;
    let mut numbers = Vec::new();
    let mut tx = db.write().await.unwrap();
    for version in 1..=20 {
        let issued = of("PPE-1", 2026, version);
        issue(&mut tx, &issued, DRAFT).await.unwrap();
        numbers.push(issued.number);
    }
    tx.commit().await.unwrap();
    numbers.sort();
    let got = race(&db, &numbers, |db, number| async move {
        let mut tx = db.write().await.unwrap();
        let approve = Change { to: NoticeState::Approved, by: "a person", reason: None };
        let moved = notices::change(&mut tx, &number, &[NoticeState::Draft], approve, at(1)).await.unwrap();
        tx.commit().await.unwrap();
        moved
    })
    .await;
    assert_eq!(got, numbers);
}

async fn notices_are_listed_by_contract_year_and_version(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    for (contract, year, version) in [("b", 2026, 1), ("a", 2026, 10), ("a", 2026, 9), ("a", 2025, 1), ("B", 2026, 1)] {
        issue(&mut tx, &of(contract, year, version), DRAFT).await.unwrap();
    }
    let numbers =
        |stored: Vec<notices::StoredNotice>| stored.into_iter().map(|stored| stored.notice.number).collect::<Vec<_>>();
    let all = numbers(notices::list(&mut tx).await.unwrap());
    assert_eq!(all, ["RMA-B-2026-v1", "RMA-a-2025-v1", "RMA-a-2026-v9", "RMA-a-2026-v10", "RMA-b-2026-v1"]);
    assert_eq!(numbers(notices::of_year(&mut tx, 2025).await.unwrap()), ["RMA-a-2025-v1"]);
    assert!(notices::of_year(&mut tx, 2024).await.unwrap().is_empty());
}

async fn the_number_of_a_notice_is_used_once(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    issue(&mut tx, &of("PPE-1", 2026, 1), DRAFT).await.unwrap();
    assert!(matches!(issue(&mut tx, &of("PPE-1", 2026, 1), DRAFT).await, Err(StoreError::Taken { .. })));
}

async fn purchase_orders_are_read_by_contract_for_the_base_of_the_threshold(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    assert!(purchase_orders::by_contract(&mut tx).await.unwrap().is_empty());
    let (customer, partner): (CustomerId, PartnerId) = (a("acme"), a("nordcom"));
    for contract in ["PPE-1", "PPE-2"] {
        let audit = opened(&mut tx, contract, "2026-11").await.id;
        let quote = &quote(contract, "2026-11", 1);
        let new = NewQuote { quote, customer: &customer, partner: &partner, audit: &audit };
        let sent = quotes::Change { to: QuoteState::PoReceived, by: "trueup", reason: None };
        quotes::insert(&mut tx, new, sent, at(0)).await.unwrap();
        let total = quote.total.unwrap();
        let order = PurchaseOrder {
            number: format!("PO-{contract}"),
            date: day("2026-11-20"),
            amount: total,
            worth: total,
            covered: quote.tranches.clone(),
            remarks: Vec::new(),
        };
        let new = NewOrder { quote: &quote.number, partner: &partner, order: &order, by: "tester" };
        purchase_orders::insert(&mut tx, new, at(1)).await.unwrap();
    }
    let orders = purchase_orders::by_contract(&mut tx).await.unwrap();
    let told: Vec<_> = orders.iter().map(|(contract, orders)| (contract.as_str(), orders[0].number.as_str())).collect();
    assert_eq!(told, [("PPE-1", "PO-PPE-1"), ("PPE-2", "PO-PPE-2")]);
}
