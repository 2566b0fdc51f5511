//! What time brings to the partner of a customer whose devices are listed in a report: a request when it falls due,
//! reminders while it is missing, and a letter when months ended without it (R15, R16). One for each customer, whose
//! contracts share the report.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use tracing::info;

use crate::document::{RenderedMail, missing_report as document};
use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::missing_report::{self, MissingReport, REMINDERS, Told};
use crate::domain::month::Month;
use crate::domain::outcome::{Parties, SourceKind};
use crate::domain::party::{Customer, Email, Inventory};
use crate::domain::state::AuditState;
use crate::domain::working_days::WorkingDays;
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::{Engine, rendering};
use crate::store::duties::{self, Duty, NewDuty};
use crate::store::journal::{self, JournalEntry};
use crate::store::lease::Lease;
use crate::store::snapshots::{self, SnapshotState};
use crate::store::{Tx, audits, outbox};

/// The kinds of its duties: those of the letters they become.
pub const REQUEST: &str = "report_request";
/// See `REQUEST`; its ordinal is the number of the reminder.
pub const REMINDER: &str = "report_reminder";
/// See `REQUEST`; one for each month, all that are owed at once are told in one letter.
pub const NOT_AUDITED: &str = "not_audited";

/// What a duty came to.
#[derive(Debug)]
pub enum Prepared {
    /// To be written.
    Letter(Box<Ready>),
    /// Nothing to tell, and why.
    Nothing(&'static str),
    /// Not today.
    Later,
}

/// A letter that is rendered.
#[derive(Debug)]
pub struct Ready {
    missing: MissingReport,
    mail: RenderedMail,
    /// The month it is filed under.
    month: Month,
    in_reply_to: Option<String>,
    /// Other duties that it does.
    with: Vec<Duty>,
}

/// Owes the request for a month's report, where it is found missing.
pub async fn owe_request(engine: &Engine, tx: &mut Tx, customer: &Customer, month: Month) -> Result<()> {
    let now = engine.clock.now();
    let due = engine.calendar.due_at(month).map_or(now, |due| due.max(now));
    let fell_due = engine.calendar.day(due);
    let day = missing_report::request_day(working_days(customer), fell_due);
    let due_at = if day == fell_due { due } else { engine.calendar.moment_on(day) };
    let period = month.to_string();
    let new = NewDuty { kind: REQUEST, subject: customer.id.as_str(), period: &period, ordinal: 1, due_at };
    duties::open(tx, new, now).await?;
    Ok(())
}

/// Owes the letters about months that have just ended without an audit, where a report was to be counted.
pub async fn owe_not_audited(
    engine: &Engine,
    tx: &mut Tx,
    register: &Register,
    closed: &[(ContractId, Month)],
) -> Result<()> {
    let month_of = |(contract, month): &(ContractId, Month)| {
        let customer = &register.contracts.get(contract)?.contract.customer;
        let by_report = register.customers.get(customer).is_some_and(|one| one.inventory == Inventory::Report);
        by_report.then(|| (customer.clone(), *month))
    };
    let owed: BTreeSet<(CustomerId, Month)> = closed.iter().filter_map(month_of).collect();
    let periods: Vec<_> = owed.iter().map(|(_, month)| month.to_string()).collect();
    let new = owed.iter().zip(&periods).map(|((customer, month), period)| {
        let due_at = engine.calendar.start_of(month.next().first_day());
        NewDuty { kind: NOT_AUDITED, subject: customer.as_str(), period, ordinal: 1, due_at }
    });
    let new: Vec<_> = new.collect();
    Ok(duties::open_all(tx, &new, engine.clock.now()).await?)
}

/// Gathers and renders what a duty is to tell.
pub async fn prepare(engine: &Engine, register: &Register, duty: &Duty) -> Result<Prepared> {
    let desk = Desk { engine, register, now: engine.clock.now() };
    let customer = register.customers.values().find(|customer| customer.id.as_str() == duty.subject);
    let Some(customer) = customer else { return Ok(Prepared::Nothing("the customer is not declared any more")) };
    if customer.inventory != Inventory::Report {
        return Ok(Prepared::Nothing("its devices are no longer listed in a report"));
    }
    let mut tx = engine.db.read().await?;
    let found = if duty.kind == NOT_AUDITED {
        desk.not_audited(&mut tx, customer, duty).await?
    } else {
        desk.asked(&mut tx, customer, duty).await?
    };
    drop(tx);
    let found = match found {
        Found::Facts(found) => *found,
        Found::Nothing(why) => return Ok(Prepared::Nothing(why)),
        Found::Later => return Ok(Prepared::Later),
    };
    let Facts { missing, month, in_reply_to, with } = found;
    let (templates, settings, facts) = (engine.templates.clone(), engine.settings.clone(), missing.clone());
    let task = move || document::render(&templates, &facts, &settings.seller, facts.parties.partner.language);
    let mail = rendering::render(task).await?;
    Ok(Prepared::Letter(Box::new(Ready { missing, mail, month, in_reply_to, with })))
}

/// Writes the letter, in the transaction that does its duty, and owes what follows. Says how the duty ended.
pub async fn write(engine: &Engine, tx: &mut Tx, duty: &Duty, ready: &Ready, lease: &Lease) -> Result<String> {
    let Ready { missing, mail, month, in_reply_to, with } = ready;
    let (now, parties) = (engine.clock.now(), &missing.parties);
    let running = duty.kind != NOT_AUDITED;
    if running && !is_missing(tx, &parties.customer.id, *month).await? {
        return Ok("the report came in time".to_owned());
    }
    let mut to = parties.partner.notices_to.clone();
    if !running {
        to.push(parties.csm.email.clone());
    }
    let key = key(&duty.kind, &parties.customer.id, *month, duty.ordinal);
    let letter = Letter::missing_report(missing, *month, key, &to);
    Letter { in_reply_to: in_reply_to.as_deref(), ..letter }.write(engine, tx, mail, now).await?;
    let note = told(missing, *month);
    let action = if running { &duty.kind } else { "not_audited_told" };
    let entry = JournalEntry {
        contract: missing.contract().cloned(),
        customer: Some(parties.customer.id.clone()),
        month: Some(*month),
        ..JournalEntry::new(now, "trueup", action, note.clone())
    };
    journal::append(tx, &entry).await?;
    for other in with {
        if let Some(other) = duties::claim(tx, &other.id, lease, now).await? {
            duties::done(tx, &other.id, &lease.token, &format!("told with {month}"), now).await?;
        }
    }
    owe_reminder(engine, tx, missing, now).await?;
    info!(customer.id = %parties.customer.id, %month, letter.kind = duty.kind, "letter about a missing report written");
    Ok(note)
}

fn told(missing: &MissingReport, month: Month) -> String {
    let (customer, partner) = (&missing.parties.customer.id, &missing.parties.partner.id);
    match &missing.told {
        Told::Request { until, .. } => {
            format!("{partner} is asked for the report of {customer} for {month}, by {until}")
        }
        Told::Reminder { number, .. } => {
            format!("{partner} is reminded of the report of {customer} for {month} ({number} of {REMINDERS})")
        }
        Told::NotAudited { months, .. } => {
            let months: Vec<_> = months.iter().map(ToString::to_string).collect();
            format!("{partner} is told that no report of {customer} had come for {}", months.join(", "))
        }
    }
}

/// Each reminder is owed by the letter before it, so that there are days between them whenever they went out.
async fn owe_reminder(engine: &Engine, tx: &mut Tx, missing: &MissingReport, now: DateTime<Utc>) -> Result<()> {
    let (days, today) = (working_days(&missing.parties.customer), engine.calendar.day(now));
    let (month, number, day) = match missing.told {
        Told::Request { month, .. } => (month, 1, missing_report::first_reminder(days, today)),
        Told::Reminder { month, number, .. } => (month, number + 1, missing_report::next_reminder(days, today)),
        Told::NotAudited { .. } => return Ok(()),
    };
    let Some(day) = day.filter(|_| number <= REMINDERS) else { return Ok(()) };
    let (subject, period) = (missing.parties.customer.id.as_str(), month.to_string());
    let due_at = engine.calendar.moment_on(day);
    duties::open(tx, NewDuty { kind: REMINDER, subject, period: &period, ordinal: number, due_at }, now).await?;
    Ok(())
}

fn key(kind: &str, customer: &CustomerId, month: Month, ordinal: u32) -> String {
    format!("{kind}:{customer}:{month}:{ordinal}")
}

fn working_days(customer: &Customer) -> WorkingDays {
    WorkingDays::of(customer.country.as_deref())
}

/// Whether no report was taken in.
async fn is_missing(tx: &mut Tx, customer: &CustomerId, month: Month) -> Result<bool> {
    let latest = snapshots::latest(tx, customer, month).await?;
    Ok(!latest.is_some_and(|one| one.kind == SourceKind::Report && one.state == SnapshotState::Complete))
}

/// What is to be told, before it is rendered.
enum Found {
    Facts(Box<Facts>),
    Nothing(&'static str),
    Later,
}

struct Facts {
    missing: MissingReport,
    month: Month,
    in_reply_to: Option<String>,
    with: Vec<Duty>,
}

/// What is looked up in.
struct Desk<'a> {
    engine: &'a Engine,
    register: &'a Register,
    now: DateTime<Utc>,
}

impl Desk<'_> {
    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.engine.calendar.day(at)
    }

    /// A request or a reminder.
    async fn asked(&self, tx: &mut Tx, customer: &Customer, duty: &Duty) -> Result<Found> {
        let month = month_of(duty)?;
        let (today, running) = (self.day(self.now), self.engine.calendar.month(self.now));
        if month < running {
            return Ok(Found::Nothing("the month ended first"));
        }
        if !is_missing(tx, &customer.id, month).await? {
            return Ok(Found::Nothing("the report came in time"));
        }
        let contracts = self.waiting(tx, customer, month).await?;
        if contracts.is_empty() {
            return Ok(Found::Nothing("no contract waits for the report any more"));
        }
        let days = working_days(customer);
        // The clock may have been set back into an earlier month, too.
        if month > running || missing_report::waits(days, today) {
            return Ok(Found::Later);
        }
        let request = outbox::by_key(tx, &key(REQUEST, &customer.id, month, 1)).await?;
        let told = match &request {
            Some(request) => Told::Reminder { month, number: duty.ordinal, asked_on: self.day(request.created_at) },
            None => Told::Request { month, until: missing_report::deadline(days, today) },
        };
        let missing = self.facts(tx, told, contracts).await?;
        let in_reply_to = request.map(|request| request.message_id);
        Ok(Found::Facts(Box::new(Facts { missing, month, in_reply_to, with: Vec::new() })))
    }

    /// All months of a customer that ended without a report and were not told yet.
    async fn not_audited(&self, tx: &mut Tx, customer: &Customer, duty: &Duty) -> Result<Found> {
        let running = self.engine.calendar.month(self.now);
        let mut with = duties::pending(tx, NOT_AUDITED, &duty.subject, self.now).await?;
        let (mut months, mut contracts) = (Vec::new(), BTreeSet::new());
        for one in &with {
            let month = month_of(one)?;
            let unaudited = self.in_state(tx, customer, month, |state| state == AuditState::NotAudited).await?;
            if !unaudited.is_empty() && is_missing(tx, &customer.id, month).await? {
                months.push(month);
                contracts.extend(unaudited);
            }
        }
        with.retain(|other| other.id != duty.id);
        let Some(month) = months.last().copied() else { return Ok(Found::Nothing("the report had come")) };
        let next = running > month
            && !self.owed(customer, running).is_empty()
            && is_missing(tx, &customer.id, running).await?;
        let told = Told::NotAudited { months, next: next.then_some(running) };
        let missing = self.facts(tx, told, contracts.into_iter().collect()).await?;
        let request = outbox::by_key(tx, &key(REQUEST, &customer.id, month, 1)).await?;
        let in_reply_to = request.map(|request| request.message_id);
        Ok(Found::Facts(Box::new(Facts { missing, month, in_reply_to, with })))
    }

    async fn facts(&self, tx: &mut Tx, told: Told, contracts: Vec<ContractId>) -> Result<MissingReport> {
        let first = contracts.first().and_then(|id| self.register.contracts.get(id));
        let parties: Parties = self.register.parties(&first.context("a letter about no contract")?.contract)?;
        let mut last_audited = None;
        for contract in &contracts {
            let audits = audits::of_contract(tx, contract).await?;
            let audited = audits.iter().filter(|audit| audit.state == AuditState::Audited).map(|audit| audit.month);
            last_audited = last_audited.max(audited.max());
        }
        let reply_to: Option<Email> = self.engine.settings.mail.reply_to.clone();
        let by_answer = reply_to.is_some();
        let send_to = reply_to.unwrap_or_else(|| parties.csm.email.clone());
        Ok(MissingReport { told, contracts, parties, send_to, by_answer, last_audited })
    }

    /// The contracts whose audit of the running month waits for the report.
    async fn waiting(&self, tx: &mut Tx, customer: &Customer, month: Month) -> Result<Vec<ContractId>> {
        let owed = self.owed(customer, month);
        let open = |state| !matches!(state, AuditState::Audited | AuditState::NotAudited);
        let found = self.in_state(tx, customer, month, open).await?;
        Ok(found.into_iter().filter(|contract| owed.contains(contract)).collect())
    }

    /// The contracts that are owed an audit of the running month; none after their last day.
    fn owed(&self, customer: &Customer, month: Month) -> Vec<ContractId> {
        let contracts = self.register.contracts.values().filter(|declared| declared.contract.customer == customer.id);
        let owed = contracts.filter(|declared| {
            let first_applied = declared.first_applied_at;
            let owed = self.engine.calendar.owed(&declared.contract, first_applied, &[], self.now, true);
            owed.due == Some(month)
        });
        owed.map(|declared| declared.contract.id.clone()).collect()
    }

    async fn in_state(
        &self,
        tx: &mut Tx,
        customer: &Customer,
        month: Month,
        state: impl Fn(AuditState) -> bool,
    ) -> Result<Vec<ContractId>> {
        let mut found = Vec::new();
        for (id, declared) in &self.register.contracts {
            if declared.contract.customer != customer.id {
                continue;
            }
            let audit = audits::find(tx, id, month).await?;
            if audit.is_some_and(|audit| state(audit.state)) {
                found.push(id.clone());
            }
        }
        Ok(found)
    }
}

fn month_of(duty: &Duty) -> Result<Month> {
    duty.period.parse().with_context(|| format!("the period of duty {}", duty.id))
}
