//! When the daemon looks at what is owed, and what it does then.
//!
//! The cron crate is an alarm clock and nothing more: it rings each minute, and forgets rings, time zones and clocks set
//! back without harm, since what is owed is the calendar's and the ledger's to say.

use std::time::Duration;
use std::{io, thread};

use anyhow::Result;
use chrono::{DateTime, Utc};
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::task::yield_now;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::error;

use crate::flow::run::{self, Request};
use crate::flow::{Engine, duty};
use crate::store::owed;

/// The longest time between two looks, whatever the alarm does.
const AT_LEAST: Duration = Duration::from_hours(1);
/// With seconds.
const EACH_MINUTE: &str = "0 * * * * *";
/// How often the alarm clock looks at the time.
const POLL: Duration = Duration::from_secs(1);
/// A ring passes through several tasks of the crate; what they do not finish now they finish a second later.
const TURNS: usize = 16;
/// As long as a lease: what somebody else was at is free then, or done.
const LEASE: Duration = Duration::from_secs(15);
/// The first wait after a look that failed; the next ones double up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// Rings once a minute until it is dropped.
#[derive(Debug)]
pub struct Alarm {
    rings: mpsc::Receiver<()>,
    _stop: DropGuard,
}

impl Alarm {
    /// Starts it, on a thread of its own.
    pub fn start() -> io::Result<Self> {
        Self::start_on(EACH_MINUTE)
    }

    fn start_on(schedule: &'static str) -> io::Result<Self> {
        let (bell, rings) = mpsc::channel(1);
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        thread::Builder::new().name("alarm".to_owned()).spawn(move || {
            if let Err(failure) = ring_until(&stopped, schedule, bell) {
                error!(error = %failure, "the alarm clock died; the daemon wakes at each audit moment and each hour");
            }
        })?;
        Ok(Self { rings, _stop: stop.drop_guard() })
    }

    /// Waits for the next ring, but not longer than `at_most`.
    pub async fn ring(&mut self, at_most: Duration) {
        tokio::select! {
            Some(()) = self.rings.recv() => {}
            () = tokio::time::sleep(at_most) => {}
        }
    }
}

/// The crate would wake its thread four times a second: it polls every 500 ms, and a timer of the runtime takes two steps
/// for that. A runtime that is let run once a second wakes once a second, and minutes need no more.
fn ring_until(stopped: &CancellationToken, schedule: &str, bell: mpsc::Sender<()>) -> Result<()> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let mut scheduler = runtime.block_on(scheduler(schedule, bell))?;
    while !stopped.is_cancelled() {
        thread::sleep(POLL);
        runtime.block_on(async {
            for _ in 0..TURNS {
                yield_now().await;
            }
        });
    }
    Ok(runtime.block_on(scheduler.shutdown())?)
}

async fn scheduler(schedule: &str, bell: mpsc::Sender<()>) -> Result<JobScheduler, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    // UTC, because the crate freezes a zone's offset; a full channel means that a ring waits already.
    let ring = Job::new(schedule, move |_, _| {
        let _ = bell.try_send(());
    })?;
    scheduler.add(ring).await?;
    scheduler.start().await?;
    Ok(scheduler)
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
    /// a report is tried again once an hour; what was left over, or has come to be due since, is gone on with at each
    /// call.
    ///
    /// # Errors
    /// The ledger fails, which is nobody's audit's fault. The next call goes on.
    pub async fn tick(&mut self, engine: &Engine) -> Result<Tick> {
        let now = engine.clock.now();
        let full = engine.calendar.calls(self.last, now);
        if !full && !self.left && !due(engine, now).await? {
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

/// Whether an audit has come to be due since the last look: a partner's file was taken in.
async fn due(engine: &Engine, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = engine.db.read().await?;
    Ok(owed::any(&mut tx, engine.calendar.month(now)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_alarm_rings_again_and_again() {
        let mut alarm = Alarm::start_on("* * * * * *").unwrap();
        for _ in 0..2 {
            let ring = tokio::time::timeout(Duration::from_secs(30), alarm.rings.recv()).await;
            assert_eq!(ring, Ok(Some(())));
        }
    }
}
