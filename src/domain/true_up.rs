//! The mid-term true-up: tranches, months, amounts, and what holds afterwards (R18-R29).
//!
//! A quote is a list of tranches. A tranche is units of one category that were first charged in one month; it keeps
//! that month and its price in every later version of the quote (R27, A26, A38).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::contract::{Contract, Exceptions, Proration, Term, baseline};
use crate::domain::ids::ContractId;
use crate::domain::money::{AmountTooLarge, Currency, Fraction, Money, Price, exact, fraction, rounded};
use crate::domain::month::Month;

/// Units of one category, charged from one month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tranche {
    /// Which category.
    pub category: Category,
    /// Added units.
    pub units: u64,
    /// The month whose first day the charge starts with (R22).
    pub first_month: Month,
    /// Price at the date of its first quote (A38); none: to be confirmed.
    pub unit_annual_price: Option<Price>,
    /// The day from which the contract has that price (A22); none without a price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_from: Option<NaiveDate>,
}

/// A tranche with its charge worked out, as it stands on the quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Which category.
    pub category: Category,
    /// Its number among the tranches of the category in this quote, from 1.
    pub tranche: u32,
    /// Added units.
    pub units: u64,
    /// Price at the date of its first quote.
    pub unit_annual_price: Option<Price>,
    /// The day from which the contract has that price; none without a price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_from: Option<NaiveDate>,
    /// A twelfth of it with four decimals, for the reader.
    pub unit_monthly_price: Option<Decimal>,
    /// First day charged.
    pub charge_from: NaiveDate,
    /// Last day charged, the last day of the term.
    pub charge_to: NaiveDate,
    /// Months charged, at most four decimals, for the reader.
    pub months: Decimal,
    /// Units x price x time, rounded once (R25).
    pub amount: Option<Money>,
}

/// What a category stands at once the quote is accepted (R23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Which category.
    pub category: Category,
    /// New T.
    pub contracted: u64,
    /// New B.
    pub baseline: u64,
}

/// A true-up quote: what it says never changes once it is issued; its state lives in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// `TU-<contract>-<month>-v<version>` (A27).
    pub number: String,
    /// Whose.
    pub contract: ContractId,
    /// The month in the number: that of the first open tranche (A27, A38).
    pub month: Month,
    /// From 1.
    pub version: u32,
    /// Currency of all amounts.
    pub currency: Currency,
    /// What is ordered with it.
    pub tranches: Vec<Tranche>,
    /// The tranches, priced.
    pub lines: Vec<QuoteLine>,
    /// Sum of the rounded lines; none while a price is missing.
    pub total: Option<Money>,
    /// What holds after acceptance.
    pub after: Vec<After>,
    /// The full number of the version before.
    pub supersedes: Option<String>,
    /// After which purchase order it is for the rest (A39).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_of: Option<RestOf>,
}

/// A purchase order that covered a part of what was open, so that the rest is quoted again (A39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestOf {
    /// The version that the partner ordered from.
    pub quote: String,
    /// The partner's number.
    pub purchase_order: String,
    /// Its date.
    pub date: NaiveDate,
    /// What it covered.
    pub covered: Vec<Tranche>,
}

/// The number of a quote (A27).
pub fn number(contract: &ContractId, month: Month, version: u32) -> String {
    format!("TU-{contract}-{month}-v{version}")
}

/// Makes the quote that an audit with new tranches issues on `day`: the next version of the open quote with all its
/// tranches (A38), else a version of its own month. `highest_version` is the highest one used so far for the month in
/// its number, withdrawn and superseded ones included, so that no number is used twice (A39); 0 if none was.
/// `compared_with` is what each category stands at with the new tranches included (R23).
pub fn quote(
    contract: &Contract,
    day: NaiveDate,
    new: Vec<Tranche>,
    open: Option<&Quote>,
    highest_version: u32,
    compared_with: &BTreeMap<Category, u64>,
) -> Result<Quote, AmountTooLarge> {
    let mut tranches = open.map(|open| open.tranches.clone()).unwrap_or_default();
    for waiting in tranches.iter_mut().filter(|tranche| tranche.unit_annual_price.is_none()) {
        // "Price to confirm" is no price to keep: once the contract has one, the next version is complete.
        (waiting.unit_annual_price, waiting.price_from) = price(contract, waiting.category, day);
    }
    tranches.extend(new);
    tranches.sort_by_key(|tranche| (tranche.category, tranche.first_month));
    let month =
        tranches.iter().map(|tranche| tranche.first_month).min().unwrap_or_else(|| Month::of(contract.term.start));
    let version = highest_version + 1;
    let lines = lines(&tranches, contract.term, contract.currency, &contract.exceptions)?;
    let amounts: Option<Vec<Money>> = lines.iter().map(|line| line.amount).collect();
    let after = compared_with.iter().map(|(category, total)| After {
        category: *category,
        contracted: *total,
        baseline: baseline(*total, contract.exceptions.trigger_percent),
    });
    Ok(Quote {
        number: number(&contract.id, month, version),
        contract: contract.id.clone(),
        month,
        version,
        currency: contract.currency,
        total: amounts.map(|amounts| Money::sum(amounts, contract.currency)).transpose()?,
        after: after.collect(),
        supersedes: open.map(|open| open.number.clone()),
        rest_of: None,
        tranches,
        lines,
    })
}

