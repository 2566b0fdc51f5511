//! The digest of a CSM's month: owed when every Lens audit of theirs waits for nobody but a person, or a day after the
//! audits began; and once more when the month has ended, if something changed (product.md section 7).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::document::{RenderedMail, digest as document};
use crate::domain::action::{Action, Ask, Quoted, Waiting, findings, follow};
use crate::domain::contract::Contract;
use crate::domain::digest::{Digest, NoticePosition, Position, QuotePosition, RmaPosition};
use crate::domain::ids::{ContractId, CsmId, PartnerId};
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::party::{Csm, Inventory};
use crate::domain::rma::RmaState;
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::working_days::WorkingDays;
use crate::flow::register::{Declared, Register};
use crate::flow::rma::Book;
use crate::flow::status::shown_state;
use crate::flow::{Engine, action, rendering};
use crate::store::audits::{self, Audit};
use crate::store::duties::{self, Duty, NewDuty};
use crate::store::notices::{self, StoredNotice};
use crate::store::quotes::{self, StoredQuote};
use crate::store::{Tx, blobs, gaps, rma};

/// The kind of its duty.
pub const KIND: &str = "csm_digest";

/// A digest does not wait longer than this for audits that fail.
const AT_THE_LATEST: TimeDelta = TimeDelta::hours(24);

/// While the month runs.
const FIRST: u32 = 1;
/// When it has ended.
const CLOSING: u32 = 2;

