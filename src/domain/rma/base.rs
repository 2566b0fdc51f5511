//! The installed base under contract that the threshold is taken of (R35, A9, A44).

use chrono::{Datelike, NaiveDate};

use crate::domain::rma::{Cover, RmaBase};

/// The base and the day from which it applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    /// T.
    pub total: u64,
    /// The first day within year and term on which that T was in force.
    pub on: NaiveDate,
}

/// The base of a year on a day, over all contracts of a chain; none if none of them had begun by then.
pub(super) fn base(rule: RmaBase, year: i32, day: NaiveDate, covers: &[Cover]) -> Option<Base> {
    let until = match rule {
        RmaBase::Max | RmaBase::AtDate => day,
        RmaBase::YearEnd => NaiveDate::from_ymd_opt(year, 12, 31)?,
    };
    // Nothing is under contract before the day of the position, whatever is ordered for later.
    covers.iter().find_map(|cover| totals(cover, year, day).next())?;
    let all = || covers.iter().flat_map(|cover| totals(cover, year, until));
    let total = match rule {
        RmaBase::Max => all().map(|base| base.total).max()?,
        RmaBase::AtDate | RmaBase::YearEnd => all().max_by_key(|base| base.on)?.total,
    };
    all().filter(|base| base.total == total).min_by_key(|base| base.on)
}

/// Every total that was in force on a day of cover in the year, up to a day, with the first day on which it was.
fn totals(cover: &Cover, year: i32, until: NaiveDate) -> impl Iterator<Item = Base> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).map_or(cover.term.start, |first| first.max(cover.term.start));
    let last = cover.term.last_day().min(until);
    let last = if last.year() > year { NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(last) } else { last };
    let nexts = cover.steps.iter().skip(1).map(|(from, _)| Some(*from)).chain([None]);
    cover.steps.iter().zip(nexts).filter_map(move |((from, total), next)| {
        let on = (*from).max(first);
        let in_force = on <= last && next.is_none_or(|next| next > on);
        in_force.then_some(Base { total: *total, on })
    })
}
