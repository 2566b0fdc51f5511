//! The only caller of `now()`.
//!
//! `--now` shifts the wall clock, which then goes on at normal speed; time-outs, back-off and token life run on the
//! monotonic clock and are not shifted (product.md section 2).

use std::time::Instant;

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::month::Month;

/// The wall clock of one process.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's own.
    System,
    /// Started at a given moment (`--now`, the months of the demo).
    Shifted {
        /// What it read at the start.
        from: DateTime<Utc>,
        /// When that was, monotonic.
        since: Instant,
    },
}

impl Clock {
    /// A clock that reads `from` now and goes on at normal speed.
    pub fn shifted(from: DateTime<Utc>) -> Self {
        Self::Shifted { from, since: Instant::now() }
    }

    /// Whether it shows another time than the machine's.
    pub fn is_shifted(&self) -> bool {
        matches!(self, Self::Shifted { .. })
    }

    /// The present moment, cut to microseconds: PostgreSQL keeps no more, and what is stored must come back equal.
    #[expect(clippy::disallowed_methods, reason = "this is the one door to the wall clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::System => Utc::now(),
            Self::Shifted { from, since } => *from + TimeDelta::from_std(since.elapsed()).unwrap_or(TimeDelta::zero()),
        };
        now.trunc_subsecs(6)
    }

    /// Today in a time zone.
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.now().with_timezone(&zone).date_naive()
    }

    /// The running month in a time zone.
    pub fn month(&self, zone: Tz) -> Month {
        Month::of(self.today(zone))
    }
}
