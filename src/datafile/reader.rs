//! Reads TOML tables into typed values and collects everything that is wrong, never only the first thing.
//!
//! Settings and data files share it. It knows keys and types; what the values mean is the caller's business.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use toml::{Table, Value};

pub use crate::datafile::given::Given;
use crate::datafile::given::{one_line, shown, type_of};
use crate::datafile::problem::Problem;

/// What reading one file has brought to light.
#[derive(Debug, Default)]
pub struct Findings {
    file: String,
    /// Keys that an environment variable gave, with the variable's name: their values are always text.
    variables: BTreeMap<String, String>,
    problems: RefCell<Vec<Problem>>,
    idle: RefCell<BTreeSet<String>>,
}

impl Findings {
    /// Nothing found yet in that file.
    pub fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    /// The same, where some keys come from environment variables: key path -> name of the variable.
    pub fn with_variables(file: &str, variables: BTreeMap<String, String>) -> Self {
        Self { file: file.to_owned(), variables, ..Self::default() }
    }

    /// Notes a problem of a key given by its whole path.
    pub fn problem(&self, key: &str, found: impl Into<String>, expected: impl Into<String>) {
        let file = self.variables.get(key).map_or_else(|| self.file.clone(), |name| format!("environment: {name}"));
        let problem = Problem { file, key: key.to_owned(), found: found.into(), expected: expected.into() };
        self.problems.borrow_mut().push(problem);
    }

    /// The problems, and the keys that are given but have no effect yet.
    pub fn into_parts(self) -> (Vec<Problem>, BTreeSet<String>) {
        (self.problems.into_inner(), self.idle.into_inner())
    }

    fn is_variable(&self, path: &str) -> bool {
        self.variables.contains_key(path)
    }
}

/// One table of the file, read key by key. A key that nobody has asked for when it is finished is unknown.
#[derive(Debug)]
pub struct Section<'a> {
    findings: &'a Findings,
    table: &'a Table,
    path: String,
    known: Vec<&'static str>,
}

impl<'a> Section<'a> {
    /// The whole of a file.
    pub fn root(findings: &'a Findings, table: &'a Table) -> Self {
        Self { findings, table, path: String::new(), known: Vec::new() }
    }

    /// The whole path of one of its keys.
    pub fn path(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// Notes a problem of one of its keys.
    pub fn problem(&self, key: &str, found: impl Into<String>, expected: impl Into<String>) {
        self.findings.problem(&self.path(key), found, expected);
    }

    /// Whether the key is given, be it wrong.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A text without reading it: to name an entry before its keys are read.
    pub fn peek(&self, key: &str) -> Option<&'a str> {
        self.table.get(key).and_then(Value::as_str)
    }

    /// Whether the key holds a list that begins with a table.
    pub fn holds_tables(&self, key: &str) -> bool {
        self.table.get(key).and_then(Value::as_array).and_then(|items| items.first()).is_some_and(Value::is_table)
    }

