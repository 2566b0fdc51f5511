//! A letter comes to be: rendered and final, in the transaction that decides its fact. What an audit published is kept as
//! a document of it too; other letters are kept by the outbox alone. Nothing else may send mail.

mod write;

use crate::domain::alert::Alert;
use crate::domain::contract::Contract;
use crate::domain::digest::Digest;
use crate::domain::held::HeldAudit;
use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::language::Language;
use crate::domain::missing_report::MissingReport;
use crate::domain::month::Month;
use crate::domain::onboarding::Confirmation;
use crate::domain::outcome::{Outcome, Parties};
use crate::domain::party::{Csm, Email, Partner};
use crate::domain::rma::notice::{Notice, Warning};
use crate::domain::state::LetterKind;
use crate::domain::true_up::Quote;
use crate::store::documents::DocumentKind;
use crate::store::outbox;

/// What the key of a letter that carries an overage notice begins with.
const NOTICE_KEY: &str = "rma_overage_notice:";

/// A letter about a month.
#[derive(Debug)]
pub struct Letter<'a> {
    /// What kind of letter.
    pub kind: LetterKind,
    /// Unique: kind, subject, month or year, version (product.md section 7).
    pub key: String,
    /// About which contract; none if it is about several.
    pub contract: Option<&'a ContractId>,
    /// About whose contracts; none if they are several customers'.
    pub customer: Option<&'a CustomerId>,
    /// About which month.
    pub month: Month,
    /// The quote that it carries or speaks of.
    pub quote: Option<&'a str>,
    /// In which language.
    pub language: Language,
    /// To whom.
    pub recipients: &'a [Email],
    /// What goes with it.
    pub attachments: &'a [outbox::Attachment],
    /// The message id of the letter that it reminds of.
    pub in_reply_to: Option<&'a str>,
    /// Under which name it goes out; none for that of the settings.
    pub sender: Option<&'a str>,
    /// As what it is kept beside the outbox, if the audit published it.
    pub document: Option<Published<'a>>,
}

/// A document that an audit published.
#[derive(Debug)]
pub struct Published<'a> {
    /// The audit.
    pub audit: &'a str,
    /// What kind of document.
    pub kind: DocumentKind,
    /// The version of the audit.
    pub version: u32,
    /// Number of the document, the name of its files.
    pub name: String,
}

impl<'a> Letter<'a> {
    /// The monthly report to the CSM.
    pub fn csm_report(audit: &'a str, outcome: &'a Outcome, attachments: &'a [outbox::Attachment]) -> Self {
        let (contract, month, version) = (&outcome.contract.id, outcome.month, outcome.version);
        let name = format!("CSM-{contract}-{month}-v{version}");
        Self {
            attachments,
            document: Some(Published { audit, kind: DocumentKind::CsmReport, version, name }),
            ..Self::to_csm(
                LetterKind::CsmReport,
                format!("csm_report:{contract}:{month}:v{version}"),
                Some(&outcome.contract),
                month,
                &outcome.parties.csm,
            )
        }
    }

    /// The copies of the monthly report, under the partner's brand: one to those whom the partner named, one to those of
    /// its customer. What both get is kept once.
    pub fn report_copies(audit: &'a str, outcome: &'a Outcome, readers: &'a [Vec<Email>; 2]) -> Vec<Self> {
        let (contract, month, version) = (&outcome.contract.id, outcome.month, outcome.version);
        let partner = &outcome.parties.partner;
        let mut copies = Vec::new();
        for (recipients, whose) in readers.iter().zip(["partner", "customer"]) {
            if recipients.is_empty() {
                continue;
            }
            let name = format!("CSM-{contract}-{month}-v{version}-{}", partner.id);
            let published = Published { audit, kind: DocumentKind::ReportCopy, version, name };
            copies.push(Self {
                kind: LetterKind::CsmReport,
                key: format!("csm_report:{contract}:{month}:v{version}:{whose}"),
                contract: Some(contract),
                customer: Some(&outcome.contract.customer),
                month,
                quote: None,
                language: partner.language,
                recipients,
                attachments: &[],
                in_reply_to: None,
                sender: Some(partner.sender()),
                document: copies.is_empty().then_some(published),
            });
        }
        copies
    }

