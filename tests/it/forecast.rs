//! `trueup forecast` as somebody types it: month after month audited, then asked.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::desk::{Desk, has};
use crate::support::program::{Lens, Program};

fn world(month: &str, fixed: &str) -> Lens {
    Lens::start(&["--contracts", "0", "--month", month, "--fixed", fixed])
}

/// A program after these months with these counts of a contract of 1,000.
fn audited(months: &[(&str, u64)]) -> Program {
    let lens = |(month, count): &(&str, u64)| world(month, &format!("f=1000:{count}"));
    let moment = |month: &str| format!("{month}-22T05:00:00Z");
    let first = lens(&months[0]);
    let mut program = Program::new(&moment(months[0].0), &first, None);
    program.apply(&first);
    program.expect(0, &["run"]);
    for month in &months[1..] {
        let lens = lens(month);
        program.go_on(&moment(month.0), &lens, None);
        program.expect(0, &["run"]);
    }
    program
}

#[test]
fn it_tells_when_the_trigger_is_reached_and_what_the_same_devices_cost_now_then_or_at_the_renewal() {
    let program = audited(&[("2026-09", 1000), ("2026-10", 1010), ("2026-11", 1020)]);
    let found = program.json(&["forecast", "PPE-F"]);
    assert_eq!(json!([found["estimate"], found["ended"], found["currency"]]), json!([true, false, "EUR"]));
    let line = &found["categories"][0];
    let figures = json!([line["counted"], line["counted_in"], line["triggered_at"], line["growth_per_month"]]);
    assert_eq!(figures, json!([1020, "2026-11", 1050, "10.00"]));
    assert_eq!(json!([line["trigger"], line["trigger_month"]]), json!(["in", "2027-02"]));
    let orders: Value = line["orders"].as_array().unwrap().iter().map(order).collect();
    let expected = json!([
        ["now", 50, "2026-11-01", "2027-03-31", "5", "375.00"],
        ["trigger", 50, "2027-02-01", "2027-03-31", "2", "150.00"],
        ["renewal", 50, "2027-04-01", "2028-03-31", "12", "900.00"],
    ]);
    assert_eq!(orders, expected);
    let told = program.expect(0, &["forecast", "PPE-F"]).stdout;
    has(&told, &["the trigger is reached in 2027-02", "375.00 EUR", "150.00 EUR", "900.00 EUR", "not a quote"]);
}

fn order(order: &Value) -> Value {
    ["when", "units", "charge_from", "charge_to", "months", "amount"]
        .map(|key| order[key].clone())
        .into_iter()
        .collect()
}

#[test]
fn an_open_quote_is_what_the_forecast_compares_with() {
    let program = audited(&[("2026-10", 1000), ("2026-11", 1050), ("2026-12", 1060)]);
    let line = &program.json(&["forecast", "PPE-F"])["categories"][0];
    let standing = json!([line["contracted"], line["compared_with"], line["triggered_at"], line["trigger_month"]]);
    // 30 a month: 1,103 is 43 away.
    assert_eq!(standing, json!([1000, 1050, 1103, "2027-02"]));
}

#[test]
fn without_three_audited_months_there_is_no_forecast() {
    let desk = Desk::applied();
    let found: Value = serde_json::from_str(&desk.expect(0, &["forecast", "C-1", "--json"]).stdout).unwrap();
    let line = &found["categories"][0];
    let nothing = json!([line["trigger"], line["counted"], line["growth_per_month"], line["orders"]]);
    assert_eq!(nothing, json!(["no_forecast", null, null, []]));
    let told = desk.expect(0, &["forecast", "C-1"]).stdout;
    has(&told, &["headset: no forecast; it takes three audited months"]);
}

#[tokio::test]
async fn an_ended_contract_has_no_forecast_and_an_unknown_one_is_a_wrong_question() {
    let desk = Desk::applied();
    let later = ["--now", "2027-05-01T09:00:00Z", "forecast", "C-1"];
    let done = desk.command(&later).output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    has(&String::from_utf8(done.stdout).unwrap(), &["the term ended on 2027-03-31"]);
    desk.refuses(2, &["forecast", "C-9"], &["there is no contract C-9"]).await;
}
