//! What partners ordered from quotes. An order is written once and never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::ids::{ContractId, PartnerId};
use crate::domain::purchase_order::PurchaseOrder;
use crate::store::cell::{Row, json, stored};
use crate::store::{StoreError, Tx};

const TABLE: &str = "purchase_orders";

/// An order that is taken now.
#[derive(Debug, Clone, Copy)]
pub struct NewOrder<'a> {
    /// The quote that the partner named.
    pub quote: &'a str,
    /// To whom that was made.
    pub partner: &'a PartnerId,
    /// What it says.
    pub order: &'a PurchaseOrder,
    /// Who recorded it.
    pub by: &'a str,
}

const INSERT: &str = "-- store::purchase_orders::insert
INSERT INTO purchase_orders (quote, partner, number, ordered_on, body, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Writes an order down.
///
/// # Errors
/// `Taken` if the quote has an order already, or the partner used the number for another one.
pub async fn insert(tx: &mut Tx, new: NewOrder<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let body = json(TABLE, "body", new.order)?;
    sql!(
        tx,
        execute,
        INSERT,
        new.quote,
        new.partner.as_str(),
        new.order.number.as_str(),
        new.order.date,
        body.as_str(),
        stored(now),
        new.by
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct OrderRow {
    quote: String,
    body: String,
}

impl OrderRow {
    fn order(self) -> Result<(String, PurchaseOrder), StoreError> {
        let order = Row { table: TABLE, id: &self.quote }.json("body", &self.body)?;
        Ok((self.quote, order))
    }
}

const OF_PARTNER: &str = "-- store::purchase_orders::of_partner
SELECT quote, body FROM purchase_orders WHERE partner = $1";

/// A partner's orders, each with the number of its quote; by date and number.
pub async fn of_partner(tx: &mut Tx, partner: &PartnerId) -> Result<Vec<(String, PurchaseOrder)>, StoreError> {
    orders(sql!(tx, fetch_all, OF_PARTNER, partner.as_str())?)
}

const OF_CONTRACT: &str = "-- store::purchase_orders::of_contract
SELECT p.quote, p.body FROM purchase_orders p JOIN quotes q ON q.number = p.quote WHERE q.contract = $1";

/// The orders for quotes of a contract, each with the number of its quote; by date and number. What they make of the
/// contracted totals, day by day, is `domain::purchase_order::contracted_steps`.
pub async fn of_contract(tx: &mut Tx, contract: &ContractId) -> Result<Vec<(String, PurchaseOrder)>, StoreError> {
    orders(sql!(tx, fetch_all, OF_CONTRACT, contract.as_str())?)
}

const BY_CONTRACT: &str = "-- store::purchase_orders::by_contract
SELECT q.contract, p.body FROM purchase_orders p JOIN quotes q ON q.number = p.quote";

/// All orders by contract, in no particular order: for those who look at many contracts at once.
pub async fn by_contract(tx: &mut Tx) -> Result<BTreeMap<ContractId, Vec<PurchaseOrder>>, StoreError> {
    let rows: Vec<(String, String)> = sql!(tx, fetch_all, BY_CONTRACT)?;
    let mut orders: BTreeMap<ContractId, Vec<PurchaseOrder>> = BTreeMap::new();
    for (contract, body) in rows {
        let row = Row { table: TABLE, id: &contract };
        orders.entry(row.parse("contract", &contract)?).or_default().push(row.json("body", &body)?);
    }
    Ok(orders)
}

fn orders(rows: Vec<OrderRow>) -> Result<Vec<(String, PurchaseOrder)>, StoreError> {
    let mut orders = rows.into_iter().map(OrderRow::order).collect::<Result<Vec<_>, _>>()?;
    // Sorted here: the databases sort text in different ways.
    orders.sort_by(|(_, one), (_, other)| (one.date, &one.number).cmp(&(other.date, &other.number)));
    Ok(orders)
}
