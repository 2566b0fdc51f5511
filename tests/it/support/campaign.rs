//! Kills: a run of the program that is followed by its log and ended by SIGKILL in the middle of a stage.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The stages that a kill is aimed at, in the order of a run.
pub(crate) const STAGES: [&str; 4] = ["collect", "count", "publish", "deliver"];

/// When to strike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Aim {
    stage: &'static str,
    /// The how-manieth beginning of the stage, from 1.
    beginning: usize,
    /// So much later.
    pause: Duration,
}

impl Aim {
    /// Each attempt strikes at another moment of the stage: at its very beginning, or up to a few milliseconds later.
    /// A delivery takes longer, for the mail server does.
    pub(crate) fn new(stage: &'static str, attempt: usize) -> Self {
        let pauses = match stage {
            "collect" => [0, 15_000, 30_000, 45_000, 5_000],
            "deliver" => [8_000, 20_000, 0, 30_000, 3_000],
            _ => [0, 1_000, 3_000, 500, 6_000],
        };
        let pause = Duration::from_micros(pauses[attempt % pauses.len()]);
        Self { stage, beginning: 1 + attempt % 3, pause }
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
    let wanted = format!("stage {} begins", aim.stage);
    let hit = log.by_ref().filter(|line| stages.read(line).is_some_and(|message| message == wanted));
    if hit.take(aim.beginning).count() == aim.beginning {
        // Too short for a sleep, which is coarse.
        let begun = Instant::now();
        while begun.elapsed() < aim.pause {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
    }
    // What it wrote before it died is still in the pipe; the last line may be torn.
    for line in log {
        stages.read(&line);
    }
    let escaped = child.wait().unwrap().code().is_some();
    Death { inside: stages.inside(), escaped }
}

/// Which contract and which letter is in which stage, as the log says.
#[derive(Default)]
struct Stages {
    audits: BTreeMap<String, String>,
    letters: BTreeMap<String, usize>,
}

impl Stages {
    /// Takes a line in; gives its message.
    fn read(&mut self, line: &str) -> Option<String> {
        let line: Value = serde_json::from_str(line).ok()?;
        let message = line["message"].as_str()?;
        let id = |member: &str| line[member].as_str().unwrap().to_owned();
        match message.strip_prefix("stage ").and_then(|rest| rest.split_once(' ')) {
            Some(("deliver", "begins")) => *self.letters.entry(id("letter.id")).or_default() += 1,
            Some(("deliver", _)) => *self.letters.get_mut(&id("letter.id")).unwrap() -= 1,
            Some((stage, "begins")) => {
                self.audits.insert(id("contract.id"), stage.to_owned());
            }
            Some(_) => {
                self.audits.remove(&id("contract.id"));
            }
            None if message == "audit settled" => {
                self.audits.remove(&id("contract.id"));
            }
            None => assert_ne!(line["level"], "ERROR", "{line}"),
        }
        Some(message.to_owned())
    }

    fn inside(&self) -> BTreeMap<String, usize> {
        let mut inside = BTreeMap::new();
        for stage in self.audits.values() {
            *inside.entry(stage.clone()).or_default() += 1;
        }
        let letters: usize = self.letters.values().sum();
        if letters > 0 {
            inside.insert("deliver".to_owned(), letters);
        }
        inside
    }
}
