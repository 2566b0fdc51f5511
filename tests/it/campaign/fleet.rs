//! The daemons of one ledger, the servers around them, and the clock that all of them go by: started, followed by their
//! logs, killed as aimed, started again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::Runtime;
use trueup::store::{Db, Open, delivery, duties};

use super::dice::Dice;
use super::watched::{Blow, Order, Watched};
use crate::support::campaign::Aim;
use crate::support::facts::scalars;
use crate::support::program::{Lens, Program, Sink};

/// The stages that kills are aimed at.
pub(crate) const STAGES: [&str; 5] = ["collect", "count", "publish", "deliver", "duty"];

/// Longer than a process that died holds its leases.
const LEASE: TimeDelta = TimeDelta::seconds(16);
/// How often one looks at the ledger.
const LOOK: Duration = Duration::from_millis(60);
/// A kill that has not come about by then is aimed anew.
const AIMED: Duration = Duration::from_secs(4);
/// Work that does not get on for so long has come to a halt.
const HALT: Duration = Duration::from_secs(90);
/// Nothing happens for so long although there is work: others hold it.
const IDLE: Duration = Duration::from_secs(3);
/// What goes on after such a pause was taken over.
const TAKEOVER: Duration = Duration::from_secs(6);
/// Nothing happens for so long: there is nothing left to do.
const QUIET: Duration = Duration::from_secs(3);
/// So few audits are left that those who do not sleep come to those of the sleeper soon.
const FEW: usize = 6;
/// A daemon sleeps until the others have done its work, or so long: the lease, and two looks of the others.
const STALL: Duration = Duration::from_secs(50);
/// Time for a daemon that wakes to go on.
const AWAKE: Duration = Duration::from_secs(1);
/// A process ends in order within this time.
const ORDERLY: Duration = Duration::from_secs(10);

/// A process that was killed.
pub(crate) struct Kill {
    /// By the clock of the daemons.
    pub(crate) at: DateTime<Utc>,
    /// By the clock of the mail server, in seconds since 1970.
    pub(crate) died: f64,
    pub(crate) daemon: usize,
    pub(crate) aimed: &'static str,
    /// How much it had in hand in each stage.
    pub(crate) inside: BTreeMap<String, usize>,
    /// The letters it was delivering.
    pub(crate) letters: BTreeSet<String>,
}

/// What is to be hit, and what was.
pub(crate) struct Plan {
    hits: BTreeMap<&'static str, usize>,
    /// How many daemons are to stall.
    pub(crate) stalls: usize,
    pub(crate) kills: Vec<Kill>,
    pub(crate) stalled: Vec<Kill>,
}

impl Plan {
    /// Nobody dies.
    pub(crate) fn new() -> Self {
        Self { hits: BTreeMap::new(), stalls: 0, kills: Vec::new(), stalled: Vec::new() }
    }

    /// From now on a stage is to take so many hits, those before included.
    pub(crate) fn wants(&mut self, stage: &'static str, hits: usize) {
        self.hits.insert(stage, hits);
    }

    /// How many hits a stage has still to take.
    fn lacks(&self, stage: &str) -> usize {
        let aimed = |kill: &&Kill| kill.aimed == stage && kill.inside.contains_key(stage);
        self.hits.get(stage).copied().unwrap_or(0).saturating_sub(self.kills.iter().filter(aimed).count())
    }
}

/// How far the work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Standing {
    /// Audits that wait for nobody but a person.
    settled: usize,
    /// Deliveries that were made.
    sent: usize,
    /// Duties that were done.
    done: usize,
}

/// What is left to do.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Left {
    audits: usize,
    deliveries: usize,
    duties: usize,
    /// When the next delivery may be tried, if one waits.
    next_delivery: Option<DateTime<Utc>>,
}

impl Left {
    fn is_nothing(&self) -> bool {
        (self.audits, self.deliveries, self.duties) == (0, 0, 0)
    }

