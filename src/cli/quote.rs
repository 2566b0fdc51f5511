//! `trueup quote`: what was quoted, and how it stands.

use chrono::{NaiveDate, SecondsFormat};
use serde_json::{Value, json};

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Quote};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, Tone, or_dash, plain};
use crate::domain::purchase_order::{Given, PurchaseOrder};
use crate::domain::state::QuoteState;
use crate::domain::true_up::QuoteLine;
use crate::flow::order::{self, Recorded};
use crate::flow::release::{self, Refused};
use crate::flow::status::shown_state;
use crate::store::quotes::{self, QuoteEvent, StoredQuote};

/// Lists, shows, releases or withdraws.
pub(super) async fn quote(global: &Global, what: &Quote) -> Result<Exit, Failure> {
    match what {
        Quote::List { exit_code } => list(global, *exit_code).await,
        Quote::Show { number } => show(global, number).await,
        Quote::Approve { number } => {
            let engine = app::open(global, Access::Write).await?;
            let released = release::approve(&engine, number).await.map_err(refused)?;
            let text = format_args!("{released}: approved by {}; `trueup run` delivers it", engine.by);
            print::done(global, &json!({"number": released, "approved_by": engine.by}), text)?;
            Ok(Exit::Done)
        }
        Quote::Withdraw { number, reason } => {
            let engine = app::open(global, Access::Write).await?;
            release::withdraw(&engine, number, reason).await.map_err(refused)?;
            let text = format_args!("{number}: withdrawn by {}", engine.by);
            print::done(global, &json!({"number": number, "withdrawn_by": engine.by}), text)?;
            Ok(Exit::Done)
        }
        Quote::RecordPo { number, po, partner, date, amount, units } => {
            let (partner, date, amount) = (partner.as_deref(), date.as_deref(), amount.as_deref());
            let given = Given { number: po, partner, date, amount, units };
            record(global, number, &given).await
        }
    }
}

async fn record(global: &Global, number: &str, given: &Given<'_>) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Write).await?;
    let recorded = order::record(&engine, number, given).await.map_err(not_recorded)?;
    let Recorded { order: taken, partner, again, rest } = &recorded;
    let remarks = order::remarks(taken);
    let text = match (again, rest) {
        (true, _) => format!("{number} for {partner}: {} is recorded already; nothing changed", order::in_words(taken)),
        (false, None) => format!("{number} for {partner}: {} recorded by {}", order::in_words(taken), engine.by),
        (false, Some(rest)) => format!(
            "{number} for {partner}: {} recorded by {}; the rest is issued again as {rest}; `trueup run` delivers it",
            order::in_words(taken),
            engine.by
        ),
    };
    for remark in &remarks {
        print::warning(format_args!("{}: {remark}", taken.number));
    }
    let value = json!({
        "number": number, "partner": partner, "purchase_order": as_order(taken), "units": taken.units(), "recorded_by": engine.by,
        "again": again, "rest": rest, "remarks": remarks,
    });
    print::done(global, &value, text)?;
    Ok(Exit::Done)
}

/// What was typed wrong is wrong usage; what the ledger does not allow is a failure.
fn not_recorded(refused: order::Refused) -> Failure {
    match refused {
        order::Refused::Unknown(_) => Failure::usage(refused.to_string()),
        order::Refused::Failed(error) => Failure::Failed(error),
        order::Refused::Problems(ref problems) if problems.0.iter().any(|problem| problem.is_usage) => {
            Failure::usage(refused.to_string())
        }
        order::Refused::Problems(problems) => problems.into(),
    }
}

/// The shape of product.md section 6.
fn as_order(order: &PurchaseOrder) -> Value {
    json!({"number": order.number, "date": order.date, "amount": order.amount.to_string()})
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
    let today = engine.calendar.day(engine.clock.now());
    let mut tx = engine.db.read().await?;
    let quotes = quotes::list(&mut tx).await?;
    let mut events = quotes::all_events(&mut tx).await?;
    if global.json {
        let all = quotes.iter().map(|quote| {
            let events = events.remove(&quote.quote.number).unwrap_or_default();
            as_json(quote, &events, today)
        });
        print::json(&all.collect::<Vec<_>>())?;
    } else {
        table(global, &quotes, today)?;
    }
    let waits = quotes.iter().any(|quote| matches!(quote.state, QuoteState::Draft | QuoteState::Held));
    Ok(if exit_code && waits { Exit::NeedsPerson } else { Exit::Done })
}

