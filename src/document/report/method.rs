//! How it was counted, and what proves that: the annex.

use crate::document::clean;
use crate::document::parts::{self, Fact, capital, fact};
use crate::document::report::ReportFacts;
use crate::domain::contract::{Basis, CountingProfile};
use crate::domain::outcome::Outcome;
use crate::template::{Locale, TemplateError};

/// Where the devices are listed one by one.
pub(super) fn device_list(locale: &Locale<'_>, facts: ReportFacts<'_>) -> Result<String, TemplateError> {
    if let Some(file) = facts.device_list {
        return locale.say("device-list-attached", &[("file", &clean::line(file))]);
    }
    let (contract, month) = (facts.outcome.contract.id.as_str(), facts.outcome.month.to_string());
    locale.say("device-list-too-large", &[("contract", contract), ("month", &month)])
}

/// How it was counted, and what proves that.
pub(super) fn annex(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Fact>, TemplateError> {
    let made = &outcome.made_with;
    let mut annex = method(locale, outcome)?;
    annex.extend([
        fact(locale, "label-catalogue-digest", parts::short_digest(&made.catalogue))?,
        fact(locale, "label-profile-digest", parts::short_digest(&made.profile))?,
        fact(locale, "label-templates-digest", parts::short_digest(&made.templates))?,
        fact(locale, "label-program", format!("trueup {}", clean::line(&made.program)))?,
    ]);
    Ok(annex)
}

/// How it was counted.
pub(super) fn method(locale: &Locale<'_>, outcome: &Outcome) -> Result<Vec<Fact>, TemplateError> {
    let exceptions = &outcome.contract.exceptions;
    let rule = match exceptions.trigger_basis {
        Basis::Ordered => "method-rule",
        Basis::Baseline => "method-rule-baseline",
    };
    let percent = locale.numbers.percent(exceptions.trigger_percent.decimal());
    let mut annex = vec![
        fact(locale, "label-rule", locale.say(rule, &[("percent", &percent)])?)?,
        fact(locale, "label-profile", profile(locale, &outcome.contract.counting)?)?,
    ];
    if outcome.source.recognised_by_line > 0 {
        let by_line = locale.say_count("recognised-by-line", outcome.source.recognised_by_line, &[])?;
        annex.push(fact(locale, "label-recognition", by_line)?);
    }
    annex.extend([
        fact(locale, "label-rounding", locale.say("method-rounding", &[])?)?,
        fact(locale, "label-times", locale.say("method-times", &[("day", &locale.dates.day(outcome.audited_on))])?)?,
        fact(locale, "label-snapshot-digest", parts::short_digest(&outcome.source.digest))?,
    ]);
    Ok(annex)
}

/// The counting profile in words, so that anybody can count again the same way.
pub(in crate::document) fn profile(locale: &Locale<'_>, profile: &CountingProfile) -> Result<String, TemplateError> {
    let mut words = vec![if profile.stale_days == 0 {
        locale.say("profile-never-stale", &[])?
    } else {
        locale.say_count("profile-stale", u64::from(profile.stale_days), &[])?
    }];
    let sync = locale.choose("category", profile.sync_rooms_as.as_str())?;
    words.push(locale.say("profile-sync", &[("category", &sync)])?);
    words.push(locale.say(if profile.room_pcs { "profile-room-pcs" } else { "profile-no-room-pcs" }, &[])?);
    let adapters = if profile.count_qd_adapters { "profile-adapters" } else { "profile-no-adapters" };
    words.push(locale.say(adapters, &[])?);
    for agreed in &profile.accessories {
        let place = locale.choose("category", agreed.category.as_str())?;
        words.push(locale.say("profile-accessory", &[("model", &clean::name(&agreed.model)), ("category", &place)])?);
    }
    Ok(format!("{}.", capital(&words.join(&format!("{} ", locale.semicolon())))))
}
