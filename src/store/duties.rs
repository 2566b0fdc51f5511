//! Duties: what time alone brings. Unique in kind, subject, period and ordinal, so that none is done twice.

use chrono::{DateTime, Utc};

use crate::store::cell::{Row, leased, new_id, stored, text};
use crate::store::lease::Lease;
use crate::store::{StoreError, Tx};

const TABLE: &str = "duties";

/// Something to be done at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// `UUIDv7`.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// For whom or what.
    pub subject: String,
    /// For which month, year or date.
    pub period: String,
    /// Which of several, from 0.
    pub ordinal: u32,
    /// From when on.
    pub due_at: DateTime<Utc>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub note: Option<String>,
}

#[derive(sqlx::FromRow)]
struct DutyRow {
    id: String,
    kind: String,
    subject: String,
    period: String,
    ordinal: i64,
    due_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
    note: Option<String>,
}

impl DutyRow {
    fn duty(self) -> Result<Duty, StoreError> {
        let ordinal = Row { table: TABLE, id: &self.id }.count("ordinal", self.ordinal)?;
        Ok(Duty {
            id: self.id,
            kind: self.kind,
            subject: self.subject,
            period: self.period,
            ordinal,
            due_at: self.due_at,
            done_at: self.done_at,
            note: self.note,
        })
    }
}

/// A duty that comes to be owed.
#[derive(Debug, Clone, Copy)]
pub struct NewDuty<'a> {
    /// What is to be done.
    pub kind: &'a str,
    /// For whom or what.
    pub subject: &'a str,
    /// For which month, year or date.
    pub period: &'a str,
    /// Which of several, from 0.
    pub ordinal: u32,
    /// From when on.
    pub due_at: DateTime<Utc>,
}

const OPEN: &str = "-- store::duties::open
INSERT INTO duties (id, kind, subject, period, ordinal, due_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (kind, subject, period, ordinal) DO NOTHING";

/// Writes down that a duty is owed; says whether that was new.
pub async fn open(tx: &mut Tx, new: NewDuty<'_>, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(sql!(
        tx,
        execute,
        OPEN,
        new_id(now),
        new.kind,
        new.subject,
        new.period,
        i64::from(new.ordinal),
        stored(new.due_at)
    )? == 1)
}

const OPEN_ALL: &str = "-- store::duties::open_all
INSERT INTO duties (id, kind, subject, period, ordinal, due_at) ";

const IF_NEW: &str = " ON CONFLICT (kind, subject, period, ordinal) DO NOTHING RETURNING id";

