//! Values to put into a ledger.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use trueup::domain::contract::{CountingProfile, Exceptions};
use trueup::domain::month::Month;
use trueup::domain::outcome::Outcome;
use trueup::domain::true_up::Quote;
use trueup::store::audits::{self, Audit, NewAudit};
use trueup::store::lease::Lease;
use trueup::store::{Db, StoreError, Tx};

/// Text that a careless database would mangle: scripts, an emoji of two parts, a quote, a combining accent.
pub(crate) const UNICODE: &str = "Società «Zażółć» 東京 ☎️ O'Brien 'x' e\u{301} \"%_\\";

/// An id, a month, an address, a currency.
pub(crate) fn a<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A moment, so many minutes after 1 November 2026, with the microseconds that PostgreSQL keeps.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-11-01T05:00:00.123456Z".parse().unwrap();
    first + TimeDelta::minutes(minutes)
}

/// A lease of ten minutes.
pub(crate) fn lease(minutes: i64) -> Lease {
    Lease::new(at(minutes), TimeDelta::minutes(10))
}

/// Opens an audit and gives it.
pub(crate) async fn opened(tx: &mut Tx, contract: &str, month: &str) -> Audit {
    let (contract, customer, month) = (a(contract), a("acme"), a::<Month>(month));
    audits::open(tx, &[NewAudit { contract: &contract, customer: &customer, month }], at(0)).await.unwrap();
    audits::find(tx, &contract, month).await.unwrap().unwrap()
}

/// A true-up quote of fifty headsets.
pub(crate) fn quote(contract: &str, month: &str, version: u32) -> Quote {
    let number = format!("TU-{contract}-{month}-v{version}");
    let quote = json!({
        "number": number, "contract": contract, "month": month, "version": version, "currency": "EUR",
        "tranches": [{"category": "headset", "units": 50, "first_month": month, "unit_annual_price": "18.00"}],
        "lines": [{
            "category": "headset", "tranche": 1, "units": 50, "unit_annual_price": "18.00",
            "unit_monthly_price": "1.5000", "charge_from": "2026-11-01", "charge_to": "2027-03-31", "months": "5",
            "amount": {"minor": 37500, "currency": "EUR"},
        }],
        "total": {"minor": 37500, "currency": "EUR"},
        "after": [{"category": "headset", "contracted": 1050, "baseline": 1103}],
        "supersedes": null,
    });
    serde_json::from_value(quote).unwrap()
}

/// What an audit of a contract found.
pub(crate) fn outcome(contract: &str, month: &str) -> Outcome {
    let outcome = json!({
        "month": month, "version": 1, "audited_on": "2026-11-01",
        "contract": {
            "id": contract, "customer": "acme", "term": {"start": "2026-04-01", "end": "2027-03-31"}, "currency": "EUR",
            "exceptions": Exceptions::default(), "counting": CountingProfile::default(),
            "rma": {"percent": "5", "base": "max", "scope": "category", "billing": "overage", "bill_to": "partner"},
            "categories": [{"category": "headset", "ordered": {"ordered": 1000}, "unit_annual_price": "18.00"}],
            "prices": [], "orders": [],
        },
        "parties": {
            "partner": {
                "id": "nordcom", "name": UNICODE, "language": "it", "address": ["Via Roma 1"], "vat_number": null,
                "partner_id": null, "quotes_to": ["orders@example.com"], "notices_to": [], "reports_to": [],
                "brand": {},
            },
            "customer": {
                "id": "acme", "name": UNICODE, "partner": "nordcom", "csm": "giulia", "site_id": null,
                "country": "IT", "reports_to": [], "inventory": {"source": "report"},
            },
            "csm": {"id": "giulia", "name": "Giulia Rossi", "email": "giulia@example.com", "language": "it"},
        },
        "source": {
            "kind": "lens", "taken_at": "2026-11-01T05:00:09Z", "digest": "sha256:0", "listed": 10, "counted": 9,
            "names": [UNICODE], "recognised_by_line": 0,
        },
        "lines": [], "not_counted": [{"reason": "accessory", "devices": 1}], "models": [], "vanished": [],
        "unknown_models": [], "life_cycle": {"ended": [], "ending": [], "without_date": 0},
        "odd_detection": {"never": 0, "in_future": 0}, "history": [], "forecast": [], "quote": null,
        "open_quote": null, "accepted": null, "basis_changes": [],
        "made_with": {"catalogue": "c", "profile": "p", "templates": "t", "program": "0.1.0"},
    });
    serde_json::from_value(outcome).unwrap()
}

/// Asserts that a write was refused because somebody else holds the lease.
pub(crate) fn assert_fenced<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::LeaseLost { .. })), "{result:?}");
}

/// Six workers claim twenty rows at once by `claim`; gives the rows that each of them got.
pub(crate) async fn race<F, G>(db: &Db, rows: &[String], claim: F) -> Vec<String>
where
    F: Fn(Db, String) -> G + Clone + Send + 'static,
    G: Future<Output = bool> + Send,
{
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (db, rows, claim) = (db.clone(), rows.to_vec(), claim.clone());
        workers.spawn(async move {
            let mut got = Vec::new();
            for row in rows {
                if claim(db.clone(), row.clone()).await {
                    got.push(row);
                }
            }
            got
        });
    }
    let mut got = workers.join_all().await.concat();
    got.sort();
    got
}
