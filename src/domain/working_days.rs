//! On which days a country works: Monday to Friday without the holidays of the whole country.
//!
//! Holidays of a region, and those that somebody proclaims for one year, are working days here: a letter that goes out on
//! one of them is read a day later. A country that is not in the table has its weekends only.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};

use Rule::{Easter, First, FridayElse, Moved, On, Since};

/// The working days of one country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingDays {
    holidays: &'static [Rule],
}

impl WorkingDays {
    /// Those of a country by its ISO 3166 code; none known, or none given: Monday to Friday.
    pub fn of(country: Option<&str>) -> Self {
        let known = COUNTRIES.iter().find(|(code, _)| country == Some(code));
        Self { holidays: known.map_or(&[], |(_, rules)| rules) }
    }

    /// Whether people work on that day.
    pub fn include(self, day: NaiveDate) -> bool {
        !is_weekend(day) && !self.holidays.iter().any(|rule| rule.is(day))
    }

    /// The first working day from `day` on, that day included.
    pub fn from(self, day: NaiveDate) -> NaiveDate {
        self.nth(day, 1)
    }

    /// The working day of that number from `day` on, that day being the first if it is one.
    pub fn nth(self, day: NaiveDate, number: usize) -> NaiveDate {
        let working = day.iter_days().filter(|day| self.include(*day));
        working.take(number.max(1)).last().unwrap_or(day)
    }
}

/// When a holiday is, month and day of month as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The same day each year.
    On(u32, u32),
    /// The same day each year, from a year on.
    Since(i32, u32, u32),
    /// So many days after Easter Sunday, or before it.
    Easter(i64),
    /// The first such day of the week on or after a day: the third Monday of a month is the first one from the 15th on.
    First(Weekday, u32, u32),
    /// A day that moves by so many days where it falls on a Saturday, and on a Sunday.
    Moved(u32, u32, i64, i64),
    /// The day itself where it is a Friday, else the first such day of the week after it.
    FridayElse(Weekday, u32, u32),
}

impl Rule {
    fn is(self, day: NaiveDate) -> bool {
        // New Year's Day may move into the last year.
        (day.year()..=day.year() + 1).any(|year| self.in_year(year) == Some(day))
    }

    fn in_year(self, year: i32) -> Option<NaiveDate> {
        let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let first = |weekday: Weekday, from: NaiveDate| {
            let ahead = weekday.days_since(from.weekday());
            from.checked_add_days(Days::new(ahead.into()))
        };
        match self {
            On(month, day) => on(month, day),
            Since(begin, month, day) => on(month, day).filter(|_| year >= begin),
            Easter(days) => easter(year)?.checked_add_signed(TimeDelta::days(days)),
            First(weekday, month, day) => first(weekday, on(month, day)?),
            Moved(month, day, saturday, sunday) => {
                let usual = on(month, day)?;
                let moved = if usual.weekday() == Weekday::Sat { saturday } else { sunday };
                usual.checked_add_signed(TimeDelta::days(if is_weekend(usual) { moved } else { 0 }))
            }
            FridayElse(weekday, month, day) => {
                let usual = on(month, day)?;
                if usual.weekday() == Weekday::Fri { Some(usual) } else { first(weekday, usual) }
            }
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, in_century) = (year % 19, year / 100, year % 100);
    let lunar = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + lunar + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, (days / 31).unsigned_abs(), (days % 31 + 1).unsigned_abs())
}

