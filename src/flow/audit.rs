//! One audit: collect, count, decide, render, publish. Every stage may be repeated; only the last one tells anybody.

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::json;
use tracing::debug;

use crate::document::{RenderedMail, held, quote, report};
use crate::domain::catalogue::Catalogue;
use crate::domain::contract::Contract;
use crate::domain::decide::{Decision, Facts, Ledger, decide};
use crate::domain::guard::Objection;
use crate::domain::held::{Because, HeldAudit};
use crate::domain::ids::ContractId;
use crate::domain::language::Language;
use crate::domain::month::Month;
use crate::domain::outcome::{Accepted, MadeWith, Outcome, Parties, Reopened};
use crate::domain::party::Customer;
use crate::domain::replaced::Replacements;
use crate::domain::rma::summary::RmaSummary;
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::working_days::WorkingDays;
use crate::flow::collect::{self, Collected, Manner, Taken};
use crate::flow::counting::{self, Listing, Measure};
use crate::flow::register::Register;
use crate::flow::rma::Book;
use crate::flow::workbook::{self, Workbook};
use crate::flow::{Engine, action, ledger, paper, rendering};
use crate::settings::Release;
use crate::store;
use crate::store::audits::{self, Audit, Stage};
use crate::store::blobs::{self, Digest};

/// Why an audit is held, as words: the listing, or what the guards object (`domain::guard::Objection::code`).
const HELD: [&str; 3] = ["incomplete_listing", "growth", "drop"];

/// How far an audit comes without anybody being told.
#[derive(Debug)]
pub enum Prepared {
    /// No outcome: the state it stays in, and why.
    Settled(Settled),
    /// Everything that publishing needs.
    Ready(Box<Ready>),
}

/// An audit without an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Waiting, held or failed.
    pub state: AuditState,
    /// A short word.
    pub reason: String,
    /// For people, with what to do.
    pub text: String,
    /// The snapshot it rests on.
    pub snapshot: Option<String>,
    /// What its CSM is told, if it is held.
    pub held: Option<Box<HeldAudit>>,
}

/// An audit with an outcome.
#[derive(Debug)]
pub struct Ready {
    /// What was found.
    pub outcome: Outcome,
    /// The snapshot it rests on; none in a dry run.
    pub snapshot: Option<String>,
    /// Every device with its verdict, for the workbook of the report; none if they are too many for a mail.
    pub devices: Option<Listing>,
    /// The same for the workbook of a quote that goes out.
    pub quoted_devices: Option<Listing>,
    /// What RMAs have replaced, as `made_with` proves it; none if nothing was.
    pub replacements: Option<String>,
}

/// The documents of an outcome, rendered and final.
#[derive(Debug)]
pub struct Rendered {
    /// For the CSM.
    pub report: RenderedMail,
    /// Its workbook.
    pub workbook: Workbook,
    /// For those whom the partner names, if there are any.
    pub copy: Option<RenderedMail>,
    /// For the partner, if one goes out, with its workbook.
    pub quote: Option<(RenderedMail, Workbook)>,
    /// For the CSM, if the quote waits for a person.
    pub held: Option<RenderedMail>,
}

/// What is to be audited, and how.
#[derive(Debug, Clone)]
pub struct Task {
    /// The contract as declared.
    pub contract: Arc<Contract>,
    /// The running month.
    pub month: Month,
    /// Version of the report.
    pub version: u32,
    /// How to collect.
    pub manner: Manner,
    /// A person's reason for publishing what is held.
    pub accept_held: Option<String>,
    /// The audit and the token of its lease, so that its stage can be told; none in a dry run.
    pub held_by: Option<(String, String)>,
    /// The published audit that is done once more.
    pub reopened: Option<Again>,
}

/// A published audit that a person opened again.
#[derive(Debug, Clone)]
pub struct Again {
    /// Its id.
    pub audit: String,
    /// What the new one says of it.
    pub facts: Reopened,
}

