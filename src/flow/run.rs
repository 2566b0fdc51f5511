//! What one tick owes: close what is over, open what is due, audit it, deliver, do what time alone brings.

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use futures_util::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use tracing::{debug, error, info};

use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::month::Month;
use crate::domain::party::Customer;
use crate::domain::state::AuditState;
use crate::flow::audit::{self, Prepared, Settled, Task};
use crate::flow::collect::Manner;
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::renewal::{LENGTH, Renewal, Work};
use crate::flow::rma::Book;
use crate::flow::status::{AuditStatus, Status};
use crate::flow::{Engine, Interrupted, missing_report, publish, rma_intake};
use crate::store::StoreError;
use crate::store::audits::{self, Audit, NewAudit, Settlement, Stage, Why};
use crate::store::journal::{self, JournalEntry};
use crate::store::lease::Lease;

/// Audits under way at once: enough to keep two cores and a slow source busy, few enough for any database.
const PARALLEL: usize = 4;

/// How often one looks whether somebody else has finished an audit.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Only these contracts; empty means all.
    pub contracts: Vec<ContractId>,
    /// The running month was named: its audits are due before their moment.
    pub early: bool,
    /// Publish audits that are held now, for this reason.
    pub accept_held: Option<String>,
    /// Leave audits that somebody else is at to them, instead of waiting until they are settled.
    pub leave_to_others: bool,
    /// Only what nobody came to an end with: not what failed, and not what waits for a report.
    pub first_attempts: bool,
}

impl Request {
    fn wants(&self, contract: &ContractId) -> bool {
        self.contracts.is_empty() || self.contracts.contains(contract)
    }

    /// Whether the audit is to be worked on.
    fn includes(&self, audit: &Audit) -> bool {
        let open = match audit.state {
            AuditState::Due | AuditState::Collecting => true,
            AuditState::Waiting | AuditState::Failed => !self.first_attempts,
            // Held audits wait for a person; naming one, or accepting it, is a person's decision.
            AuditState::Held => self.accept_held.is_some() || self.contracts.contains(&audit.contract),
            AuditState::Audited | AuditState::NotAudited => false,
        };
        open && self.wants(&audit.contract)
    }

    fn manner(&self, dry: bool, held: bool) -> Manner {
        let accept_incomplete = held && self.accept_held.is_some();
        Manner { dry, accept_incomplete, list_again: held && !accept_incomplete, anew: false }
    }
}

/// Closes months that are over and opens audits that are due. Gives the audits of the running month. A few statements,
/// however many contracts there are.
pub async fn open(engine: &Engine, register: &Register, request: &Request) -> Result<Vec<Audit>> {
    let now = engine.clock.now();
    let running = engine.calendar.month(now);
    let mut tx = engine.db.write().await?;
    let closed = audits::close_month(&mut tx, running, now).await?;
    let recorded = audits::recorded(&mut tx).await?;
    let (mut missed, mut due) = (Vec::new(), Vec::new());
    for declared in register.contracts.values() {
        let contract = &declared.contract;
        let recorded = recorded.get(&contract.id).map(Vec::as_slice).unwrap_or_default();
        let early = request.early || request.contracts.contains(&contract.id);
        let owed = engine.calendar.owed(contract, declared.first_applied_at, recorded, now, early);
        let new = |month| NewAudit { contract: &contract.id, customer: &contract.customer, month };
        missed.extend(owed.missed.into_iter().map(new));
        let wanted = owed.due.filter(|month| request.wants(&contract.id) && !recorded.contains(month));
        due.extend(wanted.map(new));
    }
    let why = Why { reason: "not_run", text: "nobody ran the audit before the month ended" };
    let missed = audits::insert_not_audited(&mut tx, &missed, why, now).await?;
    let mut closed: Vec<_> = closed.into_iter().map(|audit| (audit.contract, audit.month)).collect();
    closed.extend(missed);
    missing_report::owe_not_audited(engine, &mut tx, register, &closed).await?;
    let entries: Vec<_> = closed.into_iter().map(|(contract, month)| not_audited(now, contract, month)).collect();
    journal::append_all(&mut tx, &entries).await?;
    audits::open(&mut tx, &due, now).await?;
    let audits = audits::by_month(&mut tx, running).await?;
    tx.commit().await?;
    Ok(audits)
}

