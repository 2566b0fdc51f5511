//! The chunks of a snapshot: one for each page of a tenant's listing, in the order in which they arrived.

use crate::store::blobs::Digest;
use crate::store::cell::{Row, count, leased};
use crate::store::{StoreError, Tx};

const TABLE: &str = "chunks";

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Which tenant of the customer, in the order of the data file, from 0.
    pub tenant: u32,
    /// Which page, from 0.
    pub page: u32,
    /// The devices, a line each.
    pub content: Digest,
    /// How many.
    pub devices: u64,
    /// Where the listing goes on; none on the last page.
    pub next_token: Option<String>,
    /// How many devices the source said there are in all, on this page.
    pub total_count: Option<u64>,
}

#[derive(sqlx::FromRow)]
struct ChunkRow {
    tenant: i64,
    page: i64,
    content: String,
    devices: i64,
    next_token: Option<String>,
    total_count: Option<i64>,
}

impl ChunkRow {
    fn chunk(self, snapshot: &str) -> Result<Chunk, StoreError> {
        let id = format!("{snapshot}/{}/{}", self.tenant, self.page);
        let row = Row { table: TABLE, id: &id };
        Ok(Chunk {
            tenant: row.count("tenant", self.tenant)?,
            page: row.count("page", self.page)?,
            content: row.parse("content", &self.content)?,
            devices: row.count("devices", self.devices)?,
            next_token: self.next_token,
            total_count: self.total_count.map(|total| row.count("total_count", total)).transpose()?,
        })
    }
}

const OF: &str = "-- store::chunks::of
SELECT tenant, page, content, devices, next_token, total_count FROM chunks WHERE snapshot = $1 ORDER BY tenant, page";

/// All chunks of a snapshot, by tenant and page.
pub async fn of(tx: &mut Tx, snapshot: &str) -> Result<Vec<Chunk>, StoreError> {
    let rows: Vec<ChunkRow> = sql!(tx, fetch_all, OF, snapshot)?;
    rows.into_iter().map(|row| row.chunk(snapshot)).collect()
}

/// Adds the next chunk to a snapshot that is being collected.
///
/// # Errors
/// `LeaseLost` if somebody else collects it now; `Taken` if the page is there already.
pub async fn add(tx: &mut Tx, snapshot: &str, token: &str, chunk: &Chunk) -> Result<(), StoreError> {
    fence(tx, snapshot, token).await?;
    insert(tx, snapshot, chunk).await
}

const CLEAR_TENANT: &str = "-- store::chunks::clear_tenant
DELETE FROM chunks WHERE snapshot = $1 AND tenant = $2";

/// Takes out all pages of a tenant whose listing starts again, and tells how many there were.
pub async fn clear_tenant(tx: &mut Tx, snapshot: &str, token: &str, tenant: u32) -> Result<u64, StoreError> {
    fence(tx, snapshot, token).await?;
    Ok(sql!(tx, execute, CLEAR_TENANT, snapshot, i64::from(tenant))?)
}

const FENCE: &str = "-- store::chunks::fence
UPDATE snapshots SET lease_token = $2 WHERE id = $1 AND lease_token = $2";

/// Proves that we hold the lease, and keeps anybody from taking it until this transaction ends.
async fn fence(tx: &mut Tx, snapshot: &str, token: &str) -> Result<(), StoreError> {
    leased(sql!(tx, execute, FENCE, snapshot, token)?, "snapshots", snapshot)
}

const INSERT: &str = "-- store::chunks::insert
INSERT INTO chunks (snapshot, tenant, page, content, devices, next_token, total_count)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) async fn insert(tx: &mut Tx, snapshot: &str, chunk: &Chunk) -> Result<(), StoreError> {
    let devices = count(TABLE, "devices", chunk.devices)?;
    let total = chunk.total_count.map(|total| count(TABLE, "total_count", total)).transpose()?;
    sql!(
        tx,
        execute,
        INSERT,
        snapshot,
        i64::from(chunk.tenant),
        i64::from(chunk.page),
        chunk.content.as_str(),
        devices,
        chunk.next_token.as_deref(),
        total
    )?;
    Ok(())
}
