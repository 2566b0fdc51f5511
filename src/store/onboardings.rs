//! First counts and what each proposed, one after the other for each contract, or for a customer without one. A row never
//! changes.

use chrono::{DateTime, Utc};

use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::onboarding::Proposal;
use crate::store::cell::{Row, json, stored};
use crate::store::{StoreError, Tx};

const TABLE: &str = "onboardings";

/// One count.
#[derive(Debug, Clone, PartialEq)]
pub struct Onboarding {
    /// From 1.
    pub ordinal: u32,
    /// The evidence.
    pub snapshot: String,
    /// What it proposed.
    pub proposal: Proposal,
    /// When.
    pub counted_at: DateTime<Utc>,
    /// Who asked for it.
    pub counted_by: String,
}

#[derive(sqlx::FromRow)]
struct OnboardingRow {
    ordinal: i64,
    snapshot: String,
    body: String,
    counted_at: DateTime<Utc>,
    counted_by: String,
}

const LATEST: &str = "-- store::onboardings::latest
SELECT ordinal, snapshot, body, counted_at, counted_by FROM onboardings
WHERE customer = $1 AND contract = $2 ORDER BY ordinal DESC LIMIT 1";

/// The last count of a contract, or of a customer without one.
pub async fn latest(
    tx: &mut Tx,
    customer: &CustomerId,
    contract: Option<&ContractId>,
) -> Result<Option<Onboarding>, StoreError> {
    let contract = contract.map_or("", ContractId::as_str);
    let row: Option<OnboardingRow> = sql!(tx, fetch_optional, LATEST, customer.as_str(), contract)?;
    let onboarding = |found: OnboardingRow| {
        let row = Row { table: TABLE, id: customer.as_str() };
        Ok(Onboarding {
            ordinal: row.count("ordinal", found.ordinal)?,
            proposal: row.json("body", &found.body)?,
            snapshot: found.snapshot,
            counted_at: found.counted_at,
            counted_by: found.counted_by,
        })
    };
    row.map(onboarding).transpose()
}

const INSERT: &str = "-- store::onboardings::insert
INSERT INTO onboardings (customer, contract, ordinal, snapshot, body, counted_at, counted_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Writes a count down.
///
/// # Errors
/// `Taken` if somebody else wrote the one of this ordinal first.
pub async fn insert(tx: &mut Tx, new: &Onboarding) -> Result<(), StoreError> {
    let body = json(TABLE, "body", &new.proposal)?;
    let contract = new.proposal.contract.as_ref().map_or("", ContractId::as_str);
    sql!(
        tx,
        execute,
        INSERT,
        new.proposal.customer.as_str(),
        contract,
        i64::from(new.ordinal),
        new.snapshot.as_str(),
        body.as_str(),
        stored(new.counted_at),
        new.counted_by.as_str()
    )?;
    Ok(())
}
