//! How long a source is asked before we give up: the waits between requests, and the time an attempt has in all.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Waits ordered by the server that an attempt takes without counting them (product.md section 3).
const LONGEST_ORDERED: Duration = Duration::from_hours(2);
/// Keeps the sum of moment and budget within what a clock can tell.
const LONGEST_BUDGET: Duration = Duration::from_hours(366 * 24);

/// How patiently a question is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// When to give up, counted from the first request of an attempt at an audit.
    pub give_up_after: Duration,
    /// Wait before the first repetition; it doubles each time and gets up to as much again at random.
    pub first_wait: Duration,
    /// The wait no longer doubles from here on.
    pub longest_wait: Duration,
}

impl Retry {
    /// The usual waits, from one second to thirty, within `give_up_after`.
    pub fn within(give_up_after: Duration) -> Self {
        Self { give_up_after, first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(30) }
    }
}

/// The time one attempt at an audit has, shared by all its requests, also those running at once.
///
/// The clock is monotonic and starts with the first request. Waits that the server orders are not counted, up to two
/// hours in all; where several requests wait at once, the time is excused once.
#[derive(Debug)]
pub struct Budget {
    limit: Duration,
    running: Mutex<Option<Running>>,
}

impl Budget {
    /// A budget whose clock has not started yet.
    pub fn new(give_up_after: Duration) -> Self {
        Self { limit: give_up_after.min(LONGEST_BUDGET), running: Mutex::new(None) }
    }

    /// What is left; starts the clock.
    pub(super) fn left(&self) -> Duration {
        self.with(|running, now| running.left(now))
    }

    /// Time since the first request.
    pub(super) fn waited(&self) -> Duration {
        self.with(|running, now| now.saturating_duration_since(running.since))
    }

    /// Allows a wait of `own` choice or, if longer, as `ordered` by the server; none if the time is up before it ends.
    pub(super) fn allow(&self, own: Duration, ordered: Option<Duration>) -> Option<Duration> {
        self.with(|running, now| running.allow(now, own, ordered))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Running, Instant) -> T) -> T {
        let now = Instant::now();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        act(running.get_or_insert_with(|| Running::start(now, self.limit)), now)
    }
}

/// A budget whose clock runs. The moment comes in, so that its arithmetic can be tried without waiting.
#[derive(Debug, Clone, Copy)]
struct Running {
    since: Instant,
    deadline: Instant,
    excused_until: Instant,
    excused: Duration,
}

impl Running {
    fn start(now: Instant, limit: Duration) -> Self {
        Self { since: now, deadline: now + limit, excused_until: now, excused: Duration::ZERO }
    }

    fn left(&self, now: Instant) -> Duration {
        self.deadline.saturating_duration_since(now)
    }

    fn allow(&mut self, now: Instant, own: Duration, ordered: Option<Duration>) -> Option<Duration> {
        if let Some(until) = ordered.and_then(|wait| now.checked_add(wait)) {
            let fresh = until.saturating_duration_since(self.excused_until.max(now));
            let fresh = fresh.min(LONGEST_ORDERED.saturating_sub(self.excused));
            self.excused_until = self.excused_until.max(until);
            self.excused += fresh;
            self.deadline += fresh;
        }
        let wait = own.max(ordered.unwrap_or_default());
        (wait < self.left(now)).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn own_waits_are_counted_and_ordered_ones_are_not() {
        let start = Instant::now();
        let mut running = Running::start(start, 10 * SECOND);
        let now = start + 4 * SECOND;
        assert_eq!(running.allow(now, 5 * SECOND, None), Some(5 * SECOND));
        assert_eq!(running.allow(now, 6 * SECOND, None), None, "it would end when the time is up");
        assert_eq!(running.allow(now, SECOND, Some(HOUR)), Some(HOUR));
        assert_eq!(running.left(now + HOUR), 6 * SECOND);
    }

    #[test]
    fn requests_that_wait_at_once_are_excused_once() {
        let now = Instant::now();
        let mut running = Running::start(now, 10 * SECOND);
        assert_eq!(running.allow(now, SECOND, Some(60 * SECOND)), Some(60 * SECOND));
        assert_eq!(running.allow(now + SECOND, SECOND, Some(60 * SECOND)), Some(60 * SECOND));
        assert_eq!(running.left(now), 71 * SECOND);
    }

    #[test]
    fn ordered_waits_are_excused_for_two_hours_in_all() {
        let now = Instant::now();
        let fresh = || Running::start(now, 60 * SECOND);
        let mut running = fresh();
        assert_eq!(running.allow(now, SECOND, Some(2 * HOUR)), Some(2 * HOUR));
        let later = now + 2 * HOUR;
        assert_eq!(running.allow(later, SECOND, Some(59 * SECOND)), Some(59 * SECOND), "from now on it is counted");
        assert_eq!(running.allow(later, SECOND, Some(61 * SECOND)), None);
        assert_eq!(fresh().allow(now, SECOND, Some(3 * HOUR)), None);
        assert_eq!(fresh().allow(now, SECOND, Some(Duration::MAX)), None);
    }
}
