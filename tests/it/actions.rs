//! What somebody has to do: from the fact that asks for it to the fact that settles it, with the day it was first found.

use chrono::NaiveDate;
use pretty_assertions::assert_eq;
use trueup::domain::action::{Action, Owner, What, of_audit, of_state};
use trueup::domain::count::ModelDevices;
use trueup::domain::outcome::{IssuedQuote, LifeCycleModel, Outcome, UnknownModel};
use trueup::domain::state::{AuditState, QuoteState};

use crate::support::ledger::{a, outcome, quote};

fn day(text: &str) -> NaiveDate {
    a(text)
}

/// An audit of a month, on its first day, that found these unknown models.
fn audit(month: &str, unknown: &[(&str, u64)]) -> Outcome {
    let mut outcome = Outcome { audited_on: day(&format!("{month}-01")), ..outcome("C-1", month) };
    let model = |(name, devices): &(&str, u64)| UnknownModel { name: (*name).to_owned(), devices: *devices };
    outcome.unknown_models = unknown.iter().map(model).collect();
    outcome
}

/// What, since, due.
fn told(actions: &[Action]) -> Vec<String> {
    let told = |action: &Action| {
        let what = match &action.what {
            What::Classify { model, devices } => format!("classify {model} {devices}"),
            What::OwnQuote { model, devices } => format!("own quote {model} {devices}"),
            other => format!("{other:?}"),
        };
        format!("{what}, {} since {} by {}", action.owner.as_str(), action.since, action.due)
    };
    actions.iter().map(told).collect()
}

#[test]
fn a16_the_same_unknown_model_keeps_its_first_day_until_it_is_classified() {
    let november = of_audit(&audit("2026-11", &[("X500", 3)]), &[]);
    assert_eq!(told(&november), ["classify X500 3, csm since 2026-11-01 by 2026-12-01"]);
    let december = of_audit(&audit("2026-12", &[("X900", 1), ("X500", 4)]), &november);
    let expected = [
        "classify X900 1, csm since 2026-12-01 by 2027-01-01",
        "classify X500 4, csm since 2026-11-01 by 2026-12-01",
    ];
    assert_eq!(told(&december), expected, "more devices of the same model are the same fact");
    let later = of_audit(&Outcome { contract: far(), ..audit("2027-01", &[("X900", 1)]) }, &december);
    assert_eq!(told(&later), ["classify X900 1, csm since 2026-12-01 by 2027-01-01"]);
}

/// A contract whose renewal is far away.
fn far() -> trueup::domain::contract::Contract {
    let mut contract = outcome("C-1", "2026-11").contract;
    contract.term.end = day("2028-03-31");
    contract
}

#[test]
fn every_finding_that_asks_something_becomes_an_action_with_its_owner() {
    let mut found = audit("2027-01", &[]);
    found.contract.categories[0].unit_annual_price = None;
    found.own_quote = vec![ModelDevices { model: "Poly EduCart".to_owned(), devices: 2 }];
    found.life_cycle.ended =
        vec![LifeCycleModel { model: "Savi 700".to_owned(), devices: 6, end_of_support: day("2025-12-31") }];
    let expected = [
        "ConfirmPrice(Headset), csm since 2027-01-01 by 2027-02-01",
        "own quote Poly EduCart 2, csm since 2027-01-01 by 2027-02-01",
        "Replace(6), csm since 2027-01-01 by 2027-03-31",
        "Renew, csm since 2027-01-01 by 2027-03-31",
    ];
    assert_eq!(told(&of_audit(&found, &[])), expected, "R5, A14, R32: 89 days to the end of the term");
    assert_eq!(of_audit(&audit("2026-12", &[]), &[]), [], "120 days are more than 90");
}

#[test]
fn a_quote_asks_its_csm_until_it_is_released_and_its_partner_until_the_po() {
    let issued = |state, issued_on: Option<&str>| {
        let (issued_on, valid_until) = (issued_on.map(day), issued_on.map(|_| day("2026-12-01")));
        let quote = IssuedQuote { quote: quote("C-1", "2026-11", 1), state, held: Vec::new(), issued_on, valid_until };
        of_audit(&Outcome { quote: Some(quote), ..audit("2026-11", &[]) }, &[])
    };
    let number = "TU-C-1-2026-11-v1";
    let release = [format!("ReleaseQuote(\"{number}\"), csm since 2026-11-01 by 2026-11-01")];
    assert_eq!(told(&issued(QuoteState::Held, None)), release);
    let order = [format!("Order(\"{number}\"), partner since 2026-11-01 by 2026-12-01")];
    assert_eq!(told(&issued(QuoteState::Approved, Some("2026-11-01"))), order);
    assert_eq!(issued(QuoteState::PoReceived, Some("2026-11-01")), []);
    assert_eq!(issued(QuoteState::Withdrawn, None), []);
}

#[test]
fn an_audit_without_a_result_asks_for_the_report_or_for_credentials() {
    let asks = |state, reason| of_state(state, reason, day("2026-11-02"), a("2026-11"));
    let report = asks(AuditState::Waiting, Some("no_report")).unwrap();
    assert_eq!((report.what, report.owner, report.due), (What::SendReport, Owner::Partner, day("2026-11-30")));
    let credentials = asks(AuditState::Failed, Some("unauthorized")).unwrap();
    assert_eq!((credentials.what, credentials.owner), (What::RenewCredentials, Owner::Operator));
    assert_eq!(asks(AuditState::Failed, Some("source_busy")), None, "it is tried again by itself");
    assert_eq!(asks(AuditState::Audited, None), None);
}
