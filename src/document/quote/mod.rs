//! The true-up quote to the partner (documents.md section 2), with the calculation so that a controller can redo it
//! on paper. A quote that is not released carries the draft mark.

pub(super) mod calculation;
mod page;
pub mod reminder;

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{self, Fact, Figure, Figures, NotCountedPart, category, fact};
use crate::document::pdf::Laid;
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::audit::{Line, LineState};
use crate::domain::contract::Basis;
use crate::domain::language::Language;
use crate::domain::outcome::{HoldReason, IssuedQuote, Outcome};
use crate::domain::party::{Partner, Seller};
use crate::domain::state::{LetterKind, QuoteState};
use crate::domain::true_up::{self, Quote, RestOf};
use crate::template::{Locale, TemplateError, Templates};

/// What a quote is made of.
#[derive(Debug, Clone, Copy)]
pub struct QuoteFacts<'a> {
    /// The audit that issued it.
    pub outcome: &'a Outcome,
    /// The quote as it stands.
    pub issued: &'a IssuedQuote,
    /// Who sells.
    pub seller: &'a Seller,
}

/// Everything the quote shows, already written.
#[derive(Debug, Serialize)]
struct View {
    language: &'static str,
    accent: Accent,
    subject: String,
    preview: String,
    draft: bool,
    held: Vec<String>,
    number: String,
    verdict: String,
    amount: String,
    order_by: String,
    customer: String,
    seller: Party,
    partner: Party,
    head: Vec<Fact>,
    why: Option<Figures>,
    rule: String,
    snapshot: String,
    lines: Vec<calculation::Line>,
    discount: String,
    after: Vec<After>,
    effective: String,
    how_to_order: Vec<String>,
    terms: Vec<String>,
    not_counted: NotCountedPart,
    annex: Vec<Fact>,
}

/// An address block.
#[derive(Debug, Serialize)]
pub(super) struct Party {
    name: String,
    lines: Vec<String>,
}

/// What holds once the quote is accepted.
#[derive(Debug, Serialize)]
struct After {
    category: String,
    contracted: String,
    baseline: String,
}

/// Writes the quote in a language.
pub fn render(templates: &Templates, facts: QuoteFacts<'_>, language: Language) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, language)?, LetterKind::TrueUpQuote, language)
}

/// The quote as a PDF; none if the program cannot lay out. What is not released bears the draft mark on each page.
pub fn pdf(templates: &Templates, facts: QuoteFacts<'_>, language: Language) -> Result<Option<Laid>, TemplateError> {
    page::pdf(templates, facts, language)
}

/// The quote with its PDF.
pub fn with_files(
    templates: &Templates,
    facts: QuoteFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    Ok(RenderedMail { pdf: pdf(templates, facts, language)?, ..render(templates, facts, language)? })
}

/// The quote before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    facts: QuoteFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::TrueUpQuote,
        language,
        facts.seller.into(),
        &view(&templates.locale(language)?, facts)?,
    )
}

/// What the workbook says around the calculation.
#[derive(Debug)]
pub(super) struct SheetTexts {
    pub(super) title: String,
    pub(super) verdict: String,
    /// That it is no offer yet, and why; empty for a released quote.
    pub(super) marks: Vec<String>,
    pub(super) sentences: Vec<String>,
    pub(super) terms: Vec<String>,
    pub(super) head: Vec<Fact>,
    pub(super) effective: String,
}

/// The texts of the workbook's sheet.
pub(super) fn sheet_texts(locale: &Locale<'_>, facts: QuoteFacts<'_>) -> Result<SheetTexts, TemplateError> {
    let QuoteFacts { outcome, issued, .. } = facts;
    let view = view(locale, facts)?;
    let mut marks = Vec::new();
    if view.draft {
        marks.push(format!("{}: {}", locale.say("draft-mark", &[])?, locale.say("draft-note", &[])?));
    }
    marks.extend(view.held);
    Ok(SheetTexts {
        title: format!("{} {}", locale.say("quote-title", &[])?, issued.quote.number),
        verdict: view.verdict,
        marks,
        sentences: [
            vec![view.rule, view.snapshot],
            calculation::prices(locale, outcome, &issued.quote)?,
            vec![view.discount],
        ]
        .concat(),
        terms: terms(locale, outcome)?,
        head: view.head,
        effective: locale.say("after-effective", &[("day", &view.effective)])?,
    })
}

