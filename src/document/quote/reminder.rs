//! The reminder of a quote that nobody has answered yet: what is waited for, until when, and how to order. The quote
//! itself stays as it was sent, in the mail that this one answers.

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{self, Badge, Fact, fact};
use crate::document::quote::{QuoteFacts, calculation, discount, how_to_order};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::audit::LineState;
use crate::domain::language::Language;
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// Days left from which on the reminder is marked as urgent.
const URGENT: i64 = 3;

/// What a reminder is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReminderFacts<'a> {
    /// The quote it reminds of, which is released.
    pub quote: QuoteFacts<'a>,
    /// Its last day of validity.
    pub valid_until: NaiveDate,
    /// The day on which the letter that carries the quote was written.
    pub written_on: NaiveDate,
    /// Today.
    pub today: NaiveDate,
}

/// Everything the reminder shows, already written.
#[derive(Debug, Serialize)]
struct View {
    language: &'static str,
    accent: Accent,
    subject: String,
    preview: String,
    seller: String,
    number: String,
    badge: Badge,
    verdict: String,
    amount: String,
    what: String,
    how_to_order: Vec<String>,
    thanks: String,
    lines: Vec<calculation::Line>,
    discount: String,
    head: Vec<Fact>,
    thread: String,
}

/// Writes the reminder in a language.
pub fn render(
    templates: &Templates,
    facts: ReminderFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, language)?, LetterKind::QuoteReminder, language)
}

/// The reminder before its styles are inlined.
pub(in crate::document) fn draft(
    templates: &Templates,
    facts: ReminderFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::QuoteReminder,
        language,
        facts.quote.seller.into(),
        &view(&templates.locale(language)?, facts)?,
    )
}

fn view(locale: &Locale<'_>, facts: ReminderFacts<'_>) -> Result<View, TemplateError> {
    let QuoteFacts { outcome, issued, seller } = facts.quote;
    let quote = &issued.quote;
    let units = parts::units(locale, &parts::units_of(quote.lines.iter().map(|line| (&line.category, line.units))))?;
    let amount = match quote.total {
        Some(total) => locale.numbers.money(total),
        None => parts::capital(&locale.say("price-to-confirm", &[])?),
    };
    let customer = clean::line(&outcome.parties.customer.name);
    let until = locale.dates.day(facts.valid_until);
    let left = (facts.valid_until - facts.today).num_days();
    let word = match u64::try_from(left) {
        Ok(left) if left > 0 => locale.say_count("days-left", left, &[])?,
        _ => locale.say("last-day", &[])?,
    };
    let state = if left > URGENT { LineState::Watch } else { LineState::Action };
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject: locale
            .say("reminder-subject", &[("number", &quote.number), ("customer", &customer), ("until", &until)])?,
        preview: format!("{units}, {amount}"),
        seller: clean::name(&seller.name),
        number: quote.number.clone(),
        badge: Badge { class: state.as_str(), word },
        verdict: locale.say(
            "reminder-verdict",
            &[("number", &quote.number), ("customer", &clean::name(&customer)), ("until", &until)],
        )?,
        what: locale.say("reminder-amount", &[("units", &units)])?,
        how_to_order: how_to_order(locale, facts.quote, &units, &amount)?,
        thanks: locale.say("reminder-thanks", &[])?,
        lines: calculation::lines(locale, outcome, quote)?,
        discount: discount(locale, outcome)?,
        head: head(locale, facts.quote)?,
        thread: locale.say("reminder-thread", &[("day", &locale.dates.day(facts.written_on))])?,
        amount,
    })
}

fn head(locale: &Locale<'_>, facts: QuoteFacts<'_>) -> Result<Vec<Fact>, TemplateError> {
    let (contract, parties) = (&facts.outcome.contract, &facts.outcome.parties);
    let mut head = vec![fact(locale, "label-end-customer", clean::name(&parties.customer.name))?];
    if let Some(site) = &parties.customer.site_id {
        head.push(fact(locale, "label-site", clean::line(site))?);
    }
    head.push(fact(locale, "label-contract", contract.id.as_str())?);
    if let Some(order) = &contract.purchase_order {
        head.push(fact(locale, "label-original-order", clean::line(order))?);
    }
    let csm = format!("{}, {}", clean::name(&parties.csm.name), parties.csm.email);
    head.push(fact(locale, "label-csm", csm)?);
    Ok(head)
}
