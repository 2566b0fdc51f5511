//! `trueup apply`: data files become what the daemon works by.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::app::{self, Access};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::flow::Engine;
use crate::flow::apply::{self, Applied, ApplyError, Order};

/// Applies files and folders, or shows what that would change.
pub(super) async fn apply(global: &Global, paths: &[PathBuf], dry_run: bool, prune: bool) -> Result<Exit, Failure> {
    let engine = app::open(global, if dry_run { Access::Dry } else { Access::Write }).await?;
    let applied = take_over(&engine, paths, dry_run, prune).await?;
    for warning in &applied.warnings {
        print::warning(warning);
    }
    if global.json {
        print::json(&json!({
            "written": applied.written, "changes": applied.changes, "unchanged": applied.unchanged,
            "warnings": applied.warnings,
        }))?;
        return Ok(Exit::Done);
    }
    for change in &applied.changes {
        print::out(change.line())?;
    }
    let (changes, unchanged) = (applied.changes.len(), applied.unchanged);
    let would = if dry_run { "dry run, nothing was written: " } else { "" };
    print::out(format_args!("{would}{changes} changed, {unchanged} unchanged"))?;
    Ok(Exit::Done)
}

/// Applies to a ledger that is open.
pub(super) async fn take_over(
    engine: &Engine,
    paths: &[PathBuf],
    dry_run: bool,
    prune: bool,
) -> Result<Applied, Failure> {
    let order = Order {
        files: paths,
        credentials: engine.settings.credentials.keys().cloned().collect(),
        prune,
        dry_run,
        by: &engine.by,
        zone: engine.calendar.zone,
    };
    match apply::apply(&engine.db, &order, engine.clock.now()).await {
        Ok(applied) => Ok(applied),
        Err(ApplyError::Problems(problems)) => Err(Failure::Configuration(problems)),
        Err(error) => Err(error.into()),
    }
}
