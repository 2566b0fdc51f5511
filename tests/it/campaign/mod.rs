//! The crash campaign: daemons die by `kill -9` in every stage, while Lens and the mail server misbehave, and in the end
//! ledger and mailboxes say what they say where nobody disturbed anything.
//!
//! The short form is a part of `cargo test`. The long one, a hundred kills and more:
//! `TRUEUP_CAMPAIGN=full cargo test --test it campaign`. `TRUEUP_TEST_SEED` repeats world, aims and misbehaviour; when a
//! kill hits is for the machine to say.

mod dice;
mod fleet;
mod proof;
mod watched;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::OnceLock;
use std::time::Instant;

use pretty_assertions::assert_eq;
use tokio::runtime::Runtime;

use self::fleet::{Fleet, Kill, Plan, STAGES, Standing};
use crate::support::databases::Place;
use crate::support::facts::{Facts, arrived, facts};
use crate::support::program::{Lens, Sink, seed};

/// When something falls due: the audits and the digests of November, then the expiry of the quotes …
const SHORT: [&str; 2] = ["2026-11-01T05:00:00Z", "2026-11-11T23:00:00Z"];
/// … of those quotes, too, that the audits of terms that begin in the month brought; and the audits and digests of December.
const FULL: [&str; 4] = [SHORT[0], SHORT[1], "2026-11-22T23:00:00Z", "2026-12-01T05:00:00Z"];

#[test]
fn a_daemon_on_sqlite_that_is_killed_in_every_stage_ends_like_one_that_nobody_disturbed() {
    wage("SQLite, one daemon", 1, &Place::sqlite());
}

#[test]
fn a_daemon_on_postgresql_that_is_killed_in_every_stage_ends_like_one_that_nobody_disturbed() {
    if let Some(place) = Runtime::new().unwrap().block_on(Place::postgres()) {
        wage("PostgreSQL, one daemon", 1, &place);
    }
}

#[test]
fn three_daemons_on_postgresql_that_are_killed_in_every_stage_end_like_one_that_nobody_disturbed() {
    if let Some(place) = Runtime::new().unwrap().block_on(Place::postgres()) {
        wage("PostgreSQL, three daemons", 3, &place);
    }
}

/// What the form of the campaign decides.
struct Form {
    phases: &'static [&'static str],
    contracts: &'static str,
    /// Daemons that stall while others take over.
    stalls: usize,
    /// Hits that each stage is to take on each database.
    hits: usize,
    /// Hits that each stage must have taken there: a stage of a millisecond may be missed.
    at_least: usize,
    /// Kills in the middle of work that there must have been there.
    kills: usize,
}

impl Form {
    fn chosen() -> Self {
        if std::env::var_os("TRUEUP_CAMPAIGN").is_some_and(|form| form == "full") {
            return Self { phases: &FULL, contracts: "60", stalls: 3, hits: 9, at_least: 5, kills: 40 };
        }
        Self { phases: &SHORT, contracts: "15", stalls: 0, hits: 2, at_least: 1, kills: 6 }
    }
}

/// A world and the undisturbed run over it, which all three are held against.
struct Calm {
    seed: String,
    /// Where the work stood at the end of each phase.
    standings: Vec<Standing>,
    facts: Facts,
    arrived: BTreeSet<String>,
}

impl Calm {
    fn get(form: &Form) -> &'static Self {
        static CALM: OnceLock<Calm> = OnceLock::new();
        CALM.get_or_init(|| Self::new(form))
    }

    fn new(form: &Form) -> Self {
        let (begun, seed, place) = (Instant::now(), seed(), Place::sqlite());
        let lens = Lens::start(&world(&seed, form));
        let mut fleet = Fleet::new(&place.url, 1, lens, Sink::start(), 0);
        let standings: Vec<_> =
            form.phases.iter().map(|phase| fleet.live_through(phase, &mut Plan::new(), None)).collect();
        let (sink, daemon) = fleet.end();
        assert_eq!(daemon, Vec::<String>::new(), "errors in the log");
        let facts = Runtime::new().unwrap().block_on(facts(&place.url));
        let arrived = arrived(&sink.taken());
        show(&format!("campaign: TRUEUP_TEST_SEED={seed}; undisturbed {standings:?} in {:.0} s", seconds(begun)));
        Self { seed, standings, facts, arrived }
    }
}

/// Random customers, and a dozen that are due a true-up each.
fn world<'a>(seed: &'a str, form: &'a Form) -> [&'a str; 12] {
    let (month, fixed) =
        ("2026-11", "a=40:44,b=40:45,c=40:46,d=40:47,e=20:24,f=20:25,g=20:26,h=20:27,i=9:10,j=9:11,k=0:1,l=0:2");
    let random = ["--seed", seed, "--contracts", form.contracts, "--largest", "90"];
    [random.as_slice(), &["--month", month, "--delay-ms", "20", "--fixed", fixed]].concat().try_into().unwrap()
}

