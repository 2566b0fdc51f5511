//! The data files of the demo: TOML written by hand, as somebody would write it for `trueup apply`, and two logos.
//!
//! They are written for a story from June to November 2026, and their dates are moved by whole months if it begins
//! elsewhere.

use chrono::{Datelike, Months, NaiveDate};

use crate::domain::month::Month;

/// The first month of the story as the sample files are written.
pub(super) const WRITTEN_FOR: &str = "2026-06";

const TOML_FILES: [(&str, &str); 3] = [
    ("people.toml", include_str!("sample/people.toml")),
    ("customers.toml", include_str!("sample/customers.toml")),
    ("contracts.toml", include_str!("sample/contracts.toml")),
];

const LOGOS: [(&str, &str); 2] =
    [("nordcom.svg", include_str!("sample/nordcom.svg")), ("ponte.svg", include_str!("sample/ponte.svg"))];

/// A file of the sample: to be written beside the others, and the folder to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFile {
    /// Name without folder.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// The files for a story that begins in `first`.
pub(super) fn files(first: Month) -> Vec<SampleFile> {
    let moved = TOML_FILES.iter().map(|&(name, text)| SampleFile { name, text: moved(text, first) });
    moved.chain(LOGOS.iter().map(|&(name, text)| SampleFile { name, text: text.to_owned() })).collect()
}

fn moved(text: &str, first: Month) -> String {
    let written_for: Month = WRITTEN_FOR.parse().unwrap_or(first);
    let by = (first.year() - written_for.year()) * 12 + number(first) - number(written_for);
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.char_indices().find_map(|(at, _)| Some((at, date_at(rest.get(at..at + 10)?)?))) {
        let (at, date) = found;
        moved.push_str(&rest[..at]);
        moved.push_str(&move_date(date, by).to_string());
        rest = &rest[at + 10..];
    }
    moved + rest
}

fn number(month: Month) -> i32 {
    i32::try_from(month.number()).unwrap_or_default()
}

fn date_at(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    // The parser is lenient (" 2026-12-3" is a date to it); only the written form is meant here.
    (date.to_string() == text).then_some(date)
}

/// The date `by` months later; the last day of a month stays the last day of a month.
fn move_date(date: NaiveDate, by: i32) -> NaiveDate {
    let months = Months::new(by.unsigned_abs());
    let first = date.with_day(1).unwrap_or(date);
    let first = if by < 0 { first.checked_sub_months(months) } else { first.checked_add_months(months) };
    let target = first.map_or_else(|| Month::of(date), Month::of);
    let last = target.last_day();
    if date == Month::of(date).last_day() { last } else { last.with_day(date.day()).unwrap_or(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_can_begin_in_any_month() {
        let contracts = |first: &str| {
            let files = files(first.parse().unwrap());
            files.into_iter().find(|file| file.name == "contracts.toml").unwrap().text
        };
        assert_eq!(contracts(WRITTEN_FOR), TOML_FILES[2].1);
        let later = contracts("2027-07");
        assert!(later.contains("term_start = 2027-05-01\nterm_end = 2028-04-30"), "{later}");
        assert!(later.contains("term_start = 2027-04-01\nterm_end = 2028-03-31"), "{later}");
        assert!(contracts("2025-11").contains("term_start = 2025-10-15"));
    }
}
