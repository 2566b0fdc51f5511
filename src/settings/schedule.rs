//! `[schedule]`: the zone of all days and months, and the one moment of each month at which audits fall due.

use std::str::FromStr as _;
use std::time::Duration;

use chrono_tz::Tz;
use croner::{Cron, Direction};

use crate::datafile::reader::{Given, Section};
use crate::domain::calendar::Calendar;
use crate::domain::month::Month;
use crate::settings::duration;

/// The usual moment: six in the morning of the first.
const USUAL: &str = "0 6 1 * *";

/// How often the daemon looks into the outbox, if nothing is said.
const USUAL_DELIVERY: Duration = Duration::from_secs(30);

/// Reads the section: when audits fall due, and how often the daemon looks into the outbox.
pub(super) fn schedule(mut from: Section<'_>) -> Option<(Calendar, Duration)> {
    let expected = "a time zone of the IANA database, as in \"Europe/Rome\"";
    let zone = from.or_usual("timezone", chrono_tz::Europe::Rome, expected, Given::parsed);
    let calendar = audit(&mut from, zone.unwrap_or(Tz::UTC));
    let every = "a time from 1s to 1h, as in \"30s\"";
    let limits = (Duration::from_secs(1), Duration::from_hours(1));
    let deliver_every =
        from.or_usual("deliver_every", USUAL_DELIVERY, every, |given| duration(given, limits.0, limits.1));
    from.finish();
    Some((calendar.filter(|_| zone.is_some())?, deliver_every?))
}

fn audit(from: &mut Section<'_>, zone: Tz) -> Option<Calendar> {
    let expected = "a cron of 5 or 6 fields with exactly one moment a month, as in \"0 6 1 * *\" or \"0 6 L * *\"";
    let text = from.or_usual("audit", USUAL, expected, Given::text)?;
    let fields = text.split_whitespace().count();
    let cron = if fields == 5 || fields == 6 { Cron::from_str(text).ok() } else { None };
    let Some(audit) = cron else {
        from.problem("audit", format!("{text:?}"), expected);
        return None;
    };
    let calendar = Calendar { zone, audit };
    if let Err(found) = exactly_monthly(&calendar) {
        from.problem("audit", format!("{text:?}, which {found}"), expected);
        return None;
    }
    Some(calendar)
}

/// Four years hold every length of February and every day of the week on the first of a month.
fn exactly_monthly(calendar: &Calendar) -> Result<(), String> {
    let Ok(first) = "2025-01".parse::<Month>() else { return Ok(()) };
    for month in first.through(first.plus(47)) {
        let start = calendar.start_of(month.first_day()).with_timezone(&calendar.zone);
        let moments = calendar.audit.iter_from(start, Direction::Forward);
        match moments.take(2).take_while(|moment| Month::of(moment.date_naive()) == month).count() {
            0 => return Err(format!("has no moment in {month}")),
            1 => {}
            _ => return Err(format!("has more than one moment in {month}")),
        }
    }
    Ok(())
}
