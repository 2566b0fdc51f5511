//! The copy of the monthly report for those whom the partner names: in the partner's language and under its brand, since
//! its customer may see it (R1; documents.md section 1).
//!
//! It holds the counts, the returns and what follows for the devices. Prices, quotes and their amounts, who decides what
//! at the seller's, and the commands that do so stay with the CSM. Every member of the view is named here, so that a new
//! one cannot slip into it unseen.

use crate::document::actions::{self, Names};
use crate::document::clean;
use crate::document::letterhead::Sender;
use crate::document::parts::{self, Badge};
use crate::document::picture::Images;
use crate::document::report::rma::RmaPart;
use crate::document::report::{
    View, category_lines, charts, counts, figures, head, method, number, page, pictures, reopened, rma, subject, under,
    verdict,
};
use crate::document::{RenderedMail, inline_styles, lay_out};
use crate::domain::action::{Action, Ask};
use crate::domain::language::Language;
use crate::domain::outcome::Outcome;
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// Writes the copy in a language.
pub fn render(templates: &Templates, outcome: &Outcome, language: Language) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, outcome, language)?, LetterKind::CsmReport, language)
}

/// The copy with what goes with it: its PDF, and the pictures of its mail.
pub fn with_files(templates: &Templates, outcome: &Outcome, language: Language) -> Result<RenderedMail, TemplateError> {
    let partner = &outcome.parties.partner;
    let pdf = page::pdf(templates, outcome, view(&templates.locale(language)?, outcome)?, &partner.brand, language)?;
    let pictures = pictures(templates, outcome, &Sender::from(partner).accent(), language)?;
    Ok(RenderedMail { pdf, pictures, ..render(templates, outcome, language)? })
}

/// The copy before its styles are inlined.
pub(in crate::document) fn draft(
    templates: &Templates,
    outcome: &Outcome,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    let sender = Sender::from(&outcome.parties.partner);
    let view = view(&templates.locale(language)?, outcome)?;
    lay_out(templates, LetterKind::CsmReport, language, sender, &view)
}

fn view(locale: &Locale<'_>, outcome: &Outcome) -> Result<View, TemplateError> {
    let sender = Sender::from(&outcome.parties.partner);
    let month = locale.dates.month(outcome.month);
    let (state, verdict) = verdict::headline(locale, outcome, None)?;
    Ok(View {
        language: locale.language.tag(),
        accent: sender.accent(),
        subject: subject(locale, outcome, &month)?,
        seller: sender.name(),
        preview: format!("{}{} {verdict}", clean::line(&outcome.parties.customer.name), locale.colon()),
        number: number(outcome),
        under: under(locale, outcome)?,
        badge: Badge { class: state.as_str(), word: locale.choose("state", state.as_str())? },
        verdict,
        summary: category_lines(locale, outcome)?,
        head: head(locale, outcome, month.clone(), None)?,
        month,
        unknown: None,
        actions: actions_for_customer(locale, outcome)?,
        lines: figures::lines(locale, outcome)?,
        pictures: Images::of(&charts(locale, outcome)?, &number(outcome)),
        history: figures::history(locale, outcome)?,
        forecast: figures::forecast(locale, outcome)?,
        models: counts::models(locale, outcome)?,
        vanished: counts::vanished(locale, outcome)?,
        not_counted: parts::not_counted(locale, outcome)?,
        life_cycle: counts::life_cycle(locale, outcome)?,
        odd_detection: counts::odd_detection(locale, outcome)?,
        rma: rma::part(locale, outcome)?.map(RmaPart::for_customer),
        commercial: Vec::new(),
        held: None,
        accepted: None,
        reopened: reopened::counts(locale, outcome)?,
        device_list: String::new(),
        annex: method::method(locale, outcome)?,
    })
}

/// What follows for the customer's devices, for which its partner is there; nothing of what the seller sees to.
fn actions_for_customer(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<actions::Row>, TemplateError> {
    let of_devices = |action: &&Action| matches!(action.ask, Ask::SendBack { .. } | Ask::Replace { .. });
    let shown: Vec<Action> = outcome.actions.iter().filter(of_devices).cloned().collect();
    let partner = outcome.parties.partner.name.as_str();
    actions::rows(locale, &shown, Names { csm: partner, partner, seller: partner }, outcome.audited_on)
}
