//! A contract: its term, what was ordered, its prices, and how its devices are counted (R10-R13).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use num_traits::ToPrimitive;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::ids::{ContractId, CustomerId, PartnerId};
use crate::domain::money::{Currency, Fraction, Price, exact, fraction};
use crate::domain::month::Month;
use crate::domain::rma::RmaTerms;

/// A percentage as it was agreed: `5`, `7.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Percent(Decimal);

impl Percent {
    /// A percentage of at most four decimals, from nought to a hundred.
    pub fn new(value: Decimal) -> Option<Self> {
        let allowed = value >= Decimal::ZERO && value <= Decimal::ONE_HUNDRED && value.scale() <= 4;
        allowed.then_some(Self(value.normalize()))
    }

    /// The exact number before the sign: 5 for 5 %.
    pub fn exact(self) -> Fraction {
        exact(self.0)
    }

    /// The number as written.
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl From<u32> for Percent {
    fn from(value: u32) -> Self {
        Self(Decimal::from(value))
    }
}

/// The days on which a contract gives cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// First day.
    pub start: NaiveDate,
    /// Last day as agreed, included.
    pub end: NaiveDate,
    /// Last day if it ended early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<NaiveDate>,
}

impl Term {
    /// The last day of cover, included.
    pub fn last_day(self) -> NaiveDate {
        self.ended_on.map_or(self.end, |early| early.min(self.end))
    }

    /// Whether the two terms share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.start <= other.last_day() && other.start <= self.last_day()
    }
}

/// What the original order said of one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Ordered {
    /// The total itself.
    Total {
        /// T.
        ordered: u64,
    },
    /// Installed devices and the share of the forecast growth that is charged in advance (R10-R12).
    Growth {
        /// I: devices at the start.
        installed: u64,
        /// F: forecast additions.
        growth_forecast: u64,
        /// p: share of F ordered in advance (A4).
        growth_prepaid_percent: Percent,
    },
}

impl Ordered {
    /// G = ceil(p x F): growth units ordered in advance (A4).
    pub fn growth_units(self) -> u64 {
        match self {
            Self::Total { .. } => 0,
            Self::Growth { growth_forecast, growth_prepaid_percent, .. } => {
                ceil(&(growth_prepaid_percent.exact() * fraction(growth_forecast, 100)))
            }
        }
    }

    /// T = I + G (R12).
    pub fn total(self) -> u64 {
        match self {
            Self::Total { ordered } => ordered,
            Self::Growth { installed, .. } => installed + self.growth_units(),
        }
    }
}

/// One category under contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryTerms {
    /// Which.
    pub category: Category,
    /// The original order; what true-ups add lives in the ledger.
    pub ordered: Ordered,
    /// Price of one unit for one year from the term's first day; none means "price to confirm".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_annual_price: Option<Price>,
    /// Eligibility threshold (R3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u64>,
}

/// A unit price from a later day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedPrice {
    /// Which category.
    pub category: Category,
    /// First day on which it holds.
    pub from: NaiveDate,
    /// Price of one unit for one year.
    pub unit_annual_price: Price,
}

/// Units that the partner ordered by itself, outside any quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlyOrder {
    /// Day from which T is higher; may lie ahead (A42).
    pub date: NaiveDate,
    /// Which category.
    pub category: Category,
    /// How many.
    pub units: u64,
    /// The partner's order number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<String>,
}

/// What the trigger's percentage is taken of (A1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Of what was ordered.
    Ordered,
    /// Of the baseline.
    Baseline,
}

/// How a broken time is charged (R25, A41).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proration {
    /// Full months and the day share of a broken one.
    Month,
    /// Days of 365.
    Day,
}

/// From when a model is no longer covered (A35).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcludeFrom {
    /// From the end of support.
    EndOfSupport,
    /// From the end of sale already.
    EndOfSale,
}

/// Agreed exceptions; the default of each is the programme's rule (A41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exceptions {
    /// t, the increase that makes a true-up due (R18).
    pub trigger_percent: Percent,
    /// What t is taken of (A1).
    pub trigger_basis: Basis,
    /// From where added units are charged (A3).
    pub charge_basis: Basis,
    /// How broken times are charged (A7).
    pub proration: Proration,
    /// Off every line, before rounding.
    pub discount_percent: Percent,
    /// From when a model is left out (A35).
    pub exclude_from: ExcludeFrom,
}

impl Default for Exceptions {
    fn default() -> Self {
        Self {
            trigger_percent: Percent::from(5),
            trigger_basis: Basis::Ordered,
            charge_basis: Basis::Ordered,
            proration: Proration::Month,
            discount_percent: Percent::from(0),
            exclude_from: ExcludeFrom::EndOfSupport,
        }
    }
}

/// The counting profile: count in the audit exactly as the order was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountingProfile {
    /// A device not detected for this many days is `stale` (A15); 0 means never.
    pub stale_days: u32,
    /// Whether DA and MDA adapters stand for the QD headset behind them.
    pub count_qd_adapters: bool,
    /// The category of Sync 40 and Sync 60 (A23): headset or video.
    pub sync_rooms_as: Category,
    /// Whether room PCs count as video systems (A24).
    pub room_pcs: bool,
    /// Accessories counted by agreement.
    pub accessories: Vec<AgreedAccessory>,
}

