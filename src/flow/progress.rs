//! Whether work goes on: every loop has a mark that moves with each thing done, and says how long it may stand still.
//! A watchdog looks at it; nothing here decides about the work itself.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The mark of one loop. Clones share it.
#[derive(Debug, Clone)]
pub struct Progress {
    mark: Arc<Mutex<Mark>>,
}

#[derive(Debug)]
struct Mark {
    moved: Instant,
    patience: Duration,
}

impl Default for Progress {
    /// A mark that nobody looks at.
    fn default() -> Self {
        Self { mark: Arc::new(Mutex::new(Mark { moved: Instant::now(), patience: Duration::MAX })) }
    }
}

impl Progress {
    /// Something was done.
    pub fn step(&self) {
        self.with(|mark| mark.moved = Instant::now());
    }

    /// Something was done, and what comes next may take as long as `patience`.
    pub fn step_for(&self, patience: Duration) {
        self.with(|mark| *mark = Mark { moved: Instant::now(), patience });
    }

    /// Whether the mark stands still for longer than it may.
    pub fn stands_still(&self) -> bool {
        self.with(|mark| mark.moved.elapsed() > mark.patience)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Mark) -> T) -> T {
        act(&mut self.mark.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_still_when_its_patience_is_over_and_goes_on_with_the_next_step() {
        let progress = Progress::default();
        assert!(!progress.stands_still());
        progress.step_for(Duration::ZERO);
        while !progress.stands_still() {
            std::hint::spin_loop();
        }
        progress.clone().step_for(Duration::from_hours(1));
        assert!(!progress.stands_still());
    }
}
