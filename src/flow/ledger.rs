//! What the ledger knows of a contract before an audit, as the value that decisions rest on.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use crate::domain::action::Action;
use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::decide::Ledger;
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::outcome::{Outcome, PastMonth, PastPoint, StandingQuote};
use crate::domain::purchase_order::{PurchaseOrder, QuoteOrder};
use crate::domain::state::AuditState;
use crate::flow::status::shown_state;
use crate::store::Tx;
use crate::store::audits::{self, Audit};
use crate::store::quotes::{self, StoredQuote};

/// Reads it for one contract, as it stood before `month`; quotes as they stand on `today`. Where the month's audit
/// `again` was published and is done once more, as if it had issued nothing.
pub async fn load(
    tx: &mut Tx,
    contract: &Contract,
    month: Month,
    today: NaiveDate,
    again: Option<&str>,
) -> Result<Ledger> {
    let id: &ContractId = &contract.id;
    let quotes = quotes::of_contract(tx, id).await?;
    let audits = audits::of_contract(tx, id).await?;
    let outcomes = audits::outcomes_of_contract(tx, id).await?;
    let mut ledger = standing(&quotes, month, today);
    if let Some(issued) = quotes.iter().find(|quote| quote.state.is_open() && Some(quote.audit.as_str()) == again) {
        let mut before = issued.quote.clone();
        before.tranches.retain(|tranche| tranche.first_month < month);
        let open = ledger.open.take().filter(|_| !before.tranches.is_empty());
        ledger.open = open.map(|open| StandingQuote { quote: before.clone(), ..open });
        ledger.replaced = Some(before);
    }
    let known = outcomes.iter().rfind(|outcome| outcome.month <= month);
    ledger.actions = match (known, &contract.renews) {
        (Some(known), _) => known.actions.clone(),
        (None, Some(renewed)) => handed_on(&audits::outcomes_of_contract(tx, renewed).await?),
        (None, None) => Vec::new(),
    };
    ledger.last = outcomes.iter().rfind(|outcome| outcome.month < month).cloned();
    ledger.orders = orders(&quotes);
    ledger.history = history(contract, &audits, &outcomes, month);
    ledger.released_before = quotes.iter().any(|quote| quote.issued_on.is_some());
    let last = ledger.last.as_ref().map(|last| last.audited_on);
    ledger.released_since_last = quotes.iter().any(|quote| quote.issued_on.is_some() && quote.issued_on >= last);
    Ok(ledger)
}

/// What was still to be done about the customer's devices under the contract before.
fn handed_on(outcomes: &[Outcome]) -> Vec<Action> {
    let last = outcomes.last().map(|outcome| outcome.actions.as_slice()).unwrap_or_default();
    last.iter().filter(|action| action.is_open() && action.ask.is_about_devices()).cloned().collect()
}

/// What quotes add to what was ordered (A25), and the number that the next quote of an audit of `month` gets.
pub fn standing(quotes: &[StoredQuote], month: Month, today: NaiveDate) -> Ledger {
    let open = quotes.iter().find(|quote| quote.state.is_open());
    let number_month = open.map_or(month, |open| open.quote.month);
    let of_month = quotes.iter().filter(|quote| quote.quote.month == number_month);
    let highest = of_month.map(|quote| quote.quote.version).max();
    let mut ordered_by_quote: BTreeMap<Category, u64> = BTreeMap::new();
    // From the date of the order, which may be earlier than the day on which it was recorded (A39).
    let orders = quotes.iter().filter_map(|quote| quote.purchase_order.as_ref()).filter(|order| order.date <= today);
    for (category, units) in orders.flat_map(PurchaseOrder::units) {
        *ordered_by_quote.entry(category).or_default() += units;
    }
    Ledger {
        ordered_by_quote,
        open: open.map(|open| standing_quote(open, today)),
        highest_version: highest.unwrap_or(0),
        ..Ledger::default()
    }
}

fn orders(quotes: &[StoredQuote]) -> Vec<QuoteOrder> {
    let order = |stored: &StoredQuote| {
        let order = stored.purchase_order.clone()?;
        Some(QuoteOrder { quote: stored.quote.number.clone(), order })
    };
    let mut orders: Vec<_> = quotes.iter().filter_map(order).collect();
    orders.sort_by(|a, b| (a.order.date, &a.order.number).cmp(&(b.order.date, &b.order.number)));
    orders
}

/// A quote past its last day has expired, whether or not its duty has said so yet.
fn standing_quote(stored: &StoredQuote, today: NaiveDate) -> StandingQuote {
    StandingQuote {
        quote: stored.quote.clone(),
        state: shown_state(stored, today),
        issued_on: stored.issued_on,
        valid_until: stored.valid_until,
    }
}

fn history(contract: &Contract, audits: &[Audit], outcomes: &[Outcome], month: Month) -> Vec<PastMonth> {
    let past = |audit: &Audit| {
        let outcome = outcomes.iter().find(|outcome| outcome.month == audit.month);
        let outcome = outcome.filter(|_| audit.state == AuditState::Audited);
        let point = |category: Category| {
            let line = outcome.and_then(|outcome| outcome.lines.iter().find(|line| line.category == category));
            PastPoint {
                category,
                counted: line.and_then(|line| line.counted),
                baseline: line.map(|line| line.baseline),
            }
        };
        let points = contract.categories.iter().map(|terms| point(terms.category)).collect();
        PastMonth { month: audit.month, state: audit.state, points }
    };
    audits.iter().filter(|audit| audit.month < month).map(past).collect()
}
