//! A partner's purchase order is recorded: what it covers is contracted from its date on, what it leaves is issued again
//! in the same transaction, and what went before it stops (A39).

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, NaiveDate, Utc};

use crate::document::{RenderedMail, held as held_document};
use crate::domain::decide;
use crate::domain::ids::PartnerId;
use crate::domain::outcome::{HoldReason, IssuedQuote, Outcome};
use crate::domain::purchase_order::{self, Facts, Given, NotTaken, Problems, PurchaseOrder, Remark};
use crate::domain::state::QuoteState;
use crate::domain::true_up::{self, Quote, RestOf, Tranche};
use crate::flow::letter::Letter;
use crate::flow::register::{Declared, Register};
use crate::flow::release::{call_back, render};
use crate::flow::status::shown_state;
use crate::flow::workbook::{self, Workbook};
use crate::flow::{Engine, duty, ledger, rendering};
use crate::settings::Release;
use crate::store::journal::{self, JournalEntry};
use crate::store::purchase_orders::{self, NewOrder};
use crate::store::quotes::{self, Change, NewQuote, StoredQuote};
use crate::store::{StoreError, Tx, audits};

/// How often one looks again when others were faster.
const ATTEMPTS: usize = 5;

const RELEASED: [QuoteState; 3] = [QuoteState::Approved, QuoteState::Sent, QuoteState::Expired];
const WAITING: [QuoteState; 2] = [QuoteState::Draft, QuoteState::Held];

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// As it stands in the ledger.
    pub order: PurchaseOrder,
    /// Whose order it is taken for: the partner to whom the quote was made.
    pub partner: PartnerId,
    /// Whether it had been recorded before: nothing changed.
    pub again: bool,
    /// The version that was issued for the rest, if anything is left.
    pub rest: Option<String>,
}

/// Why an order was not recorded. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No quote of that number.
    #[error("there is no quote {0}; `trueup quote list` lists them")]
    Unknown(String),
    /// It does not fit.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// Something of ours.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Records a purchase order for a quote. The same number for the same quote again changes nothing.
pub async fn record(engine: &Engine, number: &str, given: &Given<'_>) -> Result<Recorded, Refused> {
    for _ in 0..ATTEMPTS {
        let plan = match prepare(engine, number, given).await? {
            Prepared::Known(order, partner) => return Ok(Recorded { order, partner, again: true, rest: None }),
            Prepared::New(plan) => plan,
        };
        if write(engine, &plan).await? {
            let rest = plan.rest.map(|rest| rest.issued.quote.number);
            return Ok(Recorded { order: plan.order, partner: plan.named.partner, again: false, rest });
        }
    }
    Err(anyhow!("quote {number} was changed by others all the time; try again").into())
}

enum Prepared {
    Known(PurchaseOrder, PartnerId),
    New(Box<Plan>),
}

/// Everything that the transaction writes.
struct Plan {
    named: StoredQuote,
    /// The open version, if it is another one than the named.
    open: Option<StoredQuote>,
    order: PurchaseOrder,
    rest: Option<Rest>,
}

/// What is issued again.
struct Rest {
    issued: IssuedQuote,
    outcome: Outcome,
    audit: String,
    mail: RenderedMail,
    /// The workbook of a released quote.
    workbook: Option<Workbook>,
}

async fn prepare(engine: &Engine, number: &str, given: &Given<'_>) -> Result<Prepared, Refused> {
    let today = engine.calendar.day(engine.clock.now());
    let mut tx = engine.db.read().await?;
    let named = quotes::load(&mut tx, number).await?.ok_or_else(|| Refused::Unknown(number.to_owned()))?;
    let is_theirs = given.partner.is_none_or(|partner| partner == named.partner.as_str());
    let known = named.purchase_order.as_ref().filter(|order| is_theirs && order.number == given.number.trim());
    if let Some(order) = known {
        return Ok(Prepared::Known(order.clone(), named.partner.clone()));
    }
    let register = Register::load(&mut tx).await?;
    let declared = register.contracts.get(&named.quote.contract);
    let declared = declared.with_context(|| format!("contract {} is not declared any more", named.quote.contract))?;
    let all = quotes::of_contract(&mut tx, &named.quote.contract).await?;
    let open = all.iter().find(|stored| stored.state.is_open());
    let used = used(&mut tx, &register, &named).await?;
    let facts = Facts {
        quote: &named.quote,
        partner: &named.partner,
        state: shown_state(&named, today),
        issued_on: named.issued_on,
        open: open.map(|open| &open.quote),
        contract: &declared.contract,
        today,
        used: &used,
    };
    let taken = purchase_order::take(given, &facts).map_err(|not_taken| match not_taken {
        NotTaken::Problems(problems) => Refused::Problems(problems),
        NotTaken::TooLarge(error) => Refused::Failed(error.into()),
    })?;
    let rest = match open.filter(|_| !taken.rest.is_empty()) {
        None => None,
        Some(open) => Some(rest(engine, &mut tx, declared, open, &all, taken.rest, today).await?),
    };
    drop(tx);
    let order = taken.order;
    let rest = match rest {
        None => None,
        Some((mut issued, outcome, audit)) => {
            issued.quote.rest_of = Some(RestOf {
                quote: number.to_owned(),
                purchase_order: order.number.clone(),
                date: order.date,
                covered: order.covered.clone(),
            });
            let (mail, workbook) = if issued.state == QuoteState::Approved {
                let (mail, workbook) = render(engine, &outcome, &issued).await?;
                (mail, Some(workbook))
            } else {
                (render_held(engine, &outcome, &issued).await?, None)
            };
            Some(Rest { issued, outcome, audit, mail, workbook })
        }
    };
    let open = open.filter(|open| open.quote.number != number).cloned();
    Ok(Prepared::New(Box::new(Plan { named, open, order, rest })))
}

