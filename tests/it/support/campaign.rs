//! Kills: a process of the program that is followed by its log and ended by SIGKILL in the middle of a stage.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The stages of a run that a kill is aimed at, in their order.
pub(crate) const STAGES: [&str; 4] = ["collect", "count", "publish", "deliver"];

/// When to strike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Aim {
    pub(crate) stage: &'static str,
    /// The how-manieth beginning of the stage, from 1.
    pub(crate) beginning: usize,
    /// So much later.
    pub(crate) pause: Duration,
}

impl Aim {
    /// Each attempt strikes at another moment of the stage: at its very beginning, or some milliseconds later.
    /// A delivery takes longer, for the mail server does.
    pub(crate) fn new(stage: &'static str, attempt: usize) -> Self {
        let pauses = match stage {
            "collect" => [0, 15_000, 30_000, 45_000, 5_000],
            "deliver" => [8_000, 20_000, 0, 30_000, 3_000],
            "duty" => [0, 300, 1_000, 0, 600],
            _ => [0, 12_000, 3_000, 20_000, 6_000],
        };
        let pause = Duration::from_micros(pauses[attempt % pauses.len()]);
        Self { stage, beginning: 1 + attempt % 3, pause }
    }

    /// The line of the log that begins the pause.
    pub(crate) fn line(&self) -> String {
        format!("stage {} begins", self.stage)
    }

    /// Waits until it is time to strike. Too short for a sleep, which is coarse.
    pub(crate) fn wait(&self) {
        let begun = Instant::now();
        while begun.elapsed() < self.pause {
            std::hint::spin_loop();
        }
    }
}

/// What a killed run was doing.
#[derive(Debug)]
pub(crate) struct Death {
    /// How many audits or letters were in each stage: begun and not ended, as the log says.
    pub(crate) inside: BTreeMap<String, usize>,
    /// It ended by itself before it could be struck.
    pub(crate) escaped: bool,
}

/// Follows a run that logs every stage as JSON (`-vv --log-format json`), and kills it as aimed.
pub(crate) fn kill(mut child: Child, aim: Aim) -> Death {
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut stages = Stages::default();
    let wanted = aim.line();
    let hit = log.by_ref().filter(|line| stages.read(line).is_some_and(|message| message == wanted));
    if hit.take(aim.beginning).count() == aim.beginning {
        aim.wait();
        child.kill().unwrap();
    }
    // What it wrote before it died is still in the pipe; the last line may be torn.
    for line in log {
        stages.read(&line);
    }
    let escaped = child.wait().unwrap().code().is_some();
    assert_eq!(stages.errors, Vec::<String>::new());
    Death { inside: stages.inside(), escaped }
}

/// Which contract, which letter and which duty is in which stage, as the log says.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    audits: BTreeMap<String, String>,
    letters: BTreeMap<String, usize>,
    duties: BTreeSet<String>,
    /// Lines that tell of an error.
    pub(crate) errors: Vec<String>,
    /// How often it found that somebody else had taken its work over.
    pub(crate) fenced: usize,
}

impl Stages {
    /// Takes a line in; gives its message.
    pub(crate) fn read(&mut self, line: &str) -> Option<String> {
        let read: Value = serde_json::from_str(line).ok()?;
        let message = read["message"].as_str()?;
        let id = |member: &str| read[member].as_str().unwrap().to_owned();
        match message.strip_prefix("stage ").and_then(|rest| rest.split_once(' ')) {
            Some(("deliver", "begins")) => *self.letters.entry(id("letter.id")).or_default() += 1,
            Some(("deliver", _)) => *self.letters.get_mut(&id("letter.id")).unwrap() -= 1,
            Some(("duty", "begins")) => {
                self.duties.insert(id("duty.id"));
            }
            Some(("duty", _)) => {
                self.duties.remove(&id("duty.id"));
            }
            Some((stage, "begins")) => {
                self.audits.insert(id("contract.id"), stage.to_owned());
            }
            Some(_) => {
                self.audits.remove(&id("contract.id"));
            }
            None if message == "audit settled" => {
                self.audits.remove(&id("contract.id"));
            }
            // That the mail server is out of order is its own affair.
            None if read["level"] == "ERROR" && read["part"] != "mail" => self.errors.push(line.to_owned()),
            None if message == "another process took this audit over" => self.fenced += 1,
            None => {}
        }
        Some(message.to_owned())
    }

    /// How many are in each stage.
    pub(crate) fn inside(&self) -> BTreeMap<String, usize> {
        let mut inside = BTreeMap::new();
        for stage in self.audits.values() {
            *inside.entry(stage.clone()).or_default() += 1;
        }
        let letters: usize = self.letters.values().sum();
        for (stage, count) in [("deliver", letters), ("duty", self.duties.len())] {
            if count > 0 {
                inside.insert(stage.to_owned(), count);
            }
        }
        inside
    }

    /// The letters that are being delivered.
    pub(crate) fn letters(&self) -> BTreeSet<String> {
        self.letters.iter().filter(|(_, deliveries)| **deliveries > 0).map(|(letter, _)| letter.clone()).collect()
    }
}
