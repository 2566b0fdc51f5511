//! The pictures that mails show: charts as PNG, carried by Content-ID. Whoever sees none of them misses nothing: the alt
//! text says what the chart says, and the numbers stand in the mail.

use serde::Serialize;

use crate::document::chart::Charts;
use crate::document::colour::Accent;
use crate::document::pdf::{self, Laid, Sheet};
use crate::domain::language::Language;
use crate::domain::words::words;
use crate::template::{TemplateError, Templates};

/// Pixels across: a tenth more than mails show, and twice what phones do: sharp on good screens and small enough for a mail.
const PIXELS: u32 = 560;

words! {
    /// What a picture shows. Their order is that of the pages of `templates/document/pictures.typ`.
    Subject {
        /// Counts of each category against its baseline, month by month.
        Counts = "counts",
        /// Returns of the year against the allowance.
        Returns = "returns",
        /// The models of each category with their shares of it.
        Models = "models",
    }
}

/// A PNG inside of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it shows: its name among the pictures of its mail.
    pub subject: Subject,
    /// How the page names it: `<img src="cid:…">`.
    pub content_id: String,
    /// Its file.
    pub laid: Laid,
}

/// The pictures of a mail, as its page names and describes them.
#[derive(Debug, Serialize)]
pub(super) struct Images {
    counts: Option<Image>,
    returns: Option<Image>,
    models: Option<Image>,
}

/// One of them.
#[derive(Debug, Serialize)]
struct Image {
    id: String,
    alt: String,
}

impl Images {
    /// Of the charts of the document of that number; none if the program cannot draw.
    pub(super) fn of(charts: &Charts, number: &str) -> Self {
        let drawn = |subject| pdf::AVAILABLE && charts.have(subject);
        // Where styles are inlined, an attribute keeps its angle brackets as they are: nothing is to read like a tag.
        let plain = |alt: String| alt.replace('<', "\u{2039}").replace('>', "\u{203a}");
        let image = |subject, alt| drawn(subject).then(|| Image { id: content_id(subject, number), alt: plain(alt) });
        Self {
            counts: image(Subject::Counts, charts.counts_in_words()),
            returns: image(Subject::Returns, charts.returns_in_words()),
            models: image(Subject::Models, charts.models_in_words()),
        }
    }
}

/// How the page of a document names one of its pictures.
pub fn content_id(subject: Subject, number: &str) -> String {
    format!("{}.{number}@document", subject.as_str())
}

/// What pictures are drawn from.
#[derive(Serialize)]
struct Drawing<'a> {
    charts: &'a Charts,
}

/// Draws the charts of the document of that number; nothing if the program cannot draw.
pub(super) fn draw(
    templates: &Templates,
    charts: &Charts,
    number: &str,
    accent: &Accent,
    language: Language,
) -> Result<Vec<Picture>, TemplateError> {
    let there: Vec<Subject> = Subject::ALL.iter().copied().filter(|subject| charts.have(*subject)).collect();
    if there.is_empty() {
        return Ok(Vec::new());
    }
    let layout = "document/pictures.typ";
    let (title, author, footer) = (number, "", &[][..]);
    let sheet = Sheet { layout, language, title, author, accent, logo: None, number, footer, made_on: None };
    let drawn = pdf::pictures(templates, sheet, &Drawing { charts }, PIXELS)?;
    let picture = |(subject, laid)| Picture { subject, content_id: content_id(subject, number), laid };
    Ok(there.into_iter().zip(drawn).map(picture).collect())
}

impl Charts {
    fn have(&self, subject: Subject) -> bool {
        match subject {
            Subject::Counts => !self.counts.is_empty(),
            Subject::Returns => self.returns.is_some(),
            Subject::Models => !self.models.is_empty(),
        }
    }
}
