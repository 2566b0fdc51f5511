//! Purchase orders for true-up quotes (A39): which tranches one covers, what of the quote remains to be ordered, and from
//! which day the contracted total is higher (A25, R35). Pure: knows neither clock nor ledger.

mod given;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::contract::{Contract, Term};
use crate::domain::ids::PartnerId;
use crate::domain::money::{AmountTooLarge, Money};
use crate::domain::state::QuoteState;
use crate::domain::true_up::{self, Quote, QuoteLine, Tranche};
use crate::domain::words::words;
pub use given::{Given, Problem, Problems};

words! {
    /// What somebody should look at, though the order is taken.
    Remark {
        /// Its amount is not what the covered units come to in the quote.
        Amount = "amount_differs",
        /// It is dated after the last day of the term.
        AfterTerm = "after_term",
        /// Some of the units of that version had been ordered or taken back before.
        LessOpen = "less_open",
    }
}

/// A purchase order of the partner, as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrder {
    /// The partner's number.
    pub number: String,
    /// The day from which the contracted total is higher.
    pub date: NaiveDate,
    /// Its amount, without VAT; what the covered units come to, where nobody said another one.
    pub amount: Money,
    /// What the covered units come to in the quote.
    pub worth: Money,
    /// What it covers.
    pub covered: Vec<Tranche>,
    /// What somebody should look at.
    pub remarks: Vec<Remark>,
}

impl PurchaseOrder {
    /// Covered units by category.
    pub fn units(&self) -> BTreeMap<Category, u64> {
        let mut units = BTreeMap::new();
        for tranche in &self.covered {
            *units.entry(tranche.category).or_default() += tranche.units;
        }
        units
    }
}

/// A purchase order and the version that the partner named in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteOrder {
    /// Full number of the quote.
    pub quote: String,
    /// The order.
    pub order: PurchaseOrder,
}

/// What a purchase order is held against.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The version that the partner named.
    pub quote: &'a Quote,
    /// To whom it was made.
    pub partner: &'a PartnerId,
    /// Where it stands.
    pub state: QuoteState,
    /// When it was released; none if nobody was ever sent it.
    pub issued_on: Option<NaiveDate>,
    /// The open quote of the contract, which may be that version itself.
    pub open: Option<&'a Quote>,
    /// The contract as declared now.
    pub contract: &'a Contract,
    /// Today in the schedule's time zone.
    pub today: NaiveDate,
    /// The order numbers that the partner has used, each with what for.
    pub used: &'a [(String, String)],
}

/// A purchase order and what it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The order.
    pub order: PurchaseOrder,
    /// What of the open quote is still to be ordered; empty if nothing is.
    pub rest: Vec<Tranche>,
}

/// Why a purchase order was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It does not fit, for these reasons.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// A sum beyond all bounds.
    #[error(transparent)]
    TooLarge(#[from] AmountTooLarge),
}

/// Takes an order for the tranches that the named version held, as far as they are open, the oldest first; where units
/// are named, for these and no others (A39).
pub fn take(given: &Given<'_>, facts: &Facts<'_>) -> Result<Taken, NotTaken> {
    let order = given::read(given, facts)?;
    let mut wanted = order.units.clone();
    let mut covered = Vec::new();
    for tranche in available(facts) {
        let units = match &mut wanted {
            None => tranche.units,
            Some(wanted) => {
                let left = wanted.entry(tranche.category).or_default();
                let units = tranche.units.min(*left);
                *left -= units;
                units
            }
        };
        if units > 0 {
            covered.push(Tranche { units, ..tranche });
        }
    }
    let worth = worth(&covered, facts)?;
    let amount = order.amount.unwrap_or(worth);
    let whole = |covered: &Tranche| held(facts.quote, covered).is_some_and(|tranche| tranche.units == covered.units);
    let all = covered.len() == facts.quote.tranches.len() && covered.iter().all(whole);
    let remarks = [
        (amount != worth, Remark::Amount),
        (order.date > facts.contract.term.last_day(), Remark::AfterTerm),
        (order.units.is_none() && !all, Remark::LessOpen),
    ];
    let remarks = remarks.into_iter().filter_map(|(holds, remark)| holds.then_some(remark)).collect();
    let rest = rest(facts.open.map(|open| open.tranches.as_slice()).unwrap_or_default(), &covered);
    let order = PurchaseOrder { number: order.number, date: order.date, amount, worth, covered, remarks };
    Ok(Taken { order, rest })
}

