//! What kind of ledger this is: told once, at its creation, and never changed. Whether a command may write to it is
//! the caller's to decide.

use chrono::{DateTime, Utc};

use crate::domain::words::words;
use crate::store::cell::{Row, stored};
use crate::store::{StoreError, Tx};

words! {
    /// Whether what this ledger says really happened.
    Kind {
        /// Letters really go out, months really pass.
        Live = "live",
        /// Made by `demo` or under `--now`.
        Rehearsal = "rehearsal",
    }
}

/// The stamp of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Live or rehearsal.
    pub kind: Kind,
    /// When the ledger was made, by the clock of then.
    pub created_at: DateTime<Utc>,
    /// Version of the program that made it.
    pub program: String,
}

const READ: &str = "-- store::stamp::read
SELECT kind, created_at, program FROM stamp WHERE one = 1";

/// The stamp, if it was set.
pub async fn read(tx: &mut Tx) -> Result<Option<Stamp>, StoreError> {
    let found: Option<(String, DateTime<Utc>, String)> = sql!(tx, fetch_optional, READ)?;
    let row = Row { table: "stamp", id: "1" };
    let stamp = found.map(|(kind, created_at, program)| {
        Ok(Stamp { kind: row.word("kind", Kind::parse, &kind)?, created_at, program })
    });
    stamp.transpose()
}

const SET: &str = "-- store::stamp::set_if_absent
INSERT INTO stamp (one, kind, created_at, program) VALUES (1, $1, $2, $3) ON CONFLICT (one) DO NOTHING";

/// Sets the stamp of a new ledger and gives the one that holds: this, or the one that was there before.
pub async fn set_if_absent(tx: &mut Tx, stamp: &Stamp) -> Result<Stamp, StoreError> {
    sql!(tx, execute, SET, stamp.kind.as_str(), stored(stamp.created_at), stamp.program.as_str())?;
    read(tx).await?.ok_or_else(|| StoreError::Missing { table: "stamp", id: "1".to_owned() })
}
