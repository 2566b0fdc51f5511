//! When N will reach B or the trigger at the growth of the last three audited months (documents.md section 1.4), and what
//! ordering before, then, or at the renewal would cost. An estimate: it stands in reports and in `trueup forecast`,
//! marked as such, and never in a quote.

use chrono::{Days, Months, NaiveDate};
use num_traits::{Signed, ToPrimitive};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::audit::{Standing, triggered_at};
use crate::domain::category::Category;
use crate::domain::contract::{Basis, Contract, Exceptions, Proration, baseline};
use crate::domain::money::{AmountTooLarge, Fraction, Money, cut, fraction, rounded};
use crate::domain::month::Month;
use crate::domain::outcome::Reaches;
use crate::domain::true_up::{charge, months};
use crate::domain::words::words;

/// Nobody looks further ahead.
const FURTHEST: u32 = 1_200;

/// What is known of a category.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Whose.
    pub contract: &'a Contract,
    /// Which.
    pub category: Category,
    /// What it is compared with today.
    pub standing: Standing,
    /// Month and count of the audited months, oldest first.
    pub audited: &'a [(Month, u64)],
    /// Today in the schedule's time zone.
    pub today: NaiveDate,
}

/// The forecast of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryForecast {
    /// Which.
    pub category: Category,
    /// T as ordered and paid.
    pub contracted: u64,
    /// X, with the units of open quotes (A25).
    pub compared_with: u64,
    /// B of X.
    pub baseline: u64,
    /// The smallest N that makes a true-up due.
    pub triggered_at: u64,
    /// N of the last audited month.
    pub counted: Option<u64>,
    /// That month.
    pub counted_in: Option<Month>,
    /// Devices a month over the last three audited months, cut to two decimals (A29); none with fewer.
    pub growth_per_month: Option<Decimal>,
    /// When the trigger is reached.
    pub reaches_trigger: Reaches,
    /// What ordering would cost; empty without a forecast, and where there is nothing to order.
    pub orders: Vec<Order>,
}

words! {
    /// When the devices are ordered.
    When {
        /// This month, as an order of the partner's own.
        Now = "now",
        /// By the true-up that the forecast expects.
        Trigger = "trigger",
        /// With the next term, for its first year.
        Renewal = "renewal",
    }
}

/// One way to order the same devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// When.
    pub when: When,
    /// How many: those that the true-up would charge, or without one those above X at the end of the term.
    pub units: u64,
    /// First day charged (R22).
    pub charge_from: NaiveDate,
    /// Last day charged: of the term, or of the first year of the next one.
    pub charge_to: NaiveDate,
    /// Months charged, at most four decimals, for the reader.
    pub months: Decimal,
    /// Rounded once (R25), at the price known for the first day; none while the contract has no price.
    pub amount: Option<Money>,
}

/// When N reaches `line` at the present growth.
///
/// `audited` holds month and count of the audited months, oldest first, the present one last; nothing is said of months
/// after `last`, the last month of the term.
pub fn reaches(audited: &[(Month, u64)], line: u64, last: Month) -> Reaches {
    let Some(trend) = Trend::of(audited) else { return Reaches::NoForecast };
    if trend.count >= line {
        return Reaches::Reached;
    }
    if !trend.growth.is_positive() {
        return Reaches::NotInTerm;
    }
    let needed = (fraction(line - trend.count, 1) / &trend.growth).ceil().to_integer().to_u32();
    match needed {
        Some(needed) if needed <= FURTHEST && trend.month.plus(needed) <= last => Reaches::In(trend.month.plus(needed)),
        _ => Reaches::NotInTerm,
    }
}

/// When the trigger of a category is reached, and what each way to order would cost (R21, R22, R25).
///
/// # Errors
/// If an amount cannot be written down.
pub fn forecast(known: Known<'_>) -> Result<CategoryForecast, AmountTooLarge> {
    let Known { contract, category, standing, audited, today } = known;
    let exceptions = &contract.exceptions;
    let line = triggered_at(standing.compared_with, exceptions);
    let last = Month::of(contract.term.last_day());
    let trend = Trend::of(audited);
    // An audit that is done cannot be triggered any more.
    let running = Month::of(today);
    let audited_to = audited.last().map(|(month, _)| *month);
    let next = if audited_to == Some(running) { running.next() } else { running };
    let reaches_trigger = match reaches(audited, line, last) {
        Reaches::In(_) | Reaches::Reached if next > last => Reaches::NotInTerm,
        Reaches::In(month) => Reaches::In(month.max(next)),
        Reaches::NoForecast => Reaches::NoForecast,
        Reaches::NotInTerm => Reaches::NotInTerm,
        Reaches::Reached => Reaches::Reached,
    };
    let orders = match &trend {
        Some(trend) if today <= contract.term.last_day() => orders(known, trend, reaches_trigger, line, next)?,
        _ => Vec::new(),
    };
    Ok(CategoryForecast {
        category,
        contracted: standing.contracted,
        compared_with: standing.compared_with,
        baseline: baseline(standing.compared_with, exceptions.trigger_percent),
        triggered_at: line,
        counted: audited.last().map(|(_, count)| *count),
        counted_in: audited_to,
        growth_per_month: trend.map(|trend| cut(&trend.growth, 2)),
        reaches_trigger,
        orders,
    })
}

