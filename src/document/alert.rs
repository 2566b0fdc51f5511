//! The alert: what waits for a person and nobody was told, with what the machine said and the commands that help.

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::Badge;
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::alert::{Addressee, Alert, Failing, Matter, Undelivered};
use crate::domain::language::Language;
use crate::domain::party::Seller;
use crate::domain::state::{LetterKind, LetterState};
use crate::template::{Locale, TemplateError, Templates};

/// Matters of one letter; more would be cut off by mail programs.
const MATTERS: usize = 20;
/// Letters or contracts that are named in one matter.
const NAMED: usize = 5;
/// Letters that are worth a command each; beyond that one command lists them all.
const COMMANDS: usize = 2;

/// Everything the alert shows, already written.
#[derive(Debug, Serialize)]
struct View {
    language: &'static str,
    accent: Accent,
    subject: String,
    preview: String,
    seller: String,
    under: String,
    badge: Badge,
    verdict: String,
    entries: Vec<Entry>,
    more: String,
    notes: Vec<String>,
    foot: String,
}

/// One matter.
#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    lines: Vec<String>,
    commands: Vec<String>,
}

/// Writes the alert in a language.
pub fn render(
    templates: &Templates,
    alert: &Alert,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, alert, seller, language)?, LetterKind::OperatorAlert, language)
}

/// The alert before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    alert: &Alert,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::OperatorAlert,
        language,
        seller.into(),
        &view(&templates.locale(language)?, alert, seller)?,
    )
}

fn view(locale: &Locale<'_>, alert: &Alert, seller: &Seller) -> Result<View, TemplateError> {
    let (mut audits, mut letters) = (0, 0);
    for matter in &alert.matters {
        match matter {
            Matter::Audits(failing) => audits += failing.len() as u64,
            Matter::Letters(undelivered) => letters += undelivered.len() as u64,
        }
    }
    let mut what = Vec::new();
    if audits > 0 {
        what.push(locale.say_count("alert-audits", audits, &[])?);
    }
    if letters > 0 {
        what.push(locale.say_count("alert-letters", letters, &[])?);
    }
    let what = what.join(", ");
    let day = locale.dates.day(alert.day);
    let who = match &alert.to {
        Addressee::Operator(_) => locale.say("alert-operator", &[])?,
        Addressee::Csm(csm) => clean::name(&csm.name),
    };
    let mut notes = Vec::new();
    if audits > 0 {
        notes.push(locale.say("alert-note-audits", &[])?);
    }
    if letters > 0 {
        notes.push(locale.say("alert-note-letters", &[])?);
    }
    let shown = alert.matters.iter().take(MATTERS);
    let more = match alert.matters.len().saturating_sub(MATTERS) {
        0 => String::new(),
        hidden => locale.say_count("digest-more", hidden as u64, &[])?,
    };
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject: locale.say("alert-subject", &[("what", &what), ("day", &day)])?,
        preview: what.clone(),
        seller: clean::name(&seller.name),
        under: format!("{who} · {day}"),
        badge: Badge { class: "action", word: locale.choose("state", "action")? },
        verdict: locale.say("alert-verdict", &[("what", &what)])?,
        entries: shown.map(|matter| entry(locale, matter)).collect::<Result<_, _>>()?,
        more,
        notes,
        foot: locale.say("alert-foot", &[])?,
    })
}

fn entry(locale: &Locale<'_>, matter: &Matter) -> Result<Entry, TemplateError> {
    match matter {
        Matter::Audits(failing) => of_audits(locale, failing),
        Matter::Letters(undelivered) => of_letters(locale, undelivered),
    }
}

fn of_audits(locale: &Locale<'_>, failing: &[Failing]) -> Result<Entry, TemplateError> {
    let since = failing.iter().map(|audit| audit.since).min().map(|since| locale.dates.instant(since));
    let text = clean::line(failing.first().map_or("", |audit| audit.text.as_str()));
    let contracts = named(locale, failing.iter().map(|audit| audit.contract.to_string()))?;
    let run = match failing {
        [audit] => format!("trueup run --contract {}", audit.contract),
        _ => "trueup run".to_owned(),
    };
    Ok(Entry {
        title: locale.say_count("alert-audits", failing.len() as u64, &[])?,
        lines: vec![
            locale.say("alert-failing", &[("since", &since.unwrap_or_default()), ("detail", &text)])?,
            locale.say("alert-contracts", &[("contracts", &contracts)])?,
        ],
        commands: vec!["trueup check --online".to_owned(), run],
    })
}

fn of_letters(locale: &Locale<'_>, undelivered: &[Undelivered]) -> Result<Entry, TemplateError> {
    let count = undelivered.len() as u64;
    let since = undelivered.iter().map(|letter| letter.since).min().map(|since| locale.dates.instant(since));
    let last = undelivered.iter().max_by_key(|letter| letter.since);
    let detail = clean::line(last.map_or("", |letter| letter.error.as_str()));
    let address = last.map_or_else(String::new, |letter| clean::line(letter.address.as_str()));
    let held = last.is_some_and(|letter| letter.state == LetterState::Held);
    let titles = undelivered.iter().map(|letter| title(locale, letter)).collect::<Result<Vec<_>, _>>()?;
    let commands = match undelivered {
        few if few.len() <= COMMANDS => {
            few.iter().map(|letter| format!("trueup outbox retry {}", letter.letter)).collect()
        }
        _ if held => vec!["trueup outbox list --state held".to_owned()],
        _ => vec!["trueup outbox list --state dead".to_owned(), "trueup outbox retry --dead".to_owned()],
    };
    let why = if held { "alert-held" } else { "alert-dead" };
    Ok(Entry {
        title: locale.say_count("alert-to", count, &[("address", &address)])?,
        lines: vec![
            locale.say(why, &[("since", &since.unwrap_or_default()), ("detail", &detail)])?,
            named(locale, titles)?,
        ],
        commands,
    })
}

fn title(locale: &Locale<'_>, letter: &Undelivered) -> Result<String, TemplateError> {
    let kind = locale.choose("letter-kind", letter.kind.as_str())?;
    Ok(match (&letter.contract, &letter.customer) {
        (Some(contract), _) => format!("{kind} ({contract})"),
        (None, Some(customer)) => format!("{kind} ({customer})"),
        (None, None) => kind,
    })
}

/// The first few by name, the others by their number.
fn named(locale: &Locale<'_>, names: impl IntoIterator<Item = String>) -> Result<String, TemplateError> {
    let mut names: Vec<String> = names.into_iter().collect();
    let hidden = names.len().saturating_sub(NAMED);
    if hidden > 0 {
        names.truncate(NAMED);
        names.push(locale.say_count("digest-more", hidden as u64, &[])?);
    }
    Ok(names.join(", "))
}
