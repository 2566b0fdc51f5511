//! Parse, run one command, print one chain of causes, exit with one of the codes of the handbook.

use std::process::ExitCode;

use clap::Parser;
use tokio::runtime::Runtime;
use trueup::cli::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    cli::install_crypto();
    if let Err(error) = trueup::telemetry::start(&arguments.global.telemetry()) {
        cli::complain(&error);
        return ExitCode::FAILURE;
    }
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            cli::complain(&error.into());
            return ExitCode::FAILURE;
        }
    };
    let exit = match runtime.block_on(cli::run(arguments)) {
        Ok(exit) => exit,
        Err(failure) => failure.report(),
    };
    // A daemon that was told to end does not wait for what its blocking threads still compute.
    runtime.shutdown_background();
    ExitCode::from(exit.code())
}
