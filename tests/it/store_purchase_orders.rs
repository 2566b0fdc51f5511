//! Purchase orders in the ledger: written once, one for a quote, one for a number of a partner.

use chrono::NaiveDate;
use trueup::domain::ids::{ContractId, PartnerId};
use trueup::domain::money::Money;
use trueup::domain::purchase_order::{PurchaseOrder, Remark};
use trueup::domain::state::QuoteState;
use trueup::store::purchase_orders::{self, NewOrder};
use trueup::store::quotes::{self, Change, NewQuote};
use trueup::store::{StoreError, Tx};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, at, opened, quote};

on_both! {
    an_order_comes_back_as_it_was_taken_with_its_quote_its_contract_and_its_partner,
    a_quote_is_ordered_once_and_a_number_is_used_once_by_a_partner,
}

fn order(number: &str, day: u32) -> PurchaseOrder {
    let money = |minor| Money { minor, currency: a("EUR") };
    PurchaseOrder {
        number: number.to_owned(),
        date: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
        amount: money(37_000),
        worth: money(37_500),
        covered: quote("PPE-1", "2026-11", 1).tranches,
        remarks: vec![Remark::Amount],
    }
}

/// Writes quotes down; to nordcom.
async fn issued(tx: &mut Tx, contract: &str, versions: u32) {
    let audit = opened(tx, contract, "2026-11").await.id;
    let first = Change { to: QuoteState::Sent, by: "trueup", reason: None };
    for version in 1..=versions {
        let (quote, customer, partner) = (&quote(contract, "2026-11", version), &a("acme"), &a("nordcom"));
        quotes::insert(tx, NewQuote { quote, customer, partner, audit: &audit }, first, at(0)).await.unwrap();
    }
}

async fn take(tx: &mut Tx, quote: &str, partner: &str, order: &PurchaseOrder) -> Result<(), StoreError> {
    let partner: PartnerId = a(partner);
    purchase_orders::insert(tx, NewOrder { quote, partner: &partner, order, by: UNICODE }, at(1)).await
}

async fn an_order_comes_back_as_it_was_taken_with_its_quote_its_contract_and_its_partner(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    issued(&mut tx, "PPE-1", 2).await;
    issued(&mut tx, "PPE-2", 1).await;
    let (late, early, other) = (order(UNICODE, 20), order("PO-2", 3), order("PO-3", 1));
    take(&mut tx, "TU-PPE-1-2026-11-v1", "nordcom", &late).await.unwrap();
    take(&mut tx, "TU-PPE-1-2026-11-v2", "nordcom", &early).await.unwrap();
    take(&mut tx, "TU-PPE-2-2026-11-v1", "nordcom", &other).await.unwrap();
    let first = ("TU-PPE-1-2026-11-v1".to_owned(), late.clone());
    let second = ("TU-PPE-1-2026-11-v2".to_owned(), early);
    let contract: ContractId = a("PPE-1");
    assert_eq!(purchase_orders::of_contract(&mut tx, &contract).await.unwrap(), [second.clone(), first.clone()]);
    let third = ("TU-PPE-2-2026-11-v1".to_owned(), other);
    let partner: PartnerId = a("nordcom");
    assert_eq!(purchase_orders::of_partner(&mut tx, &partner).await.unwrap(), [third, second, first]);
    assert_eq!(purchase_orders::of_partner(&mut tx, &a("otherone")).await.unwrap(), []);
    let kept = quotes::load(&mut tx, "TU-PPE-1-2026-11-v1").await.unwrap().unwrap();
    assert_eq!(kept.purchase_order, Some(late));
    assert!(quotes::of_contract(&mut tx, &contract).await.unwrap().iter().all(|quote| quote.purchase_order.is_some()));
}

async fn a_quote_is_ordered_once_and_a_number_is_used_once_by_a_partner(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    issued(&mut tx, "PPE-1", 2).await;
    take(&mut tx, "TU-PPE-1-2026-11-v1", "nordcom", &order("PO-1", 3)).await.unwrap();
    tx.commit().await.unwrap();
    for (quote, partner, number) in [("v1", "nordcom", "PO-2"), ("v2", "nordcom", "PO-1")] {
        let mut tx = db.write().await.unwrap();
        let taken = take(&mut tx, &format!("TU-PPE-1-2026-11-{quote}"), partner, &order(number, 3)).await;
        assert!(matches!(taken, Err(StoreError::Taken { .. })), "{quote} {number}: {taken:?}");
    }
    let mut tx = db.write().await.unwrap();
    take(&mut tx, "TU-PPE-1-2026-11-v2", "otherone", &order("PO-1", 3)).await.unwrap();
}
