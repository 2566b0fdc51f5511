//! What strangers write and what must stay secret: neither gets to a terminal, a log, a letter or a spreadsheet raw.

use std::fmt::Write;
use std::fs;
use std::sync::Arc;

use secrecy::SecretString;
use tokio::net::TcpListener;
use trueup::simulator::{Credential, Running, Simulator, Tenant, World};

use crate::support::desk::{Desk, LENS_SECRET, MAIL_SECRET, REPORT, SETTINGS, has, is_tame};

/// A Lens in which the credential sees one tenant, which nobody claims.
async fn lens() -> Running {
    let world = World::new();
    let secret = SecretString::from(LENS_SECRET);
    let other = "00000000-0000-4000-8000-00000000000c".to_owned();
    world.set_tenant(Tenant { id: other.clone(), name: "Gamma \u{1b}[31mred".to_owned(), region: "eu-1".to_owned() });
    world.set_credential(Credential { client_id: "nordcom-client".to_owned(), secret, tenants: vec![other] });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Simulator::start(listener, Arc::new(world)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_cannot_be_seen_is_named_by_check_and_by_run() {
    let desk = Desk::applied();
    let lens = lens().await;
    let settings = SETTINGS.replace("http://127.0.0.1:9/oauth/token", &lens.token_url());
    desk.write("trueup.toml", settings.replace("http://127.0.0.1:9/graphql", &lens.graphql_url()));
    let check = desk.expect(1, &["check", "--online"]);
    has(&check.stdout, &["problem", "beta", "00000000-0000-4000-8000-00000000000b", "nordcom"]);
    has(&check.stdout, &["no customer claims tenant 00000000-0000-4000-8000-00000000000c"]);
    is_tame(&check.stdout);
    let run = desk.expect(3, &["run", "--contract", "C-2"]);
    has(&run.stdout, &["failed", "00000000-0000-4000-8000-00000000000b", "nordcom"]);
    lens.stop().await.unwrap();
}

#[tokio::test]
async fn secrets_are_seen_nowhere_when_lens_and_mail_fail() {
    let desk = Desk::applied();
    desk.write("report.csv", REPORT);
    let smtp = format!(
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"\nusername = \"service\"\n\
         password = \"{MAIL_SECRET}\"\n[release]"
    );
    let settings = SETTINGS.replace("transport = \"folder\"\nfolder = \"outbox\"\n[release]", &smtp);
    desk.write("trueup.toml", settings);
    desk.expect(0, &["ingest", "inventory", "report.csv", "--customer", "acme"]);
    let run = desk.expect(3, &["-vvv", "run"]);
    let check = desk.expect(1, &["-vvv", "check", "--online"]);
    let mut seen = [run.stdout, run.stderr, check.stdout, check.stderr].concat();
    for arguments in [&["journal", "--json"][..], &["outbox", "list", "--json"], &["status", "--json"]] {
        seen += &desk.expect(0, arguments).stdout;
    }
    let dump = desk.dump().await;
    seen.extend(dump.into_values().flatten());
    has(&seen, &["C-1", "C-2"]);
    for secret in [LENS_SECRET, MAIL_SECRET] {
        assert!(!seen.contains(secret), "{secret} was shown");
    }
}

#[tokio::test]
async fn names_from_strangers_never_steer_a_terminal_nor_a_spreadsheet() {
    let desk = Desk::applied();
    let long = "x".repeat(10_000);
    let names =
        ["\u{1b}[2J\u{1b}]0;owned\u{7}", "<script>alert(1)</script>", "=HYPERLINK(\"http://evil.example\")", &long];
    let mut report = "Device Name,Device Model,Serial Number,Last Detected\n".to_owned();
    for (number, name) in names.iter().map(|name| name.replace('"', "\"\"")).enumerate() {
        writeln!(report, "\"{name}\",\"{name}\",S-00{number},2026-10-30").unwrap();
        writeln!(report, "\"{name}\",Voyager Focus 2,T-00{number},2026-10-30").unwrap();
    }
    let file = "r\u{1b}[31m\u{202e}.csv";
    desk.write(file, report);
    let mut shown = Vec::new();
    for (code, arguments) in [
        (0, &["ingest", "inventory", file, "--customer", "acme"][..]),
        (0, &["run", "--contract", "C-1"]),
        (0, &["status"]),
        (0, &["journal"]),
        (0, &["outbox", "list"]),
        (0, &["report", "C-1"]),
        (1, &["ingest", "inventory", file, "--customer", "acme"]),
        (78, &["apply", file]),
    ] {
        let done = desk.expect(code, arguments);
        shown.extend([done.stdout, done.stderr]);
    }
    for text in &shown {
        is_tame(text);
    }
    let html = desk.expect(0, &["report", "C-1", "--format", "html"]).stdout;
    assert!(!html.contains("<script>alert"), "{html}");
    let csv = desk.expect(0, &["export", "devices", "C-1", "--with-names"]).stdout;
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 8);
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '@', '\t', '\r']), "{cell:?}");
    }
    let letters = fs::read_dir(desk.path("outbox")).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    for letter in letters {
        assert!(mail_parser::MessageParser::default().parse(&letter).is_some_and(|mail| mail.subject().is_some()));
    }
}
