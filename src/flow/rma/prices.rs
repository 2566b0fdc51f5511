//! List prices of returned products, from the version in force on the day of a notice (R38, A44).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::Result;
use chrono::NaiveDate;

use crate::domain::contract::Contract;
use crate::domain::price_list::{ListVersion, list_of, version_in_force};
use crate::domain::rma::RmaUnit;
use crate::domain::rma::notice::Listed;
use crate::flow::Engine;
use crate::store::price_lists;

/// The price of each product of a notice, looked up once.
#[derive(Debug)]
pub(super) struct Prices {
    version: Option<ListVersion>,
    found: BTreeMap<Key, Option<Listed>>,
}

impl Prices {
    /// The list of a contract on a day; no product has a price if there is none.
    pub(super) async fn of(engine: &Engine, contract: &Contract, day: NaiveDate) -> Result<Self> {
        let mut tx = engine.db.read().await?;
        let versions = price_lists::versions(&mut tx).await?;
        let version = list_of(&versions, contract).and_then(|list| version_in_force(&versions, list, day)).cloned();
        // A list in another currency prices nothing of this contract.
        let version = version.filter(|version| version.currency == contract.currency);
        Ok(Self { version, found: BTreeMap::new() })
    }

    /// Looks the products of these units up.
    pub(super) async fn look_up(&mut self, engine: &Engine, units: Vec<RmaUnit>) -> Result<()> {
        let Some(version) = &self.version else { return Ok(()) };
        let mut tx = engine.db.read().await?;
        for unit in units {
            if let Entry::Vacant(vacant) = self.found.entry(key(&unit)) {
                let part = unit.part_number.as_deref();
                let names: Vec<&str> =
                    [Some(unit.model.as_str()), unit.product.as_deref()].into_iter().flatten().collect();
                let price = price_lists::price(&mut tx, version, part, &names).await?;
                vacant.insert(price.map(|price| Listed {
                    price: price.list_price,
                    list: version.list.clone(),
                    version: version.version.clone(),
                    valid_from: version.valid_from,
                }));
            }
        }
        Ok(())
    }

    /// The price of a unit that was looked up.
    pub(super) fn price(&self, unit: &RmaUnit) -> Option<Listed> {
        self.found.get(&key(unit)).cloned().flatten()
    }
}

/// Part number, name in the catalogue, name as written.
type Key = (Option<String>, String, Option<String>);

fn key(unit: &RmaUnit) -> Key {
    (unit.part_number.clone(), unit.model.clone(), unit.product.clone())
}
