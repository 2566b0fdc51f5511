//! Letters to a partner about a customer's inventory report that has not come: what to send, where, until when; and what
//! it means that a month ended without it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::colour::Accent;
use crate::document::parts::{Badge, Fact, capital, fact};
use crate::document::{RenderedMail, clean, inline_styles, lay_out};
use crate::domain::ids::ContractId;
use crate::domain::language::Language;
use crate::domain::missing_report::{MissingReport, REMINDERS, Told};
use crate::domain::month::Month;
use crate::domain::party::Seller;
use crate::template::{Locale, TemplateError, Templates};

/// Months or contracts that are named one by one.
const NAMED: usize = 4;

/// Everything that the letters show, already written.
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
    /// What is asked for; none once the month has ended.
    ask: Option<Ask>,
    means: Vec<String>,
    easier: Vec<String>,
    head: Vec<Fact>,
    foot: String,
}

/// What the partner is to do.
#[derive(Debug, Serialize)]
struct Ask {
    until: String,
    to: String,
    steps: Vec<String>,
    columns: Vec<Column>,
    form: Vec<String>,
}

/// A column of the file.
#[derive(Debug, Serialize)]
struct Column {
    /// Header, as the file is to have it.
    name: &'static str,
    example: String,
    needed: String,
    strong: bool,
}

/// Writes the letter in a language.
pub fn render(
    templates: &Templates,
    missing: &MissingReport,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    inline_styles(draft(templates, missing, seller, language)?, missing.told.kind(), language)
}

/// The letter before its styles are inlined.
pub(super) fn draft(
    templates: &Templates,
    missing: &MissingReport,
    seller: &Seller,
    language: Language,
) -> Result<RenderedMail, TemplateError> {
    lay_out(
        templates,
        missing.told.kind(),
        language,
        seller.into(),
        &view(&templates.locale(language)?, missing, seller)?,
    )
}

/// What the three letters say each in its own way.
struct Said {
    subject: String,
    title: String,
    badge: Badge,
    verdict: String,
    ask: Option<Ask>,
    means: Vec<String>,
}

fn view(locale: &Locale<'_>, missing: &MissingReport, seller: &Seller) -> Result<View, TemplateError> {
    let customer = clean::line(&missing.parties.customer.name);
    let said = match &missing.told {
        Told::Request { month, until } => request(locale, missing, *month, *until)?,
        Told::Reminder { month, number, asked_on } => reminder(locale, missing, *month, *number, *asked_on)?,
        Told::NotAudited { months, next } => not_audited(locale, &customer, months, *next)?,
    };
    let csm = &missing.parties.csm;
    let contact = [("name", clean::name(&csm.name)), ("address", csm.email.to_string())];
    let contact = contact.each_ref().map(|(key, value)| (*key, value.as_str()));
    Ok(View {
        language: locale.language.tag(),
        accent: Accent::of(seller.brand.colour.as_deref()),
        subject: said.subject,
        preview: format!("{customer}{} {}", locale.colon(), said.verdict),
        seller: clean::name(&seller.name),
        title: said.title,
        under: under(locale, missing)?,
        badge: said.badge,
        verdict: said.verdict,
        ask: said.ask,
        means: said.means,
        easier: vec![locale.say("report-easier", &[])?, locale.say("report-easier-contact", &contact)?],
        head: head(locale, missing)?,
        foot: locale.say("report-foot", &contact)?,
    })
}

fn request(
    locale: &Locale<'_>,
    missing: &MissingReport,
    month: Month,
    until: NaiveDate,
) -> Result<Said, TemplateError> {
    let (name, customer) = (locale.dates.month(month), clean::line(&missing.parties.customer.name));
    let day = locale.dates.weekday(until);
    Ok(Said {
        subject: locale.say("report-request-subject", &[("month", &name), ("customer", &customer)])?,
        title: locale.say("missing-title", &[("month", &name)])?,
        badge: Badge { class: "watch", word: locale.say("report-request-badge", &[])? },
        verdict: locale.say("report-request-verdict", &[("month", &name), ("until", &day)])?,
        ask: Some(ask(locale, missing, month, until)?),
        means: why(locale, month)?,
    })
}

fn reminder(
    locale: &Locale<'_>,
    missing: &MissingReport,
    month: Month,
    number: u32,
    asked_on: NaiveDate,
) -> Result<Said, TemplateError> {
    let (name, customer) = (locale.dates.month(month), clean::line(&missing.parties.customer.name));
    let until = month.last_day();
    let (asked, day) = (locale.dates.weekday(asked_on), locale.dates.weekday(until));
    let last = number >= REMINDERS;
    let verdict = if last { "report-last-reminder-verdict" } else { "report-reminder-verdict" };
    let badge = if last { "report-last-reminder-badge" } else { "report-reminder-badge" };
    let short = locale.dates.month_name(month);
    Ok(Said {
        subject: locale.say("report-reminder-subject", &[("month", &short), ("customer", &customer)])?,
        title: locale.say("missing-title", &[("month", &name)])?,
        badge: Badge { class: "action", word: locale.say(badge, &[])? },
        verdict: locale.say(verdict, &[("month", &name), ("asked", &asked), ("until", &day)])?,
        ask: Some(ask(locale, missing, month, until)?),
        means: why(locale, month)?,
    })
}

