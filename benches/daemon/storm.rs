//! 3,000 contracts that come to be owed at once: what Lens and the memory have of it.

use std::time::{Duration, Instant};

use crate::estate::Estate;
use crate::files::{self, NOW, Site};
use crate::process::{Daemon, run};
use crate::server::Server;
use crate::slow::Traffic;
use crate::support::databases::Place;
use crate::{Result, folder, on_both, say};

const PAGE_TAKES: Duration = Duration::from_millis(50);
/// With a contract for each of the three categories.
const ESTATE: Estate = Estate { customers: 1_000, tenants: 1, devices: 100, page: 100 };
const CONTRACTS: usize = 3_000;

/// Prints a row for each database.
pub(crate) fn measure() -> Result<()> {
    say(&format!(
        "{CONTRACTS} contracts of {} customers at once, {} ms a page\n{:12}{:>8}\
         {:>16}{:>14}{:>10}{:>14}",
        ESTATE.customers,
        PAGE_TAKES.as_millis(),
        "database",
        "wall s",
        "Lens requests",
        "most at once",
        "peak MiB",
        "letters sent"
    ));
    on_both(storm)
}

fn storm(database: &str, place: &Place) -> Result<()> {
    let traffic = Traffic::default();
    let server = Server::start(&ESTATE, |routes| traffic.delayed(routes, PAGE_TAKES))?;
    let folder = folder()?;
    let site = Site { database: &place.url, per_minute: 0, contract_for_each_category: true };
    files::write(folder.path(), &ESTATE, &server, &site)?;
    run(folder.path(), &["apply", "data.toml", "--now", NOW])?;
    let begun = Instant::now();
    let mut daemon = Daemon::start(folder.path(), &["--now", NOW])?;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let all = CONTRACTS as f64;
    daemon.wait_until(|daemon| Ok(daemon.metric("trueup_audits{state=\"audited\"}")? >= all))?;
    let wall = begun.elapsed();
    say(&format!(
        "{database:12}{:>8.1}{:>16}{:>14}{:>10}{:>14}",
        wall.as_secs_f64(),
        traffic.all(),
        traffic.most_at_once(),
        daemon.memory_kib("VmHWM")?.div_ceil(1024),
        daemon.metric("trueup_letters{state=\"sent\"}")?
    ));
    Ok(())
}
