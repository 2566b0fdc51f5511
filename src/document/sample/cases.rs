//! The sample cases: each shows a part of the documents that the others leave out.

use crate::document::sample::{HeldSample, Sample, day, history, issue, limits, model, november, parsed, returns};
use crate::domain::action::{Action, Ask, Finding, Quoted, Waiting, findings, follow};
use crate::domain::audit::{self, Standing};
use crate::domain::category::Category;
use crate::domain::contract::{CategoryTerms, DatedPrice, EarlyOrder, Exceptions, Ordered, Percent, Term};
use crate::domain::count::ModelDevices;
use crate::domain::guard::Objection;
use crate::domain::held::{Because, HeldAudit};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::outcome::{
    Accepted, Forecast, HoldReason, LifeCycle, LifeCycleModel, ModelCount, NotCounted, OddDetection, Outcome,
    PastMonth, PastPoint, Reaches, Reason, RecognisedBy, Reopened, SourceKind, StandingQuote, UnknownModel,
};
use crate::domain::purchase_order::{PurchaseOrder, QuoteOrder, Remark};
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::true_up::{self, RestOf, Tranche};
use crate::domain::working_days::WorkingDays;

const LIST: &str = "CSM-PPE-2026-0007-2026-11-v1.xlsx";

pub(super) fn all() -> Vec<Sample> {
    let sample = |name, outcome| Sample { name, outcome: with_actions(outcome, &[]), device_list: Some(LIST) };
    vec![
        sample("true-up", true_up()),
        sample("quiet", quiet()),
        sample("held", held()),
        sample("revision", revision()),
        sample("rest", rest()),
        sample("first-month", first_month()),
        Sample { outcome: with_actions(gaps(), &since_september()), ..sample("gaps", gaps()) },
        Sample { device_list: None, ..sample("hostile", hostile()) },
        sample("zero", zero()),
        sample("full-year", full_year()),
    ]
}

/// The actions that its audit derives, after those of the last one.
fn with_actions(outcome: Outcome, before: &[Action]) -> Outcome {
    let found = findings(Some(&outcome), Quoted::of(&outcome), &Waiting::default());
    let working = WorkingDays::of(outcome.parties.customer.country.as_deref());
    Outcome { actions: follow(found, before, outcome.audited_on, working), ..outcome }
}

/// Actions of the last audited month before November 2026: two go on, two are settled.
fn since_september() -> Vec<Action> {
    let working = WorkingDays::of(Some("IT"));
    let opened = |ask, due| Finding { ask, since: None, due }.opened(day(2026, 9, 8), working);
    vec![
        opened(Ask::Classify { model: "Voyager Nova 90".into(), devices: 9 }, None),
        opened(Ask::Classify { model: "Voyager Nova 70".into(), devices: 2 }, None),
        opened(Ask::OrderQuote { number: "TU-PPE-2026-0007-2026-11-v1".into() }, Some(day(2026, 10, 8))),
        opened(Ask::ConfirmTotals, Some(day(2026, 9, 21))),
    ]
}

/// Held audits: far above the contract, far below the last month, and with a listing that is not complete.
pub(super) fn held_audits() -> Vec<HeldSample> {
    let category = Category::Headset;
    let mut grown = november(1400);
    grown.quote = Some(issue(&grown, vec![tranche(category, 400, Some("18.00"))], QuoteState::Approved));
    let growth = Objection::Growth { category, counted: 1400, compared_with: 1000 };
    let drop = Objection::Drop { category, counted: 614, last: 1020 };
    let incomplete = |text: String| Because::Incomplete { text };
    let sample = |name, because, outcome: Outcome, counted: bool| {
        let (month, contract, parties) = (outcome.month, outcome.contract.clone(), outcome.parties.clone());
        let would = counted.then(|| Box::new(outcome));
        HeldSample { name, held: HeldAudit { month, version: 1, contract, parties, because, would } }
    };
    let implausible = |objection| Because::Implausible { objections: vec![objection], limits: limits() };
    let lacking = "tenant 00000000-0000-4000-8000-000000000001 (credential nordcom): 940 different devices were \
                   listed, but Lens says there are 1094, after 3 listings";
    vec![
        sample("growth", implausible(growth), grown, true),
        sample("drop", implausible(drop), november(614), true),
        sample("incomplete", incomplete(lacking.into()), november(0), false),
        sample("hostile", incomplete("<b>x</b>\r\n{{ 7 * 7 }} \u{202e}".repeat(90)), hostile(), false),
    ]
}

