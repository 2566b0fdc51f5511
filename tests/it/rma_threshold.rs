//! Headset returns against their yearly threshold, through the commands: the worked examples E15 to E19, a year month by
//! month, and a price that is missing.

use std::fmt::Write as _;
use std::fs;

use chrono::{Days, NaiveDate};
use mail_parser::{MessageParser, MimeHeaders};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::desk::{Desk, Done, SETTINGS, done, ended_with};

const NOON: &str = "T11:00:00Z";

/// A partner whose people read this language, with a customer who has so many headsets under contract.
fn customer(name: &str, language: &str, ordered: u64, orders: &[(&str, u64)]) -> String {
    let mut text = format!(
        "[[partner]]\nid = \"p-{name}\"\nname = \"Partner {name}\"\nlanguage = \"{language}\"\n\
         quotes_to = [\"orders@{name}.example\"]\nnotices_to = [\"service@{name}.example\"]\n\
         [[customer]]\nid = \"{name}\"\nname = \"Customer {name}\"\npartner = \"p-{name}\"\ncsm = \"rossi\"\n\
         site_id = \"site-{name}\"\ncountry = \"IT\"\ninventory = {{ source = \"report\" }}\n\
         [[contract]]\nid = \"PPE-{name}\"\ncustomer = \"{name}\"\nterm_start = 2026-04-01\nterm_end = 2027-03-31\n\
         currency = \"EUR\"\n[[contract.category]]\ncategory = \"headset\"\nordered = {ordered}\n"
    );
    for (day, units) in orders {
        write!(text, "[[contract.order]]\ndate = {day}\ncategory = \"headset\"\nunits = {units}\n").unwrap();
    }
    text
}

const CSM: &str =
    "[[csm]]\nid = \"rossi\"\nname = \"Giulia Rossi\"\nemail = \"giulia.rossi@example.com\"\nlanguage = \"en\"\n";

const PRICES: &str = "list,version,valid_from,part_number,model,list_price,currency\n\
    poly-eur,2026-10,2026-10-01,X,,319.00,EUR\npoly-eur,2026-10,2026-10-01,Y,,99.00,EUR\n\
    poly-eur,2026-10,2026-10-01,,Blackwire 8225,149.00,EUR\n";

const COLUMNS: &str = "rma_number,rma_line,site_id,authorised_at,status,part_number,product,serial_failed,quantity\n";

/// One row of a partner's file.
fn row(name: &str, number: u64, on: &str, status: &str, part: &str, quantity: u64) -> String {
    format!("{name}-{number:04},1,site-{name},{on},{status},{part},Blackwire 8225,,{quantity}\n")
}

/// So many single units, a day each from 2 May, the first fifty of no listed part, then two X and two Y.
fn rows(name: &str, count: u64) -> String {
    let day = |at: u64| NaiveDate::from_ymd_opt(2026, 5, 1).unwrap() + Days::new(at);
    let part = |at: u64| if at <= 50 { "" } else { ["X", "X", "Y", "Y"][usize::try_from(at - 51).unwrap() % 4] };
    (1..=count).map(|at| row(name, at, &day(at).to_string(), "closed", part(at), 1)).collect()
}

/// Number, day of the authorisation, status.
type Return = (u64, &'static str, &'static str);

struct House {
    desk: Desk,
}

impl House {
    fn new(settings: &str, data: &str) -> Self {
        let desk = Desk::new();
        desk.write("trueup.toml", format!("{SETTINGS}{settings}"));
        desk.write("data.toml", format!("{CSM}{data}"));
        desk.write("prices.csv", PRICES);
        Self { desk }
    }

    fn on(&self, day: &str, code: i32, arguments: &[&str]) -> Done {
        let now = format!("{day}{NOON}");
        let output = self.desk.command(&[&["--now", &now], arguments].concat()).output().unwrap();
        ended_with(code, arguments, done(&output))
    }

