//! Opens what a command needs: settings, clock, templates, ledger. The only place that builds these parts.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use crate::cli::arguments::Global;
use crate::cli::exit::Failure;
use crate::cli::print;
use crate::clock::Clock;
use crate::document;
use crate::domain::calendar::Calendar;
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::flow::Engine;
use crate::flow::listing::LensClients;
use crate::flow::progress::Progress;
use crate::flow::register::Register;
use crate::mail::gate;
use crate::settings::{Loaded, Settings};
use crate::store::stamp::{self, Kind, Stamp};
use crate::store::{Db, Open, StoreError};

/// What a command does with the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Looks only; the ledger must be there.
    Read,
    /// Looks only; without a ledger it looks at an empty one (`--dry-run`).
    Dry,
    /// Writes; a missing SQLite ledger is made.
    Write,
}

/// Reads the settings, tells what has no effect yet, and starts the clock.
pub(super) fn settings(global: &Global) -> Result<(Settings, Clock), Failure> {
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY");
    // A variable that is not Unicode cannot be one of ours; it is nobody's business here.
    let variables =
        std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
    let loaded = Settings::load(global.config.as_deref(), variables, credentials.as_deref().map(Path::new));
    let Loaded { settings, warnings } = loaded.map_err(Failure::Configuration)?;
    for warning in warnings {
        print::warning(warning);
    }
    Ok((settings, global.now.map_or(Clock::System, Clock::shifted)))
}

/// Opens everything.
pub(super) async fn open(global: &Global, access: Access) -> Result<Engine, Failure> {
    let (settings, clock) = settings(global)?;
    build(global, settings, clock, access).await
}

/// Builds the parts from settings that are read already.
pub(super) async fn build(
    global: &Global,
    settings: Settings,
    clock: Clock,
    access: Access,
) -> Result<Engine, Failure> {
    let templates = document::load_with_fonts(settings.templates.as_deref(), settings.fonts.as_deref())
        .map_err(anyhow::Error::from)?;
    let templates = templates.keeping_to(settings.pdf_standard);
    let db = ledger(global, &settings, &clock, access).await?;
    Ok(Engine {
        db,
        clock,
        calendar: settings.calendar.clone(),
        lens: LensClients::new(settings.lens.clone(), settings.credentials.values().cloned()),
        settings: Arc::new(settings),
        templates: Arc::new(templates),
        by: global.by.clone().unwrap_or_else(user_at_host),
        stop: CancellationToken::new(),
        progress: Progress::default(),
    })
}

/// Opens the ledger and holds it against the stamp: a live one is never written under `--now`, a rehearsal never mails
/// into the world.
async fn ledger(global: &Global, settings: &Settings, clock: &Clock, access: Access) -> Result<Db, Failure> {
    let url = settings.database_url.expose_secret();
    let db = match access {
        Access::Read => Db::open(url, Open::Existing).await?,
        Access::Dry => match Db::open(url, Open::Existing).await {
            Ok(db) => db,
            Err(StoreError::NoLedger { .. }) => Db::open(url, Open::Memory).await?,
            Err(error) => return Err(error.into()),
        },
        Access::Write => Db::open(url, Open::Create).await?,
    };
    // A command opens one ledger; a second one would close when it is dropped.
    let _first = global.ledger.set(db.clone());
    let rehearsal_allowed =
        || gate::rehearsal_allowed(&settings.mail).map_err(|error| Failure::usage(error.to_string()));
    let kind = if clock.is_shifted() { Kind::Rehearsal } else { Kind::Live };
    match access {
        Access::Dry if matches!(db.check().await, Err(StoreError::Older { found: 0, .. })) => {
            let db = Db::open(url, Open::Memory).await?;
            db.migrate().await?;
            return Ok(db);
        }
        Access::Read | Access::Dry => db.check().await?,
        Access::Write => {
            refuse_live_under_now(&db, clock).await?;
            if clock.is_shifted() {
                // Before anything is made.
                rehearsal_allowed()?;
            }
            db.migrate().await?;
            let mut tx = db.write().await?;
            let program = env!("CARGO_PKG_VERSION").to_owned();
            let stamp = Stamp { kind, created_at: clock.now(), program };
            let stamp = stamp::set_if_absent(&mut tx, &stamp).await?;
            if stamp.kind == Kind::Live && clock.is_shifted() {
                return Err(live_under_now());
            }
            tx.commit().await?;
            if stamp.kind == Kind::Rehearsal {
                rehearsal_allowed()?;
            }
        }
    }
    Ok(db)
}

