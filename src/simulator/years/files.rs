//! The data files of the two years as they stand on a day, as somebody would write them for `trueup apply`, and the rows of
//! a file of returns.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::story::day;
use super::{CREDENTIAL, Returned, SIDES, Side};
use crate::simulator::sample::SampleFile;

const PEOPLE: &str = include_str!("people.toml");

/// What was found on the first count is agreed.
const CONFIRMED: &str = "2026-03-25";
/// Ten headsets are ordered early, and a new price is agreed.
const ORDERED: &str = "2026-12-10";
/// The renewal is agreed, and the tenants are open to us.
const RENEWED: &str = "2027-03-22";
/// The unknown model is told.
const CLASSIFIED: &str = "2027-11-12";

pub(super) const RETURNS_HEADER: &str = "rma_number,rma_line,site_id,created_at,authorised_at,status,part_number,product,serial_failed,quantity,reason_code,\
     return_due_at\n";

/// All files of a day; no file goes away, so that the folder can be applied as it is.
pub(super) fn files(today: NaiveDate) -> Vec<SampleFile> {
    let since = |then: &str| today >= day(then);
    let mut customers = String::from("# Who is counted, and where.\n");
    let mut contracts = String::from("# What was agreed. Prices are invented.\n");
    for side in &SIDES {
        customers += &customer(side, since(RENEWED));
        contracts += &first_contract(side, since(CONFIRMED), since(ORDERED));
        if since(RENEWED) {
            contracts += &renewal(side);
        }
    }
    let mut files = vec![
        SampleFile { name: "people.toml", text: PEOPLE.to_owned() },
        SampleFile { name: "customers.toml", text: customers },
        SampleFile { name: "contracts.toml", text: contracts },
        SampleFile { name: "prices.csv", text: prices(since(ORDERED)) },
    ];
    if since(CLASSIFIED) {
        files.push(SampleFile { name: "models.toml", text: MODELS.to_owned() });
    }
    files
}

const MODELS: &str =
    "# What the built-in catalogue does not know.\n\n[[model]]\nname = \"PLT Vega 30\"\nkind = \"headset\"\n";

fn customer(side: &Side, by_lens: bool) -> String {
    let Side { customer, name, partner, csm, site, country, tenant, .. } = side;
    let credential = CREDENTIAL.name;
    let inventory = if by_lens {
        format!("{{ source = \"lens\", credential = \"{credential}\", tenants = [\"{tenant}\"] }}")
    } else {
        "{ source = \"report\" }".to_owned()
    };
    format!(
        "\n[[customer]]\nid = \"{customer}\"\nname = \"{name}\"\npartner = \"{partner}\"\ncsm = \"{csm}\"\n\
         site_id = \"{site}\"\ncountry = \"{country}\"\ninventory = {inventory}\n"
    )
}

fn first_contract(side: &Side, confirmed: bool, ordered: bool) -> String {
    let Side { customer, currency, contracts: [id, _], .. } = side;
    // What the partner thought there were, and what was counted.
    let (headsets, video) = if confirmed { (190, 40) } else { (180, 42) };
    let mut text = format!(
        "\n[[contract]]\nid = \"{id}\"\ncustomer = \"{customer}\"\nterm_start = 2026-04-01\nterm_end = 2027-03-31\n\
         currency = \"{currency}\"\npurchase_order = \"PO-7001\"\n\
         \n[[contract.category]]\ncategory = \"headset\"\ninstalled = {headsets}\ngrowth_forecast = 20\n\
         growth_prepaid_percent = 50\nunit_annual_price = \"18.00\"\n\
         \n[[contract.category]]\ncategory = \"video\"\ninstalled = {video}\ngrowth_forecast = 0\n\
         growth_prepaid_percent = 100\nunit_annual_price = \"140.00\"\n"
    );
    if ordered {
        text += "\n[[contract.order]]                              # by the partner itself, before any true-up\n\
                 date = 2026-12-10\ncategory = \"headset\"\nunits = 10\npurchase_order = \"PO-7160\"\n\
                 \n[[contract.price]]                              # for true-ups from this day on\n\
                 category = \"headset\"\nfrom = 2027-01-01\nunit_annual_price = \"19.20\"\n";
    }
    text
}

fn renewal(side: &Side) -> String {
    let Side { customer, currency, contracts: [before, id], .. } = side;
    format!(
        "\n[[contract]]\nid = \"{id}\"\ncustomer = \"{customer}\"\nrenews = \"{before}\"\nterm_start = 2027-04-01\n\
         term_end = 2028-03-31\ncurrency = \"{currency}\"\npurchase_order = \"PO-7201\"\n\
         \n[[contract.category]]\ncategory = \"headset\"\ninstalled = 237\ngrowth_forecast = 38\n\
         growth_prepaid_percent = 50\nunit_annual_price = \"19.20\"\n\
         \n[[contract.category]]\ncategory = \"video\"\ninstalled = 43\ngrowth_forecast = 0\n\
         growth_prepaid_percent = 100\nunit_annual_price = \"140.00\"\n"
    )
}

/// Each version in the currencies of both contracts.
fn prices(second: bool) -> String {
    let versions = [("2026-01", "229.00", "59.00"), ("2027-01", "239.00", "62.00")];
    let mut text = String::from("list,version,valid_from,part_number,model,list_price,currency\n");
    for (version, voyager, blackwire) in &versions[..if second { 2 } else { 1 }] {
        for Side { currency, .. } in &SIDES {
            let list = format!("poly-{},{version},{version}-01", currency.to_lowercase());
            for (product, price) in [(super::Product::Voyager, voyager), (super::Product::Blackwire, blackwire)] {
                let (part, model) = (product.part_number(), product.model());
                line(&mut text, format_args!("{list},{part},{model},{price},{currency}"));
            }
        }
    }
    text
}

/// A row below `RETURNS_HEADER`.
pub(super) fn return_row(side: &Side, row: &Returned, serial: &str) -> String {
    let Returned { number, authorised_at, status, units, product } = row;
    let reason = side.reasons[usize::from(!number.is_multiple_of(3))];
    let number = format!("R-{}-{}", side.country, 100_000 + number);
    // Units that are back, or never went out, are due no more.
    let due = match *status {
        "shipped" | "not_returned" => (day(authorised_at) + chrono::Days::new(14)).to_string(),
        _ => String::new(),
    };
    let (part, model) = (product.part_number(), product.model());
    let serial = if *units == 1 { serial } else { "" };
    let mut text = String::new();
    line(
        &mut text,
        format_args!(
            "{number},1,{},{authorised_at},{authorised_at},{status},{part},{model},{serial},{units},{reason},{due}",
            side.site
        ),
    );
    text
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _written = writeln!(text, "{what}");
}
