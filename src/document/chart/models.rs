//! What a category is made of: its models with their shares of it.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use crate::document::chart::Proportion;
use crate::document::clean;
use crate::document::parts::category;
use crate::domain::category::Category;
use crate::domain::outcome::{ModelCount, Outcome};
use crate::template::{Locale, TemplateError};

/// Bars of a category; the rest is one more.
const BARS: usize = 6;
/// The same where three categories share the picture.
const FEW: usize = 4;
/// Characters of a name beside its bar. The table has it whole.
const NAME: usize = 26;

/// The models of one category, most first.
#[derive(Debug, Serialize)]
pub(in crate::document) struct Models {
    title: String,
    rows: Vec<Bar>,
    /// What the chart says, in words.
    pub(super) alt: String,
}

/// A model, or all that have no bar of their own.
#[derive(Debug, Serialize)]
struct Bar {
    name: String,
    counted: String,
    percent: String,
    /// Part of the category.
    share: Proportion,
}

/// A chart for each category of more than one model, unless what has a bar is less than half of it: then the bars would
/// hardly show, and the table says more.
pub(in crate::document) fn models(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Models>, TemplateError> {
    let of = |place| outcome.models.iter().filter(move |model| model.category == place).collect::<Vec<_>>();
    let each = Category::ALL.into_iter().map(|place| (place, of(place))).filter(|(_, models)| models.len() > 1);
    let each: Vec<_> = each.collect();
    let bars = if each.len() > 2 { FEW } else { BARS };
    let mostly = |models: &[&ModelCount]| {
        let sum = |models: &[&ModelCount]| models.iter().map(|model| model.counted).sum::<u64>();
        sum(models.get(..bars).unwrap_or(models)) * 2 >= sum(models)
    };
    let shown = each.iter().filter(|(_, models)| mostly(models));
    shown.map(|(place, models)| of_category(locale, *place, models, bars)).collect()
}

fn of_category(
    locale: &Locale<'_>,
    place: Category,
    models: &[&ModelCount],
    bars: usize,
) -> Result<Models, TemplateError> {
    let all: u64 = models.iter().map(|model| model.counted).sum();
    let bar = |name: String, counted: u64| Bar {
        name,
        counted: locale.numbers.count(counted),
        percent: percent(locale, counted, all),
        share: Proportion::of(counted, all),
    };
    // One that is left over has room for its own name.
    let shown = if models.len() == bars + 1 { models.len() } else { bars };
    let mut rows: Vec<_> = models.iter().take(shown).map(|model| bar(short(&model.model), model.counted)).collect();
    let others = models.iter().skip(shown);
    if others.len() > 0 {
        let name = locale.say_count("chart-other-models", others.len() as u64, &[])?;
        rows.push(bar(name, others.map(|model| model.counted).sum()));
    }
    let title = [("category", category(locale, place)?), ("counted", locale.numbers.count(all))];
    let title = locale.say("models-group", &title.each_ref().map(|(name, text)| (*name, text.as_str())))?;
    let words: Vec<String> = rows.iter().map(|bar| format!("{} {}", bar.name, bar.percent)).collect();
    let alt = locale.say("chart-alt-models", &[("title", &title), ("models", &words.join(", "))])?;
    Ok(Models { title, rows, alt })
}

fn short(name: &str) -> String {
    let whole = clean::line(name);
    let end = whole.char_indices().nth(NAME).map_or(whole.len(), |(end, _)| end);
    let cut = if end < whole.len() { format!("{}…", whole[..end].trim_end()) } else { whole };
    clean::name(&cut)
}

/// To one decimal; what is too few for it is no nought.
fn percent(locale: &Locale<'_>, part: u64, all: u64) -> String {
    let least = Decimal::new(1, 1);
    let exact = (Decimal::from(part) * Decimal::ONE_HUNDRED).checked_div(Decimal::from(all)).unwrap_or_default();
    if part > 0 && exact < least {
        return format!("< {}", locale.numbers.percent(least));
    }
    let mut rounded = exact.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    locale.numbers.percent(rounded)
}
