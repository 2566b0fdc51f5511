//! Whose returns they are and whether they count: by site ID, customer or serial number, at once or later; what matches
//! nobody, or does not count, is kept and listed with the reason.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::desk::{Desk, REPORT, has};
use crate::support::returns::{HEAD, desk, document, ingest};

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
async fn a_row_that_matched_nobody_is_matched_once_a_customer_an_inventory_or_a_model_is_there() {
    let desk = desk();
    let rows = "R-1,1,999999,,2026-10-02,closed,,Voyager Focus 2,,,,2,\n\
        R-2,1,,Nobody Ltd,2026-10-02,closed,,Voyager Focus 2,,S-777,,1,\n\
        R-3,1,100234,,2026-10-02,closed,,A new thing,,,,1,\n";
    ingest(&desk, 3, format!("{HEAD}{rows}"));
    has(&desk.expect(0, &["status"]).stdout, &["RMA rows that match no customer: 2; trueup rma list --unmatched"]);
    let unmatched = || rows_of(&desk, &["rma", "list", "--unmatched"]);
    assert_eq!(unmatched(), [json!(["R-1", "unmatched", null, null]), json!(["R-2", "unmatched", null, null])]);
    let shown = desk.expect(0, &["rma", "list", "--unmatched"]).stdout;
    has(&shown, &["site_id \"999999\", which matches no customer", "customer \"Nobody Ltd\"", "2 lines, 3 units"]);
    desk.expect(3, &["rma", "list", "--exit-code"]);
    // The site ID is declared, and another file comes: the import looks at the earlier rows again.
    let data = std::fs::read_to_string(desk.path("data.toml")).unwrap();
    desk.write("data.toml", data.replace("100235", "999999"));
    desk.expect(0, &["apply", "data.toml"]);
    has(&desk.expect(0, &["rma", "list", "--unmatched"]).stdout, &["now matches beta; `trueup run` takes it over"]);
    let other = "R-9,1,100234,,2026-10-02,closed,,Voyager Focus 2,,S-001,,1,\n";
    let taken = document(&desk, 0, format!("{HEAD}{other}"));
    assert_eq!(taken["known_now"][0]["rma_number"], "R-1");
    assert_eq!(taken["known_now"][0]["customer"], "beta");
    assert_eq!(unmatched(), [json!(["R-2", "unmatched", null, null])]);
    // The model is declared, and an inventory has the serial number: the run looks again before it tells anybody.
    let model = "[[model]]\nname = \"A new thing\"\nkind = \"headset\"\n";
    desk.write("data.toml", format!("{data}{model}").replace("100235", "999999"));
    desk.expect(0, &["apply", "data.toml"]);
    let report = REPORT.replace("S-004", "S-777");
    desk.write("report.csv", &report);
    desk.expect(0, &["ingest", "inventory", "report.csv", "--customer", "acme"]);
    desk.run(&["run", "--contract", "C-1"]);
    assert_eq!(unmatched(), [] as [Value; 0]);
    let all = rows_of(&desk, &["rma", "list", "--contract", "C-1"]);
    let counted = |number: &str| json!([number, "counted", "acme", "headset"]);
    assert_eq!(all, [counted("R-2"), counted("R-3"), counted("R-9")]);
    let status: Value =
        serde_json::from_str(&desk.expect(0, &["status", "--contract", "C-1", "--json"]).stdout).unwrap();
    assert_eq!(status["audits"][0]["rma"]["units"], 3);
    has(&desk.expect(0, &["journal", "--contract", "C-1"]).stdout, &["rma_matched", "R-2 line 1, looked at again"]);
    // The replaced unit is in no later inventory: whose row it is has been seen once, and stays.
    desk.write("report.csv", report.replace("S-777", "S-778"));
    assert_eq!(document(&desk, 0, format!("{HEAD}{rows}").replace("R-3", "R-4"))["unchanged"]["rows"], 2);
    assert_eq!(unmatched(), [] as [Value; 0]);
}

#[tokio::test]
async fn an_rma_is_shown_with_where_it_stands_and_everything_that_changed_it() {
    let desk = desk();
    let row = "R-1,1,100234,,2026-10-02,authorised,,Voyager Focus 2,,S-001,,2,no power\n";
    let other = "R-1,2,100234,,2026-10-02,closed,,Studio X50,,,,1,\n";
    ingest(&desk, 0, format!("{HEAD}{row}{other}"));
    ingest(&desk, 0, format!("{HEAD}{}", row.replace("authorised", "cancelled")));
    let shown = desk.expect(0, &["rma", "show", "R-1"]).stdout;
    let words = [
        "RMA R-1 line 1  left out: cancelled",
        "RMA R-1 line 2  left out: other category",
        "customer: acme, by site_id",
        "recognised as: Voyager Focus 2 Series",
        "rma_corrected by tester@",
        "status: \"authorised\" -> \"cancelled\"",
    ];
    has(&shown, &words);
    let shown: Value = serde_json::from_str(&desk.expect(0, &["rma", "show", "R-1", "--json"]).stdout).unwrap();
    let line = &shown["lines"][0];
    let keys =
        ["rma_number", "rma_line", "threshold", "reason", "needs_person", "customer", "contract", "status", "units"];
    assert_eq!(
        keys.map(|key| line[key].clone()),
        [
            json!("R-1"),
            json!(1),
            json!("left_out"),
            json!("cancelled"),
            json!(false),
            json!("acme"),
            json!("C-1"),
            json!("cancelled"),
            json!(2)
        ]
    );
    assert_eq!(line["history"][0]["action"], "rma_corrected");
    assert_eq!(shown["lines"][1]["category"], "video");
    has(&desk.expect(2, &["rma", "show", "R-7"]).stderr, &["there is no RMA R-7", "trueup rma list"]);
    has(&desk.expect(2, &["rma", "list", "--contract", "C-9"]).stderr, &["there is no contract C-9"]);
}

/// Number, where it stands, customer and category of each row.
fn rows_of(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    let list: Value = serde_json::from_str(&desk.expect(0, &[arguments, &["--json"]].concat()).stdout).unwrap();
    let short = |row: &Value| json!([row["rma_number"], row["threshold"], row["customer"], row["category"]]);
    list.as_array().unwrap().iter().map(short).collect()
}