fn not_audited(
    locale: &Locale<'_>,
    customer: &str,
    months: &[Month],
    next: Option<Month>,
) -> Result<Said, TemplateError> {
    let names: Vec<String> = months.iter().map(|month| locale.dates.month(*month)).collect();
    let many = months.len() as u64;
    let listed = if names.len() <= NAMED {
        names.join(", ")
    } else {
        let (first, last) = (names.first().map_or("", String::as_str), names.last().map_or("", String::as_str));
        locale.say_count("report-months", many, &[("first", first), ("last", last)])?
    };
    let about = [("months", listed.as_str()), ("customer", customer)];
    let mut means = vec![
        locale.say("not-audited-nothing", &[])?,
        locale.say("not-audited-closed", &[])?,
        locale.say("not-audited-compare", &[])?,
    ];
    if let Some(next) = next {
        means.push(locale.say("not-audited-next", &[("month", &locale.dates.month(next))])?);
    }
    Ok(Said {
        subject: locale.say("not-audited-subject", &about)?,
        title: locale.say("not-audited-title", &about)?,
        badge: Badge { class: "unaudited", word: locale.say("not-audited", &[])? },
        verdict: capital(&locale.say_count("not-audited-verdict", many, &about)?),
        ask: None,
        means,
    })
}

fn ask(locale: &Locale<'_>, missing: &MissingReport, month: Month, until: NaiveDate) -> Result<Ask, TemplateError> {
    let customer = clean::name(&missing.parties.customer.name);
    let send = if missing.by_answer { "report-step-answer" } else { "report-step-send" };
    Ok(Ask {
        steps: vec![
            locale.say("report-step-export", &[("customer", &customer)])?,
            locale.say("report-step-columns", &[])?,
            locale.say(send, &[])?,
        ],
        until: locale.dates.weekday(until),
        to: missing.send_to.to_string(),
        columns: columns(locale, month)?,
        form: vec![
            locale.say("report-form-csv", &[])?,
            locale.say("report-form-dates", &[])?,
            locale.say("report-form-text", &[])?,
            locale.say("report-form-people", &[])?,
        ],
    })
}

/// Headers as the intake knows them; a test of the whole takes a file of just these columns in.
fn columns(locale: &Locale<'_>, month: Month) -> Result<Vec<Column>, TemplateError> {
    let column = |name, example: &str, needed: &str, strong| {
        Ok(Column { name, example: example.to_owned(), needed: locale.say(needed, &[])?, strong })
    };
    let day = month.first_day().to_string();
    [
        column("Device Model", "Voyager Focus 2", "column-required", true),
        column("Serial Number", "S1A2B3C4", "column-either", true),
        column("MAC Address", "4825670A1B2C", "column-either", true),
        column("Last Detected", &day, "column-important", true),
        column("Site", &locale.say("example-site", &[])?, "column-optional", false),
        column("Room", &locale.say("example-room", &[])?, "column-optional", false),
        column("Software Version", "4.2.1", "column-optional", false),
    ]
    .into_iter()
    .collect()
}

/// Why the report is needed, and what becomes of the month without it.
fn why(locale: &Locale<'_>, month: Month) -> Result<Vec<String>, TemplateError> {
    let last = locale.dates.weekday(month.last_day());
    Ok(vec![
        locale.say("report-why", &[])?,
        locale.say("report-why-closed", &[("month", &locale.dates.month(month)), ("day", &last)])?,
    ])
}

fn under(locale: &Locale<'_>, missing: &MissingReport) -> Result<String, TemplateError> {
    let customer = clean::name(&missing.parties.customer.name);
    match &missing.contracts[..] {
        [contract] => locale.say("held-under", &[("customer", &customer), ("contract", contract.as_str())]),
        several => Ok(format!("{customer} · {}", locale.say_count("contract-count", several.len() as u64, &[])?)),
    }
}

fn head(locale: &Locale<'_>, missing: &MissingReport) -> Result<Vec<Fact>, TemplateError> {
    let parties = &missing.parties;
    let mut contracts: Vec<&str> = missing.contracts.iter().take(NAMED).map(ContractId::as_str).collect();
    let hidden = missing.contracts.len().saturating_sub(NAMED);
    let more = format!("(+{hidden})");
    if hidden > 0 {
        contracts.push(&more);
    }
    let last = missing.last_audited.map(|month| locale.dates.month(month));
    let mut head = vec![
        fact(locale, "label-end-customer", clean::name(&parties.customer.name))?,
        fact(locale, "label-partner", clean::name(&parties.partner.name))?,
        fact(locale, "label-contract", contracts.join(", "))?,
    ];
    if let Some(site) = &parties.customer.site_id {
        head.push(fact(locale, "label-site", clean::line(site))?);
    }
    let never = locale.say("report-never", &[])?;
    head.push(fact(locale, "label-last-audited", last.unwrap_or(never))?);
    head.push(fact(locale, "label-csm", clean::name(&parties.csm.name))?);
    Ok(head)
}