    fn json(&self, day: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.on(day, 0, &[arguments, &["--json"]].concat()).stdout).unwrap()
    }

    fn ingest(&self, day: &str, rows: &str) {
        self.desk.write("returns.csv", format!("{COLUMNS}{rows}"));
        self.on(day, 0, &["ingest", "rma", "returns.csv"]);
    }

    /// The position that `status` shows of a contract.
    fn rma(&self, day: &str, name: &str) -> Value {
        let status = self.json(day, &["status", "--contract", &format!("PPE-{name}")]);
        status["audits"][0]["rma"].clone()
    }

    fn notice(&self, day: &str, number: &str) -> Value {
        self.json(day, &["notice", "show", number])
    }

    /// Number, state, overage and total of every notice.
    fn notices(&self, day: &str) -> Vec<(String, String, u64, String)> {
        let all = self.json(day, &["notice", "list"]);
        let text = |notice: &Value, key: &str| notice[key].as_str().unwrap_or("-").to_owned();
        let short = |notice: &Value| {
            (text(notice, "number"), text(notice, "state"), notice["overage"].as_u64().unwrap(), text(notice, "total"))
        };
        all.as_array().unwrap().iter().map(short).collect()
    }

    /// Kind, recipient, subject and text of the letters about returns, in the order in which they were written.
    fn letters(&self) -> Vec<(String, String, String, String)> {
        let mut files: Vec<_> = fs::read_dir(self.desk.path("outbox"))
            .map_or_else(|_| Vec::new(), |files| files.map(|file| file.unwrap().path()).collect());
        files.sort();
        let read = |path: std::path::PathBuf| {
            let bytes = fs::read(path).unwrap();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            let kind = mail.header("X-Trueup-Kind").unwrap().as_text().unwrap().to_owned();
            let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
            let files = mail.attachments().map(|file| file.attachment_name().unwrap_or("-").to_owned());
            let files = files.collect::<Vec<_>>().join(" ");
            (kind, to, mail.subject().unwrap().to_owned(), format!("{}\n{files}", mail.body_text(0).unwrap()))
        };
        files.into_iter().map(read).filter(|(kind, ..)| kind.starts_with("rma_")).collect()
    }
}

fn row_of(number: &str, overage: u64, state: &str, total: &str) -> (String, String, u64, String) {
    (number.to_owned(), state.to_owned(), overage, total.to_owned())
}

#[test]
fn e15_to_e19_come_out_of_the_commands_as_the_programme_says() {
    let risen = [("2026-09-01", 50)];
    let data: String = [
        customer("e15", "it", 1000, &[]),
        customer("e16", "it", 1000, &[]),
        customer("e17a", "it", 1000, &risen),
        customer("e17b", "it", 1000, &risen),
        customer("e18", "en", 1000, &[]),
        customer("e19", "en", 1000, &[]),
    ]
    .concat();
    let house = House::new("", &data);
    let day = "2026-11-01";
    house.on(day, 0, &["apply", "data.toml", "prices.csv"]);
    let counts = [("e15", 50), ("e16", 51), ("e17a", 52), ("e17b", 53), ("e18", 54), ("e19", 40)];
    house.ingest(day, &counts.map(|(name, count)| rows(name, count)).concat());
    assert_eq!(house.notices(day), [], "the import tells nobody");
    house.on(day, 3, &["run"]);
    let rma = |name| house.rma(day, name);
    let expected = |base, units, allowed, overage, rate, state| {
        json!({"year": 2026, "base": base, "units": units, "allowed": allowed, "overage": overage,
               "rate_percent": rate, "state": state})
    };
    assert_eq!(rma("e15"), expected(1000, 50, 50, 0, "5.00", "watch"));
    assert_eq!(rma("e16"), expected(1000, 51, 50, 1, "5.10", "over"));
    assert_eq!(rma("e17a"), expected(1050, 52, 52, 0, "4.95", "watch"));
    assert_eq!(rma("e17b"), expected(1050, 53, 52, 1, "5.04", "over"));
    assert_eq!(rma("e18"), expected(1000, 54, 50, 4, "5.40", "over"));
    assert_eq!(rma("e19"), expected(1000, 40, 50, 0, "4.00", "watch"));
    assert_eq!(
        house.notices(day),
        [
            row_of("RMA-PPE-e16-2026-v1", 1, "sent", "319.00"),
            row_of("RMA-PPE-e17b-2026-v1", 1, "sent", "99.00"),
            row_of("RMA-PPE-e18-2026-v1", 4, "sent", "836.00"),
        ]
    );
    let shown = house.notice(day, "RMA-PPE-e18-2026-v1");
    let head =
        ["contract", "customer", "partner", "year", "version", "final", "issued_on", "currency", "base", "base_on"];
    assert_eq!(
        head.map(|key| shown[key].clone()),
        [
            json!("PPE-e18"),
            json!("e18"),
            json!("p-e18"),
            json!(2026),
            json!(1),
            json!(false),
            json!(day),
            json!("EUR"),
            json!(1000),
            json!("2026-04-01")
        ]
    );
    let lines = shown["lines"].as_array().unwrap();
    let prices: Vec<_> = lines.iter().map(|line| line["list_price"].as_str().unwrap()).collect();
    assert_eq!(prices, ["319.00", "319.00", "99.00", "99.00"]);
    assert_eq!(
        lines[0],
        json!({"rma_number": "e18-0051", "rma_line": 1, "units": 1, "authorised_on": "2026-06-21", "part_number": "X",
               "model": "Blackwire 8225", "serial": null, "list_price": "319.00", "price_list": "poly-eur",
               "price_version": "2026-10", "amount": "319.00"})
    );
    let history: Vec<_> = shown["history"].as_array().unwrap().iter().map(|event| event["state"].clone()).collect();
    assert_eq!(history, ["approved", "sent"]);
    // One warning for each that is near or above, and a notice for each that is above; to the partner, each in its
    // language; a warning has no amount.
    let letters = house.letters();
    let of = |kind: &str| letters.iter().filter(|(of, ..)| of == kind).count();
    assert_eq!((of("rma_warning"), of("rma_overage_notice"), letters.len()), (6, 3, 9));
    for (kind, to, subject, text) in &letters {
        assert!(to.starts_with("service@"), "{to}");
        assert_eq!(
            to == "service@e18.example" || to == "service@e19.example",
            text.contains("calendar year"),
            "{subject}"
        );
        assert_eq!(text.contains("EUR"), kind == "rma_overage_notice", "{text}");
    }
}

