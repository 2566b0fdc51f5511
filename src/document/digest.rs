//! The digest of a CSM's month: all contracts, those that need somebody first, each with what decides.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::document::actions::{self, Names};
use crate::document::colour::Accent;
use crate::document::parts::{self, Badge, category};
use crate::document::pdf::{self, Sheet};
use crate::document::rma::overage;
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::audit::{Line, LineState};
use crate::domain::digest::{Digest, Need, NoticePosition, Position, QuotePosition, RmaPosition};
use crate::domain::language::Language;
use crate::domain::money::Money;
use crate::domain::party::Seller;
use crate::domain::rma::RmaState;
use crate::domain::state::{LetterKind, QuoteState};
use crate::template::{Locale, TemplateError, Templates};

/// Contracts told in each group; with more a mail would be cut off by mail programs.
const SHOWN: usize = 16;
/// Actions told of one contract; its report has them all.
const ACTIONS: usize = 3;

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
    quoted: Vec<String>,
    tally: Vec<Tally>,
    groups: Vec<Group>,
    /// Where all of them are.
    all: String,
}

/// How many contracts stand so.
#[derive(Debug, Serialize)]
struct Tally {
    badge: Badge,
    contracts: String,
}

/// Contracts that ask the same of the reader.
#[derive(Debug, Serialize)]
struct Group {
    heading: String,
    /// Whether somebody has to do something.
    needy: bool,
    entries: Vec<Entry>,
    more: String,
}

/// One contract.
#[derive(Debug, Serialize)]
struct Entry {
    customer: String,
    contract: String,
    badge: Badge,
    lines: Vec<String>,
    actions: Vec<String>,
    choices: Vec<Choice>,
}

/// Something the reader can do, and the command that does it.
#[derive(Debug, Serialize)]
struct Choice {
    what: String,
    command: String,
}

/// What is told, and who sells the service.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    digest: &'a Digest,
    seller: &'a Seller,
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

/// The digest with its PDF.
pub fn with_files(
    templates: &Templates,
    digest: &Digest,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    let locale = &templates.locale(language)?;
    let view = view(locale, digest, seller)?;
    let sheet = Sheet {
        layout: "document/csm_digest.typ",
        language,
        title: &view.subject,
        author: &seller.name,
        number: &format!("{} {}", digest.csm.id, view.title),
        footer: &[view.title.clone(), clean::name(&digest.csm.name)],
        made_on: None,
    };
    let pdf = pdf::pdf(templates, sheet, &view)?;
    Ok(RenderedMail { pdf, ..render(templates, digest, seller, language)? })
}

/// The digest before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    digest: &Digest,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::CsmDigest,
        language,
        seller.into(),
        &view(&templates.locale(language)?, digest, seller)?,
    )
}

fn view(locale: &Locale<'_>, digest: &Digest, seller: &Seller) -> Result<View, TemplateError> {
    let month = locale.dates.month(digest.month);
    let count = |wanted: &dyn Fn(Need) -> bool| {
        digest.contracts.iter().filter(|position| wanted(position.need())).count() as u64
    };
    let open = count(&Need::is_for_somebody);
    let all = locale.say_count("contract-count", digest.contracts.len() as u64, &[])?;
    let (verdict, short) = if open == 0 {
        (locale.say("digest-verdict-quiet", &[])?, locale.say("digest-short-quiet", &[])?)
    } else {
        let only = digest.contracts.len() == 1;
        let verdict = if only {
            locale.say("digest-verdict-only", &[])?
        } else {
            locale.say_count("digest-verdict", open, &[("all", &all)])?
        };
        (verdict, locale.say_count("digest-short", open, &[])?)
    };
    let state = if open == 0 { LineState::Ok } else { LineState::Action };
    let title = locale.say(if digest.closed { "digest-title-closed" } else { "digest-title" }, &[("month", &month)])?;
    let mut tally = Vec::new();
    for need in Need::ALL {
        let contracts = count(&|other| other == need);
        if contracts > 0 {
            tally.push(Tally { badge: badge(locale, need)?, contracts: locale.numbers.count(contracts) });
        }
    }
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject: locale.say("digest-subject", &[("title", &title), ("contracts", &all), ("verdict", &short)])?,
        preview: verdict.clone(),
        seller: clean::name(&seller.name),
        title,
        under: format!("{} · {all}", clean::name(&digest.csm.name)),
        badge: Badge { class: state.as_str(), word: locale.choose("state", state.as_str())? },
        verdict,
        quoted: [quoted(locale, digest)?, unmatched(locale, digest)?, open_actions(locale, digest)?].concat(),
        tally,
        groups: groups(locale, Told { digest, seller })?,
        all: locale.say("digest-all", &[("command", &format!("trueup status --month {}", digest.month))])?,
    })
}

