//! Keeps a lease alive while its holder works; the fence token, not the clock, is what makes it safe.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::task::AbortHandle;
use tracing::warn;

use crate::clock::Clock;
use crate::store::lease::Lease;
use crate::store::{Db, StoreError, audits, snapshots};

/// How long the work of a process that died stays claimed. Short, because the next one waits for it.
pub const LENGTH: TimeDelta = TimeDelta::seconds(15);

/// Three tries fit into a lease.
const EVERY: Duration = Duration::from_secs(5);

/// What a lease is on.
#[derive(Debug, Clone)]
pub enum Work {
    /// An audit, by id.
    Audit(String),
    /// A snapshot, by id.
    Snapshot(String),
}

/// A lease that is kept alive until this value is dropped.
#[derive(Debug)]
pub struct Renewal {
    task: AbortHandle,
}

impl Renewal {
    /// Keeps `lease` on `work` alive.
    pub fn start(db: &Db, clock: &Clock, work: Work, lease: &Lease) -> Self {
        let (db, clock, mut lease) = (db.clone(), clock.clone(), lease.clone());
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                lease = lease.renewed(clock.now(), LENGTH);
                match renew(&db, &work, &lease).await {
                    Ok(()) => {}
                    // Somebody took over; the fence refuses what this holder still writes.
                    Err(StoreError::LeaseLost { .. }) => return,
                    Err(error) => warn!(error = %error, "a lease could not be renewed"),
                }
            }
        });
        Self { task: task.abort_handle() }
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn renew(db: &Db, work: &Work, lease: &Lease) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    match work {
        Work::Audit(id) => audits::renew(&mut tx, id, lease).await?,
        Work::Snapshot(id) => snapshots::renew(&mut tx, id, lease).await?,
    }
    tx.commit().await
}
