//! The overage notice and the early warnings: what is told when, and at which prices (R37-R39, A33, A34, A44).
//!
//! A notice is cumulative: each version holds all priced units of the year and takes the place of the one before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::ContractId;
use crate::domain::money::{AmountTooLarge, Currency, Money, Price, exact, fraction};
use crate::domain::rma::{BillTo, Position, RmaBilling, RmaState, RmaTerms, RmaUnit};
use crate::domain::words::words;

words! {
    /// Where a notice stands.
    NoticeState {
        /// Waits for approval.
        Draft = "draft",
        /// A guard objects.
        Held = "held",
        /// Released by a person or by the settings.
        Approved = "approved",
        /// The mail server took the letter.
        Sent = "sent",
        /// A later version took its place.
        Superseded = "superseded",
        /// Sent, and the last of its year.
        Final = "final",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

impl NoticeState {
    /// Whether it waits for a person.
    pub fn waits(self) -> bool {
        matches!(self, Self::Draft | Self::Held)
    }

    /// The states from which a later version, or a person, may move it.
    pub const STANDING: [Self; 5] = [Self::Draft, Self::Held, Self::Approved, Self::Sent, Self::Final];
}

words! {
    /// Why a notice is held.
    NoticeHold {
        /// A product has no price in the list in force (R38).
        PriceMissing = "price_missing",
        /// The total is above `hold_amount`.
        Amount = "amount",
        /// A person withdrew the version before.
        WithdrawnBefore = "withdrawn_before",
    }
}

words! {
    /// The early warnings, each told once a year (R39).
    Warning {
        /// Four fifths of the allowance are used.
        Watch = "watch",
        /// The allowance is exceeded.
        Over = "over",
    }
}

/// A price of a list and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// For one unit.
    pub price: Price,
    /// Name of the list.
    pub list: String,
    /// Its version in force.
    pub version: String,
    /// First day of that version.
    pub valid_from: NaiveDate,
}

/// Units of one line of an RMA that may be billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Which, and how many of them.
    #[serde(flatten)]
    pub unit: RmaUnit,
    /// None: price to confirm.
    pub list_price: Option<Listed>,
    /// Units x price, rounded once (A5).
    pub amount: Option<Money>,
}

/// What the last version that the partner has said, as far as the next one tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Its full number.
    pub number: String,
    /// Its base.
    pub base: u64,
    /// Its units.
    pub units: u64,
    /// Its overage.
    pub overage: u64,
    /// Its total; none while a price was missing.
    pub total: Option<Money>,
    /// The versions of price lists that its prices stood in.
    pub price_lists: Vec<String>,
    /// Units that are billed now and were not in it.
    pub added: u64,
    /// Units that were billed in it and are not any more.
    pub dropped: u64,
}

/// A notice: what it says never changes; where it stands lives in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// `RMA-<contract>-<year>-v<version>`.
    pub number: String,
    /// The contract in force on the day of the position.
    pub contract: ContractId,
    /// From 1, within contract and year.
    pub version: u32,
    /// The final statement, after which there is no other.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// The position that it tells, with all rows of the year.
    pub position: Position,
    /// What is billed.
    pub billing: RmaBilling,
    /// Who pays.
    pub bill_to: BillTo,
    /// Currency of all amounts.
    pub currency: Currency,
    /// The day at which the prices were looked up (R38).
    pub priced_on: NaiveDate,
    /// The units that may be billed, in the order of R37; empty once there is no overage any more.
    pub lines: Vec<NoticeLine>,
    /// Sum of the rounded lines; none while a price is missing.
    pub total: Option<Money>,
    /// The last version that was released; none where the partner has none.
    pub before: Option<Before>,
}

impl Notice {
    /// The versions of price lists that its prices stand in, each once, as in `poly-eur 2026-10`.
    pub fn price_lists(&self) -> Vec<String> {
        let listed = self.lines.iter().filter_map(|line| line.list_price.as_ref());
        let names: BTreeSet<_> = listed.map(|price| format!("{} {}", price.list, price.version)).collect();
        names.into_iter().collect()
    }
}

/// The number of a notice.
pub fn number(contract: &ContractId, year: i32, version: u32) -> String {
    format!("RMA-{contract}-{year}-v{version}")
}

/// What a notice is made from, beside the position.
#[derive(Debug, Clone, Copy)]
pub struct Making<'a> {
    /// The contract in force on the day of the position.
    pub contract: &'a ContractId,
    /// Its rules.
    pub terms: &'a RmaTerms,
    /// Its currency.
    pub currency: Currency,
    /// The day of the notice.
    pub today: NaiveDate,
    /// The highest version used so far for contract and year; 0 if none was.
    pub highest_version: u32,
    /// The last released version, of this or an earlier contract of the chain.
    pub before: Option<&'a Notice>,
    /// Whether it is the last one of the year.
    pub is_final: bool,
}

/// Makes the next notice of a position; `price` looks a unit up in the list in force on the day of the notice.
pub fn notice(
    position: &Position,
    making: &Making<'_>,
    price: impl Fn(&RmaUnit) -> Option<Listed>,
) -> Result<Notice, AmountTooLarge> {
    let version = making.highest_version + 1;
    let lines = priced(position.billable(making.terms.billing), making.currency, price)?;
    Ok(Notice {
        number: number(making.contract, position.year, version),
        contract: making.contract.clone(),
        version,
        is_final: making.is_final,
        position: position.clone(),
        billing: making.terms.billing,
        bill_to: making.terms.bill_to,
        currency: making.currency,
        priced_on: making.today,
        total: total(&lines, making.currency)?,
        before: making.before.map(|before| since(before, &lines)),
        lines,
    })
}

