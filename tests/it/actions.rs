//! What somebody has to do, through the commands: each action appears with its finding, goes on from month to month with
//! its first day, and is shown settled once when a fact settles it.

use std::sync::Arc;

use mail_parser::MessageParser;
use pretty_assertions::assert_eq;
use secrecy::SecretString;
use tokio::net::TcpListener;
use trueup::simulator::{Credential, Device, Running, Simulator, Tenant, World};

use crate::support::desk::{Desk, LENS_SECRET, SETTINGS};
use crate::support::reported::{Reported, TERM, contract, headsets};

const MONTHS: [&str; 4] = ["2026-11-02", "2026-12-02", "2027-01-04", "2027-02-02"];
const NAMES: [&str; 4] = ["novembre 2026", "dicembre 2026", "gennaio 2027", "febbraio 2027"];

/// A thousand headsets, and whatever else stands in the report.
fn report(months: &mut Reported, month: usize, counted: u64, others: &[(&str, u64)]) {
    months.on(MONTHS[month]);
    months.report_of(&[&[("Voyager Focus 2", counted)], others].concat());
}

/// The lines of a month's report about an action.
fn actions(months: &Reported, month: usize, about: &str) -> Vec<String> {
    months.actions(NAMES[month], about)
}

#[test]
fn an_unknown_model_is_to_be_classified_until_the_catalogue_knows_it() {
    let mut months = Reported::begin(MONTHS[0], &contract(TERM, &headsets(1000)));
    let unknown = [("X900", 2), ("X500", 1)];
    report(&mut months, 0, 1000, &unknown);
    months.program.expect(0, &["run"]);
    let what = "Classificare 3 dispositivi di modello sconosciuto: X900, X500";
    let due = "Giulia Rossi; entro: 13 novembre 2026";
    assert_eq!(actions(&months, 0, "Classificare"), [format!("- {what} ({due}, aperta)")]);
    report(&mut months, 1, 1000, &unknown);
    months.program.expect(0, &["run"]);
    let late = format!("- {what} ({due}, in ritardo) - Aperta dal 2 novembre 2026");
    assert_eq!(actions(&months, 1, "Classificare"), [late]);
    // One of the two is known from now on.
    let known = "[[model]]\nname = \"X900\"\nkind = \"accessory\"\n";
    months.on(MONTHS[2]);
    months.apply(&format!("{}{known}", contract(TERM, &headsets(1000))));
    report(&mut months, 2, 1000, &unknown);
    months.program.expect(0, &["run"]);
    let one = "Classificare 1 dispositivo di modello sconosciuto: X500";
    let settled = format!(
        "- Classificare 2 dispositivi di modello sconosciuto: X900 ({due}, conclusa) - Conclusa entro il 4 gennaio 2027"
    );
    let open = format!("- {one} ({due}, in ritardo) - Aperta dal 2 novembre 2026");
    assert_eq!(actions(&months, 2, "Classificare"), [open.clone(), settled]);
    report(&mut months, 3, 1000, &unknown);
    months.program.expect(0, &["run"]);
    assert_eq!(actions(&months, 3, "Classificare"), [open]);
}

#[test]
fn an_order_is_asked_for_until_it_comes_through_versions_and_after_the_quotes_last_day() {
    let mut months = Reported::begin(MONTHS[0], &contract(TERM, &headsets(1000)));
    report(&mut months, 0, 1050, &[]);
    months.program.expect(0, &["run"]);
    let order = |number: &str, due: &str| {
        format!("- Emettere il PO (ordine di acquisto) per il preventivo {number} (Nordcom S.p.A.; entro: {due}")
    };
    let (v1, v2) = ("TU-PPE-2026-11-v1", "TU-PPE-2026-11-v2");
    assert_eq!(actions(&months, 0, "Emettere"), [format!("{}, aperta)", order(v1, "2 dicembre 2026"))]);
    report(&mut months, 1, 1103, &[]);
    months.program.expect(0, &["run"]);
    let since = " - Aperta dal 2 novembre 2026";
    assert_eq!(actions(&months, 1, "Emettere"), [format!("{}, aperta){since}", order(v2, "1 gennaio 2027"))], "R27");
    report(&mut months, 2, 1103, &[]);
    months.program.expect(0, &["run"]);
    let late = format!("{}, in ritardo){since}", order(v2, "1 gennaio 2027"));
    assert_eq!(actions(&months, 2, "Emettere"), [late], "A26");
    assert_eq!(actions(&months, 2, "emetterlo di nuovo").len(), 1);
    months.program.expect(0, &["quote", "record-po", v2, "--po", "PO-1"]);
    report(&mut months, 3, 1103, &[]);
    months.program.expect(0, &["run"]);
    let done = ", conclusa) - Conclusa entro il 2 febbraio 2027";
    assert_eq!(actions(&months, 3, "Emettere"), [format!("{}{done}", order(v2, "1 gennaio 2027"))]);
    assert_eq!(actions(&months, 3, "emetterlo di nuovo").len(), 1);
}

