//! The early warning to the partner, at four fifths of the allowance and where it is exceeded: what to look for, and which
//! units, the latest in the mail and all in its file. No amount (R39).

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{Badge, Fact, fact};
use crate::document::picture::Images;
use crate::document::rma::annex::units_name;
use crate::document::rma::page::charts;
use crate::document::rma::{WarningFacts, top};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::language::Language;
use crate::domain::rma::RmaUnit;
use crate::domain::rma::notice::Warning;
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// Lines in the mail, the newest ones; its file has them all.
const SHOWN: usize = 8;

/// Everything the warning shows, already written.
#[derive(Debug, Serialize)]
struct View {
    language: &'static str,
    accent: Accent,
    subject: String,
    preview: String,
    seller: String,
    title: String,
    under: String,
    badge: Badge,
    verdict: String,
    next: String,
    figures: Vec<Fact>,
    pictures: Images,
    models: Vec<String>,
    reasons: Vec<String>,
    advice: Vec<String>,
    units: Vec<Unit>,
    more: String,
    annex: String,
    contact: String,
    foot: String,
}

/// One line of an RMA.
#[derive(Debug, Serialize)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) day: String,
    pub(super) model: String,
    pub(super) units: String,
}

/// What tells one warning from another.
pub(super) fn name(facts: WarningFacts<'_>) -> String {
    let WarningFacts { warning, position, contract, .. } = facts;
    let which = match warning {
        Warning::Watch => "near",
        Warning::Over => "over",
    };
    format!("{}-{}-{which}", contract.id, position.year)
}

/// Writes the warning in a language.
pub fn render(
    templates: &Templates,
    facts: WarningFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, language)?, LetterKind::RmaWarning, language)
}

/// The warning before its styles are inlined.
pub(in crate::document) fn draft(
    templates: &Templates,
    facts: WarningFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::RmaWarning,
        language,
        facts.seller.into(),
        &view(&templates.locale(language)?, facts)?,
    )
}

fn view(locale: &Locale<'_>, facts: WarningFacts<'_>) -> Result<View, TemplateError> {
    let WarningFacts { warning, position, contract, parties, seller } = facts;
    let customer = clean::line(&parties.customer.name);
    let (numbers, year) = (&locale.numbers, position.year.to_string());
    let percent = numbers.percent(position.percent.decimal());
    let none = locale.say("not-available", &[])?;
    let rate = position.rate_percent.map_or(none, |rate| numbers.percent(rate.normalize()));
    let subject =
        locale.say("rma-warning-subject", &[("rate", &rate), ("percent", &percent), ("customer", &customer)])?;
    let (class, badge, verdict, next) = match warning {
        Warning::Watch => ("watch", "rma-warning-badge-watch", "rma-warning-verdict-watch", "rma-warning-next-watch"),
        Warning::Over => ("action", "rma-warning-badge-over", "rma-warning-verdict-over", "rma-warning-next-over"),
    };
    let verdict = locale.say(
        verdict,
        &[
            ("units", &numbers.count(position.units)),
            ("allowed", &numbers.count(position.allowed)),
            ("overage", &numbers.count(position.overage)),
            ("year", &year),
            ("customer", &clean::name(&customer)),
        ],
    )?;
    let next = match warning {
        Warning::Watch => locale.say_count(next, position.remaining(), &[])?,
        Warning::Over => locale.say(next, &[])?,
    };
    let advice = ["rma-advice-batch", "rma-advice-handling", "rma-advice-training"];
    let hidden = position.counted.len().saturating_sub(SHOWN);
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        preview: verdict.clone(),
        subject,
        seller: clean::name(&seller.name),
        title: locale.say("rma-warning-title", &[("year", &year)])?,
        under: locale
            .say("held-under", &[("customer", &clean::name(&customer)), ("contract", contract.id.as_str())])?,
        badge: Badge { class, word: locale.say(badge, &[])? },
        verdict,
        next,
        figures: figures(locale, facts)?,
        pictures: Images::of(&charts(locale, position)?, &name(facts)),
        models: top(locale, &position.by_model(), "model-without-name")?,
        reasons: reasons(locale, facts)?,
        advice: advice.into_iter().map(|key| locale.say(key, &[])).collect::<Result<_, _>>()?,
        units: position.counted.iter().rev().take(SHOWN).map(|row| unit(locale, row)).collect::<Result<_, _>>()?,
        more: if hidden > 0 { locale.say_count("rma-more-units", hidden as u64, &[])? } else { String::new() },
        annex: locale.say("notice-annex", &[("file", &units_name(&contract.id, position))])?,
        contact: locale.say(
            "rma-contact",
            &[("name", &clean::name(&parties.csm.name)), ("address", parties.csm.email.as_str())],
        )?,
        foot: locale.say("rma-as-of", &[("day", &locale.dates.day(position.as_of))])?,
    })
}

fn figures(locale: &Locale<'_>, facts: WarningFacts<'_>) -> Result<Vec<Fact>, TemplateError> {
    let (position, numbers) = (facts.position, &locale.numbers);
    let percent = numbers.percent(position.percent.decimal());
    let none = locale.say("not-available", &[])?;
    let rate = position.rate_percent.map_or(none, |rate| numbers.percent(rate));
    let base = locale.say(
        "rma-base-since",
        &[("base", &numbers.count(position.base)), ("day", &locale.dates.day(position.base_on))],
    )?;
    Ok(vec![
        fact(locale, "label-rma-rate", rate)?,
        fact(locale, "label-rma-threshold", percent)?,
        fact(locale, "label-rma-units", numbers.count(position.units))?,
        fact(locale, "label-rma-base", base)?,
        fact(locale, "label-rma-allowed", numbers.count(position.allowed))?,
        if position.overage > 0 {
            fact(locale, "label-rma-overage", numbers.count(position.overage))?
        } else {
            fact(locale, "label-rma-remaining", numbers.count(position.remaining()))?
        },
    ])
}

/// Only where a file told any.
fn reasons(locale: &Locale<'_>, facts: WarningFacts<'_>) -> Result<Vec<String>, TemplateError> {
    let reasons = facts.position.by_reason();
    let told = reasons.iter().any(|(reason, _)| !reason.is_empty());
    if told { top(locale, &reasons, "rma-no-reason") } else { Ok(Vec::new()) }
}

pub(super) fn unit(locale: &Locale<'_>, row: &RmaUnit) -> Result<Unit, TemplateError> {
    let number = clean::name(&row.rma_number);
    Ok(Unit {
        name: locale.say("rma-line-name", &[("number", &number), ("line", &row.rma_line.to_string())])?,
        day: locale.dates.day(row.authorised_on),
        model: clean::name(&row.model),
        units: locale.numbers.count(row.units),
    })
}
