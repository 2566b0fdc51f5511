//! True-up quotes: what one says never changes; where it stands does, and each change is an event.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::ids::{ContractId, CustomerId, PartnerId};
use crate::domain::month::Month;
use crate::domain::purchase_order::PurchaseOrder;
use crate::domain::state::QuoteState;
use crate::domain::true_up::Quote;
use crate::store::cell::{Row, exactly_one, json, stored};
use crate::store::{StoreError, Tx};

const TABLE: &str = "quotes";

/// A quote and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredQuote {
    /// What it says; number, contract, month and version are in it.
    pub quote: Quote,
    /// The customer of the contract when it was made.
    pub customer: CustomerId,
    /// To whom it is made.
    pub partner: PartnerId,
    /// The audit that issued it.
    pub audit: String,
    /// Where it stands.
    pub state: QuoteState,
    /// Why, when it is held or withdrawn.
    pub reason: Option<String>,
    /// Issue date, once released.
    pub issued_on: Option<NaiveDate>,
    /// Last day of validity, once released.
    pub valid_until: Option<NaiveDate>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What the partner ordered from it, once it has.
    pub purchase_order: Option<PurchaseOrder>,
}

/// One change of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// To which state.
    pub state: QuoteState,
    /// A person, `auto` for the settings, or `trueup`.
    pub by: String,
    /// Why, if somebody said so.
    pub reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct QuoteRow {
    number: String,
    customer: String,
    partner: String,
    state: String,
    reason: Option<String>,
    audit: String,
    body: String,
    issued_on: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    created_at: DateTime<Utc>,
    ordered: Option<String>,
}

impl QuoteRow {
    fn quote(self) -> Result<StoredQuote, StoreError> {
        let row = Row { table: TABLE, id: &self.number };
        Ok(StoredQuote {
            quote: row.json("body", &self.body)?,
            customer: row.parse("customer", &self.customer)?,
            partner: row.parse("partner", &self.partner)?,
            state: row.word("state", QuoteState::parse, &self.state)?,
            purchase_order: self.ordered.map(|ordered| row.json("purchase_orders.body", &ordered)).transpose()?,
            audit: self.audit,
            reason: self.reason,
            issued_on: self.issued_on,
            valid_until: self.valid_until,
            created_at: self.created_at,
        })
    }
}

/// The columns of `QuoteRow` and where they come from.
macro_rules! select {
    () => {
        "\nSELECT q.number, q.customer, q.partner, q.state, q.reason, q.audit, q.body, q.issued_on, q.valid_until, \
         q.created_at, p.body AS ordered FROM quotes q LEFT JOIN purchase_orders p ON p.quote = q.number"
    };
}

/// A quote that an audit issues.
#[derive(Debug, Clone, Copy)]
pub struct NewQuote<'a> {
    /// What it says.
    pub quote: &'a Quote,
    /// The customer of the contract.
    pub customer: &'a CustomerId,
    /// To whom it is made.
    pub partner: &'a PartnerId,
    /// The audit that issues it.
    pub audit: &'a str,
}

/// A change of state, by whom and why.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The state from now on.
    pub to: QuoteState,
    /// A person, `auto` for the settings, or `trueup`.
    pub by: &'a str,
    /// Why, if there is a reason.
    pub reason: Option<&'a str>,
}

