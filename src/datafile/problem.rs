//! What is wrong in a file that a person wrote, with all that is needed to put it right.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, or the environment variable, that says it.
    pub file: String,
    /// The whole path of the key, as in `contract[PPE-2026-0007].category[headset].installed`.
    pub key: String,
    /// What was found there; never a secret.
    pub found: String,
    /// What was expected, and what to do.
    pub expected: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, key, found, expected } = self;
        match key.as_str() {
            "" => write!(f, "{file}: {found}; expected {expected}"),
            key => write!(f, "{file}: {key}: found {found}; expected {expected}"),
        }
    }
}

/// All that is wrong, one line each; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct Problems(pub Vec<Problem>);

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