fn orders(
    known: Known<'_>,
    trend: &Trend,
    reaches: Reaches,
    line: u64,
    next: Month,
) -> Result<Vec<Order>, AmountTooLarge> {
    let Known { contract, category, standing, today, .. } = known;
    let (term, exceptions) = (contract.term, &contract.exceptions);
    let (trigger, count) = match reaches {
        Reaches::NoForecast => return Ok(Vec::new()),
        Reaches::Reached => (Some(next), trend.at(next).max(line)),
        Reaches::In(month) => (Some(month), trend.at(month).max(line)),
        Reaches::NotInTerm => (None, trend.at(Month::of(term.last_day()))),
    };
    let less = match exceptions.charge_basis {
        Basis::Ordered => standing.compared_with,
        Basis::Baseline => baseline(standing.compared_with, exceptions.trigger_percent),
    };
    let units = count.saturating_sub(less);
    if units == 0 {
        return Ok(Vec::new());
    }
    let order = |when, from: NaiveDate, to: NaiveDate, exceptions: &Exceptions| {
        let price = contract.price_on(category, from);
        let cost = price.map(|price| charge(&fraction(units, 1), price, from, to, exceptions));
        Ok(Order {
            when,
            units,
            charge_from: from,
            charge_to: to,
            months: rounded(&months(from, to), 4).normalize(),
            amount: cost.map(|cost| Money::round(&cost, contract.currency)).transpose()?,
        })
    };
    let begun = |month: Month| month.first_day().max(term.start);
    let mut orders = vec![order(When::Now, begun(Month::of(today)), term.last_day(), exceptions)?];
    if let Some(month) = trigger {
        orders.push(order(When::Trigger, begun(month), term.last_day(), exceptions)?);
    }
    let year = term
        .last_day()
        .checked_add_days(Days::new(1))
        .and_then(|from| Some((from, from.checked_add_months(Months::new(12))?.pred_opt()?)));
    if let Some((from, to)) = year {
        // A whole year costs the annual price, also where days are counted and the year has 366.
        let whole = Exceptions { proration: Proration::Month, ..exceptions.clone() };
        orders.push(order(When::Renewal, from, to, &whole)?);
    }
    Ok(orders)
}

/// The last audited month, and the average growth since the second one before it.
struct Trend {
    month: Month,
    count: u64,
    growth: Fraction,
}

impl Trend {
    /// None with fewer than three audited months.
    fn of(audited: &[(Month, u64)]) -> Option<Self> {
        let [(first, before), _, (month, count)] = audited.len().checked_sub(3).map(|at| &audited[at..])? else {
            return None;
        };
        let months = first.through(*month).count() - 1;
        let growth = (fraction(*count, 1) - fraction(*before, 1)) / fraction(months, 1);
        Some(Self { month: *month, count: *count, growth })
    }

