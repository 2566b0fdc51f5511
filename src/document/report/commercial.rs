//! Quotes, orders, growth and renewal in the report.

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::clean;
use crate::document::parts::{self, Fact, category, fact};
use crate::document::report::counts::SHORT;
use crate::domain::audit::Line;
use crate::domain::contract::{EarlyOrder, Percent};
use crate::domain::growth::Growth;
use crate::domain::outcome::{HoldReason, Outcome};
use crate::domain::purchase_order::{PurchaseOrder, QuoteOrder, Remark};
use crate::domain::state::QuoteState;
use crate::domain::true_up::{self, Quote};
use crate::template::{Locale, TemplateError};

/// A quote that waits for a person: why, and what that person can do.
#[derive(Debug, Serialize)]
pub(super) struct Held {
    title: String,
    reasons: Vec<String>,
    release: String,
}

/// A quote that concerns this report: the one issued by the audit, or the open one from before.
struct Concerned<'a> {
    quote: &'a Quote,
    state: QuoteState,
    issued_on: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    new: bool,
}

fn concerned(outcome: &Outcome) -> impl Iterator<Item = Concerned<'_>> {
    let issued = outcome.quote.iter().map(|issued| Concerned {
        quote: &issued.quote,
        state: issued.state,
        issued_on: issued.issued_on,
        valid_until: issued.valid_until,
        new: true,
    });
    let open = outcome.open_quote.iter().map(|open| Concerned {
        quote: &open.quote,
        state: open.state,
        issued_on: open.issued_on,
        valid_until: open.valid_until,
        new: false,
    });
    issued.chain(open)
}

/// The lines of the summary after those of the categories.
pub(super) fn summary(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let mut lines = Vec::new();
    for Concerned { quote, state, valid_until, .. } in concerned(outcome) {
        let total = total(locale, quote)?;
        let until = valid_until.map(|day| locale.dates.day(day)).unwrap_or_default();
        let key = match (state, valid_until) {
            (QuoteState::Held, _) => "summary-quote-held",
            (QuoteState::Draft, _) => "summary-quote-draft",
            (QuoteState::Expired, Some(_)) => "summary-quote-expired",
            (_, Some(_)) => "summary-quote-valid",
            (_, None) => "summary-quote",
        };
        lines.push(locale.say(key, &[("number", &quote.number), ("total", &total), ("until", &until)])?);
    }
    let unknown: u64 = outcome.unknown_models.iter().map(|model| model.devices).sum();
    if unknown > 0 {
        lines.push(locale.say_count("summary-unknown", unknown, &[])?);
    }
    let left = days_left(outcome);
    if let Ok(days) = u64::try_from(left) {
        let end = locale.dates.day(outcome.contract.term.last_day());
        lines.push(locale.say_count("summary-renewal", days, &[("end", &end)])?);
    }
    Ok(lines)
}

