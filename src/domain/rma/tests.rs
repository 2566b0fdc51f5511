//! The worked examples E15 to E19 and the decisions on the threshold, by their numbers.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::notice::{Follows, Listed, Making, Notice, NoticeHold, NoticeState, Told, Warning, follows, notice};
use super::*;
use crate::domain::contract::Percent;
use crate::domain::money::Currency;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cover(contract: &str, start: &str, end: &str, steps: &[(&str, u64)]) -> Cover {
    let term = Term { start: day(start), end: day(end), ended_on: None };
    let steps = steps.iter().map(|(from, total)| (day(from), *total)).collect();
    Cover { contract: contract.parse().unwrap(), term, steps }
}

/// The contract of the examples: 2026-04-01 to 2027-03-31.
fn covers(steps: &[(&str, u64)]) -> Vec<Cover> {
    vec![cover("PPE-2026-0007", "2026-04-01", "2027-03-31", steps)]
}

fn unit(number: &str, line: u32, on: &str, units: u64) -> RmaUnit {
    RmaUnit {
        rma_number: number.to_owned(),
        rma_line: line,
        units,
        authorised_on: day(on),
        case_number: None,
        part_number: None,
        model: "Voyager Focus 2".to_owned(),
        product: None,
        serial: None,
        reason: None,
        headset: true,
        left_out: None,
    }
}

/// So many single units, one a day from 1 May 2026.
fn units(count: u64) -> Vec<RmaUnit> {
    let on = |back: u64| day("2026-05-01") + Days::new(back);
    (1..=count).map(|n| RmaUnit { authorised_on: on(n), ..unit(&format!("R-{n:04}"), 1, "2026-05-01", 1) }).collect()
}

fn stand(covers: &[Cover], rows: &[RmaUnit], on: &str) -> Position {
    position(2026, day(on), &RmaTerms::default(), covers, rows).unwrap()
}

#[test]
fn r34_e15_e16_e17_e19_exactly_the_percentage_is_within_and_the_allowance_is_rounded_down() {
    let same = covers(&[("2026-04-01", 1000)]);
    let risen = covers(&[("2026-04-01", 1000), ("2026-09-01", 1050)]);
    let cases = [
        ("E15", &same, 50, 50, 0, "5.00", RmaState::Watch),
        ("E16", &same, 51, 50, 1, "5.10", RmaState::Over),
        ("E17 within", &risen, 52, 52, 0, "4.95", RmaState::Watch),
        ("E17 over", &risen, 53, 52, 1, "5.04", RmaState::Over),
        ("E19", &same, 40, 50, 0, "4.00", RmaState::Watch),
        ("below E19", &same, 39, 50, 0, "3.90", RmaState::Ok),
        ("none", &same, 0, 50, 0, "0.00", RmaState::Ok),
    ];
    for (name, covers, count, allowed, overage, rate, state) in cases {
        let found = stand(covers, &units(count), "2026-11-01");
        assert_eq!(
            (found.units, found.allowed, found.overage, found.state),
            (count, allowed, overage, state),
            "{name}"
        );
        assert_eq!(found.rate_percent.unwrap().to_string(), rate, "{name}");
    }
}

#[test]
fn a44_watch_is_taken_of_the_allowance_after_rounding_and_needs_a_unit() {
    let of = |total, count| stand(&covers(&[("2026-04-01", total)]), &units(count), "2026-11-01").state;
    assert_eq!((of(30, 0), of(30, 1), of(30, 2)), (RmaState::Ok, RmaState::Watch, RmaState::Over));
    assert_eq!((of(119, 3), of(119, 4), of(119, 5)), (RmaState::Ok, RmaState::Watch, RmaState::Watch));
    // Nothing is allowed of nothing, and there is no rate.
    let none = stand(&covers(&[("2026-04-01", 0)]), &units(1), "2026-11-01");
    assert_eq!((none.allowed, none.overage, none.rate_percent, none.state), (0, 1, None, RmaState::Over));
    assert_eq!(of(0, 0), RmaState::Ok);
}

#[test]
fn another_percentage_is_rounded_down_as_well() {
    let terms = RmaTerms { percent: Percent::new("7.5".parse().unwrap()).unwrap(), ..RmaTerms::default() };
    let covers = covers(&[("2026-04-01", 101)]);
    let found = position(2026, day("2026-11-01"), &terms, &covers, &units(8)).unwrap();
    assert_eq!((found.allowed, found.overage), (7, 1), "7.575 units");
}

