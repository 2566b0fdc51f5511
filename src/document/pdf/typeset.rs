//! Typst at work: a view becomes pages, pages become a PDF or a picture.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use serde_json::{Value, json};
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::utils::Scalar;
use typst::{World, WorldExt};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandards, Timestamp};
use typst_render::RenderOptions;

use crate::document::pdf::{Laid, Sheet, inspect, png, world};
use crate::domain::party::Logo;
use crate::domain::pdf_standard::PdfStandard;
use crate::logo;
use crate::template::{Fonts, TemplateError, Templates};

/// Words of so many characters may break; numbers of documents and addresses stay whole.
const LONG_WORD: usize = 30;

/// What Typst remembers is kept for so many documents: five languages in turn, each with the pages of a report, its pictures
/// and a quote. Most words of a document are those of the last one in its language. Nothing grows for ever.
const KEPT: usize = 15;

/// Lays a view out as a tagged PDF with bookmarks.
pub(super) fn pdf(templates: &Templates, sheet: Sheet<'_>, view: &impl Serialize) -> Result<Laid, TemplateError> {
    let _forgetting = Forgetting;
    let (document, unknown) = lay_out(templates, sheet, view)?;
    let made_on = |day: NaiveDate| {
        let (month, day_of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
        Datetime::from_ymd_hms(day.year(), month, day_of_month, 0, 0, 0).map(Timestamp::new_utc)
    };
    let promised: &[typst_pdf::PdfStandard] = match templates.pdf_standard() {
        PdfStandard::None => &[],
        PdfStandard::A2a => &[typst_pdf::PdfStandard::A_2a],
        PdfStandard::Ua1 => &[typst_pdf::PdfStandard::Ua_1],
        PdfStandard::A2aUa1 => &[typst_pdf::PdfStandard::A_2a, typst_pdf::PdfStandard::Ua_1],
    };
    let options = PdfOptions {
        standards: PdfStandards::new(promised).map_err(|error| template_error(sheet, error.message().to_string()))?,
        ident: Smart::Custom(format!("{} {}", sheet.number, sheet.language.tag())),
        creator: Smart::Custom(Some(format!("trueup {}", env!("CARGO_PKG_VERSION")))),
        timestamp: sheet.made_on.and_then(made_on),
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| wrong(sheet, None, &errors))?;
    Ok(Laid { bytes, unknown, faults: inspect::faults(&document) })
}

/// Lays a view out as pictures, one of each page, `width` pixels wide.
pub(super) fn pictures(
    templates: &Templates,
    sheet: Sheet<'_>,
    view: &impl Serialize,
    width: u32,
) -> Result<Vec<Laid>, TemplateError> {
    let _forgetting = Forgetting;
    let (document, unknown) = lay_out(templates, sheet, view)?;
    let picture = |(at, page): (usize, &Page)| {
        let scale = f64::from(width) / page.frame.width().to_pt();
        let options = RenderOptions { pixel_per_pt: Scalar::new(scale), render_bleed: false };
        let drawn = typst_render::render(page, &options);
        let bytes = png::encode(drawn.width(), drawn.height(), drawn.data());
        let bytes = bytes.map_err(|error| template_error(sheet, error.to_string()))?;
        Ok(Laid { bytes, unknown: unknown.clone(), faults: inspect::faults_of(at, page) })
    };
    document.pages().iter().enumerate().map(picture).collect()
}

/// Forgets what was remembered, also after a failure.
struct Forgetting;

impl Drop for Forgetting {
    fn drop(&mut self) {
        comemo::evict(KEPT);
    }
}

/// Forgets all that is remembered.
pub(super) fn forget() {
    comemo::evict(0);
}

fn lay_out(
    templates: &Templates,
    sheet: Sheet<'_>,
    view: &impl Serialize,
) -> Result<(PagedDocument, BTreeSet<char>), TemplateError> {
    let mut unknown = BTreeSet::new();
    let wording = templates.wording(sheet.language);
    let logo = sheet.logo.map(|logo| logo_file(sheet, logo)).transpose()?.flatten();
    // What many documents share stands apart: what is made of it alone, Typst need not make again for each.
    let mut paper = json!({
        "language": sheet.language.tag(),
        "author": sheet.author,
        "accent": sheet.accent.light,
        "logo": logo.as_ref().map(|file| json!({ "file": file.name, "width": file.width })),
        "page_of": wording.say("page-of", &[("page", "#1"), ("pages", "#2")])?,
        "words": templates.words(sheet.language)?,
    });
    let mut data = json!({ "footer": sheet.footer, "view": view });
    for texts in [&mut paper, &mut data] {
        fit(texts, templates.fonts(), &mut unknown);
    }
    let desk = world::Desk::new(sheet.layout, templates, [("paper.json", paper), ("data.json", data)], logo);
    let compiled = typst::compile::<PagedDocument>(&desk);
    match compiled.output {
        // A warning is a layout that does not do what it says, as a font that is not there.
        Ok(mut document) if compiled.warnings.is_empty() => {
            // Not by the layout: a title among its styles would make every line of it one that no other document has.
            let info = document.info_mut();
            (info.title, info.author) = (Some(sheet.title.into()), vec![sheet.author.into()]);
            Ok((document, unknown))
        }
        Ok(_) => Err(wrong(sheet, Some(&desk), &compiled.warnings)),
        Err(errors) => Err(wrong(sheet, Some(&desk), &errors)),
    }
}

/// The logo as a layout loads it: `image("/logo.svg")`.
fn logo_file(sheet: Sheet<'_>, logo: &Logo) -> Result<Option<world::LogoFile>, TemplateError> {
    let missing = || template_error(sheet, format!("the logo {} is not at hand", logo.digest));
    let content = logo.content.as_ref().ok_or_else(missing)?;
    let Some(picture) = logo::picture(&logo.digest, content) else { return Ok(None) };
    let name = if logo::is_png(content) { "logo.png" } else { "logo.svg" };
    // As large as in the mail: 96 CSS pixels are 72 points.
    Ok(Some(world::LogoFile { name, content: content.to_vec(), width: f64::from(picture.width) * 0.75 }))
}

/// Makes texts fit for a page: a character that no font has becomes its number, so that no name is a row of boxes.
fn fit(data: &mut Value, fonts: &Fonts, unknown: &mut BTreeSet<char>) {
    match data {
        Value::String(text) => {
            // Each embedded font for Latin has all of ASCII.
            if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
                let missing = |c: &char| !is_unseen(*c) && (is_private(*c) || !fonts.can_show(*c));
                let found: BTreeSet<char> = text.chars().filter(missing).collect();
                for c in &found {
                    *text = text.replace(*c, &format!("[U+{:04X}]", u32::from(*c)));
                }
                unknown.extend(found);
            }
            if text.len() >= LONG_WORD {
                *text = breakable(text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| fit(value, fonts, unknown)),
        Value::Object(fields) => fields.values_mut().for_each(|value| fit(value, fonts, unknown)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A word too long for any column may break anywhere.
fn breakable(text: &str) -> String {
    let word = |word: &str| {
        if word.chars().count() < LONG_WORD {
            return word.to_owned();
        }
        word.chars().flat_map(|c| ['\u{200b}', c]).collect()
    };
    text.split_inclusive([' ', '\u{a0}', '-']).map(word).collect()
}

/// Spaces, breaks and the marks that isolate a direction: they have no picture.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}')
}

/// Characters for private use: a font may have a picture for one, but nobody knows what it says, and PDF/A refuses it.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

fn wrong(sheet: Sheet<'_>, desk: Option<&world::Desk<'_>>, problems: &[SourceDiagnostic]) -> TemplateError {
    let place = |problem: &SourceDiagnostic| {
        let (desk, id) = (desk?, problem.span.id()?);
        let line = desk.source(id).ok()?.lines().byte_to_line(desk.range(problem.span)?.start)?;
        Some(format!("{} line {}: ", id.vpath().get_without_slash(), line + 1))
    };
    let said = |problem: &SourceDiagnostic| {
        let hints = problem.hints.iter().map(|hint| format!(" ({})", hint.v)).collect::<Vec<_>>().concat();
        format!("{}{}{hints}", place(problem).unwrap_or_default(), problem.message)
    };
    template_error(sheet, problems.iter().map(said).collect::<Vec<_>>().join("; "))
}

fn template_error(sheet: Sheet<'_>, problem: String) -> TemplateError {
    TemplateError::Template { template: sheet.layout.to_owned(), language: sheet.language.tag(), problem }
}
