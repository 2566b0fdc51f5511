//! Growth that was charged in advance (R10-R12, A4, A37): units and money, how much of it the count has eaten, and what
//! is left.

use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::contract::{CategoryTerms, Contract, Ordered, Percent};
use crate::domain::money::{AmountTooLarge, Fraction, Money, fraction};
use crate::domain::true_up::charge;

/// The growth of one category that the original order holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Growth {
    /// Which.
    pub category: Category,
    /// I, above which the growth begins.
    pub installed: u64,
    /// F.
    pub forecast: u64,
    /// p.
    pub prepaid_percent: Percent,
    /// G = ceil(p x F), ordered in full (A4).
    pub units: u64,
    /// What G units cost for the whole term at the first price; none while the contract has no price.
    pub cost: Option<Money>,
    /// The other reading (A37): p of what F units cost.
    pub share_of_cost: Option<Money>,
}

impl Growth {
    /// What a contract says of a category; none where the order is a bare total.
    ///
    /// # Errors
    /// If an amount cannot be written down.
    pub fn of(contract: &Contract, terms: &CategoryTerms) -> Result<Option<Self>, AmountTooLarge> {
        let Ordered::Growth { installed, growth_forecast, growth_prepaid_percent } = terms.ordered else {
            return Ok(None);
        };
        let (term, units) = (contract.term, terms.ordered.growth_units());
        let price = contract.price_on(terms.category, term.start);
        let money = |units: &Fraction| {
            let cost = price.map(|price| charge(units, price, term.start, term.end, &contract.exceptions));
            cost.map(|cost| Money::round(&cost, contract.currency)).transpose()
        };
        Ok(Some(Self {
            category: terms.category,
            installed,
            forecast: growth_forecast,
            prepaid_percent: growth_prepaid_percent,
            units,
            cost: money(&fraction(units, 1))?,
            share_of_cost: money(&(growth_prepaid_percent.exact() * fraction(growth_forecast, 100)))?,
        }))
    }

    /// How much of G a count of N has eaten: N - I, up to G.
    pub fn used(self, counted: u64) -> u64 {
        counted.saturating_sub(self.installed).min(self.units)
    }

    /// What of G a count of N leaves.
    pub fn left(self, counted: u64) -> u64 {
        self.units - self.used(counted)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::contract::{Exceptions, Term};
    use crate::domain::rma::RmaTerms;

    /// Term of a year, 950 headsets installed.
    pub(in crate::domain) fn contract(forecast: u64, percent: u32, price: Option<&str>) -> Contract {
        let day = |text: &str| text.parse().unwrap();
        Contract {
            id: "C-1".parse().unwrap(),
            customer: "acme".parse().unwrap(),
            partner: None,
            term: Term { start: day("2026-04-01"), end: day("2027-03-31"), ended_on: None },
            managed_from: None,
            renews: None,
            currency: "EUR".parse().unwrap(),
            purchase_order: None,
            exceptions: Exceptions::default(),
            rma: RmaTerms::default(),
            categories: vec![CategoryTerms {
                category: Category::Headset,
                ordered: Ordered::Growth {
                    installed: 950,
                    growth_forecast: forecast,
                    growth_prepaid_percent: Percent::from(percent),
                },
                unit_annual_price: price.map(|price| price.parse().unwrap()),
                minimum: None,
            }],
            prices: Vec::new(),
            orders: Vec::new(),
            counting: crate::domain::contract::CountingProfile::default(),
        }
    }

    #[test]
    fn a37_growth_in_advance_is_units_and_money_in_both_readings() {
        let table = [
            (100, 50, Some("18.00"), 50, Some("900.00"), Some("900.00")),
            // ceil(33 % of 10) is 4 units; a third of the money is less than their price.
            (10, 33, Some("18.00"), 4, Some("72.00"), Some("59.40")),
            (100, 50, None, 50, None, None),
            (0, 100, Some("18.00"), 0, Some("0.00"), Some("0.00")),
        ];
        for (forecast, percent, price, units, cost, share) in table {
            let contract = contract(forecast, percent, price);
            let growth = Growth::of(&contract, &contract.categories[0]).unwrap().unwrap();
            let text = |money: Option<Money>| money.map(|money| money.to_string());
            assert_eq!(growth.units, units);
            assert_eq!((text(growth.cost).as_deref(), text(growth.share_of_cost).as_deref()), (cost, share));
        }
    }

    #[test]
    fn r12_the_count_eats_the_growth_from_the_installed_devices_up() {
        let contract = contract(100, 50, None);
        let growth = Growth::of(&contract, &contract.categories[0]).unwrap().unwrap();
        for (counted, used, left) in [(0, 0, 50), (950, 0, 50), (987, 37, 13), (1000, 50, 0), (1050, 50, 0)] {
            assert_eq!((growth.used(counted), growth.left(counted)), (used, left), "N = {counted}");
        }
    }
}
