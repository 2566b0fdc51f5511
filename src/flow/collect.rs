//! Collecting: from a source to a snapshot that is provably complete, or to the reason why there is none.
//!
//! Every page is kept as it arrives, so that an interrupted listing goes on at its last chunk. Contracts of one customer
//! share a snapshot; whoever comes second waits for the first.

use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::domain::month::Month;
use crate::domain::outcome::{SourceFacts, SourceKind};
use crate::domain::party::{Customer, Inventory, LensTenant};
use crate::flow::evidence::{self, Evidence};
use crate::flow::listing::{self, LISTINGS, Stopped};
use crate::flow::renewal::{LENGTH, Renewal, Work};
use crate::flow::{Engine, Interrupted};
use crate::source::SourceError;
use crate::source::lens::Incomplete;
use crate::source::retry::Budget;
use crate::store::blobs::Digest;
use crate::store::chunks;
use crate::store::lease::Lease;
use crate::store::snapshots::{self, Listed, NewSnapshot, Snapshot, SnapshotState};

/// How often one looks whether another audit of the customer has finished the listing.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// A process that is to end waits so long for the pages on their way; whoever goes on asks for the rest.
const PAGE_IN_HAND: Duration = Duration::from_secs(5);

/// A snapshot to count.
#[derive(Debug)]
pub struct Taken {
    /// Its id in the ledger; none in a dry run.
    pub id: Option<String>,
    /// What it says of itself; `listed` is what was collected.
    pub facts: SourceFacts,
    /// Its content.
    pub evidence: Evidence,
    /// What is missing, where a person accepted a listing that did not come out complete.
    pub incomplete: Option<String>,
}

/// What collecting came to.
#[derive(Debug)]
pub enum Collected {
    /// Complete, or accepted by a person as it is.
    Ready(Taken),
    /// A partner's report has not come.
    NoReport,
    /// The listing did not come out complete: the last one, and why.
    Incomplete {
        /// Snapshot id; none in a dry run.
        id: Option<String>,
        /// For people.
        text: String,
    },
    /// The source could not be read.
    Failed {
        /// A short word.
        reason: &'static str,
        /// For people.
        text: String,
    },
}

/// How to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four answers that do not depend on one another")]
pub struct Manner {
    /// Keep nothing (`--dry-run`).
    pub dry: bool,
    /// Take an incomplete listing as it is: a person decided so.
    pub accept_incomplete: bool,
    /// List again although an incomplete listing waits for a person: somebody named the contract.
    pub list_again: bool,
    /// List again although the month has a complete listing: a person opened it again.
    pub anew: bool,
}

/// Collects the devices of a customer for a month.
pub async fn collect(engine: &Engine, customer: &Customer, month: Month, manner: Manner) -> Result<Collected> {
    match &customer.inventory {
        Inventory::Report => report(engine, customer, month).await,
        Inventory::Lens { tenants } if manner.dry => unwritten(engine, tenants).await,
        Inventory::Lens { tenants } => lens(engine, customer, tenants, month, manner).await,
    }
}

async fn report(engine: &Engine, customer: &Customer, month: Month) -> Result<Collected> {
    let mut tx = engine.db.read().await?;
    let latest = snapshots::latest(&mut tx, &customer.id, month).await?;
    match latest.filter(|snapshot| snapshot.kind == SourceKind::Report && snapshot.state == SnapshotState::Complete) {
        Some(snapshot) => Ok(Collected::Ready(taken(engine, snapshot).await?)),
        None => Ok(Collected::NoReport),
    }
}

