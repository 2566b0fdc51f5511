//! Templates of all languages, embedded, each replaceable by a file of the same relative path in an override folder.
//!
//! Strict from the start: what is undefined in a view, missing in a wording file or not valid is an error with the
//! name of template and language. Which views exist is the business of `document`, which renders samples through all
//! of them at start.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, UndefinedBehavior};
use regex::Regex;
use rust_embed::RustEmbed;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::language::Language;
use crate::domain::pdf_standard::PdfStandard;
use crate::template::error::{TemplateError, TemplateErrors};
use crate::template::fonts::Fonts;
use crate::template::locale::{self, Locale};
use crate::template::wording::Wording;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// Lines that hold only a tag leave no trace in text mails.
static SYNTAX: LazyLock<SyntaxConfig> = LazyLock::new(|| {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().expect("the usual delimiters")
});

/// All templates and wordings in use.
#[derive(Debug)]
pub struct Templates {
    languages: BTreeMap<Language, InLanguage>,
    layouts: BTreeMap<String, String>,
    own_layouts: bool,
    fonts: Fonts,
    pdf_standard: PdfStandard,
    digest: String,
}

#[derive(Debug)]
struct InLanguage {
    wording: Arc<Wording>,
    environment: Environment<'static>,
}

impl Templates {
    /// Reads the embedded texts and those of the override folder, compiles them and checks that every wording key
    /// which is used exists in every language and that none is left over.
    pub fn load(override_folder: Option<&Path>) -> Result<Self, TemplateErrors> {
        let embedded = embedded()?;
        let mut texts = embedded.clone();
        if let Some(folder) = override_folder {
            texts.extend(overrides(folder, &embedded)?);
        }
        let required = keys_of(&embedded);
        let mut errors = Vec::new();
        let mut languages = BTreeMap::new();
        for language in Language::ALL {
            match in_language(language, &texts, &required) {
                Ok(loaded) => {
                    languages.insert(language, loaded);
                }
                Err(TemplateErrors(more)) => errors.extend(more),
            }
        }
        if !errors.is_empty() {
            return Err(TemplateErrors(errors));
        }
        let digest = digest(&texts);
        let layouts: BTreeMap<_, _> = texts.into_iter().filter(|(name, _)| is_layout(name)).collect();
        let own_layouts = layouts.iter().any(|(name, text)| embedded.get(name) != Some(text));
        let fonts = Fonts::embedded();
        Ok(Self { languages, layouts, own_layouts, fonts, pdf_standard: PdfStandard::default(), digest })
    }

    /// The same, with PDFs that keep to a standard and say so.
    #[must_use]
    pub fn keeping_to(mut self, standard: PdfStandard) -> Self {
        if standard != self.pdf_standard {
            self.digest = hashed(&format!("{}\n{}", self.digest, standard.as_str()));
            self.pdf_standard = standard;
        }
        self
    }

    /// The same, with the fonts of a folder beside the embedded ones.
    ///
    /// # Errors
    /// Everything that is wrong in the folder.
    pub fn with_fonts(mut self, folder: &Path) -> Result<Self, TemplateErrors> {
        self.fonts = Fonts::of_folder(folder)?;
        self.digest = hashed(&format!("{}\n{}", self.digest, self.fonts.own()));
        Ok(self)
    }

    /// What the documents are set in.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// What the PDFs keep to.
    pub fn pdf_standard(&self) -> PdfStandard {
        self.pdf_standard
    }

    /// `sha256:…` over the names and texts of all templates and wordings in use, and what is set beside them: the standard
    /// of the PDFs, the fonts of a folder.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The layouts of PDF documents, by their path below `templates/`.
    pub fn layouts(&self) -> &BTreeMap<String, String> {
        &self.layouts
    }

    /// Whether the override folder replaces one of them.
    pub fn has_own_layouts(&self) -> bool {
        self.own_layouts
    }

    /// The texts that the layouts name by `t("key")`, in a language.
    pub fn words(&self, language: Language) -> Result<BTreeMap<String, String>, TemplateError> {
        let keys = self.layouts.values().flat_map(|layout| keys_in(layout));
        keys.map(|key| self.wording(language).say(&key, &[]).map(|text| (key, text))).collect()
    }

    /// What writing in a language needs.
    pub fn locale(&self, language: Language) -> Result<Locale<'_>, TemplateError> {
        Locale::new(language, &self.languages[&language].wording)
    }

    /// The texts of a language.
    pub fn wording(&self, language: Language) -> &Wording {
        &self.languages[&language].wording
    }

    /// Fills a template in. The name is the path below `templates/`; what ends in `.html.j2` is escaped.
    pub fn render(&self, name: &str, language: Language, view: &impl Serialize) -> Result<String, TemplateError> {
        let environment = &self.languages[&language].environment;
        let rendered = environment.get_template(name).and_then(|template| template.render(Serde(view)));
        rendered.map_err(|error| wrong_template(name, language, &error))
    }
}

fn in_language(
    language: Language,
    texts: &BTreeMap<String, String>,
    required: &BTreeSet<String>,
) -> Result<InLanguage, TemplateErrors> {
    let file = wording_file(language);
    let text = texts.get(&file).cloned().unwrap_or_default();
    let wording = Arc::new(Wording::parse(language, &file, text)?);
    let mut errors = check_keys(&wording, texts, required);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SYNTAX.clone());
    let speaking = Arc::clone(&wording);
    environment.add_global("colon", locale::colon(language));
    environment.add_global("semicolon", locale::semicolon(language));
    environment.add_filter("small", move |text: &str| locale::small(language, text));
    environment.add_function("t", move |key: &str, arguments: Kwargs| say(&speaking, key, &arguments));
    for (name, text) in texts.iter().filter(|(name, _)| is_template(name)) {
        if let Err(error) = environment.add_template_owned(name.clone(), text.clone()) {
            errors.push(wrong_template(name, language, &error));
        }
    }
    if errors.is_empty() { Ok(InLanguage { wording, environment }) } else { Err(TemplateErrors(errors)) }
}

