//! What can be wrong with templates and wording, each error naming file, language and key.
//!
//! At start all of them are collected, so that an operator who overrides texts mends them in one go.

use std::fmt;
use std::path::PathBuf;

/// One thing wrong with a template or a wording file.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A file of the override folder or of the font folder cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file of the font folder is of no use.
    #[error(
        "documents.fonts: {} {found}; expected fonts (.ttf, .otf, .ttc, .otc) of at most 64 MiB that may be embedded",
        path.display()
    )]
    Font {
        /// Which file or folder.
        path: PathBuf,
        /// What is wrong with it.
        found: &'static str,
    },
    /// A file of the override folder stands in for nothing.
    #[error("{} replaces no template: expected one of {expected}", path.display())]
    Unknown {
        /// Path inside the override folder.
        path: PathBuf,
        /// All names that can be replaced.
        expected: String,
    },
    /// A text is not UTF-8.
    #[error("{name} is not UTF-8 text: save it as UTF-8")]
    NotUtf8 {
        /// Which file.
        name: String,
    },
    /// A wording file breaks the Fluent grammar or says a key twice.
    #[error("{name}: {problem}")]
    Wording {
        /// Which file.
        name: String,
        /// What is wrong, as the parser tells it.
        problem: String,
    },
    /// A key that is used has no wording.
    #[error("wording key {key:?} is missing in templates/language/{language}.ftl (used by {used_by})")]
    MissingKey {
        /// Which key.
        key: String,
        /// Tag of the language.
        language: &'static str,
        /// Template, or the program itself.
        used_by: String,
    },
    /// A key that has wording is used nowhere.
    #[error("wording key {key:?} in templates/language/{language}.ftl is used by no template: remove it")]
    UnusedKey {
        /// Which key.
        key: String,
        /// Tag of the language.
        language: &'static str,
    },
    /// A wording could not be filled in.
    #[error("wording key {key:?} in language {language}: {problem}")]
    Phrase {
        /// Which key.
        key: String,
        /// Tag of the language.
        language: &'static str,
        /// What is missing or wrong.
        problem: String,
    },
    /// A template is not valid, or uses something that its view does not have.
    #[error("template {template} in language {language}: {problem}")]
    Template {
        /// Which template.
        template: String,
        /// Tag of the language.
        language: &'static str,
        /// What is wrong, with the line.
        problem: String,
    },
    /// Number or date patterns of a language are not built in.
    #[error("language {language} has no {what}: {problem}")]
    Locale {
        /// Tag of the language.
        language: &'static str,
        /// Numbers, dates or plurals.
        what: &'static str,
        /// What the library said.
        problem: String,
    },
}

/// Everything that is wrong, a line each.
#[derive(Debug, thiserror::Error)]
pub struct TemplateErrors(pub Vec<TemplateError>);

impl fmt::Display for TemplateErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl From<TemplateError> for TemplateErrors {
    fn from(error: TemplateError) -> Self {
        Self(vec![error])
    }
}
