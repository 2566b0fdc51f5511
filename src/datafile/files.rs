//! Finds the files, reads each, and puts together what they declare.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::Table;

use crate::datafile::check::check;
use crate::datafile::problem::{Problem, Problems};
use crate::datafile::reader::{Findings, Section};
use crate::datafile::{DataSet, Known, Read, contract, idle_warning, model, party, price_list};

/// A file larger than this was not typed by people.
const LARGEST: u64 = 32 * 1024 * 1024;

/// What reading has brought together so far.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) set: DataSet,
    /// Where each entry stands, be the rest of it right or wrong: kind and id -> file.
    pub(super) declared: BTreeMap<(&'static str, String), String>,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<String>,
    idle: BTreeSet<String>,
}

/// Reads files, and the `.toml` files and price lists of folders, and checks them against each other and against what
/// is known.
pub fn read(paths: &[PathBuf], known: &Known) -> Result<Read, Problems> {
    let mut all = Collected::default();
    for path in all.files(paths) {
        if is(&path, "csv") {
            let named = paths.contains(&path);
            all.price_lists(&path, named);
        } else if let Some(table) = all.parse(&path) {
            all.collect(&path, &table);
        }
    }
    check(&mut all, known);
    if !all.problems.is_empty() {
        return Err(Problems(all.problems));
    }
    all.warnings.extend(idle_warning(&all.idle));
    Ok(Read { set: all.set, files: all.declared, warnings: all.warnings })
}

impl Collected {
    /// The files meant by the paths, each once, in the order given and by name inside a folder.
    fn files(&mut self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = Vec::new();
        for path in paths {
            let found = if path.is_dir() { self.folder(path) } else { vec![path.to_owned()] };
            for file in found {
                if !files.contains(&file) {
                    files.push(file);
                }
            }
        }
        files
    }

    fn folder(&mut self, path: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut files: Vec<_> = match entries {
            Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect(),
            Err(error) => {
                self.wrong(path, format!("the folder cannot be read ({error})"), "a folder with data files");
                return Vec::new();
            }
        };
        files.sort();
        // The settings may lie beside the data.
        files.retain(|file| is(file, "csv") || is(file, "toml") && !file.ends_with("trueup.toml"));
        if files.is_empty() {
            self.wrong(path, "no .toml file in the folder", "a folder with data files");
        }
        files
    }

    fn parse(&mut self, path: &Path) -> Option<Table> {
        let parsed = text(path).and_then(|text| {
            text.parse::<Table>().map_err(|error| format!("this is not TOML: {}", error.to_string().trim_end()))
        });
        parsed.map_err(|found| self.wrong(path, found, "a data file in TOML, encoded in UTF-8")).ok()
    }

    /// The versions of price lists in a file. One that only lies in a folder may be something else.
    fn price_lists(&mut self, path: &Path, named: bool) {
        let text = match text(path) {
            Ok(text) if named || price_list::is_one(&text) => text,
            Ok(_) => {
                self.warnings.push(format!("{}: left out, it is no price list", path.display()));
                return;
            }
            Err(found) => return self.wrong(path, found, "a price list in CSV, encoded in UTF-8"),
        };
        let file = path.display().to_string();
        let (lists, problems) = price_list::read(&file, &text);
        self.problems.extend(problems);
        for list in lists {
            let id = list.version.id();
            if let Some(first) = self.declared.get(&("price_list", id.clone())) {
                let found = format!("{id}, which is already declared in {first}");
                self.wrong(path, found, "each version of a price list in one file");
                continue;
            }
            self.declared.insert(("price_list", id), file.clone());
            self.set.price_lists.push(list);
        }
    }

    fn wrong(&mut self, path: &Path, found: impl Into<String>, expected: &str) {
        let file = path.display().to_string();
        self.problems.push(Problem { file, key: String::new(), found: found.into(), expected: expected.to_owned() });
    }

    fn collect(&mut self, path: &Path, table: &Table) {
        let file = path.display().to_string();
        let folder = path.parent().unwrap_or(Path::new(""));
        let findings = Findings::new(&file);
        let mut root = Section::root(&findings, table);
        for section in self.entries(&mut root, "partner", "id", &file) {
            self.set.partners.extend(party::partner(section, folder));
        }
        let csms = self.entries(&mut root, "csm", "id", &file);
        self.set.csms.extend(csms.into_iter().filter_map(party::csm));
        let customers = self.entries(&mut root, "customer", "id", &file);
        self.set.customers.extend(customers.into_iter().filter_map(party::customer));
        for section in self.entries(&mut root, "contract", "id", &file) {
            let contract = contract::contract(section);
            self.warnings.extend(contract.iter().flat_map(contract::below_minimum));
            self.set.contracts.extend(contract);
        }
        let models = self.entries(&mut root, "model", "name", &file);
        self.set.models.extend(models.into_iter().filter_map(model::model));
        root.finish();
        let (problems, idle) = findings.into_parts();
        self.problems.extend(problems);
        self.idle.extend(idle);
    }

    /// The tables of one kind; a second one under the same id is told with both files.
    fn entries<'a>(
        &mut self,
        root: &mut Section<'a>,
        kind: &'static str,
        named_by: &str,
        file: &str,
    ) -> Vec<Section<'a>> {
        let sections = root.sections(kind, named_by);
        for section in &sections {
            let Some(id) = section.peek(named_by) else { continue };
            if let Some(first) = self.declared.get(&(kind, id.to_owned())) {
                let found = format!("{id:?}, which is already declared in {first}");
                section.problem(named_by, found, format!("each {kind} once"));
            } else {
                self.declared.insert((kind, id.to_owned()), file.to_owned());
            }
        }
        sections
    }
}

/// The text of a file, without its byte order mark.
fn text(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("the file cannot be read ({error})");
    if fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
        return Err("the file is larger than 32 MiB".to_owned());
    }
    let text = fs::read_to_string(path).map_err(unreadable)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|given| given.eq_ignore_ascii_case(extension))
}
