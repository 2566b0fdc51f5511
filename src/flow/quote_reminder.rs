//! The partner is reminded of a released quote that awaits its PO, so many days before its last day of validity as the
//! settings say: never of one that was answered, withdrawn, replaced or has expired, and never twice on one day.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveDate, Utc};
use tracing::info;

use crate::document::RenderedMail;
use crate::document::quote::QuoteFacts;
use crate::document::quote::reminder::{self as document, ReminderFacts};
use crate::domain::outcome::{IssuedQuote, Outcome};
use crate::domain::party::Partner;
use crate::domain::state::{LetterKind, QuoteState};
use crate::domain::working_days::WorkingDays;
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::status::shown_state;
use crate::flow::{Engine, rendering};
use crate::store::duties::{self, Duty, NewDuty};
use crate::store::journal::{self, JournalEntry};
use crate::store::quotes::{self, StoredQuote};
use crate::store::{Tx, audits, outbox};

/// The kind of its duties; the period is the day, the subject the number of the quote.
pub const KIND: &str = "quote_reminder";

/// Whoever is not read before a long weekend is read the week before: longer than any row of days off.
const DAYS_OFF: u64 = 14;

/// What a duty came to.
#[derive(Debug)]
pub enum Prepared {
    /// To be written.
    Letter(Box<Ready>),
    /// Nothing to remind of, and why.
    Nothing(&'static str),
}

/// A reminder that is rendered.
#[derive(Debug)]
pub struct Ready {
    outcome: Outcome,
    partner: Partner,
    number: String,
    in_reply_to: String,
    mail: RenderedMail,
}

/// Owes the reminders of a quote that is released now.
pub async fn owe(engine: &Engine, tx: &mut Tx, outcome: &Outcome, number: &str, valid_until: NaiveDate) -> Result<()> {
    let now = engine.clock.now();
    let working = WorkingDays::of(outcome.parties.customer.country.as_deref());
    let days = days(&engine.settings.quote_reminder_days, working, engine.calendar.day(now), valid_until);
    for (ordinal, day) in (1..).zip(days) {
        let (period, due_at) = (day.to_string(), engine.calendar.moment_on(day));
        duties::open(tx, NewDuty { kind: KIND, subject: number, period: &period, ordinal, due_at }, now).await?;
    }
    Ok(())
}

/// The working days on or before `before` days ahead of the end, the first one first; none on the day of the release.
fn days(before: &[u32], working: WorkingDays, released: NaiveDate, valid_until: NaiveDate) -> BTreeSet<NaiveDate> {
    let working_day = |before: &u32| {
        let latest = valid_until.checked_sub_days(Days::new(u64::from(*before)))?;
        (0..DAYS_OFF).filter_map(|back| latest.checked_sub_days(Days::new(back))).find(|day| working.include(*day))
    };
    before.iter().filter_map(working_day).filter(|day| *day > released).collect()
}

/// Gathers and renders what a duty is to tell.
pub async fn prepare(engine: &Engine, register: &Register, duty: &Duty) -> Result<Prepared> {
    let now = engine.clock.now();
    let today = engine.calendar.day(now);
    let mut tx = engine.db.read().await?;
    let stored = quotes::load(&mut tx, &duty.subject).await?.with_context(|| format!("no quote {}", duty.subject))?;
    let Some(valid_until) = stored.valid_until.filter(|_| awaits_order(&stored, today)) else {
        return Ok(Prepared::Nothing("answered, withdrawn, replaced, expired or never sent"));
    };
    // Days on which the daemon was down are not made up for one by one.
    let later = duties::pending(&mut tx, KIND, &duty.subject, now).await?;
    if later.iter().any(|other| other.period > duty.period) {
        return Ok(Prepared::Nothing("a later one is due as well"));
    }
    let letters = outbox::of_quote(&mut tx, &duty.subject).await?;
    let carrier = letters.into_iter().find(|letter| letter.kind == LetterKind::TrueUpQuote);
    let carrier = carrier.with_context(|| format!("no letter carries quote {}", duty.subject))?;
    let outcome = audits::outcome(&mut tx, &stored.audit).await?;
    let outcome = outcome.with_context(|| format!("the audit of quote {} has no outcome", duty.subject))?;
    // As it is declared now: addresses change.
    let partner = register.partners.get(&stored.partner).unwrap_or(&outcome.parties.partner).clone();
    drop(tx);
    let written_on = engine.calendar.day(carrier.created_at);
    let (templates, settings, language) = (engine.templates.clone(), engine.settings.clone(), partner.language);
    let task = move || {
        let number = stored.quote.number.clone();
        let StoredQuote { quote, state, issued_on, .. } = stored;
        let issued = IssuedQuote { quote, state, held: Vec::new(), issued_on, valid_until: Some(valid_until) };
        let quote = QuoteFacts { outcome: &outcome, issued: &issued, seller: &settings.seller };
        let facts = ReminderFacts { quote, valid_until, written_on, today };
        let mail = document::render(&templates, facts, language)?;
        anyhow::Ok(Ready { number, in_reply_to: carrier.message_id, outcome, partner, mail })
    };
    let ready = rendering::render(task).await?;
    Ok(Prepared::Letter(Box::new(ready)))
}

/// Writes the letter, in the transaction that does its duty. Says how the duty ended.
pub async fn write(engine: &Engine, tx: &mut Tx, duty: &Duty, ready: &Ready, now: DateTime<Utc>) -> Result<String> {
    let Ready { outcome, partner, number, in_reply_to, mail } = ready;
    // A person may have been faster than the rendering.
    let present = quotes::load(tx, number).await?;
    if !present.is_some_and(|stored| awaits_order(&stored, engine.calendar.day(now))) {
        return Ok("answered in the last moment".to_owned());
    }
    Letter::quote_reminder(outcome, partner, number, duty.ordinal, in_reply_to).write(engine, tx, mail, now).await?;
    let note = format!("the partner is reminded of {number}");
    let entry = JournalEntry {
        contract: Some(outcome.contract.id.clone()),
        customer: Some(outcome.contract.customer.clone()),
        month: Some(outcome.month),
        subject: Some(number.clone()),
        ..JournalEntry::new(now, "trueup", KIND, note.clone())
    };
    journal::append(tx, &entry).await?;
    info!(quote.number = number, "reminder of a quote written");
    Ok(note)
}

/// Whether the partner has it and may still order from it.
fn awaits_order(stored: &StoredQuote, today: NaiveDate) -> bool {
    shown_state(stored, today) == QuoteState::Sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_fall_on_working_days_after_the_release_and_before_the_end() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let of = |before: &[u32], released: &str, until: &str| {
            let days = days(before, WorkingDays::of(Some("IT")), day(released), day(until));
            days.iter().map(NaiveDate::to_string).collect::<Vec<_>>()
        };
        // The 21st is a Saturday, the 28th too.
        assert_eq!(of(&[10, 3], "2026-11-01", "2026-12-01"), ["2026-11-20", "2026-11-27"]);
        assert_eq!(of(&[3, 10, 0], "2026-11-02", "2026-12-02"), ["2026-11-20", "2026-11-27", "2026-12-02"]);
        // Christmas, St Stephen's and a Sunday.
        assert_eq!(of(&[4], "2026-12-01", "2026-12-31"), ["2026-12-24"]);
        assert_eq!(of(&[10, 3], "2026-11-26", "2026-12-01"), ["2026-11-27"]);
        assert_eq!(of(&[10, 3], "2026-11-27", "2026-12-01"), [""; 0]);
        assert_eq!(of(&[4, 3, 2], "2026-11-01", "2026-12-01"), ["2026-11-27"]);
        assert_eq!(of(&[], "2026-11-01", "2026-12-01"), [""; 0]);
    }
}
