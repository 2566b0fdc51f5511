//! Rows that match nobody, or whose product nobody knew, are looked at again: a customer, contract, model or price list
//! may have been applied since, or an inventory may have come that has the serial number.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use tracing::{error, info};

use crate::domain::ids::{CustomerId, PartnerId};
use crate::domain::rma_row::{RmaKey, RmaRow};
use crate::flow::Engine;
use crate::flow::apply::differences;
use crate::flow::rma_intake::finder::{Declared, Finder, Found};
use crate::flow::run::is_outage;
use crate::store::journal::{self, JournalEntry};
use crate::store::rma;

/// A row that was found out about since its file was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Again {
    /// Number and line.
    #[serde(flatten)]
    pub key: RmaKey,
    /// Whose it is; none if only its product is known now.
    pub customer: Option<CustomerId>,
    /// Its units.
    pub units: u32,
    /// What is known now.
    pub text: String,
}

/// Looks at them. That this fails keeps nobody from what else is to be done: the next look tries again.
///
/// # Errors
/// The ledger as such is out of order.
pub async fn look(engine: &Engine) -> Result<Vec<Again>> {
    match find(engine).await {
        Err(failure) if !failure.chain().any(is_outage) => {
            error!(error = format!("{failure:#}"), "RMA rows not looked at again; it is tried again");
            Ok(Vec::new())
        }
        found => found,
    }
}

async fn find(engine: &Engine) -> Result<Vec<Again>> {
    let mut open: BTreeMap<Option<PartnerId>, Vec<RmaRow>> = BTreeMap::new();
    let all = {
        let mut tx = engine.db.read().await?;
        rma::all(&mut tx).await?
    };
    for row in all.into_iter().filter(|row| row.matched.is_none() || row.category.is_none()) {
        open.entry(row.partner.clone()).or_default().push(row);
    }
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let declared = Declared::load(engine).await?;
    let mut again = Vec::new();
    for (partner, rows) in open {
        let asked: Vec<_> = rows.iter().collect();
        let mut finder = Finder::of(engine, &declared, partner.as_ref(), &asked, Vec::new()).await?;
        for before in rows {
            let mut row = before.clone();
            let found = finder.find(&mut row);
            if (&row.matched, row.category, &row.model) != (&before.matched, before.category, &before.model) {
                again.extend(write(engine, &before, &row, &found).await?);
            }
        }
    }
    Ok(again)
}

/// None if a file has changed the row meanwhile.
async fn write(engine: &Engine, before: &RmaRow, row: &RmaRow, found: &Found) -> Result<Option<Again>> {
    let seen = RmaRow { serial_seen: before.serial_seen, ..row.clone() };
    let changes = differences(before, &seen)?;
    let text = changes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let now = engine.clock.now();
    let customer = row.matched.as_ref().map(|matched| matched.customer.clone());
    let mut tx = engine.db.write().await?;
    if !rma::replace(&mut tx, before, row).await? {
        return Ok(None);
    }
    let entry = JournalEntry {
        contract: found.contract.as_ref().map(|contract| contract.id.clone()),
        customer: customer.clone(),
        subject: Some(row.key.to_string()),
        ..JournalEntry::new(now, "trueup", "rma_matched", format!("{}, looked at again: {text}", row.key))
    };
    journal::append(&mut tx, &entry).await?;
    tx.commit().await?;
    info!(rma = %row.key, customer = customer.as_ref().map(CustomerId::as_str), "RMA row found out about");
    Ok(Some(Again { key: row.key.clone(), customer, units: row.quantity, text }))
}
