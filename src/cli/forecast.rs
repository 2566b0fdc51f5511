//! `trueup forecast`: when a contract reaches its trigger at the present growth, and what ordering would cost.

use serde_json::{Value, json};

use crate::cli::app::{self, Access};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, or_dash, plain};
use crate::domain::forecast::{CategoryForecast, Order, When};
use crate::domain::ids::ContractId;
use crate::domain::outcome::Reaches;
use crate::flow::forecast::{self, ContractForecast};

/// Said wherever figures are: nobody takes them for a quote.
const ESTIMATE: &str = "An estimate at the growth of the last three audited months, not a quote. Amounts without VAT.";

/// Shows it.
pub(super) async fn show(global: &Global, contract: &ContractId) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Read).await?;
    let found = forecast::of_contract(&engine, contract).await?;
    let found = found.ok_or_else(|| {
        app::unknown("contract", contract, "`trueup status` lists them, `trueup apply` declares them")
    })?;
    if global.json {
        print::json(&as_json(&found))?;
    } else if found.ended() {
        let last = found.contract.term.last_day();
        print::out(format_args!("{contract}: the term ended on {last}; there is nothing to forecast"))?;
    } else {
        print(global, &found)?;
    }
    Ok(Exit::Done)
}

fn print(global: &Global, found: &ContractForecast) -> Result<(), Failure> {
    let currency = found.contract.currency;
    print::out(format_args!("{}, term to {}", found.contract.id, found.contract.term.last_day()))?;
    for category in &found.categories {
        print::out(sentence(category))?;
    }
    let header = ["category", "ordered", "units", "from", "to", "months", "amount"];
    let mut columns = Columns::new(global.color, &header).right(&[2, 5, 6]);
    let mut any = false;
    for category in &found.categories {
        for order in &category.orders {
            any = true;
            columns.row([
                plain(category.category),
                plain(when(order.when)),
                plain(order.units),
                plain(order.charge_from),
                plain(order.charge_to),
                plain(order.months),
                or_dash(order.amount.map(|amount| format!("{amount} {currency}"))),
            ]);
        }
    }
    if any {
        columns.print()?;
        print::out("However they are ordered, the devices are part of the renewal (R30).")?;
    }
    Ok(print::out(ESTIMATE)?)
}

fn sentence(found: &CategoryForecast) -> String {
    let CategoryForecast { category, compared_with, triggered_at, .. } = found;
    let (Some(counted), Some(month), Some(growth)) = (found.counted, found.counted_in, found.growth_per_month) else {
        return format!("{category}: no forecast; it takes three audited months");
    };
    let verdict = match found.reaches_trigger {
        Reaches::NoForecast => "no forecast".to_owned(),
        Reaches::Reached => "the trigger is reached".to_owned(),
        Reaches::NotInTerm => "the trigger is not reached within the term".to_owned(),
        Reaches::In(month) => format!("the trigger is reached in {month}"),
    };
    format!(
        "{category}: {counted} counted in {month} against {compared_with}, trigger at {triggered_at}, growth {growth} a \
         month: {verdict}"
    )
}

fn when(when: When) -> &'static str {
    match when {
        When::Now => "now",
        When::Trigger => "at the trigger",
        When::Renewal => "at the renewal",
    }
}

fn as_json(found: &ContractForecast) -> Value {
    let currency = found.contract.currency;
    let order = |order: &Order| {
        json!({
            "when": order.when, "units": order.units, "charge_from": order.charge_from, "charge_to": order.charge_to,
            "months": order.months.to_string(), "amount": order.amount.map(|amount| amount.to_string()),
        })
    };
    let category = |found: &CategoryForecast| {
        let (state, month) = match found.reaches_trigger {
            Reaches::NoForecast => ("no_forecast", None),
            Reaches::Reached => ("reached", None),
            Reaches::NotInTerm => ("not_in_term", None),
            Reaches::In(month) => ("in", Some(month)),
        };
        json!({
            "category": found.category, "contracted": found.contracted, "compared_with": found.compared_with,
            "baseline": found.baseline, "triggered_at": found.triggered_at, "counted": found.counted,
            "counted_in": found.counted_in,
            "growth_per_month": found.growth_per_month.map(|growth| growth.to_string()),
            "trigger": state, "trigger_month": month,
            "orders": found.orders.iter().map(order).collect::<Vec<_>>(),
        })
    };
    json!({
        "contract": found.contract.id, "estimate": true, "as_of": found.today, "currency": currency,
        "term_end": found.contract.term.last_day(), "ended": found.ended(),
        "categories": found.categories.iter().map(category).collect::<Vec<_>>(),
    })
}
