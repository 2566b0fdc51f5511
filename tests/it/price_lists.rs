//! Price lists by `apply`: versions with their first day, each written once, every mistake told by its line.

use std::fmt::Write;

use pretty_assertions::assert_eq;
use serde_json::json;

use crate::support::desk::{DATA, Desk, Done, has, is_tame};

const HEAD: &str = "list,version,valid_from,part_number,model,list_price,currency\n";

fn desk_with(rows: &str) -> Desk {
    let desk = Desk::applied();
    desk.write("prices.csv", format!("{HEAD}{rows}"));
    desk
}

const TWO: &str = "poly-eur,2026-04,2026-04-01,77Y99AA,Voyager Focus 2,309.00,EUR\n\
    poly-eur,2026-10,2026-10-01,77Y99AA,Voyager Focus 2,319.00,EUR\n\
    poly-eur,2026-10,2026-10-01,,Blackwire 5220,99.00,EUR\n";

fn changes(done: &Done) -> serde_json::Value {
    let applied: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let short = |change: &serde_json::Value| json!([change["kind"], change["id"], change["what"]]);
    applied["changes"].as_array().unwrap().iter().map(short).collect()
}

#[tokio::test]
async fn versions_are_shown_applied_once_journaled_and_unchanged_the_second_time() {
    let desk = desk_with(TWO);
    let before = desk.dump().await;
    let new = json!([["price_list", "poly-eur/2026-04", "new"], ["price_list", "poly-eur/2026-10", "new"]]);
    assert_eq!(changes(&desk.expect(0, &["apply", "--dry-run", "--json", "prices.csv"])), new);
    assert_eq!(desk.dump().await, before, "a dry run writes nothing");
    assert_eq!(changes(&desk.expect(0, &["apply", "--json", "prices.csv"])), new);
    let after = desk.dump().await;
    // Sorted anew, with other separators, encodings of the end of a line and a byte order mark, it is the same.
    let mut lines: Vec<&str> = TWO.lines().collect();
    lines.reverse();
    let again = format!("\u{feff}{HEAD}\r\n{}\r\n", lines.join("\r\n")).replace(',', ";").replace("99.00", "99.0");
    desk.write("again.csv", again);
    assert_eq!(changes(&desk.expect(0, &["apply", "--json", "again.csv", "data.toml"])), json!([]));
    assert_eq!(desk.dump().await, after);
    has(&desk.expect(0, &["journal"]).stdout, &["price_list poly-eur/2026-10 new"]);
}

#[tokio::test]
async fn a_version_that_was_applied_is_never_edited_and_every_edited_line_is_named() {
    let desk = desk_with(TWO);
    desk.expect(0, &["apply", "prices.csv"]);
    let edited = TWO.replace("319.00", "329.00").replace("Blackwire 5220", "Blackwire 5210");
    desk.write("prices.csv", format!("{HEAD}{edited}"));
    let words = ["prices.csv: line 3: found", "at 329.00", "at 319.00", "line 4", "no line for", "new version"];
    desk.refuses(78, &["apply", "prices.csv"], &words).await;
    desk.write("prices.csv", format!("{HEAD}{}", TWO.replace("2026-10-01", "2026-10-02")));
    desk.refuses(78, &["apply", "prices.csv"], &["line 3, valid_from", "2026-10-02", "2026-10-01"]).await;
    // What was retired comes back as it was, or not at all.
    desk.write("data.toml", DATA);
    desk.expect(0, &["apply", "--prune", "data.toml"]);
    desk.refuses(78, &["apply", "prices.csv"], &["line 3, valid_from"]).await;
    desk.write("prices.csv", format!("{HEAD}{TWO}"));
    has(&desk.expect(0, &["apply", "prices.csv"]).stdout, &["2 changed, 0 unchanged"]);
    has(&desk.expect(0, &["journal"]).stdout, &["price_list poly-eur/2026-10 retired"]);
}