/// The loop in which several audits of one customer come to one snapshot.
async fn lens(
    engine: &Engine,
    customer: &Customer,
    tenants: &[LensTenant],
    month: Month,
    mut manner: Manner,
) -> Result<Collected> {
    loop {
        let snapshot = latest_or_new(engine, customer, month, manner).await?;
        // What is begun again is begun once.
        (manner.list_again, manner.anew) = (false, false);
        match snapshot.state {
            SnapshotState::Complete => return Ok(Collected::Ready(taken(engine, snapshot).await?)),
            SnapshotState::Incomplete if manner.accept_incomplete => {
                return Ok(Collected::Ready(taken(engine, snapshot).await?));
            }
            SnapshotState::Incomplete | SnapshotState::Superseded => {
                let text = snapshot.detail.unwrap_or_default();
                return Ok(Collected::Incomplete { id: Some(snapshot.id), text });
            }
            SnapshotState::Collecting => {}
        }
        let now = engine.clock.now();
        let lease = Lease::new(now, LENGTH);
        let mut tx = engine.db.write().await?;
        let claimed = snapshots::claim(&mut tx, &snapshot.id, &lease, now).await?;
        tx.commit().await?;
        let Some(snapshot) = claimed else {
            engine.go_on()?;
            tokio::time::sleep(LOOK_AGAIN).await;
            continue;
        };
        let renewal = Renewal::start(&engine.db, &engine.clock, Work::Snapshot(snapshot.id.clone()), &lease);
        let listed = tokio::select! {
            listed = list_into_ledger(engine, &snapshot, &lease, tenants) => listed,
            interrupted = engine.stopped_for(PAGE_IN_HAND) => Err(interrupted.into()),
        };
        drop(renewal);
        let stopped = match listed {
            Ok(None) => continue,
            Ok(Some(error)) => Ok(Collected::Failed { reason: error.reason(), text: error.to_string() }),
            Err(failure) if failure.is::<Interrupted>() => Err(failure),
            Err(failure) => return Err(failure),
        };
        // What was listed stays; the next attempt goes on there.
        let mut tx = engine.db.write().await?;
        snapshots::release(&mut tx, &snapshot.id, &lease.token).await?;
        tx.commit().await?;
        return stopped;
    }
}

async fn latest_or_new(engine: &Engine, customer: &Customer, month: Month, manner: Manner) -> Result<Snapshot> {
    let mut tx = engine.db.write().await?;
    let latest = snapshots::latest(&mut tx, &customer.id, month).await?;
    let source_key = source_key(customer);
    let attempt = match latest {
        Some(snapshot) => {
            // Another source, or other tenants, is another snapshot; so is a listing that is begun again.
            let begun_again = match snapshot.state {
                SnapshotState::Incomplete => manner.list_again || manner.anew,
                SnapshotState::Complete => manner.anew,
                SnapshotState::Collecting | SnapshotState::Superseded => false,
            };
            let stale = snapshot.source_key != source_key || snapshot.state == SnapshotState::Superseded;
            if !begun_again && !stale {
                return Ok(snapshot);
            }
            snapshot.attempt + 1
        }
        None => 1,
    };
    let new = NewSnapshot { customer: &customer.id, month, attempt, kind: SourceKind::Lens, source_key: &source_key };
    let snapshot = snapshots::open(&mut tx, new, engine.clock.now()).await?;
    tx.commit().await?;
    Ok(snapshot)
}

/// What tells one inventory configuration from another.
pub fn source_key(customer: &Customer) -> String {
    Digest::of(serde_json::json!(customer.inventory).to_string().as_bytes()).to_string()
}

/// A snapshot of the ledger as a value to count.
async fn taken(engine: &Engine, snapshot: Snapshot) -> Result<Taken> {
    let mut tx = engine.db.read().await?;
    let chunks = chunks::of(&mut tx, &snapshot.id).await?;
    let names = if snapshot.names.is_empty() { snapshot.file_name.into_iter().collect() } else { snapshot.names };
    let facts = SourceFacts {
        kind: snapshot.kind,
        taken_at: snapshot.taken_at.context("a finished snapshot has a time")?,
        digest: snapshot.digest.context("a finished snapshot has a digest")?.to_string(),
        listed: snapshot.listed.unwrap_or_default(),
        counted: 0,
        names,
        recognised_by_line: 0,
    };
    let evidence = Evidence::Stored(chunks.into_iter().map(|chunk| chunk.content).collect());
    let incomplete = snapshot.detail.filter(|_| snapshot.state == SnapshotState::Incomplete);
    Ok(Taken { id: Some(snapshot.id), facts, evidence, incomplete })
}

/// The evidence of a snapshot, to be counted once more.
pub async fn stored(engine: &Engine, id: &str) -> Result<Taken> {
    let mut tx = engine.db.read().await?;
    let snapshot = snapshots::load(&mut tx, id).await?.with_context(|| format!("no snapshot {id}"))?;
    drop(tx);
    taken(engine, snapshot).await
}

