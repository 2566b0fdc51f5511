//! What somebody has to do about a contract (documents.md section 1.12): derived from what an audit found and from what
//! waits beside it, so that an action is open exactly as long as the fact that asks for it.
//!
//! Of an action only this is carried from one audit to the next: the day on which it was first seen.

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::audit::LineState;
use crate::domain::category::Category;
use crate::domain::missing_report::{deadline, request_day};
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::rma::RmaState;
use crate::domain::state::QuoteState;
use crate::domain::true_up::Quote;
use crate::domain::words::words;
use crate::domain::working_days::WorkingDays;

/// Whoever has to do something has so many working days, the day on which it was first seen being the first, where
/// nothing else sets the day.
const DAYS: usize = 10;
/// A renewal is prepared from this many days before the end of the term (R32).
const RENEWAL_DAYS: i64 = 90;

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

/// Something that asks for somebody, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it asks for.
    pub ask: Ask,
    /// Since when it is known, if that was before the audit.
    pub since: Option<NaiveDate>,
    /// The day that it sets itself, if it does.
    pub due: Option<NaiveDate>,
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
    /// The day on which the fact that asked for it was found settled; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
}

impl Action {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.closed_on.is_none()
    }

    /// Whether its day has passed.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due < today
    }
}

/// A quote that concerns a contract now.
#[derive(Debug, Clone, Copy)]
pub struct Quoted<'a> {
    /// What it says.
    pub quote: &'a Quote,
    /// Where it stands.
    pub state: QuoteState,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Its last day, once released.
    pub valid_until: Option<NaiveDate>,
}

impl<'a> Quoted<'a> {
    /// The quote that an audit issued, or the open one that it found.
    pub fn of(outcome: &'a Outcome) -> Option<Self> {
        let (day, issued, open) = (outcome.audited_on, outcome.quote.as_ref(), outcome.open_quote.as_ref());
        let issued = issued.map(|one| (&one.quote, one.state, one.issued_on.or(Some(day)), one.valid_until));
        let open = open.map(|one| (&one.quote, one.state, one.issued_on, one.valid_until));
        let (quote, state, since, valid_until) = issued.or(open)?;
        Some(Self { quote, state, since, valid_until })
    }
}

/// What waits for somebody and is no part of what an audit finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Overage notices that nobody has decided on.
    pub notices: Vec<WaitingNotice>,
    /// Totals that the partner has not confirmed.
    pub totals: Option<WaitingTotals>,
}

/// An overage notice, held or a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingNotice {
    /// Its full number.
    pub number: String,
    /// Since when.
    pub since: NaiveDate,
    /// Whether a price is missing (R38).
    pub price_missing: bool,
}

/// The totals of a first count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingTotals {
    /// When they were counted.
    pub since: NaiveDate,
    /// Until when the partner was asked to confirm them.
    pub until: NaiveDate,
}

/// Everything that asks for somebody: what an audit found, a quote as it stands now, and what waits beside it.
pub fn findings(outcome: Option<&Outcome>, quote: Option<Quoted<'_>>, waiting: &Waiting) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(quote.into_iter().flat_map(of_quote));
    found.extend(waiting.notices.iter().flat_map(of_notice));
    let totals = |totals: WaitingTotals| dated(Ask::ConfirmTotals, Some(totals.since), Some(totals.until));
    found.extend(waiting.totals.map(totals));
    found.extend(outcome.into_iter().flat_map(of_audit));
    found
}

fn dated(ask: Ask, since: Option<NaiveDate>, due: Option<NaiveDate>) -> Finding {
    Finding { ask, since, due }
}

fn of_quote(quoted: Quoted<'_>) -> Vec<Finding> {
    let Quoted { quote, state, since, valid_until } = quoted;
    let number = quote.number.clone();
    let release = |number| dated(Ask::ReleaseQuote { number }, since, None);
    let order = |number| dated(Ask::OrderQuote { number }, since, valid_until);
    match state {
        QuoteState::Draft | QuoteState::Held if quote.total.is_none() => {
            vec![dated(Ask::StatePrice { document: number.clone() }, since, None), release(number)]
        }
        QuoteState::Draft | QuoteState::Held => vec![release(number)],
        QuoteState::Approved | QuoteState::Sent => vec![order(number)],
        // An order for it is still taken (A39).
        QuoteState::Expired => vec![order(number.clone()), dated(Ask::ReissueQuote { number }, valid_until, None)],
        QuoteState::PoReceived | QuoteState::Superseded | QuoteState::Withdrawn => Vec::new(),
    }
}

