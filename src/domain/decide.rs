//! From counts to an outcome: the one place where the rules of an audit meet (R14-R29). Pure: the same facts give the
//! same outcome.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::json;

use crate::domain::action::{self, Action, Quoted, Waiting};
use crate::domain::audit::{self, Line, Standing};
use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::count::Tally;
use crate::domain::forecast::reaches;
use crate::domain::guard::{self, Basis, Limits, Objection};
use crate::domain::money::AmountTooLarge;
use crate::domain::month::Month;
use crate::domain::outcome::{
    Accepted, BasisChange, Forecast, IssuedQuote, MadeWith, ModelCount, Outcome, Parties, PastMonth, SourceFacts,
    StandingQuote,
};
use crate::domain::purchase_order::QuoteOrder;
use crate::domain::rma::summary::RmaSummary;
use crate::domain::state::{AuditState, QuoteState};
use crate::domain::true_up::{self, Quote};
use crate::domain::working_days::WorkingDays;

/// What the ledger knows of a contract before the audit.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Units of received purchase orders, by category (A25).
    pub ordered_by_quote: BTreeMap<Category, u64>,
    /// Purchase orders for its quotes, by date.
    pub orders: Vec<QuoteOrder>,
    /// The open quote, if there is one (A38).
    pub open: Option<StandingQuote>,
    /// Of a month that is audited again: the open quote that its earlier audit issued, with what was open before that
    /// audit. `open` is the same, or none if nothing was.
    pub replaced: Option<Quote>,
    /// The highest version used so far for the month in the next quote's number: the open quote's month, or the audited
    /// month if none is open; 0 if none was.
    pub highest_version: u32,
    /// Whether a true-up was ever released.
    pub released_before: bool,
    /// Whether one was released since the last audited month was audited.
    pub released_since_last: bool,
    /// What waits for somebody beside the audit.
    pub waiting: Waiting,
    /// The actions of the last audit, of this month if it is audited again; with what has kept this one waiting.
    pub actions: Vec<Action>,
    /// The last audited month.
    pub last: Option<Outcome>,
    /// Earlier months, oldest first.
    pub history: Vec<PastMonth>,
}

/// Everything one decision rests on.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The audited month.
    pub month: Month,
    /// Version of the report, from 1.
    pub version: u32,
    /// Today in the schedule's time zone.
    pub audited_on: NaiveDate,
    /// The contract as applied.
    pub contract: &'a Contract,
    /// Its parties as applied.
    pub parties: &'a Parties,
    /// What was counted from; sums are filled in here.
    pub source: SourceFacts,
    /// The sums.
    pub tally: &'a Tally,
    /// N of the same snapshot with the catalogue and the profile of the last audit; none if neither changed.
    pub counted_the_old_way: Option<BTreeMap<Category, u64>>,
    /// What the ledger knows.
    pub ledger: &'a Ledger,
    /// Where the headset returns of the year stand; none without the category.
    pub rma: Option<RmaSummary>,
    /// A person's decision on this audit's objections.
    pub accepted: Option<Accepted>,
    /// With what it is made.
    pub made_with: MadeWith,
    /// Limits of `[release]`.
    pub limits: &'a Limits,
    /// Whether true-up quotes go out when no guard objects.
    pub release_by_itself: bool,
    /// Validity of a quote in days.
    pub quote_valid_days: u32,
}

/// What an audit comes to.
#[derive(Debug)]
pub enum Decision {
    /// The count is not plausible: a person decides, nothing is published.
    Held(Vec<Objection>),
    /// The outcome to publish.
    Publish(Box<Outcome>),
}

