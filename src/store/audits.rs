//! Audits: one row for each contract and calendar month, from `due` to `audited` or `not_audited`.
//!
//! Whoever works on one holds its lease; an audit whose lease ran out may be taken over by anybody.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::state::AuditState;
use crate::domain::words::words;
use crate::store::cell::{Row, json, leased, new_id, stored, text};
use crate::store::lease::Lease;
use crate::store::{StoreError, Tx};

const TABLE: &str = "audits";

words! {
    /// How far the work on an audit has come; for the reader of a status, nothing is decided by it.
    Stage {
        /// Listing devices.
        Collect = "collect",
        /// Counting them.
        Count = "count",
        /// Comparing with the contract.
        Decide = "decide",
        /// Writing documents.
        Render = "render",
        /// Writing the result down.
        Publish = "publish",
    }
}

/// Where one audit stands. Its outcome is read on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// `UUIDv7`.
    pub id: String,
    /// Whose contract.
    pub contract: ContractId,
    /// The customer of the contract when the audit was opened.
    pub customer: CustomerId,
    /// The audited month.
    pub month: Month,
    /// Where it stands.
    pub state: AuditState,
    /// Why, as a word; kept while the audit is tried again.
    pub reason: Option<String>,
    /// Why, as a sentence.
    pub reason_text: Option<String>,
    /// How far the work has come.
    pub stage: Option<Stage>,
    /// How often it was begun.
    pub attempts: u32,
    /// How often it was published.
    pub version: u32,
    /// The evidence it was made from.
    pub snapshot: Option<String>,
    /// Until when somebody works on it.
    pub lease_until: Option<DateTime<Utc>>,
    /// When it came to be owed.
    pub opened_at: DateTime<Utc>,
    /// When its state was last decided.
    pub settled_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct AuditRow {
    id: String,
    contract: String,
    customer: String,
    month: String,
    state: String,
    reason: Option<String>,
    reason_text: Option<String>,
    stage: Option<String>,
    attempts: i64,
    version: i64,
    snapshot: Option<String>,
    lease_until: Option<DateTime<Utc>>,
    opened_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
}

impl AuditRow {
    fn audit(self) -> Result<Audit, StoreError> {
        let row = Row { table: TABLE, id: &self.id };
        Ok(Audit {
            contract: row.parse("contract", &self.contract)?,
            customer: row.parse("customer", &self.customer)?,
            month: row.parse("month", &self.month)?,
            state: row.word("state", AuditState::parse, &self.state)?,
            stage: self.stage.as_deref().map(|stage| row.word("stage", Stage::parse, stage)).transpose()?,
            attempts: row.count("attempts", self.attempts)?,
            version: row.count("version", self.version)?,
            reason: self.reason,
            reason_text: self.reason_text,
            snapshot: self.snapshot,
            lease_until: self.lease_until,
            opened_at: self.opened_at,
            settled_at: self.settled_at,
            id: self.id,
        })
    }
}

/// The columns of `AuditRow`.
macro_rules! columns {
    () => {
        "id, contract, customer, month, state, reason, reason_text, stage, attempts, version, snapshot, lease_until, \
         opened_at, settled_at"
    };
}

/// What comes to be owed.
#[derive(Debug, Clone, Copy)]
pub struct NewAudit<'a> {
    /// Whose contract.
    pub contract: &'a ContractId,
    /// Its customer.
    pub customer: &'a CustomerId,
    /// Which month.
    pub month: Month,
}

/// Why an audit stands where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Why<'a> {
    /// A word of the program.
    pub reason: &'a str,
    /// A sentence for people.
    pub text: &'a str,
}

const RECORDED: &str = "-- store::audits::recorded
SELECT contract, month FROM audits ORDER BY contract, month";

/// Which months have a row, by contract, whatever became of them.
pub async fn recorded(tx: &mut Tx) -> Result<BTreeMap<ContractId, Vec<Month>>, StoreError> {
    let rows: Vec<(String, String)> = sql!(tx, fetch_all, RECORDED)?;
    let mut recorded: BTreeMap<ContractId, Vec<Month>> = BTreeMap::new();
    for row in rows {
        let (contract, month) = key(&row)?;
        recorded.entry(contract).or_default().push(month);
    }
    Ok(recorded)
}