#[test]
fn a_missing_price_is_asked_for_until_it_is_declared_and_what_needs_its_own_quote_until_it_is_gone() {
    let unpriced = "[[contract.category]]\ncategory = \"headset\"\nordered = 1000\n";
    let mut months = Reported::begin(MONTHS[0], &contract(TERM, unpriced));
    report(&mut months, 0, 1050, &[("Poly EduCart", 2)]);
    months.program.expect(3, &["run"]);
    let price = "- Indicare il prezzo che manca a TU-PPE-2026-11-v1";
    let apart = "- Fare un preventivo a parte per 2 dispositivi che il servizio non copre: Poly EduCart (Giulia Rossi";
    let open = |what: &str| actions(&months, 0, what)[0].ends_with("; entro: 13 novembre 2026, aperta)");
    assert!(actions(&months, 0, "prezzo")[0].starts_with(price) && open("prezzo"));
    assert!(actions(&months, 0, "EduCart")[0].starts_with(apart) && open("EduCart"), "R5");
    assert!(open("Controllare e approvare il preventivo TU-PPE-2026-11-v1"));
    months.apply(&contract(TERM, &headsets(1000)));
    months.program.expect(0, &["quote", "approve", "TU-PPE-2026-11-v1"]);
    report(&mut months, 1, 1050, &[]);
    months.program.expect(0, &["run"]);
    let done = ", conclusa) - Conclusa entro il 2 dicembre 2026";
    for what in ["Indicare il prezzo", "EduCart", "Controllare e approvare"] {
        assert!(actions(&months, 1, what)[0].ends_with(done), "{what}");
    }
    assert_eq!(actions(&months, 1, "Emettere").len(), 1);
}

#[test]
fn devices_past_their_support_are_to_be_replaced_until_none_is_left() {
    let old = "[[model]]\nname = \"CX 12\"\nkind = \"headset\"\nend_of_support = 2026-11-30\n";
    let mut months = Reported::begin(MONTHS[0], &format!("{}{old}", contract(TERM, &headsets(1000))));
    for (month, left) in [10, 10, 4, 0].into_iter().enumerate() {
        report(&mut months, month, 1000 - left, &[("CX 12", left)]);
        months.program.expect(0, &["run"]);
        let counted = if month == 0 { 1000 } else { 1000 - left };
        assert_eq!(months.audit()["categories"][0]["counted"], counted, "A14");
    }
    let propose =
        |devices| format!("- Proporre la sostituzione di {devices} dispositivi oltre la data di fine supporto");
    let due = "(Giulia Rossi; entro: 31 marzo 2027";
    assert_eq!(actions(&months, 0, "sostituzione"), Vec::<String>::new(), "supported to the end of November");
    assert_eq!(actions(&months, 1, "sostituzione"), [format!("{} {due}, aperta)", propose(10))]);
    let since = " - Aperta dal 2 dicembre 2026";
    assert_eq!(actions(&months, 2, "sostituzione"), [format!("{} {due}, aperta){since}", propose(4))]);
    let done = format!("{} {due}, conclusa) - Conclusa entro il 2 febbraio 2027", propose(4));
    assert_eq!(actions(&months, 3, "sostituzione"), [done]);
}

