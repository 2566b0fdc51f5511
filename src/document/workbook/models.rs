//! All models, none left out: the counted ones with their change, those no longer counted, and the unknown ones.

use rust_xlsxwriter::XlsxError;

use crate::document::parts::category;
use crate::document::workbook::WorkbookError;
use crate::document::workbook::sheet::Sheet;
use crate::document::workbook::styles::Styles;
use crate::document::workbook::summary::last_audited;
use crate::domain::outcome::{ModelCount, Outcome};
use crate::template::Locale;

const WIDTHS: [u16; 6] = [30, 44, 14, 16, 14, 26];
/// Columns with texts before the first number.
const TEXTS: usize = 2;

/// Counted models by category, most first, and at the end those that were counted last time and are gone.
pub(super) fn sheet<'a>(
    locale: &Locale<'_>,
    styles: &'a Styles,
    outcome: &Outcome,
) -> Result<Sheet<'a>, WorkbookError> {
    let mut sheet = Sheet::new(styles, &locale.say("sheet-models", &[])?, &WIDTHS)?;
    let before = match last_audited(outcome) {
        Some(last) => locale.say("figure-last", &[("month", &locale.dates.short_month(last.month))])?,
        None => locale.say("label-last-audited", &[])?,
    };
    let head = [
        locale.say("column-category", &[])?,
        locale.say("column-model", &[])?,
        locale.say("figure-counted", &[])?,
        before,
        locale.say("figure-change", &[])?,
        locale.say("column-recognised-by", &[])?,
    ];
    let none = locale.say("not-available", &[])?;
    let first = sheet.header(&head, TEXTS)?;
    sheet.freeze(first + 1)?;
    for model in &outcome.models {
        let recognised = locale.choose("recognised", model.recognised_by.as_str())?;
        row(&mut sheet, &category(locale, model.category)?, model, Some(&recognised), &none)?;
    }
    for model in &outcome.vanished {
        let gone = ModelCount { counted: 0, previous: model.previous.or(Some(model.counted)), ..model.clone() };
        row(&mut sheet, &category(locale, model.category)?, &gone, None, &none)?;
    }
    sheet.filter(first, 6)?;
    Ok(sheet)
}

fn row(
    sheet: &mut Sheet<'_>,
    category: &str,
    model: &ModelCount,
    recognised: Option<&str>,
    none: &str,
) -> Result<(), XlsxError> {
    let difference =
        model.previous.and_then(|before| i64::try_from(i128::from(model.counted) - i128::from(before)).ok());
    sheet.text(0, category)?;
    sheet.text(1, &model.model)?;
    sheet.count(2, model.counted)?;
    sheet.count_or(3, model.previous, none)?;
    sheet.change_or(4, difference, none)?;
    sheet.text(5, recognised.unwrap_or_default())?;
    sheet.next();
    Ok(())
}

/// Models that a person must classify (A16), as listed; no sheet if there is none.
pub(super) fn unknown<'a>(
    locale: &Locale<'_>,
    styles: &'a Styles,
    outcome: &Outcome,
) -> Result<Option<Sheet<'a>>, WorkbookError> {
    if outcome.unknown_models.is_empty() {
        return Ok(None);
    }
    let mut sheet = Sheet::new(styles, &locale.say("sheet-unknown", &[])?, &[60, 16])?;
    let head = [locale.say("column-listed-as", &[])?, locale.say("column-devices", &[])?];
    let first = sheet.header(&head, 1)?;
    sheet.freeze(first + 1)?;
    for model in &outcome.unknown_models {
        if model.name.is_empty() {
            sheet.text(0, &locale.say("model-without-name", &[])?)?;
        } else {
            sheet.text(0, &model.name)?;
        }
        sheet.count(1, model.devices)?;
        sheet.next();
    }
    sheet.filter(first, 2)?;
    Ok(Some(sheet))
}
