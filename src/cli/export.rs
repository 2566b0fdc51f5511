//! `trueup export`: every listed device of an audit with its verdict, counted anew from the evidence.

use anyhow::Context;

use crate::cli::app::{self, Access};
use crate::cli::arguments::{DeviceFormat, Export, Global};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::document::devices::DeviceList;
use crate::document::workbook::{self, BookFacts, DeviceSheets};
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::outcome::Outcome;
use crate::domain::state::AuditState;
use crate::flow::Engine;
use crate::flow::counting::Listing;
use crate::flow::workbook::list_again;
use crate::store::audits;

/// Writes it to stdout.
pub(super) async fn export(global: &Global, what: &Export) -> Result<Exit, Failure> {
    match what {
        Export::Devices { contract, month, format, with_names } => {
            if *format == DeviceFormat::Xlsx {
                print::refuse_terminal("> devices.xlsx")?;
            }
            let engine = app::open(global, Access::Read).await?;
            let month = app::month(&engine, *month);
            let outcome = published(&engine, contract, month).await?;
            let bytes = match format {
                DeviceFormat::Csv => csv(&engine, &outcome, *with_names).await?,
                DeviceFormat::Xlsx => xlsx(&engine, &outcome, *with_names).await?,
            };
            print::bytes(&bytes)?;
            Ok(Exit::Done)
        }
    }
}

async fn published(engine: &Engine, contract: &ContractId, month: Month) -> Result<Outcome, Failure> {
    let mut tx = engine.db.read().await?;
    let audit = audits::find(&mut tx, contract, month).await?;
    let audit = audit.filter(|audit| audit.state == AuditState::Audited);
    let Some(audit) = audit else {
        drop(tx);
        return Err(app::not_audited(engine, contract, month, "device list").await);
    };
    Ok(audits::outcome(&mut tx, &audit.id).await?.context("an audited audit has an outcome")?)
}

async fn csv(engine: &Engine, outcome: &Outcome, with_names: bool) -> anyhow::Result<Vec<u8>> {
    let list = Listing::Csv(Box::new(DeviceList::new(with_names)?));
    match list_again(engine, outcome, list).await? {
        Listing::Csv(list) => Ok(list.finish()?),
        Listing::Sheets(_) => anyhow::bail!("a list keeps its form"),
    }
}

/// The workbook of the report, in the language of its CSM, with the devices however many they are.
async fn xlsx(engine: &Engine, outcome: &Outcome, with_names: bool) -> anyhow::Result<Vec<u8>> {
    let language = outcome.parties.csm.language;
    let sheets = DeviceSheets::new(&engine.templates, language, with_names)?;
    let Listing::Sheets(sheets) = list_again(engine, outcome, Listing::Sheets(Box::new(sheets))).await? else {
        anyhow::bail!("a list keeps its form");
    };
    let facts = BookFacts { outcome, seller: &engine.settings.seller };
    Ok(workbook::of_report(&engine.templates, facts, Some(*sheets), language)?)
}
