//! Logs on stderr: quiet unless asked, as text for people or as JSON for machines. And the names of the metrics.

use anyhow::{Context, Result};
use metrics::{counter, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
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
    /// Whether lines for people are coloured.
    pub coloured: bool,
}

/// Starts logging for this process. `RUST_LOG` beats the verbosity.
pub fn start(telemetry: &Telemetry) -> Result<()> {
    let default = match telemetry.verbosity {
        ..=-1 => "error",
        0 => "warn",
        1 => "warn,trueup=info",
        2 => "info,trueup=debug",
        // By name: the HTML and CSS parsers tell a gigabyte about the templates.
        3.. => "info,trueup=trace,sqlx=debug,reqwest=debug,hyper_util=debug,lettre=debug",
    };
    let filter = EnvFilter::builder().with_default_directive(tracing::Level::ERROR.into());
    let filter = filter.parse(std::env::var("RUST_LOG").unwrap_or_else(|_| default.to_owned()));
    let filter = filter.context("RUST_LOG is not a log filter, as in 'trueup=debug'")?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    match telemetry.format {
        LogFormat::Text => registry.with(lines.with_target(false).with_ansi(telemetry.coloured)).try_init()?,
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init()?,
    }
    Ok(())
}

/// Starts counting for this process, and says what each metric means. Whoever has the handle tidies up now and then.
pub fn metrics() -> Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new().install_recorder().context("metrics cannot be counted")?;
    describe_gauge!("trueup_build_info", "Always 1; the version of the program is a label.");
    describe_gauge!("trueup_ready_state", "1 while the loops find nothing wrong, else 0; /readyz tells the reasons.");
    describe_gauge!("trueup_audits", "Audits of the running month, by state.");
    describe_gauge!("trueup_audits_oldest_seconds", "Time since the oldest audit in a state came to be owed.");
    describe_gauge!("trueup_next_audit_timestamp_seconds", "When audits fall due next.");
    describe_gauge!("trueup_last_audit_timestamp_seconds", "When an audit was last published, 0 if never.");
    describe_gauge!("trueup_letters", "Letters of all months, by state.");
    describe_gauge!("trueup_letters_oldest_seconds", "Time since the oldest letter in a state was written.");
    describe_counter!("trueup_lens_requests_total", "Requests sent to Lens by this process.");
    describe_counter!("trueup_lens_retries_total", "Requests to Lens that had to be repeated.");
    gauge!("trueup_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    counter!("trueup_lens_requests_total").increment(0);
    counter!("trueup_lens_retries_total").increment(0);
    Ok(handle)
}
