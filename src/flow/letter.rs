//! A letter comes to be: rendered and final, in the transaction that decides its fact, also kept as a document of its
//! audit. Nothing else may send mail.

use anyhow::Result;
use chrono::{DateTime, Utc};

use crate::document::RenderedMail;
use crate::domain::language::Language;
use crate::domain::outcome::Outcome;
use crate::domain::party::Email;
use crate::domain::state::LetterKind;
use crate::domain::true_up::Quote;
use crate::flow::Engine;
use crate::store::documents::{self, Document, DocumentKey, DocumentKind, Format};
use crate::store::outbox::{self, NewLetter};
use crate::store::{Tx, blobs, new_id};

/// A letter about an audit.
#[derive(Debug)]
pub struct Letter<'a> {
    /// The audit that it is about.
    pub audit: &'a str,
    /// What that found.
    pub outcome: &'a Outcome,
    /// What kind of letter.
    pub kind: LetterKind,
    /// What kind of document.
    pub document: DocumentKind,
    /// Unique: kind, subject, month or year, version (product.md section 7).
    pub key: String,
    /// Number of the document, the name of its files.
    pub name: String,
    /// The quote that it carries.
    pub quote: Option<&'a str>,
    /// In which language.
    pub language: Language,
    /// To whom.
    pub recipients: &'a [Email],
    /// What goes with it.
    pub attachments: &'a [outbox::Attachment],
}

impl<'a> Letter<'a> {
    /// The monthly report to the CSM.
    pub fn csm_report(audit: &'a str, outcome: &'a Outcome, attachments: &'a [outbox::Attachment]) -> Self {
        let (contract, month, version) = (&outcome.contract.id, outcome.month, outcome.version);
        let csm = &outcome.parties.csm;
        Self {
            audit,
            outcome,
            kind: LetterKind::CsmReport,
            document: DocumentKind::CsmReport,
            key: format!("csm_report:{contract}:{month}:v{version}"),
            name: format!("CSM-{contract}-{month}-v{version}"),
            quote: None,
            language: csm.language,
            recipients: std::slice::from_ref(&csm.email),
            attachments,
        }
    }

    /// A released quote to the partner.
    pub fn true_up_quote(audit: &'a str, outcome: &'a Outcome, quote: &'a Quote) -> Self {
        let partner = &outcome.parties.partner;
        Self {
            audit,
            outcome,
            kind: LetterKind::TrueUpQuote,
            document: DocumentKind::TrueUpQuote,
            key: format!("true_up_quote:{}", quote.number),
            name: quote.number.clone(),
            quote: Some(&quote.number),
            language: partner.language,
            recipients: &partner.quotes_to,
            attachments: &[],
        }
    }

    /// Writes it into the outbox and keeps it as a document. A letter of that key that is there already stays as it is.
    pub async fn write(&self, engine: &Engine, tx: &mut Tx, mail: &RenderedMail, now: DateTime<Utc>) -> Result<()> {
        let forms = [
            (Format::Html, &mail.html, "html", "text/html; charset=utf-8"),
            (Format::Text, &mail.text, "txt", "text/plain; charset=utf-8"),
        ];
        for (format, text, extension, media_type) in forms {
            let document = Document {
                key: DocumentKey {
                    audit: self.audit.to_owned(),
                    kind: self.document,
                    subject: self.quote.unwrap_or_default().to_owned(),
                    language: self.language,
                    format,
                    version: self.outcome.version,
                },
                name: format!("{}.{extension}", self.name),
                media_type: media_type.to_owned(),
                content: blobs::put(tx, text.as_bytes()).await?,
                created_at: now,
            };
            documents::put(tx, &document).await?;
        }
        let id = new_id(now);
        let message_id = format!("<{id}@{}>", engine.settings.mail.from.email.domain());
        let new = NewLetter {
            id: &id,
            key: &self.key,
            kind: self.kind,
            contract: &self.outcome.contract.id,
            customer: &self.outcome.contract.customer,
            month: self.outcome.month,
            quote: self.quote,
            language: self.language,
            subject: &mail.subject,
            message_id: &message_id,
            html: &mail.html,
            text: &mail.text,
            recipients: self.recipients,
            attachments: self.attachments,
        };
        outbox::enqueue(tx, new, now).await?;
        Ok(())
    }
}
