//! `trueup report`: the stored report again, byte for byte.

use std::path::Path;

use anyhow::Context;

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, ReportFormat};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::state::AuditState;
use crate::store::documents::{self, DocumentKind, Format};
use crate::store::{audits, blobs};

/// Writes it to a file or to stdout.
pub(super) async fn report(
    global: &Global,
    contract: &ContractId,
    month: Option<Month>,
    format: ReportFormat,
    output: Option<&Path>,
) -> Result<Exit, Failure> {
    if format == ReportFormat::Xlsx && !global.json && output.is_none() {
        print::refuse_terminal("--output FILE")?;
    }
    let engine = app::open(global, Access::Read).await?;
    let month = app::month(&engine, month);
    let mut tx = engine.db.read().await?;
    let audit = audits::find(&mut tx, contract, month).await?;
    let audit = audit.filter(|audit| audit.state == AuditState::Audited);
    let Some(audit) = audit else {
        drop(tx);
        return Err(app::not_audited(&engine, contract, month, "report").await);
    };
    let format = if global.json { ReportFormat::Json } else { format };
    let bytes = match format {
        ReportFormat::Json => {
            let outcome = audits::outcome(&mut tx, &audit.id).await?;
            let mut text = serde_json::to_vec_pretty(&outcome)?;
            text.push(b'\n');
            text
        }
        ReportFormat::Html | ReportFormat::Text | ReportFormat::Xlsx => {
            let wanted = match format {
                ReportFormat::Html => Format::Html,
                ReportFormat::Xlsx => Format::Xlsx,
                ReportFormat::Text | ReportFormat::Json => Format::Text,
            };
            let stored = documents::of_audit(&mut tx, &audit.id).await?;
            let newest = stored
                .into_iter()
                .filter(|document| document.key.kind == DocumentKind::CsmReport && document.key.format == wanted);
            let newest = newest.max_by_key(|document| document.key.version);
            let newest = newest.ok_or_else(|| anyhow::anyhow!("the audit has no stored report"))?;
            let content = blobs::get(&mut tx, &newest.content).await?;
            content.ok_or_else(|| anyhow::anyhow!("the stored report is gone: no blob {}", newest.content))?
        }
    };
    match output {
        Some(path) => {
            std::fs::write(path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
        }
        None => print::bytes(&bytes)?,
    }
    Ok(Exit::Done)
}
