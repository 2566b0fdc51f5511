//! `trueup apply`: what the data files declare becomes what the ledger holds, in one transaction or not at all.
//!
//! Nothing is ever deleted: a change is a new version, what is pruned is retired. Applying the same files again writes
//! nothing. What an audit has used already cannot be changed any more; `history` says what that is.

mod difference;
mod history;
mod orders;
mod price_lists;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use crate::datafile::problem::{Problem, Problems};
use crate::datafile::{self, DataSet, Known, Read};
use crate::domain::contract::Contract;
use crate::domain::ids::{ContractId, CustomerId};
use crate::store::journal::JournalEntry;
use crate::store::register::{Entry, EntryKind, NewEntry};
use crate::store::{Db, StoreError, Tx, blobs, journal, quotes, register};

pub use self::difference::Difference;
pub(in crate::flow) use self::difference::differences;

/// What is to be applied, and how.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Data files, and folders of them.
    pub files: &'a [PathBuf],
    /// Names of the credentials in the settings.
    pub credentials: BTreeSet<String>,
    /// Retire what is no longer in the files.
    pub prune: bool,
    /// Say what would change and write nothing.
    pub dry_run: bool,
    /// Who applies, for the journal.
    pub by: &'a str,
    /// The zone of days and months.
    pub zone: Tz,
}

/// Why nothing was applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The files are wrong, or would rewrite history.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// The ledger failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was applied, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// False with `--dry-run`, and where there was nothing to write.
    pub written: bool,
    /// What is new, changed or retired.
    pub changes: Vec<Change>,
    /// How many entries were as they are.
    pub unchanged: usize,
    /// What a person should know all the same.
    pub warnings: Vec<String>,
}

/// One entry that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is.
    #[serde(serialize_with = "word")]
    pub kind: EntryKind,
    /// Its id, or a model's name.
    pub id: String,
    /// What happens to it.
    pub what: What,
    /// Which of its fields change; empty unless it is changed.
    pub fields: Vec<Difference>,
    /// What is written.
    #[serde(skip)]
    body: String,
    #[serde(skip)]
    contract: Option<ContractId>,
    #[serde(skip)]
    customer: Option<CustomerId>,
}

/// What happens to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// It was not there.
    New,
    /// It was there in another form.
    Changed,
    /// It is in the files no more.
    Retired,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn word<S: Serializer>(kind: &EntryKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.as_str())
}

impl Change {
    /// One line for people: `contract PPE-1 changed: purchase_order: "PO-1" -> "PO-2"`.
    pub fn line(&self) -> String {
        let Self { kind, id, what, fields, .. } = self;
        let what = match what {
            What::New => "new",
            What::Changed => "changed",
            What::Retired => "retired",
        };
        let fields: Vec<_> = fields.iter().map(ToString::to_string).collect();
        let colon = if fields.is_empty() { "" } else { ": " };
        format!("{} {id} {what}{colon}{}", kind.as_str(), fields.join("; "))
    }
}

/// Reads the files, checks them against the ledger, and writes what changes.
///
/// # Errors
/// Every problem of the files, also those that only the ledger shows; then nothing was written.
pub async fn apply(db: &Db, order: &Order<'_>, now: DateTime<Utc>) -> Result<Applied, ApplyError> {
    // What is compared and what is written must be one state: no second `apply` in between.
    let mut tx = if order.dry_run { db.read().await? } else { db.write().await? };
    let stored = Stored::load(&mut tx).await?;
    let read = datafile::read(order.files, &stored.known(order)?)?;
    let (changes, unchanged) = plan(&read.set, &stored, order.prune)?;
    let refused = refusals(&mut tx, &read, &stored, &changes, order).await?;
    if !refused.is_empty() {
        return Err(Problems(refused).into());
    }
    let written = !order.dry_run && !changes.is_empty();
    if written {
        write(&mut tx, &read.set, &changes, order.by, now).await?;
        tx.commit().await?;
    }
    Ok(Applied { written, changes, unchanged, warnings: read.warnings })
}

/// What the ledger holds now.
#[derive(Debug)]
struct Stored {
    entries: BTreeMap<(EntryKind, String), Entry>,
}

