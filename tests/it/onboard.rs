//! `trueup onboard` as somebody types it: a customer is counted before anything is audited, from Lens and from a partner's
//! file; what it proposes is applied and audited; and nothing is proposed on what is not proved.

use std::fs;
use std::sync::Arc;

use mail_parser::{Message, MessageParser};
use pretty_assertions::assert_eq;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use trueup::simulator::{Credential, Device, Fault, Running, Simulator, Tenant, World};

use crate::support::desk::{DATA, Desk, Done, LENS_SECRET, REPORT, SETTINGS, has, is_tame};

const FIRST: &str = "00000000-0000-4000-8000-00000000000b";
const SECOND: &str = "00000000-0000-4000-8000-00000000000c";

/// A Lens with two tenants without devices, both seen by the credential.
async fn lens(world: &Arc<World>) -> Running {
    for (id, name) in [(FIRST, "Beta Milano"), (SECOND, "Beta Roma")] {
        world.set_tenant(Tenant { id: id.to_owned(), name: name.to_owned(), region: "eu-1".to_owned() });
    }
    let (secret, tenants) = (SecretString::from(LENS_SECRET), vec![FIRST.to_owned(), SECOND.to_owned()]);
    world.set_credential(Credential { client_id: "nordcom-client".to_owned(), secret, tenants });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Simulator::start(listener, world.clone()).unwrap()
}

/// A desk that asks this Lens; customer gamma has both tenants and no contract.
fn desk(lens: &Running) -> Desk {
    let desk = Desk::new();
    let settings = SETTINGS.replace("http://127.0.0.1:9/oauth/token", &lens.token_url());
    desk.write("trueup.toml", settings.replace("http://127.0.0.1:9/graphql", &lens.graphql_url()));
    let gamma = format!(
        "[[customer]]\nid = \"gamma\"\nname = \"Gamma S.p.A.\"\npartner = \"nordcom\"\ncsm = \"rossi\"\ncountry = \"IT\"\n\
         inventory = {{ source = \"lens\", credential = \"nordcom\", tenants = [\"{FIRST}\", \"{SECOND}\"] }}\n"
    );
    desk.write("data.toml", format!("{DATA}{gamma}"));
    desk.expect(0, &["apply", "data.toml"]);
    desk
}

/// So many devices of a model, last seen on a day.
fn devices(model: &str, count: usize, seen: &str) -> Vec<Device> {
    let device = |number| Device {
        id: format!("{model}-{number}"),
        serial_number: Some(format!("S-{model}-{number}")),
        hardware_model: Some(model.to_owned()),
        last_detected: Some(format!("{seen}T08:00:00.000Z")),
        ..Device::default()
    };
    (0..count).map(device).collect()
}

fn json_of(done: &Done) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {}", done.stdout))
}

/// The letters that ask for a confirmation, once they are delivered.
fn asked(desk: &Desk) -> Vec<Vec<u8>> {
    desk.run(&["run", "--contract", "C-2"]);
    let files = fs::read_dir(desk.path("outbox")).into_iter().flatten().map(|file| file.unwrap().path());
    let letters = files.map(|path| fs::read(path).unwrap());
    letters.filter(|letter| String::from_utf8_lossy(letter).contains("X-Trueup-Kind: baseline_confirmation")).collect()
}

fn read(letter: &[u8]) -> Message<'_> {
    MessageParser::default().parse(letter).unwrap()
}

