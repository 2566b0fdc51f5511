//! Sample outcomes from which every document is rendered: at start, so that no template can fail later, and in tests.
//!
//! They are made by the domain's own functions; names, prices and counts are invented.

mod alerts;
mod cases;
mod confirmations;
mod digests;
mod facts;
mod files;
mod missing;
mod returns;

pub use files::devices;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::document::preview::PreviewError;
use crate::document::sample::facts::{Facts, with_each};
use crate::document::{Attachment, RenderedMail};
use crate::domain::audit::{self, Standing};
use crate::domain::category::Category;
use crate::domain::contract::{CategoryTerms, Contract, CountingProfile, Exceptions, Ordered, Percent, Term};
use crate::domain::guard::Limits;
use crate::domain::held::HeldAudit;
use crate::domain::language::Language;
use crate::domain::month::Month;
use crate::domain::outcome::{
    IssuedQuote, LifeCycle, MadeWith, ModelCount, NotCounted, OddDetection, Outcome, Parties, PastMonth, PastPoint,
    Reason, RecognisedBy, SourceFacts, SourceKind,
};
use crate::domain::party::{Brand, Csm, Customer, Inventory, LensTenant, Logo, Partner, Seller};
use crate::domain::rma::RmaTerms;
use crate::domain::state::{AuditState, LetterKind, QuoteState};
use crate::domain::true_up::{self, Tranche};
use crate::template::{TemplateError, Templates};

/// Drawings as they are kept: shapes alone, invented as the rest is.
const SELLER_LOGO: &[u8] = include_bytes!("seller.svg");
const PARTNER_LOGO: &[u8] = include_bytes!("partner.svg");

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
        brand: Brand { colour: Some("#0a5c8f".into()), logo: Some(Logo::of(SELLER_LOGO)), ..Brand::default() },
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

/// Every sample that has a PDF or pictures with it, in every language.
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
            brand: seller().brand,
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
            brand: Brand {
                sender: Some("Nordcom Service".into()),
                colour: Some("#a3420f".into()),
                logo: Some(Logo::of(PARTNER_LOGO)),
            },
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
