//! Headset returns of the year (R33-R37): where they stand against the threshold, month by month, which products and why;
//! and on their own what is late (R42).

use rust_decimal::Decimal;
use rust_xlsxwriter::XlsxError;

use crate::document::parts::capital;
use crate::document::report;
use crate::document::workbook::WorkbookError;
use crate::document::workbook::sheet::Sheet;
use crate::document::workbook::styles::Styles;
use crate::domain::outcome::Outcome;
use crate::domain::rma::summary::{Late, RmaSummary};
use crate::template::{Locale, TemplateError};

const WIDTHS: [u16; 6] = [44, 16, 16, 16, 16, 40];

/// Writes the sheet; none without the headset category.
pub(super) fn sheet<'a>(
    locale: &Locale<'_>,
    styles: &'a Styles,
    outcome: &Outcome,
) -> Result<Option<Sheet<'a>>, WorkbookError> {
    let Some(rma) = &outcome.rma else { return Ok(None) };
    let mut sheet = Sheet::new(styles, &locale.say("sheet-rma", &[])?, &WIDTHS)?;
    sheet.title(&format!("{} {}", locale.say("heading-rma", &[])?, rma.year))?;
    sheet.sentence(&report::returns_in_a_sentence(locale, rma)?, &styles.verdict)?;
    sheet.skip(1);
    figures(&mut sheet, locale, styles, rma)?;
    months(&mut sheet, locale, styles, rma)?;
    let named = [
        ("heading-rma-models", "column-model", "model-without-name", &rma.models),
        ("heading-rma-reasons", "column-reason", "rma-no-reason", &rma.reasons),
    ];
    for (heading, column, nameless, units) in named {
        if units.is_empty() {
            continue;
        }
        sheet.heading(&locale.say(heading, &[])?)?;
        sheet.header(&[locale.say(column, &[])?, locale.say("column-units", &[])?], 1)?;
        let nameless = capital(&locale.say(nameless, &[])?);
        for (name, units) in units {
            sheet.text(0, if name.is_empty() { &nameless } else { name })?;
            sheet.count(1, *units)?;
            sheet.next();
        }
    }
    for (title, late) in
        [("report-rma-not-returned", &rma.not_returned), ("report-rma-shipped-late", &rma.shipped_late)]
    {
        self::late(&mut sheet, locale, title, late)?;
    }
    Ok(Some(sheet))
}

fn figures(sheet: &mut Sheet<'_>, locale: &Locale<'_>, styles: &Styles, rma: &RmaSummary) -> Result<(), WorkbookError> {
    let none = locale.say("not-available", &[])?;
    let row = |sheet: &mut Sheet<'_>, label: &str, units: u64| -> Result<(), XlsxError> {
        sheet.text(0, label)?;
        sheet.count(1, units)?;
        sheet.next();
        Ok(())
    };
    row(sheet, &locale.say("label-rma-base", &[])?, rma.base)?;
    sheet.text(0, &locale.say("label-rma-threshold", &[])?)?;
    sheet.number(1, rma.percent.decimal() / Decimal::ONE_HUNDRED, &styles.percent)?;
    sheet.next();
    row(sheet, &locale.say("label-rma-allowed", &[])?, rma.allowed)?;
    row(sheet, &locale.say("label-rma-units", &[])?, rma.units)?;
    sheet.text(0, &locale.say("label-rma-rate", &[])?)?;
    match rma.rate_percent {
        Some(rate) => sheet.number(1, rate / Decimal::ONE_HUNDRED, &styles.percent)?,
        None => sheet.right(1, &none)?,
    }
    sheet.next();
    row(sheet, &locale.say("label-rma-remaining", &[])?, rma.remaining)?;
    row(sheet, &locale.say("label-rma-overage", &[])?, rma.overage)?;
    Ok(())
}

/// Units by month, and the sum of the year so far.
fn months(sheet: &mut Sheet<'_>, locale: &Locale<'_>, styles: &Styles, rma: &RmaSummary) -> Result<(), WorkbookError> {
    if rma.by_month.is_empty() {
        return Ok(());
    }
    sheet.skip(1);
    let keys = ["column-month", "column-units", "column-rma-sum-units"];
    let head: Result<Vec<String>, TemplateError> = keys.iter().map(|key| locale.say(key, &[])).collect();
    let first = sheet.header(&head?, 1)? + 2;
    let mut sum = 0;
    for (month, units) in &rma.by_month {
        sum += units;
        let row = sheet.row() + 1;
        sheet.text(0, &locale.dates.short_month(*month))?;
        sheet.count(1, *units)?;
        sheet.formula(2, &format!("SUM(B${first}:B{row})"), Decimal::from(sum), &styles.count)?;
        sheet.next();
    }
    Ok(())
}

/// Lines of RMAs that are late; nothing if there is none.
fn late(sheet: &mut Sheet<'_>, locale: &Locale<'_>, title: &str, late: &[Late]) -> Result<(), WorkbookError> {
    let units: u64 = late.iter().map(|late| late.units).sum();
    if units == 0 {
        return Ok(());
    }
    sheet.heading(&locale.say_count(title, units, &[])?)?;
    let keys = ["column-rma", "column-rma-line", "column-units", "column-due", "column-rma-came", "column-model"];
    let head: Result<Vec<String>, TemplateError> = keys.iter().map(|key| locale.say(key, &[])).collect();
    sheet.header(&head?, 1)?;
    for late in late {
        sheet.text(0, &late.rma_number)?;
        sheet.count(1, u64::from(late.rma_line))?;
        sheet.count(2, late.units)?;
        sheet.day(3, late.due_on)?;
        match late.came_on {
            Some(day) => sheet.day(4, day)?,
            None => sheet.text(4, "")?,
        }
        sheet.right(5, &late.model)?;
        sheet.next();
    }
    Ok(())
}