#[test]
fn r35_a44_the_base_is_the_largest_total_so_far_and_says_from_when_it_held() {
    let steps = [("2026-04-01", 1000), ("2026-06-10", 1050), ("2026-12-20", 1100)];
    let of = |on| {
        let found = stand(&covers(&steps), &[], on);
        (found.base, found.base_on.to_string())
    };
    assert_eq!(of("2026-06-09"), (1000, "2026-04-01".to_owned()));
    assert_eq!(of("2026-06-10"), (1050, "2026-06-10".to_owned()));
    assert_eq!(of("2027-02-01"), (1100, "2026-12-20".to_owned()), "the year's last day, seen later");
    // In the next year the total that was reached before holds from its first day.
    let next = position(2027, day("2027-02-01"), &RmaTerms::default(), &covers(&steps), &[]).unwrap();
    assert_eq!((next.base, next.base_on), (1100, day("2027-01-01")));
    assert_eq!(position(2026, day("2026-03-31"), &RmaTerms::default(), &covers(&steps), &[]), None);
    assert_eq!(position(2025, day("2026-05-01"), &RmaTerms::default(), &covers(&steps), &[]), None);
}

#[test]
fn a9_the_base_may_be_that_of_the_day_or_of_the_years_end() {
    let chain = [
        cover("A", "2025-07-01", "2026-06-30", &[("2025-07-01", 1000), ("2026-02-01", 1200)]),
        cover("B", "2026-07-01", "2027-06-30", &[("2026-07-01", 900), ("2026-12-01", 950)]),
    ];
    let of = |base, on| {
        let terms = RmaTerms { base, ..RmaTerms::default() };
        let found = position(2026, day(on), &terms, &chain, &[]).unwrap();
        (found.base, found.base_on)
    };
    assert_eq!(of(RmaBase::Max, "2026-11-01"), (1200, day("2026-02-01")), "a renewal that lowers T does not count");
    assert_eq!(of(RmaBase::AtDate, "2026-11-01"), (900, day("2026-07-01")));
    assert_eq!(of(RmaBase::YearEnd, "2026-11-01"), (950, day("2026-12-01")), "an order dated ahead is known");
    assert_eq!(of(RmaBase::AtDate, "2026-01-15"), (1000, day("2026-01-01")));
}

#[test]
fn r36_what_was_not_authorised_for_this_year_and_term_does_not_count() {
    let mut rows = units(2);
    let left = |number, on, left_out| RmaUnit { left_out, ..unit(number, 1, on, 3) };
    rows.extend([
        left("C", "2026-06-01", Some(LeftOut::Cancelled)),
        left("D", "2026-06-01", Some(LeftOut::Recall)),
        left("E", "2026-03-31", None),
        left("F", "2025-12-31", None),
        left("G", "2027-01-02", None),
        left("H", "2026-11-02", None),
        RmaUnit { headset: false, ..left("I", "2026-07-01", None) },
    ]);
    let found = stand(&covers(&[("2026-04-01", 100)]), &rows, "2026-11-01");
    assert_eq!((found.units, found.other_than_headsets()), (5, 3));
    let left_out: Vec<_> = found.left_out.iter().map(|row| (row.rma_number.as_str(), row.left_out.unwrap())).collect();
    assert_eq!(left_out, [("E", LeftOut::OutsideTerm), ("C", LeftOut::Cancelled), ("D", LeftOut::Recall)]);
    assert_eq!(found.left_out_by_reason(), [(LeftOut::Cancelled, 3), (LeftOut::Recall, 3), (LeftOut::OutsideTerm, 3)]);
    let terms = RmaTerms { scope: RmaScope::HeadsetsOnly, ..RmaTerms::default() };
    let found = position(2026, day("2026-11-01"), &terms, &covers(&[("2026-04-01", 100)]), &rows).unwrap();
    assert_eq!((found.units, found.left_out_by_reason().last()), (2, Some(&(LeftOut::NotHeadset, 3))));
}

