//! `[lens]`.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::Url;

use crate::datafile::reader::{Given, Section};
use crate::domain::ids::CustomerId;
use crate::settings::duration;
use crate::settings::place::Place;
use crate::source::lens::{Credential, LensSettings};
use crate::source::retry::Retry;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Reads the section and its credentials by name.
pub(super) fn lens(mut from: Section<'_>, place: &Place) -> (Option<LensSettings>, BTreeMap<String, Credential>) {
    let token_url = url(&mut from, "token_url", "https://login.lens.poly.com/oauth/token");
    let graphql_url = url(&mut from, "graphql_url", "https://api.silica-prod01.io.lens.poly.com/graphql");
    let page_size =
        from.opt("page_size", "a whole number, 1 to 5000", |given| given.integer().filter(|n| (1..=5000).contains(n)));
    let parallel_tenants = from
        .opt("parallel_tenants", "a whole number, 1 to 64", |given| given.integer().filter(|n| (1..=64).contains(n)));
    let request_timeout = from.opt("request_timeout", "a time from 1s to 1h, as in \"60s\"", |given| {
        duration(given, Duration::from_secs(1), HOUR)
    });
    let give_up_after = from.opt("give_up_after", "a time from 1s to 24h, as in \"30m\"", |given| {
        duration(given, Duration::from_secs(1), 24 * HOUR)
    });
    let credentials = from.section("credentials").map(|section| credentials(&section, place)).unwrap_or_default();
    from.finish();
    let settings = || {
        Some(LensSettings {
            token_url: token_url?,
            graphql_url: graphql_url?,
            page_size: page_size.unwrap_or(1000),
            parallel_tenants: parallel_tenants.unwrap_or(4),
            request_timeout: request_timeout.unwrap_or(MINUTE),
            retry: Retry::within(give_up_after.unwrap_or(30 * MINUTE)),
        })
    };
    (settings(), credentials)
}

fn credentials(from: &Section<'_>, place: &Place) -> BTreeMap<String, Credential> {
    let mut credentials = BTreeMap::new();
    for name in from.keys() {
        // The rule for ids: the name stands in data files and in the names of secret files.
        if name.parse::<CustomerId>().is_err() {
            from.problem(name, "this name", "a name of 1 to 64 letters, digits, '.', '_' or '-'");
        }
        let Some(mut section) = from.named_section(name) else { continue };
        let client_id = section.required("client_id", "the Client ID of the Lens portal", Given::text);
        let before = section.has("client_secret") || section.has("client_secret_file");
        let client_secret = place.secret(&mut section, "client_secret", "client_secret_file");
        if client_secret.is_none() && !before {
            let path = section.path("client_secret");
            let expected = format!("`client_secret_file`, `client_secret`, or {path} in $CREDENTIALS_DIRECTORY");
            section.problem("client_secret", "nothing", expected);
        }
        section.finish();
        if let (Some(client_id), Some(client_secret)) = (client_id, client_secret) {
            let credential = Credential { name: name.to_owned(), client_id: client_id.to_owned(), client_secret };
            credentials.insert(name.to_owned(), credential);
        }
    }
    credentials
}

/// A secret goes to this address: in clear text to this machine only.
fn url(from: &mut Section<'_>, key: &'static str, usual: &str) -> Option<String> {
    from.or_usual(key, usual.to_owned(), "an https:// address; http:// for this machine only", |given| {
        let text = given.text()?;
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?;
        (url.scheme() == "https" || url.scheme() == "http" && loopback(host)).then(|| text.to_owned())
    })
}

/// Whether a host name or address means this machine.
pub(super) fn loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}
