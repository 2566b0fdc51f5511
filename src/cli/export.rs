//! `trueup export`: every listed device of an audit with its verdict, counted anew from the evidence.

use std::sync::Arc;

use anyhow::Context;

use crate::cli::app::{self, Access};
use crate::cli::arguments::{DeviceFormat, Export, Global};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::document::devices::DeviceList;
use crate::domain::catalogue::Catalogue;
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::replaced::Replacements;
use crate::domain::state::AuditState;
use crate::flow::counting::{self, Measure};
use crate::flow::{Engine, collect};
use crate::store::{audits, blobs};

/// Writes it to stdout.
pub(super) async fn export(global: &Global, what: &Export) -> Result<Exit, Failure> {
    match what {
        Export::Devices { contract, month, format: DeviceFormat::Csv, with_names } => {
            let engine = app::open(global, Access::Read).await?;
            let month = app::month(&engine, *month);
            print::bytes(&devices(&engine, contract, month, *with_names).await?)?;
            Ok(Exit::Done)
        }
    }
}

/// Counts under the catalogue and the contract of then, so that the list proves the numbers of the report.
async fn devices(engine: &Engine, contract: &ContractId, month: Month, with_names: bool) -> Result<Vec<u8>, Failure> {
    let mut tx = engine.db.read().await?;
    let audit = audits::find(&mut tx, contract, month).await?;
    let audit = audit.filter(|audit| audit.state == AuditState::Audited);
    let Some(audit) = audit else {
        drop(tx);
        return Err(app::not_audited(engine, contract, month, "device list").await);
    };
    let outcome = audits::outcome(&mut tx, &audit.id).await?.context("an audited audit has an outcome")?;
    let digest = outcome.made_with.catalogue.parse()?;
    let catalogue = blobs::get(&mut tx, &digest)
        .await?
        .with_context(|| format!("the catalogue of {month} is gone: no blob {digest}"))?;
    let replacements = match &outcome.made_with.replacements {
        None => Replacements::default(),
        Some(digest) => {
            let found = blobs::get(&mut tx, &digest.parse()?).await?;
            let found = found.with_context(|| format!("what was replaced by {month} is gone: no blob {digest}"))?;
            serde_json::from_slice(&found).context("what was replaced cannot be read")?
        }
    };
    drop(tx);
    let catalogue = Catalogue::from_text(std::str::from_utf8(&catalogue)?)?;
    let taken = collect::stored(engine, audit.snapshot.as_deref().context("an audited audit has a snapshot")?).await?;
    let measure = Measure {
        catalogue: Arc::new(catalogue),
        contract: Arc::new(outcome.contract),
        taken_at: taken.facts.taken_at,
        day: engine.calendar.day(taken.facts.taken_at),
        replacements: Arc::new(replacements),
    };
    let list = DeviceList::unbounded(with_names, taken.facts.taken_at)?;
    let (_, list) = counting::count(&engine.db, &taken.evidence, &measure, Some(list)).await?;
    let list = list.context("the list was given to be written")?;
    let file = list.finish("devices")?;
    Ok(file.context("an unbounded list is always finished")?.bytes)
}
