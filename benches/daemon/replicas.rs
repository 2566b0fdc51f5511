//! 200 audits by one process and by two that begin together, of a Lens server that takes 50 ms for a page.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use crate::estate::Estate;
use crate::files::{self, NOW, Site};
use crate::process::{command, run};
use crate::server::Server;
use crate::slow::Traffic;
use crate::support::databases::Place;
use crate::{Result, folder, on_both, say};

const PAGE_TAKES: Duration = Duration::from_millis(50);
/// Four pages of each customer, one contract.
const ESTATE: Estate = Estate { customers: 200, tenants: 1, devices: 400, page: 100 };
/// Each row is the median of so many runs.
const RUNS: usize = 3;

/// Prints a row for each database and number of processes, and how many times as fast two are as one.
pub(crate) fn measure() -> Result<()> {
    let traffic = Traffic::default();
    let server = Server::start(&ESTATE, |routes| traffic.delayed(routes, PAGE_TAKES))?;
    say(&format!(
        "{} audits, {} devices, {} ms a page\n{:12}{:>10}{:>8}{:>8}  audits of each, all",
        ESTATE.customers,
        ESTATE.len(),
        PAGE_TAKES.as_millis(),
        "database",
        "processes",
        "wall s",
        "CPU s"
    ));
    let mut walls: [Vec<(String, Duration)>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (processes, walls) in (1..).zip(&mut walls) {
            on_both(|database, place| {
                let Race { wall, cpu, published } = race(place, &server, processes)?;
                let (all, seconds): (usize, _) = (published.iter().sum(), wall.as_secs_f64());
                let cpu = cpu.as_secs_f64();
                say(&format!("{database:12}{processes:>10}{seconds:>8.2}{cpu:>8.2}  {published:?} {all}"));
                walls.push((database.to_owned(), wall));
                Ok(())
            })?;
        }
    }
    for database in ["SQLite", "PostgreSQL"] {
        let median = |walls: &[(String, Duration)]| {
            let mut walls: Vec<_> = walls.iter().filter(|(on, _)| on == database).map(|(_, wall)| *wall).collect();
            walls.sort_unstable();
            walls.get(walls.len() / 2).copied()
        };
        if let (Some(one), Some(two)) = (median(&walls[0]), median(&walls[1])) {
            say(&format!("{database}: two are {:.2} times as fast as one", one.as_secs_f64() / two.as_secs_f64()));
        }
    }
    Ok(())
}

/// What some processes took for all audits.
struct Race {
    /// Until the last one had ended.
    wall: Duration,
    /// Of all of them.
    cpu: Duration,
    /// How many audits each published.
    published: Vec<usize>,
}

fn race(place: &Place, server: &Server, processes: usize) -> Result<Race> {
    let folder = folder()?;
    let site = Site { database: &place.url, per_minute: 0, contract_for_each_category: false };
    files::write(folder.path(), &ESTATE, server, &site)?;
    run(folder.path(), &["apply", "data.toml", "--now", NOW])?;
    let (begun, used) = (Instant::now(), cpu()?);
    let started: Vec<_> = (0..processes).map(|_| start(folder.path())).collect::<Result<_>>()?;
    let ended: Vec<_> =
        started.into_iter().map(std::process::Child::wait_with_output).collect::<std::io::Result<_>>()?;
    let wall = begun.elapsed();
    let mut published = Vec::new();
    for output in ended {
        let log = String::from_utf8(output.stderr)?;
        // Some quotes of a random estate are held.
        if !matches!(output.status.code(), Some(0 | 3)) {
            let last = log.lines().last().unwrap_or_default();
            return Err(format!("trueup run ended with {}: {last}", output.status).into());
        }
        published.push(log.matches("audit published").count());
    }
    Ok(Race { wall, cpu: cpu()?.saturating_sub(used), published })
}

/// What all commands took so far.
fn cpu() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = |time: TimeVal| u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec());
    Ok(Duration::from_micros(micros(usage.user_time())? + micros(usage.system_time())?))
}

fn start(folder: &Path) -> Result<std::process::Child> {
    Ok(command(folder, &["--verbose", "--now", NOW, "run"]).stderr(Stdio::piped()).spawn()?)
}