/// The next version of a notice that waits, with the same units at the prices of `today` (R38).
pub fn repriced(
    old: &Notice,
    highest_version: u32,
    today: NaiveDate,
    price: impl Fn(&RmaUnit) -> Option<Listed>,
) -> Result<Notice, AmountTooLarge> {
    let version = highest_version + 1;
    let units = old.lines.iter().map(|line| line.unit.clone());
    let lines = priced(units, old.currency, price)?;
    Ok(Notice {
        number: number(&old.contract, old.position.year, version),
        version,
        priced_on: today,
        total: total(&lines, old.currency)?,
        lines,
        ..old.clone()
    })
}

fn priced(
    units: impl IntoIterator<Item = RmaUnit>,
    currency: Currency,
    price: impl Fn(&RmaUnit) -> Option<Listed>,
) -> Result<Vec<NoticeLine>, AmountTooLarge> {
    let line = |unit: RmaUnit| {
        let list_price = price(&unit);
        let amount = list_price.as_ref().map(|listed| amount(unit.units, listed.price, currency));
        Ok(NoticeLine { amount: amount.transpose()?, unit, list_price })
    };
    units.into_iter().map(line).collect()
}

/// Nothing while a price is missing.
fn total(lines: &[NoticeLine], currency: Currency) -> Result<Option<Money>, AmountTooLarge> {
    let amounts: Option<Vec<Money>> = lines.iter().map(|line| line.amount).collect();
    amounts.map(|amounts| Money::sum(amounts, currency)).transpose()
}

fn amount(units: u64, price: Price, currency: Currency) -> Result<Money, AmountTooLarge> {
    Money::round(&(fraction(units, 1) * exact(price.decimal())), currency)
}

fn since(before: &Notice, lines: &[NoticeLine]) -> Before {
    let (old, new) = (billed(before.lines.iter().map(|line| &line.unit)), billed(lines.iter().map(|line| &line.unit)));
    let more = |these: &Billed<'_>, those: &Billed<'_>| {
        these.iter().map(|(key, units)| units.saturating_sub(those.get(key).copied().unwrap_or(0))).sum()
    };
    Before {
        number: before.number.clone(),
        base: before.position.base,
        units: before.position.units,
        overage: before.position.overage,
        total: before.total,
        price_lists: before.price_lists(),
        added: more(&new, &old),
        dropped: more(&old, &new),
    }
}

/// Billed units by RMA, line and product.
type Billed<'a> = BTreeMap<(&'a str, u32, Option<&'a str>, &'a str), u64>;

fn billed<'a>(units: impl Iterator<Item = &'a RmaUnit>) -> Billed<'a> {
    let mut billed = Billed::new();
    for unit in units {
        let key = (unit.rma_number.as_str(), unit.rma_line, unit.part_number.as_deref(), unit.model.as_str());
        *billed.entry(key).or_default() += unit.units;
    }
    billed
}

/// Whether a position bills other units than a notice does (A44).
pub fn bills_otherwise(position: &Position, billing: RmaBilling, before: &Notice) -> bool {
    let now = position.billable(billing);
    billed(now.iter()) != billed(before.lines.iter().map(|line| &line.unit))
}

/// What follows from a position for the notices of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Nothing: what was told still holds.
    Nothing,
    /// The version that waits has no object any more, and nobody had it: it is put aside without another.
    PutAside,
    /// A new version.
    Issue {
        /// Whether it is the final statement.
        is_final: bool,
    },
}

/// What the ledger knows of the notices of a chain's year.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told<'a> {
    /// The last version that was not superseded, and where it stands.
    pub last: Option<(&'a Notice, NoticeState)>,
    /// Whether any version was ever released.
    pub released: bool,
    /// Whether the last one waits for prices that are all there now.
    pub priced_now: bool,
}

/// Decides on the next notice (A33, A44). `closing` says that the year, or the cover, is over.
pub fn follows(position: &Position, billing: RmaBilling, closing: bool, told: Told<'_>) -> Follows {
    let over = position.overage > 0;
    let Some((last, state)) = told.last else {
        let was = told.released && closing;
        return if over || was { Follows::Issue { is_final: closing } } else { Follows::Nothing };
    };
    if told.priced_now && over {
        return Follows::Issue { is_final: last.is_final || closing };
    }
    if last.is_final {
        return Follows::Nothing;
    }
    if !over && !told.released {
        return if state.waits() { Follows::PutAside } else { Follows::Nothing };
    }
    if closing || bills_otherwise(position, billing, last) {
        return Follows::Issue { is_final: closing };
    }
    Follows::Nothing
}

/// Why a new notice waits for a person; empty when no guard objects.
pub fn hold_reasons(notice: &Notice, withdrawn_before: bool, hold_amount: Price) -> Vec<NoticeHold> {
    let amount = notice.total.is_some_and(|total| exact(total.decimal()) > exact(hold_amount.decimal()));
    let found = [
        (notice.total.is_none(), NoticeHold::PriceMissing),
        (amount, NoticeHold::Amount),
        (withdrawn_before, NoticeHold::WithdrawnBefore),
    ];
    found.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect()
}

/// The warning that a state calls for, if the year had none as strong (R39).
pub fn warning(state: RmaState, told: &[Warning]) -> Option<Warning> {
    let due = match state {
        RmaState::Ok => return None,
        RmaState::Watch => Warning::Watch,
        RmaState::Over => Warning::Over,
    };
    told.iter().all(|told| *told < due).then_some(due)
}
