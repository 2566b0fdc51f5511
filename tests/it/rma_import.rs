//! RMA exports of partners: taken whole or rejected with all that is wrong, matched, corrected, and never half imported.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use trueup::domain::rma_file::RmaMapping;
use trueup::source::rma::{Reading, read};

use crate::support::databases::Place;
use crate::support::desk::{DATA, Desk, Done, NOW, REPORT, SETTINGS, done, has, is_tame};

const HEAD: &str = "rma_number,rma_line,site_id,customer,authorised_at,status,part_number,product,category,serial_failed,\
    serial_replacement,quantity,reason_code\n";

/// A desk with an inventory of acme, site IDs, a mapping of nordcom's, and another partner with a customer.
fn desk() -> Desk {
    desk_on("sqlite://ledger.db")
}

fn desk_on(url: &str) -> Desk {
    let desk = Desk::new();
    let web = "[web]\nlisten = \"127.0.0.1:0\"\n";
    desk.write("trueup.toml", SETTINGS.replace("sqlite://ledger.db", url) + web);
    let data = DATA
        .replacen(
            "quotes_to = [\"ordini@nordcom.example\"]",
            "quotes_to = [\"ordini@nordcom.example\"]\n[partner.rma]\ndate_format = \"DD/MM/YYYY\"\n\
             [partner.rma.columns]\nrma_number = \"RMA No.\"\nauthorised_at = \"Approved\"\nstatus = \"State\"\n\
             serial_failed = \"S/N\"\nproduct = \"Item\"\n[partner.rma.statuses]\n\"Approved by HP\" = \"authorised\"\n\
             Void = \"cancelled\"",
            1,
        )
        .replacen("name = \"Acme S.p.A.\"", "name = \"Acme S.p.A.\"\nsite_id = \"100234\"", 1)
        .replacen("name = \"Beta S.p.A.\"", "name = \"Beta S.p.A.\"\nsite_id = \"100235\"", 1);
    let other = "[[partner]]\nid = \"zeta\"\nname = \"Zeta\"\nlanguage = \"en\"\nquotes_to = [\"z@zeta.example\"]\n\
        [[customer]]\nid = \"omega\"\nname = \"Omega\"\npartner = \"zeta\"\ncsm = \"rossi\"\nsite_id = \"900\"\n\
        inventory = { source = \"report\" }\n";
    desk.write("data.toml", format!("{data}{other}"));
    desk.expect(0, &["apply", "data.toml"]);
    desk.write("report.csv", REPORT);
    desk.expect(0, &["ingest", "inventory", "report.csv", "--customer", "acme"]);
    desk
}

fn ingest(desk: &Desk, code: i32, text: impl AsRef<[u8]>) -> Done {
    desk.write("rma.csv", text);
    desk.expect(code, &["ingest", "rma", "rma.csv"])
}

fn document(desk: &Desk, code: i32, text: impl AsRef<[u8]>) -> Value {
    desk.write("rma.csv", text);
    serde_json::from_str(&desk.expect(code, &["ingest", "rma", "rma.csv", "--json"]).stdout).unwrap()
}

#[tokio::test]
async fn rows_are_taken_once_and_the_newest_row_of_a_line_holds_and_the_journal_shows_it() {
    let desk = desk();
    let rows = "R-1,1,100234,,2026-10-02,authorised,,Voyager Focus 2,,S-001,,2,\n\
        R-1,2,100234,,2026-10-02,shipped,,Voyager Focus 2,,S-002,S-104,,\n\
        R-2,1,,acme,2026-10-03T23:30:00Z,closed,,,headset,S-003,,1,\n";
    let first = document(&desk, 0, format!("{HEAD}{rows}"));
    assert_eq!(first["new"], json!({"rows": 3, "units": 4}));
    let before = desk.dump().await;
    let again = document(&desk, 0, format!("\u{feff}{HEAD}{rows}").replace(',', ";").replace('\n', "\r\n"));
    assert_eq!(again["unchanged"], json!({"rows": 3, "units": 4}));
    assert_eq!(desk.dump().await, before, "a file in which nothing is new leaves no trace");
    // A45: within one file the later row of a line wins.
    let rows = "R-1,1,100234,,2026-10-02,closed,,Voyager Focus 2,,S-001,,2,\n\
        R-1,2,100234,,2026-10-02,shipped,,Voyager Focus 2,,S-002,S-104,,\n\
        R-1,1,100234,,2026-10-02,cancelled,,Voyager Focus 2,,S-001,,2,\n";
    let done = ingest(&desk, 0, format!("{HEAD}{rows}"));
    has(&done.stderr, &["row 4 takes the place of row 2: both are R-1 line 1"]);
    has(
        &done.stdout,
        &["corrected", "row 4, R-1 line 1: status: \"authorised\" -> \"cancelled\"", "left out: cancelled"],
    );
    let journal = desk.expect(0, &["journal", "--contract", "C-1"]).stdout;
    has(&journal, &["rma_corrected", "R-1 line 1", "\"authorised\" -> \"cancelled\""]);
    has(&desk.expect(0, &["journal"]).stdout, &["rma_taken_in", "3 RMA lines, 3 new", "sha256:"]);
}

