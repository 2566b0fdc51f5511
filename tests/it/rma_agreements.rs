//! What a contract may agree about its RMA threshold, through the commands: each key does what it says, and its default is
//! the programme's rule.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::house::{House, customer, row, rows};

const DAY: &str = "2026-11-01";

/// A contract over a thousand headsets that agrees these keys.
fn agreed(name: &str, keys: &str) -> String {
    customer(name, "en", 1000, &[]).replace("currency = \"EUR\"\n", &format!("currency = \"EUR\"\n{keys}\n"))
}

/// A house whose returns were told of: E18 for each of these contracts.
fn told(data: &str, names: &[&str]) -> House {
    let house = House::new("", data);
    house.on(DAY, 0, &["apply", "data.toml", "prices.csv"]);
    house.ingest(DAY, &names.iter().map(|name| rows(name, 54)).collect::<String>());
    house.on(DAY, 3, &["run"]);
    house
}

/// Base, its first day, allowance, overage, lines and total of a notice.
fn figures(house: &House, number: &str) -> Value {
    let notice = house.notice(DAY, number);
    let lines = notice["lines"].as_array().unwrap().len();
    json!([notice["base"], notice["base_on"], notice["allowed"], notice["overage"], lines, notice["total"]])
}

#[test]
fn a34_percentage_billing_and_payer_are_as_agreed_and_the_notice_goes_to_the_partner_all_the_same() {
    let data = agreed("usual", "")
        + &agreed("percent", "rma_percent = \"5.2\"")
        + &agreed("all", "rma_billing = \"all\"")
        + &agreed("payer", "bill_to = \"customer\"");
    let house = told(&data, &["usual", "percent", "all", "payer"]);
    let of = |name: &str| figures(&house, &format!("RMA-PPE-{name}-2026-v1"));
    assert_eq!(of("usual"), json!([1000, "2026-04-01", 50, 4, 4, "836.00"]));
    assert_eq!(of("percent"), json!([1000, "2026-04-01", 52, 2, 2, "198.00"]));
    // Fifty at 149.00 by their model besides.
    assert_eq!(of("all"), json!([1000, "2026-04-01", 50, 4, 54, "8286.00"]));
    assert_eq!(of("payer"), of("usual"));
    let letters = house.letters();
    let notice = |name: &str| {
        let to = format!("service@{name}.example");
        letters.iter().find(|(kind, of, ..)| kind == "rma_overage_notice" && *of == to).unwrap().3.clone()
    };
    assert!(notice("usual").contains("Billed to: Partner usual"), "{}", notice("usual"));
    assert!(notice("payer").contains("Billed to: Customer payer, through Partner payer"), "{}", notice("payer"));
    assert!(notice("percent").contains("Allowed units: 5.2% of 1,000, rounded down = 52."), "{}", notice("percent"));
    assert!(notice("all").contains("all units of the year are billed"), "{}", notice("all"));
}

#[test]
fn a9_the_base_of_a_renewed_contract_is_the_largest_that_of_the_day_or_that_of_the_years_end() {
    // A thousand until September, nine hundred from October on, sixty more from the middle of December.
    let renewed = |name: &str, keys: &str| {
        let first = customer(name, "en", 1000, &[]).replace("2027-03-31", "2026-09-30");
        format!(
            "{first}[[contract]]\nid = \"PPE-{name}-2\"\nrenews = \"PPE-{name}\"\ncustomer = \"{name}\"\n\
             term_start = 2026-10-01\nterm_end = 2027-09-30\ncurrency = \"EUR\"\n{keys}\n[[contract.category]]\n\
             category = \"headset\"\nordered = 900\n[[contract.order]]\ndate = 2026-12-15\ncategory = \"headset\"\n\
             units = 60\n"
        )
    };
    let data =
        renewed("max", "") + &renewed("date", "rma_base = \"at_date\"") + &renewed("end", "rma_base = \"year_end\"");
    let house = told(&data, &["max", "date", "end"]);
    let of = |name: &str| figures(&house, &format!("RMA-PPE-{name}-2-2026-v1"));
    assert_eq!(of("max"), json!([1000, "2026-04-01", 50, 4, 4, "836.00"]));
    assert_eq!(of("date"), json!([900, "2026-10-01", 45, 9, 9, "1581.00"]));
    assert_eq!(of("end"), json!([960, "2026-12-15", 48, 6, 6, "1134.00"]));
}

