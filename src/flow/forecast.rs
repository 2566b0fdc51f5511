//! What the ledger says of a contract's growth, for `trueup forecast`: an estimate for people, from which nothing follows.

use anyhow::{Context, Result};
use chrono::NaiveDate;

use crate::domain::contract::Contract;
use crate::domain::decide;
use crate::domain::forecast::{CategoryForecast, Known, forecast};
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::flow::register::Register;
use crate::flow::{Engine, ledger};

/// The forecast of a contract.
#[derive(Debug)]
pub struct ContractForecast {
    /// As it is declared now.
    pub contract: Contract,
    /// Today in the schedule's time zone.
    pub today: NaiveDate,
    /// In the order of the contract.
    pub categories: Vec<CategoryForecast>,
}

impl ContractForecast {
    /// Whether the term is over.
    pub fn ended(&self) -> bool {
        self.today > self.contract.term.last_day()
    }
}

/// Reads and reckons it; none for a contract that nobody declared.
pub async fn of_contract(engine: &Engine, id: &ContractId) -> Result<Option<ContractForecast>> {
    let today = engine.calendar.day(engine.clock.now());
    let mut tx = engine.db.read().await?;
    let register = Register::load(&mut tx).await?;
    let Some(declared) = register.contracts.get(id) else { return Ok(None) };
    let contract = declared.contract.clone();
    // With what the running month brought already.
    let ledger = ledger::load(&mut tx, &contract, Month::of(today).next(), today, None).await?;
    let standing = decide::standing(&contract, &ledger, today);
    let of = |(category, standing)| {
        let audited = decide::audited(&ledger.history, category);
        let known = Known { contract: &contract, category, standing, audited: &audited, today };
        forecast(known).with_context(|| format!("the forecast of {id}"))
    };
    let categories = standing.into_iter().map(of).collect::<Result<_>>()?;
    Ok(Some(ContractForecast { contract: (*contract).clone(), today, categories }))
}
