//! Versions of price lists are written once: what is edited in place is refused, line by line, also where the version was
//! retired and comes back.

use std::collections::BTreeMap;

use crate::datafile::problem::Problem;
use crate::domain::money::Price;
use crate::domain::price_list::{ListPrice, ListVersion, PriceList};
use crate::store::register::{self, Entry, EntryKind};
use crate::store::{StoreError, Tx, price_lists};

/// So many edited lines are told; the others are counted.
const SHOWN: usize = 20;

/// What a file says otherwise than the version that was applied before.
pub(super) async fn edited(tx: &mut Tx, list: &PriceList, file: &str) -> Result<Vec<Problem>, StoreError> {
    let new = &list.version;
    let history = register::history(tx, EntryKind::PriceList, &new.id()).await?;
    let Some(first) = history.first() else { return Ok(Vec::new()) };
    let before: ListVersion = Entry::parse(first)?;
    if before == *new {
        return Ok(Vec::new());
    }
    let applied = price_lists::all(tx, &new.list, &new.version).await?;
    let instead = format!(
        "as applied on {}; a version is never edited: put new prices into a new version",
        first.applied_at.format("%Y-%m-%d")
    );
    let mut told = lines(list, &applied, &instead);
    let line = list.prices.first().map_or(2, |price| price.line);
    for (column, was, is) in [
        ("valid_from", before.valid_from.to_string(), new.valid_from.to_string()),
        ("currency", before.currency.to_string(), new.currency.to_string()),
    ] {
        if was != is {
            told.push((format!("line {line}, {column}"), is, format!("{was}, {instead}")));
        }
    }
    if told.len() > SHOWN {
        let more = told.len() - SHOWN;
        told.truncate(SHOWN);
        told.push((new.id(), format!("{more} more lines that were edited"), instead));
    }
    let problem = |(key, found, expected)| Problem { file: file.to_owned(), key, found, expected };
    Ok(told.into_iter().map(problem).collect())
}

/// Prices that are not as they were: line and column, what stands there, what stood there.
fn lines(list: &PriceList, applied: &[ListPrice], instead: &str) -> Vec<(String, String, String)> {
    let shown = |price: &ListPrice| {
        let named = |text: &Option<String>| text.clone().unwrap_or_default();
        format!("{:?} {:?} at {}", named(&price.part_number), named(&price.model), String::from(price.list_price))
    };
    let content = |price: &ListPrice| {
        (price.part_number.clone(), price.model.clone(), Price::decimal(price.list_price).normalize())
    };
    let before: BTreeMap<String, &ListPrice> = applied.iter().map(|price| (price.product(), price)).collect();
    let now: BTreeMap<String, &ListPrice> = list.prices.iter().map(|price| (price.product(), price)).collect();
    let mut told = Vec::new();
    for price in &list.prices {
        match before.get(&price.product()) {
            Some(was) if content(was) == content(price) => {}
            Some(was) => {
                told.push((format!("line {}", price.line), shown(price), format!("{}, {instead}", shown(was))));
            }
            None => told.push((format!("line {}", price.line), shown(price), format!("no such product, {instead}"))),
        }
    }
    for gone in applied.iter().filter(|price| !now.contains_key(&price.product())) {
        let found = format!("no line for {}", shown(gone));
        told.push((list.version.id(), found, format!("the line, {instead}")));
    }
    told
}

/// Writes the prices of a version that has none yet.
pub(super) async fn keep(tx: &mut Tx, list: &PriceList) -> Result<(), StoreError> {
    let version = &list.version;
    if register::history(tx, EntryKind::PriceList, &version.id()).await?.is_empty() {
        price_lists::insert(tx, version, &list.prices).await?;
    }
    Ok(())
}