#[test]
fn r37_a45_units_above_the_allowance_go_by_date_then_number_as_text_then_line() {
    let rows = [
        unit("R-9", 2, "2026-06-02", 1),
        unit("R-10", 10, "2026-06-02", 2),
        unit("R-10", 9, "2026-06-02", 3),
        unit("R-99", 1, "2026-06-01", 4),
    ];
    let found = stand(&covers(&[("2026-04-01", 100)]), &rows, "2026-11-01");
    let order: Vec<_> = found.counted.iter().map(|row| (row.rma_number.as_str(), row.rma_line)).collect();
    assert_eq!(order, [("R-99", 1), ("R-10", 9), ("R-10", 10), ("R-9", 2)]);
    let billed = |billing| {
        let units = found.billable(billing);
        units.iter().map(|row| (row.rma_number.clone(), row.rma_line, row.units)).collect::<Vec<_>>()
    };
    let [nine, ten] = [("R-10".to_owned(), 9, 2), ("R-10".to_owned(), 10, 2)];
    let last = ("R-9".to_owned(), 2, 1);
    assert_eq!(billed(RmaBilling::Overage), [nine, ten.clone(), last.clone()], "five allowed: four and one of three");
    assert_eq!(
        billed(RmaBilling::All),
        [("R-99".to_owned(), 1, 4), ("R-10".to_owned(), 9, 3), ten, last],
        "A34: all of them once the threshold is passed"
    );
    let within = stand(&covers(&[("2026-04-01", 1000)]), &rows, "2026-11-01");
    assert_eq!(within.billable(RmaBilling::All), []);
}

fn eur() -> Currency {
    "EUR".parse().unwrap()
}

fn listed(price: &str) -> Listed {
    Listed {
        price: price.parse().unwrap(),
        list: "poly-eur".to_owned(),
        version: "2026-10".to_owned(),
        valid_from: day("2026-10-01"),
    }
}

fn told_of(position: &Position, terms: &RmaTerms, version: u32, before: Option<&Notice>) -> Notice {
    let contract = "PPE-2026-0007".parse().unwrap();
    let making = Making {
        contract: &contract,
        terms,
        currency: eur(),
        today: position.as_of,
        highest_version: version - 1,
        before,
        is_final: false,
    };
    let price = |row: &RmaUnit| match row.part_number.as_deref() {
        Some("X") => Some(listed("319.00")),
        Some("Y") => Some(listed("99.00")),
        _ => None,
    };
    notice(position, &making, price).unwrap()
}

/// 54 units of which the 51st and 52nd are product X, the 53rd and 54th product Y.
fn e18() -> Vec<RmaUnit> {
    let mut rows = units(54);
    for (at, part) in [(50, "X"), (51, "X"), (52, "Y"), (53, "Y")] {
        rows[at].part_number = Some(part.to_owned());
    }
    rows
}

#[test]
fn r38_e18_each_unit_above_the_allowance_costs_its_own_list_price() {
    let found = stand(&covers(&[("2026-04-01", 1000)]), &e18(), "2026-11-01");
    let told = told_of(&found, &RmaTerms::default(), 1, None);
    assert_eq!((told.number.as_str(), told.total.unwrap().to_string()), ("RMA-PPE-2026-0007-2026-v1", "836.00".into()));
    let amounts: Vec<_> = told.lines.iter().map(|line| line.amount.unwrap().to_string()).collect();
    assert_eq!(amounts, ["319.00", "319.00", "99.00", "99.00"]);
    // The first fifty have no price in this list: with `all` the notice has no total, and its lines say which.
    let all = RmaTerms { billing: RmaBilling::All, ..RmaTerms::default() };
    let told = told_of(&found, &all, 1, None);
    assert_eq!((told.lines.len(), told.total), (54, None));
    assert_eq!(notice::hold_reasons(&told, false, "500.00".parse().unwrap()), [NoticeHold::PriceMissing]);
}

#[test]
fn the_guards_hold_large_amounts_and_what_follows_a_withdrawal() {
    let found = stand(&covers(&[("2026-04-01", 1000)]), &e18(), "2026-11-01");
    let told = told_of(&found, &RmaTerms::default(), 1, None);
    let held = |withdrawn, limit: &str| notice::hold_reasons(&told, withdrawn, limit.parse().unwrap());
    assert_eq!(held(false, "836.00"), []);
    assert_eq!(held(true, "835.99"), [NoticeHold::Amount, NoticeHold::WithdrawnBefore]);
}

