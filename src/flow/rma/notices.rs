//! The early warnings and the overage notices, written as soon as a tick finds that a position calls for them: by the run
//! or the daemon, in any month, audited or not; never by the import (R39, A33, A44).

use anyhow::Result;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use tracing::{debug, error, info};

use crate::document::rma as document;
use crate::document::{Attachment, RenderedMail};
use crate::domain::contract::Contract;
use crate::domain::month::Month;
use crate::domain::outcome::Parties;
use crate::domain::rma::Position;
use crate::domain::rma::notice::{self, Follows, Making, Notice, NoticeHold, NoticeState, Told, Warning, follows};
use crate::flow::Engine;
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::rendering;
use crate::flow::rma::prices::Prices;
use crate::flow::rma::{Book, Chain, last_of};
use crate::flow::run::is_outage;
use crate::settings::Release;
use crate::store::journal::{self, JournalEntry};
use crate::store::notices::{self, Change, StoredNotice};
use crate::store::{StoreError, Tx, blobs, outbox};

/// One year of one chain, as a tick finds it.
struct Year {
    chain: Chain,
    position: Position,
    /// The year, or the cover, is over.
    closing: bool,
    /// The notices of the year, of all contracts of the chain, oldest first.
    told: Vec<StoredNotice>,
}

/// A notice that is rendered.
struct Ready {
    notice: Notice,
    state: NoticeState,
    held: Vec<NoticeHold>,
    mail: RenderedMail,
    annex: Attachment,
}

/// Writes every warning and notice that is due.
pub async fn tell_all(engine: &Engine) -> Result<()> {
    let today = engine.calendar.day(engine.clock.now());
    let (register, book, years) = {
        let mut tx = engine.db.read().await?;
        let register = Register::load(&mut tx).await?;
        let book = Book::load(&mut tx, &register, None).await?;
        let years = years(engine, &mut tx, &register, &book, today).await?;
        (register, book, years)
    };
    let mut failed = None;
    for year in years {
        if engine.stop.is_cancelled() {
            break;
        }
        engine.progress.step();
        let told = async {
            warn(engine, &register, &year, today).await?;
            state(engine, &register, &year, today).await
        };
        if let Err(failure) = told.await {
            if failure.chain().any(is_outage) {
                return Err(failure);
            }
            // One that cannot be told keeps nobody else waiting; the next look tries again.
            let contract = &year.chain.in_force(today).id;
            error!(contract.id = %contract, error = format!("{failure:#}"), "RMA position not told; it is tried again");
            failed.get_or_insert(failure);
        }
    }
    drop(book);
    failed.map_or(Ok(()), Err)
}

/// The running year of each chain, and the last one as long as its final statement is owed.
async fn years(engine: &Engine, tx: &mut Tx, register: &Register, book: &Book, today: NaiveDate) -> Result<Vec<Year>> {
    let mut years = Vec::new();
    for year in [today.year() - 1, today.year()] {
        let told = notices::of_year(tx, year).await?;
        for chain in book.chains(year) {
            let of_chain =
                |stored: &&StoredNotice| chain.contracts.iter().any(|contract| contract.id == stored.notice.contract);
            let mut told: Vec<_> = told.iter().filter(of_chain).cloned().collect();
            told.sort_by_key(|stored| stored.created_at);
            let nothing_known = told.is_empty() && !book.has_rows(&chain);
            if nothing_known || !is_managed(engine, register, &chain, year, today) {
                continue;
            }
            let Some(position) = book.position(&chain, year, today) else { continue };
            let closing = today > last_of(year) || today > chain.last_day();
            years.push(Year { chain, position, closing, told });
        }
    }
    Ok(years)
}

