//! The workbook that a person opens holds the numbers of `status --json` and of the quote.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use mail_parser::{MessageParser, MimeHeaders};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::desk::{Desk, NOW, SETTINGS, has};

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Five of four, and two that do not count: a true-up of one headset.
const INVENTORY: &str = "Device Name,Device Model,Serial Number,Last Detected\n\
    Anna's headset,Voyager Focus 2,00001,2026-10-30\nb,Voyager Focus 2,S-002,2026-10-30\n\
    c,Voyager Focus 2,S-003,2026-10-30\nd,Voyager Focus 2,S-004,2026-10-30\ne,Voyager Focus 2,S-005,2026-10-30\n\
    f,Flux Capacitor,=1+1,2026-10-30\ng,Voyager Focus 2,S-007,2020-10-30\n";

fn published(settings: &str) -> Desk {
    let desk = Desk::new();
    desk.write("trueup.toml", settings);
    desk.expect(0, &["apply", "data.toml"]);
    desk.write("inventory.csv", INVENTORY);
    desk.expect(0, &["ingest", "inventory", "inventory.csv", "--customer", "acme"]);
    let done = desk.run(&["run", "--contract", "C-1"]);
    assert!([0, 3].contains(&done.code), "{}{}", done.stdout, done.stderr);
    desk
}

fn bytes(desk: &Desk, arguments: &[&str]) -> Vec<u8> {
    let output = desk.command(&[&["--now", NOW], arguments].concat()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn book(bytes: Vec<u8>) -> Book {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn json(desk: &Desk, arguments: &[&str]) -> Value {
    serde_json::from_str(&desk.run(arguments).stdout).unwrap()
}

/// The row whose first cell says so.
fn row(sheet: &Range<Data>, label: &str) -> Vec<String> {
    let found =
        sheet.rows().find(|row| row[0].get_string() == Some(label)).unwrap_or_else(|| panic!("no row {label:?}"));
    found.iter().map(ToString::to_string).collect()
}

/// The workbooks in the letters of the outbox folder, by file name.
fn mailed(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(desk.path("outbox")).unwrap() {
        let letter = std::fs::read(entry.unwrap().path()).unwrap();
        let message = MessageParser::default().parse(&letter).unwrap();
        for file in message.attachments() {
            let name = file.attachment_name().unwrap().to_owned();
            if file.content_type().and_then(|kind| kind.subtype()).is_some_and(|kind| kind.contains("spreadsheet")) {
                files.push((name, file.contents().to_vec()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_workbook_of_a_report_is_the_mailed_one_and_holds_the_numbers_of_the_status() {
    let desk = published(SETTINGS);
    desk.expect(0, &["report", "C-1", "--format", "xlsx", "--output", "report.xlsx"]);
    let stored = std::fs::read(desk.path("report.xlsx")).unwrap();
    assert_eq!(stored, bytes(&desk, &["report", "C-1", "--format", "xlsx"]));
    let files = mailed(&desk);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["CSM-C-1-2026-11-v1.xlsx", "TU-C-1-2026-11-v1.xlsx"]);
    assert_eq!(files[0].1, stored, "the stored bytes are those that were mailed");

    let status = json(&desk, &["status", "--contract", "C-1", "--json"]);
    let audit = &status["audits"][0];
    let line = &audit["categories"][0];
    let mut book = book(stored);
    let summary = book.worksheet_range("Summary").unwrap();
    let cells = row(&summary, "Headsets/personal devices");
    for (cell, key) in [
        (1, "contracted"),
        (2, "compared_with"),
        (3, "baseline"),
        (4, "counted"),
        (5, "increase"),
        (11, "new_baseline"),
    ] {
        assert_eq!(cells[cell], line[key].to_string(), "{key}");
    }
    let percent = cells[6].parse::<Decimal>().unwrap() * Decimal::ONE_HUNDRED;
    assert_eq!(percent, line["increase_percent"].as_str().unwrap().parse::<Decimal>().unwrap());
    assert_eq!(row(&summary, "Listed")[1], audit["source"]["listed"].to_string());
    let models = book.worksheet_range("Counts by model").unwrap();
    assert_eq!(models.get_value((1, 2)).unwrap().to_string(), audit["models"][0]["counted"].to_string());
    let total = &row(&book.worksheet_range("Quote calculation").unwrap(), "Total excl. VAT")[9];
    let of_quote = audit["quote"]["total"].as_str().unwrap();
    assert_eq!(total.parse::<Decimal>().unwrap(), of_quote.parse::<Decimal>().unwrap());
    assert_eq!(of_quote, "7.50");
    let serials = book.worksheet_range("Counted devices").unwrap();
    assert_eq!(serials.get_value((1, 0)), Some(&Data::String("00001".to_owned())));
    let left_out = book.worksheet_range("Not counted").unwrap();
    assert!(left_out.rows().any(|row| row[0] == Data::String("=1+1".to_owned())));
    assert!(!format!("{serials:?}{left_out:?}").contains("Anna"));
}

#[test]
fn an_exported_workbook_lists_every_device_with_names_only_if_asked_for() {
    let desk = published(SETTINGS);
    let export = ["export", "devices", "C-1", "--format", "xlsx"];
    assert_eq!(bytes(&desk, &export), bytes(&desk, &export));
    for (arguments, width) in [(&export[..], 11), (&[&export[..], &["--with-names"]].concat(), 12)] {
        let mut book = book(bytes(&desk, arguments));
        let sheets = ["Counted devices", "Not counted"].map(|name| book.worksheet_range(name).unwrap());
        assert_eq!(sheets.each_ref().map(Range::height), [6, 3]);
        assert_eq!(sheets.each_ref().map(Range::width), [width, width]);
        assert_eq!(format!("{sheets:?}").contains("Anna's headset"), width == 12);
    }
    desk.expect(2, &["export", "devices", "C-1", "--format", "xlsx", "--month", "2026-10"]);
}

/// In the partner's language, from the evidence of the audit, whoever releases it and when.
#[test]
fn a_quote_that_a_person_releases_carries_its_workbook_with_the_devices() {
    let settings = format!("{SETTINGS}true_up_quote = \"approval\"\n");
    let desk = published(&settings);
    let number = "TU-C-1-2026-11-v1";
    assert!(mailed(&desk).iter().all(|(name, _)| name.starts_with("CSM-")));
    has(&desk.expect(0, &["quote", "approve", number]).stdout, &[number]);
    desk.run(&["run", "--contract", "C-1"]);
    let (_, bytes) = mailed(&desk).into_iter().find(|(name, _)| name.starts_with("TU-")).unwrap();
    let mut book = book(bytes);
    assert_eq!(
        book.sheet_names(),
        ["Calcolo del preventivo", "Conteggio per modello", "Dispositivi conteggiati", "Non conteggiati"]
    );
    let total = &row(&book.worksheet_range("Calcolo del preventivo").unwrap(), "Totale IVA esclusa")[9];
    let quote = json(&desk, &["quote", "show", number, "--json"]);
    assert_eq!(total.parse::<Decimal>().unwrap(), quote["total"].as_str().unwrap().parse::<Decimal>().unwrap());
    assert_eq!(book.worksheet_range("Dispositivi conteggiati").unwrap().height(), 6);
}