/// The order numbers of the partner so far: of quotes, and of orders outside of quotes in the data files.
async fn used(tx: &mut Tx, register: &Register, named: &StoredQuote) -> Result<Vec<(String, String)>> {
    let of_quotes = purchase_orders::of_partner(tx, &named.partner).await?;
    let of_quotes = of_quotes.into_iter().map(|(quote, order)| (order.number, format!("quote {quote}")));
    let mut used: Vec<_> = of_quotes.collect();
    for Declared { contract, .. } in register.contracts.values() {
        if register.parties(contract)?.partner.id != named.partner {
            continue;
        }
        let early = contract.orders.iter().filter_map(|early| Some((early.purchase_order.clone()?, early.date)));
        used.extend(
            early.map(|(order, date)| (order, format!("the early order of {date} for contract {}", contract.id))),
        );
    }
    Ok(used)
}

/// The next version with what is left: number by its own first tranche, every tranche with its month and its price; out
/// at once if the open version was out, else waiting for a person as that did.
async fn rest(
    engine: &Engine,
    tx: &mut Tx,
    declared: &Declared,
    open: &StoredQuote,
    all: &[StoredQuote],
    tranches: Vec<Tranche>,
    today: NaiveDate,
) -> Result<(IssuedQuote, Outcome, String)> {
    let outcome = audits::outcome(tx, &open.audit).await?;
    let outcome = outcome.with_context(|| format!("the audit of quote {} has no outcome", open.quote.number))?;
    let contract = &declared.contract;
    let month = tranches.iter().map(|tranche| tranche.first_month).min().unwrap_or(open.quote.month);
    let highest = quotes::highest_version(tx, &contract.id, month).await?;
    // Units move from quoted to contracted: what categories are compared with stays.
    let standing = decide::standing(contract, &ledger::standing(all, month, today), today);
    let quoted = |category| tranches.iter().any(|tranche| tranche.category == category);
    let totals = standing.iter().filter(|(category, _)| quoted(**category));
    let totals = totals.map(|(category, standing)| (*category, standing.compared_with)).collect();
    let left = Quote { tranches, ..open.quote.clone() };
    let quote = true_up::quote(contract, today, Vec::new(), Some(&left), highest, &totals)?;
    let (state, held) = release(engine, open, &quote);
    let issued_on = (state == QuoteState::Approved).then_some(today);
    let valid_until = issued_on.map(|day| true_up::valid_until(day, engine.settings.quote_valid_days));
    Ok((IssuedQuote { quote, state, held, issued_on, valid_until }, outcome, open.audit.clone()))
}

/// What somebody released stays released; what waits goes on waiting for what still holds it.
fn release(engine: &Engine, open: &StoredQuote, quote: &Quote) -> (QuoteState, Vec<HoldReason>) {
    if RELEASED.contains(&open.state) {
        return (QuoteState::Approved, Vec::new());
    }
    let still = |reason: &HoldReason| match reason {
        HoldReason::PriceMissing => quote.total.is_none(),
        HoldReason::Amount => {
            quote.total.is_some_and(|total| total.decimal() > engine.settings.limits.hold_amount.decimal())
        }
        HoldReason::UnknownModels
        | HoldReason::FirstTrueUp
        | HoldReason::TotalsChanged
        | HoldReason::ProfileChanged
        | HoldReason::SourceChanged
        | HoldReason::CatalogueChanged => true,
    };
    let reasons = open.reason.as_deref().unwrap_or_default().split(", ").filter_map(HoldReason::parse);
    let held: Vec<_> = reasons.filter(still).collect();
    let by_itself = open.state == QuoteState::Held && engine.settings.true_up_quote == Release::Auto;
    let state = match (held.is_empty(), by_itself) {
        (false, _) => QuoteState::Held,
        (true, true) => QuoteState::Approved,
        (true, false) => QuoteState::Draft,
    };
    (state, held)
}

/// Renders the letter that tells the CSM of a quote that waits, off the async threads.
async fn render_held(engine: &Engine, outcome: &Outcome, issued: &IssuedQuote) -> Result<RenderedMail> {
    let (templates, settings) = (engine.templates.clone(), engine.settings.clone());
    let (outcome, issued) = (outcome.clone(), issued.clone());
    let task = move || {
        let what = held_document::What::Quote { outcome: &outcome, issued: &issued, limits: &settings.limits };
        let facts = held_document::HeldFacts { what, seller: &settings.seller };
        held_document::with_files(&templates, facts, outcome.parties.csm.language)
    };
    rendering::render(task).await
}

