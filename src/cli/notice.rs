//! `trueup notice`: what was told of RMA overage, and how it stands.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Notice as Arguments};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, Tone, or_dash, plain};
use crate::domain::rma::notice::{Notice, NoticeLine, NoticeState};
use crate::flow::rma::release::{self, Refused};
use crate::store::notices::{self, NoticeEvent, StoredNotice};

/// Lists, shows, releases or withdraws.
pub(super) async fn notice(global: &Global, what: &Arguments) -> Result<Exit, Failure> {
    match what {
        Arguments::List { exit_code } => list(global, *exit_code).await,
        Arguments::Show { number } => show(global, number).await,
        Arguments::Approve { number } => {
            let engine = app::open(global, Access::Write).await?;
            let released = release::approve(&engine, number).await.map_err(refused)?;
            let text = format_args!("{released}: approved by {}; `trueup run` delivers it", engine.by);
            print::done(global, &json!({"number": released, "approved_by": engine.by}), text)?;
            Ok(Exit::Done)
        }
        Arguments::Withdraw { number, reason } => {
            let engine = app::open(global, Access::Write).await?;
            release::withdraw(&engine, number, reason).await.map_err(refused)?;
            let text = format_args!("{number}: withdrawn by {}", engine.by);
            print::done(global, &json!({"number": number, "withdrawn_by": engine.by}), text)?;
            Ok(Exit::Done)
        }
    }
}

fn refused(refused: Refused) -> Failure {
    match refused {
        Refused::Unknown(_) => Failure::usage(refused.to_string()),
        Refused::Failed(error) => Failure::Failed(error),
        Refused::State { .. } | Refused::PriceMissing { .. } => refused.into(),
    }
}

async fn list(global: &Global, exit_code: bool) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    let mut tx = engine.db.read().await?;
    let notices = notices::list(&mut tx).await?;
    if global.json {
        let mut events = notices::events(&mut tx, None).await?;
        let all = notices.iter().map(|stored| {
            let events = events.remove(&stored.notice.number).unwrap_or_default();
            as_json(stored, &events)
        });
        print::json(&all.collect::<Vec<_>>())?;
    } else {
        table(global, &notices)?;
    }
    let waits = notices.iter().any(|stored| stored.state.waits());
    Ok(if exit_code && waits { Exit::NeedsPerson } else { Exit::Done })
}

async fn show(global: &Global, number: &str) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    let mut tx = engine.db.read().await?;
    let stored = notices::load(&mut tx, number).await?;
    let stored = stored.ok_or_else(|| app::unknown("notice", number, "`trueup notice list` lists them"))?;
    let events = notices::events(&mut tx, Some(number)).await?.remove(number).unwrap_or_default();
    if global.json {
        print::json(&as_json(&stored, &events))?;
    } else {
        sheet(global, &stored, &events)?;
    }
    Ok(Exit::Done)
}

fn table(global: &Global, notices: &[StoredNotice]) -> Result<(), Failure> {
    let header = ["notice", "state", "customer", "units", "allowed", "overage", "total", "issued on"];
    let mut columns = Columns::new(global.color, &header).right(&[3, 4, 5, 6]);
    for stored in notices {
        let (notice, position) = (&stored.notice, &stored.notice.position);
        columns.row([
            plain(&notice.number),
            state(stored.state),
            plain(&stored.customer),
            plain(position.units),
            plain(position.allowed),
            plain(position.overage),
            plain(total(notice)),
            or_dash(stored.issued_on),
        ]);
    }
    Ok(columns.print()?)
}

fn state(state: NoticeState) -> (String, Tone) {
    (state.as_str().to_owned(), if state.waits() { Tone::Bad } else { Tone::Plain })
}

fn sheet(global: &Global, stored: &StoredNotice, events: &[NoticeEvent]) -> Result<(), Failure> {
    let (notice, position) = (&stored.notice, &stored.notice.position);
    let kind = if notice.is_final { "final statement" } else { "position to date" };
    print::out(format_args!("{}  {}  {}, {kind}", notice.number, stored.state.as_str(), total(notice)))?;
    print::out(format_args!("customer {}, partner {}", stored.customer, stored.partner))?;
    if let Some(reason) = &stored.reason {
        print::out(format_args!("reason: {reason}"))?;
    }
    let rate = position.rate_percent.map_or_else(|| "-".to_owned(), |rate| format!("{rate} %"));
    print::out(format_args!(
        "{} up to {}: {} units of {} contracted since {} ({rate}), {} allowed, {} above",
        position.year,
        position.as_of,
        position.units,
        position.base,
        position.base_on,
        position.allowed,
        position.overage
    ))?;
    let header = ["RMA", "line", "authorised", "units", "part number", "model", "list price", "version", "amount"];
    let mut columns = Columns::new(global.color, &header).right(&[1, 3, 6, 8]);
    for NoticeLine { unit, list_price, amount } in &notice.lines {
        columns.row([
            plain(&unit.rma_number),
            plain(unit.rma_line),
            plain(unit.authorised_on),
            plain(unit.units),
            or_dash(unit.part_number.as_ref()),
            plain(&unit.model),
            or_dash(list_price.as_ref().map(|listed| listed.price.in_currency(notice.currency))),
            or_dash(list_price.as_ref().map(|listed| format!("{} {}", listed.list, listed.version))),
            or_dash(*amount),
        ]);
    }
    columns.print()?;
    for event in events {
        let reason = event.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let at = event.at.format("%Y-%m-%d %H:%M UTC");
        print::out(format_args!("{at}  {} by {}{reason}", event.state.as_str(), event.by))?;
    }
    Ok(())
}

fn total(notice: &Notice) -> String {
    notice.total.map_or_else(|| "price to confirm".to_owned(), |total| format!("{total} {}", notice.currency))
}

/// The shape of product.md section 6.
fn as_json(stored: &StoredNotice, events: &[NoticeEvent]) -> Value {
    let (notice, position) = (&stored.notice, &stored.notice.position);
    let line = |NoticeLine { unit, list_price, amount }: &NoticeLine| {
        let listed = list_price.as_ref();
        json!({
            "rma_number": unit.rma_number, "rma_line": unit.rma_line, "units": unit.units,
            "authorised_on": unit.authorised_on, "part_number": unit.part_number, "model": unit.model,
            "serial": unit.serial,
            "list_price": listed.map(|listed| listed.price.in_currency(notice.currency)),
            "price_list": listed.map(|listed| &listed.list), "price_version": listed.map(|listed| &listed.version),
            "amount": amount.map(|amount| amount.to_string()),
        })
    };
    let event = |event: &NoticeEvent| json!({"at": event.at.to_rfc3339_opts(SecondsFormat::Secs, true), "state": event.state, "by": event.by, "reason": event.reason});
    json!({
        "number": notice.number, "state": stored.state, "reason": stored.reason, "contract": notice.contract,
        "customer": stored.customer, "partner": stored.partner, "year": position.year, "version": notice.version,
        "final": notice.is_final, "issued_on": stored.issued_on, "currency": notice.currency,
        "total": notice.total.map(|total| total.to_string()), "base": position.base, "base_on": position.base_on,
        "units": position.units, "allowed": position.allowed, "overage": position.overage,
        "rate_percent": position.rate_percent.map(|rate| rate.to_string()),
        "lines": notice.lines.iter().map(line).collect::<Vec<_>>(),
        "history": events.iter().map(event).collect::<Vec<_>>(),
    })
}