impl Stored {
    async fn load(tx: &mut Tx) -> Result<Self, StoreError> {
        let mut entries = BTreeMap::new();
        for kind in EntryKind::ALL {
            let current = register::current(tx, *kind).await?;
            entries.extend(current.into_iter().map(|entry| ((*kind, entry.id.clone()), entry)));
        }
        Ok(Self { entries })
    }

    fn find(&self, kind: EntryKind, id: &str) -> Option<&Entry> {
        self.entries.get(&(kind, id.to_owned()))
    }

    fn of(&self, kind: EntryKind) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(move |entry| entry.kind == kind)
    }

    fn ids<I: FromStr + Ord>(&self, kind: EntryKind) -> BTreeSet<I> {
        self.of(kind).filter_map(|entry| entry.id.parse().ok()).collect()
    }

    fn all<T: DeserializeOwned>(&self, kind: EntryKind) -> Result<Vec<T>, StoreError> {
        self.of(kind).map(Entry::parse).collect()
    }

    /// What the files may refer to: with `--prune`, only each other.
    fn known(&self, order: &Order<'_>) -> Result<Known, StoreError> {
        let credentials = order.credentials.clone();
        if order.prune {
            return Ok(Known { credentials, ..Known::default() });
        }
        Ok(Known {
            partners: self.ids(EntryKind::Partner),
            csms: self.ids(EntryKind::Csm),
            customers: self.ids(EntryKind::Customer),
            contracts: self.all(EntryKind::Contract)?,
            models: self.all(EntryKind::Model)?,
            price_lists: self.all(EntryKind::PriceList)?,
            credentials,
        })
    }
}

/// What is not as it was, and how much is.
fn plan(set: &DataSet, stored: &Stored, prune: bool) -> Result<(Vec<Change>, usize), StoreError> {
    let mut declared = Vec::new();
    for partner in &set.partners {
        declared.push(Declared::compare(EntryKind::Partner, partner.id.as_str(), partner, stored)?);
    }
    for csm in &set.csms {
        declared.push(Declared::compare(EntryKind::Csm, csm.id.as_str(), csm, stored)?);
    }
    for customer in &set.customers {
        let mut compared = Declared::compare(EntryKind::Customer, customer.id.as_str(), customer, stored)?;
        compared.change = compared.change.map(|change| Change { customer: Some(customer.id.clone()), ..change });
        declared.push(compared);
    }
    for contract in &set.contracts {
        let mut compared = Declared::compare(EntryKind::Contract, contract.id.as_str(), contract, stored)?;
        let (id, customer) = (Some(contract.id.clone()), Some(contract.customer.clone()));
        compared.change = compared.change.map(|change| Change { contract: id, customer, ..change });
        declared.push(compared);
    }
    for model in &set.models {
        declared.push(Declared::compare(EntryKind::Model, &model.name, model, stored)?);
    }
    for list in &set.price_lists {
        declared.push(Declared::compare(EntryKind::PriceList, &list.version.id(), &list.version, stored)?);
    }
    let present: BTreeSet<_> = declared.iter().map(|entry| (entry.kind, entry.id.clone())).collect();
    let unchanged = declared.iter().filter(|entry| entry.change.is_none()).count();
    let mut changes: Vec<_> = declared.into_iter().filter_map(|entry| entry.change).collect();
    if prune {
        let gone = |entry: &&Entry| !present.contains(&(entry.kind, entry.id.clone()));
        changes.extend(stored.entries.values().filter(gone).map(retired));
    }
    Ok((changes, unchanged))
}

fn retired(entry: &Entry) -> Change {
    let is = |kind| entry.kind == kind;
    Change {
        kind: entry.kind,
        id: entry.id.clone(),
        what: What::Retired,
        fields: Vec::new(),
        body: String::new(),
        contract: if is(EntryKind::Contract) { entry.id.parse().ok() } else { None },
        customer: if is(EntryKind::Customer) { entry.id.parse().ok() } else { None },
    }
}

/// An entry of the files, and how it differs from what is stored.
struct Declared {
    kind: EntryKind,
    id: String,
    change: Option<Change>,
}

