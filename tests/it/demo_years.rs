//! `trueup demo --years 2`: the same letters each time, each once, of every kind in both languages; what the quotes say is
//! what the commands say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use mail_parser::{MessageParser, MimeHeaders};
use pretty_assertions::assert_eq;
use serde_json::Value;
use tempfile::TempDir;
use trueup::domain::state::LetterKind;

use crate::support::desk::{done, ended_with, has};

/// Two rehearsals side by side, of the same two years.
struct Played {
    folders: [TempDir; 2],
}

/// A letter as it lies in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Letter {
    kind: String,
    contract: String,
    month: String,
    to: String,
    subject: String,
    attachments: Vec<String>,
    text: String,
}

fn trueup(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
    command.args(arguments).current_dir(folder).env_clear().env("USER", "tester").stdin(Stdio::null());
    command.output().unwrap()
}

impl Played {
    fn play() -> Self {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let arguments = ["demo", "played", "--years", "2"];
        thread::scope(|scope| {
            for folder in &folders {
                scope.spawn(|| {
                    let told = ended_with(0, &arguments, done(&trueup(folder.path(), &arguments)));
                    has(&told.stdout, &["what happened", "baseline_confirmation", "played/letters/it/", "PO-7302"]);
                });
            }
        });
        Self { folders }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folders[0].path().join("played").join(name)
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let arguments = [&["--config", "played/trueup.toml"], arguments, &["--json"]].concat();
        let told = ended_with(0, &arguments, done(&trueup(self.folders[0].path(), &arguments)));
        serde_json::from_str(&told.stdout).unwrap()
    }

    /// What was mailed in one of the rehearsals, in order.
    fn letters(&self, rehearsal: usize) -> Vec<Letter> {
        let outbox = self.folders[rehearsal].path().join("played/outbox");
        let mut letters: Vec<_> = fs::read_dir(outbox).unwrap().map(|file| letter(&file.unwrap().path())).collect();
        letters.sort();
        letters
    }
}