/// One transaction; false, with nothing written, if somebody was faster.
async fn write(engine: &Engine, plan: &Plan) -> Result<bool, Refused> {
    let Plan { named, open, order, rest } = plan;
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    let number = &named.quote.number;
    let remarks = remarks(order);
    let reason = (!remarks.is_empty()).then(|| remarks.join("; "));
    let received = Change { to: QuoteState::PoReceived, by: &engine.by, reason: reason.as_deref() };
    let from: &[QuoteState] = if named.state.is_open() { &RELEASED } else { &[QuoteState::Superseded] };
    if !quotes::change(&mut tx, number, from, received, now).await? {
        return Ok(false);
    }
    if let Some(open) = open {
        let by_what = rest.as_ref().map_or(number, |rest| &rest.issued.quote.number);
        let superseded = Change { to: QuoteState::Superseded, by: &engine.by, reason: Some(by_what) };
        let from: &[QuoteState] = if RELEASED.contains(&open.state) { &RELEASED } else { &WAITING };
        if !quotes::change(&mut tx, &open.quote.number, from, superseded, now).await? {
            return Ok(false);
        }
        call_back(&mut tx, &open.quote.number, now).await?;
    }
    let new = NewOrder { quote: number, partner: &named.partner, order, by: &engine.by };
    match purchase_orders::insert(&mut tx, new, now).await {
        Err(StoreError::Taken { .. }) => return Ok(false),
        inserted => inserted?,
    }
    call_back(&mut tx, number, now).await?;
    let left = rest.as_ref().map(|rest| format!("; the rest is issued again as {}", rest.issued.quote.number));
    let text = format!("{} for {number}{}", in_words(order), left.unwrap_or_default());
    note(engine, &mut tx, named, ("purchase_order_recorded", number), text, reason, now).await?;
    if let Some(rest) = rest {
        issue(engine, &mut tx, named, rest, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn issue(engine: &Engine, tx: &mut Tx, named: &StoredQuote, rest: &Rest, now: DateTime<Utc>) -> Result<()> {
    let Rest { issued, outcome, audit, mail, workbook } = rest;
    let IssuedQuote { quote, state, held, issued_on, valid_until } = issued;
    let reasons: Vec<_> = held.iter().map(|reason| reason.as_str()).collect();
    let reason = (!reasons.is_empty()).then(|| reasons.join(", "));
    let first = Change { to: *state, by: &engine.by, reason: reason.as_deref() };
    let new = NewQuote { quote, customer: &named.customer, partner: &named.partner, audit };
    quotes::insert(tx, new, first, now).await?;
    if let (Some(issued_on), Some(valid_until)) = (*issued_on, *valid_until) {
        quotes::set_issued(tx, &quote.number, issued_on, valid_until).await?;
        duty::owe_of_quote(engine, tx, outcome, &quote.number, valid_until).await?;
        let mut files = Vec::new();
        if let Some(workbook) = workbook {
            files.push(workbook::keep_quote(tx, audit, outcome, &quote.number, workbook, now).await?);
        }
        Letter::true_up_quote(audit, outcome, quote, &files).write(engine, tx, mail, now).await?;
    } else {
        Letter::held_quote(outcome, quote).write(engine, tx, mail, now).await?;
    }
    let total = quote.total.map_or_else(|| "price to confirm".to_owned(), |total| total.to_string());
    let text = format!("{}, {total} {}, {}", quote.number, quote.currency, state.as_str());
    note(engine, tx, named, ("quote_issued", &quote.number), text, None, now).await
}

async fn note(
    engine: &Engine,
    tx: &mut Tx,
    stored: &StoredQuote,
    (action, subject): (&str, &str),
    text: String,
    reason: Option<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    let entry = JournalEntry {
        contract: Some(stored.quote.contract.clone()),
        customer: Some(stored.customer.clone()),
        month: Some(stored.quote.month),
        subject: Some(subject.to_owned()),
        reason,
        ..JournalEntry::new(now, &engine.by, action, text)
    };
    Ok(journal::append(tx, &entry).await?)
}

/// `PO-7 of 2026-12-10 over 225.00 EUR: headset 30`.
pub fn in_words(order: &PurchaseOrder) -> String {
    let units: Vec<_> = order.units().iter().map(|(category, units)| format!("{category} {units}")).collect();
    let (amount, currency) = (order.amount, order.amount.currency);
    format!("{} of {} over {amount} {currency}: {}", order.number, order.date, units.join(", "))
}

/// What somebody should look at, a clause each.
pub fn remarks(order: &PurchaseOrder) -> Vec<String> {
    let clause = |remark: &Remark| match remark {
        Remark::Amount => format!("its amount is {}, the units come to {}", order.amount, order.worth),
        Remark::AfterTerm => format!("it is dated {}, after the last day of the term", order.date),
        Remark::LessOpen => "only a part of what that version quoted was still open".to_owned(),
    };
    order.remarks.iter().map(clause).collect()
}
