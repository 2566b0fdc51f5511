//! The rows of an RMA file; every cell that cannot be right is a problem.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime};

use super::layout::Layout;
use super::{Note, Reading, Told};
use crate::domain::category::Category;
use crate::domain::model_name::cleaned;
use crate::domain::rma_file::RmaColumn;
use crate::domain::rma_row::{RmaKey, RmaRow, RmaStatus};
use crate::source::table::{Problem, Problems, Row, Table, is_iso, is_scientific, quoted, readings};
use crate::source::text::{excerpt, kept};

/// More units in one line are a typing error.
const MOST_UNITS: u32 = 100_000;
const YEARS: std::ops::Range<i32> = 2000..2200;

/// Each number and line once, and the rows that made way for later ones.
pub(super) fn rows(
    table: &Table,
    layout: &Layout,
    reading: &Reading,
    problems: &mut Problems,
) -> (Vec<Told>, Vec<Note>) {
    let mut held: BTreeMap<RmaKey, Told> = BTreeMap::new();
    let mut notes = Vec::new();
    for row in &table.rows {
        row.check_shape(table, problems);
        let reader = RowReader { table, layout, row, reading };
        let Some(told) = reader.told(problems) else { continue };
        let Some(first) = held.get(&told.row.key) else {
            held.insert(told.row.key.clone(), told);
            continue;
        };
        let (at, first_at) = (told.at, first.at);
        if first.row == told.row {
            notes.push(Note::RepeatedRow { row: at, first: first_at });
        } else if layout.column(RmaColumn::RmaLine).is_none() {
            let found = format!("{} again, as in row {first_at}, with other values", quoted(&told.row.key.number));
            let expected = "a column rma_line to tell the lines of an RMA apart";
            problems.add(reader.problem(Some(RmaColumn::RmaNumber), found, expected));
        } else {
            let key = told.row.key.to_string();
            notes.push(Note::LaterRow { row: at, first: first_at, key });
            held.insert(told.row.key.clone(), told);
        }
    }
    if table.rows.is_empty() {
        problems.add(Problem::file("no rows below the headers", "one row for each line of an RMA"));
    }
    let mut rows: Vec<Told> = held.into_values().collect();
    rows.sort_by_key(|told| told.at);
    (rows, notes)
}

struct RowReader<'a> {
    table: &'a Table,
    layout: &'a Layout,
    row: &'a Row,
    reading: &'a Reading,
}

impl RowReader<'_> {
    fn told(&self, problems: &mut Problems) -> Option<Told> {
        let number = self.identity(RmaColumn::RmaNumber, problems);
        if number.is_none() {
            problems.add(self.problem(Some(RmaColumn::RmaNumber), "nothing".to_owned(), "the number of the RMA"));
        }
        let line = self.whole(RmaColumn::RmaLine, 9_999, problems);
        let quantity = self.whole(RmaColumn::Quantity, MOST_UNITS, problems);
        let status = self.status(problems);
        let authorised_on = self.authorised_on(status, problems);
        let row = RmaRow {
            key: RmaKey { number: number.unwrap_or_default(), line: line.unwrap_or(1) },
            partner: None,
            matched: None,
            case_number: self.identity(RmaColumn::CaseNumber, problems),
            site_id: self.identity(RmaColumn::SiteId, problems),
            customer: self.text(RmaColumn::Customer),
            created_on: self.day(RmaColumn::CreatedAt, problems),
            authorised_on,
            status: status.unwrap_or(RmaStatus::Requested),
            part_number: self.identity(RmaColumn::PartNumber, problems),
            product: self.text(RmaColumn::Product),
            model: None,
            category: self.category(problems),
            serial_failed: self.identity(RmaColumn::SerialFailed, problems),
            serial_replacement: self.identity(RmaColumn::SerialReplacement, problems),
            quantity: quantity.unwrap_or(1),
            reason_code: self.text(RmaColumn::ReasonCode),
            entitlement: self.text(RmaColumn::Entitlement),
            shipped_on: self.day(RmaColumn::ShippedAt, problems),
            tracking_number: self.identity(RmaColumn::TrackingNumber, problems),
            return_due_on: self.day(RmaColumn::ReturnDueAt, problems),
            returned_on: self.day(RmaColumn::ReturnedAt, problems),
            closed_on: self.day(RmaColumn::ClosedAt, problems),
            serial_seen: None,
        };
        (!row.key.number.is_empty()).then_some(Told { at: self.row.line, row })
    }

    fn cell(&self, column: RmaColumn) -> &str {
        self.layout.column(column).map_or("", |at| self.row.cell(at))
    }

    /// A text on one line, without what would steer a terminal or turn the direction of a text.
    fn text(&self, column: RmaColumn) -> Option<String> {
        let text = cleaned(self.cell(column));
        (!text.is_empty()).then(|| kept(Cow::Owned(text)))
    }

    /// A text that tells things apart. In scientific notation its last digits are lost and two become one.
    fn identity(&self, column: RmaColumn, problems: &mut Problems) -> Option<String> {
        let cell = self.cell(column);
        if is_scientific(cell) {
            let expected = "all digits (format the column as text before saving)";
            problems.add(self.problem(Some(column), quoted(cell), expected));
        }
        self.text(column)
    }

    /// A number from 1; 1 where nothing stands.
    fn whole(&self, column: RmaColumn, most: u32, problems: &mut Problems) -> Option<u32> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let plain = cell.bytes().all(|byte| byte.is_ascii_digit());
        let number = cell.parse().ok().filter(|number| plain && (1..=most).contains(number));
        if number.is_none() {
            problems.add(self.problem(Some(column), quoted(cell), &format!("a whole number from 1 to {most}")));
        }
        number
    }

    fn status(&self, problems: &mut Problems) -> Option<RmaStatus> {
        let cell = self.cell(RmaColumn::Status);
        let status = self.reading.mapping.status(cell);
        if status.is_none() {
            let found = if cell.is_empty() { "nothing".to_owned() } else { quoted(cell) };
            let words: Vec<_> = RmaStatus::ALL.iter().map(|status| status.as_str()).collect();
            let expected = format!("one of: {} (a partner's own words go into [partner.rma])", words.join(", "));
            problems.add(self.problem(Some(RmaColumn::Status), found, &expected));
        }
        status
    }

    fn category(&self, problems: &mut Problems) -> Option<Category> {
        let cell = self.cell(RmaColumn::Category);
        let category = Category::parse(&cell.to_lowercase());
        if category.is_none() && !cell.is_empty() {
            let expected = "headset, video or voice, or nothing: then part number and product tell";
            problems.add(self.problem(Some(RmaColumn::Category), quoted(cell), expected));
        }
        category
    }

    /// The day of the authorisation: never ahead, and always there once there was one.
    fn authorised_on(&self, status: Option<RmaStatus>, problems: &mut Problems) -> Option<NaiveDate> {
        let column = RmaColumn::AuthorisedAt;
        let day = self.day(column, problems);
        if day.is_some_and(|day| day > self.reading.today) {
            let found = format!("{}, which lies ahead of {}", quoted(self.cell(column)), self.reading.today);
            problems.add(self.problem(Some(column), found, "the day on which it was authorised"));
        }
        let never = matches!(
            status,
            None | Some(RmaStatus::Requested | RmaStatus::Rejected | RmaStatus::Cancelled | RmaStatus::Duplicate)
        );
        if !never && self.cell(column).is_empty() {
            let status = status.map_or("", RmaStatus::as_str);
            let expected = format!("the day on which it was authorised, since its status is {status}");
            problems.add(self.problem(Some(column), "nothing".to_owned(), &expected));
        }
        day
    }

    /// The day of a date or moment, in the schedule's zone (A45).
    fn day(&self, column: RmaColumn, problems: &mut Problems) -> Option<NaiveDate> {
        let cell = self.cell(column);
        if cell.is_empty() || cell == "-" {
            return None;
        }
        let day = day(cell, self.reading).filter(|day| YEARS.contains(&day.year()));
        if day.is_none() {
            let two = readings(cell).filter(|_| self.reading.mapping.date_format.is_none());
            let two = two.map(|(one, other)| format!(", which can be {one} or {other}"));
            let found = quoted(cell) + &two.unwrap_or_default();
            let expected = self.reading.mapping.date_format.map_or_else(
                || "YYYY-MM-DD, with or without a time; other dates need `date_format` in [partner.rma]".to_owned(),
                |format| format!("a date as in {format}, as the partner's mapping says, or YYYY-MM-DD"),
            );
            problems.add(self.problem(Some(column), found, &expected));
        }
        day
    }

    fn problem(&self, column: Option<RmaColumn>, found: String, expected: &str) -> Problem {
        let header = column.and_then(|column| {
            let header = self.layout.column(column).and_then(|at| self.table.headers.get(at));
            header.map(|header| excerpt(header, &[])).or_else(|| Some(column.as_str().to_owned()))
        });
        Problem { row: Some(self.row.line), column: header, found, expected: expected.to_owned() }
    }
}

