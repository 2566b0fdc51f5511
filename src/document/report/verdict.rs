//! The sentence that stands first: what the counts come to, and the returns where they ask for attention.

use crate::document::parts;
use crate::document::report::{figures, rma};
use crate::domain::audit::{Line, LineState};
use crate::domain::category::Category;
use crate::domain::outcome::{IssuedQuote, Outcome};
use crate::template::{Locale, TemplateError};

/// The verdict on the counts, with what `quote` comes to where that is told, and on the returns where they ask for
/// attention.
pub(super) fn headline(
    locale: &Locale<'_>,
    outcome: &Outcome,
    quote: Option<&IssuedQuote>,
) -> Result<(LineState, String), TemplateError> {
    let (state, verdict) = verdict(locale, outcome, quote)?;
    let Some(returns) = rma::summary(locale, outcome)? else { return Ok((state, verdict)) };
    let state = if state == LineState::Ok { LineState::Watch } else { state };
    Ok((state, format!("{verdict} {returns}")))
}

/// The worst state of all lines, and the sentence that stands first.
fn verdict(
    locale: &Locale<'_>,
    outcome: &Outcome,
    quote: Option<&IssuedQuote>,
) -> Result<(LineState, String), TemplateError> {
    let any = |state| outcome.lines.iter().any(|line| line.state == state);
    let added = added_units(outcome);
    if any(LineState::Action) {
        return Ok((LineState::Action, action(locale, quote, &added)?));
    }
    if any(LineState::Watch) {
        let mut watched = Vec::new();
        let grown = |line: &&Line| line.state == LineState::Watch && line.has_grown(&outcome.contract.exceptions);
        for line in outcome.lines.iter().filter(grown) {
            watched.push(figures::watched(locale, line)?);
        }
        if watched.is_empty() {
            // Nothing has grown; what nobody knows could make a true-up (A30).
            let unknown = outcome.unknown_models.iter().map(|model| model.devices).sum();
            return Ok((LineState::Watch, locale.say_count("verdict-watch-unknown", unknown, &[])?));
        }
        return Ok((
            LineState::Watch,
            locale.say("verdict-watch", &[("categories", &watched.join(&format!("{} ", locale.semicolon())))])?,
        ));
    }
    if any(LineState::Unaudited) {
        return Ok((LineState::Unaudited, locale.say("verdict-unaudited", &[])?));
    }
    Ok((LineState::Ok, locale.say("verdict-ok", &[])?))
}

/// What a true-up adds, and what its quote comes to, which may hold more than that (R27).
fn action(
    locale: &Locale<'_>,
    quote: Option<&IssuedQuote>,
    added: &[(Category, u64)],
) -> Result<String, TemplateError> {
    let units = parts::units(locale, added)?;
    let Some((quote, total)) = quote.and_then(|issued| Some((&issued.quote, issued.quote.total?))) else {
        return locale.say("verdict-action", &[("units", &units)]);
    };
    let total = locale.numbers.money(total);
    let all = parts::units(locale, &parts::units_of(quote.lines.iter().map(|line| (&line.category, line.units))))?;
    if all == units {
        return locale.say("verdict-action-total", &[("units", &units), ("total", &total)]);
    }
    locale.say("verdict-action-revised", &[("units", &units), ("all", &all), ("total", &total)])
}

/// Units that this audit's true-up adds, by category.
pub(super) fn added_units(outcome: &Outcome) -> Vec<(Category, u64)> {
    let added = outcome.lines.iter().map(|line| (line.category, line.charged_units(&outcome.contract.exceptions)));
    added.filter(|(_, units)| *units > 0).collect()
}
