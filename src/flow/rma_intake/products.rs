//! What was returned: the model by part number, as price lists name it, else by product name, and the category of that
//! where the file does not say it (A45).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::catalogue::{Catalogue, Recognised};
use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::count::Judge;
use crate::domain::ids::ContractId;
use crate::domain::price_list::part_key;
use crate::domain::rma_row::RmaRow;
use crate::flow::register::Register;

/// Recognises products under the counting profiles of contracts (A23).
pub(super) struct Products {
    catalogue: Arc<Catalogue>,
    /// Model names of the price lists, by part number.
    models: BTreeMap<String, String>,
    judges: BTreeMap<ContractId, Judge>,
}

impl Products {
    pub(super) fn new(register: &Register, parts: &[(String, String)]) -> Self {
        // Where lists name one part differently, the first name in order holds, so that every import says the same.
        let mut sorted = parts.to_vec();
        sorted.sort();
        sorted.reverse();
        Self { catalogue: register.catalogue.clone(), models: sorted.into_iter().collect(), judges: BTreeMap::new() }
    }

    /// Writes model and category into a row. Which category a product is of, is for the contract's counting profile to
    /// say.
    pub(super) fn recognise(&mut self, row: &mut RmaRow, contract: Option<&Arc<Contract>>) {
        let listed = row.part_number.as_deref().and_then(part_key).and_then(|part| self.models.get(&part)).cloned();
        let by_part = listed.as_deref().and_then(|model| self.catalogue.recognise(model, row.part_number.as_deref()));
        let by_name = || {
            let product = row.product.as_deref()?;
            self.catalogue.recognise(product, row.part_number.as_deref())
        };
        let recognised = by_part.or_else(by_name);
        row.model = recognised.as_ref().map(|known| known.model.clone()).or(listed);
        if let (None, Some(recognised), Some(contract)) = (row.category, &recognised, contract) {
            row.category = self.category(recognised, contract);
        }
    }

    fn category(&mut self, recognised: &Recognised, contract: &Arc<Contract>) -> Option<Category> {
        let catalogue = self.catalogue.clone();
        // Neither time is looked at: only the kind and the counting profile decide.
        let new = || Judge::new(catalogue, contract.clone(), DateTime::<Utc>::UNIX_EPOCH, NaiveDate::default());
        let judge = self.judges.entry(contract.id.clone()).or_insert_with(new);
        judge.category(recognised).ok()
    }
}
