//! What charts show, already written: labels, ticks, and the sentence that says the same to whoever sees no picture.
//! The shapes are drawn by `templates/document/chart.typ`; nothing here knows of lengths.

use serde::Serialize;

use crate::document::parts::category;
use crate::domain::audit::Line;
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::state::AuditState;
use crate::template::{Locale, TemplateError};

/// Lines across a chart, at most, above its foot.
const TICKS: u64 = 4;

/// Counts of one category against its baseline, month by month, this month last.
#[derive(Debug, Serialize)]
pub(super) struct Counted {
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
    alt: String,
}

/// A labelled height.
#[derive(Debug, Serialize)]
struct Tick {
    at: u64,
    label: String,
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

/// Units returned since January as they add up, against the allowance of the year.
#[derive(Debug, Serialize)]
pub(super) struct Returned {
    /// Where the axis ends; it begins at nought.
    top: u64,
    ticks: Vec<Tick>,
    allowed: u64,
    /// Label of the allowance.
    allowance: String,
    /// Label of the sum of the year.
    sum: String,
    /// January to December.
    months: Vec<Returns>,
    /// What the chart says, in words.
    alt: String,
}

/// Returns of one month.
#[derive(Debug, Serialize)]
struct Returns {
    month: String,
    /// Units of the month; empty where it has not come yet.
    units: String,
    /// Units of the year up to its end; none where it has not come yet.
    sum: Option<u64>,
    label: String,
}

/// One month before it is written.
struct Point {
    month: Month,
    counted: Option<u64>,
    baseline: Option<u64>,
    audited: bool,
}

/// A chart per category; none in a first month.
pub(super) fn counted(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Counted>, TemplateError> {
    if outcome.history.is_empty() {
        return Ok(Vec::new());
    }
    outcome.lines.iter().map(|line| of_category(locale, outcome, line)).collect()
}

/// All charts in one text, for the picture that shows them together.
pub(super) fn alt(charts: &[Counted]) -> String {
    charts.iter().map(|chart| chart.alt.as_str()).collect::<Vec<_>>().join(" ")
}

/// Units by month, January first, against the allowance; `alt` says the same in words.
pub(super) fn returned(locale: &Locale<'_>, by_month: &[(Month, u64)], allowed: u64, alt: String) -> Option<Returned> {
    let (january, _) = by_month.first()?;
    let mut sum = 0;
    let year = january.through(january.plus(11)).enumerate().map(|(place, month)| {
        let written = locale.dates.short_month(month);
        let name = written.rsplit_once(' ').map_or(written.as_str(), |(name, _)| name).to_owned();
        let units = by_month.get(place).map(|(_, units)| *units);
        sum += units.unwrap_or(0);
        Returns {
            month: name,
            units: units.map(|units| locale.numbers.count(units)).unwrap_or_default(),
            sum: units.map(|_| sum),
            label: units.map(|_| locale.numbers.count(sum)).unwrap_or_default(),
        }
    });
    let months: Vec<_> = year.collect();
    let ticks = ticks(locale, sum.max(allowed));
    Some(Returned {
        top: top(&ticks),
        ticks,
        allowed,
        allowance: locale.numbers.count(allowed),
        sum: locale.numbers.count(sum),
        months,
        alt,
    })
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

/// Round heights from nought to the first that is not below the highest value.
fn ticks(locale: &Locale<'_>, highest: u64) -> Vec<Tick> {
    let step = step(highest);
    let tick = |n: u64| Tick { at: n * step, label: locale.numbers.count(n * step) };
    (0..=highest.div_ceil(step).max(1)).map(tick).collect()
}

fn top(ticks: &[Tick]) -> u64 {
    ticks.last().map_or(1, |tick| tick.at)
}

/// The distance of ticks: 1, 2 or 5 times a power of ten.
fn step(highest: u64) -> u64 {
    let powers = (0..19).map(|power| 10_u64.pow(power));
    let mut steps = powers.flat_map(|power| [Some(power), power.checked_mul(2), power.checked_mul(5)]).flatten();
    steps.find(|step| highest.div_ceil(*step) <= TICKS).unwrap_or(u64::MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for (highest, expected) in [(0, 1), (1, 1), (4, 1), (5, 2), (9, 5), (1103, 500), (250_000, 100_000)] {
            assert_eq!(step(highest), expected, "{highest}");
        }
        assert!(step(u64::MAX).checked_mul(TICKS).is_none_or(|top| top >= u64::MAX / 2));
    }
}
