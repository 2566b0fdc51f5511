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

/// Prints two rows for each database.
pub(crate) fn measure() -> Result<()> {
    say(&format!(
        "nothing to do, with {} audited contracts\n{:12}{:16}{:>10}{:>22}",
        ESTATE.customers, "database", "the daemon", "RSS MiB", "wake-ups a second"
    ));
    on_both(idle)
}

fn idle(database: &str, place: &Place) -> Result<()> {
    let server = Server::start(&ESTATE, std::convert::identity)?;
    let folder = folder()?;
    let site = Site { database: &place.url, per_minute: 0, contract_for_each_category: false };
    files::write(folder.path(), &ESTATE, &server, &site)?;
    run(folder.path(), &["apply", "data.toml", "--now", NOW])?;
    let mut daemon = Daemon::start(folder.path(), &["--now", NOW])?;
    #[expect(clippy::cast_precision_loss, reason = "a hundred")]
    let all = ESTATE.customers as f64;
    daemon.wait_until(|daemon| Ok(daemon.metric("trueup_audits{state=\"audited\"}")? >= all))?;
    say_idle(database, "did the audits", &daemon)?;
    drop(daemon);
    say_idle(database, "started again", &Daemon::start(folder.path(), &["--now", NOW])?)
}

fn say_idle(database: &str, what: &str, daemon: &Daemon) -> Result<()> {
    sleep(SETTLING);
    let (before, begun) = (daemon.wake_ups()?, Instant::now());
    sleep(MEASURED);
    let (after, passed) = (daemon.wake_ups()?, begun.elapsed());
    // A thread may have ended meanwhile, or begun.
    let woken = after.iter().map(|(thread, count)| count - before.get(thread).unwrap_or(&0)).sum::<u64>();
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let wake_ups = woken as f64 / passed.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a few ten thousand")]
    let memory = daemon.memory_kib("VmRSS")? as f64 / 1024.0;
    say(&format!("{database:12}{what:16}{memory:>10.1}{wake_ups:>22.2}"));
    Ok(())
}
