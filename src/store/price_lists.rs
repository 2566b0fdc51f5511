//! Prices of price-list versions. A version itself is an entry of the register; its prices are written once and never
//! changed.

use chrono::NaiveDate;

use crate::domain::price_list::{self, ListPrice, ListVersion, agreed, model_key, part_key};
use crate::store::cell::{Row, count};
use crate::store::register::{self, Entry, EntryKind};
use crate::store::{StoreError, Tx};

const TABLE: &str = "list_prices";

/// Every version that is declared now, by list and version.
pub async fn versions(tx: &mut Tx) -> Result<Vec<ListVersion>, StoreError> {
    register::current(tx, EntryKind::PriceList).await?.iter().map(Entry::parse).collect()
}

/// The version of a list that is in force on a day; none before its first one, or if nobody declared the list.
pub async fn version_in_force(tx: &mut Tx, list: &str, day: NaiveDate) -> Result<Option<ListVersion>, StoreError> {
    let versions = versions(tx).await?;
    Ok(price_list::version_in_force(&versions, list, day).cloned())
}

const INSERT: &str = "-- store::price_lists::insert
INSERT INTO list_prices (list, version, line, part_number, model, part_key, model_key, list_price) ";

/// Writes the prices of a version.
///
/// # Errors
/// `Taken` if the version has prices already.
pub async fn insert(tx: &mut Tx, of: &ListVersion, prices: &[ListPrice]) -> Result<(), StoreError> {
    let row = |price: &ListPrice| Ok((count(TABLE, "line", price.line)?, price.clone()));
    let rows = prices.iter().map(row).collect::<Result<Vec<_>, StoreError>>()?;
    let _lists: Vec<(String,)> = sql_insert!(
        tx,
        INSERT,
        rows,
        |values, row| {
            let (line, price) = row;
            values.push_bind(of.list.clone()).push_bind(of.version.clone()).push_bind(*line);
            values.push_bind(price.part_number.clone()).push_bind(price.model.clone());
            values.push_bind(price.part_number.as_deref().and_then(part_key));
            values.push_bind(price.model.as_deref().and_then(model_key));
            values.push_bind(String::from(price.list_price));
        },
        " RETURNING list"
    );
    Ok(())
}

#[derive(sqlx::FromRow)]
struct PriceRow {
    line: i64,
    part_number: Option<String>,
    model: Option<String>,
    list_price: String,
}

fn prices(rows: Vec<PriceRow>) -> Result<Vec<ListPrice>, StoreError> {
    let price = |price: PriceRow| {
        let id = price.line.to_string();
        let row = Row { table: TABLE, id: &id };
        Ok(ListPrice {
            line: row.count("line", price.line)?,
            part_number: price.part_number,
            model: price.model,
            list_price: row.parse("list_price", &price.list_price)?,
        })
    };
    rows.into_iter().map(price).collect()
}

const ALL: &str = "-- store::price_lists::all
SELECT line, part_number, model, list_price FROM list_prices WHERE list = $1 AND version = $2 ORDER BY line";

/// Every price of a version, by line; none if it was never written.
pub async fn all(tx: &mut Tx, list: &str, version: &str) -> Result<Vec<ListPrice>, StoreError> {
    prices(sql!(tx, fetch_all, ALL, list, version)?)
}

const BY_PART: &str = "-- store::price_lists::by_part
SELECT line, part_number, model, list_price FROM list_prices WHERE list = $1 AND version = $2 AND part_key = $3";

const BY_MODEL: &str = "-- store::price_lists::by_model
SELECT line, part_number, model, list_price FROM list_prices WHERE list = $1 AND version = $2 AND model_key = $3";

/// The price of a product in a version: by part number, else by the first of these names that the version knows (A44).
/// None if it has no price there, or several that differ; another version's price never stands in.
pub async fn price(
    tx: &mut Tx,
    of: &ListVersion,
    part_number: Option<&str>,
    models: &[&str],
) -> Result<Option<ListPrice>, StoreError> {
    let (list, version) = (of.list.as_str(), of.version.as_str());
    if let Some(key) = part_number.and_then(part_key) {
        let found = prices(sql!(tx, fetch_all, BY_PART, list, version, key.as_str())?)?;
        if !found.is_empty() {
            return Ok(agreed(found));
        }
    }
    for key in models.iter().filter_map(|model| model_key(model)) {
        let found = prices(sql!(tx, fetch_all, BY_MODEL, list, version, key.as_str())?)?;
        if !found.is_empty() {
            return Ok(agreed(found));
        }
    }
    Ok(None)
}

const MODELS: &str = "-- store::price_lists::models
SELECT DISTINCT part_key, model FROM list_prices WHERE part_key IS NOT NULL AND model IS NOT NULL";

/// Which model each part number stands for, in all versions of all lists, retired ones included: as people compare it,
/// and as the lists write it.
pub async fn models(tx: &mut Tx) -> Result<Vec<(String, String)>, StoreError> {
    Ok(sql!(tx, fetch_all, MODELS)?)
}
