//! What the data files declared. Nothing is overwritten: each change is a new version, so that it can be told what
//! held when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

use crate::domain::words::words;
use crate::store::cell::{Row, exactly_one, stored};
use crate::store::{StoreError, Tx};

const TABLE: &str = "entries";

words! {
    /// What can be declared.
    EntryKind {
        /// A partner.
        Partner = "partner",
        /// A Customer Success Manager.
        Csm = "csm",
        /// An end customer.
        Customer = "customer",
        /// A contract.
        Contract = "contract",
        /// A model that the built-in catalogue lacks.
        Model = "model",
        /// A version of a price list; its prices are in `price_lists`.
        PriceList = "price_list",
    }
}

/// One version of something declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Its id in the data files.
    pub id: String,
    /// From 1.
    pub version: u32,
    /// JSON text.
    pub body: String,
    /// When this version was applied.
    pub applied_at: DateTime<Utc>,
    /// Who applied it.
    pub applied_by: String,
    /// When the first version was applied.
    pub first_applied_at: DateTime<Utc>,
    /// When it was taken out of the data files.
    pub retired_at: Option<DateTime<Utc>>,
}

impl Entry {
    /// What the body says.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        Row { table: TABLE, id: &self.id }.json("body", &self.body)
    }
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: String,
    version: i64,
    body: String,
    applied_at: DateTime<Utc>,
    applied_by: String,
    retired_at: Option<DateTime<Utc>>,
}

const ALL: &str = "-- store::register::all
SELECT id, version, body, applied_at, applied_by, retired_at FROM entries WHERE kind = $1 ORDER BY version";

/// What holds now, by id: the last version of each, unless it was retired.
pub async fn current(tx: &mut Tx, kind: EntryKind) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<EntryRow> = sql!(tx, fetch_all, ALL, kind.as_str())?;
    let mut last: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in versions(kind, rows)? {
        last.insert(entry.id.clone(), entry);
    }
    Ok(last.into_values().filter(|entry| entry.retired_at.is_none()).collect())
}

const HISTORY: &str = "-- store::register::history
SELECT id, version, body, applied_at, applied_by, retired_at FROM entries WHERE kind = $1 AND id = $2 ORDER BY version";

/// Every version of one thing, oldest first.
pub async fn history(tx: &mut Tx, kind: EntryKind, id: &str) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<EntryRow> = sql!(tx, fetch_all, HISTORY, kind.as_str(), id)?;
    versions(kind, rows)
}

/// What is to be declared.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// What it is.
    pub kind: EntryKind,
    /// Its id.
    pub id: &'a str,
    /// JSON text.
    pub body: &'a str,
    /// Who applies it.
    pub by: &'a str,
}

const LAST: &str = "-- store::register::last
SELECT MAX(version) FROM entries WHERE kind = $1 AND id = $2";

const PUT: &str = "-- store::register::put
INSERT INTO entries (kind, id, version, body, applied_at, applied_by) VALUES ($1, $2, $3, $4, $5, $6)";

/// Declares a version and gives its number.
///
/// # Errors
/// `Taken` if somebody applied another version just now.
pub async fn put(tx: &mut Tx, new: NewEntry<'_>, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let last: Option<i64> = sql!(tx, scalar, LAST, new.kind.as_str(), new.id)?;
    let version = last.unwrap_or(0) + 1;
    sql!(tx, execute, PUT, new.kind.as_str(), new.id, version, new.body, stored(now), new.by)?;
    Row { table: TABLE, id: new.id }.count("version", version)
}

const RETIRE: &str = "-- store::register::retire
UPDATE entries SET retired_at = $3
WHERE kind = $1 AND id = $2 AND retired_at IS NULL
  AND version = (SELECT MAX(last.version) FROM entries last WHERE last.kind = $1 AND last.id = $2)";

/// Says that something is declared no more. A later `put` declares it again.
///
/// # Errors
/// `Missing` if it is not declared now.
pub async fn retire(tx: &mut Tx, kind: EntryKind, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let retired = sql!(tx, execute, RETIRE, kind.as_str(), id, stored(now))?;
    exactly_one(retired, TABLE, id)
}

/// Rows in the order of their versions as entries.
fn versions(kind: EntryKind, rows: Vec<EntryRow>) -> Result<Vec<Entry>, StoreError> {
    let mut first: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
    let entry = |row: EntryRow| {
        let version = Row { table: TABLE, id: &row.id }.count("version", row.version)?;
        Ok(Entry {
            kind,
            version,
            first_applied_at: *first.entry(row.id.clone()).or_insert(row.applied_at),
            id: row.id,
            body: row.body,
            applied_at: row.applied_at,
            applied_by: row.applied_by,
            retired_at: row.retired_at,
        })
    };
    rows.into_iter().map(entry).collect()
}