    /// The names of its keys, for tables whose keys the reader of the file chose.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.table.keys().map(String::as_str)
    }

    /// The value of a key, if it is given.
    pub fn given(&mut self, key: &'static str) -> Option<Given<'a>> {
        self.known.push(key);
        let from_environment = self.findings.is_variable(&self.path(key));
        self.table.get(key).map(|value| Given { value, from_environment })
    }

    /// A key that may be left out. `read` gives nothing for what is not as `expected`.
    pub fn opt<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(Given<'a>) -> Option<T>,
    ) -> Option<T> {
        let given = self.given(key)?;
        let value = read(given);
        if value.is_none() {
            self.problem(key, given.shown(), expected);
        }
        value
    }

    /// A key that may be left out for its default; none if it is given and wrong.
    pub fn or_usual<T>(
        &mut self,
        key: &'static str,
        usual: T,
        expected: &str,
        read: impl FnOnce(Given<'a>) -> Option<T>,
    ) -> Option<T> {
        if self.has(key) { self.opt(key, expected, read) } else { self.given(key).map_or(Some(usual), read) }
    }

    /// A key that must be there.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(Given<'a>) -> Option<T>,
    ) -> Option<T> {
        if !self.has(key) {
            self.known.push(key);
            self.problem(key, "nothing", expected);
            return None;
        }
        self.opt(key, expected, read)
    }

    /// A text that may be left out; an empty one is as good as none.
    pub fn opt_text(&mut self, key: &'static str) -> Option<String> {
        self.opt_written(key, "a text on one line", |text| Some(text.to_owned()))
    }

    /// The written form of something that may be left out; an empty text is as good as none.
    pub fn opt_written<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Option<T> {
        if self.table.get(key).and_then(Value::as_str).is_some_and(|text| text.trim().is_empty()) {
            self.known.push(key);
            return None;
        }
        self.opt(key, expected, |given| read(given.text()?))
    }

    /// One of a few words, the first being the default.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> T {
        let expected = words.iter().map(|(word, _)| format!("{word:?}")).collect::<Vec<_>>().join(" or ");
        let find = |text: &str| words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        self.opt(key, &expected, |given| find(given.text()?)).unwrap_or(words[0].1)
    }

    /// A list of texts; from an environment variable, parted by commas. What is wrong in it is left out and told.
    pub fn list<T>(&mut self, key: &'static str, expected: &str, read: impl Fn(&'a str) -> Option<T>) -> Vec<T> {
        let Some(given) = self.given(key) else { return Vec::new() };
        let mut good = Vec::new();
        let mut take = |at: String, text: Option<&'a str>, found: String| match text.and_then(one_line).and_then(&read)
        {
            Some(value) => good.push(value),
            None => self.problem(&at, found, expected),
        };
        match given.value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    take(format!("{key}[{}]", at + 1), item.as_str(), shown(item));
                }
            }
            Value::String(text) if given.from_environment => {
                for part in text.split(',').filter(|part| !part.trim().is_empty()) {
                    take(key.to_owned(), Some(part), format!("{part:?}"));
                }
            }
            other => self.problem(key, shown(other), format!("a list in square brackets; each {expected}")),
        }
        good
    }

    /// A table inside this one.
    pub fn section(&mut self, key: &'static str) -> Option<Section<'a>> {
        let given = self.given(key)?;
        let Some(table) = given.value.as_table() else {
            self.problem(key, type_of(given.value), format!("a table, [{}]", self.path(key)));
            return None;
        };
        Some(Section { findings: self.findings, table, path: self.path(key), known: Vec::new() })
    }

    /// A table inside this one that may be left out, as if it stood there empty.
    #[must_use]
    pub fn table(&mut self, key: &'static str) -> Section<'a> {
        static EMPTY: LazyLock<Table> = LazyLock::new(Table::new);
        let empty = Section { findings: self.findings, table: &EMPTY, path: self.path(key), known: Vec::new() };
        self.section(key).unwrap_or(empty)
    }

    /// A table inside this one whose name the writer of the file chose.
    pub fn named_section(&self, name: &str) -> Option<Section<'a>> {
        let value = self.table.get(name)?;
        let Some(table) = value.as_table() else {
            self.problem(name, type_of(value), format!("a table, [{}]", self.path(name)));
            return None;
        };
        Some(Section { findings: self.findings, table, path: self.path(name), known: Vec::new() })
    }

    /// A list of tables inside this one, each named in messages by its key `named_by`.
    pub fn sections(&mut self, key: &'static str, named_by: &str) -> Vec<Section<'a>> {
        let Some(given) = self.given(key) else { return Vec::new() };
        let path = self.path(key);
        let Some(items) = given.value.as_array() else {
            self.problem(key, given.shown(), format!("a list of tables, [[{path}]]"));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let name = item.get(named_by).and_then(Value::as_str);
            let name = name.map_or_else(|| format!("#{}", at + 1), |name| name.chars().take(80).collect());
            let path = format!("{path}[{name}]");
            match item.as_table() {
                Some(table) => sections.push(Section { findings: self.findings, table, path, known: Vec::new() }),
                None => self.findings.problem(&path, shown(item), "a table"),
            }
        }
        sections
    }

    /// Notes which of these keys are given: they are part of the format and have no effect yet.
    pub fn idle(&self, keys: &[&str]) {
        let given = keys.iter().filter(|key| self.has(key)).map(|key| general(&self.path(key)));
        self.findings.idle.borrow_mut().extend(given);
    }

    /// Refuses the keys that nobody asked for.
    pub fn finish(self) {
        for key in self.table.keys().filter(|key| !self.known.contains(&key.as_str())) {
            let near = self.known.iter().map(|known| (strsim::damerau_levenshtein(key, known), *known)).min();
            let expected = match near.filter(|(distance, known)| *distance <= 3 && *distance < known.len()) {
                Some((_, known)) => format!("a known key; did you mean `{}`?", self.path(known)),
                None => format!("one of: {}", self.known.join(", ")),
            };
            self.problem(key, "an unknown key", expected);
        }
    }
}

/// A path without the names of its entries: `contract[A].category[video].minimum` -> `contract.category.minimum`.
fn general(path: &str) -> String {
    let mut inside = false;
    let keep = |c: &char| {
        let bracket = *c == '[' || *c == ']';
        inside = (inside || *c == '[') && *c != ']';
        !inside && !bracket
    };
    path.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_key_is_told_with_its_whole_path() {
        let table: Table = "name = 5\ncolor = 'x'\n[[part]]\nid = 'a'\nprice = 1.5\nwhole = -1\n".parse().unwrap();
        let findings = Findings::new("x.toml");
        let mut root = Section::root(&findings, &table);
        assert_eq!(root.opt_text("name"), None);
        root.opt_text("colour");
        for mut part in root.sections("part", "id") {
            part.required("id", "an id", Given::text);
            assert_eq!(part.required("price", "a number in quotes", Given::price), None);
            assert_eq!(part.opt("whole", "a whole number", Given::integer::<u32>), None);
            assert_eq!(part.required("day", "a day", Given::date), None);
            part.idle(&["whole", "day"]);
            part.finish();
        }
        root.finish();
        let (problems, idle) = findings.into_parts();
        let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "x.toml: name: found 5; expected a text on one line",
                "x.toml: part[a].price: found 1.5, a number with a point; expected a number in quotes",
                "x.toml: part[a].whole: found -1; expected a whole number",
                "x.toml: part[a].day: found nothing; expected a day",
                "x.toml: color: found an unknown key; expected a known key; did you mean `colour`?",
            ]
        );
        assert_eq!(idle, BTreeSet::from(["part.whole".to_owned()]));
    }

    #[test]
    fn from_the_environment_numbers_and_lists_come_as_text() {
        let table: Table = "count = '7'\nlist = 'a, b'\nyes = 'true'\n".parse().unwrap();
        let name = |key: &str| (key.to_owned(), format!("TRUEUP__{}", key.to_uppercase()));
        let findings = Findings::with_variables("x.toml", ["count", "list", "yes"].map(name).into());
        let mut root = Section::root(&findings, &table);
        assert_eq!(root.opt("count", "", Given::integer::<u32>), Some(7));
        assert_eq!(root.list("list", "", |text| Some(text.to_owned())), ["a", "b"]);
        assert_eq!(root.opt("yes", "", Given::boolean), Some(true));
        let strict = Findings::new("x.toml");
        assert_eq!(Section::root(&strict, &table).opt("count", "", Given::integer::<u32>), None);
    }
}
