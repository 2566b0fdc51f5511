//! The RMA files that partners send: our columns (documents.md section 3), and how a partner's own are read.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::rma_row::RmaStatus;
use crate::domain::words::words;

words! {
    /// A column of an RMA file.
    RmaColumn {
        /// Number of the RMA.
        RmaNumber = "rma_number",
        /// Line in it.
        RmaLine = "rma_line",
        /// Support case.
        CaseNumber = "case_number",
        /// The customer's master account ID.
        SiteId = "site_id",
        /// The customer, by id or by name.
        Customer = "customer",
        /// When it was asked for.
        CreatedAt = "created_at",
        /// When it was authorised.
        AuthorisedAt = "authorised_at",
        /// Where it stands.
        Status = "status",
        /// Part number of what is returned.
        PartNumber = "part_number",
        /// Its name.
        Product = "product",
        /// Its category.
        Category = "category",
        /// Serial number of the failed unit.
        SerialFailed = "serial_failed",
        /// Serial number of its replacement.
        SerialReplacement = "serial_replacement",
        /// How many units.
        Quantity = "quantity",
        /// Why it is returned.
        ReasonCode = "reason_code",
        /// Under which entitlement.
        Entitlement = "entitlement",
        /// When the replacement was shipped.
        ShippedAt = "shipped_at",
        /// Its tracking number.
        TrackingNumber = "tracking_number",
        /// When the failed unit is due.
        ReturnDueAt = "return_due_at",
        /// When it came back.
        ReturnedAt = "returned_at",
        /// When the RMA was closed.
        ClosedAt = "closed_at",
    }
}

/// How a partner's RMA files differ from our own schema; what is left out is as there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RmaMapping {
    /// The partner's header of each of these columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<RmaColumn, String>,
    /// How the partner writes dates; ISO dates are understood besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_format: Option<DateFormat>,
    /// What the partner's status words mean, as [`status_key`] compares them; our own are understood besides.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, RmaStatus>,
}

/// A status word as it is compared: without case, blanks, underscores and hyphens at the ends and repeated.
pub fn status_key(word: &str) -> String {
    let parts = word.split(|c: char| c.is_whitespace() || c == '_' || c == '-').filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

impl RmaMapping {
    /// What a status word means to this partner.
    pub fn status(&self, word: &str) -> Option<RmaStatus> {
        let key = status_key(word);
        self.statuses.get(&key).copied().or_else(|| RmaStatus::parse(&key))
    }
}

/// The order of day, month and year in dates of numbers, and what stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateFormat {
    order: Order,
    separator: char,
    short_year: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

/// Why a text is not a date format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a date format: DD, MM and YYYY (or YY) with '/', '.' or '-' between them, as in DD/MM/YYYY")]
pub struct InvalidDateFormat {
    found: String,
}

impl DateFormat {
    /// The day that a text means; none if it is not written so. Leading zeros may be missing.
    pub fn parse_day(self, text: &str) -> Option<NaiveDate> {
        let parts: Vec<&str> = text.split(self.separator).collect();
        let [first, second, third] = parts[..] else { return None };
        let (year, month, day) = match self.order {
            Order::DayMonthYear => (third, second, first),
            Order::MonthDayYear => (third, first, second),
            Order::YearMonthDay => (first, second, third),
        };
        let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
            let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u32>().ok()).flatten()
        };
        let year = if self.short_year { number(year, 2..=2).map(|year| 2000 + year) } else { number(year, 4..=4) };
        NaiveDate::from_ymd_opt(i32::try_from(year?).ok()?, number(month, 1..=2)?, number(day, 1..=2)?)
    }
}

impl FromStr for DateFormat {
    type Err = InvalidDateFormat;

    fn from_str(text: &str) -> Result<Self, InvalidDateFormat> {
        let wrong = || InvalidDateFormat { found: text.chars().take(40).collect() };
        let separator = text.chars().find(|c| matches!(c, '/' | '.' | '-')).ok_or_else(wrong)?;
        let (order, short_year) = match text.split(separator).collect::<Vec<_>>()[..] {
            ["DD", "MM", "YYYY"] => (Order::DayMonthYear, false),
            ["DD", "MM", "YY"] => (Order::DayMonthYear, true),
            ["MM", "DD", "YYYY"] => (Order::MonthDayYear, false),
            ["MM", "DD", "YY"] => (Order::MonthDayYear, true),
            ["YYYY", "MM", "DD"] => (Order::YearMonthDay, false),
            _ => return Err(wrong()),
        };
        Ok(Self { order, separator, short_year })
    }
}

impl TryFrom<String> for DateFormat {
    type Error = InvalidDateFormat;

    fn try_from(text: String) -> Result<Self, InvalidDateFormat> {
        text.parse()
    }
}

impl From<DateFormat> for String {
    fn from(format: DateFormat) -> Self {
        format.to_string()
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = if self.short_year { "YY" } else { "YYYY" };
        let parts = match self.order {
            Order::DayMonthYear => ["DD", "MM", year],
            Order::MonthDayYear => ["MM", "DD", year],
            Order::YearMonthDay => [year, "MM", "DD"],
        };
        f.pad(&parts.join(&self.separator.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_format_says_which_number_is_the_day() {
        let day = |format: &str, text: &str| {
            let format: DateFormat = format.parse().unwrap();
            assert_eq!(format.to_string().parse(), Ok(format));
            format.parse_day(text).map(|day| day.to_string())
        };
        for (format, text, expected) in [
            ("DD/MM/YYYY", "02/11/2026", Some("2026-11-02")),
            ("MM/DD/YYYY", "02/11/2026", Some("2026-02-11")),
            ("DD.MM.YY", "2.11.26", Some("2026-11-02")),
            ("YYYY/MM/DD", "2026/11/02", Some("2026-11-02")),
            ("MM-DD-YYYY", "02-11-2026", Some("2026-02-11")),
            ("DD/MM/YYYY", "02.11.2026", None),
            ("DD/MM/YYYY", "31/11/2026", None),
            ("DD/MM/YYYY", "02/11/26", None),
            ("DD/MM/YYYY", "+2/11/2026", None),
            ("DD/MM/YYYY", "02/11/2026/1", None),
        ] {
            assert_eq!(day(format, text).as_deref(), expected, "{format} {text}");
        }
        for wrong in ["", "DDMMYYYY", "D/M/Y", "DD/MM.YYYY", "YYYY-DD-MM", "%d/%m/%Y"] {
            assert!(wrong.parse::<DateFormat>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_partners_words_beat_ours_and_ours_are_understood_besides() {
        let mapping =
            RmaMapping { statuses: [("closed".to_owned(), RmaStatus::Cancelled)].into(), ..RmaMapping::default() };
        assert_eq!(mapping.status("Closed"), Some(RmaStatus::Cancelled));
        assert_eq!(mapping.status(" Awaiting-Return "), Some(RmaStatus::AwaitingReturn));
        assert_eq!(mapping.status("NOT RETURNED"), Some(RmaStatus::NotReturned));
        assert_eq!(mapping.status("gone"), None);
    }
}
