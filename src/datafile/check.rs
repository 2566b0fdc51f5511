//! What the files say together, merged over what is stored: references, overlapping contracts, colliding models.

use std::collections::BTreeMap;

use crate::datafile::Known;
use crate::datafile::files::Collected;
use crate::datafile::problem::Problem;
use crate::domain::catalogue::Model;
use crate::domain::contract::Contract;
use crate::domain::model_name::normalise;
use crate::domain::party::Inventory;
use crate::domain::price_list::ListVersion;

/// Adds the problems that no file shows by itself.
pub(super) fn check(all: &mut Collected, known: &Known) {
    let mut problems = customers(all, known);
    problems.extend(contracts(all, known));
    problems.extend(overlaps(all, known));
    problems.extend(models(all, known));
    problems.extend(price_lists(all, known));
    problems.extend(named_price_lists(all, known));
    all.problems.extend(problems);
}

impl Collected {
    /// Whether the files declare it, be the rest of its declaration wrong.
    fn declares(&self, kind: &'static str, id: &str) -> bool {
        self.declared.contains_key(&(kind, id.to_owned()))
    }

    fn at(&self, kind: &'static str, id: &str, key: &str, found: String, expected: impl Into<String>) -> Problem {
        let file = self.declared.get(&(kind, id.to_owned())).cloned().unwrap_or_default();
        Problem { file, key: format!("{kind}[{id}].{key}"), found, expected: expected.into() }
    }

    fn unknown(&self, kind: &'static str, id: &str, key: &str, target: &str) -> Problem {
        let what = key.replace('_', " ");
        let expected = format!("the id of a {what} of these files or applied before");
        self.at(kind, id, key, format!("{target:?}, which is unknown"), expected)
    }
}

fn customers(all: &Collected, known: &Known) -> Vec<Problem> {
    let mut problems = Vec::new();
    for customer in &all.set.customers {
        let id = customer.id.as_str();
        let (partner, csm) = (customer.partner.as_str(), customer.csm.as_str());
        if !all.declares("partner", partner) && !known.partners.contains(&customer.partner) {
            problems.push(all.unknown("customer", id, "partner", partner));
        }
        if !all.declares("csm", csm) && !known.csms.contains(&customer.csm) {
            problems.push(all.unknown("customer", id, "csm", csm));
        }
        let Inventory::Lens { tenants } = &customer.inventory else { continue };
        let mut missing: Vec<_> = tenants.iter().map(|tenant| tenant.credential.as_str()).collect();
        missing.sort_unstable();
        missing.dedup();
        for name in missing.into_iter().filter(|name| !name.is_empty() && !known.credentials.contains(*name)) {
            let found = format!("{name:?}, which the settings do not have");
            let expected = format!("a name of [lens.credentials]; add [lens.credentials.{name}] to the settings");
            problems.push(all.at("customer", id, "inventory.credential", found, expected));
        }
    }
    problems
}

fn contracts(all: &Collected, known: &Known) -> Vec<Problem> {
    let mut problems = Vec::new();
    for contract in &all.set.contracts {
        let id = contract.id.as_str();
        let customer = contract.customer.as_str();
        if !all.declares("customer", customer) && !known.customers.contains(&contract.customer) {
            problems.push(all.unknown("contract", id, "customer", customer));
        }
        if let Some(partner) = &contract.partner
            && !all.declares("partner", partner.as_str())
            && !known.partners.contains(partner)
        {
            problems.push(all.unknown("contract", id, "partner", partner.as_str()));
        }
        if let Some(renews) = &contract.renews {
            let stored = known.contracts.iter().any(|other| other.id == *renews);
            if *renews == contract.id || (!stored && !all.declares("contract", renews.as_str())) {
                let found = format!("{:?}, which is no other contract", renews.as_str());
                let expected = "the id of the contract it continues, of these files or applied before";
                problems.push(all.at("contract", id, "renews", found, expected));
            }
        }
    }
    problems
}

/// Two contracts that would both count the same devices on the same day.
fn overlaps(all: &Collected, known: &Known) -> Vec<Problem> {
    let stored = known.contracts.iter().filter(|contract| !all.declares("contract", contract.id.as_str()));
    let mut by_customer: BTreeMap<_, Vec<&Contract>> = BTreeMap::new();
    for contract in stored.chain(&all.set.contracts) {
        by_customer.entry(&contract.customer).or_default().push(contract);
    }
    let mut problems = Vec::new();
    for contracts in by_customer.values() {
        for (at, second) in contracts.iter().enumerate() {
            let other = |first: &&&Contract| first.id != second.id && first.term.overlaps(second.term);
            for first in contracts[..at].iter().filter(other) {
                problems.extend(overlap(all, first, second));
            }
        }
    }
    problems
}

