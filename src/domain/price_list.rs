//! Price lists: versions with validity dates, and which of them prices a product on a day (R38, A44).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::contract::Contract;
use crate::domain::model_name::normalise;
use crate::domain::money::{Currency, Price};

/// One version of a price list without its prices. It is never changed; a new price needs a new version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListVersion {
    /// Name of the list, the same in all its versions.
    pub list: String,
    /// Name of the version.
    pub version: String,
    /// First day on which it is in force: up to the day before the next version's.
    pub valid_from: NaiveDate,
    /// The one currency of the list.
    pub currency: Currency,
    /// How many prices it has.
    pub prices: u64,
    /// `sha256:…` over its prices.
    pub digest: String,
}

impl ListVersion {
    /// What tells it from all other versions: `poly-eur/2026-10`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.list, self.version)
    }
}

/// A price of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPrice {
    /// Line in the file, from 1.
    pub line: u64,
    /// Part number, as written.
    pub part_number: Option<String>,
    /// Model name, as written.
    pub model: Option<String>,
    /// Price of one unit, without VAT.
    pub list_price: Price,
}

/// A version with its prices, as a file declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    /// The version.
    pub version: ListVersion,
    /// Its prices, each product once, in the order of the file.
    pub prices: Vec<ListPrice>,
}

impl ListPrice {
    /// What it prices, as that is compared: the part number, or the model where there is none.
    pub fn product(&self) -> String {
        let part = self.part_number.as_deref().and_then(part_key);
        let model = || self.model.as_deref().and_then(model_key).map(|model| format!("model {model}"));
        part.map(|part| format!("part {part}")).or_else(model).unwrap_or_default()
    }
}

/// A part number as it is compared.
pub fn part_key(part_number: &str) -> Option<String> {
    let key = part_number.trim().to_uppercase();
    (!key.is_empty()).then_some(key)
}

/// A model name as it is compared (programme.md section 4).
pub fn model_key(model: &str) -> Option<String> {
    let key = normalise(model);
    (!key.is_empty()).then_some(key)
}

/// The version of a list that is in force on a day: the last one that is valid by then.
pub fn version_in_force<'a>(versions: &'a [ListVersion], list: &str, day: NaiveDate) -> Option<&'a ListVersion> {
    let begun = versions.iter().filter(|version| version.list == list && version.valid_from <= day);
    begun.max_by_key(|version| version.valid_from)
}

/// The list that prices the units of a contract (A44): the one that it names, else the only one in its currency; none
/// if that leaves it open.
pub fn list_of<'a>(versions: &'a [ListVersion], contract: &'a Contract) -> Option<&'a str> {
    if let Some(named) = &contract.rma.price_list {
        return Some(named);
    }
    let mut lists = versions.iter().filter(|one| one.currency == contract.currency).map(|one| one.list.as_str());
    let first = lists.next()?;
    lists.all(|list| list == first).then_some(first)
}

/// The price among those that are found for one part number or model; none if they differ, since then nobody can say
/// which of them holds.
pub fn agreed(mut found: Vec<ListPrice>) -> Option<ListPrice> {
    found.sort_by_key(|price| price.line);
    let first = found.first()?.clone();
    found.iter().all(|price| price.list_price.decimal() == first.list_price.decimal()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(list: &str, version: &str, from: &str, currency: &str) -> ListVersion {
        ListVersion {
            list: list.to_owned(),
            version: version.to_owned(),
            valid_from: from.parse().unwrap(),
            currency: currency.parse().unwrap(),
            prices: 1,
            digest: "sha256:0".to_owned(),
        }
    }

    #[test]
    fn r38_the_last_version_begun_is_in_force_and_nothing_is_before_the_first() {
        let versions = [
            version("poly-eur", "2026-10", "2026-10-01", "EUR"),
            version("poly-eur", "2026-04", "2026-04-01", "EUR"),
            version("poly-usd", "2026-11", "2026-11-01", "USD"),
        ];
        let on = |day: &str| version_in_force(&versions, "poly-eur", day.parse().unwrap()).map(ListVersion::id);
        assert_eq!(on("2026-03-31"), None);
        assert_eq!(on("2026-04-01").as_deref(), Some("poly-eur/2026-04"));
        assert_eq!(on("2026-09-30").as_deref(), Some("poly-eur/2026-04"));
        assert_eq!(on("2026-10-01").as_deref(), Some("poly-eur/2026-10"));
        assert_eq!(on("2030-01-01").as_deref(), Some("poly-eur/2026-10"));
    }

    #[test]
    fn one_part_number_in_several_lines_has_a_price_only_where_they_agree() {
        let price = |line: u64, price: &str| ListPrice {
            line,
            part_number: None,
            model: None,
            list_price: price.parse().unwrap(),
        };
        assert_eq!(agreed(vec![price(3, "99.0"), price(2, "99.00")]).map(|price| price.line), Some(2));
        assert_eq!(agreed(vec![price(2, "99.00"), price(3, "98.00")]), None);
        assert_eq!(agreed(Vec::new()), None);
    }
}
