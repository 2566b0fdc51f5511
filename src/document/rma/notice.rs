//! The overage notice to the partner: the calculation, the units that may be billed at list price, and what changed since
//! the version that the partner has. It is a notice and no invoice (R33, R39).

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{Fact, capital, fact};
use crate::document::picture::Images;
use crate::document::quote::{self, Party};
use crate::document::rma::page::charts;
use crate::document::rma::{NoticeFacts, left_out, overage};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::language::Language;
use crate::domain::rma::notice::{Notice, NoticeLine};
use crate::domain::rma::{BillTo, RmaBilling};
use crate::domain::state::LetterKind;
use crate::domain::working_days::WorkingDays;
use crate::template::{Locale, TemplateError, Templates};

/// Lines in the mail; the annex has all.
const SHOWN: usize = 25;
/// Working days in which a notice may be objected to.
const OBJECTION_DAYS: usize = 15;

/// Everything the notice shows, already written.
#[derive(Debug, Serialize)]
pub(super) struct View {
    language: &'static str,
    accent: Accent,
    subject: String,
    preview: String,
    number: String,
    pub(super) title: String,
    pub(super) verdict: String,
    amount: String,
    object_by: String,
    seller: Party,
    partner: Party,
    changed: Vec<String>,
    changed_title: String,
    /// The number of the version before, which no heading may write in other letters.
    before: String,
    head: Vec<Fact>,
    pictures: Images,
    calculation: Vec<String>,
    lines: Vec<Line>,
    more: String,
    terms: Vec<String>,
    annex: String,
    contact: String,
}

/// Units of one line of an RMA with their price.
#[derive(Debug, Serialize)]
struct Line {
    title: String,
    detail: String,
    price: String,
    missing: bool,
    units: String,
    amount: String,
}

/// Writes the notice in a language.
pub fn render(
    templates: &Templates,
    facts: NoticeFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, facts, language)?, LetterKind::RmaOverageNotice, language)
}

/// The notice before its styles are inlined.
pub(in crate::document) fn draft(
    templates: &Templates,
    facts: NoticeFacts<'_>,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        LetterKind::RmaOverageNotice,
        language,
        facts.seller.into(),
        &view(&templates.locale(language)?, facts)?,
    )
}

pub(super) fn view(locale: &Locale<'_>, facts: NoticeFacts<'_>) -> Result<View, TemplateError> {
    let NoticeFacts { notice, parties, seller, .. } = facts;
    let position = &notice.position;
    let customer = clean::line(&parties.customer.name);
    let overage = overage(locale, position.overage)?;
    let subject =
        locale.say("notice-subject", &[("number", &notice.number), ("customer", &customer), ("units", &overage)])?;
    let verdict = if position.overage > 0 { "notice-verdict" } else { "notice-verdict-none" };
    let verdict = locale.say(
        verdict,
        &[
            ("units", &locale.numbers.count(position.units)),
            ("allowed", &locale.numbers.count(position.allowed)),
            ("overage", &overage),
            ("year", &position.year.to_string()),
            ("customer", &clean::name(&customer)),
        ],
    )?;
    let amount = capital(&total(locale, notice)?);
    let title = if notice.is_final { "notice-title-final" } else { "notice-title" };
    let hidden = notice.lines.len().saturating_sub(SHOWN);
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        preview: format!("{overage}, {amount}"),
        subject,
        number: notice.number.clone(),
        title: locale.say(title, &[])?,
        verdict,
        object_by: object_by(locale, facts)?,
        seller: quote::seller(locale, seller)?,
        partner: quote::partner(locale, &parties.partner)?,
        changed: changed(locale, notice)?,
        changed_title: match &notice.before {
            Some(before) => locale.say("heading-notice-changed", &[("number", &clean::line(&before.number))])?,
            None => String::new(),
        },
        before: notice.before.as_ref().map(|before| clean::line(&before.number)).unwrap_or_default(),
        head: head(locale, facts)?,
        pictures: Images::of(&charts(locale, position)?, &notice.number),
        calculation: calculation(locale, notice)?,
        lines: notice.lines.iter().take(SHOWN).map(|one| line(locale, notice, one)).collect::<Result<_, _>>()?,
        more: if hidden > 0 { locale.say_count("notice-more-lines", hidden as u64, &[])? } else { String::new() },
        terms: terms(locale, facts)?,
        annex: locale.say("notice-annex", &[("file", &clean::line(facts.annex))])?,
        contact: locale.say(
            "rma-contact",
            &[("name", &clean::name(&parties.csm.name)), ("address", parties.csm.email.as_str())],
        )?,
        amount,
    })
}

