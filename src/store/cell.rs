//! From values to columns and back: what a column holds is parsed into the domain's types, or the row is `Corrupt`.
//! Knows no table.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Mutex;

use chrono::{DateTime, SubsecRound, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::store::StoreError;

/// A new id: `UUIDv7` text. Ids of one process rise, also within one instant and when the clock steps back.
pub fn new_id(now: DateTime<Utc>) -> String {
    static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&ORDER, seconds, now.timestamp_subsec_nanos())).to_string()
}

/// A time as both databases keep it: to the microsecond, so that it comes back equal.
pub(super) fn stored(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(6)
}

/// Words of strangers as a column. PostgreSQL keeps no NUL in a text; a mail server's answer may hold one.
pub(super) fn text(words: &str) -> String {
    words.replace('\0', "\u{FFFD}")
}

/// A count as a column.
pub(super) fn count(table: &'static str, column: &'static str, value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|error| StoreError::Unfit { table, column, problem: error.to_string() })
}

/// A value as JSON text.
pub(super) fn json<T: Serialize>(table: &'static str, column: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unfit { table, column, problem: error.to_string() })
}

/// Exactly one row must have changed: the one with that key.
pub(super) fn exactly_one(changed: u64, table: &'static str, id: &str) -> Result<(), StoreError> {
    if changed == 1 { Ok(()) } else { Err(StoreError::Missing { table, id: id.to_owned() }) }
}

/// Exactly one row must have changed: the one we hold the lease of.
pub(super) fn leased(changed: u64, table: &'static str, id: &str) -> Result<(), StoreError> {
    if changed == 1 { Ok(()) } else { Err(StoreError::LeaseLost { table, id: id.to_owned() }) }
}

/// A row that is being read, for errors that name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) table: &'static str,
    pub(super) id: &'a str,
}

impl Row<'_> {
    /// What is wrong with a column of it.
    pub(super) fn corrupt(self, column: &'static str, problem: impl Display) -> StoreError {
        StoreError::Corrupt { table: self.table, id: self.id.to_owned(), column, problem: problem.to_string() }
    }

    /// A column that holds the text form of something.
    pub(super) fn parse<T>(self, column: &'static str, text: &str) -> Result<T, StoreError>
    where
        T: FromStr<Err: Display>,
    {
        text.parse().map_err(|error| self.corrupt(column, error))
    }

    /// A column that holds one of a closed set of words.
    pub(super) fn word<T>(
        self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        word: &str,
    ) -> Result<T, StoreError> {
        parse(word).ok_or_else(|| self.corrupt(column, format_args!("unknown word {word:?}")))
    }

    /// A column that holds JSON.
    pub(super) fn json<T: DeserializeOwned>(self, column: &'static str, text: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| self.corrupt(column, error))
    }

    /// A column that holds a count.
    pub(super) fn count<T: TryFrom<i64, Error: Display>>(
        self,
        column: &'static str,
        value: i64,
    ) -> Result<T, StoreError> {
        T::try_from(value).map_err(|error| self.corrupt(column, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_within_one_instant_and_when_the_clock_steps_back() {
        let now = DateTime::from_timestamp(1_793_500_000, 5).unwrap();
        let mut ids: Vec<String> = (0..100).map(|_| new_id(now)).collect();
        ids.push(new_id(now - chrono::TimeDelta::hours(1)));
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
