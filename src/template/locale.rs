//! One language with all that writing in it needs: wording, numbers, dates, plurals.

use icu_locale_core::{Locale as Tag, locale};
use icu_plurals::{PluralCategory, PluralRules};

use crate::domain::language::Language;
use crate::template::dates::Dates;
use crate::template::error::TemplateError;
use crate::template::french;
use crate::template::numbers::Numbers;
use crate::template::wording::Wording;

/// A language ready to write in. It stays on one thread (the patterns are not shared); making one is cheap.
#[derive(Debug)]
pub struct Locale<'a> {
    /// Which.
    pub language: Language,
    /// Numbers and money.
    pub numbers: Numbers,
    /// Dates and months.
    pub dates: Dates,
    wording: &'a Wording,
    plurals: PluralRules,
}

impl<'a> Locale<'a> {
    /// The language with this wording.
    pub fn new(language: Language, wording: &'a Wording) -> Result<Self, TemplateError> {
        let tag = tag(language);
        let plurals = PluralRules::try_new_cardinal((&tag).into()).map_err(|cause| TemplateError::Locale {
            language: language.tag(),
            what: "plural rules",
            problem: cause.to_string(),
        })?;
        let (numbers, dates) = (Numbers::new(language)?, Dates::new(language, &tag)?);
        Ok(Self { language, numbers, dates, wording, plurals })
    }

    /// The text of a key.
    pub fn say(&self, key: &str, arguments: &[(&str, &str)]) -> Result<String, TemplateError> {
        self.wording.say(key, arguments)
    }

    /// The text of a key that speaks of `count` things: `$count` is the written number, `$plural` its plural category.
    pub fn say_count(&self, key: &str, count: u64, arguments: &[(&str, &str)]) -> Result<String, TemplateError> {
        let number = self.numbers.count(count);
        let mut all = vec![("count", number.as_str()), ("plural", self.plural(count))];
        all.extend_from_slice(arguments);
        self.wording.say(key, &all)
    }

    /// The text of one word of a family: key `family-word`, underscores of the word as hyphens.
    pub fn choose(&self, family: &str, word: &str) -> Result<String, TemplateError> {
        self.wording.say(&format!("{family}-{}", word.replace('_', "-")), &[])
    }

    /// The mark after a label.
    pub fn colon(&self) -> &'static str {
        colon(self.language)
    }

    /// The mark between parts of a list that have commas of their own.
    pub fn semicolon(&self) -> &'static str {
        semicolon(self.language)
    }

    /// A label inside a line.
    pub fn small(&self, label: &str) -> String {
        small(self.language, label)
    }

    /// The CLDR plural category of a count, from current rules (those of Fluent are older).
    fn plural(&self, count: u64) -> &'static str {
        match self.plurals.category_for(count) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }
}

/// The locale whose patterns a language uses; English is British, Spanish that of Spain.
pub(super) fn tag(language: Language) -> Tag {
    match language {
        Language::It => locale!("it"),
        Language::En => locale!("en-GB"),
        Language::De => locale!("de"),
        Language::Fr => locale!("fr"),
        Language::Es => locale!("es"),
    }
}

/// A label inside a line: its first letter is small, except in German, where it may be a noun.
pub(super) fn small(language: Language, label: &str) -> String {
    if language == Language::De {
        return label.to_owned();
    }
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// French keeps its colon off the word by a no-break space.
pub(super) fn colon(language: Language) -> &'static str {
    if language == Language::Fr { french::COLON } else { ":" }
}

/// French keeps its semicolon off the word by a narrow no-break space.
pub(super) fn semicolon(language: Language) -> &'static str {
    if language == Language::Fr { french::SEMICOLON } else { ";" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_comes_written_and_with_its_plural() {
        let text = "n = { $plural ->\n    [one] { $count } cuffia\n   *[other] { $count } cuffie\n }\n";
        let wording = Wording::parse(Language::It, "it.ftl", text.to_owned()).unwrap();
        let locale = Locale::new(Language::It, &wording).unwrap();
        let said = [0, 1, 1050].map(|count| locale.say_count("n", count, &[]).unwrap());
        assert_eq!(said, ["0 cuffie", "1 cuffia", "1.050 cuffie"]);
    }

    #[test]
    fn plurals_are_those_of_each_language() {
        let text = "n = { $plural ->\n    [one] { $count } one\n    [many] { $count } many\n   *[other] { $count } other\n }\n";
        let said = |language: Language| {
            let wording = Wording::parse(language, "x.ftl", text.to_owned()).unwrap();
            let locale = Locale::new(language, &wording).unwrap();
            [0, 1, 2, 1_000_000].map(|count| locale.say_count("n", count, &[]).unwrap())
        };
        assert_eq!(said(Language::De), ["0 other", "1 one", "2 other", "1.000.000 other"]);
        assert_eq!(said(Language::Fr), ["0 one", "1 one", "2 other", "1\u{202f}000\u{202f}000 many"]);
        assert_eq!(said(Language::Es), ["0 other", "1 one", "2 other", "1.000.000 many"]);
    }
}
