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

/// What is wrong, by part. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Health {
    wrong: Arc<Mutex<BTreeMap<Part, String>>>,
}

impl Health {
    /// Notes that a part fails, and why; logged when it did not fail before.
    pub fn fails(&self, part: Part, reason: &str) {
        let before = self.locked().insert(part, reason.to_owned());
        if before.is_none() {
            error!(part = part.as_str(), reason, "{} fails; it is tried again", part.as_str());
        }
    }

    /// Notes that a part works; logged when it had failed.
    pub fn works(&self, part: Part) {
        if self.locked().remove(&part).is_some() {
            info!(part = part.as_str(), "{} works again", part.as_str());
        }
    }

    /// Notes that the process is about to end.
    pub fn stopping(&self) {
        self.locked().insert(Part::Process, "it is stopping".to_owned());
    }

    /// Everything that fails, with its reason.
    pub fn reasons(&self) -> Vec<(Part, String)> {
        self.locked().iter().map(|(part, reason)| (*part, reason.clone())).collect()
    }

    /// Nothing is left half changed while the lock is held, so that a panic elsewhere does not matter.
    fn locked(&self) -> MutexGuard<'_, BTreeMap<Part, String>> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_fails_until_it_works() {
        let health = Health::default();
        health.fails(Part::Mail, "login refused");
        health.clone().fails(Part::Database, "away");
        health.works(Part::Audits);
        let reasons = [(Part::Database, "away".to_owned()), (Part::Mail, "login refused".to_owned())];
        assert_eq!(health.reasons(), reasons);
        health.works(Part::Database);
        assert_eq!(health.reasons(), reasons[1..]);
    }
}
