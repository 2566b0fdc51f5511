//! A hand on the release: a person lets a quote out that waits, or takes one back.
//!
//! Issue date and validity count from the release; the months charged do not (product.md section 5).

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use crate::document::{RenderedMail, quote as document};
use crate::domain::category::Category;
use crate::domain::decide;
use crate::domain::outcome::{IssuedQuote, Outcome};
use crate::domain::state::QuoteState;
use crate::domain::true_up::{self, Quote};
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::status::shown_state;
use crate::flow::workbook::{self, Workbook};
use crate::flow::{Engine, duty, ledger, paper, rendering};
use crate::store::journal::{self, JournalEntry};
use crate::store::quotes::{self, Change, NewQuote, StoredQuote};
use crate::store::{StoreError, Tx, audits, outbox};

/// Why a quote was not released or withdrawn. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No quote of that number.
    #[error("there is no quote {0}; `trueup quote list` lists them")]
    Unknown(String),
    /// Its state does not allow it, perhaps since a moment ago.
    #[error("quote {number} is {state}{since}: it cannot be {wanted}")]
    State {
        /// Which.
        number: String,
        /// Where it stands.
        state: &'static str,
        /// Who brought it there.
        since: String,
        /// What was asked.
        wanted: &'static str,
    },
    /// A price is missing still.
    #[error("quote {number}: the price of {category} is to be confirmed; apply `unit_annual_price` for it first")]
    PriceMissing {
        /// Which.
        number: String,
        /// The category without a price.
        category: Category,
    },
    /// Something of ours.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Releases a quote: as it stands, or, where it had expired (A40) or lacked a price, as its next version with the same
/// tranches. Gives the number that went out.
pub async fn approve(engine: &Engine, number: &str) -> Result<String, Refused> {
    let now = engine.clock.now();
    let today = engine.calendar.day(now);
    let (stored, outcome, next) = {
        let mut tx = engine.db.read().await?;
        let stored = load(&mut tx, number).await?;
        let outcome = audits::outcome(&mut tx, &stored.audit).await?;
        let outcome = outcome.with_context(|| format!("the audit of quote {number} has no outcome"))?;
        let next = match shown_state(&stored, today) {
            QuoteState::Draft | QuoteState::Held if stored.quote.total.is_some() => None,
            QuoteState::Draft | QuoteState::Held | QuoteState::Expired => {
                Some(next_version(engine, &mut tx, &stored).await?)
            }
            QuoteState::Approved
            | QuoteState::Sent
            | QuoteState::PoReceived
            | QuoteState::Superseded
            | QuoteState::Withdrawn => return Err(refused(&mut tx, &stored, "approved").await?),
        };
        (stored, outcome, next)
    };
    let quote = next.clone().unwrap_or_else(|| stored.quote.clone());
    let issued = IssuedQuote {
        state: QuoteState::Approved,
        held: Vec::new(),
        issued_on: Some(today),
        valid_until: Some(true_up::valid_until(today, engine.settings.quote_valid_days)),
        quote,
    };
    let (mail, workbook) = render(engine, &outcome, &issued).await?;
    let mut tx = engine.db.write().await?;
    if !take(engine, &mut tx, &stored, &issued, next.is_some(), now).await? {
        let stored = load(&mut tx, number).await?;
        return Err(refused(&mut tx, &stored, "approved").await?);
    }
    let number = &issued.quote.number;
    if let (Some(issued_on), Some(valid_until)) = (issued.issued_on, issued.valid_until) {
        quotes::set_issued(&mut tx, number, issued_on, valid_until).await?;
        duty::owe_of_quote(engine, &mut tx, &outcome, number, valid_until).await?;
    }
    let files = [workbook::keep_quote(&mut tx, &stored.audit, &outcome, number, &workbook, now).await?];
    Letter::true_up_quote(&stored.audit, &outcome, &issued.quote, &files).write(engine, &mut tx, &mail, now).await?;
    let text = format!("{number} released, valid until {}", issued.valid_until.unwrap_or(today));
    note(engine, &mut tx, &stored, "quote_approved", number, text, None).await?;
    tx.commit().await?;
    Ok(number.clone())
}

/// Withdraws a quote: its units count no more in what audits compare with (A25).
pub async fn withdraw(engine: &Engine, number: &str, reason: &str) -> Result<(), Refused> {
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    let stored = load(&mut tx, number).await?;
    let open: Vec<_> = QuoteState::ALL.iter().copied().filter(|state| state.is_open()).collect();
    let change = Change { to: QuoteState::Withdrawn, by: &engine.by, reason: Some(reason) };
    if !quotes::change(&mut tx, number, &open, change, now).await? {
        let stored = load(&mut tx, number).await?;
        return Err(refused(&mut tx, &stored, "withdrawn").await?);
    }
    call_back(&mut tx, number, now).await?;
    let text = format!("{number} withdrawn; its units count no more in what audits compare with (A25)");
    note(engine, &mut tx, &stored, "quote_withdrawn", number, text, Some(reason)).await?;
    tx.commit().await?;
    Ok(())
}