    /// A released quote to the partner.
    pub fn true_up_quote(
        audit: &'a str,
        outcome: &'a Outcome,
        quote: &'a Quote,
        attachments: &'a [outbox::Attachment],
    ) -> Self {
        let partner = &outcome.parties.partner;
        let (kind, version, name) = (DocumentKind::TrueUpQuote, outcome.version, quote.number.clone());
        Self {
            kind: LetterKind::TrueUpQuote,
            key: format!("true_up_quote:{}", quote.number),
            contract: Some(&outcome.contract.id),
            customer: Some(&outcome.contract.customer),
            month: outcome.month,
            quote: Some(&quote.number),
            language: partner.language,
            recipients: &partner.quotes_to,
            attachments,
            in_reply_to: None,
            sender: None,
            document: Some(Published { audit, kind, version, name }),
        }
    }

    /// Tells the CSM of an audit that waits for a person: once for each reason, however often the audit is tried.
    pub fn held_audit(held: &'a HeldAudit) -> Self {
        let HeldAudit { month, version, contract, parties, because, .. } = held;
        let key = format!("held_document:{}:{month}:v{version}:{}", contract.id, because.code());
        Self::to_csm(LetterKind::HeldDocument, key, Some(contract), *month, &parties.csm)
    }

    /// Tells the CSM of a quote that waits for a person.
    pub fn held_quote(outcome: &'a Outcome, quote: &'a Quote) -> Self {
        let key = format!("held_document:{}", quote.number);
        let (contract, csm) = (&outcome.contract, &outcome.parties.csm);
        Self {
            quote: Some(&quote.number),
            ..Self::to_csm(LetterKind::HeldDocument, key, Some(contract), outcome.month, csm)
        }
    }

    /// Tells the CSM where all their contracts stand; `ordinal` says which digest of the month it is.
    pub fn csm_digest(digest: &'a Digest, ordinal: u32) -> Self {
        let key = format!("csm_digest:{}:{}:{ordinal}", digest.csm.id, digest.month);
        Self::to_csm(LetterKind::CsmDigest, key, None, digest.month, &digest.csm)
    }

    /// Asks the partner for a customer's report, reminds it, or says that months ended without it; `key` says which.
    pub fn missing_report(missing: &'a MissingReport, month: Month, key: String, to: &'a [Email]) -> Self {
        Self {
            kind: missing.told.kind(),
            key,
            contract: missing.contract(),
            customer: Some(&missing.parties.customer.id),
            month,
            quote: None,
            language: missing.parties.partner.language,
            recipients: to,
            attachments: &[],
            in_reply_to: None,
            sender: None,
            document: None,
        }
    }

    /// Tells somebody what waits for a person; one a day to each `subject`.
    pub fn alert(alert: &'a Alert, subject: &str) -> Self {
        Self {
            kind: LetterKind::OperatorAlert,
            key: format!("operator_alert:{subject}:{}", alert.day),
            contract: None,
            customer: None,
            month: Month::of(alert.day),
            quote: None,
            language: alert.to.language(),
            recipients: std::slice::from_ref(alert.to.email()),
            attachments: &[],
            in_reply_to: None,
            sender: None,
            document: None,
        }
    }

    /// Reminds the partner of a quote, in answer to the letter that carries it; `ordinal` says which reminder it is.
    pub fn quote_reminder(
        outcome: &'a Outcome,
        partner: &'a Partner,
        number: &'a str,
        ordinal: u32,
        in_reply_to: &'a str,
    ) -> Self {
        Self {
            kind: LetterKind::QuoteReminder,
            key: format!("quote_reminder:{number}:{ordinal}"),
            contract: Some(&outcome.contract.id),
            customer: Some(&outcome.contract.customer),
            month: outcome.month,
            quote: Some(number),
            language: partner.language,
            recipients: &partner.notices_to,
            attachments: &[],
            in_reply_to: Some(in_reply_to),
            sender: None,
            document: None,
        }
    }

