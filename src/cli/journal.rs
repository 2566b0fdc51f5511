//! `trueup journal`: who or what changed what, when, and why.

use chrono::NaiveDate;
use serde_json::json;

use crate::cli::app::{self, Access};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, or_dash, plain};
use crate::domain::ids::ContractId;
use crate::store::journal::{self, JournalEntry};

/// Prints it, oldest first.
pub(super) async fn journal(
    global: &Global,
    contract: Option<&ContractId>,
    since: Option<NaiveDate>,
) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    app::known(&engine, contract.map(std::slice::from_ref).unwrap_or_default()).await?;
    let since = since.map(|day| engine.calendar.start_of(day));
    let mut tx = engine.db.read().await?;
    let entries = journal::list(&mut tx, contract, since).await?;
    if global.json {
        print::json(&entries.iter().map(as_json).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let mut columns = Columns::new(global.color, &["at", "by", "action", "contract", "month", "what", "why"]);
    for entry in &entries {
        columns.row([
            plain(entry.at.format("%Y-%m-%d %H:%M:%S UTC")),
            plain(&entry.by),
            plain(&entry.action),
            or_dash(entry.contract.as_ref()),
            or_dash(entry.month),
            plain(&entry.text),
            or_dash(entry.reason.as_ref()),
        ]);
    }
    columns.print()?;
    Ok(Exit::Done)
}

fn as_json(entry: &JournalEntry) -> serde_json::Value {
    json!({
        "at": entry.at, "by": entry.by, "action": entry.action, "contract": entry.contract, "customer": entry.customer,
        "month": entry.month, "subject": entry.subject, "text": entry.text, "reason": entry.reason,
    })
}
