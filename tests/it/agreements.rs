//! What a contract says beside its totals, through the commands: prices by date, orders outside of quotes, agreed
//! exceptions, partners that change; and that nothing of it rewrites what has happened.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::program::list;
use crate::support::reported::{Reported, TERM, contract, headsets, line, lines};

const NOVEMBER: &str = "2026-11-02";

#[test]
fn a_price_holds_from_its_day_and_each_tranche_keeps_that_of_its_first_quote() {
    let later = "[[contract.price]]\ncategory = \"headset\"\nfrom = 2026-12-01\nunit_annual_price = \"18.60\"\n";
    let mut months = Reported::begin(NOVEMBER, &contract(TERM, &format!("{}{later}", headsets(1000))));
    months.month(NOVEMBER, 1050);
    months.month("2026-12-02", 1103);
    let quote = months.quote("TU-PPE-2026-11-v2");
    let price = |line: &Value| json!([line["unit_annual_price"], line["price_from"]]);
    let prices: Value = list(&quote["lines"]).iter().map(price).collect();
    assert_eq!(prices, json!([["18.00", "2026-04-01"], ["18.60", "2026-12-01"]]), "R25, A38, A22");
    assert_eq!(quote["total"], "703.60", "375.00 + 53 x 18.60 / 12 x 4");
    // The partner reads the same in the letter.
    let says = |number: &str, sentence: &str| {
        let letter = months.program.text_about(number);
        assert!(letter.lines().any(|line| line.trim() == sentence), "{sentence} is not in {letter}");
    };
    let since = "Prezzo contrattuale in vigore dal 1";
    says("TU-PPE-2026-11-v1", &format!("{since} aprile 2026"));
    says("TU-PPE-2026-11-v2", &format!("{since} aprile 2026, mantenuto dal primo preventivo di queste unità"));
    says("TU-PPE-2026-11-v2", &format!("{since} dicembre 2026"));
}

#[test]
fn without_a_price_the_quote_is_held_until_one_is_declared_and_then_goes_out_as_its_next_version() {
    let unpriced = "[[contract.category]]\ncategory = \"headset\"\nordered = 1000\n";
    let months = Reported::begin(NOVEMBER, &contract(TERM, unpriced));
    months.report([1050, 0, 0]);
    months.program.expect(3, &["run"]);
    let held = months.quote("TU-PPE-2026-11-v1");
    let line = &held["lines"][0];
    let facts = json!([held["state"], held["reason"], held["total"], line["unit_annual_price"], line["amount"]]);
    assert_eq!(facts, json!(["held", "price_missing", null, null, null]));
    let approve = ["quote", "approve", "TU-PPE-2026-11-v1"];
    assert!(months.program.expect(1, &approve).stderr.contains("the price of headset is to be confirmed"));
    let order = ["quote", "record-po", "TU-PPE-2026-11-v1", "--po", "PO-1"];
    assert!(months.program.expect(1, &order).stderr.contains("found held; expected one that was released"));
    months.apply(&contract(TERM, &headsets(1000)));
    months.program.expect(0, &approve);
    assert_eq!(months.quote("TU-PPE-2026-11-v2")["total"], "375.00");
}

#[test]
fn an_order_outside_of_quotes_raises_the_total_from_its_day_and_its_number_is_used() {
    let order = |date: &str, units: u64| {
        let category = "category = \"headset\"";
        format!("[[contract.order]]\ndate = {date}\n{category}\nunits = {units}\npurchase_order = \"PO-1044\"\n")
    };
    let with_orders = format!("{}{}{}", headsets(1000), order("2026-08-03", 40), order("2026-12-24", 7));
    let mut months = Reported::begin(NOVEMBER, &contract(TERM, &with_orders));
    assert_eq!(line(&months.month(NOVEMBER, 1092)), json!([1040, 1040, 1092, 1092, "5.00", "action"]));
    let po = ["quote", "record-po", "TU-PPE-2026-11-v1", "--po", "PO-1044"];
    let told = months.program.expect(1, &po).stderr;
    assert!(told.contains("PO-1044, recorded already for the early order of 2026-08-03 for contract PPE"), "{told}");
    months.on("2026-12-23");
    assert_eq!(line(&months.audit())[0], 1040);
    months.on("2026-12-24");
    assert_eq!(line(&months.audit())[0], 1047, "A42: an order dated ahead counts from its date");
    let fewer = with_orders.replace("units = 40", "units = 30");
    std::fs::write(months.program.path("fewer.toml"), contract(TERM, &fewer)).unwrap();
    let told = months.program.run(&["apply", "fewer.toml"]);
    assert_eq!(told.code, 78, "{}", told.stderr);
}

