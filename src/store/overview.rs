//! The ledger at a glance, for those who watch: how many, how old, when last. Counts only, no names.

use chrono::{DateTime, Utc};

use crate::domain::month::Month;
use crate::domain::state::{AuditState, LetterState};
use crate::store::cell::Row;
use crate::store::{StoreError, Tx};

/// How many stand in a state, and since when the oldest of them is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pile<S> {
    /// The state.
    pub state: S,
    /// How many.
    pub count: u64,
    /// When the oldest came to be.
    pub oldest: Option<DateTime<Utc>>,
}

const AUDITS: &str = "-- store::overview::audits
SELECT state, COUNT(*), MIN(opened_at) FROM audits WHERE month = $1 GROUP BY state";

/// The audits of a month by state.
pub async fn audits(tx: &mut Tx, month: Month) -> Result<Vec<Pile<AuditState>>, StoreError> {
    let rows: Vec<(String, i64, Option<DateTime<Utc>>)> = sql!(tx, fetch_all, AUDITS, month.to_string())?;
    let pile = |(state, count, oldest): (String, i64, _)| {
        let row = Row { table: "audits", id: &state };
        Ok(Pile { state: row.word("state", AuditState::parse, &state)?, count: row.count("count", count)?, oldest })
    };
    rows.into_iter().map(pile).collect()
}

const LAST_AUDIT: &str = "-- store::overview::last_audit
SELECT MAX(settled_at) FROM audits WHERE state = 'audited'";

/// When an audit was last published.
pub async fn last_audit(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(sql!(tx, scalar, LAST_AUDIT)?)
}

// A letter stands where its neediest recipient stands, as in outbox::state_of; the ranks are those of LETTER_RANKS.
const LETTERS: &str = "-- store::overview::letters
SELECT neediest, COUNT(*), MIN(created_at) FROM (
    SELECT l.id, l.created_at, MIN(CAST(CASE r.state
        WHEN 'pending' THEN 0 WHEN 'dead' THEN 1 WHEN 'held' THEN 2 WHEN 'sent' THEN 3 ELSE 4 END AS BIGINT)) AS neediest
    FROM letters l JOIN recipients r ON r.letter = l.id GROUP BY l.id, l.created_at
) AS standing GROUP BY neediest";

const LETTER_RANKS: [LetterState; 5] =
    [LetterState::Pending, LetterState::Dead, LetterState::Held, LetterState::Sent, LetterState::Cancelled];

/// All letters by state.
pub async fn letters(tx: &mut Tx) -> Result<Vec<Pile<LetterState>>, StoreError> {
    let rows: Vec<(i64, i64, Option<DateTime<Utc>>)> = sql!(tx, fetch_all, LETTERS)?;
    let pile = |(rank, count, oldest): (i64, i64, _)| {
        let row = Row { table: "letters", id: "-" };
        let state = usize::try_from(rank).ok().and_then(|rank| LETTER_RANKS.get(rank));
        let state = *state.ok_or_else(|| row.corrupt("state", format_args!("unknown rank {rank}")))?;
        Ok(Pile { state, count: row.count("count", count)?, oldest })
    };
    rows.into_iter().map(pile).collect()
}