/// Calls back the letters of a quote that have not gone out. One that is being sent just now is past calling back.
pub async fn call_back(tx: &mut Tx, number: &str, now: DateTime<Utc>) -> Result<()> {
    for letter in outbox::of_quote(tx, number).await? {
        match outbox::cancel(tx, &letter.id, now).await {
            Ok(_) | Err(StoreError::Busy { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn load(tx: &mut Tx, number: &str) -> Result<StoredQuote, Refused> {
    quotes::load(tx, number).await?.ok_or_else(|| Refused::Unknown(number.to_owned()))
}

/// The next version of a quote, with the prices that the contract has today where one was missing.
async fn next_version(engine: &Engine, tx: &mut Tx, stored: &StoredQuote) -> Result<Quote, Refused> {
    let old = &stored.quote;
    let register = Register::load(tx).await?;
    let declared = register.contracts.get(&old.contract);
    let declared = declared.with_context(|| format!("contract {} is not declared any more", old.contract))?;
    let today = engine.calendar.day(engine.clock.now());
    let highest = quotes::highest_version(tx, &old.contract, old.month).await?;
    // What was ordered outside of the quote since its first version counts too (A25).
    let ledger = ledger::standing(&quotes::of_contract(tx, &old.contract).await?, old.month, today);
    let standing = decide::standing(&declared.contract, &ledger, today);
    let total = |category| standing.get(&category).map(|standing| (category, standing.compared_with));
    let totals: BTreeMap<Category, u64> = old.after.iter().filter_map(|after| total(after.category)).collect();
    let quote = true_up::quote(&declared.contract, today, Vec::new(), Some(old), highest, &totals);
    let quote = quote.map_err(anyhow::Error::from)?;
    match quote.lines.iter().find(|line| line.amount.is_none()) {
        Some(line) => Err(Refused::PriceMissing { number: old.number.clone(), category: line.category }),
        None => Ok(quote),
    }
}

/// Moves the quote, or puts its next version in its place; false if somebody was faster.
async fn take(
    engine: &Engine,
    tx: &mut Tx,
    stored: &StoredQuote,
    issued: &IssuedQuote,
    as_next_version: bool,
    now: DateTime<Utc>,
) -> Result<bool, Refused> {
    let approved = Change { to: QuoteState::Approved, by: &engine.by, reason: None };
    let old = &stored.quote.number;
    if !as_next_version {
        return Ok(quotes::change(tx, old, &[QuoteState::Draft, QuoteState::Held], approved, now).await?);
    }
    let superseded = Change { to: QuoteState::Superseded, by: &engine.by, reason: Some(&issued.quote.number) };
    if !quotes::change(tx, old, &[stored.state], superseded, now).await? {
        return Ok(false);
    }
    let (customer, partner) = (&stored.customer, &stored.partner);
    let new = NewQuote { quote: &issued.quote, customer, partner, audit: &stored.audit };
    quotes::insert(tx, new, approved, now).await?;
    Ok(true)
}

/// Renders a released quote with its workbook, off the async threads.
pub(super) async fn render(
    engine: &Engine,
    outcome: &Outcome,
    issued: &IssuedQuote,
) -> Result<(RenderedMail, Workbook)> {
    let language = outcome.parties.partner.language;
    let mut devices = workbook::sheets(engine, language, outcome.source.listed)?;
    if let Some(list) = devices {
        devices = Some(workbook::list_again(engine, outcome, list).await?);
    }
    let seller = paper::seller(engine, outcome).await?;
    let (templates, outcome, issued) = (engine.templates.clone(), outcome.clone(), issued.clone());
    let task = move || {
        let workbook = workbook::of_quote(&templates, &outcome, &issued, &seller, devices)?;
        let facts = document::QuoteFacts { outcome: &outcome, issued: &issued, seller: &seller };
        anyhow::Ok((document::with_files(&templates, facts, language)?, workbook))
    };
    rendering::render(task).await
}

/// Who is told that it was too late is also told who was first.
async fn refused(tx: &mut Tx, stored: &StoredQuote, wanted: &'static str) -> Result<Refused, Refused> {
    let number = &stored.quote.number;
    let last = quotes::events(tx, number).await?.pop();
    let since = last.map(|event| format!(" since {} by {}", event.at.format("%Y-%m-%d %H:%M UTC"), event.by));
    Ok(Refused::State {
        number: number.clone(),
        state: stored.state.as_str(),
        since: since.unwrap_or_default(),
        wanted,
    })
}

async fn note(
    engine: &Engine,
    tx: &mut Tx,
    stored: &StoredQuote,
    action: &str,
    number: &str,
    text: String,
    reason: Option<&str>,
) -> Result<()> {
    let entry = JournalEntry {
        contract: Some(stored.quote.contract.clone()),
        customer: Some(stored.customer.clone()),
        month: Some(stored.quote.month),
        subject: Some(number.to_owned()),
        reason: reason.map(str::to_owned),
        ..JournalEntry::new(engine.clock.now(), &engine.by, action, text)
    };
    Ok(journal::append(tx, &entry).await?)
}
