//! What the months after a true-up bring: a second one, a decrease, a report that did not come, a month nobody ran.

use std::fs;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::program::{Lens, Program, Sink, list, word};

/// Runs one month between its own servers.
struct Year {
    program: Program,
    sink: Sink,
    lens: Lens,
}

impl Year {
    fn begin(month: &str, fixed: &str) -> Self {
        let (lens, sink) = (world(month, fixed), Sink::start());
        let program = Program::new(&moment(month), &lens, Some(&sink));
        program.apply(&lens);
        Self { program, sink, lens }
    }

    fn go_on(&mut self, month: &str, fixed: &str) {
        self.lens = world(month, fixed);
        self.program.go_on(&moment(month), &self.lens, Some(&self.sink));
    }

    fn run(&self, code: i32) -> Value {
        self.program.expect(code, &["run", "--json"]).json()
    }
}

/// Seed and names are the same each month, so that tenants and devices are too.
fn world(month: &str, fixed: &str) -> Lens {
    Lens::start(&["--contracts", "0", "--month", month, "--fixed", fixed])
}

fn moment(month: &str) -> String {
    format!("{month}-22T05:00:00Z")
}

fn audit<'a>(status: &'a Value, contract: &str) -> &'a Value {
    list(&status["audits"]).iter().find(|audit| audit["contract"] == contract).unwrap()
}

/// The figures of an audit's only category.
fn line(status: &Value, contract: &str) -> Value {
    let line = &audit(status, contract)["categories"][0];
    json!([
        line["contracted"],
        line["compared_with"],
        line["baseline"],
        line["counted"],
        line["increase"],
        line["increase_percent"],
        line["state"],
        line["new_contracted"],
        line["new_baseline"]
    ])
}

/// Tranche, units, first day, months, amount.
fn lines(quote: &Value) -> Value {
    let line =
        |line: &Value| json!([line["tranche"], line["units"], line["charge_from"], line["months"], line["amount"]]);
    list(&quote["lines"]).iter().map(line).collect()
}

#[test]
fn a_second_true_up_makes_the_next_version_with_both_tranches() {
    let mut year = Year::begin("2026-11", "e11=1000:1050,calm=1000:1050");
    year.run(0);
    year.go_on("2026-12", "e11=1000:1103,calm=1000:1080");
    let status = year.run(0);

    let second = json!([1000, 1050, 1103, 1103, 53, "5.04", "action", 1103, 1159]);
    assert_eq!(line(&status, "PPE-E11"), second);
    let calm = json!([1000, 1050, 1103, 1080, 30, "2.85", "ok", null, null]);
    assert_eq!(line(&status, "PPE-CALM"), calm);
    assert_eq!(audit(&status, "PPE-CALM")["quote"], Value::Null);

    let quote = year.program.json(&["quote", "show", "TU-PPE-E11-2026-11-v2"]);
    let facts = json!([quote["state"], quote["month"], quote["version"], quote["supersedes"], quote["total"]]);
    assert_eq!(facts, json!(["sent", "2026-11", 2, "TU-PPE-E11-2026-11-v1", "693.00"]));
    let tranches = json!([[1, 50, "2026-11-01", "5", "375.00"], [2, 53, "2026-12-01", "4", "318.00"]]);
    assert_eq!(lines(&quote), tranches);
    assert_eq!(quote["after"], json!([{"category": "headset", "contracted": 1103, "baseline": 1159}]));
    let first = year.program.json(&["quote", "show", "TU-PPE-E11-2026-11-v1"]);
    assert_eq!(first["state"], "superseded");
    let quotes = year.program.json(&["quote", "list"]);
    let open: Vec<_> =
        list(&quotes).iter().filter(|quote| quote["state"] == "sent").map(|q| word(q, "number")).collect();
    assert_eq!(open, ["TU-PPE-CALM-2026-11-v1", "TU-PPE-E11-2026-11-v2"]);
    // Two reports and two quotes, then two reports, one quote, and a reminder of the one that is still open.
    assert_eq!(year.sink.about_contracts().len(), 4 + 4);
    let november = year.program.json(&["status", "--month", "2026-11"]);
    assert_eq!(audit(&november, "PPE-E11")["quote"]["state"], "superseded");
    assert_eq!(line(&november, "PPE-E11"), json!([1000, 1000, 1050, 1050, 50, "5.00", "action", 1050, 1103]));
}

#[test]
fn months_that_nobody_ran_stay_unaudited_and_are_not_charged() {
    let mut year = Year::begin("2026-11", "e10=1000:1050");
    year.run(0);
    year.go_on("2027-02", "e10=1000:1110");
    let status = year.run(0);
    assert_eq!(line(&status, "PPE-E10"), json!([1000, 1050, 1103, 1110, 60, "5.71", "action", 1110, 1166]));
    let quote = year.program.json(&["quote", "show", "TU-PPE-E10-2026-11-v2"]);
    assert_eq!(quote["total"], "555.00");
    assert_eq!(lines(&quote), json!([[1, 50, "2026-11-01", "5", "375.00"], [2, 60, "2027-02-01", "2", "180.00"]]));
    for month in ["2026-12", "2027-01"] {
        let status = year.program.json(&["status", "--month", month]);
        let missed = audit(&status, "PPE-E10");
        assert_eq!(json!([missed["state"], missed["reason"]]), json!(["not_audited", "not_run"]), "{month}");
    }
    let refused = year.program.expect(2, &["run", "--month", "2027-01"]);
    assert!(refused.stderr.contains("R24"), "{}", refused.stderr);
}

