//! Whose a row is: by site ID, by the customer's id or name, else by a serial number that was seen in a snapshot (A45).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::{CustomerId, PartnerId};
use crate::domain::rma_file::RmaColumn;
use crate::domain::rma_row::{Matched, MatchedBy, RmaRow};
use crate::flow::register::Register;
use crate::flow::rma_intake::serials::Serials;

/// The customers that rows may be of.
pub(super) struct Customers {
    ids: BTreeSet<CustomerId>,
    by_site: BTreeMap<String, Vec<CustomerId>>,
    by_id: BTreeMap<String, CustomerId>,
    by_name: BTreeMap<String, Vec<CustomerId>>,
}

/// What was found out about a row: whose it is, and what is odd about that, by column.
pub(super) struct Found {
    pub(super) matched: Option<Matched>,
    pub(super) remarks: Vec<(RmaColumn, String)>,
}

/// Whether a partner serves a customer, by itself or under a contract.
pub(super) fn serves(register: &Register, partner: &PartnerId, customer: &CustomerId) -> bool {
    let by_itself = register.customers.get(customer).is_some_and(|customer| customer.partner == *partner);
    let mut contracts = register.contracts.values().map(|declared| &declared.contract);
    by_itself || contracts.any(|contract| contract.customer == *customer && contract.partner.as_ref() == Some(partner))
}

/// What stands in the column of a row, of those that say whose it is or what it is.
pub(super) fn written(row: &RmaRow, column: RmaColumn) -> Option<String> {
    match column {
        RmaColumn::SiteId => row.site_id.clone(),
        RmaColumn::Customer => row.customer.clone(),
        RmaColumn::SerialFailed => row.serial_failed.clone(),
        RmaColumn::PartNumber => row.part_number.clone(),
        RmaColumn::Product => row.product.clone(),
        RmaColumn::ReasonCode => row.reason_code.clone(),
        RmaColumn::Status => Some(row.status.as_str().to_owned()),
        RmaColumn::AuthorisedAt => row.authorised_on.map(|day| day.to_string()),
        RmaColumn::Category => row.category.map(|category| category.to_string()),
        RmaColumn::RmaNumber
        | RmaColumn::RmaLine
        | RmaColumn::CaseNumber
        | RmaColumn::CreatedAt
        | RmaColumn::SerialReplacement
        | RmaColumn::Quantity
        | RmaColumn::Entitlement
        | RmaColumn::ShippedAt
        | RmaColumn::TrackingNumber
        | RmaColumn::ReturnDueAt
        | RmaColumn::ReturnedAt
        | RmaColumn::ClosedAt => None,
    }
}

impl Customers {
    /// Those of a partner, or all.
    pub(super) fn of(register: &Register, partner: Option<&PartnerId>) -> Self {
        let mut all =
            Self { ids: BTreeSet::new(), by_site: BTreeMap::new(), by_id: BTreeMap::new(), by_name: BTreeMap::new() };
        for (id, customer) in &register.customers {
            if partner.is_some_and(|partner| !serves(register, partner, id)) {
                continue;
            }
            all.ids.insert(id.clone());
            if let Some(site) = &customer.site_id {
                all.by_site.entry(key(site)).or_default().push(id.clone());
            }
            all.by_id.insert(key(id.as_str()), id.clone());
            all.by_name.entry(key(&customer.name)).or_default().push(id.clone());
        }
        all
    }

    /// All of them.
    pub(super) fn ids(&self) -> &BTreeSet<CustomerId> {
        &self.ids
    }

    /// Whose a row is by what it says; none if only serial numbers can tell.
    pub(super) fn told(&self, row: &RmaRow) -> Option<Found> {
        let site = row.site_id.as_deref().and_then(|site| self.by_site.get(&key(site)));
        let (named, by) = self.named(row.customer.as_deref());
        match (site.map_or(&[][..], Vec::as_slice), named) {
            ([], []) => None,
            ([], [one]) => {
                let unknown = row.site_id.as_ref().map(|_| (RmaColumn::SiteId, unknown_site(one)));
                Some(Found {
                    matched: Some(Matched { customer: one.clone(), by }),
                    remarks: unknown.into_iter().collect(),
                })
            }
            ([], several) => Some(nobody(RmaColumn::Customer, format!("which is {}", list(several)))),
            ([one], named) if named.is_empty() || named.contains(one) => Some(by_site(one)),
            ([one], named) => {
                let text = format!("which is {}, while the site ID is that of {one}", list(named));
                Some(nobody(RmaColumn::Customer, text))
            }
            (several, named) => {
                let both: Vec<&CustomerId> = several.iter().filter(|customer| named.contains(customer)).collect();
                match both[..] {
                    [one] => Some(by_site(one)),
                    _ => Some(nobody(RmaColumn::SiteId, format!("which is that of {}", list(several)))),
                }
            }
        }
    }

    /// Whose a row is.
    pub(super) fn find(&self, row: &RmaRow, serials: &Serials) -> Found {
        if let Some(found) = self.told(row) {
            return found;
        }
        let column = match row {
            RmaRow { site_id: Some(_), .. } => RmaColumn::SiteId,
            RmaRow { customer: Some(_), .. } => RmaColumn::Customer,
            _ => RmaColumn::SerialFailed,
        };
        match &serials.owners(row)[..] {
            [] => nobody(column, "which matches no customer, and no inventory has the serial number".to_owned()),
            [one] => {
                let matched = Some(Matched { customer: one.clone(), by: MatchedBy::Serial });
                let text = format!("which matches no customer; {one} has the serial number in its inventory");
                let remark = (column != RmaColumn::SerialFailed).then_some((column, text));
                Found { matched, remarks: remark.into_iter().collect() }
            }
            several => nobody(RmaColumn::SerialFailed, format!("which is in the inventories of {}", list(several))),
        }
    }

    fn named(&self, text: Option<&str>) -> (&[CustomerId], MatchedBy) {
        let Some(key) = text.map(key) else { return (&[], MatchedBy::CustomerName) };
        match self.by_id.get(&key) {
            Some(id) => (std::slice::from_ref(id), MatchedBy::CustomerId),
            None => (self.by_name.get(&key).map_or(&[][..], Vec::as_slice), MatchedBy::CustomerName),
        }
    }
}

fn by_site(customer: &CustomerId) -> Found {
    Found { matched: Some(Matched { customer: customer.clone(), by: MatchedBy::SiteId }), remarks: Vec::new() }
}

fn nobody(column: RmaColumn, text: String) -> Found {
    Found { matched: None, remarks: vec![(column, text)] }
}

fn unknown_site(customer: &CustomerId) -> String {
    format!("which is the site ID of nobody; taken for {customer} by the column customer")
}

fn list(customers: &[CustomerId]) -> String {
    customers.iter().map(CustomerId::as_str).collect::<Vec<_>>().join(" and ")
}

/// A name as people compare it: without case and needless blanks.
fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
