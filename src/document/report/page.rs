//! The report as a file: the PDF that goes with its mail.

use serde::Serialize;

use crate::document::chart::Charts;
use crate::document::pdf::{self, Laid, Sheet};
use crate::document::report::counts::{self, Composition};
use crate::document::report::{ReportFacts, View, charts, number, view};
use crate::document::{clean, parts};
use crate::domain::language::Language;
use crate::template::{TemplateError, Templates};

/// What the mail shows, and what only a page has room for.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    #[serde(flatten)]
    view: View,
    title: String,
    customer: String,
    charts: Charts,
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
    Ok(Paper {
        title: format!("{title} \u{2013} {}", clean::line(&outcome.parties.customer.name)),
        number: number(outcome),
        footer: parts::footer(locale, &number(outcome), locale.dates.day(outcome.audited_on), outcome)?,
        page: Page {
            charts: charts(locale, outcome)?,
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
            logo: facts.seller.brand.logo.as_ref(),
            number: &self.number,
            footer: &self.footer,
            made_on: Some(facts.outcome.audited_on),
        }
    }
}
