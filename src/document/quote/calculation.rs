//! The lines of a quote with every step of their calculation, in the exact fractions the amount is made of (R25).

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::clean;
use crate::document::parts::{capital, category};
use crate::domain::audit;
use crate::domain::contract::{Basis, Exceptions, Proration};
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::true_up::{Quote, QuoteLine, RestOf};
use crate::template::{Locale, TemplateError};

/// A line of the quote.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    number: String,
    title: String,
    units: String,
    unit_annual_price: String,
    unit_monthly_price: String,
    /// From when the contract has that price; empty where it has had no other.
    price_from: String,
    charge_from: String,
    charge_to: String,
    months: String,
    amount: String,
    steps: Vec<String>,
}

/// All lines, in the order of the quote.
pub(super) fn lines(locale: &Locale<'_>, outcome: &Outcome, quote: &Quote) -> Result<Vec<Line>, TemplateError> {
    let mut lines = Vec::new();
    for (index, line) in quote.lines.iter().enumerate() {
        let confirm = locale.say("price-to-confirm", &[])?;
        let first_month = first_month(quote, index, line);
        let price = line.unit_annual_price;
        let monthly = line.unit_monthly_price.map(|price| locale.numbers.decimal_money(price, quote.currency));
        lines.push(Line {
            number: locale.numbers.count(u64::try_from(index + 1).unwrap_or(u64::MAX)),
            title: title(locale, quote, line)?,
            units: locale.numbers.count(line.units),
            unit_annual_price: price.map_or(confirm.clone(), |price| locale.numbers.price(price, quote.currency)),
            unit_monthly_price: monthly.unwrap_or_default(),
            price_from: price_from(locale, outcome, line)?.unwrap_or_default(),
            charge_from: locale.dates.day(line.charge_from),
            charge_to: locale.dates.day(line.charge_to),
            months: months_in_words(locale, line)?,
            amount: line.amount.map_or(confirm, |amount| locale.numbers.money(amount)),
            steps: steps(locale, outcome, quote, line, first_month)?,
        });
    }
    Ok(lines)
}

/// The category of a line, with the part where it has several.
pub(in crate::document) fn title(
    locale: &Locale<'_>,
    quote: &Quote,
    line: &QuoteLine,
) -> Result<String, TemplateError> {
    let name = category(locale, line.category)?;
    if quote.lines.iter().filter(|other| other.category == line.category).count() < 2 {
        return Ok(name);
    }
    let tranche = locale.numbers.count(u64::from(line.tranche));
    locale.say("quote-tranche", &[("category", &name), ("tranche", &tranche)])
}

/// From when the contract has the price of a line, where its prices change (A22); and that a tranche keeps its first
/// price (A38), where a later one has begun since.
fn price_from(locale: &Locale<'_>, outcome: &Outcome, line: &QuoteLine) -> Result<Option<String>, TemplateError> {
    let contract = &outcome.contract;
    let Some(from) = line.price_from else { return Ok(None) };
    let changes = contract.prices.iter().any(|price| price.category == line.category) || from != contract.term.start;
    if !changes {
        return Ok(None);
    }
    let present = contract.dated_price_on(line.category, outcome.audited_on);
    let kept = present.is_some_and(|present| present.from > from);
    let key = if kept { "line-price-kept" } else { "line-price-from" };
    locale.say(key, &[("day", &locale.dates.day(from))]).map(Some)
}

/// The same in a sentence for each line, for a reader who does not see them beside the price.
pub(super) fn prices(locale: &Locale<'_>, outcome: &Outcome, quote: &Quote) -> Result<Vec<String>, TemplateError> {
    let mut sentences = Vec::new();
    for line in &quote.lines {
        if let Some(sentence) = price_from(locale, outcome, line)? {
            sentences.push(format!("{}{} {sentence}", title(locale, quote, line)?, locale.colon()));
        }
    }
    Ok(sentences)
}

/// The month in which the units of a line, the one at `index`, were first charged.
pub(in crate::document) fn first_month(quote: &Quote, index: usize, line: &QuoteLine) -> Month {
    quote.tranches.get(index).map_or_else(|| Month::of(line.charge_from), |tranche| tranche.first_month)
}

/// What the units of a line are the difference of.
#[derive(Debug, Clone, Copy)]
pub(in crate::document) struct Less {
    /// N.
    pub(in crate::document) counted: u64,
    /// X, or B where so agreed.
    pub(in crate::document) less: u64,
}

/// The difference that the units of a line are; none if they come from an earlier audit.
pub(in crate::document) fn less(outcome: &Outcome, line: &QuoteLine, first_month: Month) -> Option<Less> {
    let audited = outcome.lines.iter().find(|audited| audited.category == line.category)?;
    let less = match outcome.contract.exceptions.charge_basis {
        Basis::Ordered => audited.compared_with,
        Basis::Baseline => audited.baseline,
    };
    let counted = audited.counted.filter(|counted| counted.checked_sub(less) == Some(line.units))?;
    (first_month == outcome.month).then_some(Less { counted, less })
}

