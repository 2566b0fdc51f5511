//! RMA exports of partners: taken whole or rejected with all that is wrong, corrected by newer rows, never half imported.

use std::fmt::Write as _;
use std::process::Stdio;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::databases::Place;
use crate::support::desk::{Desk, NOW, done, has};
use crate::support::returns::{HEAD, desk, desk_on, document, ingest, kept};

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