#[tokio::test]
async fn r36_rows_that_do_not_count_are_kept_and_listed_with_their_reason() {
    let desk = desk();
    let rows = "R-1,1,100234,,2026-10-02,cancelled,,Voyager Focus 2,,S-001,,,\n\
        R-1,2,100234,,,rejected,,Voyager Focus 2,,S-001,,,\n\
        R-1,3,100234,,2026-10-02,duplicate,,Voyager Focus 2,,S-001,,,\n\
        R-1,4,100234,,2026-10-02,closed,,Voyager Focus 2,,S-001,,3,Recall\n\
        R-1,5,100234,,,requested,,Voyager Focus 2,,S-001,,,\n\
        R-1,6,100234,,2026-10-02,closed,,Studio X50,,S-001,,,\n\
        R-1,7,100234,,2026-10-02,closed,,Voyager Focus 2,,S-001,,,\n";
    let taken = document(&desk, 0, format!("{HEAD}{rows}"));
    let left = |left: &Value| json!([left["row"], left["column"], left["reason"], left["units"]]);
    let left: Vec<Value> = taken["left_out"].as_array().unwrap().iter().map(left).collect();
    assert_eq!(
        json!(left),
        json!([
            [2, "status", "cancelled", 1],
            [3, "status", "rejected", 1],
            [4, "status", "duplicate", 1],
            [5, "reason_code", "recall", 3],
            [6, "status", "not_authorised", 1],
            [7, "category", "other_category", 1],
        ])
    );
    assert_eq!(taken["new"]["rows"], 7);
    assert_eq!(taken["unmatched"], json!([]));
}

#[tokio::test]
async fn rows_are_matched_by_site_then_customer_then_serial_and_what_matches_nobody_is_kept_and_named() {
    let desk = desk();
    let rows = "R-1,1,100234,,2026-10-02,closed,,,headset,S-001,,,\n\
        R-2,1,,BETA,2026-10-02,closed,,,headset,,,,\n\
        R-3,1,, acme  s.p.a. ,2026-10-02,closed,,,headset,S-002,,,\n\
        R-4,1,,,2026-10-02,closed,,,headset,s-003,,,\n\
        R-5,1,999999,,2026-10-02,closed,,,headset,X-1,,,\n\
        R-6,1,100234,beta,2026-10-02,closed,,,headset,S-001,,,\n\
        R-7,1,999999,acme,2026-10-02,closed,,,headset,S-001,,,\n\
        R-8,1,100234,,2026-10-02,closed,,,headset,X-999,,,\n\
        R-9,1,,,2026-10-02,closed,,,headset,N/A,,,\n";
    let done = ingest(&desk, 3, format!("{HEAD}{rows}"));
    has(
        &done.stdout,
        &[
            "unmatched, to be looked at:",
            "row 6, column \"site_id\", R-5 line 1: found \"999999\", which matches no customer",
            "row 7, column \"customer\", R-6 line 1: found \"beta\", which is beta, while the site ID is that of acme",
            "row 10, column \"serial_failed\", R-9 line 1: found \"N/A\", which matches no customer",
            "row 8, column \"site_id\", R-7 line 1: found \"999999\", which is the site ID of nobody; taken for acme",
            "row 9, column \"serial_failed\", R-8 line 1: found \"X-999\", which was not in the customer's last inventory",
        ],
    );
    has(&desk.expect(0, &["journal"]).stdout, &["rma_unmatched", "R-5 line 1"]);
    let dump = desk.dump().await;
    let stored = format!("{dump:?}");
    for kept in ["R-5", "R-6", "R-9"] {
        assert!(stored.contains(kept), "{kept} was dropped");
    }
    // Once the customer has the site ID, the same file matches it.
    let data = std::fs::read_to_string(desk.path("data.toml")).unwrap();
    desk.write("data.toml", data.replace("100235", "999999"));
    desk.expect(0, &["apply", "data.toml"]);
    let again = document(&desk, 3, format!("{HEAD}{rows}"));
    assert_eq!(again["corrected"][0]["rma_number"], "R-5");
    assert_eq!(again["corrected"][0]["customer"], "beta");
}

