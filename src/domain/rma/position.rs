//! Where a calendar year stands on a day: base, allowance, units, and which of them are above it (R34-R37).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use num_traits::ToPrimitive;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::contract::Percent;
use crate::domain::money::{cut, fraction};
use crate::domain::month::Month;
use crate::domain::rma::base::base;
use crate::domain::rma::{Base, Cover, LeftOut, RmaBilling, RmaScope, RmaState, RmaTerms, RmaUnit};

/// The position of one calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The calendar year.
    pub year: i32,
    /// The last day that it takes into account.
    pub as_of: NaiveDate,
    /// T that the threshold is taken of (R35).
    pub base: u64,
    /// First day within year and term on which that T was in force (A44).
    pub base_on: NaiveDate,
    /// The yearly threshold.
    pub percent: Percent,
    /// R: units that count.
    pub units: u64,
    /// Units within the threshold: rounded down (R34).
    pub allowed: u64,
    /// Units above it.
    pub overage: u64,
    /// R in percent of the base, cut to two decimals (A29); none without a base.
    pub rate_percent: Option<Decimal>,
    /// The verdict.
    pub state: RmaState,
    /// The rows that count, in the order in which they use up the allowance (R37).
    pub counted: Vec<RmaUnit>,
    /// The rows that do not, in the same order, with the reason (R36).
    pub left_out: Vec<RmaUnit>,
}

/// The position of `year` on `day`, under the rules of the contract in force that day; none if no contract of the chain
/// had begun. `rows` may hold any other years and days: they are not looked at.
pub fn position(year: i32, day: NaiveDate, terms: &RmaTerms, covers: &[Cover], rows: &[RmaUnit]) -> Option<Position> {
    let as_of = if day.year() > year { NaiveDate::from_ymd_opt(year, 12, 31)? } else { day };
    let Base { total, on } = base(terms.base, year, as_of, covers)?;
    let of_year = rows.iter().filter(|row| row.authorised_on.year() == year && row.authorised_on <= as_of);
    let judged = of_year.map(|row| RmaUnit { left_out: judge(row, terms.scope, covers), ..row.clone() });
    let (mut counted, mut left_out): (Vec<_>, Vec<_>) = judged.partition(|row| row.left_out.is_none());
    counted.sort_by(|one, other| one.order().cmp(&other.order()));
    left_out.sort_by(|one, other| one.order().cmp(&other.order()));
    let units = counted.iter().map(|row| row.units).sum();
    let allowed = allowed(total, terms.percent);
    Some(Position {
        year,
        as_of,
        base: total,
        base_on: on,
        percent: terms.percent,
        units,
        allowed,
        overage: units.saturating_sub(allowed),
        rate_percent: (total > 0).then(|| cut(&(fraction(units, total) * fraction(100, 1)), 2)),
        state: state(units, allowed),
        counted,
        left_out,
    })
}

/// Why a row does not count; what the row itself says comes first.
fn judge(row: &RmaUnit, scope: RmaScope, covers: &[Cover]) -> Option<LeftOut> {
    let outside = !covers.iter().any(|cover| cover.includes(row.authorised_on));
    let no_headset = scope == RmaScope::HeadsetsOnly && !row.headset;
    let by_contract = [(outside, LeftOut::OutsideTerm), (no_headset, LeftOut::NotHeadset)];
    row.left_out.or_else(|| by_contract.into_iter().find_map(|(holds, reason)| holds.then_some(reason)))
}

/// floor(base x percent / 100): one unit more exceeds the percentage strictly (R34).
fn allowed(base: u64, percent: Percent) -> u64 {
    (fraction(base, 100) * percent.exact()).floor().to_integer().to_u64().unwrap_or(u64::MAX)
}

fn state(units: u64, allowed: u64) -> RmaState {
    if units > allowed {
        RmaState::Over
    } else if units > 0 && u128::from(units) * 5 >= u128::from(allowed) * 4 {
        RmaState::Watch
    } else {
        RmaState::Ok
    }
}

impl Position {
    /// Units that can still be returned within the threshold.
    pub fn remaining(&self) -> u64 {
        self.allowed.saturating_sub(self.units)
    }

    /// What may be billed: the units above the allowance, or all of them where so agreed (A34); none while there is no
    /// overage. A row is split where the allowance ends.
    pub fn billable(&self, billing: RmaBilling) -> Vec<RmaUnit> {
        let mut free = match billing {
            RmaBilling::Overage => self.allowed,
            RmaBilling::All if self.overage > 0 => 0,
            RmaBilling::All => self.units,
        };
        let above = |row: &RmaUnit| {
            let within = row.units.min(free);
            free -= within;
            (row.units > within).then(|| RmaUnit { units: row.units - within, ..row.clone() })
        };
        self.counted.iter().filter_map(above).collect()
    }

    /// Counted units of each month of the year up to the day of the position, months without any included.
    pub fn by_month(&self) -> Vec<(Month, u64)> {
        let first = NaiveDate::from_ymd_opt(self.year, 1, 1).map_or_else(|| Month::of(self.as_of), Month::of);
        let of = |month| {
            let units = self.counted.iter().filter(|row| Month::of(row.authorised_on) == month);
            (month, units.map(|row| row.units).sum())
        };
        first.through(Month::of(self.as_of)).map(of).collect()
    }

    /// Counted units of each product, most first.
    pub fn by_model(&self) -> Vec<(String, u64)> {
        ranked(self.counted.iter().map(|row| (row.model.as_str(), row.units)))
    }

    /// Counted units of each reason that a file told, most first; rows without one under an empty name.
    pub fn by_reason(&self) -> Vec<(String, u64)> {
        ranked(self.counted.iter().map(|row| (row.reason.as_deref().unwrap_or_default(), row.units)))
    }

    /// Counted units that are no headsets, of a category that holds speakerphones and cameras too (A10).
    pub fn other_than_headsets(&self) -> u64 {
        self.counted.iter().filter(|row| !row.headset).map(|row| row.units).sum()
    }

    /// Units that were left out, by reason, in the order of the reasons.
    pub fn left_out_by_reason(&self) -> Vec<(LeftOut, u64)> {
        let mut sums: BTreeMap<LeftOut, u64> = BTreeMap::new();
        for (reason, units) in self.left_out.iter().filter_map(|row| Some((row.left_out?, row.units))) {
            *sums.entry(reason).or_default() += units;
        }
        sums.into_iter().collect()
    }
}

fn ranked<'a>(named: impl Iterator<Item = (&'a str, u64)>) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    named.for_each(|(name, units)| *sums.entry(name).or_default() += units);
    let mut sums: Vec<_> = sums.into_iter().map(|(name, units)| (name.to_owned(), units)).collect();
    sums.sort_by_key(|(_, units)| std::cmp::Reverse(*units));
    sums
}