    fn of(&self, stage: &str) -> usize {
        match stage {
            "deliver" => self.deliveries,
            "duty" => self.duties,
            _ => self.audits,
        }
    }
}

/// Ledger, daemons, servers and clock.
pub(crate) struct Fleet {
    pub(crate) lens: Lens,
    pub(crate) sink: Sink,
    program: Program,
    daemons: Vec<Option<Watched>>,
    /// What the daemons' clock shows, and since when.
    clock: (DateTime<Utc>, Instant),
    order: Order,
    dice: Dice,
    /// The dead were waited for in real time once, until their leases had ended and the living took over.
    taken_over: bool,
    db: Db,
    runtime: Runtime,
    errors: Vec<String>,
    /// How often somebody found that others had taken over.
    pub(crate) fenced: usize,
}

impl Fleet {
    /// A ledger with the customers of a Lens server; no daemon runs yet.
    pub(crate) fn new(url: &str, daemons: usize, lens: Lens, sink: Sink, seed: u64) -> Self {
        let now = "2026-10-31T12:00:00Z";
        let program = Program::on(url, now, &lens, Some(&sink));
        let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
        // Several pages for most customers, and no patience with a server that is silent.
        let settings = settings.replace("page_size = 500\n", "page_size = 25\nrequest_timeout = \"1s\"\n");
        let settings = settings.replace("[schedule]\n", "[schedule]\ndeliver_every = \"1s\"\n");
        let more = "[documents]\nquote_valid_days = 10\n[web]\nlisten = \"127.0.0.1:0\"\n";
        fs::write(program.path("trueup.toml"), settings + more).unwrap();
        program.apply(&lens);
        let runtime = Runtime::new().unwrap();
        let db = runtime.block_on(Db::open(url, Open::Existing)).unwrap();
        let daemons = (0..daemons).map(|_| None).collect();
        let clock = (now.parse().unwrap(), Instant::now());
        let (order, dice, errors) = (Order::default(), Dice::new(seed), Vec::new());
        Self { lens, sink, program, daemons, clock, order, dice, taken_over: false, db, runtime, errors, fenced: 0 }
    }

