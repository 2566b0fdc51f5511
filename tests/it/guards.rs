//! The guards of `[release]`: where each limit lies, and what holds a quote.

use std::collections::BTreeMap;

use trueup::domain::audit::{Standing, lines};
use trueup::domain::category::Category;
use trueup::domain::contract::{Contract, EarlyOrder, Percent};
use trueup::domain::guard::{Basis, Limits, Objection, count_moved, hold_reasons, objections};
use trueup::domain::outcome::{BasisChange, HoldReason};
use trueup::domain::true_up::{self, Quote, Tranche};

use crate::programme::{contract, day, month};

/// The defaults of `[release]`.
fn limits() -> Limits {
    Limits {
        hold_first_true_up: true,
        hold_growth_percent: Percent::from(30),
        hold_drop_percent: Percent::from(30),
        hold_devices: 10,
        hold_amount: "50000.00".parse().unwrap(),
    }
}

/// The codes of what speaks against N = `counted` with X = `compared_with` and the last audited N.
fn codes(counted: u64, compared_with: u64, last: Option<u64>, limits: &Limits) -> Vec<&'static str> {
    let standing = BTreeMap::from([(Category::Video, Standing { contracted: compared_with, compared_with })]);
    let lines = lines(&standing, &BTreeMap::from([(Category::Video, counted)]), 0, &contract().exceptions);
    let last = last.map(|last| (Category::Video, last)).into_iter().collect();
    objections(&lines, &last, limits).iter().map(Objection::code).collect()
}

#[test]
fn growth_is_held_above_thirty_percent_and_from_ten_devices_on() {
    let table = [
        (1300, 1000, false),
        (1301, 1000, true),
        (39, 30, false),
        (40, 30, true),
        (43, 33, true),
        (42, 33, false),
        (9, 0, false),
        (10, 0, true),
        (0, 0, false),
        (500, 1000, false),
    ];
    for (n, x, held) in table {
        assert_eq!(!codes(n, x, None, &limits()).is_empty(), held, "N = {n}, X = {x}");
    }
}

#[test]
fn a_drop_is_held_below_the_last_audited_month_not_below_the_contract() {
    let table = [
        (700, Some(1000), false),
        (699, Some(1000), true),
        (20, Some(30), true),
        (21, Some(30), false),
        (0, Some(9), false),
        (0, Some(10), true),
        (0, Some(0), false),
        (500, None, false),
        (400, Some(500), false),
    ];
    for (n, last, held) in table {
        let expected: &[&str] = if held { &["drop"] } else { &[] };
        assert_eq!(codes(n, 1000, last, &limits()), expected, "N = {n}, last {last:?}");
    }
    assert_eq!(codes(1400, 1000, Some(2100), &limits()), ["growth", "drop"], "both at once");
}

#[test]
fn without_a_least_number_of_devices_a_share_alone_holds_and_no_change_never_does() {
    let limits = Limits { hold_devices: 0, hold_growth_percent: Percent::from(0), ..limits() };
    assert_eq!(codes(1, 0, None, &limits), ["growth"]);
    assert!(codes(0, 0, Some(0), &limits).is_empty());
    assert!(codes(1000, 1000, Some(1000), &limits).is_empty());
}

#[test]
fn an_objection_says_its_numbers() {
    let objection = Objection::Drop { category: Category::Video, counted: 20, last: 40 };
    let sentence = objection.sentence(&limits());
    assert!(["video", "20", "40", "30 %"].iter().all(|part| sentence.contains(part)), "{sentence}");
}

fn quote(contract: &Contract, units: u64, price: Option<&str>) -> Quote {
    let tranche = Tranche {
        category: Category::Headset,
        units,
        first_month: month("2027-03"),
        unit_annual_price: price.map(|price| price.parse().unwrap()),
        price_from: price.map(|_| contract.term.start),
    };
    true_up::quote(contract, day("2027-03-01"), vec![tranche], None, 0, &BTreeMap::new()).unwrap()
}

/// Why a quote of one month at `price` a year for each of `units` is held, with N = 1,050 of X = 1,000 headsets and
/// 40 of 40 voice devices.
fn held(
    units: u64,
    price: Option<&str>,
    unknown: u64,
    released: bool,
    changes: &[BasisChange],
    limits: &Limits,
) -> Vec<HoldReason> {
    let mut contract = contract();
    contract.categories[0].unit_annual_price = None;
    let standing = |t| Standing { contracted: t, compared_with: t };
    let standing = BTreeMap::from([(Category::Headset, standing(1000)), (Category::Voice, standing(40))]);
    let counted = BTreeMap::from([(Category::Headset, 1050), (Category::Voice, 40)]);
    let lines = lines(&standing, &counted, unknown, &contract.exceptions);
    hold_reasons(&quote(&contract, units, price), &lines, unknown, &contract, released, changes, limits)
}

