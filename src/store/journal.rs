//! The journal: who or what changed what, when and why. Entries are added, never changed.

use chrono::{DateTime, Utc};

use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::month::Month;
use crate::store::cell::{Row, new_id, stored, text};
use crate::store::{StoreError, Tx};

/// An entry, as it is written and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// A person, or `trueup`.
    pub by: String,
    /// What was done, as a word.
    pub action: String,
    /// To which contract.
    pub contract: Option<ContractId>,
    /// To which customer.
    pub customer: Option<CustomerId>,
    /// In which month.
    pub month: Option<Month>,
    /// To what else: the number of a quote, the id of a letter.
    pub subject: Option<String>,
    /// What happened, as a sentence.
    pub text: String,
    /// Why, as the person said.
    pub reason: Option<String>,
}

impl JournalEntry {
    /// An entry about nothing in particular; the other fields are set by the caller.
    pub fn new(at: DateTime<Utc>, by: &str, action: &str, text: String) -> Self {
        Self {
            at,
            by: by.to_owned(),
            action: action.to_owned(),
            contract: None,
            customer: None,
            month: None,
            subject: None,
            text,
            reason: None,
        }
    }
}

#[derive(sqlx::FromRow)]
struct JournalRow {
    id: String,
    at: DateTime<Utc>,
    by_whom: String,
    action: String,
    contract: Option<String>,
    customer: Option<String>,
    month: Option<String>,
    subject: Option<String>,
    body: String,
    reason: Option<String>,
}

impl JournalRow {
    fn entry(self) -> Result<JournalEntry, StoreError> {
        let row = Row { table: "journal", id: &self.id };
        Ok(JournalEntry {
            at: self.at,
            by: self.by_whom,
            action: self.action,
            contract: self.contract.as_deref().map(|id| row.parse("contract", id)).transpose()?,
            customer: self.customer.as_deref().map(|id| row.parse("customer", id)).transpose()?,
            month: self.month.as_deref().map(|month| row.parse("month", month)).transpose()?,
            subject: self.subject,
            text: self.body,
            reason: self.reason,
        })
    }
}

const APPEND: &str = "-- store::journal::append
INSERT INTO journal (id, at, by_whom, action, contract, customer, month, subject, body, reason) ";

/// Adds an entry.
pub async fn append(tx: &mut Tx, entry: &JournalEntry) -> Result<(), StoreError> {
    append_all(tx, std::slice::from_ref(entry)).await
}

/// Adds entries, however many there are.
pub async fn append_all(tx: &mut Tx, entries: &[JournalEntry]) -> Result<(), StoreError> {
    let _ids: Vec<(String,)> = sql_insert!(
        tx,
        APPEND,
        entries,
        |values, entry| {
            values.push_bind(new_id(entry.at)).push_bind(stored(entry.at));
            values.push_bind(entry.by.clone()).push_bind(entry.action.clone());
            values.push_bind(entry.contract.as_ref().map(ContractId::to_string));
            values.push_bind(entry.customer.as_ref().map(CustomerId::to_string));
            values.push_bind(entry.month.map(|month| month.to_string()));
            values.push_bind(entry.subject.clone()).push_bind(text(&entry.text));
            values.push_bind(entry.reason.as_deref().map(text));
        },
        " RETURNING id"
    );
    Ok(())
}

const LIST: &str = "-- store::journal::list
SELECT id, at, by_whom, action, contract, customer, month, subject, body, reason FROM journal
WHERE ($1 IS NULL OR contract = $1) AND ($2 IS NULL OR at >= $2) ORDER BY at, id";

/// The journal in order: of one contract or of all, from a time on or from the beginning.
pub async fn list(
    tx: &mut Tx,
    contract: Option<&ContractId>,
    since: Option<DateTime<Utc>>,
) -> Result<Vec<JournalEntry>, StoreError> {
    let rows: Vec<JournalRow> = sql!(tx, fetch_all, LIST, contract.map(ContractId::as_str), since.map(stored))?;
    rows.into_iter().map(JournalRow::entry).collect()
}

const ABOUT: &str = "-- store::journal::about
SELECT id, at, by_whom, action, contract, customer, month, subject, body, reason FROM journal
WHERE subject = $1 ORDER BY at, id";

/// What the journal says of one subject, oldest first.
pub async fn about(tx: &mut Tx, subject: &str) -> Result<Vec<JournalEntry>, StoreError> {
    let rows: Vec<JournalRow> = sql!(tx, fetch_all, ABOUT, subject)?;
    rows.into_iter().map(JournalRow::entry).collect()
}
