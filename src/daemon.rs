//! `serve`: builds the loops of the daemon, keeps them going, and ends them in order.
//!
//! Two loops work, each by itself: the tick (audits and duties) and the delivery of letters. Neither ends when the
//! database or the mail server is away; both say so, and go on when it is back.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use metrics_exporter_prometheus::PrometheusHandle;
use sd_notify::NotifyState;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::document::pdf;
use crate::flow::Engine;
use crate::flow::alarm::{Alarm, Tick, Ticks};
use crate::flow::deliver::{Deliverer, Stop};
use crate::flow::health::{Health, Part};
use crate::flow::progress::Progress;
use crate::mail::TransportKind;
use crate::store::StoreError;
use crate::web::{self, Watched};

/// What is in hand when the process is told to end has so long; the whole way out takes at most ten seconds.
const GRACE: Duration = Duration::from_secs(8);
/// Then the connections are closed.
const CLOSING: Duration = Duration::from_secs(1);
/// How often the metrics are tidied, and the watchdog is fed if it asks for less.
const HOUSEKEEPING: Duration = Duration::from_secs(30);
/// A loop that has nothing to do stirs at least this often, and is looked after with so much patience.
const IDLE: Duration = Duration::from_mins(70);
/// What an audit may take beyond `lens.give_up_after`: two hours of waits that the source orders, and the rest.
const BEYOND_GIVE_UP: Duration = Duration::from_mins(150);
/// The longest that one delivery may take.
const DELIVERY: Duration = Duration::from_mins(15);
/// While our own settings keep mail from leaving, the server is asked less and less often: it may lock us out.
const LONGEST_MAIL_PAUSE: Duration = Duration::from_mins(10);

/// The names of the loops that work.
const TICK: &str = "tick";
const DELIVERIES: &str = "delivery";

/// The parts of the daemon.
struct Daemon {
    engine: Arc<Engine>,
    health: Health,
    /// Rung after a tick: there may be letters.
    letters: Notify,
}

/// Serves until it is told to end.
///
/// # Errors
/// Something could not be started, or a loop ended by itself, which is a mistake of the program.
pub async fn serve(engine: Engine, listener: TcpListener, metrics: PrometheusHandle) -> Result<()> {
    let mut signals = Signals::install()?;
    if engine.settings.mail.transport == TransportKind::Folder {
        let folder = engine.settings.mail.folder.display().to_string();
        warn!(folder, "mail.transport is \"folder\": letters are written to files and reach nobody");
    }
    if engine.settings.mail.operator.is_none() {
        warn!("mail.operator is not set: only the log tells when something waits for a person and nobody was told");
    }
    let deliveries = Progress::default();
    let deliverer = Deliverer::new(engine.db.clone(), engine.clock.clone(), engine.settings.mail.clone())?;
    let deliverer = deliverer.watched(engine.stop.clone(), deliveries.clone());
    let alarm = Alarm::start().context("the alarm clock does not start")?;
    let address = listener.local_addr()?;
    let daemon = Arc::new(Daemon { engine: Arc::new(engine), health: Health::default(), letters: Notify::new() });
    let loops = vec![(TICK, daemon.engine.progress.clone()), (DELIVERIES, deliveries.clone())];
    let watched =
        Watched { engine: daemon.engine.clone(), health: daemon.health.clone(), loops: loops.clone(), metrics };
    let metrics = watched.metrics.clone();

    let tracker = TaskTracker::new();
    let tick = tracker.spawn(tick_loop(daemon.clone(), alarm));
    let delivery = tracker.spawn(delivery_loop(daemon.clone(), deliverer, deliveries));
    tracker.close();
    let web = tokio::spawn(web::serve(listener, Arc::new(watched)));
    info!(%address, version = env!("CARGO_PKG_VERSION"), "trueup serves");
    // Before the watchdog is fed for the first time: the manager is told things in their order.
    tell(&[NotifyState::Ready]);
    let keeping = tokio::spawn(keep_house(loops, metrics));

    let ended = tokio::select! {
        () = signals.end() => None,
        name = first_to_end([(TICK, tick), (DELIVERIES, delivery), ("web", web), ("housekeeping", keeping)]) => Some(name),
    };
    tell(&[NotifyState::Stopping]);
    daemon.health.stopping();
    daemon.engine.stop.cancel();
    tokio::select! {
        done = timeout(GRACE, tracker.wait()) => if done.is_ok() {
            info!("trueup ends");
        } else {
            warn!("trueup ends with work in hand: it is gone on with when the leases end");
        },
        () = signals.end() => {
            warn!("trueup ends at once, as it was told twice");
            // As a crash would, which harms nothing: not even the connections are closed.
            std::process::exit(0);
        }
    }
    // A connection that does not close in time ends with the process.
    let _ = timeout(CLOSING, daemon.engine.db.close()).await;
    match ended {
        None => Ok(()),
        Some(name) => bail!("the {name} loop ended by itself; the log says why"),
    }
}

