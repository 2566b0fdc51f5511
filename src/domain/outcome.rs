//! What one audit found: the value from which report, quote, status and the next audit are made.
//!
//! It is stored with the audit and never changed afterwards; a document renders from it and from nothing else that
//! moves.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::action::Action;
use crate::domain::audit::Line;
use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::count::ModelDevices;
use crate::domain::month::Month;
use crate::domain::party::{Brand, Csm, Customer, Email, Partner};
use crate::domain::purchase_order::QuoteOrder;
use crate::domain::rma::summary::RmaSummary;
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::true_up::Quote;
use crate::domain::words::words;

/// The result of a published audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The audited month.
    pub month: Month,
    /// 1, or more after the month was opened again.
    pub version: u32,
    /// The day of the audit in the schedule's time zone: the date on documents and the day prices are taken at.
    pub audited_on: NaiveDate,
    /// The contract as it was applied then.
    pub contract: Contract,
    /// Who was involved, as it was applied then.
    pub parties: Parties,
    /// What was counted from.
    pub source: SourceFacts,
    /// A line per contracted category.
    pub lines: Vec<Line>,
    /// Devices not counted, by reason, in the order of product.md section 5; reasons without devices left out.
    pub not_counted: Vec<NotCounted>,
    /// Counted devices by model: by category, then most first.
    pub models: Vec<ModelCount>,
    /// Models that the last audited month counted and this one did not.
    pub vanished: Vec<ModelCount>,
    /// Devices of no known model, by the name they were listed under: work for the CSM (A16).
    pub unknown_models: Vec<UnknownModel>,
    /// Listed devices that need a quote of their own (R5), by model.
    #[serde(default)]
    pub own_quote: Vec<ModelDevices>,
    /// Life cycle of what was listed.
    pub life_cycle: LifeCycle,
    /// Counted devices that were never detected, or in the future (A32).
    pub odd_detection: OddDetection,
    /// The months before this one, oldest first, at most eleven, from the first owed month on.
    pub history: Vec<PastMonth>,
    /// When each category will reach its baseline (documents.md section 1.4).
    pub forecast: Vec<Forecast>,
    /// The quote issued by this audit.
    pub quote: Option<IssuedQuote>,
    /// The open quote that was there before and still stands.
    pub open_quote: Option<StandingQuote>,
    /// Purchase orders for quotes of the contract so far, by date.
    #[serde(default)]
    pub orders: Vec<QuoteOrder>,
    /// Where the headset returns of the year stood; none without the category.
    #[serde(default)]
    pub rma: Option<RmaSummary>,
    /// What somebody has to do, the most urgent first, and what is settled since the last audit.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// Who accepted the audit against which objections, if anybody had to.
    pub accepted: Option<Accepted>,
    /// The published audit that it replaces, if a person opened the month again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopened: Option<Reopened>,
    /// What changed since a true-up was last released, so that the next one is held (`hold_first_true_up`).
    pub basis_changes: Vec<BasisChange>,
    /// What it was made with.
    pub made_with: MadeWith,
}

/// The parties of a contract at the time of the audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parties {
    /// Who pays.
    pub partner: Partner,
    /// Whose devices.
    pub customer: Customer,
    /// Who audits.
    pub csm: Csm,
}

impl Parties {
    /// Who gets a copy of the report: whom the partner named, and whom the customer's entry names beside them. Nobody
    /// stands in both.
    pub fn report_readers(&self) -> [Vec<Email>; 2] {
        let (partner, mut customer) = (self.partner.reports_to.clone(), self.customer.reports_to.clone());
        customer.retain(|email| !partner.iter().any(|known| known.as_str().eq_ignore_ascii_case(email.as_str())));
        [partner, customer]
    }

    /// Whether anybody gets a copy of the report.
    pub fn report_is_copied(&self) -> bool {
        self.report_readers().iter().any(|readers| !readers.is_empty())
    }
}

/// Where the devices were listed and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFacts {
    /// Lens or a partner's report.
    pub kind: SourceKind,
    /// When the listing ended or the report was received.
    pub taken_at: DateTime<Utc>,
    /// `sha256:…` over the evidence.
    pub digest: String,
    /// Devices listed.
    pub listed: u64,
    /// Devices counted in the contracted categories.
    pub counted: u64,
    /// Tenants, by name where the listing told it, or the file's name.
    pub names: Vec<String>,
    /// How many were recognised by their line only.
    pub recognised_by_line: u64,
}

words! {
    /// The kinds of inventory sources.
    SourceKind {
        /// Poly Lens.
        Lens = "lens",
        /// A partner's inventory report.
        Report = "report",
    }
}

words! {
    /// Why a device is not counted: exactly one each, the first that holds in this order (product.md section 5).
    Reason {
        /// A software entry that looks like a device.
        Software = "software",
        /// Not a Poly product.
        ThirdParty = "third_party",
        /// Needs a quote of its own (R5), or excluded by the counting profile.
        Excluded = "excluded",
        /// Infrastructure (R5).
        Infrastructure = "infrastructure",
        /// Belongs to a counted device.
        Accessory = "accessory",
        /// No known model (A16).
        UnknownModel = "unknown_model",
        /// Past end of support (R6, A13).
        EndOfSupport = "end_of_support",
        /// Not detected for too long (A15).
        Stale = "stale",
        /// Replaced under an RMA (A21).
        Replaced = "replaced",
        /// Of a category that is not under contract (A17).
        CategoryNotContracted = "category_not_contracted",
        /// A copy of a counted device (A20, A31).
        Duplicate = "duplicate",
    }
}

