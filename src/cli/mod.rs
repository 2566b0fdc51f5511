//! The command line: one file per command, one list of exit codes.
//!
//! Only this folder prints. Tables and documents go to stdout, everything about the work goes to stderr.

mod app;
mod apply;
mod arguments;
mod check;
mod demo;
mod exit;
mod export;
mod forecast;
mod ingest;
mod journal;
mod notice;
mod onboard;
mod outbox;
mod preview;
mod print;
mod quote;
mod report;
mod rma;
mod run;
mod serve;
mod status;

use std::time::Duration;

use clap::CommandFactory;
use tokio::time::timeout;

pub use arguments::Arguments;
use arguments::{Command, Global};
pub use exit::{Exit, Failure, complain};

use crate::cli::app::Access;
use crate::settings;

/// How long the ledger may take to close.
const CLOSING: Duration = Duration::from_secs(5);

/// Runs one command, and closes the ledger that it opened: SQLite then leaves one file behind, not three.
pub async fn run(arguments: Arguments) -> Result<Exit, Failure> {
    let Arguments { global, command } = arguments;
    let result = execute(&global, &command).await;
    if let Some(ledger) = global.ledger.get() {
        // Nothing is lost when it takes longer: what was committed is there.
        let _closed = timeout(CLOSING, ledger.close()).await;
    }
    result
}

async fn execute(global: &Global, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Demo { dir, years } => demo::demo(global, dir, *years).await,
        Command::Serve => serve::serve(global).await,
        Command::Run(arguments) => run::run(global, arguments).await,
        Command::Apply { paths, dry_run, prune } => apply::apply(global, paths, *dry_run, *prune).await,
        Command::Ingest(what) => ingest::ingest(global, what).await,
        Command::Status { month, contract, exit_code } => status::show(global, *month, contract, *exit_code).await,
        Command::Report { contract, month, format, output, verify } => {
            let (month, format, output, verify) = (*month, *format, output.as_deref(), *verify);
            report::report(global, report::Wanted { contract, month, format, output, verify }).await
        }
        Command::Quote(what) => quote::quote(global, what).await,
        Command::Notice(what) => notice::notice(global, what).await,
        Command::Rma(what) => rma::rma(global, what).await,
        Command::Onboard { customer } => onboard::onboard(global, customer).await,
        Command::Forecast { contract } => forecast::show(global, contract).await,
        Command::Outbox(what) => outbox::outbox(global, what).await,
        Command::Journal { contract, since } => journal::journal(global, contract.as_ref(), *since).await,
        Command::Export(what) => export::export(global, what).await,
        Command::Preview { dir } => preview::preview(global, dir),
        Command::Check { online } => check::check(global, *online).await,
        Command::Migrate => {
            app::open(global, Access::Write).await?;
            let version = env!("CARGO_PKG_VERSION");
            let text = format_args!("the ledger has the form of trueup {version}");
            print::done(global, &serde_json::json!({"version": version, "schema": crate::store::SCHEMA}), text)?;
            Ok(Exit::Done)
        }
        Command::Config => {
            print::bytes(settings::SAMPLE.as_bytes())?;
            Ok(Exit::Done)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "trueup", &mut script);
            print::bytes(&script)?;
            Ok(Exit::Done)
        }
    }
}

/// The one TLS implementation of this process.
pub fn install_crypto() {
    // A second call finds the provider installed and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