/// What a digest came to.
#[derive(Debug)]
pub enum Prepared {
    /// To be written.
    Letter(Box<(Digest, RenderedMail)>, String),
    /// Nothing to tell, and why.
    Nothing(&'static str),
}

/// Writes down which digests are owed now.
pub async fn owe(engine: &Engine) -> Result<()> {
    let now = engine.clock.now();
    let running = engine.calendar.month(now);
    let owed: Vec<(CsmId, Month, u32)> = {
        let mut tx = engine.db.read().await?;
        let register = Register::load(&mut tx).await?;
        let present = by_contract(audits::by_month(&mut tx, running).await?);
        let recorded = audits::recorded(&mut tx).await?;
        let mut owed = Vec::new();
        for (csm, contracts) in by_csm(&register) {
            if is_settled(engine, &register, &contracts, &present, now) {
                owed.push((csm.clone(), running, FIRST));
            }
            // Of the running month as well, whose end may come while nobody is there.
            let months = contracts.iter().filter_map(|declared| recorded.get(&declared.contract.id)).flatten();
            let (past, present): (Vec<Month>, Vec<Month>) = months.copied().partition(|month| *month < running);
            let closing = past.into_iter().max().into_iter().chain(present.into_iter().max());
            owed.extend(closing.map(|month| (csm.clone(), month, CLOSING)));
        }
        owed
    };
    let mut tx = engine.db.write().await?;
    for (csm, month, ordinal) in owed {
        let (subject, period) = (csm.as_str(), month.to_string());
        // Not the moment it was noticed: whoever notices it writes the same row.
        let due_at = engine.calendar.start_of(if ordinal == FIRST { month } else { month.next() }.first_day());
        duties::open(&mut tx, NewDuty { kind: KIND, subject, period: &period, ordinal, due_at }, now).await?;
    }
    Ok(tx.commit().await?)
}

fn by_csm(register: &Register) -> BTreeMap<CsmId, Vec<&Declared>> {
    let mut contracts: BTreeMap<CsmId, Vec<&Declared>> = BTreeMap::new();
    for declared in register.contracts.values() {
        if let Ok(parties) = register.parties(&declared.contract) {
            contracts.entry(parties.csm.id).or_default().push(declared);
        }
    }
    contracts
}

fn by_contract(audits: Vec<Audit>) -> BTreeMap<ContractId, Audit> {
    audits.into_iter().map(|audit| (audit.contract.clone(), audit)).collect()
}

/// Whether every Lens audit waits for nobody but a person, or has had its time.
fn is_settled(
    engine: &Engine,
    register: &Register,
    contracts: &[&Declared],
    audits: &BTreeMap<ContractId, Audit>,
    now: DateTime<Utc>,
) -> bool {
    let began = contracts.iter().filter_map(|declared| audits.get(&declared.contract.id)).map(|audit| audit.opened_at);
    let Some(began) = began.min() else { return false };
    let from_lens = |declared: &&&Declared| {
        let customer = register.customers.get(&declared.contract.customer);
        customer.is_some_and(|customer| matches!(customer.inventory, Inventory::Lens { .. }))
    };
    let settled = |declared: &&Declared| {
        let contract = &declared.contract;
        // As if the audits had begun: one that is not owed yet is not settled either.
        let owed = engine.calendar.owed(contract, declared.first_applied_at, &[], now, true);
        let state = audits.get(&contract.id).map(|audit| audit.state);
        owed.due.is_none() || matches!(state, Some(AuditState::Audited | AuditState::Held))
    };
    now >= began + AT_THE_LATEST || contracts.iter().filter(from_lens).all(settled)
}

/// Gathers and renders what a duty is to tell.
pub async fn prepare(engine: &Engine, duty: &Duty) -> Result<Prepared> {
    let month: Month = duty.period.parse().with_context(|| format!("the period of duty {}", duty.id))?;
    let closed = month < engine.calendar.month(engine.clock.now());
    if closed && duty.ordinal == FIRST {
        return Ok(Prepared::Nothing("the month ended first"));
    }
    let (digest, before) = {
        let mut tx = engine.db.read().await?;
        let register = Register::load(&mut tx).await?;
        let csm = register.csms.values().find(|csm| csm.id.as_str() == duty.subject).cloned();
        let Some(csm) = csm else { return Ok(Prepared::Nothing("the CSM is not declared any more")) };
        let before = duties::note(&mut tx, KIND, &duty.subject, &duty.period, FIRST).await?;
        (gather(engine, &mut tx, &register, csm, month, closed).await?, before)
    };
    let told = format!("told {}", blobs::Digest::of(json!(digest.contracts).to_string().as_bytes()));
    if digest.contracts.is_empty() {
        return Ok(Prepared::Nothing("no contracts"));
    }
    if before.as_ref() == Some(&told) {
        return Ok(Prepared::Nothing("nothing changed"));
    }
    let (templates, settings, facts) = (engine.templates.clone(), engine.settings.clone(), digest.clone());
    let task = move || document::with_files(&templates, &facts, &settings.seller, facts.csm.language);
    let mail = rendering::render(task).await?;
    Ok(Prepared::Letter(Box::new((digest, mail)), told))
}

async fn gather(
    engine: &Engine,
    tx: &mut Tx,
    register: &Register,
    csm: Csm,
    month: Month,
    closed: bool,
) -> Result<Digest> {
    let today = engine.calendar.day(engine.clock.now());
    let mut outcomes = audits::outcomes_of_month(tx, month).await?;
    let recorded = by_contract(audits::by_month(tx, month).await?);
    let mut unaudited = gaps::just_before(tx, month).await?;
    let issued = quotes::issued_in(tx, month).await?;
    // Not what the month after it brought: whether that is known when a month is closed, is chance.
    let open = quotes::open_before(tx, month).await?;
    let book = Book::load(tx, register, None).await?;
    let notices = notices::list(tx).await?;
    let of_csm = by_csm(register).remove(&csm.id).unwrap_or_default();
    let unmatched = unmatched(tx, register, &of_csm).await?;
    let before = outcomes_before(tx, month, &of_csm, &recorded).await?;
    let mut contracts = Vec::new();
    for declared in of_csm {
        let id = &declared.contract.id;
        let rma = book.position_of(id, today.min(month.last_day())).map(|(_, position)| position);
        // Not what the month after it brought, as with quotes.
        let of_month = |stored: &StoredNotice| engine.calendar.day(stored.created_at) <= month.last_day();
        let waits = |stored: &&StoredNotice| stored.notice.contract == *id && stored.state.waits() && of_month(stored);
        let waiting = notices.iter().rfind(waits);
        let Some(audit) = recorded.get(id) else { continue };
        let customer = register.customers.get(&declared.contract.customer);
        let quote = |stored: &StoredQuote| {
            let state = shown_state(stored, today);
            let state = if state == QuoteState::Sent { QuoteState::Approved } else { state };
            QuotePosition { quote: stored.quote.clone(), state, valid_until: stored.valid_until }
        };
        let stored = issued
            .iter()
            .rfind(|stored| stored.audit == audit.id)
            .or_else(|| open.iter().rfind(|stored| stored.quote.contract == *id));
        let outcome = outcomes.remove(&audit.id);
        let known =
            Known { audit, outcome: outcome.as_ref().or_else(|| before.get(id)), quote: stored, notice: waiting };
        let actions = actions(engine, tx, register, &declared.contract, known).await?;
        let partner = register.parties(&declared.contract).ok().map(|parties| parties.partner.name);
        contracts.push(Position {
            contract: id.clone(),
            customer: declared.contract.customer.clone(),
            customer_name: customer.map(|customer| customer.name.clone()).unwrap_or_default(),
            state: audit.state,
            reason: audit.reason.clone(),
            reason_text: audit.reason_text.clone(),
            partner_name: partner.unwrap_or_default(),
            lines: outcome.map(|outcome| outcome.lines).unwrap_or_default(),
            quote: stored.map(quote),
            actions,
            rma: rma.filter(|position| position.state != RmaState::Ok).map(|position| RmaPosition {
                year: position.year,
                units: position.units,
                allowed: position.allowed,
                rate_percent: position.rate_percent,
                state: position.state,
            }),
            notice: waiting.map(|stored| NoticePosition {
                number: stored.notice.number.clone(),
                overage: stored.notice.position.overage,
                total: stored.notice.total,
                state: stored.state,
            }),
            unaudited: unaudited.remove(id).unwrap_or_default(),
        });
    }
    contracts.sort_by_key(|position| (position.need(), position.contract.clone()));
    Ok(Digest { csm, month, day: today, closed, contracts, unmatched })
}

/// What the audits of the month before found, for contracts that have none of this month: their actions go on.
async fn outcomes_before(
    tx: &mut Tx,
    month: Month,
    contracts: &[&Declared],
    recorded: &BTreeMap<ContractId, Audit>,
) -> Result<BTreeMap<ContractId, Outcome>> {
    let audited = |declared: &&Declared| {
        let audit = recorded.get(&declared.contract.id);
        audit.is_none_or(|audit| audit.state == AuditState::Audited)
    };
    if contracts.iter().all(audited) {
        return Ok(BTreeMap::new());
    }
    let outcomes = audits::outcomes_of_month(tx, month.previous()).await?;
    Ok(outcomes.into_values().map(|outcome| (outcome.contract.id.clone(), outcome)).collect())
}

/// What the actions of a contract rest on.
struct Known<'a> {
    audit: &'a Audit,
    outcome: Option<&'a Outcome>,
    quote: Option<&'a StoredQuote>,
    notice: Option<&'a StoredNotice>,
}

