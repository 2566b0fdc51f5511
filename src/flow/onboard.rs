//! Onboarding: a first count of what a customer has, the totals that it proposes, and the letter that asks the partner to
//! confirm them (R10). Nothing is proposed on a listing that is not proved complete.

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use tracing::info;

use crate::datafile::proposal::draft_id;
use crate::document::{RenderedMail, confirmation as document};
use crate::domain::contract::Contract;
use crate::domain::ids::CustomerId;
use crate::domain::money::Currency;
use crate::domain::month::Month;
use crate::domain::onboarding::{Confirmation, Proposal, draft, until};
use crate::domain::outcome::Parties;
use crate::domain::replaced::Replacements;
use crate::domain::working_days::WorkingDays;
use crate::flow::Engine;
use crate::flow::collect::{self, Collected, Manner, Taken};
use crate::flow::counting::{self, Measure};
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::store::journal::{self, JournalEntry};
use crate::store::onboardings::{self, Onboarding};
use crate::store::rma;

/// What one count came to.
#[derive(Debug)]
pub struct Onboarded {
    /// What it proposes.
    pub proposal: Proposal,
    /// Which count it is.
    pub ordinal: u32,
    /// What the partner is asked.
    pub letter: Asked,
}

/// Whether a letter was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Yes.
    Written {
        /// To whom.
        to: Vec<String>,
        /// Until when to confirm.
        until: NaiveDate,
    },
    /// The same was counted before, and asked then.
    Before,
    /// There is nothing to confirm.
    NothingCounted,
}

/// Why nothing is proposed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Nobody of that id.
    #[error("there is no customer {0}; `trueup apply` declares them")]
    UnknownCustomer(CustomerId),
    /// The partner has to send it first.
    #[error(
        "no inventory report of {customer} has come for {month}, and there is nothing to count; once it is here: trueup \
         ingest inventory FILE --customer {customer}, then trueup onboard {customer} again"
    )]
    NoReport {
        /// Whose.
        customer: CustomerId,
        /// The running month.
        month: Month,
    },
    /// Not proved complete.
    #[error(
        "the listing of {customer} is not provably complete, and totals are not proposed on it: {text}; to list again: trueup onboard {customer}"
    )]
    Incomplete {
        /// Whose.
        customer: CustomerId,
        /// What is missing.
        text: String,
    },
    /// The source could not be read.
    #[error("the devices of {customer} could not be listed: {text}")]
    Source {
        /// Whose.
        customer: CustomerId,
        /// What the source said.
        text: String,
    },
    /// Something of ours.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Counts a customer now; a proposal for each of its contracts that is not over, or one for a contract to come.
pub async fn onboard(engine: &Engine, id: &CustomerId) -> Result<Vec<Onboarded>, Refused> {
    let now = engine.clock.now();
    let (month, today) = (engine.calendar.month(now), engine.calendar.day(now));
    let register = {
        let mut tx = engine.db.read().await.map_err(anyhow::Error::from)?;
        Register::load(&mut tx).await?
    };
    let customer = register.customers.get(id).ok_or_else(|| Refused::UnknownCustomer(id.clone()))?;
    let manner = Manner { dry: false, accept_incomplete: false, list_again: true, anew: true };
    let taken = match collect::collect(engine, customer, month, manner).await? {
        Collected::Ready(taken) => taken,
        Collected::NoReport => return Err(Refused::NoReport { customer: id.clone(), month }),
        Collected::Incomplete { text, .. } => return Err(Refused::Incomplete { customer: id.clone(), text }),
        Collected::Failed { text, .. } => return Err(Refused::Source { customer: id.clone(), text }),
    };
    let mut onboarded = Vec::new();
    for (contract, written) in contracts(&register, id, today)? {
        let parties = register.parties(&contract)?;
        let proposal = propose(engine, &register, &taken, &contract, written).await?;
        onboarded.push(ask(engine, parties, proposal, &taken, today).await?);
    }
    Ok(onboarded)
}

/// The contracts of a customer that are not over, each with whether it is written already.
fn contracts(register: &Register, customer: &CustomerId, today: NaiveDate) -> Result<Vec<(Arc<Contract>, bool)>> {
    let of_customer = || register.contracts.values().filter(|declared| declared.contract.customer == *customer);
    let present = of_customer().filter(|declared| declared.contract.term.last_day() >= today);
    let present: Vec<_> = present.map(|declared| (declared.contract.clone(), true)).collect();
    if !present.is_empty() {
        return Ok(present);
    }
    let before: Option<Currency> = of_customer().map(|declared| declared.contract.currency).next_back();
    let currency = before.map_or_else(|| "EUR".parse(), Ok).context("the currency of a draft")?;
    let id = draft_id(customer.as_str()).parse().context("the id of a draft")?;
    Ok(vec![(Arc::new(draft(customer, id, currency, today)), false)])
}

