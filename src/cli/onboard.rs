//! `trueup onboard`: a first count, the totals it proposes, and the data-file lines to confirm.

use serde_json::{Value, json};

use crate::cli::app::{self, Access};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, or_dash, plain};
use crate::datafile::proposal;
use crate::domain::contract::Ordered;
use crate::domain::growth::Growth;
use crate::domain::ids::CustomerId;
use crate::domain::onboarding::{CategoryProposal, Proposal};
use crate::flow::onboard::{self, Asked, Onboarded, Refused};

/// Counts a customer and shows what follows.
pub(super) async fn onboard(global: &Global, customer: &CustomerId) -> Result<Exit, Failure> {
    let engine = app::open(global, Access::Write).await?;
    let onboarded = onboard::onboard(&engine, customer).await.map_err(refused)?;
    if global.json {
        let proposals: Vec<_> = onboarded.iter().map(as_json).collect();
        print::json(&json!({"customer": customer, "proposals": proposals}))?;
    } else {
        for one in &onboarded {
            show(global, one)?;
        }
    }
    let open = |one: &Onboarded| one.proposal.unknown() > 0 || one.letter == Asked::NothingCounted;
    Ok(if onboarded.iter().any(open) { Exit::NeedsPerson } else { Exit::Done })
}

fn refused(refused: Refused) -> Failure {
    match refused {
        Refused::UnknownCustomer(_) => Failure::usage(refused.to_string()),
        Refused::Failed(error) => Failure::Failed(error),
        Refused::NoReport { .. } | Refused::Incomplete { .. } | Refused::Source { .. } => refused.into(),
    }
}

fn show(global: &Global, onboarded: &Onboarded) -> Result<(), Failure> {
    let proposal = &onboarded.proposal;
    let whose = proposal.contract.as_ref().map_or_else(|| "no contract yet".to_owned(), |id| format!("contract {id}"));
    let source = &proposal.source;
    let taken = source.taken_at.format("%Y-%m-%d %H:%M UTC");
    print::out(format_args!(
        "{}, {whose}: count {}, {} devices listed by {} on {taken}",
        proposal.customer,
        onboarded.ordinal,
        source.listed,
        source.kind.as_str()
    ))?;
    let header = ["category", "installed", "growth", "total", "baseline", "in the contract", "in advance"];
    let mut columns = Columns::new(global.color, &header).right(&[1, 2, 3, 4, 5, 6]);
    for found in &proposal.categories {
        columns.row([
            plain(found.category),
            plain(found.installed),
            or_dash(found.growth.map(|growth| growth.units)),
            plain(found.total),
            plain(found.baseline),
            or_dash(found.declared.map(Ordered::total)),
            or_dash(found.growth.as_ref().and_then(advance)),
        ]);
    }
    if !proposal.categories.is_empty() {
        columns.print()?;
    }
    lists(proposal)?;
    match &onboarded.letter {
        Asked::Written { to, until } => {
            print::out(format_args!(
                "a letter asks {} to confirm by {until}; `trueup run` delivers it",
                to.join(", ")
            ))?;
        }
        Asked::Before => {
            print::out("the same was counted before: no second letter")?;
        }
        Asked::NothingCounted => {
            print::out("nothing was counted, and nobody is asked to confirm it: check the tenants")?;
        }
    }
    if !proposal.categories.is_empty() {
        print::out("")?;
        print::bytes(proposal::lines(proposal).as_bytes())?;
    }
    Ok(())
}

/// G in money, in both readings where they differ (A37).
fn advance(growth: &Growth) -> Option<String> {
    let (cost, share) = (growth.cost?, growth.share_of_cost?);
    let percent = growth.prepaid_percent.decimal();
    let forecast = growth.forecast;
    Some(format!("{cost} {} ({percent} % of the cost of {forecast}: {share})", cost.currency))
}

fn lists(proposal: &Proposal) -> Result<(), Failure> {
    for left_out in &proposal.not_counted {
        print::out(format_args!("not counted: {} {}", left_out.devices, left_out.reason.as_str()))?;
    }
    for model in &proposal.unknown_models {
        print::out(format_args!("unknown model: {:?} x {}; declare it as a [[model]]", model.name, model.devices))?;
    }
    for model in &proposal.own_quote {
        print::out(format_args!("needs a quote of its own (R5): {} x {}", model.model, model.devices))?;
    }
    for model in &proposal.life_cycle.ended {
        print::out(format_args!("past support since {}: {} x {}", model.end_of_support, model.model, model.devices))?;
    }
    for model in &proposal.life_cycle.ending {
        print::out(format_args!("support ends {}: {} x {}", model.end_of_support, model.model, model.devices))?;
    }
    for model in &proposal.stale {
        print::out(format_args!("not detected for too long: {} x {}", model.model, model.devices))?;
    }
    Ok(())
}

fn as_json(onboarded: &Onboarded) -> Value {
    let proposal = &onboarded.proposal;
    let letter = match &onboarded.letter {
        Asked::Written { to, until } => json!({"state": "written", "to": to, "until": until}),
        Asked::Before => json!({"state": "written_before"}),
        Asked::NothingCounted => Value::Null,
    };
    json!({
        "contract": proposal.contract, "ordinal": onboarded.ordinal, "currency": proposal.currency,
        "source": {
            "kind": proposal.source.kind, "taken_at": proposal.source.taken_at, "digest": proposal.source.digest,
            "listed": proposal.source.listed, "counted": proposal.source.counted, "names": proposal.source.names,
        },
        "categories": proposal.categories.iter().map(category).collect::<Vec<_>>(),
        "not_counted": proposal.not_counted, "unknown_models": proposal.unknown_models,
        "own_quote": proposal.own_quote, "stale": proposal.stale,
        "end_of_support": proposal.life_cycle.ended, "support_ends": proposal.life_cycle.ending,
        "counting": proposal.counting, "letter": letter, "data_file": proposal::lines(proposal),
    })
}

fn category(found: &CategoryProposal) -> Value {
    let growth = found.growth.map(|growth| {
        json!({
            "units": growth.units, "growth_forecast": growth.forecast,
            "growth_prepaid_percent": growth.prepaid_percent.decimal().to_string(),
            "cost": growth.cost.map(|cost| cost.to_string()),
            "share_of_cost": growth.share_of_cost.map(|share| share.to_string()),
        })
    });
    json!({
        "category": found.category, "installed": found.installed, "growth": growth, "ordered": found.total,
        "baseline": found.baseline, "declared": found.declared.map(Ordered::total),
    })
}
