//! `trueup rma`: the lines of RMAs that were taken in, and where each stands.

use serde_json::{Value, json};

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Rma};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, Tone, or_dash, plain};
use crate::flow::rma_intake::{self, Standing, Wanted};
use crate::store::journal::JournalEntry;

/// Lists or shows.
pub(super) async fn rma(global: &Global, what: &Rma) -> Result<Exit, Failure> {
    match what {
        Rma::List { contract, year, unmatched, left_out, exit_code } => {
            let wanted = Wanted { contract: contract.clone(), year: *year, unmatched: *unmatched, left_out: *left_out };
            list(global, &wanted, *exit_code).await
        }
        Rma::Show { number } => show(global, number).await,
    }
}

async fn list(global: &Global, wanted: &Wanted, exit_code: bool) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    app::known(&engine, wanted.contract.as_slice()).await?;
    let rows = rma_intake::list(&engine, wanted).await?;
    if global.json {
        print::json(&rows.iter().map(as_json).collect::<Vec<_>>())?;
    } else {
        table(global, &rows)?;
    }
    let open = rows.iter().any(|standing| standing.needs_person);
    Ok(if exit_code && open { Exit::NeedsPerson } else { Exit::Done })
}

async fn show(global: &Global, number: &str) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    let lines = rma_intake::show(&engine, number).await?;
    if lines.is_empty() {
        return Err(app::unknown("RMA", number, "`trueup rma list` lists them"));
    }
    if global.json {
        let line = |(standing, history): &(Standing, Vec<JournalEntry>)| {
            let mut line = as_json(standing);
            line["history"] = history.iter().map(event).collect();
            line
        };
        print::json(&json!({"rma_number": number, "lines": lines.iter().map(line).collect::<Vec<_>>()}))?;
        return Ok(Exit::Done);
    }
    for (standing, history) in &lines {
        sheet(standing, history)?;
    }
    Ok(Exit::Done)
}

fn table(global: &Global, rows: &[Standing]) -> Result<(), Failure> {
    let header = ["RMA", "line", "authorised", "status", "units", "product", "customer", "threshold", "why"];
    let mut columns = Columns::new(global.color, &header).right(&[1, 4]);
    for standing in rows {
        let row = &standing.row;
        let tone = if standing.needs_person { Tone::Bad } else { Tone::Plain };
        columns.row([
            plain(&row.key.number),
            plain(row.key.line),
            or_dash(row.authorised_on),
            plain(row.status.as_str()),
            plain(row.quantity),
            or_dash(row.model.as_ref().or(row.product.as_ref()).or(row.part_number.as_ref())),
            or_dash(row.matched.as_ref().map(|matched| &matched.customer)),
            (in_short(standing), tone),
            or_dash(standing.text.as_ref()),
        ]);
    }
    columns.print()?;
    let units: u64 = rows.iter().map(|standing| u64::from(standing.row.quantity)).sum();
    let counted = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let lines = counted(rows.len() as u64, "line");
    Ok(print::out(format_args!("{lines}, {}", counted(units, "unit")))?)
}

/// `counted`, `unmatched`, or `left out: recall`.
fn in_short(standing: &Standing) -> String {
    match standing.left_out {
        Some(reason) => format!("{}: {}", standing.word(), reason.as_str().replace('_', " ")),
        None => standing.word().to_owned(),
    }
}

fn sheet(standing: &Standing, history: &[JournalEntry]) -> Result<(), Failure> {
    let row = &standing.row;
    print::out(format_args!("RMA {}  {}", row.key, in_short(standing)))?;
    let text = |text: &Option<String>| text.clone();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let facts = [
        ("why", text(&standing.text)),
        ("customer", row.matched.as_ref().map(|matched| format!("{}, by {}", matched.customer, matched.by.as_str()))),
        ("contract", standing.contract.as_ref().map(ToString::to_string)),
        (
            "as written",
            [&row.site_id, &row.customer].into_iter().flatten().cloned().reduce(|one, two| format!("{one}, {two}")),
        ),
        ("status", Some(row.status.as_str().to_owned())),
        ("units", Some(row.quantity.to_string())),
        ("product", text(&row.product)),
        ("part number", text(&row.part_number)),
        ("recognised as", text(&row.model)),
        ("category", row.category.map(|category| category.to_string())),
        ("serial failed", text(&row.serial_failed)),
        ("serial replacement", text(&row.serial_replacement)),
        ("reason", text(&row.reason_code)),
        ("case", text(&row.case_number)),
        ("requested", day(row.created_on)),
        ("authorised", day(row.authorised_on)),
        ("shipped", day(row.shipped_on)),
        ("return due", day(row.return_due_on)),
        ("returned", day(row.returned_on)),
        ("closed", day(row.closed_on)),
    ];
    for (label, value) in facts {
        if let Some(value) = value {
            print::out(format_args!("  {label}: {value}"))?;
        }
    }
    for entry in history {
        let at = entry.at.format("%Y-%m-%d %H:%M UTC");
        print::out(format_args!("  {at}  {} by {}: {}", entry.action, entry.by, entry.text))?;
    }
    Ok(())
}

fn as_json(standing: &Standing) -> Value {
    let row = &standing.row;
    json!({
        "rma_number": row.key.number, "rma_line": row.key.line, "threshold": standing.word().replace(' ', "_"),
        "reason": standing.left_out, "reason_text": standing.text, "needs_person": standing.needs_person,
        "customer": row.matched.as_ref().map(|matched| &matched.customer),
        "matched_by": row.matched.as_ref().map(|matched| matched.by), "contract": standing.contract,
        "partner": row.partner, "status": row.status, "units": row.quantity, "category": row.category,
        "model": row.model, "written": {"site_id": row.site_id, "customer": row.customer, "product": row.product},
        "part_number": row.part_number, "serial": row.serial_failed, "serial_replacement": row.serial_replacement,
        "reason_code": row.reason_code, "case_number": row.case_number, "created_on": row.created_on,
        "authorised_on": row.authorised_on, "shipped_on": row.shipped_on, "return_due_on": row.return_due_on,
        "returned_on": row.returned_on, "closed_on": row.closed_on,
    })
}

fn event(entry: &JournalEntry) -> Value {
    json!({"at": entry.at, "by": entry.by, "action": entry.action, "text": entry.text})
}
