//! The sheets of devices, counted and not counted, written row by row into temporary files: 100,000 devices never stand
//! in memory. A list longer than a sheet goes on in the next one.

use chrono::{DateTime, SecondsFormat, Utc};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::document::clean;
use crate::document::devices::Verdict;
use crate::document::parts::capital;
use crate::document::workbook::{WorkbookError, sheet, styles};
use crate::domain::category::Category;
use crate::domain::device::Observation;
use crate::domain::language::Language;
use crate::domain::outcome::{Reason, RecognisedBy};
use crate::template::{Locale, TemplateError, Templates};

/// What a sheet holds besides its head.
const ROWS: u32 = 1_048_575;
/// Columns are as wide as their longest text, within reason.
const NARROWEST: usize = 9;
const WIDEST: usize = 42;
/// Room for the filter button.
const BUTTON: usize = 3;

/// The device sheets of a workbook in the making.
pub struct DeviceSheets {
    book: Workbook,
    words: Words,
    with_names: bool,
    counted: List,
    left_out: List,
}

impl std::fmt::Debug for DeviceSheets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceSheets").finish_non_exhaustive()
    }
}

impl DeviceSheets {
    /// Empty sheets. Device names carry people's names and stand in them only `with_names` (product.md section 8).
    pub fn new(templates: &Templates, language: Language, with_names: bool) -> Result<Self, WorkbookError> {
        Self::with_rows(templates, language, with_names, ROWS)
    }

    /// The same with so many devices on a sheet.
    pub(super) fn with_rows(
        templates: &Templates,
        language: Language,
        with_names: bool,
        rows: u32,
    ) -> Result<Self, WorkbookError> {
        let locale = templates.locale(language)?;
        let mut book = Workbook::new();
        let head = |reason: bool| head(&locale, reason, with_names);
        Ok(Self {
            words: Words::new(&locale)?,
            with_names,
            counted: List::new(&mut book, locale.say("sheet-counted", &[])?, head(false)?, rows)?,
            left_out: List::new(&mut book, locale.say("sheet-not-counted", &[])?, head(true)?, rows)?,
            book,
        })
    }

    /// Adds a device.
    pub fn push(&mut self, device: &Observation, verdict: Verdict<'_>) -> Result<(), WorkbookError> {
        let text = |value: &Option<String>| clean::line(value.as_deref().unwrap_or_default());
        let category = verdict.category.map_or("", |category| self.words.category(category));
        let recognised = verdict.recognised_by.map_or("", |by| self.words.recognised(by));
        let mut cells = vec![
            Cell::Text(text(&device.serial)),
            Cell::Text(text(&device.mac)),
            Cell::Text(clean::line(&device.model)),
            Cell::Text(clean::line(verdict.model)),
            Cell::Text(recognised.to_owned()),
        ];
        cells.push(match verdict.reason {
            None => Cell::Text(category.to_owned()),
            Some(reason) => Cell::Text(self.words.reason(reason).to_owned()),
        });
        cells.push(device.last_detected.map_or(Cell::Text(String::new()), Cell::Time));
        cells.extend([text(&device.site), text(&device.room), text(&device.software)].map(Cell::Text));
        cells.push(Cell::Text(clean::line(&device.id)));
        if self.with_names {
            cells.push(Cell::Text(text(&device.name)));
        }
        let list = if verdict.reason.is_none() { &mut self.counted } else { &mut self.left_out };
        Ok(list.push(&mut self.book, cells)?)
    }

    /// The book they belong to, and the sheets in their order.
    pub(super) fn into_parts(self) -> Result<(Workbook, Vec<Worksheet>), WorkbookError> {
        let mut sheets = self.counted.close()?;
        sheets.extend(self.left_out.close()?);
        Ok((self.book, sheets))
    }
}

/// The words of the lists, said once and not for every device.
struct Words {
    categories: Vec<(Category, String)>,
    reasons: Vec<(Reason, String)>,
    recognised: Vec<(RecognisedBy, String)>,
}

impl Words {
    fn new(locale: &Locale<'_>) -> Result<Self, TemplateError> {
        let said = |family: &str, word: &str| Ok::<_, TemplateError>(capital(&locale.choose(family, word)?));
        let categories = Category::ALL.iter().map(|one| Ok((*one, said("category", one.as_str())?)));
        let reasons = Reason::ALL.iter().map(|one| Ok((*one, said("reason", one.as_str())?)));
        let recognised = RecognisedBy::ALL.iter().map(|one| Ok((*one, said("recognised", one.as_str())?)));
        Ok(Self {
            categories: categories.collect::<Result<_, TemplateError>>()?,
            reasons: reasons.collect::<Result<_, TemplateError>>()?,
            recognised: recognised.collect::<Result<_, TemplateError>>()?,
        })
    }

