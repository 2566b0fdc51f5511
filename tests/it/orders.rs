//! What partners order: on time, late, in part, against yesterday's version, twice, wrongly; through the commands, with
//! `quote show --json` and `status --json` for what came of it.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::databases::{Place, on_both};
use crate::support::program::{Done, Lens, Program, ended, list, word};

on_both! {
    a_purchase_order_contracts_the_units_of_the_quote_from_its_date_on,
    of_two_who_record_orders_for_a_quote_at_once_one_wins,
    of_two_who_record_the_same_order_at_once_one_records_it_and_nothing_is_done_twice,
}

const V1: &str = "TU-PPE-A-2026-11-v1";

/// Contract `PPE-A`: 1,000 headsets; audited in November with 1,050, so that v1 quotes 50.
fn november(database: &str) -> (Program, Lens) {
    let lens = world("2026-11", "a=1000:1050");
    let program = Program::on(database, "2026-11-22T05:00:00Z", &lens, None);
    program.apply(&lens);
    program.expect(0, &["run"]);
    (program, lens)
}

/// The same in December with 1,103, so that v2 quotes 50 from November and 53 from December (E11).
fn december(database: &str) -> (Program, Lens) {
    let (mut program, _) = november(database);
    let lens = world("2026-12", "a=1000:1103");
    program.go_on("2026-12-02T05:00:00Z", &lens, None);
    program.expect(0, &["run"]);
    (program, lens)
}

fn world(month: &str, fixed: &str) -> Lens {
    Lens::start(&["--contracts", "0", "--month", month, "--fixed", fixed])
}

/// A ledger beside the settings.
const SQLITE: &str = "sqlite://ledger.db";

fn record(program: &Program, code: i32, arguments: &[&str]) -> Done {
    program.expect(code, &[&["quote", "record-po"], arguments].concat())
}

fn quote(program: &Program, number: &str) -> Value {
    program.json(&["quote", "show", number])
}

/// State and order of every quote.
fn states(program: &Program) -> Value {
    let quotes = program.json(&["quote", "list"]);
    let one = |quote: &Value| json!([quote["number"], quote["state"], quote["purchase_order"]["number"]]);
    list(&quotes).iter().map(one).collect()
}

/// Units, first day and amount of each line, with the total.
fn lines(quote: &Value) -> Value {
    let line = |line: &Value| json!([line["units"], line["charge_from"], line["amount"]]);
    json!([list(&quote["lines"]).iter().map(line).collect::<Value>(), quote["total"]])
}

/// Contracted, compared with, baseline of the running month's only line.
fn standing(program: &Program) -> Value {
    let status = program.json(&["status"]);
    let line = &status["audits"][0]["categories"][0];
    json!([line["contracted"], line["compared_with"], line["baseline"]])
}

/// Kinds of the letters about a quote that went out or are about to.
fn letters(program: &Program, number: &str) -> Vec<String> {
    let outbox = program.json(&["outbox", "list"]);
    let about = |letter: &&Value| word(letter, "state") != "cancelled" && letter["quote"] == number;
    list(&outbox).iter().filter(about).map(|letter| word(letter, "kind").to_owned()).collect()
}

async fn a_purchase_order_contracts_the_units_of_the_quote_from_its_date_on(place: Place) {
    let (mut program, _lens) = november(&place.url);
    let done = record(&program, 0, &[V1, "--po", "PO-1201", "--date", "2026-11-22", "--amount", "375.00 EUR"]);
    assert!(done.stdout.contains("PO-1201 of 2026-11-22 over 375.00 EUR: headset 50"), "{}", done.stdout);
    let ordered = quote(&program, V1);
    let order = json!({"number": "PO-1201", "date": "2026-11-22", "amount": "375.00"});
    assert_eq!(json!([ordered["state"], ordered["purchase_order"]]), json!(["po_received", order]));
    assert_eq!(list(&ordered["history"]).last().unwrap()["state"], "po_received");
    let november = program.json(&["status"]);
    assert_eq!(november["audits"][0]["quote"]["state"], "po_received");
    assert_eq!(november["audits"][0]["categories"][0]["contracted"], 1000, "the audit stays as it was");
    // E10: nothing is open any more, and the next true-up is a quote of its own.
    let lens = world("2027-02", "a=1000:1110");
    program.go_on("2027-02-02T05:00:00Z", &lens, None);
    assert_eq!(standing(&program), json!([1050, 1050, 1103]));
    program.expect(0, &["run"]);
    let second = quote(&program, "TU-PPE-A-2027-02-v1");
    assert_eq!(lines(&second), json!([[[60, "2027-02-01", "180.00"]], "180.00"]));
    assert_eq!(second["after"], json!([{"category": "headset", "contracted": 1110, "baseline": 1166}]));
    assert_eq!(second["supersedes"], Value::Null);
}

