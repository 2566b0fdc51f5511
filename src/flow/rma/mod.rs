//! RMA positions from the ledger: which contracts belong together, what was contracted in them, which rows are theirs.
//!
//! What follows from a position is told in `notices`, and what a person decides of a notice in `release`.

pub mod notices;
mod prices;
pub mod release;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::purchase_order::contracted_steps;
use crate::domain::rma::summary::RmaSummary;
use crate::domain::rma::{Cover, Position, RmaUnit, position};
use crate::domain::rma_row::RmaRow;
use crate::domain::working_days::WorkingDays;
use crate::flow::register::Register;
use crate::store::{Tx, purchase_orders, rma};

/// Lines of the category headsets/personal devices that are no headsets (A10).
const NO_HEADSETS: [&str; 3] = ["Sync", "Calisto", "Studio P"];

/// Everything that positions rest on, as it was read at one moment.
#[derive(Debug)]
pub struct Book {
    rows: BTreeMap<CustomerId, Vec<RmaRow>>,
    units: BTreeMap<CustomerId, Vec<RmaUnit>>,
    covers: BTreeMap<ContractId, Cover>,
    contracts: BTreeMap<ContractId, Arc<Contract>>,
}

/// The contracts of one chain of renewals that give cover in a year, by their first day.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Never empty.
    pub contracts: Vec<Arc<Contract>>,
    covers: Vec<Cover>,
}

impl Chain {
    /// The contract in force on a day: the last one that had begun by then, else the first one (A44).
    pub fn in_force(&self, day: NaiveDate) -> &Arc<Contract> {
        let begun = self.contracts.iter().rfind(|contract| contract.term.start <= day);
        begun.unwrap_or(&self.contracts[0])
    }

    /// Whose contracts they are: those of one customer.
    pub fn customer(&self) -> &CustomerId {
        &self.contracts[0].customer
    }

    /// The last day of cover of the whole chain.
    pub fn last_day(&self) -> NaiveDate {
        let days = self.contracts.iter().map(|contract| contract.term.last_day());
        days.max().unwrap_or(NaiveDate::MIN)
    }
}

impl Book {
    /// Reads it: of one customer, or of all that have rows.
    pub async fn load(tx: &mut Tx, register: &Register, customer: Option<&CustomerId>) -> Result<Self> {
        let mut rows: BTreeMap<CustomerId, Vec<RmaRow>> = BTreeMap::new();
        let found = match customer {
            Some(customer) => rma::of_customer(tx, customer).await?,
            None => rma::all(tx).await?,
        };
        for row in found {
            if let Some(matched) = &row.matched {
                rows.entry(matched.customer.clone()).or_default().push(row);
            }
        }
        let mut covers = BTreeMap::new();
        let mut contracts = BTreeMap::new();
        let mut ordered = match customer {
            Some(_) => BTreeMap::new(),
            None => purchase_orders::by_contract(tx).await?,
        };
        for (id, declared) in &register.contracts {
            let contract = &declared.contract;
            let wanted = customer.is_none_or(|customer| *customer == contract.customer);
            if !wanted || contract.terms(Category::Headset).is_none() {
                continue;
            }
            if customer.is_some() {
                let orders = purchase_orders::of_contract(tx, id).await?;
                ordered.insert(id.clone(), orders.into_iter().map(|(_, order)| order).collect());
            }
            let orders = ordered.get(id).map(Vec::as_slice).unwrap_or_default();
            let steps = contracted_steps(contract, orders).remove(&Category::Headset).unwrap_or_default();
            let cover = Cover { contract: id.clone(), term: contract.term, steps };
            covers.insert(id.clone(), cover);
            contracts.insert(id.clone(), contract.clone());
        }
        let unit = |row: &RmaRow| RmaUnit::of(row, is_headset(register, row));
        let units = rows.iter().map(|(customer, rows)| (customer.clone(), rows.iter().filter_map(unit).collect()));
        Ok(Self { units: units.collect(), rows, covers, contracts })
    }

    /// The chains that give cover in a year, each once.
    pub fn chains(&self, year: i32) -> Vec<Chain> {
        let roots: BTreeSet<&ContractId> = self.contracts.keys().map(|id| self.root(id)).collect();
        roots.into_iter().filter_map(|root| self.chain_from(root, year)).collect()
    }

    /// The chain of a contract in a year; none without the headset category, or without cover in that year.
    pub fn chain_of(&self, contract: &ContractId, year: i32) -> Option<Chain> {
        self.contracts.contains_key(contract).then(|| self.chain_from(self.root(contract), year))?
    }

    /// The first contract of a chain, all of one customer. A ring of renewals has none; its smallest id stands for it.
    fn root<'a>(&'a self, id: &'a ContractId) -> &'a ContractId {
        let (mut root, mut seen) = (id, BTreeSet::from([id]));
        let customer = &self.contracts[id].customer;
        let known = |id: &&ContractId| self.contracts.get(id).is_some_and(|contract| contract.customer == *customer);
        while let Some(before) = self.contracts[root].renews.as_ref().filter(known) {
            if !seen.insert(before) {
                return seen.first().copied().unwrap_or(id);
            }
            root = before;
        }
        root
    }

    fn chain_from(&self, root: &ContractId, year: i32) -> Option<Chain> {
        let mut contracts: Vec<_> = self
            .contracts
            .values()
            .filter(|contract| (contract.term.start.year()..=contract.term.last_day().year()).contains(&year))
            .filter(|contract| self.root(&contract.id) == root)
            .cloned()
            .collect();
        contracts.sort_by_key(|contract| contract.term.start);
        let covers = contracts.iter().map(|contract| self.covers[&contract.id].clone()).collect();
        (!contracts.is_empty()).then_some(Chain { contracts, covers })
    }

    /// Where the year of a day stands for a contract; none without the headset category or before its first day.
    pub fn position_of(&self, contract: &ContractId, day: NaiveDate) -> Option<(Chain, Position)> {
        let chain = self.chain_of(contract, day.year())?;
        let position = self.position(&chain, day.year(), day)?;
        Some((chain, position))
    }

    /// Where a chain's year stands on a day, under the rules of the contract in force that day.
    pub fn position(&self, chain: &Chain, year: i32, day: NaiveDate) -> Option<Position> {
        let rules = &chain.in_force(last_of(year).min(day)).rma;
        position(year, day, rules, &chain.covers, self.units.get(chain.customer()).map_or(&[], Vec::as_slice))
    }

    /// A position in short, for documents.
    pub fn summary(&self, register: &Register, chain: &Chain, position: &Position) -> RmaSummary {
        let customer = chain.customer();
        let country = register.customers.get(customer).and_then(|customer| customer.country.as_deref());
        RmaSummary::of(position, self.rows.get(customer).map_or(&[], Vec::as_slice), WorkingDays::of(country))
    }

    /// Whether any row is known of a chain's customer.
    pub fn has_rows(&self, chain: &Chain) -> bool {
        self.rows.contains_key(chain.customer())
    }
}

/// Whether a row is about a headset, and not about a speakerphone or a camera (A10).
pub(super) fn is_headset(register: &Register, row: &RmaRow) -> bool {
    let name = row.model.as_deref().or(row.product.as_deref()).unwrap_or_default();
    let known = register.catalogue.recognise(name, None);
    // A name known by its pattern alone has no line: the name itself begins with it.
    let is_line = |line: &&str| {
        known.as_ref().is_some_and(|known| known.line == **line)
            || crate::domain::model_name::normalise(name).starts_with(&line.to_lowercase())
    };
    !NO_HEADSETS.iter().any(is_line)
}

/// The last day of a calendar year.
pub fn last_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}