fn of_notice(notice: &WaitingNotice) -> Vec<Finding> {
    let WaitingNotice { number, since, price_missing } = notice;
    let price = Ask::StatePrice { document: number.clone() };
    let price = price_missing.then(|| dated(price, Some(*since), None));
    let decide = dated(Ask::DecideNotice { number: number.clone() }, Some(*since), None);
    price.into_iter().chain([decide]).collect()
}

fn of_audit(outcome: &Outcome) -> Vec<Finding> {
    let last_day = outcome.contract.term.last_day();
    let mut found = Vec::new();
    let mut add = |ask, due| found.push(dated(ask, None, due));
    for unknown in outcome.unknown_models.iter().filter(|unknown| unknown.devices > 0) {
        add(Ask::Classify { model: unknown.name.clone(), devices: unknown.devices }, None);
    }
    for own in &outcome.own_quote {
        add(Ask::QuoteApart { model: own.model.clone(), devices: own.devices }, None);
    }
    for line in &outcome.lines {
        // A category that only unknown models could bring to its trigger (A30) has not grown: classifying comes first.
        if line.state == LineState::Watch && line.has_grown(&outcome.contract.exceptions) {
            add(Ask::DiscussGrowth { category: line.category }, None);
        }
    }
    if let Some(rma) = &outcome.rma {
        if rma.state != RmaState::Ok {
            add(Ask::DiscussReturns { year: rma.year }, None);
        }
        if let Some(due) = rma.not_returned.iter().map(|late| late.due_on).min() {
            add(Ask::SendBack { units: rma.not_returned.iter().map(|late| late.units).sum() }, Some(due));
        }
    }
    let devices: u64 = outcome.life_cycle.ended.iter().map(|model| model.devices).sum();
    if devices > 0 {
        add(Ask::Replace { devices }, Some(last_day));
    }
    if (0..=RENEWAL_DAYS).contains(&(last_day - outcome.audited_on).num_days()) {
        add(Ask::Renew, Some(last_day));
    }
    found
}

/// The actions of today: an open one for each finding, since the day on which it was first seen, the most urgent first;
/// then, once, those that were open `before` and are settled. One that was settled earlier this month stays, for a month
/// that is audited again.
pub fn follow(found: Vec<Finding>, before: &[Action], today: NaiveDate, working: WorkingDays) -> Vec<Action> {
    let open = |found: Finding| {
        let earlier = before.iter().find(|action| action.is_open() && action.ask.is_same(&found.ask));
        let since = earlier.map_or(found.since.unwrap_or(today), |action| action.since);
        found.opened(since, working)
    };
    let mut actions: Vec<Action> = found.into_iter().map(open).collect();
    actions.sort_by_key(|action| action.due);
    let settled = before.iter().filter(|action| !actions.iter().any(|open| open.ask.is_same(&action.ask)));
    let settled = settled.filter(|action| action.closed_on.is_none_or(|day| Month::of(day) == Month::of(today)));
    let closed = |action: &Action| Action { closed_on: action.closed_on.or(Some(today)), ..action.clone() };
    let closed: Vec<Action> = settled.map(closed).collect();
    actions.extend(closed);
    actions
}

impl Finding {
    /// The action of a finding that was first seen on a day.
    pub fn opened(self, since: NaiveDate, working: WorkingDays) -> Action {
        let usual = working.nth(since, DAYS);
        let due = self.due.unwrap_or(match &self.ask {
            Ask::SendReport { .. } => deadline(working, request_day(working, since)),
            // Without access the running month ends unaudited.
            Ask::RenewAccess => usual.min(Month::of(since).last_day()),
            Ask::ConfirmTotals
            | Ask::StatePrice { .. }
            | Ask::ReleaseQuote { .. }
            | Ask::ReissueQuote { .. }
            | Ask::OrderQuote { .. }
            | Ask::DecideNotice { .. }
            | Ask::Classify { .. }
            | Ask::QuoteApart { .. }
            | Ask::DiscussGrowth { .. }
            | Ask::DiscussReturns { .. }
            | Ask::SendBack { .. }
            | Ask::Replace { .. }
            | Ask::Renew => usual,
        });
        Action { owner: self.ask.owner(), ask: self.ask, since, due, closed_on: None }
    }
}
