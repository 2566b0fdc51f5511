//! The outbox: letters as they were decided, rendered and final. `delivery` sends them; nothing else may.
//!
//! A letter is written in the transaction that decides its fact. Its key says what it is about, so that the same fact
//! is told once, however often it is decided.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::language::Language;
use crate::domain::month::Month;
use crate::domain::party::Email;
use crate::domain::state::{LetterKind, LetterState};
use crate::store::blobs::{self, Digest};
use crate::store::cell::stored;
use crate::store::letters;
use crate::store::{StoreError, Tx};

const LETTERS: &str = "letters";
const RECIPIENTS: &str = "recipients";

/// A letter and how far its deliveries have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// `UUIDv7`.
    pub id: String,
    /// Kind, subject, month and version: two letters never share it.
    pub key: String,
    /// What it tells.
    pub kind: LetterKind,
    /// About which contract; none if it is about several.
    pub contract: Option<ContractId>,
    /// Whose contract.
    pub customer: Option<CustomerId>,
    /// About which month.
    pub month: Month,
    /// The quote it carries.
    pub quote: Option<String>,
    /// In which language.
    pub language: Language,
    /// Subject line.
    pub subject: String,
    /// With angle brackets, the same at every attempt.
    pub message_id: String,
    /// The message id of the letter that it reminds of.
    pub in_reply_to: Option<String>,
    /// The name under which it goes out; none for that of the settings.
    pub sender: Option<String>,
    /// The HTML part.
    pub html: Digest,
    /// The text part.
    pub text: Digest,
    /// When its fact was decided.
    pub created_at: DateTime<Utc>,
    /// To whom; in the order in which they were named.
    pub recipients: Vec<Recipient>,
    /// With what.
    pub attachments: Vec<Attachment>,
}

impl Letter {
    /// Where the letter as a whole stands.
    pub fn state(&self) -> LetterState {
        state_of(self.recipients.iter().map(|recipient| recipient.state))
    }
}

/// Where a letter stands whose recipients stand so: what still needs doing outweighs what is done.
pub fn state_of(recipients: impl IntoIterator<Item = LetterState>) -> LetterState {
    let states: BTreeSet<LetterState> = recipients.into_iter().collect();
    let first = [LetterState::Pending, LetterState::Dead, LetterState::Held, LetterState::Sent];
    match first.into_iter().find(|state| states.contains(state)) {
        Some(state) => state,
        None if states.is_empty() => LetterState::Sent,
        None => LetterState::Cancelled,
    }
}

/// One recipient of a letter, who gets it in an SMTP transaction of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// To whom.
    pub address: Email,
    /// Where this delivery stands.
    pub state: LetterState,
    /// Why it is held.
    pub reason: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub due_at: DateTime<Utc>,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// The last attempt ended without an answer: the mail server may have taken it.
    pub unknown: bool,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// As in `text/csv; charset=utf-8`.
    pub media_type: String,
    /// Its bytes.
    pub content: Digest,
    /// How the HTML part names it, if it is a picture that is shown there.
    pub content_id: Option<String>,
}

/// A letter to be written; it is due at once.
#[derive(Debug, Clone, Copy)]
pub struct NewLetter<'a> {
    /// From `store::new_id`: the message id is made of it.
    pub id: &'a str,
    /// Kind, subject, month and version; recipients not included.
    pub key: &'a str,
    /// What it tells.
    pub kind: LetterKind,
    /// About which contract; none if it is about several.
    pub contract: Option<&'a ContractId>,
    /// Whose contract.
    pub customer: Option<&'a CustomerId>,
    /// About which month.
    pub month: Month,
    /// The quote it carries.
    pub quote: Option<&'a str>,
    /// In which language.
    pub language: Language,
    /// Subject line.
    pub subject: &'a str,
    /// With angle brackets.
    pub message_id: &'a str,
    /// The message id of the letter that it reminds of.
    pub in_reply_to: Option<&'a str>,
    /// The name under which it goes out; none for that of the settings.
    pub sender: Option<&'a str>,
    /// The HTML part.
    pub html: &'a str,
    /// The text part.
    pub text: &'a str,
    /// To whom; never empty. Somebody named twice gets it once.
    pub recipients: &'a [Email],
    /// With what; the bytes are in the blobs already.
    pub attachments: &'a [Attachment],
}