/// `5 months`, with the decimals of a broken month if there is one.
fn months_in_words(locale: &Locale<'_>, line: &QuoteLine) -> Result<String, TemplateError> {
    let whole = line.months.is_integer().then(|| u64::try_from(line.months).ok()).flatten();
    match whole {
        Some(months) => locale.say_count("months", months, &[]),
        None => locale.say("months-broken", &[("months", &locale.numbers.decimal(line.months))]),
    }
}

/// Units, time, amount: a sentence each.
fn steps(
    locale: &Locale<'_>,
    outcome: &Outcome,
    quote: &Quote,
    line: &QuoteLine,
    first_month: Month,
) -> Result<Vec<String>, TemplateError> {
    let exceptions = &outcome.contract.exceptions;
    let mut steps = vec![units_step(locale, outcome, quote, line, first_month)?];
    let (from, to) = (locale.dates.day(line.charge_from), locale.dates.day(line.charge_to));
    let time = match exceptions.proration {
        Proration::Month => {
            let mut time = months_in_words(locale, line)?;
            if !line.months.is_integer() {
                time = format!("{} = {time}", exact_months(line.charge_from, line.charge_to));
            }
            locale.say("step-months", &[("from", &from), ("to", &to), ("months", &time)])?
        }
        Proration::Day => locale.say_count("step-days", days(line), &[("from", &from), ("to", &to)])?,
    };
    steps.push(time);
    if let (Some(price), Some(amount)) = (line.unit_annual_price, line.amount) {
        let formula = formula(locale, line, exceptions);
        let price = locale.numbers.price(price, quote.currency);
        let amount = locale.numbers.money(amount);
        let units = locale.numbers.count(line.units);
        steps.push(format!("{units} × {price} {formula} = {amount}"));
    } else {
        steps.push(capital(&locale.say("price-to-confirm", &[])?));
    }
    Ok(steps)
}

/// Where the units come from: this count, an earlier version of the quote, or what an order left of one.
fn units_step(
    locale: &Locale<'_>,
    outcome: &Outcome,
    quote: &Quote,
    line: &QuoteLine,
    first_month: Month,
) -> Result<String, TemplateError> {
    let units = locale.say_count("unit-count", line.units, &[])?;
    let ordered = |rest: &&RestOf| {
        let mut covered = rest.covered.iter();
        covered.any(|part| (part.category, part.first_month) == (line.category, first_month))
    };
    if let Some(rest) = quote.rest_of.as_ref().filter(ordered) {
        let (month, order) = (locale.dates.month(first_month), clean::line(&rest.purchase_order));
        return locale.say("step-units-rest", &[("month", &month), ("units", &units), ("order", &order)]);
    }
    let exceptions = &outcome.contract.exceptions;
    let audited = outcome.lines.iter().find(|audited| audited.category == line.category);
    let found_now =
        |audited: &&audit::Line| first_month == outcome.month && audited.charged_units(exceptions) == line.units;
    if let Some(audited) = audited.filter(found_now)
        && let Some(counted) = audited.counted
    {
        let (key, less) = match exceptions.charge_basis {
            Basis::Ordered if audited.compared_with != audited.contracted => {
                ("step-units-quoted", audited.compared_with)
            }
            Basis::Ordered => ("step-units", audited.compared_with),
            Basis::Baseline => ("step-units-baseline", audited.baseline),
        };
        let (counted, less) = (locale.numbers.count(counted), locale.numbers.count(less));
        return locale.say(key, &[("counted", &counted), ("less", &less), ("units", &units)]);
    }
    locale.say("step-units-earlier", &[("month", &locale.dates.month(first_month)), ("units", &units)])
}

/// What the price is multiplied with: `/ 12 × (5 + 14/30) × (100 − 10) / 100`.
fn formula(locale: &Locale<'_>, line: &QuoteLine, exceptions: &Exceptions) -> String {
    let time = match exceptions.proration {
        Proration::Month => {
            let months = exact_months(line.charge_from, line.charge_to);
            let months = if months.contains(' ') { format!("({months})") } else { months };
            format!("/ 12 × {months}")
        }
        Proration::Day => format!("× {} / 365", locale.numbers.count(days(line))),
    };
    let discount = exceptions.discount_percent.decimal();
    if discount.is_zero() {
        return time;
    }
    format!("{time} × (100 − {}) / 100", locale.numbers.decimal(discount))
}

/// Full months and the day shares of broken ones: `5`, `5 + 14/30`, `17/30 + 4`.
pub(in crate::document) fn exact_months(from: NaiveDate, to: NaiveDate) -> String {
    let mut full = 0;
    let mut shares = Vec::new();
    for month in Month::of(from).through(Month::of(to)) {
        let days = (month.last_day().min(to) - month.first_day().max(from)).num_days() + 1;
        if days == i64::from(month.days()) {
            full += 1;
        } else {
            shares.push(format!("{days}/{}", month.days()));
        }
    }
    if full > 0 || shares.is_empty() {
        shares.insert(0, full.to_string());
    }
    shares.join(" + ")
}

/// Days charged, first and last included.
pub(in crate::document) fn days(line: &QuoteLine) -> u64 {
    u64::try_from((line.charge_to - line.charge_from).num_days() + 1).unwrap_or(0)
}
