//! The rows of an inventory file as observations; every cell that cannot be right is a problem.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::columns::Field;
use super::{Layout, Note, Problem, Problems, Table};
use crate::domain::device::Observation;
use crate::source::table::{Row, is_iso, is_scientific, quoted, readings};
use crate::source::text::{excerpt, kept};

const EXPECTED_DATE: &str =
    "YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] in UTC, or a time with its offset such as 2026-11-02T09:18:43Z";

/// All devices of the table, and the rows that were left out as repetitions.
pub(super) fn observations(table: &Table, layout: &Layout, problems: &mut Problems) -> (Vec<Observation>, Vec<Note>) {
    let mut observations: Vec<Observation> = Vec::new();
    let mut first_rows: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    let mut notes = Vec::new();
    for row in &table.rows {
        let reader = RowReader { table, layout, row };
        row.check_shape(table, problems);
        let Some(device) = reader.observation(problems) else { continue };
        match first_rows.entry(device.id.clone()) {
            Entry::Vacant(free) => {
                free.insert((row.line, observations.len()));
                observations.push(device);
            }
            Entry::Occupied(taken) => {
                let (first, index) = *taken.get();
                if observations.get(index) == Some(&device) {
                    notes.push(Note::RepeatedRow { row: row.line, first });
                } else {
                    let found = format!("{} again, as in row {first}, with other values", quoted(&device.id));
                    problems.add(reader.problem(Some(Field::Id), found, "one row for each device"));
                }
            }
        }
    }
    if table.rows.is_empty() {
        problems.add(Problem::file("no rows below the headers", "one row for each device"));
    } else if layout.column(Field::Model).is_some() && observations.iter().all(|device| device.model.is_empty()) {
        problems.add(Problem::file("not one row with a model", "the model of each device"));
    }
    (observations, notes)
}

struct RowReader<'a> {
    table: &'a Table,
    layout: &'a Layout,
    row: &'a Row,
}

impl RowReader<'_> {
    fn observation(&self, problems: &mut Problems) -> Option<Observation> {
        let model = self.text(Field::Model);
        let serial = self.identity(Field::Serial, problems);
        let mac = self.identity(Field::Mac, problems);
        let id = self.identity(Field::Id, problems);
        if model.is_none() && serial.is_none() && mac.is_none() && id.is_none() {
            problems.add(self.problem(None, "neither a model nor a serial number, MAC or id".to_owned(), "a device"));
            return None;
        }
        Some(Observation {
            id: id.unwrap_or_else(|| format!("row-{}", self.row.line)),
            model: model.unwrap_or_default(),
            product_id: self.text(Field::ProductId),
            serial,
            mac,
            last_detected: self.last_detected(problems),
            name: self.text(Field::Name),
            site: self.text(Field::Site),
            room: self.text(Field::Room),
            software: self.text(Field::Software),
            connected: None,
        })
    }

    fn cell(&self, field: Field) -> &str {
        self.layout.column(field).map_or("", |column| self.row.cell(column))
    }

    fn text(&self, field: Field) -> Option<String> {
        let cell = self.cell(field);
        (!cell.is_empty()).then(|| kept(Cow::Borrowed(cell)))
    }

    /// A text that tells devices apart. In scientific notation its last digits are lost and two become one.
    fn identity(&self, field: Field, problems: &mut Problems) -> Option<String> {
        let cell = self.cell(field);
        if is_scientific(cell) {
            let expected = "all digits (format the column as text before saving)";
            problems.add(self.problem(Some(field), quoted(cell), expected));
        }
        self.text(field)
    }

    fn last_detected(&self, problems: &mut Problems) -> Option<DateTime<Utc>> {
        let cell = self.cell(Field::LastDetected);
        if cell.is_empty() || ["never", "-", "n/a"].contains(&cell.to_lowercase().as_str()) {
            return None;
        }
        let moment = moment(cell);
        if moment.is_none() {
            let readings = readings(cell).map(|(one, other)| format!(", which can be {one} or {other}"));
            let found = quoted(cell) + &readings.unwrap_or_default();
            problems.add(self.problem(Some(Field::LastDetected), found, EXPECTED_DATE));
        }
        moment
    }

    fn problem(&self, field: Option<Field>, found: String, expected: &str) -> Problem {
        let column =
            field.and_then(|field| self.layout.column(field)).and_then(|column| self.table.headers.get(column));
        let column = column.map(|header| excerpt(header, &[]));
        Problem { row: Some(self.row.line), column, found, expected: expected.to_owned() }
    }
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    let in_utc = |format: &str| NaiveDateTime::parse_from_str(text, format).ok().map(|moment| moment.and_utc());
    let day = || text.parse().ok().map(|day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc());
    if !is_iso(text) {
        return None;
    }
    let with_offset = DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc());
    with_offset.or_else(day).or_else(|| in_utc("%Y-%m-%d %H:%M")).or_else(|| in_utc("%Y-%m-%d %H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_iso_or_nothing() {
        let written = |text| moment(text).map(|moment| moment.to_rfc3339());
        assert_eq!(written("2026-11-02").as_deref(), Some("2026-11-02T00:00:00+00:00"));
        assert_eq!(written("2026-11-02 09:18").as_deref(), Some("2026-11-02T09:18:00+00:00"));
        assert_eq!(written("2026-11-02 09:18:43").as_deref(), Some("2026-11-02T09:18:43+00:00"));
        assert_eq!(written("2026-11-02T09:18:43+02:00").as_deref(), Some("2026-11-02T07:18:43+00:00"));
        for wrong in ["02/11/2026", "2026/11/02", "26-11-02", "2026-13-01", "2026-11", "46000.5", "2026-11-02 x"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
