//! The programme's worked examples and decisions, by their numbers. All amounts are those of the rule book.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use trueup::domain::audit::{Line, LineState, Standing, could_trigger, lines, triggers};
use trueup::domain::category::Category;
use trueup::domain::contract::{
    Basis, CategoryTerms, Contract, CountingProfile, DatedPrice, EarlyOrder, Exceptions, ExcludeFrom, Ordered, Percent,
    Proration, Term, baseline,
};
use trueup::domain::decide::{Ledger, standing};
use trueup::domain::money::{fraction, rounded};
use trueup::domain::month::Month;
use trueup::domain::outcome::StandingQuote;
use trueup::domain::rma::RmaTerms;
use trueup::domain::state::QuoteState;
use trueup::domain::true_up::{self, Quote, Tranche, valid_until};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// The contract of E8: 1,000 headsets at EUR 18.00, 2026-04-01 to 2027-03-31.
pub(crate) fn contract() -> Contract {
    Contract {
        id: "PPE-2026-0007".parse().unwrap(),
        customer: "acme".parse().unwrap(),
        partner: None,
        term: Term { start: day("2026-04-01"), end: day("2027-03-31"), ended_on: None },
        managed_from: None,
        renews: None,
        currency: "EUR".parse().unwrap(),
        purchase_order: None,
        exceptions: Exceptions::default(),
        rma: RmaTerms::default(),
        categories: vec![terms(Category::Headset, 1000, "18.00")],
        prices: Vec::new(),
        orders: Vec::new(),
        counting: CountingProfile::default(),
    }
}

pub(crate) fn terms(category: Category, ordered: u64, price: &str) -> CategoryTerms {
    CategoryTerms {
        category,
        ordered: Ordered::Total { ordered },
        unit_annual_price: Some(price.parse().unwrap()),
        minimum: None,
    }
}

fn percent(text: &str) -> Percent {
    Percent::new(text.parse().unwrap()).unwrap()
}

fn headsets(units: u64, first_month: &str, price: &str) -> Tranche {
    Tranche {
        category: Category::Headset,
        units,
        first_month: month(first_month),
        unit_annual_price: Some(price.parse().unwrap()),
        price_from: Some(day("2026-04-01")),
    }
}

/// The line of one category with X = `compared_with` and N = `counted`.
fn line(compared_with: u64, counted: u64, exceptions: &Exceptions) -> Line {
    line_with_unknown(compared_with, counted, 0, exceptions)
}

fn line_with_unknown(compared_with: u64, counted: u64, unknown: u64, exceptions: &Exceptions) -> Line {
    let standing = BTreeMap::from([(Category::Headset, Standing { contracted: compared_with, compared_with })]);
    let found = lines(&standing, &BTreeMap::from([(Category::Headset, counted)]), unknown, exceptions);
    found.into_iter().next().unwrap()
}

/// The first quote for these tranches under `contract`.
fn quoted(contract: &Contract, tranches: &[Tranche]) -> Quote {
    true_up::quote(contract, day("2026-11-01"), tranches.to_vec(), None, 0, &BTreeMap::new()).unwrap()
}

