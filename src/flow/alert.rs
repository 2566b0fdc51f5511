//! Tells the operator, and the CSM of the contracts concerned, of what waits for a person and nobody was told: at most
//! one letter a day to each, and only if there is something that the last one did not tell.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tracing::info;

use crate::document::{RenderedMail, alert as document};
use crate::domain::alert::{Addressee, Alert, Failing, Matter, Undelivered, matters};
use crate::domain::ids::CsmId;
use crate::domain::party::Csm;
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::{Engine, rendering};
use crate::store::duties::{self, NewDuty};
use crate::store::journal::{self, JournalEntry};
use crate::store::{Tx, waiting};

/// The kind of its duty.
const KIND: &str = "operator_alert";
/// What waits for less long is not looked at: another process may just be about to write it down with an earlier time.
const KNOWN_AFTER: TimeDelta = TimeDelta::minutes(5);
/// So long the first to be told waits for others: what begins to fail fails in numbers.
const COMPANY: TimeDelta = TimeDelta::minutes(30);

/// Everything that waits, as it was read at one moment.
struct Waiting {
    /// What began to wait later is not among it.
    until: DateTime<Utc>,
    day: NaiveDate,
    failing: Vec<Failing>,
    undelivered: Vec<Undelivered>,
}

/// Writes the alerts that are due.
pub async fn tell_all(engine: &Engine) -> Result<()> {
    let now = engine.clock.now();
    let until = now - KNOWN_AFTER;
    let mut tx = engine.db.read().await?;
    let mut failing = waiting::failing(&mut tx, engine.calendar.month(now)).await?;
    failing.retain(|audit| audit.since <= until);
    let undelivered = waiting::undelivered(&mut tx, until).await?;
    if failing.is_empty() && undelivered.is_empty() {
        return Ok(());
    }
    let by_csm = by_csm(&Register::load(&mut tx).await?, &undelivered);
    drop(tx);
    let waiting = Waiting { until, day: engine.calendar.day(now), failing, undelivered };
    if let Some(operator) = &engine.settings.mail.operator {
        let matters = matters(waiting.failing.clone(), waiting.undelivered.clone());
        tell(engine, "operator", Addressee::Operator(operator.clone()), matters, &waiting).await?;
    }
    for (id, (csm, letters)) in by_csm {
        tell(engine, &format!("csm:{id}"), Addressee::Csm(csm), matters(Vec::new(), letters), &waiting).await?;
    }
    Ok(())
}

/// The letters about each CSM's customers; not those to the CSM's own address, since it would not take the alert either.
fn by_csm(register: &Register, undelivered: &[Undelivered]) -> BTreeMap<CsmId, (Csm, Vec<Undelivered>)> {
    let mut found: BTreeMap<CsmId, (Csm, Vec<Undelivered>)> = BTreeMap::new();
    for letter in undelivered {
        let customer = letter.customer.as_ref().and_then(|customer| register.customers.get(customer));
        let csm = customer.and_then(|customer| register.csms.get(&customer.csm));
        if let Some(csm) = csm.filter(|csm| csm.email != letter.address) {
            let (_, letters) = found.entry(csm.id.clone()).or_insert_with(|| (csm.clone(), Vec::new()));
            letters.push(letter.clone());
        }
    }
    found
}

/// Writes one alert, unless there is nothing new in it, or what is new may still be joined by more.
async fn tell(engine: &Engine, subject: &str, to: Addressee, matters: Vec<Matter>, waiting: &Waiting) -> Result<()> {
    let told = duties::last_done(&mut engine.db.read().await?, KIND, subject).await?;
    let since = matters.iter().flat_map(Matter::since).filter(|since| told.is_none_or(|told| *since > told)).min();
    if since.is_none_or(|since| since > waiting.until - (COMPANY - KNOWN_AFTER)) {
        return Ok(());
    }
    let alert = Alert { to, day: waiting.day, matters };
    let mail = render(engine, &alert).await?;
    let mut tx = engine.db.write().await?;
    if write(engine, &mut tx, subject, &alert, &mail, waiting.until).await? {
        tx.commit().await?;
        info!(to = subject, matters = alert.matters.len(), "alert written");
    }
    Ok(())
}

/// False, and nothing written, if an alert of this day is there.
async fn write(
    engine: &Engine,
    tx: &mut Tx,
    subject: &str,
    alert: &Alert,
    mail: &RenderedMail,
    until: DateTime<Utc>,
) -> Result<bool> {
    let now = engine.clock.now();
    let period = alert.day.to_string();
    let duty = NewDuty { kind: KIND, subject, period: &period, ordinal: 1, due_at: until };
    if !duties::open_done(tx, duty, &mail.subject, now).await? {
        return Ok(false);
    }
    Letter::alert(alert, subject).write(engine, tx, mail, now).await?;
    let text = format!("{} was told: {}", alert.to.email(), mail.subject);
    journal::append(tx, &JournalEntry::new(now, "trueup", "operator_alert", text)).await?;
    Ok(true)
}

async fn render(engine: &Engine, alert: &Alert) -> Result<RenderedMail> {
    let (templates, settings, alert) = (engine.templates.clone(), engine.settings.clone(), alert.clone());
    let task = move || document::render(&templates, &alert, &settings.seller, alert.to.language());
    rendering::render(task).await
}
