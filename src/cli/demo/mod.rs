//! `trueup demo`: the whole job on embedded parts. The same code as `run` and `ingest`, pointed at the project's own
//! Lens simulator, a SQLite file and a folder of mails. `years` plays two years of one contract instead.

mod chronicle;
mod years;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use tokio::net::TcpListener;

use crate::cli::app::{self, Access};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, Tone, plain};
use crate::cli::{apply, run, status};
use crate::clock::Clock;
use crate::document::pdf;
use crate::domain::audit::LineState;
use crate::domain::month::Month;
use crate::domain::state::AuditState;
use crate::flow::run::Request;
use crate::flow::status::Status;
use crate::flow::{Engine, intake};
use crate::settings::Settings;
use crate::simulator::sample::SampleFile;
use crate::simulator::scenario::{SampleCredential, Stage};
use crate::simulator::{Running, Scenario, Simulator, World};
use crate::store::blobs::{self, Digest};
use crate::store::documents::{self, Document, DocumentKey, Format};
use crate::store::{audits, outbox};

/// The month the story begins in; a fixed one, so that everybody sees the same documents.
const FIRST_MONTH: &str = "2026-06";

/// Plays into `dir`: so many years of one contract, or six months of eight.
pub(super) async fn demo(global: &Global, dir: &Path, years: Option<u8>) -> Result<Exit, Failure> {
    match years {
        Some(years) => years::play(global, dir, years).await,
        None => months(global, dir).await,
    }
}

/// When audits fall due, and whether the first true-up waits for a person.
struct Manner {
    audit: &'static str,
    hold_first_true_up: bool,
}

async fn months(global: &Global, dir: &Path) -> Result<Exit, Failure> {
    let scenario = Scenario::starting(FIRST_MONTH.parse()?);
    let world = Arc::new(scenario.world());
    let listener = TcpListener::bind("127.0.0.1:0").await.context("the Lens simulator finds no port on loopback")?;
    let lens = Simulator::start(listener, world.clone())?;
    let data = write_files(dir, scenario, &lens)?;
    let mut engine = open(global, dir).await?;
    let first = scenario.months().next().context("the story has a first month")?;
    set_clock(&mut engine, first)?;
    apply::take_over(&engine, &[data], false, false).await?;
    let mut played = Vec::new();
    for month in scenario.months() {
        set_clock(&mut engine, month)?;
        if let Some(stage) = scenario.stage(month) {
            play(&engine, dir, &world, &stage).await?;
        }
        run::tick(&engine, &Request::default()).await?;
        let status = crate::flow::status::status(&engine, month, &[]).await?;
        print::note(format_args!("{month}  {}", summary(&status)));
        played.push(status);
    }
    lens.stop().await?;
    let pages = write_pages(&engine, dir).await?;
    if let Some(last) = played.last() {
        if global.json {
            status::print(global, last)?;
            return Ok(Exit::Done);
        }
        story(global, &played)?;
        status::print(global, last)?;
    }
    what_to_open(dir, pages)?;
    Ok(Exit::Done)
}

/// Settings and data files, as a user would write them.
fn write_files(dir: &Path, scenario: Scenario, lens: &Running) -> Result<PathBuf> {
    let manner = Manner { audit: "0 6 1 * *", hold_first_true_up: false };
    let data = write_data(dir, &scenario.files())?;
    write_settings(dir, lens, scenario.credentials(), &manner)?;
    Ok(data)
}

fn write_data(dir: &Path, files: &[SampleFile]) -> Result<PathBuf> {
    let data = dir.join("data");
    fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    for file in files {
        write(&data.join(file.name), file.text.as_bytes())?;
    }
    Ok(data)
}

