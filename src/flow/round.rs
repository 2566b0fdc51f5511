//! One look into the outbox: what the workers share, and what became of it all.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::flow::mark::Marked;
use crate::mail::transport::Stop;
use crate::store::delivery::DeliveryKey;

/// What became of the deliveries of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Taken by the mail server, or written to the folder.
    pub sent: u32,
    /// To be tried again later.
    pub deferred: u32,
    /// Given up.
    pub dead: u32,
    /// Not let out by `mail.allow`.
    pub held: u32,
    /// Why the rest was not tried.
    pub stopped: Option<Stop>,
}

impl Delivered {
    /// Whether a server was there to answer for any of them.
    pub fn passed(&self) -> bool {
        self.stopped.is_none() && self.sent + self.deferred + self.dead > 0
    }

    pub(super) fn add(&mut self, more: Self) {
        self.sent += more.sent;
        self.deferred += more.deferred;
        self.dead += more.dead;
        self.held += more.held;
        self.stopped = more.stopped;
    }
}

/// What the workers of one pass share.
#[derive(Debug, Default)]
pub(super) struct Round {
    shared: Mutex<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    due: VecDeque<DeliveryKey>,
    delivered: Delivered,
    /// In this batch a worker was not let in.
    away: Option<Stop>,
    /// In this batch the server answered for a letter.
    answered: bool,
}

impl Round {
    pub(super) fn fill(&self, due: Vec<DeliveryKey>) {
        self.shared().due = due.into();
    }

    pub(super) fn next(&self) -> Option<DeliveryKey> {
        self.shared().due.pop_front()
    }

    pub(super) fn delivered(&self) -> Delivered {
        self.shared().delivered.clone()
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.shared().delivered.stopped.is_some()
    }

    pub(super) fn count(&self, marked: Option<Marked>) {
        let mut shared = self.shared();
        let Shared { delivered, away, answered, .. } = &mut *shared;
        match marked {
            None => {}
            Some(Marked::Sent) => (delivered.sent, *answered) = (delivered.sent + 1, true),
            Some(Marked::Dead) => (delivered.dead, *answered) = (delivered.dead + 1, true),
            Some(Marked::Held) => delivered.held += 1,
            Some(Marked::Deferred(stop)) => {
                delivered.deferred += 1;
                *answered |= stop.is_none();
                *away = stop.or(away.take());
            }
            Some(Marked::PutBack(stop)) => delivered.stopped = Some(stop),
        }
    }

    /// A server that let nobody in is away; one that let some in has room for these.
    pub(super) fn close_batch(&self) {
        let mut shared = self.shared();
        let (away, answered) = (shared.away.take(), std::mem::take(&mut shared.answered));
        if let Some(stop) = away.filter(|_| !answered) {
            shared.delivered.stopped.get_or_insert(stop);
        }
    }

    /// Nothing is left half changed while the lock is held, so that a panic elsewhere does not matter.
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn away() -> Stop {
        Stop::Unavailable("421".to_owned())
    }

    #[test]
    fn a_server_that_lets_only_some_in_does_not_stop_the_round() {
        let round = Round::default();
        for marked in [Marked::Deferred(Some(away())), Marked::Sent, Marked::Deferred(Some(away())), Marked::Sent] {
            round.count(Some(marked));
        }
        round.close_batch();
        assert_eq!(round.delivered(), Delivered { sent: 2, deferred: 2, ..Delivered::default() });
        assert!(round.delivered().passed());
        // Away since: the next batch reaches nobody.
        round.count(Some(Marked::Deferred(Some(away()))));
        round.close_batch();
        assert_eq!(round.delivered().stopped, Some(away()));
        assert!(!round.delivered().passed());
    }

    #[test]
    fn settings_at_fault_stop_the_round_whatever_the_others_met() {
        let round = Round::default();
        let fault = Stop::Misconfigured("535".to_owned());
        round.count(Some(Marked::Sent));
        round.count(Some(Marked::PutBack(fault.clone())));
        assert!(round.is_stopped());
        round.count(Some(Marked::Deferred(Some(away()))));
        round.close_batch();
        assert_eq!(round.delivered().stopped, Some(fault));
    }
}