/// Decides.
pub fn decide(facts: &Facts<'_>) -> Result<Decision, AmountTooLarge> {
    let standing = standing(facts.contract, facts.ledger, facts.audited_on);
    let exceptions = &facts.contract.exceptions;
    let lines = audit::lines(&standing, facts.tally.counted(), facts.tally.unknown(), exceptions);
    let last = facts.ledger.last.as_ref();
    let last_counted = last.map(counts).unwrap_or_default();
    let objections = guard::objections(&lines, &last_counted, facts.limits);
    if !objections.is_empty() && facts.accepted.is_none() {
        return Ok(Decision::Held(objections));
    }
    let basis_changes = basis_changes(facts);
    let quote = issue(facts, &lines, &basis_changes)?;
    let open_quote = if quote.is_some() { None } else { facts.ledger.open.clone() };
    let released = quote.as_ref().is_some_and(|quote| quote.state == QuoteState::Approved);
    let counted = facts.tally.counted().values().sum();
    let mut outcome = Outcome {
        month: facts.month,
        version: facts.version,
        audited_on: facts.audited_on,
        contract: facts.contract.clone(),
        parties: facts.parties.clone(),
        source: SourceFacts {
            listed: facts.tally.listed(),
            counted,
            recognised_by_line: facts.tally.recognised_by_line(),
            ..facts.source.clone()
        },
        not_counted: facts.tally.not_counted(),
        models: models(facts.tally, last),
        vanished: vanished(facts.tally, last),
        unknown_models: facts.tally.unknown_models(),
        own_quote: facts.tally.own_quote(),
        life_cycle: facts.tally.life_cycle_facts(),
        odd_detection: facts.tally.odd_detection(),
        forecast: forecast(facts, &lines),
        history: facts.ledger.history.iter().rev().take(11).rev().cloned().collect(),
        quote,
        open_quote,
        orders: facts.ledger.orders.clone(),
        rma: facts.rma.clone(),
        actions: Vec::new(),
        accepted: facts.accepted.clone(),
        reopened: None,
        basis_changes: if released { Vec::new() } else { basis_changes },
        made_with: facts.made_with.clone(),
        lines,
    };
    outcome.actions = actions(facts, &outcome);
    Ok(Decision::Publish(Box::new(outcome)))
}

fn actions(facts: &Facts<'_>, outcome: &Outcome) -> Vec<Action> {
    let found = action::findings(Some(outcome), Quoted::of(outcome), &facts.ledger.waiting);
    let working = WorkingDays::of(facts.parties.customer.country.as_deref());
    action::follow(found, &facts.ledger.actions, facts.audited_on, working)
}

/// What each category is compared with (A25): orders of the data files, received purchase orders, open quotes.
pub fn standing(contract: &Contract, ledger: &Ledger, day: NaiveDate) -> BTreeMap<Category, Standing> {
    let open = |category| {
        let tranches = ledger.open.iter().flat_map(|open| &open.quote.tranches);
        tranches.filter(|tranche| tranche.category == category).map(|tranche| tranche.units).sum::<u64>()
    };
    let of = |(category, ordered): (Category, u64)| {
        let contracted = ordered + ledger.ordered_by_quote.get(&category).copied().unwrap_or(0);
        (category, Standing { contracted, compared_with: contracted + open(category) })
    };
    contract.ordered_on(day).into_iter().map(of).collect()
}

fn counts(outcome: &Outcome) -> BTreeMap<Category, u64> {
    outcome.lines.iter().filter_map(|line| Some((line.category, line.counted?))).collect()
}

/// Changes since a true-up was last released: those of earlier audits that none was released after, and new ones.
fn basis_changes(facts: &Facts<'_>) -> Vec<BasisChange> {
    let Some(last) = &facts.ledger.last else { return Vec::new() };
    let basis = |contract: &Contract, parties: &Parties, day, profile: &str| {
        Basis::of(contract, day, profile.to_owned(), json!(parties.customer.inventory).to_string())
    };
    let before = basis(&last.contract, &last.parties, last.audited_on, &last.made_with.profile);
    let now = basis(facts.contract, facts.parties, facts.audited_on, &facts.made_with.profile);
    let moved = facts.counted_the_old_way.as_ref();
    let moved = moved.is_some_and(|old| guard::count_moved(facts.tally.counted(), old, facts.limits.hold_devices));
    let mut changes = if facts.ledger.released_since_last { Vec::new() } else { last.basis_changes.clone() };
    changes.extend(now.changes(&before, moved));
    changes.sort_unstable();
    changes.dedup();
    changes
}

