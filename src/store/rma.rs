//! Lines of RMAs: for each number and line the newest row holds (A45). What it replaced is in the journal, and the files
//! are kept.

use chrono::{DateTime, Utc};

use crate::domain::ids::{CustomerId, PartnerId};
use crate::domain::rma_row::RmaRow;
use crate::store::blobs::Digest;
use crate::store::cell::{Row, json, stored, text};
use crate::store::{StoreError, Tx};

const TABLE: &str = "rma_rows";

/// A file that is taken in.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// Whose file it is, if that was said.
    pub partner: Option<&'a PartnerId>,
    /// Its name.
    pub name: &'a str,
    /// Over its bytes as they came.
    pub digest: &'a Digest,
    /// What is kept of it.
    pub original: &'a Digest,
    /// Who takes it in.
    pub by: &'a str,
}

const LAST_FILE: &str = "-- store::rma::last_file
SELECT MAX(ordinal) FROM rma_files";

const INSERT_FILE: &str = "-- store::rma::insert_file
INSERT INTO rma_files (ordinal, partner, name, digest, original, taken_at, taken_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Notes a file and gives its number. Whoever does so first lets others wait until it is done: rows that are read
/// afterwards are those of the files before.
///
/// # Errors
/// `Taken` if another file was taken in meanwhile: to be tried again from the beginning.
pub async fn insert_file(tx: &mut Tx, new: NewFile<'_>, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let last: Option<i64> = sql!(tx, scalar, LAST_FILE)?;
    let ordinal = last.unwrap_or(0) + 1;
    sql!(
        tx,
        execute,
        INSERT_FILE,
        ordinal,
        new.partner.map(PartnerId::as_str),
        text(new.name),
        new.digest.as_str(),
        new.original.as_str(),
        stored(now),
        new.by
    )?;
    Ok(ordinal)
}

const PUT: &str = "-- store::rma::put
INSERT INTO rma_rows (rma_number, rma_line, customer, authorised_on, body, file) ";

const IN_PLACE: &str = " ON CONFLICT (rma_number, rma_line) DO UPDATE SET customer = excluded.customer,
authorised_on = excluded.authorised_on, body = excluded.body, file = excluded.file RETURNING rma_number";

/// Writes rows of a file, each in place of the one with its number and line. No two of them have the same.
pub async fn put(tx: &mut Tx, rows: &[RmaRow], file: i64) -> Result<(), StoreError> {
    let row = |row: &RmaRow| Ok((row.clone(), json(TABLE, "body", row)?));
    let rows = rows.iter().map(row).collect::<Result<Vec<_>, StoreError>>()?;
    let _numbers: Vec<(String,)> = sql_insert!(
        tx,
        PUT,
        rows,
        |values, row| {
            let (row, body) = row;
            values.push_bind(row.key.number.clone()).push_bind(i64::from(row.key.line));
            values.push_bind(row.matched.as_ref().map(|matched| matched.customer.to_string()));
            values.push_bind(row.authorised_on).push_bind(body.clone()).push_bind(file);
        },
        IN_PLACE
    );
    Ok(())
}

const REPLACE: &str = "-- store::rma::replace
UPDATE rma_rows SET customer = $4, body = $5 WHERE rma_number = $1 AND rma_line = $2 AND body = $3";

/// Writes a row in place of itself, if it is still as it was read; says whether it was. The file that told it stays.
pub async fn replace(tx: &mut Tx, before: &RmaRow, row: &RmaRow) -> Result<bool, StoreError> {
    let customer = row.matched.as_ref().map(|matched| matched.customer.as_str());
    let (old, new) = (json(TABLE, "body", before)?, json(TABLE, "body", row)?);
    let (number, line) = (row.key.number.as_str(), i64::from(row.key.line));
    Ok(sql!(tx, execute, REPLACE, number, line, old.as_str(), customer, new.as_str())? == 1)
}

const ALL: &str = "-- store::rma::all
SELECT rma_number, body FROM rma_rows";

/// Every row that holds, in the order of number and line.
pub async fn all(tx: &mut Tx) -> Result<Vec<RmaRow>, StoreError> {
    let found: Vec<(String, String)> = sql!(tx, fetch_all, ALL)?;
    let mut rows = parsed(&found)?;
    rows.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(rows)
}

const OF_CUSTOMER: &str = "-- store::rma::of_customer
SELECT rma_number, body FROM rma_rows WHERE customer = $1";

/// The rows of a customer of all years, whatever their status, in the order in which an allowance is used up (A45).
pub async fn of_customer(tx: &mut Tx, customer: &CustomerId) -> Result<Vec<RmaRow>, StoreError> {
    let found: Vec<(String, String)> = sql!(tx, fetch_all, OF_CUSTOMER, customer.as_str())?;
    ordered(&found)
}

const UNMATCHED: &str = "-- store::rma::unmatched
SELECT rma_number, body FROM rma_rows WHERE customer IS NULL";

/// The rows that match nobody, in the same order.
pub async fn unmatched(tx: &mut Tx) -> Result<Vec<RmaRow>, StoreError> {
    let found: Vec<(String, String)> = sql!(tx, fetch_all, UNMATCHED)?;
    ordered(&found)
}

// Sorted here: databases differ in how they sort text.
fn ordered(found: &[(String, String)]) -> Result<Vec<RmaRow>, StoreError> {
    let mut rows = parsed(found)?;
    rows.sort_by(|one, other| one.order().cmp(&other.order()));
    Ok(rows)
}

fn parsed(found: &[(String, String)]) -> Result<Vec<RmaRow>, StoreError> {
    found.iter().map(|(number, body)| Row { table: TABLE, id: number }.json("body", body)).collect()
}