#[test]
fn the_same_order_again_changes_nothing() {
    let (program, _lens) = november(SQLITE);
    record(&program, 0, &[V1, "--po", "PO-1"]);
    let before = (quote(&program, V1), program.json(&["journal"]));
    let done = record(&program, 0, &[V1, "--po", " PO-1 ", "--amount", "1.00"]);
    assert!(done.stdout.contains("is recorded already; nothing changed"), "{}", done.stdout);
    assert_eq!((quote(&program, V1), program.json(&["journal"])), before);
}

#[test]
fn a_part_order_leaves_a_new_version_which_goes_out_at_once_with_the_same_month_and_price() {
    let (program, _lens) = november(SQLITE);
    let done = record(&program, 0, &[V1, "--po", "PO-1", "--units", "headset=30", "--json"]);
    let v2 = "TU-PPE-A-2026-11-v2";
    let said = done.json();
    assert_eq!(json!([said["units"], said["rest"], said["remarks"]]), json!([{"headset": 30}, v2, []]));
    assert_eq!(said["purchase_order"]["amount"], "225.00", "30 x 1.50 x 5");
    assert_eq!(states(&program), json!([[V1, "po_received", "PO-1"], [v2, "approved", null]]));
    program.expect(0, &["run"]);
    let rest = quote(&program, v2);
    assert_eq!(lines(&rest), json!([[[20, "2026-11-01", "150.00"]], "150.00"]));
    let facts = json!([rest["state"], rest["supersedes"], rest["issued_on"], rest["valid_until"]]);
    assert_eq!(facts, json!(["sent", V1, "2026-11-22", "2026-12-22"]));
    assert_eq!(rest["after"], json!([{"category": "headset", "contracted": 1050, "baseline": 1103}]));
    let text = program.text_about(v2);
    for words in ["PO-1", "30", "20", "150,00", V1] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    record(&program, 0, &[v2, "--po", "PO-2"]);
    assert_eq!(states(&program), json!([[V1, "po_received", "PO-1"], [v2, "po_received", "PO-2"]]));
}

#[test]
fn an_order_for_a_superseded_version_is_taken_and_the_rest_gets_the_number_of_its_own_first_month() {
    let (mut program, _) = december(SQLITE);
    let v2 = "TU-PPE-A-2026-11-v2";
    assert_eq!(states(&program), json!([[V1, "superseded", null], [v2, "sent", null]]));
    record(&program, 0, &[V1, "--po", "PO-1", "--date", "2026-11-30"]);
    let rest = "TU-PPE-A-2026-12-v1";
    assert_eq!(
        states(&program),
        json!([[V1, "po_received", "PO-1"], [v2, "superseded", null], [rest, "approved", null]])
    );
    program.expect(0, &["run"]);
    let quote = quote(&program, rest);
    assert_eq!(lines(&quote), json!([[[53, "2026-12-01", "318.00"]], "318.00"]));
    assert_eq!(json!([quote["supersedes"], quote["version"], quote["month"]]), json!([v2, 1, "2026-12"]));
    assert_eq!(quote["after"], json!([{"category": "headset", "contracted": 1103, "baseline": 1159}]));
    // Contracted is 1,000 + 50, compared with 53 more.
    let lens = world("2027-01", "a=1000:1103");
    program.go_on("2027-01-20T05:00:00Z", &lens, None);
    assert_eq!(standing(&program), json!([1050, 1103, 1159]));
    program.expect(0, &["run"]);
    // The closed ones are not reminded of; the rest has expired and can be ordered all the same (A39).
    for closed in [V1, v2] {
        assert!(!letters(&program, closed).contains(&"quote_reminder".to_owned()), "{closed}");
    }
    record(&program, 0, &[rest, "--po", "PO-2"]);
    assert_eq!(program.json(&["quote", "show", rest])["state"], "po_received");
}