#[test]
fn totals_of_a_first_count_are_to_be_confirmed_until_the_contract_says_what_they_are() {
    let mut months = Reported::begin(MONTHS[0], &contract(TERM, &headsets(1000)));
    report(&mut months, 0, 1010, &[]);
    months.program.expect(0, &["onboard", "acme"]);
    months.program.expect(0, &["run"]);
    let confirm = "- Confermare i totali del primo conteggio (Nordcom S.p.A.; entro: 13 novembre 2026";
    assert_eq!(actions(&months, 0, "Confermare"), [format!("{confirm}, aperta)")]);
    let order = "[[contract.order]]\ndate = 2026-11-10\ncategory = \"headset\"\nunits = 10\n";
    months.apply(&contract(TERM, &format!("{}{order}", headsets(1000))));
    report(&mut months, 1, 1010, &[]);
    months.program.expect(0, &["run"]);
    let done = format!("{confirm}, conclusa) - Conclusa entro il 2 dicembre 2026");
    assert_eq!(actions(&months, 1, "Confermare"), [done]);
    // A count that finds what the contract says asks nobody.
    months.program.expect(0, &["onboard", "acme"]);
    report(&mut months, 2, 1010, &[]);
    months.program.expect(0, &["run"]);
    assert_eq!(actions(&months, 2, "Confermare"), Vec::<String>::new());
}

#[test]
fn a_report_that_has_not_come_is_asked_for_in_the_digest_until_it_comes() {
    let mut months = Reported::begin("2026-11-01", &contract(TERM, &headsets(1000)));
    months.program.expect(3, &["run"]);
    let digest = months.program.text_about("Riepilogo novembre 2026");
    let what = "Inviare il report di inventario di novembre 2026";
    let open = format!("> {what} (Nordcom S.p.A., entro il 6 novembre 2026)");
    assert!(digest.contains(&open) && digest.contains("1 azione aperta, di cui in ritardo: 0."), "{digest}");
    months.on("2026-11-12");
    months.report([1000, 0, 0]);
    months.program.expect(0, &["run"]);
    // The report is made of it: nobody has to be told that it came.
    assert_eq!(actions(&months, 0, "Inviare"), Vec::<String>::new());
}

const TENANT: &str = "00000000-0000-4000-8000-00000000000b";

async fn lens(world: &Arc<World>) -> Running {
    world.set_tenant(Tenant { id: TENANT.to_owned(), name: "Beta".to_owned(), region: "eu-1".to_owned() });
    let device = |number| Device {
        id: format!("d-{number}"),
        serial_number: Some(format!("S-{number}")),
        hardware_model: Some("Voyager Focus 2".to_owned()),
        last_detected: Some("2026-10-30T08:00:00.000Z".to_owned()),
        ..Device::default()
    };
    world.set_devices(TENANT, (0..10).map(device).collect());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Simulator::start(listener, world.clone()).unwrap()
}

fn credential(world: &World, secret: &str) {
    let secret = SecretString::from(secret);
    world.set_credential(Credential {
        client_id: "nordcom-client".to_owned(),
        secret,
        tenants: vec![TENANT.to_owned()],
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_credential_that_lens_refuses_is_to_be_renewed_until_the_tenant_is_listed() {
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    credential(&world, "another secret");
    let desk = Desk::new();
    let settings = SETTINGS.replace("http://127.0.0.1:9/oauth/token", &lens.token_url());
    desk.write("trueup.toml", settings.replace("http://127.0.0.1:9/graphql", &lens.graphql_url()));
    desk.expect(0, &["apply", "data.toml"]);
    let run = |now: &str| desk.command(&["--now", now, "run", "--contract", "C-2"]).output().unwrap();
    run("2026-11-02T09:00:00Z");
    run("2026-11-17T09:00:00Z");
    let letter = |subject: &str| {
        let files =
            std::fs::read_dir(desk.path("outbox")).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        let texts = files.filter_map(|bytes| {
            let mail = MessageParser::default().parse(&bytes)?;
            let is_it = mail.subject()?.starts_with(subject);
            is_it.then(|| mail.body_text(0).unwrap().into_owned())
        });
        texts.collect::<String>()
    };
    let what = "Make the Lens tenants readable again: renew the credential, or have access granted";
    let digest = letter("Digest November 2026");
    assert!(digest.contains(&format!("> {what} (Poly Services EMEA, by 13 November 2026: overdue)")), "{digest}");
    credential(&world, LENS_SECRET);
    run("2026-11-18T09:00:00Z");
    let report = letter("Monthly report November 2026");
    let done = format!("- {what} (Poly Services EMEA; by: 13 November 2026, done) - Settled by 18 November 2026");
    assert!(report.contains(&done), "{report}");
    lens.stop().await.unwrap();
}
