//! A partner's RMA file has come: read it whole, find out whose rows they are, keep the newest row of each line, or
//! reject the file with all that is wrong in it (R36, A45).
//!
//! What follows from the rows is not decided here: notices are issued by the audit run and its duties, never by an
//! import (A44).

mod again;
mod finder;
mod judge;
mod keep;
mod matching;
mod products;
mod serials;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::domain::ids::{ContractId, CustomerId, PartnerId};
use crate::domain::rma::LeftOut;
use crate::domain::rma_file::RmaColumn;
use crate::domain::rma_row::RmaKey;
use crate::flow::Engine;
use crate::flow::apply::Difference;
use crate::flow::register::Register;
use crate::flow::rma_intake::finder::{Declared, Finder};
use crate::flow::rma_intake::keep::{Kept, keep};
use crate::source::rma::{self as source, Note, Reading, Rejected, RmaFile};
use crate::store::blobs::Digest;
use crate::store::rma;

pub use again::{Again, look};
pub use standing::{Standing, Wanted, list, show};

/// How often a file is tried again because another one came in between.
const TRIES: u32 = 20;

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accepted {
    /// Lines of RMAs in it: each number and line once.
    pub rows: usize,
    /// Lines that were not known before, and their units.
    pub new: Amount,
    /// Lines that were known otherwise.
    pub corrected: Vec<Corrected>,
    /// Lines that were known as they are.
    pub unchanged: Amount,
    /// Lines whose units are none of the threshold, with the reason (R36).
    pub left_out: Vec<Left>,
    /// Lines that match nobody: kept, for a person to look at.
    pub unmatched: Vec<Finding>,
    /// Lines of a known customer about which something is odd.
    pub flagged: Vec<Finding>,
    /// Lines of earlier files that matched nobody, or whose product nobody knew, and that are known now.
    pub known_now: Vec<Again>,
    /// What the sender should know of the file itself.
    pub notes: Vec<String>,
    /// Over the file as it came.
    pub digest: String,
}

/// Rows and units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// Rows.
    pub rows: u64,
    /// Units in them.
    pub units: u64,
}

impl Amount {
    /// One more row.
    pub fn add(&mut self, quantity: u32) {
        self.rows += 1;
        self.units += u64::from(quantity);
    }
}

/// A line that was known otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Corrected {
    /// Its row in the file.
    pub row: u64,
    /// Number and line.
    #[serde(flatten)]
    pub key: RmaKey,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// Its units.
    pub units: u32,
    /// What changed.
    pub changes: Vec<Difference>,
}

impl Corrected {
    /// What changed, on one line.
    pub fn told(&self) -> String {
        self.changes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }
}

/// A line whose units are none of the threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Why.
    pub reason: LeftOut,
    /// Whether a person should look at it.
    pub needs_person: bool,
    /// Its units.
    pub units: u32,
    /// Where it stands, and what stands there.
    #[serde(flatten)]
    pub finding: Finding,
}

/// Something about a line, by row and column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its row in the file.
    pub row: u64,
    /// The header of the column.
    pub column: String,
    /// Number and line.
    #[serde(flatten)]
    pub key: RmaKey,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// What stands there.
    pub found: Option<String>,
    /// What is to be said about it.
    pub text: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { row, column, key, found, text, .. } = self;
        match found {
            Some(found) => write!(f, "row {row}, column {column:?}, {key}: found {found:?}, {text}"),
            None => write!(f, "row {row}, column {column:?}, {key}: {text}"),
        }
    }
}

impl Accepted {
    /// Whether a person has to look at something.
    pub fn needs_person(&self) -> bool {
        !self.unmatched.is_empty() || self.left_out.iter().any(|left| left.needs_person)
    }
}

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Nobody of that id.
    #[error("there is no partner {0}; `trueup apply` declares them")]
    UnknownPartner(PartnerId),
    /// The file itself.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Something of ours.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Takes in an RMA file, of one partner or of nobody in particular.
