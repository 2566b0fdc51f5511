//! Headset returns against their yearly threshold, through the commands: the worked examples E15 to E19, and a year month
//! by month.

use pretty_assertions::assert_eq;
use serde_json::json;

use crate::support::house::{CSM, House, PRICES, customer, row, row_of, rows};

/// Number, day of the authorisation, status.
type Return = (u64, &'static str, &'static str);

#[test]
fn e15_to_e19_come_out_of_the_commands_as_the_programme_says() {
    let risen = [("2026-09-01", 50)];
    let data: String = [
        customer("e15", "it", 1000, &[]),
        customer("e16", "it", 1000, &[]),
        customer("e17a", "it", 1000, &risen),
        customer("e17b", "it", 1000, &risen),
        customer("e18", "en", 1000, &[]),
        customer("e19", "en", 1000, &[]),
    ]
    .concat();
    let house = House::new("", &data);
    let day = "2026-11-01";
    house.on(day, 0, &["apply", "data.toml", "prices.csv"]);
    let counts = [("e15", 50), ("e16", 51), ("e17a", 52), ("e17b", 53), ("e18", 54), ("e19", 40)];
    house.ingest(day, &counts.map(|(name, count)| rows(name, count)).concat());
    assert_eq!(house.notices(day), [], "the import tells nobody");
    house.on(day, 3, &["run"]);
    let rma = |name| house.rma(day, name);
    let expected = |base, units, allowed, overage, rate, state| {
        json!({"year": 2026, "base": base, "units": units, "allowed": allowed, "overage": overage,
               "rate_percent": rate, "state": state})
    };
    assert_eq!(rma("e15"), expected(1000, 50, 50, 0, "5.00", "watch"));
    assert_eq!(rma("e16"), expected(1000, 51, 50, 1, "5.10", "over"));
    assert_eq!(rma("e17a"), expected(1050, 52, 52, 0, "4.95", "watch"));
    assert_eq!(rma("e17b"), expected(1050, 53, 52, 1, "5.04", "over"));
    assert_eq!(rma("e18"), expected(1000, 54, 50, 4, "5.40", "over"));
    assert_eq!(rma("e19"), expected(1000, 40, 50, 0, "4.00", "watch"));
    assert_eq!(
        house.notices(day),
        [
            row_of("RMA-PPE-e16-2026-v1", 1, "sent", "319.00"),
            row_of("RMA-PPE-e17b-2026-v1", 1, "sent", "99.00"),
            row_of("RMA-PPE-e18-2026-v1", 4, "sent", "836.00"),
        ]
    );
    let shown = house.notice(day, "RMA-PPE-e18-2026-v1");
    let head =
        ["contract", "customer", "partner", "year", "version", "final", "issued_on", "currency", "base", "base_on"];
    assert_eq!(
        head.map(|key| shown[key].clone()),
        [
            json!("PPE-e18"),
            json!("e18"),
            json!("p-e18"),
            json!(2026),
            json!(1),
            json!(false),
            json!(day),
            json!("EUR"),
            json!(1000),
            json!("2026-04-01")
        ]
    );
    let lines = shown["lines"].as_array().unwrap();
    let prices: Vec<_> = lines.iter().map(|line| line["list_price"].as_str().unwrap()).collect();
    assert_eq!(prices, ["319.00", "319.00", "99.00", "99.00"]);
    assert_eq!(
        lines[0],
        json!({"rma_number": "e18-0051", "rma_line": 1, "units": 1, "authorised_on": "2026-06-21", "part_number": "X",
               "model": "Blackwire 8225", "serial": null, "list_price": "319.00", "price_list": "poly-eur",
               "price_version": "2026-10", "amount": "319.00"})
    );
    let history: Vec<_> = shown["history"].as_array().unwrap().iter().map(|event| event["state"].clone()).collect();
    assert_eq!(history, ["approved", "sent"]);
    // One warning for each that is near or above, and a notice for each that is above; to the partner, each in its
    // language; a warning has no amount.
    let letters = house.letters();
    let of = |kind: &str| letters.iter().filter(|(of, ..)| of == kind).count();
    assert_eq!((of("rma_warning"), of("rma_overage_notice"), letters.len()), (6, 3, 9));
    for (kind, to, subject, text) in &letters {
        assert!(to.starts_with("service@"), "{to}");
        assert_eq!(
            to == "service@e18.example" || to == "service@e19.example",
            text.contains("calendar year"),
            "{subject}"
        );
        assert_eq!(text.contains("EUR"), kind == "rma_overage_notice", "{text}");
    }
}

