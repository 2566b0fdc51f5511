//! The data files of `trueup apply`: TOML written by people, and price lists in CSV -> checked values of the domain.
//!
//! Everything wrong in all of them is told at once, and nothing is given back unless all of it is right. What is stored
//! already comes in as [`Known`]; nothing is written here.

mod check;
mod contract;
mod files;
mod given;
pub mod logo;
mod model;
mod party;
mod price_list;
pub mod problem;
pub mod proposal;
pub mod reader;
mod rma_file;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::catalogue::Model;
use crate::domain::contract::Contract;
use crate::domain::ids::{CsmId, CustomerId, PartnerId};
use crate::domain::party::{Csm, Customer, Partner};
use crate::domain::price_list::{ListVersion, PriceList};

pub use self::files::read;

/// What the files declare, each kind in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataSet {
    /// Partners.
    pub partners: Vec<Partner>,
    /// Customer Success Managers.
    pub csms: Vec<Csm>,
    /// Customers.
    pub customers: Vec<Customer>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// The operator's own models, which beat the built-in catalogue.
    pub models: Vec<Model>,
    /// Versions of price lists.
    pub price_lists: Vec<PriceList>,
}

/// What the files may refer to beside each other: what is stored and stays, and what the settings name.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Stored partners.
    pub partners: BTreeSet<PartnerId>,
    /// Stored CSMs.
    pub csms: BTreeSet<CsmId>,
    /// Stored customers.
    pub customers: BTreeSet<CustomerId>,
    /// Stored contracts.
    pub contracts: Vec<Contract>,
    /// Stored models.
    pub models: Vec<Model>,
    /// Stored versions of price lists.
    pub price_lists: Vec<ListVersion>,
    /// Names of the credentials in `[lens.credentials]`.
    pub credentials: BTreeSet<String>,
}

/// Files that were right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What they declare.
    pub set: DataSet,
    /// The file of each entry, by kind and id, for messages.
    pub files: BTreeMap<(&'static str, String), String>,
    /// What a person should know all the same.
    pub warnings: Vec<String>,
}

/// The one warning about keys that are accepted and do nothing yet; none if there are none.
pub fn idle_warning(keys: &BTreeSet<String>) -> Option<String> {
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    (!keys.is_empty()).then(|| format!("without effect yet: {}", keys.join(", ")))
}
