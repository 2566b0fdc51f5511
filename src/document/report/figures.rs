//! Devices against baseline: this month's table, the months before it, and when the baseline will be reached.

use serde::Serialize;

use crate::document::parts::{Badge, Figure, Figures, category};
use crate::domain::audit::Line;
use crate::domain::category::Category;
use crate::domain::month::Month;
use crate::domain::outcome::{Outcome, PastMonth, Reaches};
use crate::template::{Locale, TemplateError};

/// Counts against baselines by month, this month last.
#[derive(Debug, Serialize)]
pub(super) struct History {
    categories: Vec<String>,
    rows: Vec<HistoryRow>,
}

/// One month.
#[derive(Debug, Serialize)]
pub(super) struct HistoryRow {
    month: String,
    current: bool,
    /// Said instead of numbers where nobody counted.
    gap: String,
    cells: Vec<Point>,
}

/// A count with the baseline of its time.
#[derive(Debug, Serialize)]
pub(super) struct Point {
    counted: String,
    baseline: String,
}

/// The table of this month.
pub(super) fn lines(locale: &Locale<'_>, outcome: &Outcome) -> Result<Figures, TemplateError> {
    let lines = &outcome.lines;
    let numbers = &locale.numbers;
    let none = locale.say("not-available", &[])?;
    let or_none = |text: Option<String>| text.unwrap_or_else(|| none.clone());
    let figure = |key: &str, strong: bool, cell: &dyn Fn(&Line) -> String| {
        Ok(Figure { label: locale.say(key, &[])?, cells: lines.iter().map(cell).collect(), strong })
    };
    let mut rows = vec![figure("figure-contracted", false, &|line| numbers.count(line.contracted))?];
    if lines.iter().any(|line| line.compared_with != line.contracted) {
        rows.push(figure("figure-compared", false, &|line| numbers.count(line.compared_with))?);
    }
    rows.push(figure("figure-baseline", false, &|line| numbers.count(line.baseline))?);
    rows.push(figure("figure-counted", true, &|line| or_none(line.counted.map(|n| numbers.count(n))))?);
    rows.push(figure("figure-increase", false, &|line| or_none(line.increase.map(|n| numbers.change(n))))?);
    rows.push(figure("figure-percent", false, &|line| {
        or_none(line.increase_percent.map(|p| numbers.percent_change(p)))
    })?);
    let headroom = |line: &Line| line.counted.map(|n| difference(line.baseline, n));
    rows.push(figure("figure-headroom", false, &|line| or_none(headroom(line).map(|n| signed(locale, n))))?);
    rows.extend(last_month(locale, outcome, &none)?);
    if lines.iter().any(|line| line.new_contracted.is_some()) {
        rows.push(figure("figure-new-contracted", false, &|line| {
            numbers.count(line.new_contracted.unwrap_or(line.compared_with))
        })?);
        rows.push(figure("figure-new-baseline", false, &|line| {
            numbers.count(line.new_baseline.unwrap_or(line.baseline))
        })?);
    }
    let mut states = Vec::new();
    for line in lines {
        let word = locale.choose("state", line.state.as_str())?;
        states.push(Badge { class: line.state.as_str(), word });
    }
    Ok(Figures { categories: categories(locale, outcome)?, rows, states })
}

/// The last month that was audited, and the change since; nothing in a first month.
fn last_month(locale: &Locale<'_>, outcome: &Outcome, none: &str) -> Result<Vec<Figure>, TemplateError> {
    let audited = |past: &&PastMonth| past.points.iter().any(|point| point.counted.is_some());
    let Some(last) = outcome.history.iter().rev().find(audited) else { return Ok(Vec::new()) };
    let before = |category| last.points.iter().find(|point| point.category == category).and_then(|p| p.counted);
    let cells = |text: &dyn Fn(&Line, u64) -> Option<String>| {
        let cell = |line: &Line| before(line.category).and_then(|n| text(line, n)).unwrap_or_else(|| none.to_owned());
        outcome.lines.iter().map(cell).collect::<Vec<String>>()
    };
    let month = locale.dates.short_month(last.month);
    Ok(vec![
        Figure {
            label: locale.say("figure-last", &[("month", &month)])?,
            cells: cells(&|_, n| Some(locale.numbers.count(n))),
            strong: false,
        },
        Figure {
            label: locale.say("figure-change", &[])?,
            cells: cells(&|line, n| line.counted.map(|now| locale.numbers.change(difference(now, n)))),
            strong: false,
        },
    ])
}

