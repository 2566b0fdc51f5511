//! Overage notices that wait: for a price, for approval, for a person who decides otherwise.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::house::{House, customer, row, row_of};

#[test]
fn a_missing_price_holds_the_notice_and_names_the_line_until_the_list_has_it() {
    let house = House::new("", &customer("acme", "en", 20, &[]));
    let day = "2026-11-01";
    house.on(day, 0, &["apply", "data.toml", "prices.csv"]);
    let priced = row("acme", 1, "2026-05-01", "closed", "X", 1) + &row("acme", 2, "2026-05-02", "closed", "X", 1);
    let without = "acme-0003,4,site-acme,2026-05-03,closed,Z,Savi 7220,,2\n";
    house.ingest(day, &format!("{priced}{without}"));
    house.on(day, 3, &["run"]);
    let held = house.notice(day, "RMA-PPE-acme-2026-v1");
    assert_eq!(
        (&held["state"], &held["reason"], &held["total"]),
        (&json!("held"), &json!("price_missing"), &Value::Null)
    );
    assert_eq!((&held["lines"][1]["list_price"], &held["lines"][1]["amount"]), (&Value::Null, &Value::Null));
    // The exit codes and the listing say so, and the CSM has the commands.
    house.on(day, 3, &["notice", "list", "--exit-code"]);
    house.on(day, 3, &["status", "--exit-code"]);
    let outbox = house.json(day, &["outbox", "list"]);
    let asked = outbox.as_array().unwrap().iter().filter(|letter| letter["kind"] == "held_document").count();
    assert_eq!(asked, 1);
    // Nobody releases it without the price, however often.
    for _ in 0..2 {
        let refused = house.on(day, 1, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
        assert!(refused.stderr.contains("RMA acme-0003 line 4: Z, Savi 7220"), "{}", refused.stderr);
        house.on(day, 3, &["run"]);
        assert_eq!(house.letters().len(), 1, "the warning only");
    }
    // A version that is in force later does not help today.
    let list = |version: &str, from: &str, price: &str| {
        format!(
            "list,version,valid_from,part_number,model,list_price,currency\n\
                 poly-eur,{version},{from},X,,320.00,EUR\npoly-eur,{version},{from},Z,,{price},EUR\n"
        )
    };
    house.desk.write("later.csv", list("2026-12", "2026-12-01", "77.00"));
    house.on(day, 0, &["apply", "later.csv"]);
    house.on(day, 1, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
    house.desk.write("now.csv", list("2026-11", "2026-11-01", "55.50"));
    house.on(day, 0, &["apply", "now.csv"]);
    let released = house.on(day, 0, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
    assert!(released.stdout.contains("RMA-PPE-acme-2026-v2"), "{}", released.stdout);
    house.on(day, 3, &["run"]);
    assert_eq!(
        house.notices(day),
        [row_of("RMA-PPE-acme-2026-v1", 3, "superseded", "-"), row_of("RMA-PPE-acme-2026-v2", 3, "sent", "431.00")]
    );
    let sent = house.notice(day, "RMA-PPE-acme-2026-v2");
    assert_eq!((&sent["lines"][0]["list_price"], &sent["lines"][1]["amount"]), (&json!("320.00"), &json!("111.00")));
    assert_eq!(house.letters().len(), 2);
    house.on(day, 1, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
    house.on(day, 2, &["notice", "approve", "RMA-none"]);
    // Taken back: nothing follows of itself until other units are above, and then a person decides again.
    house.on(day, 0, &["notice", "withdraw", "RMA-PPE-acme-2026-v2", "--reason", "goodwill"]);
    house.on(day, 3, &["run"]);
    assert_eq!(house.notices(day).len(), 2);
    house.ingest(day, &row("acme", 5, "2026-06-01", "closed", "X", 1));
    house.on(day, 3, &["run"]);
    let third = house.notice(day, "RMA-PPE-acme-2026-v3");
    assert_eq!((&third["state"], &third["reason"]), (&json!("held"), &json!("withdrawn_before")));
    let journal = house.json(day, &["journal", "--contract", "PPE-acme"]);
    let actions: Vec<_> = journal.as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    for action in ["rma_warning", "notice_issued", "notice_approved", "notice_withdrawn"] {
        assert!(actions.contains(&action), "{action} is not in {actions:?}");
    }
}

#[test]
fn guards_and_settings_hold_a_notice_until_a_person_releases_it() {
    let settings = "rma_overage_notice = \"approval\"\nhold_amount = \"300.00\"\n";
    let data = customer("small", "it", 20, &[]) + &customer("large", "it", 20, &[]);
    let house = House::new(settings, &data);
    let day = "2026-11-01";
    house.on(day, 0, &["apply", "data.toml", "prices.csv"]);
    let small = row("small", 1, "2026-05-01", "closed", "X", 1) + &row("small", 2, "2026-05-02", "closed", "Y", 1);
    let large = row("large", 1, "2026-05-01", "closed", "X", 2);
    house.ingest(day, &format!("{small}{large}"));
    house.on(day, 3, &["run"]);
    let state = |name: &str| house.notice(day, &format!("RMA-PPE-{name}-2026-v1"))["state"].clone();
    assert_eq!((state("small"), state("large")), (json!("draft"), json!("held")));
    house.on(day, 0, &["--by", "anna", "notice", "approve", "RMA-PPE-large-2026-v1"]);
    house.on(day, 3, &["run"]);
    assert_eq!((state("small"), state("large")), (json!("draft"), json!("sent")));
    // What nobody had is put aside without a word once it has no object.
    house.ingest(day, &row("small", 2, "2026-05-02", "cancelled", "Y", 1));
    house.on(day, 3, &["run"]);
    assert_eq!(state("small"), "superseded");
    assert_eq!(house.letters().iter().filter(|(kind, ..)| kind == "rma_overage_notice").count(), 1);
}
