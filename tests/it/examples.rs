//! The worked examples E1 to E14 of the programme through the commands: a data file and a report in, month by month under
//! `--now`, and what `status --json` and `quote show --json` say of it.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::reported::{Reported, TERM, contract, headsets, line, lines};

const NOVEMBER: &str = "2026-11-02";

/// T headsets under contract, in November 2026.
fn ordered(total: u64) -> Reported {
    Reported::begin(NOVEMBER, &contract(TERM, &headsets(total)))
}

/// What holds after the true-up of an audit.
fn after(audit: &Value) -> Value {
    let line = &audit["categories"][0];
    json!([line["new_contracted"], line["new_baseline"]])
}

#[test]
fn e1_e2_what_is_installed_and_half_of_the_growth_make_the_total_and_five_percent_more_the_baseline() {
    let category = "[[contract.category]]\ncategory = \"headset\"\ninstalled = 950\ngrowth_forecast = 100\n\
                    growth_prepaid_percent = 50\nunit_annual_price = \"18.00\"\n";
    let months = Reported::begin(NOVEMBER, &contract(TERM, category));
    assert_eq!(line(&months.audit()), json!([1000, 1000, 1050, null, null, "unaudited"]));
}

#[test]
fn e3_four_point_nine_percent_is_no_true_up() {
    let audit = ordered(1000).month(NOVEMBER, 1049);
    assert_eq!(line(&audit), json!([1000, 1000, 1050, 1049, "4.90", "watch"]));
    assert_eq!((after(&audit), &audit["quote"]), (json!([null, null]), &Value::Null));
}

#[test]
fn e4_e8_exactly_five_percent_is_one_and_fifty_units_are_charged_for_five_months() {
    let mut months = ordered(1000);
    let audit = months.month(NOVEMBER, 1050);
    assert_eq!(line(&audit), json!([1000, 1000, 1050, 1050, "5.00", "action"]));
    assert_eq!(after(&audit), json!([1050, 1103]));
    assert_eq!(json!([audit["quote"]["state"], audit["quote"]["total"]]), json!(["sent", "375.00"]));
    let quote = months.quote("TU-PPE-2026-11-v1");
    assert_eq!(lines(&quote), json!([[50, "2026-11-01", "2027-03-31", "5", "375.00"]]));
    let line = &quote["lines"][0];
    assert_eq!(json!([line["unit_annual_price"], line["unit_monthly_price"]]), json!(["18.00", "1.5000"]));
    assert_eq!(quote["after"], json!([{"category": "headset", "contracted": 1050, "baseline": 1103}]));
}

#[test]
fn e5_of_a_hundred_and_one_the_hundred_and_seventh_triggers() {
    let mut months = ordered(101);
    assert_eq!(line(&months.month(NOVEMBER, 106)), json!([101, 101, 107, 106, "4.95", "watch"]));
    assert_eq!(line(&months.month("2026-12-02", 107)), json!([101, 101, 107, 107, "5.94", "action"]));
}

#[test]
fn e6_of_nineteen_one_device_more_triggers() {
    let mut months = ordered(19);
    assert_eq!(line(&months.month(NOVEMBER, 19)), json!([19, 19, 20, 19, "0.00", "ok"]));
    assert_eq!(line(&months.month("2026-12-02", 20)), json!([19, 19, 20, 20, "5.26", "action"]));
}

#[test]
fn e7_in_a_category_of_nought_the_first_device_triggers() {
    let with_video = format!("{}[[contract.category]]\ncategory = \"video\"\nordered = 5\n", headsets(0));
    let mut months = Reported::begin(NOVEMBER, &contract(TERM, &with_video));
    months.report([0, 5, 0]);
    months.program.expect(0, &["run"]);
    assert_eq!(line(&months.audit()), json!([0, 0, 1, 0, null, "ok"]));
    months.on("2026-12-02");
    months.report([1, 5, 0]);
    months.program.expect(0, &["run"]);
    assert_eq!(line(&months.audit()), json!([0, 0, 1, 1, null, "action"]));
}

#[test]
fn e9_a_broken_last_month_is_charged_by_its_days() {
    let term = "term_start = 2026-04-01\nterm_end = 2027-04-14";
    let mut months = Reported::begin(NOVEMBER, &contract(term, &headsets(1000)));
    months.month(NOVEMBER, 1050);
    let quote = months.quote("TU-PPE-2026-11-v1");
    assert_eq!(lines(&quote), json!([[50, "2026-11-01", "2027-04-14", "5.4667", "410.00"]]));
}

