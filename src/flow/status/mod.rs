//! Where every audit of a month stands: the shape of `trueup status --json` (product.md section 6).

mod read;

use anyhow::Result;
use chrono::{NaiveDate, SecondsFormat};
use serde::Serialize;

use crate::domain::audit::{self, Line};
use crate::domain::decide;
use crate::domain::ids::{ContractId, CustomerId, PartnerId};
use crate::domain::month::Month;
use crate::domain::outcome::{Outcome, SourceKind};
use crate::domain::rma::RmaState;
use crate::domain::state::{AuditState, LetterState, QuoteState};
use crate::flow::audit::{Prepared, Settled};
use crate::flow::ledger;
use crate::flow::register::{Declared, Register};
use crate::flow::rma::Book;
use crate::store::outbox::Letter;
use crate::store::quotes::StoredQuote;

pub use read::status;

/// All audits of one month.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The month.
    pub month: Month,
    /// By contract id.
    pub audits: Vec<AuditStatus>,
    /// Numbers of the overage notices that wait for a person, whatever their month.
    #[serde(skip)]
    pub waiting_notices: Vec<String>,
    /// RMA rows that match no customer; 0 where only some contracts were asked for.
    #[serde(skip)]
    pub unmatched_rows: usize,
}

/// One audit.
#[derive(Debug, Serialize)]
pub struct AuditStatus {
    /// Whose.
    pub contract: ContractId,
    /// Its customer.
    pub customer: CustomerId,
    /// Who pays; none if the contract is not declared any more.
    pub partner: Option<PartnerId>,
    /// Where it stands.
    pub state: AuditState,
    /// Why, as a word.
    pub reason: Option<String>,
    /// Why, for people.
    pub reason_text: Option<String>,
    /// What was counted from.
    pub source: Option<SourceStatus>,
    /// A line per contracted category.
    pub categories: Vec<CategoryStatus>,
    /// Devices left out, by reason.
    pub not_counted: Vec<serde_json::Value>,
    /// Counted devices by model.
    pub models: Vec<serde_json::Value>,
    /// The quote issued by this audit, in its present state.
    pub quote: Option<QuoteStatus>,
    /// The RMA position of the month's year, up to the month's last day or today; none without the headset category.
    pub rma: Option<RmaPosition>,
    /// What was written to whom.
    pub letters: Vec<LetterStatus>,
}

/// What an audit was counted from.
#[derive(Debug, Serialize)]
pub struct SourceStatus {
    kind: SourceKind,
    /// To the second, in UTC.
    taken_at: String,
    digest: String,
    listed: u64,
    counted: u64,
}

/// One category.
#[derive(Debug, Serialize)]
pub struct CategoryStatus {
    category: crate::domain::category::Category,
    contracted: u64,
    compared_with: u64,
    baseline: u64,
    counted: Option<u64>,
    increase: Option<i64>,
    increase_percent: Option<String>,
    state: audit::LineState,
    new_contracted: Option<u64>,
    new_baseline: Option<u64>,
}

/// A quote in short.
#[derive(Debug, Serialize)]
pub struct QuoteStatus {
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: QuoteState,
    currency: String,
    total: Option<String>,
    valid_until: Option<NaiveDate>,
}

/// Where the headset returns of the year stand (R34).
#[derive(Debug, Serialize)]
pub struct RmaPosition {
    /// The calendar year.
    pub year: i32,
    base: u64,
    /// R.
    pub units: u64,
    /// Units within the threshold.
    pub allowed: u64,
    overage: u64,
    /// None without a base.
    pub rate_percent: Option<String>,
    /// The verdict.
    pub state: RmaState,
}

/// A letter in short.
#[derive(Debug, Serialize)]
pub struct LetterStatus {
    id: String,
    kind: &'static str,
    language: &'static str,
    to: Vec<String>,
    /// Where it stands.
    pub state: LetterState,
    message_id: String,
}

impl Status {
    /// Whether something needs a person or is not out yet (exit code 3).
    pub fn needs_person(&self) -> bool {
        !self.waiting_notices.is_empty() || self.audits.iter().any(AuditStatus::needs_person)
    }
}

impl AuditStatus {
    fn needs_person(&self) -> bool {
        let waits = matches!(self.state, AuditState::Waiting | AuditState::Held | AuditState::Failed);
        let quote =
            self.quote.as_ref().is_some_and(|quote| matches!(quote.state, QuoteState::Draft | QuoteState::Held));
        let open = |letter: &LetterStatus| {
            matches!(letter.state, LetterState::Pending | LetterState::Dead | LetterState::Held)
        };
        waits || quote || self.letters.iter().any(open)
    }

    /// What a dry run found, or what an outcome says.
    pub fn prepared(
        register: &Register,
        book: &Book,
        declared: &Declared,
        prepared: &Prepared,
        day: NaiveDate,
    ) -> Result<Self> {
        let status = match prepared {
            Prepared::Ready(ready) => {
                let quote = ready.outcome.quote.as_ref().map(|issued| QuoteStatus {
                    number: issued.quote.number.clone(),
                    state: issued.state,
                    currency: issued.quote.currency.to_string(),
                    total: issued.quote.total.map(|total| total.to_string()),
                    valid_until: issued.valid_until,
                });
                Self::audited(&ready.outcome, AuditState::Audited, quote, Vec::new())
            }
            Prepared::Settled(Settled { state, reason, text, .. }) => {
                let why = (Some(reason.clone()), Some(text.clone()));
                Self::unaudited(register, declared, &[], *state, why, day, Vec::new())?
            }
        };
        Ok(Self { rma: RmaPosition::of(book, &declared.contract.id, day), ..status })
    }