/// Contract and month of a row.
fn key((contract, month): &(String, String)) -> Result<(ContractId, Month), StoreError> {
    let row = Row { table: TABLE, id: contract };
    Ok((row.parse("contract", contract)?, row.parse("month", month)?))
}

const OPEN: &str = "-- store::audits::open
INSERT INTO audits (id, contract, customer, month, state, reason, reason_text, attempts, version, opened_at, settled_at) ";

const IF_NEW: &str = " ON CONFLICT (contract, month) DO NOTHING RETURNING contract, month";

/// Writes down which months are owed to which contracts; gives those that were new.
pub async fn open(
    tx: &mut Tx,
    new: &[NewAudit<'_>],
    now: DateTime<Utc>,
) -> Result<Vec<(ContractId, Month)>, StoreError> {
    insert(tx, new, AuditState::Due, None, now).await
}

/// Writes down months that ended before anybody could audit them; gives those that were new.
pub async fn insert_not_audited(
    tx: &mut Tx,
    new: &[NewAudit<'_>],
    why: Why<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<(ContractId, Month)>, StoreError> {
    insert(tx, new, AuditState::NotAudited, Some(why), now).await
}

async fn insert(
    tx: &mut Tx,
    new: &[NewAudit<'_>],
    state: AuditState,
    why: Option<Why<'_>>,
    now: DateTime<Utc>,
) -> Result<Vec<(ContractId, Month)>, StoreError> {
    let bind =
        |new: &NewAudit<'_>| (new_id(now), new.contract.to_string(), new.customer.to_string(), new.month.to_string());
    let rows: Vec<_> = new.iter().map(bind).collect();
    let (reason, sentence) = (why.map(|why| why.reason.to_owned()), why.map(|why| text(why.text)));
    let settled_at = why.map(|_| stored(now));
    let inserted: Vec<(String, String)> = sql_insert!(
        tx,
        OPEN,
        rows,
        |values, row| {
            let (id, contract, customer, month) = row;
            values.push_bind(id).push_bind(contract).push_bind(customer).push_bind(month).push_bind(state.as_str());
            values.push_bind(reason.clone()).push_bind(sentence.clone()).push_bind(0_i64).push_bind(0_i64);
            values.push_bind(stored(now)).push_bind(settled_at);
        },
        IF_NEW
    );
    inserted.iter().map(key).collect()
}

const BY_MONTH: &str = concat!("-- store::audits::by_month\nSELECT ", columns!(), " FROM audits WHERE month = $1");

/// All audits of a month, by contract.
pub async fn by_month(tx: &mut Tx, month: Month) -> Result<Vec<Audit>, StoreError> {
    let rows: Vec<AuditRow> = sql!(tx, fetch_all, BY_MONTH, month.to_string())?;
    let mut audits = rows.into_iter().map(AuditRow::audit).collect::<Result<Vec<_>, _>>()?;
    // Sorted here: the databases sort text in different ways.
    audits.sort_by(|a, b| a.contract.cmp(&b.contract));
    Ok(audits)
}

const FIND: &str =
    concat!("-- store::audits::find\nSELECT ", columns!(), " FROM audits WHERE contract = $1 AND month = $2");

/// The audit of a contract in a month.
pub async fn find(tx: &mut Tx, contract: &ContractId, month: Month) -> Result<Option<Audit>, StoreError> {
    let row: Option<AuditRow> = sql!(tx, fetch_optional, FIND, contract.as_str(), month.to_string())?;
    row.map(AuditRow::audit).transpose()
}

const OF_CONTRACT: &str =
    concat!("-- store::audits::of_contract\nSELECT ", columns!(), " FROM audits WHERE contract = $1 ORDER BY month");

/// All audits of a contract, the oldest month first.
pub async fn of_contract(tx: &mut Tx, contract: &ContractId) -> Result<Vec<Audit>, StoreError> {
    let rows: Vec<AuditRow> = sql!(tx, fetch_all, OF_CONTRACT, contract.as_str())?;
    rows.into_iter().map(AuditRow::audit).collect()
}

const OUTCOME: &str = "-- store::audits::outcome
SELECT id, outcome FROM audits WHERE id = $1 AND state = 'audited'";

/// What an audit found; none unless it is `audited`.
pub async fn outcome(tx: &mut Tx, id: &str) -> Result<Option<Outcome>, StoreError> {
    let found: Vec<(String, Option<String>)> = sql!(tx, fetch_all, OUTCOME, id)?;
    Ok(outcomes(found)?.into_values().next())
}

const OUTCOMES_OF_MONTH: &str = "-- store::audits::outcomes_of_month
SELECT id, outcome FROM audits WHERE month = $1 AND state = 'audited'";

/// What the audits of a month found, by audit.
pub async fn outcomes_of_month(tx: &mut Tx, month: Month) -> Result<BTreeMap<String, Outcome>, StoreError> {
    outcomes(sql!(tx, fetch_all, OUTCOMES_OF_MONTH, month.to_string())?)
}

const OUTCOMES_OF_CONTRACT: &str = "-- store::audits::outcomes_of_contract
SELECT id, outcome FROM audits WHERE contract = $1 AND state = 'audited'";

/// What the audits of a contract found, the oldest month first.
pub async fn outcomes_of_contract(tx: &mut Tx, contract: &ContractId) -> Result<Vec<Outcome>, StoreError> {
    let found = sql!(tx, fetch_all, OUTCOMES_OF_CONTRACT, contract.as_str())?;
    let mut outcomes: Vec<Outcome> = outcomes(found)?.into_values().collect();
    outcomes.sort_by_key(|outcome| outcome.month);
    Ok(outcomes)
}

fn outcomes(found: Vec<(String, Option<String>)>) -> Result<BTreeMap<String, Outcome>, StoreError> {
    let outcome = |(id, text): (String, Option<String>)| {
        let row = Row { table: TABLE, id: &id };
        let text = text.ok_or_else(|| row.corrupt("outcome", "it is missing though the audit is published"))?;
        Ok((id.clone(), row.json("outcome", &text)?))
    };
    found.into_iter().map(outcome).collect()
}

const CLAIM: &str = concat!(
    "-- store::audits::claim
UPDATE audits SET state = 'collecting', stage = NULL, attempts = attempts + 1, lease_token = $2, lease_until = $3
WHERE id = $1 AND state IN ('due', 'collecting', 'waiting', 'failed', 'held')
  AND (lease_until IS NULL OR lease_until <= $4)
RETURNING ",
    columns!()
);

/// Takes an audit to work on it; none if it is done or somebody is at work.
pub async fn claim(tx: &mut Tx, id: &str, lease: &Lease, now: DateTime<Utc>) -> Result<Option<Audit>, StoreError> {
    let row: Option<AuditRow> =
        sql!(tx, fetch_optional, CLAIM, id, lease.token.as_str(), stored(lease.until), stored(now))?;
    row.map(AuditRow::audit).transpose()
}

const CLAIM_AGAIN: &str = "-- store::audits::claim_again
UPDATE audits SET lease_token = $3, lease_until = $4
WHERE id = $1 AND state = 'audited' AND version = $2 AND (lease_until IS NULL OR lease_until <= $5)";

/// Takes a published audit to do it once more: it stays as it is until a new version is published. False if somebody is
/// at work on it, or `version` is not its version any more.
pub async fn claim_again(
    tx: &mut Tx,
    id: &str,
    version: u32,
    lease: &Lease,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let (token, until) = (lease.token.as_str(), stored(lease.until));
    Ok(sql!(tx, execute, CLAIM_AGAIN, id, i64::from(version), token, until, stored(now))? == 1)
}

const ENTER_STAGE: &str = "-- store::audits::enter_stage
UPDATE audits SET stage = $3 WHERE id = $1 AND lease_token = $2";

/// Notes how far the work has come.
pub async fn enter_stage(tx: &mut Tx, id: &str, token: &str, stage: Stage) -> Result<(), StoreError> {
    let entered = sql!(tx, execute, ENTER_STAGE, id, token, stage.as_str())?;
    leased(entered, TABLE, id)
}

const RENEW: &str = "-- store::audits::renew
UPDATE audits SET lease_until = $3 WHERE id = $1 AND lease_token = $2";

/// Holds a lease for longer.
pub async fn renew(tx: &mut Tx, id: &str, lease: &Lease) -> Result<(), StoreError> {
    let renewed = sql!(tx, execute, RENEW, id, lease.token.as_str(), stored(lease.until))?;
    leased(renewed, TABLE, id)
}

/// How an attempt ended without an audit.
#[derive(Debug, Clone, Copy)]
pub struct Settlement<'a> {
    /// `waiting`, `held` or `failed`.
    pub state: AuditState,
    /// Why.
    pub why: Why<'a>,
    /// The evidence, as far as there is one.
    pub snapshot: Option<&'a str>,
}

const SETTLE: &str = "-- store::audits::settle
UPDATE audits SET state = $3, reason = $4, reason_text = $5, snapshot = $6, settled_at = $7,
       stage = NULL, lease_token = NULL, lease_until = NULL
WHERE id = $1 AND lease_token = $2";

/// Ends an attempt that did not come to an audit, and gives the lease back.
pub async fn settle(
    tx: &mut Tx,
    id: &str,
    token: &str,
    how: Settlement<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let settled = sql!(
        tx,
        execute,
        SETTLE,
        id,
        token,
        how.state.as_str(),
        how.why.reason,
        text(how.why.text),
        how.snapshot,
        stored(now)
    )?;
    leased(settled, TABLE, id)
}

const LEAVE: &str = "-- store::audits::leave
UPDATE audits SET lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2";

/// Gives the lease back in the middle of the work, for anybody to go on with it at once.
pub async fn leave(tx: &mut Tx, id: &str, token: &str) -> Result<(), StoreError> {
    leased(sql!(tx, execute, LEAVE, id, token)?, TABLE, id)
}

const PUBLISH: &str = "-- store::audits::publish
UPDATE audits SET state = 'audited', reason = NULL, reason_text = NULL, snapshot = $3, outcome = $4, version = $5,
       settled_at = $6, stage = NULL, lease_token = NULL, lease_until = NULL
WHERE id = $1 AND lease_token = $2";

/// Writes down what an audit found, and gives the lease back. Its version is that of the outcome.
pub async fn publish(
    tx: &mut Tx,
    id: &str,
    token: &str,
    snapshot: &str,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let body = json(TABLE, "outcome", outcome)?;
    let published =
        sql!(tx, execute, PUBLISH, id, token, snapshot, body.as_str(), i64::from(outcome.version), stored(now))?;
    leased(published, TABLE, id)
}

const CLOSE_MONTH: &str = concat!(
    "-- store::audits::close_month
UPDATE audits SET state = 'not_audited', reason = COALESCE(reason, 'not_run'), settled_at = $2,
       stage = NULL, lease_token = NULL, lease_until = NULL
WHERE month < $1 AND state NOT IN ('audited', 'not_audited')
RETURNING ",
    columns!()
);

/// Ends every audit of a month before `before` that did not come to a result, for good, and gives those it ended, by
/// month and contract. Whoever still works on one loses the lease.
pub async fn close_month(tx: &mut Tx, before: Month, now: DateTime<Utc>) -> Result<Vec<Audit>, StoreError> {
    let rows: Vec<AuditRow> = sql!(tx, fetch_all, CLOSE_MONTH, before.to_string(), stored(now))?;
    let mut closed = rows.into_iter().map(AuditRow::audit).collect::<Result<Vec<_>, _>>()?;
    closed.sort_by(|a, b| (a.month, &a.contract).cmp(&(b.month, &b.contract)));
    Ok(closed)
}
