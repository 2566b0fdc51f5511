//! What is wrong in a partner's file, by row and column.

use std::fmt;

use crate::source::text::excerpt;

/// So many problems are kept and shown; the others are counted.
const SHOWN: usize = 50;

/// One thing that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1, the header's included; none if the file as a whole is meant.
    pub row: Option<u64>,
    /// The header of the column.
    pub column: Option<String>,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

impl Problem {
    /// A problem of the file as a whole.
    pub(in crate::source) fn file(found: impl Into<String>, expected: &str) -> Self {
        Self { row: None, column: None, found: found.into(), expected: expected.to_owned() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "row {row}, ")?;
        }
        if let Some(column) = &self.column {
            write!(f, "column {column:?}, ")?;
        }
        write!(f, "found {}; expected {}", self.found, self.expected)
    }
}

/// A file that was not accepted, with all that is wrong in it. Nothing of it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file's name, as it came.
    pub file: String,
    /// The first problems, at least one.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub more: usize,
}

impl std::error::Error for Rejected {}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is rejected", self.file)?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        if self.more > 0 {
            write!(f, "\n  and {} more", self.more)?;
        }
        Ok(())
    }
}

/// Gathers problems without letting a hostile file fill the memory with them.
#[derive(Debug, Default)]
pub(in crate::source) struct Problems {
    kept: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(in crate::source) fn add(&mut self, problem: Problem) {
        if self.kept.len() < SHOWN {
            self.kept.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub(in crate::source) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are so far.
    pub(in crate::source) fn count(&self) -> usize {
        self.kept.len() + self.more
    }

    /// The file that has them, rejected.
    pub(in crate::source) fn rejecting(self, file_name: &str) -> Rejected {
        Rejected { file: excerpt(file_name, &[]), problems: self.kept, more: self.more }
    }
}