    fn audited(outcome: &Outcome, state: AuditState, quote: Option<QuoteStatus>, letters: Vec<LetterStatus>) -> Self {
        let source = &outcome.source;
        Self {
            contract: outcome.contract.id.clone(),
            customer: outcome.contract.customer.clone(),
            partner: Some(outcome.parties.partner.id.clone()),
            state,
            reason: None,
            reason_text: None,
            source: Some(SourceStatus {
                kind: source.kind,
                taken_at: source.taken_at.to_rfc3339_opts(SecondsFormat::Secs, true),
                digest: source.digest.clone(),
                listed: source.listed,
                counted: source.counted,
            }),
            categories: outcome.lines.iter().map(CategoryStatus::of).collect(),
            not_counted: outcome
                .not_counted
                .iter()
                .map(|left| serde_json::json!({"reason": left.reason, "devices": left.devices}))
                .collect(),
            models: outcome
                .models
                .iter()
                .map(|model| {
                    serde_json::json!({
                        "model": model.model, "category": model.category, "counted": model.counted,
                        "recognised_by": model.recognised_by
                    })
                })
                .collect(),
            quote,
            rma: None,
            letters,
        }
    }

    fn unaudited(
        register: &Register,
        declared: &Declared,
        quotes: &[StoredQuote],
        state: AuditState,
        (reason, reason_text): (Option<String>, Option<String>),
        day: NaiveDate,
        letters: Vec<LetterStatus>,
    ) -> Result<Self> {
        let contract = &declared.contract;
        let standing = decide::standing(contract, &ledger::standing(quotes, Month::of(day), day), day);
        let line =
            |(category, standing)| CategoryStatus::of(&audit::unaudited(category, standing, &contract.exceptions));
        Ok(Self {
            contract: contract.id.clone(),
            customer: contract.customer.clone(),
            partner: Some(register.parties(contract)?.partner.id),
            state,
            reason,
            reason_text,
            source: None,
            categories: standing.into_iter().map(line).collect(),
            not_counted: Vec::new(),
            models: Vec::new(),
            quote: None,
            rma: None,
            letters,
        })
    }
}

impl CategoryStatus {
    fn of(line: &Line) -> Self {
        Self {
            category: line.category,
            contracted: line.contracted,
            compared_with: line.compared_with,
            baseline: line.baseline,
            counted: line.counted,
            increase: line.increase,
            increase_percent: line.increase_percent.map(|percent| percent.to_string()),
            state: line.state,
            new_contracted: line.new_contracted,
            new_baseline: line.new_baseline,
        }
    }

    /// Category and N, for tables.
    pub fn in_short(&self) -> (&'static str, u64, u64, Option<u64>, Option<&str>, audit::LineState) {
        let percent = self.increase_percent.as_deref();
        (self.category.as_str(), self.compared_with, self.baseline, self.counted, percent, self.state)
    }
}

impl QuoteStatus {
    /// A stored quote as it stands on `today`: expired by date even before anybody wrote it down.
    pub fn of(stored: &StoredQuote, today: NaiveDate) -> Self {
        Self {
            number: stored.quote.number.clone(),
            state: shown_state(stored, today),
            currency: stored.quote.currency.to_string(),
            total: stored.quote.total.map(|total| total.to_string()),
            valid_until: stored.valid_until,
        }
    }

    /// Amount and currency, for tables.
    pub fn amount(&self) -> String {
        self.total.as_ref().map_or_else(|| "price to confirm".to_owned(), |total| format!("{total} {}", self.currency))
    }
}

/// The state to show: a sent quote past its validity is expired (A26).
pub fn shown_state(stored: &StoredQuote, today: NaiveDate) -> QuoteState {
    match (stored.state, stored.valid_until) {
        (QuoteState::Sent, Some(until)) if until < today => QuoteState::Expired,
        (state, _) => state,
    }
}

impl RmaPosition {
    fn of(book: &Book, contract: &ContractId, day: NaiveDate) -> Option<Self> {
        let (_, position) = book.position_of(contract, day)?;
        Some(Self {
            year: position.year,
            base: position.base,
            units: position.units,
            allowed: position.allowed,
            overage: position.overage,
            rate_percent: position.rate_percent.map(|rate| rate.to_string()),
            state: position.state,
        })
    }
}

impl LetterStatus {
    fn of(letter: &Letter) -> Self {
        Self {
            id: letter.id.clone(),
            kind: letter.kind.as_str(),
            language: letter.language.tag(),
            to: letter.recipients.iter().map(|recipient| recipient.address.to_string()).collect(),
            state: letter.state(),
            message_id: letter.message_id.clone(),
        }
    }
}