fn letter(path: &Path) -> Letter {
    let bytes = fs::read(path).unwrap();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let header = |name: &str| mail.header(name).and_then(|value| value.as_text()).unwrap_or("-").to_owned();
    Letter {
        kind: header("X-Trueup-Kind"),
        contract: header("X-Trueup-Contract"),
        month: header("X-Trueup-Month"),
        to: mail.to().unwrap().first().unwrap().address().unwrap().to_owned(),
        subject: mail.subject().unwrap().to_owned(),
        attachments: mail.attachments().map(|file| file.attachment_name().unwrap_or("-").to_owned()).collect(),
        text: mail.body_text(0).unwrap().into_owned(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("-")
}

/// An amount as each language writes it.
fn written(quote: &Value) -> String {
    let (total, currency) = (text(quote, "total"), text(quote, "currency"));
    if currency == "EUR" { format!("{} EUR", total.replace('.', ",")) } else { format!("{currency} {total}") }
}

#[test]
fn two_years_are_played_with_the_same_letters_each_time_and_what_they_say_is_in_the_ledger() {
    let played = Played::play();
    let letters = played.letters(0);
    same_each_time(&letters, &played.letters(1));
    each_once(&played, &letters);
    every_kind_in_both_languages(&played);
    quotes(&played, &letters);
    notices(&played);
    // The ledger is there: it is not played over.
    let again = ended_with(2, &["demo"], done(&trueup(played.folders[0].path(), &["demo", "played", "--years", "2"])));
    has(&again.stderr, &["trueup.db", "another folder"]);
    assert_eq!(played.letters(0).len(), letters.len());
}

/// Ids, digests of templates and times of day aside.
fn same_each_time(one: &[Letter], other: &[Letter]) {
    let short = |letters: &[Letter]| -> Vec<Letter> {
        letters.iter().map(|letter| Letter { text: String::new(), ..letter.clone() }).collect()
    };
    assert_eq!(short(one), short(other));
    assert!(one.len() > 200, "{}", one.len());
}

fn each_once(played: &Played, letters: &[Letter]) {
    let mut times: BTreeMap<[&str; 6], u32> = BTreeMap::new();
    for Letter { kind, contract, month, to, subject, text, .. } in letters {
        // Reminders of one thing have one subject, and begin with other words.
        let begins = text.lines().next().unwrap_or_default();
        *times.entry([kind, contract, month, to, subject, begins]).or_default() += 1;
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
    let outbox = played.json(&["outbox", "list"]);
    assert!(list(&outbox).iter().all(|letter| letter["state"] == "sent"));
    assert_eq!(list(&outbox).len(), letters.len());
}

fn every_kind_in_both_languages(played: &Played) {
    let outbox = played.json(&["outbox", "list"]);
    let count = |kind: &str, language: &str| {
        list(&outbox).iter().filter(|letter| letter["kind"] == kind && letter["language"] == language).count()
    };
    for kind in LetterKind::ALL.map(LetterKind::as_str) {
        let [italian, english] = ["it", "en"].map(|language| count(kind, language));
        assert_eq!(italian, english, "{kind}");
        // Nothing fails for so long that the operator is told.
        assert_eq!(italian > 0, kind != "operator_alert", "{kind}");
    }
    for language in ["it", "en"] {
        let pages = fs::read_dir(played.path("letters").join(language)).unwrap().count();
        let letters = list(&outbox).iter().filter(|letter| letter["language"] == language).count();
        assert_eq!(pages, 2 * letters, "a page and a text of each");
    }
}

/// Totals are the same in `quote list`, `quote show`, in the status of the month that issued it, and in the letter.
fn quotes(played: &Played, letters: &[Letter]) {
    let quotes = played.json(&["quote", "list"]);
    let states = |side: &str| -> Vec<String> {
        let of = |quote: &&Value| text(quote, "contract").starts_with(side);
        let short = |quote: &Value| {
            let number = text(quote, "number").replace(side, "");
            format!("{number} {} {}", text(quote, "state"), text(quote, "total"))
        };
        list(&quotes).iter().filter(of).map(short).collect()
    };
    let italian = states("PPE-IT");
    assert_eq!(italian, states("PPE-EN"));
    // The months charged and the prices of programme.md R25 and R27: 12 headsets for 9 months and 12 for 8 at 18.00; two
    // video devices for 7 months at 140.00; 14 for 3 at 19.20; 15 for 11 and 15 for 10; what an order of 20 leaves of them;
    // that with 15 for 8; what the order for the version before leaves; 16 for 4.
    assert_eq!(
        italian,
        [
            "TU--1-2026-07-v1 superseded 162.00",
            "TU--1-2026-07-v2 po_received 306.00",
            "TU--1-2026-09-v1 po_received 163.33",
            "TU--1-2026-09-v2 superseded 163.33",
            "TU--1-2027-01-v1 withdrawn 67.20",
            "TU--2-2027-05-v1 superseded 264.00",
            "TU--2-2027-05-v2 po_received 504.00",
            "TU--2-2027-06-v1 po_received 160.00",
            "TU--2-2027-06-v2 superseded 352.00",
            "TU--2-2027-08-v1 po_received 192.00",
            "TU--2-2027-12-v1 po_received 102.40",
        ]
    );
    for quote in list(&quotes) {
        let number = text(quote, "number");
        assert_eq!(*quote, played.json(&["quote", "show", number]), "{number}");
        let carrier = letters.iter().find(|letter| letter.kind == "true_up_quote" && letter.text.contains(number));
        let carrier = carrier.unwrap_or_else(|| panic!("{number} has no letter"));
        let total = written(quote);
        assert!(carrier.text.replace('\u{a0}', " ").contains(&total), "{number}: {total} is not in {}", carrier.text);
    }
    // A later version says what it changes in the one before.
    for (number, words) in [
        ("TU-PPE-EN-1-2026-07-v2", "Replaces: TU-PPE-EN-1-2026-07-v1; in addition: 12 headsets"),
        ("TU-PPE-IT-1-2026-09-v2", "Sostituisce: TU-PPE-IT-1-2026-09-v1, con le stesse unità e dagli stessi mesi"),
        ("RMA-PPE-EN-1-2026-v5", "List prices: those of poly-gbp 2027-01 in place of poly-gbp 2026-01."),
    ] {
        let letter = letters.iter().find(|letter| letter.subject.contains(number)).unwrap();
        has(&letter.text.replace('\u{a0}', " "), &[words]);
    }
    let mut shown = 0;
    for month in ["2026-07", "2026-08", "2026-09", "2027-01", "2027-05", "2027-06", "2027-08", "2027-12"] {
        for audit in list(&played.json(&["status", "--month", month])["audits"]) {
            let quote = list(&quotes).iter().find(|quote| quote["number"] == audit["quote"]["number"]).unwrap();
            assert_eq!([&audit["quote"]["total"], &audit["quote"]["state"]], [&quote["total"], &quote["state"]]);
            shown += 1;
        }
    }
    assert_eq!(shown, 16);
}

/// A warning, a crossing, a position that an order makes smaller, two more, and the final statement at new prices.
fn notices(played: &Played) {
    let notices = played.json(&["notice", "list"]);
    let italian: Vec<_> = list(&notices).iter().filter(|notice| notice["contract"] == "PPE-IT-1").collect();
    let short = |notice: &&Value| {
        let figures = ["base", "allowed", "overage"].map(|key| notice[key].as_u64().unwrap());
        (
            text(notice, "issued_on").to_owned(),
            figures,
            text(notice, "total").to_owned(),
            text(notice, "state").to_owned(),
        )
    };
    let row = |day: &str, figures: [u64; 3], total: &str, state: &str| {
        (day.to_owned(), figures, total.to_owned(), state.to_owned())
    };
    assert_eq!(
        italian.iter().map(short).collect::<Vec<_>>(),
        [
            row("2026-08-06", [200, 10, 3], "517.00", "superseded"),
            row("2026-08-20", [224, 11, 2], "458.00", "superseded"),
            row("2026-10-07", [224, 11, 4], "746.00", "superseded"),
            row("2026-11-10", [224, 11, 5], "805.00", "superseded"),
            row("2027-01-01", [234, 11, 5], "841.00", "final"),
        ]
    );
    assert_eq!(list(&notices).len(), 2 * italian.len());
}
