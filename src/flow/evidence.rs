//! The content of a snapshot, one chunk at a time, wherever it lies.

use anyhow::{Context, Result};

use crate::store::Db;
use crate::store::blobs::{self, Digest};

/// Chunks of device lines, in the order of tenants and pages.
#[derive(Debug)]
pub enum Evidence {
    /// In the ledger.
    Stored(Vec<Digest>),
    /// In memory: a dry run writes nothing.
    Unwritten(Vec<Vec<u8>>),
}

impl Evidence {
    /// How many chunks there are.
    pub fn chunks(&self) -> usize {
        match self {
            Self::Stored(digests) => digests.len(),
            Self::Unwritten(chunks) => chunks.len(),
        }
    }

    /// The lines of one chunk.
    pub async fn chunk(&self, db: &Db, index: usize) -> Result<Vec<u8>> {
        match self {
            Self::Unwritten(chunks) => Ok(chunks[index].clone()),
            Self::Stored(digests) => {
                let mut tx = db.read().await?;
                let found = blobs::get(&mut tx, &digests[index]).await?;
                found.with_context(|| format!("the evidence is gone: no blob {}", digests[index]))
            }
        }
    }
}

/// The digest of a snapshot: over one line per chunk, `tenant page digest`, so that it can be proved without the bytes
/// and names every one of them.
pub fn digest<'a>(chunks: impl IntoIterator<Item = (u32, u32, &'a str)>) -> Digest {
    let line = |(tenant, page, digest): (u32, u32, &str)| format!("{tenant} {page} {digest}\n");
    let lines: String = chunks.into_iter().map(line).collect();
    Digest::of(lines.as_bytes())
}
