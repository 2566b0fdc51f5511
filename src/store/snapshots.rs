//! Snapshots: the evidence an audit counts from, one for each customer, month and attempt, in chunks as they arrived.
//!
//! A complete snapshot never changes. While one is being collected, only the holder of its lease may add to it; another
//! replica that takes it over goes on at the last chunk.

use chrono::{DateTime, Utc};

use crate::domain::ids::CustomerId;
use crate::domain::month::Month;
use crate::domain::outcome::SourceKind;
use crate::domain::words::words;
use crate::store::blobs::Digest;
use crate::store::cell::{Row, count, exactly_one, json, leased, new_id, stored, text};
use crate::store::chunks::{self, Chunk};
use crate::store::lease::Lease;
use crate::store::{StoreError, Tx};

const TABLE: &str = "snapshots";

words! {
    /// Where a snapshot stands.
    SnapshotState {
        /// Chunks are arriving.
        Collecting = "collecting",
        /// Everything is there, and proved so.
        Complete = "complete",
        /// Given up: it could not be proved complete.
        Incomplete = "incomplete",
        /// A later attempt took its place.
        Superseded = "superseded",
    }
}

/// A snapshot without its chunks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// `UUIDv7`.
    pub id: String,
    /// Whose devices.
    pub customer: CustomerId,
    /// For which month.
    pub month: Month,
    /// From 1.
    pub attempt: u32,
    /// Lens or a partner's report.
    pub kind: SourceKind,
    /// Digest of the inventory configuration it was collected under.
    pub source_key: String,
    /// Where it stands.
    pub state: SnapshotState,
    /// When the listing ended or the report was received.
    pub taken_at: Option<DateTime<Utc>>,
    /// Over the evidence.
    pub digest: Option<Digest>,
    /// Devices listed.
    pub listed: Option<u64>,
    /// Tenants by name, or the file's name.
    pub names: Vec<String>,
    /// Name of the partner's file.
    pub file_name: Option<String>,
    /// The partner's file.
    pub original: Option<Digest>,
    /// Why it was given up.
    pub detail: Option<String>,
    /// Until when somebody works on it.
    pub lease_until: Option<DateTime<Utc>>,
    /// When it was begun.
    pub opened_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct SnapshotRow {
    id: String,
    customer: String,
    month: String,
    attempt: i64,
    kind: String,
    source_key: String,
    state: String,
    taken_at: Option<DateTime<Utc>>,
    digest: Option<String>,
    listed: Option<i64>,
    names: String,
    file_name: Option<String>,
    original: Option<String>,
    detail: Option<String>,
    lease_until: Option<DateTime<Utc>>,
    opened_at: DateTime<Utc>,
}

impl SnapshotRow {
    fn snapshot(self) -> Result<Snapshot, StoreError> {
        let row = Row { table: TABLE, id: &self.id };
        Ok(Snapshot {
            customer: row.parse("customer", &self.customer)?,
            month: row.parse("month", &self.month)?,
            attempt: row.count("attempt", self.attempt)?,
            kind: row.word("kind", SourceKind::parse, &self.kind)?,
            state: row.word("state", SnapshotState::parse, &self.state)?,
            digest: self.digest.as_deref().map(|digest| row.parse("digest", digest)).transpose()?,
            listed: self.listed.map(|listed| row.count("listed", listed)).transpose()?,
            names: row.json("names", &self.names)?,
            original: self.original.as_deref().map(|digest| row.parse("original", digest)).transpose()?,
            source_key: self.source_key,
            taken_at: self.taken_at,
            file_name: self.file_name,
            detail: self.detail,
            lease_until: self.lease_until,
            opened_at: self.opened_at,
            id: self.id,
        })
    }
}

/// The columns of `SnapshotRow`.
macro_rules! columns {
    () => {
        "id, customer, month, attempt, kind, source_key, state, taken_at, digest, listed, names, file_name, original, \
         detail, lease_until, opened_at"
    };
}

const LATEST: &str = concat!(
    "-- store::snapshots::latest\nSELECT ",
    columns!(),
    " FROM snapshots WHERE customer = $1 AND month = $2 ORDER BY attempt DESC LIMIT 1"
);

