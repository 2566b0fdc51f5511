//! RMA overage notices: what one says never changes; where it stands does, and each change is an event.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::ids::{CustomerId, PartnerId};
use crate::domain::rma::notice::{Notice, NoticeState};
use crate::store::cell::{Row, exactly_one, json, stored};
use crate::store::{StoreError, Tx};

const TABLE: &str = "notices";

/// A notice and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredNotice {
    /// What it says; number, contract, year and version are in it.
    pub notice: Notice,
    /// The customer of the contract when it was made.
    pub customer: CustomerId,
    /// To whom it is made.
    pub partner: PartnerId,
    /// Where it stands.
    pub state: NoticeState,
    /// Why, when it is held or withdrawn.
    pub reason: Option<String>,
    /// Issue date, once released.
    pub issued_on: Option<NaiveDate>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// One change of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// To which state.
    pub state: NoticeState,
    /// A person, `auto` for the settings, or `trueup`.
    pub by: String,
    /// Why, if somebody said so.
    pub reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct NoticeRow {
    number: String,
    customer: String,
    partner: String,
    state: String,
    reason: Option<String>,
    body: String,
    issued_on: Option<NaiveDate>,
    created_at: DateTime<Utc>,
}

impl NoticeRow {
    fn notice(self) -> Result<StoredNotice, StoreError> {
        let row = Row { table: TABLE, id: &self.number };
        Ok(StoredNotice {
            notice: row.json("body", &self.body)?,
            customer: row.parse("customer", &self.customer)?,
            partner: row.parse("partner", &self.partner)?,
            state: row.word("state", NoticeState::parse, &self.state)?,
            reason: self.reason,
            issued_on: self.issued_on,
            created_at: self.created_at,
        })
    }
}

/// The columns of `NoticeRow`.
macro_rules! columns {
    () => {
        "number, customer, partner, state, reason, body, issued_on, created_at"
    };
}

/// A change of state, by whom and why.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The state from now on.
    pub to: NoticeState,
    /// A person, `auto` for the settings, or `trueup`.
    pub by: &'a str,
    /// Why, if there is a reason.
    pub reason: Option<&'a str>,
}

