//! What is in a ZIP, which a workbook is too. Sizes are counted while unpacking: what the archive declares is not believed.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{LARGEST_FILE, Problem};

/// An honest workbook has some dozens of parts.
const MOST_ENTRIES: usize = 2_000;

/// What the bytes of a file are.
pub(super) enum Content {
    /// A workbook, safe to be unpacked.
    Workbook,
    /// A ZIP of one file, unpacked.
    File(Vec<u8>),
    /// Something else.
    NoArchive,
}

/// Looks into a file.
pub(super) fn content(bytes: &[u8]) -> Result<Content, Problem> {
    // The first bytes of old Excel files, and of new ones with a password.
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        let expected = "CSV or XLSX without a password (in a spreadsheet program: save as XLSX)";
        return Err(Problem::file("an old or protected Excel file", expected));
    }
    if !bytes.starts_with(b"PK") {
        return Ok(Content::NoArchive);
    }
    let broken =
        |error: ZipError| Problem::file(format!("a broken ZIP ({error})"), "CSV, XLSX or a ZIP of one of them");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MOST_ENTRIES {
        return Err(Problem::file(format!("a ZIP of {} files", archive.len()), "one CSV or XLSX file in it"));
    }
    let is_workbook = archive.index_for_name("[Content_Types].xml").is_some();
    let mut left = LARGEST_FILE as u64;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        let hidden = name.starts_with("__MACOSX/") || name.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
        if is_workbook {
            left = left.saturating_sub(unpacked(entry.take(left + 1), &mut io::sink())?);
        } else if !entry.is_dir() && !hidden {
            let mut content = Vec::new();
            left = left.saturating_sub(unpacked(entry.take(left + 1), &mut content)?);
            files.push(content);
        }
        if left == 0 {
            return Err(Problem::file("a ZIP of more than 64 MiB unpacked", "at most 64 MiB"));
        }
    }
    match (is_workbook, files.len()) {
        (true, _) => Ok(Content::Workbook),
        (false, 1) => Ok(Content::File(files.remove(0))),
        (false, count) => Err(Problem::file(format!("a ZIP of {count} files"), "one CSV or XLSX file in it")),
    }
}

fn unpacked(mut entry: impl Read, to: &mut impl io::Write) -> Result<u64, Problem> {
    io::copy(&mut entry, to)
        .map_err(|error| Problem::file(format!("a broken ZIP ({error})"), "CSV, XLSX or a ZIP of one of them"))
}
