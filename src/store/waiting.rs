//! What waits for a person, as the ledger knows it: letters that reach nobody, audits that fail. Reads only.

use chrono::{DateTime, Utc};

use crate::domain::alert::{Failing, Undelivered};
use crate::domain::month::Month;
use crate::domain::state::{LetterKind, LetterState};
use crate::store::cell::{Row, stored};
use crate::store::{StoreError, Tx};

// An alert that reaches nobody is nothing to alert of: it would go to the same address.
const UNDELIVERED: &str = "-- store::waiting::undelivered
SELECT l.id, l.kind, l.contract, l.customer, r.address, r.state, COALESCE(r.reason, r.last_error, ''), r.settled_at
FROM recipients r JOIN letters l ON l.id = r.letter
WHERE r.state IN ('dead', 'held') AND r.settled_at <= $1 AND l.kind <> $2 ORDER BY r.settled_at, l.id, r.ordinal";

type UndeliveredRow = (String, String, String, String, String, String, String, DateTime<Utc>);

/// Letters that were given up or held before `until`, the oldest first; alerts left out.
pub async fn undelivered(tx: &mut Tx, until: DateTime<Utc>) -> Result<Vec<Undelivered>, StoreError> {
    let rows: Vec<UndeliveredRow> =
        sql!(tx, fetch_all, UNDELIVERED, stored(until), LetterKind::OperatorAlert.as_str())?;
    let read = |(letter, kind, contract, customer, address, state, error, since): UndeliveredRow| {
        let row = Row { table: "recipients", id: &letter };
        let known = |word: &str| LetterKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        Ok(Undelivered {
            kind: row.word("kind", known, &kind)?,
            contract: given(&contract).map(|id| row.parse("contract", id)).transpose()?,
            customer: given(&customer).map(|id| row.parse("customer", id)).transpose()?,
            address: row.parse("address", &address)?,
            state: row.word("state", LetterState::parse, &state)?,
            error,
            since,
            letter,
        })
    };
    rows.into_iter().map(read).collect()
}

/// None where a letter is about several.
fn given(id: &str) -> Option<&str> {
    (!id.is_empty()).then_some(id)
}

// The journal tells when an audit began to fail for the reason that it has; the audit itself, when it was last tried.
const FAILING: &str = "-- store::waiting::failing
SELECT a.contract, COALESCE(a.reason_text, a.reason, ''), COALESCE((SELECT MAX(j.at) FROM journal j
    WHERE j.contract = a.contract AND j.month = a.month AND j.action = 'audit_failed'), a.opened_at)
FROM audits a WHERE a.month = $1 AND a.state = 'failed' ORDER BY a.contract";

/// Audits of a month that failed at their last attempt, by contract.
pub async fn failing(tx: &mut Tx, month: Month) -> Result<Vec<Failing>, StoreError> {
    let rows: Vec<(String, String, DateTime<Utc>)> = sql!(tx, fetch_all, FAILING, month.to_string())?;
    let read = |(contract, text, since): (String, String, DateTime<Utc>)| {
        let contract = Row { table: "audits", id: &contract }.parse("contract", &contract)?;
        Ok(Failing { contract, text, since })
    };
    rows.into_iter().map(read).collect()
}
