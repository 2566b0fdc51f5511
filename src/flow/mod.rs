//! Where the siblings meet: audits, deliveries, intake and what time alone brings.
//!
//! Every function here may be interrupted at any point and called again: what was done is in the ledger.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod action;
pub mod alarm;
pub mod alert;
pub mod apply;
pub mod audit;
pub mod collect;
pub mod counting;
pub mod deliver;
pub mod digest;
pub mod duty;
pub mod evidence;
pub mod forecast;
pub mod health;
pub mod intake;
pub mod ledger;
pub mod letter;
pub mod listing;
pub mod mark;
pub mod missing_report;
pub mod onboard;
pub mod order;
mod pace;
mod paper;
pub mod progress;
pub mod publish;
pub mod quote_reminder;
pub mod register;
pub mod release;
mod rendering;
pub mod renewal;
pub mod reopen;
pub mod rma;
pub mod rma_intake;
pub mod round;
pub mod run;
pub mod status;
pub mod verify;
pub mod workbook;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::calendar::Calendar;
use crate::flow::listing::LensClients;
use crate::flow::progress::Progress;
use crate::settings::Settings;
use crate::store::Db;
use crate::template::Templates;

/// Everything that work on the ledger needs.
#[derive(Debug)]
pub struct Engine {
    /// The ledger.
    pub db: Db,
    /// The wall clock.
    pub clock: Clock,
    /// Months and due times.
    pub calendar: Calendar,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Templates and wording.
    pub templates: Arc<Templates>,
    /// Lens, one client per credential.
    pub lens: LensClients,
    /// Who acts, for the journal.
    pub by: String,
    /// Cancelled when the process is to end: nothing more is claimed, and work ends with the stage in hand.
    pub stop: CancellationToken,
    /// Moves with every stage and every delivery.
    pub progress: Progress,
}

/// The process is to end: work stands between two steps, and whoever claims it next goes on with it.
#[derive(Debug, thiserror::Error)]
#[error("the process is to end")]
pub struct Interrupted;

impl Engine {
    /// Whether work may go on to its next step.
    ///
    /// # Errors
    /// `Interrupted` if the process is to end.
    pub fn go_on(&self) -> Result<(), Interrupted> {
        if self.stop.is_cancelled() { Err(Interrupted) } else { Ok(()) }
    }

    /// Waits until the process is to end, and `longer` than that.
    pub async fn stopped_for(&self, longer: Duration) -> Interrupted {
        self.stop.cancelled().await;
        tokio::time::sleep(longer).await;
        Interrupted
    }

    /// The same for another tick: what was asked of Lens before is asked anew, so that a daemon of many months sees the
    /// tenants of today.
    #[must_use]
    pub fn anew(&self) -> Self {
        let settings = &self.settings;
        Self {
            db: self.db.clone(),
            clock: self.clock.clone(),
            calendar: self.calendar.clone(),
            settings: settings.clone(),
            templates: self.templates.clone(),
            lens: LensClients::new(settings.lens.clone(), settings.credentials.values().cloned()),
            by: self.by.clone(),
            stop: self.stop.clone(),
            progress: self.progress.clone(),
        }
    }
}
