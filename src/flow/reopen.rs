//! A person opens a published month again while it runs: it is counted anew, and what was sent is superseded by a new
//! version. Until that is published, or if it cannot be, everything stays as it was.

use anyhow::{Result, anyhow};
use tracing::info;

use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::outcome::Reopened;
use crate::domain::state::AuditState;
use crate::flow::audit::{self, Again, Prepared, Task};
use crate::flow::collect::Manner;
use crate::flow::register::Register;
use crate::flow::renewal::{LENGTH, Renewal, Work};
use crate::flow::{Engine, publish, run};
use crate::store::audits::{self, Audit};
use crate::store::lease::Lease;
use crate::store::quotes::{self, StoredQuote};
use crate::store::{StoreError, Tx};

/// Why nothing was opened again. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// These contracts cannot be, a line each.
    #[error("{}", .0.join("\n"))]
    Contracts(Vec<String>),
    /// Something of ours.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Audits the running month of these contracts once more. Gives those whose new audit was not published, each with the
/// reason: their earlier one stands.
pub async fn reopen(
    engine: &Engine,
    contracts: &[ContractId],
    reason: &str,
    accept_held: Option<&str>,
) -> Result<Vec<(ContractId, String)>, Refused> {
    let month = engine.calendar.month(engine.clock.now());
    let (register, published) = {
        let mut tx = engine.db.read().await?;
        let register = Register::load(&mut tx).await?;
        let mut problems = Vec::new();
        let mut published = Vec::new();
        for contract in contracts {
            match find(&mut tx, contract, month).await? {
                Ok(found) => published.push(found),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(Refused::Contracts(problems));
        }
        (register, published)
    };
    let mut unpublished = Vec::new();
    for (audit, quote) in published {
        let again = Opened { engine, register: &register, reason, accept_held };
        if let Some(why) = Box::pin(again.audit(&audit, quote)).await? {
            unpublished.push((audit.contract, why));
        }
    }
    Ok(unpublished)
}

/// The published audit of a month with the open quote that it issued, or why it cannot be opened again.
async fn find(
    tx: &mut Tx,
    contract: &ContractId,
    month: Month,
) -> Result<std::result::Result<(Audit, Option<StoredQuote>), String>, StoreError> {
    let Some(audit) = audits::find(tx, contract, month).await? else {
        return Ok(Err(format!("{contract}: {month} has no audit yet; `trueup run --contract {contract}` makes one")));
    };
    if audit.state != AuditState::Audited {
        let state = audit.state.as_str();
        return Ok(Err(format!("{contract}: {month} is not published, it is {state}; run without --reopen")));
    }
    let quotes = quotes::of_contract(tx, contract).await?;
    let mut issued = quotes.into_iter().filter(|stored| stored.audit == audit.id);
    let mut open = None;
    for stored in issued.by_ref() {
        let number = &stored.quote.number;
        let ordered = stored.purchase_order.as_ref().map(|order| &order.number);
        let rest_of = stored.quote.rest_of.as_ref().map(|rest| &rest.purchase_order);
        if let Some(order) = ordered.or(rest_of) {
            let why = format!("{contract}: {month} cannot be opened again, {order} is recorded for quote {number}");
            return Ok(Err(format!("{why}; a later rise or an early order is for the next month")));
        }
        if stored.state.is_open() {
            open = Some(stored);
        }
    }
    Ok(Ok((audit, open)))
}

struct Opened<'a> {
    engine: &'a Engine,
    register: &'a Register,
    reason: &'a str,
    accept_held: Option<&'a str>,
}

impl Opened<'_> {
    /// One audit once more; gives the reason if it was not published.
    async fn audit(&self, audit: &Audit, quote: Option<StoredQuote>) -> Result<Option<String>> {
        let Self { engine, register, reason, accept_held } = self;
        let declared = register.contracts.get(&audit.contract);
        let Some(declared) = declared else { return Ok(Some("it is not declared any more".to_owned())) };
        let now = engine.clock.now();
        let lease = Lease::new(now, LENGTH);
        let mut tx = engine.db.write().await?;
        let before = audits::outcome(&mut tx, &audit.id).await?;
        let claimed = audits::claim_again(&mut tx, &audit.id, audit.version, &lease, now).await?;
        tx.commit().await?;
        let Some(before) = before.filter(|_| claimed) else {
            return Ok(Some("somebody else is opening it again just now".to_owned()));
        };
        let counted = before.lines.iter().filter_map(|line| Some((line.category, line.counted?)));
        let facts = Reopened {
            by: engine.by.clone(),
            reason: (*reason).to_owned(),
            version: audit.version,
            counted: counted.collect(),
            quote: quote.map(|stored| stored.quote.number),
        };
        let task = Task {
            contract: declared.contract.clone(),
            month: audit.month,
            version: audit::next_version(Some(audit)),
            manner: Manner { dry: false, accept_incomplete: accept_held.is_some(), list_again: false, anew: true },
            accept_held: accept_held.map(str::to_owned),
            held_by: Some((audit.id.clone(), lease.token.clone())),
            reopened: Some(Again { audit: audit.id.clone(), facts }),
        };
        let renewal = Renewal::start(&engine.db, &engine.clock, Work::Audit(audit.id.clone()), &lease);
        let done = self.work(&task, audit, &lease).await;
        drop(renewal);
        match done {
            Ok(None) => Ok(None),
            Err(failure) if run::is_lease_lost(&failure) => Err(anyhow!("another process took the audit over")),
            done => {
                run::leave(engine, audit, &lease).await?;
                done
            }
        }
    }

    async fn work(&self, task: &Task, audit: &Audit, lease: &Lease) -> Result<Option<String>> {
        let Self { engine, register, .. } = self;
        let mut ready = match audit::prepare(engine, register, task).await? {
            Prepared::Settled(settled) => return Ok(Some(settled.text)),
            Prepared::Ready(ready) => ready,
        };
        let rendered = audit::render(engine, &mut ready).await?;
        let snapshot = ready.snapshot.as_deref().unwrap_or_default();
        publish::publish(engine, register, audit, lease, &ready, &rendered, snapshot).await?;
        info!(contract.id = %audit.contract, month = %audit.month, "audit published again");
        Ok(None)
    }
}
