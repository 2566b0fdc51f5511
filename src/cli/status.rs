//! `trueup status`: where every audit of a month stands.

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Colour, Global};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, Tone, or_dash, plain};
use crate::domain::audit::LineState;
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::rma::RmaState;
use crate::domain::state::{AuditState, LetterState, QuoteState};
use crate::flow::status::{self, AuditStatus, Status};

/// Shows it.
pub(super) async fn show(
    global: &Global,
    month: Option<Month>,
    contracts: &[ContractId],
    exit_code: bool,
) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    let month = app::month(&engine, month);
    app::known(&engine, contracts).await?;
    let status = status::status(&engine, month, contracts).await?;
    print(global, &status)?;
    Ok(if exit_code { exit(&status) } else { Exit::Done })
}

/// 3 if something needs a person or is not out yet.
pub(super) fn exit(status: &Status) -> Exit {
    if status.needs_person() { Exit::NeedsPerson } else { Exit::Done }
}

/// Prints it as JSON or as a table.
pub(super) fn print(global: &Global, status: &Status) -> Result<(), Failure> {
    if global.json {
        return Ok(print::json(status)?);
    }
    if status.audits.is_empty() {
        return Ok(print::out(format_args!("{}: no audits", status.month))?);
    }
    table(global.color, status)?;
    for audit in &status.audits {
        if let (false, Some(text)) = (audit.state == AuditState::Audited, &audit.reason_text) {
            print::out(format_args!("{} {}: {text}", audit.contract, audit.state.as_str()))?;
        }
        if let Some(rma) = audit.rma.as_ref().filter(|rma| rma.state != RmaState::Ok) {
            let rate = rma.rate_percent.as_deref().unwrap_or("-");
            print::out(format_args!(
                "{} RMA {}: {} of {} allowed units ({rate} %), {}",
                audit.contract,
                rma.year,
                rma.units,
                rma.allowed,
                rma.state.as_str()
            ))?;
        }
    }
    for number in &status.waiting_notices {
        print::out(format_args!("notice {number} waits for a person: trueup notice show {number}"))?;
    }
    if status.unmatched_rows > 0 {
        let rows = status.unmatched_rows;
        print::out(format_args!("RMA rows that match no customer: {rows}; trueup rma list --unmatched"))?;
    }
    Ok(())
}

/// A row per category, the audit's own cells in the first of them.
fn table(colour: Colour, status: &Status) -> Result<(), Failure> {
    let header =
        [&status.month.to_string(), "customer", "audit", "category", "T", "B", "N", "%", "line", "quote", "letters"];
    let mut columns = Columns::new(colour, &header).right(&[4, 5, 6, 7]);
    for audit in &status.audits {
        let mut first = true;
        for category in &audit.categories {
            let (name, compared_with, baseline, counted, percent, state) = category.in_short();
            let mut row = head(audit, first);
            row.extend([
                plain(name),
                plain(compared_with),
                plain(baseline),
                or_dash(counted),
                or_dash(percent),
                (state.as_str().to_owned(), line_tone(state)),
            ]);
            row.extend(tail(audit, first));
            columns.row(row);
            first = false;
        }
        if audit.categories.is_empty() {
            let mut row = head(audit, true);
            row.extend(std::iter::repeat_n(plain("-"), 6));
            row.extend(tail(audit, true));
            columns.row(row);
        }
    }
    Ok(columns.print()?)
}

fn head(audit: &AuditStatus, first: bool) -> Vec<(String, Tone)> {
    if !first {
        return vec![plain(""), plain(""), plain("")];
    }
    let tone = match audit.state {
        AuditState::Audited => Tone::Good,
        AuditState::Due | AuditState::Collecting | AuditState::Waiting | AuditState::NotAudited => Tone::Watch,
        AuditState::Held | AuditState::Failed => Tone::Bad,
    };
    vec![plain(&audit.contract), plain(&audit.customer), (audit.state.as_str().to_owned(), tone)]
}

fn tail(audit: &AuditStatus, first: bool) -> Vec<(String, Tone)> {
    if !first {
        return vec![plain(""), plain("")];
    }
    let quote = audit.quote.as_ref().map_or_else(
        || plain("-"),
        |quote| {
            let waits = matches!(quote.state, QuoteState::Draft | QuoteState::Held);
            let tone = if waits { Tone::Bad } else { Tone::Plain };
            (format!("{} {}", quote.state.as_str(), quote.amount()), tone)
        },
    );
    let out = audit.letters.iter().filter(|letter| letter.state == LetterState::Sent).count();
    let all = audit.letters.len();
    let letters = if all == 0 { plain("-") } else { plain(format!("{out}/{all} sent")) };
    vec![quote, letters]
}

fn line_tone(state: LineState) -> Tone {
    match state {
        LineState::Ok => Tone::Good,
        LineState::Watch => Tone::Watch,
        LineState::Action => Tone::Bad,
        LineState::Unaudited => Tone::Plain,
    }
}
