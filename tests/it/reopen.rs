//! A published month is audited again while it runs: what was sent is superseded by a new version, or stands as it was.

use std::fs;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::program::list;
use crate::support::reported::{Reported, TERM, contract, headsets, line, lines};

const NOVEMBER: &str = "2026-11-02";
const V1: &str = "TU-PPE-2026-11-v1";
const AGAIN: [&str; 5] = ["run", "--contract", "PPE", "--reopen", "The webcams were headsets"];

/// November with 1,050 headsets and so many devices of an unknown model: a quote of 50.
fn november(unknown: u64) -> Reported {
    let months = Reported::begin(NOVEMBER, &contract(TERM, &headsets(1000)));
    months.report([1050, 0, 0]);
    let report = months.program.path("inventory.csv");
    let unknown: Vec<_> = (0..unknown).map(|number| format!("Zeta 9,Z-{number},2026-11-01\n")).collect();
    fs::write(&report, fs::read_to_string(&report).unwrap() + &unknown.concat()).unwrap();
    months.program.expect(0, &["ingest", "inventory", "inventory.csv", "--customer", "acme"]);
    months.program.expect(0, &["run"]);
    months
}

/// What the operator adds to the catalogue.
fn model(name: &str, kind: &str) -> String {
    format!("{}[[model]]\nname = \"{name}\"\nkind = \"{kind}\"\n", contract(TERM, &headsets(1000)))
}

fn journal(months: &Reported, action: &str) -> Value {
    let journal = months.program.json(&["journal", "--contract", "PPE"]);
    let of = |entry: &&Value| entry["action"] == action;
    list(&journal).iter().filter(of).map(|entry| json!([entry["by"], entry["reason"]])).collect()
}

#[test]
fn a_month_that_is_opened_again_supersedes_its_report_and_its_quote_by_new_versions() {
    let months = november(20);
    months.apply(&model("Zeta 9", "headset"));
    months.program.expect(0, &[&["--by", "giulia"], &AGAIN[..]].concat());
    assert_eq!(line(&months.audit()), json!([1000, 1000, 1050, 1070, "7.00", "action"]));
    assert_eq!(months.quotes(), json!([[V1, "superseded"], ["TU-PPE-2026-11-v2", "sent"]]));
    let quote = months.quote("TU-PPE-2026-11-v2");
    assert_eq!(lines(&quote), json!([[70, "2026-11-01", "2027-03-31", "5", "525.00"]]));
    assert_eq!(quote["supersedes"], V1);
    assert_eq!(months.audit()["quote"]["number"], "TU-PPE-2026-11-v2", "the version that holds");
    let report = months.program.expect(0, &["report", "PPE", "--format", "text"]).stdout;
    for words in
        ["CSM-PPE-2026-11-v2", "giulia", "The webcams were headsets", "1.070", "1.050", V1, "TU-PPE-2026-11-v2"]
    {
        assert!(report.contains(words), "{words} is not in {report}");
    }
    assert_eq!(journal(&months, "audit_reopened"), json!([["giulia", "The webcams were headsets"]]));
    let letters = months.program.json(&["outbox", "list"]);
    let reports = list(&letters).iter().filter(|letter| letter["kind"] == "csm_report");
    assert_eq!(reports.count(), 2);
}

#[test]
fn where_no_true_up_is_due_any_more_its_quote_is_withdrawn() {
    let mut months = november(20);
    months.apply(&model("Voyager Focus 2", "accessory"));
    months.program.expect(0, &AGAIN);
    assert_eq!(line(&months.audit()), json!([1000, 1000, 1050, 0, "-100.00", "ok"]));
    assert_eq!(months.quotes(), json!([[V1, "withdrawn"]]));
    assert_eq!(months.audit()["quote"], Value::Null);
    months.on("2026-12-02");
    assert_eq!(line(&months.audit())[1], 1000, "its units count no more");
}

#[test]
fn what_was_published_stands_while_the_new_audit_is_held() {
    let months = november(400);
    months.apply(&model("Zeta 9", "headset"));
    let told = months.program.expect(3, &AGAIN).stderr;
    assert!(told.contains("what was published stands") && told.contains("headset: 1450 devices counted"), "{told}");
    assert_eq!(months.quotes(), json!([[V1, "sent"]]));
    assert_eq!(line(&months.audit())[3], 1050);
    months.program.expect(0, &[&AGAIN[..], &["--accept-held", "They are headsets"]].concat());
    assert_eq!(line(&months.audit())[3], 1450);
    assert_eq!(months.quotes(), json!([[V1, "superseded"], ["TU-PPE-2026-11-v2", "sent"]]));
}

#[test]
fn what_was_open_before_the_month_is_quoted_again_with_it() {
    let mut months = Reported::begin(NOVEMBER, &contract(TERM, &headsets(1000)));
    months.month(NOVEMBER, 1050);
    months.month("2026-12-02", 1103);
    months.program.expect(0, &AGAIN);
    assert_eq!(line(&months.audit()), json!([1000, 1050, 1103, 1103, "5.04", "action"]));
    let quote = months.quote("TU-PPE-2026-11-v3");
    assert_eq!(json!([quote["total"], quote["supersedes"]]), json!(["693.00", "TU-PPE-2026-11-v2"]));
    months.apply(&contract(&format!("{TERM}\ntrigger_percent = \"10\""), &headsets(1000)));
    months.program.expect(0, &AGAIN);
    let quote = months.quote("TU-PPE-2026-11-v4");
    assert_eq!(lines(&quote), json!([[50, "2026-11-01", "2027-03-31", "5", "375.00"]]));
    let states: Vec<_> = list(&months.quotes()).iter().map(|quote| quote[1].clone()).collect();
    assert_eq!(states, ["superseded", "superseded", "superseded", "sent"]);
}

#[test]
fn a_month_that_is_ordered_not_published_or_over_is_not_opened_again() {
    let mut months = november(20);
    let refused = |months: &Reported, code: i32, arguments: &[&str], told: &str| {
        let before = (months.program.json(&["status"]), months.quotes());
        let done = months.program.expect(code, arguments);
        assert!(done.stderr.contains(told), "{told:?} is not in {}", done.stderr);
        assert_eq!((months.program.json(&["status"]), months.quotes()), before);
    };
    refused(&months, 2, &["run", "--reopen", "x"], "--contract");
    refused(&months, 2, &["run", "--contract", "PPE", "--reopen", " "], "expected some words");
    refused(&months, 2, &["run", "--contract", "NONE", "--reopen", "x"], "NONE");
    refused(&months, 2, &["run", "--month", "2026-10", "--contract", "PPE", "--reopen", "x"], "R24");
    months.program.expect(0, &["quote", "record-po", V1, "--po", "PO-1", "--units", "headset=10"]);
    months.program.expect(0, &["run"]);
    refused(&months, 1, &AGAIN, "PPE: 2026-11 cannot be opened again, PO-1 is recorded for quote TU-PPE-2026-11-v1");
    months.on("2026-12-02");
    refused(&months, 1, &AGAIN, "PPE: 2026-12 has no audit yet");
}
