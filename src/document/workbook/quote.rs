//! The calculation of a quote: every amount a formula over the cells beside it, rounded half up once per line (R25), with
//! the quote's own result for readers that do not calculate.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, XlsxError};

use crate::document::parts::category;
use crate::document::quote::calculation::{self, Less};
use crate::document::quote::{self, QuoteFacts, SheetTexts};
use crate::document::workbook::WorkbookError;
use crate::document::workbook::sheet::{self, Sheet};
use crate::document::workbook::styles::Styles;
use crate::domain::contract::{Basis, Proration};
use crate::domain::money::{Money, Price};
use crate::domain::outcome::Outcome;
use crate::domain::true_up::QuoteLine;
use crate::template::Locale;

const WIDTHS: [u16; 10] = [38, 13, 15, 13, 17, 15, 15, 13, 13, 18];

/// Writes the sheet.
pub(super) fn sheet<'a>(
    locale: &Locale<'_>,
    styles: &'a Styles,
    facts: QuoteFacts<'_>,
) -> Result<Sheet<'a>, WorkbookError> {
    let mut sheet = Sheet::new(styles, &locale.say("sheet-quote", &[])?, &WIDTHS)?;
    let SheetTexts { title, verdict, marks, sentences, terms, head, effective } = quote::sheet_texts(locale, facts)?;
    sheet.title(&title)?;
    sheet.sentence(&verdict, &styles.verdict)?;
    if let Some((draft, reasons)) = marks.split_first() {
        sheet.sentence(draft, &styles.verdict)?;
        for reason in reasons {
            sheet.sentence(reason, &styles.plain)?;
        }
    }
    sheet.heading(&locale.say("heading-calculation", &[])?)?;
    lines(&mut sheet, locale, styles, facts)?;
    sheet.skip(1);
    let proration = facts.outcome.contract.exceptions.proration;
    let rule = match proration {
        Proration::Month => locale.say("workbook-amount-month", &[])?,
        Proration::Day => locale.say("workbook-amount-day", &[])?,
    };
    for sentence in [rule].iter().chain(&sentences) {
        sheet.sentence(sentence, &styles.plain)?;
    }
    after(&mut sheet, locale, styles, facts, &effective)?;
    sheet.heading(&locale.say("heading-terms", &[])?)?;
    for term in &terms {
        sheet.sentence(term, &styles.plain)?;
    }
    sheet.heading(&locale.say("heading-contract-only", &[])?)?;
    for fact in &head {
        sheet.fact(fact)?;
    }
    Ok(sheet)
}

/// A row per category and tranche, and the total.
fn lines(
    sheet: &mut Sheet<'_>,
    locale: &Locale<'_>,
    styles: &Styles,
    facts: QuoteFacts<'_>,
) -> Result<(), WorkbookError> {
    let (outcome, quote) = (facts.outcome, &facts.issued.quote);
    let exceptions = &outcome.contract.exceptions;
    let currency = quote.currency.code();
    let in_currency = |key: &str| Ok::<_, WorkbookError>(format!("{} ({currency})", locale.say(key, &[])?));
    let less = match exceptions.charge_basis {
        Basis::Ordered => "figure-compared",
        Basis::Baseline => "figure-baseline",
    };
    let time = match exceptions.proration {
        Proration::Month => "column-months",
        Proration::Day => "column-days",
    };
    let head = [
        locale.say("column-description", &[])?,
        locale.say("figure-counted", &[])?,
        locale.say(less, &[])?,
        locale.say("column-units", &[])?,
        in_currency("column-unit-price")?,
        locale.say("column-charge-from", &[])?,
        locale.say("column-charge-to", &[])?,
        locale.say(time, &[])?,
        locale.say("column-discount", &[])?,
        in_currency("column-amount")?,
    ];
    let first = sheet.header(&head, 1)? + 1;
    let confirm = locale.say("price-to-confirm", &[])?;
    for (index, line) in quote.lines.iter().enumerate() {
        let title = calculation::title(locale, quote, line)?;
        sheet.text(0, &title)?;
        let less = calculation::less(outcome, line, calculation::first_month(quote, index, line));
        row(sheet, styles, outcome, line, less, &confirm)?;
        sheet.next();
    }
    let last = sheet.row();
    sheet.formatted(0, &locale.say("total-without-vat", &[])?, &styles.total)?;
    for column in 1..9 {
        sheet.formatted(column, "", &styles.total)?;
    }
    let decimals = quote.currency.decimals();
    let format = styles.total_money(decimals);
    let sum = format!("ROUND(SUM(J{}:J{last}),{decimals})", first + 1);
    match quote.total {
        Some(total) => amount(sheet, &sum, total, quote.lines.iter().all(calculates), &format)?,
        None => sheet.formatted(9, &confirm, &format)?,
    }
    sheet.next();
    Ok(())
}

