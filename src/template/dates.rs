//! Dates and months as a language writes them in running text. Machines get ISO, which is not made here.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{M, YM, YMD, YMDE};
use icu_locale_core::Locale as Tag;

use crate::domain::language::Language;
use crate::domain::month::Month;
use crate::template::error::TemplateError;

/// Writes dates in one language.
#[derive(Debug)]
pub struct Dates {
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    weekday: FixedCalendarDateTimeFormatter<Gregorian, YMDE>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    short_month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    month_name: FixedCalendarDateTimeFormatter<Gregorian, M>,
}

impl Dates {
    /// The patterns of a language.
    pub fn new(language: Language, tag: &Tag) -> Result<Self, TemplateError> {
        let wrong = |cause: icu_datetime::DateTimeFormatterLoadError| TemplateError::Locale {
            language: language.tag(),
            what: "date patterns",
            problem: cause.to_string(),
        };
        Ok(Self {
            day: FixedCalendarDateTimeFormatter::try_new(tag.into(), YMD::long()).map_err(wrong)?,
            weekday: FixedCalendarDateTimeFormatter::try_new(tag.into(), YMDE::long()).map_err(wrong)?,
            month: FixedCalendarDateTimeFormatter::try_new(tag.into(), YM::long()).map_err(wrong)?,
            short_month: FixedCalendarDateTimeFormatter::try_new(tag.into(), YM::medium()).map_err(wrong)?,
            month_name: FixedCalendarDateTimeFormatter::try_new(tag.into(), M::long()).map_err(wrong)?,
        })
    }

    /// `22 novembre 2026` / `22 November 2026`.
    pub fn day(&self, day: NaiveDate) -> String {
        gregorian(day).map_or_else(|| day.to_string(), |date| self.day.format(&date).to_string())
    }

    /// `domenica 22 novembre 2026` / `Sunday, 22 November 2026`: for a day on which somebody has to act.
    pub fn weekday(&self, day: NaiveDate) -> String {
        gregorian(day).map_or_else(|| day.to_string(), |date| self.weekday.format(&date).to_string())
    }

    /// `novembre` / `November`: where the year goes without saying.
    pub fn month_name(&self, month: Month) -> String {
        let date = gregorian(month.first_day());
        date.map_or_else(|| month.to_string(), |date| self.month_name.format(&date).to_string())
    }

    /// `novembre 2026` / `November 2026`.
    pub fn month(&self, month: Month) -> String {
        gregorian(month.first_day()).map_or_else(|| month.to_string(), |date| self.month.format(&date).to_string())
    }

    /// `nov 2026` / `Nov 2026`, for narrow columns.
    pub fn short_month(&self, month: Month) -> String {
        let date = gregorian(month.first_day());
        date.map_or_else(|| month.to_string(), |date| self.short_month.format(&date).to_string())
    }

    /// `22 novembre 2026, 05:00 UTC`: the zone is always said.
    pub fn instant(&self, at: DateTime<Utc>) -> String {
        format!("{}, {}\u{a0}UTC", self.day(at.date_naive()), at.format("%H:%M"))
    }
}

/// The same day for the formatter; none only for years that no contract has (beyond 9999).
fn gregorian(day: NaiveDate) -> Option<Date<Gregorian>> {
    let (month, number) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Date::try_new_gregorian(day.year(), month, number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_each_language_does() {
        let dates = |language| Dates::new(language, &crate::template::locale::tag(language)).unwrap();
        let (it, en) = (dates(Language::It), dates(Language::En));
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let month = Month::of(day);
        assert_eq!((it.day(day), en.day(day)), ("22 novembre 2026".into(), "22 November 2026".into()));
        assert_eq!(it.weekday(day), "domenica 22 novembre 2026");
        assert_eq!(en.weekday(day), "Sunday, 22 November 2026");
        assert_eq!((it.month_name(month), en.month_name(month)), ("novembre".into(), "November".into()));
        assert_eq!((it.month(month), en.month(month)), ("novembre 2026".into(), "November 2026".into()));
        assert_eq!((it.short_month(month), en.short_month(month)), ("nov 2026".into(), "Nov 2026".into()));
        let at = day.and_hms_opt(5, 0, 9).unwrap().and_utc();
        assert_eq!(it.instant(at), "22 novembre 2026, 05:00\u{a0}UTC");
    }
}