fn estate(world: &World) {
    let mut first = devices("Voyager Focus 2", 40, "2026-10-30");
    first.extend(devices("Voyager 5200", 3, "2026-02-01"));
    first.extend(devices("Studio X50", 6, "2026-10-30"));
    first.extend(devices("Poly EduCart", 2, "2026-10-30"));
    first.extend(devices("X500", 1, "2026-10-30"));
    world.set_devices(FIRST, first);
    world.set_devices(SECOND, devices("CCX 400", 5, "2026-10-30"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_without_a_contract_gets_totals_by_category_and_its_partner_a_letter() {
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    estate(&world);
    let desk = desk(&lens);
    // Somebody has to say what an X500 is.
    let found = json_of(&desk.expect(3, &["onboard", "gamma", "--json"]));
    let proposal = &found["proposals"][0];
    assert_eq!(json!([proposal["contract"], proposal["ordinal"]]), json!([null, 1]));
    let counted = proposal["categories"].as_array().unwrap().iter();
    let counted: Value = counted.map(|one| json!([one["category"], one["installed"], one["baseline"]])).collect();
    assert_eq!(counted, json!([["headset", 40, 42], ["video", 6, 7], ["voice", 5, 6]]));
    let source = json!([proposal["source"]["listed"], proposal["source"]["counted"], proposal["source"]["names"]]);
    assert_eq!(source, json!([57, 51, ["Beta Milano", "Beta Roma"]]));
    assert_eq!(proposal["unknown_models"], json!([{"name": "X500", "devices": 1}]));
    assert_eq!(proposal["own_quote"], json!([{"model": "Poly EduCart", "devices": 2}]));
    assert_eq!(proposal["stale"][0]["devices"], 3);
    let letter = json!({"state": "written", "to": ["ordini@nordcom.example"], "until": "2026-11-13"});
    assert_eq!(proposal["letter"], letter, "ten working days from Monday the 2nd");

    let letters = asked(&desk);
    assert_eq!(letters.len(), 1);
    let mail = read(&letters[0]);
    assert!(
        mail.subject().unwrap().starts_with("Da confermare entro venerdì 13 novembre 2026"),
        "{:?}",
        mail.subject()
    );
    let text = mail.body_text(0).unwrap();
    has(
        &text,
        &["40 cuffie", "6 dispositivi video", "5 dispositivi voce", "X500", "EduCart", "giulia.rossi@example.com"],
    );

    // What was counted is no new thing to confirm; a device more is.
    let again = json_of(&desk.expect(3, &["onboard", "gamma", "--json"]));
    let told = json!([again["proposals"][0]["ordinal"], again["proposals"][0]["letter"]["state"]]);
    assert_eq!(told, json!([1, "written_before"]));
    assert_eq!(asked(&desk).len(), 1);
    world.set_devices(SECOND, devices("CCX 400", 6, "2026-10-30"));
    let more = json_of(&desk.expect(3, &["onboard", "gamma", "--json"]));
    assert_eq!(more["proposals"][0]["ordinal"], 2);
    assert_eq!(asked(&desk).len(), 2);
    let journal = json_of(&desk.expect(0, &["journal", "--json"]));
    let counts = journal.as_array().unwrap().iter().filter(|entry| entry["action"] == "onboarded");
    assert_eq!(counts.count(), 2);
    lens.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proposed_lines_are_a_data_file_that_apply_takes_and_the_audit_counts_by() {
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    estate(&world);
    let desk = desk(&lens);
    let found = json_of(&desk.expect(3, &["onboard", "gamma", "--json"]));
    let lines = found["proposals"][0]["data_file"].as_str().unwrap().to_owned();
    has(&lines, &["[[contract.category]]", "installed = 40", "[contract.counting]", "stale_days = 180"]);
    desk.write("gamma.toml", lines.replace("term_start = 2026-12-01", "term_start = 2026-11-01"));
    desk.expect(0, &["apply", "gamma.toml"]);
    let status = json_of(&desk.expect(0, &["run", "--contract", "NEW-gamma", "--json"]));
    let lines = status["audits"][0]["categories"].as_array().unwrap().iter();
    let lines: Value = lines.map(|line| json!([line["category"], line["contracted"], line["counted"]])).collect();
    assert_eq!(lines, json!([["headset", 40, 40], ["video", 6, 6], ["voice", 5, 5]]));
    let table = desk.expect(3, &["onboard", "gamma"]).stdout;
    has(&table, &["contract NEW-gamma", "# NEW-gamma: in place of", "unknown model: \"X500\" x 1"]);
    lens.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contract_with_growth_shows_it_as_units_and_as_money_and_keeps_its_profile() {
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    world.set_devices(FIRST, devices("Voyager Focus 2", 950, "2026-10-30"));
    let desk = desk(&lens);
    let growth = "installed = 900\ngrowth_forecast = 100\ngrowth_prepaid_percent = 50\n";
    let data = fs::read_to_string(desk.path("data.toml")).unwrap();
    let data = data.replace(
        "ordered = 10\nunit_annual_price = \"18.00\"\n",
        &format!(
            "{growth}unit_annual_price = \"18.00\"\nminimum = 5\n[contract.counting]\nstale_days = 90\n\
         accessories = [{{ model = \"TC10\", category = \"headset\" }}]\n"
        ),
    );
    desk.write("data.toml", &data);
    desk.expect(0, &["apply", "data.toml"]);
    let found = json_of(&desk.expect(0, &["onboard", "beta", "--json"]));
    let proposal = &found["proposals"][0];
    let expected = json!([{
        "category": "headset", "installed": 950, "ordered": 1000, "baseline": 1050, "declared": 950,
        "growth": {"units": 50, "growth_forecast": 100, "growth_prepaid_percent": "50", "cost": "900.00", "share_of_cost": "900.00"},
    }]);
    assert_eq!(json!([proposal["contract"], proposal["categories"]]), json!(["C-2", expected]));
    // The lines in place of those that stand there change the installed devices and nothing else.
    let lines = proposal["data_file"].as_str().unwrap();
    let (head, _) = data.split_once("[[contract.category]]\ncategory = \"headset\"\ninstalled").unwrap();
    let gamma = data.find("[[customer]]\nid = \"gamma\"").unwrap();
    desk.write("data.toml", format!("{head}{lines}{}", &data[gamma..]));
    let applied = desk.expect(0, &["apply", "data.toml"]).stdout;
    has(&applied, &["contract C-2 changed", "installed: 900 -> 950", "1 changed"]);
    assert_eq!(asked(&desk).len(), 1);
    lens.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_proposed_on_a_listing_that_is_not_complete_or_of_which_a_tenant_fails() {
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    estate(&world);
    let desk = desk(&lens);
    world.set_faults(SECOND, vec![Fault::TotalCountOff(1)]);
    let refused = desk.expect(1, &["onboard", "gamma"]);
    has(&refused.stderr, &["not provably complete", SECOND, "trueup onboard gamma"]);
    assert_eq!(refused.stdout, "");
    // The credential sees the second tenant no more.
    let (secret, tenants) = (SecretString::from(LENS_SECRET), vec![FIRST.to_owned()]);
    world.set_credential(Credential { client_id: "nordcom-client".to_owned(), secret, tenants });
    let refused = desk.expect(1, &["onboard", "gamma"]);
    has(&refused.stderr, &["could not be listed", SECOND]);
    assert_eq!(json_of(&desk.expect(0, &["outbox", "list", "--json"])), json!([]));
    // Once it is sound, the same command counts.
    let (secret, tenants) = (SecretString::from(LENS_SECRET), vec![FIRST.to_owned(), SECOND.to_owned()]);
    world.set_credential(Credential { client_id: "nordcom-client".to_owned(), secret, tenants });
    world.set_faults(SECOND, Vec::new());
    let found = json_of(&desk.expect(3, &["onboard", "gamma", "--json"]));
    assert_eq!(found["proposals"][0]["source"]["listed"], 57);
    lens.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_tenant_asks_nobody_to_confirm_nothing() {
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    let desk = desk(&lens);
    let done = desk.expect(3, &["onboard", "gamma"]);
    has(&done.stdout, &["0 devices listed", "nothing was counted", "check the tenants"]);
    assert!(!done.stdout.contains("[[contract"), "{}", done.stdout);
    assert_eq!(asked(&desk).len(), 0);
    lens.stop().await.unwrap();
}

#[tokio::test]
async fn a_partners_file_is_counted_once_it_is_here_and_an_unknown_customer_is_a_wrong_question() {
    let desk = Desk::applied();
    desk.refuses(2, &["onboard", "nobody"], &["there is no customer nobody"]).await;
    let what = ["no inventory report of acme", "2026-11", "trueup ingest inventory FILE --customer acme"];
    desk.refuses(1, &["onboard", "acme"], &what).await;
    let hostile = "x,\"<script>\u{1b}[31m\u{202e}\",S-009,2026-10-30\n";
    desk.write("report.csv", format!("{REPORT}{hostile}"));
    desk.expect(0, &["ingest", "inventory", "report.csv", "--customer", "acme"]);
    let done = desk.expect(3, &["onboard", "acme"]);
    has(&done.stdout, &["acme, contract C-1: count 1, 5 devices listed by report", "headset", "unknown model"]);
    is_tame(&done.stdout);
}
