//! An audit that a person has to decide on: why it is held, and what it would do if it were taken as it stands.
//!
//! There is no outcome to tell of, so this is what the letter to the CSM is made from. Nothing of it is stored.

use crate::domain::contract::Contract;
use crate::domain::guard::{Limits, Objection};
use crate::domain::month::Month;
use crate::domain::outcome::{Outcome, Parties};

/// A held audit.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldAudit {
    /// The audited month.
    pub month: Month,
    /// The version that publishing it would make.
    pub version: u32,
    /// The contract as applied.
    pub contract: Contract,
    /// Its parties as applied.
    pub parties: Parties,
    /// What speaks against it.
    pub because: Because,
    /// What accepting it would publish; none where nothing was counted.
    pub would: Option<Box<Outcome>>,
}

/// What speaks against publishing an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The counts are not plausible.
    Implausible {
        /// Never empty.
        objections: Vec<Objection>,
        /// The limits that they exceed.
        limits: Limits,
    },
    /// The listing is not provably complete.
    Incomplete {
        /// Which tenant listed how many of how many.
        text: String,
    },
}

impl Because {
    /// The word in `reason` of the audit.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Implausible { objections, .. } => objections.first().map_or("held", Objection::code),
            Self::Incomplete { .. } => "incomplete_listing",
        }
    }
}
