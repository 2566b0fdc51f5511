//! One value of a TOML file, read as the type that a key asks for.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use toml::Value;

use crate::domain::contract::Percent;
use crate::domain::money::Price;

/// A value as it was given.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    pub(super) value: &'a Value,
    /// An environment variable gave it: it is always text.
    pub(super) from_environment: bool,
}

impl<'a> Given<'a> {
    /// A text on one line with something in it, white space around it not counted.
    pub fn text(self) -> Option<&'a str> {
        self.value.as_str().and_then(one_line)
    }

    /// The text as it stands, for secrets: their white space is theirs.
    pub fn verbatim(self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// A text that is the written form of something.
    pub fn parsed<T: FromStr>(self) -> Option<T> {
        self.text()?.parse().ok()
    }

    /// A whole number within the type's range.
    pub fn integer<T: TryFrom<i64>>(self) -> Option<T> {
        let number = match self.value {
            Value::Integer(number) => Some(*number),
            Value::String(text) if self.from_environment => text.trim().parse().ok(),
            _ => None,
        };
        number.and_then(|number| number.try_into().ok())
    }

    /// A list of whole numbers within the type's range; from the environment, divided by commas.
    pub fn integers<T: TryFrom<i64>>(self) -> Option<Vec<T>> {
        let number = |item: &Value| item.as_integer()?.try_into().ok();
        match self.value {
            Value::Array(items) => items.iter().map(number).collect(),
            Value::String(text) if self.from_environment => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| part.parse::<i64>().ok()?.try_into().ok()).collect()
            }
            _ => None,
        }
    }

    /// True or false.
    pub fn boolean(self) -> Option<bool> {
        match self.value {
            Value::Boolean(is) => Some(*is),
            Value::String(text) if self.from_environment => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A day: a TOML date, or text in the ISO form. Years far away are typing errors.
    pub fn date(self) -> Option<NaiveDate> {
        let text = match self.value {
            Value::Datetime(moment) if moment.time.is_none() => moment.to_string(),
            Value::String(text) => text.clone(),
            _ => return None,
        };
        let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?;
        (text.len() == 10 && (1990..2200).contains(&day.year())).then_some(day)
    }

    /// A price, as text or as a whole number. A number with a point is refused: its digits are not exact.
    pub fn price(self) -> Option<Price> {
        self.exact_text()?.parse().ok()
    }

    /// A percentage, as text or as a whole number.
    pub fn percent(self) -> Option<Percent> {
        let text = self.exact_text()?;
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        Percent::new(Decimal::from_str_exact(&text).ok().filter(|_| plain)?)
    }

    fn exact_text(self) -> Option<String> {
        match self.value {
            Value::Integer(number) => Some(number.to_string()),
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// What stands there, for a message.
    pub fn shown(self) -> String {
        shown(self.value)
    }
}

/// A text without the white space around it; none if nothing is left, or if it could break a line or a mail header.
pub(super) fn one_line(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && !text.contains(char::is_control)).then_some(text)
}

/// A value in few words, for a message.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.trim().is_empty() => "an empty text".to_owned(),
        Value::String(text) => format!("{:?}", text.chars().take(80).collect::<String>()),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number}, a number with a point"),
        Value::Boolean(is) => is.to_string(),
        Value::Datetime(moment) => moment.to_string(),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
    }
}

/// The type of a value, where the value itself may be a secret.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}
