//! An overage notice that waits for a person, told to the CSM: why, what it would do, and the commands that decide.

use crate::document::colour::Accent;
use crate::document::held::{View, choice, under};
use crate::document::parts::{Badge, Fact, fact};
use crate::document::rma::notice::total;
use crate::document::rma::{NoticeFacts, overage};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::guard::Limits;
use crate::domain::language::Language;
use crate::domain::party::Email;
use crate::domain::rma::notice::{NoticeHold, NoticeState};
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// Lines without a price that are named one by one.
const NAMED: usize = 10;

/// Writes the letter in a language.
pub fn render(
    templates: &Templates,
    facts: NoticeFacts<'_>,
    limits: &Limits,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, limits, language)?, LetterKind::HeldDocument, language)
}

/// The letter before its styles are inlined.
pub(in crate::document) fn draft(
    templates: &Templates,
    facts: NoticeFacts<'_>,
    limits: &Limits,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::HeldDocument,
        language,
        facts.seller.into(),
        &view(&templates.locale(language)?, facts, limits)?,
    )
}

fn view(locale: &Locale<'_>, facts: NoticeFacts<'_>, limits: &Limits) -> Result<View, TemplateError> {
    let NoticeFacts { notice, state, parties, contract, seller, .. } = facts;
    let customer = clean::line(&parties.customer.name);
    let units = overage(locale, notice.position.overage)?;
    let (number, total) = (notice.number.as_str(), total(locale, notice)?);
    let verdict = if state == NoticeState::Held { "held-notice-verdict" } else { "draft-notice-verdict" };
    let verdict = locale.say(verdict, &[("number", number), ("units", &units), ("total", &total)])?;
    let word = if state == NoticeState::Held { "held" } else { "draft" };
    let release = if notice.total.is_some() { "choose-approve-notice" } else { "choose-approve-notice-priced" };
    let placeholder = locale.say("placeholder-reason", &[])?;
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject: locale
            .say("held-notice-subject", &[("number", number), ("customer", &customer), ("units", &units)])?,
        preview: format!("{customer}{} {verdict}", locale.colon()),
        seller: clean::name(&seller.name),
        under: under(locale, parties, contract.id.as_str())?,
        badge: Badge { class: "action", word: locale.choose("quote-state", word)? },
        verdict,
        reasons: reasons(locale, facts, limits, &total)?,
        effect: effect(locale, facts, &units, &total)?,
        choices: vec![
            choice(locale, release, format!("trueup notice approve {number}"))?,
            choice(
                locale,
                "choose-withdraw-notice",
                format!("trueup notice withdraw {number} --reason {placeholder}"),
            )?,
        ],
        note: locale.say("held-notice-note", &[])?,
        figures: None,
        head: head(locale, facts)?,
        foot: notice.number.clone(),
    })
}

/// The guards that object; a draft waits because the settings say so.
fn reasons(
    locale: &Locale<'_>,
    facts: NoticeFacts<'_>,
    limits: &Limits,
    total: &str,
) -> Result<Vec<String>, TemplateError> {
    if facts.held.is_empty() {
        return Ok(vec![locale.say("held-notice-draft", &[])?]);
    }
    let notice = facts.notice;
    let mut sentences = Vec::new();
    for reason in facts.held {
        match reason {
            NoticeHold::PriceMissing => {
                sentences.push(locale.say("held-notice-price", &[])?);
                let missing: Vec<_> = notice.lines.iter().filter(|line| line.amount.is_none()).collect();
                for line in missing.iter().take(NAMED) {
                    let unit = &line.unit;
                    let part = unit.part_number.as_deref().map(clean::name).filter(|part| !part.is_empty());
                    let product = [Some(clean::name(&unit.model)), part].into_iter().flatten().collect::<Vec<_>>();
                    sentences.push(locale.say(
                        "held-notice-price-line",
                        &[
                            ("number", &clean::name(&unit.rma_number)),
                            ("line", &unit.rma_line.to_string()),
                            ("product", &product.join(", ")),
                        ],
                    )?);
                }
                let hidden = missing.len().saturating_sub(NAMED);
                if hidden > 0 {
                    sentences.push(locale.say_count("held-notice-price-more", hidden as u64, &[])?);
                }
            }
            NoticeHold::Amount => {
                let limit = locale.numbers.price(limits.hold_amount, notice.currency);
                sentences.push(locale.say("held-amount", &[("total", total), ("limit", &limit)])?);
            }
            NoticeHold::WithdrawnBefore => sentences.push(locale.say("held-notice-withdrawn", &[])?),
        }
    }
    Ok(sentences)
}

fn effect(locale: &Locale<'_>, facts: NoticeFacts<'_>, units: &str, total: &str) -> Result<Vec<String>, TemplateError> {
    let partner = &facts.parties.partner;
    let to: Vec<&str> = partner.notices_to.iter().map(Email::as_str).collect();
    let mut effect = vec![
        locale.say(
            "held-quote-effect",
            &[("units", units), ("total", total), ("partner", &clean::name(&partner.name))],
        )?,
        locale.say("held-quote-to", &[("addresses", &to.join(", "))])?,
    ];
    if let Some(before) = &facts.notice.before {
        effect.push(locale.say("held-notice-supersedes", &[("number", &clean::line(&before.number))])?);
    }
    Ok(effect)
}

fn head(locale: &Locale<'_>, facts: NoticeFacts<'_>) -> Result<Vec<Fact>, TemplateError> {
    let NoticeFacts { notice, contract, parties, .. } = facts;
    let (position, numbers) = (&notice.position, &locale.numbers);
    let none = locale.say("not-available", &[])?;
    let rate = position.rate_percent.map_or(none, |rate| numbers.percent(rate));
    let base = locale.say(
        "rma-base-since",
        &[("base", &numbers.count(position.base)), ("day", &locale.dates.day(position.base_on))],
    )?;
    Ok(vec![
        fact(locale, "label-customer", clean::name(&parties.customer.name))?,
        fact(locale, "label-partner", clean::name(&parties.partner.name))?,
        fact(locale, "label-contract", contract.id.as_str())?,
        fact(locale, "label-notice-period", position.year.to_string())?,
        fact(locale, "label-rma-base", base)?,
        fact(locale, "label-rma-units", numbers.count(position.units))?,
        fact(locale, "label-rma-rate", rate)?,
        fact(locale, "label-rma-allowed", numbers.count(position.allowed))?,
        fact(locale, "label-rma-overage", numbers.count(position.overage))?,
    ])
}