/// Quotes with their age, days to renewal, and how much of the growth charged in advance is used.
pub(super) fn facts(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Fact>, TemplateError> {
    let mut facts = Vec::new();
    for concerned in concerned(outcome) {
        let label = if concerned.new { "label-quote-issued" } else { "label-quote-open" };
        facts.push(fact(locale, label, quote_in_words(locale, outcome, &concerned)?)?);
    }
    for line in orders(locale, outcome)? {
        facts.push(fact(locale, "label-order", line)?);
    }
    for line in &outcome.lines {
        facts.extend(annual_amount(locale, outcome, line)?);
    }
    for line in &outcome.lines {
        facts.extend(growth(locale, outcome, line)?);
    }
    if let Ok(days) = u64::try_from(days_left(outcome)) {
        let end = locale.dates.day(outcome.contract.term.last_day());
        facts.push(fact(locale, "label-renewal", locale.say_count("days-to-renewal", days, &[("end", &end)])?)?);
    }
    Ok(facts)
}

/// What the partner has ordered since the original order: for quotes, and by itself outside any quote; the last ones by
/// date, with what is before them as a number.
fn orders(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let mut dated = Vec::new();
    for QuoteOrder { quote, order } in &outcome.orders {
        dated.push((order.date, of_quote(locale, quote, order)?));
    }
    for early in &outcome.contract.orders {
        dated.push((early.date, outside(locale, early, outcome.audited_on)?));
    }
    dated.sort_by_key(|(date, _)| *date);
    let before = dated.len().saturating_sub(SHORT);
    let mut lines: Vec<String> = dated.into_iter().skip(before).map(|(_, line)| line).collect();
    if before > 0 {
        let before = u64::try_from(before).unwrap_or(u64::MAX);
        lines.insert(0, locale.say_count("orders-before", before, &[])?);
    }
    Ok(lines)
}

fn of_quote(locale: &Locale<'_>, quote: &str, order: &PurchaseOrder) -> Result<String, TemplateError> {
    let units: Vec<_> = order.units().into_iter().collect();
    let arguments = [
        ("order", clean::line(&order.number)),
        ("date", locale.dates.day(order.date)),
        ("units", parts::units(locale, &units)?),
        ("amount", locale.say("amount-without-vat", &[("amount", &locale.numbers.money(order.amount))])?),
        ("quote", quote.to_owned()),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut text = locale.say("order-of-quote", &arguments)?;
    for remark in &order.remarks {
        let worth = locale.numbers.money(order.worth);
        let key = match remark {
            Remark::Amount => "order-amount-differs",
            Remark::AfterTerm => "order-after-term",
            Remark::LessOpen => "order-less-open",
        };
        let remark = locale.say(key, &[("worth", &worth)])?;
        text = format!("{text}{} {remark}", locale.semicolon());
    }
    Ok(text)
}

fn outside(locale: &Locale<'_>, order: &EarlyOrder, today: NaiveDate) -> Result<String, TemplateError> {
    let units = parts::units(locale, &[(order.category, order.units)])?;
    let number = match &order.purchase_order {
        Some(number) => clean::line(number),
        None => locale.say("order-without-number", &[])?,
    };
    let key = if order.date > today { "order-outside-ahead" } else { "order-outside" };
    locale.say(key, &[("order", &number), ("date", &locale.dates.day(order.date)), ("units", &units)])
}

/// What the contracted units of a category cost in a year at today's price, from which the renewal starts (R31).
fn annual_amount(locale: &Locale<'_>, outcome: &Outcome, line: &Line) -> Result<Option<Fact>, TemplateError> {
    let (contract, day) = (&outcome.contract, outcome.audited_on);
    // An amount beyond all bounds is left out, as one without a price is.
    let amount = true_up::annual_amount(contract, line.category, line.contracted, day).ok().flatten();
    let (Some(amount), Some(price)) = (amount, contract.price_on(line.category, day)) else { return Ok(None) };
    let discount = contract.exceptions.discount_percent;
    let arguments = [
        ("category", category(locale, line.category)?),
        ("units", locale.numbers.count(line.contracted)),
        ("price", locale.numbers.price(price, contract.currency)),
        ("discount", locale.numbers.percent(discount.decimal())),
        ("amount", locale.numbers.money(amount)),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let key = if discount == Percent::from(0) { "annual-amount" } else { "annual-amount-less" };
    fact(locale, "label-annual-amount", locale.say(key, &arguments)?).map(Some)
}

/// G of a category: what it is and costs in both readings (A37), what the count has used of it, what is left.
fn growth(locale: &Locale<'_>, outcome: &Outcome, line: &Line) -> Result<Option<Fact>, TemplateError> {
    let terms = outcome.contract.terms(line.category);
    // An amount beyond all bounds leaves the units, as a missing price does.
    let growth = terms.and_then(|terms| Growth::of(&outcome.contract, terms).ok().flatten());
    let (Some(growth), Some(counted)) = (growth.filter(|growth| growth.units > 0), line.counted) else {
        return Ok(None);
    };
    let count = |units| locale.numbers.count(units);
    let arguments = [
        ("category", category(locale, line.category)?),
        ("growth", locale.say_count("unit-count", growth.units, &[])?),
        ("used", count(growth.used(counted))),
        ("left", count(growth.left(counted))),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut text = locale.say("growth-used", &arguments)?;
    if let Some(cost) = growth_cost(locale, &growth)? {
        text = format!("{text} {cost}");
    }
    fact(locale, "label-growth", text).map(Some)
}

/// What it costs, in both readings (A37); none while there is no price.
pub(super) fn growth_cost(locale: &Locale<'_>, growth: &Growth) -> Result<Option<String>, TemplateError> {
    let (Some(cost), Some(share)) = (growth.cost, growth.share_of_cost) else { return Ok(None) };
    let arguments = [
        ("cost", locale.numbers.money(cost)),
        ("percent", locale.numbers.percent(growth.prepaid_percent.decimal())),
        ("forecast", locale.numbers.count(growth.forecast)),
        ("share", locale.numbers.money(share)),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
    locale.say("growth-cost", &arguments).map(Some)
}

fn quote_in_words(locale: &Locale<'_>, outcome: &Outcome, concerned: &Concerned<'_>) -> Result<String, TemplateError> {
    let quote = concerned.quote;
    let added = parts::units_of(quote.lines.iter().map(|line| (&line.category, line.units)));
    let mut words = vec![
        quote.number.clone(),
        parts::units(locale, &added)?,
        total(locale, quote)?,
        locale.choose("quote-state", concerned.state.as_str())?,
    ];
    if let Some(issued) = concerned.issued_on {
        let age = (outcome.audited_on - issued).num_days();
        words.push(match u64::try_from(age) {
            Ok(days) if days > 0 => locale.say_count("quote-age", days, &[("issued", &locale.dates.day(issued))])?,
            Ok(_) | Err(_) => locale.say("quote-issued-on", &[("issued", &locale.dates.day(issued))])?,
        });
    }
    if let Some(until) = concerned.valid_until {
        words.push(locale.say("quote-valid-until", &[("until", &locale.dates.day(until))])?);
    }
    // Of a quote of today that is no news.
    let released = matches!(concerned.state, QuoteState::Approved | QuoteState::Sent | QuoteState::Expired);
    if released && !concerned.new {
        words.push(locale.say("quote-without-order", &[])?);
    }
    Ok(words.join(", "))
}

fn total(locale: &Locale<'_>, quote: &Quote) -> Result<String, TemplateError> {
    match quote.total {
        Some(total) => locale.say("amount-without-vat", &[("amount", &locale.numbers.money(total))]),
        None => locale.say("price-to-confirm", &[]),
    }
}

/// Why the quote of this audit waits, and the commands that decide; none if it is on its way.
pub(super) fn held(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<Held>, TemplateError> {
    let Some(issued) = &outcome.quote else { return Ok(None) };
    let title = match issued.state {
        QuoteState::Held => "held-title",
        QuoteState::Draft => "draft-title",
        QuoteState::Approved
        | QuoteState::Sent
        | QuoteState::PoReceived
        | QuoteState::Expired
        | QuoteState::Superseded
        | QuoteState::Withdrawn => return Ok(None),
    };
    let reason = |reason: &HoldReason| locale.choose("hold", reason.as_str());
    let reasons: Result<Vec<String>, _> = issued.held.iter().map(reason).collect();
    let number = [("number", issued.quote.number.as_str())];
    Ok(Some(Held {
        title: locale.say(title, &number)?,
        reasons: reasons?,
        release: locale.say("held-release", &number)?,
    }))
}

fn days_left(outcome: &Outcome) -> i64 {
    (outcome.contract.term.last_day() - outcome.audited_on).num_days()
}