    /// N in a later month, rounded up; what shrinks is not carried on (A8).
    fn at(&self, month: Month) -> u64 {
        let ahead = self.month.through(month).count().saturating_sub(1);
        if !self.growth.is_positive() {
            return self.count;
        }
        let grown = fraction(self.count, 1) + &self.growth * fraction(ahead, 1);
        grown.ceil().to_integer().to_u64().unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::growth::tests::contract;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn audited(counts: [u64; 3]) -> Vec<(Month, u64)> {
        ["2026-09", "2026-10", "2026-11"].map(month).into_iter().zip(counts).collect()
    }

    #[test]
    fn the_forecast_needs_three_audited_months_and_growth() {
        let last = month("2027-03");
        let table = [
            (audited([1000, 1010, 1020]), 1050, Reaches::In(month("2027-02"))),
            (audited([1000, 1010, 1019]), 1050, Reaches::In(month("2027-03"))),
            (audited([1000, 1005, 1009]), 1050, Reaches::NotInTerm),
            (audited([1000, 1030, 1050]), 1050, Reaches::Reached),
            (audited([1020, 1020, 1020]), 1050, Reaches::NotInTerm),
            (audited([1030, 1020, 1010]), 1050, Reaches::NotInTerm),
        ];
        for (audited, line, expected) in table {
            assert_eq!(reaches(&audited, line, last), expected, "{audited:?}");
        }
        assert_eq!(reaches(&audited([1, 2, 3])[1..], 10, last), Reaches::NoForecast);
        let gap = [(month("2026-05"), 1000), (month("2026-10"), 1010), (month("2026-11"), 1030)];
        assert_eq!(reaches(&gap, 1050, last), Reaches::In(month("2027-03")), "5 a month over six months");
    }

    /// When, units, from, to, amount.
    fn costs(counts: [u64; 3], today: &str, change: impl Fn(&mut Contract)) -> (Reaches, Vec<String>) {
        let mut contract = contract(100, 50, Some("18.00"));
        change(&mut contract);
        let standing = Standing { contracted: 1000, compared_with: 1000 };
        let (audited, today) = (audited(counts), today.parse().unwrap());
        let category = contract.categories[0].category;
        let found = forecast(Known { contract: &contract, category, standing, audited: &audited, today }).unwrap();
        let order = |order: &Order| {
            let amount = order.amount.map_or_else(|| "to confirm".to_owned(), |amount| amount.to_string());
            let Order { when, units, charge_from, charge_to, .. } = order;
            format!("{} {units} {charge_from} {charge_to} {amount}", when.as_str())
        };
        (found.reaches_trigger, found.orders.iter().map(order).collect())
    }

    #[test]
    fn r21_r22_r25_ordering_the_same_devices_now_at_the_trigger_or_at_the_renewal() {
        let (reached, orders) = costs([1000, 1010, 1020], "2026-11-22", |_| {});
        assert_eq!(reached, Reaches::In(month("2027-02")));
        let expected = [
            "now 50 2026-11-01 2027-03-31 375.00",
            "trigger 50 2027-02-01 2027-03-31 150.00",
            "renewal 50 2027-04-01 2028-03-31 900.00",
        ];
        assert_eq!(orders, expected);
    }

    #[test]
    fn a_trigger_that_is_not_reached_leaves_two_ways_to_order_what_is_above_the_total() {
        let (reached, orders) = costs([1020, 1020, 1020], "2026-12-05", |_| {});
        assert_eq!(reached, Reaches::NotInTerm);
        assert_eq!(orders, ["now 20 2026-12-01 2027-03-31 120.00", "renewal 20 2027-04-01 2028-03-31 360.00"]);
        assert_eq!(costs([1000, 990, 980], "2026-12-05", |_| {}), (Reaches::NotInTerm, Vec::new()));
    }

    #[test]
    fn an_audited_month_is_not_triggered_again_and_a_late_one_not_in_the_past() {
        // Reached in November, which is audited: December's audit would charge.
        let (reached, orders) = costs([1040, 1050, 1060], "2026-11-22", |_| {});
        assert_eq!((reached, &orders[1][..]), (Reaches::Reached, "trigger 70 2026-12-01 2027-03-31 420.00"));
        // Expected for February, seen in March.
        let (reached, orders) = costs([1000, 1010, 1020], "2027-03-02", |_| {});
        assert_eq!(reached, Reaches::In(month("2027-03")));
        assert_eq!(orders[0], "now 60 2027-03-01 2027-03-31 90.00");
        assert_eq!(costs([1000, 1010, 1020], "2027-04-01", |_| {}).1, [""; 0], "the term is over");
    }

    #[test]
    fn a41_exceptions_and_prices_from_later_days_are_those_of_the_contract() {
        let (reached, orders) = costs([1000, 1010, 1020], "2026-11-22", |contract| {
            contract.exceptions.charge_basis = Basis::Baseline;
            contract.exceptions.trigger_basis = Basis::Baseline;
        });
        // The trigger is at 1,103, and of the 1,060 at the end of the term those above the baseline are charged.
        assert_eq!(reached, Reaches::NotInTerm);
        assert_eq!(orders[0], "now 10 2026-11-01 2027-03-31 75.00");
        let dearer = |contract: &mut Contract| {
            contract.prices.push(crate::domain::contract::DatedPrice {
                category: Category::Headset,
                from: "2027-01-01".parse().unwrap(),
                unit_annual_price: "24.00".parse().unwrap(),
            });
        };
        let (_, orders) = costs([1000, 1010, 1020], "2026-11-22", dearer);
        assert_eq!(orders[0], "now 50 2026-11-01 2027-03-31 375.00");
        assert_eq!(orders[1], "trigger 50 2027-02-01 2027-03-31 200.00");
        let (_, orders) = costs([1000, 1010, 1020], "2026-11-22", |contract| {
            contract.categories[0].unit_annual_price = None;
        });
        assert_eq!(orders[0], "now 50 2026-11-01 2027-03-31 to confirm");
    }
}