/// `t("key", name=value)` of the templates.
fn say(wording: &Wording, key: &str, arguments: &Kwargs) -> Result<String, minijinja::Error> {
    let values: Result<Vec<(String, String)>, minijinja::Error> =
        arguments.args().map(|name| Ok((name.to_owned(), arguments.get::<String>(name)?))).collect();
    let values = values?;
    let borrowed: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    wording
        .say(key, &borrowed)
        .map_err(|error| minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, error.to_string()))
}

/// What is required: the keys of the embedded wordings, which the views speak, and those that the templates in use
/// name. A key beyond both is spelt wrong or no longer needed.
fn check_keys(wording: &Wording, texts: &BTreeMap<String, String>, required: &BTreeSet<String>) -> Vec<TemplateError> {
    let language = wording.language().tag();
    let there = wording.keys();
    let mut used: BTreeMap<String, String> =
        required.iter().map(|key| (key.clone(), "the program".to_owned())).collect();
    for (name, text) in texts.iter().filter(|(name, _)| is_template(name) || is_layout(name)) {
        used.extend(keys_in(text).map(|key| (key, name.clone())));
    }
    let missing = used
        .iter()
        .filter(|(key, _)| !there.contains(*key))
        .map(|(key, used_by)| TemplateError::MissingKey { key: key.clone(), language, used_by: used_by.clone() });
    let unused = there.iter().filter(|key| !used.contains_key(*key));
    missing.chain(unused.map(|key| TemplateError::UnusedKey { key: key.clone(), language })).collect()
}

/// The keys of all embedded wordings together.
fn keys_of(texts: &BTreeMap<String, String>) -> BTreeSet<String> {
    let wording = texts.iter().filter(|(name, _)| is_wording(name)).flat_map(|(_, text)| text.lines());
    let starts = wording.filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    starts.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned()).collect()
}

/// The wording keys that a template names.
fn keys_in(template: &str) -> impl Iterator<Item = String> + '_ {
    static CALL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"\bt\(\s*"([a-z0-9-]+)""#).expect("a constant expression"));
    CALL.captures_iter(template).map(|call| call[1].to_owned())
}

fn embedded() -> Result<BTreeMap<String, String>, TemplateErrors> {
    let mut texts = BTreeMap::new();
    for name in Embedded::iter().filter(|name| is_ours(name)) {
        let Some(file) = Embedded::get(&name) else { continue };
        let text = String::from_utf8(file.data.into_owned());
        let text = text.map_err(|_| TemplateError::NotUtf8 { name: name.to_string() })?;
        texts.insert(name.into_owned(), text);
    }
    Ok(texts)
}

/// The files of the override folder by relative path; each must have an embedded counterpart.
fn overrides(folder: &Path, embedded: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, TemplateErrors> {
    let mut texts = BTreeMap::new();
    let mut errors = Vec::new();
    for path in files(folder)? {
        let relative = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
        let name = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        if !is_ours(&name) {
            continue;
        }
        if !embedded.contains_key(&name) {
            let expected = embedded.keys().cloned().collect::<Vec<_>>().join(", ");
            errors.push(TemplateError::Unknown { path: relative, expected });
            continue;
        }
        match fs::read(&path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => {
                    texts.insert(name, text);
                }
                Err(_) => errors.push(TemplateError::NotUtf8 { name }),
            },
            Err(cause) => errors.push(TemplateError::Read { path, cause }),
        }
    }
    if errors.is_empty() { Ok(texts) } else { Err(TemplateErrors(errors)) }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, TemplateError> {
    let unreadable = |cause| TemplateError::Read { path: folder.to_path_buf(), cause };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn digest(texts: &BTreeMap<String, String>) -> String {
    // Lengths between the parts, so that no text can slide from one file into the next.
    let parts: Vec<String> = texts.iter().map(|(name, text)| format!("{name}\n{}\n{text}", text.len())).collect();
    hashed(&parts.concat())
}

fn hashed(text: &str) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(text)))
}

fn wording_file(language: Language) -> String {
    format!("language/{}.ftl", language.tag())
}

fn is_template(name: &str) -> bool {
    ending(name) == Some("j2")
}

fn ending(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, ending)| ending)
}

/// Other files (a note of the operator, an editor's backup) are left alone.
fn is_ours(name: &str) -> bool {
    is_template(name) || is_layout(name) || is_wording(name)
}

/// How a PDF document is laid out.
fn is_layout(name: &str) -> bool {
    name.starts_with("document/") && ending(name) == Some("typ")
}

fn is_wording(name: &str) -> bool {
    name.starts_with("language/") && ending(name) == Some("ftl")
}

/// The error with its line and whatever caused it below.
fn wrong_template(name: &str, language: Language, error: &minijinja::Error) -> TemplateError {
    let mut problem = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        problem = format!("{problem}: {inner}");
        cause = inner.source();
    }
    TemplateError::Template { template: name.to_owned(), language: language.tag(), problem }
}