/// The last attempt of a customer and month.
pub async fn latest(tx: &mut Tx, customer: &CustomerId, month: Month) -> Result<Option<Snapshot>, StoreError> {
    let row: Option<SnapshotRow> = sql!(tx, fetch_optional, LATEST, customer.as_str(), month.to_string())?;
    row.map(SnapshotRow::snapshot).transpose()
}

const LAST_COMPLETE: &str = concat!(
    "-- store::snapshots::last_complete\nSELECT ",
    columns!(),
    " FROM snapshots WHERE customer = $1 AND state = 'complete' ORDER BY month DESC, attempt DESC LIMIT 1"
);

/// The last complete snapshot of a customer, of whatever month.
pub async fn last_complete(tx: &mut Tx, customer: &CustomerId) -> Result<Option<Snapshot>, StoreError> {
    let row: Option<SnapshotRow> = sql!(tx, fetch_optional, LAST_COMPLETE, customer.as_str())?;
    row.map(SnapshotRow::snapshot).transpose()
}

const LOAD: &str = concat!("-- store::snapshots::load\nSELECT ", columns!(), " FROM snapshots WHERE id = $1");

/// A snapshot by its id.
pub async fn load(tx: &mut Tx, id: &str) -> Result<Option<Snapshot>, StoreError> {
    let row: Option<SnapshotRow> = sql!(tx, fetch_optional, LOAD, id)?;
    row.map(SnapshotRow::snapshot).transpose()
}

/// An attempt that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewSnapshot<'a> {
    /// Whose devices.
    pub customer: &'a CustomerId,
    /// For which month.
    pub month: Month,
    /// From 1.
    pub attempt: u32,
    /// Lens or a partner's report.
    pub kind: SourceKind,
    /// Digest of the inventory configuration.
    pub source_key: &'a str,
}

const OPEN: &str = "-- store::snapshots::open
INSERT INTO snapshots (id, customer, month, attempt, kind, source_key, state, names, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, 'collecting', '[]', $7) ON CONFLICT (customer, month, attempt) DO NOTHING";

const FIND: &str = concat!(
    "-- store::snapshots::find\nSELECT ",
    columns!(),
    " FROM snapshots WHERE customer = $1 AND month = $2 AND attempt = $3"
);

/// Begins an attempt, or gives the one that somebody else began.
pub async fn open(tx: &mut Tx, new: NewSnapshot<'_>, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
    let (customer, month, attempt) = (new.customer.as_str(), new.month.to_string(), i64::from(new.attempt));
    sql!(
        tx,
        execute,
        OPEN,
        new_id(now),
        customer,
        month.as_str(),
        attempt,
        new.kind.as_str(),
        new.source_key,
        stored(now)
    )?;
    let row: SnapshotRow = sql!(tx, fetch_one, FIND, customer, month.as_str(), attempt)?;
    row.snapshot()
}

const CLAIM: &str = concat!(
    "-- store::snapshots::claim
UPDATE snapshots SET lease_token = $2, lease_until = $3
WHERE id = $1 AND state = 'collecting' AND (lease_until IS NULL OR lease_until <= $4)
RETURNING ",
    columns!()
);

/// Takes a snapshot to collect it; none if it is done or somebody is at work.
pub async fn claim(tx: &mut Tx, id: &str, lease: &Lease, now: DateTime<Utc>) -> Result<Option<Snapshot>, StoreError> {
    let row: Option<SnapshotRow> =
        sql!(tx, fetch_optional, CLAIM, id, lease.token.as_str(), stored(lease.until), stored(now))?;
    row.map(SnapshotRow::snapshot).transpose()
}

const RENEW: &str = "-- store::snapshots::renew
UPDATE snapshots SET lease_until = $3 WHERE id = $1 AND lease_token = $2";

/// Holds a lease for longer.
pub async fn renew(tx: &mut Tx, id: &str, lease: &Lease) -> Result<(), StoreError> {
    let renewed = sql!(tx, execute, RENEW, id, lease.token.as_str(), stored(lease.until))?;
    leased(renewed, TABLE, id)
}

const RELEASE: &str = "-- store::snapshots::release
UPDATE snapshots SET lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2";

/// Gives a lease back with the work unfinished: anybody may go on at once.
pub async fn release(tx: &mut Tx, id: &str, token: &str) -> Result<(), StoreError> {
    leased(sql!(tx, execute, RELEASE, id, token)?, TABLE, id)
}

