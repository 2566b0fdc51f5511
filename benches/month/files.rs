//! Settings and data files of an estate.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::Result;
use crate::estate::{Estate, PAGE};
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

/// Writes `trueup.toml` and `data.toml` into a folder.
pub(super) fn write(folder: &Path, estate: &Estate, server: &Server) -> Result<()> {
    fs::write(folder.join("trueup.toml"), settings(server))?;
    let mut data = PEOPLE.to_owned();
    for customer in 0..estate.customers {
        declare(&mut data, estate, customer)?;
    }
    fs::write(folder.join("data.toml"), data)?;
    Ok(())
}

fn settings(server: &Server) -> String {
    let address = server.address();
    format!(
        r#"
[database]
url = "sqlite://trueup.db"
[seller]
name = "Poly Services EMEA"
[lens]
token_url = "http://{address}/oauth/token"
graphql_url = "http://{address}/graphql"
page_size = {PAGE}
[lens.credentials.nordcom]
client_id = "bench"
client_secret = "bench"
[mail]
from = "Poly+ Enterprise Service <service@seller.example>"
transport = "folder"
folder = "outbox"
per_minute = 0
[release]
hold_first_true_up = false
hold_amount = "99999999.00"
"#
    )
}

/// A customer with all its tenants, and a contract that its headsets outgrow by about a tenth.
fn declare(data: &mut String, estate: &Estate, customer: usize) -> Result<()> {
    let first = customer * estate.tenants;
    let tenants: Vec<_> =
        (first..first + estate.tenants).map(|tenant| format!("\"{}\"", Estate::tenant(tenant))).collect();
    let devices = estate.tenants * estate.devices;
    let (headsets, video, voice) = (devices * 50 / 100, devices * 11 / 100, devices * 22 / 100);
    write!(
        data,
        r#"
[[customer]]
id = "customer-{customer}"
name = "Customer {customer}"
partner = "nordcom"
csm = "rossi"
inventory = {{ source = "lens", credential = "nordcom", tenants = [{tenants}] }}

[[contract]]
id = "PPE-{customer}"
customer = "customer-{customer}"
term_start = 2026-01-01
term_end = 2026-12-31
currency = "EUR"

[[contract.category]]
category = "headset"
ordered = {headsets}
unit_annual_price = "18.00"

[[contract.category]]
category = "video"
ordered = {video}
unit_annual_price = "145.00"

[[contract.category]]
category = "voice"
ordered = {voice}
unit_annual_price = "24.00"
"#,
        tenants = tenants.join(", ")
    )?;
    Ok(())
}
