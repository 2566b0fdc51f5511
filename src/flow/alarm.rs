//! When the daemon looks at what is owed, and what it does then.
//!
//! The cron crate is an alarm clock and nothing more: it rings each minute, and forgets rings, time zones and clocks set
//! back without harm, since what is owed is the calendar's and the ledger's to say.

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::flow::run::{self, Request};
use crate::flow::{Engine, duty};

/// The longest time between two looks, whatever the alarm does.
const AT_LEAST: Duration = Duration::from_hours(1);
/// As long as a lease: what somebody else was at is free then, or done.
const LEASE: Duration = Duration::from_secs(15);
/// The first wait after a look that failed; the next ones double up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// Rings once a minute.
pub struct Alarm {
    scheduler: JobScheduler,
    rings: mpsc::Receiver<()>,
}

impl Alarm {
    /// Starts it.
    pub async fn start() -> Result<Self, JobSchedulerError> {
        let (bell, rings) = mpsc::channel(1);
        let scheduler = JobScheduler::new().await?;
        // UTC, because the crate freezes a zone's offset; a full channel means that a ring waits already.
        let ring = Job::new("0 * * * * *", move |_, _| {
            let _ = bell.try_send(());
        })?;
        scheduler.add(ring).await?;
        scheduler.start().await?;
        Ok(Self { scheduler, rings })
    }

    /// Waits for the next ring, but not longer than `at_most`.
    pub async fn ring(&mut self, at_most: Duration) {
        tokio::select! {
            Some(()) = self.rings.recv() => {}
            () = tokio::time::sleep(at_most) => {}
        }
    }

    /// Stops it, after whoever is woken by it.
    pub async fn stop(mut self) -> Result<(), JobSchedulerError> {
        self.scheduler.shutdown().await
    }
}

/// Remembers when the daemon looked at what is owed.
#[derive(Debug, Default)]
pub struct Ticks {
    /// When everything was looked at.
    last: Option<DateTime<Utc>>,
    /// Something is left over.
    left: bool,
    /// Looks that failed since the last one that did not.
    failed: u32,
}

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// It was not time yet.
    TooEarly,
    /// All that is owed was done or tried; so many audits were left to others who are at them.
    Done {
        /// How many.
        left: usize,
    },
}

impl Ticks {
    /// Does all that is owed at this moment, if it is time to look: audits, then duties. What failed before or waits for
    /// a report is tried again once an hour; what was left over is gone on with at each call.
    ///
    /// # Errors
    /// The ledger fails, which is nobody's audit's fault. The next call goes on.
    pub async fn tick(&mut self, engine: &Engine) -> Result<Tick> {
        let now = engine.clock.now();
        let full = engine.calendar.calls(self.last, now);
        if !full && !self.left {
            return Ok(Tick::TooEarly);
        }
        if full {
            self.last = Some(now);
        }
        // Until it is known better.
        self.left = true;
        self.failed += 1;
        let request = Request { leave_to_others: true, first_attempts: !full, ..Request::default() };
        let left = run::audit_all(engine, &request, |_, _| engine.progress.step()).await?;
        duty::do_all(engine).await?;
        self.left = left > 0;
        self.failed = 0;
        Ok(Tick::Done { left })
    }

    /// How long to wait for the alarm before looking again without it.
    pub fn wait(&self, engine: &Engine) -> Duration {
        let now = engine.clock.now();
        let due = engine.calendar.next_due(now).and_then(|due| (due - now).to_std().ok());
        let again = match self.failed {
            0 => self.left.then_some(LEASE),
            failed => Some((FIRST_WAIT * 2_u32.pow((failed - 1).min(8))).min(LONGEST_WAIT)),
        };
        again.into_iter().chain(due).fold(AT_LEAST, Duration::min)
    }
}
