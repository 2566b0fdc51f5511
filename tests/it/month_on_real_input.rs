//! One month from an inventory to a count, a report and a quote in the post, shown on the real binary between a Lens
//! server and a mail server that are other programs.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use mail_parser::{ContentType, Message, MessageParser, MessagePart, MimeHeaders};
use pretty_assertions::assert_eq;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::support::databases::Place;
use crate::support::dump::dump;
use crate::support::program::{Lens, Program, Sink, Taken, list, word};

const NOW: &str = "2026-11-22T05:00:00Z";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_of_the_programme_come_out_as_counts_amounts_and_letters() {
    examples(None);
    if let Some(place) = Place::postgres().await {
        examples(Some(&place));
    }
}

/// E4, E8, E9: 50 units, 375.00 and 410.00, the new baseline 1,103.
fn examples(place: Option<&Place>) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e3,e4,e8,e9"]);
    let sink = Sink::start();
    let url = place.map_or("sqlite://ledger.db", |place| &place.url);
    let program = Program::on(url, NOW, &lens, Some(&sink));
    program.apply(&lens);
    let ran = program.expect(0, &["run", "--json"]).json();
    let status = program.json(&["status"]);
    assert_eq!(ran, status);
    same_members(&status["audits"][1], &sample(include_str!("data/status.json"))["audits"][0]);
    let short = |audit: &Value| {
        let (category, quote) = (&audit["categories"][0], &audit["quote"]);
        json!([
            audit["contract"],
            audit["state"],
            category["contracted"],
            category["baseline"],
            category["counted"],
            category["increase"],
            category["increase_percent"],
            category["state"],
            category["new_contracted"],
            category["new_baseline"],
            quote["state"],
            quote["total"]
        ])
    };
    let expected = json!([
        ["PPE-E3", "audited", 1000, 1050, 1049, 49, "4.90", "watch", null, null, null, null],
        ["PPE-E4", "audited", 1000, 1050, 1050, 50, "5.00", "action", 1050, 1103, "sent", "375.00"],
        ["PPE-E8", "audited", 1000, 1050, 1050, 50, "5.00", "action", 1050, 1103, "sent", "375.00"],
        ["PPE-E9", "audited", 1000, 1050, 1050, 50, "5.00", "action", 1050, 1103, "sent", "410.00"],
    ]);
    assert_eq!(json!(list(&status["audits"]).iter().map(short).collect::<Vec<_>>()), expected);
    quoted_as_promised(&program);
    let quotes = ["PPE-E4", "PPE-E8", "PPE-E9"];
    let taken = sink.about_contracts();
    assert_eq!(taken.len(), 4 + quotes.len());
    for audit in list(&status["audits"]) {
        posted(audit, &taken, quotes.contains(&word(audit, "contract")));
    }
}

/// The shape and the figures of `quote show`.
fn quoted_as_promised(program: &Program) {
    let mut quote = program.json(&["quote", "show", "TU-PPE-E9-2026-11-v1"]);
    same_members(&quote, &sample(include_str!("data/quote.json")));
    let listed = program.json(&["quote", "list"]);
    assert!(list(&listed).contains(&quote));
    let history = quote["history"].take();
    let history: Vec<_> =
        list(&history).iter().map(|step| json!([step["state"], step["by"], step["reason"]])).collect();
    assert_eq!(history, [json!(["approved", "auto", null]), json!(["sent", "trueup", null])]);
    assert_eq!(
        quote,
        json!({
            "number": "TU-PPE-E9-2026-11-v1", "state": "sent", "reason": null, "contract": "PPE-E9",
            "customer": "customer-PPE-E9", "partner": "partner-0", "month": "2026-11", "version": 1,
            "issued_on": "2026-11-22", "valid_until": "2026-12-22", "currency": "EUR", "total": "410.00",
            "supersedes": null, "purchase_order": null,
            "lines": [{
                "category": "headset", "tranche": 1, "units": 50, "unit_annual_price": "18.00",
                "price_from": "2026-04-01", "unit_monthly_price": "1.5000", "charge_from": "2026-11-01", "charge_to": "2027-04-14",
                "months": "5.4667", "amount": "410.00",
            }],
            "after": [{"category": "headset", "contracted": 1050, "baseline": 1103}], "history": null,
        })
    );
    program.expect(2, &["quote", "show", "TU-PPE-E3-2026-11-v1"]);
}

