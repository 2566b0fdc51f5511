//! What holds for every contract, count and listing, tried on random ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rust_decimal::Decimal;
use trueup::domain::audit::{Standing, lines, triggers};
use trueup::domain::category::Category;
use trueup::domain::contract::{Basis, Contract, Exceptions, Percent, Proration, Term, baseline};
use trueup::domain::device::Observation;
use trueup::domain::model_name::normalise;
use trueup::domain::money::Price;
use trueup::domain::month::Month;
use trueup::domain::true_up::{self, Tranche};

use crate::counting::{all_categories, builtin, count, taken_at};
use crate::programme::{contract, day};

/// Failing cases are kept beside this file and tried first for ever after; `TRUEUP_TEST_SEED` repeats a run.
fn config(cases: u32) -> ProptestConfig {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/proptest-regressions/properties.txt");
    let persistence = proptest::test_runner::FileFailurePersistence::Direct(file);
    let seed = std::env::var("TRUEUP_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let rng_seed = seed.map_or(RngSeed::Random, RngSeed::Fixed);
    ProptestConfig { cases, failure_persistence: Some(Box::new(persistence)), rng_seed, ..ProptestConfig::default() }
}

fn percents() -> impl Strategy<Value = Percent> {
    (0_i64..=1_000_000).prop_map(|ten_thousandths| Percent::new(Decimal::new(ten_thousandths, 4)).unwrap())
}

fn prices() -> impl Strategy<Value = Price> {
    prop_oneof![
        (0_i64..100_000).prop_map(|cents| Decimal::new(cents, 2)),
        (0_i64..100_000_000).prop_map(|millionths| Decimal::new(millionths, 6)),
    ]
    .prop_map(|value| value.to_string().parse().unwrap())
}

fn exceptions() -> impl Strategy<Value = Exceptions> {
    let basis = || prop_oneof![Just(Basis::Ordered), Just(Basis::Baseline)];
    let proration = prop_oneof![Just(Proration::Month), Just(Proration::Day)];
    (percents(), basis(), basis(), proration, percents()).prop_map(
        |(trigger_percent, trigger_basis, charge_basis, proration, discount_percent)| Exceptions {
            trigger_percent,
            trigger_basis,
            charge_basis,
            proration,
            discount_percent,
            ..Exceptions::default()
        },
    )
}

/// Contracts over currencies of 0, 2 and 3 decimals, with broken first and last months.
fn contracts() -> impl Strategy<Value = Contract> {
    let currency = prop_oneof![Just("JPY"), Just("EUR"), Just("KWD")];
    (currency, 0_u64..400, 30_u64..1200, exceptions()).prop_map(|(currency, start, length, exceptions)| {
        let start = day("2026-01-01") + Days::new(start);
        let term = Term { start, end: start + Days::new(length), ended_on: None };
        Contract { term, currency: currency.parse().unwrap(), exceptions, ..contract() }
    })
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..3000).prop_map(|days| day("2024-01-01") + Days::new(days))
}

/// The total of one quote in smallest units.
fn total(contract: &Contract, tranches: Vec<Tranche>) -> i64 {
    let quote = true_up::quote(contract, contract.term.start, tranches, None, 0, &BTreeMap::new()).unwrap();
    quote.total.unwrap().minor
}

fn headsets(units: u64, first_month: Month, price: Price) -> Tranche {
    Tranche { category: Category::Headset, units, first_month, unit_annual_price: Some(price), price_from: None }
}

/// One name of each fate, of names, aliases and lines, written in several ways.
const MODELS: [&str; 16] = [
    "Voyager 5200",
    "Plantronics Voyager 5200",
    "Voyager Focus 2 UC",
    "Sync 60",
    "Studio X50",
    "G 7500 Video Endpoint",
    "G7500",
    "STUDIO X-52",
    "CCX 400",
    "Lens Desktop Mac",
    "RealPresence DMA",
    "RealPresence OTX 100",
    "Studio E70",
    "DA70",
    "Mystery 3000",
    "",
];

