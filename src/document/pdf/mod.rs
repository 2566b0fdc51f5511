//! PDF and pictures of documents, laid out by Typst from `templates/document/*.typ`.
//!
//! Texts go in as data, never as source, so that no name can become markup. The same data gives the same bytes. Lay
//! out away from the async threads: it takes tens of milliseconds. Without the feature `pdf` nothing is laid out.

#[cfg(feature = "pdf")]
mod inspect;
#[cfg(feature = "pdf")]
mod png;
#[cfg(feature = "pdf")]
mod typeset;
#[cfg(feature = "pdf")]
mod world;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::colour::Accent;
use crate::domain::language::Language;
use crate::domain::party::Logo;
use crate::template::{TemplateError, Templates};

/// Whether this program can lay documents out.
pub const AVAILABLE: bool = cfg!(feature = "pdf");

/// Which document, and what stands on it beside its view.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The layout, by its path below `templates/`.
    pub layout: &'static str,
    /// In which language.
    pub language: Language,
    /// Title, as viewers show it in the window.
    pub title: &'a str,
    /// Whose document.
    pub author: &'a str,
    /// The colour of its headings and bars.
    pub accent: &'a Accent,
    /// The logo of its letterhead.
    pub logo: Option<&'a Logo>,
    /// Number of the document: the identity of the file.
    pub number: &'a str,
    /// What stands at the foot of each page, beside the page number.
    pub footer: &'a [String],
    /// The day it was made, from what it tells and never from a clock; none leaves it out.
    pub made_on: Option<NaiveDate>,
}

/// A file laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Characters that no embedded font has. They stand in the file as their number, `[U+4E2D]`.
    pub unknown: BTreeSet<char>,
    /// What a person would dislike: an empty page, a text beyond the page, a box for a character. A sentence each.
    pub faults: Vec<String>,
}

/// Lays a view out as a tagged PDF with bookmarks.
pub fn pdf(templates: &Templates, sheet: Sheet<'_>, view: &impl Serialize) -> Result<Option<Laid>, TemplateError> {
    #[cfg(feature = "pdf")]
    {
        typeset::pdf(templates, sheet, view).map(Some)
    }
    #[cfg(not(feature = "pdf"))]
    {
        nothing(templates, sheet, view)
    }
}

/// Lays a view out as a PNG for each page, `width` pixels wide; no page without the feature.
pub fn pictures(
    templates: &Templates,
    sheet: Sheet<'_>,
    view: &impl Serialize,
    width: u32,
) -> Result<Vec<Laid>, TemplateError> {
    #[cfg(feature = "pdf")]
    {
        typeset::pictures(templates, sheet, view, width)
    }
    #[cfg(not(feature = "pdf"))]
    {
        nothing(templates, sheet, &(view, width)).map(Vec::from_iter)
    }
}

/// Gives back what laying out remembers of the last documents, some tens of megabytes: for when nothing more is to be laid
/// out for a while.
pub fn forget() {
    #[cfg(feature = "pdf")]
    typeset::forget();
}

#[cfg(not(feature = "pdf"))]
#[expect(clippy::unnecessary_wraps, reason = "as the functions that do lay out")]
fn nothing(_: &Templates, _: Sheet<'_>, _: &impl Serialize) -> Result<Option<Laid>, TemplateError> {
    Ok(None)
}

#[cfg(all(test, feature = "pdf"))]
mod tests;
