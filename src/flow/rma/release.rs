//! A hand on a notice: a person lets one out that waits, or takes one back.

use anyhow::{Context, Result};

use crate::document::rma as document;
use crate::document::{Attachment, RenderedMail};
use crate::domain::contract::Contract;
use crate::domain::month::Month;
use crate::domain::outcome::Parties;
use crate::domain::rma::notice::{self, Notice, NoticeState};
use crate::flow::Engine;
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::rendering;
use crate::flow::rma::notices::{call_back, keep, total};
use crate::flow::rma::prices::Prices;
use crate::store::journal::{self, JournalEntry};
use crate::store::notices::{self, Change, StoredNotice};
use crate::store::{StoreError, Tx};

/// Why a notice was not released or withdrawn. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No notice of that number.
    #[error("there is no notice {0}; `trueup notice list` lists them")]
    Unknown(String),
    /// Its state does not allow it, perhaps since a moment ago.
    #[error("notice {number} is {state}{since}: it cannot be {wanted}")]
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
    /// Prices are missing still.
    #[error("notice {number}: the list price in force has to be applied first (price to confirm):\n{lines}")]
    PriceMissing {
        /// Which.
        number: String,
        /// A line for each line of it without a price.
        lines: String,
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

/// Releases a notice: as it stands, or, where the list in force today has other prices than it was made with (R38), as
/// its next version with the same units. Gives the number that went out.
pub async fn approve(engine: &Engine, number: &str) -> Result<String, Refused> {
    let now = engine.clock.now();
    let today = engine.calendar.day(now);
    let (stored, register, highest) = {
        let mut tx = engine.db.read().await?;
        let stored = load(&mut tx, number).await?;
        if !stored.state.waits() {
            return Err(refused(&mut tx, &stored, "approved").await?);
        }
        let of_year = notices::of_year(&mut tx, stored.notice.position.year).await?;
        let of_contract = of_year.iter().filter(|other| other.notice.contract == stored.notice.contract);
        let highest = of_contract.map(|other| other.notice.version).max().unwrap_or(0);
        (stored, Register::load(&mut tx).await?, highest)
    };
    let id = &stored.notice.contract;
    let contract = register.contracts.get(id).map(|declared| declared.contract.clone());
    let contract = contract.with_context(|| format!("contract {id} is not declared any more"))?;
    let parties = register.parties(&contract)?;
    let mut prices = Prices::of(engine, &contract, today).await?;
    prices.look_up(engine, stored.notice.lines.iter().map(|line| line.unit.clone()).collect()).await?;
    let repriced = notice::repriced(&stored.notice, highest, today, |unit| prices.price(unit));
    let repriced = repriced.map_err(anyhow::Error::from)?;
    if repriced.total.is_none() {
        return Err(Refused::PriceMissing { number: number.to_owned(), lines: missing(&repriced) });
    }
    let same = repriced.lines == stored.notice.lines;
    let out = if same { stored.notice.clone() } else { repriced };
    let (mail, annex) = render(engine, &contract, &parties, &out, today).await?;
    let mut tx = engine.db.write().await?;
    if !take(engine, &mut tx, &stored, &out, same).await? {
        let stored = load(&mut tx, number).await?;
        return Err(refused(&mut tx, &stored, "approved").await?);
    }
    notices::set_issued(&mut tx, &out.number, today).await?;
    let annex = keep(&mut tx, &annex).await?;
    Letter::rma_overage_notice(&out, &contract, &parties, &annex, Month::of(today))
        .write(engine, &mut tx, &mail, now)
        .await?;
    let text = format!("{} released, {}", out.number, total(&out));
    note(engine, &mut tx, &stored, "notice_approved", &out.number, text, None).await?;
    tx.commit().await?;
    Ok(out.number)
}

/// Withdraws a notice. What follows it in its year waits for a person.
pub async fn withdraw(engine: &Engine, number: &str, reason: &str) -> Result<(), Refused> {
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    let stored = load(&mut tx, number).await?;
    let change = Change { to: NoticeState::Withdrawn, by: &engine.by, reason: Some(reason) };
    if !notices::change(&mut tx, number, &NoticeState::STANDING, change, now).await? {
        let stored = load(&mut tx, number).await?;
        return Err(refused(&mut tx, &stored, "withdrawn").await?);
    }
    call_back(&mut tx, number, now).await?;
    let text = format!("{number} withdrawn; the next version of its year waits for approval");
    note(engine, &mut tx, &stored, "notice_withdrawn", number, text, Some(reason)).await?;
    tx.commit().await?;
    Ok(())
}

async fn load(tx: &mut Tx, number: &str) -> Result<StoredNotice, Refused> {
    notices::load(tx, number).await?.ok_or_else(|| Refused::Unknown(number.to_owned()))
}

/// The lines without a price, one each, with what was looked for.
fn missing(notice: &Notice) -> String {
    let lines = notice.lines.iter().filter(|line| line.amount.is_none()).map(|line| {
        let unit = &line.unit;
        let part = unit.part_number.as_deref().unwrap_or("no part number");
        format!("  RMA {} line {}: {part}, {}", unit.rma_number, unit.rma_line, unit.model)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Moves the notice, or puts its next version in its place; false if somebody was faster.
async fn take(
    engine: &Engine,
    tx: &mut Tx,
    stored: &StoredNotice,
    out: &Notice,
    as_it_stands: bool,
) -> Result<bool, Refused> {
    let (now, old) = (engine.clock.now(), &stored.notice.number);
    let approved = Change { to: NoticeState::Approved, by: &engine.by, reason: None };
    let waiting = [NoticeState::Draft, NoticeState::Held];
    if as_it_stands {
        return Ok(notices::change(tx, old, &waiting, approved, now).await?);
    }
    let superseded = Change { to: NoticeState::Superseded, by: &engine.by, reason: Some(&out.number) };
    if !notices::change(tx, old, &waiting, superseded, now).await? {
        return Ok(false);
    }
    call_back(tx, old, now).await?;
    notices::insert(tx, out, (&stored.customer, &stored.partner), approved, now).await?;
    Ok(true)
}

async fn render(
    engine: &Engine,
    contract: &Contract,
    parties: &Parties,
    notice: &Notice,
    today: chrono::NaiveDate,
) -> Result<(RenderedMail, Attachment)> {
    let (templates, settings) = (engine.templates.clone(), engine.settings.clone());
    let (contract, parties, notice) = (contract.clone(), parties.clone(), notice.clone());
    let task = move || -> Result<(RenderedMail, Attachment)> {
        let annex = document::annex(&notice)?;
        let facts = document::NoticeFacts {
            notice: &notice,
            state: NoticeState::Approved,
            held: &[],
            issued_on: Some(today),
            contract: &contract,
            parties: &parties,
            seller: &settings.seller,
            annex: &annex.name,
        };
        Ok((document::notice_with_files(&templates, facts, parties.partner.language)?, annex))
    };
    rendering::render(task).await
}

/// Who is told that it was too late is also told who was first.
async fn refused(tx: &mut Tx, stored: &StoredNotice, wanted: &'static str) -> Result<Refused, Refused> {
    let number = &stored.notice.number;
    let last = notices::events(tx, Some(number)).await?.remove(number).and_then(|mut events| events.pop());
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
    stored: &StoredNotice,
    action: &str,
    number: &str,
    text: String,
    reason: Option<&str>,
) -> Result<()> {
    let now = engine.clock.now();
    let entry = JournalEntry {
        contract: Some(stored.notice.contract.clone()),
        customer: Some(stored.customer.clone()),
        month: Some(Month::of(engine.calendar.day(now))),
        subject: Some(number.to_owned()),
        reason: reason.map(str::to_owned),
        ..JournalEntry::new(now, &engine.by, action, text)
    };
    Ok(journal::append(tx, &entry).await?)
}
