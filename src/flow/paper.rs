//! Under which brand the documents of an audit are written: as the audit found it, whatever became of settings and logo
//! files since. What is rendered later, or once more to prove it (R17), looks as what was told.

use anyhow::{Context, Result};

use crate::domain::outcome::Outcome;
use crate::domain::party::{Brand, Seller};
use crate::flow::Engine;
use crate::store::blobs::{self, Digest};

/// The seller as the documents of an audit show it.
pub(super) async fn seller(engine: &Engine, outcome: &Outcome) -> Result<Seller> {
    let mut seller = engine.settings.seller.clone();
    if seller.brand != outcome.made_with.brand {
        seller.brand = outcome.made_with.brand.clone();
        fetch_logo(engine, &mut seller.brand).await?;
    }
    Ok(seller)
}

/// Fetches what is kept of a brand's logo, where it has one.
pub(super) async fn fetch_logo(engine: &Engine, brand: &mut Brand) -> Result<()> {
    let Some(logo) = brand.logo.as_mut().filter(|logo| logo.content.is_none()) else { return Ok(()) };
    let digest: Digest = logo.digest.parse()?;
    let content = blobs::get(&mut engine.db.read().await?, &digest).await?;
    logo.content = Some(content.with_context(|| format!("the logo {digest} is gone: no such blob"))?.into());
    Ok(())
}
