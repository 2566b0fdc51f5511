use super::*;
use crate::domain::contract::{CategoryTerms, CountingProfile, EarlyOrder, Exceptions, Ordered};
use crate::domain::month::Month;
use crate::domain::rma::RmaTerms;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// 1,000 headsets and 40 video systems, 2026-04-01 to 2027-03-31.
fn contract() -> Contract {
    let terms = |category, ordered, price: &str| CategoryTerms {
        category,
        ordered: Ordered::Total { ordered },
        unit_annual_price: Some(price.parse().unwrap()),
        minimum: None,
    };
    Contract {
        id: "PPE".parse().unwrap(),
        customer: "acme".parse().unwrap(),
        partner: None,
        term: Term { start: day("2026-04-01"), end: day("2027-03-31"), ended_on: None },
        managed_from: None,
        renews: None,
        currency: "EUR".parse().unwrap(),
        purchase_order: None,
        exceptions: Exceptions::default(),
        rma: RmaTerms::default(),
        categories: vec![terms(Category::Headset, 1000, "18.00"), terms(Category::Video, 40, "241.95")],
        prices: Vec::new(),
        orders: Vec::new(),
        counting: CountingProfile::default(),
    }
}

fn tranche(category: Category, units: u64, month: &str) -> Tranche {
    true_up::tranche(&contract(), category, units, month.parse::<Month>().unwrap(), day("2026-11-01"))
}

fn headsets(units: u64, month: &str) -> Tranche {
    tranche(Category::Headset, units, month)
}

fn quote(tranches: &[Tranche], highest: u32) -> Quote {
    true_up::quote(&contract(), day("2026-11-01"), tranches.to_vec(), None, highest, &BTreeMap::new()).unwrap()
}

fn partner() -> PartnerId {
    "nordcom".parse().unwrap()
}

/// A quote that was sent on 2026-11-01 and is open on 2026-12-10.
fn open_quote<'a>(quote: &'a Quote, contract: &'a Contract, partner: &'a PartnerId) -> Facts<'a> {
    let (issued_on, today) = (Some(day("2026-11-01")), day("2026-12-10"));
    Facts { quote, partner, state: QuoteState::Sent, issued_on, open: Some(quote), contract, today, used: &[] }
}

/// An order by these flags on 2026-12-10: `--date`, `--amount`, then `--units`.
fn ordered(
    (quote, state): (&Quote, QuoteState),
    open: Option<&Quote>,
    flags: [Option<&str>; 2],
    units: &[&str],
) -> Result<Taken, NotTaken> {
    let units: Vec<_> = units.iter().map(|units| (*units).to_owned()).collect();
    let given = Given { number: "PO-7", partner: None, date: flags[0], amount: flags[1], units: &units };
    let issued_on = (!matches!(state, QuoteState::Draft | QuoteState::Held)).then(|| day("2026-11-01"));
    let used = [("PO-1".to_owned(), "quote TU-OTHER-2026-11-v1".to_owned())];
    let contract = contract();
    take(&given, &Facts { state, issued_on, open, used: &used, ..open_quote(quote, &contract, &partner()) })
}

fn in_short(tranches: &[Tranche]) -> Vec<(Category, u64, String)> {
    tranches.iter().map(|tranche| (tranche.category, tranche.units, tranche.first_month.to_string())).collect()
}

fn told(result: Result<Taken, NotTaken>) -> Vec<String> {
    let Err(NotTaken::Problems(problems)) = result else { panic!("{result:?}") };
    problems.0.iter().map(ToString::to_string).collect()
}

#[test]
fn a39_an_order_takes_the_whole_open_quote_and_leaves_nothing() {
    let quote = quote(&[headsets(50, "2026-11")], 0);
    for state in [QuoteState::Approved, QuoteState::Sent, QuoteState::Expired] {
        let Taken { order, rest } = ordered((&quote, state), Some(&quote), [None, None], &[]).unwrap();
        assert_eq!((order.date, order.amount.to_string()), (day("2026-12-10"), "375.00".to_owned()));
        assert_eq!(
            (order.remarks.as_slice(), rest.as_slice(), order.units()[&Category::Headset]),
            (&[][..], &[][..], 50)
        );
    }
}

