//! What a reader of the file finds: the same numbers, texts that are texts, and formulas that calculate to the quote.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::*;
use crate::document::devices::Verdict;
use crate::document::sample;
use crate::domain::category::Category;
use crate::domain::contract::{Percent, Proration};
use crate::domain::device::Observation;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::outcome::{Reason, RecognisedBy};
use crate::domain::true_up::{self, Tranche};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn templates() -> Templates {
    Templates::load(None).unwrap_or_else(|errors| panic!("{errors}"))
}

fn open(bytes: Vec<u8>) -> Book {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn outcome(name: &str) -> Outcome {
    sample::samples().into_iter().find(|sample| sample.name == name).unwrap().outcome
}

fn report(outcome: &Outcome, devices: Option<DeviceSheets>, language: Language) -> Vec<u8> {
    let seller = sample::seller();
    of_report(&templates(), BookFacts { outcome, seller: &seller }, devices, language).unwrap()
}

fn sheet(book: &mut Book, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

/// The row whose first cell is `label`, as text.
fn row(range: &Range<Data>, label: &str) -> Vec<String> {
    let found = range.rows().find(|row| row[0].as_string().as_deref() == Some(label));
    let found = found.unwrap_or_else(|| panic!("no row {label:?}"));
    found.iter().map(ToString::to_string).collect()
}

fn device(id: &str, text: &str) -> Observation {
    let some = || Some(text.to_owned());
    Observation {
        id: id.to_owned(),
        model: text.to_owned(),
        serial: some(),
        mac: some(),
        last_detected: Some("2026-10-31T05:30:00Z".parse().unwrap()),
        name: Some("Anna's headset".to_owned()),
        site: some(),
        room: some(),
        software: some(),
        ..Observation::default()
    }
}

fn counted(model: &str) -> Verdict<'_> {
    let (category, recognised_by) = (Some(Category::Headset), Some(RecognisedBy::Name));
    Verdict { category, reason: None, model, recognised_by }
}

const LEFT_OUT: Verdict<'_> =
    Verdict { category: None, reason: Some(Reason::UnknownModel), model: "X500", recognised_by: None };

#[test]
fn every_sample_opens_in_every_language_and_the_same_outcome_gives_the_same_bytes() {
    for language in Language::ALL {
        for sample in sample::samples() {
            let bytes = report(&sample.outcome, None, language);
            assert_eq!(bytes, report(&sample.outcome, None, language), "{}", sample.name);
            let mut book = open(bytes);
            for name in book.sheet_names() {
                assert!(name.chars().count() <= 28, "{name}: no room for the number of a second sheet");
                sheet(&mut book, &name);
            }
        }
    }
}

/// E8: the numbers of the outcome as numbers.
#[test]
fn the_summary_holds_the_numbers_of_the_outcome() {
    let outcome = outcome("true-up");
    let mut book = open(report(&outcome, None, Language::En));
    let names = ["Summary", "Counts by model", "Quote calculation", "RMA"];
    assert_eq!(book.sheet_names(), names);
    let summary = sheet(&mut book, "Summary");
    let figures = ["1000", "1000", "1050", "1050", "50", "0.05", "0"];
    assert_eq!(row(&summary, "Headsets/personal devices")[1..8], figures);
    assert_eq!(row(&summary, "Total not counted")[1], "44");
    assert_eq!(row(&summary, "Listed")[1], "1094");
    let returns = sheet(&mut book, "RMA");
    let rma = outcome.rma.as_ref().unwrap();
    assert_eq!(row(&returns, "RMA units in the calendar year")[1], rma.units.to_string());
    assert_eq!(row(&returns, "Overage units")[1], rma.overage.to_string());
    let models = sheet(&mut book, "Counts by model");
    let sum: u64 = models.rows().skip(1).filter_map(|row| row[2].to_string().parse::<u64>().ok()).sum();
    assert_eq!(sum, outcome.source.counted);
    let italian = open(report(&outcome, None, Language::It));
    assert_eq!(italian.sheet_names(), ["Riepilogo", "Conteggio per modello", "Calcolo del preventivo", "RMA"]);
}

/// E8, E9 and E11, a missing price, two languages: what readers without calculation find.
#[test]
fn amounts_stand_beside_their_formulas() {
    for name in ["true-up", "revision", "held"] {
        let outcome = outcome(name);
        let quote = &outcome.quote.as_ref().unwrap().quote;
        let mut book = open(report(&outcome, None, Language::En));
        let range = sheet(&mut book, "Quote calculation");
        let total = &row(&range, "Total excl. VAT")[9];
        match quote.total {
            Some(total_of_quote) => assert_eq!(decimal(total), total_of_quote.decimal()),
            None => assert_eq!(total, "price to confirm"),
        }
        let formulas = book.worksheet_formula("Quote calculation").unwrap();
        let amounts = formulas.rows().flatten().filter(|formula| formula.starts_with("ROUND(D")).count();
        assert_eq!(amounts, quote.lines.iter().filter(|line| line.amount.is_some()).count(), "{name}");
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn texts_from_outside_never_become_formulas() {
    let long = "Donaudampfschifffahrtsgesellschaftskapitän ".repeat(20);
    let texts =
        ["=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(1)", "\tx", "{=1}", "a\u{0}\u{1b}b\r\nc", "שלום\u{202e}", &long];
    let mut devices = DeviceSheets::new(&templates(), Language::It, false).unwrap();
    for text in texts {
        devices.push(&device("row-1", text), counted(text)).unwrap();
    }
    devices.push(&device("row-2", "00123"), LEFT_OUT).unwrap();
    let mut book = open(report(&outcome("hostile"), Some(devices), Language::It));
    let range = sheet(&mut book, "Dispositivi conteggiati");
    let cells: Vec<String> = range.rows().skip(1).map(|row| row[0].get_string().unwrap().to_owned()).collect();
    assert_eq!(cells[..7], ["=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(1)", "x", "{=1}", "ab c"]);
    assert_eq!(cells[7], "שלום");
    assert!(cells[8].chars().count() <= 200 && cells[8].ends_with('…'));
    assert!(book.worksheet_formula("Dispositivi conteggiati").unwrap().rows().flatten().all(String::is_empty));
    assert!(!format!("{range:?}").contains("Anna"), "names only if asked for");
    let left_out = sheet(&mut book, "Non conteggiati");
    assert_eq!(left_out.get_value((1, 0)), Some(&Data::String("00123".to_owned())), "a serial number is no number");
    assert_eq!(left_out.get_value((1, 5)), Some(&Data::String("Modelli sconosciuti".to_owned())));
}

#[test]
fn no_device_one_device_and_names_if_asked_for() {
    let templates = templates();
    let none = DeviceSheets::new(&templates, Language::En, false).unwrap();
    let mut book = open(report(&outcome("zero"), Some(none), Language::En));
    assert_eq!(sheet(&mut book, "Counted devices").height(), 1);
    assert_eq!(sheet(&mut book, "Not counted").height(), 1);
    let mut one = DeviceSheets::new(&templates, Language::En, true).unwrap();
    one.push(&device("1", "S1"), counted("Voyager Focus 2 Series")).unwrap();
    let mut book = open(report(&outcome("true-up"), Some(one), Language::En));
    let range = sheet(&mut book, "Counted devices");
    assert_eq!((range.height(), range.width()), (2, 12));
    assert_eq!(range.get_value((1, 11)), Some(&Data::String("Anna's headset".to_owned())));
    let seen = range.get_value((1, 6)).unwrap();
    assert!(matches!(seen, Data::DateTime(_)) && seen.to_string().starts_with("46326.22916"), "{seen:?}");
}

#[test]
fn a_list_longer_than_a_sheet_goes_on_in_the_next_one() {
    let mut devices = DeviceSheets::with_rows(&templates(), Language::En, false, 3).unwrap();
    for number in 0..7 {
        devices.push(&device(&number.to_string(), "S"), counted("Voyager")).unwrap();
    }
    let mut book = open(report(&outcome("quiet"), Some(devices), Language::En));
    let heights =
        ["Counted devices", "Counted devices 2", "Counted devices 3"].map(|name| sheet(&mut book, name).height());
    assert_eq!(heights, [4, 4, 2]);
    let last = sheet(&mut book, "Counted devices 3");
    assert_eq!(last.get_value((1, 10)), Some(&Data::String("6".to_owned())));
}

#[test]
fn an_amount_with_more_digits_than_a_spreadsheet_keeps_is_text() {
    let mut outcome = outcome("true-up");
    let issued = outcome.quote.as_mut().unwrap();
    let huge = Money { minor: 1_234_567_890_123_456_789, currency: issued.quote.currency };
    issued.quote.lines[0].amount = Some(huge);
    issued.quote.total = Some(huge);
    let mut book = open(report(&outcome, None, Language::En));
    let range = sheet(&mut book, "Quote calculation");
    let total = range.rows().find(|row| row[0] == Data::String("Total excl. VAT".to_owned())).unwrap();
    assert_eq!(total[9], Data::String("12345678901234567.89".to_owned()));
}

/// Ninety lines of random prices, units, months and discounts, broken months at both ends: every amount and the total
/// come out to the cent although the results written beside the formulas were spoilt before.
#[test]
fn a_spreadsheet_program_calculates_what_the_quote_says() {
    if Command::new("soffice").arg("--version").output().is_err() {
        assert!(std::env::var_os("TRUEUP_REQUIRE_DOCUMENT_TOOLS").is_none(), "LibreOffice Calc is missing");
        eprintln!("NOT RUN: no soffice (LibreOffice Calc) on this machine");
        return;
    }
    for proration in [Proration::Month, Proration::Day] {
        let outcome = random_quote(proration);
        let quote = &outcome.quote.as_ref().unwrap().quote;
        let spoilt = spoil(&report(&outcome, None, Language::En), "Quote calculation");
        let mut book = open(recalculated(&spoilt));
        let range = sheet(&mut book, "Quote calculation");
        let lines: Vec<_> = range.rows().filter(|row| row[4].get_float().is_some()).collect();
        assert_eq!(lines.len(), quote.lines.len());
        for (row, line) in lines.iter().zip(&quote.lines) {
            assert_eq!(decimal(&row[9].to_string()), line.amount.unwrap().decimal(), "{line:?}");
        }
        assert_eq!(decimal(&row(&range, "Total excl. VAT")[9]), quote.total.unwrap().decimal());
    }
}

fn random_quote(proration: Proration) -> Outcome {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut dice = |sides: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % sides
    };
    let mut outcome = outcome("true-up");
    let contract = &mut outcome.contract;
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    (contract.term.start, contract.term.end) = (day(2026, 4, 11), day(2029, 2, 17));
    contract.exceptions.proration = proration;
    contract.exceptions.discount_percent = Percent::new(Decimal::new(75, 1)).unwrap();
    let tranches: Vec<Tranche> = (0..90)
        .map(|_| Tranche {
            category: Category::ALL[usize::try_from(dice(3)).unwrap()],
            units: 1 + dice(5_000),
            first_month: Month::of(day(2026 + i32::try_from(dice(3)).unwrap(), 4 + u32::try_from(dice(9)).unwrap(), 1)),
            unit_annual_price: Some(
                Decimal::new(i64::try_from(dice(90_000)).unwrap() + 1, 2).to_string().parse().unwrap(),
            ),
            price_from: Some(contract.term.start),
        })
        .collect();
    let lines = true_up::lines(&tranches, contract.term, contract.currency, &contract.exceptions).unwrap();
    let quote = &mut outcome.quote.as_mut().unwrap().quote;
    quote.total = Some(Money::sum(lines.iter().filter_map(|line| line.amount), quote.currency).unwrap());
    (quote.tranches, quote.lines) = (tranches, lines);
    outcome
}

/// The same file with every result beside a formula replaced by 1.
fn spoil(bytes: &[u8], name: &str) -> Vec<u8> {
    let number = open(bytes.to_vec()).sheet_names().iter().position(|sheet| sheet == name).unwrap() + 1;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut spoilt = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let results = regex::Regex::new("</f><v>[^<]*</v>").unwrap();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        if name == format!("xl/worksheets/sheet{number}.xml") {
            let sheet = String::from_utf8(text).unwrap();
            assert!(results.is_match(&sheet));
            text = results.replace_all(&sheet, "</f><v>1</v>").into_owned().into_bytes();
        }
        spoilt.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        spoilt.write_all(&text).unwrap();
    }
    spoilt.finish().unwrap().into_inner()
}

/// Opens and saves it by `soffice`, told to calculate every formula again.
fn recalculated(bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let user = folder.path().join("profile/user");
    fs::create_dir_all(&user).unwrap();
    fs::write(user.join("registrymodifications.xcu"), ALWAYS).unwrap();
    fs::write(folder.path().join("book.xlsx"), bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out", "book.xlsx"])
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .output()
        .unwrap();
    let written = folder.path().join("out/book.xlsx");
    assert!(written.exists(), "{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    fs::read(Path::new(&written)).unwrap()
}

const ALWAYS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;
