//! When audits fall due: over new year, leap days and changes of the clocks, and whatever the daemon slept through.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use pretty_assertions::assert_eq;
use trueup::domain::calendar::Calendar;
use trueup::domain::contract::Term;
use trueup::domain::month::Month;

use crate::programme::{contract, day, month};

fn calendar(zone: &str, audit: &str) -> Calendar {
    Calendar { zone: zone.parse::<Tz>().unwrap(), audit: audit.parse().unwrap() }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn each_month_has_its_one_moment_whatever_the_clocks_do() {
    let (rome, york, first) = ("Europe/Rome", "America/New_York", "0 6 1 * *");
    #[rustfmt::skip]
    let table = [
        // New year, winter and summer.
        (rome, first,             "2026-12", "2026-12-01T05:00:00Z"),
        (rome, first,             "2027-01", "2027-01-01T05:00:00Z"),
        (rome, first,             "2027-07", "2027-07-01T04:00:00Z"),
        (york, first,             "2027-01", "2027-01-01T11:00:00Z"),
        (york, "59 23 1 1 *",     "2027-01", "2027-01-02T04:59:00Z"),
        // In Rome this moment is still last year in UTC, in New York it is the day after.
        (rome, "0 0 1 * *",       "2027-01", "2026-12-31T23:00:00Z"),
        (york, "0 0 1 * *",       "2027-01", "2027-01-01T05:00:00Z"),
        // The last day of months of every length, and the leap day.
        (rome, "0 6 L * *",       "2026-02", "2026-02-28T05:00:00Z"),
        (rome, "0 6 L * *",       "2028-02", "2028-02-29T05:00:00Z"),
        (rome, "0 6 L * *",       "2026-04", "2026-04-30T04:00:00Z"),
        (rome, "0 6 L * *",       "2026-12", "2026-12-31T05:00:00Z"),
        (york, "30 23 L * *",     "2026-12", "2027-01-01T04:30:00Z"),
        (york, "30 23 L * *",     "2028-02", "2028-03-01T04:30:00Z"),
        // The hour that does not exist: the moment at which the clocks go on.
        (rome, "30 2 L * *",      "2024-03", "2024-03-31T01:00:00Z"),
        (york, "30 2 8 * *",      "2026-03", "2026-03-08T07:00:00Z"),
        // The hour that comes twice: the first time.
        (rome, "30 2 25 * *",     "2026-10", "2026-10-25T00:30:00Z"),
        (york, "30 1 1 * *",      "2026-11", "2026-11-01T05:30:00Z"),
        // With seconds.
        (rome, "15 0 6 1 * *",    "2026-11", "2026-11-01T05:00:15Z"),
    ];
    for (zone, audit, of, expected) in table {
        let due = calendar(zone, audit).due_at(month(of));
        assert_eq!(due, Some(at(expected)), "{audit} in {zone}, {of}");
    }
}

#[test]
fn no_month_of_twenty_years_is_without_its_moment_and_each_comes_after_the_one_before() {
    for zone in ["Europe/Rome", "America/New_York", "Pacific/Apia", "UTC"] {
        for audit in ["0 6 1 * *", "0 0 1 * *", "30 2 L * *", "0 6 L * *"] {
            let calendar = calendar(zone, audit);
            let mut now = at("2020-01-01T12:00:00Z");
            let first = calendar.month(calendar.next_due(now).unwrap());
            for of in first.through(first.plus(239)) {
                now = calendar.next_due(now).unwrap();
                assert_eq!(calendar.month(now), of, "{audit} in {zone}");
                assert_eq!(calendar.due_at(of), Some(now), "{audit} in {zone}, {of}");
            }
        }
    }
}

#[test]
fn it_is_time_to_look_at_the_start_at_the_moment_at_the_months_end_each_hour_and_when_the_clock_was_set_back() {
    let (rome, york) = (calendar("Europe/Rome", "0 6 1 * *"), calendar("America/New_York", "0 6 1 * *"));
    // In New York the clocks go back at two in the night of this moment, in Rome they go on in the night of its last one.
    let (fold, gap) = (calendar("America/New_York", "30 1 1 * *"), calendar("Europe/Rome", "30 2 L * *"));
    #[rustfmt::skip]
    let table = [
        (&rome, None,                         "2026-11-10T12:00:00Z", true),
        (&rome, Some("2026-11-10T12:00:00Z"), "2026-11-10T12:00:00Z", false),
        (&rome, Some("2026-11-10T12:00:00Z"), "2026-11-10T12:59:59Z", false),
        (&rome, Some("2026-11-10T12:00:00Z"), "2026-11-10T13:00:00Z", true),
        // The moment itself, and the second before it.
        (&rome, Some("2026-11-01T04:59:00Z"), "2026-11-01T04:59:59Z", false),
        (&rome, Some("2026-11-01T04:59:00Z"), "2026-11-01T05:00:00Z", true),
        (&rome, Some("2026-11-01T05:00:00Z"), "2026-11-01T05:30:00Z", false),
        // The month ends in Rome, not in UTC; so does the year.
        (&rome, Some("2026-11-30T22:59:00Z"), "2026-11-30T22:59:59Z", false),
        (&rome, Some("2026-11-30T22:59:00Z"), "2026-11-30T23:00:00Z", true),
        (&rome, Some("2026-12-31T22:59:00Z"), "2026-12-31T23:00:00Z", true),
        // Three months down.
        (&rome, Some("2026-08-10T12:00:00Z"), "2026-11-10T12:00:00Z", true),
        // Set back by a second, and by ten months.
        (&rome, Some("2026-11-10T12:00:00Z"), "2026-11-10T11:59:59Z", true),
        (&rome, Some("2026-11-10T12:00:00Z"), "2026-01-10T12:00:00Z", true),
        // The same in New York: the moment, the end of month and year, three months down, set back over new year.
        (&york, Some("2026-11-01T10:30:00Z"), "2026-11-01T10:59:59Z", false),
        (&york, Some("2026-11-01T10:30:00Z"), "2026-11-01T11:00:00Z", true),
        (&york, Some("2026-12-31T23:30:00Z"), "2027-01-01T00:10:00Z", false),
        (&york, Some("2027-01-01T04:30:00Z"), "2027-01-01T05:00:00Z", true),
        (&york, Some("2026-08-10T12:00:00Z"), "2026-11-10T12:00:00Z", true),
        (&york, Some("2027-01-01T05:10:00Z"), "2027-01-01T04:50:00Z", true),
        // Half past one comes twice, and calls once.
        (&fold, Some("2026-11-01T05:00:00Z"), "2026-11-01T05:30:00Z", true),
        (&fold, Some("2026-11-01T05:30:01Z"), "2026-11-01T06:30:00Z", false),
        // Half past two does not come, and calls when the clocks go on.
        (&gap,  Some("2024-03-31T00:30:00Z"), "2024-03-31T00:59:59Z", false),
        (&gap,  Some("2024-03-31T00:30:00Z"), "2024-03-31T01:00:00Z", true),
        // The leap day is the last one.
        (&gap,  Some("2028-02-29T01:00:00Z"), "2028-02-29T01:29:59Z", false),
        (&gap,  Some("2028-02-29T01:00:00Z"), "2028-02-29T01:30:00Z", true),
    ];
    for (calendar, last, now, expected) in table {
        assert_eq!(calendar.calls(last.map(at), at(now)), expected, "{}: {last:?} -> {now}", calendar.zone);
    }
}

#[test]
fn months_that_closed_while_nobody_looked_are_missed_and_only_the_running_one_is_due() {
    let calendar = calendar("Europe/Rome", "0 6 1 * *");
    let contract = contract();
    let applied = at("2026-04-01T00:00:00Z");
    let recorded = [month("2026-04"), month("2026-05"), month("2026-06")];
    let owed = |recorded: &[Month], now| calendar.owed(&contract, applied, recorded, at(now), false);

    let after_three = owed(&recorded, "2026-10-01T04:00:00Z");
    assert_eq!(after_three.missed, [month("2026-07"), month("2026-08"), month("2026-09")]);
    assert_eq!(after_three.due, Some(month("2026-10")), "06:00 in Rome is 04:00 UTC in summer");
    let a_second_before = owed(&recorded, "2026-10-01T03:59:59Z");
    assert_eq!((a_second_before.missed.len(), a_second_before.due), (3, None));
    // The last second of September in Rome.
    let eve = owed(&recorded, "2026-09-30T21:59:59Z");
    assert_eq!((eve.missed, eve.due), (vec![month("2026-07"), month("2026-08")], Some(month("2026-09"))));

    // Set back into a month that was audited: it stays due by its row, and nothing is missed.
    let back = owed(&recorded, "2026-06-01T01:00:00Z");
    assert_eq!((back.missed, back.due), (vec![], Some(month("2026-06"))));
    // Set back to before the term: nothing at all.
    let long_ago = owed(&recorded, "2025-01-10T12:00:00Z");
    assert_eq!((long_ago.missed, long_ago.due), (vec![], None));
}

#[test]
fn a_term_that_ends_inside_a_month_owes_that_month_until_its_last_day() {
    let calendar = calendar("Europe/Rome", "0 6 L * *");
    let mut contract = contract();
    contract.term = Term { start: day("2026-04-15"), end: day("2028-02-29"), ended_on: None };
    let owed = |now: DateTime<Utc>| calendar.owed(&contract, at("2026-04-01T00:00:00Z"), &[], now, false).due;
    let leap_day = at("2028-02-29T05:00:00Z");
    assert_eq!(owed(leap_day - TimeDelta::seconds(1)), None);
    assert_eq!(owed(leap_day), Some(month("2028-02")));
    assert_eq!(owed(at("2028-03-31T04:00:00Z")), None);
}