/// The total with its currency, or that a price is to be confirmed.
pub(super) fn total(locale: &Locale<'_>, notice: &Notice) -> Result<String, TemplateError> {
    match notice.total {
        Some(total) => Ok(locale.numbers.money(total)),
        None => locale.say("price-to-confirm", &[]),
    }
}

/// The last day to object; a version that bills nothing needs none.
fn object_by(locale: &Locale<'_>, facts: NoticeFacts<'_>) -> Result<String, TemplateError> {
    let until = |issued: NaiveDate| {
        let working = WorkingDays::of(facts.parties.customer.country.as_deref());
        issued.succ_opt().map(|next| working.nth(next, OBJECTION_DAYS))
    };
    match facts.issued_on.and_then(until).filter(|_| !facts.notice.lines.is_empty()) {
        Some(day) => locale.say("notice-object-by", &[("day", &locale.dates.day(day))]),
        None => Ok(String::new()),
    }
}

/// What is different from the version that the partner has.
fn changed(locale: &Locale<'_>, notice: &Notice) -> Result<Vec<String>, TemplateError> {
    let Some(before) = &notice.before else { return Ok(Vec::new()) };
    let (numbers, position) = (&locale.numbers, &notice.position);
    let mut lines = Vec::new();
    let mut moved = |key: &str, from: String, to: String| {
        if from != to {
            lines.push(locale.say(key, &[("before", &from), ("now", &to)])?);
        }
        Ok(())
    };
    moved("notice-changed-units", numbers.count(before.units), numbers.count(position.units))?;
    moved("notice-changed-base", numbers.count(before.base), numbers.count(position.base))?;
    moved("notice-changed-overage", numbers.count(before.overage), numbers.count(position.overage))?;
    let (old, new) = (before.price_lists.join(", "), notice.price_lists().join(", "));
    if !old.is_empty() && !new.is_empty() {
        moved("notice-changed-prices", clean::line(&old), clean::line(&new))?;
    }
    let total = notice.total.map_or_else(|| locale.say("price-to-confirm", &[]), |total| Ok(numbers.money(total)))?;
    if let Some(old) = before.total {
        moved("notice-changed-total", numbers.money(old), total)?;
    }
    if before.added > 0 {
        lines.push(locale.say_count("notice-changed-added", before.added, &[])?);
    }
    if before.dropped > 0 {
        lines.push(locale.say_count("notice-changed-dropped", before.dropped, &[])?);
    }
    if lines.is_empty() {
        lines.push(locale.say("notice-changed-nothing", &[])?);
    }
    Ok(lines)
}

fn head(locale: &Locale<'_>, facts: NoticeFacts<'_>) -> Result<Vec<Fact>, TemplateError> {
    let NoticeFacts { notice, contract, parties, .. } = facts;
    let position = &notice.position;
    let kind = if notice.is_final { "notice-kind-final" } else { "notice-kind-to-date" };
    let first = NaiveDate::from_ymd_opt(position.year, 1, 1).unwrap_or(position.as_of);
    let days = |from: NaiveDate, to: NaiveDate| format!("{} \u{2013} {}", locale.dates.day(from), locale.dates.day(to));
    let mut head = vec![
        fact(locale, "label-notice", notice.number.as_str())?,
        fact(locale, "label-version", locale.numbers.count(u64::from(notice.version)))?,
        fact(locale, "label-notice-kind", locale.say(kind, &[])?)?,
        fact(locale, "label-notice-period", days(first, position.as_of))?,
    ];
    if let Some(before) = &notice.before {
        head.push(fact(locale, "label-supersedes", clean::line(&before.number))?);
    }
    if let Some(issued) = facts.issued_on {
        head.push(fact(locale, "label-issued", locale.dates.day(issued))?);
    }
    head.push(fact(locale, "label-end-customer", clean::name(&parties.customer.name))?);
    if let Some(site) = &parties.customer.site_id {
        head.push(fact(locale, "label-site", clean::line(site))?);
    }
    head.push(fact(locale, "label-contract", contract.id.as_str())?);
    if let Some(order) = &contract.purchase_order {
        head.push(fact(locale, "label-original-order", clean::line(order))?);
    }
    let payer = match notice.bill_to {
        BillTo::Partner => clean::name(&parties.partner.name),
        BillTo::Customer => {
            let (customer, partner) = (clean::name(&parties.customer.name), clean::name(&parties.partner.name));
            locale.say("notice-bill-to-customer", &[("customer", &customer), ("partner", &partner)])?
        }
    };
    let csm = format!("{}, {}", clean::name(&parties.csm.name), parties.csm.email);
    head.extend([
        fact(locale, "label-term", days(contract.term.start, contract.term.last_day()))?,
        fact(locale, "label-bill-to", payer)?,
        fact(locale, "label-currency", notice.currency.code())?,
        fact(locale, "label-csm", csm)?,
    ]);
    Ok(head)
}

