//! What the ledger knows of waiting beside an audit: notices, unconfirmed totals, and what keeps an audit from being made.

use anyhow::Result;

use crate::domain::action::{Action, Ask, Finding, Waiting, WaitingNotice, WaitingTotals};
use crate::domain::contract::Contract;
use crate::domain::month::Month;
use crate::domain::onboarding;
use crate::domain::party::Customer;
use crate::domain::rma::notice::NoticeState;
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::working_days::WorkingDays;
use crate::flow::Engine;
use crate::flow::register::Register;
use crate::store::audits::Audit;
use crate::store::notices::StoredNotice;
use crate::store::quotes::{self, StoredQuote};
use crate::store::{Tx, notices, onboardings};

/// Reasons of failed audits that somebody settles by a new secret, or by making a tenant visible again.
const NO_ACCESS: [&str; 2] = ["unauthorized", "tenant_not_visible"];

/// A contract that is audited, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// Whose.
    pub customer: &'a Customer,
    /// The actions so far.
    pub before: &'a [Action],
    /// Whether any return of the customer is known: else there are no notices to look for.
    pub has_returns: bool,
}

/// What waits for somebody in a contract beside its audit.
pub async fn waiting(engine: &Engine, tx: &mut Tx, register: &Register, about: About<'_>) -> Result<Waiting> {
    let About { contract, customer, before, has_returns } = about;
    let mut notices = if has_returns { notices::list(tx).await? } else { Vec::new() };
    notices.retain(|stored| stored.notice.contract == contract.id);
    let mut overtaken = of_gone_notices(&notices);
    // One whose price is missing waits for its release as well.
    let of_quote =
        |ask: &Ask| matches!(ask, Ask::ReleaseQuote { .. } | Ask::ReissueQuote { .. } | Ask::OrderQuote { .. });
    if before.iter().any(|action| action.is_open() && of_quote(&action.ask)) {
        overtaken.extend(of_withdrawn_quotes(&quotes::of_contract(tx, &contract.id).await?));
    }
    let waits = notices.iter().filter(|stored| stored.state.waits());
    Ok(Waiting {
        notices: waits.map(|stored| notice(engine, stored)).collect(),
        totals: totals(engine, tx, contract, customer).await?,
        renewed: register.is_renewed(&contract.id),
        overtaken,
    })
}

/// What was asked about quotes whose last version a person took back: the order, or the release where there was none.
fn of_withdrawn_quotes(quotes: &[StoredQuote]) -> Vec<Ask> {
    let last = |stored: &&StoredQuote| {
        let later = |other: &StoredQuote| other.quote.version > stored.quote.version;
        !quotes.iter().any(|other| other.quote.month == stored.quote.month && later(other))
    };
    let asked = |stored: &StoredQuote| {
        let number = || stored.quote.number.clone();
        if stored.issued_on.is_some() {
            [Ask::OrderQuote { number: number() }, Ask::ReissueQuote { number: number() }]
        } else {
            [Ask::StatePrice { document: number() }, Ask::ReleaseQuote { number: number() }]
        }
    };
    quotes.iter().filter(last).filter(|stored| stored.state == QuoteState::Withdrawn).flat_map(asked).collect()
}

/// What was asked about notices whose last version a person took back, or that has lost its object.
fn of_gone_notices(notices: &[StoredNotice]) -> Vec<Ask> {
    let last = |stored: &&StoredNotice| {
        let later = |other: &StoredNotice| other.notice.version > stored.notice.version;
        !notices.iter().any(|other| other.notice.position.year == stored.notice.position.year && later(other))
    };
    let asked = |stored: &StoredNotice| {
        let number = &stored.notice.number;
        let price = Ask::StatePrice { document: number.clone() };
        match stored.state {
            // A person has decided.
            NoticeState::Withdrawn => vec![price],
            NoticeState::Superseded => vec![price, Ask::DecideNotice { number: number.clone() }],
            NoticeState::Draft | NoticeState::Held | NoticeState::Approved | NoticeState::Sent | NoticeState::Final => {
                Vec::new()
            }
        }
    };
    notices.iter().filter(last).flat_map(asked).collect()
}

/// An overage notice that waits.
pub fn notice(engine: &Engine, stored: &StoredNotice) -> WaitingNotice {
    WaitingNotice {
        number: stored.notice.number.clone(),
        since: engine.calendar.day(stored.created_at),
        price_missing: stored.notice.total.is_none(),
    }
}

/// The totals of the last count of a contract, while nobody has confirmed them.
pub async fn totals(
    engine: &Engine,
    tx: &mut Tx,
    contract: &Contract,
    customer: &Customer,
) -> Result<Option<WaitingTotals>> {
    let Some(counted) = onboardings::latest(tx, &contract.customer, Some(&contract.id)).await? else {
        return Ok(None);
    };
    let since = engine.calendar.day(counted.counted_at);
    let until = onboarding::until(WorkingDays::of(customer.country.as_deref()), since);
    let open = counted.proposal.is_to_be_confirmed(contract, since);
    Ok(open.then_some(WaitingTotals { since, until }))
}

/// What keeps, or has kept, the audit of a month from being made, where somebody can settle it. `audits` are those of the
/// contract, the oldest first: access may be lost since an earlier month.
pub fn blocked(engine: &Engine, audits: &[Audit], month: Month) -> Option<Finding> {
    let at = audits.iter().position(|audit| audit.month == month)?;
    let reason = |audit: &Audit| audit.reason.clone().unwrap_or_default();
    let without_access = |audit: &&Audit| NO_ACCESS.contains(&reason(audit).as_str());
    let day = |audit: &Audit| Some(engine.calendar.day(audit.opened_at));
    match audits.get(at)? {
        // Once the month has ended without it, there is nothing to send any more (R15).
        audit if reason(audit) == "no_report" && audit.state != AuditState::NotAudited => {
            Some(Finding { ask: Ask::SendReport { month }, since: day(audit), due: None })
        }
        audit if without_access(&audit) => {
            let first = audits[..at].iter().rev().take_while(without_access).last().unwrap_or(audit);
            Some(Finding { ask: Ask::RenewAccess, since: day(first), due: None })
        }
        _ => None,
    }
}
