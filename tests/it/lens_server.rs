//! A random world behind a Lens server written in another language, which has its own idea of what an audit must find:
//! data files, listing, counting, lines and amounts are held against it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use trueup::datafile::{self, Known};
use trueup::domain::audit::{self, Line, Standing};
use trueup::domain::catalogue::Catalogue;
use trueup::domain::contract::Contract;
use trueup::domain::count::{Judge, Repeats, Tally};
use trueup::domain::device::Observation;
use trueup::domain::month::Month;
use trueup::domain::outcome::Reason;
use trueup::domain::true_up;
use trueup::source::lens::{Credential, Lens, LensSettings, Listing};
use trueup::source::retry::Retry;

use crate::support::program::seed;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lens_server.py");

/// The server, stopped when it is dropped.
struct Server {
    process: Child,
    port: u64,
    truth: Value,
    contracts: Vec<Contract>,
}

impl Server {
    fn start(seed: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new("python3")
            .args([SCRIPT, "--faults", "--contracts", "60", "--fixed", "e3,e4,e5,e6,e7,e8,e9", "--seed", seed])
            .arg("--out")
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is needed for the Lens server of the tests");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let truth = std::fs::read(folder.path().join("truth.json")).unwrap();
        let truth: Value = serde_json::from_slice(&truth).unwrap();
        let credentials = list(&truth["credentials"]).iter().map(|credential| text(credential, "name"));
        let known = Known { credentials: credentials.collect(), ..Known::default() };
        let read =
            datafile::read(&[folder.path().join("data")], &known).unwrap_or_else(|problems| panic!("{problems}"));
        Self { process, port: ready["port"].as_u64().unwrap(), truth, contracts: read.set.contracts }
    }

    fn lens(&self, credential: &Value) -> Lens {
        let settings = LensSettings {
            token_url: format!("http://127.0.0.1:{}/oauth/token", self.port),
            graphql_url: format!("http://127.0.0.1:{}/graphql", self.port),
            page_size: 137,
            parallel_tenants: 4,
            request_timeout: Duration::from_secs(20),
            retry: Retry {
                give_up_after: Duration::from_mins(2),
                first_wait: Duration::from_millis(1),
                longest_wait: Duration::from_millis(5),
            },
        };
        let (name, client_id) = (text(credential, "name"), text(credential, "client_id"));
        let client_secret = text(credential, "client_secret").into();
        Lens::new(&settings, Credential { name, client_id, client_secret }).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
    }
}

