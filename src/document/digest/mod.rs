//! The digest of a CSM's month: all contracts, those that need somebody first, each with what decides.

mod entry;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::Badge;
use crate::document::pdf::{self, Sheet};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::audit::LineState;
use crate::domain::digest::{Digest, Need, Position};
use crate::domain::language::Language;
use crate::domain::money::Money;
use crate::domain::party::Seller;
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// Contracts told in each group; with more a mail would be cut off by mail programs.
const SHOWN: usize = 12;

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
        accent: &view.accent,
        logo: seller.brand.logo.as_ref(),
        number: &format!("{} {}", digest.csm.id, view.title),
        footer: &[view.title.clone(), clean::name(&digest.csm.name)],
        made_on: Some(digest.day),
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
    let entry = |position: &&Position| entry::entry(locale, told, position);
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
