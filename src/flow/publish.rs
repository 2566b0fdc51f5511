//! Publishing: one transaction in which an audit's facts, documents and letters come to be, or none of them.

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};

use crate::domain::outcome::{IssuedQuote, Outcome, Reopened};
use crate::domain::state::QuoteState;
use crate::flow::audit::{Ready, Rendered};
use crate::flow::letter::Letter;
use crate::flow::register::Register;
use crate::flow::{Engine, duty, release, workbook};
use crate::store::audits::Audit;
use crate::store::journal::{self, JournalEntry};
use crate::store::lease::Lease;
use crate::store::quotes::{self, Change, NewQuote};
use crate::store::{Tx, audits, blobs};

/// Writes down what an audit found, guarded by its lease.
pub async fn publish(
    engine: &Engine,
    register: &Register,
    audit: &Audit,
    lease: &Lease,
    ready: &Ready,
    rendered: &Rendered,
    snapshot: &str,
) -> Result<()> {
    let now = engine.clock.now();
    let outcome = &ready.outcome;
    let mut tx = engine.db.write().await?;
    // First, so that whoever lost the lease stops here.
    audits::publish(&mut tx, &audit.id, &lease.token, snapshot, outcome, now).await?;
    blobs::put(&mut tx, register.catalogue_text.as_bytes()).await?;
    if let Some(content) = engine.settings.seller.brand.logo.as_ref().and_then(|logo| logo.content.as_ref()) {
        blobs::put(&mut tx, content).await?;
    }
    if let Some(replacements) = &ready.replacements {
        blobs::put(&mut tx, replacements.as_bytes()).await?;
    }
    let writer = Writer { engine, audit, outcome, now };
    if let Some(issued) = &outcome.quote {
        writer.quote(&mut tx, issued).await?;
    }
    writer.withdraw(&mut tx).await?;
    let files = [workbook::keep_report(&mut tx, &audit.id, outcome, &rendered.workbook, now).await?];
    Letter::csm_report(&audit.id, outcome, &files).write(engine, &mut tx, &rendered.report, now).await?;
    if let Some(copy) = &rendered.copy {
        let readers = outcome.parties.report_readers();
        for letter in Letter::report_copies(&audit.id, outcome, &readers) {
            letter.write(engine, &mut tx, copy, now).await?;
        }
    }
    if let (Some(issued), Some((mail, book))) = (&outcome.quote, &rendered.quote) {
        let files = [workbook::keep_quote(&mut tx, &audit.id, outcome, &issued.quote.number, book, now).await?];
        Letter::true_up_quote(&audit.id, outcome, &issued.quote, &files).write(engine, &mut tx, mail, now).await?;
    }
    if let (Some(issued), Some(mail)) = (&outcome.quote, &rendered.held) {
        Letter::held_quote(outcome, &issued.quote).write(engine, &mut tx, mail, now).await?;
    }
    writer.journal(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

struct Writer<'a> {
    engine: &'a Engine,
    audit: &'a Audit,
    outcome: &'a Outcome,
    now: DateTime<Utc>,
}

impl Writer<'_> {
    async fn quote(&self, tx: &mut Tx, issued: &IssuedQuote) -> Result<()> {
        let number = &issued.quote.number;
        if let Some(earlier) = &issued.quote.supersedes {
            let open: Vec<_> = QuoteState::ALL.iter().copied().filter(|state| state.is_open()).collect();
            let change = Change { to: QuoteState::Superseded, by: "trueup", reason: Some(number) };
            if !quotes::change(tx, earlier, &open, change, self.now).await? {
                // A person withdrew it meanwhile: what it is compared with has changed.
                bail!("quote {earlier} was answered or withdrawn while the audit was made; the audit is tried again");
            }
            release::call_back(tx, earlier, self.now).await?;
        }
        let reasons: Vec<_> = issued.held.iter().map(|reason| reason.as_str()).collect();
        let reason = reasons.join(", ");
        let by = if issued.state == QuoteState::Approved { "auto" } else { "trueup" };
        let first = Change { to: issued.state, by, reason: (!reason.is_empty()).then_some(&reason) };
        let (customer, partner) = (&self.outcome.contract.customer, &self.outcome.parties.partner.id);
        let new = NewQuote { quote: &issued.quote, customer, partner, audit: &self.audit.id };
        quotes::insert(tx, new, first, self.now).await?;
        if let (Some(issued_on), Some(valid_until)) = (issued.issued_on, issued.valid_until) {
            quotes::set_issued(tx, number, issued_on, valid_until).await?;
            duty::owe_of_quote(self.engine, tx, self.outcome, number, valid_until).await?;
        }
        Ok(())
    }

    /// The quote of an audit that was opened again, if no true-up is due any more.
    async fn withdraw(&self, tx: &mut Tx) -> Result<()> {
        let Some(Reopened { by, reason, quote: Some(number), .. }) = &self.outcome.reopened else { return Ok(()) };
        if self.outcome.quote.is_some() {
            return Ok(());
        }
        let open: Vec<_> = QuoteState::ALL.iter().copied().filter(|state| state.is_open()).collect();
        let change = Change { to: QuoteState::Withdrawn, by, reason: Some(reason) };
        if !quotes::change(tx, number, &open, change, self.now).await? {
            bail!("quote {number} was answered or withdrawn while the month was audited again; nothing was changed");
        }
        release::call_back(tx, number, self.now).await
    }

    async fn journal(&self, tx: &mut Tx) -> Result<()> {
        let outcome = self.outcome;
        let accepted = outcome.accepted.as_ref();
        let by = accepted.map_or("trueup", |accepted| &accepted.by);
        let text = format!("{} counted of {} listed", outcome.source.counted, outcome.source.listed);
        let about = |action: &str, text: String| JournalEntry {
            contract: Some(outcome.contract.id.clone()),
            customer: Some(outcome.contract.customer.clone()),
            month: Some(outcome.month),
            ..JournalEntry::new(self.now, by, action, text)
        };
        if let Some(Reopened { by, reason, version, .. }) = &outcome.reopened {
            let text = format!("version {version} is replaced by version {}", outcome.version);
            let entry = about("audit_reopened", text);
            let entry = JournalEntry { by: by.clone(), reason: Some(reason.clone()), ..entry };
            journal::append(tx, &entry).await?;
        }
        let published = if accepted.is_some() { "audit_accepted" } else { "audit_published" };
        let reason = accepted.map(|accepted| format!("{} ({})", accepted.reason, accepted.objections.join("; ")));
        journal::append(tx, &JournalEntry { reason, ..about(published, text) }).await?;
        if let Some(issued) = &outcome.quote {
            let total = issued.quote.total.map_or_else(|| "price to confirm".to_owned(), |total| total.to_string());
            let text = format!("{}, {total} {}, {}", issued.quote.number, issued.quote.currency, issued.state.as_str());
            let subject = Some(issued.quote.number.clone());
            journal::append(tx, &JournalEntry { subject, ..about("quote_issued", text) }).await?;
        }
        Ok(())
    }
}