#[test]
fn a39_a_part_order_takes_the_oldest_tranche_first_and_leaves_the_rest_its_months() {
    let quote = quote(&[headsets(50, "2026-11"), headsets(53, "2026-12"), tranche(Category::Video, 2, "2026-11")], 1);
    let taken = |units: &[&str]| ordered((&quote, QuoteState::Sent), Some(&quote), [None, None], units).unwrap();
    let of = |units, month: &str| (Category::Headset, units, month.to_owned());
    let video = (Category::Video, 2, "2026-11".to_owned());
    let Taken { order, rest } = taken(&["headset=30"]);
    assert_eq!(in_short(&order.covered), [of(30, "2026-11")]);
    assert_eq!(in_short(&rest), [of(20, "2026-11"), of(53, "2026-12"), video.clone()]);
    assert_eq!((order.worth.to_string(), order.remarks.len()), ("225.00".to_owned(), 0), "30 x 1.50 x 5");
    let Taken { order, rest } = taken(&["headset=60", "video=2"]);
    assert_eq!(in_short(&order.covered), [of(50, "2026-11"), of(10, "2026-12"), video]);
    assert_eq!(in_short(&rest), [of(43, "2026-12")]);
    assert_eq!(order.worth.to_string(), "636.63", "375.00 + 10 x 1.50 x 4 + 201.63");
}

#[test]
fn a39_an_order_for_a_superseded_version_takes_the_tranches_which_that_version_held() {
    let first = quote(&[headsets(50, "2026-11")], 0);
    let second = quote(&[headsets(50, "2026-11"), headsets(53, "2026-12")], 1);
    let taken = ordered((&first, QuoteState::Superseded), Some(&second), [None, None], &[]).unwrap();
    assert_eq!(in_short(&taken.order.covered), [(Category::Headset, 50, "2026-11".to_owned())]);
    assert_eq!(in_short(&taken.rest), [(Category::Headset, 53, "2026-12".to_owned())]);
    let part = quote(&[headsets(20, "2026-11"), headsets(53, "2026-12")], 2);
    let taken = ordered((&first, QuoteState::Superseded), Some(&part), [None, Some("375.00")], &[]).unwrap();
    assert_eq!(taken.order.units()[&Category::Headset], 20, "what is open of it still");
    assert_eq!(taken.order.remarks, [Remark::Amount, Remark::LessOpen]);
    assert_eq!((taken.order.amount.to_string(), taken.order.worth.to_string()), ("375.00".into(), "150.00".into()));
}

#[test]
fn a39_another_amount_and_a_day_after_the_term_are_only_flagged() {
    let quote = quote(&[headsets(50, "2026-11")], 0);
    for (amount, remarks) in
        [("375.00", &[][..]), ("375", &[]), ("EUR 375.000", &[]), ("370.00 EUR", &[Remark::Amount])]
    {
        let taken = ordered((&quote, QuoteState::Sent), Some(&quote), [None, Some(amount)], &[]).unwrap();
        assert_eq!(taken.order.remarks, remarks, "{amount}");
    }
    let mut contract = contract();
    contract.term.ended_on = Some(day("2026-12-09"));
    let given = Given { number: " PO-7 ", partner: None, date: None, amount: None, units: &[] };
    let order = take(&given, &open_quote(&quote, &contract, &partner())).unwrap().order;
    assert_eq!((order.number.as_str(), order.remarks.as_slice()), ("PO-7", &[Remark::AfterTerm][..]));
    assert_eq!(order.worth.to_string(), "375.00", "as it was quoted");
}

#[test]
fn a39_only_what_was_sent_and_is_open_can_be_ordered() {
    let first = quote(&[headsets(50, "2026-11")], 0);
    let second = quote(&[headsets(53, "2026-12")], 0);
    let table = [
        (QuoteState::Draft, Some(&first), "found draft; expected one that was released: trueup quote approve"),
        (QuoteState::Held, Some(&first), "found held; expected one that was released"),
        (QuoteState::Withdrawn, None, "found withdrawn; expected no order: nothing of this contract is open"),
        (
            QuoteState::PoReceived,
            Some(&second),
            "found po_received; expected an order for TU-PPE-2026-12-v1, which is open",
        ),
        (QuoteState::Superseded, Some(&second), "found superseded, and nothing of it is open any more"),
        (QuoteState::Superseded, None, "found superseded, and nothing of it is open any more"),
    ];
    for (state, open, expected) in table {
        let told = told(ordered((&first, state), open, [None, None], &[]));
        assert!(told.len() == 1 && told[0].contains(expected), "{state:?}: {told:?}");
        assert!(told[0].starts_with("quote TU-PPE-2026-11-v1: "), "{told:?}");
    }
}