/// The open actions of a contract: those of its last report, without what is settled since, with what has come since.
async fn actions(
    engine: &Engine,
    tx: &mut Tx,
    register: &Register,
    contract: &Contract,
    known: Known<'_>,
) -> Result<Vec<Action>> {
    let Ok(parties) = register.parties(contract) else { return Ok(Vec::new()) };
    let today = engine.calendar.day(engine.clock.now());
    let Known { audit, outcome, quote, notice } = known;
    let before = outcome.map(|outcome| outcome.actions.as_slice()).unwrap_or_default();
    let unconfirmed = |action: &Action| action.is_open() && action.ask == Ask::ConfirmTotals;
    let audited = audit.state == AuditState::Audited;
    // What an audit has found confirmed needs no second look.
    let totals = if !audited || before.iter().any(unconfirmed) {
        action::totals(engine, tx, contract, &parties.customer).await?
    } else {
        None
    };
    let waiting = Waiting {
        notices: notice.map(|stored| action::notice(engine, stored)).into_iter().collect(),
        totals,
        renewed: register.is_renewed(&contract.id),
        // Only what is open is told here.
        overtaken: Vec::new(),
    };
    let quoted = quote.map(|stored| Quoted {
        quote: &stored.quote,
        state: shown_state(stored, today),
        since: stored.issued_on.or(Some(engine.calendar.day(stored.created_at))),
        valid_until: stored.valid_until,
    });
    let mut found = findings(outcome, quoted, &waiting);
    if !audited {
        let audits = audits::of_contract(tx, &contract.id).await?;
        found.open.extend(action::blocked(engine, &audits, audit.month));
    }
    let mut actions = follow(found, before, today, WorkingDays::of(parties.customer.country.as_deref()));
    actions.retain(Action::is_open);
    Ok(actions)
}

/// RMA rows that match no customer, of the partners of these contracts or of a file whose partner nobody said.
async fn unmatched(tx: &mut Tx, register: &Register, contracts: &[&Declared]) -> Result<u64> {
    let partners: BTreeSet<PartnerId> = contracts
        .iter()
        .filter_map(|declared| register.parties(&declared.contract).ok())
        .map(|parties| parties.partner.id)
        .collect();
    let rows = rma::unmatched(tx).await?;
    let theirs = rows.iter().filter(|row| row.partner.as_ref().is_none_or(|partner| partners.contains(partner)));
    Ok(theirs.count() as u64)
}
