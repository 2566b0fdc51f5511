//! Listing the tenants of a customer: the Lens clients of the process, and one tenant at a time into the ledger or into
//! memory. What the listings of a customer come to is decided in `collect`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use tokio::sync::OnceCell;
use tracing::{debug, warn};

use crate::domain::model_name::cleaned;
use crate::domain::party::LensTenant;
use crate::flow::Engine;
use crate::source::lens::{Credential, Incomplete, Lens, LensSettings, Listing, Page, StoredPage, Tenant};
use crate::source::retry::Budget;
use crate::source::{Problem, SourceError};
use crate::store::blobs::{self, Digest};
use crate::store::chunks::{self, Chunk};
use crate::store::lease::Lease;
use crate::store::snapshots::Snapshot;

/// How often a listing that does not come out complete is begun, before a person is asked.
pub(super) const LISTINGS: u32 = 3;

/// The Lens clients of one process, one per credential, made when first needed.
#[derive(Debug)]
pub struct LensClients {
    settings: LensSettings,
    clients: BTreeMap<String, (Credential, OnceCell<Client>)>,
}

/// A client and the tenants it sees, asked once per process.
#[derive(Debug)]
struct Client {
    lens: Lens,
    tenants: OnceCell<Vec<Tenant>>,
}

impl LensClients {
    /// Nothing is asked yet.
    pub fn new(settings: LensSettings, credentials: impl IntoIterator<Item = Credential>) -> Self {
        let client = |credential: Credential| (credential.name.clone(), (credential, OnceCell::new()));
        Self { settings, clients: credentials.into_iter().map(client).collect() }
    }

    /// The tenants that a credential sees.
    pub async fn tenants(&self, name: &str) -> Result<Result<&[Tenant], SourceError>> {
        let client = match self.client(name).await? {
            Ok(client) => client,
            Err(error) => return Ok(Err(error)),
        };
        let budget = client.lens.budget();
        let tenants = client.tenants.get_or_try_init(|| client.lens.tenants(&budget)).await;
        Ok(tenants.map(Vec::as_slice))
    }

    async fn client(&self, name: &str) -> Result<Result<&Client, SourceError>> {
        let Some((credential, cell)) = self.clients.get(name) else {
            bail!("the credential {name} is not in the settings any more: add [lens.credentials.{name}]");
        };
        let make = async || {
            let lens = Lens::new(&self.settings, credential.clone())?;
            Ok(Client { lens, tenants: OnceCell::new() })
        };
        Ok(cell.get_or_try_init(make).await)
    }
}

impl Client {
    /// The name of a tenant, if the credential sees it.
    async fn tenant(&self, id: &str, budget: &Budget) -> Result<Option<&str>, SourceError> {
        let tenants = self.tenants.get_or_try_init(|| self.lens.tenants(budget)).await?;
        Ok(tenants.iter().find(|tenant| tenant.id == id).map(|tenant| tenant.name.as_str()))
    }
}

/// Why a listing stopped: our fault, or the source's.
pub(super) enum Stopped {
    /// The source's.
    Source(SourceError),
    /// Ours.
    Ours(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Ours(error.into())
    }
}

/// One tenant to list.
pub(super) struct Job<'a> {
    client: &'a Client,
    tenant: &'a LensTenant,
    ordinal: u32,
    /// Its name in Lens, as far as it can be shown.
    pub(super) name: String,
    budget: &'a Budget,
}

/// Finds clients and names first: a tenant that cannot be seen fails before anything is listed.
pub(super) async fn jobs<'a>(
    engine: &'a Engine,
    tenants: &'a [LensTenant],
    budget: &'a Budget,
) -> Result<Vec<Job<'a>>, Stopped> {
    let mut jobs = Vec::new();
    for (ordinal, tenant) in (0..).zip(tenants) {
        let client = engine.lens.client(&tenant.credential).await?.map_err(Stopped::Source)?;
        let name = client.tenant(&tenant.id, budget).await.map_err(Stopped::Source)?;
        let Some(name) = name else {
            let problem = Problem::TenantNotVisible { found: "it is not among the tenants listed".to_owned() };
            let (credential, tenant) = (tenant.credential.clone(), Some(tenant.id.clone()));
            return Err(Stopped::Source(SourceError { credential, tenant, problem }));
        };
        jobs.push(Job { client, tenant, ordinal, name: cleaned(name), budget });
    }
    Ok(jobs)
}

