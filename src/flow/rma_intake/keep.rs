//! Keeps what is new in a file, in one transaction or not at all, and tells the journal what changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::CustomerId;
use crate::domain::rma_file::RmaColumn;
use crate::domain::rma_row::{RmaKey, RmaRow};
use crate::flow::Engine;
use crate::flow::apply::differences;
use crate::flow::rma_intake::{Accepted, Amount, Corrected, Incoming, Judged, Refused, matching};
use crate::source::rma::{Problem, Rejected};
use crate::store::blobs::{self, Digest};
use crate::store::journal::{self, JournalEntry};
use crate::store::rma::{self, NewFile};
use crate::store::{StoreError, Tx};

/// Why a try to keep a file did not.
pub(super) enum Kept {
    /// Another file was taken in meanwhile.
    Meanwhile,
    /// For good.
    Refused(Refused),
}

impl From<StoreError> for Kept {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Taken { .. }) {
            Self::Meanwhile
        } else {
            Self::Refused(anyhow::Error::from(error).into())
        }
    }
}

impl From<anyhow::Error> for Kept {
    fn from(error: anyhow::Error) -> Self {
        Self::Refused(error.into())
    }
}

/// Keeps what is new in the file, all of it or nothing; a file in which nothing is new leaves no trace.
pub(super) async fn keep(engine: &Engine, incoming: &Incoming<'_>, judged: &mut Judged) -> Result<(), Kept> {
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    let original = blobs::put(&mut tx, &incoming.file.stripped).await?;
    let new = NewFile {
        partner: incoming.partner,
        name: incoming.name,
        digest: incoming.digest,
        original: &original,
        by: &engine.by,
    };
    // Before the rows are read: from here on nobody else changes them.
    let file = rma::insert_file(&mut tx, new, now).await?;
    let changed = compare(&mut tx, incoming, &mut judged.accepted).await?;
    if changed.is_empty() {
        return Ok(());
    }
    rma::put(&mut tx, &changed, file).await?;
    let entries = entries(engine, incoming, judged, &changed, &original);
    journal::append_all(&mut tx, &entries).await?;
    tx.commit().await?;
    Ok(())
}

/// The rows that are to be written, and what is told of them.
async fn compare(tx: &mut Tx, incoming: &Incoming<'_>, accepted: &mut Accepted) -> Result<Vec<RmaRow>, Kept> {
    let known: BTreeMap<RmaKey, RmaRow> = rma::all(tx).await?.into_iter().map(|row| (row.key.clone(), row)).collect();
    (accepted.new, accepted.unchanged) = (Amount::default(), Amount::default());
    accepted.corrected.clear();
    let mut changed = Vec::new();
    let mut foreign = Vec::new();
    for told in &incoming.file.rows {
        let row = &told.row;
        let Some(before) = known.get(&row.key) else {
            accepted.new.add(row.quantity);
            changed.push(row.clone());
            continue;
        };
        foreign.extend(of_another_partner(incoming, before, told.at));
        // What was seen in which inventory is no change of the row, nor is a file that was read for nobody.
        let partner = row.partner.clone().or_else(|| before.partner.clone());
        let row = RmaRow { partner, ..row.clone() };
        let same = RmaRow { serial_seen: before.serial_seen, ..row.clone() };
        if same == *before {
            accepted.unchanged.add(row.quantity);
            continue;
        }
        accepted.corrected.push(Corrected {
            row: told.at,
            key: row.key.clone(),
            customer: row.matched.as_ref().map(|matched| matched.customer.clone()),
            units: row.quantity,
            changes: differences(before, &same).map_err(anyhow::Error::from)?,
        });
        changed.push(row);
    }
    if foreign.is_empty() {
        return Ok(changed);
    }
    let shown = foreign.len().min(50);
    let more = foreign.len() - shown;
    foreign.truncate(shown);
    Err(Kept::Refused(Rejected { file: incoming.name.to_owned(), problems: foreign, more }.into()))
}

/// What one partner sends never changes what is another's.
fn of_another_partner(incoming: &Incoming<'_>, before: &RmaRow, at: u64) -> Option<Problem> {
    let partner = incoming.partner?;
    let owner = before.matched.as_ref().map(|matched| &matched.customer)?;
    let foreign = !matching::serves(incoming.register, partner, owner);
    foreign.then(|| Problem {
        row: Some(at),
        column: Some(incoming.file.header(RmaColumn::RmaNumber).to_owned()),
        found: format!("{}, which is known as one of {owner}, no customer of {partner}", before.key),
        expected: "RMAs of this partner's customers".to_owned(),
    })
}

fn entries(
    engine: &Engine,
    incoming: &Incoming<'_>,
    judged: &Judged,
    changed: &[RmaRow],
    original: &Digest,
) -> Vec<JournalEntry> {
    let Accepted { rows, new, corrected, unchanged, left_out, unmatched, .. } = &judged.accepted;
    let (now, name, digest) = (engine.clock.now(), incoming.name, incoming.digest);
    let text = format!(
        "{name}: {rows} RMA lines, {} new, {} corrected, {} unchanged; {} left out of the threshold, {} match nobody; \
         {digest}, kept as {original}",
        new.rows,
        corrected.len(),
        unchanged.rows,
        left_out.len(),
        unmatched.len()
    );
    let subject = incoming.partner.map(|partner| format!("partner {partner}"));
    let mut entries = vec![JournalEntry { subject, ..JournalEntry::new(now, &engine.by, "rma_taken_in", text) }];
    let of_row = |action: &str, key: &RmaKey, customer: &Option<CustomerId>, text: String| JournalEntry {
        contract: judged.contracts.get(key).cloned(),
        customer: customer.clone(),
        subject: Some(key.to_string()),
        ..JournalEntry::new(now, &engine.by, action, text)
    };
    for line in corrected {
        let text = format!("{}, row {} of {name}: {}", line.key, line.row, line.told());
        entries.push(of_row("rma_corrected", &line.key, &line.customer, text));
    }
    let written: BTreeSet<&RmaKey> = changed.iter().map(|row| &row.key).collect();
    for finding in unmatched.iter().filter(|finding| written.contains(&finding.key)) {
        entries.push(of_row("rma_unmatched", &finding.key, &None, format!("{name}: {finding}")));
    }
    entries
}
