//! The states of product.md section 5, the same words in the ledger, in JSON and in documents.

use serde::{Deserialize, Serialize};

use crate::domain::words::words;

words! {
    /// Where an audit stands.
    AuditState {
        /// Owed, nobody has begun.
        Due = "due",
        /// Somebody is at work.
        Collecting = "collecting",
        /// Counted and published.
        Audited = "audited",
        /// A partner's report has not come (R16).
        Waiting = "waiting",
        /// Not plausible or not provably complete: a person decides.
        Held = "held",
        /// Our fault or the source's: tried again.
        Failed = "failed",
        /// The month ended first (R16, R24); for good.
        NotAudited = "not_audited",
    }
}

words! {
    /// Where a quote stands.
    QuoteState {
        /// Waits for approval.
        Draft = "draft",
        /// A guard objects.
        Held = "held",
        /// Released by a person or by the settings.
        Approved = "approved",
        /// The mail server took the letter.
        Sent = "sent",
        /// The partner ordered.
        PoReceived = "po_received",
        /// Not answered in time; still what audits compare with (A26).
        Expired = "expired",
        /// A later version took its place.
        Superseded = "superseded",
        /// Taken back; its units count no more (A25).
        Withdrawn = "withdrawn",
    }
}

impl QuoteState {
    /// Whether its units count in what audits compare with (A25).
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Held | Self::Approved | Self::Sent | Self::Expired)
    }
}

words! {
    /// Where a letter, or one recipient of it, stands.
    LetterState {
        /// Waits for its turn.
        Pending = "pending",
        /// Taken by the mail server.
        Sent = "sent",
        /// Given up.
        Dead = "dead",
        /// Not allowed out by the settings.
        Held = "held",
        /// Called back by a person.
        Cancelled = "cancelled",
    }
}

/// The kinds of letters (product.md section 7) that are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// The CSM's monthly report on one contract.
    CsmReport,
    /// The quote to the partner.
    TrueUpQuote,
    /// To the CSM: an audit or a quote waits for a person.
    HeldDocument,
    /// To the CSM: where all their contracts stand.
    CsmDigest,
    /// To the partner: please send the month's inventory report.
    ReportRequest,
    /// To the partner: it has not come.
    ReportReminder,
    /// To the partner: a month ended without it.
    NotAudited,
    /// To the operator, and to a CSM of their letters: something waits for a person and nobody was told.
    OperatorAlert,
    /// To the partner: a quote awaits its PO.
    QuoteReminder,
    /// To the partner: please confirm the totals of a first count.
    BaselineConfirmation,
    /// To the partner: the headset returns of the year come near their threshold, or exceed it.
    RmaWarning,
    /// To the partner: what may be billed of them.
    RmaOverageNotice,
}

impl LetterKind {
    /// All that are built.
    pub const ALL: [Self; 12] = [
        Self::CsmReport,
        Self::TrueUpQuote,
        Self::HeldDocument,
        Self::CsmDigest,
        Self::ReportRequest,
        Self::ReportReminder,
        Self::NotAudited,
        Self::OperatorAlert,
        Self::QuoteReminder,
        Self::BaselineConfirmation,
        Self::RmaWarning,
        Self::RmaOverageNotice,
    ];

    /// The word in the ledger, in JSON and in `X-Trueup-Kind`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CsmReport => "csm_report",
            Self::TrueUpQuote => "true_up_quote",
            Self::HeldDocument => "held_document",
            Self::CsmDigest => "csm_digest",
            Self::ReportRequest => "report_request",
            Self::ReportReminder => "report_reminder",
            Self::NotAudited => "not_audited",
            Self::OperatorAlert => "operator_alert",
            Self::QuoteReminder => "quote_reminder",
            Self::BaselineConfirmation => "baseline_confirmation",
            Self::RmaWarning => "rma_warning",
            Self::RmaOverageNotice => "rma_overage_notice",
        }
    }
}
