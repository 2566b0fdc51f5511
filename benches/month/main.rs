//! One month on large estates, as the operating system sees it: `cargo bench --bench month`.
//!
//! A Lens server in this process hands out pages that were rendered beforehand; the released `trueup` applies the
//! data files, audits, and posts reports and quotes into a folder. What a row says is `trueup run` alone: its processor
//! time, its time on the wall, its peak memory. Nothing is judged here.

mod estate;
mod files;
mod measure;
mod server;

use std::convert::identity;
use std::error::Error;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use self::estate::Estate;
use self::files::Site;
use self::measure::{MEASURE, Measured};
use self::server::Server;

const TRUEUP: &str = env!("CARGO_BIN_EXE_trueup");

/// Each row is the median of so many runs.
const RUNS: usize = 3;
/// Devices in a page.
const PAGE: usize = 5_000;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What is audited: a name, how many customers there are, tenants of each, devices of each tenant.
const CASES: [(&str, usize, usize, usize); 6] = [
    ("one-customer", 1, 20, 5_000),
    ("one-tenant", 1, 1, 100_000),
    ("many-customers", 20, 1, 5_000),
    // Mostly documents: a report and a quote for each, as PDF, workbook, page with its picture, and text.
    ("hundred-contracts", 100, 1, 1_000),
    ("ten-times-one-customer", 1, 200, 5_000),
    ("ten-times-many-customers", 200, 1, 5_000),
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == MEASURE) {
        return measure::child(&arguments[1..]);
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        say("to measure: cargo bench --bench month [-- CASE …]");
        return Ok(());
    }
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| *wanted == name);
    say(&format!(
        "{:26}{:>9}{:>8}{:>8}{:>10}{:>10}{:>10}{:>9}",
        "case", "devices", "CPU s", "wall s", "peak MiB", "listed", "counted", "letters"
    ));
    if wants("version") {
        row("version", 0, &measure::run(Path::new("."), &["--version"])?, None);
    }
    if wants("demo") {
        let folder = TempDir::new()?;
        row("demo", 0, &measure::run(folder.path(), &["demo", "trueup-demo"])?, None);
    }
    for (name, customers, tenants, devices) in CASES {
        if wants(name) {
            audit(name, &Estate { customers, tenants, devices, page: PAGE })?;
        }
    }
    Ok(())
}

fn audit(name: &str, estate: &Estate) -> Result<()> {
    let server = Server::start(estate, identity)?;
    let site = Site { database: "sqlite://trueup.db", per_minute: 0, contract_for_each_category: false };
    let mut runs = Vec::new();
    let mut found = Value::Null;
    for _ in 0..RUNS {
        let folder = TempDir::new()?;
        files::write(folder.path(), estate, &server, &site)?;
        measure::run(folder.path(), &["apply", "data.toml", "--now", files::NOW])?;
        runs.push(measure::run(folder.path(), &["run", "--now", files::NOW])?);
        found = measure::json(folder.path(), &["status", "--json", "--now", files::NOW])?;
    }
    row(name, estate.len(), &median(runs), Some(&found));
    Ok(())
}

/// The run in the middle by processor time.
fn median(mut runs: Vec<Measured>) -> Measured {
    runs.sort_by_key(|run| run.cpu);
    let middle = runs.len() / 2;
    runs.swap_remove(middle)
}

/// Prints a row; what was found stands in `status --json`.
fn row(name: &str, devices: usize, measured: &Measured, found: Option<&Value>) {
    let audits = found.and_then(|found| found["audits"].as_array()).map_or(&[][..], Vec::as_slice);
    let sum = |member: &str| audits.iter().filter_map(|audit| audit["source"][member].as_u64()).sum::<u64>();
    let letters = audits.iter().filter_map(|audit| audit["letters"].as_array()).flatten();
    let sent = letters.filter(|letter| letter["state"] == "sent").count();
    let Measured { cpu, wall, peak_kib } = measured;
    let (cpu, wall, peak) = (cpu.as_millis(), wall.as_millis(), peak_kib.div_ceil(1024));
    let found = found.map_or(String::new(), |_| format!("{:>10}{:>10}{sent:>9}", sum("listed"), sum("counted")));
    say(&format!("{name:26}{devices:>9}{:>8}{:>8}{peak:>10}{found}", seconds(cpu), seconds(wall)));
}

fn seconds(milliseconds: u128) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
