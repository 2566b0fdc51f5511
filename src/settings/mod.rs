//! Settings: file and environment -> one typed, checked value, or every problem at once (product.md section 3).
//!
//! Raw values end here; nothing else reads the settings file or an environment variable. Relative paths are relative to
//! the folder of the settings file, so that one file means the same from every working directory.

mod layers;
mod lens;
mod mail;
mod place;
mod schedule;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

use crate::datafile::idle_warning;
use crate::datafile::logo::brand;
use crate::datafile::problem::Problems;
use crate::datafile::reader::{Findings, Given, Section};
use crate::domain::calendar::Calendar;
use crate::domain::contract::Percent;
use crate::domain::guard::Limits;
use crate::domain::party::Seller;
use crate::domain::pdf_standard::PdfStandard;
use crate::mail::MailSettings;
use crate::settings::layers::Layers;
use crate::settings::place::Place;
use crate::source::lens::{Credential, LensSettings};

/// The commented sample that `trueup config` prints; as it stands it is a working settings file.
pub const SAMPLE: &str = include_str!("../../deploy/trueup.toml");

/// What the operator decided.
#[derive(Debug, Clone)]
pub struct Settings {
    /// URL of the ledger: `sqlite://…` with an absolute path, or `postgres://…`, which may hold a password.
    pub database_url: SecretString,
    /// Who sells the service to the partners.
    pub seller: Seller,
    /// How to reach Lens.
    pub lens: LensSettings,
    /// The credentials of `[lens.credentials]`, by name.
    pub credentials: BTreeMap<String, Credential>,
    /// How letters leave.
    pub mail: MailSettings,
    /// The zone of all days and months, and when audits fall due.
    pub calendar: Calendar,
    /// How often the daemon looks into the outbox.
    pub deliver_every: Duration,
    /// Where the daemon answers for its health and its metrics.
    pub listen: SocketAddr,
    /// Whether true-up quotes to which no guard objects wait for a person.
    pub true_up_quote: Release,
    /// Whether RMA overage notices to which no guard objects wait for a person.
    pub rma_overage_notice: Release,
    /// What the guards hold.
    pub limits: Limits,
    /// For how many days a quote is valid from its release.
    pub quote_valid_days: u32,
    /// How many days before the end of a quote's validity the partner is reminded of it.
    pub quote_reminder_days: Vec<u32>,
    /// Folder whose templates win over the embedded ones.
    pub templates: Option<PathBuf>,
    /// Folder of fonts for what the embedded ones cannot show.
    pub fonts: Option<PathBuf>,
    /// What the PDFs keep to.
    pub pdf_standard: PdfStandard,
}

/// How a document is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// Sent when no guard objects.
    Auto,
    /// A person releases each.
    Approval,
}

/// Settings that were right.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// What a person should know all the same.
    pub warnings: Vec<String>,
}

/// The settings file that is read when none is named, if there is one.
pub fn found() -> Option<&'static Path> {
    layers::found()
}

impl Settings {
    /// Loads the file at `path` (without one: `trueup.toml`, then `/etc/trueup/trueup.toml`, then none), with the
    /// variables `TRUEUP__SECTION__KEY` over it. `credentials_dir` is systemd's `$CREDENTIALS_DIRECTORY`.
    ///
    /// # Errors
    /// Everything that is wrong in them.
    pub fn load(
        path: Option<&Path>,
        env: impl Iterator<Item = (String, String)>,
        credentials_dir: Option<&Path>,
    ) -> Result<Loaded, Problems> {
        let layers = Layers::merge(path, env)?;
        let findings = Findings::with_variables(&layers.file, layers.variables);
        let place = Place { folder: layers.folder, credentials: credentials_dir.map(Path::to_owned) };
        let settings = read(Section::root(&findings, &layers.table), &place);
        let (problems, idle) = findings.into_parts();
        match settings {
            Some(settings) if problems.is_empty() => {
                Ok(Loaded { settings, warnings: idle_warning(&idle).into_iter().collect() })
            }
            _ => Err(Problems(problems)),
        }
    }
}

/// Every part is read before the first missing one is missed.
fn read(mut root: Section<'_>, place: &Place) -> Option<Settings> {
    let database_url = database(root.table("database"), place);
    let seller = seller(root.table("seller"), place);
    let (lens, credentials) = lens::lens(root.table("lens"), place);
    let mail = mail::mail(root.table("mail"), place);
    let schedule = schedule::schedule(root.table("schedule"));
    let release = release(root.table("release"));
    let documents = documents(root.table("documents"), place);
    let listen = web(root.table("web"));
    intake(root.table("intake"));
    root.finish();
    let (true_up_quote, rma_overage_notice, limits) = release?;
    let (calendar, deliver_every) = schedule?;
    Some(Settings {
        database_url: database_url?,
        seller: seller?,
        lens: lens?,
        credentials,
        mail: mail?,
        calendar,
        deliver_every,
        listen: listen?,
        true_up_quote,
        rma_overage_notice,
        limits,
        quote_valid_days: documents.quote_valid_days,
        quote_reminder_days: documents.quote_reminder_days,
        templates: documents.templates,
        fonts: documents.fonts,
        pdf_standard: documents.pdf_standard,
    })
}