fn view(locale: &Locale<'_>, facts: QuoteFacts<'_>) -> Result<View, TemplateError> {
    let QuoteFacts { outcome, issued, seller } = facts;
    let quote = &issued.quote;
    let units = parts::units(locale, &parts::units_of(quote.lines.iter().map(|line| (&line.category, line.units))))?;
    let amount = match quote.total {
        Some(total) => locale.numbers.money(total),
        None => parts::capital(&locale.say("price-to-confirm", &[])?),
    };
    let customer = clean::line(&outcome.parties.customer.name);
    let subject =
        locale.say("quote-subject", &[("number", &quote.number), ("customer", &customer), ("units", &units)])?;
    let verdict = locale.say("quote-verdict", &[("units", &units), ("customer", &clean::name(&customer))])?;
    let reason = |reason: &HoldReason| locale.choose("hold", reason.as_str());
    let held: Result<Vec<String>, _> = issued.held.iter().map(reason).collect();
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        preview: format!("{units}, {amount}"),
        subject,
        draft: is_draft(issued.state),
        held: held?,
        number: quote.number.clone(),
        verdict,
        order_by: order_by(locale, issued)?,
        customer: clean::name(&customer),
        seller: self::seller(locale, seller)?,
        partner: partner(locale, &outcome.parties.partner)?,
        head: head(locale, facts)?,
        why: why(locale, outcome)?,
        rule: rule(locale, outcome)?,
        snapshot: snapshot(locale, outcome)?,
        lines: calculation::lines(locale, outcome, quote)?,
        discount: discount(locale, outcome)?,
        after: after(locale, issued)?,
        effective: locale.dates.day(outcome.month.first_day().max(outcome.contract.term.start)),
        how_to_order: how_to_order(locale, facts, &units, &amount)?,
        terms: terms(locale, outcome)?,
        not_counted: parts::not_counted(locale, outcome)?,
        annex: annex(locale, outcome)?,
        amount,
    })
}

/// Not released: nobody may order from it yet.
fn is_draft(state: QuoteState) -> bool {
    matches!(state, QuoteState::Draft | QuoteState::Held)
}

fn day_or(locale: &Locale<'_>, day: Option<NaiveDate>, otherwise: &str) -> Result<String, TemplateError> {
    day.map_or_else(|| locale.say(otherwise, &[]), |day| Ok(locale.dates.day(day)))
}

fn order_by(locale: &Locale<'_>, issued: &IssuedQuote) -> Result<String, TemplateError> {
    match issued.valid_until {
        Some(until) if !is_draft(issued.state) => locale.say("quote-order-by", &[("until", &locale.dates.day(until))]),
        Some(_) | None => locale.say("quote-not-released", &[]),
    }
}

/// The address block of who sells.
pub(super) fn seller(locale: &Locale<'_>, seller: &Seller) -> Result<Party, TemplateError> {
    let mut lines: Vec<String> = seller.address.iter().map(|line| clean::name(line)).collect();
    if let Some(vat) = &seller.vat_number {
        lines.push(locale.say("vat-number", &[("number", &clean::line(vat))])?);
    }
    Ok(Party { name: clean::name(&seller.name), lines })
}

/// The address block of the partner.
pub(super) fn partner(locale: &Locale<'_>, partner: &Partner) -> Result<Party, TemplateError> {
    let mut lines: Vec<String> = partner.address.iter().map(|line| clean::name(line)).collect();
    if let Some(vat) = &partner.vat_number {
        lines.push(locale.say("vat-number", &[("number", &clean::line(vat))])?);
    }
    if let Some(id) = &partner.partner_id {
        lines.push(locale.say("partner-number", &[("number", &clean::line(id))])?);
    }
    Ok(Party { name: clean::name(&partner.name), lines })
}

