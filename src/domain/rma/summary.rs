//! What the report, the digest and the warnings tell of a position, and beside it the returns and replacements that are
//! late (R42): those are another matter, and no unit of theirs is ever part of the overage.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::contract::Percent;
use crate::domain::month::Month;
use crate::domain::rma::{LeftOut, Position, RmaState, RmaUnit};
use crate::domain::rma_row::{RmaRow, RmaStatus};
use crate::domain::working_days::WorkingDays;

/// Working days from the receipt of the replacement until the failed unit is due (R42).
const RETURN_DAYS: usize = 10;

/// A position without its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RmaSummary {
    /// The calendar year.
    pub year: i32,
    /// The last day taken into account.
    pub as_of: NaiveDate,
    /// T that the threshold is taken of.
    pub base: u64,
    /// Since when.
    pub base_on: NaiveDate,
    /// The threshold.
    pub percent: Percent,
    /// R.
    pub units: u64,
    /// Units within the threshold.
    pub allowed: u64,
    /// Units that can still be returned within it.
    pub remaining: u64,
    /// Units above it.
    pub overage: u64,
    /// R in percent of the base; none without a base.
    pub rate_percent: Option<Decimal>,
    /// The verdict.
    pub state: RmaState,
    /// Counted units by month, from January on.
    pub by_month: Vec<(Month, u64)>,
    /// Counted units by product, most first.
    pub models: Vec<(String, u64)>,
    /// Counted units by reason, most first; an empty reason where a file told none.
    pub reasons: Vec<(String, u64)>,
    /// Counted units that are no headsets (A10).
    pub other_than_headsets: u64,
    /// Units that do not count, by reason.
    pub left_out: Vec<(LeftOut, u64)>,
    /// Failed units that are not back in time (R42), the longest due first.
    pub not_returned: Vec<Late>,
    /// Replacements of the year that left later than on the next working day (R42), the latest first.
    pub shipped_late: Vec<Late>,
}

/// A line of an RMA for which something came, or comes, late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// Number of the RMA.
    pub rma_number: String,
    /// Line in it.
    pub rma_line: u32,
    /// What was returned.
    pub model: String,
    /// How many units.
    pub units: u64,
    /// When it was due.
    pub due_on: NaiveDate,
    /// When it came; none if it has not.
    pub came_on: Option<NaiveDate>,
}

impl RmaSummary {
    /// Sums a position up; `rows` are all rows of the customer, of any category.
    pub fn of(position: &Position, rows: &[RmaRow], working: WorkingDays) -> Self {
        Self {
            year: position.year,
            as_of: position.as_of,
            base: position.base,
            base_on: position.base_on,
            percent: position.percent,
            units: position.units,
            allowed: position.allowed,
            remaining: position.remaining(),
            overage: position.overage,
            rate_percent: position.rate_percent,
            state: position.state,
            by_month: position.by_month(),
            models: position.by_model(),
            reasons: position.by_reason(),
            other_than_headsets: position.other_than_headsets(),
            left_out: position.left_out_by_reason(),
            not_returned: not_returned(rows, working, position.as_of),
            shipped_late: shipped_late(rows, working, position.year, position.as_of),
        }
    }
}

fn late(row: &RmaRow, due_on: NaiveDate, came_on: Option<NaiveDate>) -> Late {
    Late {
        rma_number: row.key.number.clone(),
        rma_line: row.key.line,
        model: name(row),
        units: u64::from(row.quantity),
        due_on,
        came_on,
    }
}

/// Replaced units whose failed one is awaited and overdue. Where the file does not say when it is due: ten working days
/// after the replacement is taken to have arrived, the working day after it was shipped.
fn not_returned(rows: &[RmaRow], working: WorkingDays, today: NaiveDate) -> Vec<Late> {
    let awaited = |row: &&RmaRow| {
        let status = matches!(row.status, RmaStatus::Shipped | RmaStatus::AwaitingReturn | RmaStatus::NotReturned);
        status && row.returned_on.is_none_or(|day| day > today)
    };
    let overdue = |row: &RmaRow| {
        let by_shipping = || {
            let arrived = working.from(row.shipped_on?.succ_opt()?);
            Some(working.nth(arrived.succ_opt()?, RETURN_DAYS))
        };
        let due_on = row.return_due_on.or_else(by_shipping)?;
        (due_on < today).then(|| late(row, due_on, None))
    };
    let mut found: Vec<_> = rows.iter().filter(awaited).filter_map(overdue).collect();
    found.sort_by(|one, other| {
        (one.due_on, &one.rma_number, one.rma_line).cmp(&(other.due_on, &other.rma_number, other.rma_line))
    });
    found
}

