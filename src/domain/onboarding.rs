//! The first count of a customer, and the totals that it proposes (R10): what the partner confirms before anything is
//! audited against it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::contract::{
    CategoryTerms, Contract, CountingProfile, EarlyOrder, Exceptions, Ordered, Term, baseline,
};
use crate::domain::count::{ModelDevices, Tally};
use crate::domain::growth::Growth;
use crate::domain::ids::{ContractId, CustomerId};
use crate::domain::money::{AmountTooLarge, Currency, Price};
use crate::domain::month::Month;
use crate::domain::outcome::{LifeCycle, NotCounted, OddDetection, SourceFacts, UnknownModel};
use crate::domain::party::{Csm, Customer, Partner};
use crate::domain::rma::RmaTerms;
use crate::domain::working_days::WorkingDays;

/// The partner has so many working days to confirm, that of the letter being the first.
const DAYS: usize = 10;

/// What one count proposes: for a contract, or for one that is still to be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Whose devices.
    pub customer: CustomerId,
    /// The contract whose totals they are; none while there is no contract.
    pub contract: Option<ContractId>,
    /// From when to when.
    pub term: Term,
    /// Of the prices.
    pub currency: Currency,
    /// What was counted from.
    pub source: SourceFacts,
    /// With what profile, which is the contract's from then on.
    pub counting: CountingProfile,
    /// Of a contract those under contract; without one those in which something was counted.
    pub categories: Vec<CategoryProposal>,
    /// Devices left out, by reason.
    pub not_counted: Vec<NotCounted>,
    /// Devices of no known model: work for the CSM (A16).
    pub unknown_models: Vec<UnknownModel>,
    /// What needs a quote of its own (R5), by model.
    pub own_quote: Vec<ModelDevices>,
    /// Not detected for too long (A15), by model.
    pub stale: Vec<ModelDevices>,
    /// Support dates of what was listed (A13).
    pub life_cycle: LifeCycle,
    /// Counted devices with an odd time of detection (A32).
    pub odd_detection: OddDetection,
}

/// One category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryProposal {
    /// Which.
    pub category: Category,
    /// I: devices counted.
    pub installed: u64,
    /// What the contract says so far.
    pub declared: Option<Ordered>,
    /// Its price so far.
    pub unit_annual_price: Option<Price>,
    /// Its threshold so far (R3).
    pub minimum: Option<u64>,
    /// G and its money, where the contract gives F and p (A37).
    pub growth: Option<Growth>,
    /// T = I + G.
    pub total: u64,
    /// B of T.
    pub baseline: u64,
}

/// What the letter about a count is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// What is to be confirmed.
    pub proposal: Proposal,
    /// Who is asked.
    pub partner: Partner,
    /// Whose devices.
    pub customer: Customer,
    /// Who answers questions.
    pub csm: Csm,
    /// Which count it is of this contract or customer, from 1.
    pub ordinal: u32,
    /// When it was counted, in the schedule's time zone.
    pub counted_on: NaiveDate,
    /// Until when to confirm, that day included.
    pub until: NaiveDate,
}

impl Proposal {
    /// What a count under `contract` proposes. A contract that is not written yet was counted under [`draft`].
    ///
    /// # Errors
    /// If the money of the growth cannot be written down.
    pub fn of(contract: &Contract, written: bool, source: SourceFacts, tally: &Tally) -> Result<Self, AmountTooLarge> {
        let category = |terms: &CategoryTerms| {
            let installed = tally.counted().get(&terms.category).copied().unwrap_or(0);
            let growth = if written { Growth::of(contract, terms)? } else { None };
            let total = installed + growth.map_or(0, |growth| growth.units);
            Ok(CategoryProposal {
                category: terms.category,
                installed,
                declared: written.then_some(terms.ordered),
                unit_annual_price: terms.unit_annual_price,
                minimum: terms.minimum,
                growth: growth.filter(|growth| growth.forecast > 0),
                total,
                baseline: baseline(total, contract.exceptions.trigger_percent),
            })
        };
        let categories = contract.categories.iter().map(category).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            customer: contract.customer.clone(),
            contract: written.then(|| contract.id.clone()),
            term: contract.term,
            currency: contract.currency,
            source: SourceFacts {
                listed: tally.listed(),
                counted: tally.counted().values().sum(),
                recognised_by_line: tally.recognised_by_line(),
                ..source
            },
            counting: contract.counting.clone(),
            categories: categories.into_iter().filter(|category| written || category.installed > 0).collect(),
            not_counted: tally.not_counted(),
            unknown_models: tally.unknown_models(),
            own_quote: tally.own_quote(),
            stale: tally.stale(),
            life_cycle: tally.life_cycle_facts(),
            odd_detection: tally.odd_detection(),
        })
    }

    /// Devices of unknown models.
    pub fn unknown(&self) -> u64 {
        self.unknown_models.iter().map(|model| model.devices).sum()
    }

    /// Whether somebody has still to say what the totals are: a category is declared as it was when it was counted, not
    /// as it was counted, and no order outside quotes has raised it since.
    pub fn is_to_be_confirmed(&self, contract: &Contract, counted_on: NaiveDate) -> bool {
        let is_open = |found: &CategoryProposal| {
            let declared = contract.terms(found.category).map(|terms| terms.ordered);
            let counted = |ordered: Ordered| match ordered {
                Ordered::Total { ordered } => ordered == found.total,
                Ordered::Growth { installed, .. } => installed == found.installed,
            };
            let raised = |order: &EarlyOrder| order.category == found.category && order.date >= counted_on;
            declared.is_some_and(|ordered| !counted(ordered))
                && declared == found.declared
                && !contract.orders.iter().any(raised)
        };
        self.source.counted > 0 && self.categories.iter().any(is_open)
    }

    /// Whether the same was counted as before: nobody is asked twice to confirm the same.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let facts = |proposal: &Self| Self {
            // When it was listed, and in which order the pages came, is nothing to confirm.
            source: SourceFacts {
                taken_at: DateTime::<Utc>::UNIX_EPOCH,
                digest: String::new(),
                ..proposal.source.clone()
            },
            ..proposal.clone()
        };
        facts(self) == facts(other)
    }
}

/// The contract under which a customer without one is counted: every category, the default profile, a year from the next
/// month on.
pub fn draft(customer: &CustomerId, id: ContractId, currency: Currency, today: NaiveDate) -> Contract {
    let first = Month::of(today).next();
    let terms = |category| CategoryTerms {
        category,
        ordered: Ordered::Total { ordered: 0 },
        unit_annual_price: None,
        minimum: None,
    };
    Contract {
        id,
        customer: customer.clone(),
        partner: None,
        term: Term { start: first.first_day(), end: first.plus(11).last_day(), ended_on: None },
        managed_from: None,
        renews: None,
        currency,
        purchase_order: None,
        exceptions: Exceptions::default(),
        rma: RmaTerms::default(),
        categories: Category::ALL.into_iter().map(terms).collect(),
        prices: Vec::new(),
        orders: Vec::new(),
        counting: CountingProfile::default(),
    }
}

/// Until when the partner is asked to confirm what was counted today.
pub fn until(days: WorkingDays, today: NaiveDate) -> NaiveDate {
    days.nth(today, DAYS)
}