/// Collects, counts and decides.
pub async fn prepare(engine: &Engine, register: &Register, task: &Task) -> Result<Prepared> {
    let parties = register.parties(&task.contract)?;
    enter(engine, task, Stage::Collect).await?;
    let collected = collect::collect(engine, &parties.customer, task.month, task.manner).await?;
    let taken = match collected {
        Collected::Ready(taken) => taken,
        Collected::NoReport => return Ok(waiting(task, &parties.customer.id.to_string())),
        Collected::Incomplete { id, text } => return Ok(incomplete(task, parties, id, text)),
        Collected::Failed { reason, text } => {
            return Ok(settled(AuditState::Failed, reason, text, None));
        }
    };
    let today = engine.calendar.day(engine.clock.now());
    let (ledger, rma, replacements) = known(engine, register, task, &parties.customer, today).await?;
    enter(engine, task, Stage::Count).await?;
    let measure = Measure {
        catalogue: register.catalogue.clone(),
        contract: task.contract.clone(),
        taken_at: taken.facts.taken_at,
        day: engine.calendar.day(taken.facts.taken_at),
        replacements,
    };
    // A dry run shows no documents.
    let list = |language: Language, wanted: bool| {
        let listed = taken.facts.listed;
        if wanted && !task.manner.dry { workbook::sheets(engine, language, listed) } else { Ok(None) }
    };
    let of_report = list(parties.csm.language, true)?;
    let (tally, devices) = counting::count(&engine.db, &taken.evidence, &measure, of_report).await?;
    let replacements = json!(measure.replacements).to_string();
    let replacements = Some(replacements).filter(|_| !measure.replacements.is_empty());
    let made_with = made_with(engine, register, &task.contract, replacements.as_deref());
    let counted_the_old_way = counted_the_old_way(engine, &taken, &measure, &ledger, &made_with).await?;
    enter(engine, task, Stage::Decide).await?;
    let mut facts = Facts {
        month: task.month,
        version: task.version,
        audited_on: today,
        contract: &task.contract,
        parties: &parties,
        source: taken.facts.clone(),
        tally: &tally,
        counted_the_old_way,
        ledger: &ledger,
        rma,
        accepted: None,
        made_with,
        limits: &engine.settings.limits,
        release_by_itself: engine.settings.true_up_quote == Release::Auto,
        quote_valid_days: engine.settings.quote_valid_days,
    };
    let mut outcome = match judge(engine, task, &mut facts, &taken)? {
        Ok(outcome) => outcome,
        Err(objections) => return Ok(implausible(task, facts, objections, taken.id)),
    };
    outcome.reopened = task.reopened.as_ref().map(|again| again.facts.clone());
    let goes_out = outcome.quote.as_ref().is_some_and(|quote| quote.state == QuoteState::Approved);
    let quoted_devices = match list(parties.partner.language, goes_out)? {
        Some(list) => counting::count(&engine.db, &taken.evidence, &measure, Some(list)).await?.1,
        None => None,
    };
    Ok(Prepared::Ready(Box::new(Ready {
        outcome: *outcome,
        snapshot: taken.id,
        devices,
        quoted_devices,
        replacements,
    })))
}

/// What the ledger knows of the contract: its past and what waits, the returns of the year, and what they replaced.
async fn known(
    engine: &Engine,
    register: &Register,
    task: &Task,
    customer: &Customer,
    today: NaiveDate,
) -> Result<(Ledger, Option<RmaSummary>, Arc<Replacements>)> {
    let contract = &task.contract;
    let again = task.reopened.as_ref().map(|again| again.audit.as_str());
    let mut tx = engine.db.read().await?;
    let book = Book::load(&mut tx, register, Some(&contract.customer)).await?;
    let rma = book.position_of(&contract.id, today);
    let rma = rma.map(|(chain, position)| book.summary(register, &chain, &position));
    let rows = store::rma::of_customer(&mut tx, &contract.customer).await?;
    let mut ledger = ledger::load(&mut tx, contract, task.month, today, again).await?;
    let about = action::About { contract, customer, before: &ledger.actions, has_returns: !rows.is_empty() };
    ledger.waiting = action::waiting(engine, &mut tx, register, about).await?;
    let audits = audits::of_contract(&mut tx, &contract.id).await?;
    let working = WorkingDays::of(customer.country.as_deref());
    let blocked = action::blocked(engine, &audits, task.month);
    ledger.actions.extend(blocked.map(|found| {
        let since = found.since.unwrap_or(today);
        found.opened(since, working)
    }));
    Ok((ledger, rma, Arc::new(Replacements::of(&rows))))
}

