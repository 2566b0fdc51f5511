//! All documents together: every sample in every language, and the wording they are made of.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use super::*;
use crate::domain::category::Category;
use crate::domain::outcome::{HoldReason, Reason};
use crate::domain::state::QuoteState;

fn mails() -> Vec<(String, RenderedMail)> {
    let templates = load(None).unwrap_or_else(|errors| panic!("{errors}"));
    sample::render_all(&templates).into_iter().map(|(name, mail)| (name, mail.unwrap())).collect()
}

#[test]
fn every_sample_renders_in_every_language_and_stays_small() {
    for (name, mail) in mails() {
        assert!(!mail.subject.chars().any(char::is_control), "{name}: {:?}", mail.subject);
        assert!(!mail.subject.is_empty() && mail.text.len() > 500, "{name}");
        assert!(mail.html.len() < 100 * 1024, "{name}: {} bytes", mail.html.len());
        assert!(!mail.html.contains("{{ t(") && !mail.text.contains("{%"), "{name}");
    }
}

#[test]
fn markup_in_names_stays_text() {
    let (_, hostile) = mails().into_iter().find(|(name, _)| name == "report-hostile-en").unwrap();
    assert!(!hostile.html.contains("<script") && !hostile.html.contains("<b>"));
    assert!(hostile.html.contains("&lt;b&gt;"));
    assert!(!hostile.text.contains('\u{202e}'));
}

#[test]
fn the_same_outcome_gives_the_same_mail() {
    assert_eq!(mails(), mails());
}

/// Templates are checked at start; what the views say is checked here, from their source.
#[test]
fn every_wording_key_is_used_and_every_used_key_exists() {
    let mut used = keys_of_views();
    let call = Regex::new(r#"\bt\(\s*"([a-z0-9-]+)""#).unwrap();
    for template in files("templates", "j2") {
        used.extend(call.captures_iter(&template).map(|found| found[1].to_owned()));
    }
    let templates = load(None).unwrap();
    for language in Language::ALL {
        let there = templates.wording(language).keys();
        let unused: Vec<_> = there.difference(&used).collect();
        let missing: Vec<_> = used.difference(there).collect();
        assert!(unused.is_empty() && missing.is_empty(), "{language:?}: unused {unused:?}, missing {missing:?}");
    }
}

/// Families are spoken by a word of an enum; all other keys stand in the source as they are.
fn keys_of_views() -> BTreeSet<String> {
    let states = ["ok", "watch", "action", "unaudited"];
    let families: Vec<(&str, Vec<&str>)> = vec![
        ("category", Category::ALL.map(Category::as_str).to_vec()),
        ("units", Category::ALL.map(Category::as_str).to_vec()),
        ("reason", Reason::ALL.map(Reason::as_str).to_vec()),
        ("state", states.to_vec()),
        ("quote-state", QuoteState::ALL.iter().map(|state| state.as_str()).collect()),
        ("audit", vec!["audited", "partly"]),
        ("hold", hold_reasons().map(HoldReason::as_str).to_vec()),
    ];
    let key = |(family, words): &(&str, Vec<&str>)| {
        words.iter().map(|word| format!("{family}-{}", word.replace('_', "-"))).collect::<Vec<_>>()
    };
    let mut keys: BTreeSet<String> = families.iter().flat_map(key).collect();
    let literal = Regex::new(r#""([a-z]+(?:-[a-z]+)*)""#).unwrap();
    let known: BTreeSet<String> =
        files("templates/language", "ftl").iter().flat_map(|text| first_words(text)).collect();
    let said = Regex::new(r#"(?:say|say_count|fact|figure)\(\s*(?:locale,\s*)?"([a-z]+(?:-[a-z]+)*)""#).unwrap();
    for source in files("src/document", "rs") {
        keys.extend(said.captures_iter(&source).map(|found| found[1].to_owned()));
        keys.extend(literal.captures_iter(&source).map(|found| found[1].to_owned()).filter(|key| known.contains(key)));
    }
    keys
}

fn hold_reasons() -> [HoldReason; 8] {
    [
        HoldReason::PriceMissing,
        HoldReason::UnknownModels,
        HoldReason::Amount,
        HoldReason::FirstTrueUp,
        HoldReason::TotalsChanged,
        HoldReason::ProfileChanged,
        HoldReason::SourceChanged,
        HoldReason::CatalogueChanged,
    ]
}

fn first_words(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    lines.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}

/// The texts of all files below a folder that end so; tests themselves left out.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            texts.extend(files(&relative, ending));
        } else if path.extension().is_some_and(|found| found == ending) && !path.ends_with("tests.rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
    texts
}
