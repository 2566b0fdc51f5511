//! The digest of a CSM's month: all contracts, those that need somebody first, each with what decides.

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{self, Badge, category};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::audit::{Line, LineState};
use crate::domain::digest::{Digest, Need, Position, QuotePosition};
use crate::domain::language::Language;
use crate::domain::party::Seller;
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// Contracts told in full, and told in a line; more would be cut off by mail programs.
const NEEDY: usize = 20;
const OTHERS: usize = 40;

/// Everything the digest shows, already written.
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
    needy: Vec<Entry>,
    more_needy: String,
    others: Vec<Entry>,
    more_others: String,
    command: String,
}

/// One contract.
#[derive(Debug, Serialize)]
struct Entry {
    customer: String,
    contract: String,
    badge: Badge,
    lines: Vec<String>,
    commands: Vec<String>,
}

/// Writes the digest in a language.
pub fn render(
    templates: &Templates,
    digest: &Digest,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, digest, seller, language)?, LetterKind::CsmDigest, language)
}

/// The digest before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    digest: &Digest,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(templates, LetterKind::CsmDigest, language, &view(&templates.locale(language)?, digest, seller)?)
}

fn view(locale: &Locale<'_>, digest: &Digest, seller: &Seller) -> Result<View, TemplateError> {
    let month = locale.dates.month(digest.month);
    let (needy, others): (Vec<&Position>, Vec<&Position>) =
        digest.contracts.iter().partition(|position| position.need().is_for_somebody());
    let (count, open) = (digest.contracts.len() as u64, needy.len() as u64);
    let all = locale.say_count("contract-count", count, &[])?;
    let verdict = match open {
        0 => locale.say("digest-verdict-quiet", &[])?,
        _ => locale.say_count("digest-verdict", open, &[("all", &all)])?,
    };
    let short = match open {
        0 => locale.say("digest-short-quiet", &[])?,
        _ => locale.say_count("digest-short", open, &[])?,
    };
    let subject = locale.say("digest-subject", &[("month", &month), ("contracts", &all), ("verdict", &short)])?;
    let state = if open == 0 { LineState::Ok } else { LineState::Action };
    let title = if digest.closed { "digest-title-closed" } else { "digest-title" };
    let more = |shown: usize, all: usize| match all.saturating_sub(shown) {
        0 => Ok(String::new()),
        hidden => locale.say_count("digest-more", hidden as u64, &[]),
    };
    let entries = |positions: &[&Position], most: usize| {
        positions.iter().take(most).map(|position| entry(locale, position)).collect::<Result<Vec<_>, _>>()
    };
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject,
        preview: verdict.clone(),
        seller: clean::name(&seller.name),
        title: locale.say(title, &[("month", &month)])?,
        under: format!("{} · {all}", clean::name(&digest.csm.name)),
        badge: Badge { class: state.as_str(), word: locale.choose("state", state.as_str())? },
        verdict,
        needy: entries(&needy, NEEDY)?,
        more_needy: more(NEEDY, needy.len())?,
        others: entries(&others, OTHERS)?,
        more_others: more(OTHERS, others.len())?,
        command: format!("trueup status --month {}", digest.month),
    })
}

fn entry(locale: &Locale<'_>, position: &Position) -> Result<Entry, TemplateError> {
    let need = position.need();
    let (class, word) = match need {
        Need::Held => ("action", locale.say("held-audit-badge", &[])?),
        Need::Quote => ("action", locale.say("digest-badge-quote", &[])?),
        Need::Failed => ("action", locale.say("digest-badge-failed", &[])?),
        Need::Waiting => ("watch", locale.say("digest-badge-waiting", &[])?),
        Need::Unaudited => ("unaudited", locale.choose("state", "unaudited")?),
        Need::Action => ("ok", locale.say("digest-badge-quoted", &[])?),
        Need::Watch => ("watch", locale.choose("state", "watch")?),
        Need::Nothing => ("ok", locale.choose("state", "ok")?),
    };
    let mut lines = Vec::new();
    lines.extend(why(locale, position, need)?);
    for line in &position.lines {
        lines.push(counted(locale, line)?);
    }
    if let Some(quote) = &position.quote {
        lines.push(quote_in_words(locale, quote)?);
    }
    if !position.unaudited.is_empty() {
        let months: Vec<String> = position.unaudited.iter().map(|month| locale.dates.month(*month)).collect();
        lines.push(locale.say("digest-unaudited", &[("months", &months.join(", "))])?);
    }
    Ok(Entry {
        customer: clean::name(&position.customer_name),
        contract: position.contract.to_string(),
        badge: Badge { class, word },
        lines,
        commands: commands(locale, position, need)?,
    })
}