/// What is published, or what the guards object while nobody has accepted the audit.
fn judge(
    engine: &Engine,
    task: &Task,
    facts: &mut Facts<'_>,
    taken: &Taken,
) -> Result<std::result::Result<Box<Outcome>, Vec<Objection>>> {
    let mut objections = incomplete_listing(taken);
    match decide(facts)? {
        Decision::Publish(outcome) if objections.is_empty() => return Ok(Ok(outcome)),
        Decision::Publish(_) => {}
        Decision::Held(found) if task.accept_held.is_none() => return Ok(Err(found)),
        Decision::Held(found) => objections.extend(found.iter().map(|one| one.sentence(facts.limits))),
    }
    let reason = task.accept_held.clone().unwrap_or_default();
    accept(facts, Accepted { by: engine.by.clone(), reason, objections }).map(Ok)
}

/// What is published once a person has accepted it.
fn accept(facts: &mut Facts<'_>, accepted: Accepted) -> Result<Box<Outcome>> {
    facts.accepted = Some(accepted);
    let Decision::Publish(outcome) = decide(facts)? else { anyhow::bail!("an accepted audit is published") };
    Ok(outcome)
}

/// Renders report and quote, off the async threads; the device lists go into their workbooks.
pub async fn render(engine: &Engine, ready: &mut Ready) -> Result<Rendered> {
    let (templates, settings) = (engine.templates.clone(), engine.settings.clone());
    let mut outcome = ready.outcome.clone();
    let copied = outcome.parties.report_is_copied();
    if copied {
        paper::fetch_logo(engine, &mut outcome.parties.partner.brand).await?;
    }
    let (devices, quoted_devices) = (ready.devices.take(), ready.quoted_devices.take());
    let task = move || -> Result<Rendered> {
        let seller = &settings.seller;
        let parties = &outcome.parties;
        let workbook = workbook::of_report(&templates, &outcome, seller, devices)?;
        let file = workbook::file_name(&report::number(&outcome));
        let device_list = workbook.lists_devices.then_some(file.as_str());
        let facts = report::ReportFacts { outcome: &outcome, seller, device_list };
        let report = report::with_files(&templates, facts, parties.csm.language)?;
        let copy = copied.then(|| report::copy::with_files(&templates, &outcome, parties.partner.language));
        let released = outcome.quote.as_ref().filter(|quote| quote.state == QuoteState::Approved);
        let quote = released.map(|issued| {
            let workbook = workbook::of_quote(&templates, &outcome, issued, seller, quoted_devices)?;
            let facts = quote::QuoteFacts { outcome: &outcome, issued, seller };
            anyhow::Ok((quote::with_files(&templates, facts, parties.partner.language)?, workbook))
        });
        let waiting = outcome.quote.as_ref().filter(|quote| quote.state != QuoteState::Approved);
        let held = waiting.map(|issued| {
            let what = held::What::Quote { outcome: &outcome, issued, limits: &settings.limits };
            held::with_files(&templates, held::HeldFacts { what, seller }, parties.csm.language)
        });
        let copy = copy.transpose()?;
        Ok(Rendered { report, workbook, copy, quote: quote.transpose()?, held: held.transpose()? })
    };
    rendering::render(task).await
}

/// Renders the letter about a held audit, off the async threads.
pub async fn render_held(engine: &Engine, held: &HeldAudit) -> Result<RenderedMail> {
    let (templates, settings, audit) = (engine.templates.clone(), engine.settings.clone(), held.clone());
    let task = move || {
        let facts = held::HeldFacts { what: held::What::Audit(&audit), seller: &settings.seller };
        held::render(&templates, facts, audit.parties.csm.language)
    };
    rendering::render(task).await
}

