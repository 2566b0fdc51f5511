//! Random worlds from Lens to the letters: what `status` and `quote` say is what a second set of rules, written with
//! fractions in another language, says about the same devices.

use std::collections::{BTreeMap, BTreeSet};

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::databases::Place;
use crate::support::dump::{dump, sizes};
use crate::support::program::{Lens, Program, Sink, ended, is_digest, list, seed, word};

const NOW: &str = "2026-11-22T05:00:00Z";

#[test]
fn a_random_world_with_faults_is_audited_as_the_second_set_of_rules_says() {
    let seed = seed();
    let lens = Lens::start(&["--seed", &seed, "--contracts", "40", "--faults", "--fixed", "e3,e4,e5,e6,e7,e8,e9"]);
    let sink = Sink::start();
    let program = Program::new(NOW, &lens, Some(&sink));
    audited_as_the_truth_says(&program, &lens);
    let status = program.json(&["status"]);
    let mut sent: Vec<_> = sink.about_contracts().into_iter().map(|letter| letter.message_id).collect();
    sent.sort();
    assert_eq!(sent, message_ids(&status));
}

#[test]
fn five_hundred_random_contracts_agree_with_the_fraction_calculator() {
    let seed = seed();
    let lens = Lens::start(&["--seed", &seed, "--contracts", "500", "--largest", "40"]);
    let program = Program::new(NOW, &lens, None);
    audited_as_the_truth_says(&program, &lens);
    let letters = program.letters().into_iter().filter(|(_, bytes)| !is_digest(bytes));
    assert_eq!(letters.count(), message_ids(&program.json(&["status"])).len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "that both had work to do is part of what is shown")]
async fn two_processes_at_once_make_one_report_and_one_quote_of_each_contract() {
    let Some(place) = Place::postgres().await else { return };
    let seed = seed();
    let lens = Lens::start(&["--seed", &seed, "--contracts", "50", "--largest", "60"]);
    let (alone_sink, together_sink) = (Sink::start(), Sink::start());
    let alone = Program::new(NOW, &lens, Some(&alone_sink));
    audited_as_the_truth_says(&alone, &lens);

    let together = Program::on(&place.url, NOW, &lens, Some(&together_sink));
    together.apply(&lens);
    let both = [together.start(&["-v", "run"]), together.start(&["-v", "run"])].map(ended);
    let published = both.each_ref().map(|done| done.stderr.matches("audit published").count());
    println!("audits published by the first process and by the second: {published:?}");
    let audited =
        list(&together.json(&["status"])["audits"]).iter().filter(|audit| audit["state"] == "audited").count();
    assert_eq!(published.iter().sum::<usize>(), audited, "{}\n{}", both[0].stderr, both[1].stderr);

    for what in [&["status"][..], &["quote", "list"]] {
        assert_eq!(timeless(together.json(what)), timeless(alone.json(what)), "trueup {}", what.join(" "));
    }
    let (one, two) = (dump(&alone.database()).await, dump(&together.database()).await);
    assert_eq!(sizes(&two), sizes(&one));
    let ids: Vec<_> = together_sink.about_contracts().into_iter().map(|letter| letter.message_id).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "a letter came twice");
    assert_eq!(ids.len(), alone_sink.about_contracts().len());
    assert_eq!(together_sink.taken().len(), alone_sink.taken().len(), "digests");
    assert_eq!(
        ids.into_iter().collect::<BTreeSet<_>>(),
        message_ids(&together.json(&["status"])).into_iter().collect()
    );
}

/// Applies, runs, and holds every audit and every quote against the truth.
fn audited_as_the_truth_says(program: &Program, lens: &Lens) {
    program.apply(lens);
    let quote_held = |truth: &Value| !truth["quote"].is_null() && !list(&truth["quote"]["held"]).is_empty();
    let person = lens.contracts().iter().any(|truth| truth["held_by_growth"] == true || quote_held(truth));
    program.expect(if person { 3 } else { 0 }, &["run"]);
    let status = program.json(&["status"]);
    assert_eq!(status["month"], lens.truth["month"]);
    let quotes = program.json(&["quote", "list"]);
    let quotes: BTreeMap<_, _> = list(&quotes).iter().map(|quote| (word(quote, "contract"), quote)).collect();
    let mut truths: Vec<_> = lens.contracts().iter().collect();
    truths.sort_by_key(|truth| word(truth, "contract"));
    assert_eq!(list(&status["audits"]).len(), truths.len());
    let mut with_quote = 0;
    for (audit, truth) in list(&status["audits"]).iter().zip(truths) {
        let contract = word(truth, "contract");
        assert_eq!(found(audit), wanted(truth), "seed {}, {contract}", lens.truth["seed"]);
        let quote = quotes.get(contract).copied();
        let wanted_quote = wanted_quote(truth);
        with_quote += usize::from(wanted_quote.is_some());
        assert_eq!(quote.map(found_quote), wanted_quote, "seed {}, {contract}", lens.truth["seed"]);
    }
    assert_eq!(quotes.len(), with_quote);
}

