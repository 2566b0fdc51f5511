//! `apply`: all or nothing, idempotent, and what an audit has used stays as it was.

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use pretty_assertions::assert_eq;
use tempfile::TempDir;
use trueup::domain::contract::Contract;
use trueup::domain::outcome::SourceKind;
use trueup::domain::party::Partner;
use trueup::domain::state::QuoteState;
use trueup::flow::apply::{Applied, ApplyError, Change, Order, apply};
use trueup::store::register::{self, EntryKind};
use trueup::store::snapshots::{self, NewSnapshot};
use trueup::store::{Db, audits, blobs, journal, quotes};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{a, at, lease, opened, outcome, quote};

const PARTIES: &str = r#"
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "it"
quotes_to = ["ordini@nordcom.example"]
brand = { logo = "nordcom.svg" }
[[csm]]
id = "rossi"
name = "Giulia Rossi"
email = "giulia.rossi@example.com"
language = "it"
[[customer]]
id = "acme"
name = "Acme S.p.A."
partner = "nordcom"
csm = "rossi"
inventory = { source = "report" }
"#;

const CONTRACT: &str = r#"
[[contract]]
id = "PPE-1"
customer = "acme"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"
purchase_order = "PO-1"
[[contract.category]]
category = "headset"
installed = 950
growth_forecast = 100
growth_prepaid_percent = 50
unit_annual_price = "18.00"
[[contract.category]]
category = "video"
ordered = 10
[[contract.order]]
date = 2026-08-03
category = "video"
units = 2
[[contract.order]]
date = 2026-12-01
category = "video"
units = 3
"#;

/// Data files beside a ledger.
struct Stage {
    folder: TempDir,
    db: Db,
}