fn day(cell: &str, reading: &Reading) -> Option<NaiveDate> {
    let (date, time) = cell.split_once(['T', ' ']).unwrap_or((cell, ""));
    let day = if is_iso(date) && date.len() == 10 {
        NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()
    } else {
        reading.mapping.date_format.and_then(|format| format.parse_day(date))
    }?;
    let time = time.trim();
    if time.is_empty() || is_time(time) {
        return Some(day);
    }
    // With an offset it is a moment, which may lie on another day here.
    let moment = DateTime::parse_from_rfc3339(&format!("{day}T{time}")).ok()?;
    Some(moment.with_timezone(&reading.zone).date_naive())
}

/// A time of the day without an offset.
fn is_time(text: &str) -> bool {
    let upper = text.to_uppercase();
    ["%H:%M", "%H:%M:%S%.f", "%I:%M %p", "%I:%M:%S %p"]
        .iter()
        .any(|format| NaiveTime::parse_from_str(&upper, format).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rma_file::RmaMapping;

    #[test]
    fn a45_the_schedules_zone_decides_the_day_of_a_moment() {
        let reading = |format: Option<&str>| Reading {
            mapping: RmaMapping { date_format: format.map(|format| format.parse().unwrap()), ..RmaMapping::default() },
            zone: chrono_tz::Europe::Rome,
            today: NaiveDate::MAX,
        };
        for (format, text, expected) in [
            (None, "2026-11-02", Some("2026-11-02")),
            (None, "2026-11-02 23:30", Some("2026-11-02")),
            (None, "2026-11-02T23:30:00", Some("2026-11-02")),
            (None, "2026-11-02T22:59:59Z", Some("2026-11-02")),
            (None, "2026-11-02T23:00:00Z", Some("2026-11-03")),
            (None, "2026-11-02T00:30:00.5+02:00", Some("2026-11-01")),
            (None, "2026-11-02 25:00", None),
            (None, "2026-13-02", None),
            (None, "02/11/2026", None),
            (None, "46000", None),
            (Some("DD/MM/YYYY"), "02/11/2026 9:18", Some("2026-11-02")),
            (Some("MM/DD/YYYY"), "02/11/2026 9:18 pm", Some("2026-02-11")),
            (Some("MM/DD/YYYY"), "2026-11-02", Some("2026-11-02")),
            (Some("DD/MM/YYYY"), "02.11.2026", None),
        ] {
            assert_eq!(day(text, &reading(format)).map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }
}