/// The last twelve months; none in a first month. A month that nobody counted says so and shows no number.
pub(super) fn history(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<History>, TemplateError> {
    if outcome.history.is_empty() {
        return Ok(None);
    }
    let gap = locale.say("not-audited", &[])?;
    let none = locale.say("not-available", &[])?;
    let point = |counted: Option<u64>, baseline: Option<u64>| Point {
        counted: counted.map_or_else(|| none.clone(), |n| locale.numbers.count(n)),
        baseline: baseline.filter(|_| counted.is_some()).map(|n| locale.numbers.count(n)).unwrap_or_default(),
    };
    let past = outcome.history.iter().map(|past| {
        let of = |category: Category| past.points.iter().find(|point| point.category == category);
        let values = outcome.lines.iter().map(|line| of(line.category));
        let cells: Vec<(Option<u64>, Option<u64>)> =
            values.map(|found| found.map_or((None, None), |point| (point.counted, point.baseline))).collect();
        (past.month, false, cells)
    });
    let now = outcome.lines.iter().map(|line| (line.counted, Some(line.baseline))).collect();
    let rows = past.chain([(outcome.month, true, now)]).map(|(month, current, cells): (Month, bool, Vec<_>)| {
        let counted = cells.iter().any(|(counted, _): &(Option<u64>, Option<u64>)| counted.is_some());
        HistoryRow {
            month: locale.dates.short_month(month),
            current,
            gap: if counted { String::new() } else { gap.clone() },
            cells: cells.into_iter().map(|(counted, baseline)| point(counted, baseline)).collect(),
        }
    });
    Ok(Some(History { categories: categories(locale, outcome)?, rows: rows.collect() }))
}

/// A sentence per category on when it will reach its baseline.
pub(super) fn forecast(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let mut sentences = Vec::new();
    for forecast in &outcome.forecast {
        let name = category(locale, forecast.category)?;
        let (key, month) = match forecast.reaches_baseline {
            Reaches::NoForecast => ("forecast-none", String::new()),
            Reaches::Reached => ("forecast-reached", String::new()),
            Reaches::NotInTerm => ("forecast-not-in-term", String::new()),
            Reaches::In(month) => ("forecast-in", locale.dates.month(month)),
        };
        sentences.push(locale.say(key, &[("category", &name), ("month", &month)])?);
    }
    Ok(sentences)
}

/// A category to watch, with the room that is left.
pub(super) fn watched(locale: &Locale<'_>, line: &Line) -> Result<String, TemplateError> {
    let name = locale.choose("category", line.category.as_str())?;
    let headroom = signed(locale, difference(line.baseline, line.counted.unwrap_or(line.baseline)));
    locale.say("watched", &[("category", &name), ("headroom", &headroom)])
}

fn categories(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    outcome.lines.iter().map(|line| category(locale, line.category)).collect()
}

/// a - b, for counts that are far below the limits of the type.
pub(super) fn difference(a: u64, b: u64) -> i64 {
    i64::try_from(i128::from(a) - i128::from(b)).unwrap_or(i64::MAX)
}

/// A headroom: no plus sign, a minus where the baseline is passed.
fn signed(locale: &Locale<'_>, value: i64) -> String {
    match u64::try_from(value) {
        Ok(value) => locale.numbers.count(value),
        Err(_) => locale.numbers.change(value),
    }
}
