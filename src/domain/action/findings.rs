//! What asks for somebody: what an audit found, a quote as it stands now, and what waits beside it; and what does not ask
//! any more although nobody did it, because something else took its place.

use chrono::{Datelike, NaiveDate};

use crate::domain::action::{Action, Ask};
use crate::domain::audit::LineState;
use crate::domain::missing_report::{deadline, request_day};
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::rma::RmaState;
use crate::domain::state::QuoteState;
use crate::domain::true_up::Quote;
use crate::domain::working_days::WorkingDays;

/// Whoever has to do something has so many working days, the day on which it was first seen being the first, where
/// nothing else sets the day.
const DAYS: usize = 10;
/// A renewal is prepared from this many days before the end of the term (R32).
const RENEWAL_DAYS: i64 = 90;

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
        Action { owner: self.ask.owner(), ask: self.ask, since, due, closed: None }
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

/// What the ledger knows of waiting that is no part of what an audit finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Overage notices that nobody has decided on.
    pub notices: Vec<WaitingNotice>,
    /// Totals that the partner has not confirmed.
    pub totals: Option<WaitingTotals>,
    /// Whether a contract that renews this one is agreed.
    pub renewed: bool,
    /// What was asked about documents that a person took back, or that lost their object.
    pub overtaken: Vec<Ask>,
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

/// What asks for somebody, and what does not any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// What asks for somebody.
    pub open: Vec<Finding>,
    /// What nobody has to do any more, whether or not somebody did it.
    pub overtaken: Vec<Ask>,
}

/// Everything that an audit found, a quote as it stands now, and what waits beside it.
pub fn findings(outcome: Option<&Outcome>, quote: Option<Quoted<'_>>, waiting: &Waiting) -> Findings {
    let mut open = Vec::new();
    open.extend(quote.into_iter().flat_map(of_quote));
    open.extend(waiting.notices.iter().flat_map(of_notice));
    let totals = |totals: WaitingTotals| dated(Ask::ConfirmTotals, Some(totals.since), Some(totals.until));
    open.extend(waiting.totals.map(totals));
    open.extend(outcome.into_iter().flat_map(of_audit));
    open.extend(outcome.filter(|_| !waiting.renewed).and_then(renewal));
    let mut overtaken = waiting.overtaken.clone();
    overtaken.extend(outcome.into_iter().flat_map(overtaken_by_audit));
    Findings { open, overtaken }
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
    found
}

/// Nobody renews what was ended early.
fn renewal(outcome: &Outcome) -> Option<Finding> {
    let term = outcome.contract.term;
    let left = (term.last_day() - outcome.audited_on).num_days();
    let is_near = term.ended_on.is_none() && (0..=RENEWAL_DAYS).contains(&left);
    is_near.then(|| dated(Ask::Renew, None, Some(term.last_day())))
}

/// Growth that has become a true-up, the returns of a year that is over, and the renewal of a contract that was ended.
fn overtaken_by_audit(outcome: &Outcome) -> Vec<Ask> {
    let trued_up = outcome.lines.iter().filter(|line| line.state == LineState::Action);
    let mut overtaken: Vec<_> = trued_up.map(|line| Ask::DiscussGrowth { category: line.category }).collect();
    overtaken.push(Ask::DiscussReturns { year: outcome.audited_on.year() - 1 });
    overtaken.extend(outcome.contract.term.ended_on.map(|_| Ask::Renew));
    overtaken
}