/// The report reached the CSM, the quote the partner, each once and as the ledger says.
fn posted(audit: &Value, taken: &[Taken], quoted: bool) {
    let contract = word(audit, "contract");
    let letters = list(&audit["letters"]);
    let kinds: BTreeSet<_> = letters.iter().map(|letter| word(letter, "kind")).collect();
    let wanted = if quoted { &["csm_report", "true_up_quote"][..] } else { &["csm_report"] };
    assert_eq!(kinds, wanted.iter().copied().collect(), "{contract}");
    assert_eq!(letters.len(), wanted.len(), "{contract}");
    for letter in letters {
        assert_eq!(letter["state"], "sent", "{contract}");
        let mut copies = taken.iter().filter(|taken| taken.message_id == word(letter, "message_id"));
        let copy = copies.next().unwrap();
        assert!(copies.next().is_none(), "{contract}: a letter came twice");
        assert_eq!(json!(copy.to), letter["to"]);
        let message = MessageParser::default().parse(&copy.bytes).unwrap();
        let header = |name| message.header_raw(name).map(str::trim);
        assert_eq!(header("X-Trueup-Kind"), letter["kind"].as_str());
        assert_eq!(header("X-Trueup-Contract"), Some(contract));
        assert_eq!(header("X-Trueup-Month"), Some("2026-11"));
        assert_eq!(header("Auto-Submitted"), Some("auto-generated"));
        let (text, html) = (message.body_text(0).unwrap(), message.body_html(0).unwrap());
        for part in [&text, &html] {
            assert!(part.contains(contract), "{contract}: {part}");
        }
        if letter["kind"] == "true_up_quote" { a_quote(&message, audit) } else { a_report(&message, audit) }
    }
}

fn a_quote(message: &Message<'_>, audit: &Value) {
    let number = word(&audit["quote"], "number");
    assert!(message.subject().unwrap().contains(number), "{:?}", message.subject());
    let address = message.to().unwrap().first().unwrap().address().unwrap();
    assert!(address.starts_with("orders-"), "{address}");
    let total = word(&audit["quote"], "total");
    let italian = total.replace('.', ",");
    for part in [message.body_text(0).unwrap(), message.body_html(0).unwrap()] {
        assert!(part.contains(number) && (part.contains(total) || part.contains(&italian)), "{part}");
    }
    let mut book = workbook(message, number);
    let first = book.sheet_names()[0].clone();
    let sheet = book.worksheet_range(&first).unwrap();
    let sums: Vec<_> = sheet.rows().filter(|row| row[0].to_string().starts_with("Total")).collect();
    let [sum] = sums[..] else { panic!("{first} has one total") };
    assert_eq!(sum[9].to_string().parse::<Decimal>().unwrap(), total.parse::<Decimal>().unwrap(), "{number}");
    devices(&mut book, audit);
}

/// The workbook that goes with a letter, named by the number of the document. What lies inline is part of the
/// page.
fn workbook(message: &Message<'_>, number: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let mut files: Vec<_> = message.attachments().collect();
    let is_inline = |file: &MessagePart<'_>| file.content_disposition().is_some_and(ContentType::is_inline);
    files.retain(|file| !is_inline(file) && file.attachment_name() != Some(&format!("{number}.pdf")));
    let [file] = &files[..] else { panic!("one workbook is expected") };
    assert_eq!(file.attachment_name(), Some(format!("{number}.xlsx").as_str()));
    let kind = file.content_type().unwrap();
    let subtype = "vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!((kind.ctype(), kind.subtype()), ("application", Some(subtype)));
    Xlsx::new(Cursor::new(file.contents().to_vec())).unwrap()
}

/// Its last two sheets list each device: the counted ones, and the others.
fn devices(book: &mut Xlsx<Cursor<Vec<u8>>>, audit: &Value) {
    let names = book.sheet_names();
    let [.., counted, left_out] = &names[..] else { panic!("{names:?}") };
    let heights = [counted, left_out].map(|name| book.worksheet_range(name).unwrap().height() - 1);
    let source = &audit["source"];
    assert_eq!(json!([heights[0] + heights[1], heights[0]]), json!([source["listed"], source["counted"]]));
}

