//! Rendered documents of an audit: what was told, byte for byte, so that it can be shown and proved again.

use chrono::{DateTime, Utc};

use crate::domain::language::Language;
use crate::domain::words::words;
use crate::store::blobs::Digest;
use crate::store::cell::{Row, stored};
use crate::store::{StoreError, Tx};

words! {
    /// The documents that are built.
    DocumentKind {
        /// The CSM's monthly report.
        CsmReport = "csm_report",
        /// The same for those whom the partner names, under its brand.
        ReportCopy = "report_copy",
        /// The quote to the partner.
        TrueUpQuote = "true_up_quote",
    }
}

words! {
    /// The forms in which they are written.
    Format {
        /// A page.
        Html = "html",
        /// Plain text.
        Text = "text",
        /// Pages.
        Pdf = "pdf",
        /// A picture that a page of HTML shows.
        Png = "png",
        /// A workbook.
        Xlsx = "xlsx",
    }
}

/// Which document of an audit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentKey {
    /// `UUIDv7` of the audit.
    pub audit: String,
    /// What it is.
    pub kind: DocumentKind,
    /// What it is about, as the number of a quote; empty if that is the audit itself.
    pub subject: String,
    /// In which language.
    pub language: Language,
    /// In which form.
    pub format: Format,
    /// Which of the files of that form, as the name of a picture; empty where there is one alone.
    pub part: String,
    /// The version of the audit that made it.
    pub version: u32,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which one.
    pub key: DocumentKey,
    /// File name.
    pub name: String,
    /// As in `text/html; charset=utf-8`.
    pub media_type: String,
    /// Its bytes.
    pub content: Digest,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct DocumentRow {
    audit: String,
    kind: String,
    subject: String,
    language: String,
    format: String,
    part: String,
    version: i64,
    name: String,
    media_type: String,
    content: String,
    created_at: DateTime<Utc>,
}

impl DocumentRow {
    fn document(self) -> Result<Document, StoreError> {
        let row = Row { table: "documents", id: &self.audit };
        let (kind, language) = (
            row.word("kind", DocumentKind::parse, &self.kind)?,
            row.word("language", Language::parse, &self.language)?,
        );
        let format = row.word("format", Format::parse, &self.format)?;
        let version = row.count("version", self.version)?;
        let content = row.parse("content", &self.content)?;
        let key =
            DocumentKey { kind, subject: self.subject, language, format, part: self.part, version, audit: self.audit };
        Ok(Document { key, name: self.name, media_type: self.media_type, content, created_at: self.created_at })
    }
}

const PUT: &str = "-- store::documents::put
INSERT INTO documents (audit, kind, subject, language, format, part, version, name, media_type, content,
                       created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// Keeps a document.
///
/// # Errors
/// `Taken` if it is there already: a document is never changed.
pub async fn put(tx: &mut Tx, document: &Document) -> Result<(), StoreError> {
    let key = &document.key;
    sql!(
        tx,
        execute,
        PUT,
        key.audit.as_str(),
        key.kind.as_str(),
        key.subject.as_str(),
        key.language.tag(),
        key.format.as_str(),
        key.part.as_str(),
        i64::from(key.version),
        document.name.as_str(),
        document.media_type.as_str(),
        document.content.as_str(),
        stored(document.created_at)
    )?;
    Ok(())
}

const OF_AUDIT: &str = "-- store::documents::of_audit
SELECT audit, kind, subject, language, format, part, version, name, media_type, content, created_at
FROM documents WHERE audit = $1";

/// All documents of an audit, in the order of their keys.
pub async fn of_audit(tx: &mut Tx, audit: &str) -> Result<Vec<Document>, StoreError> {
    let rows: Vec<DocumentRow> = sql!(tx, fetch_all, OF_AUDIT, audit)?;
    let mut documents = rows.into_iter().map(DocumentRow::document).collect::<Result<Vec<_>, _>>()?;
    documents.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(documents)
}

const FIND: &str = "-- store::documents::find
SELECT audit, kind, subject, language, format, part, version, name, media_type, content, created_at
FROM documents
WHERE audit = $1 AND kind = $2 AND subject = $3 AND language = $4 AND format = $5 AND part = $6
  AND version = $7";

/// One document.
pub async fn find(tx: &mut Tx, key: &DocumentKey) -> Result<Option<Document>, StoreError> {
    let row: Option<DocumentRow> = sql!(
        tx,
        fetch_optional,
        FIND,
        key.audit.as_str(),
        key.kind.as_str(),
        key.subject.as_str(),
        key.language.tag(),
        key.format.as_str(),
        key.part.as_str(),
        i64::from(key.version)
    )?;
    row.map(DocumentRow::document).transpose()
}