#[test]
fn a_year_brings_each_letter_once_two_updates_a_shrinking_version_and_a_final_statement_in_january() {
    let data = |orders: &[(&str, u64)]| {
        format!("{CSM}{}{}", customer("anno", "it", 100, orders), customer("year", "en", 100, orders))
    };
    let house = House::new("", "");
    house.desk.write("data.toml", data(&[]));
    house.desk.write("prices.csv", PRICES.replace("2026-10-01", "2026-01-01"));
    house.on("2026-04-02", 0, &["apply", "data.toml", "prices.csv"]);
    // Five are allowed of a hundred. What comes in each month, and what is told then.
    let months: [(&str, &[Return], &[&str]); 11] = [
        ("2026-05-03", &[(1, "2026-04-10", "closed"), (2, "2026-04-11", "shipped"), (3, "2026-04-12", "closed")], &[]),
        ("2026-06-03", &[(4, "2026-05-20", "authorised")], &["rma_warning"]),
        ("2026-07-03", &[(5, "2026-06-20", "authorised")], &[]),
        (
            "2026-08-03",
            &[(6, "2026-07-02", "authorised"), (7, "2026-07-03", "closed")],
            &["rma_overage_notice", "rma_warning"],
        ),
        ("2026-09-03", &[], &[]),
        ("2026-10-03", &[(8, "2026-09-09", "closed"), (9, "2026-09-09", "cancelled")], &["rma_overage_notice"]),
        // A file that came late, and a correction: the eighth was no case for a replacement.
        (
            "2026-11-03",
            &[(10, "2026-10-01", "closed"), (11, "2026-10-02", "closed"), (8, "2026-09-09", "rejected")],
            &["rma_overage_notice"],
        ),
        ("2026-12-03", &[], &["rma_overage_notice"]),
        ("2026-12-20", &[(11, "2026-10-02", "returned")], &[]),
        ("2027-01-03", &[], &["rma_overage_notice"]),
        ("2027-02-03", &[(12, "2027-01-20", "closed")], &[]),
    ];
    let mut before = 0;
    for (day, news, told) in months {
        if day == "2026-12-03" {
            // Forty more are ordered from 10 November: seven are allowed.
            house.desk.write("data.toml", data(&[("2026-11-10", 40)]));
            house.on(day, 0, &["apply", "data.toml"]);
        }
        for name in ["anno", "year"] {
            let part = |number| if number % 2 == 0 { "X" } else { "Y" };
            let rows: String =
                news.iter().map(|(number, on, status)| row(name, *number, on, status, part(*number), 1)).collect();
            if !rows.is_empty() {
                house.ingest(day, &rows);
            }
        }
        for _again in 0..2 {
            house.on(day, 3, &["run"]);
        }
        let letters = house.letters();
        let mut kinds: Vec<_> = letters[before..].iter().map(|(kind, ..)| kind.as_str()).collect();
        kinds.sort_unstable();
        let twice: Vec<_> = told.iter().flat_map(|kind| [*kind, *kind]).collect();
        assert_eq!(kinds, twice, "{day}, for two customers");
        before = letters.len();
    }
    let day = "2027-02-03";
    let of = |name: &str| {
        let number = |version| format!("RMA-PPE-{name}-2026-v{version}");
        [
            // The sixth and seventh; with the eighth; without it, with the tenth and eleventh; two of them within seven.
            row_of(&number(1), 2, "superseded", "418.00"),
            row_of(&number(2), 3, "superseded", "737.00"),
            row_of(&number(3), 4, "superseded", "836.00"),
            row_of(&number(4), 2, "superseded", "418.00"),
            row_of(&number(5), 2, "final", "418.00"),
        ]
    };
    assert_eq!(house.notices(day), [of("anno"), of("year")].concat());
    let last = house.notice(day, "RMA-PPE-year-2026-v5");
    let keys = ["final", "issued_on", "base", "base_on", "units", "allowed", "overage", "rate_percent", "total"];
    assert_eq!(
        keys.map(|key| last[key].clone()),
        [
            json!(true),
            json!("2027-01-03"),
            json!(140),
            json!("2026-11-10"),
            json!(9),
            json!(7),
            json!(2),
            json!("6.42"),
            json!("418.00")
        ]
    );
    // The next year begins anew.
    assert_eq!(house.rma(day, "year")["units"], 1);
    // Each was opened: what it says of itself and of what changed.
    let letters = house.letters();
    let notices = |to: &str| {
        let theirs = letters.iter().filter(|(kind, of, ..)| kind == "rma_overage_notice" && of == to);
        theirs.map(|(_, _, subject, text)| (subject.clone(), text.clone())).collect::<Vec<_>>()
    };
    let (italian, english) = (notices("service@anno.example"), notices("service@year.example"));
    assert_eq!((italian.len(), english.len()), (5, 5));
    assert!(italian[4].1.contains("situazione finale") && english[4].1.contains("final statement"), "{}", english[4].1);
    assert!(english[0].0.contains("2 overage units") && !english[0].1.contains("WHAT CHANGED"), "{}", english[0].1);
    assert!(english[1].1.contains("RMA units: from 7 to 8.") && english[1].1.contains("1 unit was added."));
    assert!(
        english[2].1.contains("2 units were added.") && english[2].1.contains("1 unit was taken out."),
        "{}",
        english[2].1
    );
    assert!(english[3].1.contains("Installed base under contract: from 100 to 140."), "{}", english[3].1);
    assert!(italian[3].1.contains("Base installata sotto contratto: da 100 a 140."), "{}", italian[3].1);
    assert!(english[3].1.contains("2 units were taken out.") && english[3].1.contains("RMA-PPE-year-2026-v4.csv"));
}