/// Replacements authorised in the year that were shipped after the next working day.
fn shipped_late(rows: &[RmaRow], working: WorkingDays, year: i32, today: NaiveDate) -> Vec<Late> {
    let of_row = |row: &RmaRow| {
        let authorised = row.authorised_on.filter(|day| day.year() == year && *day <= today)?;
        let shipped = row.shipped_on.filter(|day| *day <= today)?;
        let due_on = working.from(authorised.succ_opt()?);
        (shipped > due_on).then(|| late(row, due_on, Some(shipped)))
    };
    let mut found: Vec<_> = rows.iter().filter_map(of_row).collect();
    found.sort_by(|one, other| {
        (other.came_on, &one.rma_number, one.rma_line).cmp(&(one.came_on, &other.rma_number, other.rma_line))
    });
    found
}

/// The catalogue's name of what was returned, else the file's, else its part number.
fn name(row: &RmaRow) -> String {
    let known = row.model.as_ref().or(row.product.as_ref()).or(row.part_number.as_ref());
    known.cloned().unwrap_or_default()
}

impl RmaUnit {
    /// A row as the threshold sees it; none if no day tells its year. `headset` says whether the product is a headset
    /// and not a speakerphone or a camera.
    pub fn of(row: &RmaRow, headset: bool) -> Option<Self> {
        let by_category = match row.category {
            Some(Category::Headset) => None,
            Some(Category::Video | Category::Voice) => Some(LeftOut::OtherCategory),
            None => Some(LeftOut::UnknownCategory),
        };
        Some(Self {
            rma_number: row.key.number.clone(),
            rma_line: row.key.line,
            units: u64::from(row.quantity),
            authorised_on: row.authorised_on.or(row.created_on)?,
            case_number: row.case_number.clone(),
            part_number: row.part_number.clone(),
            model: name(row),
            product: row.product.clone(),
            serial: row.serial_failed.clone(),
            reason: row.reason_code.clone(),
            headset,
            left_out: row.left_out().or(by_category),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rma_row::tests::row;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn r42_a_failed_unit_is_due_on_the_day_told_or_ten_working_days_after_the_replacement_came() {
        let working = WorkingDays::of(Some("IT"));
        // Friday 2 October 2026: there on Monday the 5th, due on the 19th.
        let shipped = RmaRow { status: RmaStatus::Shipped, shipped_on: Some(day("2026-10-02")), ..row("R-1", 1) };
        let told = RmaRow { return_due_on: Some(day("2026-10-08")), ..RmaRow { ..shipped.clone() } };
        let due = |row: &RmaRow, on: &str| not_returned(std::slice::from_ref(row), working, day(on));
        assert_eq!(due(&shipped, "2026-10-19"), []);
        assert_eq!(due(&shipped, "2026-10-20")[0].due_on, day("2026-10-19"));
        assert_eq!((due(&told, "2026-10-08").len(), due(&told, "2026-10-09").len()), (0, 1));
        let back = RmaRow { returned_on: Some(day("2026-10-30")), ..told.clone() };
        assert_eq!((due(&back, "2026-10-29").len(), due(&back, "2026-10-30").len()), (1, 0));
        let closed = RmaRow { status: RmaStatus::Closed, ..told };
        assert_eq!(due(&closed, "2026-11-09"), []);
    }

    #[test]
    fn r42_a_replacement_is_late_if_it_leaves_after_the_next_working_day() {
        let working = WorkingDays::of(Some("IT"));
        let of = |authorised: &str, shipped: &str| {
            let row = RmaRow { authorised_on: Some(day(authorised)), shipped_on: Some(day(shipped)), ..row("R-1", 1) };
            shipped_late(&[row], working, 2026, day("2026-12-31")).first().map(|late| late.due_on.to_string())
        };
        assert_eq!(of("2026-10-02", "2026-10-05"), None, "Friday, and the Monday after");
        assert_eq!(of("2026-10-02", "2026-10-06").as_deref(), Some("2026-10-05"));
        assert_eq!(of("2026-12-24", "2026-12-28"), None, "Christmas, St Stephen's and a Sunday between");
        assert_eq!(of("2025-12-30", "2026-02-01"), None, "of another year");
    }

    #[test]
    fn r40_rows_of_other_categories_and_of_none_are_left_out_with_their_reason() {
        let of = |category| RmaUnit::of(&RmaRow { category, ..row("R-1", 1) }, true).unwrap().left_out;
        assert_eq!(of(Some(Category::Headset)), None);
        assert_eq!(of(Some(Category::Voice)), Some(LeftOut::OtherCategory));
        assert_eq!(of(None), Some(LeftOut::UnknownCategory));
        let requested = RmaRow { status: RmaStatus::Requested, authorised_on: None, ..row("R-1", 1) };
        assert_eq!(RmaUnit::of(&requested, true), None, "no day tells its year");
        let requested = RmaRow { created_on: Some(day("2026-10-01")), ..requested };
        assert_eq!(RmaUnit::of(&requested, true).unwrap().left_out, Some(LeftOut::NotAuthorised));
    }
}