#[test]
fn an_order_that_is_recorded_for_a_quote_is_no_order_outside_of_quotes_too() {
    let order = |number: &str, units: u64| {
        format!(
            "[[contract.order]]\ndate = 2026-11-10\ncategory = \"headset\"\nunits = {units}\npurchase_order = \"{number}\"\n"
        )
    };
    let mut months = Reported::begin(NOVEMBER, &contract(TERM, &headsets(1000)));
    months.month(NOVEMBER, 1050);
    months.program.expect(0, &["quote", "record-po", "TU-PPE-2026-11-v1", "--po", "PO-1201"]);
    let before = months.program.json(&["journal"]);
    let file = months.program.path("twice.toml");
    let twice = format!("{}{}{}", headsets(1000), order("PO-1201", 50), order("PO-1201", 7));
    std::fs::write(file, contract(TERM, &twice)).unwrap();
    let told = months.program.expect(78, &["apply", "twice.toml"]).stderr;
    for units in [50, 7] {
        let found = format!(
            "twice.toml: contract[PPE].order.purchase_order: found PO-1201, {units} units of headset from 2026-11-10; \
             expected an order that is not recorded for a quote: PO-1201 of 2026-11-02 is, for TU-PPE-2026-11-v1 \
             (headset 50), and its units would count twice; take this [[contract.order]] out"
        );
        assert!(told.contains(&found), "{found}\n{told}");
    }
    assert_eq!(months.program.json(&["journal"]), before, "nothing was written");
    months.apply(&contract(TERM, &format!("{}{}", headsets(1000), order("PO-1202", 7))));
    months.on("2026-12-02");
    assert_eq!(line(&months.audit())[0], 1057, "1,000 + 50 + 7");
}

/// A41. The first column is what is agreed, then N, the state of the line, the units and the amount.
#[test]
fn each_agreed_exception_does_what_its_formula_says_and_its_default_is_the_programmes_rule() {
    let table = [
        ("", 1049, "watch", Value::Null, Value::Null),
        ("", 1050, "action", json!(50), json!("375.00")),
        ("trigger_percent = \"5\"", 1050, "action", json!(50), json!("375.00")),
        ("trigger_percent = \"7.5\"", 1074, "watch", Value::Null, Value::Null),
        ("trigger_percent = \"7.5\"", 1075, "action", json!(75), json!("562.50")),
        ("trigger_percent = \"7.5\"", 1044, "ok", Value::Null, Value::Null),
        ("trigger_basis = \"ordered\"", 1050, "action", json!(50), json!("375.00")),
        ("trigger_basis = \"baseline\"", 1102, "watch", Value::Null, Value::Null),
        ("trigger_basis = \"baseline\"", 1103, "action", json!(103), json!("772.50")),
        ("charge_basis = \"ordered\"", 1060, "action", json!(60), json!("450.00")),
        ("charge_basis = \"baseline\"", 1060, "action", json!(10), json!("75.00")),
        ("proration = \"month\"", 1050, "action", json!(50), json!("375.00")),
        ("proration = \"day\"", 1050, "action", json!(50), json!("372.33")),
        ("discount_percent = \"0\"", 1050, "action", json!(50), json!("375.00")),
        ("discount_percent = \"12.5\"", 1050, "action", json!(50), json!("328.13")),
        ("exclude_from = \"end_of_support\"", 1050, "action", json!(50), json!("375.00")),
        ("exclude_from = \"end_of_sale\"", 1050, "ok", Value::Null, Value::Null),
    ];
    let sold_out = "[[model]]\nname = \"Voyager Focus 2\"\nkind = \"headset\"\nend_of_sale = 2026-10-31\n";
    for (agreed, counted, state, units, amount) in table {
        let agreed_contract = contract(&format!("{TERM}\n{agreed}"), &headsets(1000));
        let months = Reported::begin(NOVEMBER, &format!("{agreed_contract}{sold_out}"));
        months.report([counted, 0, 0]);
        months.program.expect(0, &["run"]);
        let audit = months.audit();
        assert_eq!(line(&audit)[5], state, "{agreed} {counted}");
        let all = months.program.json(&["quote", "list"]);
        let quoted = list(&all).first().map_or(json!([null, null]), |quote| {
            let line = &quote["lines"][0];
            json!([line["units"], line["amount"]])
        });
        assert_eq!(quoted, json!([units, amount]), "{agreed} {counted}");
    }
}

#[test]
fn the_same_files_again_change_nothing_after_true_ups_and_orders() {
    let files = contract(TERM, &headsets(1000));
    let mut months = Reported::begin(NOVEMBER, &files);
    months.month(NOVEMBER, 1050);
    months.program.expect(0, &["quote", "record-po", "TU-PPE-2026-11-v1", "--po", "PO-1", "--units", "headset=20"]);
    months.month("2026-12-02", 1110);
    let all = |months: &Reported| {
        let json = |arguments: &[&str]| months.program.json(arguments);
        let november = json(&["status", "--month", "2026-11"]);
        [json(&["status"]), november, json(&["quote", "list"]), json(&["journal"]), json(&["outbox", "list"])]
    };
    let before = all(&months);
    months.apply(&files);
    assert_eq!(all(&months), before);
    assert_eq!(line(&months.audit())[0], 1020, "what was ordered lives in the ledger, the file says 1,000");
}