impl Default for CountingProfile {
    fn default() -> Self {
        Self {
            stale_days: 180,
            count_qd_adapters: false,
            sync_rooms_as: Category::Headset,
            room_pcs: true,
            accessories: Vec::new(),
        }
    }
}

/// An accessory that a contract counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedAccessory {
    /// Model name as people write it.
    pub model: String,
    /// Where it counts.
    pub category: Category,
}

/// A contract as the data files describe it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Whose devices are counted.
    pub customer: CustomerId,
    /// Who pays, if not the customer's partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerId>,
    /// When it gives cover.
    pub term: Term,
    /// No audits are owed before this day (A36).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_from: Option<NaiveDate>,
    /// The contract that it continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<ContractId>,
    /// The one currency of its prices (A22).
    pub currency: Currency,
    /// The partner's original order number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<String>,
    /// Agreed exceptions.
    pub exceptions: Exceptions,
    /// RMA terms.
    pub rma: RmaTerms,
    /// Categories under contract, each once, in the order of [`Category::ALL`]; never empty.
    pub categories: Vec<CategoryTerms>,
    /// Prices from later days.
    pub prices: Vec<DatedPrice>,
    /// Orders outside any quote.
    pub orders: Vec<EarlyOrder>,
    /// How its devices are counted.
    pub counting: CountingProfile,
}

impl Contract {
    /// The terms of one category, if it is under contract.
    pub fn terms(&self, category: Category) -> Option<&CategoryTerms> {
        self.categories.iter().find(|terms| terms.category == category)
    }

    /// T of each category on `day` as the data files know it: original order and early orders (A25). Units of
    /// received purchase orders are the ledger's to add.
    pub fn ordered_on(&self, day: NaiveDate) -> BTreeMap<Category, u64> {
        let early = |category| {
            let counts = |order: &&EarlyOrder| order.category == category && order.date <= day;
            self.orders.iter().filter(counts).map(|order| order.units).sum::<u64>()
        };
        self.categories.iter().map(|terms| (terms.category, terms.ordered.total() + early(terms.category))).collect()
    }

    /// The unit annual price of a category on `day` (R25): the latest dated price begun by then, else the first one.
    pub fn price_on(&self, category: Category, day: NaiveDate) -> Option<Price> {
        self.dated_price_on(category, day).map(|price| price.unit_annual_price)
    }

    /// The same with the day from which it holds; the first one holds from the term's first day.
    pub fn dated_price_on(&self, category: Category, day: NaiveDate) -> Option<DatedPrice> {
        let begun = self.prices.iter().filter(|price| price.category == category && price.from <= day);
        let dated = begun.max_by_key(|price| price.from).cloned();
        let first = || {
            let unit_annual_price = self.terms(category)?.unit_annual_price?;
            Some(DatedPrice { category, from: self.term.start, unit_annual_price })
        };
        dated.or_else(first)
    }

    /// The months for which audits are owed (A36), given the day of the first `apply`: from the month of the latest of
    /// term start, `managed_from` and that day, to the month of the last day of cover (A42).
    pub fn owed_months(&self, first_applied: NaiveDate) -> impl Iterator<Item = Month> + use<> {
        let first = self.managed_from.unwrap_or(self.term.start).max(self.term.start).max(first_applied);
        Month::of(first).through(Month::of(self.term.last_day()))
    }
}

/// B for a comparison X: the smallest whole number at or above X plus t percent, at least one more than X (R13, A2,
/// A28, A41).
pub fn baseline(compared_with: u64, trigger_percent: Percent) -> u64 {
    let line = fraction(compared_with, 100) * (fraction(100, 1) + trigger_percent.exact());
    ceil(&line).max(compared_with + 1)
}

fn ceil(value: &Fraction) -> u64 {
    // Unwrap safety is not needed: a total beyond u64 cannot be typed in a data file, so saturating is never reached.
    value.ceil().to_integer().to_u64().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r12_e1_the_total_is_installed_devices_and_prepaid_growth() {
        let ordered =
            Ordered::Growth { installed: 950, growth_forecast: 100, growth_prepaid_percent: Percent::from(50) };
        assert_eq!((ordered.growth_units(), ordered.total()), (50, 1000));
        let rounded_up =
            Ordered::Growth { installed: 10, growth_forecast: 3, growth_prepaid_percent: Percent::from(50) };
        assert_eq!(rounded_up.growth_units(), 2, "A4: G = ceil(p x F)");
    }

    #[test]
    fn r13_e2_e5_e6_e8_a28_the_baseline_is_the_total_and_five_percent_rounded_up() {
        for (total, expected) in [(1000, 1050), (101, 107), (19, 20), (1050, 1103), (1110, 1166), (1170, 1229), (0, 1)]
        {
            assert_eq!(baseline(total, Percent::from(5)), expected, "T = {total}");
        }
    }
}
