//! What somebody has to do about a contract (documents.md section 1.12): derived from what an audit found and from what
//! waits beside it, so that an action is open exactly as long as the fact that asks for it.
//!
//! Of an action only this is carried from one audit to the next: the day on which it was first seen.

mod findings;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use findings::{Finding, Findings, Quoted, Waiting, WaitingNotice, WaitingTotals, findings};

use crate::domain::category::Category;
use crate::domain::month::Month;
use crate::domain::words::words;
use crate::domain::working_days::WorkingDays;

words! {
    /// Who has to do it.
    Owner {
        /// The CSM of the customer.
        Csm = "csm",
        /// The partner who pays.
        Partner = "partner",
        /// Who sells the service, and runs this program.
        Seller = "seller",
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// Send the inventory report of a month (R15).
    SendReport {
        /// Which.
        month: Month,
    },
    /// Make the Lens tenants visible again: a credential is refused, or a tenant is not seen by it (R15).
    RenewAccess,
    /// Confirm the totals of a first count (R10).
    ConfirmTotals,
    /// State the price that a quote or a notice waits for.
    StatePrice {
        /// Its full number.
        document: String,
    },
    /// Check and release a quote.
    ReleaseQuote {
        /// Its full number.
        number: String,
    },
    /// Agree an expired quote with the partner and issue it again (A26).
    ReissueQuote {
        /// Its full number.
        number: String,
    },
    /// Send the purchase order for a quote (R20).
    OrderQuote {
        /// Its full number.
        number: String,
    },
    /// Decide on an overage notice (R39).
    DecideNotice {
        /// Its full number.
        number: String,
    },
    /// Classify a model (A16).
    Classify {
        /// As listed; empty where the source gave no name.
        model: String,
        /// How many devices.
        devices: u64,
    },
    /// Quote a product that the programme does not cover by itself (R5).
    QuoteApart {
        /// Which.
        model: String,
        /// How many devices.
        devices: u64,
    },
    /// Talk about growth that comes near the trigger.
    DiscussGrowth {
        /// Of which category.
        category: Category,
    },
    /// Talk about headset returns near the threshold, or above it (R39).
    DiscussReturns {
        /// Of which calendar year.
        year: i32,
    },
    /// Send failed units back (R42).
    SendBack {
        /// How many.
        units: u64,
    },
    /// Propose replacements for devices past end of support (A14).
    Replace {
        /// How many.
        devices: u64,
    },
    /// Agree the renewal (R32).
    Renew,
}

impl Ask {
    /// Who has to do it.
    pub fn owner(&self) -> Owner {
        match self {
            Self::SendReport { .. } | Self::ConfirmTotals | Self::OrderQuote { .. } | Self::SendBack { .. } => {
                Owner::Partner
            }
            Self::RenewAccess | Self::StatePrice { .. } => Owner::Seller,
            Self::ReleaseQuote { .. }
            | Self::ReissueQuote { .. }
            | Self::DecideNotice { .. }
            | Self::Classify { .. }
            | Self::QuoteApart { .. }
            | Self::DiscussGrowth { .. }
            | Self::DiscussReturns { .. }
            | Self::Replace { .. }
            | Self::Renew => Owner::Csm,
        }
    }

    /// Whether the other one asks for the same: numbers of devices change, and a quote gets new versions.
    pub fn is_same(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self.subject() == other.subject()
    }

    /// Whether it is about the customer's devices: then it goes on under the contract that renews.
    pub fn is_about_devices(&self) -> bool {
        matches!(self, Self::Classify { .. } | Self::QuoteApart { .. } | Self::SendBack { .. } | Self::Replace { .. })
    }

    fn subject(&self) -> String {
        match self {
            Self::SendReport { month } => month.to_string(),
            Self::StatePrice { document: number }
            | Self::ReleaseQuote { number }
            | Self::ReissueQuote { number }
            | Self::OrderQuote { number }
            | Self::DecideNotice { number } => series(number).to_owned(),
            Self::Classify { model, .. } | Self::QuoteApart { model, .. } => model.clone(),
            Self::DiscussGrowth { category } => category.to_string(),
            Self::DiscussReturns { year } => year.to_string(),
            Self::RenewAccess | Self::ConfirmTotals | Self::SendBack { .. } | Self::Replace { .. } | Self::Renew => {
                String::new()
            }
        }
    }
}

/// The number of a document without its version.
fn series(number: &str) -> &str {
    number.rsplit_once("-v").map_or(number, |(series, _)| series)
}

/// What somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What.
    #[serde(flatten)]
    pub ask: Ask,
    /// Who.
    pub owner: Owner,
    /// The day on which it was first seen.
    pub since: NaiveDate,
    /// By when, that day included.
    pub due: NaiveDate,
    /// How it ended; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The day on which that was found.
    pub on: NaiveDate,
    /// Why.
    pub why: Why,
}

words! {
    /// Why nobody is asked any more.
    Why {
        /// The fact that asked is settled.
        Settled = "settled",
        /// Something else took its place, and nobody need have done it.
        Overtaken = "overtaken",
    }
}

impl Action {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether its day has passed.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due < today
    }
}

/// The actions of today: an open one for each finding, since the day on which it was first seen, the most urgent first;
/// then, once, those that were open `before` and are not any more. One that was closed earlier this month stays, for a
/// month that is audited again.
pub fn follow(found: Findings, before: &[Action], today: NaiveDate, working: WorkingDays) -> Vec<Action> {
    let Findings { open, overtaken } = found;
    let opened = |found: Finding| {
        let earlier = before.iter().find(|action| action.is_open() && action.ask.is_same(&found.ask));
        let since = earlier.map_or(found.since.unwrap_or(today), |action| action.since);
        found.opened(since, working)
    };
    let mut actions: Vec<Action> = open.into_iter().map(opened).collect();
    actions.sort_by_key(|action| action.due);
    let ended = before.iter().filter(|action| !actions.iter().any(|open| open.ask.is_same(&action.ask)));
    let ended = ended.filter(|action| action.closed.is_none_or(|closed| Month::of(closed.on) == Month::of(today)));
    let closed = |action: &Action| {
        let is_overtaken = overtaken.iter().any(|ask| ask.is_same(&action.ask));
        let why = if is_overtaken { Why::Overtaken } else { Why::Settled };
        Action { closed: action.closed.or(Some(Closed { on: today, why })), ..action.clone() }
    };
    let closed: Vec<Action> = ended.map(closed).collect();
    actions.extend(closed);
    actions
}
