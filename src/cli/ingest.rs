//! `trueup ingest`: files that partners send.

use std::path::Path;

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Ingest};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, Tone, plain};
use crate::domain::ids::{CustomerId, PartnerId};
use crate::domain::month::Month;
use crate::domain::rma::LeftOut;
use crate::flow::intake::{self, Refused};
use crate::flow::rma_intake::{self, Accepted, Again, Amount, Left};

/// Takes a file in.
pub(super) async fn ingest(global: &Global, what: &Ingest) -> Result<Exit, Failure> {
    match what {
        Ingest::Inventory { file, customer, month } => inventory(global, file, customer, *month).await,
        Ingest::Rma { file, partner } => rma(global, file, partner.as_ref()).await,
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

/// So many lines of a kind are printed; `--json` lists them all.
const SHOWN: usize = 50;

async fn rma(global: &Global, file: &Path, partner: Option<&PartnerId>) -> Result<Exit, Failure> {
    let (name, bytes) = (app::file_name(file)?, app::read_file(file)?);
    let engine = app::open(global, Access::Write).await?;
    let accepted = match rma_intake::rma(&engine, partner, &name, bytes).await {
        Ok(accepted) => accepted,
        Err(refused @ rma_intake::Refused::UnknownPartner(_)) => return Err(Failure::usage(refused.to_string())),
        Err(rma_intake::Refused::Failed(error)) => return Err(Failure::Failed(error)),
        Err(refused @ rma_intake::Refused::Rejected(_)) => return Err(refused.into()),
    };
    accepted.notes.iter().for_each(|note| print::warning(format_args!("{name}: {note}")));
    if global.json {
        let mut document = serde_json::to_value(&accepted).map_err(anyhow::Error::from)?;
        document["file"] = name.into();
        document["partner"] = partner.map(PartnerId::as_str).into();
        print::json(&document)?;
    } else {
        rma_table(global, &name, &accepted)?;
    }
    Ok(if accepted.needs_person() { Exit::NeedsPerson } else { Exit::Done })
}

fn rma_table(global: &Global, name: &str, accepted: &Accepted) -> Result<(), Failure> {
    let mut columns = Columns::new(global.color, &["RMA lines", "rows", "units"]).right(&[1, 2]);
    let mut row = |what: String, amount: Amount, tone: Tone| {
        columns.row([(what, tone), plain(amount.rows), plain(amount.units)]);
    };
    let mut corrected = Amount::default();
    accepted.corrected.iter().for_each(|line| corrected.add(line.units));
    row("new".to_owned(), accepted.new, Tone::Plain);
    row("corrected".to_owned(), corrected, Tone::Plain);
    row("unchanged".to_owned(), accepted.unchanged, Tone::Plain);
    for reason in LeftOut::ALL {
        let mut amount = Amount::default();
        let mut tone = Tone::Plain;
        for left in accepted.left_out.iter().filter(|left| left.reason == *reason) {
            amount.add(left.units);
            tone = if left.needs_person { Tone::Bad } else { tone };
        }
        if amount.rows > 0 {
            row(format!("left out: {}", reason.as_str().replace('_', " ")), amount, tone);
        }
    }
    if !accepted.unmatched.is_empty() {
        let rows = accepted.unmatched.len();
        columns.row([("unmatched".to_owned(), Tone::Bad), plain(rows), plain("-")]);
    }
    columns.print()?;
    section("corrected", &accepted.corrected, |line| format!("row {}, {}: {}", line.row, line.key, line.told()))?;
    let known = |line: &Again| format!("{}: {}", line.key, line.text);
    section("of earlier files, known now", &accepted.known_now, known)?;
    section("unmatched, to be looked at", &accepted.unmatched, ToString::to_string)?;
    let left = |left: &Left| format!("{}: {}", left.reason.as_str(), left.finding);
    section("left out of the threshold", &accepted.left_out, left)?;
    section("taken in, but odd", &accepted.flagged, ToString::to_string)?;
    let rows = accepted.rows;
    Ok(print::out(format_args!(
        "{name}: {rows} RMA lines taken in; `trueup rma list` shows them, `trueup run` tells what follows"
    ))?)
}

fn section<T>(head: &str, of: &[T], line: impl Fn(&T) -> String) -> Result<(), Failure> {
    if of.is_empty() {
        return Ok(());
    }
    print::out("")?;
    print::out(format_args!("{head}:"))?;
    for one in of.iter().take(SHOWN) {
        print::out(format_args!("  {}", line(one)))?;
    }
    if of.len() > SHOWN {
        print::out(format_args!("  and {} more, which --json lists", of.len() - SHOWN))?;
    }
    Ok(())
}