async fn show(global: &Global, number: &str) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    let today = engine.calendar.day(engine.clock.now());
    let mut tx = engine.db.read().await?;
    let stored = quotes::load(&mut tx, number).await?;
    let stored = stored.ok_or_else(|| app::unknown("quote", number, "`trueup quote list` lists them"))?;
    let events = quotes::events(&mut tx, number).await?;
    if global.json {
        print::json(&as_json(&stored, &events, today))?;
    } else {
        sheet(global, &stored, &events, today)?;
    }
    Ok(Exit::Done)
}

fn table(global: &Global, quotes: &[StoredQuote], today: NaiveDate) -> Result<(), Failure> {
    let mut columns =
        Columns::new(global.color, &["quote", "state", "customer", "total", "valid until", "purchase order"])
            .right(&[3]);
    for quote in quotes {
        let state = shown_state(quote, today);
        let tone = if matches!(state, QuoteState::Draft | QuoteState::Held) { Tone::Bad } else { Tone::Plain };
        columns.row([
            plain(&quote.quote.number),
            (state.as_str().to_owned(), tone),
            plain(&quote.customer),
            plain(total(quote)),
            or_dash(quote.valid_until),
            or_dash(quote.purchase_order.as_ref().map(|order| &order.number)),
        ]);
    }
    Ok(columns.print()?)
}

fn sheet(global: &Global, stored: &StoredQuote, events: &[QuoteEvent], today: NaiveDate) -> Result<(), Failure> {
    let quote = &stored.quote;
    print::out(format_args!("{}  {}  {}", quote.number, shown_state(stored, today).as_str(), total(stored)))?;
    print::out(format_args!("customer {}, partner {}", stored.customer, stored.partner))?;
    if let Some(reason) = &stored.reason {
        print::out(format_args!("reason: {reason}"))?;
    }
    if let Some(order) = &stored.purchase_order {
        print::out(format_args!("purchase order {}", order::in_words(order)))?;
    }
    let header = ["category", "tranche", "units", "price a year", "price since", "from", "to", "months", "amount"];
    let mut columns = Columns::new(global.color, &header).right(&[1, 2, 3, 7, 8]);
    for line in &quote.lines {
        columns.row([
            plain(line.category),
            plain(line.tranche),
            plain(line.units),
            or_dash(line.unit_annual_price.map(|price| price.in_currency(quote.currency))),
            or_dash(line.price_from),
            plain(line.charge_from),
            plain(line.charge_to),
            plain(line.months),
            or_dash(line.amount),
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

fn total(stored: &StoredQuote) -> String {
    let currency = stored.quote.currency;
    stored.quote.total.map_or_else(|| "price to confirm".to_owned(), |total| format!("{total} {currency}"))
}

/// The shape of product.md section 6.
fn as_json(stored: &StoredQuote, events: &[QuoteEvent], today: NaiveDate) -> Value {
    let quote = &stored.quote;
    let line = |line: &QuoteLine| {
        json!({
            "category": line.category, "tranche": line.tranche, "units": line.units,
            "unit_annual_price": line.unit_annual_price.map(|price| price.in_currency(quote.currency)),
            "price_from": line.price_from,
            "unit_monthly_price": line.unit_monthly_price.map(|price| price.to_string()),
            "charge_from": line.charge_from, "charge_to": line.charge_to, "months": line.months.to_string(),
            "amount": line.amount.map(|amount| amount.to_string()),
        })
    };
    let event = |event: &QuoteEvent| json!({"at": event.at.to_rfc3339_opts(SecondsFormat::Secs, true), "state": event.state, "by": event.by, "reason": event.reason});
    let after = quote
        .after
        .iter()
        .map(|after| json!({"category": after.category, "contracted": after.contracted, "baseline": after.baseline}));
    json!({
        "number": quote.number, "state": shown_state(stored, today), "reason": stored.reason,
        "contract": quote.contract, "customer": stored.customer, "partner": stored.partner,
        "month": quote.month, "version": quote.version, "issued_on": stored.issued_on,
        "valid_until": stored.valid_until, "currency": quote.currency,
        "total": quote.total.map(|total| total.to_string()), "supersedes": quote.supersedes,
        "purchase_order": stored.purchase_order.as_ref().map(as_order), "lines": quote.lines.iter().map(line).collect::<Vec<_>>(),
        "after": after.collect::<Vec<_>>(), "history": events.iter().map(event).collect::<Vec<_>>(),
    })
}
