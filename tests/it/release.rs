//! A hand on the release: of several people at once one wins and the others are told who did, and the commands that a
//! letter names do what it says when they are pasted into a shell.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use mail_parser::MessageParser;
use pretty_assertions::assert_eq;

use crate::support::databases::{Place, on_both};
use crate::support::program::{Done, Lens, Program, ended, list, word};

const NOW: &str = "2026-11-22T05:00:00Z";

on_both! {
    of_two_people_who_release_a_quote_at_once_one_wins_and_the_other_is_told,
    of_one_who_releases_and_one_who_withdraws_one_wins_and_the_other_is_told,
    the_commands_of_the_letters_work_when_they_are_pasted,
}

/// Contracts with a quote each.
const QUOTES: [&str; 5] = ["a", "b", "c", "d", "e"];

async fn of_two_people_who_release_a_quote_at_once_one_wins_and_the_other_is_told(place: Place) {
    let (program, _lens) = with_drafts(&place);
    for contract in QUOTES {
        let number = number(contract);
        let (winner, told) = race(&program, &["quote", "approve", &number], &["quote", "approve", &number]);
        let said = format!("quote {number} is approved since ");
        assert!(told.contains(&said) && told.contains(&format!("by {winner}")), "{winner} won, and the other: {told}");
        assert!(told.contains("it cannot be approved"), "{told}");
        assert_eq!(decisions(&program, &number), [("quote_approved".to_owned(), winner)]);
    }
    program.expect(0, &["run"]);
    let outbox = program.json(&["outbox", "list"]);
    let quotes = list(&outbox).iter().filter(|letter| word(letter, "kind") == "true_up_quote");
    assert_eq!(quotes.count(), QUOTES.len(), "each quote went out once");
}

async fn of_one_who_releases_and_one_who_withdraws_one_wins_and_the_other_is_told(place: Place) {
    let (program, _lens) = with_drafts(&place);
    for contract in QUOTES {
        let number = number(contract);
        let withdraw = ["quote", "withdraw", &number, "--reason", "The customer closes the site"];
        let both = together(&program, &["quote", "approve", &number], &withdraw);
        // Each process has a shifted clock of its own: which of the two was first is not in the order of their entries.
        let mut events = decisions(&program, &number);
        events.sort();
        let state = program.json(&["quote", "show", &number])["state"].as_str().unwrap().to_owned();
        let anna = ("quote_approved".to_owned(), "anna".to_owned());
        let bruno = ("quote_withdrawn".to_owned(), "bruno".to_owned());
        // Who withdraws a quote that was approved a moment ago wins, too: it is open still.
        let [late, withdrawn] = both;
        assert_eq!((withdrawn.code, state.as_str()), (0, "withdrawn"), "{}", withdrawn.stderr);
        if late.code == 0 {
            assert_eq!(events, [anna, bruno]);
        } else {
            assert_eq!((late.code, events), (1, vec![bruno]));
            let told = [format!("quote {number} is withdrawn since "), "by bruno: it cannot be approved".to_owned()];
            assert!(told.iter().all(|told| late.stderr.contains(told)), "{}", late.stderr);
        }
    }
    program.expect(0, &["run"]);
    let outbox = program.json(&["outbox", "list"]);
    let sent = |letter: &&serde_json::Value| word(letter, "kind") == "true_up_quote" && letter["state"] == "sent";
    assert_eq!(list(&outbox).iter().filter(sent).count(), 0, "a quote that was withdrawn before it left stays here");
}

