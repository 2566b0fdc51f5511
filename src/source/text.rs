//! What a stranger wrote, made fit to be kept or to be quoted in an error message.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

/// The most characters of a foreign text that a message quotes.
const LONGEST: usize = 300;
/// No text of a device is kept longer, in characters.
const LONGEST_KEPT: usize = 512;

/// A text as it is kept: as listed, without NUL, which no database takes as text, and not endless.
///
/// Of a longer one the end is replaced by a digest, so that two different serial numbers never become one.
pub(super) fn kept(text: Cow<'_, str>) -> String {
    let text = if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { text };
    // Most are short in bytes already, and need not be counted.
    if text.len() <= LONGEST_KEPT || text.chars().nth(LONGEST_KEPT).is_none() {
        return text.into_owned();
    }
    let head: String = text.chars().take(LONGEST_KEPT - 33).collect();
    format!("{head}#{:032x}", digest(&text))
}

/// Half a SHA-256: enough to tell any two texts apart, small enough to hold one for each device.
pub(super) fn digest(text: &str) -> u128 {
    let whole: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    whole.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// `text` shortened to one line without control characters, with each of `secrets` blotted out.
///
/// Secrets go first, on the whole text: a cut through the middle of one would leave a half that no longer matches.
pub(super) fn excerpt(text: &str, secrets: &[&str]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        clean = clean.replace(secret, "[secret]");
    }
    let mut line = String::new();
    for (count, c) in clean.split_whitespace().flat_map(|word| word.chars().chain([' '])).enumerate() {
        if count == LONGEST {
            return line.trim_end().to_owned() + " …";
        }
        if !c.is_control() && !is_formatting(c) {
            line.push(c);
        }
    }
    line.trim_end().to_owned()
}

/// [`excerpt`] of a body that need not be text.
pub(super) fn excerpt_bytes(body: &[u8], secrets: &[&str]) -> String {
    excerpt(&String::from_utf8_lossy(body), secrets)
}

/// Marks that reorder or hide what stands next to them on a terminal.
fn is_formatting(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_text_becomes_one_short_line_without_secrets() {
        assert_eq!(excerpt("a\r\n\tb\u{1b}[31m s3cret \u{202e}c", &["s3cret", ""]), "a b[31m [secret] c");
        let long = excerpt(&"x".repeat(5_000), &[]);
        assert_eq!(long.chars().count(), LONGEST + 2);
    }

    #[test]
    fn long_texts_stay_different() {
        let long = |end: char| kept(Cow::Owned("è".repeat(600) + &end.to_string()));
        assert_ne!(long('a'), long('b'));
        assert_eq!(long('a').chars().count(), LONGEST_KEPT);
        assert_eq!(kept(Cow::Borrowed("a\0b ")), "ab ");
    }

    #[test]
    fn a_secret_across_the_cut_is_blotted_out_whole() {
        let text = format!("{}TOPSECRET", "x".repeat(LONGEST - 4));
        assert!(!excerpt(&text, &["TOPSECRET"]).contains("TOP"));
    }
}