async fn propose(
    engine: &Engine,
    register: &Register,
    taken: &Taken,
    contract: &Arc<Contract>,
    written: bool,
) -> Result<Proposal> {
    let rows = {
        let mut tx = engine.db.read().await?;
        rma::of_customer(&mut tx, &contract.customer).await?
    };
    let measure = Measure {
        catalogue: register.catalogue.clone(),
        contract: contract.clone(),
        taken_at: taken.facts.taken_at,
        day: engine.calendar.day(taken.facts.taken_at),
        replacements: Arc::new(Replacements::of(&rows)),
    };
    let (tally, _) = counting::count(&engine.db, &taken.evidence, &measure, None).await?;
    Ok(Proposal::of(contract, written, taken.facts.clone(), &tally)?)
}

/// Writes the count down, with the letter about it; neither if the last count said the same.
async fn ask(
    engine: &Engine,
    parties: Parties,
    proposal: Proposal,
    taken: &Taken,
    today: NaiveDate,
) -> Result<Onboarded> {
    let before = {
        let mut tx = engine.db.read().await?;
        onboardings::latest(&mut tx, &proposal.customer, proposal.contract.as_ref()).await?
    };
    if let Some(before) = before.as_ref().filter(|before| before.proposal.says_the_same_as(&proposal)) {
        let letter = if nothing(&proposal) { Asked::NothingCounted } else { Asked::Before };
        return Ok(Onboarded { ordinal: before.ordinal, proposal, letter });
    }
    let until = until(WorkingDays::of(parties.customer.country.as_deref()), today);
    let ordinal = before.map_or(0, |before| before.ordinal) + 1;
    let Parties { partner, customer, csm } = parties;
    let confirmation = Confirmation { proposal, partner, customer, csm, ordinal, counted_on: today, until };
    let mail = if nothing(&confirmation.proposal) { None } else { Some(render(engine, &confirmation).await?) };
    write(engine, &confirmation, mail.as_ref(), taken).await?;
    let to = confirmation.partner.notices_to.iter().map(ToString::to_string).collect();
    let letter = if mail.is_some() { Asked::Written { to, until } } else { Asked::NothingCounted };
    Ok(Onboarded { proposal: confirmation.proposal, ordinal, letter })
}

/// Whether there is no total to confirm.
fn nothing(proposal: &Proposal) -> bool {
    proposal.source.counted == 0
}

async fn render(engine: &Engine, confirmation: &Confirmation) -> Result<RenderedMail> {
    let (templates, settings, facts) = (engine.templates.clone(), engine.settings.clone(), confirmation.clone());
    let task = move || document::render(&templates, &facts, &settings.seller, facts.partner.language);
    Ok(tokio::task::spawn_blocking(task).await.context("rendering stopped in the middle")??)
}

async fn write(engine: &Engine, confirmation: &Confirmation, mail: Option<&RenderedMail>, taken: &Taken) -> Result<()> {
    let now = engine.clock.now();
    let Confirmation { proposal, ordinal, .. } = confirmation;
    let new = Onboarding {
        ordinal: *ordinal,
        snapshot: taken.id.clone().context("what is counted is in the ledger")?,
        proposal: proposal.clone(),
        counted_at: now,
        counted_by: engine.by.clone(),
    };
    let mut tx = engine.db.write().await?;
    onboardings::insert(&mut tx, &new).await?;
    if let Some(mail) = mail {
        Letter::baseline_confirmation(confirmation).write(engine, &mut tx, mail, now).await?;
    }
    let counts = proposal.categories.iter().map(|found| format!("{} {}", found.installed, found.category));
    let counts: Vec<_> = counts.collect();
    let text = format!("count {ordinal}: {}; {} devices listed", counts.join(", "), proposal.source.listed);
    let entry = JournalEntry {
        contract: proposal.contract.clone(),
        customer: Some(proposal.customer.clone()),
        month: Some(Month::of(confirmation.counted_on)),
        ..JournalEntry::new(now, &engine.by, "onboarded", text)
    };
    journal::append(&mut tx, &entry).await?;
    tx.commit().await?;
    info!(customer.id = %proposal.customer, ordinal, "first count written down");
    Ok(())
}