/// A listing of unique ids in which serial numbers and addresses repeat often.
fn listings() -> impl Strategy<Value = Vec<Observation>> {
    let text = |values: &'static [&'static str]| prop::option::of(prop::sample::select(values).prop_map(str::to_owned));
    let device = (
        prop::sample::select(&MODELS[..]),
        text(&["SN1", "sn1 ", "SN2", "SN3", "N/A", "000"]),
        text(&["48:25:67:00:00:01", "48-25-67-00-00-01", "482567000002", "unknown"]),
        prop::option::of(-2_i64..400),
    );
    let device = device.prop_map(|(model, serial, mac, days)| Observation {
        model: model.to_owned(),
        serial,
        mac,
        last_detected: days.map(|days| taken_at() - TimeDelta::days(days)),
        ..Observation::default()
    });
    prop::collection::vec(device, 0..60).prop_map(|mut devices| {
        for (at, device) in devices.iter_mut().enumerate() {
            device.id = format!("{:03}", (at * 37) % 101);
        }
        devices
    })
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn sums_close_and_the_order_of_the_listing_changes_nothing(
        (listed, shuffled) in listings().prop_flat_map(|listed| (Just(listed.clone()), Just(listed).prop_shuffle())),
        categories in prop::sample::subsequence(Category::ALL.to_vec(), 1..=3),
        count_qd_adapters: bool,
    ) {
        let mut contract = all_categories();
        contract.categories.retain(|terms| categories.contains(&terms.category));
        contract.counting.count_qd_adapters = count_qd_adapters;
        let (verdicts, tally) = count(builtin(), &contract, &listed);
        let counted: u64 = tally.counted().values().sum();
        let left_out: u64 = tally.not_counted().iter().map(|left| left.devices).sum();
        prop_assert_eq!(tally.listed(), u64::try_from(listed.len()).unwrap());
        prop_assert_eq!(tally.listed(), counted + left_out);
        prop_assert_eq!(counted, tally.models().values().map(|model| model.counted).sum::<u64>());
        prop_assert_eq!(tally.unknown(), tally.unknown_models().iter().map(|model| model.devices).sum::<u64>());
        prop_assert!(tally.counted().keys().all(|category| categories.contains(category)));

        let (others, again) = count(builtin(), &contract, &shuffled);
        prop_assert_eq!(tally.counted(), again.counted());
        prop_assert_eq!(tally.not_counted(), again.not_counted());
        prop_assert_eq!(tally.models(), again.models());
        let by_id = |devices: &[Observation], verdicts: Vec<_>| -> BTreeMap<_, _> {
            devices.iter().map(|device| device.id.clone()).zip(verdicts).collect()
        };
        prop_assert_eq!(by_id(&listed, verdicts), by_id(&shuffled, others), "device by device");
    }
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn r13_the_baseline_is_the_smallest_count_that_triggers(t in 0_u64..1_000_000, percent in percents()) {
        for trigger_percent in [Percent::from(5), percent] {
            let exceptions = Exceptions { trigger_percent, ..Exceptions::default() };
            let b = baseline(t, trigger_percent);
            prop_assert!(triggers(b, t, &exceptions), "B = {}", b);
            prop_assert!(!triggers(b - 1, t, &exceptions), "B = {}", b);
        }
        let exact = if t > 0 { (21 * t).div_ceil(20) } else { 1 };
        prop_assert_eq!(baseline(t, Percent::from(5)), exact, "A2: ceil(21 x T / 20)");
    }

    #[test]
    fn a_quote_never_falls_when_the_count_grows(
        contract in contracts(),
        price in prices(),
        x in 0_u64..5000,
        n in 0_u64..10_000,
        more in 0_u64..500,
        later in 0_u32..12,
    ) {
        let standing = BTreeMap::from([(Category::Headset, Standing { contracted: x, compared_with: x })]);
        let first_month = Month::of(contract.term.start).plus(later);
        let amount = |n| {
            let lines = lines(&standing, &BTreeMap::from([(Category::Headset, n)]), 0, &contract.exceptions);
            total(&contract, vec![headsets(lines[0].charged_units(&contract.exceptions), first_month, price)])
        };
        prop_assert!(0 <= amount(n));
        prop_assert!(amount(n) <= amount(n + more));
    }

    #[test]
    fn two_tranches_cost_at_most_a_smallest_unit_more_than_ordering_all_in_the_first_month(
        contract in contracts(),
        price in prices(),
        (first, second) in (0_u64..5000, 0_u64..5000),
        (start, later) in (0_u32..12, 0_u32..12),
    ) {
        let early = Month::of(contract.term.start).plus(start);
        let two = vec![headsets(first, early, price), headsets(second, early.plus(later), price)];
        let at_once = total(&contract, vec![headsets(first + second, early, price)]);
        prop_assert!(total(&contract, two) <= at_once + 1);
    }

    #[test]
    fn months_add_up_over_the_borders_of_months(from in days(), whole in 0_u32..30, days in 0_u64..1000) {
        let border = Month::of(from).plus(whole).last_day();
        let to = border + Days::new(days);
        let parts = true_up::months(from, border) + true_up::months(border + Days::new(1), to);
        prop_assert_eq!(true_up::months(from, to), parts);
    }

    #[test]
    fn normalising_twice_is_normalising_once(listed in prop_oneof![
        any::<String>(),
        "(hp )?(Poly|PLANTRONICS|polycom)?[ _-][A-Za-z0-9 _\u{a0}\u{ad}\u{200d}\u{301}\u{307}\u{323}\u{2011}\u{130}-]{0,24}( series| taa| m|-M)*",
    ]) {
        let once = normalise(&listed);
        prop_assert_eq!(normalise(&once), once);
    }
}

#[test]
fn no_float_stands_anywhere_near_the_money() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let is_float =
        |word: &str| ["f32", "f64"].iter().any(|float| word == *float || word.ends_with(&format!("_{float}")));
    let mut domain = 0;
    let mut found = Vec::new();
    for file in files {
        let inside = |folder: &str| file.starts_with(Path::new("src").join(folder));
        // Outside of the rules a float may measure time or progress, but never stand in a file that handles money.
        let text = fs::read_to_string(&file).unwrap();
        let handles_money = ["money::", "true_up::", "Decimal", "Price"].iter().any(|word| text.contains(word));
        domain += usize::from(inside("domain"));
        if !(inside("domain") || inside("store") || handles_money) {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if code.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_float) {
                found.push(format!("{}:{}: {}", file.display(), at + 1, line.trim()));
            }
        }
    }
    assert!(domain > 10, "the test looks in the wrong place");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
