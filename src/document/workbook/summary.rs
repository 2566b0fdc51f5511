//! The first sheet: verdict, counts against the baseline, what was not counted and why, the months before, and from what
//! and by which rules it was counted.

use rust_decimal::Decimal;
use rust_xlsxwriter::XlsxError;

use crate::document::parts::{capital, category};
use crate::document::report::{self, SheetTexts};
use crate::document::workbook::WorkbookError;
use crate::document::workbook::sheet::Sheet;
use crate::document::workbook::styles::Styles;
use crate::domain::audit::Line;
use crate::domain::category::Category;
use crate::domain::outcome::{Outcome, PastMonth};
use crate::template::{Locale, TemplateError};

const FIRST: u16 = 38;
const OTHERS: u16 = 15;
const COLUMNS: usize = 13;

/// Writes the sheet; `listed` tells whether the devices have sheets of their own.
pub(super) fn sheet<'a>(
    locale: &Locale<'_>,
    styles: &'a Styles,
    outcome: &Outcome,
    listed: bool,
) -> Result<Sheet<'a>, WorkbookError> {
    let mut widths = vec![OTHERS; COLUMNS];
    widths[0] = FIRST;
    let mut sheet = Sheet::new(styles, &locale.say("sheet-summary", &[])?, &widths)?;
    let texts = report::sheet_texts(locale, outcome)?;
    let SheetTexts { title, under, verdict, summary, head, annex } = texts;
    sheet.title(&title)?;
    sheet.sentence(&under, &styles.note)?;
    sheet.sentence(&verdict, &styles.verdict)?;
    sheet.heading(&locale.say("heading-lines", &[])?)?;
    lines(&mut sheet, locale, outcome)?;
    sheet.heading(&locale.say("heading-summary", &[])?)?;
    for line in summary {
        sheet.sentence(&line, &styles.plain)?;
    }
    not_counted(&mut sheet, locale, styles, outcome)?;
    history(&mut sheet, locale, outcome)?;
    sheet.heading(&locale.say("heading-contract", &[])?)?;
    for fact in &head {
        sheet.fact(fact)?;
    }
    sheet.heading(&locale.say("heading-annex", &[])?)?;
    for fact in &annex {
        sheet.fact(fact)?;
    }
    if !listed {
        let (contract, month) = (outcome.contract.id.as_str(), outcome.month.to_string());
        let text = locale.say("workbook-without-devices", &[("contract", contract), ("month", &month)])?;
        sheet.sentence(&text, &styles.note)?;
    }
    Ok(sheet)
}

/// A row per category, the figures of the report as numbers.
fn lines(sheet: &mut Sheet<'_>, locale: &Locale<'_>, outcome: &Outcome) -> Result<(), WorkbookError> {
    let last = last_audited(outcome);
    let mut head = says(
        locale,
        &[
            "column-category",
            "figure-contracted",
            "figure-compared",
            "figure-baseline",
            "figure-counted",
            "figure-increase",
            "figure-percent",
            "figure-headroom",
        ],
    )?;
    head.push(match last {
        Some(last) => locale.say("figure-last", &[("month", &locale.dates.short_month(last.month))])?,
        None => locale.say("label-last-audited", &[])?,
    });
    head.extend(says(locale, &["figure-change", "figure-new-contracted", "figure-new-baseline", "figure-state"])?);
    sheet.header(&head, 1)?;
    let none = locale.say("not-available", &[])?;
    for line in &outcome.lines {
        let state = capital(&locale.choose("state", line.state.as_str())?);
        let before = last.and_then(|last| point(last, line.category)).and_then(|(counted, _)| counted);
        row(sheet, line, before, &category(locale, line.category)?, &state, &none)?;
    }
    Ok(())
}

fn row(
    sheet: &mut Sheet<'_>,
    line: &Line,
    before: Option<u64>,
    category: &str,
    state: &str,
    none: &str,
) -> Result<(), XlsxError> {
    let since = |from: Option<u64>, to: Option<u64>| {
        from.zip(to).and_then(|(from, to)| i64::try_from(i128::from(to) - i128::from(from)).ok())
    };
    sheet.text(0, category)?;
    sheet.count(1, line.contracted)?;
    sheet.count(2, line.compared_with)?;
    sheet.count(3, line.baseline)?;
    sheet.count_or(4, line.counted, none)?;
    sheet.change_or(5, line.increase, none)?;
    sheet.percent_or(6, line.increase_percent, none)?;
    sheet.signed_or(7, since(line.counted, Some(line.baseline)), none)?;
    sheet.count_or(8, before, none)?;
    sheet.change_or(9, since(before, line.counted), none)?;
    sheet.count(10, line.new_contracted.unwrap_or(line.compared_with))?;
    sheet.count(11, line.new_baseline.unwrap_or(line.baseline))?;
    sheet.right(12, state)?;
    sheet.next();
    Ok(())
}