fn database(mut from: Section<'_>, place: &Place) -> Option<SecretString> {
    let url = place.database_url(&mut from);
    from.finish();
    url
}

fn seller(mut from: Section<'_>, place: &Place) -> Option<Seller> {
    let name = from.required("name", "the name of who sells the service, the head of quotes", Given::text);
    let address = from.list("address", "a line of text", |line| Some(line.to_owned()));
    let vat_number = from.opt_text("vat_number");
    let orders_to = from.opt_written("orders_to", "a mail address, as in orders@example.com", |text| text.parse().ok());
    let brand = brand(&mut from, false, &place.folder);
    from.finish();
    Some(Seller { name: name?.to_owned(), address, vat_number, orders_to, brand })
}

fn release(mut from: Section<'_>) -> Option<(Release, Release, Limits)> {
    from.idle(&["renewal_proposal"]);
    let (auto, approval) = (("auto", Release::Auto), ("approval", Release::Approval));
    let true_up_quote = from.word("true_up_quote", &[auto, approval]);
    let rma_overage_notice = from.word("rma_overage_notice", &[auto, approval]);
    from.word("renewal_proposal", &[approval, auto]);
    let percent = "a percentage from 0 to 100, as in 30 or \"7.5\"";
    let first = from.opt("hold_first_true_up", "true or false", Given::boolean);
    let growth = from.opt("hold_growth_percent", percent, Given::percent);
    let drop = from.opt("hold_drop_percent", percent, Given::percent);
    let devices = from.opt("hold_devices", "a whole number, 0 or more", Given::integer);
    let amount = from.opt("hold_amount", "an amount in quotes, as in \"50000.00\"", Given::price);
    from.finish();
    let limits = Limits {
        hold_first_true_up: first.unwrap_or(true),
        hold_growth_percent: growth.unwrap_or(Percent::from(30)),
        hold_drop_percent: drop.unwrap_or(Percent::from(30)),
        hold_devices: devices.unwrap_or(10),
        hold_amount: amount.or_else(|| "50000.00".parse().ok())?,
    };
    Some((true_up_quote, rma_overage_notice, limits))
}

struct Documents {
    quote_valid_days: u32,
    quote_reminder_days: Vec<u32>,
    templates: Option<PathBuf>,
    fonts: Option<PathBuf>,
    pdf_standard: PdfStandard,
}

fn documents(mut from: Section<'_>, place: &Place) -> Documents {
    from.idle(&["retain_evidence_months"]);
    let up_to = |most: u32| move |given: Given<'_>| given.integer::<u32>().filter(|n| (1..=most).contains(n));
    let valid = from.opt("quote_valid_days", "a whole number of days, 1 to 365", up_to(365));
    let ahead = |given: Given<'_>| given.integers::<u32>().filter(|days| days.iter().all(|day| *day <= 365));
    let remind = from.opt("quote_reminder_days", "a list of whole numbers of days, 0 to 365, as in [10, 3]", ahead);
    from.opt("retain_evidence_months", "a whole number of months, 1 to 1200", up_to(1200));
    let templates = place.path(&mut from, "templates");
    let fonts = place.path(&mut from, "fonts");
    let pdf_standard = from.word("pdf_standard", &PdfStandard::ALL.map(|standard| (standard.as_str(), standard)));
    from.finish();
    Documents {
        quote_valid_days: valid.unwrap_or(30),
        quote_reminder_days: remind.unwrap_or_else(|| vec![10, 3]),
        templates,
        fonts,
        pdf_standard,
    }
}

fn web(mut from: Section<'_>) -> Option<SocketAddr> {
    let usual = SocketAddr::from(([127, 0, 0, 1], 8080));
    let listen = from.or_usual("listen", usual, "an address and port, as in \"127.0.0.1:8080\"", Given::parsed);
    from.finish();
    listen
}

fn intake(mut from: Section<'_>) {
    from.idle(&["folder"]);
    from.opt_text("folder");
    from.finish();
}

/// A time written as a number and its unit: `500ms`, `60s`, `30m`, `2h`.
fn duration(given: Given<'_>, least: Duration, most: Duration) -> Option<Duration> {
    let text = given.text()?;
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    let millis = match &text[digits.len()..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let time = Duration::from_millis(number.checked_mul(millis)?);
    (least..=most).contains(&time).then_some(time)
}
