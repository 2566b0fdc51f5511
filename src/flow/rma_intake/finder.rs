//! Finds out about rows what no file says for certain: whose they are, what was returned, and under which contract.

use std::sync::Arc;

use anyhow::Result;

use crate::domain::contract::Contract;
use crate::domain::ids::PartnerId;
use crate::domain::rma_file::RmaColumn;
use crate::domain::rma_row::RmaRow;
use crate::flow::Engine;
use crate::flow::register::Register;
use crate::flow::rma_intake::judge::Judge;
use crate::flow::rma_intake::matching::Customers;
use crate::flow::rma_intake::products::Products;
use crate::flow::rma_intake::serials::Serials;
use crate::store::price_lists;

/// What is declared, as far as rows are about it.
pub(super) struct Declared {
    pub(super) register: Register,
    /// Part numbers of the price lists, and the model that each stands for.
    parts: Vec<(String, String)>,
}

impl Declared {
    pub(super) async fn load(engine: &Engine) -> Result<Self> {
        let mut tx = engine.db.read().await?;
        Ok(Self { register: Register::load(&mut tx).await?, parts: price_lists::models(&mut tx).await? })
    }
}

/// Looks at the rows of one partner, or of files whose partner nobody said.
pub(super) struct Finder<'a> {
    customers: Customers,
    serials: Serials,
    products: Products,
    pub(super) judge: Judge<'a>,
}

/// What was found out about a row, beside what is written into it now.
pub(super) struct Found {
    pub(super) contract: Option<Arc<Contract>>,
    /// What is odd about whose it is, by column; of a row that matches nobody, why.
    pub(super) remarks: Vec<(RmaColumn, String)>,
}

impl<'a> Finder<'a> {
    /// Looks up what these rows need; `before` are those that the ledger has of the same numbers and lines.
    pub(super) async fn of(
        engine: &Engine,
        declared: &'a Declared,
        partner: Option<&PartnerId>,
        rows: &[&RmaRow],
        before: Vec<RmaRow>,
    ) -> Result<Self> {
        let Declared { register, parts } = declared;
        let customers = Customers::of(register, partner);
        Ok(Self {
            serials: Serials::look_up(engine, &customers, rows, before).await?,
            customers,
            products: Products::new(register, parts),
            judge: Judge::new(register, engine.calendar.day(engine.clock.now())),
        })
    }

    /// Writes into a row whose it is, which model was returned and, where the file does not say it, of which category.
    pub(super) fn find(&mut self, row: &mut RmaRow) -> Found {
        let found = self.customers.find(row, &self.serials);
        row.matched = found.matched;
        let contract = self.judge.contract(row);
        self.products.recognise(row, contract.as_ref());
        row.serial_seen = self.serials.seen(row);
        Found { contract, remarks: found.remarks }
    }
}
