//! What was counted and what it will come to: models, what is new or gone, life cycle, odd detection times.
//!
//! Lists are cut after so many rows that a mail stays below 100 KiB; the device list has them all.

use serde::Serialize;

use crate::document::chart::Proportion;
use crate::document::clean;
use crate::document::parts::{Row, Rows, category};
use crate::document::report::figures::difference;
use crate::document::report::plain;
use crate::domain::category::Category;
use crate::domain::contract::ExcludeFrom;
use crate::domain::outcome::{LifeCycleModel, ModelCount, Outcome, RecognisedBy};
use crate::template::{Locale, TemplateError};

/// Rows of the models of one category in a mail.
const LONG: usize = 12;
/// The same on pages, which have more room; a table of thousands would take seconds and half a gigabyte to lay out.
const LONGEST: usize = 40;
/// Rows of any other list.
pub(super) const SHORT: usize = 10;

/// The models of one category.
#[derive(Debug, Serialize)]
pub(in crate::document) struct ModelGroup {
    category: String,
    counted: String,
    with_change: bool,
    list: Rows,
}

impl ModelGroup {
    /// The category with its count.
    pub(in crate::document) fn title(&self, locale: &Locale<'_>) -> Result<String, TemplateError> {
        locale.say("models-group", &[("category", &self.category), ("counted", &self.counted)])
    }
}

/// The models of one category with their shares of it.
#[derive(Debug, Serialize)]
pub(super) struct Composition {
    title: String,
    with_change: bool,
    rows: Vec<Share>,
    more: String,
}

/// A model, and its part of the category: 0 to 1.
#[derive(Debug, Serialize)]
struct Share {
    row: Row,
    share: Proportion,
}

/// Models whose support has ended or will.
#[derive(Debug, Serialize)]
pub(super) struct LifeCyclePart {
    ended: Option<Rows>,
    ending: Option<Rows>,
    without_date: String,
    date: String,
}

