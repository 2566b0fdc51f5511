//! The letter that asks a partner to confirm the totals of a first count (R10): what was counted, what was not and why, what
//! the totals come to, until when to answer and how.

use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{self, Badge, Fact, Figure, Figures, NotCountedPart, Row, Rows, category, fact};
use crate::document::report;
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::count::ModelDevices;
use crate::domain::language::Language;
use crate::domain::onboarding::{CategoryProposal, Confirmation};
use crate::domain::outcome::LifeCycleModel;
use crate::domain::party::Seller;
use crate::domain::state::LetterKind;
use crate::template::{Locale, TemplateError, Templates};

/// Rows of a list; a mail with all of them would be cut off by mail programs.
const SHOWN: usize = 10;

/// Everything the letter shows, already written.
#[derive(Debug, Serialize)]
struct View {
    language: &'static str,
    accent: Accent,
    subject: String,
    preview: String,
    seller: String,
    title: String,
    under: String,
    badge: Badge,
    verdict: String,
    until: String,
    to: String,
    steps: Vec<String>,
    totals: Figures,
    growth: Vec<String>,
    lists: Vec<List>,
    not_counted: NotCountedPart,
    method: Vec<Fact>,
    why: Vec<String>,
    head: Vec<Fact>,
    foot: String,
}

/// Models that somebody has to look at.
#[derive(Debug, Serialize)]
struct List {
    heading: String,
    note: String,
    note_head: String,
    models: Rows,
}

/// Writes the letter in a language.
pub fn render(
    templates: &Templates,
    facts: &Confirmation,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, seller, language)?, LetterKind::BaselineConfirmation, language)
}

/// The letter before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    facts: &Confirmation,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::BaselineConfirmation,
        language,
        seller.into(),
        &view(&templates.locale(language)?, facts, seller)?,
    )
}

fn view(locale: &Locale<'_>, facts: &Confirmation, seller: &Seller) -> Result<View, TemplateError> {
    let proposal = &facts.proposal;
    let customer = clean::line(&facts.customer.name);
    let until = locale.dates.weekday(facts.until);
    let units: Vec<_> = proposal.categories.iter().map(|found| (found.category, found.total)).collect();
    let units = parts::units(locale, &units)?;
    let said = [("customer", customer.as_str()), ("until", until.as_str()), ("units", units.as_str())];
    let verdict = locale.say("confirm-verdict", &said)?;
    let contact = [("name", clean::name(&facts.csm.name)), ("address", facts.csm.email.to_string())];
    let contact = contact.each_ref().map(|(key, value)| (*key, value.as_str()));
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject: locale.say("confirm-subject", &said)?,
        preview: format!("{customer}{} {verdict}", locale.colon()),
        seller: clean::name(&seller.name),
        title: locale.say("confirm-title", &[])?,
        under: under(locale, facts)?,
        badge: Badge { class: "watch", word: locale.say("confirm-badge", &[])? },
        verdict,
        until,
        to: facts.csm.email.to_string(),
        steps: steps(locale, facts, &contact)?,
        totals: totals(locale, facts)?,
        growth: growth(locale, facts)?,
        lists: lists(locale, facts)?,
        not_counted: parts::left_out(locale, &proposal.not_counted, proposal.source.listed, proposal.source.counted)?,
        method: method(locale, facts)?,
        why: vec![locale.say("confirm-why", &[])?, locale.say("confirm-why-profile", &[])?],
        head: head(locale, facts)?,
        foot: locale.say("report-foot", &contact)?,
    })
}

fn under(locale: &Locale<'_>, facts: &Confirmation) -> Result<String, TemplateError> {
    let customer = clean::name(&facts.customer.name);
    match &facts.proposal.contract {
        Some(contract) => locale.say("held-under", &[("customer", &customer), ("contract", contract.as_str())]),
        None => Ok(customer),
    }
}

fn steps(locale: &Locale<'_>, facts: &Confirmation, contact: &[(&str, &str); 2]) -> Result<Vec<String>, TemplateError> {
    let mut steps = vec![locale.say("confirm-step-compare", &[])?];
    if facts.proposal.unknown() > 0 {
        steps.push(locale.say_count("confirm-step-unknown", facts.proposal.unknown(), &[])?);
    }
    if facts.proposal.categories.iter().all(|found| found.growth.is_none()) {
        steps.push(locale.say("confirm-step-growth", &[])?);
    }
    steps.push(locale.say("confirm-step-answer", contact)?);
    Ok(steps)
}

/// A column per category: installed, growth in advance, total, baseline.
fn totals(locale: &Locale<'_>, facts: &Confirmation) -> Result<Figures, TemplateError> {
    let found = &facts.proposal.categories;
    let row = |key: &str, strong, cell: &dyn Fn(&CategoryProposal) -> u64| {
        let cells = found.iter().map(|found| locale.numbers.count(cell(found))).collect();
        Ok::<_, TemplateError>(Figure { label: locale.say(key, &[])?, cells, strong })
    };
    let mut rows = vec![row("confirm-installed", false, &|found| found.installed)?];
    if found.iter().any(|found| found.growth.is_some()) {
        let units = |found: &CategoryProposal| found.growth.map_or(0, |growth| growth.units);
        rows.push(row("confirm-growth", false, &units)?);
    }
    rows.push(row("confirm-total", true, &|found| found.total)?);
    rows.push(row("figure-baseline", false, &|found| found.baseline)?);
    let categories = found.iter().map(|found| category(locale, found.category)).collect::<Result<_, _>>()?;
    Ok(Figures { categories, rows, states: Vec::new() })
}

