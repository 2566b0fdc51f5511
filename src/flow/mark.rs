//! What became of a delivery, written down: sent, to be tried again, given up, held. Decides when a letter is tried again
//! and when it is given up; sends nothing.

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{error, info, warn};
use uuid::Uuid;

use crate::domain::party::Email;
use crate::domain::rma::notice::NoticeState;
use crate::domain::state::{LetterKind, QuoteState};
use crate::flow::letter;
use crate::mail::transport::{Outcome, Stop};
use crate::store::delivery::{self, Delivery, DeliveryKey, Failed};
use crate::store::journal::{self, JournalEntry};
use crate::store::outbox::Letter;
use crate::store::quotes::{self, Change};
use crate::store::{StoreError, Tx, notices};

/// Who acts here, for the journal and the history of quotes.
const BY: &str = "trueup";
/// Back-off after the first attempt; doubles with each.
const FIRST_BACK_OFF: TimeDelta = TimeDelta::minutes(1);
/// Longest back-off.
const LONGEST_BACK_OFF: TimeDelta = TimeDelta::hours(4);
/// A letter that nobody took for so long is given up. Counted from its first attempt, not from when it was written: the
/// program may have been down, mail misconfigured, or a person may have asked for another try, and a server that greets
/// strangers with "later" must have its time.
const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(2);

/// What an attempt came to.
#[derive(Debug)]
pub(super) enum Verdict {
    /// The settings do not let it out.
    Hold(String),
    /// It was tried.
    Tried(Outcome),
}

/// What was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marked {
    /// Taken.
    Sent,
    /// To be tried again; with the reason, if the server was not even reached.
    Deferred(Option<Stop>),
    /// Given up.
    Dead,
    /// Not let out.
    Held,
    /// As if it had never been claimed.
    PutBack(Stop),
}

/// A claimed delivery that is to be marked.
pub(super) struct Claimed<'a> {
    /// Which.
    pub(super) key: &'a DeliveryKey,
    /// The token of its lease.
    pub(super) token: &'a str,
    /// The letter.
    pub(super) delivery: &'a Delivery,
    /// The present moment.
    pub(super) now: DateTime<Utc>,
}

/// Writes down what became of it; the caller commits.
///
/// # Errors
/// `LeaseLost` if somebody else has taken the delivery over.
pub(super) async fn mark(tx: &mut Tx, claimed: &Claimed<'_>, verdict: &Verdict) -> Result<Marked, StoreError> {
    let Claimed { key, token, now, delivery } = *claimed;
    let outcome = match verdict {
        Verdict::Hold(reason) => {
            delivery::mark_held(tx, key, token, reason, now).await?;
            return Ok(Marked::Held);
        }
        Verdict::Tried(outcome) => outcome,
    };
    match outcome {
        Outcome::Sent => {
            delivery::mark_sent(tx, key, token, now).await?;
            quote_is_sent(tx, delivery, now).await?;
            notice_is_sent(tx, delivery, now).await?;
            Ok(Marked::Sent)
        }
        Outcome::Misconfigured(text) => {
            delivery::put_back(tx, key, token).await?;
            Ok(Marked::PutBack(Stop::Misconfigured(text.clone())))
        }
        Outcome::Refused(text) => dead(tx, claimed, answered(text)).await,
        Outcome::TryLater(text) => later(tx, claimed, answered(text), None).await,
        Outcome::Unavailable(text) => later(tx, claimed, answered(text), Some(Stop::Unavailable(text.clone()))).await,
        Outcome::Unknown(text) => {
            let told = "the outcome is unknown: if it is sent again, then under the same Message-ID";
            journal::append(tx, &entry(delivery, now, "letter_outcome_unknown", told, Some(text))).await?;
            later(tx, claimed, Failed { error: text, unknown: true }, None).await
        }
    }
}

/// The message was not taken: that is known.
fn answered(error: &str) -> Failed<'_> {
    Failed { error, unknown: false }
}

/// Notes that an earlier attempt ended without an answer, and that the letter goes out again nevertheless.
pub(super) async fn sent_again(tx: &mut Tx, delivery: &Delivery, now: DateTime<Utc>) -> Result<(), StoreError> {
    let told = "an earlier attempt was interrupted, its outcome is unknown: tried again under the same Message-ID";
    journal::append(tx, &entry(delivery, now, "letter_sent_again", told, None)).await
}

/// A quote is sent when the mail server took its letter for at least one recipient (product.md section 5).
async fn quote_is_sent(tx: &mut Tx, delivery: &Delivery, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Letter { quote: Some(number), kind: LetterKind::TrueUpQuote, .. } = &delivery.letter else { return Ok(()) };
    let sent = Change { to: QuoteState::Sent, by: BY, reason: None };
    // False for the second recipient, and for a quote that a person has moved on meanwhile.
    quotes::change(tx, number, &[QuoteState::Approved], sent, now).await.map(|_| ())
}

/// The same for an overage notice; a final statement has then come to its end.
async fn notice_is_sent(tx: &mut Tx, delivery: &Delivery, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(number) = letter::Letter::notice_of(&delivery.letter.key) else { return Ok(()) };
    let to = |to| notices::Change { to, by: BY, reason: None };
    let is_final = notices::load(tx, number).await?.is_some_and(|stored| stored.notice.is_final);
    if notices::change(tx, number, &[NoticeState::Approved], to(NoticeState::Sent), now).await? && is_final {
        notices::change(tx, number, &[NoticeState::Sent], to(NoticeState::Final), now).await?;
    }
    Ok(())
}

