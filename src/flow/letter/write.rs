//! A letter is written down: its message and files into the outbox, and what an audit published beside it.

use anyhow::Result;
use chrono::{DateTime, Utc};
use tracing::warn;

use crate::document::RenderedMail;
use crate::flow::Engine;
use crate::flow::letter::{Letter, Published};
use crate::store::documents::{self, Document, DocumentKey, Format};
use crate::store::outbox::{self, NewLetter};
use crate::store::{Tx, blobs, new_id};

const PDF: &str = "application/pdf";
const PNG: &str = "image/png";

impl Letter<'_> {
    /// Writes it into the outbox. A letter of that key that is there already stays as it is.
    pub async fn write(&self, engine: &Engine, tx: &mut Tx, mail: &RenderedMail, now: DateTime<Utc>) -> Result<()> {
        if let Some(published) = &self.document {
            self.keep(tx, published, mail, now).await?;
        }
        let files = self.files(tx, mail).await?;
        let id = new_id(now);
        let message_id = format!("<{id}@{}>", engine.settings.mail.from.email.domain());
        let new = NewLetter {
            id: &id,
            key: &self.key,
            kind: self.kind,
            contract: self.contract,
            customer: self.customer,
            month: self.month,
            quote: self.quote,
            language: self.language,
            subject: &mail.subject,
            message_id: &message_id,
            in_reply_to: self.in_reply_to,
            sender: self.sender,
            html: &mail.html,
            text: &mail.text,
            recipients: self.recipients,
            attachments: &files,
        };
        outbox::enqueue(tx, new, now).await?;
        Ok(())
    }

    /// The logo and the pictures that the mail shows, its PDF, and what else goes with it.
    async fn files(&self, tx: &mut Tx, mail: &RenderedMail) -> Result<Vec<outbox::Attachment>> {
        let name = self.file_name();
        let mut files = Vec::new();
        if let Some(logo) = &mail.logo {
            let content = blobs::put(tx, &logo.bytes).await?;
            let content_id = Some(logo.content_id.clone());
            let (name, media_type) = ("logo.png".to_owned(), PNG.to_owned());
            files.push(outbox::Attachment { name, media_type, content, content_id });
        }
        for picture in &mail.pictures {
            let name = format!("{name}-{}.png", picture.subject.as_str());
            for fault in &picture.laid.faults {
                warn!(file = name, "{fault}");
            }
            files.push(outbox::Attachment {
                name,
                media_type: PNG.to_owned(),
                content: blobs::put(tx, &picture.laid.bytes).await?,
                content_id: Some(picture.content_id.clone()),
            });
        }
        if let Some(pdf) = &mail.pdf {
            let content = blobs::put(tx, &pdf.bytes).await?;
            let (name, media_type) = (format!("{name}.pdf"), PDF.to_owned());
            for fault in &pdf.faults {
                warn!(file = name, "{fault}");
            }
            if !pdf.unknown.is_empty() {
                let unknown: Vec<String> =
                    pdf.unknown.iter().map(|c| format!("{c:?} (U+{:04X})", u32::from(*c))).collect();
                let unknown = unknown.join(", ");
                warn!(
                    file = name,
                    "no font can show {unknown}: the numbers stand in their place; put a font that can into documents.fonts"
                );
            }
            files.push(outbox::Attachment { name, media_type, content, content_id: None });
        }
        files.extend_from_slice(self.attachments);
        Ok(files)
    }

    /// How its own files are named, before the ending.
    fn file_name(&self) -> String {
        match (&self.document, self.quote) {
            (Some(published), _) => published.name.clone(),
            (None, Some(number)) => format!("{number}-draft"),
            (None, None) => Self::notice_of(&self.key).map_or_else(|| self.key.replace(':', "-"), str::to_owned),
        }
    }

    async fn keep(
        &self,
        tx: &mut Tx,
        published: &Published<'_>,
        mail: &RenderedMail,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let pdf = mail.pdf.iter().map(|pdf| (Format::Pdf, "", &pdf.bytes[..], ".pdf", PDF));
        let pictures = mail.pictures.iter().map(|picture| {
            let part = picture.subject.as_str();
            (Format::Png, part, &picture.laid.bytes[..], format!("-{part}.png"), PNG)
        });
        let texts = [
            (Format::Html, "", mail.html.as_bytes(), ".html", "text/html; charset=utf-8"),
            (Format::Text, "", mail.text.as_bytes(), ".txt", "text/plain; charset=utf-8"),
        ];
        let whole = texts.into_iter().chain(pdf);
        let whole = whole.map(|(format, part, bytes, ending, of)| (format, part, bytes, ending.to_owned(), of));
        for (format, part, bytes, ending, media_type) in whole.chain(pictures) {
            let document = Document {
                key: DocumentKey {
                    audit: published.audit.to_owned(),
                    kind: published.kind,
                    subject: self.quote.unwrap_or_default().to_owned(),
                    language: self.language,
                    format,
                    part: part.to_owned(),
                    version: published.version,
                },
                name: format!("{}{ending}", published.name),
                media_type: media_type.to_owned(),
                content: blobs::put(tx, bytes).await?,
                created_at: now,
            };
            documents::put(tx, &document).await?;
        }
        Ok(())
    }
}