fn not_audited(now: DateTime<Utc>, contract: ContractId, month: Month) -> JournalEntry {
    let text = format!("{month} ended without an audit; no month is charged that had closed unaudited (R24)");
    JournalEntry {
        contract: Some(contract),
        month: Some(month),
        ..JournalEntry::new(now, "trueup", "not_audited", text)
    }
}

/// The first contract of each customer, then the second one of each, and so on: contracts of one customer wait for one
/// listing, and their neighbours would wait with them.
fn spread(audits: impl Iterator<Item = Audit>) -> VecDeque<Audit> {
    let mut of_customer: BTreeMap<CustomerId, usize> = BTreeMap::new();
    let mut audits: Vec<_> = audits
        .map(|audit| {
            let turn = of_customer.entry(audit.customer.clone()).or_default();
            *turn += 1;
            (*turn, audit)
        })
        .collect();
    audits.sort_by_key(|(turn, _)| *turn);
    audits.into_iter().map(|(_, audit)| audit).collect()
}

/// Audits everything that is owed; `finished` hears of each audit that is done with. Says how many were left: to others
/// who are at them, or because the process is to end.
pub async fn audit_all(engine: &Engine, request: &Request, finished: impl Fn(usize, usize)) -> Result<usize> {
    // Before anybody is told of returns, or counts what they replaced.
    rma_intake::look(engine).await?;
    let register = {
        let mut tx = engine.db.read().await?;
        Arc::new(Register::load(&mut tx).await?)
    };
    let audits = open(engine, &register, request).await?;
    let mut todo = spread(audits.into_iter().filter(|audit| request.includes(audit)));
    let total = todo.len();
    finished(0, total);
    let mut done = 0;
    // What another process is at comes last, so that two share the work and neither trails the other.
    let passes: &[bool] = if request.leave_to_others { &[false] } else { &[false, true] };
    for &patient in passes {
        let mut left = VecDeque::new();
        let mut work = FuturesUnordered::new();
        loop {
            while work.len() < PARALLEL
                && let Some(audit) = todo.pop_front()
            {
                work.push(one(engine, &register, request, audit, patient));
            }
            let Some(of_another) = work.next().await else { break };
            match of_another? {
                Some(audit) => left.push_back(audit),
                None => done += 1,
            }
            finished(done, total);
        }
        todo = left;
    }
    Ok(todo.len())
}

/// One audit of the ledger, from its claim to its end. Only a database that fails stops the others. Gives the audit back
/// if another process is at it (with `patient`, waits for that one instead), or if this one is to end.
async fn one(
    engine: &Engine,
    register: &Register,
    request: &Request,
    audit: Audit,
    patient: bool,
) -> Result<Option<Audit>> {
    let Some(declared) = register.contracts.get(&audit.contract) else { return Ok(None) };
    let held = audit::is_held(&audit);
    let (audit, lease) = match claim(engine, audit, patient).await? {
        Claim::Ours(audit, lease) => (audit, lease),
        Claim::Anothers(audit) => return Ok(Some(audit)),
        Claim::Settled => return Ok(None),
    };
    let renewal = Renewal::start(&engine.db, &engine.clock, Work::Audit(audit.id.clone()), &lease);
    let task = Task {
        contract: declared.contract.clone(),
        month: audit.month,
        version: audit::next_version(Some(&audit)),
        manner: request.manner(false, held),
        accept_held: request.accept_held.clone().filter(|_| held),
        held_by: Some((audit.id.clone(), lease.token.clone())),
        reopened: None,
    };
    // A panic is this audit's failure and nobody else's: a daemon goes on.
    let work = AssertUnwindSafe(work(engine, register, &task, &audit, &lease)).catch_unwind().await;
    let result = match work.unwrap_or_else(|_| Err(anyhow!("the program stopped in the middle, by its own mistake"))) {
        Err(failure) if failure.is::<Interrupted>() => {
            leave(engine, &audit, &lease).await?;
            return Ok(Some(audit));
        }
        // Not this audit's failure: it would wait for an hour to be tried again, for nothing.
        Err(failure) if failure.chain().any(is_outage) => Err(failure),
        Err(failure) if !is_lease_lost(&failure) => give_up(engine, &audit, &lease, &failure).await,
        result => result,
    };
    drop(renewal);
    engine.progress.step();
    match result {
        Err(failure) if is_lease_lost(&failure) => {
            debug!(contract.id = %audit.contract, "another process took this audit over");
            Ok(None)
        }
        result => result.map(|()| None),
    }
}

