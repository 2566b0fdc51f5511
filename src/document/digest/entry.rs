//! A contract in the digest: where it stands, what is to be done, and what decides.

use crate::document::actions::{self, Names};
use crate::document::clean;
use crate::document::digest::{Choice, Entry, Told, badge};
use crate::document::parts::{self, category};
use crate::document::rma::overage;
use crate::domain::audit::{Line, LineState};
use crate::domain::digest::{Need, NoticePosition, Position, QuotePosition, RmaPosition};
use crate::domain::rma::RmaState;
use crate::domain::state::QuoteState;
use crate::template::{Locale, TemplateError};

/// Actions told of one contract; its report has them all.
const ACTIONS: usize = 3;

/// All that is told of it.
pub(super) fn entry(locale: &Locale<'_>, told: Told<'_>, position: &Position) -> Result<Entry, TemplateError> {
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