#[test]
fn a_contract_is_handed_to_another_partner_by_its_end_and_a_new_contract() {
    let old = contract(TERM, &headsets(1000));
    let mut months = Reported::begin(NOVEMBER, &old);
    months.month(NOVEMBER, 1050);
    months.program.expect(0, &["quote", "record-po", "TU-PPE-2026-11-v1", "--po", "PO-1"]);
    let ended = contract(&format!("{TERM}\nended_on = 2026-11-30"), &headsets(1000));
    let keys = "term_start = 2026-12-01\nterm_end = 2027-03-31\npartner = \"sudcom\"";
    let new = contract(keys, &headsets(1050)).replace("id = \"PPE\"\n", "id = \"PPE-S\"\n");
    months.apply(&format!("{ended}{new}"));
    let audit = months.month("2026-12-02", 1110);
    assert_eq!((&audit["contract"], &audit["partner"]), (&json!("PPE-S"), &json!("sudcom")));
    assert_eq!(line(&audit), json!([1050, 1050, 1103, 1110, "5.71", "action"]));
    let quote = months.quote("TU-PPE-S-2026-12-v1");
    assert_eq!(
        (&quote["partner"], lines(&quote)),
        (&json!("sudcom"), json!([[60, "2026-12-01", "2027-03-31", "4", "360.00"]]))
    );
    assert_eq!(audit["letters"][1]["to"], json!(["ordini@sudcom.example"]));
    // Numbers of orders are a partner's own.
    months.program.expect(0, &["quote", "record-po", "TU-PPE-S-2026-12-v1", "--po", "PO-1"]);
    let first = months.quote("TU-PPE-2026-11-v1");
    assert_eq!(json!([first["partner"], first["state"], first["total"]]), json!(["nordcom", "po_received", "375.00"]));
}

#[test]
fn two_contracts_of_a_customer_over_different_categories_are_audited_from_one_report() {
    let video = "[[contract.category]]\ncategory = \"video\"\nordered = 40\nunit_annual_price = \"241.95\"\n";
    let second = contract(TERM, video).replace("id = \"PPE\"\n", "id = \"PPE-V\"\n");
    let months = Reported::begin(NOVEMBER, &format!("{}{second}", contract(TERM, &headsets(1000))));
    months.report([1020, 42, 3]);
    months.program.expect(0, &["run"]);
    let status = months.program.json(&["status"]);
    let found: Vec<_> = list(&status["audits"]).iter().map(|audit| json!([audit["contract"], line(audit)])).collect();
    let expected =
        [json!(["PPE", [1000, 1000, 1050, 1020, "2.00", "ok"]]), json!(["PPE-V", [40, 40, 42, 42, "5.00", "action"]])];
    assert_eq!(found, expected);
    assert_eq!(months.quotes(), json!([["TU-PPE-V-2026-11-v1", "sent"]]));
    assert_eq!(months.quote("TU-PPE-V-2026-11-v1")["total"], "201.63");
}

#[test]
fn a_contract_that_is_imported_in_mid_term_owes_and_charges_nothing_before_its_first_month() {
    let mut months = Reported::begin(NOVEMBER, &contract(TERM, &headsets(1000)));
    months.month(NOVEMBER, 1060);
    for month in ["2026-04", "2026-10"] {
        assert_eq!(months.program.json(&["status", "--month", month])["audits"], json!([]), "A36: {month}");
    }
    assert_eq!(lines(&months.quote("TU-PPE-2026-11-v1"))[0][1], "2026-11-01");
    let managed = contract(&format!("{TERM}\nmanaged_from = 2026-12-10"), &headsets(1000));
    let mut later = Reported::begin(NOVEMBER, &managed);
    later.program.expect(0, &["run"]);
    assert_eq!(later.program.json(&["status"])["audits"], json!([]));
    assert_eq!(line(&later.month("2026-12-12", 1010))[5], "ok");
}

#[test]
fn a_month_that_nobody_audited_is_shown_as_it_stood_on_its_last_day() {
    let mut months = Reported::begin(NOVEMBER, &contract(TERM, &headsets(1000)));
    months.program.expect(3, &["run"]);
    months.month("2026-12-02", 1050);
    months.program.expect(0, &["quote", "record-po", "TU-PPE-2026-12-v1", "--po", "PO-1", "--units", "headset=20"]);
    let november = || {
        let status = months.program.json(&["status", "--month", "2026-11"]);
        json!([status["audits"][0]["state"], line(&status["audits"][0])])
    };
    assert_eq!(november(), json!(["not_audited", [1000, 1000, 1050, null, null, "unaudited"]]));
}
