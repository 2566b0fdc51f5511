//! Deliveries: one letter to one recipient. Claimed in a short transaction, sent with none open, marked in another that
//! names the lease's token.

use chrono::{DateTime, Utc};

use crate::domain::party::Email;
use crate::store::cell::{Row, leased, stored, text};
use crate::store::lease::Lease;
use crate::store::outbox::{self, Letter};
use crate::store::{StoreError, Tx};

const TABLE: &str = "recipients";

/// Which delivery: a letter's id and an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeliveryKey {
    /// `UUIDv7` of the letter.
    pub letter: String,
    /// To whom.
    pub address: Email,
}

/// A delivery that was claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What is to be sent.
    pub letter: Letter,
    /// To whom.
    pub address: Email,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// An earlier attempt ended without an answer, so that the letter may have gone out already.
    pub interrupted: bool,
    /// When the first of these attempts was made.
    pub tried_since: DateTime<Utc>,
}

/// How an attempt failed.
#[derive(Debug, Clone, Copy)]
pub struct Failed<'a> {
    /// What the mail server said, or what happened.
    pub error: &'a str,
    /// The message may have been taken all the same. What was unknown once stays so until the letter is taken: that a
    /// later attempt was refused says nothing of the earlier one.
    pub unknown: bool,
}

const DUE: &str = "-- store::delivery::due
SELECT letter, address FROM recipients
WHERE state = 'pending' AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
ORDER BY due_at, letter, ordinal LIMIT $2";

/// At most `limit` deliveries that may be tried now, the longest due first.
pub async fn due(tx: &mut Tx, now: DateTime<Utc>, limit: u32) -> Result<Vec<DeliveryKey>, StoreError> {
    let rows: Vec<(String, String)> = sql!(tx, fetch_all, DUE, stored(now), i64::from(limit))?;
    let key = |(letter, address): (String, String)| {
        let address = Row { table: TABLE, id: &letter }.parse("address", &address)?;
        Ok(DeliveryKey { letter, address })
    };
    rows.into_iter().map(key).collect()
}

const NEXT_DUE: &str = "-- store::delivery::next_due
SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM recipients WHERE state = 'pending'";

/// When the next delivery may be tried, which may be past; none if none waits.
pub async fn next_due(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(sql!(tx, scalar, NEXT_DUE)?)
}

// A token that is still there is that of a process which died with the delivery in hand.
const CLAIM: &str = "-- store::delivery::claim
UPDATE recipients
SET lease_token = $3, lease_until = $4, attempts = attempts + 1, interrupted = (interrupted OR lease_token IS NOT NULL),
    tried_since = CASE WHEN attempts = 0 OR tried_since IS NULL THEN $5 ELSE tried_since END
WHERE letter = $1 AND address = $2 AND state = 'pending' AND due_at <= $5
  AND (lease_until IS NULL OR lease_until <= $5)
RETURNING attempts, interrupted, tried_since";

/// Takes a delivery to send it; none if it is not due or somebody is at it.
pub async fn claim(
    tx: &mut Tx,
    key: &DeliveryKey,
    lease: &Lease,
    now: DateTime<Utc>,
) -> Result<Option<Delivery>, StoreError> {
    let claim: Option<(i64, bool, DateTime<Utc>)> = sql!(
        tx,
        fetch_optional,
        CLAIM,
        key.letter.as_str(),
        key.address.as_str(),
        lease.token.as_str(),
        stored(lease.until),
        stored(now)
    )?;
    let Some((attempts, interrupted, tried_since)) = claim else {
        return Ok(None);
    };
    let attempts = Row { table: TABLE, id: &key.letter }.count("attempts", attempts)?;
    let letter = outbox::load(tx, &key.letter).await?;
    let letter = letter.ok_or_else(|| StoreError::Missing { table: "letters", id: key.letter.clone() })?;
    Ok(Some(Delivery { letter, address: key.address.clone(), attempts, interrupted, tried_since }))
}