/// Why somebody is needed.
fn why(locale: &Locale<'_>, position: &Position, need: Need) -> Result<Option<String>, TemplateError> {
    let detail = clean::line(position.reason_text.as_deref().unwrap_or_default());
    Ok(match (need, position.reason.as_deref()) {
        (Need::Held, Some("growth")) => Some(locale.say("digest-held-growth", &[])?),
        (Need::Held, Some("drop")) => Some(locale.say("digest-held-drop", &[])?),
        (Need::Held, _) => Some(locale.say("digest-held-incomplete", &[])?),
        (Need::Failed, Some(_)) => Some(locale.say("digest-failed", &[("detail", &detail)])?),
        (Need::Failed, None) => Some(locale.say("digest-not-begun", &[])?),
        (Need::Waiting, _) => Some(locale.say("digest-waiting", &[])?),
        (Need::Unaudited, _) => Some(locale.say("digest-closed", &[])?),
        (Need::Quote | Need::Action | Need::Watch | Need::Nothing, _) => None,
    })
}

fn counted(locale: &Locale<'_>, line: &Line) -> Result<String, TemplateError> {
    let none = || locale.say("not-available", &[]);
    let counted = line.counted.map_or_else(none, |counted| Ok(locale.numbers.count(counted)))?;
    let change = line.increase_percent.map(|percent| locale.numbers.percent_change(percent));
    locale.say(
        "digest-line",
        &[
            ("category", &category(locale, line.category)?),
            ("counted", &counted),
            ("compared", &locale.numbers.count(line.compared_with)),
            ("change", &change.map_or_else(none, Ok)?),
            ("state", &locale.choose("state", line.state.as_str())?),
        ],
    )
}

fn quote_in_words(locale: &Locale<'_>, position: &QuotePosition) -> Result<String, TemplateError> {
    let quote = &position.quote;
    let units = parts::units(locale, &parts::units_of(quote.lines.iter().map(|line| (&line.category, line.units))))?;
    let total = match quote.total {
        Some(total) => locale.say("amount-without-vat", &[("amount", &locale.numbers.money(total))])?,
        None => locale.say("price-to-confirm", &[])?,
    };
    let state = locale.choose("quote-state", position.state.as_str())?;
    locale.say("digest-quote", &[("number", &quote.number), ("units", &units), ("total", &total), ("state", &state)])
}

/// What decides, or brings what is missing.
fn commands(locale: &Locale<'_>, position: &Position, need: Need) -> Result<Vec<String>, TemplateError> {
    let id = &position.contract;
    let reason = locale.say("placeholder-reason", &[])?;
    Ok(match (need, &position.quote) {
        (Need::Held, _) => {
            vec![format!("trueup run --contract {id} --accept-held {reason}"), format!("trueup run --contract {id}")]
        }
        (Need::Quote, Some(QuotePosition { quote, .. })) => vec![
            format!("trueup quote approve {}", quote.number),
            format!("trueup quote withdraw {} --reason {reason}", quote.number),
        ],
        (Need::Failed, _) => vec![format!("trueup run --contract {id}")],
        (Need::Waiting, _) => vec![format!("trueup ingest inventory FILE --customer {}", position.customer)],
        (Need::Quote | Need::Unaudited | Need::Action | Need::Watch | Need::Nothing, _) => Vec::new(),
    })
}
