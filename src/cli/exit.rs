//! How a command ends: the exit codes of the handbook and the one place where failures are printed.

use std::fmt;

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
                print(text);
                Exit::Usage
            }
            Self::Configuration(problems) => {
                print(problems);
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
    print(format_args!("{error:#}"));
}

#[expect(clippy::print_stderr, reason = "the command line's own complaints")]
fn print(text: impl fmt::Display) {
    eprintln!("trueup: {text}");
}
