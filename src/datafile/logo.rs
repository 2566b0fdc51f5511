//! The brand of the settings and of the data files: its colour, and its logo beside the file that names it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::datafile::reader::Section;
use crate::domain::party::{Brand, Logo};
use crate::logo::{self, Refused};

/// The largest file, in bytes.
const LARGEST: u64 = 512 * 1024;

/// Reads the table `brand` of a section: `sender` only where a party has one, colour, and a logo relative to `folder`.
pub fn brand(of: &mut Section<'_>, with_sender: bool, folder: &Path) -> Brand {
    let Some(mut section) = of.section("brand") else { return Brand::default() };
    let sender = if with_sender { section.opt_text("sender") } else { None };
    let colour = section.opt_written("colour", "a colour, as in \"#0a5c8f\"", colour);
    let file = section.opt_text("logo");
    let logo = file.and_then(|file| match read(&folder.join(&file)) {
        Ok(logo) => Some(logo),
        Err(Refused { found, expected }) => {
            section.problem("logo", format!("{file:?}, {found}"), expected);
            None
        }
    });
    // Nothing to be seen, or an SVG and a program that cannot draw.
    if logo.as_ref().is_some_and(|logo| picture(logo).is_none()) {
        section.idle(&["logo"]);
    }
    section.finish();
    Brand { sender, colour, logo }
}

fn picture(logo: &Logo) -> Option<logo::Picture> {
    logo::picture(&logo.digest, logo.content.as_ref()?)
}

fn colour(text: &str) -> Option<String> {
    let digits = text.strip_prefix('#')?;
    (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())).then(|| text.to_lowercase())
}

fn read(path: &Path) -> Result<Logo, Refused> {
    let expected = "an SVG or PNG file of at most 512 KiB, its path relative to the file that names it";
    let failed = |error: std::io::Error| Refused { found: format!("which cannot be read ({error})"), expected };
    let mut content = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut content).map_err(failed)?;
    if content.len() as u64 > LARGEST {
        return Err(Refused { found: "which is larger than 512 KiB".to_owned(), expected });
    }
    Ok(Logo::of(&logo::kept(&content)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_six_digits() {
        assert_eq!(colour("#0A5C8F").as_deref(), Some("#0a5c8f"));
        assert_eq!((colour("#fff"), colour("red"), colour("#00000g")), (None, None, None));
    }
}
