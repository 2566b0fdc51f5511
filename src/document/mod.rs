//! Documents: an outcome becomes the bytes that people read.
//!
//! A view holds every number and sentence of a document, already written in its language; the templates only lay it
//! out. Nothing here decides anything: what is shown was decided by `domain`.

pub mod actions;
pub mod alert;
mod chart;
pub mod clean;
pub mod colour;
pub mod confirmation;
pub mod devices;
pub mod digest;
pub mod held;
mod letterhead;
pub mod missing_report;
pub mod parts;
pub mod pdf;
pub mod picture;
pub mod preview;
pub mod quote;
pub mod report;
pub mod rma;
pub mod sample;
pub mod workbook;

use std::path::Path;

use serde::Serialize;

pub use crate::document::letterhead::MailLogo;
use crate::document::letterhead::{Letterhead, Sender};
use crate::document::pdf::Laid;
use crate::document::picture::Picture;
use crate::domain::language::Language;
use crate::domain::state::LetterKind;
use crate::template::{TemplateError, TemplateErrors, Templates};

/// A mail as people read it, without its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line, free of control characters.
    pub subject: String,
    /// A whole page with inlined styles.
    pub html: String,
    /// The same for readers without HTML.
    pub text: String,
    /// The document that goes with it as a PDF.
    pub pdf: Option<Laid>,
    /// The logo of its sender, where its page shows one.
    pub logo: Option<MailLogo>,
    /// What its page shows as pictures.
    pub pictures: Vec<Picture>,
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name with its ending.
    pub name: String,
    /// MIME type.
    pub media_type: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Loads templates and wording and renders every sample in every language, so that a mistake in a text ends the start
/// and not a customer's mail.
pub fn load(override_folder: Option<&Path>) -> Result<Templates, TemplateErrors> {
    load_with_fonts(override_folder, None)
}

/// The same with the fonts of a folder, which layouts of one's own may name.
pub fn load_with_fonts(override_folder: Option<&Path>, fonts: Option<&Path>) -> Result<Templates, TemplateErrors> {
    let mut templates = Templates::load(override_folder)?;
    if let Some(folder) = fonts {
        templates = templates.with_fonts(folder)?;
    }
    // The built-in ones were rehearsed by the tests of this very program; to do it again would cost every command more than
    // its own work.
    let errors = if override_folder.is_some() { sample::rehearse(&templates) } else { Vec::new() };
    if errors.is_empty() { Ok(templates) } else { Err(TemplateErrors(errors)) }
}

/// A view on the paper of its sender.
#[derive(Serialize)]
struct OnPaper<'a, V> {
    paper: Letterhead,
    #[serde(flatten)]
    view: &'a V,
}

/// Lays a view out with the three templates of its letter, styles still in their own element.
fn lay_out(
    templates: &Templates,
    letter: LetterKind,
    language: Language,
    sender: Sender<'_>,
    view: &impl Serialize,
) -> Result<RenderedMail, TemplateError> {
    let (paper, logo) = Letterhead::new(&templates.locale(language)?, sender)?;
    let view = &OnPaper { paper, view };
    let name = |part: &str| format!("mail/{}/{part}.j2", letter.as_str());
    let subject = templates.render(&name("subject.txt"), language, view)?;
    let html = templates.render(&name("body.html"), language, view)?;
    let text = templates.render(&name("body.txt"), language, view)?;
    let imprint = templates.render("mail/imprint.txt.j2", language, view)?;
    Ok(RenderedMail {
        subject: clean::line(&subject),
        html,
        text: format!("{}\n\n{}\n", text.trim(), imprint.trim_end()),
        pdf: None,
        logo,
        pictures: Vec::new(),
    })
}

/// Moves the styles into the elements, where every mail program reads them; media rules stay (`data-css-inline="keep"`).
fn inline_styles(mail: RenderedMail, letter: LetterKind, language: Language) -> Result<RenderedMail, TemplateError> {
    let html = css_inline::CSSInliner::options().minify_css(true).build().inline(&mail.html).map_err(|error| {
        TemplateError::Template {
            template: format!("mail/{}/body.html.j2", letter.as_str()),
            language: language.tag(),
            problem: format!("its styles cannot be inlined: {error}"),
        }
    })?;
    Ok(RenderedMail { html, ..mail })
}

#[cfg(test)]
mod tests;
