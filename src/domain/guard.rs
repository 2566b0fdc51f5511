//! The guards of `[release]`: doubtful data holds an audit, a doubtful quote waits for a person.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::audit::{Line, could_trigger};
use crate::domain::category::Category;
use crate::domain::contract::{Contract, Percent};
use crate::domain::money::{Price, exact, fraction};
use crate::domain::outcome::{BasisChange, HoldReason};
use crate::domain::true_up::Quote;

/// Limits of `[release]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Hold the first true-up after onboarding, and after what it rests on changed.
    pub hold_first_true_up: bool,
    /// An audit whose N is above X by more than this is held …
    pub hold_growth_percent: Percent,
    /// … or below the last audited N by more than this …
    pub hold_drop_percent: Percent,
    /// … and by at least this many devices.
    pub hold_devices: u64,
    /// A document above this amount is held, in the contract's currency.
    pub hold_amount: Price,
}

/// Why a count is not plausible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// N far above what it is compared with.
    Growth {
        /// Which category.
        category: Category,
        /// N.
        counted: u64,
        /// X.
        compared_with: u64,
    },
    /// N far below the last audited month.
    Drop {
        /// Which category.
        category: Category,
        /// N.
        counted: u64,
        /// N of the last audited month.
        last: u64,
    },
}

impl Objection {
    /// The word in `reason` of a held audit.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Growth { .. } => "growth",
            Self::Drop { .. } => "drop",
        }
    }

    /// One sentence with the numbers, for the ledger and the report.
    pub fn sentence(&self, limits: &Limits) -> String {
        match self {
            Self::Growth { category, counted, compared_with } => format!(
                "{category}: {counted} devices counted, more than {} % above the {compared_with} they are compared with",
                limits.hold_growth_percent.decimal()
            ),
            Self::Drop { category, counted, last } => format!(
                "{category}: {counted} devices counted, more than {} % below the {last} of the last audited month",
                limits.hold_drop_percent.decimal()
            ),
        }
    }
}

/// What speaks against publishing these lines; `last` is N of the last audited month.
pub fn objections(lines: &[Line], last: &BTreeMap<Category, u64>, limits: &Limits) -> Vec<Objection> {
    let mut found = Vec::new();
    for line in lines {
        let Some(counted) = line.counted else { continue };
        let (category, compared_with) = (line.category, line.compared_with);
        if apart(counted, compared_with, compared_with, limits.hold_growth_percent, limits.hold_devices) {
            found.push(Objection::Growth { category, counted, compared_with });
        }
        if let Some(last) = last.get(&category).copied()
            && apart(last, counted, last, limits.hold_drop_percent, limits.hold_devices)
        {
            found.push(Objection::Drop { category, counted, last });
        }
    }
    found
}

/// Whether `high` is above `low` by more than a percentage of `of` and by at least `devices`.
fn apart(high: u64, low: u64, of: u64, percent: Percent, devices: u64) -> bool {
    let Some(difference) = high.checked_sub(low) else { return false };
    difference > 0
        && difference >= devices
        && fraction(difference, 1) * fraction(100, 1) > percent.exact() * fraction(of, 1)
}

/// What an audit rests on beside the snapshot, to notice changes between audits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Original totals.
    pub totals: BTreeMap<Category, u64>,
    /// Digest of the counting profile.
    pub profile: String,
    /// The source: its kind and tenants.
    pub source: String,
}

impl Basis {
    /// The basis of a contract as applied.
    pub fn of(contract: &Contract, day: NaiveDate, profile: String, source: String) -> Self {
        Self { totals: contract.ordered_on(day), profile, source }
    }

    /// What changed since an earlier audit. `count_moved` says whether the same snapshot counted the old way differs by
    /// `hold_devices` or more in any category: a catalogue or a profile that changes nothing is no change.
    pub fn changes(&self, before: &Self, count_moved: bool) -> Vec<BasisChange> {
        let profile = count_moved && self.profile != before.profile;
        let found = [
            (self.totals != before.totals, BasisChange::Totals),
            (profile, BasisChange::Profile),
            (self.source != before.source, BasisChange::Source),
            (count_moved && !profile, BasisChange::Catalogue),
        ];
        found.into_iter().filter_map(|(changed, change)| changed.then_some(change)).collect()
    }
}

/// Whether two counts of one snapshot differ by `devices` or more in any category.
pub fn count_moved(now: &BTreeMap<Category, u64>, old: &BTreeMap<Category, u64>, devices: u64) -> bool {
    let count = |counts: &BTreeMap<Category, u64>, category| counts.get(&category).copied().unwrap_or(0);
    Category::ALL.into_iter().any(|category| {
        let difference = count(now, category).abs_diff(count(old, category));
        difference > 0 && difference >= devices
    })
}

/// Why a new quote waits for a person; empty when no guard objects.
pub fn hold_reasons(
    quote: &Quote,
    lines: &[Line],
    unknown: u64,
    contract: &Contract,
    released_before: bool,
    changes: &[BasisChange],
    limits: &Limits,
) -> Vec<HoldReason> {
    let amount = quote.total.is_some_and(|total| exact(total.decimal()) > exact(limits.hold_amount.decimal()));
    let first = limits.hold_first_true_up;
    let holds_for = |change| first && released_before && changes.contains(&change);
    let found = [
        (quote.total.is_none(), HoldReason::PriceMissing),
        (!could_trigger(lines, unknown, &contract.exceptions).is_empty(), HoldReason::UnknownModels),
        (amount, HoldReason::Amount),
        (first && !released_before, HoldReason::FirstTrueUp),
        (holds_for(BasisChange::Totals), HoldReason::TotalsChanged),
        (holds_for(BasisChange::Profile), HoldReason::ProfileChanged),
        (holds_for(BasisChange::Source), HoldReason::SourceChanged),
        (holds_for(BasisChange::Catalogue), HoldReason::CatalogueChanged),
    ];
    found.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect()
}