/// What was listed.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Over the evidence.
    pub digest: &'a Digest,
    /// Devices.
    pub devices: u64,
    /// Tenants by name.
    pub names: &'a [String],
}

const COMPLETE: &str = "-- store::snapshots::complete
UPDATE snapshots SET state = 'complete', taken_at = $3, digest = $4, listed = $5, names = $6,
       lease_token = NULL, lease_until = NULL
WHERE id = $1 AND lease_token = $2";

/// Declares a snapshot complete; from now on it never changes.
pub async fn complete(
    tx: &mut Tx,
    id: &str,
    token: &str,
    listed: Listed<'_>,
    taken_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let names = json(TABLE, "names", &listed.names)?;
    let devices = count(TABLE, "listed", listed.devices)?;
    let changed =
        sql!(tx, execute, COMPLETE, id, token, stored(taken_at), listed.digest.as_str(), devices, names.as_str())?;
    leased(changed, TABLE, id)
}

const GIVE_UP: &str = "-- store::snapshots::give_up
UPDATE snapshots SET state = 'incomplete', detail = $3, taken_at = $4, digest = $5, listed = $6, names = $7,
       lease_token = NULL, lease_until = NULL
WHERE id = $1 AND lease_token = $2";

/// Gives a snapshot up that cannot be proved complete; what was seen is kept as evidence.
pub async fn give_up(
    tx: &mut Tx,
    id: &str,
    token: &str,
    detail: &str,
    listed: Listed<'_>,
    taken_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let names = json(TABLE, "names", &listed.names)?;
    let devices = count(TABLE, "listed", listed.devices)?;
    let changed = sql!(
        tx,
        execute,
        GIVE_UP,
        id,
        token,
        text(detail),
        stored(taken_at),
        listed.digest.as_str(),
        devices,
        names.as_str()
    )?;
    leased(changed, TABLE, id)
}

const SUPERSEDE: &str = "-- store::snapshots::supersede
UPDATE snapshots SET state = 'superseded', lease_token = NULL, lease_until = NULL WHERE id = $1";

/// Says that a later attempt takes its place; whoever still collects it loses the lease.
pub async fn supersede(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    exactly_one(sql!(tx, execute, SUPERSEDE, id)?, TABLE, id)
}

/// A partner's inventory report, complete as it comes.
#[derive(Debug, Clone, Copy)]
pub struct NewReport<'a> {
    /// Which attempt of whom; its kind is `report`.
    pub of: NewSnapshot<'a>,
    /// Name of the file.
    pub file_name: &'a str,
    /// The file, byte for byte.
    pub original: &'a Digest,
    /// Its devices in the form of a chunk.
    pub chunk: &'a Digest,
    /// What was listed.
    pub listed: Listed<'a>,
}

const INSERT_REPORT: &str = "-- store::snapshots::insert_report
INSERT INTO snapshots (id, customer, month, attempt, kind, source_key, state, taken_at, digest, listed, names,
                       file_name, original, opened_at)
VALUES ($1, $2, $3, $4, 'report', $5, 'complete', $6, $7, $8, $9, $10, $11, $6)";

/// Keeps a partner's report as a complete snapshot of one chunk, and gives its id.
///
/// # Errors
/// `Taken` if the attempt is there already.
pub async fn insert_report(tx: &mut Tx, new: NewReport<'_>, taken_at: DateTime<Utc>) -> Result<String, StoreError> {
    let id = new_id(taken_at);
    let names = json(TABLE, "names", &new.listed.names)?;
    sql!(
        tx,
        execute,
        INSERT_REPORT,
        id.as_str(),
        new.of.customer.as_str(),
        new.of.month.to_string(),
        i64::from(new.of.attempt),
        new.of.source_key,
        stored(taken_at),
        new.listed.digest.as_str(),
        count(TABLE, "listed", new.listed.devices)?,
        names.as_str(),
        new.file_name,
        new.original.as_str()
    )?;
    let chunk = Chunk {
        tenant: 0,
        page: 0,
        content: new.chunk.clone(),
        devices: new.listed.devices,
        next_token: None,
        total_count: None,
    };
    chunks::insert(tx, &id, &chunk).await?;
    Ok(id)
}