/// Counted models by category, most first, with what changed since the last audited month: as many as a mail shows.
pub(super) fn models(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<ModelGroup>, TemplateError> {
    groups(locale, outcome, LONG, &|_| true)
}

/// The same for some categories, as many as a page shows.
pub(super) fn models_on_page(
    locale: &Locale<'_>,
    outcome: &Outcome,
    wanted: &dyn Fn(Category) -> bool,
) -> Result<Vec<ModelGroup>, TemplateError> {
    groups(locale, outcome, LONGEST, wanted)
}

/// What each category is made of.
pub(super) fn composition(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Composition>, TemplateError> {
    let mut composition = Vec::new();
    for (place, group) in
        Category::ALL.into_iter().filter(|place| has(outcome, *place)).zip(models_on_page(locale, outcome, &|_| true)?)
    {
        let models = || outcome.models.iter().filter(|model| model.category == place);
        let all: u64 = models().map(|model| model.counted).sum();
        let share = |(row, model): (Row, &ModelCount)| Share { row, share: Proportion::of(model.counted, all) };
        composition.push(Composition {
            title: group.title(locale)?,
            with_change: group.with_change,
            rows: group.list.rows.into_iter().zip(models()).map(share).collect(),
            more: group.list.more,
        });
    }
    Ok(composition)
}

fn groups(
    locale: &Locale<'_>,
    outcome: &Outcome,
    limit: usize,
    wanted: &dyn Fn(Category) -> bool,
) -> Result<Vec<ModelGroup>, TemplateError> {
    let mut groups = Vec::new();
    for place in Category::ALL.into_iter().filter(|place| wanted(*place) && has(outcome, *place)) {
        let models: Vec<&ModelCount> = outcome.models.iter().filter(|model| model.category == place).collect();
        let rows: Result<Vec<Row>, _> = models.iter().take(limit).map(|model| model_row(locale, model)).collect();
        let hidden: Vec<u64> = models.iter().skip(limit).map(|model| model.counted).collect();
        groups.push(ModelGroup {
            category: category(locale, place)?,
            counted: locale.numbers.count(models.iter().map(|model| model.counted).sum()),
            with_change: models.iter().any(|model| model.previous.is_some()),
            list: Rows { rows: rows?, more: more(locale, &hidden)? },
        });
    }
    Ok(groups)
}

fn has(outcome: &Outcome, place: Category) -> bool {
    outcome.models.iter().any(|model| model.category == place)
}

fn model_row(locale: &Locale<'_>, model: &ModelCount) -> Result<Row, TemplateError> {
    let note = match (model.previous, model.recognised_by) {
        (Some(0), _) => locale.say("model-new", &[])?,
        (_, RecognisedBy::Line) => locale.say("model-by-line", &[])?,
        (_, RecognisedBy::Name | RecognisedBy::Alias) => String::new(),
    };
    let change = model.previous.map(|before| locale.numbers.change(difference(model.counted, before)));
    Ok(Row {
        name: clean::name(&model.model),
        count: locale.numbers.count(model.counted),
        change: change.unwrap_or_default(),
        note,
    })
}

/// Models that were counted last time and are gone now.
pub(super) fn vanished(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<Rows>, TemplateError> {
    let gone = outcome.vanished.iter().map(|m| (clean::name(&m.model), m.previous.unwrap_or(m.counted))).collect();
    Ok(some(capped(locale, gone, SHORT)?))
}

/// What is past its support, will be within a year, or has no date; none if nothing of it is there.
pub(super) fn life_cycle(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<LifeCyclePart>, TemplateError> {
    let found = &outcome.life_cycle;
    let part = LifeCyclePart {
        ended: dated(locale, &found.ended)?,
        ending: dated(locale, &found.ending)?,
        without_date: match found.without_date {
            0 => String::new(),
            devices => locale.say_count("life-cycle-without-date", devices, &[])?,
        },
        date: match outcome.contract.exceptions.exclude_from {
            ExcludeFrom::EndOfSupport => locale.say("column-end-of-support", &[])?,
            ExcludeFrom::EndOfSale => locale.say("column-end-of-sale", &[])?,
        },
    };
    let empty = part.ended.is_none() && part.ending.is_none() && part.without_date.is_empty();
    Ok((!empty).then_some(part))
}

fn dated(locale: &Locale<'_>, models: &[LifeCycleModel]) -> Result<Option<Rows>, TemplateError> {
    let row = |model: &LifeCycleModel| Row {
        note: locale.dates.day(model.end_of_support),
        ..plain(clean::name(&model.model), locale.numbers.count(model.devices))
    };
    let hidden: Vec<u64> = models.iter().skip(SHORT).map(|model| model.devices).collect();
    Ok(some(Rows { rows: models.iter().take(SHORT).map(row).collect(), more: more(locale, &hidden)? }))
}

/// Sentences on detection times that cannot be right (A32).
pub(super) fn odd_detection(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let odd = outcome.odd_detection;
    let found = [("odd-never", odd.never), ("odd-future", odd.in_future)];
    found.into_iter().filter(|(_, devices)| *devices > 0).map(|(key, n)| locale.say_count(key, n, &[])).collect()
}

/// The first rows of a list, and a sentence on the rest.
pub(super) fn capped(locale: &Locale<'_>, all: Vec<(String, u64)>, limit: usize) -> Result<Rows, TemplateError> {
    let hidden: Vec<u64> = all.iter().skip(limit).map(|(_, devices)| *devices).collect();
    let shown = all.into_iter().take(limit).map(|(name, devices)| plain(name, locale.numbers.count(devices)));
    Ok(Rows { rows: shown.collect(), more: more(locale, &hidden)? })
}

fn more(locale: &Locale<'_>, hidden: &[u64]) -> Result<String, TemplateError> {
    if hidden.is_empty() {
        return Ok(String::new());
    }
    let devices = locale.say_count("device-count", hidden.iter().sum(), &[])?;
    locale.say_count("more-models", u64::try_from(hidden.len()).unwrap_or(u64::MAX), &[("devices", &devices)])
}

fn some(rows: Rows) -> Option<Rows> {
    (!rows.rows.is_empty()).then_some(rows)
}
