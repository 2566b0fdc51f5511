//! What is wrong at present, as the loops of the daemon find it. Each change is logged once; who asks for readiness is
//! told all of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::{error, info};

/// What a loop depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The ledger.
    Database,
    /// The tick: audits and duties.
    Audits,
    /// The way out for letters.
    Mail,
    /// The process itself.
    Process,
}

impl Part {
    /// The word in answers and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Audits => "audits",
            Self::Mail => "mail",
            Self::Process => "process",
        }
    }
}

/// What is wrong, by part and by the loop that found it: what one loop cannot do, another one that does less may still
/// be able to. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Health {
    wrong: Arc<Mutex<Wrong>>,
}

type Wrong = BTreeMap<(Part, &'static str), String>;

impl Health {
    /// Notes that a part fails for a loop, and why; logged when it did not fail before.
    pub fn fails(&self, part: Part, found_by: &'static str, reason: &str) {
        let mut wrong = self.locked();
        let before = is_wrong(&wrong, part);
        wrong.insert((part, found_by), reason.to_owned());
        drop(wrong);
        if !before {
            error!(part = part.as_str(), reason, "{} fails; it is tried again", part.as_str());
        }
    }

    /// Notes that a part works for a loop; logged when it had failed, and fails for no other loop.
    pub fn works(&self, part: Part, found_by: &'static str) {
        let mut wrong = self.locked();
        let failed = wrong.remove(&(part, found_by)).is_some();
        let again = failed && !is_wrong(&wrong, part);
        drop(wrong);
        if again {
            info!(part = part.as_str(), "{} works again", part.as_str());
        }
    }

    /// Notes that the process is about to end.
    pub fn stopping(&self) {
        self.locked().insert((Part::Process, "process"), "it is stopping".to_owned());
    }

    /// Everything that fails, with its reasons.
    pub fn reasons(&self) -> Vec<(Part, String)> {
        let wrong = self.locked();
        let mut reasons: Vec<_> = wrong.iter().map(|((part, _), reason)| (*part, reason.clone())).collect();
        reasons.dedup();
        reasons
    }

    /// Nothing is left half changed while the lock is held, so that a panic elsewhere does not matter.
    fn locked(&self) -> MutexGuard<'_, Wrong> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_wrong(wrong: &Wrong, part: Part) -> bool {
    wrong.keys().any(|(wrong, _)| *wrong == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_fails_until_it_works() {
        let health = Health::default();
        health.fails(Part::Mail, "delivery", "login refused");
        health.clone().fails(Part::Database, "tick", "away");
        health.works(Part::Audits, "tick");
        let reasons = [(Part::Database, "away".to_owned()), (Part::Mail, "login refused".to_owned())];
        assert_eq!(health.reasons(), reasons);
        health.works(Part::Database, "tick");
        assert_eq!(health.reasons(), reasons[1..]);
    }

    #[test]
    fn what_one_loop_finds_wrong_another_does_not_put_right() {
        let health = Health::default();
        health.fails(Part::Database, "tick", "full");
        health.works(Part::Database, "delivery");
        assert_eq!(health.reasons(), [(Part::Database, "full".to_owned())]);
        health.fails(Part::Database, "delivery", "full");
        assert_eq!(health.reasons().len(), 1, "the same is said once");
        health.works(Part::Database, "tick");
        health.works(Part::Database, "delivery");
        assert_eq!(health.reasons(), []);
    }
}
