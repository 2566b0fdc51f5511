//! Fonts of documents: the embedded ones, and after them those of a folder of the operator, in the order of their files'
//! names, for scripts that the embedded ones lack. The same files give the same pages.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
#[cfg(feature = "pdf")]
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
#[cfg(feature = "pdf")]
use typst::foundations::Bytes;
#[cfg(feature = "pdf")]
use typst::text::{Font, FontBook};
#[cfg(feature = "pdf")]
use typst::utils::LazyHash;

#[cfg(feature = "pdf")]
use crate::fonts;
use crate::template::error::{TemplateError, TemplateErrors};

/// The largest file, in bytes; those with all Chinese, Japanese and Korean characters have about 20 MiB.
const LARGEST: u64 = 64 * 1024 * 1024;
/// How a font file's name ends.
const ENDINGS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];

#[cfg(feature = "pdf")]
static EMBEDDED: LazyLock<Vec<Font>> =
    LazyLock::new(|| fonts::EMBEDDED.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect());

/// What documents are set in.
#[derive(Debug)]
pub struct Fonts {
    #[cfg(feature = "pdf")]
    all: Vec<Font>,
    #[cfg(feature = "pdf")]
    book: LazyHash<FontBook>,
    /// Names and digests of the files of the folder, a line each.
    own: String,
}

impl Fonts {
    /// The embedded ones.
    pub(super) fn embedded() -> Self {
        Self::with(Vec::new(), String::new())
    }

    /// The embedded ones and those of a folder. A program that cannot lay out only reads them.
    ///
    /// # Errors
    /// Every file that is no font, or one that must not be embedded; a folder without fonts.
    pub(super) fn of_folder(folder: &Path) -> Result<Self, TemplateErrors> {
        let (mut found, mut own, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let files = files(folder).map_err(|error| TemplateErrors(vec![error]))?;
        if files.is_empty() {
            errors.push(unfit(folder, "holds no font file"));
        }
        for path in files {
            match read(&path) {
                Ok(bytes) => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    own.push(format!("{name} {}\n", hex::encode(Sha256::digest(&bytes))));
                    match faces(&path, bytes) {
                        Ok(faces) => found.extend(faces),
                        Err(error) => errors.push(error),
                    }
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self::with(found, own.concat())) } else { Err(TemplateErrors(errors)) }
    }

    #[cfg(feature = "pdf")]
    fn with(own_fonts: Vec<Font>, own: String) -> Self {
        let all: Vec<Font> = EMBEDDED.iter().cloned().chain(own_fonts).collect();
        Self { book: LazyHash::new(FontBook::from_fonts(&all)), all, own }
    }

    #[cfg(not(feature = "pdf"))]
    fn with(_: Vec<()>, own: String) -> Self {
        Self { own }
    }

    /// What makes them other than the embedded ones; empty if nothing does.
    pub(super) fn own(&self) -> &str {
        &self.own
    }

    /// Whether one of them can show a character.
    #[cfg(feature = "pdf")]
    pub fn can_show(&self, c: char) -> bool {
        self.all.iter().any(|font| font.info().coverage.contains(u32::from(c)))
    }

    /// All of them, to choose from.
    #[cfg(feature = "pdf")]
    pub fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The one of that place in the book.
    #[cfg(feature = "pdf")]
    pub fn get(&self, index: usize) -> Option<Font> {
        self.all.get(index).cloned()
    }
}

/// The font files of a folder, by name. Others (a licence, a note) are left alone.
fn files(folder: &Path) -> Result<Vec<PathBuf>, TemplateError> {
    let unreadable = |cause| TemplateError::Read { path: folder.to_path_buf(), cause };
    let is_font = |path: &Path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        found.push(entry.map_err(unreadable)?.path());
    }
    found.retain(|path| is_font(path));
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, TemplateError> {
    let failed = |cause| TemplateError::Read { path: path.to_path_buf(), cause };
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST { Err(unfit(path, "is larger than 64 MiB")) } else { Ok(bytes) }
}

#[cfg(feature = "pdf")]
fn faces(path: &Path, bytes: Vec<u8>) -> Result<Vec<Font>, TemplateError> {
    let fonts: Vec<Font> = Font::iter(Bytes::new(bytes)).collect();
    if fonts.is_empty() {
        return Err(unfit(path, "is no font that can be read"));
    }
    // A document that leaves the house carries its fonts.
    let is_restricted = |font: &Font| {
        let face = ttf_parser::Face::parse(font.data(), font.index());
        face.is_ok_and(|face| face.permissions() == Some(ttf_parser::Permissions::Restricted))
    };
    if fonts.iter().any(is_restricted) {
        return Err(unfit(path, "says that it must not be embedded in documents"));
    }
    Ok(fonts)
}

#[cfg(not(feature = "pdf"))]
#[expect(clippy::unnecessary_wraps, reason = "as the one that does look into it")]
fn faces(_: &Path, _: Vec<u8>) -> Result<Vec<()>, TemplateError> {
    Ok(Vec::new())
}

fn unfit(path: &Path, found: &'static str) -> TemplateError {
    TemplateError::Font { path: path.to_path_buf(), found }
}