    /// Lets the daemons do what falls due at a moment, and kills them as planned, until all is done: as much as is
    /// wanted, or, where nobody knows, until nothing happens any more. Gives how far they came.
    pub(crate) fn live_through(&mut self, moment: &str, plan: &mut Plan, wanted: Option<&Standing>) -> Standing {
        self.clock = (moment.parse().unwrap(), Instant::now());
        let mut moved = (Instant::now(), None);
        let mut aimed: Option<(&'static str, Instant)> = None;
        loop {
            self.start_missing();
            let (standing, left) = self.look();
            if moved.1.as_ref() != Some(&(standing, left.clone())) {
                self.taken_over |= moved.0.elapsed() > TAKEOVER;
                moved = (Instant::now(), Some((standing, left.clone())));
            }
            let still = moved.0.elapsed();
            let enough = wanted.map_or(still > QUIET, |wanted| standing >= *wanted);
            if left.is_nothing() && enough && self.sleeper().is_none() && (aimed.is_none() || self.hold_fire()) {
                self.stop();
                return standing;
            }
            assert!(
                still < HALT,
                "no progress since {still:?} at {}: {standing:?}, wanted {wanted:?}, {left:?}",
                self.now()
            );
            match &aimed {
                Some((_, since)) if self.sleeper().is_some() => {
                    if left.audits == 0 || since.elapsed() > STALL {
                        plan.stalled.push(self.wake(self.sleeper().unwrap()));
                        aimed = None;
                    }
                }
                Some((stage, _)) if self.fallen().is_some() => {
                    plan.kills.push(self.bury(self.fallen().unwrap(), stage));
                    let passes = *stage == "duty";
                    self.follow_up(plan, passes);
                    aimed = None;
                    moved.0 = Instant::now();
                }
                Some((stage, since)) if since.elapsed() > AIMED || left.of(stage) == 0 => {
                    if self.hold_fire() {
                        aimed = None;
                    }
                }
                Some(_) => {}
                None if self.only_waits_for_mail(&left) => self.skip_to(left.next_delivery.unwrap()),
                // What is left is in the hands of the dead. That it is taken over in real time is seen once.
                None if still > IDLE && self.taken_over && !left.is_nothing() => {
                    self.skip_to(self.now() + LEASE);
                    moved.0 = Instant::now();
                }
                None => aimed = self.aim(plan, &left),
            }
            thread::sleep(LOOK);
        }
    }

    /// Ends everything; gives the mail server and the errors that the daemons logged.
    pub(crate) fn end(self) -> (Sink, Vec<String>) {
        self.runtime.block_on(self.db.close());
        (self.sink, self.errors)
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.0 + TimeDelta::from_std(self.clock.1.elapsed()).unwrap()
    }

    fn jump(&mut self, by: TimeDelta) {
        assert!(self.daemons.iter().all(Option::is_none), "a clock that jumps would take leases away from the living");
        self.clock.0 += by;
    }

    fn start_missing(&mut self) {
        for number in 0..self.daemons.len() {
            if self.daemons[number].is_none() {
                self.program.at(&self.now().to_rfc3339());
                let child = self.program.start(&["-vv", "--log-format", "json", "serve"]);
                self.daemons[number] = Some(Watched::new(child, self.order.clone()));
            }
        }
    }

    fn look(&self) -> (Standing, Left) {
        let now = self.now();
        self.runtime.block_on(async {
            let mut tx = self.db.read().await.unwrap();
            let counts = scalars(&mut tx, COUNTS).await;
            let counts: Vec<usize> = counts[0].split(' ').map(|count| count.parse().unwrap()).collect();
            let [settled, audits, sent, deliveries, done] = counts[..] else { panic!("{counts:?}") };
            let duties = duties::due(&mut tx, now).await.unwrap().len();
            let next_delivery = delivery::next_due(&mut tx).await.unwrap();
            (Standing { settled, sent, done }, Left { audits, deliveries, duties, next_delivery })
        })
    }

    /// Aims at a stage that lacks hits and has work: the daemon that begins it dies. Gives the stage, and when that was.
    fn aim(&mut self, plan: &Plan, left: &Left) -> Option<(&'static str, Instant)> {
        if plan.stalled.len() < plan.stalls && (1..=FEW).contains(&left.audits) {
            // While it waits for Lens: asleep in a transaction it would hold up everybody else.
            *self.order.lock().unwrap() = Some((Aim::new("collect", 1 + self.dice.below(3)), Blow::Stall));
            return Some(("collect", Instant::now()));
        }
        let mut stages: Vec<_> = STAGES.into_iter().filter(|stage| left.of(stage) > 0).collect();
        let most = stages.iter().map(|stage| plan.lacks(stage)).max().filter(|most| *most > 0)?;
        stages.retain(|stage| plan.lacks(stage) == most);
        // Duties pass quickly.
        let stage = if stages.contains(&"duty") { "duty" } else { stages[self.dice.below(stages.len())] };
        let mut aim = Aim::new(stage, self.dice.below(30));
        if stage == "duty" {
            // There are not many.
            aim.beginning = 1;
        }
        *self.order.lock().unwrap() = Some((aim, Blow::Kill));
        Some((stage, Instant::now()))
    }

    /// Takes the order back; false if it is too late for that.
    fn hold_fire(&self) -> bool {
        self.order.lock().unwrap().take().is_some()
    }

    /// A daemon that sleeps.
    fn sleeper(&self) -> Option<usize> {
        self.daemons.iter().position(|daemon| daemon.as_ref().is_some_and(Watched::is_stalled))
    }

    /// Wakes a daemon: it goes on as if nothing had been, and the others have taken over meanwhile.
    fn wake(&mut self, daemon: usize) -> Kill {
        self.taken_over = true;
        let watched = self.daemons[daemon].as_ref().unwrap();
        let (inside, letters) = watched.in_hand();
        let died = watched.wake();
        thread::sleep(AWAKE);
        Kill { at: self.now(), died, daemon, aimed: "", inside, letters }
    }

    /// A daemon that is down.
    fn fallen(&self) -> Option<usize> {
        self.daemons.iter().position(|daemon| daemon.as_ref().is_some_and(Watched::is_down))
    }

    /// Takes a daemon that was killed out of the fleet.
    fn bury(&mut self, daemon: usize, aimed: &'static str) -> Kill {
        let (watched, died) = self.wait_for(daemon, None);
        let (inside, letters) = watched.in_hand();
        Kill { at: self.now(), died, daemon, aimed, inside, letters }
    }

    /// After a hit: mostly time passes until the leases of the dead have ended; now and then the next daemon finds them,
    /// and waits. Of several, now and then all die at once, and always where the others would have done the rest before
    /// one could aim again; else they go on and take over.
    fn follow_up(&mut self, plan: &mut Plan, all: bool) {
        let alone = self.daemons.len() == 1;
        if alone && self.dice.below(8) > 0 {
            self.jump(LEASE);
        } else if !alone && (all || self.dice.below(4) == 0) {
            let alive: Vec<_> = (0..self.daemons.len()).filter(|number| self.daemons[*number].is_some()).collect();
            for number in &alive {
                self.daemons[*number].as_ref().unwrap().signal("KILL");
            }
            plan.kills.extend(alive.into_iter().map(|number| self.bury(number, "")));
            self.jump(LEASE);
        }
    }

    /// Whether everything is done but letters that the mail server has put off.
    fn only_waits_for_mail(&self, left: &Left) -> bool {
        let later = self.now() + LEASE;
        (left.audits, left.duties) == (0, 0) && left.next_delivery.is_some_and(|next| next > later)
    }

    /// Ends the daemons in order and lets time pass.
    fn skip_to(&mut self, moment: DateTime<Utc>) {
        self.stop();
        self.jump(moment - self.now() + TimeDelta::seconds(1));
    }

    fn stop(&mut self) {
        for number in 0..self.daemons.len() {
            if let Some(watched) = &self.daemons[number] {
                // A process that has not come so far ends by the signal itself.
                while !watched.serves() && !watched.is_down() {
                    thread::sleep(LOOK);
                }
                watched.signal("TERM");
            }
        }
        for number in 0..self.daemons.len() {
            if self.daemons[number].is_some() {
                self.wait_for(number, Some(0));
            }
        }
    }

    /// Waits for the end of a daemon, which must be by SIGKILL or with this code.
    fn wait_for(&mut self, daemon: usize, code: Option<i32>) -> (Watched, f64) {
        let begun = Instant::now();
        let mut watched = self.daemons[daemon].take().unwrap();
        let (died, ended) = watched.end();
        assert!(begun.elapsed() < ORDERLY, "daemon {daemon} took {:?} to end", begun.elapsed());
        assert_eq!(ended, code, "the exit code of daemon {daemon}: {:?}", watched.stages().errors);
        self.errors.append(&mut watched.stages().errors);
        self.fenced += watched.stages().fenced;
        (watched, died)
    }
}

/// Settled and open audits, deliveries made and open, duties done. `failed` is open: it is not to happen here.
const COUNTS: &str =
    "SELECT CAST((SELECT COUNT(*) FROM audits WHERE state IN ('audited', 'held', 'waiting', 'not_audited')) AS TEXT)
    || ' ' || CAST((SELECT COUNT(*) FROM audits WHERE state IN ('due', 'collecting', 'failed')) AS TEXT)
    || ' ' || CAST((SELECT COUNT(*) FROM recipients WHERE state = 'sent') AS TEXT)
    || ' ' || CAST((SELECT COUNT(*) FROM recipients WHERE state NOT IN ('sent', 'held', 'cancelled', 'dead')) AS TEXT)
    || ' ' || CAST((SELECT COUNT(*) FROM duties WHERE done_at IS NOT NULL) AS TEXT)";
