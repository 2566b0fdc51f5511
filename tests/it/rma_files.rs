//! RMA exports as programs write them and as strangers might: workbooks, ZIPs, encodings, and files made to hurt.

use std::fmt::Write as _;

use pretty_assertions::assert_eq;
use serde_json::json;
use trueup::domain::rma_file::RmaMapping;
use trueup::source::rma::{Reading, read};

use crate::support::desk::{has, is_tame};
use crate::support::returns::{HEAD, SHEET, cells, desk, document, ingest, kept, workbook, zipped};

#[tokio::test]
async fn a_file_in_a_zip_or_in_another_encoding_is_the_same_file() {
    let desk = desk();
    let text = format!("{HEAD}R-1,1,,Società «Beta»,2026-10-02,closed,,,headset,S-001,,,\n");
    let data = std::fs::read_to_string(desk.path("data.toml")).unwrap();
    desk.write("data.toml", data.replace("Beta S.p.A.", "Società «Beta»"));
    desk.expect(0, &["apply", "data.toml"]);
    assert_eq!(document(&desk, 0, &text)["new"]["rows"], 1);
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ansi: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for same in [utf16, ansi, zipped(&[("folder/", b""), ("folder/rma.csv", text.as_bytes()), ("__MACOSX/x", b"x")])] {
        assert_eq!(document(&desk, 0, same)["unchanged"]["rows"], 1);
    }
    let inner = zipped(&[("rma.csv", text.as_bytes())]);
    for (bytes, word) in [
        (zipped(&[("a.csv", text.as_bytes()), ("b.csv", text.as_bytes())]), "a ZIP of 2 files"),
        (zipped(&[("a.zip", &inner)]), "a ZIP in a ZIP"),
        (zipped(&[("big.csv", &vec![b' '; 80 * 1024 * 1024])]), "more than 64 MiB unpacked"),
        (b"PK\x03\x04rubbish".to_vec(), "a broken ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "old or protected Excel file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec(), "a file that is no text"),
    ] {
        desk.write("rma.csv", bytes);
        desk.refuses(1, &["ingest", "rma", "rma.csv"], &[word]).await;
    }
}

#[tokio::test]
async fn a_workbook_is_read_as_a_person_sees_it_and_nothing_else_of_it_is_kept() {
    let desk = desk();
    let good =
        ["R-1", "#><v>1</v>", "#><v>100234</v>", "# s=\"1\"><v>46297</v>", "closed", "headset", "S-001", "#><v>2</v>"];
    let timed = [
        "R-2",
        "#><v>1</v>",
        "#><v>100234</v>",
        "# s=\"1\"><v>46297.98</v>",
        "closed",
        "headset",
        "S-002",
        "#><f>1+1</f><v>2</v>",
    ];
    let file = workbook(&(cells(1, &SHEET) + &cells(3, &good) + &cells(5, &timed)));
    let taken = document(&desk, 0, &file);
    assert_eq!(taken["new"], json!({"rows": 2, "units": 4}));
    assert_eq!(taken["notes"][0], "the sheet \"Notes\" was not read, only \"Export\"");
    let evidence = kept(&desk).await;
    let csv = "RMA Number,rma_line,site_id,authorised_at,status,category,serial_failed,quantity\n\
        R-1,1,100234,2026-10-02,closed,headset,S-001,2\n\
        R-2,1,100234,2026-10-02T23:31:12,closed,headset,S-002,2\n";
    assert_eq!(evidence, csv);
    assert_eq!(document(&desk, 0, csv)["unchanged"]["rows"], 2, "what was kept is the same file again");
    let bad = [
        "R-3",
        "#><v>1</v>",
        "#><f>A1</f>",
        "# s=\"1\"><v>46297</v>",
        "closed",
        "headset",
        "#><v>1234567890123456</v>",
        "# t=\"e\"><v>#N/A</v>",
    ];
    desk.write("rma.csv", workbook(&(cells(1, &SHEET) + &cells(9, &bad))));
    let words = [
        "row 9, column \"site_id\", found a formula whose result was not saved",
        "row 9, column \"quantity\", found the error #N/A",
        "row 9, column \"serial_failed\", found \"1.234567890123456E+15\"",
    ];
    desk.refuses(1, &["ingest", "rma", "rma.csv"], &words).await;
}

