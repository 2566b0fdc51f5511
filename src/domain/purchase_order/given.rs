//! What somebody typed of a purchase order, read and held against the quote; every problem is told at once.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::{Facts, available};
use crate::domain::category::Category;
use crate::domain::money::{Currency, Money, Price, exact};
use crate::domain::state::QuoteState;

/// Longer than any order number that people use.
const LONGEST_NUMBER: usize = 64;

/// A purchase order as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The partner's number.
    pub number: &'a str,
    /// Whose order it is, where somebody said so: then it must be the partner of the quote.
    pub partner: Option<&'a str>,
    /// Its date; today if none is given.
    pub date: Option<&'a str>,
    /// Its amount, with or without the currency.
    pub amount: Option<&'a str>,
    /// `category=units`; all open units if none are given.
    pub units: &'a [String],
}

/// Something about a purchase order that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The flag, or the quote.
    pub what: String,
    /// What was found.
    pub found: String,
    /// What was expected, and what to do.
    pub expected: String,
    /// Whether what was typed is wrong by itself, whatever the ledger says.
    pub is_usage: bool,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {}; expected {}", self.what, self.found, self.expected)
    }
}

/// All that does not fit, a line each; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

/// A purchase order that fits the quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) number: String,
    pub(super) date: NaiveDate,
    pub(super) amount: Option<Money>,
    pub(super) units: Option<BTreeMap<Category, u64>>,
}

pub(super) fn read(given: &Given<'_>, facts: &Facts<'_>) -> Result<Order, Problems> {
    let mut reader = Reader { facts, problems: Vec::new() };
    let orderable = reader.quote();
    let number = reader.number(given.number);
    reader.partner(given.partner);
    let date = reader.date(given.date, orderable);
    let amount = given.amount.and_then(|text| reader.amount(text));
    let units = (!given.units.is_empty()).then(|| reader.units(given.units, orderable));
    let Reader { problems, .. } = reader;
    match date {
        Some(date) if problems.is_empty() => Ok(Order { number, date, amount, units }),
        Some(_) | None => Err(Problems(problems)),
    }
}