/// A tranche that is quoted for the first time on `day`, at the price of that day (R25).
pub fn tranche(contract: &Contract, category: Category, units: u64, first_month: Month, day: NaiveDate) -> Tranche {
    let (unit_annual_price, price_from) = price(contract, category, day);
    Tranche { category, units, first_month, unit_annual_price, price_from }
}

/// The price of a category on a day, and from when the contract has it.
fn price(contract: &Contract, category: Category, day: NaiveDate) -> (Option<Price>, Option<NaiveDate>) {
    contract.dated_price_on(category, day).map(|price| (price.unit_annual_price, price.from)).unzip()
}

/// Prices tranches to the end of the term.
pub fn lines(
    tranches: &[Tranche],
    term: Term,
    currency: Currency,
    exceptions: &Exceptions,
) -> Result<Vec<QuoteLine>, AmountTooLarge> {
    let mut numbers = BTreeMap::new();
    let line = |tranche: &Tranche| {
        let number = numbers.entry(tranche.category).and_modify(|n| *n += 1).or_insert(1_u32);
        let charge_from = tranche.first_month.first_day().max(term.start);
        let charge_to = term.last_day();
        let months = months(charge_from, charge_to);
        let units = fraction(tranche.units, 1);
        let amount = tranche.unit_annual_price.map(|price| charge(&units, price, charge_from, charge_to, exceptions));
        Ok(QuoteLine {
            category: tranche.category,
            tranche: *number,
            units: tranche.units,
            unit_annual_price: tranche.unit_annual_price,
            price_from: tranche.price_from,
            unit_monthly_price: tranche.unit_annual_price.map(monthly),
            charge_from,
            charge_to,
            months: rounded(&months, 4).normalize(),
            amount: amount.map(|amount| Money::round(&amount, currency)).transpose()?,
        })
    };
    tranches.iter().map(line).collect()
}

/// The exact number of months from `from` to `to`, both included: full calendar months, and of a broken first or last
/// month its days over the days of that month (R25, A7, A42). None at all if `to` lies before `from`: a contract can end
/// before a quoted month begins.
pub fn months(from: NaiveDate, to: NaiveDate) -> Fraction {
    let share = |month: Month| {
        let first = month.first_day().max(from);
        let last = month.last_day().min(to);
        fraction(((last - first).num_days() + 1).max(0), month.days())
    };
    Month::of(from).through(Month::of(to)).map(share).sum()
}

/// What units cost from `from` to `to`, both included: units x annual price x years x (100 - d) / 100, exact (R25, A41).
pub fn charge(units: &Fraction, price: Price, from: NaiveDate, to: NaiveDate, exceptions: &Exceptions) -> Fraction {
    let years = match exceptions.proration {
        Proration::Month => months(from, to) / fraction(12, 1),
        Proration::Day => fraction(((to - from).num_days() + 1).max(0), 365),
    };
    yearly(units, price, exceptions) * years
}

/// What so many units of a category cost in a whole year at the price of a day (R31); none where it has no price.
///
/// # Errors
/// If the amount cannot be written down.
pub fn annual_amount(
    contract: &Contract,
    category: Category,
    units: u64,
    day: NaiveDate,
) -> Result<Option<Money>, AmountTooLarge> {
    let yearly = |price| yearly(&fraction(units, 1), price, &contract.exceptions);
    contract.price_on(category, day).map(|price| Money::round(&yearly(price), contract.currency)).transpose()
}

fn yearly(units: &Fraction, price: Price, exceptions: &Exceptions) -> Fraction {
    let kept = (fraction(100, 1) - exceptions.discount_percent.exact()) / fraction(100, 1);
    units * exact(price.decimal()) * kept
}

fn monthly(price: Price) -> Decimal {
    let mut monthly = rounded(&(exact(price.decimal()) / fraction(12, 1)), 4);
    monthly.rescale(4);
    monthly
}

/// The last calendar day on which a quote issued on `issued` may be answered (A26).
pub fn valid_until(issued: NaiveDate, valid_days: u32) -> NaiveDate {
    issued.checked_add_days(chrono::Days::new(u64::from(valid_days))).unwrap_or(NaiveDate::MAX)
}
