//! `trueup preview`: every document and mail from sample data, in every language, to look at.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde::Serialize;

use crate::cli::app;
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::document::{self, preview, sample};
use crate::domain::pdf_standard::PdfStandard;
use crate::settings;

/// The page that all is found by.
const PAGE: &str = "index.html";
/// What it says of itself: such a folder may be written over.
const MARK: &str = r#"<meta name="generator" content="trueup preview">"#;

/// What was written, for `--json`.
#[derive(Debug, Serialize)]
struct Written {
    page: String,
    files: usize,
}

/// Writes all into `dir`. With settings, under their templates and as their seller; without, as they are built in.
pub(super) fn preview(global: &Global, dir: &Path) -> Result<Exit, Failure> {
    let own =
        if global.config.is_some() || settings::found().is_some() { Some(app::settings(global)?.0) } else { None };
    let templates = own.as_ref().and_then(|settings| settings.templates.as_deref());
    let fonts = own.as_ref().and_then(|settings| settings.fonts.as_deref());
    let standard = own.as_ref().map_or_else(PdfStandard::default, |settings| settings.pdf_standard);
    let templates = document::load_with_fonts(templates, fonts).map_err(anyhow::Error::from)?.keeping_to(standard);
    let seller = own.map_or_else(sample::seller, |settings| settings.seller);
    refuse_strange(dir)?;
    let files = preview::files(&templates, &seller).map_err(anyhow::Error::from)?;
    for file in &files {
        let path = dir.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, &file.bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let written = Written { page: dir.join(PAGE).display().to_string(), files: files.len() };
    print::done(global, &written, format_args!("{} files; open {}", written.files, written.page))?;
    Ok(Exit::Done)
}

/// Hundreds of files do not go among somebody's own.
fn refuse_strange(dir: &Path) -> Result<(), Failure> {
    let unseen = |error: io::Error| anyhow!(error).context(format!("cannot look into {}", dir.display()));
    let empty = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(unseen(error).into()),
    };
    let ours = || fs::read_to_string(dir.join(PAGE)).is_ok_and(|page| page.contains(MARK));
    if empty || ours() {
        return Ok(());
    }
    let name = dir.display();
    Err(Failure::usage(format!("{name} holds other files; name a folder that is new, empty, or of an earlier preview")))
}