pub async fn rma(
    engine: &Engine,
    partner: Option<&PartnerId>,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<Accepted, Refused> {
    let now = engine.clock.now();
    let declared = Declared::load(engine).await?;
    let mapping = match partner {
        None => None,
        Some(id) => {
            let known = declared.register.partners.get(id).ok_or_else(|| Refused::UnknownPartner(id.clone()))?;
            known.rma.clone()
        }
    };
    let reading =
        Reading { mapping: mapping.unwrap_or_default(), zone: engine.calendar.zone, today: engine.calendar.day(now) };
    let (name, digest) = (file_name.to_owned(), Digest::of(&bytes));
    let read = tokio::task::spawn_blocking(move || source::read(&name, &bytes, &reading));
    let mut file = read.await.context("reading the file stopped in the middle")??;
    let mut judged = judged(engine, &declared, partner, &mut file).await?;
    judged.accepted.digest = digest.to_string();
    let incoming = Incoming { register: &declared.register, partner, name: file_name, digest: &digest, file: &file };
    for _ in 0..TRIES {
        match keep(engine, &incoming, &mut judged).await {
            Err(Kept::Meanwhile) => {}
            Err(Kept::Refused(refused)) => return Err(refused),
            Ok(()) => {
                judged.accepted.known_now = look(engine).await?;
                return Ok(judged.accepted);
            }
        }
    }
    Err(anyhow::anyhow!("other RMA files came in between all the time; try again").into())
}

/// A file that was read.
struct Incoming<'a> {
    register: &'a Register,
    partner: Option<&'a PartnerId>,
    name: &'a str,
    /// Over the bytes as the partner sent them, so that it can check what was counted (R17).
    digest: &'a Digest,
    file: &'a RmaFile,
}

/// What was found out about the rows of a file.
struct Judged {
    accepted: Accepted,
    contracts: BTreeMap<RmaKey, ContractId>,
}

/// Finds out whose the rows are and what they are about, and writes that into them.
async fn judged(
    engine: &Engine,
    declared: &Declared,
    partner: Option<&PartnerId>,
    file: &mut RmaFile,
) -> Result<Judged> {
    let rows: Vec<_> = file.rows.iter().map(|told| &told.row).collect();
    let before = {
        let asked: BTreeSet<_> = rows.iter().map(|row| &row.key).collect();
        let mut tx = engine.db.read().await?;
        rma::all(&mut tx).await?.into_iter().filter(|row| asked.contains(&row.key)).collect()
    };
    let mut finder = Finder::of(engine, declared, partner, &rows, before).await?;
    let RmaFile { rows, notes, headers, .. } = file;
    let header = |column: RmaColumn| {
        let found = headers.iter().find(|(known, _)| *known == column);
        found.map_or_else(|| column.as_str().to_owned(), |(_, header)| header.clone())
    };
    let mut accepted = Accepted {
        rows: rows.len(),
        new: Amount::default(),
        corrected: Vec::new(),
        unchanged: Amount::default(),
        left_out: Vec::new(),
        unmatched: Vec::new(),
        flagged: Vec::new(),
        known_now: Vec::new(),
        notes: notes.iter().map(Note::to_string).collect(),
        digest: String::new(),
    };
    let mut contracts = BTreeMap::new();
    for told in rows {
        told.row.partner = partner.cloned();
        let found = finder.find(&mut told.row);
        contracts.extend(found.contract.map(|contract| (told.row.key.clone(), contract.id.clone())));
        let finding = |(column, text): (RmaColumn, String)| Finding {
            row: told.at,
            column: header(column),
            key: told.row.key.clone(),
            customer: told.row.matched.as_ref().map(|matched| matched.customer.clone()),
            found: matching::written(&told.row, column),
            text,
        };
        let remarks = found.remarks.into_iter().map(finding);
        if told.row.matched.is_some() {
            accepted.flagged.extend(remarks);
        } else {
            accepted.unmatched.extend(remarks);
        }
        if let Some((reason, needs_person, column, text)) = finder.judge.left_out(&told.row) {
            let finding = finding((column, text));
            accepted.left_out.push(Left { reason, needs_person, units: told.row.quantity, finding });
        }
        if told.row.serial_seen == Some(false) {
            let text = "which was not in the customer's last inventory; taken in all the same".to_owned();
            accepted.flagged.push(finding((RmaColumn::SerialFailed, text)));
        }
    }
    Ok(Judged { accepted, contracts })
}
