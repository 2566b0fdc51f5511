//! What changed since the version that was sent before, if a person opened the month again.

use crate::document::{clean, parts};
use crate::domain::outcome::{Outcome, Reopened};
use crate::template::{Locale, TemplateError};

/// What changed since the version that was sent before, if a person opened the month again.
pub(super) fn lines(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let Some(reopened) = &outcome.reopened else { return Ok(Vec::new()) };
    let numbers = &locale.numbers;
    let (version, before) = (numbers.count(u64::from(outcome.version)), numbers.count(u64::from(reopened.version)));
    let (by, reason) = (clean::name(&reopened.by), clean::name(&reopened.reason));
    let arguments = [("version", version.as_str()), ("before", &before), ("by", &by), ("reason", &reason)];
    let mut lines = vec![locale.say("reopened-by", &arguments)?];
    lines.extend(counted(locale, outcome, reopened)?);
    let issued = outcome.quote.as_ref().map(|issued| issued.quote.number.as_str());
    match (&reopened.quote, issued) {
        (Some(old), Some(new)) => lines.push(locale.say("reopened-replaced", &[("old", old), ("new", new)])?),
        (Some(old), None) => lines.push(locale.say("reopened-withdrawn", &[("old", old)])?),
        (None, Some(new)) => lines.push(locale.say("reopened-issued", &[("new", new)])?),
        (None, None) => {}
    }
    Ok(lines)
}

/// The same without who did it, why, and the quotes.
pub(super) fn counts(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let Some(reopened) = &outcome.reopened else { return Ok(Vec::new()) };
    let count = |version: u32| locale.numbers.count(u64::from(version));
    let (version, before) = (count(outcome.version), count(reopened.version));
    let mut lines = vec![locale.say("reopened-version", &[("version", &version), ("before", &before)])?];
    lines.extend(counted(locale, outcome, reopened)?);
    Ok(lines)
}

/// What each category counts now, and counted before.
fn counted(locale: &Locale<'_>, outcome: &Outcome, reopened: &Reopened) -> Result<Vec<String>, TemplateError> {
    let numbers = &locale.numbers;
    let mut lines = Vec::new();
    for (category, before) in &reopened.counted {
        let line = outcome.lines.iter().find(|line| line.category == *category);
        let now = line.and_then(|line| line.counted).unwrap_or(0);
        let name = parts::category(locale, *category)?;
        let (before, key) = (*before, if now == *before { "reopened-same" } else { "reopened-counted" });
        let (before, now) = (numbers.count(before), numbers.count(now));
        lines.push(locale.say(key, &[("category", &name), ("before", &before), ("now", &now)])?);
    }
    Ok(lines)
}