impl Stage {
    async fn new(place: &Place) -> Self {
        let stage = Self { folder: tempfile::tempdir().unwrap(), db: place.ledger().await };
        stage.write("nordcom.svg", "<svg><path d='M0 0h9v9z'/></svg>");
        stage.write("parties.toml", PARTIES);
        stage.write("contracts.toml", CONTRACT);
        stage
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    async fn order(&self, prune: bool, dry_run: bool, now: DateTime<Utc>) -> Result<Applied, ApplyError> {
        let files: [PathBuf; 1] = [self.folder.path().to_owned()];
        let zone = chrono_tz::Europe::Rome;
        let order =
            Order { files: &files, credentials: ["nordcom".to_owned()].into(), prune, dry_run, by: "anna", zone };
        apply(&self.db, &order, now).await
    }

    /// The lines of what was applied.
    async fn apply(&self) -> Vec<String> {
        let applied = self.order(false, false, at(0)).await.unwrap();
        applied.changes.iter().map(Change::line).collect()
    }

    /// The contracts' file with one part replaced.
    fn change(&self, old: &str, new: &str) {
        assert!(CONTRACT.contains(old), "{old:?} is not in the file");
        self.write("contracts.toml", &CONTRACT.replacen(old, new, 1));
    }

    /// The problems, without the folder's name.
    async fn refused(&self, prune: bool) -> String {
        let before = self.entries().await;
        let refused = self.order(prune, false, at(9)).await.unwrap_err();
        assert!(matches!(refused, ApplyError::Problems(_)), "{refused}");
        assert_eq!(self.entries().await, before, "something was written");
        refused.to_string().replace(&format!("{}/", self.folder.path().display()), "")
    }

    async fn entries(&self) -> Vec<register::Entry> {
        let mut tx = self.db.read().await.unwrap();
        let mut entries = Vec::new();
        for kind in EntryKind::ALL {
            for entry in register::current(&mut tx, *kind).await.unwrap() {
                entries.extend(register::history(&mut tx, *kind, &entry.id).await.unwrap());
            }
        }
        entries
    }

    /// Audits the contract in November, with a quote for headsets.
    async fn audit_with_quote(&self) {
        let mut tx = self.db.write().await.unwrap();
        let customer = a("acme");
        let snapshot = NewSnapshot {
            customer: &customer,
            month: a("2026-11"),
            attempt: 1,
            kind: SourceKind::Lens,
            source_key: "k",
        };
        let snapshot = snapshots::open(&mut tx, snapshot, at(0)).await.unwrap().id;
        let id = opened(&mut tx, "PPE-1", "2026-11").await.id;
        let mine = lease(0);
        audits::claim(&mut tx, &id, &mine, at(0)).await.unwrap().unwrap();
        audits::publish(&mut tx, &id, &mine.token, &snapshot, &outcome("PPE-1", "2026-11"), at(1)).await.unwrap();
        let (partner, quote) = (a("nordcom"), quote("PPE-1", "2026-11", 1));
        let new = quotes::NewQuote { quote: &quote, customer: &customer, partner: &partner, audit: &id };
        let draft = quotes::Change { to: QuoteState::Draft, by: "trueup", reason: None };
        quotes::insert(&mut tx, new, draft, at(1)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

on_both! {
    what_the_files_declare_is_stored_with_logos_and_journal,
    the_same_files_again_write_nothing,
    a_dry_run_tells_the_difference_and_writes_nothing,
    a_person_sees_which_fields_change,
    one_mistake_anywhere_and_nothing_is_written,
    what_an_audit_has_used_cannot_be_changed,
    what_an_audit_has_not_used_can_be_changed_after_it,
    before_the_first_audit_everything_can_be_changed,
    prune_retires_and_deletes_nothing,
    prune_is_refused_while_a_quote_is_open,
    what_was_retired_can_come_back_but_its_history_holds,
}

async fn what_the_files_declare_is_stored_with_logos_and_journal(place: Place) {
    let stage = Stage::new(&place).await;
    assert_eq!(
        stage.apply().await,
        ["partner nordcom new", "csm rossi new", "customer acme new", "contract PPE-1 new"]
    );
    let mut tx = stage.db.read().await.unwrap();
    let contracts = register::current(&mut tx, EntryKind::Contract).await.unwrap();
    assert_eq!((contracts[0].version, contracts[0].applied_by.as_str(), contracts[0].applied_at), (1, "anna", at(0)));
    let contract: Contract = contracts[0].parse().unwrap();
    assert_eq!(contract.categories[0].ordered.total(), 1000);
    let partner = register::current(&mut tx, EntryKind::Partner).await.unwrap().remove(0);
    let logo = partner.parse::<Partner>().unwrap().brand.logo.unwrap();
    let kept = blobs::get(&mut tx, &logo.digest.parse().unwrap()).await.unwrap().unwrap();
    assert!(kept.starts_with(b"<svg xmlns="), "written anew");
    assert!(!partner.body.contains("svg"), "by its digest alone");
    let journal = journal::list(&mut tx, Some(&contract.id), None).await.unwrap();
    assert_eq!(journal.len(), 1);
    assert_eq!((journal[0].by.as_str(), journal[0].text.as_str()), ("anna", "contract PPE-1 new"));
}

async fn the_same_files_again_write_nothing(place: Place) {
    let stage = Stage::new(&place).await;
    stage.apply().await;
    stage.audit_with_quote().await;
    let before = stage.entries().await;
    for prune in [false, true] {
        let again = stage.order(prune, false, at(60)).await.unwrap();
        assert_eq!((again.written, again.changes.len(), again.unchanged), (false, 0, 4));
    }
    assert_eq!(stage.entries().await, before);
    let mut tx = stage.db.read().await.unwrap();
    assert_eq!(journal::list(&mut tx, None, None).await.unwrap().len(), 4);
}

async fn a_dry_run_tells_the_difference_and_writes_nothing(place: Place) {
    let stage = Stage::new(&place).await;
    let applied = stage.order(false, true, at(0)).await.unwrap();
    assert_eq!((applied.written, applied.changes.len()), (false, 4));
    assert_eq!(stage.entries().await, []);
    let json = serde_json::to_value(&applied).unwrap();
    assert_eq!(json["changes"][3], serde_json::json!({"kind": "contract", "id": "PPE-1", "what": "new", "fields": []}));
}

async fn a_person_sees_which_fields_change(place: Place) {
    let stage = Stage::new(&place).await;
    stage.apply().await;
    stage.change("purchase_order = \"PO-1\"\n", "purchase_order = \"PO-2\"\nmanaged_from = 2026-05-01\n");
    let line = "contract PPE-1 changed: managed_from: nothing -> \"2026-05-01\"; purchase_order: \"PO-1\" -> \"PO-2\"";
    assert_eq!(stage.apply().await, [line]);
    let mut tx = stage.db.read().await.unwrap();
    let journal = journal::list(&mut tx, Some(&a("PPE-1")), None).await.unwrap();
    assert_eq!(journal.last().unwrap().text, line);
    assert_eq!(register::history(&mut tx, EntryKind::Contract, "PPE-1").await.unwrap().len(), 2);
}

async fn one_mistake_anywhere_and_nothing_is_written(place: Place) {
    let stage = Stage::new(&place).await;
    stage.change("customer = \"acme\"", "customer = \"acne\"");
    let told = stage.refused(false).await;
    assert!(told.starts_with("contracts.toml: contract[PPE-1].customer: found \"acne\", which is unknown"), "{told}");
    assert_eq!(stage.entries().await, []);
}

async fn what_an_audit_has_used_cannot_be_changed(place: Place) {
    let stage = Stage::new(&place).await;
    stage.apply().await;
    stage.audit_with_quote().await;
    let table = [
        (
            "installed = 950",
            "installed = 960",
            "category[headset].ordered: found 1010; expected 1000, which the audits up to 2026-11 have used",
        ),
        ("ordered = 10", "ordered = 11", "contract[PPE-1].category[video].ordered: found 11; expected 10"),
        ("2026-04-01", "2026-04-02", "contract[PPE-1].term_start: found 2026-04-02; expected 2026-04-01"),
        (
            "2027-03-31",
            "2027-02-28",
            "contract[PPE-1].term_end: found 2027-02-28; expected 2027-03-31, which the audits up to 2026-11 have used; write the early end as `ended_on`",
        ),
        ("\"EUR\"", "\"USD\"", "contract[PPE-1].currency: found USD; expected EUR"),
        (
            "date = 2026-08-03",
            "date = 2026-08-04",
            "contract[PPE-1].order: found a change of an order; expected 2 units of video from 2026-08-03",
        ),
        (
            "\"18.00\"",
            "\"19.00\"",
            "contract[PPE-1].category[headset].unit_annual_price: found a change of past prices",
        ),
        (
            "[[contract.order]]",
            "[[contract.price]]\ncategory = \"headset\"\nfrom = 2026-10-01\nunit_annual_price = \"19\"\n[[contract.order]]",
            "a new price begins later, in [[contract.price]]",
        ),
    ];
    for (old, new, told) in table {
        stage.change(old, new);
        let problems = stage.refused(false).await;
        assert!(problems.starts_with("contracts.toml: ") && problems.contains(told), "{told}\n{problems}");
    }
    stage.write("contracts.toml", CONTRACT.split_once("[[contract.category]]\ncategory = \"video\"").unwrap().0);
    let problems = stage.refused(false).await;
    assert!(problems.contains("category[video]: found nothing; expected video"), "{problems}");
    let other = PARTIES.split_once("[[customer]]").unwrap().1.replace("acme", "beta");
    stage.write("beta.toml", &format!("[[customer]]{other}"));
    stage.change("customer = \"acme\"", "customer = \"beta\"");
    let problems = stage.refused(false).await;
    assert!(problems.contains("contract[PPE-1].customer: found beta; expected acme"), "{problems}");
}

async fn what_an_audit_has_not_used_can_be_changed_after_it(place: Place) {
    let stage = Stage::new(&place).await;
    stage.apply().await;
    stage.audit_with_quote().await;
    let price =
        "[[contract.price]]\ncategory = \"headset\"\nfrom = 2026-12-01\nunit_annual_price = \"19\"\n[[contract.order]]";
    let table = [
        ("date = 2026-12-01", "date = 2026-12-15"),
        ("ordered = 10", "ordered = 10\nunit_annual_price = \"120.00\""),
        ("currency = ", "ended_on = 2026-12-31\ncurrency = "),
        ("[[contract.order]]", price),
        (
            "[[contract.order]]",
            "[[contract.order]]\ndate = 2026-09-01\ncategory = \"headset\"\nunits = 5\n[[contract.order]]",
        ),
        ("installed = 950\ngrowth_forecast = 100\ngrowth_prepaid_percent = 50", "ordered = 1000"),
    ];
    for (old, new) in table {
        stage.change(old, new);
        let applied = stage.order(false, true, at(9)).await;
        assert!(applied.is_ok_and(|applied| applied.changes.len() == 1), "{new}");
    }
}

async fn before_the_first_audit_everything_can_be_changed(place: Place) {
    let stage = Stage::new(&place).await;
    stage.apply().await;
    stage.change("installed = 950", "installed = 960");
    let lines = stage.apply().await;
    assert_eq!(lines, ["contract PPE-1 changed: categories[headset].ordered.installed: 950 -> 960"]);
}

async fn prune_retires_and_deletes_nothing(place: Place) {
    let stage = Stage::new(&place).await;
    stage.write("models.toml", "[[model]]\nname = \"Voyager Legend 70\"\nkind = \"headset\"\n");
    stage.apply().await;
    stage.write("contracts.toml", "");
    stage.write("models.toml", "");
    assert_eq!(stage.apply().await, Vec::<String>::new(), "without --prune nothing is missed");
    let pruned = stage.order(true, false, at(5)).await.unwrap();
    let lines: Vec<_> = pruned.changes.iter().map(Change::line).collect();
    assert_eq!(lines, ["contract PPE-1 retired", "model Voyager Legend 70 retired"]);
    let mut tx = stage.db.read().await.unwrap();
    assert_eq!(register::current(&mut tx, EntryKind::Contract).await.unwrap(), []);
    assert_eq!(register::history(&mut tx, EntryKind::Contract, "PPE-1").await.unwrap()[0].retired_at, Some(at(5)));
    drop(tx);
    stage.write("parties.toml", PARTIES.split_once("[[csm]]").unwrap().0);
    stage.write("contracts.toml", CONTRACT);
    let told = stage.refused(true).await;
    assert!(told.contains("contract[PPE-1].customer: found \"acme\", which is unknown"), "{told}");
}

async fn prune_is_refused_while_a_quote_is_open(place: Place) {
    let stage = Stage::new(&place).await;
    stage.apply().await;
    stage.audit_with_quote().await;
    stage.write("contracts.toml", "");
    let told = stage.refused(true).await;
    let expected = "--prune: contract[PPE-1]: found in no file, while quote TU-PPE-1-2026-11-v1 is open (draft)";
    assert!(told.starts_with(expected), "{told}");
}

async fn what_was_retired_can_come_back_but_its_history_holds(place: Place) {
    let stage = Stage::new(&place).await;
    stage.apply().await;
    stage.audit_with_quote().await;
    let withdrawn = quotes::Change { to: QuoteState::Withdrawn, by: "anna", reason: Some("a test") };
    let mut tx = stage.db.write().await.unwrap();
    assert!(quotes::change(&mut tx, "TU-PPE-1-2026-11-v1", &[QuoteState::Draft], withdrawn, at(2)).await.unwrap());
    tx.commit().await.unwrap();
    stage.write("contracts.toml", "");
    stage.order(true, false, at(5)).await.unwrap();
    stage.change("ordered = 10", "ordered = 11");
    assert!(stage.refused(false).await.contains("category[video].ordered: found 11"));
    stage.write("contracts.toml", CONTRACT);
    assert_eq!(stage.apply().await, ["contract PPE-1 new"]);
}