/// Before migrating: not even the schema of a live ledger is touched under `--now`.
async fn refuse_live_under_now(db: &Db, clock: &Clock) -> Result<(), Failure> {
    if !clock.is_shifted() || db.check().await.is_err() {
        return Ok(());
    }
    let mut tx = db.read().await?;
    match stamp::read(&mut tx).await? {
        Some(Stamp { kind: Kind::Live, .. }) => Err(live_under_now()),
        _ => Ok(()),
    }
}

fn live_under_now() -> Failure {
    Failure::usage(
        "--now: this database is live, and a live database is never written at another time; rehearse on a new one",
    )
}

/// Opens everything to write into the running month; a month that is not allowed is refused before anything is made.
pub(super) async fn open_month(
    global: &Global,
    asked: Option<Month>,
    access: Access,
) -> Result<(Engine, Month), Failure> {
    let (settings, clock) = settings(global)?;
    let month = running_month(&settings.calendar, &clock, asked)?;
    Ok((build(global, settings, clock, access).await?, month))
}

/// The month to look at: the one asked for, or the running one.
pub(super) fn month(engine: &Engine, asked: Option<Month>) -> Month {
    asked.unwrap_or_else(|| engine.calendar.month(engine.clock.now()))
}

/// The running month; any other one is refused (R24).
fn running_month(calendar: &Calendar, clock: &Clock, asked: Option<Month>) -> Result<Month, Failure> {
    let running = calendar.month(clock.now());
    match asked {
        Some(month) if month != running => Err(Failure::usage(format!(
            "--month {month}: only the running month, {running}, can be audited: no month is charged that had already \
             closed unaudited, and none is audited ahead (R24)"
        ))),
        _ => Ok(running),
    }
}

fn user_at_host() -> String {
    // Who became somebody else to act is still the one who acts.
    let user = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let user = user.unwrap_or_else(|| "unknown".to_owned());
    let host =
        std::fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| std::fs::read_to_string("/etc/hostname"));
    let host = host.ok().map(|host| host.trim().to_owned()).filter(|host| !host.is_empty());
    format!("{user}@{}", host.unwrap_or_else(|| "localhost".to_owned()))
}

/// An answer for an id that is not there.
pub(super) fn unknown(what: &str, id: impl std::fmt::Display, how_to_find: &str) -> Failure {
    Failure::usage(format!("there is no {what} {id}; {how_to_find}"))
}

/// Contracts that nobody declared are a wrong question.
pub(super) async fn known(engine: &Engine, contracts: &[ContractId]) -> Result<(), Failure> {
    if contracts.is_empty() {
        return Ok(());
    }
    let mut tx = engine.db.read().await?;
    let register = Register::load(&mut tx).await?;
    let unknown: Vec<String> = contracts
        .iter()
        .filter(|contract| !register.contracts.contains_key(contract))
        .map(ToString::to_string)
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(self::unknown("contract", unknown.join(", "), "`trueup status` lists them, `trueup apply` declares them"))
}

/// The answer where a contract has no audited month to show.
pub(super) async fn not_audited(engine: &Engine, contract: &ContractId, month: Month, what: &str) -> Failure {
    match known(engine, std::slice::from_ref(contract)).await {
        Err(failure) => failure,
        Ok(()) => Failure::usage(format!(
            "{contract} has no {what} for {month}: the month is not audited; `trueup status --month {month} --contract \
             {contract}` shows why"
        )),
    }
}

/// Reads a file that was named on the command line.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display())).map_err(Failure::Failed)
}

/// The name of a file without its folders.
pub(super) fn file_name(path: &Path) -> Result<String, Failure> {
    let name = path.file_name().ok_or_else(|| anyhow!("{} is not a file", path.display()))?;
    Ok(name.to_string_lossy().into_owned())
}