#[tokio::test]
async fn every_wrong_line_is_named_at_once_and_nothing_is_applied() {
    let rows = "poly-eur,2026-10,01/10/2026,77Y99AA,Voyager Focus 2,319.00,EUR\n\
        \n\
        poly-eur,2026-10,2026-10-01,77Y98AA,,\"319,00\",EUR\n\
        poly-eur,2026-10,2026-10-01,77Y97AA,,-1,EURO\n\
        poly eur,,2026-10-01,,,1e3,EUR\n\
        poly-eur,2026-10,2026-10-01,P-1,,1.00,EUR\n\
        poly-eur,2026-10,2026-10-01,p-1,,2.00,EUR\n\
        poly-eur,2026-10,2026-10-01,P-2,,1.00,USD\n\
        poly-eur,2026-10,2026-11-01,P-3,,1.00,EUR\n\
        poly-eur,2026-10b,2026-10-01,P-1,,1.00,EUR\n\
        poly-eur,2026-11,2026-11-01,P-1,,1.00,GBP\n\
        poly-eur,2026-12,2026-12-01,P-1,,1,000.00,EUR\n";
    let desk = desk_with(rows);
    let before = desk.dump().await;
    let done = desk.expect(78, &["apply", "prices.csv", "data.toml"]);
    let expected = [
        "line 2, valid_from: found \"01/10/2026\"",
        "line 4, list_price: found \"319,00\"",
        "line 5, list_price: found \"-1\"",
        "line 5, currency: found \"EURO\"",
        "line 6, list: found \"poly eur\"",
        "line 6, version: found nothing",
        "line 6, part_number: found nothing",
        "line 6, list_price: found \"1e3\"",
        "line 8, part_number: found \"p-1\" a second time, after line 7",
        "line 9, currency: found \"USD\"; expected EUR",
        "line 10, valid_from: found \"2026-11-01\"; expected 2026-10-01",
        "line 11, valid_from: found 2026-10-01, from which day version 2026-10 is valid, too",
        "line 12, currency: found GBP; expected EUR",
        "line 13: found 1 cells more",
        "line 13, currency: found \"000.00\"",
    ];
    has(&done.stderr, &expected);
    assert_eq!(done.stderr.lines().count(), expected.len(), "{}", done.stderr);
    assert_eq!(desk.dump().await, before);
}

#[tokio::test]
async fn two_versions_from_the_same_day_are_refused_also_against_what_is_stored() {
    let desk = desk_with(TWO);
    desk.expect(0, &["apply", "prices.csv"]);
    desk.write("more.csv", format!("{HEAD}poly-eur,2026-10b,2026-10-01,77Y99AA,,1.00,EUR\n"));
    desk.refuses(78, &["apply", "more.csv"], &["more.csv: line 2, valid_from", "version 2026-10 is valid, too"]).await;
    desk.write("more.csv", format!("{HEAD}poly-eur,2026-11,2026-11-01,77Y99AA,,1.00,USD\n"));
    desk.refuses(78, &["apply", "more.csv"], &["more.csv: line 2, currency", "found USD; expected EUR"]).await;
    desk.write("more.csv", format!("{HEAD}poly-eur,2026-10,2026-10-01,77Y99AA,,1.00,EUR\n"));
    desk.refuses(78, &["apply", "prices.csv", "more.csv"], &["already declared in prices.csv"]).await;
}

#[tokio::test]
async fn a_contract_names_a_list_that_is_there_and_in_its_currency() {
    let desk = desk_with(&TWO.replace("poly-eur", "poly-usd").replace("EUR", "USD"));
    let named =
        |list: &str| DATA.replacen("currency = \"EUR\"", &format!("currency = \"EUR\"\nprice_list = \"{list}\""), 1);
    desk.write("data.toml", named("poly-eur"));
    desk.refuses(78, &["apply", "data.toml"], &["contract[C-1].price_list", "\"poly-eur\", which is unknown"]).await;
    desk.write("data.toml", named("poly-usd"));
    desk.refuses(78, &["apply", "data.toml", "prices.csv"], &["contract[C-1].price_list", "which is in USD"]).await;
    desk.write("prices.csv", format!("{HEAD}{TWO}"));
    desk.write("data.toml", named("poly-eur"));
    desk.expect(0, &["apply", "data.toml", "prices.csv"]);
    desk.write("data.toml", DATA.replacen("GBP", "EUR", 1));
    desk.expect(0, &["apply", "--prune", "data.toml", "prices.csv"]);
    desk.write("data.toml", named("poly-eur"));
    desk.refuses(78, &["apply", "--prune", "data.toml"], &["\"poly-eur\", which is unknown"]).await;
}

#[tokio::test]
async fn a_list_of_ten_thousand_products_and_one_full_of_rubbish_are_both_dealt_with() {
    let mut rows = String::new();
    for part in 0..10_000 {
        writeln!(rows, "poly-eur,2026-10,2026-10-01,P-{part},Voyager {part},{part}.00,EUR").unwrap();
    }
    let desk = desk_with(&rows);
    desk.expect(0, &["apply", "prices.csv"]);
    let rubbish = "\u{1b}[2J,=HYPERLINK(1),\u{202e},\"\u{1b}\",x,\"\u{7}1\",E\n".repeat(200);
    desk.write("prices.csv", format!("{HEAD}{rubbish}"));
    let done = desk.expect(78, &["apply", "prices.csv"]);
    assert!(done.stderr.lines().count() < 60, "{}", done.stderr);
    has(&done.stderr, &["more problems"]);
    is_tame(&done.stderr);
    desk.write("prices.csv", b"\xff\xfe\x00list");
    has(&desk.expect(78, &["apply", "prices.csv"]).stderr, &["encoded in UTF-8"]);
}
