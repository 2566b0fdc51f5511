//! `trueup ingest`: files that partners send.

use std::path::Path;

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Ingest};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::domain::ids::CustomerId;
use crate::domain::month::Month;
use crate::flow::intake::{self, Refused};

/// Takes a file in.
pub(super) async fn ingest(global: &Global, what: &Ingest) -> Result<Exit, Failure> {
    match what {
        Ingest::Inventory { file, customer, month } => inventory(global, file, customer, *month).await,
    }
}

async fn inventory(global: &Global, file: &Path, customer: &CustomerId, month: Option<Month>) -> Result<Exit, Failure> {
    let (name, bytes) = (app::file_name(file)?, app::read_file(file)?);
    let (engine, month) = app::open_month(global, month, Access::Write).await?;
    let accepted = match intake::inventory(&engine, customer, &name, &bytes).await {
        Ok(accepted) => accepted,
        Err(refused @ (Refused::UnknownCustomer(_) | Refused::NotByReport(_))) => {
            return Err(Failure::usage(refused.to_string()));
        }
        Err(Refused::Failed(error)) => return Err(Failure::Failed(error)),
        Err(refused @ (Refused::Published { .. } | Refused::Rejected(_))) => return Err(refused.into()),
    };
    accepted.notes.iter().for_each(|note| print::warning(format_args!("{name}: {note}")));
    if global.json {
        print::json(&serde_json::json!({
            "customer": customer, "month": month, "file": name, "devices": accepted.devices,
            "replaces_earlier": accepted.replaces, "notes": accepted.notes.iter().map(ToString::to_string).collect::<Vec<_>>()
        }))?;
    } else {
        let replaces = if accepted.replaces { ", in place of the file before" } else { "" };
        let devices = accepted.devices;
        print::out(format_args!(
            "{name}: {devices} devices of {customer} taken in for {month}{replaces}; `trueup run` audits them"
        ))?;
    }
    Ok(Exit::Done)
}
