//! The CSM's monthly report on one contract (documents.md section 1): verdict first, then the few numbers, then why.
//!
//! What has no source yet (support, fleet health) is left out, not shown empty.

mod commercial;
pub mod copy;
mod counts;
mod figures;
mod method;
mod page;
mod reopened;
mod rma;
mod verdict;

pub(super) use counts::ModelGroup;
pub(super) use method::profile;

use serde::Serialize;

use crate::document::actions::{self, Names};
use crate::document::chart::{self, Charts};
use crate::document::colour::Accent;
use crate::document::parts::{self, Badge, Fact, Figures, NotCountedPart, Row, Rows, category, fact};
use crate::document::picture::{self, Images, Picture};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::category::Category;
use crate::domain::growth::Growth;
use crate::domain::language::Language;
use crate::domain::outcome::Outcome;
use crate::domain::party::{Csm, Seller};
use crate::domain::rma::summary::RmaSummary;
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReportFacts<'a> {
    /// What the audit found.
    pub outcome: &'a Outcome,
    /// Who sells the service.
    pub seller: &'a Seller,
    /// File name of the attached workbook, if it lists the devices; none if they are too many for a mail.
    pub device_list: Option<&'a str>,
}

/// Everything the report shows, already written.
#[derive(Debug, Serialize)]
struct View {
    language: &'static str,
    accent: Accent,
    subject: String,
    preview: String,
    seller: String,
    number: String,
    month: String,
    under: String,
    badge: Badge,
    verdict: String,
    summary: Vec<String>,
    head: Vec<Fact>,
    unknown: Option<Unknown>,
    actions: Vec<actions::Row>,
    lines: Figures,
    pictures: Images,
    history: Option<figures::History>,
    forecast: Vec<String>,
    models: Vec<ModelGroup>,
    vanished: Option<Rows>,
    not_counted: NotCountedPart,
    life_cycle: Option<counts::LifeCyclePart>,
    odd_detection: Vec<String>,
    rma: Option<rma::RmaPart>,
    commercial: Vec<Fact>,
    held: Option<commercial::Held>,
    accepted: Option<Acceptance>,
    reopened: Vec<String>,
    device_list: String,
    annex: Vec<Fact>,
}

/// Models that a person must classify (A16).
#[derive(Debug, Serialize)]
struct Unknown {
    title: String,
    list: Rows,
}

/// Who accepted a held audit, and against what.
#[derive(Debug, Serialize)]
struct Acceptance {
    by: String,
    reason: String,
    objections: Vec<String>,
}

/// The document number, `CSM-<contract>-<month>-v<version>`.
pub fn number(outcome: &Outcome) -> String {
    format!("CSM-{}-{}-v{}", outcome.contract.id, outcome.month, outcome.version)
}

/// Writes the report in a language.
pub fn render(
    templates: &Templates,
    facts: ReportFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, language)?, LetterKind::CsmReport, language)
}

/// The report with what goes with it: its PDF, and the picture that its mail shows.
pub fn with_files(
    templates: &Templates,
    facts: ReportFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    let brand = &facts.seller.brand;
    let pdf = page::pdf(templates, facts.outcome, view(&templates.locale(language)?, facts)?, brand, language)?;
    let accent = Accent::of(brand.colour.as_deref());
    let pictures = pictures(templates, facts.outcome, &accent, language)?;
    Ok(RenderedMail { pdf, pictures, ..render(templates, facts, language)? })
}

/// The report before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    facts: ReportFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::CsmReport,
        language,
        facts.seller.into(),
        &view(&templates.locale(language)?, facts)?,
    )
}

/// What growth charged in advance costs, in both readings (A37); none while there is no price.
pub(super) fn growth_cost(locale: &Locale<'_>, growth: &Growth) -> Result<Option<String>, TemplateError> {
    commercial::growth_cost(locale, growth)
}

/// The table of the audited month, for other documents that show it.
pub(super) fn figures(locale: &Locale<'_>, outcome: &Outcome) -> Result<Figures, TemplateError> {
    figures::lines(locale, outcome)
}

/// Where the returns of the year stand, for other documents that show it.
pub(super) fn returns_in_a_sentence(locale: &Locale<'_>, returns: &RmaSummary) -> Result<String, TemplateError> {
    rma::sentence(locale, returns)
}

/// What the workbook says around its numbers.
#[derive(Debug)]
pub(super) struct SheetTexts {
    pub(super) title: String,
    pub(super) under: String,
    pub(super) verdict: String,
    pub(super) summary: Vec<String>,
    pub(super) head: Vec<Fact>,
    pub(super) annex: Vec<Fact>,
}