/// Gives the lease back between two stages, because the process is to end.
pub(super) async fn leave(engine: &Engine, audit: &Audit, lease: &Lease) -> Result<()> {
    info!(contract.id = %audit.contract, month = %audit.month, "audit left for later");
    let mut tx = engine.db.write().await?;
    audits::leave(&mut tx, &audit.id, &lease.token).await?;
    Ok(tx.commit().await?)
}

/// Whether it is the database as such that is out of order: trying the next piece of work is of no use.
pub(super) fn is_outage(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.downcast_ref().is_some_and(StoreError::is_outage)
}

pub(super) fn is_lease_lost(failure: &anyhow::Error) -> bool {
    failure.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::LeaseLost { .. })))
}

/// A failure that no stage foresaw is told in the log and in the ledger; the audit is tried again.
async fn give_up(engine: &Engine, audit: &Audit, lease: &Lease, failure: &anyhow::Error) -> Result<()> {
    let text = format!("{failure:#}");
    error!(contract.id = %audit.contract, month = %audit.month, error = text, "audit failed");
    let settled =
        Settled { state: AuditState::Failed, reason: "internal".to_owned(), text, snapshot: None, held: None };
    settle(engine, audit, lease, &settled, None).await
}

async fn work(engine: &Engine, register: &Register, task: &Task, audit: &Audit, lease: &Lease) -> Result<()> {
    match audit::prepare(engine, register, task).await? {
        Prepared::Settled(settled) => {
            let customer = register.customers.get(&task.contract.customer);
            settle(engine, audit, lease, &settled, customer).await
        }
        Prepared::Ready(mut ready) => {
            audit::enter(engine, task, Stage::Render).await?;
            let rendered = audit::render(engine, &mut ready).await?;
            audit::enter(engine, task, Stage::Publish).await?;
            let snapshot = ready.snapshot.as_deref().unwrap_or_default();
            publish::publish(engine, register, audit, lease, &ready, &rendered, snapshot).await?;
            debug!(contract.id = %audit.contract, month = %audit.month, "stage publish ends");
            info!(contract.id = %audit.contract, month = %audit.month, "audit published");
            Ok(())
        }
    }
}

/// Who works on an audit.
enum Claim {
    /// This process, until its lease ends.
    Ours(Audit, Lease),
    /// Another one, or nobody because this one is to end.
    Anothers(Audit),
    /// Nobody any more.
    Settled,
}

