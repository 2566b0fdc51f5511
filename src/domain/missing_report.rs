//! A customer's inventory report has not come (R15, R16): when its partner is asked and reminded, and the value that the
//! letters about it are made from.

use chrono::NaiveDate;

use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::outcome::Parties;
use crate::domain::party::Email;
use crate::domain::state::LetterKind;
use crate::domain::working_days::WorkingDays;

/// The report is to be here on the fifth working day, that of the request being the first.
const DAYS: usize = 5;

/// A reminder on the day of the deadline, and a last one.
pub const REMINDERS: u32 = 2;

/// A report that has not come.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingReport {
    /// What its partner is told.
    pub told: Told,
    /// The contracts that are audited by it, in order; never empty.
    pub contracts: Vec<ContractId>,
    /// Whose report, from whom, and who looks after it.
    pub parties: Parties,
    /// Where the file is to be sent.
    pub send_to: Email,
    /// Whether an answer to the letter goes there.
    pub by_answer: bool,
    /// The last month that was audited.
    pub last_audited: Option<Month>,
}

impl MissingReport {
    /// The contract that it is about; none if there are several.
    pub fn contract(&self) -> Option<&ContractId> {
        if let [one] = &self.contracts[..] { Some(one) } else { None }
    }
}

/// What the partner of a customer is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Please send it.
    Request {
        /// The month it is for.
        month: Month,
        /// Until when, that day included.
        until: NaiveDate,
    },
    /// It has not come.
    Reminder {
        /// The month it is for.
        month: Month,
        /// Which reminder, from 1 to `REMINDERS`.
        number: u32,
        /// When it was asked for.
        asked_on: NaiveDate,
    },
    /// Months ended without it.
    NotAudited {
        /// Which, in order; never empty.
        months: Vec<Month>,
        /// The running month, if a report is to come for it.
        next: Option<Month>,
    },
}

impl Told {
    /// The kind of letter that tells it.
    pub fn kind(&self) -> LetterKind {
        match self {
            Self::Request { .. } => LetterKind::ReportRequest,
            Self::Reminder { .. } => LetterKind::ReportReminder,
            Self::NotAudited { .. } => LetterKind::NotAudited,
        }
    }
}

/// The day of the request for a report that falls due on `due`: the first working day; that day itself if the month has
/// none left.
pub fn request_day(days: WorkingDays, due: NaiveDate) -> NaiveDate {
    within(due, days.from(due)).unwrap_or(due)
}

/// Until when a report is to be here that is asked for on `asked`; at the latest at the end of the month.
pub fn deadline(days: WorkingDays, asked: NaiveDate) -> NaiveDate {
    within(asked, days.nth(asked, DAYS)).unwrap_or(Month::of(asked).last_day())
}

/// The day of the first reminder: that of the deadline; none if the month has too few days left.
pub fn first_reminder(days: WorkingDays, asked: NaiveDate) -> Option<NaiveDate> {
    within(asked, days.nth(asked, DAYS)).filter(|day| *day > asked)
}

/// The day of the next reminder: five working days after the last one; none if the month ends first.
pub fn next_reminder(days: WorkingDays, reminded: NaiveDate) -> Option<NaiveDate> {
    let tomorrow = reminded.succ_opt()?;
    within(reminded, days.nth(tomorrow, DAYS))
}

/// Whether a letter is better kept: nobody works today, but once more this month.
pub fn waits(days: WorkingDays, today: NaiveDate) -> bool {
    !days.include(today) && within(today, days.from(today)).is_some()
}

fn within(of: NaiveDate, day: NaiveDate) -> Option<NaiveDate> {
    (Month::of(day) == Month::of(of)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_a_month_go_out_on_working_days_and_none_after_its_end() {
        // Country, due, request, deadline, first and second reminder.
        #[rustfmt::skip]
        let table = [
            ("IT", "2026-10-01", "2026-10-01", "2026-10-07", Some("2026-10-07"), Some("2026-10-14")),
            // A Sunday and All Saints; in Italy the Immaculate Conception lies between December's reminders.
            ("IT", "2026-11-01", "2026-11-02", "2026-11-06", Some("2026-11-06"), Some("2026-11-13")),
            ("IT", "2026-12-01", "2026-12-01", "2026-12-07", Some("2026-12-07"), Some("2026-12-15")),
            ("US", "2026-12-01", "2026-12-01", "2026-12-07", Some("2026-12-07"), Some("2026-12-14")),
            // New Year, a weekend and Epiphany.
            ("IT", "2027-01-01", "2027-01-04", "2027-01-11", Some("2027-01-11"), Some("2027-01-18")),
            // Easter Monday.
            ("IT", "2026-04-01", "2026-04-01", "2026-04-08", Some("2026-04-08"), Some("2026-04-15")),
            ("US", "2026-04-01", "2026-04-01", "2026-04-07", Some("2026-04-07"), Some("2026-04-14")),
            // Late in the month: what would come after its end does not.
            ("IT", "2026-11-20", "2026-11-20", "2026-11-26", Some("2026-11-26"), None),
            ("IT", "2026-11-26", "2026-11-26", "2026-11-30", None,               None),
            // The last day, a working day and not.
            ("IT", "2026-11-30", "2026-11-30", "2026-11-30", None,               None),
            ("IT", "2026-10-31", "2026-10-31", "2026-10-31", None,               None),
        ];
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (country, due, request, until, first, second) in table {
            let days = WorkingDays::of(Some(country));
            let asked = request_day(days, day(due));
            let reminded = first_reminder(days, asked);
            let again = reminded.and_then(|day| next_reminder(days, day));
            let expected = (day(request), day(until), first.map(day), second.map(day));
            assert_eq!((asked, deadline(days, asked), reminded, again), expected, "{country} {due}");
        }
    }

    #[test]
    fn a_letter_waits_for_a_working_day_of_its_month() {
        let italy = WorkingDays::of(Some("IT"));
        let waits = |text: &str| waits(italy, text.parse().unwrap());
        assert!(waits("2026-11-01") && waits("2027-01-06"));
        assert!(!waits("2026-11-02") && !waits("2026-10-31"));
    }
}