/// Lists every tenant into the ledger and settles the snapshot; gives the source's error, if there was one.
async fn list_into_ledger(
    engine: &Engine,
    snapshot: &Snapshot,
    lease: &Lease,
    tenants: &[LensTenant],
) -> Result<Option<SourceError>> {
    let budget = Budget::new(engine.settings.lens.retry.give_up_after);
    let listed = async {
        let jobs = listing::jobs(engine, tenants, &budget).await?;
        let names: Vec<String> = jobs.iter().map(|job| job.name.clone()).collect();
        let ledger = |job| listing::list_tenant(engine, snapshot, lease, job);
        let parallel = engine.settings.lens.parallel_tenants.max(1);
        let listings: Vec<_> = jobs.into_iter().map(ledger).collect();
        let proofs: Vec<_> = stream::iter(listings).buffered(parallel).try_collect().await?;
        Ok((names, proofs))
    };
    let (names, proofs) = match listed.await {
        Ok(listed) => listed,
        Err(Stopped::Source(error)) => return Ok(Some(error)),
        Err(Stopped::Ours(error)) => return Err(error),
    };
    let mut tx = engine.db.write().await?;
    let chunks = chunks::of(&mut tx, &snapshot.id).await?;
    let digest = evidence::digest(chunks.iter().map(|chunk| (chunk.tenant, chunk.page, chunk.content.as_str())));
    let listed = Listed { digest: &digest, devices: chunks.iter().map(|chunk| chunk.devices).sum(), names: &names };
    let now = engine.clock.now();
    let missing = tenants.iter().zip(proofs).filter_map(|(tenant, proof)| Some((tenant, proof.err()?)));
    let missing: Vec<String> = missing.map(|(tenant, incomplete)| lacking(tenant, incomplete)).collect();
    if missing.is_empty() {
        snapshots::complete(&mut tx, &snapshot.id, &lease.token, listed, now).await?;
    } else {
        snapshots::give_up(&mut tx, &snapshot.id, &lease.token, &missing.join("; "), listed, now).await?;
    }
    tx.commit().await?;
    Ok(None)
}

fn lacking(tenant: &LensTenant, incomplete: Incomplete) -> String {
    format!("tenant {} (credential {}): {incomplete}, after {LISTINGS} listings", tenant.id, tenant.credential)
}

/// Lists into memory, for a dry run.
async fn unwritten(engine: &Engine, tenants: &[LensTenant]) -> Result<Collected> {
    let budget = Budget::new(engine.settings.lens.retry.give_up_after);
    let listed = async {
        let jobs = listing::jobs(engine, tenants, &budget).await?;
        let names: Vec<String> = jobs.iter().map(|job| job.name.clone()).collect();
        let parallel = engine.settings.lens.parallel_tenants.max(1);
        let listings: Vec<_> = jobs.into_iter().map(listing::list_unwritten).collect();
        let pages: Vec<_> = stream::iter(listings).buffered(parallel).try_collect().await?;
        Ok((names, pages))
    };
    let (names, tenants_pages) = match listed.await {
        Ok(listed) => listed,
        Err(Stopped::Source(error)) => {
            return Ok(Collected::Failed { reason: error.reason(), text: error.to_string() });
        }
        Err(Stopped::Ours(error)) => return Err(error),
    };
    let mut missing = Vec::new();
    let (mut lines, mut digests, mut listed) = (Vec::new(), Vec::new(), 0);
    for ((ordinal, tenant), (pages, proof)) in (0..).zip(tenants).zip(tenants_pages) {
        missing.extend(proof.err().map(|incomplete| lacking(tenant, incomplete)));
        for (number, page) in (0..).zip(pages) {
            listed += page.devices;
            digests.push((ordinal, number, Digest::of(&page.lines)));
            lines.push(page.lines);
        }
    }
    if !missing.is_empty() {
        return Ok(Collected::Incomplete { id: None, text: missing.join("; ") });
    }
    let digest = evidence::digest(digests.iter().map(|(tenant, page, digest)| (*tenant, *page, digest.as_str())));
    let facts = SourceFacts {
        kind: SourceKind::Lens,
        taken_at: engine.clock.now(),
        digest: digest.to_string(),
        listed,
        counted: 0,
        names,
        recognised_by_line: 0,
    };
    Ok(Collected::Ready(Taken { id: None, facts, evidence: Evidence::Unwritten(lines), incomplete: None }))
}
