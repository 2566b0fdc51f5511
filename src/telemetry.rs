//! Logs on stderr: quiet unless asked, as text for people or as JSON for machines.

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

/// How a log line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What is logged and how.
#[derive(Debug, Clone, Copy)]
pub struct Telemetry {
    /// The form of a line.
    pub format: LogFormat,
    /// 0 is warnings and errors; each step up tells more, each step down less.
    pub verbosity: i16,
}

/// Starts logging for this process. `RUST_LOG` beats the verbosity.
pub fn start(telemetry: &Telemetry) -> Result<()> {
    let default = match telemetry.verbosity {
        ..=-1 => "error",
        0 => "warn",
        1 => "warn,trueup=info",
        2 => "info,trueup=debug",
        3.. => "debug,trueup=trace",
    };
    let filter = EnvFilter::builder().with_default_directive(tracing::Level::ERROR.into());
    let filter = filter.parse(std::env::var("RUST_LOG").unwrap_or_else(|_| default.to_owned()));
    let filter = filter.context("RUST_LOG is not a log filter, as in 'trueup=debug'")?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    match telemetry.format {
        LogFormat::Text => registry.with(lines.with_target(false)).try_init()?,
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init()?,
    }
    Ok(())
}
