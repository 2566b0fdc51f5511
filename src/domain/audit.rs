//! Counts against a contract: the lines of an audit and the trigger of the true-up (R14, R18, R19).

use std::collections::BTreeMap;

use num_traits::ToPrimitive;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::contract::{Basis, Exceptions, Percent, baseline};
use crate::domain::money::{cut, fraction};
use crate::domain::words::words;

words! {
    /// How a category stands.
    LineState {
        /// Below three fifths of the trigger.
        Ok = "ok",
        /// From three fifths of the trigger on, or unknown models could reach it (A30).
        Watch = "watch",
        /// A true-up is due (R18).
        Action = "action",
        /// Nobody counted.
        Unaudited = "unaudited",
    }
}

/// What a category is compared with (A25), before this audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Ordered at the start, early orders and received purchase orders.
    pub contracted: u64,
    /// Contracted and the units of open quotes: X.
    pub compared_with: u64,
}

/// One category in an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub category: Category,
    /// T as ordered and paid.
    pub contracted: u64,
    /// X, what N is compared with (A25).
    pub compared_with: u64,
    /// B of X.
    pub baseline: u64,
    /// N; none where nobody counted.
    pub counted: Option<u64>,
    /// N - X; may be negative (A43).
    pub increase: Option<i64>,
    /// In percent of X, cut to two decimals (A29); none for X = 0 (A28).
    pub increase_percent: Option<Decimal>,
    /// The verdict.
    pub state: LineState,
    /// X for the next audit after a true-up.
    pub new_contracted: Option<u64>,
    /// B for the next audit after a true-up.
    pub new_baseline: Option<u64>,
}

impl Line {
    /// Whether N itself has come to where watching begins (A41). A line to watch that has not is one that devices of
    /// unknown models could bring to its trigger (A30).
    pub fn has_grown(&self, exceptions: &Exceptions) -> bool {
        self.counted.is_some_and(|counted| watched(counted, self.compared_with, exceptions))
    }

    /// Units that a true-up charges: N - X, or N - B where so agreed (R21, A41). Nought without a true-up.
    pub fn charged_units(&self, exceptions: &Exceptions) -> u64 {
        match (self.state, self.counted) {
            (LineState::Action, Some(counted)) => match exceptions.charge_basis {
                Basis::Ordered => counted.saturating_sub(self.compared_with),
                Basis::Baseline => counted.saturating_sub(self.baseline),
            },
            (LineState::Ok | LineState::Watch | LineState::Unaudited | LineState::Action, _) => 0,
        }
    }
}

/// Whether N devices against X make a true-up due (R18, A1, A41), in exact integers.
pub fn triggers(counted: u64, compared_with: u64, exceptions: &Exceptions) -> bool {
    let percent = exceptions.trigger_percent.exact();
    let hundred = fraction(100, 1);
    let reached = match exceptions.trigger_basis {
        Basis::Ordered => {
            (fraction(counted, 1) - fraction(compared_with, 1)) * hundred >= percent * fraction(compared_with, 1)
        }
        Basis::Baseline => {
            let line = baseline(compared_with, exceptions.trigger_percent);
            fraction(counted, 1) * &hundred >= fraction(line, 1) * (&hundred + percent)
        }
    };
    counted > compared_with && reached
}

/// The smallest N that makes a true-up due against X: B itself, unless the percentage is taken of B (A1, A41).
pub fn triggered_at(compared_with: u64, exceptions: &Exceptions) -> u64 {
    let line = baseline(compared_with, exceptions.trigger_percent);
    match exceptions.trigger_basis {
        Basis::Ordered => line,
        Basis::Baseline => raised(line, exceptions.trigger_percent),
    }
}

/// The smallest N at or above B plus t percent.
fn raised(line: u64, percent: Percent) -> u64 {
    let reached = fraction(line, 100) * (fraction(100, 1) + percent.exact());
    reached.ceil().to_integer().to_u64().unwrap_or(u64::MAX)
}

/// Whether the increase has come to three fifths of the trigger (3 % of 5 %, A41).
fn watched(counted: u64, compared_with: u64, exceptions: &Exceptions) -> bool {
    let line = exceptions.trigger_percent.exact() * fraction(3, 5) * fraction(compared_with, 1);
    counted > compared_with && fraction(counted - compared_with, 1) * fraction(100, 1) >= line
}

/// Compares each category; `unknown` devices of no known model could belong to any of them (A30).
pub fn lines(
    standing: &BTreeMap<Category, Standing>,
    counted: &BTreeMap<Category, u64>,
    unknown: u64,
    exceptions: &Exceptions,
) -> Vec<Line> {
    let line = |(category, standing): (&Category, &Standing)| {
        let n = counted.get(category).copied().unwrap_or(0);
        let x = standing.compared_with;
        let state = if triggers(n, x, exceptions) {
            LineState::Action
        } else if watched(n, x, exceptions) || (unknown > 0 && triggers(n + unknown, x, exceptions)) {
            LineState::Watch
        } else {
            LineState::Ok
        };
        let mut line = Line { counted: Some(n), state, ..unaudited(*category, *standing, exceptions) };
        line.increase = i64::try_from(i128::from(n) - i128::from(x)).ok();
        line.increase_percent = (x > 0).then(|| cut(&((fraction(n, 1) - fraction(x, 1)) * fraction(100, x)), 2));
        let units = line.charged_units(exceptions);
        if units > 0 {
            line.new_contracted = Some(x + units);
            line.new_baseline = Some(baseline(x + units, exceptions.trigger_percent));
        }
        line
    };
    standing.iter().map(line).collect()
}

/// The line of a category that nobody counted (R16).
pub fn unaudited(category: Category, standing: Standing, exceptions: &Exceptions) -> Line {
    Line {
        category,
        contracted: standing.contracted,
        compared_with: standing.compared_with,
        baseline: baseline(standing.compared_with, exceptions.trigger_percent),
        counted: None,
        increase: None,
        increase_percent: None,
        state: LineState::Unaudited,
        new_contracted: None,
        new_baseline: None,
    }
}

/// Categories below their trigger that would reach it if all unknown devices were theirs (A30, A16).
pub fn could_trigger(lines: &[Line], unknown: u64, exceptions: &Exceptions) -> Vec<Category> {
    let could = |line: &&Line| {
        let n = line.counted.unwrap_or(0);
        unknown > 0 && line.state != LineState::Action && triggers(n + unknown, line.compared_with, exceptions)
    };
    lines.iter().filter(could).map(|line| line.category).collect()
}