/// Returns that nobody's threshold counts, because they match no customer.
fn unmatched(locale: &Locale<'_>, digest: &Digest) -> Result<Vec<String>, TemplateError> {
    let sentence = || locale.say_count("digest-unmatched", digest.unmatched, &[]);
    Ok((digest.unmatched > 0).then(sentence).transpose()?.into_iter().collect())
}

/// How much is to be done, and how much of it should have been.
fn open_actions(locale: &Locale<'_>, digest: &Digest) -> Result<Vec<String>, TemplateError> {
    let actions = || digest.contracts.iter().flat_map(|position| &position.actions);
    let open = actions().count() as u64;
    let overdue = actions().filter(|action| action.is_overdue(digest.day)).count() as u64;
    let sentence = || locale.say_count("digest-actions", open, &[("overdue", &locale.numbers.count(overdue))]);
    Ok((open > 0).then(sentence).transpose()?.into_iter().collect())
}

/// What the released quotes of the month come to, in each currency.
fn quoted(locale: &Locale<'_>, digest: &Digest) -> Result<Vec<String>, TemplateError> {
    let mut sums: BTreeMap<&str, Vec<Money>> = BTreeMap::new();
    let of_somebody = |position: &&Position| position.need() == Need::Order;
    let quotes = digest.contracts.iter().filter(of_somebody).filter_map(|position| position.quote.as_ref());
    for total in quotes.filter_map(|position| position.quote.total) {
        sums.entry(total.currency.code()).or_default().push(total);
    }
    let mut sentences = Vec::new();
    for totals in sums.into_values() {
        let Ok(sum) = Money::sum(totals.iter().copied(), totals[0].currency) else { continue };
        let amount = locale.numbers.money(sum);
        sentences.push(locale.say_count("digest-quoted", totals.len() as u64, &[("amount", &amount)])?);
    }
    Ok(sentences)
}

/// Those that need somebody, those that wait for an order, and the rest.
fn groups(locale: &Locale<'_>, told: Told<'_>) -> Result<Vec<Group>, TemplateError> {
    let of = |belongs: &dyn Fn(Need) -> bool| {
        told.digest.contracts.iter().filter(|position| belongs(position.need())).collect::<Vec<_>>()
    };
    let groups = [
        group(locale, told, "heading-digest-needy", &of(&Need::is_for_somebody))?,
        group(locale, told, "heading-digest-ordered", &of(&|need| need == Need::Order))?,
        group(locale, told, "heading-digest-others", &of(&|need| need > Need::Order))?,
    ];
    Ok(groups.into_iter().flatten().collect())
}

fn group(
    locale: &Locale<'_>,
    told: Told<'_>,
    heading: &str,
    positions: &[&Position],
) -> Result<Option<Group>, TemplateError> {
    let Some(first) = positions.first() else { return Ok(None) };
    let entry = |position: &&Position| entry(locale, told, position);
    let entries = positions.iter().take(SHOWN).map(entry).collect::<Result<_, _>>()?;
    let more = match positions.len().saturating_sub(SHOWN) {
        0 => String::new(),
        hidden => locale.say_count("digest-more", hidden as u64, &[])?,
    };
    Ok(Some(Group { heading: locale.say(heading, &[])?, needy: first.need().is_for_somebody(), entries, more }))
}

