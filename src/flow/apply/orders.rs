//! Orders outside quotes whose number is that of a purchase order recorded for a quote: its units would count twice.

use crate::datafile::problem::Problem;
use crate::domain::contract::{Contract, EarlyOrder};
use crate::domain::purchase_order::PurchaseOrder;
use crate::store::{StoreError, Tx, purchase_orders};

/// The orders of a contract that its ledger has already, each with what to do.
pub(super) async fn counted_twice(tx: &mut Tx, contract: &Contract, file: &str) -> Result<Vec<Problem>, StoreError> {
    let recorded = purchase_orders::of_contract(tx, &contract.id).await?;
    let problem = |early: &EarlyOrder| {
        let number = early.purchase_order.as_deref()?.trim();
        let (quote, order) = recorded.iter().find(|(_, order)| order.number == number)?;
        let EarlyOrder { date, category, units, .. } = early;
        Some(Problem {
            file: file.to_owned(),
            key: format!("contract[{}].order.purchase_order", contract.id),
            found: format!("{number}, {units} units of {category} from {date}"),
            expected: format!(
                "an order that is not recorded for a quote: {number} of {} is, for {quote} ({}), and its units would \
                 count twice; take this [[contract.order]] out, or give it the number of the partner's other order",
                order.date,
                units_of(order)
            ),
        })
    };
    Ok(contract.orders.iter().filter_map(problem).collect())
}

fn units_of(order: &PurchaseOrder) -> String {
    let units = order.units().into_iter().map(|(category, units)| format!("{category} {units}"));
    units.collect::<Vec<_>>().join(", ")
}
