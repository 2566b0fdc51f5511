//! The texts of one language: a Fluent file, strict. A key or an argument that is missing is an error, never an empty
//! text.

use std::collections::BTreeSet;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::domain::language::Language;
use crate::template::error::TemplateError;
use crate::template::{french, italian, locale};

/// All texts of one language.
pub struct Wording {
    language: Language,
    keys: BTreeSet<String>,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wording")
            .field("language", &self.language)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

impl Wording {
    /// Reads a wording file.
    pub fn parse(language: Language, name: &str, text: String) -> Result<Self, TemplateError> {
        let wrong = |problem: String| TemplateError::Wording { name: name.to_owned(), problem };
        let keys = keys(&text).map_err(&wrong)?;
        let resource = FluentResource::try_new(text)
            .map_err(|(_, errors)| wrong(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
        let tag = locale::tag(language).to_string();
        let identifier = tag.parse().map_err(|error| wrong(format!("{tag}: {error}")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would end up in mail subjects.
        bundle.set_use_isolating(false);
        bundle
            .add_resource(resource)
            .map_err(|errors| wrong(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
        Ok(Self { language, keys, bundle })
    }

    /// Which language it is in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// All keys, in order.
    pub fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }

    /// The text of a key with its arguments filled in. Numbers and dates come in already written.
    pub fn say(&self, key: &str, arguments: &[(&str, &str)]) -> Result<String, TemplateError> {
        let wrong =
            |problem: String| TemplateError::Phrase { key: key.to_owned(), language: self.language.tag(), problem };
        let message = self.bundle.get_message(key).ok_or_else(|| wrong("is missing".to_owned()))?;
        let pattern = message.value().ok_or_else(|| wrong("has no text".to_owned()))?;
        let arguments: FluentArgs<'_> = arguments.iter().copied().collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        if errors.is_empty() {
            return Ok(match self.language {
                Language::It => italian::elide(&text),
                Language::Fr => french::set(&text),
                Language::En | Language::De | Language::Es => text,
            });
        }
        Err(wrong(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))
    }
}

/// Keys at the beginning of a line; Fluent itself keeps silent about a key that is said twice in one file.
fn keys(text: &str) -> Result<BTreeSet<String>, String> {
    let mut keys = BTreeSet::new();
    for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
        if let Some((key, _)) = line.split_once('=')
            && !keys.insert(key.trim().to_owned())
        {
            return Err(format!("key {:?} is there twice", key.trim()));
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(text: &str) -> Result<Wording, TemplateError> {
        Wording::parse(Language::It, "it.ftl", text.to_owned())
    }

    #[test]
    fn a_missing_key_or_argument_is_an_error_that_names_it() {
        let wording = wording("greeting = Gentile { $name }\n").unwrap();
        assert_eq!(wording.say("greeting", &[("name", "Anna")]).unwrap(), "Gentile Anna");
        assert!(wording.say("greeting", &[]).unwrap_err().to_string().contains("greeting"));
        assert!(wording.say("farewell", &[]).unwrap_err().to_string().contains("farewell"));
    }

    #[test]
    fn a_broken_or_repeated_key_is_refused() {
        assert!(wording("greeting = { $name\n").is_err());
        assert!(wording("a = 1\nb = 2\na = 3\n").unwrap_err().to_string().contains("twice"));
    }
}
