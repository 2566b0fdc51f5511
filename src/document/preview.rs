//! All documents to look at: every sample in every language as mail, text and files, and a page to find them by.
//!
//! The samples are those that the tests render. Nothing here is mailed, and nothing looks at a clock: the same templates
//! give the same bytes.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::picture::Picture;
use crate::document::sample::{self, Group, Shown};
use crate::document::workbook::WorkbookError;
use crate::document::{MailLogo, RenderedMail};
use crate::domain::language::Language;
use crate::domain::party::Seller;
use crate::domain::state::LetterKind;
use crate::template::{TemplateError, Templates};

/// What is looked at most stands first.
const ORDER: [Group; LetterKind::ALL.len() + 1] = [
    Group::Letters(LetterKind::CsmReport),
    Group::Copies,
    Group::Letters(LetterKind::CsmDigest),
    Group::Letters(LetterKind::TrueUpQuote),
    Group::Letters(LetterKind::QuoteReminder),
    Group::Letters(LetterKind::RmaWarning),
    Group::Letters(LetterKind::RmaOverageNotice),
    Group::Letters(LetterKind::BaselineConfirmation),
    Group::Letters(LetterKind::ReportRequest),
    Group::Letters(LetterKind::ReportReminder),
    Group::Letters(LetterKind::NotAudited),
    Group::Letters(LetterKind::HeldDocument),
    Group::Letters(LetterKind::OperatorAlert),
];

/// A file of the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewFile {
    /// Its path from the page, with `/` between the parts: letters, digits and hyphens, and a dot before the ending.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// A template or a wording.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A workbook.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// A list of units.
    #[error("a list cannot be written: {0}")]
    List(#[from] io::Error),
}

/// The page that all is found by.
#[derive(Debug, Serialize)]
struct Index {
    accent: Accent,
    seller: String,
    languages: Vec<Column>,
    groups: [Part; ORDER.len()],
    documents: usize,
    samples: usize,
}

#[derive(Debug, Serialize)]
struct Column {
    tag: &'static str,
    name: &'static str,
}

/// One kind of letter, or the copies of the report.
#[derive(Debug, Serialize)]
struct Part {
    id: &'static str,
    title: &'static str,
    to: &'static str,
    rows: Vec<Row>,
}

/// A sample, with a cell for each language.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    subject: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    subject: String,
    links: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct Link {
    word: &'static str,
    path: String,
}

/// The page and all that it leads to.
pub fn files(templates: &Templates, seller: &Seller) -> Result<Vec<PreviewFile>, PreviewError> {
    let mut files = Vec::new();
    let mut groups = ORDER.map(part);
    let mut documents = 0;
    let mut logos = BTreeMap::new();
    for shown in sample::show_all(templates, seller) {
        let shown = shown?;
        let cell = cell(&shown, &mut files);
        logos.extend(shown.mail.logo.map(|logo| (logo_path(&logo), logo.bytes.to_vec())));
        documents += cell.links.len();
        let Some(group) = groups.iter_mut().find(|group| group.id == id(shown.group)) else { continue };
        match group.rows.last_mut().filter(|row| row.name == shown.sample) {
            Some(row) => row.cells.push(cell),
            None => group.rows.push(Row { name: shown.sample, subject: String::new(), cells: vec![cell] }),
        }
    }
    for row in groups.iter_mut().flat_map(|group| &mut group.rows) {
        row.subject = in_english(row);
    }
    let index = Index {
        accent: Accent::of(seller.brand.colour.as_deref()),
        seller: crate::document::clean::line(&seller.name),
        languages: Language::ALL.map(|language| Column { tag: language.tag(), name: own_name(language) }).into(),
        samples: groups.iter().map(|group| group.rows.len()).sum(),
        groups,
        documents,
    };
    let page = templates.render("preview/index.html.j2", Language::En, &index)?;
    files.extend(logos.into_iter().map(|(path, bytes)| PreviewFile { path, bytes }));
    files.push(PreviewFile { path: "index.html".to_owned(), bytes: page.into_bytes() });
    Ok(files)
}

