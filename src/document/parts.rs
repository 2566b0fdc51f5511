//! Parts that several documents show, written once: facts, units by category, states, and the sums that must close.

use serde::Serialize;

use crate::document::clean;
use crate::domain::category::Category;
use crate::domain::month::Month;
use crate::domain::outcome::{NotCounted, Outcome, SourceFacts, SourceKind};
use crate::template::{Locale, TemplateError};

/// A label and what stands beside it.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    pub(super) label: String,
    pub(super) value: String,
}

/// A counted thing with a remark.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) count: String,
    pub(super) change: String,
    pub(super) note: String,
}

/// A list that is cut for the reader, with the sentence that says what was cut.
#[derive(Debug, Serialize)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    pub(super) more: String,
}

/// A state as a word, with the class that colours it.
#[derive(Debug, Serialize)]
pub(super) struct Badge {
    pub(super) class: &'static str,
    pub(super) word: String,
}

/// A table with a column per category and a row per figure: narrow enough for a phone.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    pub(super) categories: Vec<String>,
    pub(super) rows: Vec<Figure>,
    /// A last row of states; empty where there is none.
    pub(super) states: Vec<Badge>,
}

/// One figure of every category.
#[derive(Debug, Serialize)]
pub(super) struct Figure {
    pub(super) label: String,
    pub(super) cells: Vec<String>,
    pub(super) strong: bool,
}

/// Devices not counted, with the sum that closes (listed = counted + not counted).
#[derive(Debug, Serialize)]
pub(super) struct NotCountedPart {
    pub(super) rows: Vec<Row>,
    pub(super) total: String,
    /// Said instead of rows.
    pub(super) none: String,
    pub(super) closing: String,
}

/// A fact with a worded label.
pub(super) fn fact(locale: &Locale<'_>, key: &str, value: impl Into<String>) -> Result<Fact, TemplateError> {
    Ok(Fact { label: locale.say(key, &[])?, value: value.into() })
}

/// The foot of every page: number of the document, issue, contract, site, and the time of what was counted.
pub(super) fn footer(
    locale: &Locale<'_>,
    number: &str,
    issued: String,
    outcome: &Outcome,
) -> Result<Vec<String>, TemplateError> {
    let mut facts =
        vec![fact(locale, "label-issued", issued)?, fact(locale, "label-contract", outcome.contract.id.as_str())?];
    if let Some(site) = &outcome.parties.customer.site_id {
        facts.push(fact(locale, "label-site", clean::line(site))?);
    }
    facts.push(fact(locale, "label-snapshot", locale.dates.instant(outcome.source.taken_at))?);
    let said = facts.into_iter().map(|fact| format!("{}\u{a0}{}", fact.label, fact.value));
    Ok([number.to_owned()].into_iter().chain(said).collect())
}

/// The first letter in upper case, for the beginning of a line.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name of a category at the beginning of a line or column.
pub(super) fn category(locale: &Locale<'_>, category: Category) -> Result<String, TemplateError> {
    Ok(capital(&locale.choose("category", category.as_str())?))
}

/// `50 headsets, 3 video devices`.
pub(super) fn units(locale: &Locale<'_>, units: &[(Category, u64)]) -> Result<String, TemplateError> {
    let mut texts = Vec::new();
    for (category, count) in units {
        texts.push(locale.say_count(&format!("units-{}", category.as_str()), *count, &[])?);
    }
    Ok(texts.join(", "))
}

/// Added units by category, over all tranches of a quote.
pub(super) fn units_of<'a>(lines: impl IntoIterator<Item = (&'a Category, u64)>) -> Vec<(Category, u64)> {
    let mut sums: Vec<(Category, u64)> = Vec::new();
    for (category, count) in lines {
        match sums.iter_mut().find(|(known, _)| known == category) {
            Some((_, sum)) => *sum += count,
            None => sums.push((*category, count)),
        }
    }
    sums
}

/// Where the devices were listed, by name: `Poly Lens, tenant Acme`.
pub(super) fn source(locale: &Locale<'_>, outcome: &Outcome) -> Result<String, TemplateError> {
    source_named(locale, &outcome.source)
}

/// The same for what was counted without an audit.
pub(super) fn source_named(locale: &Locale<'_>, source: &SourceFacts) -> Result<String, TemplateError> {
    const SHOWN: usize = 4;
    let names: Vec<String> = source.names.iter().take(SHOWN).map(|name| clean::name(name)).collect();
    let mut names = names.join(", ");
    let hidden = source.names.len().saturating_sub(SHOWN);
    if hidden > 0 {
        names = format!("{names} (+{hidden})");
    }
    let kind = locale.say(source_key(source.kind), &[])?;
    Ok(if names.is_empty() { kind } else { format!("{kind}{} {names}", locale.colon()) })
}

/// Months that ended without an audit, in a sentence; none, no sentence.
pub(super) fn unaudited(locale: &Locale<'_>, months: &[Month]) -> Result<Option<String>, TemplateError> {
    if months.is_empty() {
        return Ok(None);
    }
    let written: Vec<String> = months.iter().map(|month| locale.dates.month(*month)).collect();
    locale.say("unaudited-months", &[("months", &written.join(", "))]).map(Some)
}

/// Devices left out by reason, and the closing sum.
pub(super) fn not_counted(locale: &Locale<'_>, outcome: &Outcome) -> Result<NotCountedPart, TemplateError> {
    left_out(locale, &outcome.not_counted, outcome.source.listed, outcome.source.counted)
}

/// The same for what was counted without an audit.
pub(super) fn left_out(
    locale: &Locale<'_>,
    not_counted: &[NotCounted],
    listed: u64,
    counted: u64,
) -> Result<NotCountedPart, TemplateError> {
    let mut rows = Vec::new();
    for left_out in not_counted {
        rows.push(Row {
            name: capital(&locale.choose("reason", left_out.reason.as_str())?),
            count: locale.numbers.count(left_out.devices),
            change: String::new(),
            note: String::new(),
        });
    }
    let total = locale.numbers.count(not_counted.iter().map(|left_out| left_out.devices).sum());
    let closing = locale.say(
        "not-counted-closing",
        &[("listed", &locale.numbers.count(listed)), ("counted", &locale.numbers.count(counted)), ("left_out", &total)],
    )?;
    let none = if listed == 0 { "not-counted-nothing-listed" } else { "not-counted-none" };
    Ok(NotCountedPart { rows, total, none: locale.say(none, &[])?, closing })
}

/// `sha256:0123456789abcdef…` is enough for the eye to compare; the whole one is in the ledger.
pub(super) fn short_digest(digest: &str) -> String {
    const KEPT: usize = 23;
    let line = clean::line(digest);
    if line.chars().count() <= KEPT { line } else { format!("{}…", line.chars().take(KEPT).collect::<String>()) }
}

/// The wording of a kind of source.
pub(super) fn source_key(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Lens => "source-lens",
        SourceKind::Report => "source-report",
    }
}
