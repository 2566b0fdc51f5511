//! Logos: what is kept of a file, and the picture that a mail shows of it.
//!
//! The files come from outside. An SVG is written anew from a list of what a drawing needs, a PNG is decoded, made small
//! and written anew; what runs, loads or unfolds without end is refused by its name. Imports nothing of ours.

#[cfg(feature = "pdf")]
mod drawing;
mod png;
mod svg;
mod weight;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// How large a logo is shown, at most: its width and height in CSS pixels, on paper 44 x 13 mm.
const SHOWN: (f64, f64) = (168.0, 48.0);
/// Pixels of a picture for each one that is shown: screens of today have two.
#[cfg(feature = "pdf")]
const DENSITY: f64 = 2.0;
/// Pictures that are remembered: a run shows the logos of a few partners, many times each.
const REMEMBERED: usize = 32;

/// Why a file is not taken as a logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What it is or holds, for "which …".
    pub found: String,
    /// What would do.
    pub expected: &'static str,
}

const DRAWING: &str = "a drawing of shapes alone (exported as plain or optimised SVG), or a PNG";

impl From<String> for Refused {
    fn from(found: String) -> Self {
        Self { found, expected: DRAWING }
    }
}

impl From<&str> for Refused {
    fn from(found: &str) -> Self {
        found.to_owned().into()
    }
}

/// A PNG that a mail can carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its file.
    pub bytes: Arc<[u8]>,
    /// How wide it is shown, in CSS pixels.
    pub width: u32,
    /// How high it is shown, in CSS pixels.
    pub height: u32,
}

/// What is kept of a file: a drawing without what runs or loads, or a picture of the size that is shown. The same file
/// gives the same bytes.
///
/// # Errors
/// What is wrong with it, and what would do.
pub fn kept(file: &[u8]) -> Result<Vec<u8>, Refused> {
    if is_png(file) {
        return png::sanitised(file);
    }
    let neither = "which is neither SVG nor PNG";
    let text = std::str::from_utf8(file).map_err(|_| neither)?;
    if !text.contains("<svg") {
        return Err(neither.into());
    }
    let svg::Kept { svg, texts } = svg::sanitised(text.trim_start_matches('\u{feff}'))?;
    #[cfg(feature = "pdf")]
    {
        drawing::without_fonts(svg, &texts).map(String::into_bytes)
    }
    #[cfg(not(feature = "pdf"))]
    {
        // A program that cannot draw keeps the texts for one that can.
        drop(texts);
        Ok(svg.into_bytes())
    }
}

/// Whether what is kept is a PNG; else it is an SVG.
pub fn is_png(kept: &[u8]) -> bool {
    kept.starts_with(b"\x89PNG\r\n\x1a\n")
}

/// The picture of a logo, `digest` being that of what is kept; none if there is nothing to be seen, or if it is an SVG and
/// the program cannot draw.
pub fn picture(digest: &str, kept: &[u8]) -> Option<Picture> {
    static DRAWN: LazyLock<Mutex<BTreeMap<String, Picture>>> = LazyLock::new(Mutex::default);
    let drawn = || DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(picture) = drawn().get(digest) {
        return Some(picture.clone());
    }
    let picture = draw(kept)?;
    let mut drawn = drawn();
    if drawn.len() >= REMEMBERED {
        drawn.clear();
    }
    drawn.insert(digest.to_owned(), picture.clone());
    Some(picture)
}

fn draw(kept: &[u8]) -> Option<Picture> {
    if is_png(kept) {
        let (width, height) = png::size_with_ink(kept)?;
        let (width, height) = fitted(width.into(), height.into(), 1.0);
        return Some(Picture { bytes: kept.into(), width: whole(width), height: whole(height) });
    }
    #[cfg(feature = "pdf")]
    {
        drawing::draw(std::str::from_utf8(kept).ok()?)
    }
    #[cfg(not(feature = "pdf"))]
    {
        None
    }
}

/// The size at which something of that size is shown, enlarged `most` times at most.
fn fitted(width: f64, height: f64, most: f64) -> (f64, f64) {
    let scale = (SHOWN.0 / width).min(SHOWN.1 / height).min(most);
    (width * scale, height * scale)
}

/// Whole pixels, one at least.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the width of a picture")]
fn whole(length: f64) -> u32 {
    length.round().clamp(1.0, 4096.0) as u32
}
