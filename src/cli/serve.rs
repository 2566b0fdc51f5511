//! `trueup serve`: the daemon.

use anyhow::Context;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;

use crate::cli::app::{self, Access};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::store::daemon_lock::DaemonLock;
use crate::{daemon, telemetry};

/// Serves until it is told to end.
pub(super) async fn serve(global: &Global) -> Result<Exit, Failure> {
    let (settings, clock) = app::settings(global)?;
    // Before the ledger is opened: a second daemon must not even migrate it.
    let lock = DaemonLock::take(settings.database_url.expose_secret())?;
    let engine = app::build(global, settings, clock, Access::Write).await?;
    let listen = engine.settings.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("web.listen: cannot listen on {listen}"))?;
    daemon::serve(engine, listener, telemetry::metrics()?).await?;
    drop(lock);
    Ok(Exit::Done)
}