    fn category(&self, wanted: Category) -> &str {
        word(&self.categories, wanted)
    }

    fn reason(&self, wanted: Reason) -> &str {
        word(&self.reasons, wanted)
    }

    fn recognised(&self, wanted: RecognisedBy) -> &str {
        word(&self.recognised, wanted)
    }
}

fn word<T: Copy + PartialEq>(words: &[(T, String)], wanted: T) -> &str {
    words.iter().find(|(one, _)| *one == wanted).map_or("", |(_, word)| word)
}

/// The columns of a list; those not counted have their reason where the others have their category.
fn head(locale: &Locale<'_>, reason: bool, with_names: bool) -> Result<Vec<String>, TemplateError> {
    let place = if reason { "column-reason" } else { "column-category" };
    let mut keys = vec![
        "column-serial",
        "column-mac",
        "column-listed-as",
        "column-recognised-as",
        "column-recognised-by",
        place,
        "column-last-detected",
        "column-site",
        "column-room",
        "column-software",
        "column-device-id",
    ];
    if with_names {
        keys.push("column-device-name");
    }
    keys.into_iter().map(|key| locale.say(key, &[])).collect()
}

enum Cell {
    Text(String),
    Time(DateTime<Utc>),
}

/// One list over as many sheets as it needs.
struct List {
    name: String,
    head: Vec<String>,
    sheets: Vec<Worksheet>,
    /// Devices on the last sheet.
    rows: u32,
    limit: u32,
    widths: Vec<usize>,
    time: Format,
}

impl List {
    fn new(book: &mut Workbook, name: String, head: Vec<String>, limit: u32) -> Result<Self, XlsxError> {
        let widths = head.iter().map(|text| text.chars().count() + BUTTON).collect();
        let mut list = Self { name, head, sheets: Vec::new(), rows: 0, limit, widths, time: styles::instant() };
        list.begin(book)?;
        Ok(list)
    }

    /// Begins a sheet; a second one is told apart by its number.
    fn begin(&mut self, book: &mut Workbook) -> Result<(), XlsxError> {
        let mut sheet = book.new_worksheet_with_constant_memory()?;
        match self.sheets.len() {
            0 => sheet.set_name(self.name.as_str())?,
            before => sheet.set_name(format!("{} {}", self.name, before + 1))?,
        };
        let header = styles::list_header();
        for (column, text) in (0_u16..).zip(&self.head) {
            sheet.write_string_with_format(0, column, text.as_str(), &header)?;
        }
        self.sheets.push(sheet);
        self.rows = 0;
        Ok(())
    }

    fn push(&mut self, book: &mut Workbook, cells: Vec<Cell>) -> Result<(), XlsxError> {
        if self.rows == self.limit {
            self.begin(book)?;
        }
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        let row = self.rows + 1;
        for (column, (cell, width)) in (0_u16..).zip(cells.into_iter().zip(&mut self.widths)) {
            let text = match cell {
                Cell::Text(text) => text,
                Cell::Time(at) => match ExcelDateTime::from_timestamp(at.timestamp()) {
                    Ok(written) => {
                        sheet.write_datetime_with_format(row, column, &written, &self.time)?;
                        *width = (*width).max("2026-11-01 05:00".len());
                        continue;
                    }
                    // A spreadsheet knows the years 1900 to 9999.
                    Err(_) => at.to_rfc3339_opts(SecondsFormat::Secs, true),
                },
            };
            if !text.is_empty() {
                *width = (*width).max(text.chars().count() + 1);
                sheet.write_string(row, column, text)?;
            }
        }
        self.rows = row;
        Ok(())
    }

    /// Widths, filters and the head that stays in sight, now that everything is known.
    fn close(mut self) -> Result<Vec<Worksheet>, XlsxError> {
        let last = u16::try_from(self.head.len()).unwrap_or(1).saturating_sub(1);
        let full = self.sheets.len().saturating_sub(1);
        for (index, sheet) in self.sheets.iter_mut().enumerate() {
            let rows = if index < full { self.limit } else { self.rows };
            for (column, width) in (0_u16..).zip(&self.widths) {
                let width = u32::try_from((*width).clamp(NARROWEST, WIDEST)).unwrap_or_default();
                sheet.set_column_width(column, width)?;
            }
            sheet.autofilter(0, 0, rows, last)?;
            sheet.set_freeze_panes(1, 1)?;
            sheet.set_repeat_rows(0, 0)?;
            sheet::page(sheet);
        }
        Ok(self.sheets)
    }
}
