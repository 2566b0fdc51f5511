//! Model names as sources list them: the form in which they are compared, and the form in which they are shown.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

static CONTROL_AND_FORMAT: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{Cc}\p{Cf}]"));
static LETTER_HYPHEN_DIGIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\p{L})-(\p{Nd})"));
static MAKER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(hp )?(poly|plantronics|polycom) "));
static LONE_LETTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^| )(\p{L}) (\p{Nd})"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of this file are constants that its tests compile")
}

/// The form in which names are compared (programme.md section 4, steps in its order).
pub fn normalise(listed: &str) -> String {
    let text: String = listed.nfkc().collect();
    // Without format characters, and in lower case, marks may have come to stand beside other letters: compose again.
    let text: String = CONTROL_AND_FORMAT.replace_all(&text, "").to_lowercase().nfkc().collect();
    let text = text.replace('_', " ").replace('\u{2010}', "-");
    let text = LETTER_HYPHEN_DIGIT.replace_all(&text, "$1$2").replace('-', " ");
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some(maker) = MAKER.find(&text) {
        text.drain(..maker.end());
    }
    let mut text = LONE_LETTER.replace_all(&text, "$1$2$3").into_owned();
    while let Some((rest, "series" | "taa" | "m")) = text.rsplit_once(' ') {
        text.truncate(rest.len());
    }
    text
}

/// A listed name fit to be shown: without control and format characters, white space collapsed.
pub fn cleaned(listed: &str) -> String {
    let text: String = listed.nfkc().collect();
    CONTROL_AND_FORMAT.replace_all(&text, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
