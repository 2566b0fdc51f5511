//! How much of its room a bar takes.

use serde::Serialize;

/// A part of a whole, 0 to 1: for the eye alone, no number that is told comes of it.
#[derive(Debug, Clone, Copy, Serialize)]
pub(in crate::document) struct Proportion(f64);

impl Proportion {
    /// `part` of `all`; nothing of nothing is nothing.
    #[expect(clippy::cast_precision_loss, reason = "how exact the length of a bar is, no eye sees")]
    pub(in crate::document) fn of(part: u64, all: u64) -> Self {
        Self(if all == 0 { 0.0 } else { part as f64 / all as f64 })
    }
}