#[tokio::test]
async fn workbooks_made_to_hurt_are_refused_in_bearable_time() {
    let desk = desk();
    let far = format!("{}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", cells(1, &SHEET));
    let wide = format!("<row r=\"1\">{}</row>", "<c t=\"inlineStr\"><is><t>x</t></is></c>".repeat(5_000));
    let long = format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(70 << 20));
    for (bytes, word) in [
        (workbook(&far), "a cell in column 16384"),
        (workbook(&wide), "a cell in column 1001"),
        (workbook(&long), "more than 64 MiB"),
        (workbook("<row r=\"1\"><c r=\"A1\""), "cannot be read"),
        (workbook("<row r=\"99999999999999999999\"><c r=\"AAAAAAAAAAAAA1\"><v>1</v></c></row>"), "rejected"),
        (workbook(""), "the headers \"by Anna Verdi\""),
    ] {
        desk.write("rma.csv", bytes);
        desk.refuses(1, &["ingest", "rma", "rma.csv"], &[word]).await;
    }
}

#[tokio::test]
async fn ten_thousand_rows_full_of_what_strangers_write_are_taken_and_never_steer_a_terminal() {
    let desk = desk();
    let huge = "x".repeat(20_000);
    let hostile = ["\u{1b}[2Jboom", "=HYPERLINK(\"\"http://evil.example\"\")", "\u{202e}gnp.exe", "a\u{0}b", &huge];
    let mut rows = HEAD.to_owned();
    for number in 0..10_000 {
        let text = hostile[number % hostile.len()];
        let text = if number < 50 { text } else { "plain" };
        writeln!(rows, "R-{number},1,100234,,2026-10-02,closed,,\"{text}\",headset,\"{text}-{number}\",,1,\"{text}\"")
            .unwrap();
    }
    rows += "\"R-\u{1b}[31m\",1,\"\u{202e}999\",\"=cmd\",2026-10-02,closed,,,headset,,,1,\n";
    let text = rows.replace('\0', "");
    let done = ingest(&desk, 3, &text);
    is_tame(&done.stdout);
    is_tame(&done.stderr);
    has(&done.stdout, &["10001", "unmatched", "which --json lists"]);
    is_tame(&desk.expect(0, &["journal"]).stdout);
    has(&ingest(&desk, 1, &rows).stderr, &["a file that is no text"]);
    let again = document(&desk, 3, &text);
    assert_eq!(again["unchanged"]["rows"], 10_001);
}

#[test]
fn whatever_the_bytes_reading_ends_without_a_panic() {
    let reading = Reading {
        mapping: RmaMapping { date_format: Some("DD/MM/YYYY".parse().unwrap()), ..RmaMapping::default() },
        zone: chrono_tz::Europe::Rome,
        today: "2026-11-01".parse().unwrap(),
    };
    proptest::proptest!(|(bytes: Vec<u8>)| {
        let _ = read("rma.csv", &bytes, &reading);
    });
    proptest::proptest!(|(text in "(rma_number|status|closed|authorised_at|site_id|category|[,;\t\"\r\n]|[0-9/.E+-]){0,60}")| {
        if let Ok(file) = read("rma.csv", text.as_bytes(), &reading) {
            let keys: std::collections::BTreeSet<_> = file.rows.iter().map(|told| &told.row.key).collect();
            proptest::prop_assert_eq!(keys.len(), file.rows.len());
            proptest::prop_assert!(file.rows.iter().all(|told| told.row.quantity > 0));
        }
    });
    let whole =
        workbook(&(cells(1, &SHEET) + &cells(2, &["R-1", "1", "100234", "2026-10-02", "closed", "headset", "S", "1"])));
    proptest::proptest!(|(at in 0..whole.len(), byte: u8)| {
        let mut broken = whole.clone();
        broken[at] = byte;
        let _ = read("rma.xlsx", &broken, &reading);
        let _ = read("rma.xlsx", &whole[..at], &reading);
    });
}
