//! Actions as people read them: what, who, by when, and how each stands, in the report and in the digest.

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::clean;
use crate::document::parts::Badge;
use crate::domain::action::{Action, Ask, Closed, Owner, Why};
use crate::template::{Locale, TemplateError};

/// Models named in one row; the rest is a number.
const NAMED: usize = 3;

/// The names of those who have to do something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) csm: &'a str,
    pub(super) partner: &'a str,
    pub(super) seller: &'a str,
}

/// Something that somebody has to do, or has done.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    what: String,
    owner: String,
    due: String,
    state: Badge,
    /// Since when it is open, if not since today; when it was found settled, or overtaken.
    note: String,
    #[serde(skip)]
    is_overdue: bool,
}

/// All of them, as they are sorted; models that ask for the same since the same day share a row.
pub(super) fn rows(
    locale: &Locale<'_>,
    actions: &[Action],
    names: Names<'_>,
    today: NaiveDate,
) -> Result<Vec<Row>, TemplateError> {
    let mut groups: Vec<Vec<&Action>> = Vec::new();
    for action in actions {
        match groups.iter_mut().find(|group| is_together(group[0], action)) {
            Some(group) => group.push(action),
            None => groups.push(vec![action]),
        }
    }
    groups.iter().map(|group| row(locale, group, names, today)).collect()
}

fn is_together(one: &Action, other: &Action) -> bool {
    let of_models = |ask: &Ask| matches!(ask, Ask::Classify { .. } | Ask::QuoteApart { .. });
    let facts = |action: &Action| (std::mem::discriminant(&action.ask), action.since, action.due, action.closed);
    of_models(&one.ask) && facts(one) == facts(other)
}

/// Of actions that stand alike; never empty.
fn row(locale: &Locale<'_>, group: &[&Action], names: Names<'_>, today: NaiveDate) -> Result<Row, TemplateError> {
    let action = group[0];
    let owner = match action.owner {
        Owner::Csm => names.csm,
        Owner::Partner => names.partner,
        Owner::Seller => names.seller,
    };
    let on = |key: &str, day: NaiveDate| locale.say(key, &[("day", &locale.dates.day(day))]);
    let (class, word, note) = match action.closed {
        Some(Closed { on: day, why: Why::Settled }) => ("ok", "action-closed", on("action-closed-on", day)?),
        Some(Closed { on: day, why: Why::Overtaken }) => ("ok", "action-overtaken", on("action-overtaken-on", day)?),
        None => {
            let note = if action.since < today { on("action-since", action.since)? } else { String::new() };
            if action.is_overdue(today) { ("action", "action-overdue", note) } else { ("watch", "action-open", note) }
        }
    };
    Ok(Row {
        what: what(locale, group)?,
        owner: clean::name(owner),
        due: locale.dates.day(action.due),
        state: Badge { class, word: locale.say(word, &[])? },
        note,
        is_overdue: action.is_overdue(today),
    })
}

/// The same in one line: what, who, by when, and whether that day has passed.
pub(super) fn in_a_sentence(locale: &Locale<'_>, row: &Row) -> Result<String, TemplateError> {
    let key = if row.is_overdue { "digest-action-overdue" } else { "digest-action" };
    locale.say(key, &[("what", &row.what), ("owner", &row.owner), ("due", &row.due)])
}

fn what(locale: &Locale<'_>, group: &[&Action]) -> Result<String, TemplateError> {
    let number = |key: &str, number: &str| locale.say(key, &[("number", number)]);
    match &group[0].ask {
        Ask::SendReport { month } => locale.say("action-report", &[("month", &locale.dates.month(*month))]),
        Ask::RenewAccess => locale.say("action-access", &[]),
        Ask::ConfirmTotals => locale.say("action-confirm", &[]),
        Ask::StatePrice { document } => number("action-price", document),
        Ask::ReleaseQuote { number: quote } => number("action-release", quote),
        Ask::ReissueQuote { number: quote } => number("action-reissue", quote),
        Ask::OrderQuote { number: quote } => number("action-order", quote),
        Ask::DecideNotice { number: notice } => number("action-notice", notice),
        Ask::Classify { .. } => of_models(locale, "action-classify", group),
        Ask::QuoteApart { .. } => of_models(locale, "action-own-quote", group),
        Ask::DiscussGrowth { category } => {
            let name = locale.choose("category", category.as_str())?;
            locale.say("action-watch", &[("category", &name)])
        }
        Ask::DiscussReturns { .. } => locale.say("action-rma", &[]),
        Ask::SendBack { units } => locale.say_count("action-rma-return", *units, &[]),
        Ask::Replace { devices } => locale.say_count("action-replace", *devices, &[]),
        Ask::Renew => locale.say("action-renew", &[]),
    }
}

/// A sentence on the devices of some models, with the names of the first ones.
fn of_models(locale: &Locale<'_>, key: &str, group: &[&Action]) -> Result<String, TemplateError> {
    let mut names = Vec::new();
    let mut all = 0;
    for action in group {
        let (Ask::Classify { model, devices } | Ask::QuoteApart { model, devices }) = &action.ask else { continue };
        all += devices;
        let name = clean::name(model);
        names.push(if name.is_empty() { locale.say("model-without-name", &[])? } else { name });
    }
    let hidden = names.len().saturating_sub(NAMED);
    let mut models = names[..names.len() - hidden].join(", ");
    if hidden > 0 {
        let hidden = u64::try_from(hidden).unwrap_or(u64::MAX);
        models = locale.say_count("action-models", hidden, &[("models", &models)])?;
    }
    locale.say_count(key, all, &[("models", &models)])
}