/// Whether the year is one that this ledger answers for: nothing is told of what was over before it managed the contract
/// (A36).
fn is_managed(engine: &Engine, register: &Register, chain: &Chain, year: i32, today: NaiveDate) -> bool {
    let until = last_of(year).min(chain.last_day());
    chain.contracts.iter().any(|contract| {
        let declared = register.contracts.get(&contract.id);
        let applied = declared.map(|declared| engine.calendar.day(declared.first_applied_at));
        let from = contract.managed_from.unwrap_or(contract.term.start).max(contract.term.start);
        applied.is_some_and(|applied| from.max(applied) <= until && from <= today)
    })
}

/// Warns the partner, once at four fifths of the allowance and once where it is exceeded.
async fn warn(engine: &Engine, register: &Register, year: &Year, today: NaiveDate) -> Result<()> {
    if year.closing {
        return Ok(());
    }
    let (contract, position) = (year.chain.in_force(today), &year.position);
    let told = {
        let mut tx = engine.db.read().await?;
        warned(&mut tx, &year.chain, position.year).await?
    };
    let Some(warning) = notice::warning(position.state, &told) else { return Ok(()) };
    let parties = register.parties(contract)?;
    let (mail, units) = {
        let (templates, settings) = (engine.templates.clone(), engine.settings.clone());
        let (contract, parties, position) = (contract.clone(), parties.clone(), position.clone());
        let task = move || -> Result<(RenderedMail, Attachment)> {
            let units = document::units(&contract.id, &position)?;
            let facts = document::WarningFacts {
                warning,
                position: &position,
                contract: &contract,
                parties: &parties,
                seller: &settings.seller,
            };
            Ok((document::warning_with_files(&templates, facts, parties.partner.language)?, units))
        };
        rendering::render(task).await?
    };
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    // Somebody else may have been faster, under another contract of the chain or this one.
    if notice::warning(position.state, &warned(&mut tx, &year.chain, position.year).await?).is_none() {
        return Ok(());
    }
    let units = keep(&mut tx, &units).await?;
    Letter::rma_warning(contract, &parties, (position.year, warning), &units, Month::of(today))
        .write(engine, &mut tx, &mail, now)
        .await?;
    let text = format!(
        "{} is warned: {} of {} allowed RMA units of {} ({})",
        parties.partner.id,
        position.units,
        position.allowed,
        position.year,
        warning.as_str()
    );
    journal::append(&mut tx, &about(contract, today, now, "rma_warning", text)).await?;
    tx.commit().await?;
    info!(contract.id = %contract.id, year = position.year, warning = warning.as_str(), "RMA warning written");
    Ok(())
}

/// Which warnings the partner had in a year, under any contract of the chain.
async fn warned(tx: &mut Tx, chain: &Chain, year: i32) -> Result<Vec<Warning>> {
    let mut told = Vec::new();
    for contract in &chain.contracts {
        for warning in Warning::ALL {
            if outbox::by_key(tx, &Letter::warning_key(&contract.id, year, *warning)).await?.is_some() {
                told.push(*warning);
            }
        }
    }
    Ok(told)
}

/// Issues the next notice, if one follows.
async fn state(engine: &Engine, register: &Register, year: &Year, today: NaiveDate) -> Result<()> {
    let position = &year.position;
    if position.overage == 0 && year.told.is_empty() {
        return Ok(());
    }
    let contract = year.chain.in_force(position.as_of);
    let standing = year.told.iter().rfind(|stored| stored.state != NoticeState::Superseded);
    // A final statement ends the year of its own contract; one that follows it goes on with the year.
    let last = standing.map(|stored| {
        let is_final = stored.notice.is_final && stored.notice.contract == contract.id;
        (Notice { is_final, ..stored.notice.clone() }, stored.state)
    });
    let mut prices = Prices::of(engine, contract, today).await?;
    prices.look_up(engine, position.billable(contract.rma.billing)).await?;
    let waits_for_price = last.as_ref().is_some_and(|(last, state)| state.waits() && last.total.is_none());
    let all_there = || position.billable(contract.rma.billing).iter().all(|unit| prices.price(unit).is_some());
    let told = Told {
        last: last.as_ref().map(|(last, state)| (last, *state)),
        released: year.told.iter().any(|stored| stored.issued_on.is_some()),
        priced_now: waits_for_price && all_there(),
    };
    match follows(position, contract.rma.billing, year.closing, told) {
        Follows::Nothing => Ok(()),
        Follows::PutAside => put_aside(engine, contract, standing, today).await,
        Follows::Issue { is_final } => {
            let before = year.told.iter().rfind(|stored| stored.issued_on.is_some());
            let of_contract = year.told.iter().filter(|stored| stored.notice.contract == contract.id);
            let making = Making {
                contract: &contract.id,
                terms: &contract.rma,
                currency: contract.currency,
                today,
                highest_version: of_contract.map(|stored| stored.notice.version).max().unwrap_or(0),
                before: before.map(|stored| &stored.notice),
                is_final,
            };
            let notice = notice::notice(position, &making, |unit| prices.price(unit))?;
            let withdrawn = standing.is_some_and(|stored| stored.state == NoticeState::Withdrawn);
            issue(engine, register, contract, notice, standing, withdrawn, today).await
        }
    }
}