fn head(locale: &Locale<'_>, facts: QuoteFacts<'_>) -> Result<Vec<Fact>, TemplateError> {
    let QuoteFacts { outcome, issued, .. } = facts;
    let (contract, quote) = (&outcome.contract, &issued.quote);
    let released = |day: Option<NaiveDate>| day.filter(|_| !is_draft(issued.state));
    let mut head = vec![
        fact(locale, "label-quote", quote.number.as_str())?,
        fact(locale, "label-version", locale.numbers.count(u64::from(quote.version)))?,
    ];
    if let Some(before) = &quote.supersedes {
        head.push(fact(locale, "label-supersedes", replaced(locale, outcome, quote, before)?)?);
    }
    if let Some(rest) = &quote.rest_of {
        head.push(fact(locale, "label-order-received", rest_of(locale, rest)?)?);
    }
    head.push(fact(locale, "label-issued", day_or(locale, released(issued.issued_on), "not-issued")?)?);
    if let Some(until) = released(issued.valid_until) {
        head.push(fact(locale, "label-valid-until", locale.dates.day(until))?);
    }
    head.push(fact(locale, "label-end-customer", clean::name(&outcome.parties.customer.name))?);
    if let Some(site) = &outcome.parties.customer.site_id {
        head.push(fact(locale, "label-site", clean::line(site))?);
    }
    head.push(fact(locale, "label-contract", contract.id.as_str())?);
    if let Some(order) = &contract.purchase_order {
        head.push(fact(locale, "label-original-order", clean::line(order))?);
    }
    let term =
        format!("{} \u{2013} {}", locale.dates.day(contract.term.start), locale.dates.day(contract.term.last_day()));
    head.extend([
        fact(locale, "label-term", term)?,
        fact(locale, "label-currency", quote.currency.code())?,
        fact(
            locale,
            "label-csm",
            format!("{}, {}", clean::name(&outcome.parties.csm.name), outcome.parties.csm.email),
        )?,
    ]);
    Ok(head)
}

/// The version before, and what this one changes in it. What an order has left of it is a line of its own.
fn replaced(locale: &Locale<'_>, outcome: &Outcome, quote: &Quote, before: &str) -> Result<String, TemplateError> {
    let number = clean::line(before);
    if quote.rest_of.is_some() {
        return Ok(number);
    }
    if outcome.quote.as_ref().is_none_or(|own| own.quote.number != quote.number) {
        // Issued by a person, not by the audit (A40).
        return locale.say("quote-replaced-same", &[("number", &number)]);
    }
    if outcome.reopened.is_some() {
        return locale.say("quote-replaced-again", &[("number", &number)]);
    }
    let charged = |line: &Line| (line.category, line.charged_units(&outcome.contract.exceptions));
    let added: Vec<_> = outcome.lines.iter().map(charged).filter(|(_, units)| *units > 0).collect();
    locale.say("quote-replaced-more", &[("number", &number), ("units", &parts::units(locale, &added)?)])
}

/// The order that covered a part of what was quoted before.
fn rest_of(locale: &Locale<'_>, rest: &RestOf) -> Result<String, TemplateError> {
    let units = parts::units(locale, &parts::units_of(rest.covered.iter().map(|part| (&part.category, part.units))))?;
    let (order, date) = (clean::line(&rest.purchase_order), locale.dates.day(rest.date));
    locale.say("quote-rest-of", &[("order", &order), ("date", &date), ("quote", &rest.quote), ("units", &units)])
}

