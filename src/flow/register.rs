//! What the data files declare at present, read from the ledger as one value.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use crate::domain::catalogue::{Catalogue, Model};
use crate::domain::contract::Contract;
use crate::domain::ids::{ContractId, CsmId, CustomerId, PartnerId};
use crate::domain::outcome::Parties;
use crate::domain::party::{Csm, Customer, Partner};
use crate::store::Tx;
use crate::store::blobs::Digest;
use crate::store::register::{self, EntryKind};

/// All that is declared.
#[derive(Debug, Clone)]
pub struct Register {
    /// Partners by id.
    pub partners: BTreeMap<PartnerId, Partner>,
    /// CSMs by id.
    pub csms: BTreeMap<CsmId, Csm>,
    /// Customers by id.
    pub customers: BTreeMap<CustomerId, Customer>,
    /// Contracts by id.
    pub contracts: BTreeMap<ContractId, Declared>,
    /// The catalogue with the operator's models.
    pub catalogue: Arc<Catalogue>,
    /// Its text, for the evidence.
    pub catalogue_text: Arc<str>,
    /// The digest of that text.
    pub catalogue_digest: Digest,
}

/// A contract and when it was first applied (A36).
#[derive(Debug, Clone)]
pub struct Declared {
    /// As it is declared now.
    pub contract: Arc<Contract>,
    /// When its first version was applied.
    pub first_applied_at: DateTime<Utc>,
}

impl Register {
    /// Reads it.
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        let models = register::current(tx, EntryKind::Model).await?;
        let models = models.iter().map(|entry| Ok(entry.parse::<Model>()?)).collect::<Result<Vec<_>>>()?;
        let catalogue = catalogue_with(models)?;
        let contracts = register::current(tx, EntryKind::Contract).await?.into_iter().map(|entry| {
            let contract: Contract = entry.parse()?;
            let first_applied_at = entry.first_applied_at;
            Ok((contract.id.clone(), Declared { contract: Arc::new(contract), first_applied_at }))
        });
        let contracts = contracts.collect::<Result<_>>()?;
        let partners = register::current(tx, EntryKind::Partner).await?;
        let csms = register::current(tx, EntryKind::Csm).await?;
        let customers = register::current(tx, EntryKind::Customer).await?;
        Ok(Self {
            partners: partners
                .iter()
                .map(|entry| entry.parse().map(keyed(|p: &Partner| p.id.clone())))
                .collect::<Result<_, _>>()?,
            csms: csms
                .iter()
                .map(|entry| entry.parse().map(keyed(|c: &Csm| c.id.clone())))
                .collect::<Result<_, _>>()?,
            customers: customers
                .iter()
                .map(|entry| entry.parse().map(keyed(|c: &Customer| c.id.clone())))
                .collect::<Result<_, _>>()?,
            contracts,
            catalogue: catalogue.catalogue,
            catalogue_text: catalogue.text,
            catalogue_digest: catalogue.digest,
        })
    }

    /// The parties of a contract.
    pub fn parties(&self, contract: &Contract) -> Result<Parties> {
        let customer = self.customers.get(&contract.customer);
        let customer =
            customer.with_context(|| format!("{}: customer {} is not declared", contract.id, contract.customer))?;
        let partner = contract.partner.as_ref().unwrap_or(&customer.partner);
        let found = self.partners.get(partner);
        let partner = found.with_context(|| format!("{}: partner {partner} is not declared", contract.id))?;
        let csm = self.csms.get(&customer.csm);
        let csm = csm.with_context(|| format!("{}: CSM {} is not declared", contract.id, customer.csm))?;
        Ok(Parties { partner: partner.clone(), customer: customer.clone(), csm: csm.clone() })
    }

    /// Whether a contract that renews this one is declared: its renewal is accepted.
    pub fn is_renewed(&self, contract: &ContractId) -> bool {
        self.contracts.values().any(|declared| declared.contract.renews.as_ref() == Some(contract))
    }
}

/// A catalogue, its text and the digest of that.
#[derive(Debug, Clone)]
struct Compiled {
    operator: Vec<Model>,
    catalogue: Arc<Catalogue>,
    text: Arc<str>,
    digest: Digest,
}

/// The catalogue with these models on top. The last one is kept: a daemon asks for the same one at each look, and
/// compiling its patterns costs more than all else that a look without work does.
fn catalogue_with(operator: Vec<Model>) -> Result<Compiled> {
    static LAST: Mutex<Option<Compiled>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(compiled) = last.as_ref().filter(|compiled| compiled.operator == operator) {
        return Ok(compiled.clone());
    }
    let catalogue = Catalogue::new(operator.clone())?;
    let text: Arc<str> = catalogue.text()?.into();
    let digest = Digest::of(text.as_bytes());
    Ok(last.insert(Compiled { operator, catalogue: Arc::new(catalogue), text, digest }).clone())
}

fn keyed<K, V>(key: impl Fn(&V) -> K) -> impl Fn(V) -> (K, V) {
    move |value| (key(&value), value)
}