/// Example E8: 1,050 of 1,000, 50 units, EUR 375.00.
fn true_up() -> Outcome {
    let mut outcome = november(1050);
    outcome.rma = Some(returns::over());
    outcome.forecast = vec![forecast(Category::Headset, Reaches::Reached)];
    outcome.quote = Some(issue(&outcome, vec![tranche(Category::Headset, 50, Some("18.00"))], QuoteState::Approved));
    outcome
}

/// Nothing to do; support of a model ends within a year.
fn quiet() -> Outcome {
    let mut outcome = november(1016);
    outcome.forecast = vec![forecast(Category::Headset, Reaches::In(Month::of(day(2027, 2, 1))))];
    outcome.life_cycle = LifeCycle {
        ending: vec![LifeCycleModel { model: "Blackwire 8225".into(), devices: 300, end_of_support: day(2027, 8, 31) }],
        ..LifeCycle::default()
    };
    outcome
}

/// Three categories, two trigger, a price is missing; a first true-up after an accepted audit.
fn held() -> Outcome {
    let mut outcome = november(1064);
    for (category, ordered, price) in [(Category::Video, 40, Some("219.95")), (Category::Voice, 300, None)] {
        let unit_annual_price = price.map(parsed);
        let ordered = Ordered::Total { ordered };
        outcome.contract.categories.push(CategoryTerms { category, ordered, unit_annual_price, minimum: None });
    }
    compare(
        &mut outcome,
        &[(Category::Headset, 1000, 1000, 1064), (Category::Video, 40, 40, 41), (Category::Voice, 300, 300, 320)],
        2,
    );
    outcome.models.extend([
        ModelCount { category: Category::Video, ..model("Studio X50", 41, RecognisedBy::Name, Some(40)) },
        ModelCount { category: Category::Voice, ..model("CCX 505", 320, RecognisedBy::Name, Some(298)) },
    ]);
    outcome.not_counted.insert(2, NotCounted { reason: Reason::UnknownModel, devices: 2 });
    outcome.source.listed += 2;
    outcome.unknown_models = vec![UnknownModel { name: "X500".into(), devices: 2 }];
    let tranches = vec![tranche(Category::Headset, 64, Some("18.00")), tranche(Category::Voice, 20, None)];
    let mut issued = issue(&outcome, tranches, QuoteState::Held);
    issued.held = vec![HoldReason::PriceMissing, HoldReason::UnknownModels, HoldReason::FirstTrueUp];
    outcome.quote = Some(issued);
    outcome.accepted = Some(Accepted {
        by: "giulia.rossi@desk-7".into(),
        reason: "The new site in Bari was announced in October.".into(),
        objections: vec!["voice: 320 counted, 22 more than in 2026-10".into()],
    });
    outcome
}