#[tokio::test]
async fn every_wrong_cell_is_named_by_row_and_column_and_nothing_is_half_imported() {
    let desk = desk();
    let rows = "R-1,1,100234,,2026-10-02,closed,,,headset,S-001,,,\n\
        R-2,1,100234,,02/11/2026,closed,,,headset,S-001,,0,\n\
        R-3,1,100234,,2026-11-02,closed,,,headset,1.23E+15,,-3,\n\
        ,1,100234,,2026-10-02,gone,,,ear,S-001,,1.5,\n\
        R-5,x,100234,,,closed,,,headset,S-001,4.8E+11,,\n\
        R-6,1,100234,,2026-10-02,closed,,,headset,S-001,,,,,extra\n";
    desk.write("rma.csv", format!("{HEAD}{rows}"));
    let expected = [
        "row 3, column \"authorised_at\", found \"02/11/2026\", which can be 2026-11-02 or 2026-02-11",
        "row 3, column \"quantity\", found \"0\"; expected a whole number from 1",
        "row 4, column \"authorised_at\", found \"2026-11-02\", which lies ahead of 2026-11-01",
        "row 4, column \"serial_failed\", found \"1.23E+15\"; expected all digits",
        "row 4, column \"quantity\", found \"-3\"",
        "row 5, column \"rma_number\", found nothing",
        "row 5, column \"status\", found \"gone\"",
        "row 5, column \"category\", found \"ear\"",
        "row 5, column \"quantity\", found \"1.5\"",
        "row 6, column \"rma_line\", found \"x\"",
        "row 6, column \"authorised_at\", found nothing; expected the day on which it was authorised",
        "row 6, column \"serial_replacement\", found \"4.8E+11\"",
        "row 7, found 1 cells more than there are headers",
    ];
    desk.refuses(1, &["ingest", "rma", "rma.csv"], &expected).await;
    for (text, words) in [
        ("Device Model,Serial Number\nVoyager 4320,S1\n", ["a column \"rma_number\"", "a column \"authorised_at\""]),
        ("rma_number,authorised_at,status\nR-1,2026-10-02,closed\n", ["\"site_id\", \"customer\"", "\"product\""]),
        (HEAD, ["no rows", "one row for each line of an RMA"]),
        ("", ["an empty file", "row of headers"]),
    ] {
        desk.write("rma.csv", text);
        desk.refuses(1, &["ingest", "rma", "rma.csv"], &words).await;
    }
    let lines = "rma_number,authorised_at,status,site_id,category,quantity\nR-1,2026-10-02,closed,100234,headset,1\n\
        R-1,2026-10-02,closed,100234,headset,2\n";
    desk.write("rma.csv", lines);
    desk.refuses(1, &["ingest", "rma", "rma.csv"], &["row 3, column \"rma_number\"", "a column rma_line"]).await;
    desk.refuses(2, &["ingest", "rma", "rma.csv", "--partner", "nobody"], &["there is no partner nobody"]).await;
}

#[tokio::test]
async fn an_authorisation_before_the_term_is_named_and_left_out() {
    let desk = desk();
    let rows = "R-1,1,100234,,2026-03-31,closed,,,headset,S-001,,,\nR-2,1,100234,,2026-04-01,closed,,,headset,S-001,,,\n\
        R-3,1,900,,2026-10-02,closed,,,headset,S-001,,,\nR-4,1,100234,,2026-10-02,closed,ABC,A thing,,S-001,,,\n";
    let done = ingest(&desk, 3, format!("{HEAD}{rows}"));
    has(
        &done.stdout,
        &[
            "outside_term: row 2, column \"authorised_at\", R-1 line 1: found \"2026-03-31\", which is before the term of C-1",
            "outside_term: row 4, column \"authorised_at\", R-3 line 1: found \"2026-10-02\", but no contract of omega covers",
            "unknown_category: row 5, column \"part_number\", R-4 line 1: found \"ABC\", which tells no category",
        ],
    );
    assert!(!done.stdout.contains("R-2"), "{}", done.stdout);
}

