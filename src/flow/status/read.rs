//! Reads where the audits of a month stand.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::state::AuditState;
use crate::flow::Engine;
use crate::flow::register::Register;
use crate::flow::rma::Book;
use crate::flow::status::{AuditStatus, LetterStatus, QuoteStatus, RmaPosition, Status};
use crate::store::audits::{self, Audit};
use crate::store::outbox::{self, Letter};
use crate::store::quotes::{self, QuoteEvent, StoredQuote};
use crate::store::{Tx, notices, rma};

/// Reads the status of a month; only of `contracts`, if any are named.
pub async fn status(engine: &Engine, month: Month, contracts: &[ContractId]) -> Result<Status> {
    let mut tx = engine.db.read().await?;
    let register = Register::load(&mut tx).await?;
    let today = engine.calendar.day(engine.clock.now());
    let wanted = |contract: &ContractId| contracts.is_empty() || contracts.contains(contract);
    let mut outcomes = audits::outcomes_of_month(&mut tx, month).await?;
    let mut letters: BTreeMap<ContractId, Vec<LetterStatus>> = BTreeMap::new();
    let mut of_customer: BTreeMap<CustomerId, Vec<Letter>> = BTreeMap::new();
    for letter in outbox::of_month(&mut tx, month).await? {
        match (letter.contract.clone(), letter.customer.clone()) {
            (Some(contract), _) => letters.entry(contract).or_default().push(LetterStatus::of(&letter)),
            // About all contracts of a customer.
            (None, Some(customer)) => of_customer.entry(customer).or_default().push(letter),
            (None, None) => {}
        }
    }
    let mut by_contract: BTreeMap<ContractId, Vec<StoredQuote>> = BTreeMap::new();
    for quote in quotes::list(&mut tx).await? {
        by_contract.entry(quote.quote.contract.clone()).or_default().push(quote);
    }
    let then = Then::load(&mut tx, month, today).await?;
    let recorded = audits::by_month(&mut tx, month).await?;
    let mut found = BTreeMap::new();
    for audit in recorded.iter().filter(|audit| wanted(&audit.contract)) {
        let mut letters = letters.remove(&audit.contract).unwrap_or_default();
        letters.extend(of_customer.get(&audit.customer).into_iter().flatten().map(LetterStatus::of));
        letters.sort_by(|one, other| one.id.cmp(&other.id));
        let quotes = by_contract.get(&audit.contract).map(Vec::as_slice).unwrap_or_default();
        let outcome = outcomes.remove(&audit.id).filter(|_| audit.state == AuditState::Audited);
        let status = match &outcome {
            Some(outcome) => audited(outcome, audit, quotes, letters, today),
            None => unaudited(&register, audit, &then.of(engine, quotes), letters, then.day)?,
        };
        found.insert(audit.contract.clone(), status);
    }
    for (id, declared) in register.contracts.iter().filter(|(id, _)| wanted(id)) {
        let owed = engine.calendar.owed(&declared.contract, declared.first_applied_at, &[], engine.clock.now(), false);
        if owed.due == Some(month) && !found.contains_key(id) {
            let quotes = by_contract.get(id).map(Vec::as_slice).unwrap_or_default();
            let why = (None, None);
            let due = AuditStatus::unaudited(&register, declared, quotes, AuditState::Due, why, today, Vec::new())?;
            found.insert(id.clone(), due);
        }
    }
    let book = Book::load(&mut tx, &register, None).await?;
    for (contract, status) in &mut found {
        status.rma = RmaPosition::of(&book, contract, then.day);
    }
    let waiting = notices::list(&mut tx).await?.into_iter().filter(|stored| stored.state.waits());
    let waiting_notices = waiting.filter(|stored| wanted(&stored.notice.contract)).map(|stored| stored.notice.number);
    let waiting_notices = waiting_notices.collect();
    let unmatched_rows = if contracts.is_empty() { rma::unmatched(&mut tx).await?.len() } else { 0 };
    Ok(Status { month, audits: found.into_values().collect(), waiting_notices, unmatched_rows })
}

fn audited(
    outcome: &Outcome,
    audit: &Audit,
    quotes: &[StoredQuote],
    letters: Vec<LetterStatus>,
    today: NaiveDate,
) -> AuditStatus {
    // An audit that was opened again has issued several versions: the one that holds counts.
    let number = outcome.quote.as_ref().map(|issued| &issued.quote.number);
    let issued = quotes.iter().find(|stored| Some(&stored.quote.number) == number);
    AuditStatus::audited(outcome, audit.state, issued.map(|stored| QuoteStatus::of(stored, today)), letters)
}

fn unaudited(
    register: &Register,
    audit: &Audit,
    quotes: &[StoredQuote],
    letters: Vec<LetterStatus>,
    day: NaiveDate,
) -> Result<AuditStatus> {
    let why = (audit.reason.clone(), audit.reason_text.clone());
    match register.contracts.get(&audit.contract) {
        Some(declared) => AuditStatus::unaudited(register, declared, quotes, audit.state, why, day, letters),
        None => Ok(AuditStatus {
            contract: audit.contract.clone(),
            customer: audit.customer.clone(),
            partner: None,
            state: audit.state,
            reason: why.0,
            reason_text: why.1,
            source: None,
            categories: Vec::new(),
            not_counted: Vec::new(),
            models: Vec::new(),
            quote: None,
            rma: None,
            letters,
        }),
    }
}

/// The moment as of which a month without an audit is shown: today, or the last day of a month that is over.
struct Then {
    day: NaiveDate,
    /// What happened to quotes, by number; none while the month runs.
    events: Option<BTreeMap<String, Vec<QuoteEvent>>>,
}

impl Then {
    async fn load(tx: &mut Tx, month: Month, today: NaiveDate) -> Result<Self> {
        let day = today.min(month.last_day());
        let events = if day < today { Some(quotes::all_events(tx).await?) } else { None };
        Ok(Self { day, events })
    }

    /// Quotes as they stood: what was quoted later is no part of what that month was compared with (A25).
    fn of(&self, engine: &Engine, quotes: &[StoredQuote]) -> Vec<StoredQuote> {
        let Some(events) = &self.events else { return quotes.to_vec() };
        let stood = |stored: &StoredQuote| {
            let of_quote = events.get(&stored.quote.number)?;
            let last = of_quote.iter().rfind(|event| engine.calendar.day(event.at) <= self.day)?;
            Some(StoredQuote { state: last.state, ..stored.clone() })
        };
        quotes.iter().filter_map(stood).collect()
    }
}
