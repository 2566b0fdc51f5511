//! Commands beside a running daemon: what a person decides or hands in, it goes on with by itself, and nobody does
//! anything twice.

use std::fs;

use pretty_assertions::assert_eq;

use crate::support::daemon::Daemon;
use crate::support::databases::{Place, on_both};
use crate::support::program::{Lens, Program, list, word};

const NOW: &str = "2026-11-22T05:00:00Z";

on_both! {
    a_daemon_goes_on_with_what_people_do_beside_it,
}

async fn a_daemon_goes_on_with_what_people_do_beside_it(place: Place) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "a=100:106,b=100:106,c=40:40"]);
    let program = Program::on(&place.url, NOW, &lens, None);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let settings = settings.replace("[release]\n", "[release]\ntrue_up_quote = \"approval\"\n");
    fs::write(program.path("trueup.toml"), settings).unwrap();
    // Before anything is declared: the daemon makes the ledger.
    let mut daemon = Daemon::start(&program);
    program.apply(&lens);
    fs::write(program.path("by-file.toml"), BY_FILE).unwrap();
    program.expect(0, &["apply", "by-file.toml"]);
    program.expect(3, &["run"]);
    assert_eq!(state(&program, "PPE-FILE"), "waiting");

    let (a, b) = ("TU-PPE-A-2026-11-v1", "TU-PPE-B-2026-11-v1");
    program.expect(0, &["--by", "anna", "quote", "approve", a]);
    program.expect(0, &["quote", "withdraw", b, "--reason", "The site closes"]);
    daemon.wait_for("the released quote is out", |_| program.json(&["quote", "show", a])["state"] == "sent");
    assert_eq!(program.json(&["quote", "show", b])["state"], "withdrawn");

    fs::write(program.path("devices.csv"), "Device Model,Serial Number\nVoyager 4320,S1\nVoyager 4320,S2\n").unwrap();
    program.expect(0, &["ingest", "inventory", "devices.csv", "--customer", "by-file"]);
    daemon.wait_for("the file is audited", |_| state(&program, "PPE-FILE") == "audited");
    daemon.wait_for("every letter is out", |daemon| daemon.metric("trueup_letters{state=\"pending\"}") == 0);
    assert_eq!(daemon.logged("audit published"), 1, "the others are of the run beside it\n{}", daemon.log());
    // The same letters whoever sent them, each once.
    let outbox = program.json(&["outbox", "list"]);
    assert!(list(&outbox).iter().all(|letter| word(letter, "state") == "sent"), "{outbox}");
    assert_eq!(program.letters().len(), list(&outbox).len());
    program.json(&["journal"]);
    program.expect(0, &["run"]);
    assert_eq!(program.letters().len(), list(&outbox).len());
    daemon.signal("TERM");
    assert_eq!(daemon.end().0, Some(0));
}

fn state(program: &Program, contract: &str) -> String {
    let status = program.json(&["status", "--contract", contract]);
    word(&status["audits"][0], "state").to_owned()
}

const BY_FILE: &str = r#"
[[partner]]
id = "by-file"
name = "Partner con file"
language = "it"
quotes_to = ["ordini@by-file.example"]
[[csm]]
id = "by-file"
name = "Giulia Rossi"
email = "giulia.rossi@by-file.example"
language = "it"
[[customer]]
id = "by-file"
name = "Cliente con file"
partner = "by-file"
csm = "by-file"
inventory = { source = "report" }
[[contract]]
id = "PPE-FILE"
customer = "by-file"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"
[[contract.category]]
category = "headset"
ordered = 2
unit_annual_price = "18.00"
"#;
