//! Calendar months: the period of an audit, and the step in which true-ups are charged (R22, R25).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar month, written `YYYY-MM`. Which zone it is meant in is the caller's business (`schedule.timezone`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: NaiveDate,
}

/// Why a text is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a month: expected YYYY-MM, as in 2026-11")]
pub struct InvalidMonth {
    found: String,
}

impl Month {
    /// The month that holds `day`.
    pub fn of(day: NaiveDate) -> Self {
        let back = u64::from(day.day0());
        Self { first: day.checked_sub_days(Days::new(back)).unwrap_or(day) }
    }

    /// Its first day, from which new devices are charged (R22).
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first.pred_opt().unwrap_or(self.first)
    }

    /// How many days it has, 28 to 31.
    pub fn days(self) -> u32 {
        self.last_day().day()
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The month `count` months later.
    #[must_use]
    pub fn plus(self, count: u32) -> Self {
        Self { first: self.first.checked_add_months(Months::new(count)).unwrap_or(self.first) }
    }

    /// All months from this one to `last`, both included; none if `last` lies before.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |month| Some(month.next())).take_while(move |month| *month <= last)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The number of the month in its year, 1 to 12.
    pub fn number(self) -> u32 {
        self.first.month()
    }
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        let wrong = || InvalidMonth { found: text.chars().take(40).collect() };
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        let (year, month) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
        NaiveDate::from_ymd_opt(year, month, 1).map(Self::of).ok_or_else(wrong)
    }
}

impl TryFrom<String> for Month {
    type Error = InvalidMonth;

    fn try_from(text: String) -> Result<Self, InvalidMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year(), self.number()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn months_know_their_days_and_neighbours() {
        assert_eq!(month("2028-02").days(), 29);
        assert_eq!(month("2026-12").next(), month("2027-01"));
        assert_eq!(month("2026-01").previous(), month("2025-12"));
        assert_eq!(month("2026-11").last_day(), NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        assert_eq!(month("2026-11").through(month("2027-02")).count(), 4);
        assert_eq!(month("2026-11").through(month("2026-10")).count(), 0);
    }

    #[test]
    fn only_the_written_form_is_a_month() {
        for wrong in ["2026-13", "2026-1", "26-01", "2026/01", "2026-00", "+026-01", ""] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