/// Where a logo lies, for all mails that show it.
fn logo_path(logo: &MailLogo) -> String {
    format!("logos/{}.png", logo.content_id.replace(['.', '@'], "-"))
}

/// The files of a sample in a language, and the links to them.
fn cell(shown: &Shown, files: &mut Vec<PreviewFile>) -> Cell {
    let mut links = Vec::new();
    let stem = format!("{}/{}", shown.language.tag(), shown.sample);
    let mut add = |word: &'static str, path: String, bytes: Vec<u8>| {
        links.push(Link { word, path: path.clone() });
        files.push(PreviewFile { path, bytes });
    };
    let RenderedMail { html, text, pdf, logo, pictures, .. } = &shown.mail;
    let file = |picture: &Picture| format!("{}-{}.png", shown.sample, picture.subject.as_str());
    let page = pictures
        .iter()
        .fold(html.clone(), |page, picture| page.replace(&format!("cid:{}", picture.content_id), &file(picture)));
    let page = match logo {
        Some(logo) => page.replace(&format!("cid:{}", logo.content_id), &format!("../{}", logo_path(logo))),
        None => page,
    };
    add("Mail", format!("{stem}.html"), page.into_bytes());
    add("Text", format!("{stem}.txt"), text.clone().into_bytes());
    if let Some(laid) = pdf {
        add("PDF", format!("{stem}.pdf"), laid.bytes.clone());
    }
    for picture in pictures {
        add("PNG", format!("{}/{}", shown.language.tag(), file(picture)), picture.laid.bytes.clone());
    }
    for file in &shown.files {
        let ending = file.name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        let word = match ending {
            "xlsx" => "XLSX",
            "csv" => "CSV",
            _ => "File",
        };
        add(word, format!("{stem}.{ending}"), file.bytes.clone());
    }
    Cell { subject: shown.mail.subject.clone(), links }
}

fn in_english(row: &Row) -> String {
    let at = Language::ALL.iter().position(|language| *language == Language::En);
    at.and_then(|at| row.cells.get(at)).map(|cell| cell.subject.clone()).unwrap_or_default()
}

/// As the page names the part.
fn id(group: Group) -> &'static str {
    match group {
        Group::Letters(letter) => letter.as_str(),
        Group::Copies => "report_copy",
    }
}

fn part(group: Group) -> Part {
    let (title, to) = match group {
        Group::Letters(letter) => of_letters(letter),
        Group::Copies => {
            ("Monthly report, copy", "to whom the partner names, under its brand: its customer may see it")
        }
    };
    Part { id: id(group), title, to, rows: Vec::new() }
}

fn of_letters(letter: LetterKind) -> (&'static str, &'static str) {
    match letter {
        LetterKind::CsmReport => ("Monthly report", "to the CSM"),
        LetterKind::CsmDigest => ("Digest of all contracts", "to the CSM"),
        LetterKind::TrueUpQuote => ("True-up quote", "to the partner"),
        LetterKind::QuoteReminder => ("Reminder of a quote", "to the partner"),
        LetterKind::RmaWarning => ("RMA warning", "to the partner"),
        LetterKind::RmaOverageNotice => ("RMA overage notice", "to the partner"),
        LetterKind::ReportRequest => ("Request for a report", "to the partner"),
        LetterKind::ReportReminder => ("Reminder of a report", "to the partner"),
        LetterKind::NotAudited => ("Month not audited", "to the partner and the CSM"),
        LetterKind::BaselineConfirmation => ("Baseline to confirm", "to the partner"),
        LetterKind::HeldDocument => ("Something is held", "to the CSM"),
        LetterKind::OperatorAlert => ("Alert", "to the operator and the CSM"),
    }
}

/// What a language calls itself.
fn own_name(language: Language) -> &'static str {
    match language {
        Language::It => "Italiano",
        Language::En => "English",
        Language::De => "Deutsch",
        Language::Fr => "Français",
        Language::Es => "Español",
    }
}