#[test]
fn the_number_of_the_rest_is_one_above_the_highest_used_for_its_month() {
    let (program, _lens) = december(SQLITE);
    let v2 = "TU-PPE-A-2026-11-v2";
    record(&program, 0, &[v2, "--po", "PO-1", "--units", "headset=30"]);
    let v3 = "TU-PPE-A-2026-11-v3";
    assert_eq!(
        lines(&quote(&program, v3)),
        json!([[[20, "2026-11-01", "150.00"], [53, "2026-12-01", "318.00"]], "468.00"])
    );
    // Of v1 twenty are open still: taken for what it covers, and flagged.
    let done = record(&program, 0, &[V1, "--po", "PO-2", "--amount", "375.00"]);
    assert!(done.stderr.contains("its amount is 375.00, the units come to 150.00"), "{}", done.stderr);
    assert!(done.stderr.contains("only a part of what that version quoted was still open"), "{}", done.stderr);
    assert!(word(&quote(&program, V1), "reason").contains("the units come to 150.00"));
    let rest = quote(&program, "TU-PPE-A-2026-12-v1");
    assert_eq!(
        (lines(&rest), rest["supersedes"].clone()),
        (json!([[[53, "2026-12-01", "318.00"]], "318.00"]), json!(v3))
    );
}

