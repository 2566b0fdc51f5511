//! Model name -> category, or the reason why such a device does not count (programme.md section 4).
//!
//! `products.csv` and `lines.csv` beside this file are the built-in catalogue; an operator's `[[model]]` beats both.
//! The whole catalogue in use is one text ([`Catalogue::text`]), kept with each audit so that it can be counted again.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::domain::model_name::{cleaned, normalise};
use crate::domain::outcome::RecognisedBy;
use crate::domain::words::words;

words! {
    /// What kind of thing a model is: a category of the programme, or why it is none.
    Kind {
        /// Headsets and personal devices.
        Headset = "headset",
        /// Video systems.
        Video = "video",
        /// Phones.
        Voice = "voice",
        /// Part of another device.
        Accessory = "accessory",
        /// Infrastructure.
        Infrastructure = "infrastructure",
        /// Needs a quote of its own (R5).
        Excluded = "excluded",
        /// A software entry.
        Software = "software",
        /// Not a Poly product.
        ThirdParty = "third_party",
    }
}

/// A model of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Name in documents.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Marketing line, ours; empty for an operator's model.
    #[serde(default)]
    pub line: String,
    /// Other names it is listed under.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Lens `productId`s.
    #[serde(default)]
    pub product_ids: Vec<String>,
    /// The end-of-sale date (A35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_sale: Option<NaiveDate>,
    /// The end-of-support date: from that day on it is not covered (A13, A14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_support: Option<NaiveDate>,
}

/// A pattern over normalised names, for models that the catalogue does not list yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LinePattern {
    pattern: String,
    kind: Kind,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Content {
    operator: Vec<Model>,
    models: Vec<Model>,
    lines: Vec<LinePattern>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Catalogue name; where only the line is known, the name as listed, cleaned.
    pub model: String,
    /// What it is.
    pub kind: Kind,
    /// Marketing line, if the catalogue tells it.
    pub line: String,
    /// Which rule found it.
    pub by: RecognisedBy,
    /// The end-of-sale date (A35).
    pub end_of_sale: Option<NaiveDate>,
    /// The end-of-support date: from that day on it is not covered (A13, A14).
    pub end_of_support: Option<NaiveDate>,
}

/// The catalogue in use.
#[derive(Debug)]
pub struct Catalogue {
    content: Content,
    operator: Index,
    builtin: Index,
    lines: Vec<(Regex, Kind)>,
}

#[derive(Debug, Default)]
struct Index {
    names: BTreeMap<String, usize>,
    aliases: BTreeMap<String, usize>,
    product_ids: BTreeMap<String, usize>,
}