/// Looks at what is owed whenever the alarm rings, and does it.
async fn tick_loop(daemon: Arc<Daemon>, mut alarm: Alarm) {
    let engine = &daemon.engine;
    let at_work = engine.settings.lens.retry.give_up_after.saturating_add(BEYOND_GIVE_UP);
    let mut ticks = Ticks::default();
    while !engine.stop.is_cancelled() {
        engine.progress.step_for(at_work);
        match ticks.tick(&engine.anew()).await {
            Ok(Tick::TooEarly) => {}
            Ok(Tick::Done { .. }) => {
                daemon.health.works(Part::Database, TICK);
                daemon.health.works(Part::Audits, TICK);
                daemon.letters.notify_one();
            }
            Err(failure) => {
                let part = if failure.chain().any(is_database) { Part::Database } else { Part::Audits };
                daemon.health.fails(part, TICK, &format!("{failure:#}"));
            }
        }
        pdf::forget();
        engine.progress.step_for(IDLE);
        tokio::select! {
            () = alarm.ring(ticks.wait(engine)) => {}
            () = engine.stop.cancelled() => {}
        }
    }
}

/// Whether it is the database that fails, and not what is in it.
fn is_database(cause: &(dyn std::error::Error + 'static)) -> bool {
    matches!(cause.downcast_ref(), Some(StoreError::Database(_) | StoreError::Open { .. }))
}

/// What is known of the way out for letters.
enum Way {
    Unknown,
    Open,
    Shut(Stop),
}

/// Sends what is due, every now and then and after each tick.
async fn delivery_loop(daemon: Arc<Daemon>, deliverer: Deliverer, progress: Progress) {
    let engine = &daemon.engine;
    let every = engine.settings.deliver_every;
    let (mut pause, mut way) = (every, Way::Unknown);
    while !engine.stop.is_cancelled() {
        progress.step_for(DELIVERY);
        match deliver(&deliverer, &way).await {
            Ok(found) => {
                daemon.health.works(Part::Database, DELIVERIES);
                way = found;
                match &way {
                    Way::Shut(stop) => daemon.health.fails(Part::Mail, DELIVERIES, &stop.to_string()),
                    Way::Open | Way::Unknown => daemon.health.works(Part::Mail, DELIVERIES),
                }
                pause = match &way {
                    Way::Shut(Stop::Misconfigured(_)) => (pause * 2).min(LONGEST_MAIL_PAUSE.max(every)),
                    Way::Shut(Stop::Unavailable(_)) | Way::Open | Way::Unknown => every,
                };
            }
            Err(failure) => {
                let part = if is_database(&failure) { Part::Database } else { Part::Mail };
                daemon.health.fails(part, DELIVERIES, &format!("{:#}", anyhow::Error::from(failure)));
            }
        }
        progress.step_for(IDLE);
        tokio::select! {
            () = sleep(pause) => {}
            // Not while the settings are at fault: more letters change nothing.
            () = daemon.letters.notified(), if pause == every => {}
            () = engine.stop.cancelled() => {}
        }
    }
}

/// Sends what is due, and finds out whether letters pass. Where nothing was due the server is asked all the same, at the
/// start and while it is shut: whoever watches need not wait for the first of the month to hear of a wrong password.
async fn deliver(deliverer: &Deliverer, way: &Way) -> Result<Way, StoreError> {
    if let Way::Shut(Stop::Misconfigured(_)) = way
        && let Err(stop) = deliverer.probe().await
    {
        // One login, and no letter in hand: too many wrong ones, and the server locks us out.
        return Ok(Way::Shut(stop));
    }
    let round = deliverer.deliver_due().await?;
    let passed = round.passed();
    Ok(match (round.stopped, way) {
        (Some(stop), _) => Way::Shut(stop),
        (None, Way::Open) => Way::Open,
        (None, _) if passed => Way::Open,
        (None, _) => deliverer.probe().await.map_or_else(Way::Shut, |()| Way::Open),
    })
}

/// Tidies the metrics and feeds the watchdog, as long as every loop goes on.
async fn keep_house(loops: Vec<(&'static str, Progress)>, metrics: PrometheusHandle) {
    let watchdog = sd_notify::watchdog_enabled();
    let mut rounds =
        interval(watchdog.map_or(HOUSEKEEPING, |limit| (limit / 3).clamp(Duration::from_secs(1), HOUSEKEEPING)));
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        metrics.run_upkeep();
        match loops.iter().find(|(_, progress)| progress.stands_still()) {
            None if watchdog.is_some() => tell(&[NotifyState::Watchdog]),
            None => {}
            Some((name, _)) => error!("the {name} loop stands still; it needs a restart"),
        }
    }
}

/// The name of the first task to end, which none does unless it is told to.
async fn first_to_end(tasks: [(&'static str, JoinHandle<()>); 4]) -> &'static str {
    let tasks = tasks.map(|(name, task)| {
        Box::pin(async move {
            if let Err(failure) = task.await {
                error!(error = %failure, "the {name} loop died");
            }
            name
        })
    });
    futures_util::future::select_all(tasks).await.0
}

/// Tells the service manager, if there is one.
fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        warn!(%error, "the service manager cannot be told");
    }
}

/// The signals that the daemon knows.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn install() -> Result<Self> {
        let install = |kind| signal(kind).context("signals cannot be received");
        Ok(Self {
            terminate: install(SignalKind::terminate())?,
            interrupt: install(SignalKind::interrupt())?,
            hang_up: install(SignalKind::hangup())?,
        })
    }

    /// Waits until the process is told to end.
    async fn end(&mut self) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.hang_up.recv() => {
                    warn!("SIGHUP: settings are read at the start only; restart the service to change them");
                }
            }
        }
    }
}
