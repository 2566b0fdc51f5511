//! What waits for a person, told to the CSM: an audit that is held, a quote that is held or to be approved. Why, what it
//! would do, and the exact commands that decide.

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{self, Badge, Fact, Figures, category, fact};
use crate::document::quote::QuoteFacts;
use crate::document::{RenderedMail, clean, inline_styles, lay_out, quote, report};
use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::guard::{Limits, Objection};
use crate::domain::held::{Because, HeldAudit};
use crate::domain::language::Language;
use crate::domain::month::Month;
use crate::domain::outcome::{HoldReason, IssuedQuote, Outcome, Parties};
use crate::domain::party::{Email, Partner, Seller};
use crate::domain::state::{LetterKind, QuoteState};
use crate::domain::true_up::Quote;
use crate::template::{Locale, TemplateError, Templates};

/// What the letter is made of.
#[derive(Debug, Clone, Copy)]
pub struct HeldFacts<'a> {
    /// What waits.
    pub what: What<'a>,
    /// Who sells the service.
    pub seller: &'a Seller,
}

/// What waits for a person.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// An audit.
    Audit(&'a HeldAudit),
    /// A quote, `held` or `draft`.
    Quote {
        /// The audit that issued it.
        outcome: &'a Outcome,
        /// The quote.
        issued: &'a IssuedQuote,
        /// The limits that hold it.
        limits: &'a Limits,
    },
}

/// Everything the letter shows, already written.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub(super) language: &'static str,
    pub(super) accent: Accent,
    pub(super) subject: String,
    pub(super) preview: String,
    pub(super) seller: String,
    pub(super) under: String,
    pub(super) badge: Badge,
    pub(super) verdict: String,
    pub(super) reasons: Vec<String>,
    pub(super) effect: Vec<String>,
    pub(super) choices: Vec<Choice>,
    pub(super) note: String,
    pub(super) figures: Option<Figures>,
    pub(super) head: Vec<Fact>,
    pub(super) foot: String,
}

/// One way to decide.
#[derive(Debug, Serialize)]
pub(super) struct Choice {
    what: String,
    command: String,
}

/// Writes the letter in a language.
pub fn render(templates: &Templates, facts: HeldFacts<'_>, language: Language) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, language)?, LetterKind::HeldDocument, language)
}

/// The letter with the quote it speaks of as a PDF, in the partner's language: a draft on each page.
pub fn with_files(
    templates: &Templates,
    facts: HeldFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    let pdf = match facts.what {
        What::Audit(_) => None,
        What::Quote { outcome, issued, .. } => {
            let quote = QuoteFacts { outcome, issued, seller: facts.seller };
            quote::pdf(templates, quote, outcome.parties.partner.language)?
        }
    };
    Ok(RenderedMail { pdf, ..render(templates, facts, language)? })
}

/// The letter before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    facts: HeldFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    let locale = &templates.locale(language)?;
    let view = match facts.what {
        What::Audit(held) => audit(locale, held, facts.seller)?,
        What::Quote { outcome, issued, limits } => quote(locale, outcome, issued, limits, facts.seller)?,
    };
    lay_out(templates, LetterKind::HeldDocument, language, facts.seller.into(), &view)
}

fn audit(locale: &Locale<'_>, held: &HeldAudit, seller: &Seller) -> Result<View, TemplateError> {
    let HeldAudit { month, contract, parties, because, would, .. } = held;
    let customer = clean::line(&parties.customer.name);
    let month_name = locale.dates.month(*month);
    let why = locale.choose("held-because", because.code())?;
    let subject =
        locale.say("held-audit-subject", &[("month", &month_name), ("customer", &customer), ("why", &why)])?;
    let verdict = locale.say("held-audit-verdict", &[("month", &month_name), ("why", &why)])?;
    let id = contract.id.as_str();
    let number = format!("{id}, {month_name}");
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject,
        preview: format!("{customer}{} {verdict}", locale.colon()),
        seller: clean::name(&seller.name),
        under: under(locale, parties, id)?,
        badge: Badge { class: "action", word: locale.say("held-audit-badge", &[])? },
        verdict,
        reasons: reasons_of_audit(locale, because)?,
        effect: effect_of_audit(locale, would.as_deref())?,
        choices: choices_of_audit(locale, contract, because)?,
        note: locale.say("held-audit-note", &[("month", &month_name), ("day", &locale.dates.day(month.last_day()))])?,
        figures: would.as_deref().map(|outcome| report::figures(locale, outcome)).transpose()?,
        head: head(locale, *month, contract, parties, would.as_deref())?,
        foot: number,
    })
}

