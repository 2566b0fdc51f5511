//! What time alone brings. A duty is a row, unique in kind, subject, period and ordinal, claimed by the same lease code
//! as an audit, so that of many processes one does it.

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use tracing::{debug, error, info};

use crate::document::RenderedMail;
use crate::domain::digest::Digest;
use crate::domain::outcome::Outcome;
use crate::domain::state::QuoteState;
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::renewal::LENGTH;
use crate::flow::run::is_outage;
use crate::flow::{Engine, alert, digest, missing_report, quote_reminder, rma, rma_intake};
use crate::store::Tx;
use crate::store::duties::{self, Duty, NewDuty};
use crate::store::journal::{self, JournalEntry};
use crate::store::lease::Lease;
use crate::store::quotes::{self, Change};

/// A quote nobody answered becomes `expired` after its last day (A26).
const QUOTE_EXPIRY: &str = "quote_expiry";

/// Owes what time brings to a quote that is released now: reminders, and its expiry on the day after its last.
pub async fn owe_of_quote(
    engine: &Engine,
    tx: &mut Tx,
    outcome: &Outcome,
    number: &str,
    valid_until: NaiveDate,
) -> Result<()> {
    quote_reminder::owe(engine, tx, outcome, number, valid_until).await?;
    let next_day = valid_until.succ_opt().unwrap_or(valid_until);
    let due_at = engine.calendar.start_of(next_day);
    let period = next_day.to_string();
    let new = NewDuty { kind: QUOTE_EXPIRY, subject: number, period: &period, ordinal: 1, due_at };
    duties::open(tx, new, engine.clock.now()).await?;
    Ok(())
}

/// Does every duty that has fallen due; leaves the rest for later if the process is to end.
pub async fn do_all(engine: &Engine) -> Result<()> {
    digest::owe(engine).await?;
    alert::tell_all(engine).await?;
    // The inventories of these audits may have the serial numbers of rows that matched nobody.
    rma_intake::look(engine).await?;
    rma::notices::tell_all(engine).await?;
    let now = engine.clock.now();
    let (due, register) = {
        let mut tx = engine.db.read().await?;
        let due = duties::due(&mut tx, now).await?;
        if due.is_empty() {
            return Ok(());
        }
        (due, Register::load(&mut tx).await?)
    };
    let mut failed = None;
    for duty in due {
        if engine.stop.is_cancelled() {
            break;
        }
        engine.progress.step();
        if let Err(failure) = one(engine, &register, &duty, now).await {
            if failure.chain().any(is_outage) {
                return Err(failure);
            }
            // One that cannot be done keeps nobody else waiting; it stays owed.
            error!(duty.kind, duty.subject, error = format!("{failure:#}"), "duty failed; it is tried again");
            failed.get_or_insert(failure);
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Does one duty, unless somebody else does it or it is to be done later.
async fn one(engine: &Engine, register: &Register, duty: &Duty, now: DateTime<Utc>) -> Result<()> {
    // Rendered before the transaction; of two who do so at once, one claims the duty and writes.
    let Some(prepared) = prepare(engine, register, duty).await? else { return Ok(()) };
    // One transaction from the claim to the mark: nothing is sent or asked inside, so nothing waits for it.
    let mut tx = engine.db.write().await?;
    let lease = Lease::new(now, LENGTH);
    let Some(duty) = duties::claim(&mut tx, &duty.id, &lease, now).await? else { return Ok(()) };
    debug!(duty.id, duty.kind, "stage duty begins");
    let note = match prepared {
        Prepared::Expiry => expire(&mut tx, &duty.subject, now).await?.to_owned(),
        Prepared::Nothing(why) => why.to_owned(),
        Prepared::Digest(letter, told) => {
            let (digest, mail) = &*letter;
            Letter::csm_digest(digest, duty.ordinal).write(engine, &mut tx, mail, now).await?;
            told
        }
        Prepared::MissingReport(ready) => missing_report::write(engine, &mut tx, &duty, &ready, &lease).await?,
        Prepared::QuoteReminder(ready) => quote_reminder::write(engine, &mut tx, &duty, &ready, now).await?,
    };
    duties::done(&mut tx, &duty.id, &lease.token, &note, now).await?;
    tx.commit().await?;
    debug!(duty.id, duty.kind, "stage duty ends");
    Ok(())
}

/// What a duty takes to be done, made before its transaction.
enum Prepared {
    Expiry,
    Digest(Box<(Digest, RenderedMail)>, String),
    MissingReport(Box<missing_report::Ready>),
    QuoteReminder(Box<quote_reminder::Ready>),
    /// Why there is nothing to be done.
    Nothing(&'static str),
}

/// None if it is to be done later, or by others.
async fn prepare(engine: &Engine, register: &Register, duty: &Duty) -> Result<Option<Prepared>> {
    Ok(Some(match duty.kind.as_str() {
        QUOTE_EXPIRY => Prepared::Expiry,
        digest::KIND => match digest::prepare(engine, duty).await? {
            digest::Prepared::Letter(letter, told) => Prepared::Digest(letter, told),
            digest::Prepared::Nothing(why) => Prepared::Nothing(why),
        },
        missing_report::REQUEST | missing_report::REMINDER | missing_report::NOT_AUDITED => {
            match missing_report::prepare(engine, register, duty).await? {
                missing_report::Prepared::Letter(ready) => Prepared::MissingReport(ready),
                missing_report::Prepared::Nothing(why) => Prepared::Nothing(why),
                missing_report::Prepared::Later => return Ok(None),
            }
        }
        quote_reminder::KIND => match quote_reminder::prepare(engine, register, duty).await? {
            quote_reminder::Prepared::Letter(ready) => Prepared::QuoteReminder(ready),
            quote_reminder::Prepared::Nothing(why) => Prepared::Nothing(why),
        },
        // A newer program owed it; it is not ours to do.
        _ => return Ok(None),
    }))
}

async fn expire(tx: &mut Tx, number: &str, now: DateTime<Utc>) -> Result<&'static str> {
    let change = Change { to: QuoteState::Expired, by: "trueup", reason: None };
    if !quotes::change(tx, number, &[QuoteState::Sent], change, now).await? {
        return Ok("answered or replaced in time");
    }
    {
        let text = format!("{number} was not answered in time; later audits still compare with it (A26)");
        let mut entry = JournalEntry::new(now, "trueup", "quote_expired", text);
        entry.subject = Some(number.to_owned());
        if let Some(stored) = quotes::load(tx, number).await? {
            entry.contract = Some(stored.quote.contract);
        }
        journal::append(tx, &entry).await?;
        info!(quote.number = number, "quote expired");
    }
    Ok("expired")
}
