//! Articles before numbers in Italian: "il 8 dicembre" is "l'8 dicembre", "dal 11 %" is "dall'11 %".

use std::sync::LazyLock;

use regex::Regex;

/// Elides articles before dates and percentages whose number begins with a vowel when spoken (8, 80…89, 11).
pub(super) fn elide(text: &str) -> String {
    static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
        let months = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre";
        let expression =
            format!(r"\b([Ii]l|[Dd]el|[Dd]al|[Aa]l|[Nn]el) ((?:8\d?|11)(?:,\d+)?[ \u{{a0}}](?:%|{months}))");
        Regex::new(&expression).expect("a constant expression")
    });
    let elided = ARTICLE.replace_all(text, |found: &regex::Captures<'_>| {
        let article = match &found[1] {
            "il" => "l".to_owned(),
            "Il" => "L".to_owned(),
            longer => format!("{longer}l"),
        };
        format!("{article}'{}", &found[2])
    });
    elided.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_elided_before_eight_and_eleven_only() {
        let cases = [
            ("entro il 8 dicembre 2026", "entro l'8 dicembre 2026"),
            ("dal 11 marzo 2027 al 8 aprile 2027", "dall'11 marzo 2027 all'8 aprile 2027"),
            ("sconto del 8,5\u{a0}%", "sconto dell'8,5\u{a0}%"),
            ("il 18 dicembre 2026, del 5\u{a0}%", "il 18 dicembre 2026, del 5\u{a0}%"),
            ("il 8100 e il 1 novembre 2026", "il 8100 e il 1 novembre 2026"),
        ];
        for (before, after) in cases {
            assert_eq!(elide(before), after);
        }
    }
}
