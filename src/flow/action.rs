//! What the ledger knows of waiting beside an audit: notices, unconfirmed totals, and what keeps an audit from being made.

use anyhow::Result;

use crate::domain::action::{Ask, Finding, Waiting, WaitingNotice, WaitingTotals};
use crate::domain::contract::Contract;
use crate::domain::month::Month;
use crate::domain::onboarding;
use crate::domain::party::Customer;
use crate::domain::state::AuditState;
use crate::domain::working_days::WorkingDays;
use crate::flow::Engine;
use crate::store::audits::Audit;
use crate::store::notices::StoredNotice;
use crate::store::{Tx, notices, onboardings};

/// Reasons of failed audits that somebody settles by a new secret, or by making a tenant visible again.
const NO_ACCESS: [&str; 2] = ["unauthorized", "tenant_not_visible"];

/// What waits for somebody in a contract. Notices are looked for only where there are returns.
pub async fn waiting(
    engine: &Engine,
    tx: &mut Tx,
    contract: &Contract,
    customer: &Customer,
    returns: bool,
) -> Result<Waiting> {
    let notices = if returns { notices::list(tx).await? } else { Vec::new() };
    let of_contract = notices.iter().filter(|stored| stored.notice.contract == contract.id && stored.state.waits());
    let notices = of_contract.map(|stored| notice(engine, stored)).collect();
    Ok(Waiting { notices, totals: totals(engine, tx, contract, customer).await? })
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
