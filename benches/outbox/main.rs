//! Ten thousand letters on their way out, as the operating system sees it: `cargo bench --bench outbox`.
//!
//! The outbox is filled through the store; the released `trueup run` empties it into a mail server in this process. What
//! a row says is that command alone: its time on the wall, its processor time, its peak memory; and what the server
//! found: connections at once, letters that did not come, letters that came twice. With refusals, each tenth letter is
//! put off once, half of these before DATA and half after it, and a second run ten minutes later brings them: the row is
//! both together. Nothing is judged here.

#[expect(
    clippy::unwrap_used,
    dead_code,
    unused_imports,
    unused_macros,
    reason = "of the tests' databases only the throw-away cluster is needed"
)]
#[path = "../../tests/it/support/databases.rs"]
mod databases;
mod fill;
#[expect(dead_code, reason = "nothing is asked for as JSON here")]
#[path = "../month/measure.rs"]
mod measure;
mod sink;

use std::error::Error;
use std::fs;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;

use self::databases::Place;
use self::measure::{MEASURE, Measured};
use self::sink::Sink;

const TRUEUP: &str = env!("CARGO_BIN_EXE_trueup");

/// Letters of a row.
const LETTERS: usize = 10_000;
/// The moment at which they are written and sent.
const NOW: &str = "2026-11-01T08:00:00Z";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == MEASURE) {
        return measure::child(&arguments[1..]);
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        say("to measure: cargo bench --bench outbox [-- sqlite | postgres]");
        return Ok(());
    }
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| *wanted == name);
    say(&format!(
        "{:10}{:>9}{:>9}{:>9}{:>11}{:>8}{:>10}{:>13}{:>7}{:>9}",
        "database", "letters", "refused", "wall s", "letters/s", "CPU s", "peak MiB", "connections", "lost", "doubled"
    ));
    for refusing in [false, true] {
        if wants("sqlite") {
            send("sqlite", &Place::sqlite(), refusing).await?;
        }
        if wants("postgres")
            && let Some(place) = Place::postgres().await
        {
            send("postgres", &place, refusing).await?;
        }
    }
    Ok(())
}

/// One row.
async fn send(name: &str, place: &Place, refusing: bool) -> Result<()> {
    let (folder, sink) = (TempDir::new()?, Sink::start(refusing)?);
    fs::write(folder.path().join("trueup.toml"), settings(&place.url, &sink))?;
    measure::run(folder.path(), &["migrate", "--now", NOW])?;
    let now: DateTime<Utc> = NOW.parse()?;
    fill::fill(&place.url, LETTERS, now).await?;
    let mut whole = run(folder.path(), now)?;
    let refused = sink.refused();
    if refusing {
        let second = run(folder.path(), now + TimeDelta::minutes(10))?;
        whole.wall += second.wall;
        whole.cpu += second.cpu;
        whole.peak_kib = whole.peak_kib.max(second.peak_kib);
    }
    let (wall, cpu, peak) = (whole.wall.as_secs_f64(), whole.cpu.as_secs_f64(), whole.peak_kib.div_ceil(1024));
    let copies = sink.copies();
    let (lost, doubled) = (LETTERS - copies.len(), copies.iter().filter(|copies| **copies > 1).count());
    let rate = fill::per_second(LETTERS, whole.wall);
    let connections = sink.peak();
    say(&format!(
        "{name:10}{LETTERS:>9}{refused:>9}{wall:>9.1}{rate:>11}{cpu:>8.1}{peak:>10}{connections:>13}{lost:>7}{doubled:>9}"
    ));
    Ok(())
}

fn run(folder: &Path, now: DateTime<Utc>) -> Result<Measured> {
    // Without a word for each letter that is put off.
    measure::run(folder, &["run", "-q", "--now", &now.to_rfc3339()])
}

fn settings(database: &str, sink: &Sink) -> String {
    let port = sink.port();
    format!(
        r#"
[database]
url = "{database}"
[seller]
name = "Poly Services EMEA"
[mail]
from = "Poly+ Enterprise Service <service@seller.example>"
transport = "smtp"
per_minute = 0
[mail.smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
"#
    )
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
