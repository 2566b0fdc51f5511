//! The notice as a PDF: the same figures as its mail, and the units of the year against the allowance as a chart.

use serde::Serialize;

use crate::document::chart::{self, Returned};
use crate::document::parts::fact;
use crate::document::pdf::{self, Laid, Sheet};
use crate::document::rma::NoticeFacts;
use crate::document::rma::notice::{View, render, view};
use crate::document::{RenderedMail, clean};
use crate::domain::language::Language;
use crate::template::{TemplateError, Templates};

/// What the mail shows, and what only a page has room for.
#[derive(Debug, Serialize)]
struct Page {
    #[serde(flatten)]
    view: View,
    returns: Option<Returned>,
}

/// The notice with its PDF.
pub fn with_files(
    templates: &Templates,
    facts: NoticeFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    Ok(RenderedMail { pdf: pdf(templates, facts, language)?, ..render(templates, facts, language)? })
}

fn pdf(templates: &Templates, facts: NoticeFacts<'_>, language: Language) -> Result<Option<Laid>, TemplateError> {
    let locale = &templates.locale(language)?;
    let NoticeFacts { notice, contract, parties, seller, .. } = facts;
    let view = view(locale, facts)?;
    let position = &notice.position;
    let returns = chart::returned(locale, &position.by_month(), position.allowed, view.verdict.clone());
    let mut said = vec![fact(locale, "label-contract", contract.id.as_str())?];
    if let Some(issued) = facts.issued_on {
        said.insert(0, fact(locale, "label-issued", locale.dates.day(issued))?);
    }
    let said = said.into_iter().map(|fact| format!("{}\u{a0}{}", fact.label, fact.value));
    let footer: Vec<String> = [notice.number.clone()].into_iter().chain(said).collect();
    let sheet = Sheet {
        layout: "document/rma_overage_notice.typ",
        language,
        title: &format!("{} {} \u{2013} {}", view.title, notice.number, clean::line(&parties.customer.name)),
        author: &seller.name,
        number: &notice.number,
        footer: &footer,
        made_on: facts.issued_on.or(Some(position.as_of)),
    };
    pdf::pdf(templates, sheet, &Page { view, returns })
}
