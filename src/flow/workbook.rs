//! The workbooks that go with report and quote: what they list, how large they may become, and how they are kept.

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use crate::document::report;
use crate::document::workbook::{self, BookFacts, DeviceSheets, WorkbookError};
use crate::domain::catalogue::Catalogue;
use crate::domain::language::Language;
use crate::domain::outcome::{IssuedQuote, Outcome};
use crate::domain::party::Seller;
use crate::domain::replaced::Replacements;
use crate::flow::counting::{self, Listing, Measure};
use crate::flow::{Engine, collect};
use crate::store::documents::{self, Document, DocumentKey, DocumentKind, Format};
use crate::store::{Tx, audits, blobs, outbox};
use crate::template::Templates;

/// A workbook for a mail lists the devices one by one up to here; beyond, it would burden the reader's mail server and our
/// time, and says which command writes it whole.
const LISTED: u64 = 25_000;
/// A workbook that became larger all the same, in bytes, goes without them too.
const LARGEST: usize = 2 * 1024 * 1024;

/// A workbook for a mail.
#[derive(Debug)]
pub struct Workbook {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it lists the devices one by one.
    pub lists_devices: bool,
}

/// Device sheets for a mail, to be filled while the devices are counted; none if they are too many.
pub fn sheets(engine: &Engine, language: Language, listed: u64) -> Result<Option<Listing>> {
    if listed > LISTED {
        return Ok(None);
    }
    let sheets = DeviceSheets::new(&engine.templates, language, false)?;
    Ok(Some(Listing::Sheets(Box::new(sheets))))
}

/// The workbook of a report. Runs for as long as its devices are many: not for the async threads.
pub fn of_report(
    templates: &Templates,
    outcome: &Outcome,
    seller: &Seller,
    sheets: Option<Listing>,
) -> Result<Workbook, WorkbookError> {
    let language = outcome.parties.csm.language;
    let facts = BookFacts { outcome, seller };
    bounded(sheets, |devices| workbook::of_report(templates, facts, devices, language))
}

/// The workbook of a quote; the same holds for it.
pub fn of_quote(
    templates: &Templates,
    outcome: &Outcome,
    issued: &IssuedQuote,
    seller: &Seller,
    sheets: Option<Listing>,
) -> Result<Workbook, WorkbookError> {
    let language = outcome.parties.partner.language;
    let facts = BookFacts { outcome, seller };
    bounded(sheets, |devices| workbook::of_quote(templates, facts, issued, devices, language))
}

fn bounded(
    sheets: Option<Listing>,
    write: impl Fn(Option<DeviceSheets>) -> Result<Vec<u8>, WorkbookError>,
) -> Result<Workbook, WorkbookError> {
    if let Some(Listing::Sheets(sheets)) = sheets {
        let bytes = write(Some(*sheets))?;
        if bytes.len() <= LARGEST {
            return Ok(Workbook { bytes, lists_devices: true });
        }
    }
    Ok(Workbook { bytes: write(None)?, lists_devices: false })
}

/// Counts the snapshot of a published audit again, under the catalogue and the contract of then, and lists its devices.
pub async fn list_again(engine: &Engine, outcome: &Outcome, list: Listing) -> Result<Listing> {
    let digest = outcome.made_with.catalogue.parse()?;
    let mut tx = engine.db.read().await?;
    let audit = audits::find(&mut tx, &outcome.contract.id, outcome.month).await?;
    let snapshot = audit.and_then(|audit| audit.snapshot).context("an audited audit has a snapshot")?;
    let catalogue = blobs::get(&mut tx, &digest).await?;
    let replacements = match &outcome.made_with.replacements {
        None => Replacements::default(),
        Some(digest) => {
            let found = blobs::get(&mut tx, &digest.parse()?).await?;
            let found =
                found.with_context(|| format!("what was replaced by {} is gone: no blob {digest}", outcome.month))?;
            serde_json::from_slice(&found).context("what was replaced cannot be read")?
        }
    };
    drop(tx);
    let catalogue =
        catalogue.with_context(|| format!("the catalogue of {} is gone: no blob {digest}", outcome.month))?;
    let catalogue = Catalogue::from_text(std::str::from_utf8(&catalogue)?)?;
    let taken = collect::stored(engine, &snapshot).await?;
    let measure = Measure {
        catalogue: Arc::new(catalogue),
        contract: Arc::new(outcome.contract.clone()),
        taken_at: taken.facts.taken_at,
        day: engine.calendar.day(taken.facts.taken_at),
        replacements: Arc::new(replacements),
    };
    let (_, list) = counting::count(&engine.db, &taken.evidence, &measure, Some(list)).await?;
    list.context("the list was given to be written")
}

/// Keeps the workbook of a report as a document of its audit; gives what the letter carries.
pub async fn keep_report(
    tx: &mut Tx,
    audit: &str,
    outcome: &Outcome,
    book: &Workbook,
    now: DateTime<Utc>,
) -> Result<outbox::Attachment> {
    let language = outcome.parties.csm.language;
    let key = key(audit, DocumentKind::CsmReport, String::new(), language, outcome);
    keep(tx, key, &report::number(outcome), book, now).await
}

/// Keeps the workbook of the quote `number` as a document of its audit; gives what the letter carries.
pub async fn keep_quote(
    tx: &mut Tx,
    audit: &str,
    outcome: &Outcome,
    number: &str,
    book: &Workbook,
    now: DateTime<Utc>,
) -> Result<outbox::Attachment> {
    let language = outcome.parties.partner.language;
    let key = key(audit, DocumentKind::TrueUpQuote, number.to_owned(), language, outcome);
    keep(tx, key, number, book, now).await
}

fn key(audit: &str, kind: DocumentKind, subject: String, language: Language, outcome: &Outcome) -> DocumentKey {
    let (audit, version) = (audit.to_owned(), outcome.version);
    DocumentKey { audit, kind, subject, language, format: Format::Xlsx, part: String::new(), version }
}

async fn keep(
    tx: &mut Tx,
    key: DocumentKey,
    number: &str,
    book: &Workbook,
    now: DateTime<Utc>,
) -> Result<outbox::Attachment> {
    let content = blobs::put(tx, &book.bytes).await?;
    let (name, media_type) = (file_name(number), workbook::MEDIA_TYPE.to_owned());
    let document =
        Document { key, name: name.clone(), media_type: media_type.clone(), content: content.clone(), created_at: now };
    documents::put(tx, &document).await?;
    Ok(outbox::Attachment { name, media_type, content, content_id: None })
}

/// `<number of the document>.xlsx`.
pub fn file_name(number: &str) -> String {
    format!("{number}.xlsx")
}