/// The workbook lists each device and says why it was counted or not.
fn a_report(message: &Message<'_>, audit: &Value) {
    let contract = word(audit, "contract");
    let address = message.to().unwrap().first().unwrap().address().unwrap();
    assert!(address.starts_with("csm-"), "{address}");
    assert!(message.subject().unwrap().contains("2026"), "{:?}", message.subject());
    devices(&mut workbook(message, &format!("CSM-{contract}-2026-11-v1")), audit);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_run_twice_changes_nothing_and_sends_nothing() {
    let place = Place::postgres().await;
    for url in ["sqlite://ledger.db"].into_iter().chain(place.as_ref().map(|place| place.url.as_str())) {
        let lens = Lens::start(&["--contracts", "6", "--fixed", "e8,e12=1050:900,held=100:140"]);
        let program = Program::on(url, NOW, &lens, None);
        program.apply(&lens);
        program.expect(3, &["run"]);
        let (ledger, letters) = (dump(&program.database()).await, program.letters());
        assert!(letters.len() >= 3);
        program.expect(3, &["run"]);
        program.apply(&lens);
        program.expect(3, &["run"]);
        assert_eq!(dump(&program.database()).await, ledger);
        assert_eq!(program.letters(), letters);
    }
}

#[tokio::test]
async fn a_dry_run_says_what_the_run_will_find_and_writes_nothing() {
    let lens = Lens::start(&["--contracts", "3", "--fixed", "e8,e9,held=100:140"]);
    let program = Program::new(NOW, &lens, None);
    let empty = program.expect(0, &["run", "--dry-run", "--json"]).json();
    assert_eq!(empty, json!({"month": "2026-11", "audits": []}));
    assert!(!program.path("ledger.db").exists());
    program.apply(&lens);
    let (file, ledger) = (fs::read(program.path("ledger.db")).unwrap(), dump(&program.database()).await);
    let dry = program.expect(3, &["run", "--dry-run", "--json"]).json();
    assert!(fs::read(program.path("ledger.db")).unwrap() == file, "the dry run wrote to the database");
    assert_eq!(dump(&program.database()).await, ledger);
    assert!(!program.path("outbox").exists());
    let real = program.expect(3, &["run", "--json"]).json();
    assert_eq!(forecast(dry), forecast(real));
}

/// Without what only a real run has: letters, and whether the quote is out.
fn forecast(mut status: Value) -> Value {
    for audit in status["audits"].as_array_mut().unwrap() {
        audit["letters"] = Value::Null;
        if let Some(source) = audit["source"].as_object_mut() {
            source.remove("taken_at");
        }
        if audit["quote"]["state"] == "sent" {
            audit["quote"]["state"] = json!("approved");
        }
    }
    status
}

#[test]
fn a_count_that_is_hard_to_believe_is_held_until_a_person_takes_it() {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "held=100:140,e3"]);
    let sink = Sink::start();
    let program = Program::new(NOW, &lens, Some(&sink));
    program.apply(&lens);
    let ran = program.expect(3, &["run"]);
    assert!(ran.stdout.contains("trueup run --contract PPE-HELD --accept-held"), "{}", ran.stdout);
    let held = |code: i32, arguments: &[&str]| {
        let status = program.expect(code, arguments).json();
        let audit = &status["audits"][0];
        assert_eq!(json!([audit["contract"], audit["state"], audit["reason"]]), json!(["PPE-HELD", "held", "growth"]));
        assert!(word(audit, "reason_text").contains("140 devices"), "{audit}");
        assert!(word(audit, "reason_text").contains("trueup run --contract PPE-HELD --accept-held REASON"), "{audit}");
        same_members(audit, &sample(include_str!("data/status.json"))["audits"][1]);
    };
    held(0, &["status", "--contract", "PPE-HELD", "--json"]);
    held(3, &["status", "--contract", "PPE-HELD", "--json", "--exit-code"]);
    held(3, &["run", "--contract", "PPE-HELD", "--json"]);
    let taken = sink.about_contracts();
    assert_eq!(taken.len(), 2, "the other contract's report, and once that this one is held");
    let told = taken.iter().map(|letter| MessageParser::default().parse(&letter.bytes).unwrap());
    let told: Vec<_> =
        told.filter(|letter| letter.header_raw("X-Trueup-Contract").unwrap().trim() == "PPE-HELD").collect();
    let [told] = &told[..] else { panic!("one letter is expected") };
    assert_eq!(told.header_raw("X-Trueup-Kind").map(str::trim), Some("held_document"));
    for part in [told.body_text(0).unwrap(), told.body_html(0).unwrap()] {
        for said in ["trueup run --contract PPE-HELD --accept-held", "140", "300", "TU-PPE-HELD-2026-11-v1"] {
            assert!(part.contains(said), "{said:?} is not in {part}");
        }
    }

    let accept = ["--by", "anna@desk", "run", "--contract", "PPE-HELD", "--accept-held", "Merger with Beta", "--json"];
    let accepted = program.expect(0, &accept).json();
    let audit = &accepted["audits"][0];
    assert_eq!(json!([audit["state"], audit["reason"], audit["reason_text"]]), json!(["audited", null, null]));
    assert_eq!(json!([audit["quote"]["state"], audit["quote"]["total"]]), json!(["sent", "300.00"]));
    assert_eq!(sink.about_contracts().len(), 4);
    let journal = program.json(&["journal", "--contract", "PPE-HELD"]);
    let actions: Vec<_> = list(&journal).iter().map(|entry| word(entry, "action")).collect();
    assert!(actions.contains(&"audit_held"), "{actions:?}");
    let entry = list(&journal).iter().find(|entry| entry["action"] == "audit_accepted").unwrap();
    assert_eq!(word(entry, "by"), "anna@desk");
    assert!(word(entry, "reason").contains("Merger with Beta"), "{entry}");
}

fn sample(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Asserts that both have the same members all the way down, as far as both have values.
fn same_members(found: &Value, promised: &Value) {
    match (found, promised) {
        (Value::Object(found), Value::Object(promised)) => {
            assert_eq!(found.keys().collect::<BTreeSet<_>>(), promised.keys().collect());
            for (key, found) in found {
                same_members(found, &promised[key]);
            }
        }
        (Value::Array(found), Value::Array(promised)) => {
            if let Some(first) = promised.first() {
                for found in found {
                    same_members(found, first);
                }
            }
        }
        // Unknown is null on either side, whatever the kind of value.
        (Value::Null, _) | (_, Value::Null) => {}
        _ => assert_eq!(kind(found), kind(promised), "{found} instead of {promised}"),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "truth value",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        _ => "something else",
    }
}
