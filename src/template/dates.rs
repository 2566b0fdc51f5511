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
    language: Language,
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    weekday: FixedCalendarDateTimeFormatter<Gregorian, YMDE>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    short_month: FixedCalendarDateTimeFormatter<Gregorian, M>,
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
            language,
            day: FixedCalendarDateTimeFormatter::try_new(tag.into(), YMD::long()).map_err(wrong)?,
            weekday: FixedCalendarDateTimeFormatter::try_new(tag.into(), YMDE::long()).map_err(wrong)?,
            month: FixedCalendarDateTimeFormatter::try_new(tag.into(), YM::long()).map_err(wrong)?,
            short_month: FixedCalendarDateTimeFormatter::try_new(tag.into(), M::medium()).map_err(wrong)?,
            month_name: FixedCalendarDateTimeFormatter::try_new(tag.into(), M::long()).map_err(wrong)?,
        })
    }

    /// `22 novembre 2026` / `22 November 2026`.
    pub fn day(&self, day: NaiveDate) -> String {
        gregorian(day).map_or_else(|| day.to_string(), |date| self.set(day, self.day.format(&date).to_string()))
    }

    /// `domenica 22 novembre 2026` / `Sunday, 22 November 2026`: for a day on which somebody has to act.
    pub fn weekday(&self, day: NaiveDate) -> String {
        let Some(date) = gregorian(day) else { return day.to_string() };
        self.set(day, self.weekday.format(&date).to_string())
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
        // German data write month and year in figures (`11/2026`), which a table of counts is full of already.
        let first = month.first_day();
        let date = gregorian(first);
        date.map_or_else(|| month.to_string(), |date| format!("{} {}", self.short_month.format(&date), first.year()))
    }

    /// French counts the first of a month and numbers the others (`1er novembre`, `2 novembre`); the point of a German
    /// day would end a line.
    fn set(&self, day: NaiveDate, written: String) -> String {
        match self.language {
            Language::Fr if day.day() == 1 => written.replacen("1 ", "1er ", 1),
            Language::De => written.replacen(". ", ".\u{a0}", 1),
            // "el lunes 30 de noviembre": no comma where an article goes before.
            Language::Es => written.replacen(", ", " ", 1),
            Language::It | Language::En | Language::Fr => written,
        }
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

    #[test]
    fn german_french_and_spanish_dates_are_those_of_letters() {
        let dates = |language| Dates::new(language, &crate::template::locale::tag(language)).unwrap();
        let all = [Language::De, Language::Fr, Language::Es].map(dates);
        let (day, first) =
            (NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), NaiveDate::from_ymd_opt(2026, 11, 1).unwrap());
        let month = Month::of(day);
        let written = |write: &dyn Fn(&Dates) -> String| all.each_ref().map(write);
        assert_eq!(
            written(&|dates| dates.day(day)),
            ["22.\u{a0}November 2026", "22 novembre 2026", "22 de noviembre de 2026"]
        );
        assert_eq!(
            written(&|dates| dates.day(first)),
            ["1.\u{a0}November 2026", "1er novembre 2026", "1 de noviembre de 2026"]
        );
        assert_eq!(
            written(&|dates| dates.weekday(first)),
            ["Sonntag, 1.\u{a0}November 2026", "dimanche 1er novembre 2026", "domingo 1 de noviembre de 2026"]
        );
        assert_eq!(written(&|dates| dates.month_name(month)), ["November", "novembre", "noviembre"]);
        assert_eq!(written(&|dates| dates.month(month)), ["November 2026", "novembre 2026", "noviembre de 2026"]);
        assert_eq!(written(&|dates| dates.short_month(month)), ["Nov 2026", "nov. 2026", "nov 2026"]);
    }
}
