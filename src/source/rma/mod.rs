//! A partner's RMA file: read into rows, or rejected with everything that is wrong in it (documents.md section 3, A45).
//!
//! A file is taken whole or not at all. Columns about people are dropped here and go no further. Whose rows they are, and
//! what their products are, is not known here.

mod layout;
mod rows;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::table::{self, Problems, csv};
use crate::domain::rma_file::{RmaColumn, RmaMapping};
use crate::domain::rma_row::RmaRow;

pub use super::table::{Problem, Rejected};

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The partner's own columns, dates and words.
    pub mapping: RmaMapping,
    /// The zone that decides on which day a moment lies.
    pub zone: Tz,
    /// The day of the import: nothing can have been authorised later.
    pub today: NaiveDate,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RmaFile {
    /// Each number and line once, in the order of their last rows.
    pub rows: Vec<Told>,
    /// The original to be kept: the CSV itself or, if it had columns about people or was a workbook, its table without them.
    pub stripped: Vec<u8>,
    /// What the sender should know, though it stops nothing.
    pub notes: Vec<Note>,
    /// The headers of the columns that were read.
    pub headers: Vec<(RmaColumn, String)>,
}

impl RmaFile {
    /// The header of a column, or our name of it.
    pub fn header(&self, column: RmaColumn) -> &str {
        let found = self.headers.iter().find(|(known, _)| *known == column);
        found.map_or(column.as_str(), |(_, header)| header)
    }
}

/// A row as the file tells it: matched with nobody yet, its category as written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its line in the file, as a spreadsheet numbers it.
    pub at: u64,
    /// What it says.
    pub row: RmaRow,
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
    /// A column of the mapping that the file does not have.
    #[error("there is no column {header:?}, which the partner's mapping names for {}", column.as_str())]
    MissingColumn {
        /// Which column.
        column: RmaColumn,
        /// Its header in the mapping.
        header: String,
    },
    /// The same row again.
    #[error("row {row} repeats row {first} and was left out")]
    RepeatedRow {
        /// The row left out.
        row: u64,
        /// The row it repeats.
        first: u64,
    },
    /// A later row for the same number and line (A45).
    #[error("row {row} takes the place of row {first}: both are {key}, and the later one holds (A45)")]
    LaterRow {
        /// The row that holds.
        row: u64,
        /// The one that does not.
        first: u64,
        /// Number and line.
        key: String,
    },
    /// How the file was read, or what else is in it.
    #[error("{0}")]
    Remark(String),
}

/// Reads a partner's RMA file. Its name is for messages only.
///
/// # Errors
/// Everything that is wrong in it, by row and column.
pub fn read(file_name: &str, bytes: &[u8], reading: &Reading) -> Result<RmaFile, Rejected> {
    let mut problems = Problems::default();
    match read_into(bytes, reading, &mut problems) {
        Some(file) if problems.is_empty() => Ok(file),
        _ => Err(problems.rejecting(file_name)),
    }
}

fn read_into(bytes: &[u8], reading: &Reading, problems: &mut Problems) -> Option<RmaFile> {
    let headers = layout::Headers::of(&reading.mapping);
    let read = table::read(bytes, &|header| headers.knows(header), problems)?;
    let before = problems.count();
    let layout = headers.layout(&read.table, problems);
    if problems.count() > before {
        // Without its columns every row would be a problem of its own.
        return None;
    }
    let (rows, repeated) = rows::rows(&read.table, &layout, reading, problems);
    let stripped = match read.original.filter(|_| layout.dropped.is_empty()) {
        Some(original) => original,
        None => csv::without(&read.table, &layout.dropped).map_err(|problem| problems.add(problem)).ok()?,
    };
    let remarks = read.remarks.into_iter().map(Note::Remark);
    let headers = layout.headers(&read.table);
    let notes = remarks.chain(layout.notes).chain(repeated).collect();
    Some(RmaFile { rows, stripped, notes, headers })
}