/// Devices left out by reason, with the sum that closes.
fn not_counted(
    sheet: &mut Sheet<'_>,
    locale: &Locale<'_>,
    styles: &Styles,
    outcome: &Outcome,
) -> Result<(), WorkbookError> {
    sheet.heading(&locale.say("heading-not-counted", &[])?)?;
    sheet.header(&says(locale, &["column-reason", "column-devices"])?, 1)?;
    let first = sheet.row() + 1;
    for left_out in &outcome.not_counted {
        sheet.text(0, &capital(&locale.choose("reason", left_out.reason.as_str())?))?;
        sheet.count(1, left_out.devices)?;
        sheet.next();
    }
    let last = sheet.row();
    let total: u64 = outcome.not_counted.iter().map(|left_out| left_out.devices).sum();
    let sum = format!("SUM(B{first}:B{last})");
    let sum = if outcome.not_counted.is_empty() { "0" } else { &sum };
    sheet.formatted(0, &locale.say("not-counted-total", &[])?, &styles.total)?;
    sheet.formula(1, sum, Decimal::from(total), &styles.total_count)?;
    sheet.next();
    sheet.text(0, &locale.say("figure-counted", &[])?)?;
    sheet.count(1, outcome.source.counted)?;
    sheet.next();
    sheet.formatted(0, &locale.say("workbook-listed", &[])?, &styles.total)?;
    let row = sheet.row();
    let listed = format!("B{}+B{}", row - 1, row);
    sheet.formula(1, &listed, Decimal::from(outcome.source.listed), &styles.total_count)?;
    sheet.next();
    Ok(())
}

/// Counts and baselines of the months before, oldest first, this month last; nothing in a first month.
fn history(sheet: &mut Sheet<'_>, locale: &Locale<'_>, outcome: &Outcome) -> Result<(), WorkbookError> {
    if outcome.history.is_empty() {
        return Ok(());
    }
    sheet.heading(&locale.say("heading-history", &[])?)?;
    let mut head = vec![locale.say("column-month", &[])?];
    let (counted, baseline) = (locale.say("figure-counted", &[])?, locale.say("figure-baseline", &[])?);
    for line in &outcome.lines {
        let category = category(locale, line.category)?;
        let figure = |name: &str| format!("{category}{} {}", locale.colon(), locale.small(name));
        head.extend([figure(&counted), figure(&baseline)]);
    }
    sheet.header(&head, 1)?;
    let (gap, none) = (locale.say("not-audited", &[])?, locale.say("not-available", &[])?);
    for past in &outcome.history {
        let points: Vec<_> = outcome.lines.iter().map(|line| point(past, line.category).unwrap_or_default()).collect();
        let counted = points.iter().any(|(counted, _)| counted.is_some());
        month(sheet, &locale.dates.short_month(past.month), points, if counted { &none } else { &gap })?;
    }
    let now = outcome.lines.iter().map(|line| (line.counted, Some(line.baseline))).collect();
    month(sheet, &locale.dates.short_month(outcome.month), now, &none)?;
    Ok(())
}

fn month(
    sheet: &mut Sheet<'_>,
    name: &str,
    points: Vec<(Option<u64>, Option<u64>)>,
    none: &str,
) -> Result<(), XlsxError> {
    sheet.text(0, name)?;
    for (place, (counted, baseline)) in (0_u16..).zip(points) {
        sheet.count_or(1 + 2 * place, counted, none)?;
        sheet.count_or(2 + 2 * place, baseline.filter(|_| counted.is_some()), "")?;
    }
    sheet.next();
    Ok(())
}

/// The last month that somebody counted.
pub(super) fn last_audited(outcome: &Outcome) -> Option<&PastMonth> {
    outcome.history.iter().rev().find(|past| past.points.iter().any(|point| point.counted.is_some()))
}

fn point(past: &PastMonth, category: Category) -> Option<(Option<u64>, Option<u64>)> {
    past.points.iter().find(|point| point.category == category).map(|point| (point.counted, point.baseline))
}

fn says(locale: &Locale<'_>, keys: &[&str]) -> Result<Vec<String>, TemplateError> {
    keys.iter().map(|key| locale.say(key, &[])).collect()
}
