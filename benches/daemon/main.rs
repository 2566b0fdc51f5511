//! The daemon as the operating system and its neighbours see it: `cargo bench --bench daemon [-- CASE …]`.
//!
//! - `replicas`: 200 audits by one process and by two, of a Lens server that takes 50 ms for a page;
//! - `storm`: 3,000 contracts that come to be owed at once, and what Lens and the memory have of it;
//! - `idle`: memory and wake-ups of a daemon that has nothing to do.
//!
//! Each on SQLite and, where its server is installed, on PostgreSQL. Nothing is judged here.

#[path = "../month/estate.rs"]
mod estate;
#[path = "../month/files.rs"]
mod files;
mod idle;
mod process;
mod replicas;
#[path = "../month/server.rs"]
mod server;
mod slow;
mod storm;
mod support;

use std::error::Error;

use tempfile::TempDir;

use self::support::databases::Place;

const TRUEUP: &str = env!("CARGO_BIN_EXE_trueup");

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        say("to measure: cargo bench --bench daemon [-- replicas|storm|idle …]");
        return Ok(());
    }
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| *wanted == name);
    if wants("replicas") {
        replicas::measure()?;
    }
    if wants("storm") {
        storm::measure()?;
    }
    if wants("idle") {
        idle::measure()?;
    }
    Ok(())
}

/// Does something with an empty ledger on SQLite, and on PostgreSQL if that is installed.
fn on_both(mut act: impl FnMut(&str, &Place) -> Result<()>) -> Result<()> {
    act("SQLite", &Place::sqlite())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(Place::postgres()) {
        Some(place) => act("PostgreSQL", &place),
        None => Ok(()),
    }
}

/// A folder for settings, data and letters.
fn folder() -> Result<TempDir> {
    Ok(TempDir::new()?)
}

#[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
