//! Parse, run one command, print one chain of causes, exit with one of the codes of the handbook.

use std::process::ExitCode;

use clap::Parser;
use trueup::cli::{self, Arguments};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    cli::install_crypto();
    if let Err(error) = trueup::telemetry::start(&arguments.global.telemetry()) {
        cli::complain(&error);
        return ExitCode::FAILURE;
    }
    let exit = match cli::run(arguments).await {
        Ok(exit) => exit,
        Err(failure) => failure.report(),
    };
    ExitCode::from(exit.code())
}
