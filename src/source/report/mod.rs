//! A partner's Lens inventory report: a file read into observations, or rejected with everything that is wrong in it.
//!
//! A file is taken whole or not at all: a row left out by mistake would be a device not counted. Columns about people
//! are dropped here and go no further.

mod columns;
mod rows;

use self::columns::{Field, Meaning, meaning};
use super::table::{Problems, Table, csv, normalise, too_large};
use super::text::excerpt;
use crate::domain::device::Observation;

pub(super) use self::columns::is_personal;
pub use super::table::{Problem, Rejected};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// One for each device, in the order of the file, with ids that are unique in it.
    pub observations: Vec<Observation>,
    /// The original to be kept: the file itself or, if it had columns about people, written again without them.
    pub stripped: Vec<u8>,
    /// What the sender should know, though it stops nothing.
    pub notes: Vec<Note>,
}

/// Something about a file that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// A column that is not known; it was not read.
    #[error("column {0:?} is not known and was not read")]
    UnknownColumn(String),
    /// A column about people; it was dropped and not kept.
    #[error("column {0:?} is about people; it was dropped and not kept")]
    UserColumn(String),
    /// Without dates no device can be told to be stale.
    #[error("there is no column \"Last Detected\", so no device can be left out as not seen for long")]
    NoLastDetected,
    /// The same row again.
    #[error("row {row} repeats row {first} and was left out")]
    RepeatedRow {
        /// The row left out.
        row: u64,
        /// The row it repeats.
        first: u64,
    },
}

/// Reads a partner's report (R15). The file's name is for messages only.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Report, Rejected> {
    let mut problems = Problems::default();
    let report = read_into(bytes, &mut problems);
    match report {
        Some(report) if problems.is_empty() => Ok(report),
        _ => Err(problems.rejecting(file_name)),
    }
}

/// The columns of a file: where each field stands, and which columns go.
struct Layout {
    fields: Vec<(Field, usize)>,
    dropped: Vec<usize>,
    notes: Vec<Note>,
}

impl Layout {
    fn column(&self, field: Field) -> Option<usize> {
        self.fields.iter().find(|(known, _)| *known == field).map(|(_, column)| *column)
    }
}

fn read_into(bytes: &[u8], problems: &mut Problems) -> Option<Report> {
    if let Some(problem) = too_large(bytes) {
        problems.add(problem);
        return None;
    }
    let table = csv::table(bytes, &|header| meaning(header) != Meaning::Unknown)
        .map_err(|problem| problems.add(problem))
        .ok()?;
    let layout = layout(&table, problems);
    let (observations, repeated) = rows::observations(&table, &layout, problems);
    let stripped = if layout.dropped.is_empty() {
        bytes.to_vec()
    } else {
        csv::without(&table, &layout.dropped).map_err(|problem| problems.add(problem)).ok()?
    };
    let notes = layout.notes.into_iter().chain(repeated).collect();
    Some(Report { observations, stripped, notes })
}

/// Reads the headers; what is missing or double is a problem.
fn layout(table: &Table, problems: &mut Problems) -> Layout {
    let mut layout = Layout { fields: Vec::new(), dropped: Vec::new(), notes: Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for (column, header) in table.headers.iter().enumerate() {
        let shown = excerpt(header, &[]);
        let double = |found: String, expected: &str| Problem {
            row: Some(1),
            column: Some(shown.clone()),
            found,
            expected: expected.to_owned(),
        };
        let name = normalise(header);
        let meaning = meaning(header);
        if meaning != Meaning::User && !name.is_empty() && names.contains(&name) {
            problems.add(double("the same header twice".to_owned(), "each header once"));
            continue;
        }
        names.push(name);
        match meaning {
            Meaning::Field(field) if layout.column(field).is_none() => layout.fields.push((field, column)),
            Meaning::Field(field) if field.decides() => {
                problems.add(double(format!("a second column for {field}"), "one column for it"));
            }
            Meaning::User => {
                layout.dropped.push(column);
                layout.notes.push(Note::UserColumn(shown));
            }
            Meaning::Unused => {}
            Meaning::Field(_) | Meaning::Unknown => layout.notes.push(Note::UnknownColumn(shown)),
        }
    }
    missing(&mut layout, table, problems);
    layout
}

fn missing(layout: &mut Layout, table: &Table, problems: &mut Problems) {
    let headers = || {
        let shown: Vec<String> =
            table.headers.iter().take(30).map(|header| format!("{:?}", excerpt(header, &[]))).collect();
        format!("the headers {}", shown.join(", "))
    };
    if layout.column(Field::Model).is_none() {
        problems.add(Problem::file(headers(), "a column \"Device Model\""));
    }
    if [Field::Serial, Field::Mac, Field::Id].into_iter().all(|field| layout.column(field).is_none()) {
        problems.add(Problem::file(headers(), "a column \"Serial Number\", \"MAC Address\" or \"Lens Device Id\""));
    }
    if layout.column(Field::LastDetected).is_none() {
        layout.notes.push(Note::NoLastDetected);
    }
}
