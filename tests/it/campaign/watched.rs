//! One daemon of the fleet: its log is followed, and where it says that a stage begins, the blow falls that was ordered.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::support::campaign::{Aim, Stages};

/// What happens to a daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blow {
    /// SIGKILL.
    Kill,
    /// SIGSTOP: it sleeps while others go on, and wakes later without knowing.
    Stall,
}

/// What the daemon gets that comes to it first; taken when the blow has fallen.
pub(super) type Order = Arc<Mutex<Option<(Aim, Blow)>>>;

/// A daemon that runs, or ran.
pub(super) struct Watched {
    process: u32,
    serves: Arc<AtomicBool>,
    /// Since when it sleeps, in seconds since 1970.
    stalled: Arc<Mutex<Option<f64>>>,
    stages: Arc<Mutex<Stages>>,
    /// Gives when it ended, in seconds since 1970, and its exit code; taken when it is waited for.
    thread: Option<JoinHandle<(f64, Option<i32>)>>,
}

impl Watched {
    pub(super) fn new(mut child: Child, order: Order) -> Self {
        let process = child.id();
        let (serves, stalled, stages) = (Arc::<AtomicBool>::default(), Arc::default(), Arc::default());
        let (serving, stalling) = (serves.clone(), Arc::<Mutex<Option<f64>>>::clone(&stalled));
        let reading = Arc::<Mutex<Stages>>::clone(&stages);
        let thread = thread::spawn(move || {
            let log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
            for line in log {
                let message = reading.lock().unwrap().read(&line);
                if message.as_deref() == Some("trueup serves") {
                    serving.store(true, Ordering::Relaxed);
                }
                // The lock is held until the blow has fallen, so that nobody takes the order back meanwhile.
                if let Some((aim, blow)) = struck(&mut order.lock().unwrap(), message.as_deref()) {
                    aim.wait();
                    match blow {
                        Blow::Kill => child.kill().unwrap(),
                        Blow::Stall => {
                            signal(process, "STOP");
                            *stalling.lock().unwrap() = Some(unix_seconds());
                        }
                    }
                }
            }
            let code = child.wait().unwrap().code();
            (unix_seconds(), code)
        });
        Self { process, serves, stalled, stages, thread: Some(thread) }
    }

    /// It can be told to end.
    pub(super) fn serves(&self) -> bool {
        self.serves.load(Ordering::Relaxed)
    }

    pub(super) fn is_down(&self) -> bool {
        self.thread.as_ref().is_some_and(JoinHandle::is_finished)
    }

    pub(super) fn is_stalled(&self) -> bool {
        self.stalled.lock().unwrap().is_some()
    }

    /// Wakes it; gives since when it slept.
    pub(super) fn wake(&self) -> f64 {
        signal(self.process, "CONT");
        self.stalled.lock().unwrap().take().unwrap()
    }

    pub(super) fn signal(&self, name: &str) {
        signal(self.process, name);
    }

    /// How much it has in hand in each stage, and the letters that it is delivering.
    pub(super) fn in_hand(&self) -> (BTreeMap<String, usize>, BTreeSet<String>) {
        let stages = self.stages();
        (stages.inside(), stages.letters())
    }

    /// What its log tells.
    pub(super) fn stages(&self) -> MutexGuard<'_, Stages> {
        self.stages.lock().unwrap()
    }

    /// Waits for its end: when that was, and the exit code.
    pub(super) fn end(&mut self) -> (f64, Option<i32>) {
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // A test that fails leaves nobody behind.
        if self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            signal(self.process, "KILL");
        }
    }
}

/// Takes the order away if this line is the one that it waits for.
fn struck(order: &mut Option<(Aim, Blow)>, message: Option<&str>) -> Option<(Aim, Blow)> {
    let (aim, _) = order.as_mut().filter(|(aim, _)| message == Some(&aim.line()))?;
    aim.beginning -= 1;
    if aim.beginning == 0 { order.take() } else { None }
}

fn signal(process: u32, name: &str) {
    // It may be gone already.
    let _gone = Command::new("kill").args(["-s", name, &process.to_string()]).status().unwrap();
}

#[expect(clippy::disallowed_methods, reason = "to be held against the times that the mail server notes")]
fn unix_seconds() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}
