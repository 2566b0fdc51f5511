//! Settings and data files of an estate.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::Result;
use crate::estate::Estate;
use crate::server::Server;

/// The moment of the audits: after the due time of November 2026.
pub(super) const NOW: &str = "2026-11-01T08:00:00Z";

const PEOPLE: &str = r#"
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "it"
quotes_to = ["ordini@nordcom.example"]

[[csm]]
id = "rossi"
name = "Giulia Rossi"
email = "giulia.rossi@service.example"
language = "it"
"#;

/// What is ordered of each category, in percent of all devices, and its price.
const CATEGORIES: [(&str, usize, &str); 3] =
    [("headset", 50, "18.00"), ("video", 11, "145.00"), ("voice", 22, "24.00")];

/// How the audits are made.
pub(super) struct Site<'a> {
    /// Address of the ledger.
    pub(super) database: &'a str,
    /// As in `[mail]`.
    pub(super) per_minute: u32,
    /// Instead of one contract with all categories.
    pub(super) contract_for_each_category: bool,
}

/// Writes `trueup.toml` and `data.toml` into a folder.
pub(super) fn write(folder: &Path, estate: &Estate, server: &Server, site: &Site<'_>) -> Result<()> {
    fs::write(folder.join("trueup.toml"), settings(estate, server, site))?;
    let mut data = PEOPLE.to_owned();
    for customer in 0..estate.customers {
        declare(&mut data, estate, customer, site.contract_for_each_category)?;
    }
    fs::write(folder.join("data.toml"), data)?;
    Ok(())
}

fn settings(estate: &Estate, server: &Server, site: &Site<'_>) -> String {
    let (address, page) = (server.address(), estate.page);
    let Site { database, per_minute, .. } = site;
    format!(
        r#"
[database]
url = "{database}"
[seller]
name = "Poly Services EMEA"
[lens]
token_url = "http://{address}/oauth/token"
graphql_url = "http://{address}/graphql"
page_size = {page}
[lens.credentials.nordcom]
client_id = "bench"
client_secret = "bench"
[mail]
from = "Poly+ Enterprise Service <service@seller.example>"
transport = "folder"
folder = "outbox"
per_minute = {per_minute}
[release]
hold_first_true_up = false
hold_amount = "99999999.00"
hold_devices = 1000000
"#
    )
}

/// A customer with all its tenants, and contracts that its headsets outgrow by about a tenth.
fn declare(data: &mut String, estate: &Estate, customer: usize, contract_for_each_category: bool) -> Result<()> {
    let first = customer * estate.tenants;
    let tenants: Vec<_> =
        (first..first + estate.tenants).map(|tenant| format!("\"{}\"", Estate::tenant(tenant))).collect();
    let tenants = tenants.join(", ");
    write!(
        data,
        r#"
[[customer]]
id = "customer-{customer}"
name = "Customer {customer}"
partner = "nordcom"
csm = "rossi"
inventory = {{ source = "lens", credential = "nordcom", tenants = [{tenants}] }}
"#
    )?;
    let devices = estate.tenants * estate.devices;
    for (number, (category, percent, price)) in CATEGORIES.into_iter().enumerate() {
        if contract_for_each_category {
            contract(data, customer, &format!("PPE-{customer}-{category}"))?;
        } else if number == 0 {
            contract(data, customer, &format!("PPE-{customer}"))?;
        }
        let ordered = devices * percent / 100;
        write!(
            data,
            r#"
[[contract.category]]
category = "{category}"
ordered = {ordered}
unit_annual_price = "{price}"
"#
        )?;
    }
    Ok(())
}

fn contract(data: &mut String, customer: usize, id: &str) -> Result<()> {
    write!(
        data,
        r#"
[[contract]]
id = "{id}"
customer = "customer-{customer}"
term_start = 2026-01-01
term_end = 2026-12-31
currency = "EUR"
"#
    )?;
    Ok(())
}