const INSERT: &str = "-- store::quotes::insert
INSERT INTO quotes (number, contract, customer, partner, month, version, state, reason, audit, currency, total, body,
                    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

/// Writes a new quote down, in its first state and with its first event.
///
/// # Errors
/// `Taken` if the number, or the version of the contract's month, is there already.
pub async fn insert(tx: &mut Tx, new: NewQuote<'_>, first: Change<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let quote = new.quote;
    let body = json(TABLE, "body", quote)?;
    sql!(
        tx,
        execute,
        INSERT,
        quote.number.as_str(),
        quote.contract.as_str(),
        new.customer.as_str(),
        new.partner.as_str(),
        quote.month.to_string(),
        i64::from(quote.version),
        first.to.as_str(),
        first.reason,
        new.audit,
        quote.currency.code(),
        quote.total.map(|total| total.minor),
        body.as_str(),
        stored(now)
    )?;
    add_event(tx, &quote.number, first, now).await
}

const STATE: &str = "-- store::quotes::state
SELECT state FROM quotes WHERE number = $1";

const CHANGE: &str = "-- store::quotes::change
UPDATE quotes SET state = $3, reason = $4 WHERE number = $1 AND state = $2";

/// Changes the state of a quote if it is one of `from`; says whether it did.
///
/// # Errors
/// `Missing` if there is no such quote.
pub async fn change(
    tx: &mut Tx,
    number: &str,
    from: &[QuoteState],
    change: Change<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    loop {
        let found: Option<String> = sql!(tx, scalar_optional, STATE, number)?;
        let word = found.ok_or_else(|| StoreError::Missing { table: TABLE, id: number.to_owned() })?;
        let state = Row { table: TABLE, id: number }.word("state", QuoteState::parse, &word)?;
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

const SET_ISSUED: &str = "-- store::quotes::set_issued
UPDATE quotes SET issued_on = $2, valid_until = $3 WHERE number = $1";

/// Sets the issue date and the last day of validity: they count from the release.
pub async fn set_issued(
    tx: &mut Tx,
    number: &str,
    issued_on: NaiveDate,
    valid_until: NaiveDate,
) -> Result<(), StoreError> {
    exactly_one(sql!(tx, execute, SET_ISSUED, number, issued_on, valid_until)?, TABLE, number)
}

const LOAD: &str = concat!("-- store::quotes::load", select!(), " WHERE q.number = $1");

/// A quote by its number.
pub async fn load(tx: &mut Tx, number: &str) -> Result<Option<StoredQuote>, StoreError> {
    let row: Option<QuoteRow> = sql!(tx, fetch_optional, LOAD, number)?;
    row.map(QuoteRow::quote).transpose()
}

const LIST: &str = concat!("-- store::quotes::list", select!());

/// All quotes, by contract, month and version.
pub async fn list(tx: &mut Tx) -> Result<Vec<StoredQuote>, StoreError> {
    quotes(sql!(tx, fetch_all, LIST)?)
}

const OF_CONTRACT: &str = concat!("-- store::quotes::of_contract", select!(), " WHERE q.contract = $1");

/// All quotes of a contract, by month and version.
pub async fn of_contract(tx: &mut Tx, contract: &ContractId) -> Result<Vec<StoredQuote>, StoreError> {
    quotes(sql!(tx, fetch_all, OF_CONTRACT, contract.as_str())?)
}

/// The quotes of a contract that audits compare with (A25), by month and version.
pub async fn open_of(tx: &mut Tx, contract: &ContractId) -> Result<Vec<StoredQuote>, StoreError> {
    let mut open = of_contract(tx, contract).await?;
    open.retain(|quote| quote.state.is_open());
    Ok(open)
}

const ISSUED_IN: &str =
    concat!("-- store::quotes::issued_in", select!(), " JOIN audits a ON a.id = q.audit WHERE a.month = $1");

/// The quotes that the audits of a month issued. (The month in a quote's number is that of its first tranche, A38.)
pub async fn issued_in(tx: &mut Tx, month: Month) -> Result<Vec<StoredQuote>, StoreError> {
    quotes(sql!(tx, fetch_all, ISSUED_IN, month.to_string())?)
}

const OPEN_BEFORE: &str = concat!(
    "-- store::quotes::open_before",
    select!(),
    " JOIN audits a ON a.id = q.audit
    WHERE a.month < $1 AND q.state IN ('draft', 'held', 'approved', 'sent', 'expired')"
);

/// The quotes that audits compare with (A25) and that were issued by audits of earlier months, by contract, month and
/// version.
pub async fn open_before(tx: &mut Tx, month: Month) -> Result<Vec<StoredQuote>, StoreError> {
    quotes(sql!(tx, fetch_all, OPEN_BEFORE, month.to_string())?)
}

const HIGHEST_VERSION: &str = "-- store::quotes::highest_version
SELECT MAX(version) FROM quotes WHERE contract = $1 AND month = $2";

/// The highest version used so far in a contract's month, 0 if none was.
pub async fn highest_version(tx: &mut Tx, contract: &ContractId, month: Month) -> Result<u32, StoreError> {
    let found: Option<i64> = sql!(tx, scalar, HIGHEST_VERSION, contract.as_str(), month.to_string())?;
    Row { table: TABLE, id: contract.as_str() }.count("version", found.unwrap_or(0))
}

#[derive(sqlx::FromRow)]
struct EventRow {
    number: String,
    at: DateTime<Utc>,
    state: String,
    by_whom: String,
    reason: Option<String>,
}

impl EventRow {
    fn event(self) -> Result<(String, QuoteEvent), StoreError> {
        let row = Row { table: "quote_events", id: &self.number };
        let state = row.word("state", QuoteState::parse, &self.state)?;
        Ok((self.number, QuoteEvent { at: self.at, state, by: self.by_whom, reason: self.reason }))
    }
}

const EVENTS: &str = "-- store::quotes::events
SELECT number, at, state, by_whom, reason FROM quote_events WHERE number = $1 ORDER BY ordinal";

/// What happened to a quote, oldest first.
pub async fn events(tx: &mut Tx, number: &str) -> Result<Vec<QuoteEvent>, StoreError> {
    let rows: Vec<EventRow> = sql!(tx, fetch_all, EVENTS, number)?;
    rows.into_iter().map(|row| Ok(row.event()?.1)).collect()
}

const ALL_EVENTS: &str = "-- store::quotes::all_events
SELECT number, at, state, by_whom, reason FROM quote_events ORDER BY ordinal";

/// What happened to all quotes, by number, oldest first: for listings.
pub async fn all_events(tx: &mut Tx) -> Result<BTreeMap<String, Vec<QuoteEvent>>, StoreError> {
    let rows: Vec<EventRow> = sql!(tx, fetch_all, ALL_EVENTS)?;
    let mut events: BTreeMap<String, Vec<QuoteEvent>> = BTreeMap::new();
    for row in rows {
        let (number, event) = row.event()?;
        events.entry(number).or_default().push(event);
    }
    Ok(events)
}

const LAST_ORDINAL: &str = "-- store::quotes::last_ordinal
SELECT MAX(ordinal) FROM quote_events WHERE number = $1";

const ADD_EVENT: &str = "-- store::quotes::add_event
INSERT INTO quote_events (number, ordinal, at, state, by_whom, reason) VALUES ($1, $2, $3, $4, $5, $6)";

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

fn quotes(rows: Vec<QuoteRow>) -> Result<Vec<StoredQuote>, StoreError> {
    let mut quotes = rows.into_iter().map(QuoteRow::quote).collect::<Result<Vec<_>, _>>()?;
    // Sorted here: the databases sort text in different ways.
    let key = |stored: &StoredQuote| (stored.quote.contract.clone(), stored.quote.month, stored.quote.version);
    quotes.sort_by_cached_key(key);
    Ok(quotes)
}
