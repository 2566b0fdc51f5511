//! French typography: no-break spaces before the high marks and inside quotation marks, elided "de" before months.
//!
//! The wording is written with plain spaces ("Mois : …"), which anybody can type and see; they are bound here.

use std::sync::LazyLock;

use regex::Regex;

/// A colon with its no-break space.
pub(super) const COLON: &str = "\u{a0}:";
/// A semicolon with its narrow no-break space.
pub(super) const SEMICOLON: &str = "\u{202f};";

/// Binds the marks to their words, and elides "de" before a month that begins with a vowel.
pub(super) fn set(text: &str) -> String {
    static MONTH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b([Dd])e (avril|août|octobre)\b").expect("a constant expression"));
    let bound = text
        .replace(" :", COLON)
        .replace(" ;", SEMICOLON)
        .replace(" ?", "\u{202f}?")
        .replace(" !", "\u{202f}!")
        .replace("« ", "«\u{a0}")
        .replace(" »", "\u{a0}»");
    MONTH.replace_all(&bound, "${1}’$2").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_with_their_words_and_months_are_elided() {
        let cases = [
            ("Mois : mai ; prêt ? « oui »", "Mois\u{a0}: mai\u{202f}; prêt\u{202f}? «\u{a0}oui\u{a0}»"),
            ("le rapport de octobre 2026", "le rapport d’octobre 2026"),
            ("le mois de novembre, de avril à août", "le mois de novembre, d’avril à août"),
            ("05:00 UTC, https://example.com", "05:00 UTC, https://example.com"),
        ];
        for (before, after) in cases {
            assert_eq!(set(before), after);
        }
    }
}
