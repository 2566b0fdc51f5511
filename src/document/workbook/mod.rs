//! The workbook of an audit (XLSX): the numbers of report and quote as numbers, every device with its verdict, and the
//! amounts as formulas that calculate to the same cent.
//!
//! Texts from outside are written as texts and never become formulas. The same outcome gives the same bytes: nothing
//! here looks at a clock.

mod devices;
mod models;
mod quote;
mod returns;
mod sheet;
mod styles;
mod summary;

pub use devices::DeviceSheets;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::document::quote::QuoteFacts;
use crate::document::workbook::sheet::Sheet;
use crate::document::workbook::styles::Styles;
use crate::document::{clean, report};
use crate::domain::language::Language;
use crate::domain::outcome::{IssuedQuote, Outcome};
use crate::domain::party::Seller;
use crate::template::{Locale, TemplateError, Templates};

/// MIME type of a workbook.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A wording or a pattern of the language.
    #[error(transparent)]
    Wording(#[from] TemplateError),
    /// The file itself; device sheets grow in the folder for temporary files.
    #[error("the workbook cannot be written: {0}")]
    File(#[from] XlsxError),
}

/// What a workbook is made of.
#[derive(Debug, Clone, Copy)]
pub struct BookFacts<'a> {
    /// What the audit found.
    pub outcome: &'a Outcome,
    /// Who sells the service.
    pub seller: &'a Seller,
}

/// The workbook of a report: summary, counts by model, devices, and the calculation of the quote that the audit issued.
/// Without `devices` it says which command lists them.
pub fn of_report(
    templates: &Templates,
    facts: BookFacts<'_>,
    devices: Option<DeviceSheets>,
    language: Language,
) -> Result<Vec<u8>, WorkbookError> {
    let locale = templates.locale(language)?;
    let BookFacts { outcome, seller } = facts;
    let styles = Styles::new(seller, language);
    let (mut book, listed) = split(devices)?;
    let mut sheets = vec![summary::sheet(&locale, &styles, outcome, listed.is_some())?];
    sheets.push(models::sheet(&locale, &styles, outcome)?);
    sheets.extend(models::unknown(&locale, &styles, outcome)?);
    let listed = listed.unwrap_or_default();
    if let Some(issued) = &outcome.quote {
        sheets.push(quote::sheet(&locale, &styles, QuoteFacts { outcome, issued, seller })?);
    }
    sheets.extend(returns::sheet(&locale, &styles, outcome)?);
    sheets.into_iter().map(Sheet::done).chain(listed).for_each(|sheet| {
        book.push_worksheet(sheet);
    });
    let title = locale.say("report-title", &[("month", &locale.dates.month(outcome.month))])?;
    finish(book, &locale, facts, &title, &report::number(outcome))
}

/// The workbook of a quote: its calculation, the counts that it rests on, and the devices.
pub fn of_quote(
    templates: &Templates,
    facts: BookFacts<'_>,
    issued: &IssuedQuote,
    devices: Option<DeviceSheets>,
    language: Language,
) -> Result<Vec<u8>, WorkbookError> {
    let locale = templates.locale(language)?;
    let BookFacts { outcome, seller } = facts;
    let styles = Styles::new(seller, language);
    let (mut book, listed) = split(devices)?;
    let sheets = [
        quote::sheet(&locale, &styles, QuoteFacts { outcome, issued, seller })?,
        models::sheet(&locale, &styles, outcome)?,
    ];
    sheets.into_iter().map(Sheet::done).chain(listed.unwrap_or_default()).for_each(|sheet| {
        book.push_worksheet(sheet);
    });
    let title = locale.say("quote-title", &[])?;
    finish(book, &locale, facts, &title, &issued.quote.number)
}

type Listed = Option<Vec<rust_xlsxwriter::Worksheet>>;

/// The book that the device sheets were begun in, or a new one.
fn split(devices: Option<DeviceSheets>) -> Result<(Workbook, Listed), WorkbookError> {
    let Some(devices) = devices else { return Ok((Workbook::new(), None)) };
    let (book, sheets) = devices.into_parts()?;
    Ok((book, Some(sheets)))
}

fn finish(
    mut book: Workbook,
    locale: &Locale<'_>,
    facts: BookFacts<'_>,
    title: &str,
    number: &str,
) -> Result<Vec<u8>, WorkbookError> {
    let BookFacts { outcome, seller } = facts;
    // The day and no time: a month that was interrupted and made again gives the same file.
    let day = outcome.audited_on;
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(day.year()).unwrap_or_default();
    let created = ExcelDateTime::from_ymd(year, small(day.month()), small(day.day()))?;
    let properties = DocProperties::new()
        .set_title(format!("{title} \u{2013} {}", clean::line(&outcome.parties.customer.name)))
        .set_subject(number)
        .set_author(clean::line(&seller.name))
        .set_company(clean::line(&seller.name))
        .set_keywords(format!("{}, {}", outcome.contract.id, outcome.month))
        .set_comment(locale.say("document-number", &[("number", number)])?)
        .set_creation_datetime(&created);
    book.set_properties(&properties);
    // A tenth larger than at the usual level, in half the time.
    book.set_zip_compression_level(3);
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
mod tests;
