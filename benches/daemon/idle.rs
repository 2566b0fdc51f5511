//! A daemon that has nothing to do: the memory it keeps, and how often it wakes.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::estate::Estate;
use crate::files::{self, NOW, Site};
use crate::process::{Daemon, run};
use crate::server::Server;
use crate::support::databases::Place;
use crate::{Result, folder, on_both, say};

/// Whatever belongs to the start is over by then.
const SETTLING: Duration = Duration::from_secs(10);
const MEASURED: Duration = Duration::from_mins(1);
/// What it has in its ledger.
const ESTATE: Estate = Estate { customers: 100, tenants: 1, devices: 100, page: 100 };

/// Prints a row for each database.
pub(crate) fn measure() -> Result<()> {
    say(&format!(
        "nothing to do, with {} audited contracts\n{:12}{:>10}{:>22}",
        ESTATE.customers, "database", "RSS MiB", "wake-ups a second"
    ));
    on_both(idle)
}

fn idle(database: &str, place: &Place) -> Result<()> {
    let server = Server::start(&ESTATE, std::convert::identity)?;
    let folder = folder()?;
    let site = Site { database: &place.url, per_minute: 0, contract_for_each_category: false };
    files::write(folder.path(), &ESTATE, &server, &site)?;
    run(folder.path(), &["apply", "data.toml", "--now", NOW])?;
    run(folder.path(), &["run", "--now", NOW])?;
    let daemon = Daemon::start(folder.path(), &["--now", NOW])?;
    sleep(SETTLING);
    let (before, begun) = (daemon.wake_ups()?, Instant::now());
    sleep(MEASURED);
    let (after, passed) = (daemon.wake_ups()?, begun.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let wake_ups = (after - before) as f64 / passed.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a few ten thousand")]
    let memory = daemon.memory_kib("VmRSS")? as f64 / 1024.0;
    say(&format!("{database:12}{memory:>10.1}{wake_ups:>22.2}"));
    Ok(())
}