struct Reader<'a> {
    facts: &'a Facts<'a>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn typed(&mut self, flag: &str, found: impl fmt::Display, expected: impl fmt::Display) {
        self.add(flag, found, expected, true);
    }

    fn add(&mut self, what: &str, found: impl fmt::Display, expected: impl fmt::Display, is_usage: bool) {
        let (what, found, expected) = (what.to_owned(), found.to_string(), expected.to_string());
        self.problems.push(Problem { what, found, expected, is_usage });
    }

    /// Whether the partner may order from it: from a version that was sent and of which something is open.
    fn quote(&mut self) -> bool {
        let Facts { quote, state, issued_on, open, .. } = self.facts;
        let number = &quote.number;
        let release = || format!("one that was released: trueup quote approve {number}");
        let instead = || match open {
            Some(open) => format!("an order for {}, which is open", open.number),
            None => "no order: nothing of this contract is open".to_owned(),
        };
        let expected = match state {
            QuoteState::Draft | QuoteState::Held => release(),
            QuoteState::Withdrawn | QuoteState::PoReceived => instead(),
            QuoteState::Superseded if issued_on.is_none() || available(self.facts).is_empty() => instead(),
            QuoteState::Approved | QuoteState::Sent | QuoteState::Expired | QuoteState::Superseded => return true,
        };
        let found = match (state, issued_on) {
            (QuoteState::Superseded, None) => "superseded, and never sent".to_owned(),
            (QuoteState::Superseded, Some(_)) => "superseded, and nothing of it is open any more".to_owned(),
            (state, _) => state.as_str().to_owned(),
        };
        self.add(&format!("quote {number}"), found, expected, false);
        false
    }

    fn number(&mut self, typed: &str) -> String {
        let number = typed.trim();
        if number.is_empty() || number.chars().count() > LONGEST_NUMBER || number.chars().any(char::is_control) {
            let found: String = number.chars().take(LONGEST_NUMBER).collect();
            self.typed("--po", format_args!("{found:?}"), format_args!("1 to {LONGEST_NUMBER} printable characters"));
        }
        if let Some((_, what)) = self.facts.used.iter().find(|(used, _)| used == number) {
            let expected =
                "a number that the partner has not used: an order for two quotes is recorded under two numbers";
            self.add("--po", format_args!("{number}, recorded already for {what}"), expected, false);
        }
        number.to_owned()
    }

    fn partner(&mut self, typed: Option<&str>) {
        let Facts { quote, partner, .. } = self.facts;
        if let Some(other) = typed.filter(|typed| *typed != partner.as_str()) {
            let expected =
                format!("{partner}, to whom {} was quoted; `trueup quote list` has the others", quote.number);
            self.add("--partner", format_args!("{other:?}"), expected, false);
        }
    }

    fn date(&mut self, typed: Option<&str>, orderable: bool) -> Option<NaiveDate> {
        let today = self.facts.today;
        let Some(typed) = typed else { return Some(today) };
        let Ok(date) = typed.parse::<NaiveDate>() else {
            self.typed("--date", format_args!("{typed:?}"), "a date as YYYY-MM-DD");
            return None;
        };
        let issued_on = self.facts.issued_on.filter(|_| orderable);
        if date > today {
            self.typed("--date", date, format_args!("a day up to today, {today}"));
        } else if let Some(issued_on) = issued_on.filter(|issued_on| date < *issued_on) {
            self.typed("--date", date, format_args!("a day from {issued_on} on, when the quote was issued"));
        }
        Some(date)
    }

    fn amount(&mut self, typed: &str) -> Option<Money> {
        let currency = self.facts.quote.currency;
        let words: Vec<_> = typed.split_whitespace().collect();
        let is_code = |word: &&&str| word.bytes().any(|byte| byte.is_ascii_alphabetic());
        let (codes, amounts): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| is_code(word));
        let wanted = format!("an amount in {currency}, with at most {} decimals", currency.decimals());
        let other = codes.iter().any(|code| code.parse::<Currency>() != Ok(currency));
        let price = match amounts.as_slice() {
            [amount] if codes.len() <= 1 && !other => amount.parse::<Price>().ok(),
            _ => None,
        };
        let fits = price.filter(|price| price.decimal().normalize().scale() <= currency.decimals());
        let money = fits.and_then(|price| Money::round(&exact(price.decimal()), currency).ok());
        if money.is_none() {
            self.typed("--amount", format_args!("{typed:?}"), wanted);
        }
        money
    }

    fn units(&mut self, typed: &[String], orderable: bool) -> BTreeMap<Category, u64> {
        let mut open: BTreeMap<Category, u64> = BTreeMap::new();
        for tranche in available(self.facts) {
            *open.entry(tranche.category).or_default() += tranche.units;
        }
        let mut units = BTreeMap::new();
        for typed in typed {
            let words = typed.split_once('=').map(|(category, units)| (category.trim(), units.trim().parse::<u64>()));
            let (category, count) = match words {
                Some((category, Ok(count))) if count > 0 => (Category::parse(category), count),
                Some(_) | None => {
                    self.typed("--units", format_args!("{typed:?}"), "CATEGORY=UNITS, at least one, as in headset=30");
                    continue;
                }
            };
            let Some(category) = category else {
                let known = Category::ALL.map(Category::as_str).join(", ");
                self.typed("--units", format_args!("{typed:?}"), format_args!("one of the categories {known}"));
                continue;
            };
            if units.insert(category, count).is_some() {
                self.typed("--units", format_args!("{typed:?}"), "each category once");
            }
            let left = open.get(&category).copied().unwrap_or(0);
            if orderable && count > left {
                let expected = format!("at most {left}, what is open of {category} in {}", self.facts.quote.number);
                self.typed("--units", format_args!("{category}={count}"), expected);
            }
        }
        units
    }
}