fn badge(locale: &Locale<'_>, need: Need) -> Result<Badge, TemplateError> {
    let (class, word) = match need {
        Need::Held => ("action", locale.say("held-audit-badge", &[])?),
        Need::Quote => ("action", locale.say("digest-badge-quote", &[])?),
        Need::Notice => ("action", locale.say("digest-badge-notice", &[])?),
        Need::Expired => ("action", locale.say("digest-badge-expired", &[])?),
        Need::Failed => ("action", locale.say("digest-badge-failed", &[])?),
        Need::Waiting => ("watch", locale.say("digest-badge-waiting", &[])?),
        Need::Unaudited => ("unaudited", locale.choose("state", "unaudited")?),
        Need::Order => ("ok", locale.say("digest-badge-order", &[])?),
        Need::Action => ("ok", locale.say("digest-badge-quoted", &[])?),
        Need::Watch => ("watch", locale.choose("state", "watch")?),
        Need::Nothing => ("ok", locale.choose("state", "ok")?),
    };
    Ok(Badge { class, word })
}

fn entry(locale: &Locale<'_>, told: Told<'_>, position: &Position) -> Result<Entry, TemplateError> {
    let need = position.need();
    let mut lines = Vec::new();
    lines.extend(why(locale, position, need)?);
    for line in &position.lines {
        lines.push(counted(locale, line)?);
    }
    if let Some(quote) = &position.quote {
        lines.push(quote_in_words(locale, quote)?);
    }
    if let Some(rma) = &position.rma {
        lines.push(returns(locale, rma)?);
    }
    if let Some(notice) = &position.notice {
        lines.push(notice_in_words(locale, notice)?);
    }
    lines.extend(parts::unaudited(locale, &position.unaudited)?);
    Ok(Entry {
        customer: clean::name(&position.customer_name),
        contract: position.contract.to_string(),
        badge: badge(locale, need)?,
        lines,
        actions: actions_in_words(locale, told, position)?,
        choices: choices(locale, position, need)?,
    })
}

/// The first ones of what is to be done, a sentence each.
fn actions_in_words(locale: &Locale<'_>, told: Told<'_>, position: &Position) -> Result<Vec<String>, TemplateError> {
    let Told { digest, seller } = told;
    let names = Names { csm: &digest.csm.name, partner: &position.partner_name, seller: &seller.name };
    let rows = actions::rows(locale, &position.actions, names, digest.day)?;
    let mut sentences = Vec::new();
    for row in rows.iter().take(ACTIONS) {
        sentences.push(actions::in_a_sentence(locale, row)?);
    }
    if let Some(hidden) = rows.len().checked_sub(ACTIONS).filter(|hidden| *hidden > 0) {
        sentences.push(locale.say_count("digest-actions-more", hidden as u64, &[])?);
    }
    Ok(sentences)
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
        (Need::Quote | Need::Notice | Need::Expired | Need::Order | Need::Action | Need::Watch | Need::Nothing, _) => {
            None
        }
    })
}