/// Lists one tenant into the ledger, from where an interrupted listing stopped, and from the start where the listing
/// was spoilt or did not come out complete.
pub(super) async fn list_tenant(
    engine: &Engine,
    snapshot: &Snapshot,
    lease: &Lease,
    job: Job<'_>,
) -> Result<Result<(), Incomplete>, Stopped> {
    for attempt in 1..=LISTINGS {
        let last_attempt = attempt == LISTINGS;
        let (mut listing, mut page_number) = match resume(engine, snapshot, &job).await {
            Ok(resumed) => resumed,
            Err(Stopped::Source(error)) if error.spoils_listing() && !last_attempt => {
                clear(engine, snapshot, lease, &job).await?;
                continue;
            }
            Err(stopped) => return Err(stopped),
        };
        let spoilt = loop {
            engine.go_on()?;
            match listing.next_page().await {
                Ok(Some(page)) => {
                    let mut tx = engine.db.write().await?;
                    let content = blobs::put(&mut tx, &page.lines).await?;
                    let chunk = chunk(&job, page_number, content, page);
                    chunks::add(&mut tx, &snapshot.id, &lease.token, &chunk).await?;
                    tx.commit().await?;
                    page_number += 1;
                }
                Ok(None) => break None,
                Err(error) if error.spoils_listing() => break Some(error),
                Err(error) => return Err(Stopped::Source(error)),
            }
        };
        match spoilt {
            None => match listing.proof() {
                Ok(()) => return Ok(Ok(())),
                Err(incomplete) if last_attempt => return Ok(Err(incomplete)),
                Err(incomplete) => debug!(tenant = job.tenant.id, %incomplete, "listing begins again"),
            },
            Some(error) if last_attempt => return Err(Stopped::Source(error)),
            Some(error) => warn!(tenant = job.tenant.id, %error, "listing begins again"),
        }
        clear(engine, snapshot, lease, &job).await?;
    }
    unreachable!("the last attempt returns")
}

fn chunk(job: &Job<'_>, page_number: u32, content: Digest, page: Page) -> Chunk {
    Chunk {
        tenant: job.ordinal,
        page: page_number,
        content,
        devices: page.devices,
        next_token: page.cursor,
        total_count: Some(page.total_count),
    }
}

async fn resume<'a>(engine: &Engine, snapshot: &Snapshot, job: &Job<'a>) -> Result<(Listing<'a>, u32), Stopped> {
    let mut tx = engine.db.read().await?;
    let chunks = chunks::of(&mut tx, &snapshot.id).await?;
    let chunks: Vec<_> = chunks.into_iter().filter(|chunk| chunk.tenant == job.ordinal).collect();
    let mut pages = Vec::new();
    for chunk in &chunks {
        let lines = blobs::get(&mut tx, &chunk.content).await?;
        pages.push(lines.with_context(|| format!("the evidence is gone: no blob {}", chunk.content))?);
    }
    let stored = pages.iter().zip(&chunks).map(|(lines, chunk)| StoredPage {
        lines,
        cursor: chunk.next_token.as_deref(),
        total_count: chunk.total_count.unwrap_or_default(),
    });
    let listing = Listing::resume(&job.client.lens, &job.tenant.id, job.budget, stored);
    Ok((listing.map_err(Stopped::Source)?, u32::try_from(chunks.len())?))
}

async fn clear(engine: &Engine, snapshot: &Snapshot, lease: &Lease, job: &Job<'_>) -> Result<()> {
    let mut tx = engine.db.write().await?;
    chunks::clear_tenant(&mut tx, &snapshot.id, &lease.token, job.ordinal).await?;
    Ok(tx.commit().await?)
}

/// Lists one tenant into memory, beginning again where the ledger's listing would.
pub(super) async fn list_unwritten(job: Job<'_>) -> Result<(Vec<Page>, Result<(), Incomplete>), Stopped> {
    for attempt in 1..=LISTINGS {
        let last_attempt = attempt == LISTINGS;
        let mut listing = Listing::start(&job.client.lens, &job.tenant.id, job.budget);
        let mut pages = Vec::new();
        let spoilt = loop {
            match listing.next_page().await {
                Ok(Some(page)) => pages.push(page),
                Ok(None) => break false,
                Err(error) if error.spoils_listing() && !last_attempt => break true,
                Err(error) => return Err(Stopped::Source(error)),
            }
        };
        if spoilt {
            continue;
        }
        let proof = listing.proof();
        if proof.is_ok() || last_attempt {
            return Ok((pages, proof));
        }
    }
    unreachable!("the last attempt returns")
}
