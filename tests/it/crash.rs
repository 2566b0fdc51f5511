//! `kill -9`, again and again: the real binary dies in every stage of a month, and what the ledger, the letters and the
//! mailbox say in the end is what they say after a month that nobody disturbed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use pretty_assertions::assert_eq;

use crate::support::campaign::{Aim, Death, STAGES, kill};
use crate::support::databases::{Place, on_both};
use crate::support::facts::{arrived, facts, rows};
use crate::support::program::{Done, Lens, Program, Sink, seed};

on_both! {
    a_month_killed_in_every_stage_ends_like_one_that_nobody_disturbed,
}

/// Hits that each stage must take.
const HITS: usize = 3;
/// Kills of one month at most: one that comes too late for its stage is tried again.
const KILLS: usize = 48;
/// Longer than a process that died holds its leases.
const LEASE: TimeDelta = TimeDelta::seconds(16);
/// Kills spread over the time that `apply` or `ingest` takes.
const STEPS: u32 = 6;
/// Devices in the partner's file.
const BY_FILE: u32 = 1060;

async fn a_month_killed_in_every_stage_ends_like_one_that_nobody_disturbed(place: Place) {
    let begun = Instant::now();
    let lens = Lens::start(&["--seed", &seed(), "--contracts", "36", "--month", "2026-11", "--delay-ms", "20"]);
    let other = if place.is_sqlite() { Place::sqlite() } else { Place::postgres().await.unwrap() };
    let calm = Site::new(&other.url, &lens);
    let applying = calm.expect(0, &calm.apply);
    let ingesting = calm.expect(0, &calm.ingest);
    let undisturbed = calm.run();

    let mut killed = Site::new(&place.url, &lens);
    let mut report = killed.kill_apply(applying, counts(&other.url, &["entries"]).await[0]).await;
    report += &killed.kill_ingest(ingesting).await;
    report += &killed.kill_run();
    // At once, while the last dead process still holds its leases.
    let last = Instant::now();
    let again = killed.run();
    let database = if place.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    writeln!(report, "the last run took {:.1} s", last.elapsed().as_secs_f32()).unwrap();
    show(&format!("kill -9 on {database}\n{report}"));
    assert_eq!((again.code, &again.stderr), (undisturbed.code, &undisturbed.stderr));

    let (wanted, found) = (facts(&other.url).await, facts(&place.url).await);
    for (table, rows) in &wanted {
        assert_eq!(&found[table], rows, "{table}");
    }
    assert_eq!(arrived(&killed.sink.taken()), arrived(&calm.sink.taken()));
    let (twice, disturbed) = (killed.sent_twice().await, calm.sent_twice().await);
    assert_eq!(disturbed, 0);
    let (rows, letters) = (wanted.values().map(Vec::len).sum::<usize>(), wanted["letters"].len());
    show(&format!(
        "{database}: {rows} rows and {letters} letters equal, {twice} deliveries made twice and journalled; {:.0} s",
        begun.elapsed().as_secs_f32()
    ));
}

/// Prints past the harness, which would keep the output of a test that passes.
fn show(text: &str) {
    io::stderr().write_all(format!("\n{text}\n").as_bytes()).unwrap();
}

/// A ledger, a mailbox, and a clock that goes on from command to command.
struct Site {
    program: Program,
    sink: Sink,
    url: String,
    now: DateTime<Utc>,
    apply: Vec<String>,
    ingest: Vec<String>,
}

impl Site {
    fn new(url: &str, lens: &Lens) -> Self {
        let sink = Sink::slow(25);
        let now: DateTime<Utc> = "2026-11-16T08:00:00Z".parse().unwrap();
        let program = Program::on(url, &now.to_rfc3339(), lens, Some(&sink));
        // Several pages for most customers.
        let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
        let smaller = settings.replace("page_size = 500", "page_size = 60");
        assert_ne!(smaller, settings);
        fs::write(program.path("trueup.toml"), smaller).unwrap();
        fs::write(program.path("by-file.toml"), CUSTOMER_BY_FILE).unwrap();
        let mut devices = "Device Model,Serial Number,Last Detected\n".to_owned();
        for number in 1..=BY_FILE {
            writeln!(devices, "Voyager 4320,S{number:06},2026-11-0{}", number % 9 + 1).unwrap();
        }
        fs::write(program.path("devices.csv"), devices).unwrap();
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let apply = words(&["apply", lens.data().to_str().unwrap(), "by-file.toml"]);
        let ingest = words(&["ingest", "inventory", "devices.csv", "--customer", "by-file"]);
        Self { program, sink, url: url.to_owned(), now, apply, ingest }
    }

    /// Runs a command that must end with this code, and tells how long it took.
    fn expect(&self, code: i32, command: &[String]) -> Duration {
        let begun = Instant::now();
        self.program.expect(code, &arguments(command));
        begun.elapsed()
    }

    fn run(&self) -> Done {
        let done = self.program.run(&["run"]);
        // Some contracts of a random world are held.
        assert!([0, 3].contains(&done.code), "{}\n{}", done.stdout, done.stderr);
        done
    }

    /// Lets time pass before the next command.
    fn pass(&mut self, time: TimeDelta) {
        self.now += time;
        self.program.at(&self.now.to_rfc3339());
    }

