//! Audits that can be gone on with at once: those whose evidence has come, and whether there are any.

use crate::domain::ids::CustomerId;
use crate::domain::month::Month;
use crate::store::{StoreError, Tx};

const HAS_COME: &str = "-- store::owed::evidence_has_come
UPDATE audits SET state = 'due', reason = NULL, reason_text = NULL
WHERE customer = $1 AND month = $2 AND state = 'waiting'";

/// What the waiting audits of a customer waited for is here: they are due again. Gives how many there are.
pub async fn evidence_has_come(tx: &mut Tx, customer: &CustomerId, month: Month) -> Result<u64, StoreError> {
    Ok(sql!(tx, execute, HAS_COME, customer.as_str(), month.to_string())?)
}

const ANY: &str = "-- store::owed::any
SELECT COUNT(*) FROM audits WHERE month = $1 AND state = 'due'";

/// Whether an audit of the month is due, at which nobody was since.
pub async fn any(tx: &mut Tx, month: Month) -> Result<bool, StoreError> {
    let due: i64 = sql!(tx, scalar, ANY, month.to_string())?;
    Ok(due > 0)
}
