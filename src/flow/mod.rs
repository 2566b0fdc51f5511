//! Where the siblings meet: audits, deliveries, intake and what time alone brings.
//!
//! Every function here may be interrupted at any point and called again: what was done is in the ledger.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod apply;
pub mod audit;
pub mod collect;
pub mod counting;
pub mod deliver;
pub mod duty;
pub mod evidence;
pub mod intake;
pub mod ledger;
pub mod letter;
pub mod listing;
pub mod mark;
pub mod publish;
pub mod register;
pub mod release;
pub mod renewal;
pub mod run;
pub mod status;

use std::sync::Arc;

use crate::clock::Clock;
use crate::domain::calendar::Calendar;
use crate::flow::listing::LensClients;
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
}