/// Claims an audit; with `patient`, waits while another process has it until it is settled or the other's lease ends.
async fn claim(engine: &Engine, mut audit: Audit, patient: bool) -> Result<Claim> {
    while !engine.stop.is_cancelled() {
        let now = engine.clock.now();
        let lease = Lease::new(now, LENGTH);
        let mut tx = engine.db.write().await?;
        let present = audits::find(&mut tx, &audit.contract, audit.month).await?;
        // Settled since it was listed: another process has just done this work.
        let Some(present) = present.filter(|present| present.settled_at == audit.settled_at) else {
            return Ok(Claim::Settled);
        };
        let claimed = audits::claim(&mut tx, &audit.id, &lease, now).await?;
        tx.commit().await?;
        match claimed {
            Some(claimed) => return Ok(Claim::Ours(claimed, lease)),
            None if !patient => return Ok(Claim::Anothers(audit)),
            None => audit = present,
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok(Claim::Anothers(audit))
}

async fn settle(
    engine: &Engine,
    audit: &Audit,
    lease: &Lease,
    settled: &Settled,
    customer: Option<&Customer>,
) -> Result<()> {
    let now = engine.clock.now();
    let why = Why { reason: &settled.reason, text: &settled.text };
    let how = Settlement { state: settled.state, why, snapshot: settled.snapshot.as_deref() };
    let letter = match &settled.held {
        Some(held) => Some((held, audit::render_held(engine, held).await?)),
        None => None,
    };
    let mut tx = engine.db.write().await?;
    audits::settle(&mut tx, &audit.id, &lease.token, how, now).await?;
    if audit.reason.as_deref() != Some(&settled.reason) {
        let action = format!("audit_{}", settled.state.as_str());
        let entry = JournalEntry {
            contract: Some(audit.contract.clone()),
            customer: Some(audit.customer.clone()),
            month: Some(audit.month),
            ..JournalEntry::new(now, "trueup", &action, settled.text.clone())
        };
        journal::append(&mut tx, &entry).await?;
    }
    if let (AuditState::Waiting, Some(customer)) = (settled.state, customer) {
        missing_report::owe_request(engine, &mut tx, customer, audit.month).await?;
    }
    if let Some((held, mail)) = &letter {
        Letter::held_audit(held).write(engine, &mut tx, mail, now).await?;
    }
    tx.commit().await?;
    info!(contract.id = %audit.contract, month = %audit.month, state = settled.state.as_str(), "audit settled");
    Ok(())
}

/// What `run` would do, in the shape of its status: sources are asked, nothing is written.
pub async fn rehearse(engine: &Engine, request: &Request) -> Result<Status> {
    let now = engine.clock.now();
    let month = engine.calendar.month(now);
    let (register, recorded, book) = {
        let mut tx = engine.db.read().await?;
        let register = Register::load(&mut tx).await?;
        let book = Book::load(&mut tx, &register, None).await?;
        (register, audits::by_month(&mut tx, month).await?, book)
    };
    let due = register.contracts.values().filter(|declared| {
        let contract = &declared.contract;
        let early = request.early || request.contracts.contains(&contract.id);
        let owed = engine.calendar.owed(contract, declared.first_applied_at, &[], now, early);
        let audit = recorded.iter().find(|audit| audit.contract == contract.id);
        request.wants(&contract.id) && owed.due == Some(month) && audit.is_none_or(|audit| request.includes(audit))
    });
    let one = async |declared| {
        let declared: &crate::flow::register::Declared = declared;
        let audit = recorded.iter().find(|audit| audit.contract == declared.contract.id);
        let held = audit.is_some_and(|audit| audit.state == AuditState::Held);
        let task = Task {
            contract: declared.contract.clone(),
            month,
            version: audit::next_version(audit),
            manner: request.manner(true, held),
            accept_held: request.accept_held.clone().filter(|_| held),
            held_by: None,
            reopened: None,
        };
        let prepared = audit::prepare(engine, &register, &task).await?;
        AuditStatus::prepared(&register, &book, declared, &prepared, engine.calendar.day(now))
    };
    let audits = stream::iter(due).map(one).buffered(PARALLEL).try_collect().await?;
    Ok(Status { month, audits, waiting_notices: Vec::new(), unmatched_rows: 0 })
}