/// Why a stored catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidCatalogue {
    /// Not the text of a catalogue.
    #[error("the catalogue is not readable: {0}")]
    Text(#[from] serde_json::Error),
    /// A row of the built-in tables is wrong.
    #[error("{file}, row {row}: {found:?} is not {expected}")]
    Row {
        /// Which table.
        file: &'static str,
        /// Row, the header being row 1.
        row: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// A table is no CSV.
    #[error("{0}")]
    Csv(#[from] csv::Error),
    /// A pattern is no regular expression.
    #[error("{0}")]
    Pattern(#[from] regex::Error),
}

impl Catalogue {
    /// The built-in catalogue with the operator's models on top.
    pub fn new(operator: Vec<Model>) -> Result<Self, InvalidCatalogue> {
        let models = builtin_models(include_str!("products.csv"))?;
        let lines = builtin_lines(include_str!("lines.csv"))?;
        Self::from_content(Content { operator, models, lines })
    }

    /// The catalogue of an earlier audit, from its [`Catalogue::text`].
    pub fn from_text(text: &str) -> Result<Self, InvalidCatalogue> {
        Self::from_content(serde_json::from_str(text)?)
    }

    /// The whole catalogue as one text: equal catalogues have equal texts.
    pub fn text(&self) -> Result<String, InvalidCatalogue> {
        Ok(serde_json::to_string(&self.content)?)
    }

    fn from_content(content: Content) -> Result<Self, InvalidCatalogue> {
        let line = |line: &LinePattern| Ok((Regex::new(&line.pattern)?, line.kind));
        Ok(Self {
            operator: Index::of(&content.operator),
            builtin: Index::of(&content.models),
            lines: content.lines.iter().map(line).collect::<Result<_, InvalidCatalogue>>()?,
            content,
        })
    }

    /// What a listed name and product id stand for; none is an unknown model. First hit wins: operator's models, name,
    /// alias, product id, line.
    pub fn recognise(&self, listed: &str, product_id: Option<&str>) -> Option<Recognised> {
        let name = normalise(listed);
        let product_id = product_id.map(|id| id.trim().to_lowercase()).filter(|id| !id.is_empty());
        let find = |index: &Index, models: &[Model]| {
            index.find(&name, product_id.as_deref()).map(|(at, by)| Recognised::from_model(&models[at], by))
        };
        let builtin = find(&self.builtin, &self.content.models);
        find(&self.operator, &self.content.operator)
            // An operator's model says nothing of its line, and the counting profile needs it (A24).
            .map(|own| Recognised { line: builtin.as_ref().map_or(own.line, |known| known.line.clone()), ..own })
            .or(builtin)
            .or_else(|| self.by_line(&name, listed))
    }

    fn by_line(&self, name: &str, listed: &str) -> Option<Recognised> {
        let (_, kind) = self.lines.iter().find(|(pattern, _)| pattern.is_match(name))?;
        let part = name.split(' ').any(|word| PARTS.contains(&word));
        let kind = match kind {
            Kind::Headset | Kind::Video | Kind::Voice if part => Kind::Accessory,
            Kind::Headset
            | Kind::Video
            | Kind::Voice
            | Kind::Accessory
            | Kind::Infrastructure
            | Kind::Excluded
            | Kind::Software
            | Kind::ThirdParty => *kind,
        };
        Some(Recognised {
            model: cleaned(listed),
            kind,
            line: String::new(),
            by: RecognisedBy::Line,
            end_of_sale: None,
            end_of_support: None,
        })
    }
}

impl Index {
    fn of(models: &[Model]) -> Self {
        let mut index = Self::default();
        for (at, model) in models.iter().enumerate() {
            index.names.entry(normalise(&model.name)).or_insert(at);
            for alias in &model.aliases {
                index.aliases.entry(normalise(alias)).or_insert(at);
            }
            for id in &model.product_ids {
                index.product_ids.entry(id.to_lowercase()).or_insert(at);
            }
        }
        index
    }

    fn find(&self, name: &str, product_id: Option<&str>) -> Option<(usize, RecognisedBy)> {
        let by_name = self.names.get(name).map(|at| (*at, RecognisedBy::Name));
        let by_alias = || self.aliases.get(name).map(|at| (*at, RecognisedBy::Alias));
        let by_id = || self.product_ids.get(product_id?).map(|at| (*at, RecognisedBy::Alias));
        let named = if name.is_empty() { None } else { by_name.or_else(by_alias) };
        named.or_else(by_id)
    }
}

impl Recognised {
    fn from_model(model: &Model, by: RecognisedBy) -> Self {
        Self {
            model: model.name.clone(),
            kind: model.kind,
            line: model.line.clone(),
            by,
            end_of_sale: model.end_of_sale,
            end_of_support: model.end_of_support,
        }
    }
}

/// Words that make a part of a device out of a line's name.
const PARTS: [&str; 18] = [
    "case",
    "stand",
    "base",
    "charger",
    "adapter",
    "adaptor",
    "expansion",
    "expanision",
    "module",
    "microphone",
    "mic",
    "camera",
    "dongle",
    "cable",
    "cradle",
    "battery",
    "cushion",
    "remote",
];

fn builtin_models(table: &str) -> Result<Vec<Model>, InvalidCatalogue> {
    #[derive(Deserialize)]
    struct Row {
        model: String,
        kind: String,
        line: String,
        aliases: String,
        product_ids: String,
        end_of_sale: Option<NaiveDate>,
        end_of_support: Option<NaiveDate>,
    }
    let list = |cell: &str| cell.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let model = |(at, row): (usize, Result<Row, csv::Error>)| {
        let row = row?;
        Ok(Model {
            kind: kind("products.csv", at, &row.kind)?,
            aliases: list(&row.aliases),
            product_ids: list(&row.product_ids),
            name: row.model,
            line: row.line,
            end_of_sale: row.end_of_sale,
            end_of_support: row.end_of_support,
        })
    };
    reader.deserialize().enumerate().map(model).collect()
}

fn builtin_lines(table: &str) -> Result<Vec<LinePattern>, InvalidCatalogue> {
    #[derive(Deserialize)]
    struct Row {
        pattern: String,
        kind: String,
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let line = |(at, row): (usize, Result<Row, csv::Error>)| {
        let row = row?;
        Ok(LinePattern { kind: kind("lines.csv", at, &row.kind)?, pattern: row.pattern })
    };
    reader.deserialize().enumerate().map(line).collect()
}

fn kind(file: &'static str, at: usize, word: &str) -> Result<Kind, InvalidCatalogue> {
    Kind::parse(word).ok_or_else(|| InvalidCatalogue::Row {
        file,
        row: at + 2,
        found: word.to_owned(),
        expected: "a kind",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builtin() -> Catalogue {
        Catalogue::new(Vec::new()).unwrap()
    }

    #[test]
    fn section_4_names_are_normalised_and_recognised_as_its_table_says() {
        let catalogue = builtin();
        let table = [
            ("STUDIO X-52", "studio x52", Some((Kind::Video, RecognisedBy::Name))),
            ("Studio X70 ", "studio x70", Some((Kind::Video, RecognisedBy::Name))),
            ("Poly Studio X50", "studio x50", Some((Kind::Video, RecognisedBy::Name))),
            ("Plantronics Voyager 5200", "voyager 5200", Some((Kind::Headset, RecognisedBy::Name))),
            ("Voyager\u{a0}Focus 2 UC", "voyager focus 2 uc", Some((Kind::Headset, RecognisedBy::Line))),
            ("Blackwire 8225-M Series", "blackwire 8225", Some((Kind::Headset, RecognisedBy::Name))),
            ("G7500", "g7500", Some((Kind::Video, RecognisedBy::Alias))),
            ("EncorePro 525", "encorepro 525", Some((Kind::Headset, RecognisedBy::Line))),
            ("Sync 40+", "sync 40+", Some((Kind::Headset, RecognisedBy::Line))),
            ("Voyager 9999 Charge Case", "voyager 9999 charge case", Some((Kind::Accessory, RecognisedBy::Line))),
            ("Desktop App", "desktop app", Some((Kind::Software, RecognisedBy::Alias))),
            ("X500", "x500", None),
        ];
        for (listed, normalised, expected) in table {
            assert_eq!(normalise(listed), normalised);
            assert_eq!(catalogue.recognise(listed, None).map(|found| (found.kind, found.by)), expected, "{listed}");
        }
    }

    #[test]
    fn no_two_kinds_collide_and_no_line_contradicts_a_row() {
        let catalogue = builtin();
        assert_eq!(catalogue.content.models.len(), 352);
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        for model in &catalogue.content.models {
            for name in std::iter::once(&model.name).chain(&model.aliases) {
                let first = *kinds.entry(normalise(name)).or_insert(model.kind);
                assert_eq!(first, model.kind, "{name}");
                if let Some(by_line) = catalogue.by_line(&normalise(name), name) {
                    assert_eq!(by_line.kind, model.kind, "{name}");
                }
            }
        }
    }

    #[test]
    fn a_product_id_recognises_what_the_name_does_not() {
        let found = builtin().recognise("PLT_V4210", Some("14E")).unwrap();
        assert_eq!((found.model.as_str(), found.by), ("Voyager 4210 Series", RecognisedBy::Alias));
        assert_eq!(builtin().recognise("", None), None);
    }

    #[test]
    fn an_operators_model_beats_the_catalogue() {
        let own = |name: &str, kind| Model {
            name: name.to_owned(),
            kind,
            line: String::new(),
            aliases: vec!["VL70".to_owned()],
            product_ids: Vec::new(),
            end_of_sale: None,
            end_of_support: NaiveDate::from_ymd_opt(2034, 1, 31),
        };
        let catalogue =
            Catalogue::new(vec![own("Studio X50", Kind::Excluded), own("Voyager Legend 70", Kind::Headset)]);
        let catalogue = catalogue.unwrap();
        assert_eq!(catalogue.recognise("poly studio x50", None).unwrap().kind, Kind::Excluded);
        let found = catalogue.recognise("VL-70", None).unwrap();
        assert_eq!((found.model.as_str(), found.by), ("Studio X50", RecognisedBy::Alias), "the first row wins");
        let again = Catalogue::from_text(&catalogue.text().unwrap()).unwrap();
        assert_eq!(again.text().unwrap(), catalogue.text().unwrap());
    }
}
