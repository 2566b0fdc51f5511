//! How a command ends: the exit codes of the handbook and the one place where failures are printed.

use crate::cli::print;
use crate::datafile::problem::Problems;

/// The exit codes, decided here and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, nothing needs a person.
    Done,
    /// It failed.
    Failed,
    /// Wrong usage: flags, an unknown id, a month that is not allowed.
    Usage,
    /// Done, but something needs a person or is not out yet.
    NeedsPerson,
    /// Settings or data files are wrong; nothing was applied.
    Configuration,
}

impl Exit {
    /// The number for the shell.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NeedsPerson => 3,
            Self::Configuration => 78,
        }
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Something went wrong.
    Failed(anyhow::Error),
    /// The question was wrong.
    Usage(String),
    /// Settings or data files are wrong, with every problem.
    Configuration(Problems),
}

impl Failure {
    /// A wrong question.
    pub fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    /// Prints the failure and says how to exit.
    pub fn report(&self) -> Exit {
        match self {
            Self::Failed(error) => {
                complain(error);
                Exit::Failed
            }
            Self::Usage(text) => {
                say(text);
                Exit::Usage
            }
            Self::Configuration(problems) => {
                problems.0.iter().for_each(print::warning);
                Exit::Configuration
            }
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Prints one chain of causes, no stack trace.
pub fn complain(error: &anyhow::Error) {
    say(&chain(error));
}

/// Prints a text of one line or several: what is wrong has a line for each problem, which escape what they quote.
fn say(text: &str) {
    let mut lines = text.lines();
    lines.next().into_iter().for_each(print::warning);
    lines.for_each(print::note);
}

/// The chain of causes, one after the other. What the cause before said already is not said twice.
pub(super) fn chain(error: &anyhow::Error) -> String {
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        if causes.last().is_none_or(|before| !before.contains(&cause)) {
            causes.push(cause);
        }
    }
    causes.join(": ")
}