fn total(contract: &Contract, tranches: &[Tranche]) -> String {
    quoted(contract, tranches).total.unwrap().to_string()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn r12_e1_a4_the_total_is_what_is_installed_and_the_growth_ordered_in_advance() {
    // I, F, p -> G, T
    let table = [
        (950, 100, "50", 50, 1000),
        (950, 100, "100", 100, 1050),
        (950, 100, "0", 0, 950),
        (10, 3, "50", 2, 12),
        (10, 1, "0.0001", 1, 11),
        (0, 0, "100", 0, 0),
        (1110, 120, "50", 60, 1170),
    ];
    for (installed, growth_forecast, share, growth, expected) in table {
        let growth_prepaid_percent = percent(share);
        let ordered = Ordered::Growth { installed, growth_forecast, growth_prepaid_percent };
        assert_eq!(
            (ordered.growth_units(), ordered.total()),
            (growth, expected),
            "{installed} {growth_forecast} {share}"
        );
    }
    assert_eq!(Ordered::Total { ordered: 1000 }.total(), 1000);
}

#[test]
fn r13_e2_e5_e6_e8_e10_e14_a28_the_baseline_is_five_percent_above_the_total_and_whole() {
    for (t, b) in [
        (0, 1),
        (1, 2),
        (19, 20),
        (20, 21),
        (21, 23),
        (101, 107),
        (1000, 1050),
        (1050, 1103),
        (1110, 1166),
        (1170, 1229),
    ] {
        assert_eq!(baseline(t, Percent::from(5)), b, "T = {t}");
        assert_eq!(b.max(t + 1), (21 * t).div_ceil(20).max(t + 1), "T = {t}: ceil(21 x T / 20)");
    }
}

#[test]
fn r18_e3_e4_a_true_up_is_due_from_exactly_five_percent() {
    // T, N, due, percent as shown
    let table = [
        (1000, 1049, false, "4.90"),
        (1000, 1050, true, "5.00"),
        (101, 106, false, "4.95"),
        (101, 107, true, "5.94"),
        (19, 19, false, "0.00"),
        (19, 20, true, "5.26"),
        (100_000, 104_999, false, "4.99"),
        (100_000, 105_000, true, "5.00"),
    ];
    for (t, n, due, shown) in table {
        let line = line(t, n, &Exceptions::default());
        assert_eq!(line.state == LineState::Action, due, "T = {t}, N = {n}");
        assert_eq!(line.increase_percent.unwrap().to_string(), shown, "T = {t}, N = {n}");
        assert_eq!(line.new_contracted, due.then_some(n), "R23: T becomes N");
        assert_eq!(due, n > t && 20 * n >= 21 * t, "the rule in exact integers");
        assert_eq!(due, n >= line.baseline, "the baseline is the trigger line");
    }
}

#[test]
fn r18_e7_a18_a28_in_a_category_of_nought_the_first_device_triggers() {
    let none = line(0, 0, &Exceptions::default());
    assert_eq!((none.state, none.baseline, none.increase, none.increase_percent), (LineState::Ok, 1, Some(0), None));
    let one = line(0, 1, &Exceptions::default());
    assert_eq!((one.state, one.increase, one.increase_percent), (LineState::Action, Some(1), None));
    assert_eq!((one.new_contracted, one.new_baseline), (Some(1), Some(2)));
}

#[test]
fn r19_categories_are_independent_and_share_one_quote_with_a_line_each() {
    let mut contract = contract();
    contract.categories = vec![
        terms(Category::Headset, 1000, "18.00"),
        terms(Category::Video, 40, "241.95"),
        terms(Category::Voice, 200, "9.00"),
    ];
    let standing = |t| Standing { contracted: t, compared_with: t };
    let standing =
        [(Category::Headset, standing(1000)), (Category::Video, standing(40)), (Category::Voice, standing(200))];
    let counted = BTreeMap::from([(Category::Headset, 1050), (Category::Video, 42), (Category::Voice, 209)]);
    let lines = lines(&standing.into(), &counted, 0, &contract.exceptions);
    let states: Vec<_> = lines.iter().map(|line| (line.category, line.state)).collect();
    let expected = [
        (Category::Headset, LineState::Action),
        (Category::Video, LineState::Action),
        (Category::Voice, LineState::Watch),
    ];
    assert_eq!(states, expected);

    let tranche = |line: &Line| {
        let units = line.charged_units(&contract.exceptions);
        true_up::tranche(&contract, line.category, units, month("2026-11"), day("2026-11-01"))
    };
    let tranches: Vec<_> = lines.iter().map(tranche).filter(|tranche| tranche.units > 0).collect();
    let quote = quoted(&contract, &tranches);
    let amounts: Vec<_> =
        quote.lines.iter().map(|line| (line.category, line.units, line.amount.unwrap().to_string())).collect();
    let expected = [(Category::Headset, 50, "375.00".to_owned()), (Category::Video, 2, "201.63".to_owned())];
    assert_eq!(amounts, expected, "2 x 241.95 / 12 x 5 = 201.625, half up");
    assert_eq!(quote.total.unwrap().to_string(), "576.63", "A5: totals add rounded lines");
}

#[test]
fn r21_r23_e8_the_whole_increase_is_charged_and_the_total_and_baseline_move() {
    let found = line(1000, 1050, &Exceptions::default());
    assert_eq!(found.charged_units(&Exceptions::default()), 50, "N - T, not N - B");
    assert_eq!((found.new_contracted, found.new_baseline), (Some(1050), Some(1103)));

    let after = BTreeMap::from([(Category::Headset, 1050)]);
    let tranche = headsets(50, "2026-11", "18.00");
    let quote = true_up::quote(&contract(), day("2026-11-01"), vec![tranche], None, 0, &after).unwrap();
    assert_eq!(quote.number, "TU-PPE-2026-0007-2026-11-v1");
    assert_eq!((quote.after[0].contracted, quote.after[0].baseline), (1050, 1103));
    let line = &quote.lines[0];
    assert_eq!((line.charge_from, line.charge_to), (day("2026-11-01"), day("2027-03-31")), "R22");
    assert_eq!((line.months.to_string(), line.unit_monthly_price.unwrap().to_string()), ("5".into(), "1.5000".into()));
    assert_eq!(line.amount.unwrap().to_string(), "375.00");
    assert_eq!(quote.total.unwrap().to_string(), "375.00");
}

#[test]
fn r22_r25_e8_e9_e10_e13_months_are_whole_ones_and_the_day_share_of_a_broken_last_one() {
    // units, first month, last day of the term, months as shown, amount
    let table = [
        (50, "2026-11", "2027-03-31", "5", "375.00"),
        (50, "2026-11", "2027-04-14", "5.4667", "410.00"),
        (60, "2027-02", "2027-03-31", "2", "180.00"),
        (1, "2027-03", "2027-03-31", "1", "1.50"),
        (1, "2027-03", "2027-03-01", "0.0323", "0.05"),
        (10, "2026-11", "2028-02-15", "15.5172", "232.76"),
    ];
    for (units, first, last, months, amount) in table {
        let mut contract = contract();
        contract.term.end = day(last);
        let quote = quoted(&contract, &[headsets(units, first, "18.00")]);
        assert_eq!(quote.lines[0].months, decimal(months), "{units} from {first} to {last}");
        assert_eq!(quote.total.unwrap().to_string(), amount, "{units} from {first} to {last}");
    }
}

#[test]
fn r25_the_price_is_the_one_of_the_quote_date_and_a_missing_one_is_to_be_confirmed() {
    let mut contract = contract();
    let dated = |from: &str, price: &str| DatedPrice {
        category: Category::Headset,
        from: day(from),
        unit_annual_price: price.parse().unwrap(),
    };
    contract.prices = vec![dated("2027-03-01", "19.00"), dated("2027-01-01", "18.50")];
    for (on, price, from) in [
        ("2026-11-01", "18.00", "2026-04-01"),
        ("2026-12-31", "18.00", "2026-04-01"),
        ("2027-01-01", "18.50", "2027-01-01"),
        ("2027-02-28", "18.50", "2027-01-01"),
        ("2027-03-01", "19.00", "2027-03-01"),
    ] {
        assert_eq!(contract.price_on(Category::Headset, day(on)), Some(price.parse().unwrap()), "{on}");
        assert_eq!(contract.dated_price_on(Category::Headset, day(on)), Some(dated(from, price)), "{on}");
    }
    assert_eq!(contract.price_on(Category::Video, day("2026-11-01")), None);

    let unpriced = Tranche { unit_annual_price: None, price_from: None, ..headsets(50, "2026-11", "1") };
    let quote = quoted(&contract, &[unpriced, Tranche { category: Category::Video, ..headsets(1, "2026-11", "12") }]);
    assert_eq!((quote.lines[0].amount, quote.lines[0].unit_monthly_price, quote.total), (None, None, None));
    assert_eq!(quote.lines[1].amount.unwrap().to_string(), "5.00");
}

#[test]
fn r25_a5_a_line_is_rounded_once_half_up_to_the_smallest_unit_of_its_currency() {
    // currency, annual price, units, amount of one month
    let table = [
        ("EUR", "0.06", 1, "0.01"),
        ("EUR", "0.059999", 1, "0.00"),
        ("EUR", "241.95", 2, "40.33"),
        ("JPY", "2610", 1, "218"),
        ("JPY", "2610", 2, "435"),
        ("KWD", "5.430", 1, "0.453"),
        ("KWD", "5.430", 3, "1.358"),
    ];
    for (currency, price, units, amount) in table {
        let mut contract = contract();
        contract.currency = currency.parse().unwrap();
        assert_eq!(total(&contract, &[headsets(units, "2027-03", price)]), amount, "{units} at {currency} {price}");
    }
}

#[test]
fn r27_a38_e11_a_trigger_while_a_quote_is_open_makes_its_next_version_with_both_tranches() {
    let contract = contract();
    assert_ne!(line(1050, 1080, &contract.exceptions).state, LineState::Action, "1,080 < 1,103: the quote stands");
    assert_eq!(line(1050, 1103, &contract.exceptions).charged_units(&contract.exceptions), 53);

    let open = quoted(&contract, &[headsets(50, "2026-11", "18.00")]);
    let after = BTreeMap::from([(Category::Headset, 1103)]);
    let second = headsets(53, "2026-12", "18.00");
    let next = true_up::quote(&contract, day("2026-12-01"), vec![second], Some(&open), 1, &after).unwrap();
    assert_eq!((next.number.as_str(), next.version), ("TU-PPE-2026-0007-2026-11-v2", 2), "A27: the first month stays");
    assert_eq!(next.supersedes.as_deref(), Some("TU-PPE-2026-0007-2026-11-v1"));
    let lines: Vec<_> =
        next.lines.iter().map(|line| (line.tranche, line.charge_from, line.amount.unwrap().to_string())).collect();
    let expected = [(1, day("2026-11-01"), "375.00".to_owned()), (2, day("2026-12-01"), "318.00".to_owned())];
    assert_eq!(lines, expected);
    assert_eq!(next.total.unwrap().to_string(), "693.00");
    assert_eq!((next.after[0].contracted, next.after[0].baseline), (1103, 1159));
}

#[test]
fn a38_a_tranche_keeps_its_first_price_and_gets_one_if_it_had_none() {
    let mut contract = contract();
    contract.categories[0].unit_annual_price = Some("24.00".parse().unwrap());
    let version_2 = |first: Tranche| {
        let open = quoted(&contract, &[first]);
        let second = headsets(53, "2026-12", "24.00");
        true_up::quote(&contract, day("2026-12-01"), vec![second], Some(&open), 1, &BTreeMap::new()).unwrap()
    };
    let kept = version_2(headsets(50, "2026-11", "18.00"));
    assert_eq!(kept.lines[0].amount.unwrap().to_string(), "375.00");
    let mut waiting = headsets(50, "2026-11", "18.00");
    waiting.unit_annual_price = None;
    let open = Quote { tranches: vec![waiting], ..kept };
    let filled = true_up::quote(&contract, day("2026-12-01"), Vec::new(), Some(&open), 2, &BTreeMap::new()).unwrap();
    assert_eq!(filled.total.unwrap().to_string(), "500.00", "50 x 2.00 x 5: it keeps its first month");
}

#[test]
fn a27_a39_no_number_is_used_twice_even_after_a_withdrawal() {
    let tranche = || vec![headsets(50, "2026-11", "18.00")];
    let number = |highest| {
        let quote = true_up::quote(&contract(), day("2026-11-01"), tranche(), None, highest, &BTreeMap::new());
        quote.unwrap().number
    };
    assert_eq!(number(0), "TU-PPE-2026-0007-2026-11-v1");
    assert_eq!(number(2), "TU-PPE-2026-0007-2026-11-v3");
}

#[test]
fn r28_e10_a_second_true_up_in_the_same_term() {
    let found = line(1050, 1110, &Exceptions::default());
    assert_eq!((found.state, found.new_contracted, found.new_baseline), (LineState::Action, Some(1110), Some(1166)));
    assert_eq!(found.charged_units(&Exceptions::default()), 60);
    assert_eq!(total(&contract(), &[headsets(60, "2027-02", "18.00")]), "180.00");
}

#[test]
fn r29_a43_e12_a_decrease_changes_nothing_and_is_cut_towards_nought() {
    let table = [(900, -150, "-14.28"), (1040, -10, "-0.95"), (1050, 0, "0.00")];
    for (n, increase, shown) in table {
        let found = line(1050, n, &Exceptions::default());
        assert_eq!((found.state, found.increase), (LineState::Ok, Some(increase)), "N = {n}");
        assert_eq!(found.increase_percent.unwrap().to_string(), shown);
        assert_eq!((found.new_contracted, found.charged_units(&Exceptions::default())), (None, 0));
    }
    assert_eq!(line(1_000_000, 999_999, &Exceptions::default()).increase_percent.unwrap().to_string(), "0.00");
}

#[test]
fn r31_e14_the_totals_of_a_renewal_are_those_of_a_new_order() {
    let growth_prepaid_percent = Percent::from(50);
    let total = Ordered::Growth { installed: 1110, growth_forecast: 120, growth_prepaid_percent }.total();
    assert_eq!((total, baseline(total, Percent::from(5))), (1170, 1229));
    let mut contract = contract();
    contract.term = Term { start: day("2027-04-01"), end: day("2028-03-31"), ended_on: None };
    assert_eq!(quoted(&contract, &[headsets(total, "2027-04", "18.00")]).total.unwrap().to_string(), "21060.00");
}

#[test]
fn a25_early_orders_raise_the_total_from_their_own_day() {
    let mut contract = contract();
    let order =
        |date: &str, units| EarlyOrder { date: day(date), category: Category::Headset, units, purchase_order: None };
    contract.orders = vec![order("2026-08-03", 40), order("2026-12-24", 7)];
    for (on, t) in [("2026-08-02", 1000), ("2026-08-03", 1040), ("2026-12-23", 1040), ("2026-12-24", 1047)] {
        assert_eq!(contract.ordered_on(day(on))[&Category::Headset], t, "{on}");
    }
}

#[test]
fn a25_compared_with_is_contracted_and_the_units_of_the_open_quote() {
    let open = |state| StandingQuote {
        quote: quoted(&contract(), &[headsets(50, "2026-11", "18.00")]),
        state,
        issued_on: None,
        valid_until: None,
    };
    let found = |ledger: &Ledger| standing(&contract(), ledger, day("2026-12-01"))[&Category::Headset];
    assert_eq!(found(&Ledger::default()), Standing { contracted: 1000, compared_with: 1000 });
    for state in QuoteState::ALL.iter().copied().filter(|state| state.is_open()) {
        let ledger = Ledger { open: Some(open(state)), ..Ledger::default() };
        assert_eq!(found(&ledger), Standing { contracted: 1000, compared_with: 1050 }, "{state:?}");
    }
    let ordered = Ledger { ordered_by_quote: BTreeMap::from([(Category::Headset, 50)]), ..Ledger::default() };
    assert_eq!(found(&ordered), Standing { contracted: 1050, compared_with: 1050 }, "a PO moves them");
}

#[test]
fn a26_a_quote_is_valid_for_thirty_days_the_last_one_included() {
    assert_eq!(valid_until(day("2026-11-01"), 30), day("2026-12-01"));
    assert_eq!(valid_until(day("2026-12-31"), 0), day("2026-12-31"));
}

#[test]
fn a29_percentages_are_cut_to_two_decimals() {
    for (t, n, shown) in [(100_000, 104_999, "4.99"), (3, 4, "33.33"), (3, 5, "66.66"), (1050, 1080, "2.85")] {
        assert_eq!(line(t, n, &Exceptions::default()).increase_percent.unwrap().to_string(), shown);
    }
}

#[test]
fn a30_unknown_models_make_a_line_watched_and_never_due() {
    // N, unknown, state, could trigger
    let table = [
        (1000, 0, LineState::Ok, false),
        (1000, 49, LineState::Ok, false),
        (1000, 50, LineState::Watch, true),
        (1030, 0, LineState::Watch, false),
        (1040, 10, LineState::Watch, true),
        (1050, 500, LineState::Action, false),
    ];
    for (n, unknown, state, could) in table {
        let found = line_with_unknown(1000, n, unknown, &Exceptions::default());
        assert_eq!(found.state, state, "N = {n}, unknown {unknown}");
        assert_eq!(!could_trigger(&[found], unknown, &Exceptions::default()).is_empty(), could, "N = {n}");
    }
}

#[test]
fn a30_unknown_models_could_belong_to_every_category() {
    let standing = |t| Standing { contracted: t, compared_with: t };
    let standing =
        [(Category::Headset, standing(1000)), (Category::Video, standing(40)), (Category::Voice, standing(20))];
    let counted = BTreeMap::from([(Category::Headset, 1000), (Category::Video, 40), (Category::Voice, 30)]);
    let lines = lines(&standing.into(), &counted, 2, &Exceptions::default());
    let states: Vec<_> = lines.iter().map(|line| line.state).collect();
    assert_eq!(states, [LineState::Ok, LineState::Watch, LineState::Action]);
    assert_eq!(could_trigger(&lines, 2, &Exceptions::default()), [Category::Video]);
}

#[test]
fn a41_the_default_of_every_exception_is_the_rule() {
    let expected = Exceptions {
        trigger_percent: percent("5"),
        trigger_basis: Basis::Ordered,
        charge_basis: Basis::Ordered,
        proration: Proration::Month,
        discount_percent: percent("0"),
        exclude_from: ExcludeFrom::EndOfSupport,
    };
    assert_eq!(Exceptions::default(), expected);
    for (t, n) in (0..60).flat_map(|t| (0..70).map(move |n| (t, n))) {
        assert_eq!(triggers(n, t, &expected), n > t && 20 * n >= 21 * t, "T = {t}, N = {n}");
    }
}

#[test]
fn a41_the_trigger_percent_moves_the_trigger_the_baseline_and_the_watch() {
    // t, X, B, first N watched
    let table = [
        ("5", 1000, 1050, 1030),
        ("10", 1000, 1100, 1060),
        ("7.5", 1000, 1075, 1045),
        ("0.1", 1000, 1001, 1001),
        ("0", 1000, 1001, 1001),
    ];
    for (t, x, b, watched) in table {
        let exceptions = Exceptions { trigger_percent: percent(t), ..Exceptions::default() };
        assert_eq!(baseline(x, exceptions.trigger_percent), b, "{t} %");
        assert_eq!(line(x, b, &exceptions).state, LineState::Action, "{t} %");
        assert_ne!(line(x, b - 1, &exceptions).state, LineState::Action, "{t} %");
        assert_ne!(line(x, watched, &exceptions).state, LineState::Ok, "{t} %");
        assert_eq!(line(x, watched - 1, &exceptions).state, LineState::Ok, "{t} %");
    }
}

#[test]
fn a1_a41_with_trigger_basis_baseline_five_percent_is_taken_of_the_baseline() {
    let exceptions = Exceptions { trigger_basis: Basis::Baseline, ..Exceptions::default() };
    for (x, n, due) in [(1000, 1102, false), (1000, 1103, true), (0, 1, false), (0, 2, true)] {
        let found = line(x, n, &exceptions);
        assert_eq!(found.state == LineState::Action, due, "X = {x}, N = {n}");
        assert_eq!(found.baseline, baseline(x, Percent::from(5)), "B itself stays");
    }
    assert_eq!(line(1000, 1103, &exceptions).charged_units(&exceptions), 103);
}

#[test]
fn a3_a41_with_charge_basis_baseline_the_first_five_percent_are_free() {
    let exceptions = Exceptions { charge_basis: Basis::Baseline, ..Exceptions::default() };
    for (n, units) in [(1049, 0), (1050, 0), (1060, 10), (1200, 150)] {
        assert_eq!(line(1000, n, &exceptions).charged_units(&exceptions), units, "N = {n}");
    }
}

#[test]
fn a41_with_proration_day_a_line_is_charged_by_days_of_365_both_ends_included() {
    let mut contract = contract();
    contract.exceptions.proration = Proration::Day;
    // 2026-11-01 to 2027-03-31: 151 days; 50 x 18.00 x 151 / 365 = 372.328...
    assert_eq!(total(&contract, &[headsets(50, "2026-11", "18.00")]), "372.33");
    contract.term.end = day("2026-11-01");
    assert_eq!(total(&contract, &[headsets(50, "2026-11", "18.00")]), "2.47", "one day");
}

#[test]
fn a41_a_discount_is_taken_off_before_the_one_rounding() {
    let mut contract = contract();
    contract.exceptions.discount_percent = percent("12.5");
    assert_eq!(total(&contract, &[headsets(50, "2026-11", "18.00")]), "328.13", "375.00 x 0.875 = 328.125");
    contract.exceptions.discount_percent = percent("100");
    assert_eq!(total(&contract, &[headsets(50, "2026-11", "18.00")]), "0.00");
}

#[test]
fn a42_a_broken_first_month_is_charged_by_its_days() {
    let mut contract = contract();
    contract.term = Term { start: day("2026-11-16"), end: day("2027-11-15"), ended_on: None };
    let quote = quoted(&contract, &[headsets(10, "2026-11", "24.00")]);
    assert_eq!(quote.lines[0].charge_from, day("2026-11-16"), "the later of the month's and the term's first day");
    assert_eq!(quote.lines[0].months, decimal("12"), "15/30 + 11 + 15/30");
    assert_eq!(quote.total.unwrap().to_string(), "240.00");
    contract.term = Term { start: day("2026-11-10"), end: day("2026-11-12"), ended_on: None };
    assert_eq!(quoted(&contract, &[headsets(10, "2026-11", "24.00")]).total.unwrap().to_string(), "2.00", "3/30");
}

#[test]
fn a_contract_that_ended_early_is_charged_to_its_last_day_and_never_below_nought() {
    for proration in [Proration::Month, Proration::Day] {
        let mut contract = contract();
        contract.exceptions.proration = proration;
        contract.term.ended_on = Some(day("2026-10-31"));
        assert_eq!(total(&contract, &[headsets(50, "2026-11", "18.00")]), "0.00", "{proration:?}");
    }
    let mut contract = contract();
    contract.term.ended_on = Some(day("2026-12-31"));
    assert_eq!(total(&contract, &[headsets(50, "2026-11", "18.00")]), "150.00", "two months");
    contract.term.ended_on = Some(day("2028-12-31"));
    assert_eq!(total(&contract, &[headsets(50, "2026-11", "18.00")]), "375.00", "an end after the term ends nothing");
}

#[test]
fn a36_a42_audits_are_owed_from_the_latest_beginning_to_the_month_of_the_last_day() {
    // managed_from, first apply, term end -> first, last, how many
    let table = [
        (None, "2026-01-10", "2027-03-31", Some(("2026-04", "2027-03", 12))),
        (Some("2026-11-15"), "2026-01-10", "2027-03-31", Some(("2026-11", "2027-03", 5))),
        (Some("2026-02-01"), "2026-12-31", "2027-03-31", Some(("2026-12", "2027-03", 4))),
        (None, "2026-01-10", "2027-04-14", Some(("2026-04", "2027-04", 13))),
        (None, "2027-04-01", "2027-03-31", None),
    ];
    for (managed_from, applied, end, expected) in table {
        let mut contract = contract();
        contract.managed_from = managed_from.map(day);
        contract.term.end = day(end);
        let owed: Vec<_> = contract.owed_months(day(applied)).collect();
        let found = owed.first().map(|first| (first.to_string(), owed.last().unwrap().to_string(), owed.len()));
        let expected = expected.map(|(first, last, count): (&str, &str, _)| (first.to_owned(), last.to_owned(), count));
        assert_eq!(found, expected, "{managed_from:?} {applied} {end}");
    }
}

#[test]
fn months_are_counted_exactly_and_shown_with_four_decimals() {
    for (from, to) in [("2026-11-01", "2026-11-30"), ("2028-02-01", "2028-02-29"), ("2026-12-01", "2026-12-31")] {
        assert_eq!(true_up::months(day(from), day(to)), fraction(1, 1), "{from}");
    }
    let months = true_up::months(day("2026-11-30"), day("2026-12-01"));
    assert_eq!(months, fraction(1, 30) + fraction(1, 31));
    assert_eq!(rounded(&months, 4).to_string(), "0.0656");
    assert_eq!(true_up::months(day("2026-12-02"), day("2026-12-01")), fraction(0, 1));
}
