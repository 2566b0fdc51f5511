//! On which days a letter about a missing report may go out, and how its days of grace are counted.

use chrono::{Datelike, NaiveDate, Weekday};
use pretty_assertions::assert_eq;
use trueup::domain::month::Month;
use trueup::domain::working_days::WorkingDays;

use crate::programme::{day, month};

/// The days of a year, Monday to Friday, on which a country does not work.
fn free(country: Option<&str>, year: i32) -> Vec<String> {
    let days = WorkingDays::of(country);
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let of_year = first.iter_days().take_while(|day| day.year() == year);
    let weekdays = of_year.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    weekdays.filter(|day| !days.include(*day)).map(|day| day.format("%m-%d").to_string()).collect()
}

#[test]
fn holidays_are_those_of_the_country_and_only_of_it() {
    #[rustfmt::skip]
    let table: [(Option<&str>, i32, &[&str]); 15] = [
        // Italy: Easter Monday on 6 April; Liberation Day, Saint Francis, All Saints fall on weekends.
        (Some("IT"), 2026, &["01-01", "01-06", "04-06", "05-01", "06-02", "12-08", "12-25"]),
        (Some("IT"), 2027, &["01-01", "01-06", "03-29", "06-02", "10-04", "11-01", "12-08"]),
        // Before Saint Francis was a holiday again.
        (Some("IT"), 2023, &["01-06", "04-10", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26"]),
        // The United States: the Fourth of July of 2026 is a Saturday, kept on the Friday.
        (Some("US"), 2026, &["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]),
        // New Year's Day of 2028 is a Saturday: kept in 2027.
        (Some("US"), 2027, &["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"]),
        (Some("US"), 2028, &["01-17", "02-21", "05-29", "06-19", "07-04", "09-04", "10-09", "11-10", "11-23", "12-25"]),
        // Christmas and Boxing Day on Saturday and Sunday, on Friday and Saturday, on Sunday and Monday.
        (Some("GB"), 2027, &["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        (Some("GB"), 2026, &["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (Some("GB"), 2033, &["01-03", "04-15", "04-18", "05-02", "05-30", "08-29", "12-26", "12-27"]),
        // Ireland: the first of February is a Friday.
        (Some("IE"), 2030, &["01-01", "02-01", "04-22", "05-06", "06-03", "08-05", "10-28", "12-25", "12-26"]),
        (Some("DE"), 2026, &["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "12-25"]),
        (Some("FR"), 2026, &["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "11-11", "12-25"]),
        // Finland: the eve of midsummer.
        (Some("FI"), 2027, &["01-01", "01-06", "03-26", "03-29", "05-06", "06-25", "12-06", "12-24"]),
        // A country that is not known here, and none.
        (Some("ZZ"), 2026, &[]),
        (None,       2026, &[]),
    ];
    for (country, year, expected) in table {
        assert_eq!(free(country, year), expected, "{country:?} {year}");
    }
}

#[test]
fn the_fifth_working_day_counts_over_weekends_holidays_and_new_year() {
    #[rustfmt::skip]
    let table = [
        // The first of November 2026 is a Sunday, and a holiday in Italy.
        ("IT", "2026-11-01", "2026-11-02", "2026-11-06"),
        // New Year's Day on a Friday; Epiphany in Italy only.
        ("IT", "2027-01-01", "2027-01-04", "2027-01-11"),
        ("US", "2027-01-01", "2027-01-04", "2027-01-08"),
        // From the old year into the new one.
        ("IT", "2026-12-30", "2026-12-30", "2027-01-07"),
        ("US", "2027-12-30", "2027-12-30", "2028-01-06"),
        // Easter Monday.
        ("IT", "2026-04-01", "2026-04-01", "2026-04-08"),
        ("US", "2026-04-01", "2026-04-01", "2026-04-07"),
        // Labour Day on the first, a Friday.
        ("IT", "2026-05-01", "2026-05-04", "2026-05-08"),
        ("US", "2026-05-01", "2026-05-01", "2026-05-07"),
        // Two holidays in a row, and a leap day.
        ("IT", "2028-12-25", "2028-12-27", "2029-01-03"),
        ("IT", "2028-02-26", "2028-02-28", "2028-03-03"),
    ];
    for (country, from, first, fifth) in table {
        let days = WorkingDays::of(Some(country));
        assert_eq!((days.from(day(from)), days.nth(day(from), 5)), (day(first), day(fifth)), "{country} {from}");
    }
}

#[test]
fn every_month_has_ten_working_days_in_every_country() {
    for country in [
        "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "LU", "NL", "NO", "PL", "PT", "SE",
        "US",
    ] {
        let days = WorkingDays::of(Some(country));
        for of in month("2026-01").through(month("2045-12")) {
            assert_eq!(Month::of(days.nth(of.first_day(), 10)), of, "{country}");
        }
    }
}