#[test]
fn a_year_brings_each_letter_once_two_updates_a_shrinking_version_and_a_final_statement_in_january() {
    let data = |orders: &[(&str, u64)]| {
        format!("{CSM}{}{}", customer("anno", "it", 100, orders), customer("year", "en", 100, orders))
    };
    let house = House::new("", "");
    house.desk.write("data.toml", data(&[]));
    house.desk.write("prices.csv", PRICES.replace("2026-10-01", "2026-01-01"));
    house.on("2026-04-02", 0, &["apply", "data.toml", "prices.csv"]);
    // Five are allowed of a hundred. What comes in each month, and what is told then.
    let months: [(&str, &[Return], &[&str]); 11] = [
        ("2026-05-03", &[(1, "2026-04-10", "closed"), (2, "2026-04-11", "shipped"), (3, "2026-04-12", "closed")], &[]),
        ("2026-06-03", &[(4, "2026-05-20", "authorised")], &["rma_warning"]),
        ("2026-07-03", &[(5, "2026-06-20", "authorised")], &[]),
        (
            "2026-08-03",
            &[(6, "2026-07-02", "authorised"), (7, "2026-07-03", "closed")],
            &["rma_overage_notice", "rma_warning"],
        ),
        ("2026-09-03", &[], &[]),
        ("2026-10-03", &[(8, "2026-09-09", "closed"), (9, "2026-09-09", "cancelled")], &["rma_overage_notice"]),
        // A file that came late, and a correction: the eighth was no case for a replacement.
        (
            "2026-11-03",
            &[(10, "2026-10-01", "closed"), (11, "2026-10-02", "closed"), (8, "2026-09-09", "rejected")],
            &["rma_overage_notice"],
        ),
        ("2026-12-03", &[], &["rma_overage_notice"]),
        ("2026-12-20", &[(11, "2026-10-02", "returned")], &[]),
        ("2027-01-03", &[], &["rma_overage_notice"]),
        ("2027-02-03", &[(12, "2027-01-20", "closed")], &[]),
    ];
    let mut before = 0;
    for (day, news, told) in months {
        if day == "2026-12-03" {
            // Forty more are ordered from 10 November: seven are allowed.
            house.desk.write("data.toml", data(&[("2026-11-10", 40)]));
            house.on(day, 0, &["apply", "data.toml"]);
        }
        for name in ["anno", "year"] {
            let part = |number| if number % 2 == 0 { "X" } else { "Y" };
            let rows: String =
                news.iter().map(|(number, on, status)| row(name, *number, on, status, part(*number), 1)).collect();
            if !rows.is_empty() {
                house.ingest(day, &rows);
            }
        }
        for _again in 0..2 {
            house.on(day, 3, &["run"]);
        }
        let letters = house.letters();
        let mut kinds: Vec<_> = letters[before..].iter().map(|(kind, ..)| kind.as_str()).collect();
        kinds.sort_unstable();
        let twice: Vec<_> = told.iter().flat_map(|kind| [*kind, *kind]).collect();
        assert_eq!(kinds, twice, "{day}, for two customers");
        before = letters.len();
    }
    let day = "2027-02-03";
    let of = |name: &str| {
        let number = |version| format!("RMA-PPE-{name}-2026-v{version}");
        [
            // The sixth and seventh; with the eighth; without it, with the tenth and eleventh; two of them within seven.
            row_of(&number(1), 2, "superseded", "418.00"),
            row_of(&number(2), 3, "superseded", "737.00"),
            row_of(&number(3), 4, "superseded", "836.00"),
            row_of(&number(4), 2, "superseded", "418.00"),
            row_of(&number(5), 2, "final", "418.00"),
        ]
    };
    assert_eq!(house.notices(day), [of("anno"), of("year")].concat());
    let last = house.notice(day, "RMA-PPE-year-2026-v5");
    let keys = ["final", "issued_on", "base", "base_on", "units", "allowed", "overage", "rate_percent", "total"];
    assert_eq!(
        keys.map(|key| last[key].clone()),
        [
            json!(true),
            json!("2027-01-03"),
            json!(140),
            json!("2026-11-10"),
            json!(9),
            json!(7),
            json!(2),
            json!("6.42"),
            json!("418.00")
        ]
    );
    // The next year begins anew.
    assert_eq!(house.rma(day, "year")["units"], 1);
    // Each was opened: what it says of itself and of what changed.
    let letters = house.letters();
    let notices = |to: &str| {
        let theirs = letters.iter().filter(|(kind, of, ..)| kind == "rma_overage_notice" && of == to);
        theirs.map(|(_, _, subject, text)| (subject.clone(), text.clone())).collect::<Vec<_>>()
    };
    let (italian, english) = (notices("service@anno.example"), notices("service@year.example"));
    assert_eq!((italian.len(), english.len()), (5, 5));
    assert!(italian[4].1.contains("situazione finale") && english[4].1.contains("final statement"), "{}", english[4].1);
    let (subject, text) = &english[0];
    assert!(subject.contains("2 overage units") && !text.contains("What changed since"), "{text}");
    assert!(english[1].1.contains("RMA units: from 7 to 8.") && english[1].1.contains("1 unit was added."));
    assert!(
        english[2].1.contains("2 units were added.") && english[2].1.contains("1 unit was taken out."),
        "{}",
        english[2].1
    );
    assert!(english[3].1.contains("Installed base under contract: from 100 to 140."), "{}", english[3].1);
    assert!(italian[3].1.contains("Base installata sotto contratto: da 100 a 140."), "{}", italian[3].1);
    assert!(english[3].1.contains("2 units were taken out.") && english[3].1.contains("RMA-PPE-year-2026-v4.csv"));
}