    /// Kills a command after a part of the time that it usually takes: it tells nothing to wait for.
    fn kill_at(&self, command: &[String], usual: Duration, step: u32) {
        let mut child = self.program.start(&arguments(command));
        thread::sleep(usual * step / STEPS);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// `apply` writes everything or nothing.
    async fn kill_apply(&self, usual: Duration, all: usize) -> String {
        let mut report = "apply: of all entries there were".to_owned();
        for step in 1..=STEPS {
            self.kill_at(&self.apply, usual, step);
            let written = counts(&self.url, &["entries"]).await[0];
            assert!([0, all].contains(&written), "{written} of {all} entries");
            write!(report, " {written}/{all}").unwrap();
        }
        self.expect(0, &self.apply);
        report + "\n"
    }

    /// `ingest` keeps a file with all that belongs to it, or not at all.
    async fn kill_ingest(&self, usual: Duration) -> String {
        let mut report = "ingest: of the file's rows there were".to_owned();
        for step in 1..=STEPS {
            self.kill_at(&self.ingest, usual, step);
            let written = counts(&self.url, &FILE_ROWS).await;
            write!(report, " {written:?}").unwrap();
            match written.as_slice() {
                [1, 1, 1, 1, 1] => return report + "\n",
                written => assert_eq!(written, [0; 5]),
            }
        }
        self.expect(0, &self.ingest);
        report + "\n"
    }

    /// Kills runs until every stage has taken its hits.
    fn kill_run(&mut self) -> String {
        let mut hits: BTreeMap<&str, usize> = STAGES.iter().map(|stage| (*stage, 0)).collect();
        let mut report = String::new();
        for number in 0..KILLS {
            let missing: Vec<_> = STAGES.iter().copied().filter(|stage| hits[stage] < HITS).collect();
            // Letters leave when all audits are done, so that they come last.
            let stage = match missing.as_slice() {
                [] => return report,
                ["deliver"] => "deliver",
                [audits @ .., "deliver"] | audits => audits[number % audits.len()],
            };
            // Otherwise each run would wait for the leases of the one before in real time.
            if stage != "deliver" || hits[stage] > 0 {
                self.pass(LEASE);
            }
            let death = self.strike(Aim::new(stage, number));
            assert!(!death.escaped, "aimed at {stage}, and the run came to its end:\n{report}");
            let hit = death.inside.contains_key(stage);
            *hits.get_mut(stage).unwrap() += usize::from(hit);
            let result = if hit { "hit" } else { "missed" };
            let inside: Vec<_> = death.inside.iter().map(|(stage, count)| format!("{count} in {stage}")).collect();
            writeln!(report, "run {:>2}: {stage:<8}{result:<7}died with {}", number + 1, inside.join(", ")).unwrap();
        }
        panic!("{KILLS} kills were not enough: {hits:?}\n{report}");
    }

    /// One kill.
    fn strike(&mut self, aim: Aim) -> Death {
        let begun = Instant::now();
        let death = kill(self.program.start(&["-vv", "--log-format", "json", "run"]), aim);
        self.pass(TimeDelta::from_std(begun.elapsed()).unwrap());
        death
    }

    /// Every letter reached each of its recipients; how often more than once, which the journal knows.
    async fn sent_twice(&self) -> usize {
        let mut arrivals: BTreeMap<String, usize> = BTreeMap::new();
        for letter in self.sink.taken() {
            *arrivals.entry(format!("{} {}", letter.message_id, letter.to.join(" "))).or_default() += 1;
        }
        let sent = "SELECT l.message_id || ' ' || r.address FROM recipients r JOIN letters l ON l.id = r.letter";
        let sent: BTreeSet<_> = rows(&self.url, sent).await.into_iter().collect();
        assert_eq!(arrivals.keys().cloned().collect::<BTreeSet<_>>(), sent);
        let told = "SELECT l.message_id || ' ' || r.address FROM journal j JOIN letters l ON l.id = j.subject \
                    JOIN recipients r ON r.letter = l.id AND j.body LIKE '% to ' || r.address || ':%' \
                    WHERE j.action = 'letter_sent_again'";
        let told = rows(&self.url, told).await;
        for (delivery, times) in &arrivals {
            let again = told.iter().filter(|told| *told == delivery).count();
            assert!(
                *times <= 1 + again,
                "{delivery} arrived {times} times, the journal tells of {again} more attempts"
            );
        }
        arrivals.values().map(|times| times - 1).sum()
    }
}

fn arguments(command: &[String]) -> Vec<&str> {
    command.iter().map(String::as_str).collect()
}

/// What belongs to a partner's file: its snapshot, its chunk, the bytes of both, the entry in the journal.
const FILE_ROWS: [&str; 5] = [
    "snapshots WHERE state = 'complete' AND listed = 1060",
    "chunks",
    "blobs WHERE digest IN (SELECT content FROM chunks)",
    "blobs WHERE digest IN (SELECT original FROM snapshots)",
    "journal WHERE action = 'inventory_taken_in'",
];

/// How many rows there are of each; none without a ledger.
async fn counts(url: &str, of: &[&str]) -> Vec<usize> {
    let union: Vec<_> = of.iter().map(|of| format!("CAST((SELECT COUNT(*) FROM {of}) AS TEXT)")).collect();
    let row = rows(url, &format!("SELECT {}", union.join(" || ' ' || "))).await;
    match row.first() {
        Some(row) => row.split(' ').map(|count| count.parse().unwrap()).collect(),
        None => vec![0; of.len()],
    }
}

const CUSTOMER_BY_FILE: &str = r#"
[[customer]]
id = "by-file"
name = "Cliente con file"
partner = "partner-0"
csm = "csm-0"
site_id = "100234"
country = "IT"
inventory = { source = "report" }
[[contract]]
id = "PPE-BY-FILE"
customer = "by-file"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"
[[contract.category]]
category = "headset"
ordered = 1000
unit_annual_price = "18.00"
"#;
