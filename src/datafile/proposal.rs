//! A proposal as lines of a data file, for a person to confirm: what is written here, `apply` reads.

use std::fmt::Write as _;

use toml::Value;

use crate::domain::contract::{CountingProfile, Ordered};
use crate::domain::onboarding::{CategoryProposal, Proposal};

/// The lines: those of a contract that is there stand in place of its `[[contract.category]]` and `[contract.counting]`;
/// without one they are a contract to be completed.
pub fn lines(proposal: &Proposal) -> String {
    let mut text = String::new();
    if let Some(contract) = &proposal.contract {
        line(&mut text, format_args!("# {contract}: in place of its [[contract.category]] and [contract.counting]"));
    } else {
        let (start, end) = (proposal.term.start, proposal.term.end);
        line(&mut text, format_args!("# Not agreed yet: id, term, currency, prices, growth"));
        line(&mut text, format_args!("[[contract]]"));
        line(&mut text, format_args!("id = {}", quoted(&draft_id(proposal.customer.as_str()))));
        line(&mut text, format_args!("customer = {}", quoted(proposal.customer.as_str())));
        line(&mut text, format_args!("term_start = {start}\nterm_end = {end}"));
        line(&mut text, format_args!("currency = {}", quoted(proposal.currency.code())));
    }
    for category in &proposal.categories {
        self::category(&mut text, category);
    }
    counting(&mut text, &proposal.counting);
    text
}

/// An id for a contract that nobody has named yet.
pub fn draft_id(customer: &str) -> String {
    const LONGEST: usize = 60;
    format!("NEW-{}", customer.chars().take(LONGEST).collect::<String>())
}

fn category(text: &mut String, proposal: &CategoryProposal) {
    let CategoryProposal { category, installed, .. } = proposal;
    line(text, format_args!("\n[[contract.category]]\ncategory = {}", quoted(category.as_str())));
    line(text, format_args!("installed = {installed}"));
    match proposal.declared {
        Some(Ordered::Growth { growth_forecast, growth_prepaid_percent, .. }) => {
            line(text, format_args!("growth_forecast = {growth_forecast}"));
            line(
                text,
                format_args!("growth_prepaid_percent = {}", quoted(&growth_prepaid_percent.decimal().to_string())),
            );
        }
        Some(Ordered::Total { .. }) | None => {
            line(text, format_args!("# growth_forecast = 0          # additions in the next year (R10)"));
            line(text, format_args!("# growth_prepaid_percent = 100 # of them charged in advance (R11)"));
        }
    }
    match proposal.unit_annual_price {
        Some(price) => line(text, format_args!("unit_annual_price = {}", quoted(&String::from(price)))),
        None => line(text, format_args!("# unit_annual_price = \"0.00\"   # without it quotes are held")),
    }
    if let Some(minimum) = proposal.minimum {
        line(text, format_args!("minimum = {minimum}"));
    }
}

fn counting(text: &mut String, profile: &CountingProfile) {
    line(text, format_args!("\n[contract.counting]              # as this count was made"));
    line(text, format_args!("stale_days = {}", profile.stale_days));
    line(text, format_args!("count_qd_adapters = {}", profile.count_qd_adapters));
    line(text, format_args!("sync_rooms_as = {}", quoted(profile.sync_rooms_as.as_str())));
    line(text, format_args!("room_pcs = {}", profile.room_pcs));
    let agreed = profile.accessories.iter().map(|agreed| {
        format!("{{ model = {}, category = {} }}", quoted(&agreed.model), quoted(agreed.category.as_str()))
    });
    line(text, format_args!("accessories = [{}]", agreed.collect::<Vec<_>>().join(", ")));
}

/// A text as TOML writes it, whatever is in it.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _written = writeln!(text, "{what}");
}