fn write_settings(
    dir: &Path,
    lens: &Running,
    credentials: impl Iterator<Item = SampleCredential>,
    manner: &Manner,
) -> Result<()> {
    let credentials = credentials.map(|credential| {
        format!(
            "[lens.credentials.{}]\nclient_id = \"{}\"\nclient_secret = \"{}\"\n",
            credential.name, credential.client_id, credential.client_secret
        )
    });
    let settings = format!(
        include_str!("settings.toml"),
        token_url = lens.token_url(),
        graphql_url = lens.graphql_url(),
        credentials = credentials.collect::<Vec<_>>().join("\n"),
        audit = manner.audit,
        hold_first_true_up = manner.hold_first_true_up,
    );
    write(&dir.join("trueup.toml"), settings.as_bytes())
}

async fn open(global: &Global, dir: &Path) -> Result<Engine, Failure> {
    let settings = Global { config: Some(dir.join("trueup.toml")), by: Some("demo".to_owned()), ..global.clone() };
    // Only the settings written above: a variable of the operator's real daemon must not lead the demo into its ledger.
    let loaded = Settings::load(settings.config.as_deref(), std::iter::empty(), None);
    let loaded = loaded.map_err(Failure::Configuration)?.settings;
    // Whatever the clock, this ledger is a rehearsal.
    let clock = Clock::shifted(chrono::DateTime::UNIX_EPOCH);
    app::build(&settings, loaded, clock, Access::Write).await
}

/// A minute after the audits of the month fall due.
fn set_clock(engine: &mut Engine, month: Month) -> Result<()> {
    let due = engine.calendar.due_at(month).context("the demo's schedule has a moment in every month")?;
    engine.clock = Clock::shifted(due + TimeDelta::minutes(1));
    Ok(())
}

/// What the month brings: devices in Lens, files from partners.
async fn play(engine: &Engine, dir: &Path, world: &World, stage: &Stage) -> Result<(), Failure> {
    let now = engine.clock.now();
    stage.set(world, now);
    let folder = dir.join("reports");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for report in &stage.reports {
        let text = report.csv_text(now)?;
        write(&folder.join(&report.file_name), text.as_bytes())?;
        match intake::inventory(engine, &report.customer.parse()?, &report.file_name, text.as_bytes()).await {
            // The demo was played in this folder before.
            Ok(_) | Err(intake::Refused::Published { .. }) => {}
            Err(refused) => return Err(refused.into()),
        }
    }
    Ok(())
}

fn summary(status: &Status) -> String {
    let count = |state| status.audits.iter().filter(|audit| audit.state == state).count();
    let quotes = status.audits.iter().filter_map(|audit| audit.quote.as_ref()).count();
    let mut parts = vec![format!("{} audited", count(AuditState::Audited))];
    let others = [AuditState::Waiting, AuditState::Held, AuditState::Failed, AuditState::NotAudited];
    parts.extend(
        others
            .map(|state| (state, count(state)))
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(s, n)| format!("{n} {}", s.as_str())),
    );
    if quotes > 0 {
        parts.push(format!("{quotes} true-up quoted"));
    }
    parts.join(", ")
}

/// The six months side by side: the worst line of each audit, or why there is none.
fn story(global: &Global, played: &[Status]) -> Result<(), Failure> {
    let months: Vec<String> = played.iter().map(|status| status.month.to_string()).collect();
    let header: Vec<&str> = std::iter::once("contract").chain(months.iter().map(String::as_str)).collect();
    let mut columns = Columns::new(global.color, &header);
    let Some(last) = played.last() else { return Ok(()) };
    for contract in last.audits.iter().map(|audit| &audit.contract) {
        let mut row = vec![plain(contract)];
        for status in played {
            let audit = status.audits.iter().find(|audit| audit.contract == *contract);
            row.push(audit.map_or_else(
                || plain("-"),
                |audit| {
                    if audit.state != AuditState::Audited {
                        return (audit.state.as_str().to_owned(), Tone::Watch);
                    }
                    let worst = audit.categories.iter().map(|category| category.in_short().5).max();
                    match (worst, &audit.quote) {
                        (_, Some(quote)) => (format!("true-up {}", quote.amount()), Tone::Bad),
                        (Some(LineState::Watch), None) => ("watch".to_owned(), Tone::Watch),
                        _ => ("ok".to_owned(), Tone::Good),
                    }
                },
            ));
        }
        columns.row(row);
    }
    Ok(columns.print()?)
}