fn quote(
    locale: &Locale<'_>,
    outcome: &Outcome,
    issued: &IssuedQuote,
    limits: &Limits,
    seller: &Seller,
) -> Result<View, TemplateError> {
    let (quote, parties) = (&issued.quote, &outcome.parties);
    let customer = clean::line(&parties.customer.name);
    let (units, total) = (units(locale, quote)?, total(locale, quote)?);
    let number = ("number", quote.number.as_str());
    let subject = locale.say("held-quote-subject", &[number, ("customer", &customer), ("units", &units)])?;
    let verdict = if issued.state == QuoteState::Held { "held-quote-verdict" } else { "draft-quote-verdict" };
    let verdict = locale.say(verdict, &[number, ("units", &units), ("total", &total)])?;
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject,
        preview: format!("{customer}{} {verdict}", locale.colon()),
        seller: clean::name(&seller.name),
        under: under(locale, parties, outcome.contract.id.as_str())?,
        badge: Badge { class: "action", word: locale.choose("quote-state", issued.state.as_str())? },
        verdict,
        reasons: reasons_of_quote(locale, outcome, issued, limits)?,
        effect: effect_of_quote(locale, quote, &parties.partner, &units, &total)?,
        choices: choices_of_quote(locale, quote)?,
        note: locale.say("held-quote-note", &[])?,
        figures: Some(report::figures(locale, outcome)?),
        head: head(locale, outcome.month, &outcome.contract, parties, Some(outcome))?,
        foot: quote.number.clone(),
    })
}

/// Whose document it is.
pub(super) fn under(locale: &Locale<'_>, parties: &Parties, contract: &str) -> Result<String, TemplateError> {
    locale.say("held-under", &[("customer", &clean::name(&parties.customer.name)), ("contract", contract)])
}

fn units(locale: &Locale<'_>, quote: &Quote) -> Result<String, TemplateError> {
    parts::units(locale, &parts::units_of(quote.lines.iter().map(|line| (&line.category, line.units))))
}

fn total(locale: &Locale<'_>, quote: &Quote) -> Result<String, TemplateError> {
    match quote.total {
        Some(total) => locale.say("amount-without-vat", &[("amount", &locale.numbers.money(total))]),
        None => locale.say("price-to-confirm", &[]),
    }
}

/// One sentence with its numbers for each objection.
fn reasons_of_audit(locale: &Locale<'_>, because: &Because) -> Result<Vec<String>, TemplateError> {
    let (objections, limits) = match because {
        Because::Implausible { objections, limits } => (objections, limits),
        Because::Incomplete { text } => {
            return Ok(vec![locale.say("held-incomplete", &[("detail", &clean::line(text))])?]);
        }
    };
    let sentence = |objection: &Objection| {
        let (key, place, counted, other, percent) = match *objection {
            Objection::Growth { category, counted, compared_with } => {
                ("held-growth", category, counted, compared_with, limits.hold_growth_percent)
            }
            Objection::Drop { category, counted, last } => {
                ("held-drop", category, counted, last, limits.hold_drop_percent)
            }
        };
        locale.say(
            key,
            &[
                ("category", &category(locale, place)?),
                ("counted", &locale.numbers.count(counted)),
                ("other", &locale.numbers.count(other)),
                ("percent", &locale.numbers.percent(percent.decimal())),
            ],
        )
    };
    objections.iter().map(sentence).collect()
}

/// What is published and quoted once the audit is accepted.
fn effect_of_audit(locale: &Locale<'_>, would: Option<&Outcome>) -> Result<Vec<String>, TemplateError> {
    let Some(would) = would else { return Ok(vec![locale.say("held-effect-unknown", &[])?]) };
    let Some(issued) = &would.quote else { return Ok(vec![locale.say("held-effect-none", &[])?]) };
    let (units, total) = (units(locale, &issued.quote)?, total(locale, &issued.quote)?);
    let then = if issued.state == QuoteState::Approved { "held-effect-goes-out" } else { "held-effect-waits" };
    Ok(vec![
        locale.say("held-effect-quote", &[("units", &units), ("total", &total), ("number", &issued.quote.number)])?,
        locale.say(then, &[("partner", &clean::name(&would.parties.partner.name))])?,
    ])
}

fn choices_of_audit(locale: &Locale<'_>, contract: &Contract, because: &Because) -> Result<Vec<Choice>, TemplateError> {
    let id = &contract.id;
    let again = |key: &str| choice(locale, key, format!("trueup run --contract {id}"));
    let accept = |key: &str| {
        let reason = locale.say("placeholder-reason", &[])?;
        choice(locale, key, format!("trueup run --contract {id} --accept-held {reason}"))
    };
    Ok(match because {
        Because::Implausible { .. } => vec![accept("choose-accept")?, again("choose-count-again")?],
        Because::Incomplete { .. } => vec![again("choose-list-again")?, accept("choose-accept-incomplete")?],
    })
}