const INSERT: &str = "-- store::notices::insert
INSERT INTO notices (number, contract, customer, partner, year, version, state, reason, currency, total, body,
                     created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Writes a new notice down, in its first state and with its first event.
///
/// # Errors
/// `Taken` if the number is there already: somebody else has come to the same.
pub async fn insert(
    tx: &mut Tx,
    notice: &Notice,
    (customer, partner): (&CustomerId, &PartnerId),
    first: Change<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let body = json(TABLE, "body", notice)?;
    sql!(
        tx,
        execute,
        INSERT,
        notice.number.as_str(),
        notice.contract.as_str(),
        customer.as_str(),
        partner.as_str(),
        i64::from(notice.position.year),
        i64::from(notice.version),
        first.to.as_str(),
        first.reason,
        notice.currency.code(),
        notice.total.map(|total| total.minor),
        body.as_str(),
        stored(now)
    )?;
    add_event(tx, &notice.number, first, now).await
}

const STATE: &str = "-- store::notices::state
SELECT state FROM notices WHERE number = $1";

const CHANGE: &str = "-- store::notices::change
UPDATE notices SET state = $3, reason = $4 WHERE number = $1 AND state = $2";

/// Changes the state of a notice if it is one of `from`; says whether it did.
///
/// # Errors
/// `Missing` if there is no such notice.
pub async fn change(
    tx: &mut Tx,
    number: &str,
    from: &[NoticeState],
    change: Change<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    loop {
        let found: Option<String> = sql!(tx, scalar_optional, STATE, number)?;
        let word = found.ok_or_else(|| StoreError::Missing { table: TABLE, id: number.to_owned() })?;
        let state = Row { table: TABLE, id: number }.word("state", NoticeState::parse, &word)?;
        if !from.contains(&state) {
            return Ok(false);
        }
        // Guarded by the state that was read: of two who change it at once one does, and the other looks again.
        if sql!(tx, execute, CHANGE, number, state.as_str(), change.to.as_str(), change.reason)? == 1 {
            add_event(tx, number, change, now).await?;
            return Ok(true);
        }
    }
}

const SET_ISSUED: &str = "-- store::notices::set_issued
UPDATE notices SET issued_on = $2 WHERE number = $1";

/// Sets the issue date: that of the release.
pub async fn set_issued(tx: &mut Tx, number: &str, issued_on: NaiveDate) -> Result<(), StoreError> {
    exactly_one(sql!(tx, execute, SET_ISSUED, number, issued_on)?, TABLE, number)
}

const LOAD: &str = concat!("-- store::notices::load\nSELECT ", columns!(), " FROM notices WHERE number = $1");

/// A notice by its number.
pub async fn load(tx: &mut Tx, number: &str) -> Result<Option<StoredNotice>, StoreError> {
    let row: Option<NoticeRow> = sql!(tx, fetch_optional, LOAD, number)?;
    row.map(NoticeRow::notice).transpose()
}

const LIST: &str = concat!("-- store::notices::list\nSELECT ", columns!(), " FROM notices");

/// All notices, by contract, year and version.
pub async fn list(tx: &mut Tx) -> Result<Vec<StoredNotice>, StoreError> {
    notices(sql!(tx, fetch_all, LIST)?)
}

const OF_YEAR: &str = concat!("-- store::notices::of_year\nSELECT ", columns!(), " FROM notices WHERE year = $1");

/// The notices about a year, by contract and version.
pub async fn of_year(tx: &mut Tx, year: i32) -> Result<Vec<StoredNotice>, StoreError> {
    notices(sql!(tx, fetch_all, OF_YEAR, i64::from(year))?)
}

#[derive(sqlx::FromRow)]
struct EventRow {
    number: String,
    at: DateTime<Utc>,
    state: String,
    by_whom: String,
    reason: Option<String>,
}

const ALL_EVENTS: &str = "-- store::notices::all_events
SELECT number, at, state, by_whom, reason FROM notice_events WHERE ($1 IS NULL OR number = $1) ORDER BY ordinal";

/// What happened to one notice or to all, by number, oldest first.
pub async fn events(tx: &mut Tx, number: Option<&str>) -> Result<BTreeMap<String, Vec<NoticeEvent>>, StoreError> {
    let rows: Vec<EventRow> = sql!(tx, fetch_all, ALL_EVENTS, number)?;
    let mut events: BTreeMap<String, Vec<NoticeEvent>> = BTreeMap::new();
    for row in rows {
        let state = Row { table: "notice_events", id: &row.number }.word("state", NoticeState::parse, &row.state)?;
        let event = NoticeEvent { at: row.at, state, by: row.by_whom, reason: row.reason };
        events.entry(row.number).or_default().push(event);
    }
    Ok(events)
}

const LAST_ORDINAL: &str = "-- store::notices::last_ordinal
SELECT MAX(ordinal) FROM notice_events WHERE number = $1";

const ADD_EVENT: &str = "-- store::notices::add_event
INSERT INTO notice_events (number, ordinal, at, state, by_whom, reason) VALUES ($1, $2, $3, $4, $5, $6)";

async fn add_event(tx: &mut Tx, number: &str, change: Change<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let last: Option<i64> = sql!(tx, scalar, LAST_ORDINAL, number)?;
    sql!(
        tx,
        execute,
        ADD_EVENT,
        number,
        last.unwrap_or(0) + 1,
        stored(now),
        change.to.as_str(),
        change.by,
        change.reason
    )?;
    Ok(())
}

fn notices(rows: Vec<NoticeRow>) -> Result<Vec<StoredNotice>, StoreError> {
    let mut notices = rows.into_iter().map(NoticeRow::notice).collect::<Result<Vec<_>, _>>()?;
    // Sorted here: the databases sort text in different ways.
    let key =
        |stored: &StoredNotice| (stored.notice.contract.clone(), stored.notice.position.year, stored.notice.version);
    notices.sort_by_cached_key(key);
    Ok(notices)
}