const RENEW: &str = "-- store::delivery::renew
UPDATE recipients SET lease_until = $4 WHERE letter = $1 AND address = $2 AND lease_token = $3";

/// Holds a lease for longer.
pub async fn renew(tx: &mut Tx, key: &DeliveryKey, lease: &Lease) -> Result<(), StoreError> {
    let changed =
        sql!(tx, execute, RENEW, key.letter.as_str(), key.address.as_str(), lease.token.as_str(), stored(lease.until))?;
    leased(changed, TABLE, &key.letter)
}

const PUT_BACK: &str = "-- store::delivery::put_back
UPDATE recipients SET attempts = attempts - 1, lease_token = NULL, lease_until = NULL
WHERE letter = $1 AND address = $2 AND lease_token = $3";

/// Gives a delivery back untried, as when our own login is refused: the attempt does not count.
pub async fn put_back(tx: &mut Tx, key: &DeliveryKey, token: &str) -> Result<(), StoreError> {
    let put = sql!(tx, execute, PUT_BACK, key.letter.as_str(), key.address.as_str(), token)?;
    leased(put, TABLE, &key.letter)
}

const MARK_SENT: &str = "-- store::delivery::mark_sent
UPDATE recipients
SET state = 'sent', sent_at = $4, interrupted = FALSE, last_error = NULL, lease_token = NULL, lease_until = NULL
WHERE letter = $1 AND address = $2 AND lease_token = $3";

/// Notes that the mail server took it.
pub async fn mark_sent(tx: &mut Tx, key: &DeliveryKey, token: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let changed = sql!(tx, execute, MARK_SENT, key.letter.as_str(), key.address.as_str(), token, stored(now))?;
    leased(changed, TABLE, &key.letter)
}

const MARK_LATER: &str = "-- store::delivery::mark_later
UPDATE recipients SET due_at = $4, last_error = $5, interrupted = (interrupted OR $6), lease_token = NULL, lease_until = NULL
WHERE letter = $1 AND address = $2 AND lease_token = $3";

/// Notes that it is to be tried again, and why it failed.
pub async fn mark_later(
    tx: &mut Tx,
    key: &DeliveryKey,
    token: &str,
    due_at: DateTime<Utc>,
    failed: Failed<'_>,
) -> Result<(), StoreError> {
    let (letter, address) = (key.letter.as_str(), key.address.as_str());
    let (error, unknown) = (text(failed.error), failed.unknown);
    let changed = sql!(tx, execute, MARK_LATER, letter, address, token, stored(due_at), error, unknown)?;
    leased(changed, TABLE, &key.letter)
}

const MARK_DEAD: &str = "-- store::delivery::mark_dead
UPDATE recipients
SET state = 'dead', settled_at = $4, last_error = $5, interrupted = (interrupted OR $6), lease_token = NULL, lease_until = NULL
WHERE letter = $1 AND address = $2 AND lease_token = $3";

/// Gives it up, and says why it failed.
pub async fn mark_dead(
    tx: &mut Tx,
    key: &DeliveryKey,
    token: &str,
    failed: Failed<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (letter, address) = (key.letter.as_str(), key.address.as_str());
    let (error, unknown) = (text(failed.error), failed.unknown);
    let changed = sql!(tx, execute, MARK_DEAD, letter, address, token, stored(now), error, unknown)?;
    leased(changed, TABLE, &key.letter)
}

const MARK_HELD: &str = "-- store::delivery::mark_held
UPDATE recipients
SET state = 'held', settled_at = $4, reason = $5, attempts = attempts - 1, lease_token = NULL, lease_until = NULL
WHERE letter = $1 AND address = $2 AND lease_token = $3";

/// Holds it untried because the settings do not let it out.
pub async fn mark_held(
    tx: &mut Tx,
    key: &DeliveryKey,
    token: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (letter, address, reason) = (key.letter.as_str(), key.address.as_str(), text(reason));
    let changed = sql!(tx, execute, MARK_HELD, letter, address, token, stored(now), reason)?;
    leased(changed, TABLE, &key.letter)
}