#[test]
fn an_order_for_an_expired_quote_is_taken_as_for_a_sent_one_and_one_after_the_term_is_flagged() {
    let (mut program, lens) = november(SQLITE);
    program.go_on("2027-04-10T05:00:00Z", &lens, None);
    let done = record(&program, 0, &[V1, "--po", "PO-1", "--date", "2027-04-05"]);
    assert!(done.stderr.contains("it is dated 2027-04-05, after the last day of the term"), "{}", done.stderr);
    let ordered = quote(&program, V1);
    assert_eq!(json!([ordered["state"], ordered["purchase_order"]["date"]]), json!(["po_received", "2027-04-05"]));
    let journal = program.json(&["journal", "--contract", "PPE-A"]);
    let entry = list(&journal).iter().find(|entry| entry["action"] == "purchase_order_recorded").unwrap();
    assert!(word(entry, "reason").contains("after the last day of the term"), "{entry}");
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_written() {
    let (program, _lens) = december(SQLITE);
    let v2 = "TU-PPE-A-2026-11-v2";
    let refused = |code, arguments: &[&str], told: &[&str]| {
        let before = (program.json(&["quote", "list"]), program.json(&["journal"]));
        let done = record(&program, code, arguments);
        assert!(!done.stderr.contains('\u{fffd}'), "a line for each problem: {}", done.stderr);
        for words in told {
            assert!(done.stderr.contains(words), "{words:?} is not in {}", done.stderr);
        }
        assert_eq!((program.json(&["quote", "list"]), program.json(&["journal"])), before, "{arguments:?}");
    };
    refused(2, &["TU-PPE-A-2026-11-v9", "--po", "PO-1"], &["there is no quote TU-PPE-A-2026-11-v9"]);
    refused(2, &[v2, "--po", "PO-1", "--amount", "693.00 USD"], &["--amount", "USD", "an amount in EUR"]);
    let theirs = ["--partner: found \"sudcom\"", "to whom TU-PPE-A-2026-11-v2 was quoted"];
    refused(1, &[v2, "--po", "PO-1", "--partner", "sudcom"], &theirs);
    refused(2, &[v2, "--po", "PO-1", "--date", "2026-12-03"], &["--date", "a day up to today, 2026-12-02"]);
    refused(2, &[v2, "--po", "PO-1", "--date", "2026-12-01"], &["--date", "a day from 2026-12-02 on"]);
    refused(2, &[v2, "--po", "PO-1", "--units", "headset=104"], &["at most 103, what is open of headset"]);
    refused(2, &[v2, "--po", "PO-1", "--units", "tablet=1"], &["one of the categories headset, video, voice"]);
    // All at once.
    let wrong = ["TU-PPE-A-2026-11-v2", "--po", " ", "--date", "x", "--amount", "1,5", "--units", "headset"];
    refused(2, &wrong, &["--po: ", "--date: ", "--amount: ", "--units: "]);
    record(&program, 0, &[V1, "--po", "PO-1"]);
    let rest = "TU-PPE-A-2026-12-v1";
    refused(1, &[rest, "--po", "PO-1"], &["PO-1, recorded already for quote TU-PPE-A-2026-11-v1"]);
    refused(1, &[V1, "--po", "PO-1", "--partner", "sudcom"], &["--partner: found \"sudcom\""]);
    refused(1, &[V1, "--po", "PO-9"], &["found po_received; expected an order for TU-PPE-A-2026-12-v1, which is open"]);
    refused(2, &[v2, "--po", "PO-9", "--units", "headset=54"], &["at most 53, what is open of headset"]);
    program.expect(0, &["quote", "withdraw", rest, "--reason", "The customer closes the site"]);
    refused(1, &[rest, "--po", "PO-9"], &["found withdrawn; expected no order"]);
    refused(1, &[v2, "--po", "PO-9"], &["found superseded, and nothing of it is open any more"]);
}

#[test]
fn a_quote_that_waits_for_a_person_cannot_be_ordered() {
    let lens = world("2026-11", "a=1000:1050");
    let program = Program::on(SQLITE, "2026-11-22T05:00:00Z", &lens, None);
    let settings = std::fs::read_to_string(program.path("trueup.toml")).unwrap();
    let settings = settings.replace("[release]\n", "[release]\ntrue_up_quote = \"approval\"\n");
    std::fs::write(program.path("trueup.toml"), settings).unwrap();
    program.apply(&lens);
    program.expect(3, &["run"]);
    let done = record(&program, 1, &[V1, "--po", "PO-1"]);
    let told = format!("found draft; expected one that was released: trueup quote approve {V1}");
    assert!(done.stderr.contains(&told), "{}", done.stderr);
}

async fn of_two_who_record_orders_for_a_quote_at_once_one_wins(place: Place) {
    let (program, _lens) = november(&place.url);
    let [anna, bruno] = at_once(&program, ["PO-1", "PO-2"]);
    let (winner, told) = match (anna.code, bruno.code) {
        (0, 1) => ("PO-1", bruno.stderr),
        (1, 0) => ("PO-2", anna.stderr),
        codes => panic!("one wins: {codes:?}\n{}\n{}", anna.stderr, bruno.stderr),
    };
    assert!(told.contains("found po_received; expected no order"), "{told}");
    assert_eq!(states(&program), json!([[V1, "po_received", winner]]));
}

async fn of_two_who_record_the_same_order_at_once_one_records_it_and_nothing_is_done_twice(place: Place) {
    let (program, _lens) = november(&place.url);
    let both = at_once(&program, ["PO-1", "PO-1"]);
    assert_eq!(both.each_ref().map(|done| done.code), [0, 0]);
    let again = both.iter().filter(|done| done.stdout.contains("is recorded already; nothing changed"));
    assert_eq!(again.count(), 1);
    let journal = program.json(&["journal"]);
    let recorded = list(&journal).iter().filter(|entry| entry["action"] == "purchase_order_recorded");
    assert_eq!(recorded.count(), 1);
    assert_eq!(states(&program), json!([[V1, "po_received", "PO-1"]]));
}

fn at_once(program: &Program, orders: [&str; 2]) -> [Done; 2] {
    orders.map(|order| program.start(&["quote", "record-po", V1, "--po", order])).map(ended)
}
