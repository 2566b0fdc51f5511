//! Which audits are owed: the ledger says what was done, the cron expression when a month's audit falls due.
//!
//! Days, months and due times are those of `schedule.timezone`; croner and chrono-tz know its daylight saving.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use croner::Cron;

use crate::domain::contract::Contract;
use crate::domain::month::Month;

/// What failed is tried again each hour.
const LOOK_AGAIN: TimeDelta = TimeDelta::hours(1);

/// When audits fall due.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The zone of months, due times and dates on documents.
    pub zone: Tz,
    /// Exactly one moment a month.
    pub audit: Cron,
}

/// What a contract is owed at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The running month, once its audit has fallen due.
    pub due: Option<Month>,
    /// Owed months that ended without a row in the ledger: `not_audited` for good (R24).
    pub missed: Vec<Month>,
}

impl Calendar {
    /// Today at `now`.
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }

    /// The running month at `now`.
    pub fn month(&self, now: DateTime<Utc>) -> Month {
        Month::of(self.day(now))
    }

    /// The first moment of a day; where the clocks skip midnight, the moment they go on at.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        let hour = |hours| (midnight + TimeDelta::hours(hours)).and_local_timezone(self.zone).earliest();
        (0..4).find_map(hour).map_or_else(|| midnight.and_utc(), |local| local.to_utc())
    }

    /// The moment at which audits of `month` fall due; none if the expression has none in it, which settings refuse.
    pub fn due_at(&self, month: Month) -> Option<DateTime<Utc>> {
        let eve = month.first_day().pred_opt()?.and_hms_opt(23, 59, 59)?;
        // The last second before the month, in UTC, may still lie in the month in zones west of Greenwich; starting a
        // day early costs nothing, since occurrences outside of the month are skipped.
        let from = eve.and_utc().with_timezone(&self.zone) - TimeDelta::days(1);
        let moments = self.audit.iter_from(from, croner::Direction::Forward);
        let inside = |moment: &DateTime<Tz>| Month::of(moment.date_naive()) >= month;
        moments
            .take(64)
            .find(inside)
            .filter(|moment| Month::of(moment.date_naive()) == month)
            .map(|moment| moment.to_utc())
    }

    /// The moment of a day at the time of day at which audits fall due; where the clocks skip it, the day's first moment.
    pub fn moment_on(&self, day: NaiveDate) -> DateTime<Utc> {
        let time = self.due_at(Month::of(day)).map(|due| due.with_timezone(&self.zone).time());
        let moment = time.and_then(|time| day.and_time(time).and_local_timezone(self.zone).earliest());
        moment.map_or_else(|| self.start_of(day), |local| local.to_utc())
    }

    /// The next moment after `now` at which audits fall due.
    pub fn next_due(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let running = self.month(now);
        running.through(running.plus(1)).filter_map(|month| self.due_at(month)).find(|due| *due > now)
    }

    /// Whether it is time to look again at what is owed, after it was looked at `last`: at the start, when the moment of
    /// the audits or the end of a month has passed, after an hour, and when the clock was set back.
    pub fn calls(&self, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let Some(last) = last else { return true };
        let running = self.month(now);
        let passed = |due: DateTime<Utc>| last < due && due <= now;
        now < last
            || now - last >= LOOK_AGAIN
            || self.month(last) != running
            || self.due_at(running).is_some_and(passed)
    }

    /// What is owed to a contract at `now`, whose first `apply` was on the day of `first_applied`. `recorded` says which
    /// months have a row in the ledger. With `early`, the running month is due before its moment: somebody asked for it.
    pub fn owed(
        &self,
        contract: &Contract,
        first_applied: DateTime<Utc>,
        recorded: &[Month],
        now: DateTime<Utc>,
        early: bool,
    ) -> Owed {
        let (today, running) = (self.day(now), self.month(now));
        let mut owed = Owed { due: None, missed: Vec::new() };
        for month in contract.owed_months(self.day(first_applied)) {
            if month < running && !recorded.contains(&month) {
                owed.missed.push(month);
            } else if month == running && today >= contract.term.start && today <= contract.term.last_day() {
                let fallen_due = self.due_at(month).is_some_and(|due| due <= now);
                owed.due = (fallen_due || early || recorded.contains(&month)).then_some(month);
            }
        }
        owed
    }
}