/// Writes down many duties in a few statements; none of those that are there already.
pub async fn open_all(tx: &mut Tx, new: &[NewDuty<'_>], now: DateTime<Utc>) -> Result<(), StoreError> {
    let bind = |new: &NewDuty<'_>| (new_id(now), new.kind.to_owned(), new.subject.to_owned(), new.period.to_owned());
    let rows: Vec<_> = new.iter().map(|new| (bind(new), i64::from(new.ordinal), stored(new.due_at))).collect();
    let _opened: Vec<(String,)> = sql_insert!(
        tx,
        OPEN_ALL,
        rows,
        |values, row| {
            let ((id, kind, subject, period), ordinal, due_at) = row;
            values.push_bind(id).push_bind(kind).push_bind(subject).push_bind(period);
            values.push_bind(ordinal).push_bind(due_at);
        },
        IF_NEW
    );
    Ok(())
}

const OPEN_DONE: &str = "-- store::duties::open_done
INSERT INTO duties (id, kind, subject, period, ordinal, due_at, done_at, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (kind, subject, period, ordinal) DO NOTHING";

/// Writes down a duty that is done in this very transaction; false, and nothing written, if it was owed or done before.
pub async fn open_done(tx: &mut Tx, new: NewDuty<'_>, note: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let NewDuty { kind, subject, period, ordinal, due_at } = new;
    let (id, ordinal, due_at, done_at) = (new_id(now), i64::from(ordinal), stored(due_at), stored(now));
    Ok(sql!(tx, execute, OPEN_DONE, id, kind, subject, period, ordinal, due_at, done_at, text(note))? == 1)
}

const LAST_DONE: &str = "-- store::duties::last_done
SELECT MAX(due_at) FROM duties WHERE kind = $1 AND subject = $2 AND done_at IS NOT NULL";

/// When the last duty of a kind that was done for somebody had fallen due.
pub async fn last_done(tx: &mut Tx, kind: &str, subject: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(sql!(tx, scalar, LAST_DONE, kind, subject)?)
}

const DUE: &str = "-- store::duties::due
SELECT id, kind, subject, period, ordinal, due_at, done_at, note FROM duties
WHERE done_at IS NULL AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) ORDER BY due_at, id";

/// What is to be done now and nobody does, the longest owed first.
pub async fn due(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Duty>, StoreError> {
    let rows: Vec<DutyRow> = sql!(tx, fetch_all, DUE, stored(now))?;
    rows.into_iter().map(DutyRow::duty).collect()
}

const PENDING: &str = "-- store::duties::pending
SELECT id, kind, subject, period, ordinal, due_at, done_at, note FROM duties
WHERE kind = $1 AND subject = $2 AND done_at IS NULL AND due_at <= $3 ORDER BY due_at, id";

/// All duties of a kind and subject that are to be done now, the longest owed first.
pub async fn pending(tx: &mut Tx, kind: &str, subject: &str, now: DateTime<Utc>) -> Result<Vec<Duty>, StoreError> {
    let rows: Vec<DutyRow> = sql!(tx, fetch_all, PENDING, kind, subject, stored(now))?;
    rows.into_iter().map(DutyRow::duty).collect()
}

const CLAIM: &str = "-- store::duties::claim
UPDATE duties SET lease_token = $2, lease_until = $3
WHERE id = $1 AND done_at IS NULL AND due_at <= $4 AND (lease_until IS NULL OR lease_until <= $4)
RETURNING id, kind, subject, period, ordinal, due_at, done_at, note";

/// Takes a duty to do it; none if it is done, not yet due, or somebody is at it.
pub async fn claim(tx: &mut Tx, id: &str, lease: &Lease, now: DateTime<Utc>) -> Result<Option<Duty>, StoreError> {
    let row: Option<DutyRow> =
        sql!(tx, fetch_optional, CLAIM, id, lease.token.as_str(), stored(lease.until), stored(now))?;
    row.map(DutyRow::duty).transpose()
}

const RENEW: &str = "-- store::duties::renew
UPDATE duties SET lease_until = $3 WHERE id = $1 AND lease_token = $2";

/// Holds a lease for longer.
pub async fn renew(tx: &mut Tx, id: &str, lease: &Lease) -> Result<(), StoreError> {
    leased(sql!(tx, execute, RENEW, id, lease.token.as_str(), stored(lease.until))?, TABLE, id)
}

const DONE: &str = "-- store::duties::done
UPDATE duties SET done_at = $3, note = $4, lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2";

/// Notes that a duty is done, and how it ended.
pub async fn done(tx: &mut Tx, id: &str, token: &str, note: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    leased(sql!(tx, execute, DONE, id, token, stored(now), note)?, TABLE, id)
}

const NOTE: &str = "-- store::duties::note
SELECT note FROM duties WHERE kind = $1 AND subject = $2 AND period = $3 AND ordinal = $4 AND done_at IS NOT NULL";

/// How a duty ended; none if it is not done.
pub async fn note(
    tx: &mut Tx,
    kind: &str,
    subject: &str,
    period: &str,
    ordinal: u32,
) -> Result<Option<String>, StoreError> {
    let found: Option<Option<String>> = sql!(tx, scalar_optional, NOTE, kind, subject, period, i64::from(ordinal))?;
    Ok(found.flatten())
}