/// Holidays of whole countries as their laws stand in 2026, those that are always a Saturday or Sunday left out.
#[rustfmt::skip]
const COUNTRIES: [(&str, &[Rule]); 19] = [
    ("AT", &[
        On(1, 1), On(1, 6), Easter(1), On(5, 1), Easter(39), Easter(50), Easter(60), On(8, 15), On(10, 26), On(11, 1),
        On(12, 8), On(12, 25), On(12, 26),
    ]),
    ("BE", &[
        On(1, 1), Easter(1), On(5, 1), Easter(39), Easter(50), On(7, 21), On(8, 15), On(11, 1), On(11, 11), On(12, 25),
    ]),
    ("CH", &[On(1, 1), Easter(39), On(8, 1), On(12, 25)]),
    ("CZ", &[
        On(1, 1), Easter(-2), Easter(1), On(5, 1), On(5, 8), On(7, 5), On(7, 6), On(9, 28), On(10, 28), On(11, 17),
        On(12, 24), On(12, 25), On(12, 26),
    ]),
    ("DE", &[
        On(1, 1), Easter(-2), Easter(1), On(5, 1), Easter(39), Easter(50), On(10, 3), On(12, 25), On(12, 26),
    ]),
    ("DK", &[
        On(1, 1), Easter(-3), Easter(-2), Easter(1), Easter(39), Easter(50), On(12, 25), On(12, 26),
    ]),
    ("ES", &[
        On(1, 1), On(1, 6), Easter(-2), On(5, 1), On(8, 15), On(10, 12), On(11, 1), On(12, 6), On(12, 8), On(12, 25),
    ]),
    ("FI", &[
        On(1, 1), On(1, 6), Easter(-2), Easter(1), On(5, 1), Easter(39), First(Weekday::Fri, 6, 19), On(12, 6),
        On(12, 24), On(12, 25), On(12, 26),
    ]),
    ("FR", &[
        On(1, 1), Easter(1), On(5, 1), On(5, 8), Easter(39), Easter(50), On(7, 14), On(8, 15), On(11, 1), On(11, 11),
        On(12, 25),
    ]),
    // England and Wales.
    ("GB", &[
        Moved(1, 1, 2, 1), Easter(-2), Easter(1), First(Weekday::Mon, 5, 1), First(Weekday::Mon, 5, 25),
        First(Weekday::Mon, 8, 25), Moved(12, 25, 2, 2), Moved(12, 26, 2, 2),
    ]),
    ("IE", &[
        On(1, 1), FridayElse(Weekday::Mon, 2, 1), On(3, 17), Easter(1), First(Weekday::Mon, 5, 1),
        First(Weekday::Mon, 6, 1), First(Weekday::Mon, 8, 1), First(Weekday::Mon, 10, 25), On(12, 25), On(12, 26),
    ]),
    // Saint Francis is a holiday again since 2026.
    ("IT", &[
        On(1, 1), On(1, 6), Easter(1), On(4, 25), On(5, 1), On(6, 2), On(8, 15), Since(2026, 10, 4), On(11, 1),
        On(12, 8), On(12, 25), On(12, 26),
    ]),
    ("LU", &[
        On(1, 1), Easter(1), On(5, 1), On(5, 9), Easter(39), Easter(50), On(6, 23), On(8, 15), On(11, 1), On(12, 25),
        On(12, 26),
    ]),
    ("NL", &[
        On(1, 1), Easter(-2), Easter(1), Moved(4, 27, 0, -1), Easter(39), Easter(50), On(12, 25), On(12, 26),
    ]),
    ("NO", &[
        On(1, 1), Easter(-3), Easter(-2), Easter(1), On(5, 1), On(5, 17), Easter(39), Easter(50), On(12, 25),
        On(12, 26),
    ]),
    ("PL", &[
        On(1, 1), On(1, 6), Easter(1), On(5, 1), On(5, 3), Easter(60), On(8, 15), On(11, 1), On(11, 11), On(12, 24),
        On(12, 25), On(12, 26),
    ]),
    ("PT", &[
        On(1, 1), Easter(-2), On(4, 25), On(5, 1), On(6, 10), Easter(60), On(8, 15), On(10, 5), On(11, 1), On(12, 1),
        On(12, 8), On(12, 25),
    ]),
    ("SE", &[
        On(1, 1), On(1, 6), Easter(-2), Easter(1), On(5, 1), Easter(39), On(6, 6), On(12, 25), On(12, 26),
    ]),
    // Federal holidays: a Saturday's is kept on the Friday before, a Sunday's on the Monday after.
    ("US", &[
        Moved(1, 1, -1, 1), First(Weekday::Mon, 1, 15), First(Weekday::Mon, 2, 15), First(Weekday::Mon, 5, 25),
        Moved(6, 19, -1, 1), Moved(7, 4, -1, 1), First(Weekday::Mon, 9, 1), First(Weekday::Mon, 10, 8),
        Moved(11, 11, -1, 1), First(Weekday::Thu, 11, 22), Moved(12, 25, -1, 1),
    ]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_where_the_churches_have_it() {
        // The earliest and the latest one, the two exceptions of the older rule, and the years to come.
        #[rustfmt::skip]
        let table = [
            "1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2024-03-31",
            "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25",
            "2049-04-18", "2076-04-19", "2285-03-22",
        ];
        for sunday in table.map(day) {
            assert_eq!(easter(sunday.year()), Some(sunday));
        }
    }
}