#[test]
fn the_rules_written_a_second_time_agree_with_the_examples() {
    let status = Command::new("python3").args([SCRIPT, "--self-check"]).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn a_random_world_is_listed_counted_and_priced_as_the_second_set_of_rules_says() {
    let seed = seed();
    let server = Server::start(&seed);
    let catalogue = Arc::new(Catalogue::new(Vec::new()).unwrap());
    let mut audited = 0;
    for credential in list(&server.truth["credentials"]) {
        let lens = server.lens(credential);
        let mut truths: Vec<_> = list(&server.truth["contracts"]).iter().collect();
        truths.retain(|truth| truth["credential"] == credential["name"]);
        truths.sort_by_key(|truth| text(truth, "tenant"));
        let tenants = lens.tenants(&lens.budget()).await.unwrap();
        assert!(tenants.iter().map(|tenant| &tenant.id).eq(truths.iter().map(|truth| &truth["tenant"])));
        for truth in truths {
            let devices = listed(&lens, &text(truth, "tenant")).await;
            let contract = server.contracts.iter().find(|contract| truth["contract"] == contract.id.as_str()).unwrap();
            assert_eq!(&found(&catalogue, contract, &devices), &wanted(truth), "seed {seed}, {}", contract.id);
            audited += 1;
        }
    }
    assert_eq!(audited, server.contracts.len());
}

async fn listed(lens: &Lens, tenant: &str) -> Vec<Observation> {
    let budget = lens.budget();
    let mut listing = Listing::start(lens, tenant, &budget);
    let mut devices = Vec::new();
    while let Some(page) = listing.next_page().await.unwrap() {
        let lines = page.lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        devices.extend(lines.map(|line| serde_json::from_slice::<Observation>(line).unwrap()));
    }
    assert_eq!(listing.proof(), Ok(()), "tenant {tenant}");
    devices
}

/// What the domain makes of the devices, in the form of [`wanted`].
fn found(catalogue: &Arc<Catalogue>, contract: &Contract, devices: &[Observation]) -> Value {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let taken_at = DateTime::parse_from_rfc3339("2026-11-22T05:00:00Z").unwrap().to_utc();
    let tally = tally(&mut Judge::new(catalogue.clone(), Arc::new(contract.clone()), taken_at, day), devices);
    let standing = |total| Standing { contracted: total, compared_with: total };
    let standing = contract.ordered_on(day).into_iter().map(|(category, total)| (category, standing(total))).collect();
    let lines = audit::lines(&standing, tally.counted(), tally.unknown(), &contract.exceptions);
    let tranche = |line: &Line| {
        let units = line.charged_units(&contract.exceptions);
        true_up::tranche(contract, line.category, units, Month::of(day), day)
    };
    let tranches: Vec<_> = lines.iter().map(tranche).filter(|tranche| tranche.units > 0).collect();
    let quote = true_up::quote(contract, day, tranches, None, 0, &BTreeMap::new()).unwrap();
    let priced = quote.lines.iter().map(|line| {
        json!({
            "category": line.category, "units": line.units, "charge_from": line.charge_from, "charge_to": line.charge_to,
            "unit_annual_price": line.unit_annual_price, "amount": line.amount.map(|amount| amount.decimal().to_string()),
        })
    });
    let models = tally.models().iter().map(|((category, model), tally)| (format!("{category}/{model}"), tally.counted));
    let not_counted = tally.not_counted().into_iter().map(|reason| (reason.reason.as_str(), reason.devices));
    json!({
        "listed": tally.listed(), "by_model": models.collect::<BTreeMap<_, _>>(),
        "not_counted": not_counted.collect::<BTreeMap<_, _>>(), "categories": lines,
        "quote": priced.collect::<Vec<_>>(),
        "total": quote.total.filter(|_| !quote.lines.is_empty()).map(|total| total.decimal().to_string()),
    })
}

/// The three walks over a snapshot: repeated identities, the copies to keep, the sums.
fn tally(judge: &mut Judge, devices: &[Observation]) -> Tally {
    let mut repeats = Repeats::default();
    for device in devices {
        if judge.verdict(device).counts.is_ok() {
            repeats.push(device);
        }
    }
    let mut duplicates = repeats.into_duplicates();
    for (position, device) in (0..).zip(devices) {
        if judge.verdict(device).counts.is_ok() {
            duplicates.weigh(device, position);
        }
    }
    let mut tally = Tally::default();
    for (position, device) in (0..).zip(devices) {
        let mut verdict = judge.verdict(device);
        if verdict.counts.is_ok() && duplicates.is_duplicate(device, position) {
            verdict.counts = Err(Reason::Duplicate);
        }
        tally.push(device, &verdict, judge);
    }
    tally
}

/// The truth of one contract, as far as listing, counting and pricing go.
fn wanted(truth: &Value) -> Value {
    let quote = &truth["quote"];
    let mut lines = if quote.is_null() { Vec::new() } else { list(&quote["lines"]).clone() };
    for line in &mut lines {
        line.as_object_mut().unwrap().remove("months");
    }
    json!({
        "listed": truth["listed"], "by_model": truth["by_model"], "not_counted": truth["not_counted"],
        "categories": truth["categories"], "quote": lines, "total": quote["total"],
    })
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap().to_owned()
}