/// The quote for every category at action, if any: with all tranches of the open one (A38).
fn issue(facts: &Facts<'_>, lines: &[Line], changes: &[BasisChange]) -> Result<Option<IssuedQuote>, AmountTooLarge> {
    let tranche = |line: &Line| {
        let units = line.charged_units(&facts.contract.exceptions);
        (units > 0).then(|| true_up::tranche(facts.contract, line.category, units, facts.month, facts.audited_on))
    };
    let new: Vec<_> = lines.iter().filter_map(tranche).collect();
    let replaced = facts.ledger.replaced.as_ref();
    // What was open before a month that is audited again is quoted again: its quote goes with the earlier audit.
    if new.is_empty() && replaced.is_none_or(|replaced| replaced.tranches.is_empty()) {
        return Ok(None);
    }
    let open = replaced.or(facts.ledger.open.as_ref().map(|open| &open.quote));
    let quoted = |category| {
        let earlier = open.iter().flat_map(|open| &open.tranches);
        earlier.chain(&new).any(|tranche| tranche.category == category)
    };
    let after = lines.iter().filter(|line| quoted(line.category));
    let after = after.map(|line| (line.category, line.new_contracted.unwrap_or(line.compared_with))).collect();
    let version = facts.ledger.highest_version;
    let quote = true_up::quote(facts.contract, facts.audited_on, new, open, version, &after)?;
    let held = guard::hold_reasons(
        &quote,
        lines,
        facts.tally.unknown(),
        facts.contract,
        facts.ledger.released_before,
        changes,
        facts.limits,
    );
    let state = match (held.is_empty(), facts.release_by_itself) {
        (false, _) => QuoteState::Held,
        (true, true) => QuoteState::Approved,
        (true, false) => QuoteState::Draft,
    };
    let issued_on = (state == QuoteState::Approved).then_some(facts.audited_on);
    let valid_until = issued_on.map(|day| true_up::valid_until(day, facts.quote_valid_days));
    Ok(Some(IssuedQuote { quote, state, held, issued_on, valid_until }))
}

fn models(tally: &Tally, last: Option<&Outcome>) -> Vec<ModelCount> {
    let before = |category, model: &str| {
        let models = last?.models.iter();
        Some(models.filter(|m| m.category == category && m.model == model).map(|m| m.counted).sum())
    };
    let count = tally.models().iter().map(|((category, model), tally)| ModelCount {
        model: model.clone(),
        category: *category,
        counted: tally.counted,
        recognised_by: tally.by,
        previous: before(*category, model),
    });
    let mut models: Vec<_> = count.collect();
    models.sort_by(|a, b| (a.category, b.counted, &a.model).cmp(&(b.category, a.counted, &b.model)));
    models
}

fn vanished(tally: &Tally, last: Option<&Outcome>) -> Vec<ModelCount> {
    let gone = |model: &&ModelCount| !tally.models().contains_key(&(model.category, model.model.clone()));
    let zero = |model: &ModelCount| ModelCount { counted: 0, previous: Some(model.counted), ..model.clone() };
    last.map(|last| last.models.iter().filter(gone).map(zero).collect()).unwrap_or_default()
}

fn forecast(facts: &Facts<'_>, lines: &[Line]) -> Vec<Forecast> {
    let last = Month::of(facts.contract.term.last_day());
    let of = |line: &Line| {
        let mut audited = audited(&facts.ledger.history, line.category);
        audited.extend(line.counted.map(|counted| (facts.month, counted)));
        let baseline = line.new_baseline.unwrap_or(line.baseline);
        Forecast { category: line.category, reaches_baseline: reaches(&audited, baseline, last) }
    };
    lines.iter().map(of).collect()
}

/// Month and count of the audited months, oldest first.
pub fn audited(history: &[PastMonth], category: Category) -> Vec<(Month, u64)> {
    let past = history.iter().filter(|past| past.state == AuditState::Audited);
    let point = |past: &PastMonth| {
        let point = past.points.iter().find(|point| point.category == category)?;
        Some((past.month, point.counted?))
    };
    past.filter_map(point).collect()
}
