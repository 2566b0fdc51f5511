//! Units returned over a year, as they add up, against the allowance.

use serde::Serialize;

use crate::document::chart::{Tick, ticks, top};
use crate::domain::month::Month;
use crate::template::{Locale, TemplateError};

/// Units returned since January as they add up, against the allowance of the year.
#[derive(Debug, Serialize)]
pub(in crate::document) struct Returned {
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
    pub(super) alt: String,
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

/// Units by month, January first, against the allowance; none where nothing was returned.
pub(in crate::document) fn returned(
    locale: &Locale<'_>,
    by_month: &[(Month, u64)],
    allowed: u64,
) -> Result<Option<Returned>, TemplateError> {
    let Some((january, _)) = by_month.first().filter(|_| by_month.iter().any(|(_, units)| *units > 0)) else {
        return Ok(None);
    };
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
    let (sum, allowance) = (locale.numbers.count(sum), locale.numbers.count(allowed));
    let come = months.iter().filter(|month| month.sum.is_some());
    let by_month: Vec<String> = come.map(|month| format!("{} {}", month.month, month.units)).collect();
    let alt = locale.say(
        "chart-alt-returned",
        &[
            ("year", &january.year().to_string()),
            ("months", &by_month.join(", ")),
            ("sum", &sum),
            ("allowed", &allowance),
        ],
    )?;
    Ok(Some(Returned { top: top(&ticks), ticks, allowed, allowance, sum, months, alt }))
}
