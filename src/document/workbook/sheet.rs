//! A sheet that is written from top to bottom: titles, sentences, facts, tables, and cells with a value of its kind.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Worksheet, XlsxError};

use crate::document::clean;
use crate::document::parts::Fact;
use crate::document::workbook::styles::Styles;

/// A spreadsheet keeps so many digits of a number; longer ones are written as text.
const DIGITS: u32 = 15;
/// Height of a line of text, in points.
const LINE: u32 = 15;
/// A4.
const PAPER: u8 = 9;

/// A sheet in the making.
pub(super) struct Sheet<'a> {
    grid: Worksheet,
    styles: &'a Styles,
    row: u32,
    widths: Vec<u16>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet with columns of these widths, in characters.
    pub(super) fn new(styles: &'a Styles, name: &str, widths: &[u16]) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        page(&mut sheet);
        for (column, width) in (0_u16..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_screen_gridlines(false);
        Ok(Self { grid: sheet, styles, row: 0, widths: widths.to_vec() })
    }

    /// The row that comes next.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// Leaves rows empty.
    pub(super) fn skip(&mut self, rows: u32) {
        self.row += rows;
    }

    /// The title of the sheet.
    pub(super) fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.grid.set_row_height(self.row, 24.0)?;
        self.grid.write_string_with_format(self.row, 0, clean::line(text), &self.styles.title)?;
        self.row += 1;
        Ok(())
    }

    /// The title of a part, after an empty row.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.grid.set_row_height(self.row, 20.0)?;
        self.grid.write_string_with_format(self.row, 0, clean::line(text), &self.styles.heading)?;
        self.row += 1;
        Ok(())
    }

    /// A sentence over all columns, as high as it needs.
    pub(super) fn sentence(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.spread(0, text, format)?;
            self.row += 1;
        }
        Ok(())
    }

    /// A label and its value.
    pub(super) fn fact(&mut self, fact: &Fact) -> Result<(), XlsxError> {
        self.grid.write_string_with_format(self.row, 0, fact.label.as_str(), &self.styles.label)?;
        self.spread(1, &fact.value, &self.styles.value)?;
        self.row += 1;
        Ok(())
    }

    /// The head of a table: the first columns hold texts, `numbers` and the following numbers. Gives its row.
    pub(super) fn header(&mut self, cells: &[String], numbers: usize) -> Result<u32, XlsxError> {
        let lines = cells.iter().zip(&self.widths).map(|(text, width)| lines(text, *width)).max().unwrap_or(1);
        self.grid.set_row_height(self.row, LINE * lines + 5)?;
        for (column, (index, text)) in (0_u16..).zip(cells.iter().enumerate()) {
            let format = if index < numbers { &self.styles.header } else { &self.styles.header_right };
            self.grid.write_string_with_format(self.row, column, text.as_str(), format)?;
        }
        self.row += 1;
        Ok(self.row - 1)
    }

    /// Keeps the rows above this one in sight.
    pub(super) fn freeze(&mut self, row: u32) -> Result<(), XlsxError> {
        self.grid.set_freeze_panes(row, 0)?;
        Ok(())
    }

    /// Filter buttons on a table whose head is in row `first`; the head is repeated on every printed page.
    pub(super) fn filter(&mut self, first: u32, columns: u16) -> Result<(), XlsxError> {
        let last = self.row.max(first + 1) - 1;
        self.grid.autofilter(first, 0, last, columns - 1)?;
        self.grid.set_repeat_rows(first, first)?;
        Ok(())
    }

    /// Begins the next row of a table.
    pub(super) fn next(&mut self) {
        self.row += 1;
    }

    /// A text of the program or from outside: never a formula.
    pub(super) fn text(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        self.formatted(column, text, &self.styles.text)
    }

    /// A text in a given look.
    pub(super) fn formatted(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.grid.write_string_with_format(self.row, column, clean::line(text), format)?;
        Ok(())
    }

    /// A count.
    pub(super) fn count(&mut self, column: u16, value: u64) -> Result<(), XlsxError> {
        self.number(column, Decimal::from(value), &self.styles.count)
    }

    /// A count, or a word where there is none.
    pub(super) fn count_or(&mut self, column: u16, value: Option<u64>, word: &str) -> Result<(), XlsxError> {
        match value {
            Some(value) => self.count(column, value),
            None => self.right(column, word),
        }
    }

    /// A difference with its sign, or a word where there is none.
    pub(super) fn change_or(&mut self, column: u16, value: Option<i64>, word: &str) -> Result<(), XlsxError> {
        match value {
            Some(value) => self.number(column, Decimal::from(value), &self.styles.change),
            None => self.right(column, word),
        }
    }

    /// A number of devices that may be below nought, or a word where there is none.
    pub(super) fn signed_or(&mut self, column: u16, value: Option<i64>, word: &str) -> Result<(), XlsxError> {
        match value {
            Some(value) => self.number(column, Decimal::from(value), &self.styles.count),
            None => self.right(column, word),
        }
    }

    /// A percentage with its sign, or a word where there is none.
    pub(super) fn percent_or(&mut self, column: u16, value: Option<Decimal>, word: &str) -> Result<(), XlsxError> {
        match value {
            Some(value) => self.number(column, value / Decimal::ONE_HUNDRED, &self.styles.percent_change),
            None => self.right(column, word),
        }
    }

    /// A text where the column holds numbers.
    pub(super) fn right(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        self.formatted(column, text, &self.styles.missing)
    }

    /// A day.
    pub(super) fn day(&mut self, column: u16, day: NaiveDate) -> Result<(), XlsxError> {
        let small = |number: u32| u8::try_from(number).unwrap_or_default();
        let year = u16::try_from(day.year()).unwrap_or_default();
        match ExcelDateTime::from_ymd(year, small(day.month()), small(day.day())) {
            Ok(written) => {
                self.grid.write_datetime_with_format(self.row, column, &written, &self.styles.day)?;
                Ok(())
            }
            // A spreadsheet knows the years 1900 to 9999.
            Err(_) => self.right(column, &day.to_string()),
        }
    }

    /// A number, as text where a spreadsheet would lose digits of it.
    pub(super) fn number(&mut self, column: u16, value: Decimal, format: &Format) -> Result<(), XlsxError> {
        if is_kept(value) {
            self.grid.write_with_format(self.row, column, value, format)?;
            return Ok(());
        }
        self.formatted(column, &value.to_string(), format)
    }

    /// A formula of ours with its result beside it, for readers that do not calculate.
    pub(super) fn formula(
        &mut self,
        column: u16,
        formula: &str,
        result: Decimal,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let formula = Formula::new(formula).set_result(result.to_string());
        self.grid.write_formula_with_format(self.row, column, formula, format)?;
        Ok(())
    }

    /// The finished sheet.
    pub(super) fn done(self) -> Worksheet {
        self.grid
    }

    /// A text from a column to the last one, wrapped, the row as high as it needs.
    fn spread(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        let from = usize::from(column);
        let width: u16 = self.widths.iter().skip(from).sum();
        let last = u16::try_from(self.widths.len()).unwrap_or(1).saturating_sub(1);
        self.grid.set_row_height(self.row, LINE * lines(text, width) + 1)?;
        if last > column {
            self.grid.merge_range(self.row, column, self.row, last, text, format)?;
        } else {
            self.grid.write_string_with_format(self.row, column, text, format)?;
        }
        Ok(())
    }
}

/// Prints landscape on A4, as wide as the paper, pages numbered.
pub(super) fn page(sheet: &mut Worksheet) {
    sheet.set_paper_size(PAPER).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&L&A&R&P / &N");
}

/// Whether a spreadsheet keeps every digit of a number.
pub(super) fn is_kept(value: Decimal) -> bool {
    value.normalize().mantissa().unsigned_abs() < 10_u128.pow(DIGITS)
}

/// Lines that a text takes in a column of that width, which is told in digits; letters are narrower on the whole.
fn lines(text: &str, width: u16) -> u32 {
    let per_line = (usize::from(width) * 21 / 20).max(1);
    let mut lines = 1;
    let mut used = 0;
    for word in text.split(' ') {
        let long = word.chars().count();
        if used > 0 && used + 1 + long > per_line {
            lines += 1;
            used = 0;
        }
        used += long + usize::from(used > 0);
        while used > per_line {
            lines += 1;
            used -= per_line;
        }
    }
    lines
}