async fn the_commands_of_the_letters_work_when_they_are_pasted(place: Place) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "jump=100:140,a=100:106,b=100:106"]);
    let program = Program::on(&place.url, NOW, &lens, None);
    by_approval(&program);
    program.apply(&lens);
    program.expect(3, &["run"]);
    let commands = commands(&program);
    let wanted = [
        "trueup quote approve TU-PPE-A-2026-11-v1",
        "trueup quote approve TU-PPE-B-2026-11-v1",
        "trueup quote withdraw TU-PPE-A-2026-11-v1 --reason ",
        "trueup quote withdraw TU-PPE-B-2026-11-v1 --reason ",
        "trueup run --contract PPE-JUMP",
        "trueup run --contract PPE-JUMP --accept-held ",
    ];
    assert_eq!(commands.len(), wanted.len(), "{commands:#?}");
    for (command, wanted) in commands.iter().zip(wanted) {
        assert!(command.starts_with(wanted), "{command}");
    }
    let [release, _, _, withdraw, again, accept] = &commands[..] else { panic!("{commands:?}") };
    paste(&program, release, 0);
    paste(&program, withdraw, 0);
    // What is counted again is held again; the quote of what is accepted waits for its own release.
    paste(&program, again, 3);
    paste(&program, accept, 3);
    let state = |contract: &str| program.json(&["quote", "show", &number(contract)])["state"].clone();
    assert_eq!([state("a"), state("b"), state("jump")], ["sent", "withdrawn", "draft"]);
    paste(&program, &format!("trueup quote approve {}", number("jump")), 0);
    let by = program.json(&["journal"]);
    let decided = list(&by).iter().filter(|entry| word(entry, "by").starts_with("tester@"));
    let decided: Vec<_> = decided.map(|entry| word(entry, "action")).collect();
    for action in ["quote_approved", "quote_withdrawn", "audit_accepted"] {
        assert!(decided.contains(&action), "{action} is not by the person in {decided:?}");
    }
}

fn number(contract: &str) -> String {
    format!("TU-PPE-{}-2026-11-v1", contract.to_uppercase())
}

/// A ledger with a quote for each contract that waits for its release.
fn with_drafts(place: &Place) -> (Program, Lens) {
    let fixed: Vec<_> = QUOTES.iter().map(|contract| format!("{contract}=100:106")).collect();
    let lens = Lens::start(&["--contracts", "0", "--fixed", &fixed.join(",")]);
    let program = Program::on(&place.url, NOW, &lens, None);
    by_approval(&program);
    program.apply(&lens);
    program.expect(3, &["run"]);
    (program, lens)
}

fn by_approval(program: &Program) {
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let settings = settings.replace("[release]\n", "[release]\ntrue_up_quote = \"approval\"\n");
    fs::write(program.path("trueup.toml"), settings).unwrap();
}

/// Two processes at once, by Anna and by Bruno.
fn together(program: &Program, anna: &[&str], bruno: &[&str]) -> [Done; 2] {
    let start = |by, command: &[&str]| program.start(&[&["--by", by], command].concat());
    [start("anna", anna), start("bruno", bruno)].map(ended)
}

/// Who won, and what the other was told.
fn race(program: &Program, anna: &[&str], bruno: &[&str]) -> (String, String) {
    let [anna, bruno] = together(program, anna, bruno);
    match (anna.code, bruno.code) {
        (0, 1) => ("anna".to_owned(), bruno.stderr),
        (1, 0) => ("bruno".to_owned(), anna.stderr),
        codes => panic!("one wins: {codes:?}\n{}\n{}", anna.stderr, bruno.stderr),
    }
}

/// What people decided about a quote, and who did.
fn decisions(program: &Program, number: &str) -> Vec<(String, String)> {
    let journal = program.json(&["journal"]);
    let about = list(&journal).iter().filter(|entry| entry["subject"] == number && word(entry, "by") != "trueup");
    about.map(|entry| (word(entry, "action").to_owned(), word(entry, "by").to_owned())).collect()
}

/// The commands of all letters about what is held, sorted.
fn commands(program: &Program) -> Vec<String> {
    let mut commands = Vec::new();
    for (_, bytes) in program.letters() {
        let message = MessageParser::default().parse(&bytes).unwrap();
        if message.header_raw("X-Trueup-Kind").unwrap().trim() == "held_document" {
            let text = message.body_text(0).unwrap().into_owned();
            commands.extend(
                text.lines()
                    .filter_map(|line| Some(line.trim()).filter(|line| line.starts_with("trueup ")))
                    .map(str::to_owned),
            );
        }
    }
    commands.sort();
    commands
}

/// Gives a line to a shell that finds the program on its path; the program is told what time it is.
fn paste(program: &Program, line: &str, code: i32) {
    let folder = program.path("bin");
    fs::create_dir_all(&folder).unwrap();
    let script = format!("#!/bin/sh\nexec {} --now {NOW} \"$@\"\n", env!("CARGO_BIN_EXE_trueup"));
    fs::write(folder.join("trueup"), script).unwrap();
    fs::set_permissions(folder.join("trueup"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", line]).current_dir(program.path(".")).env_clear().env("PATH", &folder).env("USER", "tester");
    let done = shell.output().unwrap();
    assert_eq!(done.status.code(), Some(code), "{line}\n{}", String::from_utf8_lossy(&done.stderr));
}