/// One campaign from the first phase to the proof.
fn wage(name: &str, daemons: usize, place: &Place) {
    let form = Form::chosen();
    let calm = Calm::get(&form);
    let begun = Instant::now();
    let number: u64 = calm.seed.parse().unwrap();
    let lens = Lens::start(&[world(&calm.seed, &form).as_slice(), &["--misbehave", "0.12"]].concat());
    let misbehave = ["--delay-ms", "25", "--misbehave", "0.3", "--seed", &calm.seed];
    let mut fleet = Fleet::new(&place.url, daemons, lens, Sink::with(&misbehave), number + daemons as u64);
    let mut plan = Plan::new();
    for (number, (phase, wanted)) in (1..).zip(form.phases.iter().zip(&calm.standings)) {
        // Once in each phase, where somebody is there who takes over.
        plan.stalls = if daemons > 1 { form.stalls.min(number) } else { 0 };
        for stage in STAGES {
            // The first phase has most audits, a duty that was killed is there again, and letters are everywhere.
            let later = if number == 1 && ["deliver", "duty"].contains(&stage) { form.hits.div_ceil(3) } else { 0 };
            plan.wants(stage, form.hits - later);
        }
        fleet.live_through(phase, &mut plan, Some(wanted));
    }
    let misbehaved = (fleet.lens.misbehaviour(), fleet.sink.misbehaviour());
    let fenced = fleet.fenced;
    let (sink, errors) = fleet.end();
    show(&format!("campaign: {name}\n{}", table(&plan.kills)));
    assert_eq!(errors, Vec::<String>::new(), "errors in the log");

    let runtime = Runtime::new().unwrap();
    let found = runtime.block_on(facts(&place.url));
    assert_eq!(found.keys().collect::<Vec<_>>(), calm.facts.keys().collect::<Vec<_>>());
    for (table, rows) in &calm.facts {
        assert_eq!(&found[table], rows, "{name}: {table}");
    }
    let taken = sink.taken();
    assert_eq!(arrived(&taken), calm.arrived, "{name}: letters");
    let proof = runtime.block_on(proof::of_deliveries(&place.url, &taken, &plan.kills, &plan.stalled));
    let rows: usize = found.values().map(Vec::len).sum();
    let (lens, mail) = misbehaved;
    show(&format!(
        "campaign: {name}: {} kills, {} stalls, {fenced} times fenced off, {rows} rows equal, {proof}; Lens misbehaved {lens:?}, mail {mail:?}; {:.0} s",
        plan.kills.len(),
        plan.stalled.len(),
        seconds(begun)
    ));
    assert!(plan.stalled.is_empty() || fenced > 0, "nobody took over what the sleepers had in hand");
    let hits = hits(&plan.kills);
    let few = |stage: &&&str| hits.get(**stage).copied().unwrap_or(0) < form.at_least;
    assert_eq!(
        STAGES.iter().filter(few).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "stages with too few hits: {hits:?}"
    );
    let within = plan.kills.iter().filter(|kill| !kill.inside.is_empty()).count();
    assert!(within >= form.kills, "only {within} kills in the middle of work");
}

/// Kills that found work in each stage.
fn hits(kills: &[Kill]) -> BTreeMap<&str, usize> {
    let mut hits = BTreeMap::new();
    for stage in kills.iter().flat_map(|kill| kill.inside.keys()) {
        *hits.entry(stage.as_str()).or_default() += 1;
    }
    hits
}

/// Every kill, and the sums.
fn table(kills: &[Kill]) -> String {
    let mut table = String::new();
    for (number, kill) in kills.iter().enumerate() {
        let inside: Vec<_> = kill.inside.iter().map(|(stage, count)| format!("{count} in {stage}")).collect();
        let result = match kill.aimed {
            "" => "with it",
            aimed if kill.inside.contains_key(aimed) => "hit",
            _ => "missed",
        };
        let inside = if inside.is_empty() { "nothing in hand".to_owned() } else { inside.join(", ") };
        let Kill { at, daemon, aimed, .. } = kill;
        let at = at.format("%m-%d %H:%M:%S");
        writeln!(table, "kill {:>3} at {at} daemon {daemon}: {aimed:<8}{result:<8}died with {inside}", number + 1)
            .unwrap();
    }
    writeln!(table, "kills that found work in each stage: {:?}", hits(kills)).unwrap();
    table
}

fn seconds(begun: Instant) -> f32 {
    begun.elapsed().as_secs_f32()
}

/// Prints past the harness, which would keep the output of a test that passes.
fn show(text: &str) {
    io::stderr().write_all(format!("\n{text}\n").as_bytes()).unwrap();
}