/// What the growth costs in advance, in both readings (A37).
fn growth(locale: &Locale<'_>, facts: &Confirmation) -> Result<Vec<String>, TemplateError> {
    let mut sentences = Vec::new();
    for growth in facts.proposal.categories.iter().filter_map(|found| found.growth) {
        let percent = locale.numbers.percent(growth.prepaid_percent.decimal());
        let arguments = [
            ("category", category(locale, growth.category)?),
            ("forecast", locale.numbers.count(growth.forecast)),
            ("percent", percent),
            ("growth", locale.say_count("unit-count", growth.units, &[])?),
        ];
        let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let mut sentence = locale.say("confirm-growth-units", &arguments)?;
        if let Some(cost) = report::growth_cost(locale, &growth)? {
            sentence = format!("{sentence} {cost}");
        }
        sentences.push(sentence);
    }
    Ok(sentences)
}

fn lists(locale: &Locale<'_>, facts: &Confirmation) -> Result<Vec<List>, TemplateError> {
    let proposal = &facts.proposal;
    let mut lists = Vec::new();
    let unnamed = locale.say("model-without-name", &[])?;
    let unknown = proposal.unknown_models.iter().map(|model| {
        let name = clean::name(&model.name);
        (if name.is_empty() { unnamed.clone() } else { name }, model.devices, String::new())
    });
    let models = |models: &[ModelDevices]| {
        let row = |model: &ModelDevices| (clean::name(&model.model), model.devices, String::new());
        models.iter().map(row).collect::<Vec<_>>()
    };
    let dated = |models: &[LifeCycleModel]| {
        let row =
            |model: &LifeCycleModel| (clean::name(&model.model), model.devices, locale.dates.day(model.end_of_support));
        models.iter().map(row).collect::<Vec<_>>()
    };
    let found = [
        ("confirm-unknown", "confirm-unknown-note", unknown.collect()),
        ("confirm-own-quote", "confirm-own-quote-note", models(&proposal.own_quote)),
        ("life-cycle-ended", "confirm-ended-note", dated(&proposal.life_cycle.ended)),
        ("life-cycle-ending", "confirm-ending-note", dated(&proposal.life_cycle.ending)),
        ("confirm-stale", "confirm-stale-note", models(&proposal.stale)),
    ];
    for (heading, note, rows) in found {
        if rows.is_empty() {
            continue;
        }
        let with_dates = rows.iter().any(|(_, _, date)| !date.is_empty());
        lists.push(List {
            heading: locale.say(heading, &[])?,
            note: locale.say(note, &[])?,
            note_head: if with_dates { locale.say("column-end-of-support", &[])? } else { String::new() },
            models: capped(locale, rows)?,
        });
    }
    Ok(lists)
}

fn capped(locale: &Locale<'_>, all: Vec<(String, u64, String)>) -> Result<Rows, TemplateError> {
    let hidden: u64 = all.iter().skip(SHOWN).map(|(_, devices, _)| devices).sum();
    let left = u64::try_from(all.len().saturating_sub(SHOWN)).unwrap_or(u64::MAX);
    let more = if left == 0 {
        String::new()
    } else {
        locale.say_count("confirm-more", left, &[("devices", &locale.say_count("device-count", hidden, &[])?)])?
    };
    let row = |(name, devices, note): (String, u64, String)| Row {
        name,
        count: locale.numbers.count(devices),
        change: String::new(),
        note,
    };
    Ok(Rows { rows: all.into_iter().take(SHOWN).map(row).collect(), more })
}

fn method(locale: &Locale<'_>, facts: &Confirmation) -> Result<Vec<Fact>, TemplateError> {
    let proposal = &facts.proposal;
    let mut method = vec![fact(locale, "label-profile", report::profile(locale, &proposal.counting)?)?];
    if proposal.source.recognised_by_line > 0 {
        let by_line = locale.say_count("recognised-by-line", proposal.source.recognised_by_line, &[])?;
        method.push(fact(locale, "label-recognition", by_line)?);
    }
    let odd = [("odd-never", proposal.odd_detection.never), ("odd-future", proposal.odd_detection.in_future)];
    for (key, devices) in odd.into_iter().filter(|(_, devices)| *devices > 0) {
        method.push(fact(locale, "label-detection", locale.say_count(key, devices, &[])?)?);
    }
    if proposal.life_cycle.without_date > 0 {
        let text = locale.say_count("life-cycle-without-date", proposal.life_cycle.without_date, &[])?;
        method.push(fact(locale, "column-end-of-support", text)?);
    }
    Ok(method)
}

fn head(locale: &Locale<'_>, facts: &Confirmation) -> Result<Vec<Fact>, TemplateError> {
    let proposal = &facts.proposal;
    let mut head = vec![
        fact(locale, "label-end-customer", clean::name(&facts.customer.name))?,
        fact(locale, "label-partner", clean::name(&facts.partner.name))?,
    ];
    if let Some(contract) = &proposal.contract {
        let term = format!(
            "{} \u{2013} {}",
            locale.dates.day(proposal.term.start),
            locale.dates.day(proposal.term.last_day())
        );
        head.push(fact(locale, "label-contract", contract.as_str())?);
        head.push(fact(locale, "label-term", term)?);
    }
    if let Some(site) = &facts.customer.site_id {
        head.push(fact(locale, "label-site", clean::line(site))?);
    }
    head.extend([
        fact(locale, "label-source", parts::source_named(locale, &proposal.source)?)?,
        fact(locale, "label-snapshot", locale.dates.instant(proposal.source.taken_at))?,
        fact(locale, "label-snapshot-digest", parts::short_digest(&proposal.source.digest))?,
        fact(locale, "label-count", locale.numbers.count(u64::from(facts.ordinal)))?,
        fact(locale, "label-csm", clean::name(&facts.csm.name))?,
    ]);
    Ok(head)
}
