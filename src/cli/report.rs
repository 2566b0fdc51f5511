//! `trueup report`: the stored report again, byte for byte; `--verify` makes it anew and compares.

use std::path::Path;

use anyhow::{Context, anyhow};

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, ReportFormat};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::state::AuditState;
use crate::flow::verify::{self, Comparison, Proof, Proved};
use crate::store::documents::{self, DocumentKind, Format};
use crate::store::{Tx, audits, blobs};

/// What is asked of a report.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) contract: &'a ContractId,
    pub(super) month: Option<Month>,
    pub(super) format: ReportFormat,
    pub(super) output: Option<&'a Path>,
    pub(super) verify: bool,
}

/// Writes it to a file or to stdout, or proves it.
pub(super) async fn report(global: &Global, wanted: Wanted<'_>) -> Result<Exit, Failure> {
    let for_people = matches!(wanted.format, ReportFormat::Html | ReportFormat::Text | ReportFormat::Json);
    if !for_people && !global.json && wanted.output.is_none() {
        print::refuse_terminal("--output FILE")?;
    }
    let engine = app::open(global, Access::Read).await?;
    let month = app::month(&engine, wanted.month);
    let mut tx = engine.db.read().await?;
    let audit = audits::find(&mut tx, wanted.contract, month).await?;
    let audit = audit.filter(|audit| audit.state == AuditState::Audited);
    let Some(audit) = audit else {
        drop(tx);
        return Err(app::not_audited(&engine, wanted.contract, month, "report").await);
    };
    if wanted.verify {
        drop(tx);
        return prove(global, &verify::verify(&engine, &audit).await?);
    }
    let format = match if global.json { ReportFormat::Json } else { wanted.format } {
        ReportFormat::Json => None,
        ReportFormat::Html => Some(Format::Html),
        ReportFormat::Text => Some(Format::Text),
        ReportFormat::Pdf => Some(Format::Pdf),
        ReportFormat::Xlsx => Some(Format::Xlsx),
    };
    let bytes = match format {
        None => {
            let outcome = audits::outcome(&mut tx, &audit.id).await?;
            let mut text = serde_json::to_vec_pretty(&outcome)?;
            text.push(b'\n');
            text
        }
        Some(format) => stored(&mut tx, &audit.id, format).await?,
    };
    match wanted.output {
        Some(path) => {
            std::fs::write(path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
        }
        None => print::bytes(&bytes)?,
    }
    Ok(Exit::Done)
}

async fn stored(tx: &mut Tx, audit: &str, format: Format) -> Result<Vec<u8>, Failure> {
    let stored = documents::of_audit(tx, audit).await?;
    let newest = stored
        .into_iter()
        .filter(|document| document.key.kind == DocumentKind::CsmReport && document.key.format == format);
    let newest = newest.max_by_key(|document| document.key.version);
    let newest = newest.ok_or_else(|| match format {
        Format::Pdf => anyhow!("this report has no PDF: it was made by a program without the feature `pdf`"),
        Format::Html | Format::Text | Format::Png | Format::Xlsx => anyhow!("the audit has no stored report"),
    })?;
    let content = blobs::get(tx, &newest.content).await?;
    Ok(content.ok_or_else(|| anyhow!("the stored report is gone: no blob {}", newest.content))?)
}

/// Says of each document whether it came out again byte for byte, and why one may not have.
fn prove(global: &Global, proof: &Proof) -> Result<Exit, Failure> {
    let exit = if proof.holds() { Exit::Done } else { Exit::Failed };
    if global.json {
        print::json(proof)?;
        return Ok(exit);
    }
    for Proved { name, result, stored } in &proof.documents {
        let word = match result {
            Comparison::Same => "the same",
            Comparison::Different => "DIFFERENT",
            Comparison::NotBuiltIn => "not checked: this program was built without PDF",
        };
        print::out(format!("{name}: {word} ({stored})"))?;
    }
    if !proof.same_templates {
        print::note("the audit was made with other templates than those in use");
    }
    if !proof.same_program {
        print::note("the audit was made by another version of the program");
    }
    if !proof.holds() && proof.same_templates && proof.same_program {
        print::note("templates and program are those of the audit: the name or the brand in [seller] may have changed");
    }
    Ok(exit)
}