/// Every stored document as a file to open; gives the quotes among them.
async fn write_pages(engine: &Engine, dir: &Path) -> Result<Vec<PathBuf>> {
    let folder = dir.join("documents");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut quotes = Vec::new();
    let mut tx = engine.db.read().await?;
    let first: Month = FIRST_MONTH.parse()?;
    for month in first.through(engine.calendar.month(engine.clock.now())) {
        for audit in audits::by_month(&mut tx, month).await? {
            let stored = documents::of_audit(&mut tx, &audit.id).await?;
            let letters = outbox::of_audit(&mut tx, &audit.contract, month).await?;
            let logos: Vec<Logo<'_>> =
                letters.iter().flat_map(|letter| &letter.attachments).filter_map(Logo::of).collect();
            for logo in &logos {
                let content = blobs::get(&mut tx, logo.content).await?;
                write(&folder.join(&logo.file), &content.with_context(|| format!("no blob {}", logo.content))?)?;
            }
            for document in &stored {
                if document.key.format == Format::Text {
                    continue;
                }
                let content = blobs::get(&mut tx, &document.content).await?;
                let content = content.with_context(|| format!("no blob {}", document.content))?;
                let path = folder.join(&document.name);
                write(&path, &in_a_folder(document, &stored, &logos, content))?;
                let shown = if pdf::AVAILABLE { Format::Pdf } else { Format::Html };
                if document.key.kind == documents::DocumentKind::TrueUpQuote && document.key.format == shown {
                    quotes.push(path);
                }
            }
        }
    }
    Ok(quotes)
}

/// The logo of a mail. It is no document of the audit, but of whoever sends it.
struct Logo<'a> {
    content_id: &'a str,
    file: String,
    content: &'a Digest,
}

impl<'a> Logo<'a> {
    fn of(attachment: &'a outbox::Attachment) -> Option<Self> {
        let content_id = attachment.content_id.as_deref().filter(|id| id.starts_with("logo."))?;
        let (name, _) = content_id.split_once('@')?;
        Some(Self { content_id, file: format!("{}.png", name.replace('.', "-")), content: &attachment.content })
    }
}

/// A page that lies beside its pictures names them as files, not as parts of its mail.
fn in_a_folder(document: &Document, stored: &[Document], logos: &[Logo<'_>], content: Vec<u8>) -> Vec<u8> {
    let (Format::Html, Ok(page)) = (document.key.format, str::from_utf8(&content)) else { return content };
    let of_page = |picture: &&Document| {
        let key = DocumentKey { format: Format::Png, part: picture.key.part.clone(), ..document.key.clone() };
        picture.key == key
    };
    let named = |page: String, picture: &Document| match page.split_once(&format!("cid:{}.", picture.key.part)) {
        Some((before, after)) => format!("{before}{}{}", picture.name, after.trim_start_matches(|c| c != '"')),
        None => page,
    };
    let page = stored.iter().filter(of_page).fold(page.to_owned(), named);
    let logo = |page: String, logo: &Logo<'_>| page.replace(&format!("cid:{}", logo.content_id), &logo.file);
    logos.iter().fold(page, logo).into_bytes()
}

fn what_to_open(dir: &Path, quotes: Vec<PathBuf>) -> Result<()> {
    let dir = dir.display();
    print::out("")?;
    print::out("Open:")?;
    for quote in quotes {
        print::out(format_args!("  {}  (a true-up quote, as the partner received it)", quote.display()))?;
    }
    print::out(format_args!("  {dir}/documents/  (every report and quote)"))?;
    print::out(format_args!("  {dir}/outbox/  (every letter as it was mailed, with attachments)"))?;
    print::out(format_args!("  {dir}/data/  (the partners, customers and contracts behind it)"))?;
    print::out("Ask further:")?;
    for question in ["status --month 2026-07", "quote list", "journal", "outbox list"] {
        print::out(format_args!("  trueup --config {dir}/trueup.toml {question}"))?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
