//! The yearly RMA threshold of the headset offer: when replacements pass five percent of the installed base in a calendar
//! year, Poly may bill the units above at list price (R33-R40).
//!
//! `position` says where a year stands on a day, `notice` what is told of it and at which prices. Rows, totals and
//! prices come in as arguments; nothing here knows what was told before, except as a value.

mod base;
pub mod notice;
mod position;
pub mod summary;
mod terms;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::contract::Term;
use crate::domain::ids::ContractId;
use crate::domain::words::words;

pub use base::Base;
pub use position::{Position, position};
pub use terms::{BillTo, RmaBase, RmaBilling, RmaScope, RmaTerms};

words! {
    /// Where the year stands (A44).
    RmaState {
        /// Less than four fifths of the allowance.
        Ok = "ok",
        /// Four fifths of the allowance or more, and at least one unit.
        Watch = "watch",
        /// More than the allowance (R34).
        Over = "over",
    }
}

words! {
    /// Why a row is not counted against the threshold: the first that holds, in this order (R36).
    LeftOut {
        /// Nobody has authorised it yet.
        NotAuthorised = "not_authorised",
        /// Refused.
        Rejected = "rejected",
        /// Called off.
        Cancelled = "cancelled",
        /// The same return a second time.
        Duplicate = "duplicate",
        /// The manufacturer calls the product back.
        Recall = "recall",
        /// Of video or voice, where the rate is information only (R40).
        OtherCategory = "other_category",
        /// Neither the file nor the catalogue tells its category: somebody has to look.
        UnknownCategory = "unknown_category",
        /// Authorised outside of the contract's term.
        OutsideTerm = "outside_term",
        /// No headset, where the contract counts headsets alone (A10).
        NotHeadset = "not_headset",
    }
}

/// One line of an RMA that was authorised on some day, as far as the threshold is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RmaUnit {
    /// Number of the RMA.
    pub rma_number: String,
    /// Line in it.
    pub rma_line: u32,
    /// How many units.
    pub units: u64,
    /// Day of the authorisation in the schedule's time zone; of the request, where nobody has authorised it.
    pub authorised_on: NaiveDate,
    /// Support case.
    pub case_number: Option<String>,
    /// What was returned, by part number …
    pub part_number: Option<String>,
    /// … and by name: the catalogue's, if it has one.
    pub model: String,
    /// The name as the file wrote it.
    pub product: Option<String>,
    /// Serial number of the failed unit.
    pub serial: Option<String>,
    /// Why it was returned, as the file says.
    pub reason: Option<String>,
    /// Whether it is a headset, and not a speakerphone or a camera (A10).
    pub headset: bool,
    /// Why its own row leaves it out; none if it may count.
    pub left_out: Option<LeftOut>,
}

impl RmaUnit {
    /// The order in which the allowance is used up: date, then number as text, then line (R37, A45).
    fn order(&self) -> (NaiveDate, &str, u32) {
        (self.authorised_on, &self.rma_number, self.rma_line)
    }
}

/// One contract of a chain of renewals, with what was contracted in it (A25).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Which contract.
    pub contract: ContractId,
    /// When it gives cover.
    pub term: Term,
    /// T of the headset category from each day on, by day. The first step may lie before the term.
    pub steps: Vec<(NaiveDate, u64)>,
}

impl Cover {
    /// Whether the day is one of cover.
    pub fn includes(&self, day: NaiveDate) -> bool {
        (self.term.start..=self.term.last_day()).contains(&day)
    }
}
