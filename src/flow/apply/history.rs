//! What audits and quotes have used of a contract, and which changes would rewrite it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::datafile::problem::Problem;
use crate::domain::category::Category;
use crate::domain::contract::{Contract, DatedPrice};
use crate::domain::month::Month;
use crate::domain::state::{AuditState, QuoteState};
use crate::store::{StoreError, Tx, audits, quotes};

/// What was used of a contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Used {
    /// The last month that was audited.
    audited: Option<Month>,
    /// The last day on which an audit read what was ordered.
    read_on: Option<NaiveDate>,
    /// Categories that were quoted with a price, and the last day on which one was taken.
    priced: BTreeMap<Category, NaiveDate>,
}

/// What the ledger says was used. A withdrawn quote counts no more.
pub(super) async fn used(tx: &mut Tx, contract: &Contract, zone: Tz) -> Result<Used, StoreError> {
    let mut used = Used::default();
    let audits = audits::of_contract(tx, &contract.id).await?;
    for audit in audits.iter().filter(|audit| audit.state == AuditState::Audited) {
        used.audited = used.audited.max(Some(audit.month));
        let day = audit.settled_at.map(|at| at.with_timezone(&zone).date_naive());
        used.read_on = used.read_on.max(day);
    }
    for stored in quotes::of_contract(tx, &contract.id).await? {
        let day = stored.created_at.with_timezone(&zone).date_naive();
        let priced = stored.quote.lines.iter().filter(|line| line.unit_annual_price.is_some());
        for line in priced.filter(|_| stored.state != QuoteState::Withdrawn) {
            let last = used.priced.entry(line.category).or_insert(day);
            *last = day.max(*last);
        }
    }
    Ok(used)
}

/// The changes of a contract that would rewrite what was used.
pub(super) fn rewritten(before: &Contract, after: &Contract, used: &Used, file: &str) -> Vec<Problem> {
    let Some(audited) = used.audited else { return Vec::new() };
    let mut refused = Refused { contract: after, file, problems: Vec::new() };
    let expected = |old: &dyn std::fmt::Display, instead: &str| {
        format!("{old}, which the audits up to {audited} have used; {instead}")
    };
    if before.customer != after.customer {
        let expected = expected(&before.customer, "another customer needs another contract");
        refused.add("customer", &after.customer, expected);
    }
    if before.currency != after.currency {
        refused.add("currency", &after.currency, expected(&before.currency, "another currency needs another contract"));
    }
    if before.term.start != after.term.start {
        refused.add("term_start", &after.term.start, expected(&before.term.start, "the term cannot be moved"));
    }
    if after.term.end < before.term.end && after.term.ended_on.is_none() {
        let expected = expected(&before.term.end, "write the early end as `ended_on`");
        refused.add("term_end", &after.term.end, expected);
    }
    for terms in &before.categories {
        let total = terms.ordered.total();
        let key = format!("category[{}]", terms.category);
        match after.terms(terms.category).map(|terms| terms.ordered.total()) {
            None => refused.add(&key, &"nothing", expected(&terms.category, "a category cannot be taken out")),
            Some(now) if now != total => {
                let instead = "added units belong in [[contract.order]] or in a true-up";
                refused.add(&format!("{key}.ordered"), &now, expected(&total, instead));
            }
            Some(_) => {}
        }
    }
    orders(before, used, &mut refused, &expected);
    prices(before, used, &mut refused);
    refused.problems
}

struct Refused<'a> {
    contract: &'a Contract,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Refused<'_> {
    fn add(&mut self, key: &str, found: &dyn std::fmt::Display, expected: String) {
        let key = format!("contract[{}].{key}", self.contract.id);
        self.problems.push(Problem { file: self.file.to_owned(), key, found: found.to_string(), expected });
    }
}

/// Orders that audits have counted in must stay; one that became known late may be added.
fn orders(
    before: &Contract,
    used: &Used,
    refused: &mut Refused<'_>,
    expected: &dyn Fn(&dyn std::fmt::Display, &str) -> String,
) {
    let mut left = refused.contract.orders.clone();
    for order in before.orders.iter().filter(|order| Some(order.date) <= used.read_on) {
        let same = |other: &crate::domain::contract::EarlyOrder| {
            (other.date, other.category, other.units) == (order.date, order.category, order.units)
        };
        if let Some(at) = left.iter().position(same) {
            left.remove(at);
        } else {
            let old = format!("{} units of {} from {}", order.units, order.category, order.date);
            refused.add("order", &"a change of an order", expected(&old, "add a further order instead"));
        }
    }
}

/// Prices that quotes have taken must stay. One that was missing may be added: its quotes wait for it.
fn prices(before: &Contract, used: &Used, refused: &mut Refused<'_>) {
    for (category, day) in &used.priced {
        let first = |contract: &Contract| contract.terms(*category).and_then(|terms| terms.unit_annual_price);
        let begun = |contract: &Contract| {
            let begun = |price: &&DatedPrice| price.category == *category && price.from <= *day;
            contract.prices.iter().filter(begun).cloned().collect::<Vec<_>>()
        };
        let after = refused.contract;
        if first(before) != first(after) || begun(before) != begun(after) {
            let expected = format!(
                "the prices up to {day} as they were, since quotes have used them; a new price begins later, in \
                 [[contract.price]]"
            );
            refused.add(&format!("category[{category}].unit_annual_price"), &"a change of past prices", expected);
        }
    }
}
