//! Sample outcomes from which every document is rendered: at start, so that no template can fail later, and in tests.
//!
//! They are made by the domain's own functions; names, prices and counts are invented.

mod alerts;
mod cases;
mod confirmations;
mod digests;
mod files;
mod missing;
mod returns;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::document::held::{self, HeldFacts, What};
use crate::document::missing_report;
use crate::document::preview::PreviewError;
use crate::document::quote::reminder::{self, ReminderFacts};
use crate::document::quote::{self, QuoteFacts};
use crate::document::report::{self, ReportFacts};
use crate::document::rma::{self, NoticeFacts, WarningFacts};
use crate::document::sample::returns::{ReturnsSample, Told};
use crate::document::{Attachment, RenderedMail, alert, confirmation, digest};
use crate::domain::alert::Alert;
use crate::domain::audit::{self, Standing};
use crate::domain::category::Category;
use crate::domain::contract::{CategoryTerms, Contract, CountingProfile, Exceptions, Ordered, Percent, Term};
use crate::domain::digest::Digest;
use crate::domain::guard::Limits;
use crate::domain::held::HeldAudit;
use crate::domain::language::Language;
use crate::domain::missing_report::MissingReport;
use crate::domain::month::Month;
use crate::domain::onboarding::Confirmation;
use crate::domain::outcome::{
    IssuedQuote, LifeCycle, MadeWith, ModelCount, NotCounted, OddDetection, Outcome, Parties, PastMonth, PastPoint,
    Reason, RecognisedBy, SourceFacts, SourceKind,
};
use crate::domain::party::{Brand, Csm, Customer, Inventory, LensTenant, Partner, Seller};
use crate::domain::rma::RmaTerms;
use crate::domain::state::{AuditState, LetterKind, QuoteState};
use crate::domain::true_up::{self, Tranche};
use crate::template::{TemplateError, Templates};

/// A named outcome.
#[derive(Debug, Clone)]
pub struct Sample {
    /// A short name, fit for a file.
    pub name: &'static str,
    /// What its audit found.
    pub outcome: Outcome,
    /// Name of the attached device list, if it is attached.
    pub device_list: Option<&'static str>,
}

/// The reports of which the preview and the tests show the copy.
const COPIED: [&str; 4] = ["true-up", "quiet", "revision", "hostile"];

/// All samples.
pub fn samples() -> Vec<Sample> {
    cases::all()
}

/// The seller of all samples.
pub fn seller() -> Seller {
    Seller {
        name: "Poly Services EMEA".into(),
        address: vec!["Via Energy Park 14".into(), "20871 Vimercate (MB), Italia".into()],
        vat_number: Some("IT09876543210".into()),
        orders_to: Some(parsed("orders@example.com")),
        brand: Brand { colour: Some("#0a5c8f".into()), ..Brand::default() },
    }
}

/// A held audit of a short name.
pub(super) struct HeldSample {
    name: &'static str,
    held: HeldAudit,
}

/// A sample in a language, with all that goes with it.
#[derive(Debug)]
pub struct Shown {
    /// What it stands with.
    pub group: Group,
    /// `<letter>-<sample>`, fit for a file.
    pub sample: String,
    /// In which language.
    pub language: Language,
    /// The mail.
    pub mail: RenderedMail,
    /// Its files.
    pub files: Vec<Attachment>,
}

/// Every sample in every language, each under `<letter>-<sample>-<language>`.
pub fn render_all(templates: &Templates) -> Vec<(String, Result<RenderedMail, TemplateError>)> {
    let named = |name: &str, language: Language| format!("{name}-{}", language.tag());
    with_each(&seller(), |name, facts, language| (named(name, language), facts.render(templates, language)))
}

/// Every sample in every language with its files, sample after sample, as `seller` would send it.
pub fn show_all(templates: &Templates, seller: &Seller) -> Vec<Result<Shown, PreviewError>> {
    with_each(seller, |name, facts, language| {
        let sample = name.to_owned();
        let group = if matches!(facts, Facts::Copy(_)) { Group::Copies } else { Group::Letters(facts.letter()) };
        let mail = facts.with_files(templates, language).unwrap_or_else(|| facts.render(templates, language))?;
        let files = files::of(facts, templates, language)?;
        Ok(Shown { group, sample, language, mail, files })
    })
}