/// What `status` says of an audit, in the form of [`wanted`].
fn found(audit: &Value) -> Value {
    let mut models = BTreeMap::new();
    for model in list(&audit["models"]) {
        models.insert(format!("{}/{}", word(model, "category"), word(model, "model")), &model["counted"]);
    }
    let reasons = list(&audit["not_counted"]).iter().map(|left| (word(left, "reason"), &left["devices"]));
    let letters =
        list(&audit["letters"]).iter().map(|letter| format!("{} {}", word(letter, "kind"), word(letter, "state")));
    json!({
        "customer": audit["customer"], "partner": audit["partner"], "state": audit["state"], "reason": audit["reason"],
        "listed": audit["source"]["listed"], "counted": audit["source"]["counted"], "by_model": models,
        "not_counted": reasons.collect::<BTreeMap<_, _>>(), "categories": audit["categories"],
        "quote_state": audit["quote"]["state"], "total": audit["quote"]["total"],
        "letters": letters.collect::<BTreeSet<_>>(),
    })
}

/// What must be found; an audit that is held counts nothing.
fn wanted(truth: &Value) -> Value {
    let held = truth["held_by_growth"] == true;
    let quote = wanted_quote(truth).unwrap_or_default();
    let mut letters = vec!["csm_report sent"];
    letters.extend((quote["state"] == "held").then_some("held_document sent"));
    letters.extend((quote["state"] == "sent").then_some("true_up_quote sent"));
    let mut categories = truth["categories"].clone();
    if held {
        for category in categories.as_array_mut().unwrap() {
            for member in ["counted", "increase", "increase_percent", "new_contracted", "new_baseline"] {
                category[member] = Value::Null;
            }
            category["state"] = json!("unaudited");
        }
    }
    let unless_held = |value: Value, otherwise: Value| if held { otherwise } else { value };
    json!({
        "customer": truth["customer"], "partner": truth["partner"],
        "state": if held { "held" } else { "audited" }, "reason": unless_held(Value::Null, json!("growth")),
        "listed": unless_held(truth["listed"].clone(), Value::Null),
        "counted": unless_held(truth["counted"].clone(), Value::Null),
        "by_model": unless_held(truth["by_model"].clone(), json!({})),
        "not_counted": unless_held(truth["not_counted"].clone(), json!({})), "categories": categories,
        "quote_state": quote["state"], "total": quote["total"],
        "letters": unless_held(json!(letters), json!(["held_document sent"])),
    })
}

fn found_quote(quote: &Value) -> Value {
    let lines = list(&quote["lines"]).iter().map(|line| {
        json!({
            "category": line["category"], "tranche": line["tranche"], "units": line["units"],
            "unit_annual_price": line["unit_annual_price"], "charge_from": line["charge_from"],
            "charge_to": line["charge_to"], "months": line["months"], "amount": line["amount"],
        })
    });
    json!({
        "state": quote["state"], "reason": quote["reason"], "currency": quote["currency"], "total": quote["total"],
        "issued_on": quote["issued_on"], "valid_until": quote["valid_until"], "version": quote["version"],
        "month": quote["month"], "lines": lines.collect::<Vec<_>>(), "after": quote["after"],
    })
}

fn wanted_quote(truth: &Value) -> Option<Value> {
    let quote = &truth["quote"];
    if quote.is_null() || truth["held_by_growth"] == true {
        return None;
    }
    let held: Vec<_> = list(&quote["held"]).iter().map(|reason| reason.as_str().unwrap()).collect();
    let released = held.is_empty();
    let mut lines = quote["lines"].clone();
    for line in lines.as_array_mut().unwrap() {
        line["tranche"] = json!(1);
    }
    let action = list(&truth["categories"]).iter().filter(|category| category["state"] == "action");
    let after = action.map(|category| {
        json!({
            "category": category["category"], "contracted": category["new_contracted"],
            "baseline": category["new_baseline"],
        })
    });
    Some(json!({
        "state": if released { "sent" } else { "held" },
        "reason": if released { Value::Null } else { json!(held.join(", ")) },
        "currency": quote["currency"], "total": quote["total"],
        "issued_on": released.then_some("2026-11-22"), "valid_until": released.then_some("2026-12-22"), "version": 1,
        "month": "2026-11", "lines": lines, "after": after.collect::<Vec<_>>(),
    }))
}

/// Message-IDs of a status, sorted.
fn message_ids(status: &Value) -> Vec<String> {
    let letters = list(&status["audits"]).iter().flat_map(|audit| list(&audit["letters"]));
    let mut ids: Vec<_> = letters.map(|letter| word(letter, "message_id").to_owned()).collect();
    ids.sort();
    ids
}

/// Without what differs between two runs of the same: times, the ids made of them, and the order that ids give letters.
fn timeless(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            if let Some(Value::Array(letters)) = members.get_mut("letters") {
                letters.sort_by_key(|letter| word(letter, "kind").to_owned());
            }
            members.retain(|key, _| !["taken_at", "at", "id", "message_id"].contains(&key.as_str()));
            members.values_mut().for_each(|member| *member = timeless(member.take()));
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| *element = timeless(element.take())),
        _ => {}
    }
    value
}