#[tokio::test]
async fn a_partners_own_columns_dates_and_words_are_understood_with_its_name() {
    let desk = desk();
    let file = "RMA No.;Approved;State;site_id;Item;S/N;Ship-to contact;E-Mail\n\
        R-1;02/11/2026;Approved by HP;100234;Plantronics Voyager Focus 2;S-001;Anna Verdi;anna@acme.example\n\
        R-2;2026-10-31;VOID;100234;Voyager Focus 2;S-002;Mario Bianchi;mario@acme.example\n";
    desk.write("rma.csv", file.replace("02/11", "01/11"));
    let done = desk.expect(0, &["ingest", "rma", "rma.csv", "--partner", "nordcom"]);
    has(&desk.expect(0, &["check"]).stdout, &["RMA files of nordcom: 5 columns, dates as DD/MM/YYYY, 2 words"]);
    has(&done.stderr, &["\"Ship-to contact\" is about people", "\"E-Mail\" is about people"]);
    let stored = format!("{:?}", desk.dump().await);
    for person in ["Anna", "anna@", "Mario", "mario@"] {
        assert!(!stored.contains(person), "{person} was kept");
    }
    let evidence = kept(&desk).await;
    assert_eq!(evidence.lines().next(), Some("RMA No.;Approved;State;site_id;Item;S/N"));
    desk.refuses(1, &["ingest", "rma", "rma.csv"], &["a column \"rma_number\"", "[partner.rma]"]).await;
    desk.write("rma.csv", file);
    let words = ["row 2, column \"Approved\", found \"02/11/2026\", which lies ahead of 2026-11-01"];
    desk.refuses(1, &["ingest", "rma", "rma.csv", "--partner", "nordcom"], &words).await;
}

#[tokio::test]
async fn one_partners_file_reaches_neither_the_customers_nor_the_rows_of_another() {
    let desk = desk();
    let own = format!("{HEAD}R-1,1,900,,2026-10-02,closed,,,headset,S-001,,,\n");
    desk.write("rma.csv", &own);
    // A serial number in acme's inventory makes no row of a partner that does not serve acme acme's.
    let done = desk.expect(3, &["ingest", "rma", "rma.csv", "--partner", "zeta"]);
    has(&done.stdout, &["no contract of omega covers headsets"]);
    desk.write("theirs.csv", own.replace("900", "").replace("R-1", "R-2"));
    has(
        &desk.expect(3, &["ingest", "rma", "theirs.csv", "--partner", "zeta"]).stdout,
        &["R-2 line 1", "matches no customer"],
    );
    let foreign =
        "RMA No.;rma_line;Approved;State;site_id;category;S/N\nR-1;1;02/10/2026;cancelled;100234;headset;S-001\n";
    desk.write("foreign.csv", foreign);
    let words = ["row 2, column \"RMA No.\"", "R-1 line 1, which is known as one of omega, no customer of nordcom"];
    desk.refuses(1, &["ingest", "rma", "foreign.csv", "--partner", "nordcom"], &words).await;
}

#[tokio::test]
async fn a_part_number_is_known_from_the_price_lists_and_beats_the_name() {
    let desk = desk();
    desk.write(
        "prices.csv",
        "list,version,valid_from,part_number,model,list_price,currency\npoly-eur,1,2026-01-01,77Y99AA,Studio X50,1.00,EUR\n",
    );
    desk.expect(0, &["apply", "prices.csv"]);
    let rows = "R-1,1,100234,,2026-10-02,closed,77y99aa,Voyager Focus 2,,S-001,,,\n\
        R-1,2,100234,,2026-10-02,closed,77Y99AA,Voyager Focus 2,headset,S-001,,,\n\
        R-1,3,100234,,2026-10-02,closed,OTHER,Voyager Focus 2,,S-001,,,\n";
    let taken = document(&desk, 0, format!("{HEAD}{rows}"));
    assert_eq!(taken["left_out"].as_array().unwrap().len(), 1);
    assert_eq!(taken["left_out"][0]["row"], 2);
    assert_eq!(taken["left_out"][0]["reason"], "other_category");
}

