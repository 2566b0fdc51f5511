//! A workbook as a table of texts: the sheet with most of the headers looked for, cell by cell, as a person sees it there.
//!
//! Dates become ISO text, numbers lose nothing that they had, and a formula counts only with the result that was saved.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::catch_unwind;

use calamine::{DataRef, DataType, ExcelDateTime, Reader, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;

use super::{Knows, LARGEST_FILE, Problem, Problems, Read, Row, from_rows};

/// A table of RMAs or devices has some dozens of columns.
const MOST_COLUMNS: u32 = 1_000;
/// More digits than this a spreadsheet does not keep.
const LARGEST_WHOLE: f64 = 1e15;

const EXPECTED: &str = "an XLSX file that a spreadsheet program can open";

/// The table of a workbook that is known to be of bearable size.
pub(super) fn table(bytes: &[u8], knows: Knows<'_>, problems: &mut Problems) -> Result<Read, Problem> {
    // A reader of a format this large may meet bytes that its authors did not think of.
    let read = catch_unwind(|| sheets(bytes));
    let unreadable = |error: XlsxError| Problem::file(format!("a workbook that cannot be read ({error})"), EXPECTED);
    let mut sheets = match read {
        Ok(Ok(sheets)) => sheets?,
        Ok(Err(error)) => return Err(unreadable(error)),
        Err(_) => return Err(Problem::file("a workbook that cannot be read", EXPECTED)),
    };
    let wanted = |sheet: &Sheet| sheet.headers().filter(|header| knows(header)).count();
    // The first wins where nothing tells them apart.
    let chosen = (0..sheets.len()).rev().max_by_key(|at| wanted(&sheets[*at]));
    let Some(chosen) = chosen else {
        return Err(Problem::file("a workbook without a visible sheet", "a sheet with a row of headers"));
    };
    let sheet = sheets.remove(chosen);
    let others = sheets.iter().filter(|other| !other.rows.is_empty());
    let remarks = others.map(|other| format!("the sheet {:?} was not read, only {:?}", other.name, sheet.name));
    let remarks = remarks.collect();
    let header_row = sheet.rows.keys().next().copied();
    for (row, column, found) in &sheet.faults {
        let of_row = |row: u32| sheet.rows.get(&row).and_then(|cells| cells.get(column));
        problems.add(Problem {
            row: Some(u64::from(*row) + 1),
            column: header_row.and_then(of_row).cloned(),
            found: found.clone(),
            expected: "a value (in a spreadsheet program: calculate, then save)".to_owned(),
        });
    }
    Ok(Read { table: from_rows(sheet.into_rows(), b',')?, original: None, remarks })
}

/// A visible sheet: its cells that are not empty, by row and column from 0.
struct Sheet {
    name: String,
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Cells that have no value although something stands in them.
    faults: Vec<(u32, u32, String)>,
}

impl Sheet {
    fn headers(&self) -> impl Iterator<Item = &str> {
        self.rows.values().next().into_iter().flat_map(|cells| cells.values().map(String::as_str))
    }

    fn into_rows(self) -> Vec<Row> {
        let row = |(row, cells): (u32, BTreeMap<u32, String>)| {
            let width = cells.keys().next_back().map_or(0, |last| last + 1);
            let cell = |column| cells.get(&column).map_or("", String::as_str);
            Row { line: u64::from(row) + 1, cells: (0..width).map(cell).collect::<StringRecord>() }
        };
        self.rows.into_iter().map(row).collect()
    }
}

/// All visible sheets; the outer error is the reader's, the inner one ours.
fn sheets(bytes: &[u8]) -> Result<Result<Vec<Sheet>, Problem>, XlsxError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes))?;
    let visible = workbook.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    let mut left = LARGEST_FILE;
    let mut sheets = Vec::new();
    for name in names {
        let mut sheet = Sheet { name: name.clone(), rows: BTreeMap::new(), faults: Vec::new() };
        let mut cells = match workbook.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // A sheet that is a chart has none.
            Err(XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(error),
        };
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            let (row, column) = cell.pos;
            let text = match text(&cell.value) {
                Ok(text) if text.is_empty() && cell.formula.is_some() => {
                    sheet.faults.push((row, column, "a formula whose result was not saved".to_owned()));
                    continue;
                }
                Ok(text) => text,
                Err(found) => {
                    sheet.faults.push((row, column, found));
                    continue;
                }
            };
            if text.trim().is_empty() {
                continue;
            }
            if column >= MOST_COLUMNS {
                let found = format!("a cell in column {}", u64::from(column) + 1);
                return Ok(Err(Problem::file(found, "a table of at most 1000 columns")));
            }
            // One shared text may stand in a million cells.
            let Some(rest) = left.checked_sub(text.len() + 64) else {
                return Ok(Err(Problem::file("a sheet of more than 64 MiB of text", "at most 64 MiB")));
            };
            left = rest;
            sheet.rows.entry(row).or_default().insert(column, text);
        }
        sheets.push(sheet);
    }
    Ok(Ok(sheets))
}

/// A value as text, or what stands there instead of one.
fn text(value: &DataRef<'_>) -> Result<String, String> {
    let one_line = |text: &str| text.split(['\r', '\n']).collect::<Vec<_>>().join(" ");
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => one_line(text),
        DataRef::SharedString(text) => one_line(text),
        DataRef::Bool(is) => is.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::DateTime(moment) => moment_text(value, moment),
        DataRef::Error(error) => return Err(format!("the error {error}")),
    })
}

/// The shortest text that is this number. One that is too long to be whole shows what it lost.
fn number_text(number: f64) -> String {
    if number.abs() < LARGEST_WHOLE { number.to_string() } else { format!("{number:e}").replacen('e', "E+", 1) }
}

fn moment_text(value: &DataRef<'_>, moment: &ExcelDateTime) -> String {
    match value.as_datetime() {
        Some(at) if moment.is_datetime() && at.time() == chrono::NaiveTime::MIN => at.date().to_string(),
        Some(at) if moment.is_datetime() => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        _ => number_text(moment.as_f64()),
    }
}
