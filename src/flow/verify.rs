//! Renders the documents of an audit anew and compares them, byte for byte, with what was told (R17).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::document::quote::QuoteFacts;
use crate::document::report::ReportFacts;
use crate::document::{RenderedMail, pdf, quote, report};
use crate::domain::language::Language;
use crate::domain::outcome::{IssuedQuote, Outcome};
use crate::domain::party::Seller;
use crate::domain::state::QuoteState;
use crate::flow::counting::Listing;
use crate::flow::workbook::{self, Workbook};
use crate::flow::{Engine, paper, rendering};
use crate::store::audits::{self, Audit};
use crate::store::blobs::Digest;
use crate::store::documents::{self, Document, DocumentKey, DocumentKind, Format};
use crate::store::quotes;
use crate::template::Templates;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Each document of the audit.
    pub documents: Vec<Proved>,
    /// Whether the templates in use are those of the audit.
    pub same_templates: bool,
    /// Whether this program has the version of the one that made it.
    pub same_program: bool,
}

/// One document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proved {
    /// File name.
    pub name: String,
    /// How it came out.
    pub result: Comparison,
    /// Digest of what was told.
    pub stored: String,
}

/// A document against itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same bytes.
    Same,
    /// Other bytes.
    Different,
    /// This program was built without what makes it.
    NotBuiltIn,
}

impl Proof {
    /// Whether nothing differs.
    pub fn holds(&self) -> bool {
        self.documents.iter().all(|document| document.result != Comparison::Different)
    }
}

/// Renders anew from the stored outcome, and counts anew from the evidence what its workbooks list; tells nobody and
/// writes nothing.
pub async fn verify(engine: &Engine, audit: &Audit) -> Result<Proof> {
    let (mut outcome, stored, issued) = load(engine, audit).await?;
    let seller = paper::seller(engine, &outcome).await?;
    if outcome.parties.report_is_copied() {
        paper::fetch_logo(engine, &mut outcome.parties.partner.brand).await?;
    }
    let made_with = outcome.made_with.clone();
    let devices = devices(engine, &outcome, outcome.parties.csm.language).await?;
    let mut quoted = Vec::new();
    for issued in issued {
        quoted.push((issued, self::devices(engine, &outcome, outcome.parties.partner.language).await?));
    }
    let templates = engine.templates.clone();
    let task = move || {
        let made = make(&templates, &seller, &outcome, devices, quoted)?;
        let proved = stored.iter().map(|document| compare(document, &made));
        anyhow::Ok(proved.collect())
    };
    Ok(Proof {
        documents: rendering::render(task).await?,
        same_templates: engine.templates.digest() == made_with.templates,
        same_program: made_with.program == env!("CARGO_PKG_VERSION"),
    })
}

/// What the audit found, what it told, and the quotes among that.
async fn load(engine: &Engine, audit: &Audit) -> Result<(Outcome, Vec<Document>, Vec<IssuedQuote>)> {
    let mut tx = engine.db.read().await?;
    let outcome = audits::outcome(&mut tx, &audit.id).await?.context("an audited audit has an outcome")?;
    let mut stored = documents::of_audit(&mut tx, &audit.id).await?;
    stored.retain(|document| document.key.version == outcome.version);
    let quotes = stored.iter().filter(|document| document.key.kind == DocumentKind::TrueUpQuote);
    let numbers: BTreeSet<&str> = quotes.map(|document| document.key.subject.as_str()).collect();
    let mut issued = Vec::new();
    for number in numbers {
        let quote = quotes::load(&mut tx, number).await?.with_context(|| format!("quote {number} is gone"))?;
        issued.push(released(quote));
    }
    Ok((outcome, stored, issued))
}

/// The devices as a workbook lists them, if it does.
async fn devices(engine: &Engine, outcome: &Outcome, language: Language) -> Result<Option<Listing>> {
    match workbook::sheets(engine, language, outcome.source.listed)? {
        Some(sheets) => workbook::list_again(engine, outcome, sheets).await.map(Some),
        None => Ok(None),
    }
}

/// A document made anew: its mail with its files, and the workbook of those that have one.
type Made = (RenderedMail, Option<Workbook>);

/// Everything the audit told, made anew, by kind and subject.
fn make(
    templates: &Templates,
    seller: &Seller,
    outcome: &Outcome,
    devices: Option<Listing>,
    quoted: Vec<(IssuedQuote, Option<Listing>)>,
) -> Result<BTreeMap<(DocumentKind, String), Made>> {
    let book = workbook::of_report(templates, outcome, seller, devices)?;
    let file = workbook::file_name(&report::number(outcome));
    let facts = ReportFacts { outcome, seller, device_list: book.lists_devices.then_some(file.as_str()) };
    let mail = report::with_files(templates, facts, outcome.parties.csm.language)?;
    let mut made = BTreeMap::from([((DocumentKind::CsmReport, String::new()), (mail, Some(book)))]);
    if outcome.parties.report_is_copied() {
        let mail = report::copy::with_files(templates, outcome, outcome.parties.partner.language)?;
        made.insert((DocumentKind::ReportCopy, String::new()), (mail, None));
    }
    for (issued, devices) in quoted {
        let book = workbook::of_quote(templates, outcome, &issued, seller, devices)?;
        let facts = QuoteFacts { outcome, issued: &issued, seller };
        let mail = quote::with_files(templates, facts, outcome.parties.partner.language)?;
        made.insert((DocumentKind::TrueUpQuote, issued.quote.number.clone()), (mail, Some(book)));
    }
    Ok(made)
}

/// The quote as it stood when it went out, whatever became of it.
fn released(stored: quotes::StoredQuote) -> IssuedQuote {
    IssuedQuote {
        quote: stored.quote,
        state: QuoteState::Approved,
        held: Vec::new(),
        issued_on: stored.issued_on,
        valid_until: stored.valid_until,
    }
}

fn bytes<'a>(made: &'a Made, key: &DocumentKey) -> Option<&'a [u8]> {
    let (mail, book) = made;
    match key.format {
        Format::Html => Some(mail.html.as_bytes()),
        Format::Text => Some(mail.text.as_bytes()),
        Format::Pdf => mail.pdf.as_ref().map(|pdf| &pdf.bytes[..]),
        Format::Png => {
            let picture = mail.pictures.iter().find(|picture| picture.subject.as_str() == key.part);
            picture.map(|picture| &picture.laid.bytes[..])
        }
        Format::Xlsx => book.as_ref().map(|book| &book.bytes[..]),
    }
}

fn compare(document: &Document, made: &BTreeMap<(DocumentKind, String), Made>) -> Proved {
    let key = &document.key;
    let anew = made.get(&(key.kind, key.subject.clone())).and_then(|made| bytes(made, key));
    let result = match anew {
        Some(bytes) if Digest::of(bytes) == document.content => Comparison::Same,
        None if !pdf::AVAILABLE => Comparison::NotBuiltIn,
        Some(_) | None => Comparison::Different,
    };
    Proved { name: document.name.clone(), result, stored: document.content.to_string() }
}