fn counted(locale: &Locale<'_>, line: &Line) -> Result<String, TemplateError> {
    let none = || locale.say("not-available", &[]);
    let counted = line.counted.map_or_else(none, |counted| Ok(locale.numbers.count(counted)))?;
    let change = line.increase_percent.map(|percent| locale.numbers.percent_change(percent));
    let arguments = [
        ("category", category(locale, line.category)?),
        ("counted", counted),
        ("compared", locale.numbers.count(line.compared_with)),
        ("change", change.map_or_else(none, Ok)?),
        ("state", locale.choose("state", line.state.as_str())?),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
    // A true-up is told by its quote, and what is in order needs no word.
    let marked = matches!(line.state, LineState::Watch | LineState::Unaudited);
    locale.say(if marked { "digest-line-marked" } else { "digest-line" }, &arguments)
}

fn quote_in_words(locale: &Locale<'_>, position: &QuotePosition) -> Result<String, TemplateError> {
    let quote = &position.quote;
    let units = parts::units(locale, &parts::units_of(quote.lines.iter().map(|line| (&line.category, line.units))))?;
    let total = match quote.total {
        Some(total) => locale.say("amount-without-vat", &[("amount", &locale.numbers.money(total))])?,
        None => locale.say("price-to-confirm", &[])?,
    };
    let mut state = locale.choose("quote-state", position.state.as_str())?;
    let released = matches!(position.state, QuoteState::Approved | QuoteState::Sent);
    if let Some(until) = position.valid_until.filter(|_| released) {
        state = locale.say("quote-valid-until", &[("until", &locale.dates.day(until))])?;
    }
    locale.say("digest-quote", &[("number", &quote.number), ("units", &units), ("total", &total), ("state", &state)])
}

fn returns(locale: &Locale<'_>, rma: &RmaPosition) -> Result<String, TemplateError> {
    let none = locale.say("not-available", &[])?;
    let state = match rma.state {
        RmaState::Ok | RmaState::Watch => locale.choose("state", rma.state.as_str())?,
        RmaState::Over => locale.say("rma-warning-badge-over", &[])?,
    };
    locale.say(
        "report-rma-sentence",
        &[
            ("year", &rma.year.to_string()),
            ("units", &locale.numbers.count(rma.units)),
            ("allowed", &locale.numbers.count(rma.allowed)),
            ("rate", &rma.rate_percent.map_or(none, |rate| locale.numbers.percent(rate))),
            ("state", &state),
        ],
    )
}

fn notice_in_words(locale: &Locale<'_>, notice: &NoticePosition) -> Result<String, TemplateError> {
    let units = overage(locale, notice.overage)?;
    let total = match notice.total {
        Some(total) => locale.say("amount-without-vat", &[("amount", &locale.numbers.money(total))])?,
        None => locale.say("price-to-confirm", &[])?,
    };
    let state = locale.choose("quote-state", notice.state.as_str())?;
    locale.say("digest-notice", &[("number", &notice.number), ("units", &units), ("total", &total), ("state", &state)])
}

/// What decides, or brings what is missing.
fn choices(locale: &Locale<'_>, position: &Position, need: Need) -> Result<Vec<Choice>, TemplateError> {
    let mut choices = choices_of_audit(locale, position, need)?;
    if let Some(notice) = &position.notice {
        let reason = locale.say("placeholder-reason", &[])?;
        let approve = if notice.total.is_some() { "choose-approve-notice" } else { "choose-approve-notice-priced" };
        let choice = |key: &str, command: String| Ok(Choice { what: locale.say(key, &[])?, command });
        choices.push(choice(approve, format!("trueup notice approve {}", notice.number))?);
        let withdraw = format!("trueup notice withdraw {} --reason {reason}", notice.number);
        choices.push(choice("choose-withdraw-notice", withdraw)?);
    }
    Ok(choices)
}

fn choices_of_audit(locale: &Locale<'_>, position: &Position, need: Need) -> Result<Vec<Choice>, TemplateError> {
    let id = &position.contract;
    let reason = locale.say("placeholder-reason", &[])?;
    let choice = |key: &str, command: String| Ok(Choice { what: locale.say(key, &[])?, command });
    let run = format!("trueup run --contract {id}");
    match (need, &position.quote) {
        (Need::Held, _) => {
            let incomplete = position.reason.as_deref() == Some("incomplete_listing");
            let (accept, again) = if incomplete {
                ("choose-accept-incomplete", "choose-list-again")
            } else {
                ("choose-accept", "choose-count-again")
            };
            Ok(vec![choice(accept, format!("{run} --accept-held {reason}"))?, choice(again, run)?])
        }
        (Need::Quote, Some(QuotePosition { quote, .. })) => {
            let approve = if quote.total.is_some() { "choose-approve" } else { "choose-approve-priced" };
            Ok(vec![
                choice(approve, format!("trueup quote approve {}", quote.number))?,
                choice("choose-withdraw", format!("trueup quote withdraw {} --reason {reason}", quote.number))?,
            ])
        }
        (Need::Expired, Some(QuotePosition { quote, .. })) => {
            Ok(vec![choice("choose-reissue", format!("trueup quote approve {}", quote.number))?])
        }
        (Need::Failed, _) => Ok(vec![choice("choose-try-now", run)?]),
        (Need::Waiting, _) => {
            Ok(vec![choice("choose-ingest", format!("trueup ingest inventory FILE --customer {}", position.customer))?])
        }
        (
            Need::Quote
            | Need::Notice
            | Need::Expired
            | Need::Unaudited
            | Need::Order
            | Need::Action
            | Need::Watch
            | Need::Nothing,
            _,
        ) => Ok(Vec::new()),
    }
}