/// Every sample that has a PDF with it, in every language.
pub fn render_files(templates: &Templates) -> Vec<(String, Result<RenderedMail, TemplateError>)> {
    let named = |name: &str, language: Language| format!("{name}-{}", language.tag());
    let files = with_each(&seller(), |name, facts, language| {
        facts.with_files(templates, language).map(|mail| (named(name, language), mail))
    });
    files.into_iter().flatten().collect()
}

/// What is wrong with the templates in use. Styles are the same in every sample and are inlined once per language.
pub(super) fn rehearse(templates: &Templates) -> Vec<TemplateError> {
    let mut first: BTreeSet<(LetterKind, Language)> = BTreeSet::new();
    let drafts = with_each(&seller(), |_, facts, language| {
        if first.insert((facts.letter(), language)) {
            let with_files = templates.has_own_layouts().then(|| facts.with_files(templates, language)).flatten();
            with_files.unwrap_or_else(|| facts.render(templates, language))
        } else {
            facts.draft(templates, language)
        }
    });
    drafts.into_iter().filter_map(Result::err).collect()
}

/// What the preview puts together: the letters of a kind, and the copies of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Letters of this kind.
    Letters(LetterKind),
    /// What the partner's customer may see of a report.
    Copies,
}

/// What a document of a sample is documents of.
enum Facts<'a> {
    Report(ReportFacts<'a>),
    Copy(&'a Outcome),
    Quote(QuoteFacts<'a>),
    Held(HeldFacts<'a>),
    Digest(&'a Digest, &'a Seller),
    Missing(&'a MissingReport, &'a Seller),
    Alert(&'a Alert, &'a Seller),
    Reminder(ReminderFacts<'a>),
    Warning(WarningFacts<'a>),
    Notice(NoticeFacts<'a>),
    HeldNotice(NoticeFacts<'a>, &'a Limits),
    Confirmation(&'a Confirmation, &'a Seller),
}

impl Facts<'_> {
    fn letter(&self) -> LetterKind {
        match self {
            Self::Report(_) | Self::Copy(_) => LetterKind::CsmReport,
            Self::Quote(_) => LetterKind::TrueUpQuote,
            Self::Held(_) | Self::HeldNotice(..) => LetterKind::HeldDocument,
            Self::Digest(..) => LetterKind::CsmDigest,
            Self::Missing(missing, _) => missing.told.kind(),
            Self::Alert(..) => LetterKind::OperatorAlert,
            Self::Reminder(_) => LetterKind::QuoteReminder,
            Self::Confirmation(..) => LetterKind::BaselineConfirmation,
            Self::Warning(_) => LetterKind::RmaWarning,
            Self::Notice(_) => LetterKind::RmaOverageNotice,
        }
    }

    fn render(&self, templates: &Templates, language: Language) -> Result<RenderedMail, TemplateError> {
        match *self {
            Self::Report(facts) => report::render(templates, facts, language),
            Self::Copy(outcome) => report::copy::render(templates, outcome, language),
            Self::Quote(facts) => quote::render(templates, facts, language),
            Self::Held(facts) => held::render(templates, facts, language),
            Self::Digest(digest, seller) => digest::render(templates, digest, seller, language),
            Self::Missing(missing, seller) => missing_report::render(templates, missing, seller, language),
            Self::Alert(alert, seller) => alert::render(templates, alert, seller, language),
            Self::Reminder(facts) => reminder::render(templates, facts, language),
            Self::Confirmation(facts, seller) => confirmation::render(templates, facts, seller, language),
            Self::Warning(facts) => rma::render_warning(templates, facts, language),
            Self::Notice(facts) => rma::render_notice(templates, facts, language),
            Self::HeldNotice(facts, limits) => rma::render_held(templates, facts, limits, language),
        }
    }

    /// None for a letter that is nothing but a letter.
    fn with_files(&self, templates: &Templates, language: Language) -> Option<Result<RenderedMail, TemplateError>> {
        match *self {
            Self::Report(facts) => Some(report::with_files(templates, facts, language)),
            Self::Quote(facts) => Some(quote::with_files(templates, facts, language)),
            Self::Digest(digest, seller) => Some(digest::with_files(templates, digest, seller, language)),
            Self::Notice(facts) => Some(rma::notice_with_files(templates, facts, language)),
            Self::Held(_)
            | Self::Copy(_)
            | Self::Missing(..)
            | Self::Confirmation(..)
            | Self::Alert(..)
            | Self::Reminder(_)
            | Self::Warning(_)
            | Self::HeldNotice(..) => None,
        }
    }

    fn draft(&self, templates: &Templates, language: Language) -> Result<RenderedMail, TemplateError> {
        match *self {
            Self::Report(facts) => report::draft(templates, facts, language),
            Self::Copy(outcome) => report::copy::draft(templates, outcome, language),
            Self::Quote(facts) => quote::draft(templates, facts, language),
            Self::Held(facts) => held::draft(templates, facts, language),
            Self::Digest(digest, seller) => digest::draft(templates, digest, seller, language),
            Self::Missing(missing, seller) => missing_report::draft(templates, missing, seller, language),
            Self::Alert(alert, seller) => alert::draft(templates, alert, seller, language),
            Self::Reminder(facts) => reminder::draft(templates, facts, language),
            Self::Confirmation(facts, seller) => confirmation::draft(templates, facts, seller, language),
            Self::Warning(facts) => rma::draft_warning(templates, facts, language),
            Self::Notice(facts) => rma::draft_notice(templates, facts, language),
            Self::HeldNotice(facts, limits) => rma::draft_held(templates, facts, limits, language),
        }
    }
}

fn with_each<T>(seller: &Seller, mut make: impl FnMut(&str, &Facts<'_>, Language) -> T) -> Vec<T> {
    let limits = &limits();
    let (samples, held_audits, digests) = (samples(), cases::held_audits(), digests::all());
    let (missing, alerts, returns) = (missing::all(), alerts::all(), returns::all());
    let confirmations = confirmations::all();
    let mut documents = Vec::new();
    for Sample { name, outcome, device_list } in &samples {
        let facts = ReportFacts { outcome, seller, device_list: *device_list };
        documents.push((format!("report-{name}"), Facts::Report(facts)));
        if COPIED.contains(name) {
            documents.push((format!("copy-{name}"), Facts::Copy(outcome)));
        }
        let Some(issued) = &outcome.quote else { continue };
        let quote = QuoteFacts { outcome, issued, seller };
        documents.push((format!("quote-{name}"), Facts::Quote(quote)));
        documents.extend(reminder_of(quote).map(|facts| (format!("reminder-{name}"), Facts::Reminder(facts))));
        if matches!(issued.state, QuoteState::Draft | QuoteState::Held) {
            let what = What::Quote { outcome, issued, limits };
            documents.push((format!("held-quote-{name}"), Facts::Held(HeldFacts { what, seller })));
        }
    }
    for HeldSample { name, held } in &held_audits {
        let what = What::Audit(held);
        documents.push((format!("held-audit-{name}"), Facts::Held(HeldFacts { what, seller })));
    }
    for (name, digest) in &digests {
        documents.push((format!("digest-{name}"), Facts::Digest(digest, seller)));
    }
    for (name, missing) in &missing {
        documents.push((format!("missing-{name}"), Facts::Missing(missing, seller)));
    }
    for (name, confirmation) in &confirmations {
        documents.push((format!("confirmation-{name}"), Facts::Confirmation(confirmation, seller)));
    }
    for (name, alert) in &alerts {
        documents.push((format!("alert-{name}"), Facts::Alert(alert, seller)));
    }
    documents.extend(returns.iter().map(|sample| (format!("rma-{}", sample.name), returned(sample, seller, limits))));
    let languages = |(name, facts): &(String, Facts<'_>)| Language::ALL.map(|language| make(name, facts, language));
    documents.iter().flat_map(languages).collect()
}

/// What is told of a year's returns.
fn returned<'a>(sample: &'a ReturnsSample, seller: &'a Seller, limits: &'a Limits) -> Facts<'a> {
    let (contract, parties) = (&sample.contract, &sample.parties);
    match &sample.told {
        Told::Warning(warning, position) => {
            Facts::Warning(WarningFacts { warning: *warning, position, contract, parties, seller })
        }
        Told::Notice(notice, state, held) => {
            let released = !state.waits();
            let facts = NoticeFacts {
                notice,
                state: *state,
                held,
                issued_on: released.then_some(notice.priced_on),
                contract,
                parties,
                seller,
                annex: "RMA-PPE-2026-0007-2026-v1.csv",
            };
            if released { Facts::Notice(facts) } else { Facts::HeldNotice(facts, limits) }
        }
    }
}

/// A reminder of a released quote: ten days before its end, or on its last day where it stands for earlier tranches too.
fn reminder_of(quote: QuoteFacts<'_>) -> Option<ReminderFacts<'_>> {
    let (written_on, valid_until) = (quote.issued.issued_on?, quote.issued.valid_until?);
    let left = if quote.issued.quote.supersedes.is_some() { 0 } else { 10 };
    Some(ReminderFacts { quote, valid_until, written_on, today: valid_until - Days::new(left) })
}

/// The defaults of `[release]`.
fn limits() -> Limits {
    Limits {
        hold_first_true_up: true,
        hold_growth_percent: Percent::from(30),
        hold_drop_percent: Percent::from(30),
        hold_devices: 10,
        hold_amount: parsed("50000.00"),
    }
}

/// November 2026 of example E8: 1,000 headsets contracted, so many counted.
fn november(headsets: u64) -> Outcome {
    let contract = contract();
    let month = Month::of(day(2026, 11, 1));
    let standing = Standing { contracted: 1000, compared_with: 1000 };
    let lines = audit::lines(
        &[(Category::Headset, standing)].into(),
        &[(Category::Headset, headsets)].into(),
        0,
        &contract.exceptions,
    );
    Outcome {
        month,
        version: 1,
        audited_on: day(2026, 11, 1),
        contract,
        parties: parties(),
        source: SourceFacts {
            kind: SourceKind::Lens,
            taken_at: day(2026, 11, 1).and_hms_opt(5, 0, 9).unwrap_or_default().and_utc(),
            digest: format!("sha256:{}", "3fa91c07".repeat(8)),
            listed: headsets + 44,
            counted: headsets,
            names: vec!["Acme".into()],
            recognised_by_line: 12.min(headsets),
        },
        lines,
        not_counted: vec![
            NotCounted { reason: Reason::Software, devices: 20 },
            NotCounted { reason: Reason::Accessory, devices: 21 },
            NotCounted { reason: Reason::Stale, devices: 3 },
        ],
        models: vec![
            model("Voyager Focus 2 Series", headsets.saturating_sub(350), RecognisedBy::Name, Some(664)),
            model("Blackwire 8225", 300, RecognisedBy::Alias, Some(312)),
            model("Sync 40", 38, RecognisedBy::Name, Some(38)),
            model("Voyager Legend 70", 12, RecognisedBy::Line, Some(0)),
        ],
        vanished: vec![model("Savi 7220", 6, RecognisedBy::Name, Some(6))],
        unknown_models: Vec::new(),
        own_quote: Vec::new(),
        life_cycle: LifeCycle::default(),
        odd_detection: OddDetection::default(),
        history: history(&[960, 968, 975, 990, 1004, 1011, 1020]),
        forecast: Vec::new(),
        quote: None,
        open_quote: None,
        orders: Vec::new(),
        rma: None,
        actions: Vec::new(),
        accepted: None,
        reopened: None,
        basis_changes: Vec::new(),
        made_with: MadeWith {
            catalogue: format!("sha256:{}", "a1b2c3d4".repeat(8)),
            profile: format!("sha256:{}", "0f1e2d3c".repeat(8)),
            templates: format!("sha256:{}", "77aa88bb".repeat(8)),
            program: "0.1.0".into(),
            replacements: None,
        },
    }
}

/// The quote of an outcome whose lines are at action, released or not.
fn issue(outcome: &Outcome, tranches: Vec<Tranche>, state: QuoteState) -> IssuedQuote {
    let after = outcome.lines.iter().map(|line| (line.category, line.new_contracted.unwrap_or(line.compared_with)));
    let after = after.collect();
    let quote = true_up::quote(&outcome.contract, outcome.audited_on, tranches, None, 0, &after);
    let quote = quote.expect("a small sample amount");
    let released = !matches!(state, QuoteState::Draft | QuoteState::Held);
    IssuedQuote {
        quote,
        state,
        held: Vec::new(),
        issued_on: released.then_some(outcome.audited_on),
        valid_until: released.then(|| true_up::valid_until(outcome.audited_on, 30)),
    }
}

/// Months before November 2026 with these headset counts, the last one October.
fn history(counts: &[u64]) -> Vec<PastMonth> {
    let first = Month::of(day(2026, 11, 1));
    let back = |steps: usize| (0..steps).fold(first, |month, _| month.previous());
    let past = |(index, counted): (usize, &u64)| PastMonth {
        month: back(counts.len() - index),
        state: AuditState::Audited,
        points: vec![PastPoint { category: Category::Headset, counted: Some(*counted), baseline: Some(1050) }],
    };
    counts.iter().enumerate().map(past).collect()
}

fn contract() -> Contract {
    Contract {
        id: parsed("PPE-2026-0007"),
        customer: parsed("acme"),
        partner: None,
        term: Term { start: day(2026, 4, 1), end: day(2027, 3, 31), ended_on: None },
        managed_from: None,
        renews: None,
        currency: parsed("EUR"),
        purchase_order: Some("PO-991".into()),
        exceptions: Exceptions::default(),
        rma: RmaTerms::default(),
        categories: vec![CategoryTerms {
            category: Category::Headset,
            ordered: Ordered::Growth {
                installed: 950,
                growth_forecast: 100,
                growth_prepaid_percent: Percent::from(50),
            },
            unit_annual_price: Some(parsed("18.00")),
            minimum: None,
        }],
        prices: Vec::new(),
        orders: Vec::new(),
        counting: CountingProfile::default(),
    }
}

fn parties() -> Parties {
    Parties {
        partner: Partner {
            id: parsed("nordcom"),
            name: "Nordcom S.p.A.".into(),
            language: Language::It,
            address: vec!["Via Roma 1".into(), "20121 Milano".into(), "Italia".into()],
            vat_number: Some("IT01234567890".into()),
            partner_id: Some("P-4711".into()),
            quotes_to: vec![parsed("ordini@nordcom.example")],
            notices_to: Vec::new(),
            reports_to: vec![parsed("service@nordcom.example")],
            brand: Brand { sender: Some("Nordcom Service".into()), colour: Some("#a3420f".into()), ..Brand::default() },
            rma: None,
        },
        customer: Customer {
            id: parsed("acme"),
            name: "Acme S.p.A.".into(),
            partner: parsed("nordcom"),
            csm: parsed("rossi"),
            site_id: Some("100234".into()),
            country: Some("IT".into()),
            reports_to: Vec::new(),
            inventory: Inventory::Lens {
                tenants: vec![LensTenant { credential: "nordcom".into(), id: "tenant-1".into() }],
            },
        },
        csm: Csm {
            id: parsed("rossi"),
            name: "Giulia Rossi".into(),
            email: parsed("giulia.rossi@example.com"),
            language: Language::It,
        },
    }
}

fn model(name: &str, counted: u64, recognised_by: RecognisedBy, previous: Option<u64>) -> ModelCount {
    ModelCount { model: name.into(), category: Category::Headset, counted, recognised_by, previous }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a constant date")
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a constant of the right form")
}