#[test]
fn each_reason_holds_a_quote_by_itself() {
    let table = [
        (held(50, Some("18"), 0, true, &[], &limits()), vec![]),
        (held(50, None, 0, true, &[], &limits()), vec![HoldReason::PriceMissing]),
        (held(50, Some("18"), 1, true, &[], &limits()), vec![]),
        (held(50, Some("18"), 2, true, &[], &limits()), vec![HoldReason::UnknownModels]),
        (held(50_000, Some("12"), 0, true, &[], &limits()), vec![]),
        (held(50_000, Some("12.000003"), 0, true, &[], &limits()), vec![HoldReason::Amount]),
        (held(50, Some("18"), 0, false, &[], &limits()), vec![HoldReason::FirstTrueUp]),
        (held(50, Some("18"), 0, true, &[BasisChange::Totals], &limits()), vec![HoldReason::TotalsChanged]),
        (held(50, Some("18"), 0, true, &[BasisChange::Profile], &limits()), vec![HoldReason::ProfileChanged]),
        (held(50, Some("18"), 0, true, &[BasisChange::Source], &limits()), vec![HoldReason::SourceChanged]),
        (held(50, Some("18"), 0, true, &[BasisChange::Catalogue], &limits()), vec![HoldReason::CatalogueChanged]),
    ];
    for (at, (found, expected)) in table.into_iter().enumerate() {
        assert_eq!(found, expected, "row {at}");
    }
}

#[test]
fn the_first_true_up_is_first_whatever_changed_and_the_setting_turns_both_off() {
    let changes = [BasisChange::Totals, BasisChange::Source];
    assert_eq!(held(50, Some("18"), 0, false, &changes, &limits()), [HoldReason::FirstTrueUp]);
    assert_eq!(
        held(50, Some("18"), 0, true, &changes, &limits()),
        [HoldReason::TotalsChanged, HoldReason::SourceChanged]
    );
    let open = Limits { hold_first_true_up: false, ..limits() };
    assert!(held(50, Some("18"), 0, false, &changes, &open).is_empty());
    assert!(held(50, Some("18"), 0, true, &changes, &open).is_empty());
}

#[test]
fn a_basis_changes_by_its_parts_and_a_catalogue_only_by_its_effect() {
    let mut contract = contract();
    let basis = |contract: &Contract, profile: &str, source: &str| {
        Basis::of(contract, day("2026-11-01"), profile.to_owned(), source.to_owned())
    };
    let before = basis(&contract, "p", "lens");
    assert_eq!(before.changes(&before, false), []);
    assert_eq!(before.changes(&before, true), [BasisChange::Catalogue]);
    assert_eq!(basis(&contract, "q", "lens").changes(&before, false), [], "a profile that changes no count");
    assert_eq!(basis(&contract, "q", "lens").changes(&before, true), [BasisChange::Profile]);
    assert_eq!(basis(&contract, "p", "report").changes(&before, false), [BasisChange::Source]);
    contract.orders =
        vec![EarlyOrder { date: day("2026-11-01"), category: Category::Headset, units: 1, purchase_order: None }];
    assert_eq!(
        basis(&contract, "q", "report").changes(&before, true),
        [BasisChange::Totals, BasisChange::Profile, BasisChange::Source]
    );
}

#[test]
fn a_count_has_moved_from_hold_devices_on_in_one_category() {
    let counts = |headset, video| BTreeMap::from([(Category::Headset, headset), (Category::Video, video)]);
    let table = [
        (counts(100, 10), counts(109, 19), 10, false),
        (counts(100, 10), counts(110, 10), 10, true),
        (counts(100, 10), counts(90, 10), 10, true),
        (counts(100, 10), BTreeMap::from([(Category::Headset, 100)]), 10, true),
        (counts(100, 10), counts(100, 10), 0, false),
        (counts(100, 10), counts(101, 10), 0, true),
    ];
    for (now, old, devices, moved) in table {
        assert_eq!(count_moved(&now, &old, devices), moved, "{now:?} {old:?} {devices}");
    }
}