#[test]
fn a44_a_version_follows_only_where_the_priced_units_change() {
    let terms = RmaTerms::default();
    let (small, large) = (covers(&[("2026-04-01", 1000)]), covers(&[("2026-04-01", 1000), ("2026-10-15", 2000)]));
    let first = stand(&small, &e18(), "2026-11-01");
    let after = |position: &Position, closing, told| follows(position, terms.billing, closing, told);
    assert_eq!(after(&first, false, Told::default()), Follows::Issue { is_final: false });
    assert_eq!(after(&first, true, Told::default()), Follows::Issue { is_final: true });
    let v1 = told_of(&first, &terms, 1, None);
    let sent = Told { last: Some((&v1, NoticeState::Sent)), released: true, priced_now: false };
    let held = Told { last: Some((&v1, NoticeState::Held)), released: false, priced_now: false };
    let priced_now = Told { priced_now: true, ..held };
    assert_eq!(after(&first, false, sent), Follows::Nothing);
    assert_eq!(after(&first, true, sent), Follows::Issue { is_final: true }, "the final statement comes all the same");
    assert_eq!(after(&first, false, priced_now), Follows::Issue { is_final: false });
    // T rose: nothing is above the allowance any more. Whoever had a version gets one with no lines.
    let shrunk = stand(&large, &e18(), "2026-11-01");
    assert_eq!(after(&shrunk, false, sent), Follows::Issue { is_final: false });
    assert_eq!(after(&shrunk, false, held), Follows::PutAside);
    let v2 = told_of(&shrunk, &terms, 2, Some(&v1));
    assert_eq!((v2.total.unwrap().to_string(), v2.lines.len()), ("0.00".to_owned(), 0));
    let before = v2.before.as_ref().unwrap();
    assert_eq!((before.added, before.dropped, before.overage, before.base), (0, 4, 4, 1000));
    let told = Told { last: Some((&v2, NoticeState::Sent)), ..sent };
    assert_eq!(after(&shrunk, false, told), Follows::Nothing);
    let ended = Notice { is_final: true, ..v2.clone() };
    let told = Told { last: Some((&ended, NoticeState::Final)), ..sent };
    assert_eq!(after(&first, true, told), Follows::Nothing, "one final statement");
    // Within the threshold all year: there is nothing to state.
    assert_eq!(after(&shrunk, true, Told::default()), Follows::Nothing);
}

#[test]
fn r39_each_warning_comes_once_and_the_weaker_one_never_after_the_stronger() {
    use RmaState::{Ok, Over, Watch};
    let of = notice::warning;
    assert_eq!((of(Ok, &[]), of(Watch, &[]), of(Over, &[])), (None, Some(Warning::Watch), Some(Warning::Over)));
    assert_eq!((of(Watch, &[Warning::Watch]), of(Over, &[Warning::Watch])), (None, Some(Warning::Over)));
    assert_eq!((of(Watch, &[Warning::Over]), of(Over, &[Warning::Watch, Warning::Over])), (None, None));
}

proptest! {
    /// R34: the allowance in whole units is the exact comparison 20 x R > base, for any base.
    #[test]
    fn the_allowance_is_the_strict_comparison(base in 0_u64..200_000, count in 0_u64..12_000) {
        let row = unit("R", 1, "2026-05-02", count.max(1));
        let rows = if count == 0 { vec![] } else { vec![row] };
        let found = stand(&covers(&[("2026-04-01", base)]), &rows, "2026-11-01");
        prop_assert_eq!(found.state == RmaState::Over, 20 * count > base);
        prop_assert_eq!(found.allowed, base / 20);
        let billed: u64 = found.billable(RmaBilling::Overage).iter().map(|row| row.units).sum();
        prop_assert_eq!(billed, count.saturating_sub(base / 20));
    }

    /// The order of the rows in the file is of no consequence.
    #[test]
    fn the_position_does_not_depend_on_the_order_of_rows(order in Just(e18()).prop_shuffle()) {
        let covers = covers(&[("2026-04-01", 1000)]);
        prop_assert_eq!(stand(&covers, &order, "2026-11-01"), stand(&covers, &e18(), "2026-11-01"));
    }
}