/// The texts of the workbook's first sheet.
pub(super) fn sheet_texts(locale: &Locale<'_>, outcome: &Outcome) -> Result<SheetTexts, TemplateError> {
    let month = locale.dates.month(outcome.month);
    let (state, verdict) = verdict::headline(locale, outcome, outcome.quote.as_ref())?;
    Ok(SheetTexts {
        title: locale.say("report-title", &[("month", &month)])?,
        under: under(locale, outcome)?,
        verdict: format!("{}: {verdict}", locale.choose("state", state.as_str())?.to_uppercase()),
        summary: summary(locale, outcome)?,
        head: head(locale, outcome, month, Some(&outcome.parties.csm))?,
        annex: method::annex(locale, outcome)?,
    })
}

/// The counted models of some categories, for other documents that show them on a page.
pub(super) fn models(
    locale: &Locale<'_>,
    outcome: &Outcome,
    wanted: &dyn Fn(Category) -> bool,
) -> Result<Vec<ModelGroup>, TemplateError> {
    counts::models_on_page(locale, outcome, wanted)
}

fn view(locale: &Locale<'_>, facts: ReportFacts<'_>) -> Result<View, TemplateError> {
    let outcome = facts.outcome;
    let month = locale.dates.month(outcome.month);
    let (state, verdict) = verdict::headline(locale, outcome, outcome.quote.as_ref())?;
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(facts.seller.brand.colour.as_deref()),
        subject: subject(locale, outcome, &month)?,
        preview: format!("{}{} {verdict}", clean::line(&outcome.parties.customer.name), locale.colon()),
        seller: clean::name(&facts.seller.name),
        number: number(outcome),
        month: month.clone(),
        under: under(locale, outcome)?,
        badge: Badge { class: state.as_str(), word: locale.choose("state", state.as_str())? },
        verdict,
        summary: summary(locale, outcome)?,
        head: head(locale, outcome, month, Some(&outcome.parties.csm))?,
        unknown: unknown(locale, outcome)?,
        actions: all_actions(locale, facts)?,
        lines: figures::lines(locale, outcome)?,
        pictures: Images::of(&charts(locale, outcome)?, &number(outcome)),
        history: figures::history(locale, outcome)?,
        forecast: figures::forecast(locale, outcome)?,
        models: counts::models(locale, outcome)?,
        vanished: counts::vanished(locale, outcome)?,
        not_counted: parts::not_counted(locale, outcome)?,
        life_cycle: counts::life_cycle(locale, outcome)?,
        odd_detection: counts::odd_detection(locale, outcome)?,
        rma: rma::part(locale, outcome)?,
        commercial: commercial::facts(locale, outcome)?,
        held: commercial::held(locale, outcome)?,
        accepted: accepted(outcome),
        reopened: reopened::lines(locale, outcome)?,
        device_list: method::device_list(locale, facts)?,
        annex: method::annex(locale, outcome)?,
    })
}

/// What the report draws: on its pages, and as pictures of its mail.
fn charts(locale: &Locale<'_>, outcome: &Outcome) -> Result<Charts, TemplateError> {
    let returns = match &outcome.rma {
        Some(summary) => chart::returned(locale, &summary.by_month, summary.allowed)?,
        None => None,
    };
    Ok(Charts { counts: chart::counted(locale, outcome)?, returns, models: chart::models(locale, outcome)? })
}

/// The pictures of the mail.
fn pictures(
    templates: &Templates,
    outcome: &Outcome,
    accent: &Accent,
    language: Language,
) -> Result<Vec<Picture>, TemplateError> {
    let charts = charts(&templates.locale(language)?, outcome)?;
    picture::draw(templates, &charts, &number(outcome), accent, language)
}

fn all_actions(locale: &Locale<'_>, facts: ReportFacts<'_>) -> Result<Vec<actions::Row>, TemplateError> {
    let (outcome, parties) = (facts.outcome, &facts.outcome.parties);
    let names = Names { csm: &parties.csm.name, partner: &parties.partner.name, seller: &facts.seller.name };
    actions::rows(locale, &outcome.actions, names, outcome.audited_on)
}

fn subject(locale: &Locale<'_>, outcome: &Outcome, month: &str) -> Result<String, TemplateError> {
    let added = verdict::added_units(outcome);
    let mut verdict = if added.is_empty() {
        locale.say("report-subject-none", &[])?
    } else {
        locale.say("report-subject-true-up", &[("units", &parts::units(locale, &added)?)])?
    };
    if let Some(more) = rma::subject(locale, outcome)? {
        verdict = format!("{verdict}, {more}");
    }
    if outcome.version > 1 {
        // Not to be taken for the first one, which lies in the same mailbox.
        let version = locale.numbers.count(u64::from(outcome.version));
        verdict = format!("{verdict}, {}", locale.say("report-subject-version", &[("version", &version)])?);
    }
    let customer = clean::line(&outcome.parties.customer.name);
    locale.say("report-subject", &[("month", month), ("customer", &customer), ("verdict", &verdict)])
}

