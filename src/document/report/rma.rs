//! Headset returns in the report (documents.md section 1.8): where the year stands against its threshold, month by month,
//! which products and why; and on their own, what is not back in time or was shipped late (R42).

use serde::Serialize;

use crate::document::clean;
use crate::document::parts::{Badge, Fact, fact};
use crate::document::rma::{left_out, top};
use crate::domain::outcome::Outcome;
use crate::domain::rma::RmaState;
use crate::domain::rma::summary::{Late, RmaSummary};
use crate::template::{Locale, TemplateError};

/// Late lines shown; the rest is counted.
const SHOWN: usize = 10;

/// The section, already written.
#[derive(Debug, Serialize)]
pub(super) struct RmaPart {
    badge: Badge,
    sentence: String,
    facts: Vec<Fact>,
    months: Vec<MonthRow>,
    models: Vec<String>,
    reasons: Vec<String>,
    notes: Vec<String>,
    not_returned: Option<LatePart>,
    shipped_late: Option<LatePart>,
}

/// A month, and the sum so far beside the allowance.
#[derive(Debug, Serialize)]
struct MonthRow {
    month: String,
    units: String,
    share: String,
}

/// Lines of RMAs that are late.
#[derive(Debug, Serialize)]
struct LatePart {
    title: String,
    rows: Vec<String>,
    more: String,
}

impl RmaPart {
    /// What was shipped late is between the seller and the partner.
    pub(super) fn for_customer(self) -> Self {
        Self { shipped_late: None, ..self }
    }
}

/// The section; none without the headset category, or where no return is known at all.
pub(super) fn part(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<RmaPart>, TemplateError> {
    let Some(rma) = outcome.rma.as_ref() else { return Ok(None) };
    let numbers = &locale.numbers;
    let reasons = rma.reasons.iter().any(|(reason, _)| !reason.is_empty());
    let mut notes = Vec::new();
    if rma.other_than_headsets > 0 {
        notes.push(locale.say_count("notice-step-others", rma.other_than_headsets, &[])?);
    }
    if let Some(words) = left_out(locale, &rma.left_out)? {
        notes.push(locale.say("notice-step-left-out", &[("reasons", &words)])?);
    }
    let base =
        locale.say("rma-base-since", &[("base", &numbers.count(rma.base)), ("day", &locale.dates.day(rma.base_on))])?;
    let above =
        if rma.overage > 0 { ("label-rma-overage", rma.overage) } else { ("label-rma-remaining", rma.remaining) };
    Ok(Some(RmaPart {
        badge: badge(locale, rma.state)?,
        sentence: sentence(locale, rma)?,
        facts: vec![
            fact(locale, "label-rma-rate", rate(locale, rma)?)?,
            fact(locale, "label-rma-threshold", numbers.percent(rma.percent.decimal()))?,
            fact(locale, "label-rma-units", numbers.count(rma.units))?,
            fact(locale, "label-rma-base", base)?,
            fact(locale, "label-rma-allowed", numbers.count(rma.allowed))?,
            fact(locale, above.0, numbers.count(above.1))?,
        ],
        months: if rma.units > 0 { months(locale, rma) } else { Vec::new() },
        models: top(locale, &rma.models, "model-without-name")?,
        reasons: if reasons { top(locale, &rma.reasons, "rma-no-reason")? } else { Vec::new() },
        notes,
        not_returned: late(locale, "report-rma-not-returned", "report-rma-due", &rma.not_returned)?,
        shipped_late: late(locale, "report-rma-shipped-late", "report-rma-shipped", &rma.shipped_late)?,
    }))
}

/// One line of the summary, where the returns ask for attention.
pub(super) fn summary(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<String>, TemplateError> {
    let Some(rma) = concerned(outcome) else { return Ok(None) };
    sentence(locale, rma).map(Some)
}

/// What the subject says of it.
pub(super) fn subject(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<String>, TemplateError> {
    let over = concerned(outcome).is_some_and(|rma| rma.state == RmaState::Over);
    over.then(|| locale.say("report-subject-rma", &[])).transpose()
}

/// The position, if it is more than information.
pub(super) fn concerned(outcome: &Outcome) -> Option<&RmaSummary> {
    outcome.rma.as_ref().filter(|rma| rma.state != RmaState::Ok)
}

fn badge(locale: &Locale<'_>, state: RmaState) -> Result<Badge, TemplateError> {
    Ok(match state {
        RmaState::Ok => Badge { class: "ok", word: locale.choose("state", "ok")? },
        RmaState::Watch => Badge { class: "watch", word: locale.choose("state", "watch")? },
        RmaState::Over => Badge { class: "action", word: locale.say("rma-warning-badge-over", &[])? },
    })
}

/// `RMA 2026: 54 units of 50 allowed, 5.40 % of the installed base: threshold exceeded.`
pub(super) fn sentence(locale: &Locale<'_>, rma: &RmaSummary) -> Result<String, TemplateError> {
    locale.say(
        "report-rma-sentence",
        &[
            ("year", &rma.year.to_string()),
            ("units", &locale.numbers.count(rma.units)),
            ("allowed", &locale.numbers.count(rma.allowed)),
            ("rate", &rate(locale, rma)?),
            ("state", &badge(locale, rma.state)?.word),
        ],
    )
}

fn rate(locale: &Locale<'_>, rma: &RmaSummary) -> Result<String, TemplateError> {
    match rma.rate_percent {
        Some(rate) => Ok(locale.numbers.percent(rate)),
        None => locale.say("not-available", &[]),
    }
}

fn months(locale: &Locale<'_>, rma: &RmaSummary) -> Vec<MonthRow> {
    let mut sum = 0;
    let row = |(month, units): &(_, u64)| {
        sum += units;
        MonthRow {
            month: locale.dates.short_month(*month),
            units: locale.numbers.count(*units),
            share: format!("{} / {}", locale.numbers.count(sum), locale.numbers.count(rma.allowed)),
        }
    };
    rma.by_month.iter().map(row).collect()
}

fn late(locale: &Locale<'_>, title: &str, row: &str, late: &[Late]) -> Result<Option<LatePart>, TemplateError> {
    let units: u64 = late.iter().map(|late| late.units).sum();
    if units == 0 {
        return Ok(None);
    }
    let write = |late: &Late| {
        let came = late.came_on.map(|day| locale.dates.day(day)).unwrap_or_default();
        let number = clean::name(&late.rma_number);
        let name = locale.say("rma-line-name", &[("number", &number), ("line", &late.rma_line.to_string())])?;
        locale.say(
            row,
            &[
                ("rma", &name),
                ("units", &locale.numbers.count(late.units)),
                ("model", &clean::name(&late.model)),
                ("due", &locale.dates.day(late.due_on)),
                ("came", &came),
            ],
        )
    };
    let hidden = late.len().saturating_sub(SHOWN);
    Ok(Some(LatePart {
        title: locale.say_count(title, units, &[])?,
        rows: late.iter().take(SHOWN).map(write).collect::<Result<_, _>>()?,
        more: if hidden > 0 { locale.say_count("held-notice-price-more", hidden as u64, &[])? } else { String::new() },
    }))
}