/// T of each category from each day on which it rose, that day included: the original order from the first day of the
/// term, early orders and purchase orders from their dates (A25, A39, R35). Orders for one day make one step; the first
/// step is the first day of the term.
pub fn contracted_steps<'a>(
    contract: &Contract,
    orders: impl IntoIterator<Item = &'a PurchaseOrder>,
) -> BTreeMap<Category, Vec<(NaiveDate, u64)>> {
    let start = contract.term.start;
    let mut rises: BTreeMap<Category, BTreeMap<NaiveDate, u64>> = BTreeMap::new();
    let mut add = |category, day: NaiveDate, units| {
        *rises.entry(category).or_default().entry(day.max(start)).or_default() += units;
    };
    for terms in &contract.categories {
        add(terms.category, start, terms.ordered.total());
    }
    for early in &contract.orders {
        add(early.category, early.date, early.units);
    }
    for order in orders {
        for (category, units) in order.units() {
            add(category, order.date, units);
        }
    }
    let total = |rises: BTreeMap<NaiveDate, u64>| {
        let mut total = 0;
        let step = |(day, units)| {
            total += units;
            (day, total)
        };
        rises.into_iter().map(step).collect()
    };
    rises.into_iter().map(|(category, rises)| (category, total(rises))).collect()
}

/// The tranches of the named version with the units that are open of them, the oldest first. A tranche is known by its
/// category and first month, which it keeps in every version (A26).
fn available(facts: &Facts<'_>) -> Vec<Tranche> {
    let open = |tranche: &Tranche| {
        let open = held(facts.open?, tranche)?;
        Some(Tranche { units: tranche.units.min(open.units), ..open.clone() })
    };
    let mut available: Vec<_> = facts.quote.tranches.iter().filter_map(open).collect();
    available.sort_by_key(|tranche| (tranche.category, tranche.first_month));
    available
}

fn held<'a>(quote: &'a Quote, of: &Tranche) -> Option<&'a Tranche> {
    quote.tranches.iter().find(|tranche| same(tranche, of))
}

fn same(one: &Tranche, other: &Tranche) -> bool {
    (one.category, one.first_month) == (other.category, other.first_month)
}

fn rest(open: &[Tranche], covered: &[Tranche]) -> Vec<Tranche> {
    let left = |tranche: &Tranche| {
        let taken: u64 = covered.iter().filter(|covered| same(covered, tranche)).map(|covered| covered.units).sum();
        Tranche { units: tranche.units.saturating_sub(taken), ..tranche.clone() }
    };
    open.iter().map(left).filter(|tranche| tranche.units > 0).collect()
}

/// What covered units come to: a whole line as the quote has it, a part of one by the same formula.
fn worth(covered: &[Tranche], facts: &Facts<'_>) -> Result<Money, AmountTooLarge> {
    let quote = facts.quote;
    let line = |covered: &Tranche| {
        let quoted = quote.tranches.iter().zip(&quote.lines).find(|(tranche, _)| same(tranche, covered));
        let amount = match quoted {
            Some((tranche, line)) if tranche.units == covered.units => line.amount,
            Some((_, line)) => part(covered, line, facts)?,
            None => None,
        };
        Ok(amount.unwrap_or(Money::zero(quote.currency)))
    };
    Money::sum(covered.iter().map(line).collect::<Result<Vec<_>, _>>()?, quote.currency)
}

/// To the last day that the quote charged: the term may have been cut short since.
fn part(covered: &Tranche, line: &QuoteLine, facts: &Facts<'_>) -> Result<Option<Money>, AmountTooLarge> {
    let Contract { term, exceptions, .. } = facts.contract;
    let term = Term { start: term.start, end: line.charge_to, ended_on: None };
    let lines = true_up::lines(std::slice::from_ref(covered), term, facts.quote.currency, exceptions)?;
    Ok(lines.into_iter().next().and_then(|line| line.amount))
}