/// Examples E9 and E11: two tranches of one category, a broken last month, a discount.
fn revision() -> Outcome {
    let mut outcome = november(1103);
    outcome.rma = Some(returns::near());
    outcome.month = Month::of(day(2026, 12, 1));
    outcome.audited_on = day(2026, 12, 1);
    outcome.version = 2;
    outcome.contract.term.end = day(2027, 4, 14);
    outcome.contract.exceptions = Exceptions { discount_percent: Percent::from(10), ..Exceptions::default() };
    compare(&mut outcome, &[(Category::Headset, 1000, 1050, 1103)], 0);
    outcome.history = history(&[1050]);
    let first = Tranche { first_month: Month::of(day(2026, 11, 1)), ..tranche(Category::Headset, 50, Some("18.00")) };
    let raised =
        DatedPrice { category: Category::Headset, from: outcome.audited_on, unit_annual_price: parsed("18.50") };
    outcome.contract.prices = vec![raised];
    let second = true_up::tranche(&outcome.contract, Category::Headset, 53, outcome.month, outcome.audited_on);
    let mut issued = issue(&outcome, vec![first, second], QuoteState::Sent);
    issued.quote.supersedes = Some("TU-PPE-2026-0007-2026-11-v1".into());
    issued.quote.version = 2;
    issued.quote.number = true_up::number(&outcome.contract.id, issued.quote.month, 2);
    outcome.quote = Some(issued);
    outcome.reopened = Some(Reopened {
        by: "giulia.rossi@desk-7".into(),
        reason: "The new site in Bari had been left out of the tenant.".into(),
        version: 1,
        counted: vec![(Category::Headset, 1080)],
        quote: None,
    });
    outcome
}

/// The revision, after thirty units of its first tranche were ordered from the version before it.
fn rest() -> Outcome {
    let mut outcome = revision();
    let Some(mut issued) = outcome.quote.take() else { return outcome };
    let covered = vec![Tranche { units: 30, ..issued.quote.tranches[0].clone() }];
    let left = vec![Tranche { units: 20, ..issued.quote.tranches[0].clone() }, issued.quote.tranches[1].clone()];
    let before = issued.quote.number;
    issued = issue(&outcome, left, QuoteState::Sent);
    (issued.issued_on, issued.valid_until) = (Some(day(2026, 12, 10)), Some(day(2027, 1, 9)));
    issued.quote.version = 3;
    issued.quote.number = true_up::number(&outcome.contract.id, issued.quote.month, 3);
    issued.quote.supersedes = Some(before);
    issued.quote.rest_of = Some(RestOf {
        quote: "TU-PPE-2026-0007-2026-11-v1".into(),
        purchase_order: "PO-1201".into(),
        date: day(2026, 12, 10),
        covered,
    });
    outcome.quote = Some(issued);
    outcome
}

/// No month before, a partner's report as the source.
fn first_month() -> Outcome {
    let mut outcome = november(1001);
    outcome.history.clear();
    outcome.vanished.clear();
    outcome.models.iter_mut().for_each(|model| model.previous = None);
    outcome.forecast = vec![forecast(Category::Headset, Reaches::NoForecast)];
    outcome.source.kind = SourceKind::Report;
    outcome.source.names = vec!["inventario-novembre.csv".into()];
    outcome.odd_detection = OddDetection { never: 1, in_future: 2 };
    outcome
}

/// Three months not audited, at watch, orders received, an expired quote still standing, support ended, renewal near.
fn gaps() -> Outcome {
    let mut outcome = november(1095);
    outcome.contract.term.end = day(2027, 1, 8);
    ordered(&mut outcome);
    compare(&mut outcome, &[(Category::Headset, 1000, 1050, 1095)], 14);
    outcome.history = history(&[940, 960, 968, 975, 990, 1004, 1020, 1050, 1051, 1060, 1070]);
    for index in [3, 4, 10] {
        outcome.history[index] = PastMonth {
            state: AuditState::NotAudited,
            points: vec![PastPoint { category: Category::Headset, counted: None, baseline: None }],
            ..outcome.history[index].clone()
        };
    }
    outcome.forecast = vec![forecast(Category::Headset, Reaches::NotInTerm)];
    outcome.unknown_models = vec![
        UnknownModel { name: "Voyager Nova 90".into(), devices: 13 },
        UnknownModel { name: String::new(), devices: 1 },
    ];
    outcome.not_counted.insert(2, NotCounted { reason: Reason::UnknownModel, devices: 14 });
    outcome.not_counted.push(NotCounted { reason: Reason::EndOfSupport, devices: 5 });
    outcome.source.listed += 19;
    outcome.own_quote = vec![ModelDevices { model: "Poly EduCart".into(), devices: 2 }];
    let ended = LifeCycleModel { model: "CS 540".into(), devices: 5, end_of_support: day(2026, 6, 30) };
    outcome.life_cycle = LifeCycle { ended: vec![ended], ending: Vec::new(), without_date: 45 };
    let standing = issue(&outcome, vec![tranche(Category::Headset, 50, Some("18.00"))], QuoteState::Sent).quote;
    outcome.open_quote = Some(StandingQuote {
        quote: standing,
        state: QuoteState::Expired,
        issued_on: Some(day(2026, 9, 8)),
        valid_until: Some(day(2026, 10, 8)),
    });
    outcome
}