/// The categories that this audit trues up; none where the quote only repeats earlier ones.
fn why(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<Figures>, TemplateError> {
    let lines: Vec<&Line> = outcome.lines.iter().filter(|line| line.state == LineState::Action).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let none = locale.say("not-available", &[])?;
    let figure = |key: &str, strong: bool, cell: &dyn Fn(&Line) -> Option<String>| {
        let cells = lines.iter().map(|line| cell(line).unwrap_or_else(|| none.clone())).collect();
        Ok(Figure { label: locale.say(key, &[])?, cells, strong })
    };
    let numbers = &locale.numbers;
    let quoted = lines.iter().any(|line| line.compared_with != line.contracted);
    let contracted = if quoted { "figure-compared" } else { "figure-contracted" };
    let categories: Result<Vec<String>, _> = lines.iter().map(|line| category(locale, line.category)).collect();
    Ok(Some(Figures {
        categories: categories?,
        rows: vec![
            figure(contracted, false, &|line| Some(numbers.count(line.compared_with)))?,
            figure("figure-baseline", false, &|line| Some(numbers.count(line.baseline)))?,
            figure("figure-counted", true, &|line| line.counted.map(|counted| numbers.count(counted)))?,
            figure("figure-increase", false, &|line| line.increase.map(|increase| numbers.change(increase)))?,
            figure("figure-percent", false, &|line| line.increase_percent.map(|p| numbers.percent_change(p)))?,
        ],
        states: Vec::new(),
    }))
}

fn rule(locale: &Locale<'_>, outcome: &Outcome) -> Result<String, TemplateError> {
    let exceptions = &outcome.contract.exceptions;
    let percent = locale.numbers.percent(exceptions.trigger_percent.decimal());
    let trigger = match exceptions.trigger_basis {
        Basis::Ordered => "quote-rule",
        Basis::Baseline => "quote-rule-baseline",
    };
    let charge = match exceptions.charge_basis {
        Basis::Ordered => "quote-rule-charge",
        Basis::Baseline => "quote-rule-charge-baseline",
    };
    Ok(format!("{} {}", locale.say(trigger, &[("percent", &percent)])?, locale.say(charge, &[])?))
}

fn snapshot(locale: &Locale<'_>, outcome: &Outcome) -> Result<String, TemplateError> {
    let at = locale.dates.instant(outcome.source.taken_at);
    locale.say("quote-snapshot", &[("source", &parts::source(locale, outcome)?), ("at", &at)])
}

/// Said only where one was agreed.
fn discount(locale: &Locale<'_>, outcome: &Outcome) -> Result<String, TemplateError> {
    let percent = outcome.contract.exceptions.discount_percent.decimal();
    if percent.is_zero() {
        return Ok(String::new());
    }
    locale.say("quote-discount", &[("percent", &locale.numbers.percent(percent))])
}

/// The categories that the quote adds to.
fn after(locale: &Locale<'_>, issued: &IssuedQuote) -> Result<Vec<After>, TemplateError> {
    let quoted =
        |after: &&true_up::After| issued.quote.tranches.iter().any(|tranche| tranche.category == after.category);
    let row = |after: &true_up::After| {
        Ok(After {
            category: category(locale, after.category)?,
            contracted: locale.numbers.count(after.contracted),
            baseline: locale.numbers.count(after.baseline),
        })
    };
    issued.quote.after.iter().filter(quoted).map(row).collect()
}

fn how_to_order(
    locale: &Locale<'_>,
    facts: QuoteFacts<'_>,
    units: &str,
    amount: &str,
) -> Result<Vec<String>, TemplateError> {
    let quote = &facts.issued.quote;
    if quote.total.is_none() {
        return Ok(vec![locale.say("order-price-missing", &[])?]);
    }
    let mut steps = Vec::new();
    if is_draft(facts.issued.state) {
        steps.push(locale.say("quote-not-released", &[])?);
    }
    steps.push(locale.say("order-state", &[("number", &quote.number), ("units", units), ("amount", amount)])?);
    if let Some(address) = &facts.seller.orders_to {
        steps.push(locale.say("order-send", &[("address", address.as_str())])?);
    }
    if let Some(until) = facts.issued.valid_until.filter(|_| !is_draft(facts.issued.state)) {
        steps.push(locale.say("order-until", &[("until", &locale.dates.day(until))])?);
    }
    steps.push(locale.say("order-expiry", &[])?);
    Ok(steps)
}

fn terms(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let contract = [("contract", outcome.contract.id.as_str())];
    ["terms-contract", "terms-vat", "terms-rounding", "terms-decrease", "terms-renewal"]
        .into_iter()
        .map(|key| locale.say(key, if key == "terms-contract" { &contract } else { &[] }))
        .collect()
}

fn annex(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Fact>, TemplateError> {
    Ok(vec![
        fact(locale, "label-source", parts::source(locale, outcome)?)?,
        fact(locale, "label-snapshot", locale.dates.instant(outcome.source.taken_at))?,
        fact(locale, "label-snapshot-digest", parts::short_digest(&outcome.source.digest))?,
        fact(locale, "label-program", format!("trueup {}", clean::line(&outcome.made_with.program)))?,
    ])
}
