//! All bytes of the ledger, by their content: evidence, documents, letters, logos. The one door to them, so that
//! another home for bytes changes this file only.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::domain::words::words;
use crate::store::cell::{Row, count};
use crate::store::{StoreError, Tx};

/// `sha256:` and 64 hexadecimal digits, over the uncompressed bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(String);

/// Why a text is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a digest: expected sha256: and 64 hexadecimal digits")]
pub struct InvalidDigest {
    found: String,
}

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(format!("sha256:{}", hex::encode(Sha256::digest(bytes))))
    }

    /// The digest as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        match text.strip_prefix("sha256:") {
            Some(hex) if hex.len() == 64 && hex.bytes().all(digit) => Ok(Self(text.to_owned())),
            _ => Err(InvalidDigest { found: text.chars().take(80).collect() }),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

const TABLE: &str = "blobs";

words! {
    /// How bytes are kept.
    Encoding {
        /// As they are.
        Plain = "plain",
        /// Compressed by Zstandard.
        Zstd = "zstd",
        /// In pieces, each a blob of its own: their digests, one a line.
        Parts = "parts",
    }
}

/// Level 3: a page of devices shrinks tenfold in about a millisecond.
const LEVEL: i32 = 3;

const PUT: &str = "-- store::blobs::put
INSERT INTO blobs (digest, encoding, size, content) VALUES ($1, $2, $3, $4) ON CONFLICT (digest) DO NOTHING";

/// Longer bytes are kept in pieces: on its way into a row and out of it a database copies a value several times. A
/// page of 5,000 devices stays whole.
const PART: usize = 2 * 1024 * 1024;

/// Keeps bytes; those that are there already are not written again.
pub async fn put(tx: &mut Tx, bytes: &[u8]) -> Result<Digest, StoreError> {
    let digest = Digest::of(bytes);
    if bytes.len() <= PART {
        put_row(tx, &digest, bytes).await?;
        return Ok(digest);
    }
    let mut parts = String::new();
    for part in bytes.chunks(PART) {
        let digest = Digest::of(part);
        put_row(tx, &digest, part).await?;
        parts.push_str(digest.as_str());
        parts.push('\n');
    }
    insert(tx, &digest, Encoding::Parts, bytes.len(), parts.as_bytes()).await?;
    Ok(digest)
}

async fn put_row(tx: &mut Tx, digest: &Digest, bytes: &[u8]) -> Result<(), StoreError> {
    let packed = zstd::bulk::compress(bytes, LEVEL).ok().filter(|packed| packed.len() < bytes.len());
    let encoding = if packed.is_some() { Encoding::Zstd } else { Encoding::Plain };
    insert(tx, digest, encoding, bytes.len(), packed.as_deref().unwrap_or(bytes)).await
}

async fn insert(
    tx: &mut Tx,
    digest: &Digest,
    encoding: Encoding,
    size: usize,
    content: &[u8],
) -> Result<(), StoreError> {
    let size = count(TABLE, "size", size as u64)?;
    sql!(tx, execute, PUT, digest.as_str(), encoding.as_str(), size, content)?;
    Ok(())
}

const GET: &str = "-- store::blobs::get
SELECT encoding, size, content FROM blobs WHERE digest = $1";

/// The bytes of that digest, proved to be them.
///
/// # Errors
/// `Corrupt` if what was kept does not have the digest any more.
pub async fn get(tx: &mut Tx, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(stored) = load(tx, digest).await? else { return Ok(None) };
    let row = Row { table: TABLE, id: digest.as_str() };
    let bytes = match stored.encoding {
        Encoding::Plain | Encoding::Zstd => stored.unpacked(row)?,
        Encoding::Parts => {
            let parts = std::str::from_utf8(&stored.content).map_err(|error| row.corrupt("content", error))?;
            let mut bytes = Vec::with_capacity(stored.size);
            for part in parts.lines() {
                let part = row.parse("content", part)?;
                let found = load(tx, &part).await?;
                let found = found.ok_or_else(|| row.corrupt("content", format_args!("its part {part} is gone")))?;
                bytes.extend(found.unpacked(row)?);
            }
            bytes
        }
    };
    let is = Digest::of(&bytes);
    if is != *digest {
        return Err(row.corrupt("content", format_args!("the bytes have the digest {is}")));
    }
    Ok(Some(bytes))
}

/// A row as it is.
struct Stored {
    encoding: Encoding,
    size: usize,
    content: Vec<u8>,
}

impl Stored {
    /// Its own bytes; of a blob in parts, the list of them.
    fn unpacked(self, row: Row<'_>) -> Result<Vec<u8>, StoreError> {
        match self.encoding {
            Encoding::Plain | Encoding::Parts => Ok(self.content),
            Encoding::Zstd => {
                zstd::bulk::decompress(&self.content, self.size).map_err(|error| row.corrupt("content", error))
            }
        }
    }
}

async fn load(tx: &mut Tx, digest: &Digest) -> Result<Option<Stored>, StoreError> {
    let found: Option<(String, i64, Vec<u8>)> = sql!(tx, fetch_optional, GET, digest.as_str())?;
    let Some((encoding, size, content)) = found else { return Ok(None) };
    let row = Row { table: TABLE, id: digest.as_str() };
    let encoding = row.word("encoding", Encoding::parse, &encoding)?;
    Ok(Some(Stored { encoding, size: row.count("size", size)?, content }))
}