/// Twelve months without a gap, three categories of many models, returns above the allowance, two true-ups: the most that
/// a tidy contract shows at once.
fn full_year() -> Outcome {
    let mut outcome = november(1050);
    outcome.contract.term = Term { start: day(2025, 12, 1), end: day(2028, 11, 30), ended_on: None };
    for (category, ordered, price) in [(Category::Video, 400, "219.95"), (Category::Voice, 1200, "9.50")] {
        let (ordered, unit_annual_price) = (Ordered::Total { ordered }, Some(parsed(price)));
        outcome.contract.categories.push(CategoryTerms { category, ordered, unit_annual_price, minimum: None });
    }
    let counts =
        [(Category::Headset, 1000, 1000, 1050), (Category::Video, 400, 400, 431), (Category::Voice, 1200, 1200, 1187)];
    compare(&mut outcome, &counts, 0);
    let more = [("Studio X52", 204, 198), ("Studio X70", 131, 128), ("Studio V52", 96, 90)];
    let of = |category, (name, counted, before)| ModelCount {
        category,
        ..model(name, counted, RecognisedBy::Name, Some(before))
    };
    outcome.models.extend(more.map(|row| of(Category::Video, row)));
    let more = [("CCX 505", 612, 604), ("Edge E350", 355, 361), ("CCX 400", 220, 231)];
    outcome.models.extend(more.map(|row| of(Category::Voice, row)));
    outcome.history = history(&[931, 942, 955, 960, 968, 975, 990, 1004, 1011, 1016, 1020]);
    for (past, ahead) in outcome.history.iter_mut().zip(0..) {
        let point =
            |category, counted, baseline| PastPoint { category, counted: Some(counted), baseline: Some(baseline) };
        past.points
            .extend([point(Category::Video, 372 + 4 * ahead, 420), point(Category::Voice, 1240 - 4 * ahead, 1260)]);
    }
    outcome.rma = Some(returns::over());
    outcome.forecast = vec![
        forecast(Category::Headset, Reaches::Reached),
        forecast(Category::Video, Reaches::Reached),
        forecast(Category::Voice, Reaches::NotInTerm),
    ];
    let tranches = vec![tranche(Category::Headset, 50, Some("18.00")), tranche(Category::Video, 31, Some("219.95"))];
    outcome.quote = Some(issue(&outcome, tranches, QuoteState::Sent));
    outcome
}

/// A hundred of the thousand headsets were ordered later: forty outside a quote, sixty for one, and not at its amount.
fn ordered(outcome: &mut Outcome) {
    let (growth_forecast, growth_prepaid_percent) = (100, Percent::from(50));
    outcome.contract.categories[0].ordered =
        Ordered::Growth { installed: 850, growth_forecast, growth_prepaid_percent };
    outcome.contract.orders = vec![EarlyOrder {
        date: day(2026, 8, 3),
        category: Category::Headset,
        units: 40,
        purchase_order: Some("PO-1044".into()),
    }];
    let money = |minor| Money { minor, currency: outcome.contract.currency };
    let first_month = Month::of(day(2026, 6, 1));
    let order = PurchaseOrder {
        number: "PO-1038".into(),
        date: day(2026, 6, 22),
        amount: money(90_000),
        worth: money(65_700),
        covered: vec![Tranche { first_month, ..tranche(Category::Headset, 60, Some("18.00")) }],
        remarks: vec![Remark::Amount],
    };
    outcome.orders = vec![QuoteOrder { quote: "TU-PPE-2026-0007-2026-06-v1".into(), order }];
}

