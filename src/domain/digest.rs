//! Where all contracts of one CSM stand in a month: the value that the digest is made from.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::action::Action;
use crate::domain::audit::{Line, LineState};
use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::party::Csm;
use crate::domain::rma::RmaState;
use crate::domain::rma::notice::NoticeState;
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::true_up::Quote;

/// A month of one CSM.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// Who is told.
    pub csm: Csm,
    /// The month.
    pub month: Month,
    /// The day of the digest.
    pub day: NaiveDate,
    /// Whether the month is over.
    pub closed: bool,
    /// All contracts; those that need somebody first.
    pub contracts: Vec<Position>,
    /// RMA rows of their partners, or of nobody's file, that match no customer.
    pub unmatched: u64,
}

/// Where one contract stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Position {
    /// Which.
    pub contract: ContractId,
    /// Whose.
    pub customer: CustomerId,
    /// The name of the customer.
    pub customer_name: String,
    /// The name of the partner.
    pub partner_name: String,
    /// Where its audit stands.
    pub state: AuditState,
    /// Why, as a word.
    pub reason: Option<String>,
    /// Why, as the ledger says it.
    pub reason_text: Option<String>,
    /// What the audit found; empty unless it is `audited`.
    pub lines: Vec<Line>,
    /// The quote that the audit issued, or else an earlier one that is still open.
    pub quote: Option<QuotePosition>,
    /// Where the headset returns of the year stand, if that is more than information.
    pub rma: Option<RmaPosition>,
    /// The overage notice that waits for a decision.
    pub notice: Option<NoticePosition>,
    /// Months since the last audited one that closed unaudited.
    pub unaudited: Vec<Month>,
    /// What somebody has to do, the most urgent first; those that are open.
    pub actions: Vec<Action>,
}

/// Where the returns of a year stand against their threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RmaPosition {
    /// The calendar year.
    pub year: i32,
    /// R.
    pub units: u64,
    /// Units within the threshold.
    pub allowed: u64,
    /// R in percent of the base; none without a base.
    pub rate_percent: Option<Decimal>,
    /// The verdict.
    pub state: RmaState,
}

/// An overage notice that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticePosition {
    /// Its number.
    pub number: String,
    /// Units above the allowance.
    pub overage: u64,
    /// None while a price is missing.
    pub total: Option<Money>,
    /// `held` or `draft`.
    pub state: NoticeState,
}

/// Where a quote stands. Whether its letter has left already is the outbox's affair: `sent` is told as `approved`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuotePosition {
    /// What it says.
    pub quote: Quote,
    /// Where it stands.
    pub state: QuoteState,
    /// Its last day, once it is released.
    pub valid_until: Option<NaiveDate>,
}

/// How much a contract needs somebody; the neediest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The audit waits for a decision.
    Held,
    /// The quote waits for a decision.
    Quote,
    /// The overage notice waits for a decision.
    Notice,
    /// Nobody ordered from the quote in time; it can be issued again.
    Expired,
    /// The source could not be read.
    Failed,
    /// A partner's report has not come.
    Waiting,
    /// The month ended without an audit.
    Unaudited,
    /// Nobody here: a quote was released, and the partner may order from it.
    Order,
    /// Nobody; a true-up was made, and its quote is settled in one way or another.
    Action,
    /// Nobody; to be watched.
    Watch,
    /// Nobody.
    Nothing,
}

impl Need {
    /// In the order in which they are told.
    pub const ALL: [Self; 11] = [
        Self::Held,
        Self::Quote,
        Self::Notice,
        Self::Expired,
        Self::Failed,
        Self::Waiting,
        Self::Unaudited,
        Self::Order,
        Self::Action,
        Self::Watch,
        Self::Nothing,
    ];

    /// Whether somebody has to look at it.
    pub fn is_for_somebody(self) -> bool {
        self <= Self::Unaudited
    }
}

impl Position {
    /// What it needs.
    pub fn need(&self) -> Need {
        let need = self.need_of_audit();
        if self.notice.is_some() { need.min(Need::Notice) } else { need }
    }

    fn need_of_audit(&self) -> Need {
        match self.state {
            AuditState::Held => Need::Held,
            AuditState::Failed | AuditState::Due | AuditState::Collecting => Need::Failed,
            AuditState::Waiting => Need::Waiting,
            AuditState::NotAudited => Need::Unaudited,
            AuditState::Audited => self.need_of_result(),
        }
    }

    fn need_of_result(&self) -> Need {
        match (self.quote.as_ref().map(|quote| quote.state), self.worst()) {
            (Some(QuoteState::Draft | QuoteState::Held), _) => Need::Quote,
            (Some(QuoteState::Expired), _) => Need::Expired,
            (Some(QuoteState::Approved | QuoteState::Sent), _) => Need::Order,
            (_, LineState::Action) => Need::Action,
            (_, LineState::Watch) => Need::Watch,
            (_, LineState::Ok | LineState::Unaudited) if self.rma.is_some() => Need::Watch,
            (_, LineState::Ok | LineState::Unaudited) => Need::Nothing,
        }
    }

    /// The verdict over all categories; `unaudited` where nobody counted.
    pub fn worst(&self) -> LineState {
        let any = |state| self.lines.iter().any(|line| line.state == state);
        let worst = [LineState::Action, LineState::Watch, LineState::Ok].into_iter().find(|state| any(*state));
        worst.unwrap_or(LineState::Unaudited)
    }
}