#[tokio::test]
async fn a21_a_device_that_an_rma_replaced_drops_out_of_the_count_and_that_can_be_proved_again() {
    let desk = desk();
    let row = "R-1,1,100234,,2026-10-02,shipped,,Voyager Focus 2,,S-001,S-004,1,\n\
        R-2,1,100234,,2026-10-02,shipped,,Voyager Focus 2,,S-002,S-999,1,\n";
    ingest(&desk, 0, format!("{HEAD}{row}"));
    // Two units of none allowed, and no price list: a notice waits for a person.
    desk.expect(3, &["run", "--contract", "C-1"]);
    let status: Value =
        serde_json::from_str(&desk.expect(0, &["status", "--contract", "C-1", "--json"]).stdout).unwrap();
    let audit = &status["audits"][0];
    assert_eq!(audit["source"]["counted"], 3);
    assert_eq!(audit["not_counted"], json!([{"reason": "replaced", "devices": 1}]));
    let export = desk.expect(0, &["export", "devices", "C-1"]).stdout;
    let line = export.lines().find(|line| line.contains("S-001")).unwrap();
    assert!(line.contains("replaced"), "{line}");
    let report = desk.expect(0, &["report", "C-1", "--format", "json"]).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(report["made_with"]["replacements"].as_str().unwrap().starts_with("sha256:"), "{report}");
    // R17: what the audit was made with stays, whatever is corrected later.
    ingest(&desk, 0, format!("{HEAD}{}", row.replace("shipped", "cancelled")));
    assert_eq!(desk.expect(0, &["export", "devices", "C-1"]).stdout, export);
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

/// The last file that was kept, as text.
async fn kept(desk: &Desk) -> String {
    let db = trueup::store::Db::open(&desk.ledger(), trueup::store::Open::Existing).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let journal = trueup::store::journal::list(&mut tx, None, None).await.unwrap();
    let entry = journal.iter().rfind(|entry| entry.action == "rma_taken_in").unwrap();
    let digest = entry.text.rsplit("kept as ").next().unwrap().parse().unwrap();
    let bytes = trueup::store::blobs::get(&mut tx, &digest).await.unwrap().unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_at_once_beside_a_daemon_lose_nothing_and_repeat_nothing() {
    imports_at_once(&desk());
    if let Some(place) = Place::postgres().await {
        imports_at_once(&desk_on(&place.url));
    }
}

fn imports_at_once(desk: &Desk) {
    let mut daemon = desk.command(&["--now", NOW, "serve"]);
    let mut daemon = daemon.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let file = |from: usize| {
        let mut rows = HEAD.to_owned();
        for number in from..from + 300 {
            writeln!(rows, "R-{number:04},1,100234,,2026-10-02,closed,,,headset,S-001,,,").unwrap();
        }
        rows
    };
    desk.write("a.csv", file(0));
    desk.write("b.csv", file(200));
    let start = |name: &str| {
        let mut command = desk.command(&["--now", NOW, "ingest", "rma", name, "--json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let started = [start("a.csv"), start("b.csv"), start("a.csv")];
    let mut new = 0;
    for child in started {
        let done = done(&child.wait_with_output().unwrap());
        assert_eq!(done.code, 0, "{}", done.stderr);
        new += serde_json::from_str::<Value>(&done.stdout).unwrap()["new"]["rows"].as_u64().unwrap();
    }
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    assert_eq!(new, 500, "each line was new once");
}

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

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = zip::write::SimpleFileOptions::default();
        if name.ends_with('/') {
            zip.add_directory(*name, options).unwrap();
        } else {
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook as programs write it, with one sheet of these rows; each cell is its XML.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
             ContentType=\"application/xml\"/></Types>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
             Target=\"xl/workbook.xml\"/></Relationships>"
                .to_owned(),
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
             <sheet name=\"Notes\" sheetId=\"1\" r:id=\"rId2\"/><sheet name=\"Export\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>"
                .to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
             </Relationships>"
                .to_owned(),
        ),
        (
            "xl/styles.xml",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\">\
             <xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
                .to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.clone()),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">\
             <c r=\"A1\" t=\"inlineStr\"><is><t>by Anna Verdi</t></is></c></row></sheetData></worksheet>"
                .to_owned(),
        ),
    ];
    zipped(&parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
}

fn cells(row: usize, values: &[&str]) -> String {
    let mut text = format!("<row r=\"{row}\">");
    for (column, value) in values.iter().enumerate() {
        let at = format!("{}{row}", char::from(b'A' + u8::try_from(column).unwrap()));
        match value.strip_prefix('#') {
            Some(raw) => write!(text, "<c r=\"{at}\" {raw}</c>").unwrap(),
            None => write!(text, "<c r=\"{at}\" t=\"inlineStr\"><is><t>{value}</t></is></c>").unwrap(),
        }
    }
    text + "</row>"
}

const SHEET: [&str; 8] =
    ["RMA Number", "rma_line", "site_id", "authorised_at", "status", "category", "serial_failed", "quantity"];

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
