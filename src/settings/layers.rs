//! The settings file with the environment over it, as one table; nothing is judged here but the form.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use config::{Config, Environment, File, FileFormat, Value, ValueKind};
use toml::Table;

use crate::datafile::problem::{Problem, Problems};

/// Where the settings file is looked for, in this order.
const PLACES: [&str; 2] = ["trueup.toml", "/etc/trueup/trueup.toml"];

const PREFIX: &str = "TRUEUP__";

/// File and environment as one.
#[derive(Debug)]
pub(super) struct Layers {
    /// The file, for messages.
    pub(super) file: String,
    /// Its folder, from which relative paths start; absolute.
    pub(super) folder: PathBuf,
    /// What they say.
    pub(super) table: Table,
    /// Keys that come from the environment, with the name of the variable.
    pub(super) variables: BTreeMap<String, String>,
}

/// The settings file where none is named.
pub(super) fn found() -> Option<&'static Path> {
    PLACES.iter().map(Path::new).find(|place| place.is_file())
}

impl Layers {
    /// Reads the file, or the first one found, and lays the environment over it.
    pub(super) fn merge(path: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> Result<Self, Problems> {
        let path = path.or(found());
        let file = path.map_or_else(|| "trueup.toml (no such file)".to_owned(), |path| path.display().to_string());
        let wrong = |found: String| {
            let expected = "a settings file in TOML; `trueup config` prints a sample".to_owned();
            Problems(vec![Problem { file: file.clone(), key: String::new(), found, expected }])
        };
        let unreadable = |error: std::io::Error| wrong(format!("the file cannot be read ({error})"));
        let text = path.map_or_else(|| Ok(String::new()), fs::read_to_string).map_err(unreadable)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // Parsed here for the message only: it names the line, and shows nothing of it.
        text.parse::<Table>().map_err(|error| wrong(format!("this is not TOML: {}", place_of(&error, text))))?;
        let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
        let folder = std::path::absolute(Path::new(".").join(folder)).map_err(unreadable)?;

        let variables: BTreeMap<String, String> = env.filter(|(name, _)| name.starts_with(PREFIX)).collect();
        let environment = Environment::with_prefix("TRUEUP")
            .prefix_separator("__")
            .separator("__")
            .source(Some(variables.iter().map(|(name, value)| (name.into(), value.into())).collect()));
        let merged = Config::builder()
            .add_source(File::from_str(text, FileFormat::Toml))
            .add_source(environment)
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        let mut table = table(merged.cache);
        let path_of = |name: &String| name[PREFIX.len()..].to_lowercase().replace("__", ".");
        let mut variables = variables.keys().map(|name| (path_of(name), name.clone())).collect();
        fold_names(&mut table, &mut variables);
        Ok(Self { file, folder, table, variables })
    }
}

/// Where TOML ends to be TOML, and why, without the line itself: it may hold a secret.
fn place_of(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.as_bytes().get(..span.start)).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    format!("line {line}: {}", error.message())
}

/// The names of variables are read in lower case; a credential keeps the name that the file gives it.
fn fold_names(table: &mut Table, variables: &mut BTreeMap<String, String>) {
    let credentials = table.get_mut("lens").and_then(|lens| lens.get_mut("credentials"));
    let Some(credentials) = credentials.and_then(toml::Value::as_table_mut) else { return };
    let names: Vec<String> = credentials.keys().cloned().collect();
    for name in names.iter().filter(|name| name.to_lowercase() != **name) {
        let Some(toml::Value::Table(over)) = credentials.remove(&name.to_lowercase()) else { continue };
        for key in over.keys() {
            let path = |name: &str| format!("lens.credentials.{name}.{key}");
            if let Some(variable) = variables.remove(&path(&name.to_lowercase())) {
                variables.insert(path(name), variable);
            }
        }
        if let Some(entry) = credentials.get_mut(name).and_then(toml::Value::as_table_mut) {
            entry.extend(over);
        }
    }
}

fn table(value: Value) -> Table {
    match toml_value(value) {
        Some(toml::Value::Table(table)) => table,
        _ => Table::new(),
    }
}

fn toml_value(value: Value) -> Option<toml::Value> {
    Some(match value.kind {
        ValueKind::Nil => return None,
        ValueKind::Boolean(is) => toml::Value::Boolean(is),
        ValueKind::I64(number) => toml::Value::Integer(number),
        ValueKind::I128(number) => toml::Value::String(number.to_string()),
        ValueKind::U64(number) => toml::Value::String(number.to_string()),
        ValueKind::U128(number) => toml::Value::String(number.to_string()),
        ValueKind::Float(number) => toml::Value::Float(number),
        ValueKind::String(text) => toml::Value::String(text),
        ValueKind::Table(table) => {
            let entries = table.into_iter().filter_map(|(key, value)| Some((key, toml_value(value)?)));
            toml::Value::Table(entries.collect())
        }
        ValueKind::Array(items) => toml::Value::Array(items.into_iter().filter_map(toml_value).collect()),
    })
}