/// The version that waits has lost its object before anybody had it.
async fn put_aside(
    engine: &Engine,
    contract: &Contract,
    standing: Option<&StoredNotice>,
    today: NaiveDate,
) -> Result<()> {
    let Some(stored) = standing else { return Ok(()) };
    let (number, now) = (&stored.notice.number, engine.clock.now());
    let mut tx = engine.db.write().await?;
    let change = Change { to: NoticeState::Superseded, by: "trueup", reason: Some("no overage any more") };
    if notices::change(&mut tx, number, &[NoticeState::Draft, NoticeState::Held], change, now).await? {
        call_back(&mut tx, number, now).await?;
        let text = format!("{number} was never released and there is no overage any more: put aside");
        let entry = about(contract, today, now, "notice_put_aside", text);
        journal::append(&mut tx, &JournalEntry { subject: Some(number.clone()), ..entry }).await?;
        tx.commit().await?;
        info!(notice.number = number, "notice put aside");
    }
    Ok(())
}

async fn issue(
    engine: &Engine,
    register: &Register,
    contract: &Contract,
    notice: Notice,
    standing: Option<&StoredNotice>,
    withdrawn: bool,
    today: NaiveDate,
) -> Result<()> {
    let parties = register.parties(contract)?;
    let held = notice::hold_reasons(&notice, withdrawn, engine.settings.limits.hold_amount);
    let state = match (held.is_empty(), engine.settings.rma_overage_notice) {
        (false, _) => NoticeState::Held,
        (true, Release::Auto) => NoticeState::Approved,
        (true, Release::Approval) => NoticeState::Draft,
    };
    let ready = render(engine, contract, &parties, notice, state, held, today).await?;
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    match write(engine, &mut tx, contract, &parties, &ready, standing, today).await {
        Ok(true) => tx.commit().await?,
        Ok(false) => return Ok(()),
        // Of two processes that come to the same at once, one writes it.
        Err(failure) if is_taken(&failure) => {
            debug!(notice.number = ready.notice.number, "another process issued this notice");
            return Ok(());
        }
        Err(failure) => return Err(failure),
    }
    info!(notice.number = ready.notice.number, state = state.as_str(), at = %now, "RMA notice issued");
    Ok(())
}

fn is_taken(failure: &anyhow::Error) -> bool {
    failure.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::Taken { .. })))
}

