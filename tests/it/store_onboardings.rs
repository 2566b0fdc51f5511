//! The ledger keeps every first count of a contract, or of a customer without one, in order.

use pretty_assertions::assert_eq;
use serde_json::json;
use trueup::domain::contract::CountingProfile;
use trueup::domain::onboarding::Proposal;
use trueup::domain::outcome::SourceKind;
use trueup::store::onboardings::{self, Onboarding};
use trueup::store::snapshots::{self, NewSnapshot};
use trueup::store::{StoreError, Tx};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, at};

on_both! {
    the_last_count_of_a_contract_is_found,
    of_two_counts_at_once_one_is_told_to_begin_again,
}

fn proposal(contract: Option<&str>, installed: u64) -> Proposal {
    let proposal = json!({
        "customer": "acme", "contract": contract, "term": {"start": "2026-12-01", "end": "2027-11-30"}, "currency": "EUR",
        "source": {
            "kind": "lens", "taken_at": "2026-11-01T05:00:09Z", "digest": "sha256:0", "listed": installed,
            "counted": installed, "names": [UNICODE], "recognised_by_line": 0,
        },
        "counting": CountingProfile::default(),
        "categories": [{
            "category": "headset", "installed": installed, "declared": null, "unit_annual_price": null, "minimum": null,
            "growth": null, "total": installed, "baseline": installed + 1,
        }],
        "not_counted": [], "unknown_models": [{"name": "\u{0}", "devices": 1}], "own_quote": [], "stale": [],
        "life_cycle": {"ended": [], "ending": [], "without_date": 0}, "odd_detection": {"never": 0, "in_future": 0},
    });
    serde_json::from_value(proposal).unwrap()
}

async fn count(tx: &mut Tx, contract: Option<&str>, ordinal: u32) -> Onboarding {
    let customer = a("acme");
    let of =
        NewSnapshot { customer: &customer, month: a("2026-11"), attempt: 1, kind: SourceKind::Lens, source_key: "k" };
    let snapshot = snapshots::open(tx, of, at(0)).await.unwrap().id;
    let proposal = proposal(contract, u64::from(ordinal) * 10);
    Onboarding { ordinal, snapshot, proposal, counted_at: at(i64::from(ordinal)), counted_by: UNICODE.to_owned() }
}

async fn the_last_count_of_a_contract_is_found(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let mut written = Vec::new();
    for (contract, ordinal) in [(None, 1), (Some("C-1"), 1), (Some("C-1"), 2), (Some("C-2"), 1)] {
        let new = count(&mut tx, contract, ordinal).await;
        onboardings::insert(&mut tx, &new).await.unwrap();
        written.push(new);
    }
    for (contract, expected) in [(None, 0), (Some("C-1"), 2), (Some("C-2"), 3)] {
        let contract = contract.map(a);
        let found = onboardings::latest(&mut tx, &a("acme"), contract.as_ref()).await.unwrap();
        assert_eq!(found.as_ref(), Some(&written[expected]));
    }
    assert_eq!(onboardings::latest(&mut tx, &a("beta"), None).await.unwrap(), None);
    tx.commit().await.unwrap();
}

async fn of_two_counts_at_once_one_is_told_to_begin_again(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let new = count(&mut tx, None, 1).await;
    onboardings::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let again = onboardings::insert(&mut tx, &new).await;
    assert!(matches!(again, Err(StoreError::Taken { .. })), "{again:?}");
}
