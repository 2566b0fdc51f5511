//! A whole year of the daemon under a clock that jumps: what it looks at by itself is due once, at its moment, whatever
//! it slept through and however the clock was set back.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use pretty_assertions::assert_eq;
use tokio_util::sync::CancellationToken;
use trueup::clock::Clock;
use trueup::document;
use trueup::domain::month::Month;
use trueup::domain::state::{AuditState, LetterKind};
use trueup::flow::Engine;
use trueup::flow::alarm::{Tick, Ticks};
use trueup::flow::apply::{Order, apply};
use trueup::flow::deliver::Deliverer;
use trueup::flow::listing::LensClients;
use trueup::flow::progress::Progress;
use trueup::flow::register::Register;
use trueup::flow::run::{self, Request};
use trueup::settings::Settings;
use trueup::simulator::{Credential, Recipe, Running, Simulator, Tenant, World};
use trueup::store::{audits, journal, outbox};

use crate::programme::month;
use crate::support::databases::{Place, on_both};
use crate::support::ledger::a;

const TENANT: &str = "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0001";

const DATA: &str = r#"
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "it"
quotes_to = ["ordini@nordcom.example"]
[[csm]]
id = "rossi"
name = "Giulia Rossi"
email = "giulia.rossi@example.com"
language = "it"
[[customer]]
id = "acme"
name = "Acme S.p.A."
partner = "nordcom"
csm = "rossi"
inventory = { source = "lens", credential = "nordcom", tenants = ["3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0001"] }
[[contract]]
id = "PPE-1"
customer = "acme"
term_start = 2026-01-01
term_end = 2026-12-31
currency = "EUR"
[[contract.category]]
category = "headset"
ordered = 40
unit_annual_price = "18.00"
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_passes_in_seconds_and_each_month_is_audited_once_or_not_audited_for_good() {
    let place = Place::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    let mut engine = engine(&place, folder.path(), &lens, DATA).await;
    let mut daemon = Ticks::default();
    let mut now = at("2026-01-01T00:30:00Z");
    let mut set_back = false;
    let mut published: Vec<(Month, DateTime<Utc>)> = Vec::new();
    while now < at("2027-01-05T00:00:00Z") {
        // Down from the middle of May to the middle of August; in October the clock goes back by three days, once.
        if engine.calendar.month(now) == month("2026-05") && engine.calendar.day(now) == a("2026-05-15") {
            now += TimeDelta::days(92);
            daemon = Ticks::default();
        }
        if now == at("2026-10-03T00:30:00Z") && !set_back {
            set_back = true;
            now -= TimeDelta::days(3);
        }
        engine.clock = Clock::shifted(now);
        world.set_devices(TENANT, Recipe::new("acme").of("Voyager Focus 2 Series", 40).devices(now));
        let tick = daemon.tick(&engine.anew()).await.unwrap();
        assert_eq!(tick, Tick::Done { left: 0 }, "each look is more than an hour after the last one");
        let running = engine.calendar.month(now);
        let mut tx = engine.db.read().await.unwrap();
        let audit = audits::find(&mut tx, &a("PPE-1"), running).await.unwrap();
        if audit.is_some_and(|audit| audit.state == AuditState::Audited)
            && published.iter().all(|(of, _)| *of != running)
        {
            published.push((running, now));
        }
        drop(tx);
        deliver(&engine).await;
        now += TimeDelta::hours(6);
    }

    let mut tx = engine.db.read().await.unwrap();
    let audits = audits::of_contract(&mut tx, &a("PPE-1")).await.unwrap();
    let states: Vec<_> = audits.iter().map(|audit| (audit.month.to_string(), audit.state, audit.attempts)).collect();
    let slept = [month("2026-06"), month("2026-07")];
    let expected = month("2026-01").through(month("2026-12")).map(|of| {
        let (state, attempts) =
            if slept.contains(&of) { (AuditState::NotAudited, 0) } else { (AuditState::Audited, 1) };
        (of.to_string(), state, attempts)
    });
    assert_eq!(states, expected.collect::<Vec<_>>());
    for (of, at) in &published {
        let due = engine.calendar.due_at(*of).unwrap();
        let late = *at - due;
        let most = if *of == month("2026-08") { TimeDelta::days(15) } else { TimeDelta::hours(6) };
        assert!(late >= TimeDelta::zero() && late < most, "{of} was audited {late} after its moment");
    }
    assert_eq!(published.len(), 10);
    let journal = journal::list(&mut tx, None, None).await.unwrap();
    let closed: Vec<_> =
        journal.iter().filter(|entry| entry.action == "not_audited").map(|entry| entry.month).collect();
    assert_eq!(closed, slept.map(Some));
    // One report and one digest for each audited month, and a digest of the month that had ended when it woke.
    let letters = outbox::list(&mut tx).await.unwrap();
    let of_kind = |kind| letters.iter().filter(|letter| letter.kind == kind).count();
    assert_eq!((of_kind(LetterKind::CsmReport), of_kind(LetterKind::CsmDigest)), (10, 11));
    assert_eq!(fs::read_dir(folder.path().join("outbox")).unwrap().count(), letters.len());
    lens.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_looked_at_a_minute_ago_is_left_in_peace_until_its_moment_comes() {
    let place = Place::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let world = Arc::new(World::new());
    let lens = lens(&world).await;
    let mut engine = engine(&place, folder.path(), &lens, DATA).await;
    let mut daemon = Ticks::default();
    let mut looks = Vec::new();
    let due = engine.calendar.due_at(month("2026-11")).unwrap();
    world.set_devices(TENANT, Recipe::new("acme").of("Voyager Focus 2 Series", 40).devices(due));
    for minute in -5..=75 {
        // Half a second more than a minute each: no look is so near to a full hour that a slow machine decides.
        engine.clock = Clock::shifted(due + TimeDelta::milliseconds(60_500 * minute));
        if daemon.tick(&engine.anew()).await.unwrap() != Tick::TooEarly {
            looks.push(minute);
        }
    }
    // At the start, at the moment, and an hour after that.
    assert_eq!(looks, [-5, 0, 60]);
    lens.stop().await.unwrap();
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

on_both! {
    three_thousand_contracts_come_to_be_owed_in_a_few_statements,
}

/// After three months of which nobody took notice: 9,000 months that were missed, and 3,000 that are due.
#[expect(clippy::print_stdout, reason = "how long it took is part of what is shown")]
async fn three_thousand_contracts_come_to_be_owed_in_a_few_statements(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let (parties, contract) = DATA.split_at(DATA.find("[[customer]]").unwrap());
    let mut data = parties.to_owned();
    for number in 1..=3000 {
        data += &contract.replace("\"acme\"", &format!("\"acme-{number}\"")).replace("PPE-1", &format!("PPE-{number}"));
    }
    let lens = lens(&Arc::new(World::new())).await;
    let mut engine = engine(&place, folder.path(), &lens, &data).await;
    engine.clock = Clock::shifted(at("2026-04-01T05:00:00Z"));
    let register = Register::load(&mut engine.db.read().await.unwrap()).await.unwrap();
    let begun = Instant::now();
    let open = run::open(&engine, &register, &Request::default()).await.unwrap();
    let took = begun.elapsed();
    assert_eq!(open.len(), 3000);
    let again = run::open(&engine, &register, &Request::default()).await.unwrap();
    assert_eq!(again, open);
    let mut tx = engine.db.read().await.unwrap();
    let recorded = audits::recorded(&mut tx).await.unwrap();
    assert!(recorded.len() == 3000 && recorded.values().all(|months| months.len() == 4));
    assert_eq!(
        journal::list(&mut tx, None, None).await.unwrap().iter().filter(|e| e.action == "not_audited").count(),
        9000
    );
    // Alone on a machine it takes a second without optimisation; one statement a row would take many more on a network.
    assert!(took < Duration::from_secs(20), "{took:?}");
    println!("12,000 audits and 9,000 entries of the journal came to be in {took:.2?}");
}

pub(crate) async fn lens(world: &Arc<World>) -> Running {
    let tenants = vec![TENANT.to_owned()];
    world.set_credential(Credential { client_id: "id".to_owned(), secret: "hush".into(), tenants });
    world.set_tenant(Tenant { id: TENANT.to_owned(), name: "Acme".to_owned(), region: "eu-1".to_owned() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    Simulator::start(listener, world.clone()).unwrap()
}

/// The parts of a daemon on an empty ledger, with these data files applied on New Year's Day.
pub(crate) async fn engine(place: &Place, folder: &Path, lens: &Running, data: &str) -> Engine {
    let settings = format!(
        "[seller]\nname = \"Poly Services EMEA\"\n[lens]\ntoken_url = \"{}\"\ngraphql_url = \"{}\"\n\
         [lens.credentials.nordcom]\nclient_id = \"id\"\nclient_secret = \"hush\"\n\
         [mail]\nfrom = \"service@example.com\"\n[release]\nhold_first_true_up = false\n",
        lens.token_url(),
        lens.graphql_url()
    );
    fs::write(folder.join("trueup.toml"), settings).unwrap();
    fs::write(folder.join("data.toml"), data).unwrap();
    let settings = Settings::load(Some(&folder.join("trueup.toml")), std::iter::empty(), None).unwrap().settings;
    let engine = Engine {
        db: place.ledger().await,
        clock: Clock::System,
        calendar: settings.calendar.clone(),
        lens: LensClients::new(settings.lens.clone(), settings.credentials.values().cloned()),
        settings: Arc::new(settings),
        templates: Arc::new(document::load(None).unwrap()),
        by: "test".to_owned(),
        stop: CancellationToken::new(),
        progress: Progress::default(),
    };
    let order = Order {
        files: &[folder.join("data.toml")],
        credentials: ["nordcom".to_owned()].into(),
        prune: false,
        dry_run: false,
        by: "test",
        zone: engine.calendar.zone,
    };
    apply(&engine.db, &order, at("2026-01-01T00:00:00Z")).await.unwrap();
    engine
}

pub(crate) async fn deliver(engine: &Engine) {
    let deliverer = Deliverer::new(engine.db.clone(), engine.clock.clone(), engine.settings.mail.clone()).unwrap();
    assert_eq!(deliverer.deliver_due().await.unwrap().stopped, None);
}
