//! What waits for a person whom nobody has told: letters that reach nobody, audits that fail. Put together by cause, so
//! that three thousand failures of one cause read as one matter.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::language::Language;
use crate::domain::party::{Csm, Email};
use crate::domain::state::{LetterKind, LetterState};

/// A letter that did not reach a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The id of the letter.
    pub letter: String,
    /// What it tells.
    pub kind: LetterKind,
    /// About which contract; none if it is about several.
    pub contract: Option<ContractId>,
    /// About which customer; none if it is about several.
    pub customer: Option<CustomerId>,
    /// Whom it did not reach.
    pub address: Email,
    /// Dead or held.
    pub state: LetterState,
    /// What the mail server said, or what holds it.
    pub error: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// An audit that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// Whose.
    pub contract: ContractId,
    /// Why, for people.
    pub text: String,
    /// Since when, for this reason.
    pub since: DateTime<Utc>,
}

/// What waits, put together by its cause. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    /// Audits that fail alike.
    Audits(Vec<Failing>),
    /// Letters that did not reach an address.
    Letters(Vec<Undelivered>),
}

impl Matter {
    /// How many audits or letters.
    pub fn count(&self) -> usize {
        match self {
            Self::Audits(audits) => audits.len(),
            Self::Letters(letters) => letters.len(),
        }
    }

    /// Since when each of them is so.
    pub fn since(&self) -> Vec<DateTime<Utc>> {
        match self {
            Self::Audits(audits) => audits.iter().map(|audit| audit.since).collect(),
            Self::Letters(letters) => letters.iter().map(|letter| letter.since).collect(),
        }
    }
}

/// Puts together what has one cause: audits that fail with the same words, letters of one state to one address. Audits
/// first, then the larger before the smaller.
pub fn matters(failing: Vec<Failing>, undelivered: Vec<Undelivered>) -> Vec<Matter> {
    let mut audits: BTreeMap<String, Vec<Failing>> = BTreeMap::new();
    for audit in failing {
        audits.entry(audit.text.clone()).or_default().push(audit);
    }
    let mut letters: BTreeMap<(LetterState, Email), Vec<Undelivered>> = BTreeMap::new();
    for letter in undelivered {
        letters.entry((letter.state, letter.address.clone())).or_default().push(letter);
    }
    let mut audits: Vec<_> = audits.into_values().map(Matter::Audits).collect();
    let mut letters: Vec<_> = letters.into_values().map(Matter::Letters).collect();
    for matters in [&mut audits, &mut letters] {
        matters.sort_by_key(|matter| std::cmp::Reverse(matter.count()));
    }
    audits.append(&mut letters);
    audits
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// `mail.operator`: all of it.
    Operator(Email),
    /// A CSM: the letters about their contracts.
    Csm(Csm),
}

impl Addressee {
    /// Where it goes.
    pub fn email(&self) -> &Email {
        match self {
            Self::Operator(email) => email,
            Self::Csm(csm) => &csm.email,
        }
    }

    /// The operator has declared no language and is told in English, the language of logs and commands.
    pub fn language(&self) -> Language {
        match self {
            Self::Operator(_) => Language::En,
            Self::Csm(csm) => csm.language,
        }
    }
}

/// What one letter tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Whom.
    pub to: Addressee,
    /// On which day.
    pub day: NaiveDate,
    /// Never empty.
    pub matters: Vec<Matter>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-01T{hour:02}:00:00Z").parse().unwrap()
    }

    fn letter(id: &str, address: &str, state: LetterState) -> Undelivered {
        Undelivered {
            letter: id.to_owned(),
            kind: LetterKind::CsmReport,
            contract: None,
            customer: None,
            address: address.parse().unwrap(),
            state,
            error: "550".to_owned(),
            since: at(6),
        }
    }

    fn audit(contract: &str, text: &str, hour: u32) -> Failing {
        Failing { contract: contract.parse().unwrap(), text: text.to_owned(), since: at(hour) }
    }

    #[test]
    fn what_has_one_cause_is_one_matter() {
        use LetterState::{Dead, Held};
        let failing = vec![audit("a", "refused", 6), audit("b", "away", 7), audit("c", "away", 8)];
        let letters = ["1", "2", "3"].map(|id| letter(id, "x@example.com", Dead));
        let mut undelivered = vec![letter("0", "y@example.com", Dead), letter("4", "x@example.com", Held)];
        undelivered.extend(letters);
        let matters = matters(failing, undelivered);
        assert_eq!(matters.iter().map(Matter::count).collect::<Vec<_>>(), [2, 1, 3, 1, 1]);
        assert_eq!(matters[0].since(), [at(7), at(8)]);
        assert!(matches!(&matters[2], Matter::Letters(letters) if letters[0].address.as_str() == "x@example.com"));
    }
}
