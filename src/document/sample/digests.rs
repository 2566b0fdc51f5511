//! Sample digests, made of the sample outcomes: everything that may stand in one, nothing to do, and too much for a mail.

use crate::document::sample::{Sample, parsed, returns, samples};
use crate::domain::digest::{Digest, NoticePosition, Position, QuotePosition, RmaPosition};
use crate::domain::outcome::Outcome;
use crate::domain::rma::notice::NoticeState;
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::true_up::Quote;

/// Invented.
const CUSTOMERS: [&str; 5] =
    ["Acme S.p.A.", "Officine Bellavista S.r.l.", "Torre & Figli", "Harrow Logistics Ltd", "Nordwind GmbH"];

pub(super) fn all() -> Vec<(&'static str, Digest)> {
    let samples = samples();
    let audited: Vec<Position> = (1..).zip(&samples).map(|(number, sample)| position(number, sample)).collect();
    let last = samples[0].outcome.month.previous();
    let settled = |number, state, reason: &str, text: &str| Position {
        state,
        reason: Some(reason.to_owned()),
        reason_text: Some(text.to_owned()),
        lines: Vec::new(),
        quote: None,
        unaudited: vec![last.previous(), last],
        ..position(number, &samples[1])
    };
    let mut full = audited.clone();
    full.extend([
        settled(21, AuditState::Held, "growth", ""),
        settled(22, AuditState::Held, "drop", ""),
        settled(23, AuditState::Held, "incomplete_listing", ""),
        settled(24, AuditState::Failed, "unavailable", "Lens (credential nordcom) answered 503 for 30 minutes"),
        settled(25, AuditState::Waiting, "no_report", ""),
        settled(26, AuditState::NotAudited, "not_run", ""),
        Position { reason: None, ..settled(27, AuditState::Due, "", "") },
        expired(28, &samples[0]),
        noticed(29, &samples[1]),
    ]);
    let many = |count: usize, of: &[Position]| of.iter().cycle().take(count).cloned().collect::<Vec<_>>();
    let outcome = &samples[0].outcome;
    vec![
        ("full", digest(outcome, full.clone(), false)),
        (
            "quiet",
            digest(outcome, audited.clone().into_iter().filter(|one| !one.need().is_for_somebody()).collect(), true),
        ),
        ("many", digest(outcome, many(3000, &full[..full.len() - 1]), true)),
    ]
}

fn expired(number: u32, sample: &Sample) -> Position {
    let mut position = position(number, sample);
    if let Some(quote) = &mut position.quote {
        quote.state = QuoteState::Expired;
    }
    position
}

/// Above the RMA threshold, with a notice that waits for a price.
fn noticed(number: u32, sample: &Sample) -> Position {
    let position = position(number, sample);
    let rma = returns::over();
    Position {
        notice: Some(NoticePosition {
            number: format!("RMA-{}-2026-v1", position.contract),
            overage: rma.overage,
            total: None,
            state: NoticeState::Held,
        }),
        rma: Some(RmaPosition {
            year: rma.year,
            units: rma.units,
            allowed: rma.allowed,
            rate_percent: rma.rate_percent,
            state: rma.state,
        }),
        ..position
    }
}

fn digest(outcome: &Outcome, mut contracts: Vec<Position>, closed: bool) -> Digest {
    contracts.sort_by_key(Position::need);
    Digest {
        csm: outcome.parties.csm.clone(),
        month: outcome.month,
        day: outcome.audited_on,
        closed,
        contracts,
        unmatched: if closed { 0 } else { 3 },
    }
}

fn position(number: u32, sample: &Sample) -> Position {
    let outcome = &sample.outcome;
    let contract = format!("PPE-2026-{number:04}");
    let quote = outcome.quote.as_ref().map(|issued| QuotePosition {
        quote: Quote {
            number: issued.quote.number.replace(outcome.contract.id.as_str(), &contract),
            ..issued.quote.clone()
        },
        state: if issued.state == QuoteState::Sent { QuoteState::Approved } else { issued.state },
        valid_until: issued.valid_until,
    });
    // All samples are of one customer; a digest is of many.
    let of_all = outcome.parties.customer.name == "Acme S.p.A.";
    let name = CUSTOMERS[number as usize % CUSTOMERS.len()];
    Position {
        contract: parsed(&contract),
        customer: outcome.parties.customer.id.clone(),
        partner_name: outcome.parties.partner.name.clone(),
        customer_name: if of_all { name.to_owned() } else { outcome.parties.customer.name.clone() },
        state: AuditState::Audited,
        reason: None,
        reason_text: None,
        lines: outcome.lines.clone(),
        quote,
        rma: None,
        notice: None,
        unaudited: Vec::new(),
        actions: outcome.actions.iter().filter(|action| action.is_open()).cloned().collect(),
    }
}
