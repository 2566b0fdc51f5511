//! Serial numbers of rows, looked up in the last complete snapshots: whose row it may be, and whether the failed unit was
//! ever listed. One walk over the evidence of each customer that is asked for, chunk by chunk.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use crate::domain::device::{Observation, serial_key};
use crate::domain::ids::CustomerId;
use crate::domain::rma_row::{MatchedBy, RmaKey, RmaRow};
use crate::flow::rma_intake::matching::Customers;
use crate::flow::{Engine, collect};
use crate::store::snapshots;

/// Which of the serial numbers asked for each customer's last snapshot has.
pub(super) struct Serials {
    /// Without a snapshot there is no entry.
    seen: BTreeMap<CustomerId, BTreeSet<String>>,
    /// The rows of the ledger that a file tells again: a unit that was replaced is in no later snapshot.
    before: BTreeMap<RmaKey, RmaRow>,
}

impl Serials {
    /// Looks up what rows need: of a row that only its serial number can match, everywhere. `before` are rows of the
    /// ledger with the same numbers and lines.
    pub(super) async fn look_up(
        engine: &Engine,
        customers: &Customers,
        rows: &[&RmaRow],
        before: Vec<RmaRow>,
    ) -> Result<Self> {
        let mut wanted: BTreeMap<CustomerId, BTreeSet<String>> = BTreeMap::new();
        for row in rows {
            let keys = keys(row);
            let whose: Vec<CustomerId> = match customers.told(row) {
                None => customers.ids().iter().cloned().collect(),
                Some(found) => found.matched.into_iter().map(|matched| matched.customer).collect(),
            };
            for customer in whose {
                wanted.entry(customer).or_default().extend(keys.iter().cloned());
            }
        }
        let mut seen = BTreeMap::new();
        for (customer, keys) in wanted.into_iter().filter(|(_, keys)| !keys.is_empty()) {
            if let Some(found) = listed(engine, &customer, keys).await? {
                seen.insert(customer, found);
            }
        }
        Ok(Self { seen, before: before.into_iter().map(|row| (row.key.clone(), row)).collect() })
    }

    /// The customers in whose last snapshot a serial number of the row is; else the one in whose snapshot it once was.
    pub(super) fn owners(&self, row: &RmaRow) -> Vec<CustomerId> {
        let keys = keys(row);
        let has = |seen: &BTreeSet<String>| keys.iter().any(|key| seen.contains(key));
        let owners: Vec<_> =
            self.seen.iter().filter(|(_, seen)| has(seen)).map(|(customer, _)| customer.clone()).collect();
        if !owners.is_empty() {
            return owners;
        }
        let matched = self.same_unit(row).and_then(|before| before.matched.as_ref());
        matched
            .filter(|matched| matched.by == MatchedBy::Serial)
            .map(|matched| matched.customer.clone())
            .into_iter()
            .collect()
    }

    /// Whether the failed unit of a row was in a snapshot of its customer; none if nobody can say.
    pub(super) fn seen(&self, row: &RmaRow) -> Option<bool> {
        let customer = &row.matched.as_ref()?.customer;
        let key = row.serial_failed.as_deref().and_then(serial_key)?;
        let once = self.same_unit(row).is_some_and(|before| before.serial_seen == Some(true));
        if once { Some(true) } else { Some(self.seen.get(customer)?.contains(&key)) }
    }

    /// The row as the ledger has it, if it is about the same serial numbers.
    fn same_unit(&self, row: &RmaRow) -> Option<&RmaRow> {
        self.before.get(&row.key).filter(|before| keys(before) == keys(row))
    }
}

fn keys(row: &RmaRow) -> Vec<String> {
    [&row.serial_failed, &row.serial_replacement]
        .into_iter()
        .flatten()
        .filter_map(|serial| serial_key(serial))
        .collect()
}

/// Which of these serial numbers the customer's last complete snapshot has; none without a snapshot.
async fn listed(engine: &Engine, customer: &CustomerId, wanted: BTreeSet<String>) -> Result<Option<BTreeSet<String>>> {
    let mut tx = engine.db.read().await?;
    let Some(snapshot) = snapshots::last_complete(&mut tx, customer).await? else { return Ok(None) };
    drop(tx);
    let evidence = collect::stored(engine, &snapshot.id).await?.evidence;
    let (mut wanted, mut found) = (wanted, BTreeSet::new());
    for index in 0..evidence.chunks() {
        let chunk = evidence.chunk(&engine.db, index).await?;
        let walk = move || -> Result<_> {
            let lines = std::str::from_utf8(&chunk).context("the evidence is damaged: it is not UTF-8")?;
            for line in lines.split('\n').filter(|line| !line.is_empty()) {
                let device: Observation = serde_json::from_str(line).context("the evidence is damaged")?;
                let key = device.serial.as_deref().and_then(serial_key);
                found.extend(key.filter(|key| wanted.remove(key)));
            }
            Ok((wanted, found))
        };
        (wanted, found) =
            tokio::task::spawn_blocking(walk).await.context("looking up serial numbers stopped in the middle")??;
    }
    Ok(Some(found))
}
