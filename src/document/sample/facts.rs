//! What each sample is a document of, and how it is rendered.

use chrono::Days;

use crate::document::held::{self, HeldFacts, What};
use crate::document::missing_report;
use crate::document::quote::reminder::{self, ReminderFacts};
use crate::document::quote::{self, QuoteFacts};
use crate::document::report::{self, ReportFacts};
use crate::document::rma::{self, NoticeFacts, WarningFacts};
use crate::document::sample::returns::{ReturnsSample, Told};
use crate::document::sample::{
    HeldSample, Sample, alerts, cases, confirmations, digests, limits, missing, returns, samples,
};
use crate::document::{RenderedMail, alert, confirmation, digest};
use crate::domain::alert::Alert;
use crate::domain::digest::Digest;
use crate::domain::guard::Limits;
use crate::domain::language::Language;
use crate::domain::missing_report::MissingReport;
use crate::domain::onboarding::Confirmation;
use crate::domain::outcome::Outcome;
use crate::domain::party::Seller;
use crate::domain::state::{LetterKind, QuoteState};
use crate::template::{TemplateError, Templates};

/// The reports of which the preview and the tests show the copy.
const COPIED: [&str; 4] = ["true-up", "quiet", "revision", "hostile"];

/// What a document of a sample is documents of.
pub(super) enum Facts<'a> {
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
    pub(super) fn letter(&self) -> LetterKind {
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

    pub(super) fn render(&self, templates: &Templates, language: Language) -> Result<RenderedMail, TemplateError> {
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
    pub(super) fn with_files(
        &self,
        templates: &Templates,
        language: Language,
    ) -> Option<Result<RenderedMail, TemplateError>> {
        match *self {
            Self::Report(facts) => Some(report::with_files(templates, facts, language)),
            Self::Copy(outcome) => Some(report::copy::with_files(templates, outcome, language)),
            Self::Warning(facts) => Some(rma::warning_with_files(templates, facts, language)),
            Self::Quote(facts) => Some(quote::with_files(templates, facts, language)),
            Self::Digest(digest, seller) => Some(digest::with_files(templates, digest, seller, language)),
            Self::Notice(facts) => Some(rma::notice_with_files(templates, facts, language)),
            Self::Held(_)
            | Self::Missing(..)
            | Self::Confirmation(..)
            | Self::Alert(..)
            | Self::Reminder(_)
            | Self::HeldNotice(..) => None,
        }
    }

    pub(super) fn draft(&self, templates: &Templates, language: Language) -> Result<RenderedMail, TemplateError> {
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

/// Every sample in every language, under `<document>-<sample>`, sample after sample.
pub(super) fn with_each<T>(seller: &Seller, mut make: impl FnMut(&str, &Facts<'_>, Language) -> T) -> Vec<T> {
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
