//! A quote that nobody answers is brought back to its partner's mind: on the days the settings say, in the thread of the
//! quote, once; and never when there is nothing to order any more.

use std::fs;

use mail_parser::{Message, MessageParser};
use pretty_assertions::assert_eq;

use crate::support::databases::{Place, on_both};
use crate::support::program::{Lens, Program};

const NOW: &str = "2026-11-22T05:00:00Z";
const NUMBER: &str = "TU-PPE-E8-2026-11-v1";

on_both! {
    a_partner_is_reminded_twice_in_the_thread_of_the_quote_and_hears_no_more_once_it_has_expired,
    nobody_is_reminded_of_a_quote_that_was_withdrawn,
    days_on_which_nobody_was_there_are_made_up_for_by_one_reminder,
    no_day_in_the_settings_means_no_reminder,
    the_audit_after_a_quotes_last_day_knows_that_it_has_expired_though_nobody_was_there,
}

async fn a_partner_is_reminded_twice_in_the_thread_of_the_quote_and_hears_no_more_once_it_has_expired(place: Place) {
    let (mut program, _lens) = quoted(&place, "[10, 3]");
    let letters = program.letters();
    let quote = of_kind(&letters, "true_up_quote").pop().unwrap();
    let thread = quote.message_id().unwrap().to_owned();
    // Valid until the 22nd of December, a Tuesday: the 12th and the 19th are Saturdays, so the Fridays before.
    let december = Lens::start(&["--contracts", "0", "--month", "2026-12", "--fixed", "e8"]);
    let days = [
        ("2026-12-11T04:55:00Z", 0),
        ("2026-12-11T05:05:00Z", 1),
        ("2026-12-14T05:00:00Z", 1),
        ("2026-12-18T05:05:00Z", 2),
        ("2026-12-22T22:00:00Z", 2),
        ("2026-12-23T05:00:00Z", 2),
    ];
    for (now, reminders) in days {
        program.go_on(now, &december, None);
        // The last day is included (A26).
        let state = if now < "2026-12-23" { "sent" } else { "expired" };
        assert_eq!(program.json(&["quote", "show", NUMBER])["state"], state, "at {now}");
        for _ in 0..2 {
            program.expect(0, &["run"]);
            assert_eq!(of_kind(&program.letters(), "quote_reminder").len(), reminders, "at {now}");
        }
    }
    let letters = program.letters();
    for (reminder, left) in of_kind(&letters, "quote_reminder").iter().zip(["11 giorni", "4 giorni"]) {
        assert_eq!(reminder.in_reply_to().as_text(), Some(thread.as_str()));
        assert_eq!(reminder.references().as_text(), Some(thread.as_str()));
        assert_ne!(reminder.message_id(), Some(thread.as_str()));
        assert_eq!(reminder.to().unwrap().first().unwrap().address(), Some("service-0@example.com"));
        assert!(reminder.subject().unwrap().starts_with("Sollecito: preventivo di adeguamento TU-PPE-E8-2026-11-v1"));
        for part in [reminder.body_text(0).unwrap(), reminder.body_html(0).unwrap()] {
            let part = part.replace("&nbsp;", "\u{a0}");
            let told = [NUMBER, "375,00\u{a0}EUR", "22 dicembre 2026", "22 novembre 2026"];
            for told in told {
                assert!(part.contains(told), "{told:?} is not in {part}");
            }
            assert!(part.to_lowercase().contains(left), "{left} is not in {part}");
        }
    }
    let journal = program.json(&["journal", "--contract", "PPE-E8"]);
    let reminded = journal.as_array().unwrap().iter().filter(|entry| entry["action"] == "quote_reminder");
    assert_eq!(reminded.count(), 2);
}

async fn nobody_is_reminded_of_a_quote_that_was_withdrawn(place: Place) {
    let (mut program, lens) = quoted(&place, "[10, 3]");
    program.expect(0, &["quote", "withdraw", NUMBER, "--reason", "ordered otherwise"]);
    later(&mut program, &lens, "2026-12-19T05:00:00Z");
    assert_eq!(of_kind(&program.letters(), "quote_reminder").len(), 0);
}

async fn days_on_which_nobody_was_there_are_made_up_for_by_one_reminder(place: Place) {
    let (mut program, lens) = quoted(&place, "[20, 10, 3]");
    later(&mut program, &lens, "2026-12-19T05:00:00Z");
    let letters = program.letters();
    let reminders = of_kind(&letters, "quote_reminder");
    assert_eq!(reminders.len(), 1);
    assert!(reminders[0].body_text(0).unwrap().to_lowercase().contains("3 giorni"));
    later(&mut program, &lens, "2026-12-22T05:00:00Z");
    assert_eq!(of_kind(&program.letters(), "quote_reminder").len(), 1);
}

async fn no_day_in_the_settings_means_no_reminder(place: Place) {
    let (mut program, lens) = quoted(&place, "[]");
    later(&mut program, &lens, "2026-12-22T05:00:00Z");
    assert_eq!(of_kind(&program.letters(), "quote_reminder").len(), 0);
}

async fn the_audit_after_a_quotes_last_day_knows_that_it_has_expired_though_nobody_was_there(place: Place) {
    let (mut program, _lens) = quoted(&place, "[10, 3]");
    let january = Lens::start(&["--contracts", "0", "--month", "2027-01", "--fixed", "e8"]);
    program.go_on("2027-01-01T05:30:00Z", &january, None);
    program.expect(0, &["run"]);
    let report = program.expect(0, &["report", "PPE-E8", "--format", "text"]).stdout;
    assert!(report.contains("scaduto"), "{report}");
}

/// A ledger in which a quote was sent on the 22nd of November.
fn quoted(place: &Place, reminder_days: &str) -> (Program, Lens) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let program = Program::on(&place.url, NOW, &lens, None);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let settings = format!("{settings}[documents]\nquote_reminder_days = {reminder_days}\n");
    fs::write(program.path("trueup.toml"), settings).unwrap();
    program.apply(&lens);
    program.expect(0, &["run"]);
    assert_eq!(program.json(&["quote", "show", NUMBER])["valid_until"], "2026-12-22");
    (program, lens)
}

/// The same, seen by a daemon that was away until then; nobody answers for Lens.
fn later(program: &mut Program, lens: &Lens, now: &str) {
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    program.go_on(now, lens, None);
    fs::write(program.path("trueup.toml"), settings).unwrap();
    program.run(&["run"]);
}

/// Letters of a kind, in the order in which they were written.
fn of_kind<'a>(letters: &'a [(String, Vec<u8>)], kind: &str) -> Vec<Message<'a>> {
    let parsed = letters.iter().map(|(_, bytes)| MessageParser::default().parse(bytes).unwrap());
    parsed.filter(|message| message.header_raw("X-Trueup-Kind").unwrap().trim() == kind).collect()
}
