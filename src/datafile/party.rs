//! `[[partner]]`, `[[csm]]` and `[[customer]]`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::datafile::logo::brand;
use crate::datafile::reader::{Given, Section};
use crate::datafile::rma_file;
use crate::domain::language::Language;
use crate::domain::party::{Csm, Customer, Email, Inventory, LensTenant, Partner};

/// What an id is, for messages.
pub(super) const ID: &str = "an id: 1 to 64 letters, digits, '.', '_' or '-'";

const ADDRESS: &str = "a mail address, as in orders@example.com";

/// Reads a partner with its logo.
pub(super) fn partner(mut from: Section<'_>, folder: &Path) -> Option<Partner> {
    let id = from.required("id", ID, Given::parsed);
    let name = name(&mut from);
    let language = language(&mut from);
    let address = from.list("address", "a line of text", |line| Some(line.to_owned()));
    let vat_number = from.opt_text("vat_number");
    let partner_id = from.opt_text("partner_id");
    let quotes_to = emails(&mut from, "quotes_to");
    if quotes_to.is_empty() {
        from.problem("quotes_to", "no address", "at least one mail address: true-up quotes go there");
    }
    let notices_to = emails(&mut from, "notices_to");
    let reports_to = emails(&mut from, "reports_to");
    let brand = brand(&mut from, true, folder);
    let rma = from.section("rma").map(rma_file::mapping);
    from.finish();
    Some(Partner {
        id: id?,
        name: name?,
        language: language?,
        address,
        vat_number,
        partner_id,
        notices_to: if notices_to.is_empty() { quotes_to.clone() } else { notices_to },
        quotes_to,
        reports_to,
        brand,
        rma,
    })
}

/// Reads a CSM.
pub(super) fn csm(mut from: Section<'_>) -> Option<Csm> {
    let id = from.required("id", ID, Given::parsed);
    let name = name(&mut from);
    let email = from.required("email", ADDRESS, Given::parsed);
    let language = language(&mut from);
    from.finish();
    Some(Csm { id: id?, name: name?, email: email?, language: language? })
}

/// Reads a customer.
pub(super) fn customer(mut from: Section<'_>) -> Option<Customer> {
    let id = from.required("id", ID, Given::parsed);
    let name = name(&mut from);
    let partner = from.required("partner", "the id of a partner", Given::parsed);
    let csm = from.required("csm", "the id of a CSM", Given::parsed);
    let site_id = from.opt_text("site_id");
    let country = from.opt_written("country", "two capital letters (ISO 3166), as in IT", |text| {
        (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())).then(|| text.to_owned())
    });
    let reports_to = emails(&mut from, "reports_to");
    if !from.has("inventory") {
        from.problem("inventory", "nothing", "where its devices are listed, as in { source = \"report\" }");
    }
    let inventory = from.section("inventory").and_then(inventory);
    from.finish();
    Some(Customer {
        id: id?,
        name: name?,
        partner: partner?,
        csm: csm?,
        site_id,
        country,
        reports_to,
        inventory: inventory?,
    })
}

fn inventory(mut from: Section<'_>) -> Option<Inventory> {
    let lens = from.required("source", "\"lens\" or \"report\"", |given| match given.text()? {
        "lens" => Some(true),
        "report" => Some(false),
        _ => None,
    })?;
    let inventory = if lens { Inventory::Lens { tenants: tenants(&mut from) } } else { Inventory::Report };
    from.finish();
    Some(inventory)
}

/// Tenants under one credential, or each with its own.
fn tenants(from: &mut Section<'_>) -> Vec<LensTenant> {
    let credential = from.opt_text("credential");
    let tenants = if from.holds_tables("tenants") {
        let one = |mut from: Section<'_>| {
            let own = from.opt_text("credential").or_else(|| credential.clone());
            if own.is_none() {
                from.problem("credential", "nothing", "the name of a credential in [lens.credentials]");
            }
            let id = from.required("id", "a tenant id", |given| tenant_id(given.text()?));
            from.finish();
            Some(LensTenant { credential: own?, id: id? })
        };
        from.sections("tenants", "id").into_iter().filter_map(one).collect()
    } else {
        let ids = from.list("tenants", "a tenant id", tenant_id);
        if credential.is_none() {
            from.problem("credential", "nothing", "the name of a credential in [lens.credentials]");
        }
        let credential = credential.unwrap_or_default();
        ids.into_iter().map(|id| LensTenant { credential: credential.clone(), id }).collect::<Vec<_>>()
    };
    if tenants.is_empty() {
        from.problem("tenants", "no tenant", "at least one tenant id");
    }
    let mut seen = BTreeSet::new();
    for twice in tenants.iter().filter(|tenant| !seen.insert(tenant.id.to_lowercase())) {
        from.problem("tenants", format!("tenant {} twice", twice.id), "each tenant once: its devices count once");
    }
    tenants
}

fn tenant_id(text: &str) -> Option<String> {
    (text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic())).then(|| text.to_owned())
}

fn name(from: &mut Section<'_>) -> Option<String> {
    from.required("name", "a name on one line", Given::text).map(str::to_owned)
}

fn emails(from: &mut Section<'_>, key: &'static str) -> Vec<Email> {
    let mut seen = BTreeSet::new();
    let mut emails: Vec<Email> = from.list(key, ADDRESS, |text| text.parse().ok());
    // One letter each, however often somebody was written down.
    emails.retain(|email| seen.insert(email.as_str().to_lowercase()));
    emails
}

fn language(from: &mut Section<'_>) -> Option<Language> {
    let built = Language::ALL.map(Language::tag).join(", ");
    let tag = from.required("language", &format!("one of: {built}"), Given::text)?;
    let language = Language::parse(tag);
    if language.is_none() {
        from.problem("language", format!("{tag:?}"), format!("one of: {built}"));
    }
    language
}
