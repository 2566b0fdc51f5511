//! The client against a Lens server written in another language, with its own idea of what an audit must find.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use trueup::source::lens::{Credential, Lens, LensSettings, Listing};
use trueup::source::retry::Retry;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lens_server.py");

/// The server, stopped when it is dropped.
struct Server {
    process: Child,
    port: u64,
    truth: Value,
}

impl Server {
    fn start(seed: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new("python3")
            .args([SCRIPT, "--faults", "--contracts", "12", "--seed", seed, "--out"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is needed for the Lens server of the tests");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let truth = std::fs::read(folder.path().join("truth.json")).unwrap();
        let truth = serde_json::from_slice(&truth).unwrap();
        Self { process, port: ready["port"].as_u64().unwrap(), truth }
    }

    fn lens(&self, credential: &Value) -> Lens {
        let text = |member: &str| credential[member].as_str().unwrap().to_owned();
        let settings = LensSettings {
            token_url: format!("http://127.0.0.1:{}/oauth/token", self.port),
            graphql_url: format!("http://127.0.0.1:{}/graphql", self.port),
            page_size: 37,
            parallel_tenants: 4,
            request_timeout: Duration::from_secs(20),
            retry: Retry {
                give_up_after: Duration::from_mins(2),
                first_wait: Duration::from_millis(1),
                longest_wait: Duration::from_millis(5),
            },
        };
        let client_secret = text("client_secret").into();
        Lens::new(&settings, Credential { name: text("name"), client_id: text("client_id"), client_secret }).unwrap()
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
async fn every_tenant_of_a_random_world_is_listed_whole_in_spite_of_faults() {
    let seed = (std::process::id() % 10_000).to_string();
    println!("seed {seed}");
    let server = Server::start(&seed);
    for credential in server.truth["credentials"].as_array().unwrap() {
        let lens = server.lens(credential);
        let budget = lens.budget();
        let contracts = server.truth["contracts"].as_array().unwrap().iter();
        let expected: BTreeMap<&str, u64> = contracts
            .filter(|contract| contract["credential"] == credential["name"])
            .map(|contract| (contract["tenant"].as_str().unwrap(), contract["listed"].as_u64().unwrap()))
            .collect();
        let tenants = lens.tenants(&budget).await.unwrap();
        assert!(tenants.iter().map(|tenant| tenant.id.as_str()).eq(expected.keys().copied()));
        for (tenant, listed) in expected {
            let mut listing = Listing::start(&lens, tenant, &budget);
            let mut devices = 0;
            while let Some(page) = listing.next_page().await.unwrap() {
                devices += page.devices;
            }
            assert_eq!(listing.proof(), Ok(()), "tenant {tenant}");
            assert_eq!(devices, listed, "tenant {tenant}");
        }
    }
}