words! {
    /// How a model was recognised (programme.md section 4).
    RecognisedBy {
        /// By its name.
        Name = "name",
        /// By another name or its product id.
        Alias = "alias",
        /// By its line only.
        Line = "line",
    }
}

/// Devices left out for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCounted {
    /// Why.
    pub reason: Reason,
    /// How many.
    pub devices: u64,
}

/// Counted devices of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCount {
    /// Catalogue name, or the name as listed where only the line is known.
    pub model: String,
    /// Where it counts.
    pub category: Category,
    /// How many.
    pub counted: u64,
    /// How.
    pub recognised_by: RecognisedBy,
    /// How many the last audited month counted; none without such a month.
    pub previous: Option<u64>,
}

/// Devices of one unknown model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownModel {
    /// As listed, cleaned of control characters; empty if the source gave none.
    pub name: String,
    /// How many.
    pub devices: u64,
}

/// Support dates of the listed devices of contracted kinds (A13).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeCycle {
    /// Past end of support, by model.
    pub ended: Vec<LifeCycleModel>,
    /// Support ends within twelve months, by model.
    pub ending: Vec<LifeCycleModel>,
    /// Counted devices whose model has no published date.
    pub without_date: u64,
}

/// Devices of a model whose support ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeCycleModel {
    /// Catalogue name.
    pub model: String,
    /// How many.
    pub devices: u64,
    /// The end-of-support date, or the end-of-sale date where so agreed: from that day on it is not covered (A13, A14,
    /// A35).
    pub end_of_support: NaiveDate,
}

/// Counted devices whose detection time looks wrong (A32).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OddDetection {
    /// Never detected.
    pub never: u64,
    /// Detected later than the snapshot.
    pub in_future: u64,
}

impl Outcome {
    /// Months just before this one that ended without an audit, since the last one that had it.
    pub fn unaudited_before(&self) -> Vec<Month> {
        let since = self.history.iter().rposition(|past| past.state != AuditState::NotAudited).map_or(0, |at| at + 1);
        self.history[since..].iter().map(|past| past.month).collect()
    }
}

/// One category of an earlier month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastMonth {
    /// Which month.
    pub month: Month,
    /// How it ended; `due` for months before the contract was managed never appear.
    pub state: AuditState,
    /// A point per contracted category; counted is none if nobody counted.
    pub points: Vec<PastPoint>,
}

/// Count against baseline in an earlier month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastPoint {
    /// Which category.
    pub category: Category,
    /// N.
    pub counted: Option<u64>,
    /// B that held then; none if nobody counted.
    pub baseline: Option<u64>,
}

/// When N will reach B at the average growth of the last three audited months: an estimate, never in a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// Which category.
    pub category: Category,
    /// The answer.
    pub reaches_baseline: Reaches,
}

/// The answer of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaches {
    /// Fewer than three audited months.
    NoForecast,
    /// Already there.
    Reached,
    /// Not before the term ends, at the present growth.
    NotInTerm,
    /// In this month.
    In(Month),
}

/// A quote together with the decision on its release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssuedQuote {
    /// What it says.
    pub quote: Quote,
    /// `approved`, or `draft` or `held` until a person releases it.
    pub state: QuoteState,
    /// Why it is held; empty otherwise.
    pub held: Vec<HoldReason>,
    /// Issue date, once released; validity counts from it.
    pub issued_on: Option<NaiveDate>,
    /// Last day of validity, once released.
    pub valid_until: Option<NaiveDate>,
}

/// An open quote of an earlier month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandingQuote {
    /// What it says.
    pub quote: Quote,
    /// How it stands.
    pub state: QuoteState,
    /// Issue date, if released.
    pub issued_on: Option<NaiveDate>,
    /// Last day of validity, if released.
    pub valid_until: Option<NaiveDate>,
}

words! {
    /// Why a quote waits for a person (`[release]`).
    HoldReason {
        /// A price is missing: "price to confirm".
        PriceMissing = "price_missing",
        /// Unknown units could change the trigger's result (A16).
        UnknownModels = "unknown_models",
        /// The total is above `hold_amount`.
        Amount = "amount",
        /// The first true-up after onboarding.
        FirstTrueUp = "first_true_up",
        /// The first true-up after totals changed.
        TotalsChanged = "totals_changed",
        /// The first true-up after the counting profile changed.
        ProfileChanged = "profile_changed",
        /// The first true-up after the source changed.
        SourceChanged = "source_changed",
        /// The first true-up after the catalogue changed the count.
        CatalogueChanged = "catalogue_changed",
    }
}

words! {
    /// Something that makes the next true-up a first one again.
    BasisChange {
        /// Original totals or early orders.
        Totals = "totals",
        /// The counting profile.
        Profile = "profile",
        /// Another kind of source, or other tenants.
        Source = "source",
        /// The catalogue, so that the same snapshot counts differently.
        Catalogue = "catalogue",
    }
}

/// A person's decision on a held audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What the guards had objected, one sentence each.
    pub objections: Vec<String>,
}

/// The published audit that another one replaces, because a person opened the month again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The version that is replaced.
    pub version: u32,
    /// N of that version, by category.
    pub counted: Vec<(Category, u64)>,
    /// The open quote that it had issued: superseded by the new one, or withdrawn if none is due.
    pub quote: Option<String>,
}

/// With what an audit was made, so that it can be proved again (R17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeWith {
    /// Digest of the catalogue, built-in and operator's.
    pub catalogue: String,
    /// Digest of the counting profile.
    pub profile: String,
    /// Digest of templates and wording.
    pub templates: String,
    /// Program version.
    pub program: String,
    /// How the seller's documents looked.
    #[serde(default)]
    pub brand: Brand,
    /// Digest of what RMAs had replaced (A21); none if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacements: Option<String>,
}
