//! Leases: who works on a row, and until when. Each claim is one guarded `UPDATE`; each write of the holder names its
//! token, so that somebody who was overtaken writes nothing (`StoreError::LeaseLost`).

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// A right to work on one row, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Known to its holder only: the fence.
    pub token: String,
    /// From then on anybody may take the work over.
    pub until: DateTime<Utc>,
}

impl Lease {
    /// A lease under a new token.
    pub fn new(now: DateTime<Utc>, length: TimeDelta) -> Self {
        Self { token: Uuid::new_v4().to_string(), until: now + length }
    }

    /// The same lease, from `now` on again.
    #[must_use]
    pub fn renewed(&self, now: DateTime<Utc>, length: TimeDelta) -> Self {
        Self { token: self.token.clone(), until: now + length }
    }
}
