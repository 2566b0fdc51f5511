//! The encodings in which spreadsheet programs save CSV: UTF-8, UTF-16 with its mark, and what Windows calls ANSI.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::Problem;

/// The text of a file, and a remark if its encoding could only be guessed.
pub(super) fn text(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), Problem> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, broken) = encoding.decode(bytes);
        if broken {
            let found = format!("bytes that are not {}", encoding.name());
            return Err(Problem::file(found, "text in the encoding that its first bytes announce"));
        }
        return Ok((text, None));
    }
    if bytes.contains(&0) {
        return Err(Problem::file("a file that is no text", "CSV or XLSX, or a ZIP of one of them"));
    }
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok((text, None));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok((text, Some("it is not UTF-8 and was read as Windows-1252".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_save_is_read_and_what_is_no_text_is_not() {
        let utf16: Vec<u8> = "\u{feff}Città".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_big: Vec<u8> = "\u{feff}Città".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in ["Città".as_bytes(), "\u{feff}Città".as_bytes(), &utf16, &utf16_big, b"Citt\xe0"] {
            assert_eq!(text(bytes).unwrap().0, "Città", "{bytes:?}");
        }
        assert!(text(b"Citt\xe0").unwrap().1.is_some());
        assert!(text(b"\x89PNG\r\n\x1a\n\0\0\0").is_err());
        assert!(text(b"\xff\xfea").is_err());
    }
}