#[test]
fn every_problem_of_an_order_is_told_at_once() {
    let quote = quote(&[headsets(50, "2026-11")], 0);
    let units = [
        "headset=51".to_owned(),
        "video=1".into(),
        "tablet=3".into(),
        "headset=0".into(),
        "x".into(),
        "headset=1".into(),
    ];
    let given = Given {
        number: "PO-1",
        partner: Some("sudcom"),
        date: Some("2026-10-31"),
        amount: Some("375.00 USD"),
        units: &units,
    };
    let (contract, used) = (contract(), [("PO-1".to_owned(), "quote TU-OTHER-2026-11-v1".to_owned())]);
    let partner = partner();
    let facts = Facts { used: &used, ..open_quote(&quote, &contract, &partner) };
    assert_eq!(
        told(take(&given, &facts)),
        [
            "--po: found PO-1, recorded already for quote TU-OTHER-2026-11-v1; expected a number that the partner has \
             not used: an order for two quotes is recorded under two numbers",
            "--partner: found \"sudcom\"; expected nordcom, to whom TU-PPE-2026-11-v1 was quoted; `trueup quote list` has \
             the others",
            "--date: found 2026-10-31; expected a day from 2026-11-01 on, when the quote was issued",
            "--amount: found \"375.00 USD\"; expected an amount in EUR, with at most 2 decimals",
            "--units: found headset=51; expected at most 50, what is open of headset in TU-PPE-2026-11-v1",
            "--units: found video=1; expected at most 0, what is open of video in TU-PPE-2026-11-v1",
            "--units: found \"tablet=3\"; expected one of the categories headset, video, voice",
            "--units: found \"headset=0\"; expected CATEGORY=UNITS, at least one, as in headset=30",
            "--units: found \"x\"; expected CATEGORY=UNITS, at least one, as in headset=30",
            "--units: found \"headset=1\"; expected each category once",
        ]
    );
}

#[test]
fn hostile_dates_amounts_and_numbers_are_refused() {
    let quote = quote(&[headsets(50, "2026-11")], 0);
    let sent = (&quote, QuoteState::Sent);
    for date in ["2026-12-11", "10/12/2026", "", "2026-13-01", "tomorrow"] {
        let told = told(ordered(sent, Some(&quote), [Some(date), None], &[]));
        assert!(told.len() == 1 && told[0].starts_with("--date: "), "{date}: {told:?}");
    }
    for amount in
        ["", "375,00", "-1", "375.001", "1 2", "EUR", "EUR EUR 1", "NaN", "1e3", "€ 1", "99999999999999999999"]
    {
        let told = told(ordered(sent, Some(&quote), [None, Some(amount)], &[]));
        assert!(told.len() == 1 && told[0].starts_with("--amount: "), "{amount}: {told:?}");
    }
    let contract = contract();
    for number in ["", "  ", "PO\n1", &"9".repeat(65)] {
        let given = Given { number, partner: None, date: None, amount: None, units: &[] };
        let told = told(take(&given, &open_quote(&quote, &contract, &partner())));
        assert!(told.len() == 1 && told[0].starts_with("--po: "), "{number:?}: {told:?}");
    }
}

#[test]
fn a25_r35_the_contracted_total_rises_by_the_date_of_each_order() {
    let quote = quote(&[headsets(50, "2026-11"), tranche(Category::Video, 2, "2026-11")], 0);
    let order = ordered((&quote, QuoteState::Sent), Some(&quote), [Some("2026-11-20"), None], &[]).unwrap().order;
    let mut contract = contract();
    let early =
        |date: &str, units| EarlyOrder { date: day(date), category: Category::Headset, units, purchase_order: None };
    contract.orders = vec![early("2026-11-20", 5), early("2026-03-01", 1), early("2027-01-01", 7)];
    let steps = contracted_steps(&contract, [&order]);
    let headsets = [("2026-04-01", 1001), ("2026-11-20", 1056), ("2027-01-01", 1063)];
    assert_eq!(steps[&Category::Headset], headsets.map(|(from, total)| (day(from), total)));
    assert_eq!(steps[&Category::Video], [(day("2026-04-01"), 40), (day("2026-11-20"), 42)]);
}
