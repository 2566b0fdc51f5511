//! A run of `trueup` as the operating system accounts for it.
//!
//! Linux counts the memory of the process that starts a command into the peak of the command, and this one holds all
//! pages of a server. So a small process stands between: this program again, with [`MEASURE`] as its first argument.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use serde_json::Value;

use crate::{Result, TRUEUP, say};

/// The argument that makes this program the small process.
pub(super) const MEASURE: &str = "--measure";

/// What a command took.
#[derive(Debug)]
pub(super) struct Measured {
    /// Of all its threads, in the program and in the kernel.
    pub(super) cpu: Duration,
    pub(super) wall: Duration,
    /// The most memory it had at once (maximum resident set), in KiB.
    pub(super) peak_kib: u64,
}

/// Runs `trueup` in a folder, through the small process.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> Result<Measured> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.arg(MEASURE).args(arguments).current_dir(folder).stderr(Stdio::inherit()).output()?;
    let line = String::from_utf8(output.stdout)?;
    let numbers: Vec<u64> = line.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    let [cpu, wall, peak_kib] = numbers[..] else {
        return Err(format!("trueup {} did not come to its end", arguments.join(" ")).into());
    };
    Ok(Measured { cpu: Duration::from_micros(cpu), wall: Duration::from_micros(wall), peak_kib })
}

/// The small process: runs the command and prints microseconds of processor and wall, and KiB.
pub(super) fn child(arguments: &[String]) -> Result<()> {
    let begun = Instant::now();
    let status = Command::new(TRUEUP).args(arguments).stdout(Stdio::null()).status()?;
    let wall = begun.elapsed();
    if !status.success() && status.code() != Some(3) {
        return Err(format!("trueup {} ended with {status}", arguments.join(" ")).into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let (user, system) = (usage.user_time(), usage.system_time());
    let cpu = (user.tv_sec() + system.tv_sec()) * 1_000_000 + user.tv_usec() + system.tv_usec();
    say(&format!("{cpu} {} {}", wall.as_micros(), usage.max_rss()));
    Ok(())
}

/// What `trueup` prints as JSON.
pub(super) fn json(folder: &Path, arguments: &[&str]) -> Result<Value> {
    let output = Command::new(TRUEUP).args(arguments).current_dir(folder).stderr(Stdio::inherit()).output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}
