//! Months that ended without an audit, for those who must be told of them.

use std::collections::BTreeMap;

use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::store::cell::Row;
use crate::store::{StoreError, Tx};

const JUST_BEFORE: &str = "-- store::gaps::just_before
SELECT contract, month FROM audits a
WHERE month < $1 AND state = 'not_audited'
  AND NOT EXISTS (SELECT 1 FROM audits b WHERE b.contract = a.contract AND b.month > a.month AND b.month < $1
                  AND b.state <> 'not_audited')
ORDER BY contract, month";

/// By contract, the months that ended without an audit since the last one before `month` that had it; the oldest first.
pub async fn just_before(tx: &mut Tx, month: Month) -> Result<BTreeMap<ContractId, Vec<Month>>, StoreError> {
    let rows: Vec<(String, String)> = sql!(tx, fetch_all, JUST_BEFORE, month.to_string())?;
    let mut gaps: BTreeMap<ContractId, Vec<Month>> = BTreeMap::new();
    for (contract, month) in rows {
        let row = Row { table: "audits", id: &contract };
        gaps.entry(row.parse("contract", &contract)?).or_default().push(row.parse("month", &month)?);
    }
    Ok(gaps)
}
