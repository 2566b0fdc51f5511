//! The notice as a PDF with the figures of its mail, and the chart of the year against the allowance: on its page, and as
//! a picture of both mails.

use serde::Serialize;

use crate::document::chart::{self, Charts};
use crate::document::colour::Accent;
use crate::document::parts::fact;
use crate::document::pdf::{self, Laid, Sheet};
use crate::document::rma::notice::{View, render, view};
use crate::document::rma::{NoticeFacts, WarningFacts, warning};
use crate::document::{RenderedMail, clean, picture};
use crate::domain::language::Language;
use crate::domain::rma::Position;
use crate::template::{Locale, TemplateError, Templates};

/// What the mail shows, and what only a page has room for.
#[derive(Debug, Serialize)]
struct Page {
    #[serde(flatten)]
    view: View,
    charts: Charts,
}

/// The notice with its PDF and the picture of its mail.
pub fn notice_with_files(
    templates: &Templates,
    facts: NoticeFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    let charts = charts(&templates.locale(language)?, &facts.notice.position)?;
    let accent = Accent::of(facts.seller.brand.colour.as_deref());
    let pictures = picture::draw(templates, &charts, &facts.notice.number, &accent, language)?;
    Ok(RenderedMail { pdf: pdf(templates, facts, language)?, pictures, ..render(templates, facts, language)? })
}

/// The warning with the picture of its mail.
pub fn warning_with_files(
    templates: &Templates,
    facts: WarningFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    let charts = charts(&templates.locale(language)?, facts.position)?;
    let accent = Accent::of(facts.seller.brand.colour.as_deref());
    let pictures = picture::draw(templates, &charts, &warning::name(facts), &accent, language)?;
    Ok(RenderedMail { pictures, ..warning::render(templates, facts, language)? })
}

/// What both draw.
pub(super) fn charts(locale: &Locale<'_>, position: &Position) -> Result<Charts, TemplateError> {
    let returns = chart::returned(locale, &position.by_month(), position.allowed)?;
    Ok(Charts { returns, ..Charts::default() })
}

fn pdf(templates: &Templates, facts: NoticeFacts<'_>, language: Language) -> Result<Option<Laid>, TemplateError> {
    let locale = &templates.locale(language)?;
    let NoticeFacts { notice, contract, parties, seller, .. } = facts;
    let view = view(locale, facts)?;
    let position = &notice.position;
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
        accent: &Accent::of(seller.brand.colour.as_deref()),
        logo: seller.brand.logo.as_ref(),
        number: &notice.number,
        footer: &footer,
        made_on: facts.issued_on.or(Some(position.as_of)),
    };
    pdf::pdf(templates, sheet, &Page { view, charts: charts(locale, position)? })
}
