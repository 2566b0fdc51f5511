//! The three categories of the programme (R2).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A category that a contract can select. The order is the order in every document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Headsets and personal devices.
    Headset,
    /// Video systems.
    Video,
    /// Phones.
    Voice,
}

impl Category {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Headset, Self::Video, Self::Voice];

    /// The word used in data files, JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Headset => "headset",
            Self::Video => "video",
            Self::Voice => "voice",
        }
    }

    /// The category of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == text)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