const ENQUEUE: &str = "-- store::outbox::enqueue
INSERT INTO letters (id, dedupe_key, kind, contract, customer, month, quote, language, subject, message_id, in_reply_to,
                     sender, html, plain, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (dedupe_key) DO NOTHING";

const ADD_RECIPIENT: &str = "-- store::outbox::add_recipient
INSERT INTO recipients (letter, address, ordinal, state, attempts, due_at, interrupted)
VALUES ($1, $2, $3, 'pending', 0, $4, FALSE)";

const ADD_ATTACHMENT: &str = "-- store::outbox::add_attachment
INSERT INTO attachments (letter, ordinal, name, media_type, content, content_id) VALUES ($1, $2, $3, $4, $5, $6)";

/// Writes a letter to all its recipients; false, and nothing written, if its key is there already.
pub async fn enqueue(tx: &mut Tx, new: NewLetter<'_>, now: DateTime<Utc>) -> Result<bool, StoreError> {
    if new.recipients.is_empty() {
        let problem = format!("the letter {} has none", new.key);
        return Err(StoreError::Unfit { table: LETTERS, column: RECIPIENTS, problem });
    }
    let html = blobs::put(tx, new.html.as_bytes()).await?;
    let text = blobs::put(tx, new.text.as_bytes()).await?;
    if sql!(
        tx,
        execute,
        ENQUEUE,
        new.id,
        new.key,
        new.kind.as_str(),
        // Empty where a letter is about several contracts: the columns are not null.
        new.contract.map_or("", ContractId::as_str),
        new.customer.map_or("", CustomerId::as_str),
        new.month.to_string(),
        new.quote,
        new.language.tag(),
        new.subject,
        new.message_id,
        new.in_reply_to,
        new.sender,
        html.as_str(),
        text.as_str(),
        stored(now)
    )? == 0
    {
        return Ok(false);
    }
    let mut named = BTreeSet::new();
    for (ordinal, address) in (0_i64..).zip(new.recipients.iter().filter(|address| named.insert(*address))) {
        sql!(tx, execute, ADD_RECIPIENT, new.id, address.as_str(), ordinal, stored(now))?;
    }
    for (ordinal, file) in (0_i64..).zip(new.attachments) {
        sql!(
            tx,
            execute,
            ADD_ATTACHMENT,
            new.id,
            ordinal,
            file.name.as_str(),
            file.media_type.as_str(),
            file.content.as_str(),
            file.content_id.as_deref()
        )?;
    }
    Ok(true)
}

/// A letter by its id.
pub async fn load(tx: &mut Tx, id: &str) -> Result<Option<Letter>, StoreError> {
    Ok(letters::select(tx, letters::LOAD, &[id]).await?.pop())
}

const BY_KEY: &str = "-- store::outbox::by_key
SELECT id FROM letters WHERE dedupe_key = $1";

/// The letter of a key.
pub async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<Letter>, StoreError> {
    let id: Option<String> = sql!(tx, scalar_optional, BY_KEY, key)?;
    match id {
        Some(id) => load(tx, &id).await,
        None => Ok(None),
    }
}

/// All letters, the oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Letter>, StoreError> {
    letters::select(tx, letters::LIST, &[]).await
}

/// All letters about a month, the oldest first.
pub async fn of_month(tx: &mut Tx, month: Month) -> Result<Vec<Letter>, StoreError> {
    letters::select(tx, letters::OF_MONTH, &[&month.to_string()]).await
}

/// The letters about a contract's month, the oldest first.
pub async fn of_audit(tx: &mut Tx, contract: &ContractId, month: Month) -> Result<Vec<Letter>, StoreError> {
    letters::select(tx, letters::OF_AUDIT, &[contract.as_str(), &month.to_string()]).await
}

/// The letters that carry a quote, the oldest first.
pub async fn of_quote(tx: &mut Tx, number: &str) -> Result<Vec<Letter>, StoreError> {
    letters::select(tx, letters::OF_QUOTE, &[number]).await
}

const RETRY: &str = "-- store::outbox::retry
UPDATE recipients SET state = 'pending', reason = NULL, settled_at = NULL, attempts = 0, due_at = $2
WHERE letter = $1 AND (state IN ('dead', 'held')
  OR (state = 'pending' AND due_at > $2 AND (lease_until IS NULL OR lease_until <= $2)))";

/// Tries the deliveries of a letter that are dead, held, or put off for later, again from now; tells how many. They have
/// two days anew.
pub async fn retry(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(sql!(tx, execute, RETRY, id, stored(now))?)
}

const RETRY_DEAD: &str = "-- store::outbox::retry_dead
UPDATE recipients SET state = 'pending', reason = NULL, settled_at = NULL, attempts = 0, due_at = $1
WHERE state = 'dead'";

/// Tries all dead deliveries again, from now; tells how many.
pub async fn retry_dead(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(sql!(tx, execute, RETRY_DEAD, stored(now))?)
}

const CANCEL: &str = "-- store::outbox::cancel
UPDATE recipients SET state = 'cancelled', lease_token = NULL, lease_until = NULL
WHERE letter = $1 AND state IN ('pending', 'held', 'dead') AND (lease_until IS NULL OR lease_until <= $2)";

const LEFT: &str = "-- store::outbox::left
SELECT COUNT(*) FROM recipients WHERE letter = $1 AND state IN ('pending', 'held')";

/// Calls back all that has not gone out of a letter, and what was given up, so that nobody revives it; tells how many
/// deliveries.
///
/// # Errors
/// `Busy` if one is being sent just now; the transaction is to be dropped.
pub async fn cancel(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let cancelled = sql!(tx, execute, CANCEL, id, stored(now))?;
    let left: i64 = sql!(tx, scalar, LEFT, id)?;
    if left > 0 {
        return Err(StoreError::Busy { table: LETTERS, id: id.to_owned() });
    }
    Ok(cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_stands_where_its_neediest_recipient_stands() {
        use LetterState::{Cancelled, Dead, Held, Pending, Sent};
        let cases: [(&[LetterState], LetterState); 6] = [
            (&[Sent, Dead, Pending], Pending),
            (&[Held, Dead, Sent], Dead),
            (&[Sent, Held, Cancelled], Held),
            (&[Cancelled, Cancelled], Cancelled),
            (&[Sent, Cancelled], Sent),
            (&[Sent], Sent),
        ];
        for (recipients, expected) in cases {
            assert_eq!(state_of(recipients.iter().copied()), expected, "{recipients:?}");
        }
    }
}