async fn render(
    engine: &Engine,
    contract: &Contract,
    parties: &Parties,
    notice: Notice,
    state: NoticeState,
    held: Vec<NoticeHold>,
    today: NaiveDate,
) -> Result<Ready> {
    let (templates, settings) = (engine.templates.clone(), engine.settings.clone());
    let (contract, parties) = (contract.clone(), parties.clone());
    let task = move || -> Result<Ready> {
        let annex = document::annex(&notice)?;
        let facts = document::NoticeFacts {
            notice: &notice,
            state,
            held: &held,
            issued_on: (state == NoticeState::Approved).then_some(today),
            contract: &contract,
            parties: &parties,
            seller: &settings.seller,
            annex: &annex.name,
        };
        let mail = if state == NoticeState::Approved {
            document::notice_with_files(&templates, facts, parties.partner.language)?
        } else {
            document::render_held(&templates, facts, &settings.limits, parties.csm.language)?
        };
        Ok(Ready { notice, state, held, mail, annex })
    };
    rendering::render(task).await
}

/// False, and nothing to commit, if the version before is not what it was any more.
async fn write(
    engine: &Engine,
    tx: &mut Tx,
    contract: &Contract,
    parties: &Parties,
    ready: &Ready,
    standing: Option<&StoredNotice>,
    today: NaiveDate,
) -> Result<bool> {
    let (notice, now) = (&ready.notice, engine.clock.now());
    if let Some(before) = standing.filter(|stored| stored.state != NoticeState::Withdrawn) {
        let change = Change { to: NoticeState::Superseded, by: "trueup", reason: Some(&notice.number) };
        let number = &before.notice.number;
        if !notices::change(tx, number, &NoticeState::STANDING, change, now).await? {
            return Ok(false);
        }
        call_back(tx, number, now).await?;
    }
    let reasons: Vec<_> = ready.held.iter().map(|reason| reason.as_str()).collect();
    let reason = reasons.join(", ");
    let by = if ready.state == NoticeState::Approved { "auto" } else { "trueup" };
    let first = Change { to: ready.state, by, reason: (!reason.is_empty()).then_some(&reason) };
    notices::insert(tx, notice, (&contract.customer, &parties.partner.id), first, now).await?;
    if ready.state == NoticeState::Approved {
        notices::set_issued(tx, &notice.number, today).await?;
        let annex = keep(tx, &ready.annex).await?;
        Letter::rma_overage_notice(notice, contract, parties, &annex, Month::of(today))
            .write(engine, tx, &ready.mail, now)
            .await?;
    } else {
        Letter::held_notice(notice, contract, &parties.csm, Month::of(today))
            .write(engine, tx, &ready.mail, now)
            .await?;
    }
    let text = format!("{}, {}, {}", notice.number, total(notice), ready.state.as_str());
    let entry = about(contract, today, now, "notice_issued", text);
    journal::append(tx, &JournalEntry { subject: Some(notice.number.clone()), ..entry }).await?;
    Ok(true)
}

/// Keeps an annex, for a letter to carry.
pub(super) async fn keep(tx: &mut Tx, annex: &Attachment) -> Result<[outbox::Attachment; 1]> {
    let content = blobs::put(tx, &annex.bytes).await?;
    Ok([outbox::Attachment {
        name: annex.name.clone(),
        media_type: annex.media_type.to_owned(),
        content,
        content_id: None,
    }])
}

/// Calls back the letters of a notice that have not gone out. One that is being sent just now is past calling back.
pub(super) async fn call_back(tx: &mut Tx, number: &str, now: DateTime<Utc>) -> Result<()> {
    for key in [Letter::notice_key(number), Letter::held_notice_key(number)] {
        let Some(letter) = outbox::by_key(tx, &key).await? else { continue };
        match outbox::cancel(tx, &letter.id, now).await {
            Ok(_) | Err(StoreError::Busy { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The total with its currency, for people.
pub(super) fn total(notice: &Notice) -> String {
    notice.total.map_or_else(|| "price to confirm".to_owned(), |total| format!("{total} {}", notice.currency))
}

fn about(contract: &Contract, today: NaiveDate, now: DateTime<Utc>, action: &str, text: String) -> JournalEntry {
    JournalEntry {
        contract: Some(contract.id.clone()),
        customer: Some(contract.customer.clone()),
        month: Some(Month::of(today)),
        ..JournalEntry::new(now, "trueup", action, text)
    }
}
