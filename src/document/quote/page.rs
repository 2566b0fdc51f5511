//! The quote as a PDF: the same figures as its mail, and the models that were counted where it charges.

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::pdf::{self, Laid, Sheet};
use crate::document::quote::{QuoteFacts, View, day_or, is_draft, view};
use crate::document::report::{self, ModelGroup};
use crate::document::{clean, parts};
use crate::domain::language::Language;
use crate::template::{Locale, TemplateError, Templates};

/// What the mail shows, and what only a page has room for.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    #[serde(flatten)]
    view: View,
    title: String,
    effective_from: String,
    added: Vec<Added>,
}

/// The counted models of a category that is charged.
#[derive(Debug, Serialize)]
struct Added {
    title: String,
    #[serde(flatten)]
    group: ModelGroup,
}

pub(super) fn pdf(
    templates: &Templates,
    facts: QuoteFacts<'_>,
    language: Language,
) -> Result<Option<Laid>, TemplateError> {
    let locale = &templates.locale(language)?;
    let (outcome, number) = (facts.outcome, &facts.issued.quote.number);
    let view = view(locale, facts)?;
    let title = locale.say("quote-title", &[])?;
    let issued_on = facts.issued.issued_on.filter(|_| !is_draft(facts.issued.state));
    let footer = parts::footer(locale, number, day_or(locale, issued_on, "not-issued")?, outcome)?;
    let sheet = Sheet {
        layout: "document/true_up_quote.typ",
        language,
        title: &format!("{title} {number} \u{2013} {}", clean::line(&outcome.parties.customer.name)),
        author: &facts.seller.name,
        accent: &Accent::of(facts.seller.brand.colour.as_deref()),
        logo: facts.seller.brand.logo.as_ref(),
        number,
        footer: &footer,
        made_on: issued_on.or(Some(outcome.audited_on)),
    };
    let effective_from = locale.say("after-effective", &[("day", &view.effective)])?;
    let page = Page { title, effective_from, added: added(locale, facts)?, view };
    pdf::pdf(templates, sheet, &page)
}

fn added(locale: &Locale<'_>, facts: QuoteFacts<'_>) -> Result<Vec<Added>, TemplateError> {
    let charged = |place| facts.issued.quote.lines.iter().any(|line| line.category == place);
    let titled = |group: ModelGroup| Ok(Added { title: group.title(locale)?, group });
    report::models(locale, facts.outcome, &charged)?.into_iter().map(titled).collect()
}
