//! Files of partners as tables of texts: CSV in the encodings and with the separators that spreadsheets write, XLSX, and
//! either in a ZIP. What the columns mean is not known here; what a file claims about itself is not believed.

mod archive;
mod cells;
pub(super) mod csv;
mod encoding;
mod problem;
mod xlsx;

use ::csv::StringRecord;

pub(super) use self::cells::{is_iso, is_scientific, quoted, readings};
pub(super) use self::problem::Problems;
pub use self::problem::{Problem, Rejected};

/// No partner's file is larger, packed or unpacked, in bytes.
const LARGEST_FILE: usize = 64 * 1024 * 1024;

/// Whether a header is one of those that the reader of a table looks for.
pub(super) type Knows<'a> = &'a dyn Fn(&str) -> bool;

/// A table with its first row.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Row>,
    separator: u8,
}

/// A row that is not blank.
#[derive(Debug)]
pub(super) struct Row {
    /// Its line in the file, from 1, as a spreadsheet numbers it.
    pub(super) line: u64,
    pub(super) cells: StringRecord,
}

impl Row {
    /// The cell in that column without blanks around it; empty where the row is shorter.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }
}

/// A file that was read as a table.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) table: Table,
    /// The CSV file itself, out of its ZIP if it came in one; none if it was a workbook, which holds more than a table.
    pub(super) original: Option<Vec<u8>>,
    /// What else the file holds, or how it was read.
    pub(super) remarks: Vec<String>,
}

/// The table in a CSV file, a workbook or a ZIP of one of them; none if there are problems that leave no table.
pub(super) fn read(bytes: &[u8], knows: Knows<'_>, problems: &mut Problems) -> Option<Read> {
    if let Some(problem) = too_large(bytes) {
        problems.add(problem);
        return None;
    }
    let read = match archive::content(bytes) {
        Ok(archive::Content::Workbook) => xlsx::table(bytes, knows, problems),
        Ok(archive::Content::File(packed)) => match archive::content(&packed) {
            Ok(archive::Content::Workbook) => xlsx::table(&packed, knows, problems),
            Ok(archive::Content::File(_)) => Err(Problem::file("a ZIP in a ZIP", "one CSV or XLSX file in it")),
            Ok(archive::Content::NoArchive) => csv_file(packed, knows),
            Err(problem) => Err(problem),
        },
        Ok(archive::Content::NoArchive) => csv_file(bytes.to_vec(), knows),
        Err(problem) => Err(problem),
    };
    read.map_err(|problem| problems.add(problem)).ok()
}

fn csv_file(bytes: Vec<u8>, knows: Knows<'_>) -> Result<Read, Problem> {
    let (text, remark) = encoding::text(&bytes)?;
    let table = csv::table_of(&text, knows)?;
    Ok(Read { table, original: Some(bytes), remarks: remark.into_iter().collect() })
}

/// What is wrong with a file that is too large.
pub(super) fn too_large(bytes: &[u8]) -> Option<Problem> {
    (bytes.len() > LARGEST_FILE).then(|| Problem::file(format!("{} bytes", bytes.len()), "at most 64 MiB"))
}

/// A table from all rows of a file: the first one that is not blank holds the headers.
fn from_rows(mut rows: Vec<Row>, separator: u8) -> Result<Table, Problem> {
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    if rows.is_empty() {
        return Err(Problem::file("an empty file", "a row of headers, and rows below it"));
    }
    let headers = rows.remove(0).cells;
    let mut headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    Ok(Table { headers, rows, separator })
}

/// A header without case, blanks, underscores, hyphens and byte order mark.
pub(super) fn normalise(header: &str) -> String {
    let dropped = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '_' | '-' | '\u{feff}');
    header.chars().filter(|c| !dropped(*c)).flat_map(char::to_lowercase).collect()
}
