//! A partner's file has come: read it whole, keep it as the month's evidence, or reject it with all that is wrong.

use anyhow::Result;

use crate::domain::ids::CustomerId;
use crate::domain::month::Month;
use crate::domain::outcome::SourceKind;
use crate::domain::party::{Customer, Inventory};
use crate::domain::state::AuditState;
use crate::flow::Engine;
use crate::flow::collect::source_key;
use crate::flow::register::Register;
use crate::source::report::{self, Note, Rejected};
use crate::store::blobs::{self, Digest};
use crate::store::journal::{self, JournalEntry};
use crate::store::snapshots::{self, Listed, NewReport, NewSnapshot, SnapshotState};
use crate::store::{Tx, audits, owed};

/// A file that was taken in.
#[derive(Debug)]
pub struct Accepted {
    /// Devices in it.
    pub devices: u64,
    /// What its sender should know.
    pub notes: Vec<Note>,
    /// Whether an earlier file of the month made way for it.
    pub replaces: bool,
}

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Nobody of that id.
    #[error("there is no customer {0}; `trueup apply` declares them")]
    UnknownCustomer(CustomerId),
    /// Its devices are read elsewhere.
    #[error("the devices of {0} are read from Lens; a report would be counted beside them")]
    NotByReport(CustomerId),
    /// The audit that it would change is out.
    #[error(
        "{customer}: {month} has been audited and reported already (contract {contract}); the file was not taken in"
    )]
    Published {
        /// Whose.
        customer: CustomerId,
        /// The month.
        month: Month,
        /// The audited contract.
        contract: String,
    },
    /// The file itself.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Something of ours.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Takes in an inventory report for the running month.
pub async fn inventory(
    engine: &Engine,
    customer: &CustomerId,
    file_name: &str,
    bytes: &[u8],
) -> Result<Accepted, Refused> {
    let now = engine.clock.now();
    let month = engine.calendar.month(now);
    let mut tx = write(engine).await?;
    let register = Register::load(&mut tx).await?;
    let customer = register.customers.get(customer).ok_or_else(|| Refused::UnknownCustomer(customer.clone()))?;
    if customer.inventory != Inventory::Report {
        return Err(Refused::NotByReport(customer.id.clone()));
    }
    not_published(&mut tx, &register, customer, month).await?;
    let report = report::read(file_name, bytes)?;
    let file = Incoming { name: file_name, digest: Digest::of(bytes), report: &report };
    let replaces = keep(engine, &mut tx, customer, month, &file).await?;
    tx.commit().await.map_err(anyhow::Error::from)?;
    Ok(Accepted { devices: report.observations.len() as u64, notes: report.notes, replaces })
}

async fn write(engine: &Engine) -> Result<Tx> {
    Ok(engine.db.write().await?)
}

async fn not_published(tx: &mut Tx, register: &Register, customer: &Customer, month: Month) -> Result<(), Refused> {
    for (id, declared) in &register.contracts {
        if declared.contract.customer != customer.id {
            continue;
        }
        let audit = audits::find(tx, id, month).await.map_err(anyhow::Error::from)?;
        if audit.is_some_and(|audit| audit.state == AuditState::Audited) {
            return Err(Refused::Published { customer: customer.id.clone(), month, contract: id.to_string() });
        }
    }
    Ok(())
}

/// A file that was read.
struct Incoming<'a> {
    name: &'a str,
    /// Over the bytes as the partner sent them, so that it can check what was counted (R17).
    digest: Digest,
    report: &'a report::Report,
}

/// Keeps the file and its devices as the newest snapshot of the month.
async fn keep(engine: &Engine, tx: &mut Tx, customer: &Customer, month: Month, file: &Incoming<'_>) -> Result<bool> {
    let (now, report) = (engine.clock.now(), file.report);
    let earlier = snapshots::latest(tx, &customer.id, month).await?;
    if let Some(earlier) = earlier.as_ref().filter(|earlier| earlier.state != SnapshotState::Superseded) {
        snapshots::supersede(tx, &earlier.id).await?;
    }
    let mut lines = Vec::new();
    for device in &report.observations {
        serde_json::to_writer(&mut lines, device)?;
        lines.push(b'\n');
    }
    let chunk = blobs::put(tx, &lines).await?;
    let original = blobs::put(tx, &report.stripped).await?;
    let devices = report.observations.len() as u64;
    let attempt = earlier.as_ref().map_or(1, |earlier| earlier.attempt + 1);
    let source_key = source_key(customer);
    let of = NewSnapshot { customer: &customer.id, month, attempt, kind: SourceKind::Report, source_key: &source_key };
    let listed = Listed { digest: &file.digest, devices, names: &[] };
    let new = NewReport { of, file_name: file.name, original: &original, chunk: &chunk, listed };
    snapshots::insert_report(tx, new, now).await?;
    owed::evidence_has_come(tx, &customer.id, month).await?;
    let text = format!("{}: {devices} devices, {}, kept as {original}", file.name, file.digest);
    let entry = JournalEntry {
        customer: Some(customer.id.clone()),
        month: Some(month),
        ..JournalEntry::new(now, &engine.by, "inventory_taken_in", text)
    };
    journal::append(tx, &entry).await?;
    Ok(earlier.is_some())
}