#[test]
fn a10_where_headsets_alone_count_a_speakerphone_is_left_out_and_said_so() {
    let data = agreed("whole", "") + &agreed("alone", "rma_scope = \"headsets_only\"");
    let house = House::new("", &data);
    house.on(DAY, 0, &["apply", "data.toml", "prices.csv"]);
    for name in ["whole", "alone"] {
        let phones = (60..63)
            .map(|number| row(name, number, "2026-04-02", "closed", "", 1).replace("Blackwire 8225", "Sync 20"));
        house.ingest(DAY, &(rows(name, 50) + &phones.collect::<String>()));
    }
    house.on(DAY, 3, &["run"]);
    let of = |name: &str| (house.rma(DAY, name)["units"].clone(), house.rma(DAY, name)["overage"].clone());
    assert_eq!((of("whole"), of("alone")), ((json!(53), json!(3)), (json!(50), json!(0))));
    let left = house.json(DAY, &["rma", "list", "--left-out"]);
    let left: Vec<_> =
        left.as_array().unwrap().iter().map(|row| json!([row["rma_number"], row["reason"], row["contract"]])).collect();
    let phone = |number: u64| json!([format!("alone-{number:04}"), "not_headset", "PPE-alone"]);
    assert_eq!(left, [phone(60), phone(61), phone(62)]);
}

#[test]
fn a44_of_several_lists_in_a_currency_the_contract_names_its_own() {
    let house = House::new("", &agreed("acme", "price_list = \"service\""));
    let other = "list,version,valid_from,part_number,model,list_price,currency\n\
        service,1,2026-01-01,X,,300.00,EUR\nservice,1,2026-01-01,Y,,90.50,EUR\n";
    house.desk.write("service.csv", other);
    house.on(DAY, 0, &["apply", "data.toml", "prices.csv", "service.csv"]);
    house.ingest(DAY, &rows("acme", 54));
    house.on(DAY, 3, &["run"]);
    let notice = house.notice(DAY, "RMA-PPE-acme-2026-v1");
    assert_eq!((&notice["total"], &notice["lines"][0]["price_list"]), (&json!("781.00"), &json!("service")));
}

#[test]
fn a45_the_zone_of_the_schedule_decides_in_which_year_a_return_was_authorised() {
    let moments = "acme-0001,1,site-acme,2027-01-01T03:00:00Z,closed,,Blackwire 8225,,1\n\
        acme-0002,1,site-acme,2026-12-31T23:30:00Z,closed,,Blackwire 8225,,1\n\
        acme-0003,1,site-acme,2027-01-01T00:30:00+01:00,closed,,Blackwire 8225,,1\n";
    let day = "2027-01-03";
    for (zone, of_old_year) in
        [("Europe/Rome", &[][..]), ("America/New_York", &["acme-0003", "acme-0002", "acme-0001"])]
    {
        let house = House::new(&format!("[schedule]\ntimezone = \"{zone}\"\n"), &customer("acme", "en", 1000, &[]));
        house.on("2026-12-01", 0, &["apply", "data.toml", "prices.csv"]);
        house.ingest(day, moments);
        let year = |year: &str| {
            let rows = house.json(day, &["rma", "list", "--year", year]);
            let mut numbers: Vec<_> =
                rows.as_array().unwrap().iter().map(|row| row["rma_number"].as_str().unwrap().to_owned()).collect();
            numbers.sort_by(|one, other| other.cmp(one));
            numbers
        };
        assert_eq!(year("2026"), of_old_year, "{zone}");
        assert_eq!(year("2027").len(), 3 - of_old_year.len(), "{zone}");
        assert_eq!(house.rma(day, "acme")["units"], 3 - of_old_year.len(), "{zone}");
    }
}

#[test]
fn without_an_address_for_notices_they_go_to_where_quotes_go() {
    let data = customer("acme", "en", 20, &[]).replace("notices_to = [\"service@acme.example\"]\n", "");
    let house = House::new("", &data);
    house.on(DAY, 0, &["apply", "data.toml", "prices.csv"]);
    house.ingest(DAY, &row("acme", 1, "2026-05-01", "closed", "X", 2));
    house.on(DAY, 3, &["run"]);
    let to: Vec<_> = house.letters().into_iter().map(|(_, to, ..)| to).collect();
    assert_eq!(to, ["orders@acme.example", "orders@acme.example"]);
}