/// The guards that object, with their numbers; a draft waits because the settings say so.
fn reasons_of_quote(
    locale: &Locale<'_>,
    outcome: &Outcome,
    issued: &IssuedQuote,
    limits: &Limits,
) -> Result<Vec<String>, TemplateError> {
    if issued.held.is_empty() {
        return Ok(vec![locale.say("held-draft", &[])?]);
    }
    let quote = &issued.quote;
    let sentence = |reason: &HoldReason| match reason {
        HoldReason::PriceMissing => {
            let mut missing: Vec<Category> = Vec::new();
            for line in quote.lines.iter().filter(|line| line.amount.is_none()) {
                if !missing.contains(&line.category) {
                    missing.push(line.category);
                }
            }
            let names = missing.iter().map(|category| locale.choose("category", category.as_str()));
            let names = names.collect::<Result<Vec<_>, _>>()?.join(", ");
            locale.say("held-price-missing", &[("categories", &names)])
        }
        HoldReason::UnknownModels => {
            let unknown = outcome.unknown_models.iter().map(|model| model.devices).sum();
            locale.say_count("held-unknown-models", unknown, &[])
        }
        HoldReason::Amount => {
            let limit = locale.numbers.price(limits.hold_amount, quote.currency);
            locale.say("held-amount", &[("total", &total(locale, quote)?), ("limit", &limit)])
        }
        HoldReason::FirstTrueUp
        | HoldReason::TotalsChanged
        | HoldReason::ProfileChanged
        | HoldReason::SourceChanged
        | HoldReason::CatalogueChanged => locale.choose("hold", reason.as_str()),
    };
    issued.held.iter().map(sentence).collect()
}

fn effect_of_quote(
    locale: &Locale<'_>,
    quote: &Quote,
    partner: &Partner,
    units: &str,
    total: &str,
) -> Result<Vec<String>, TemplateError> {
    let to: Vec<&str> = partner.quotes_to.iter().map(Email::as_str).collect();
    let partner = clean::name(&partner.name);
    let mut effect =
        vec![locale.say("held-quote-effect", &[("units", units), ("total", total), ("partner", &partner)])?];
    effect.push(locale.say("held-quote-to", &[("addresses", &to.join(", "))])?);
    if let (Some(from), Some(to)) =
        (quote.lines.iter().map(|line| line.charge_from).min(), quote.lines.iter().map(|line| line.charge_to).max())
    {
        effect.push(
            locale.say("held-quote-charge", &[("from", &locale.dates.day(from)), ("to", &locale.dates.day(to))])?,
        );
    }
    if let Some(before) = &quote.supersedes {
        effect.push(locale.say("held-quote-supersedes", &[("number", &clean::line(before))])?);
    }
    Ok(effect)
}

fn choices_of_quote(locale: &Locale<'_>, quote: &Quote) -> Result<Vec<Choice>, TemplateError> {
    let number = &quote.number;
    let release = if quote.total.is_some() { "choose-approve" } else { "choose-approve-priced" };
    let reason = locale.say("placeholder-reason", &[])?;
    Ok(vec![
        choice(locale, release, format!("trueup quote approve {number}"))?,
        choice(locale, "choose-withdraw", format!("trueup quote withdraw {number} --reason {reason}"))?,
    ])
}

/// A way to decide, and the command that does it.
pub(super) fn choice(locale: &Locale<'_>, key: &str, command: String) -> Result<Choice, TemplateError> {
    Ok(Choice { what: locale.say(key, &[])?, command })
}

fn head(
    locale: &Locale<'_>,
    month: Month,
    contract: &Contract,
    parties: &Parties,
    outcome: Option<&Outcome>,
) -> Result<Vec<Fact>, TemplateError> {
    let mut head = vec![
        fact(locale, "label-month", locale.dates.month(month))?,
        fact(locale, "label-customer", clean::name(&parties.customer.name))?,
        fact(locale, "label-partner", clean::name(&parties.partner.name))?,
        fact(locale, "label-contract", contract.id.as_str())?,
    ];
    if let Some(outcome) = outcome {
        head.push(fact(locale, "label-source", parts::source(locale, outcome)?)?);
        head.push(fact(locale, "label-snapshot", locale.dates.instant(outcome.source.taken_at))?);
        let sum = parts::not_counted(locale, outcome)?.closing;
        head.push(fact(locale, "label-sum", sum)?);
    }
    Ok(head)
}