#[test]
fn a_missing_price_holds_the_notice_and_names_the_line_until_the_list_has_it() {
    let house = House::new("", &customer("acme", "en", 20, &[]));
    let day = "2026-11-01";
    house.on(day, 0, &["apply", "data.toml", "prices.csv"]);
    let priced = row("acme", 1, "2026-05-01", "closed", "X", 1) + &row("acme", 2, "2026-05-02", "closed", "X", 1);
    let without = "acme-0003,4,site-acme,2026-05-03,closed,Z,Savi 7220,,2\n";
    house.ingest(day, &format!("{priced}{without}"));
    house.on(day, 3, &["run"]);
    let held = house.notice(day, "RMA-PPE-acme-2026-v1");
    assert_eq!(
        (&held["state"], &held["reason"], &held["total"]),
        (&json!("held"), &json!("price_missing"), &Value::Null)
    );
    assert_eq!((&held["lines"][1]["list_price"], &held["lines"][1]["amount"]), (&Value::Null, &Value::Null));
    // The exit codes and the listing say so, and the CSM has the commands.
    house.on(day, 3, &["notice", "list", "--exit-code"]);
    house.on(day, 3, &["status", "--exit-code"]);
    let outbox = house.json(day, &["outbox", "list"]);
    let asked = outbox.as_array().unwrap().iter().filter(|letter| letter["kind"] == "held_document").count();
    assert_eq!(asked, 1);
    // Nobody releases it without the price, however often.
    for _ in 0..2 {
        let refused = house.on(day, 1, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
        assert!(refused.stderr.contains("RMA acme-0003 line 4: Z, Savi 7220"), "{}", refused.stderr);
        house.on(day, 3, &["run"]);
        assert_eq!(house.letters().len(), 1, "the warning only");
    }
    // A version that is in force later does not help today.
    let list = |version: &str, from: &str, price: &str| {
        format!(
            "list,version,valid_from,part_number,model,list_price,currency\n\
                 poly-eur,{version},{from},X,,320.00,EUR\npoly-eur,{version},{from},Z,,{price},EUR\n"
        )
    };
    house.desk.write("later.csv", list("2026-12", "2026-12-01", "77.00"));
    house.on(day, 0, &["apply", "later.csv"]);
    house.on(day, 1, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
    house.desk.write("now.csv", list("2026-11", "2026-11-01", "55.50"));
    house.on(day, 0, &["apply", "now.csv"]);
    let released = house.on(day, 0, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
    assert!(released.stdout.contains("RMA-PPE-acme-2026-v2"), "{}", released.stdout);
    house.on(day, 3, &["run"]);
    assert_eq!(
        house.notices(day),
        [row_of("RMA-PPE-acme-2026-v1", 3, "superseded", "-"), row_of("RMA-PPE-acme-2026-v2", 3, "sent", "431.00")]
    );
    let sent = house.notice(day, "RMA-PPE-acme-2026-v2");
    assert_eq!((&sent["lines"][0]["list_price"], &sent["lines"][1]["amount"]), (&json!("320.00"), &json!("111.00")));
    assert_eq!(house.letters().len(), 2);
    house.on(day, 1, &["notice", "approve", "RMA-PPE-acme-2026-v1"]);
    house.on(day, 2, &["notice", "approve", "RMA-none"]);
    // Taken back: nothing follows of itself until other units are above, and then a person decides again.
    house.on(day, 0, &["notice", "withdraw", "RMA-PPE-acme-2026-v2", "--reason", "goodwill"]);
    house.on(day, 3, &["run"]);
    assert_eq!(house.notices(day).len(), 2);
    house.ingest(day, &row("acme", 5, "2026-06-01", "closed", "X", 1));
    house.on(day, 3, &["run"]);
    let third = house.notice(day, "RMA-PPE-acme-2026-v3");
    assert_eq!((&third["state"], &third["reason"]), (&json!("held"), &json!("withdrawn_before")));
    let journal = house.json(day, &["journal", "--contract", "PPE-acme"]);
    let actions: Vec<_> = journal.as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    for action in ["rma_warning", "notice_issued", "notice_approved", "notice_withdrawn"] {
        assert!(actions.contains(&action), "{action} is not in {actions:?}");
    }
}

#[test]
fn guards_and_settings_hold_a_notice_until_a_person_releases_it() {
    let settings = "rma_overage_notice = \"approval\"\nhold_amount = \"300.00\"\n";
    let data = customer("small", "it", 20, &[]) + &customer("large", "it", 20, &[]);
    let house = House::new(settings, &data);
    let day = "2026-11-01";
    house.on(day, 0, &["apply", "data.toml", "prices.csv"]);
    let small = row("small", 1, "2026-05-01", "closed", "X", 1) + &row("small", 2, "2026-05-02", "closed", "Y", 1);
    let large = row("large", 1, "2026-05-01", "closed", "X", 2);
    house.ingest(day, &format!("{small}{large}"));
    house.on(day, 3, &["run"]);
    let state = |name: &str| house.notice(day, &format!("RMA-PPE-{name}-2026-v1"))["state"].clone();
    assert_eq!((state("small"), state("large")), (json!("draft"), json!("held")));
    house.on(day, 0, &["--by", "anna", "notice", "approve", "RMA-PPE-large-2026-v1"]);
    house.on(day, 3, &["run"]);
    assert_eq!((state("small"), state("large")), (json!("draft"), json!("sent")));
    // What nobody had is put aside without a word once it has no object.
    house.ingest(day, &row("small", 2, "2026-05-02", "cancelled", "Y", 1));
    house.on(day, 3, &["run"]);
    assert_eq!(state("small"), "superseded");
    assert_eq!(house.letters().iter().filter(|(kind, ..)| kind == "rma_overage_notice").count(), 1);
}