#[test]
fn a_decrease_gives_nothing_back_and_lowers_nothing() {
    let mut year = Year::begin("2026-11", "e12=1050:1050");
    for (month, counted, expected) in [
        ("2026-11", 1050, json!([1050, 1050, 1103, 1050, 0, "0.00", "ok", null, null])),
        ("2026-12", 900, json!([1050, 1050, 1103, 900, -150, "-14.28", "ok", null, null])),
        ("2027-01", 1040, json!([1050, 1050, 1103, 1040, -10, "-0.95", "ok", null, null])),
    ] {
        year.go_on(month, &format!("e12=1050:{counted}"));
        assert_eq!(line(&year.run(0), "PPE-E12"), expected, "{month}");
    }
    assert_eq!(year.program.json(&["quote", "list"]), json!([]));
    assert_eq!(year.sink.about_contracts().len(), 3);
}

const BY_REPORT: &str = r#"
[[customer]]
id = "beta"
name = "Beta S.r.l."
partner = "partner-0"
csm = "csm-0"
inventory = { source = "report" }

[[contract]]
id = "PPE-BETA"
customer = "beta"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"

[[contract.category]]
category = "video"
ordered = 4
unit_annual_price = "120.00"
"#;

const INVENTORY: &str = "\u{feff}Device Model;Serial Number;Device User Name;Last Detected\r\n\
    Studio X50;S1;Rossi, Anna;2026-12-20\r\nStudio X50;S2;;2026-12-20\r\nG7500;S3;;2026-12-20\r\n\
    Poly Studio X70;S4;;2026-12-19\r\nStudio X30;S5;;2026-12-19\r\nTC8;S6;;2026-12-19\r\nStudio X50;S1;;2026-11-30\r\n";

#[test]
fn a_report_that_does_not_come_leaves_its_month_unaudited_and_the_next_one_free() {
    let mut year = Year::begin("2026-11", "e3");
    fs::write(year.program.path("beta.toml"), BY_REPORT).unwrap();
    fs::write(year.program.path("devices.csv"), INVENTORY).unwrap();
    fs::write(year.program.path("broken.csv"), "Serial Number;Last Detected\nS1;2026-12-20\n").unwrap();
    year.program.expect(0, &["apply", "beta.toml"]);
    let november = year.run(3);
    let waiting = audit(&november, "PPE-BETA");
    assert_eq!(json!([waiting["state"], waiting["reason"]]), json!(["waiting", "no_report"]));
    assert!(word(waiting, "reason_text").contains("trueup ingest inventory FILE --customer beta"), "{waiting}");
    assert_eq!(line(&november, "PPE-BETA"), json!([4, 4, 5, null, null, null, "unaudited", null, null]));
    assert_eq!(audit(&november, "PPE-E3")["state"], "audited");

    year.go_on("2026-12", "e3");
    let ingest = |file, month| ["ingest", "inventory", file, "--customer", "beta", "--month", month];
    year.program.expect(2, &ingest("devices.csv", "2026-11"));
    let rejected = year.program.expect(1, &ingest("broken.csv", "2026-12"));
    let complaint = "expected a column \"Device Model\"";
    assert_eq!(rejected.stderr.matches(complaint).count(), 1, "{}", rejected.stderr);
    year.program.expect(2, &["ingest", "inventory", "devices.csv", "--customer", "nobody"]);
    year.program.expect(0, &ingest("devices.csv", "2026-12"));
    let december = year.run(0);
    let audited = audit(&december, "PPE-BETA");
    assert_eq!(json!([audited["state"], audited["source"]["kind"]]), json!(["audited", "report"]));
    assert_eq!(json!([audited["source"]["listed"], audited["source"]["counted"]]), json!([7, 5]));
    assert_eq!(line(&december, "PPE-BETA"), json!([4, 4, 5, 5, 1, "25.00", "action", 5, 6]));
    assert_eq!(audited["quote"]["total"], "40.00");
    let reasons = json!([{"reason": "accessory", "devices": 1}, {"reason": "duplicate", "devices": 1}]);
    assert_eq!(audited["not_counted"], reasons);
    let november = year.program.json(&["status", "--month", "2026-11"]);
    let missed = audit(&november, "PPE-BETA");
    assert_eq!(json!([missed["state"], missed["reason"]]), json!(["not_audited", "no_report"]));
    let late = year.program.expect(1, &ingest("devices.csv", "2026-12"));
    assert!(late.stderr.contains("audited"), "{}", late.stderr);
}
