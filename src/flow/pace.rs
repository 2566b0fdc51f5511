//! `mail.per_minute`: never more messages within sixty seconds than the settings allow, however they fall.
//!
//! The limit is this process's own; replicas that share an outbox have one each.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

const WINDOW: Duration = Duration::from_mins(1);

/// Lets so many pass a minute.
#[derive(Debug)]
pub(super) struct Pace {
    limit: usize,
    passed: Mutex<VecDeque<Instant>>,
}

impl Pace {
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        let limit = usize::try_from(per_minute.get()).unwrap_or(usize::MAX);
        Self { limit, passed: Mutex::default() }
    }

    /// Waits for its turn. A turn that was given counts, whatever becomes of it.
    pub(super) async fn turn(&self) {
        while let Some(free) = self.take(Instant::now()) {
            sleep_until(free).await;
        }
    }

    /// Takes a turn at this moment; if there is none, says when the next comes.
    fn take(&self, now: Instant) -> Option<Instant> {
        // Nothing is left half changed while the lock is held, so that a panic elsewhere does not matter.
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        while passed.front().is_some_and(|first| *first + WINDOW <= now) {
            passed.pop_front();
        }
        match passed.front() {
            Some(first) if passed.len() >= self.limit => Some(*first + WINDOW),
            _ => {
                passed.push_back(now);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_no_sixty_seconds_more_pass_than_allowed() {
        let pace = Pace::new(NonZeroU32::new(3).unwrap());
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        // Three at once or spread, then none until the first of them is a minute old.
        assert_eq!([0, 0, 50].map(|second| pace.take(at(second))), [None; 3]);
        assert_eq!([50, 59].map(|second| pace.take(at(second))), [Some(at(60)); 2]);
        assert_eq!([60, 60].map(|second| pace.take(at(second))), [None; 2]);
        assert_eq!(pace.take(at(60)), Some(at(110)));
        // A pause earns nothing beyond a full minute.
        assert_eq!([500, 500, 500].map(|second| pace.take(at(second))), [None; 3]);
        assert_eq!(pace.take(at(500)), Some(at(560)));
    }
}
