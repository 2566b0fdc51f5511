//! What charts show, already written: labels, ticks, and the sentence that says the same to whoever sees no picture.
//! The shapes are drawn by `templates/document/chart.typ`; nothing here knows of lengths.

mod counted;
mod models;
mod proportion;
mod returned;

pub(super) use counted::{Counted, counted};
pub(super) use models::{Models, models};
pub(super) use proportion::Proportion;
pub(super) use returned::{Returned, returned};

use serde::Serialize;

use crate::template::Locale;

/// Lines across a chart, at most, above its foot.
const TICKS: u64 = 4;

/// The charts of a document.
#[derive(Debug, Default, Serialize)]
pub(super) struct Charts {
    /// A chart per category.
    pub(super) counts: Vec<Counted>,
    /// The year so far.
    pub(super) returns: Option<Returned>,
    /// A chart per category.
    pub(super) models: Vec<Models>,
}

impl Charts {
    /// Those of the counts in one text, for the picture that shows them together.
    pub(super) fn counts_in_words(&self) -> String {
        self.counts.iter().map(|chart| chart.alt.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// What the year's chart says.
    pub(super) fn returns_in_words(&self) -> String {
        self.returns.as_ref().map(|chart| chart.alt.clone()).unwrap_or_default()
    }

    /// Those of the models in one text.
    pub(super) fn models_in_words(&self) -> String {
        self.models.iter().map(|chart| chart.alt.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// A labelled height.
#[derive(Debug, Serialize)]
struct Tick {
    at: u64,
    label: String,
}

/// Round heights from nought to the first that is not below the highest value.
fn ticks(locale: &Locale<'_>, highest: u64) -> Vec<Tick> {
    let step = step(highest);
    let tick = |n: u64| Tick { at: n * step, label: locale.numbers.count(n * step) };
    (0..=highest.div_ceil(step).max(1)).map(tick).collect()
}

fn top(ticks: &[Tick]) -> u64 {
    ticks.last().map_or(1, |tick| tick.at)
}

/// The distance of ticks: 1, 2 or 5 times a power of ten.
fn step(highest: u64) -> u64 {
    let powers = (0..19).map(|power| 10_u64.pow(power));
    let mut steps = powers.flat_map(|power| [Some(power), power.checked_mul(2), power.checked_mul(5)]).flatten();
    steps.find(|step| highest.div_ceil(*step) <= TICKS).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for (highest, expected) in [(0, 1), (1, 1), (4, 1), (5, 2), (9, 5), (1103, 500), (250_000, 100_000)] {
            assert_eq!(step(highest), expected, "{highest}");
        }
        assert!(step(u64::MAX).checked_mul(TICKS).is_none_or(|top| top >= u64::MAX / 2));
    }
}