/// Step by step, so that a controller can redo it on paper.
fn calculation(locale: &Locale<'_>, notice: &Notice) -> Result<Vec<String>, TemplateError> {
    let (position, numbers) = (&notice.position, &locale.numbers);
    let (base, units, allowed) =
        (numbers.count(position.base), numbers.count(position.units), numbers.count(position.allowed));
    let percent = numbers.percent(position.percent.decimal());
    let none = locale.say("not-available", &[])?;
    let rate = position.rate_percent.map_or(none, |rate| numbers.percent(rate));
    let day = locale.dates.day(position.as_of);
    let mut steps = vec![
        locale.say("notice-step-base", &[("base", &base), ("day", &locale.dates.day(position.base_on))])?,
        locale.say("notice-step-allowed", &[("percent", &percent), ("base", &base), ("allowed", &allowed)])?,
        locale.say("notice-step-units", &[("units", &units), ("day", &day), ("base", &base), ("rate", &rate)])?,
    ];
    let others = position.other_than_headsets();
    if others > 0 {
        steps.push(locale.say_count("notice-step-others", others, &[])?);
    }
    if let Some(words) = left_out(locale, &position.left_out_by_reason())? {
        steps.push(locale.say("notice-step-left-out", &[("reasons", &words)])?);
    }
    let overage = numbers.count(position.overage);
    steps.push(if position.overage > 0 {
        locale.say("notice-step-overage", &[("units", &units), ("allowed", &allowed), ("overage", &overage)])?
    } else {
        locale.say("notice-step-none", &[("units", &units), ("allowed", &allowed)])?
    });
    if notice.billing == RmaBilling::All && position.overage > 0 {
        steps.push(locale.say("notice-step-all", &[])?);
    }
    Ok(steps)
}

fn line(locale: &Locale<'_>, notice: &Notice, line: &NoticeLine) -> Result<Line, TemplateError> {
    let NoticeLine { unit, list_price, amount } = line;
    let number = clean::name(&unit.rma_number);
    let mut detail = vec![clean::name(&unit.model)];
    detail.extend(unit.part_number.as_deref().map(clean::name));
    if let Some(case) = &unit.case_number {
        detail.push(locale.say("notice-line-case", &[("number", &clean::name(case))])?);
    }
    if let Some(serial) = &unit.serial {
        detail.push(locale.say("notice-line-serial", &[("number", &clean::name(serial))])?);
    }
    detail.retain(|part| !part.is_empty());
    let price = match list_price {
        Some(listed) => locale.say(
            "notice-line-price",
            &[
                ("price", &locale.numbers.price(listed.price, notice.currency)),
                ("list", &clean::name(&listed.list)),
                ("version", &clean::name(&listed.version)),
                ("day", &locale.dates.day(listed.valid_from)),
            ],
        )?,
        None => locale.say("notice-line-price-missing", &[])?,
    };
    let amount = match amount {
        Some(amount) => locale.numbers.money(*amount),
        None => locale.say("price-to-confirm", &[])?,
    };
    let title = [
        ("number", number.as_str()),
        ("line", &unit.rma_line.to_string()),
        ("day", &locale.dates.day(unit.authorised_on)),
    ];
    Ok(Line {
        title: locale.say("notice-line-title", &title)?,
        detail: detail.join(" · "),
        price,
        missing: list_price.is_none(),
        units: locale.numbers.count(unit.units),
        amount,
    })
}

fn terms(locale: &Locale<'_>, facts: NoticeFacts<'_>) -> Result<Vec<String>, TemplateError> {
    let notice = facts.notice;
    let percent = locale.numbers.percent(notice.position.percent.decimal());
    let next = if notice.is_final { "notice-terms-final" } else { "notice-terms-to-date" };
    let year = notice.position.year.to_string();
    Ok(vec![
        locale.say("notice-terms-right", &[("percent", &percent)])?,
        locale.say("notice-terms-order", &[])?,
        locale.say("notice-terms-price", &[("day", &locale.dates.day(notice.priced_on))])?,
        locale.say(next, &[("year", &year)])?,
        locale.say("notice-terms-invoice", &[])?,
        locale.say("terms-vat", &[])?,
    ])
}
