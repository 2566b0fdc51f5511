//! Sample RMA years: near the threshold, above it, back within it, closed, and written by a hostile hand.

use chrono::{Days, NaiveDate};

use crate::document::sample::{contract, day, parsed, parties};
use crate::domain::contract::Contract;
use crate::domain::outcome::Parties;
use crate::domain::rma::notice::{self, Listed, Making, Notice, NoticeHold, NoticeState, Warning};
use crate::domain::rma::summary::{Late, RmaSummary};
use crate::domain::rma::{BillTo, Cover, LeftOut, Position, RmaBilling, RmaTerms, RmaUnit, position};
use crate::domain::working_days::WorkingDays;

/// A year and what is told of it.
pub(super) struct ReturnsSample {
    pub(super) name: &'static str,
    pub(super) contract: Contract,
    pub(super) parties: Parties,
    pub(super) told: Told,
}

/// What is told.
pub(super) enum Told {
    Warning(Warning, Box<Position>),
    Notice(Box<Notice>, NoticeState, Vec<NoticeHold>),
}

pub(super) fn all() -> Vec<ReturnsSample> {
    let mut parties = parties();
    parties.partner.notices_to = vec![parsed("service@nordcom.example")];
    let sample = |name, told| ReturnsSample { name, contract: contract(), parties: parties.clone(), told };
    let warned = |warning, position: &Position| Told::Warning(warning, Box::new(position.clone()));
    let (near, over) = (stand(40, 1000, "2026-09-01"), stand(54, 1000, "2026-11-01"));
    let first = told(&over, &RmaTerms::default(), 1, None, false, priced);
    let fell = stand(56, 1200, "2026-12-01");
    let fewer = told(&fell, &RmaTerms::default(), 2, Some(&first), false, priced);
    let all = RmaTerms { billing: RmaBilling::All, bill_to: BillTo::Customer, ..RmaTerms::default() };
    let closed = told(&stand(70, 1000, "2027-01-01"), &all, 3, Some(&first), true, priced);
    let unpriced = |unit: &RmaUnit| priced(unit).filter(|_| unit.part_number.as_deref() == Some("783R0AA"));
    let waiting = told(&over, &RmaTerms::default(), 1, None, false, unpriced);
    let notice = |notice, state, held| Told::Notice(Box::new(notice), state, held);
    vec![
        sample("warning-near", warned(Warning::Watch, &near)),
        sample("warning-over", warned(Warning::Over, &over)),
        sample("notice-to-date", notice(first, NoticeState::Approved, Vec::new())),
        sample("notice-shrunk", notice(fewer, NoticeState::Approved, Vec::new())),
        sample("notice-final", notice(closed.clone(), NoticeState::Approved, Vec::new())),
        sample("notice-held", notice(waiting, NoticeState::Held, vec![NoticeHold::PriceMissing])),
        sample("notice-draft", notice(closed.clone(), NoticeState::Draft, Vec::new())),
        sample(
            "notice-withdrawn",
            notice(closed, NoticeState::Held, vec![NoticeHold::Amount, NoticeHold::WithdrawnBefore]),
        ),
        hostile("warning-hostile", true),
        hostile("notice-hostile", false),
    ]
}

/// The summary of example E18, with units that are late (R42), for the report.
pub(super) fn over() -> RmaSummary {
    let late = |number: &str, units, due_on, came_on| Late {
        rma_number: number.into(),
        rma_line: 1,
        model: "Voyager Focus 2".into(),
        units,
        due_on,
        came_on,
    };
    RmaSummary {
        not_returned: vec![late("R-100412", 1, day(2026, 10, 12), None), late("R-100420", 2, day(2026, 10, 19), None)],
        shipped_late: vec![late("R-100431", 1, day(2026, 10, 5), Some(day(2026, 10, 9)))],
        ..summary(&stand(54, 1000, "2026-11-01"))
    }
}

/// The same with names of a hostile hand.
pub(super) fn over_and_hostile() -> RmaSummary {
    let mut summary = over();
    summary.models =
        (0..40).map(|at| (format!("<b>{at}</b>\r\n\u{202e}{{{{ 7 * 7 }}}} {}", "x".repeat(90)), 2)).collect();
    summary.reasons = summary.models.clone();
    for late in summary.not_returned.iter_mut().chain(&mut summary.shipped_late) {
        (late.rma_number, late.model) = ("<script>".repeat(20), "{{ 7 * 7 }} ".repeat(20));
    }
    summary
}

/// The summary of example E19.
pub(super) fn near() -> RmaSummary {
    summary(&stand(40, 1000, "2026-11-01"))
}

fn summary(position: &Position) -> RmaSummary {
    RmaSummary::of(position, &[], WorkingDays::of(Some("IT")))
}

