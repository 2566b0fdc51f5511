//! Who may import whom: the layers of the house, held against every `use crate::` in `src/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Module -> what it may import beside itself. `*` is everything.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("telemetry", &[]),
    ("fonts", &[]),
    ("logo", &["fonts"]),
    ("template", &["domain", "fonts"]),
    ("datafile", &["domain", "logo"]),
    ("simulator", &["domain"]),
    ("source", &["domain"]),
    ("store", &["domain"]),
    ("document", &["domain", "logo", "template"]),
    ("mail", &["domain", "template"]),
    ("settings", &["domain", "datafile", "source", "mail"]),
    ("flow", &["clock", "datafile", "document", "domain", "mail", "settings", "source", "store", "template"]),
    ("web", &["domain", "flow", "store", "template"]),
    ("cli", &["*"]),
    ("daemon", &["*"]),
    ("lib", &["*"]),
    ("main", &["*"]),
];

#[test]
fn every_import_points_the_way_the_house_allows() {
    let allowed: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for file in rust_files(Path::new("src")) {
        let module = module_of(&file);
        let Some(may) = allowed.get(module.as_str()) else {
            wrong.push(format!("{}: module {module} is not in the import table", file.display()));
            continue;
        };
        for target in imports(&fs::read_to_string(&file).unwrap()) {
            seen += 1;
            if target != module && !may.contains(&"*") && !may.contains(&target.as_str()) {
                wrong.push(format!("{}: {module} must not import {target}", file.display()));
            }
        }
    }
    assert!(seen > 0, "no import was found: the test looks in the wrong place");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// First path segments after every `crate::` that stands outside of comments.
fn imports(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let segment = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    code.flat_map(|line| line.split("crate::").skip(1).map(segment).collect::<Vec<_>>())
        .filter(|name| name.chars().next().is_some_and(char::is_lowercase))
        .collect()
}

fn module_of(file: &Path) -> String {
    let inside: PathBuf = file.components().skip(1).collect();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut found: Vec<_> = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).collect();
    found.extend(folders.iter().flat_map(|folder| rust_files(folder)));
    found
}