/// To be tried again, or given up when its time is over.
async fn later(
    tx: &mut Tx,
    claimed: &Claimed<'_>,
    failed: Failed<'_>,
    stop: Option<Stop>,
) -> Result<Marked, StoreError> {
    let Claimed { key, token, now, delivery } = *claimed;
    let due_at = now + back_off(delivery.attempts, Uuid::new_v4().as_u128());
    if is_given_up(delivery.tried_since, due_at) {
        return dead(tx, claimed, failed).await;
    }
    delivery::mark_later(tx, key, token, due_at, failed).await?;
    Ok(Marked::Deferred(stop))
}

async fn dead(tx: &mut Tx, claimed: &Claimed<'_>, failed: Failed<'_>) -> Result<Marked, StoreError> {
    delivery::mark_dead(tx, claimed.key, claimed.token, failed, claimed.now).await?;
    let told = "given up; `trueup outbox retry` tries it again";
    journal::append(tx, &entry(claimed.delivery, claimed.now, "letter_dead", told, Some(failed.error))).await?;
    Ok(Marked::Dead)
}

fn entry(delivery: &Delivery, now: DateTime<Utc>, action: &str, told: &str, reason: Option<&str>) -> JournalEntry {
    let letter = &delivery.letter;
    let text = format!("{} to {}: {told}", letter.kind.as_str(), delivery.address);
    JournalEntry {
        contract: letter.contract.clone(),
        customer: letter.customer.clone(),
        month: Some(letter.month),
        subject: Some(letter.id.clone()),
        reason: reason.map(str::to_owned),
        ..JournalEntry::new(now, BY, action, text)
    }
}

/// A minute after the first attempt, then twice as long each time up to four hours; 20 % more or less by `dice`, so
/// that letters that failed together do not come back together.
fn back_off(attempts: u32, dice: u128) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).min(16);
    let plain = (FIRST_BACK_OFF * 2_i32.pow(doublings)).min(LONGEST_BACK_OFF);
    let per_mille = 800 + i32::try_from(dice % 401).unwrap_or(200);
    plain / 1000 * per_mille
}

/// Whether the next attempt would come too late.
fn is_given_up(tried_since: DateTime<Utc>, due_at: DateTime<Utc>) -> bool {
    due_at - tried_since > GIVE_UP_AFTER
}

/// One line for each outcome.
pub(super) fn tell(delivery: &Delivery, verdict: &Verdict, marked: &Marked) {
    let (id, kind) = (delivery.letter.id.as_str(), delivery.letter.kind.as_str());
    let recipient = masked(&delivery.address);
    let reason = match verdict {
        Verdict::Tried(Outcome::Sent) => {
            return info!(letter.id = id, letter.kind = kind, recipient, "letter sent");
        }
        Verdict::Hold(reason)
        | Verdict::Tried(
            Outcome::TryLater(reason)
            | Outcome::Refused(reason)
            | Outcome::Unavailable(reason)
            | Outcome::Misconfigured(reason)
            | Outcome::Unknown(reason),
        ) => reason.replace(delivery.address.as_str(), &recipient),
    };
    match marked {
        Marked::Sent | Marked::Held => warn!(letter.id = id, letter.kind = kind, recipient, reason, "letter held"),
        Marked::Deferred(_) => warn!(letter.id = id, letter.kind = kind, recipient, reason, "letter deferred"),
        Marked::Dead => error!(letter.id = id, letter.kind = kind, recipient, reason, "letter given up"),
        Marked::PutBack(_) => error!(letter.id = id, letter.kind = kind, recipient, reason, "mail cannot be sent"),
    }
}

/// `g***@example.com`: logs are read by many.
pub(super) fn masked(address: &Email) -> String {
    let first: String = address.as_str().chars().take(1).collect();
    format!("{first}***@{}", address.domain())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_from_a_minute_to_four_hours() {
        let exactly = |attempts| back_off(attempts, 200).num_minutes();
        let minutes: Vec<_> = (1..=10).map(exactly).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]);
        assert_eq!(exactly(u32::MAX), 240);
    }

    #[test]
    fn back_off_is_spread_by_a_fifth_either_way() {
        let seconds = |dice| back_off(1, dice).num_seconds();
        assert_eq!((seconds(0), seconds(200), seconds(400)), (48, 60, 72));
        assert!((0..2000).all(|dice| (48..=72).contains(&seconds(dice))));
    }

    #[test]
    fn a_letter_is_given_up_two_days_after_its_first_attempt() {
        let first: DateTime<Utc> = "2026-11-01T05:00:00Z".parse().unwrap();
        assert!(!is_given_up(first, first + back_off(1, 400)));
        assert!(!is_given_up(first, first + TimeDelta::hours(48)));
        assert!(is_given_up(first, first + TimeDelta::hours(49)));
    }

    #[test]
    fn addresses_are_masked_in_logs() {
        assert_eq!(masked(&"giulia.rossi@Example.com".parse().unwrap()), "g***@example.com");
    }
}
