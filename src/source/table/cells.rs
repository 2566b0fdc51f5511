//! Cells as spreadsheets spoil them: dates that can be read in two ways, numbers that lost their digits, quotes that were
//! not closed.

use chrono::NaiveDate;

use super::{Problem, Problems, Row, Table};
use crate::source::text::excerpt;

impl Row {
    /// Cells beyond the headers, and cells with line breaks: there a quote was not closed and other rows are swallowed.
    pub(in crate::source) fn check_shape(&self, table: &Table, problems: &mut Problems) {
        let width = table.headers.len();
        let beyond = self.cells.iter().skip(width).filter(|cell| !cell.trim().is_empty()).count();
        if beyond > 0 {
            problems.add(Problem {
                row: Some(self.line),
                column: None,
                found: format!("{beyond} cells more than there are headers"),
                expected: "a separator inside a cell to be quoted".to_owned(),
            });
        }
        for (column, cell) in self.cells.iter().enumerate() {
            if cell.contains(['\n', '\r']) {
                let column = table.headers.get(column).map(|header| excerpt(header, &[]));
                let found = "a line break inside a cell".to_owned();
                let expected = "one line; a quotation mark that is not closed?".to_owned();
                problems.add(Problem { row: Some(self.line), column, found, expected });
            }
        }
    }
}

/// A cell for a message.
pub(in crate::source) fn quoted(cell: &str) -> String {
    format!("{:?}", excerpt(cell, &[]))
}

/// What a spreadsheet program makes of a long number: `1.23E+15`.
pub(in crate::source) fn is_scientific(cell: &str) -> bool {
    let Some((number, power)) = cell.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.replacen(['.', ','], "", 1);
    digits(&number) && power.strip_prefix('+').is_some_and(digits)
}

/// Whether a text begins as an ISO date does: year, month, day.
pub(in crate::source) fn is_iso(text: &str) -> bool {
    text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-')
}

/// Both readings of a date such as 02/11/2026, day first and month first; none unless both exist and differ.
pub(in crate::source) fn readings(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let day = text.split([' ', 'T']).next()?;
    let numbers: Vec<u32> = day.split(['/', '.', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [first, second, year] = numbers[..] else { return None };
    let year = i32::try_from(if year < 100 { 2_000 + year } else { year }).ok()?;
    let day_first = NaiveDate::from_ymd_opt(year, second, first)?;
    let month_first = NaiveDate::from_ymd_opt(year, first, second)?;
    (day_first != month_first).then_some((day_first, month_first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ambiguous_date_has_two_readings() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(readings("02/11/2026"), Some((day("2026-11-02"), day("2026-02-11"))));
        assert_eq!(readings("2.11.26 09:18"), Some((day("2026-11-02"), day("2026-02-11"))));
        assert_eq!(readings("25/11/2026"), None);
        assert_eq!(readings("11/11/2026"), None);
    }

    #[test]
    fn a_number_that_lost_its_digits_is_told_from_a_serial_number() {
        for cut in ["1.23E+15", "1,23E+15", "1E+12", "4.8e+25"] {
            assert!(is_scientific(cut), "{cut}");
        }
        for whole in ["12E45", "E+15", "4825E7", "1.2.3E+4", "SN1E+5", ""] {
            assert!(!is_scientific(whole), "{whole}");
        }
    }
}
