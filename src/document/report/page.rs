//! The report as a file: the PDF that goes with its mail, and the picture of the charts inside of it.

use serde::Serialize;

use crate::document::chart::{self, Counted, Returned};
use crate::document::pdf::{self, Laid, Sheet};
use crate::document::report::counts::{self, Composition};
use crate::document::report::{ReportFacts, View, number, rma, view};
use crate::document::{Picture, clean, parts};
use crate::domain::language::Language;
use crate::domain::outcome::Outcome;
use crate::template::{TemplateError, Templates};

/// Width of the picture: half as much again as mails show, sharp on good screens and small enough for a mail.
const PIXELS: u32 = 816;

/// What the mail shows, and what only a page has room for.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    #[serde(flatten)]
    view: View,
    title: String,
    customer: String,
    charts: Vec<Counted>,
    returns: Option<Returned>,
    composition: Vec<Composition>,
    accepted_by: String,
}

/// Everything that one file is laid out from.
struct Paper {
    page: Page,
    title: String,
    number: String,
    footer: Vec<String>,
}

/// The PDF; none if the program cannot lay out.
pub(super) fn pdf(
    templates: &Templates,
    facts: ReportFacts<'_>,
    language: Language,
) -> Result<Option<Laid>, TemplateError> {
    let paper = paper(templates, facts, language)?;
    let sheet = paper.sheet("document/csm_report.typ", facts, language);
    pdf::pdf(templates, sheet, &paper.page)
}

/// The charts as a picture for the mail; none where the mail shows none.
pub(super) fn picture(
    templates: &Templates,
    facts: ReportFacts<'_>,
    language: Language,
) -> Result<Option<Picture>, TemplateError> {
    let paper = paper(templates, facts, language)?;
    if paper.page.charts.is_empty() {
        return Ok(None);
    }
    let sheet = paper.sheet("document/csm_report_chart.typ", facts, language);
    let laid = pdf::picture(templates, sheet, &paper.page, PIXELS)?;
    Ok(laid.map(|laid| Picture { content_id: content_id(facts.outcome), bytes: laid.bytes }))
}

/// How the mail names the picture.
pub(super) fn content_id(outcome: &Outcome) -> String {
    format!("chart.{}@trueup", number(outcome))
}

fn paper(templates: &Templates, facts: ReportFacts<'_>, language: Language) -> Result<Paper, TemplateError> {
    let outcome = facts.outcome;
    let locale = &templates.locale(language)?;
    let view = view(locale, facts)?;
    let title = locale.say("report-title", &[("month", &view.month)])?;
    let customer = clean::name(&outcome.parties.customer.name);
    let accepted_by = match &view.accepted {
        Some(accepted) => locale.say("accepted-by", &[("by", &accepted.by), ("reason", &accepted.reason)])?,
        None => String::new(),
    };
    let returns = match &outcome.rma {
        Some(summary) if summary.units > 0 => {
            chart::returned(locale, &summary.by_month, summary.allowed, rma::sentence(locale, summary)?)
        }
        _ => None,
    };
    Ok(Paper {
        title: format!("{title} \u{2013} {}", clean::line(&outcome.parties.customer.name)),
        number: number(outcome),
        footer: parts::footer(locale, &number(outcome), locale.dates.day(outcome.audited_on), outcome)?,
        page: Page {
            charts: chart::counted(locale, outcome)?,
            returns,
            composition: counts::composition(locale, outcome)?,
            view,
            title,
            customer,
            accepted_by,
        },
    })
}

impl Paper {
    fn sheet<'a>(&'a self, layout: &'static str, facts: ReportFacts<'a>, language: Language) -> Sheet<'a> {
        Sheet {
            layout,
            language,
            title: &self.title,
            author: &facts.seller.name,
            number: &self.number,
            footer: &self.footer,
            made_on: Some(facts.outcome.audited_on),
        }
    }
}
