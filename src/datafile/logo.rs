//! Logos that stand beside the settings and the data files: read, checked and named by their digest.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::datafile::reader::Section;
use crate::domain::party::Brand;

/// The largest logo, in bytes: it travels in every mail.
const LARGEST: u64 = 512 * 1024;

/// A logo file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// `sha256:…` over its bytes, as in [`Brand::logo`].
    pub digest: String,
    /// `image/svg+xml` or `image/png`.
    pub media_type: &'static str,
    /// The file as it was read.
    pub content: Vec<u8>,
}

/// Reads the table `brand` of a section: `sender` only where a party has one, colour, and a logo relative to `folder`.
pub fn brand(of: &mut Section<'_>, with_sender: bool, folder: &Path) -> (Brand, Option<Logo>) {
    let Some(mut section) = of.section("brand") else { return (Brand::default(), None) };
    section.idle(&["logo"]);
    let sender = if with_sender { section.opt_text("sender") } else { None };
    let colour = section.opt_written("colour", "a colour, as in \"#0a5c8f\"", colour);
    let file = section.opt_text("logo");
    let logo = file.and_then(|file| match read(&folder.join(&file)) {
        Ok(logo) => Some(logo),
        Err(wrong) => {
            let expected = "an SVG or PNG file of at most 512 KiB, its path relative to the file that names it";
            section.problem("logo", format!("{file:?}, {wrong}"), expected);
            None
        }
    });
    section.finish();
    (Brand { sender, colour, logo: logo.as_ref().map(|logo| logo.digest.clone()) }, logo)
}

fn colour(text: &str) -> Option<String> {
    let digits = text.strip_prefix('#')?;
    (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())).then(|| text.to_lowercase())
}

fn read(path: &Path) -> Result<Logo, String> {
    let failed = |error: std::io::Error| format!("which cannot be read ({error})");
    let mut content = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut content).map_err(failed)?;
    if content.len() as u64 > LARGEST {
        return Err("which is larger than 512 KiB".to_owned());
    }
    let media_type = media_type(&content)?;
    Ok(Logo { digest: format!("sha256:{}", hex::encode(Sha256::digest(&content))), media_type, content })
}

fn media_type(content: &[u8]) -> Result<&'static str, String> {
    if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok("image/png");
    }
    let text = std::str::from_utf8(content).map_err(|_| "which is neither SVG nor PNG")?.to_lowercase();
    if !text.contains("<svg") {
        return Err("which is neither SVG nor PNG".to_owned());
    }
    // It ends up in a page of somebody's browser: a picture has no need of any of these.
    let active = ["<script", "<!entity", "<foreignobject", "javascript:"].into_iter().find(|part| text.contains(part));
    active.map_or(Ok("image/svg+xml"), |part| Err(format!("which contains {part:?}, more than a picture needs")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_a_picture_and_nothing_else() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n..."), Ok("image/png"));
        assert_eq!(media_type(b"<?xml version='1.0'?><svg/>"), Ok("image/svg+xml"));
        for wrong in [b"GIF89a".as_slice(), b"", b"\xff\xfe", b"<svg><script>alert(1)</script></svg>"] {
            assert!(media_type(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_colour_has_six_digits() {
        assert_eq!(colour("#0A5C8F").as_deref(), Some("#0a5c8f"));
        assert_eq!((colour("#fff"), colour("red"), colour("#00000g")), (None, None, None));
    }
}