#[test]
fn e10_once_the_first_is_ordered_february_is_a_true_up_of_its_own() {
    let mut months = ordered(1000);
    months.month(NOVEMBER, 1050);
    months.program.expect(0, &["quote", "record-po", "TU-PPE-2026-11-v1", "--po", "PO-1"]);
    months.month("2026-12-02", 1050);
    months.month("2027-01-04", 1050);
    let audit = months.month("2027-02-02", 1110);
    assert_eq!(line(&audit), json!([1050, 1050, 1103, 1110, "5.71", "action"]));
    assert_eq!(after(&audit), json!([1110, 1166]));
    let quote = months.quote("TU-PPE-2027-02-v1");
    assert_eq!(lines(&quote), json!([[60, "2027-02-01", "2027-03-31", "2", "180.00"]]));
}

#[test]
fn e11_while_the_first_is_not_ordered_it_stands_until_the_count_rises_five_percent_above_it() {
    let mut months = ordered(1000);
    months.month(NOVEMBER, 1050);
    let before = months.quote("TU-PPE-2026-11-v1");
    let audit = months.month("2026-12-01", 1080);
    assert_eq!(line(&audit), json!([1000, 1050, 1103, 1080, "2.85", "ok"]));
    assert_eq!((&audit["quote"], months.quote("TU-PPE-2026-11-v1")), (&Value::Null, before));

    let mut months = ordered(1000);
    months.month(NOVEMBER, 1050);
    let audit = months.month("2026-12-01", 1103);
    assert_eq!(line(&audit), json!([1000, 1050, 1103, 1103, "5.04", "action"]));
    assert_eq!(months.quotes(), json!([["TU-PPE-2026-11-v1", "superseded"], ["TU-PPE-2026-11-v2", "sent"]]));
    let revision = months.quote("TU-PPE-2026-11-v2");
    let tranches =
        json!([[50, "2026-11-01", "2027-03-31", "5", "375.00"], [53, "2026-12-01", "2027-03-31", "4", "318.00"]]);
    assert_eq!((lines(&revision), &revision["total"]), (tranches, &json!("693.00")));
}

#[test]
fn e12_a_decrease_changes_nothing_and_neither_does_its_way_back() {
    let mut months = ordered(1050);
    for (day, counted, percent) in [(NOVEMBER, 900, "-14.28"), ("2026-12-02", 1040, "-0.95")] {
        let audit = months.month(day, counted);
        assert_eq!(line(&audit), json!([1050, 1050, 1103, counted, percent, "ok"]));
        assert_eq!(audit["quote"], Value::Null);
    }
}

#[test]
fn e13_in_the_last_month_of_the_term_one_month_is_charged() {
    let mut months = Reported::begin("2027-03-02", &contract(TERM, &headsets(1000)));
    months.month("2027-03-02", 1050);
    let quote = months.quote("TU-PPE-2027-03-v1");
    assert_eq!(lines(&quote), json!([[50, "2027-03-01", "2027-03-31", "1", "75.00"]]));
}

#[test]
fn e14_the_renewal_by_data_file_begins_with_what_was_counted_and_half_of_the_new_growth() {
    let renewed = "[[contract.category]]\ncategory = \"headset\"\ninstalled = 1110\ngrowth_forecast = 120\n\
                   growth_prepaid_percent = 50\nunit_annual_price = \"18.00\"\n";
    let old = contract(TERM, &headsets(1000));
    let mut months = Reported::begin("2027-03-02", &old);
    months.month("2027-03-02", 1110);
    let keys = "term_start = 2027-04-01\nterm_end = 2028-03-31\nrenews = \"PPE\"";
    let new = contract(keys, renewed).replace("id = \"PPE\"\n", "id = \"PPE-2\"\n");
    months.apply(&format!("{old}{new}"));
    let audit = months.month("2027-04-02", 1110);
    assert_eq!((&audit["contract"], line(&audit)), (&json!("PPE-2"), json!([1170, 1170, 1229, 1110, "-5.12", "ok"])));
    let report = months.program.text_about("Report mensile aprile 2027");
    let year =
        "Unità a contratto, importo annuo: Cuffie/dispositivi personali: 1.170 × 18,00\u{a0}EUR = 21.060,00\u{a0}EUR";
    assert!(report.contains(year), "{report}");
}