/// Names that try to break a layout: markup, endless words, right-to-left letters, line breaks, 400 models.
fn hostile() -> Outcome {
    let mut outcome = november(250_000);
    outcome.rma = Some(returns::over_and_hostile());
    let word = "Donaudampfschifffahrtsgesellschaftskapit";
    outcome.parties.customer.name = format!("<b>{word}{word}</b> & Söhne\r\nBcc: evil@example.com");
    outcome.parties.partner.name = "שלום טכנולוגיות בע\"מ 2026".into();
    outcome.parties.partner.address = vec![word.repeat(3), "{{ 7 * 7 }}".into(), "شارع الملك فهد 12".into()];
    outcome.parties.csm.name = "\u{202e}issoR ailuiG\u{0}".into();
    outcome.source.names = (0..30).map(|number| format!("Tenant {number} {word}")).collect();
    let models = (0..400).map(|number| model(&format!("{word} {number} <script>"), 625, RecognisedBy::Line, Some(1)));
    outcome.models = models.collect();
    outcome.unknown_models =
        (0..400).map(|number| UnknownModel { name: format!("=1+1 {word}{number}"), devices: 2 }).collect();
    outcome.not_counted = vec![NotCounted { reason: Reason::UnknownModel, devices: 800 }];
    outcome.source.listed = 250_800;
    outcome.vanished = outcome.models.iter().take(40).cloned().collect();
    let order = Some(format!("<b>PO</b>\r\n\u{202e}{word}"));
    let date = day(2026, 12, 1);
    outcome.contract.orders = vec![EarlyOrder { date, category: Category::Headset, units: 1, purchase_order: order }];
    let units = 249_000;
    outcome.quote =
        Some(issue(&outcome, vec![tranche(Category::Headset, units, Some("123456.789"))], QuoteState::Draft));
    outcome
}

/// A tenant without devices, nothing contracted yet.
fn zero() -> Outcome {
    let mut outcome = november(0);
    compare(&mut outcome, &[(Category::Headset, 0, 0, 0)], 0);
    outcome.contract.categories[0].ordered = Ordered::Total { ordered: 0 };
    outcome.models.clear();
    outcome.vanished.clear();
    outcome.not_counted.clear();
    outcome.source.listed = 0;
    outcome.history = history(&[0]);
    outcome
}

/// Replaces the lines: (category, contracted, compared with, counted).
fn compare(outcome: &mut Outcome, counts: &[(Category, u64, u64, u64)], unknown: u64) {
    let standing = counts.iter().map(|(category, contracted, compared_with, _)| {
        (*category, Standing { contracted: *contracted, compared_with: *compared_with })
    });
    let counted = counts.iter().map(|(category, _, _, counted)| (*category, *counted));
    let (standing, counted) = (standing.collect(), counted.collect());
    outcome.lines = audit::lines(&standing, &counted, unknown, &outcome.contract.exceptions);
    let before = outcome.source.counted;
    outcome.source.counted = counted.values().sum();
    outcome.source.listed = outcome.source.listed - before + outcome.source.counted;
}

fn tranche(category: Category, units: u64, price: Option<&str>) -> Tranche {
    let first_month = Month::of(day(2026, 11, 1));
    let price_from = price.map(|_| day(2026, 4, 1));
    Tranche { category, units, first_month, unit_annual_price: price.map(parsed), price_from }
}

fn forecast(category: Category, reaches_baseline: Reaches) -> Forecast {
    Forecast { category, reaches_baseline }
}