/// The cells after the description; `less` is what the counted devices are compared with, where this audit counted them.
fn row(
    sheet: &mut Sheet<'_>,
    styles: &Styles,
    outcome: &Outcome,
    line: &QuoteLine,
    less: Option<Less>,
    confirm: &str,
) -> Result<(), XlsxError> {
    let exceptions = &outcome.contract.exceptions;
    let row = sheet.row() + 1;
    let units = Decimal::from(line.units);
    if let Some(Less { counted, less }) = less {
        sheet.count(1, counted)?;
        sheet.count(2, less)?;
        sheet.formula(3, &format!("B{row}-C{row}"), units, &styles.count)?;
    } else {
        sheet.text(1, "")?;
        sheet.text(2, "")?;
        sheet.count(3, line.units)?;
    }
    sheet.day(5, line.charge_from)?;
    sheet.day(6, line.charge_to)?;
    let kept = format!("(100-I{row})/100");
    let formula = match exceptions.proration {
        Proration::Month => {
            let broken = styles.money(if line.months.is_integer() { 0 } else { 4 });
            let exact = calculation::exact_months(line.charge_from, line.charge_to);
            if line.months.is_integer() {
                sheet.number(7, line.months, &broken)?;
            } else {
                sheet.formula(7, &exact, line.months, &broken)?;
            }
            format!("D{row}*E{row}*H{row}/12*{kept}")
        }
        Proration::Day => {
            let days = Decimal::from(calculation::days(line));
            sheet.formula(7, &format!("G{row}-F{row}+1"), days, &styles.count)?;
            format!("D{row}*E{row}*H{row}/365*{kept}")
        }
    };
    sheet.number(8, exceptions.discount_percent.decimal(), &styles.missing)?;
    let Some((price, money)) = line.unit_annual_price.zip(line.amount) else {
        sheet.right(4, confirm)?;
        return sheet.right(9, confirm);
    };
    let decimals = money.currency.decimals();
    sheet.number(4, price.decimal(), &styles.money(price.decimal().scale().max(decimals)))?;
    amount(sheet, &format!("ROUND({formula},{decimals})"), money, calculates(line), &styles.money(decimals))
}

/// The amount as a formula, or as what it is where a spreadsheet could not calculate it.
fn amount(
    sheet: &mut Sheet<'_>,
    formula: &str,
    money: Money,
    calculates: bool,
    format: &Format,
) -> Result<(), XlsxError> {
    let value = money.decimal();
    if calculates && sheet::is_kept(value) {
        sheet.formula(9, formula, value, format)
    } else {
        sheet.number(9, value, format)
    }
}

/// Whether all that the amount is made of are numbers to a spreadsheet.
fn calculates(line: &QuoteLine) -> bool {
    let price = line.unit_annual_price.map(Price::decimal);
    let known = [price, line.amount.map(Money::decimal), Some(Decimal::from(line.units))];
    known.into_iter().all(|value| value.is_some_and(sheet::is_kept))
}

/// What holds once the quote is accepted (R23).
fn after(
    sheet: &mut Sheet<'_>,
    locale: &Locale<'_>,
    styles: &Styles,
    facts: QuoteFacts<'_>,
    effective: &str,
) -> Result<(), WorkbookError> {
    let quote = &facts.issued.quote;
    sheet.heading(&locale.say("heading-after", &[])?)?;
    sheet.sentence(effective, &styles.plain)?;
    let keys = ["column-category", "column-new-contracted", "column-new-baseline"];
    let head: Result<Vec<String>, _> = keys.iter().map(|key| locale.say(key, &[])).collect();
    sheet.header(&head?, 1)?;
    for after in &quote.after {
        if quote.tranches.iter().any(|tranche| tranche.category == after.category) {
            sheet.text(0, &category(locale, after.category)?)?;
            sheet.count(1, after.contracted)?;
            sheet.count(2, after.baseline)?;
            sheet.next();
        }
    }
    Ok(())
}