impl Declared {
    fn compare<T>(kind: EntryKind, id: &str, new: &T, stored: &Stored) -> Result<Self, StoreError>
    where
        T: Serialize + DeserializeOwned + PartialEq,
    {
        let before: Option<T> = stored.find(kind, id).map(Entry::parse).transpose()?;
        let unfit = |error: serde_json::Error| StoreError::Unfit {
            table: "entries",
            column: "body",
            problem: error.to_string(),
        };
        let id = id.to_owned();
        if before.as_ref() == Some(new) {
            return Ok(Self { kind, id, change: None });
        }
        let fields = match &before {
            Some(before) => differences(before, new).map_err(unfit)?,
            None => Vec::new(),
        };
        let what = if before.is_some() { What::Changed } else { What::New };
        let body = serde_json::to_string(new).map_err(unfit)?;
        let change = Change { kind, id: id.clone(), what, fields, body, contract: None, customer: None };
        Ok(Self { kind, id, change: Some(change) })
    }
}

/// What the ledger has against the changes.
async fn refusals(
    tx: &mut Tx,
    read: &Read,
    stored: &Stored,
    changes: &[Change],
    order: &Order<'_>,
) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Vec::new();
    for change in changes.iter().filter(|change| change.kind == EntryKind::Contract) {
        let Some(new) = read.set.contracts.iter().find(|contract| contract.id.as_str() == change.id) else { continue };
        // A contract that was retired and comes back has a history too.
        let versions = register::history(tx, EntryKind::Contract, &change.id).await?;
        let Some(last) = versions.last() else { continue };
        let before: Contract = last.parse()?;
        let used = history::used(tx, &before, order.zone).await?;
        let file = read.files.get(&("contract", change.id.clone())).cloned().unwrap_or_default();
        problems.extend(history::rewritten(&before, new, &used, &file));
        problems.extend(orders::counted_twice(tx, new, &file).await?);
    }
    for list in &read.set.price_lists {
        let file = read.files.get(&("price_list", list.version.id()));
        problems.extend(price_lists::edited(tx, list, file.map_or("", String::as_str)).await?);
    }
    problems.extend(open_quotes(tx, stored, changes).await?);
    Ok(problems)
}

/// Open quotes of what `--prune` would retire.
async fn open_quotes(tx: &mut Tx, stored: &Stored, changes: &[Change]) -> Result<Vec<Problem>, StoreError> {
    let gone: Vec<_> = changes.iter().filter(|change| change.what == What::Retired).collect();
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let retires = |kind, id: &str| gone.iter().any(|change| change.kind == kind && change.id == id);
    let mut problems = Vec::new();
    for open in quotes::list(tx).await?.into_iter().filter(|quote| quote.state.is_open()) {
        let contract = open.quote.contract.as_str();
        let parties = [
            (EntryKind::Contract, contract),
            (EntryKind::Customer, open.customer.as_str()),
            (EntryKind::Partner, open.partner.as_str()),
        ];
        for (kind, id) in
            parties.into_iter().filter(|(kind, id)| retires(*kind, id) && stored.find(*kind, id).is_some())
        {
            let (number, state) = (&open.quote.number, open.state.as_str());
            problems.push(Problem {
                file: "--prune".to_owned(),
                key: format!("{}[{id}]", kind.as_str()),
                found: format!("in no file, while quote {number} is open ({state})"),
                expected: "no open quote: record its purchase order or withdraw it first, or keep the entry".to_owned(),
            });
        }
    }
    Ok(problems)
}

async fn write(tx: &mut Tx, set: &DataSet, changes: &[Change], by: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    for content in set.partners.iter().filter_map(|partner| partner.brand.logo.as_ref()?.content.as_ref()) {
        blobs::put(tx, content).await?;
    }
    for list in &set.price_lists {
        price_lists::keep(tx, list).await?;
    }
    for change in changes {
        let Change { kind, id, body, .. } = change;
        if change.what == What::Retired {
            register::retire(tx, *kind, id, now).await?;
        } else {
            register::put(tx, NewEntry { kind: *kind, id, body, by }, now).await?;
        }
        let entry = JournalEntry {
            contract: change.contract.clone(),
            customer: change.customer.clone(),
            subject: Some(format!("{} {id}", kind.as_str())),
            ..JournalEntry::new(now, by, "apply", change.line())
        };
        journal::append(tx, &entry).await?;
    }
    Ok(())
}
