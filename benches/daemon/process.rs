//! `trueup` as a process: its commands, its daemon, and what Linux says of it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::http::get;
use crate::{Result, TRUEUP};

/// How often one looks.
const LOOK: Duration = Duration::from_millis(100);
/// Nothing that is waited for takes longer.
const PATIENCE: Duration = Duration::from_mins(30);

/// A command of `trueup` in a folder, quiet.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(TRUEUP);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
    command
}

/// Runs a command to its end; something may be left for a person.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Result<()> {
    let status = command(folder, arguments).status()?;
    match status.code() {
        Some(0 | 3) => Ok(()),
        _ => Err(format!("trueup {} ended with {status}", arguments.join(" ")).into()),
    }
}

/// A running daemon; killed when it is dropped.
pub(crate) struct Daemon {
    child: Child,
    port: u16,
}

impl Daemon {
    /// Starts it with the settings in a folder, and waits until it answers.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let listen = format!("127.0.0.1:{port}");
        let mut command = command(folder, &[arguments, &["--quiet", "serve"]].concat());
        let child = command.env("TRUEUP__WEB__LISTEN", listen).spawn()?;
        let mut daemon = Self { child, port };
        daemon.wait_until(|daemon| Ok(get(daemon.port, "/healthz").is_ok()))?;
        Ok(daemon)
    }

    /// One number of its metrics.
    pub(crate) fn metric(&self, series: &str) -> Result<f64> {
        let (_, page) = get(self.port, "/metrics")?;
        let line = page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        Ok(line.ok_or_else(|| format!("{series} is not in\n{page}"))?.parse()?)
    }

    /// Waits until something is so.
    pub(crate) fn wait_until(&mut self, is_so: impl Fn(&Self) -> Result<bool>) -> Result<()> {
        let begun = Instant::now();
        while !is_so(self)? {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the daemon ended with {status}").into());
            }
            if begun.elapsed() > PATIENCE {
                return Err("the daemon does not come to an end".into());
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// A line of `/proc/PID/status` in KiB: `VmRSS` is the memory it has, `VmHWM` the most it had.
    pub(crate) fn memory_kib(&self, line: &str) -> Result<u64> {
        field(Path::new(&format!("/proc/{}/status", self.child.id())), line)
    }

    /// How often each of its threads went to sleep, and so was woken, since it began.
    pub(crate) fn wake_ups(&self) -> Result<BTreeMap<OsString, u64>> {
        fs::read_dir(format!("/proc/{}/task", self.child.id()))?
            .map(|thread| {
                let thread = thread?;
                Ok((thread.file_name(), field(&thread.path().join("status"), "voluntary_ctxt_switches")?))
            })
            .collect()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to stop.
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

fn field(file: &Path, name: &str) -> Result<u64> {
    let text = fs::read_to_string(file)?;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let value = value.and_then(|value| value.split_whitespace().next());
    Ok(value.ok_or_else(|| format!("{name} is not in {}", file.display()))?.parse()?)
}
