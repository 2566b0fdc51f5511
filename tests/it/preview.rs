//! `trueup preview`: everything that is sent, in every language, found from one page, and the same bytes each time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Output;

use regex::Regex;
use trueup::domain::language::Language;
use trueup::domain::state::LetterKind;

/// The program in an empty folder, with nothing of the machine's own.
fn preview(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_trueup"));
    command.arg("preview").args(arguments).current_dir(folder).env_clear().output().unwrap()
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

fn matches<'a>(expression: &str, text: &'a str) -> Vec<&'a str> {
    let expression = Regex::new(expression).unwrap();
    expression.captures_iter(text).map(|found| found.get(1).unwrap().as_str()).collect()
}

#[test]
fn every_letter_is_there_in_every_language_every_link_leads_to_a_file_and_all_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = preview(folder.path(), &["first"]);
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    let all = files(&folder.path().join("first"));
    let page = str::from_utf8(&all["index.html"]).unwrap();

    let kinds: BTreeSet<&str> = matches(r#"<section id="([a-z_]+)">"#, page).into_iter().collect();
    assert_eq!(kinds, LetterKind::ALL.iter().map(|kind| kind.as_str()).chain(["report_copy"]).collect());
    let links: BTreeSet<&str> = matches(r#"<a href="([a-z0-9/.-]+)""#, page).into_iter().collect();
    let found = |name: &&str| *name != "index.html" && !name.starts_with("logos/");
    let written: BTreeSet<&str> = all.keys().map(String::as_str).filter(found).collect();
    let shown: BTreeSet<&str> = matches(r#"src="([^"]+\.png)""#, page).into_iter().collect();
    assert!(shown.is_subset(&written) && links.is_subset(&written), "{:?}", links.difference(&written));
    assert_eq!(links, written, "a file that nothing leads to");
    for ending in [".html", ".txt", ".xlsx", ".csv"] {
        let of = |language: Language| -> BTreeSet<&str> {
            let folder = format!("{}/", language.tag());
            links.iter().filter_map(|link| link.strip_prefix(&*folder)?.strip_suffix(ending)).collect()
        };
        let samples = of(Language::En);
        assert!(!samples.is_empty(), "no {ending}");
        for language in Language::ALL {
            assert_eq!(of(language), samples, "{ending} in {}", language.tag());
        }
    }

    // Again into the same folder, where an earlier preview may be written over.
    assert_eq!(preview(folder.path(), &["first"]).status.code(), Some(0));
    assert!(files(&folder.path().join("first")) == all, "other bytes");
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("site")).unwrap();
    fs::write(folder.path().join("site/index.html"), "<h1>Mine</h1>").unwrap();
    let refused = preview(folder.path(), &["site"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("site holds other files"), "{refused:?}");
    assert_eq!(files(&folder.path().join("site")).len(), 1);
}