/// Tells ledger and log how far the audit has come.
///
/// # Errors
/// `Interrupted` if the process is to end.
pub async fn enter(engine: &Engine, task: &Task, stage: Stage) -> Result<()> {
    engine.go_on()?;
    engine.progress.step();
    debug!(contract.id = %task.contract.id, month = %task.month, "stage {} begins", stage.as_str());
    if let Some((audit, token)) = &task.held_by {
        let mut tx = engine.db.write().await?;
        audits::enter_stage(&mut tx, audit, token, stage).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What the last audit's catalogue and profile make of the same snapshot; none if neither changed.
async fn counted_the_old_way(
    engine: &Engine,
    taken: &Taken,
    measure: &Measure,
    ledger: &Ledger,
    now: &MadeWith,
) -> Result<Option<std::collections::BTreeMap<crate::domain::category::Category, u64>>> {
    let Some(last) = &ledger.last else { return Ok(None) };
    let made_with = &last.made_with;
    if made_with.catalogue == now.catalogue && made_with.profile == now.profile {
        return Ok(None);
    }
    let mut tx = engine.db.read().await?;
    let digest: Digest = made_with.catalogue.parse()?;
    let text = blobs::get(&mut tx, &digest).await?;
    drop(tx);
    let text = text.with_context(|| format!("the catalogue of {} is gone: no blob {digest}", last.month))?;
    let catalogue = Arc::new(Catalogue::from_text(std::str::from_utf8(&text)?)?);
    let contract = Contract { counting: last.contract.counting.clone(), ..(*measure.contract).clone() };
    let old = Measure { catalogue, contract: Arc::new(contract), ..measure.clone() };
    Ok(Some(counting::counts(&engine.db, &taken.evidence, &old).await?))
}

fn made_with(engine: &Engine, register: &Register, contract: &Contract, replacements: Option<&str>) -> MadeWith {
    MadeWith {
        catalogue: register.catalogue_digest.to_string(),
        profile: Digest::of(json!(contract.counting).to_string().as_bytes()).to_string(),
        templates: engine.templates.digest().to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        brand: engine.settings.seller.brand.clone(),
        replacements: replacements.map(|text| Digest::of(text.as_bytes()).to_string()),
    }
}

fn incomplete_listing(taken: &Taken) -> Vec<String> {
    taken.incomplete.iter().map(|text| format!("the listing is not complete: {text}")).collect()
}

fn waiting(task: &Task, customer: &str) -> Prepared {
    let text = format!(
        "no inventory report for {} has come; once it is here: trueup ingest inventory FILE --customer {customer}",
        task.month
    );
    settled(AuditState::Waiting, "no_report", text, None)
}

fn incomplete(task: &Task, parties: Parties, snapshot: Option<String>, text: String) -> Prepared {
    let contract: &ContractId = &task.contract.id;
    let told = format!(
        "{text}; to list again: trueup run --contract {contract}; to count it all the same: trueup run --contract \
         {contract} --accept-held REASON"
    );
    held_back(told, snapshot, held_audit(task, parties, Because::Incomplete { text }, None))
}

fn implausible(task: &Task, mut facts: Facts<'_>, objections: Vec<Objection>, snapshot: Option<String>) -> Prepared {
    let contract: &ContractId = &task.contract.id;
    let sentences: Vec<_> = objections.iter().map(|one| one.sentence(facts.limits)).collect();
    let told =
        format!("{}; if that is right: trueup run --contract {contract} --accept-held REASON", sentences.join("; "));
    // Nobody has accepted it: this is to tell what that would do. An amount beyond all bounds is no reason to fail.
    let nobody = Accepted { by: String::new(), reason: String::new(), objections: Vec::new() };
    let would = accept(&mut facts, nobody).ok();
    let because = Because::Implausible { objections, limits: facts.limits.clone() };
    held_back(told, snapshot, held_audit(task, facts.parties.clone(), because, would))
}

fn held_audit(task: &Task, parties: Parties, because: Because, would: Option<Box<Outcome>>) -> HeldAudit {
    let contract = (*task.contract).clone();
    HeldAudit { month: task.month, version: task.version, contract, parties, because, would }
}

fn held_back(text: String, snapshot: Option<String>, held: HeldAudit) -> Prepared {
    let reason = held.because.code().to_owned();
    Prepared::Settled(Settled { state: AuditState::Held, reason, text, snapshot, held: Some(Box::new(held)) })
}

fn settled(state: AuditState, reason: &str, text: String, snapshot: Option<String>) -> Prepared {
    Prepared::Settled(Settled { state, reason: reason.to_owned(), text, snapshot, held: None })
}

/// Whether the audit waits for a person, also where a process died while it did what that person had decided.
pub fn is_held(audit: &Audit) -> bool {
    let held_before = || audit.reason.as_deref().is_some_and(|reason| HELD.contains(&reason));
    audit.state == AuditState::Held || (audit.state == AuditState::Collecting && held_before())
}

/// The version that publishing this audit makes.
pub fn next_version(audit: Option<&Audit>) -> u32 {
    audit.map_or(1, |audit| audit.version + 1)
}