    /// Warns the partner that the headset returns of a year come near their threshold, or exceed it: each once.
    pub fn rma_warning(
        contract: &'a Contract,
        parties: &'a Parties,
        (year, warning): (i32, Warning),
        attachments: &'a [outbox::Attachment],
        month: Month,
    ) -> Self {
        let key = Self::warning_key(&contract.id, year, warning);
        Self { attachments, ..Self::to_partner(LetterKind::RmaWarning, key, contract, parties, month) }
    }

    /// A released overage notice to the partner, with the year's units as a file.
    pub fn rma_overage_notice(
        notice: &Notice,
        contract: &'a Contract,
        parties: &'a Parties,
        attachments: &'a [outbox::Attachment],
        month: Month,
    ) -> Self {
        let key = Self::notice_key(&notice.number);
        Self { attachments, ..Self::to_partner(LetterKind::RmaOverageNotice, key, contract, parties, month) }
    }

    /// Tells the CSM of an overage notice that waits for a person.
    pub fn held_notice(notice: &Notice, contract: &'a Contract, csm: &'a Csm, month: Month) -> Self {
        Self::to_csm(LetterKind::HeldDocument, Self::held_notice_key(&notice.number), Some(contract), month, csm)
    }

    /// The key of a year's warning.
    pub fn warning_key(contract: &ContractId, year: i32, warning: Warning) -> String {
        format!("rma_warning:{contract}:{year}:{}", warning.as_str())
    }

    /// The key of the letter that carries a notice.
    pub fn notice_key(number: &str) -> String {
        format!("{NOTICE_KEY}{number}")
    }

    /// The number of the notice that a letter carries, from its key.
    pub fn notice_of(key: &str) -> Option<&str> {
        key.strip_prefix(NOTICE_KEY)
    }

    /// The key of the letter that asks for a decision on a notice.
    pub fn held_notice_key(number: &str) -> String {
        format!("held_document:{number}")
    }

    fn to_partner(kind: LetterKind, key: String, contract: &'a Contract, parties: &'a Parties, month: Month) -> Self {
        Self {
            kind,
            key,
            contract: Some(&contract.id),
            customer: Some(&contract.customer),
            month,
            quote: None,
            language: parties.partner.language,
            recipients: &parties.partner.notices_to,
            attachments: &[],
            in_reply_to: None,
            sender: None,
            document: None,
        }
    }

    /// Asks the partner to confirm the totals of a count.
    pub fn baseline_confirmation(confirmation: &'a Confirmation) -> Self {
        let Confirmation { proposal, partner, customer, ordinal, .. } = confirmation;
        let month = Month::of(confirmation.counted_on);
        let subject = match &proposal.contract {
            Some(contract) => format!("{}:{contract}", customer.id),
            None => customer.id.to_string(),
        };
        Self {
            kind: LetterKind::BaselineConfirmation,
            key: format!("baseline_confirmation:{subject}:{month}:{ordinal}"),
            // None while there is no contract: the letter is the customer's alone.
            contract: proposal.contract.as_ref(),
            customer: Some(&customer.id),
            month,
            quote: None,
            language: partner.language,
            recipients: &partner.notices_to,
            attachments: &[],
            in_reply_to: None,
            sender: None,
            document: None,
        }
    }

    fn to_csm(kind: LetterKind, key: String, contract: Option<&'a Contract>, month: Month, csm: &'a Csm) -> Self {
        Self {
            kind,
            key,
            contract: contract.map(|contract| &contract.id),
            customer: contract.map(|contract| &contract.customer),
            month,
            quote: None,
            language: csm.language,
            recipients: std::slice::from_ref(&csm.email),
            attachments: &[],
            in_reply_to: None,
            sender: None,
            document: None,
        }
    }
}
