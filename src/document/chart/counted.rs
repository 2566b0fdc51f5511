//! Counts of a category against its baseline, month by month.

use serde::Serialize;

use crate::document::chart::{Tick, ticks, top};
use crate::document::parts::category;
use crate::domain::audit::Line;
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::state::AuditState;
use crate::template::{Locale, TemplateError};

/// Counts of one category against its baseline, month by month, this month last.
#[derive(Debug, Serialize)]
pub(in crate::document) struct Counted {
    category: String,
    /// Label of this month's count.
    now: String,
    /// Label of this month's baseline.
    baseline: String,
    /// Where the axis ends; it begins at nought.
    top: u64,
    ticks: Vec<Tick>,
    months: Vec<Bar>,
    /// What the chart says, in words.
    pub(super) alt: String,
}

/// One month.
#[derive(Debug, Serialize)]
struct Bar {
    /// `nov`.
    month: String,
    /// `2026`, where it begins.
    year: String,
    /// N; none where nobody counted, and then the gap is named and not drawn as nought.
    counted: Option<u64>,
    label: String,
    /// Said where nobody counted.
    gap: String,
    baseline: Option<u64>,
}

/// One month before it is written.
struct Point {
    month: Month,
    counted: Option<u64>,
    baseline: Option<u64>,
    audited: bool,
}

/// A chart per category; none in a first month.
pub(in crate::document) fn counted(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Counted>, TemplateError> {
    if outcome.history.is_empty() {
        return Ok(Vec::new());
    }
    outcome.lines.iter().map(|line| of_category(locale, outcome, line)).collect()
}

fn of_category(locale: &Locale<'_>, outcome: &Outcome, line: &Line) -> Result<Counted, TemplateError> {
    let past = outcome.history.iter().map(|past| {
        let point = past.points.iter().find(|point| point.category == line.category);
        let counted = point.and_then(|point| point.counted);
        let baseline = point.and_then(|point| point.baseline).filter(|_| counted.is_some());
        Point { month: past.month, counted, baseline, audited: past.state != AuditState::NotAudited }
    });
    let now = Point { month: outcome.month, counted: line.counted, baseline: Some(line.baseline), audited: true };
    let months: Vec<_> = past.chain([now]).collect();
    let highest = months.iter().flat_map(|point| [point.counted, point.baseline]).flatten().max();
    let ticks = ticks(locale, highest.unwrap_or(0));
    let none = locale.say("not-available", &[])?;
    Ok(Counted {
        category: category(locale, line.category)?,
        now: line.counted.map_or(none, |counted| locale.numbers.count(counted)),
        baseline: locale.numbers.count(line.baseline),
        top: top(&ticks),
        ticks,
        months: bars(locale, &months)?,
        alt: in_words(locale, line, &months)?,
    })
}

fn bars(locale: &Locale<'_>, months: &[Point]) -> Result<Vec<Bar>, TemplateError> {
    let mut shown = String::new();
    let mut bars = Vec::new();
    for Point { month, counted, baseline, audited } in months {
        let written = locale.dates.short_month(*month);
        let (name, year) = written.rsplit_once(' ').unwrap_or((&written, ""));
        let year = if year == shown { String::new() } else { year.to_owned() };
        if !year.is_empty() {
            shown.clone_from(&year);
        }
        // A category that was not under contract then has no count either, but nobody failed to audit it.
        let gap = if *audited { String::new() } else { locale.say("not-audited", &[])? };
        let label = counted.map(|counted| locale.numbers.count(counted)).unwrap_or_default();
        bars.push(Bar { month: name.to_owned(), year, counted: *counted, label, gap, baseline: *baseline });
    }
    Ok(bars)
}

/// First and last count, the baseline, and the months without an audit.
fn in_words(locale: &Locale<'_>, line: &Line, months: &[Point]) -> Result<String, TemplateError> {
    let count = |counted: u64| locale.numbers.count(counted);
    let mut audited = months.iter().filter_map(|point| Some((point.month, point.counted?)));
    let mut words = Vec::new();
    let name = category(locale, line.category)?;
    if let Some((from, first)) = audited.next() {
        let (to, last) = audited.next_back().unwrap_or((from, first));
        words.push(locale.say(
            "chart-alt",
            &[
                ("category", &name),
                ("first", &count(first)),
                ("from", &locale.dates.month(from)),
                ("last", &count(last)),
                ("to", &locale.dates.month(to)),
                ("baseline", &count(line.baseline)),
            ],
        )?);
    }
    let gaps = months.iter().filter(|point| !point.audited);
    let gaps: Vec<String> = gaps.map(|point| locale.dates.month(point.month)).collect();
    if !gaps.is_empty() {
        words.push(locale.say("chart-alt-gaps", &[("months", &gaps.join(", "))])?);
    }
    Ok(words.join(" "))
}