fn overlap<'a>(
    all: &'a Collected,
    first: &'a Contract,
    second: &'a Contract,
) -> impl Iterator<Item = Problem> + use<'a> {
    let both = second.categories.iter().map(|terms| terms.category).filter(|category| first.terms(*category).is_some());
    both.map(move |category| {
        let Contract { id, term, customer, .. } = first;
        let (start, end) = (term.start, term.last_day());
        let found = format!("a term that overlaps with contract {id}, which runs from {start} to {end}");
        let expected = format!("one contract at a time for {customer} and {category}; end the other by `ended_on`");
        all.at("contract", second.id.as_str(), &format!("category[{category}]"), found, expected)
    })
}

/// Two of the operator's models that one listed name could mean.
fn models(all: &Collected, known: &Known) -> Vec<Problem> {
    let stored = known.models.iter().filter(|model| !all.declares("model", &model.name));
    let mut owners: BTreeMap<String, &Model> = BTreeMap::new();
    let mut problems = Vec::new();
    for model in stored.chain(&all.set.models) {
        for (at, name) in std::iter::once(&model.name).chain(&model.aliases).enumerate() {
            let owner = *owners.entry(normalise(name)).or_insert(model);
            if owner.name != model.name {
                let key = if at == 0 { "name".to_owned() } else { format!("aliases[{at}]") };
                let found = format!("{name:?}, which also means the model {:?}", owner.name);
                problems.push(all.at("model", &model.name, &key, found, "a name that only one model has"));
            }
        }
    }
    problems
}

/// Every version there will be: those of the files, and the stored ones that no file declares again.
fn versions<'a>(all: &'a Collected, known: &'a Known) -> impl Iterator<Item = &'a ListVersion> {
    let stored = known.price_lists.iter().filter(|version| !all.declares("price_list", &version.id()));
    stored.chain(all.set.price_lists.iter().map(|list| &list.version))
}

/// Two versions of a list that would be in force on the same day, or in two currencies.
fn price_lists(all: &Collected, known: &Known) -> Vec<Problem> {
    let mut by_list: BTreeMap<&str, Vec<&ListVersion>> = BTreeMap::new();
    for version in versions(all, known) {
        by_list.entry(&version.list).or_default().push(version);
    }
    let mut problems = Vec::new();
    for versions in by_list.values() {
        for (at, second) in versions.iter().enumerate() {
            if let Some(first) = versions[..at].iter().find(|first| first.valid_from == second.valid_from) {
                let found = format!("{}, from which day version {} is valid, too", second.valid_from, first.version);
                problems.push(all.price_list(second, "valid_from", found, "a day of its own for each version"));
            }
            if let Some(first) = versions[..at].iter().find(|first| first.currency != second.currency) {
                let found = second.currency.to_string();
                let expected = format!("{}, as in version {}: a list has one currency", first.currency, first.version);
                problems.push(all.price_list(second, "currency", found, expected));
            }
        }
    }
    problems
}

impl Collected {
    fn price_list(&self, version: &ListVersion, column: &str, found: String, expected: impl Into<String>) -> Problem {
        let id = version.id();
        let first = self.set.price_lists.iter().find(|list| list.version.id() == id);
        let line = first.and_then(|list| list.prices.first()).map_or(2, |price| price.line);
        let file = self.declared.get(&("price_list", id)).cloned().unwrap_or_default();
        Problem { file, key: format!("line {line}, {column}"), found, expected: expected.into() }
    }
}

/// Contracts that name a list which is not there, or which is in another currency (A22, A44).
fn named_price_lists(all: &Collected, known: &Known) -> Vec<Problem> {
    let mut problems = Vec::new();
    for contract in &all.set.contracts {
        let Some(list) = &contract.rma.price_list else { continue };
        let id = contract.id.as_str();
        match versions(all, known).find(|version| version.list == *list) {
            None => problems.push(all.unknown("contract", id, "price_list", list)),
            Some(version) if version.currency != contract.currency => {
                let found = format!("{list:?}, which is in {}", version.currency);
                let expected = format!("a price list in {}, the contract's currency", contract.currency);
                problems.push(all.at("contract", id, "price_list", found, expected));
            }
            Some(_) => {}
        }
    }
    problems
}
