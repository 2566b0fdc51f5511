//! The report, or a copy of it, as a file: the PDF that goes with its mail.

use serde::Serialize;

use crate::document::chart::Charts;
use crate::document::pdf::{self, Laid, Sheet};
use crate::document::report::counts::{self, Composition};
use crate::document::report::{View, charts, number};
use crate::document::{clean, parts};
use crate::domain::language::Language;
use crate::domain::outcome::Outcome;
use crate::domain::party::Brand;
use crate::template::{Locale, TemplateError, Templates};

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

/// The PDF of a view under the brand of its sender; none if the program cannot lay out.
pub(super) fn pdf(
    templates: &Templates,
    outcome: &Outcome,
    view: View,
    brand: &Brand,
    language: Language,
) -> Result<Option<Laid>, TemplateError> {
    let paper = paper(&templates.locale(language)?, outcome, view)?;
    let sheet = Sheet {
        layout: "document/csm_report.typ",
        language,
        title: &paper.title,
        author: &paper.page.view.seller,
        accent: &paper.page.view.accent,
        logo: brand.logo.as_ref(),
        number: &paper.number,
        footer: &paper.footer,
        made_on: Some(outcome.audited_on),
    };
    pdf::pdf(templates, sheet, &paper.page)
}

fn paper(locale: &Locale<'_>, outcome: &Outcome, view: View) -> Result<Paper, TemplateError> {
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
