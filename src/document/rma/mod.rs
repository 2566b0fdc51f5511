//! What the partner is told of its customer's headset returns: the early warnings and the overage notice (documents.md
//! section 3). What is not back in time is another matter (R42) and stands in none of them.

mod annex;
mod held;
mod notice;
mod page;
mod warning;

use chrono::NaiveDate;

use crate::document::clean;
use crate::document::parts::capital;
use crate::domain::contract::Contract;
use crate::domain::outcome::Parties;
use crate::domain::party::Seller;
use crate::domain::rma::notice::{Notice, NoticeHold, NoticeState, Warning};
use crate::domain::rma::{LeftOut, Position};
use crate::template::{Locale, TemplateError};

pub use annex::{annex, units};
pub(super) use held::draft as draft_held;
pub use held::render as render_held;
pub(super) use notice::draft as draft_notice;
pub use notice::render as render_notice;
pub use page::{notice_with_files, warning_with_files};
pub(super) use warning::draft as draft_warning;
pub use warning::render as render_warning;

/// What a notice is made of.
#[derive(Debug, Clone, Copy)]
pub struct NoticeFacts<'a> {
    /// What it says.
    pub notice: &'a Notice,
    /// Where it stands.
    pub state: NoticeState,
    /// Why it is held; empty otherwise.
    pub held: &'a [NoticeHold],
    /// Its date, once released.
    pub issued_on: Option<NaiveDate>,
    /// The contract in force.
    pub contract: &'a Contract,
    /// Who is involved.
    pub parties: &'a Parties,
    /// Who sells the service.
    pub seller: &'a Seller,
    /// File name of the attached list of units.
    pub annex: &'a str,
}

/// What a warning is made of.
#[derive(Debug, Clone, Copy)]
pub struct WarningFacts<'a> {
    /// Which of the two.
    pub warning: Warning,
    /// Where the year stands.
    pub position: &'a Position,
    /// The contract in force.
    pub contract: &'a Contract,
    /// Who is involved.
    pub parties: &'a Parties,
    /// Who sells the service.
    pub seller: &'a Seller,
}

/// `4 overage units`.
pub(super) fn overage(locale: &Locale<'_>, units: u64) -> Result<String, TemplateError> {
    if units == 0 { locale.say("rma-no-overage-units", &[]) } else { locale.say_count("rma-overage-units", units, &[]) }
}

/// `2 cancelled, 1 recall`; none, if nothing was left out.
pub(super) fn left_out(locale: &Locale<'_>, sums: &[(LeftOut, u64)]) -> Result<Option<String>, TemplateError> {
    let mut words = Vec::new();
    for (reason, units) in sums {
        let key = format!("rma-left-out-{}", reason.as_str().replace('_', "-"));
        words.push(format!("{} {}", locale.numbers.count(*units), locale.say_count(&key, *units, &[])?));
    }
    Ok((!words.is_empty()).then(|| words.join(", ")))
}

/// The first names with their units, and how many units the others have; what has no name comes after those that have.
pub(super) fn top(locale: &Locale<'_>, ranked: &[(String, u64)], unnamed: &str) -> Result<Vec<String>, TemplateError> {
    const SHOWN: usize = 5;
    let mut ranked: Vec<_> = ranked.iter().collect();
    ranked.sort_by_key(|(name, _)| name.is_empty());
    let mut lines = Vec::new();
    for (name, units) in ranked.iter().take(SHOWN) {
        let shown = capital(&clean::name(name));
        let name = if shown.is_empty() { capital(&locale.say(unnamed, &[])?) } else { shown };
        lines.push(format!("{name}{} {}", locale.colon(), locale.numbers.count(*units)));
    }
    let rest: u64 = ranked.iter().skip(SHOWN).map(|(_, units)| units).sum();
    if rest > 0 {
        lines.push(locale.say("rma-others", &[("units", &locale.numbers.count(rest))])?);
    }
    Ok(lines)
}
