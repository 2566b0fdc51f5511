//! Where every row stands that was taken in: counted, left out with its reason (R36), or matched with nobody.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::Datelike;

use crate::domain::ids::{ContractId, PartnerId};
use crate::domain::rma::LeftOut;
use crate::domain::rma_file::RmaColumn;
use crate::domain::rma_row::{RmaKey, RmaRow};
use crate::flow::Engine;
use crate::flow::rma_intake::finder::{Declared, Finder};
use crate::flow::rma_intake::matching;
use crate::store::journal::{self, JournalEntry};
use crate::store::rma;

/// Which rows to show; the default shows all.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only those of this contract.
    pub contract: Option<ContractId>,
    /// Only those authorised, or else asked for, in this calendar year.
    pub year: Option<i32>,
    /// Only those that match nobody.
    pub unmatched: bool,
    /// Only those that are matched and left out of the threshold.
    pub left_out: bool,
}

/// A row and where it stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The row.
    pub row: RmaRow,
    /// Under which contract it falls.
    pub contract: Option<ContractId>,
    /// Why its units do not count; none if they do, or if it matches nobody.
    pub left_out: Option<LeftOut>,
    /// Whether a person should look at it.
    pub needs_person: bool,
    /// What is to be said about that.
    pub text: Option<String>,
}

impl Standing {
    /// Whether it counts against the threshold, matches nobody, or is left out.
    pub fn word(&self) -> &'static str {
        match (&self.row.matched, self.left_out) {
            (None, _) => "unmatched",
            (Some(_), Some(_)) => "left out",
            (Some(_), None) => "counted",
        }
    }
}

impl Wanted {
    fn includes(&self, standing: &Standing) -> bool {
        let row = &standing.row;
        let year = row.authorised_on.or(row.created_on).map(|day| day.year());
        let kind = match (self.unmatched, self.left_out) {
            (false, false) => true,
            (unmatched, left_out) => {
                (unmatched && row.matched.is_none()) || (left_out && standing.word() == "left out")
            }
        };
        kind && self.contract.as_ref().is_none_or(|contract| standing.contract.as_ref() == Some(contract))
            && self.year.is_none_or(|wanted| year == Some(wanted))
    }
}

/// The rows that are wanted, in the order of their dates (A45).
pub async fn list(engine: &Engine, wanted: &Wanted) -> Result<Vec<Standing>> {
    let mut rows = {
        let mut tx = engine.db.read().await?;
        rma::all(&mut tx).await?
    };
    rows.sort_by(|one, other| one.order().cmp(&other.order()));
    let mut standings = stand(engine, rows).await?;
    standings.retain(|standing| wanted.includes(standing));
    Ok(standings)
}

/// The lines of an RMA, each with what the journal says of it, oldest first; empty if there is no such number.
pub async fn show(engine: &Engine, number: &str) -> Result<Vec<(Standing, Vec<JournalEntry>)>> {
    let (rows, mut entries) = {
        let mut tx = engine.db.read().await?;
        let mut rows = rma::all(&mut tx).await?;
        rows.retain(|row| row.key.number == number);
        let mut entries: BTreeMap<RmaKey, Vec<JournalEntry>> = BTreeMap::new();
        for row in &rows {
            entries.insert(row.key.clone(), journal::about(&mut tx, &row.key.to_string()).await?);
        }
        (rows, entries)
    };
    let standings = stand(engine, rows).await?;
    let with_history = |standing: Standing| {
        let history = entries.remove(&standing.row.key).unwrap_or_default();
        (standing, history)
    };
    Ok(standings.into_iter().map(with_history).collect())
}

/// Says of each row where it stands, in the given order.
async fn stand(engine: &Engine, rows: Vec<RmaRow>) -> Result<Vec<Standing>> {
    let declared = Declared::load(engine).await?;
    // Only why a row matches nobody has to be found out again.
    let mut finders: BTreeMap<Option<PartnerId>, Finder<'_>> = BTreeMap::new();
    let mut of_partner: BTreeMap<&Option<PartnerId>, Vec<&RmaRow>> = BTreeMap::new();
    for row in &rows {
        let unmatched = of_partner.entry(&row.partner).or_default();
        unmatched.extend(row.matched.is_none().then_some(row));
    }
    for (partner, rows) in of_partner {
        let finder = Finder::of(engine, &declared, partner.as_ref(), &rows, Vec::new()).await?;
        finders.insert(partner.clone(), finder);
    }
    let mut standings = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(finder) = finders.get_mut(&row.partner) else { continue };
        standings.push(standing(finder, row));
    }
    Ok(standings)
}

fn standing(finder: &mut Finder<'_>, row: RmaRow) -> Standing {
    let says = |row: &RmaRow, column: RmaColumn, text: &str| match matching::written(row, column) {
        Some(found) => format!("{} {found:?}, {text}", column.as_str()),
        None => format!("{}: {text}", column.as_str()),
    };
    if row.matched.is_none() {
        let mut found = row.clone();
        let remarks = finder.find(&mut found).remarks;
        // What would match by now: the next run does that, and says so in the journal.
        let text = match &found.matched {
            Some(matched) => format!("now matches {}; `trueup run` takes it over", matched.customer),
            None => remarks.iter().map(|(column, text)| says(&row, *column, text)).collect::<Vec<_>>().join("; "),
        };
        return Standing { row, contract: None, left_out: None, needs_person: true, text: Some(text) };
    }
    let contract = finder.judge.contract(&row).map(|contract| contract.id.clone());
    let (left_out, needs_person, text) = match finder.judge.left_out(&row) {
        Some((reason, needs_person, column, text)) => (Some(reason), needs_person, Some(says(&row, column, &text))),
        None => (None, false, None),
    };
    Standing { row, contract, left_out, needs_person, text }
}