fn stand(units: u64, base: u64, on: &str) -> Position {
    let contract = contract();
    let steps = vec![(contract.term.start, 1000), (day(2026, 10, 15), base)];
    let covers = [Cover { contract: contract.id, term: contract.term, steps }];
    position(2026, parsed(on), &RmaTerms::default(), &covers, &rows(units)).expect("a sample within its term")
}

/// So many units in the order of the programme's examples: the first fifty of one product, then two and two of others.
fn rows(units: u64) -> Vec<RmaUnit> {
    let first = day(2026, 4, 7);
    let reasons = ["no audio on one side", "battery", "microphone arm broken"];
    let row = |at: u64| {
        let (part, model) = match at {
            50 | 51 => ("783R0AA", "Voyager Focus 2"),
            52.. => ("8D3F1AA", "Blackwire 8225"),
            _ if at % 8 == 7 => ("772C9AA", "Sync 20"),
            _ => ("783R0AA", "Voyager Focus 2"),
        };
        let reason = reasons.get(usize::try_from(at % 4).unwrap_or(3)).map(|reason| (*reason).to_owned());
        row(at, first + Days::new(at * 3), part, model, reason)
    };
    let mut rows: Vec<_> = (0..units).map(row).collect();
    let left = |at: u64, left_out| RmaUnit { left_out: Some(left_out), ..row(900 + at) };
    rows.extend(
        [(0, LeftOut::Cancelled), (1, LeftOut::Cancelled), (2, LeftOut::Recall)]
            .map(|(at, why)| RmaUnit { authorised_on: day(2026, 6, 1), ..left(at, why) }),
    );
    rows
}

fn row(at: u64, on: NaiveDate, part: &str, model: &str, reason: Option<String>) -> RmaUnit {
    RmaUnit {
        rma_number: format!("R-{}", 100_400 + at),
        rma_line: 1,
        units: 1,
        authorised_on: on,
        case_number: Some(format!("{}", 5_512_000 + at)),
        part_number: Some(part.to_owned()),
        model: model.to_owned(),
        product: None,
        serial: Some(format!("S/N2A{:05}", 417 + at)),
        reason,
        headset: model != "Sync 20",
        left_out: None,
    }
}

fn priced(unit: &RmaUnit) -> Option<Listed> {
    let price = match unit.part_number.as_deref()? {
        "783R0AA" => "319.00",
        "8D3F1AA" => "99.00",
        _ => "149.00",
    };
    let (list, version, valid_from) = ("poly-eur".to_owned(), "2026-10".to_owned(), day(2026, 10, 1));
    Some(Listed { price: parsed(price), list, version, valid_from })
}

fn told(
    position: &Position,
    terms: &RmaTerms,
    version: u32,
    before: Option<&Notice>,
    is_final: bool,
    price: impl Fn(&RmaUnit) -> Option<Listed>,
) -> Notice {
    let contract = contract();
    let making = Making {
        contract: &contract.id,
        terms,
        currency: contract.currency,
        today: position.as_of,
        highest_version: version - 1,
        before,
        is_final,
    };
    notice::notice(position, &making, price).expect("a small sample amount")
}

fn hostile(name: &'static str, warning: bool) -> ReturnsSample {
    let evil = "<script>alert(1)</script>\r\nBcc: x@example.com \u{202e}{{ 7 * 7 }} <b>".to_owned();
    let mut rows = rows(54);
    for row in &mut rows {
        row.rma_number = format!("{evil}{}", row.rma_number);
        (row.model, row.reason) = (evil.repeat(3), Some(evil.clone()));
        (row.serial, row.case_number, row.part_number) = (Some(evil.clone()), Some(evil.clone()), Some(evil.clone()));
    }
    let contract = contract();
    let covers = [Cover { contract: contract.id.clone(), term: contract.term, steps: vec![(contract.term.start, 20)] }];
    let stand = position(2026, day(2026, 11, 1), &RmaTerms::default(), &covers, &rows);
    let stand = stand.expect("a sample within its term");
    let mut parties = parties();
    parties.customer.name.clone_from(&evil);
    parties.partner.name.clone_from(&evil);
    let told = if warning {
        Told::Warning(Warning::Over, Box::new(stand))
    } else {
        let listed = Listed {
            list: evil.clone(),
            version: evil,
            ..priced(&row(1, day(2026, 5, 1), "1", "1", None)).expect("a price")
        };
        Told::Notice(
            Box::new(told(&stand, &RmaTerms::default(), 1, None, false, |_| Some(listed.clone()))),
            NoticeState::Approved,
            Vec::new(),
        )
    };
    ReturnsSample { name, contract, parties, told }
}
