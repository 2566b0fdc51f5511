//! Each wording keeps to the glossary at its head: wherever the English text says a term, the other says the word that
//! was chosen for it, and never one that was ruled out.

use std::collections::BTreeMap;
use std::fs;

use regex::Regex;

use crate::domain::language::Language;

/// `#   quote = Angebot | Angebots ! Offerte`: an English term, the forms of its word, and what is not said for it.
struct Term {
    english: String,
    forms: Vec<String>,
    never: Vec<String>,
}

fn wording(language: Language) -> String {
    let path = format!("{}/templates/language/{}.ftl", env!("CARGO_MANIFEST_DIR"), language.tag());
    fs::read_to_string(path).unwrap()
}

fn glossary(wording: &str) -> Vec<Term> {
    let words = |list: &str| list.split('|').map(|word| word.trim().to_owned()).collect();
    let lines = wording.lines().filter_map(|line| line.strip_prefix("#   "));
    let term = |line: &str| {
        let (english, said) = line.split_once(" = ").unwrap_or_else(|| panic!("no term: {line}"));
        let (forms, never) = said.split_once(" ! ").map_or((said, None), |(forms, never)| (forms, Some(never)));
        Term { english: english.to_owned(), forms: words(forms), never: never.map(words).unwrap_or_default() }
    };
    lines.map(term).collect()
}

/// The texts by key, without the names of their arguments and without commands, which no language translates.
fn texts(wording: &str) -> BTreeMap<String, String> {
    let beside_the_words =
        Regex::new(r#"\{[^{}]*\}|\{ \$plural ->|\[(?:one|many|other)\]|[„“"«]\s?trueup [^“”"»]*[“”"»]"#);
    let beside_the_words = beside_the_words.unwrap();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut current = String::new();
    for line in wording.lines().filter(|line| !line.starts_with('#')) {
        let text = match line.split_once(" = ") {
            Some((key, text)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                key.clone_into(&mut current);
                text
            }
            _ => line,
        };
        // Twice: a command holds arguments.
        let bare = beside_the_words.replace_all(text, "…");
        texts.entry(current.clone()).or_default().push_str(&beside_the_words.replace_all(&bare, "…"));
    }
    texts
}

fn says(term: &str) -> Regex {
    Regex::new(&format!(r"(?i)(?:^|[^\w-]){}s?(?:$|[^\w-])", regex::escape(term))).unwrap()
}

#[test]
fn every_text_uses_the_words_of_its_glossary() {
    let english = texts(&wording(Language::En));
    let mut wrong = Vec::new();
    for language in Language::ALL.into_iter().filter(|language| *language != Language::En) {
        let wording = wording(language);
        let texts = texts(&wording);
        let terms = glossary(&wording);
        assert!(terms.len() > 40, "{language:?} has a glossary of {} terms", terms.len());
        for Term { english: term, forms, never } in &terms {
            let said = says(term);
            let mut keys = english.iter().filter(|(_, text)| said.is_match(text)).map(|(key, _)| key).peekable();
            assert!(keys.peek().is_some(), "no English text says {term:?}, which the {language:?} glossary has");
            for (key, text) in keys.filter_map(|key| texts.get_key_value(key)) {
                let small = text.to_lowercase();
                if !forms.iter().any(|form| small.contains(&form.to_lowercase())) {
                    wrong.push(format!("{language:?} {key}: {term:?} is {forms:?}, not {:?}", text.trim()));
                }
            }
            for never in never {
                let said = says(never);
                let found = texts.iter().filter(|(_, text)| said.is_match(text));
                wrong.extend(found.map(|(key, text)| format!("{language:?} {key}: {never:?} in {:?}", text.trim())));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Marks that a language sets in its own way and that a hurried translation forgets.
#[test]
fn marks_are_set_as_each_language_sets_them() {
    let wrong = |language: Language, mark: &str| {
        let mark = Regex::new(mark).unwrap();
        let texts = texts(&wording(language));
        let found = texts.into_iter().filter(|(_, text)| mark.is_match(text));
        found.map(|(key, text)| format!("{language:?} {key}: {text}")).collect::<Vec<_>>()
    };
    let french = wrong(Language::Fr, r#"[^\s][:;?!»]|«\S|["']"#);
    let spanish = wrong(Language::Es, r#"^[^¿]*\?|"|“"#);
    let german = wrong(Language::De, r#"["«»]|\p{L}\s[:;?!]"#);
    let all = [french, spanish, german].concat();
    assert!(all.is_empty(), "{}", all.join("\n"));
}
