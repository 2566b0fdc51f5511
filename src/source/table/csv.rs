//! A CSV file as a table of texts: separator, quotes and lines. What the columns mean is not known here.

use csv::{ReaderBuilder, StringRecord, WriterBuilder};

use super::{Knows, Problem, Row, Table, from_rows};

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The table in `bytes`, which must be UTF-8, or why there is none.
pub(in crate::source) fn table(bytes: &[u8], knows: Knows<'_>) -> Result<Table, Problem> {
    table_of(utf8(bytes)?, knows)
}

/// The table in a text.
pub(super) fn table_of(text: &str, knows: Knows<'_>) -> Result<Table, Problem> {
    let separator = separator(text, knows);
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = Lines::new(text.as_bytes());
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| Problem::file(error.to_string(), "a CSV file"))? {
        let start = record.position().map_or(0, csv::Position::byte);
        rows.push(Row { line: lines.number_at(start), cells: record.clone() });
    }
    from_rows(rows, separator)
}

/// The table written again without the columns at `dropped`.
pub(in crate::source) fn without(table: &Table, dropped: &[usize]) -> Result<Vec<u8>, Problem> {
    let mut writer = WriterBuilder::new().delimiter(table.separator).flexible(true).from_writer(Vec::new());
    let unwritten = |error: csv::Error| Problem::file(error.to_string(), "a CSV file that can be written again");
    let kept = |column: &usize| !dropped.contains(column);
    let headers = (0..table.headers.len()).filter(kept).filter_map(|column| table.headers.get(column));
    writer.write_record(headers).map_err(unwritten)?;
    for row in &table.rows {
        let cells = (0..row.cells.len()).filter(kept).filter_map(|column| row.cells.get(column));
        writer.write_record(cells).map_err(unwritten)?;
    }
    writer.into_inner().map_err(|error| Problem::file(error.to_string(), "a CSV file that can be written again"))
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    const EXPECTED: &str = "a CSV file in UTF-8 (in a spreadsheet program: save as \"CSV UTF-8\")";
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(Problem::file("an XLSX or ZIP file", EXPECTED));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::file("a file in UTF-16", EXPECTED));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count() as u64;
        Problem {
            row: Some(line),
            column: None,
            found: "bytes that are not UTF-8".to_owned(),
            expected: EXPECTED.to_owned(),
        }
    })?;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

/// The separator that makes most sense of the first row: most known headers, then most cells.
fn separator(text: &str, knows: Knows<'_>) -> u8 {
    let sense = |separator: u8| {
        let mut reader =
            ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let first = reader.records().next().and_then(Result::ok).unwrap_or_default();
        (first.iter().filter(|header| knows(header)).count(), first.len())
    };
    // The first wins where nothing tells them apart.
    SEPARATORS.into_iter().rev().max_by_key(|separator| sense(*separator)).unwrap_or(b',')
}

/// Tells line numbers of growing byte positions in one pass.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// The line of the record whose reading began at `start`: the reader counts the blank lines before it to it.
    fn number_at(&mut self, start: u64) -> u64 {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at) {
            let breaks = matches!(byte, b'\n' | b'\r');
            if self.at >= start && !breaks {
                break;
            }
            let pair = *byte == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line += u64::from(breaks && !pair);
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knows(header: &str) -> bool {
        ["Model", "Serial"].contains(&header)
    }

    #[test]
    fn the_separator_is_told_by_the_headers() {
        assert_eq!(separator("Model,Serial\n", &knows), b',');
        assert_eq!(separator("Model;Serial, or MAC\n", &knows), b';');
        assert_eq!(separator("Model\tSerial;x;y;z\n", &knows), b'\t');
        assert_eq!(separator("Model\n", &knows), b',');
    }

    #[test]
    fn rows_have_the_numbers_a_spreadsheet_shows() {
        let bytes = "\u{feff}Model,Serial\r\n\r\nA,1\r\n,\r\n\n\rB,2".as_bytes();
        let table = table(bytes, &knows).unwrap_or_else(|_| panic!("a table"));
        assert_eq!(table.headers, ["Model", "Serial"]);
        let lines: Vec<(u64, &str)> = table.rows.iter().map(|row| (row.line, row.cell(0))).collect();
        assert_eq!(lines, [(3, "A"), (7, "B")]);
    }
}