/// Three to five lines: each category, the quote, the work that is open.
fn summary(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let mut lines: Vec<_> = reopened::lines(locale, outcome)?.into_iter().take(1).collect();
    lines.extend(category_lines(locale, outcome)?);
    lines.extend(commercial::summary(locale, outcome)?);
    Ok(lines)
}

/// A line for each category, and the months that nobody counted.
fn category_lines(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<String>, TemplateError> {
    let mut lines = Vec::new();
    for line in &outcome.lines {
        let (Some(counted), Some(increase)) = (line.counted, line.increase) else {
            let name = category(locale, line.category)?;
            lines.push(locale.say("summary-unaudited", &[("category", &name)])?);
            continue;
        };
        let mut change = locale.numbers.change(increase);
        if let Some(percent) = line.increase_percent {
            change = format!("{change}, {}", locale.numbers.percent_change(percent));
        }
        let arguments = [
            ("category", category(locale, line.category)?),
            ("counted", locale.numbers.count(counted)),
            ("compared", locale.numbers.count(line.compared_with)),
            ("baseline", locale.numbers.count(line.baseline)),
            ("change", change),
            ("state", locale.choose("state", line.state.as_str())?),
        ];
        let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let quoted = line.compared_with != line.contracted;
        lines.push(locale.say(if quoted { "summary-line-quoted" } else { "summary-line" }, &arguments)?);
    }
    lines.extend(parts::unaudited(locale, &outcome.unaudited_before())?);
    Ok(lines)
}

/// The line below the title: whose, which contract, from where and when.
fn under(locale: &Locale<'_>, outcome: &Outcome) -> Result<String, TemplateError> {
    let source = parts::source_key(outcome.source.kind);
    locale.say(
        "report-under",
        &[
            ("customer", &clean::name(&outcome.parties.customer.name)),
            ("contract", outcome.contract.id.as_str()),
            ("source", &locale.say(source, &[])?),
            ("snapshot", &locale.dates.instant(outcome.source.taken_at)),
        ],
    )
}

fn head(locale: &Locale<'_>, outcome: &Outcome, month: String, csm: Option<&Csm>) -> Result<Vec<Fact>, TemplateError> {
    let (contract, parties) = (&outcome.contract, &outcome.parties);
    let partly = outcome.lines.iter().any(|line| line.counted.is_none());
    let state = if partly { "partly" } else { "audited" };
    let term =
        format!("{} \u{2013} {}", locale.dates.day(contract.term.start), locale.dates.day(contract.term.last_day()));
    let mut head = vec![
        fact(locale, "label-month", month)?,
        fact(locale, "label-customer", clean::name(&parties.customer.name))?,
        fact(locale, "label-partner", clean::name(&parties.partner.name))?,
        fact(locale, "label-contract", contract.id.as_str())?,
    ];
    if let Some(site) = &parties.customer.site_id {
        head.push(fact(locale, "label-site", clean::line(site))?);
    }
    head.push(fact(locale, "label-term", term)?);
    if let Some(csm) = csm {
        head.push(fact(locale, "label-csm", clean::name(&csm.name))?);
    }
    head.extend([
        fact(locale, "label-source", parts::source(locale, outcome)?)?,
        fact(locale, "label-snapshot", locale.dates.instant(outcome.source.taken_at))?,
        fact(locale, "label-audit", locale.choose("audit", state)?)?,
    ]);
    Ok(head)
}

fn unknown(locale: &Locale<'_>, outcome: &Outcome) -> Result<Option<Unknown>, TemplateError> {
    let total: u64 = outcome.unknown_models.iter().map(|model| model.devices).sum();
    if total == 0 {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for model in &outcome.unknown_models {
        let shown = clean::name(&model.name);
        let name = if shown.is_empty() { locale.say("model-without-name", &[])? } else { shown };
        rows.push((name, model.devices));
    }
    let title = locale.say_count("unknown-title", total, &[])?;
    Ok(Some(Unknown { title, list: counts::capped(locale, rows, counts::SHORT)? }))
}

fn accepted(outcome: &Outcome) -> Option<Acceptance> {
    outcome.accepted.as_ref().map(|accepted| Acceptance {
        by: clean::name(&accepted.by),
        reason: clean::name(&accepted.reason),
        objections: accepted.objections.iter().map(|objection| clean::name(objection)).collect(),
    })
}

/// A row without remark.
fn plain(name: String, count: String) -> Row {
    Row { name, count, change: String::new(), note: String::new() }
}
