//! Headset returns and purchase orders in one year, month by month through the commands: an order that is recorded raises
//! what is allowed from its date on, and the notice that was sent shrinks (A33, A39, R35).

use std::fmt::Write as _;
use std::fs;

use mail_parser::MessageParser;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::desk::{Desk, Done, SETTINGS, done, ended_with};

const SIDES: [(&str, &str); 2] = [("anno", "it"), ("year", "en")];
const PRICES: &str = "list,version,valid_from,part_number,model,list_price,currency\n\
    poly-eur,2026-01,2026-01-01,X,,319.00,EUR\npoly-eur,2026-01,2026-01-01,Y,,99.00,EUR\n";
const COLUMNS: &str = "rma_number,rma_line,site_id,authorised_at,status,part_number,product,serial_failed,quantity\n";

/// The same contract of a hundred headsets for two partners, each counted from its report.
fn data() -> String {
    let mut text = String::from(
        "[[csm]]\nid = \"rossi\"\nname = \"Giulia Rossi\"\nemail = \"giulia.rossi@example.com\"\nlanguage = \"en\"\n",
    );
    for (name, language) in SIDES {
        write!(
            text,
            "[[partner]]\nid = \"p-{name}\"\nname = \"Partner {name}\"\nlanguage = \"{language}\"\n\
             quotes_to = [\"orders@{name}.example\"]\nnotices_to = [\"service@{name}.example\"]\n\
             [[customer]]\nid = \"{name}\"\nname = \"Customer {name}\"\npartner = \"p-{name}\"\ncsm = \"rossi\"\n\
             site_id = \"site-{name}\"\ncountry = \"IT\"\ninventory = {{ source = \"report\" }}\n\
             [[contract]]\nid = \"PPE-{name}\"\ncustomer = \"{name}\"\nterm_start = 2026-04-01\nterm_end = 2027-03-31\n\
             currency = \"EUR\"\n[[contract.category]]\ncategory = \"headset\"\nordered = 100\n\
             unit_annual_price = \"18.00\"\n"
        )
        .unwrap();
    }
    text
}

struct House {
    desk: Desk,
}

impl House {
    fn on(&self, day: &str, code: i32, arguments: &[&str]) -> Done {
        let now = format!("{day}T11:00:00Z");
        let output = self.desk.command(&[&["--now", &now], arguments].concat()).output().unwrap();
        ended_with(code, arguments, done(&output))
    }

    fn json(&self, day: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.on(day, 0, &[arguments, &["--json"]].concat()).stdout).unwrap()
    }

    /// The partner reports so many headsets.
    fn report(&self, day: &str, name: &str, headsets: usize) {
        let rows = (0..headsets).map(|number| format!("h,Voyager Focus 2,{name}-{number},{day}\n"));
        let text = format!("Device Name,Device Model,Serial Number,Last Detected\n{}", rows.collect::<String>());
        self.desk.write("inventory.csv", text);
        self.on(day, 0, &["ingest", "inventory", "inventory.csv", "--customer", name]);
    }

    /// Returns come in, by number, day of the authorisation and part.
    fn returns(&self, day: &str, name: &str, rows: &[(u32, &str, &str)]) {
        let row = |(number, on, part): &(u32, &str, &str)| {
            format!("{name}-{number:04},1,site-{name},{on},closed,{part},Blackwire 8225,,1\n")
        };
        self.desk.write("returns.csv", format!("{COLUMNS}{}", rows.iter().map(row).collect::<String>()));
        self.on(day, 0, &["ingest", "rma", "returns.csv"]);
    }

    /// Version, base with its day, allowed units, overage, total and state of a side's notices.
    fn notices(&self, day: &str, name: &str) -> Vec<Value> {
        let all = self.json(day, &["notice", "list"]);
        let keys = ["version", "base", "base_on", "allowed", "overage", "total", "state"];
        let of = |notice: &&Value| notice["customer"] == name;
        all.as_array().unwrap().iter().filter(of).map(|notice| keys.map(|key| notice[key].clone()).into()).collect()
    }

    /// Kind and text of what a partner was sent about returns, in order.
    fn letters(&self, name: &str) -> Vec<(String, String)> {
        let mut files: Vec<_> =
            fs::read_dir(self.desk.path("outbox")).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let mut letters = Vec::new();
        for path in files {
            let bytes = fs::read(path).unwrap();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            let kind = mail.header("X-Trueup-Kind").unwrap().as_text().unwrap().to_owned();
            let theirs = mail.to().unwrap().first().unwrap().address().unwrap().ends_with(&format!("@{name}.example"));
            if theirs && kind.starts_with("rma_") {
                letters.push((kind, mail.body_text(0).unwrap().into_owned()));
            }
        }
        letters
    }
}

#[test]
fn an_order_that_is_recorded_in_the_year_raises_the_allowance_and_the_notice_shrinks() {
    let desk = Desk::new();
    desk.write("trueup.toml", format!("{SETTINGS}hold_growth_percent = 50\n"));
    desk.write("data.toml", data());
    desk.write("prices.csv", PRICES);
    let house = House { desk };
    house.on("2026-04-02", 0, &["apply", "data.toml", "prices.csv"]);
    play(&house);
    for (name, language) in SIDES {
        read(&house, name, language);
    }
}

/// Five of a hundred are allowed; a true-up of forty is quoted in August, and its orders allow six, then seven.
fn play(house: &House) {
    let both = |work: &dyn Fn(&str)| SIDES.iter().for_each(|(name, _)| work(name));
    for (number, day) in (1..).zip(["2026-05-04", "2026-05-11", "2026-06-08", "2026-07-06"]) {
        both(&|name| house.returns(day, name, &[(number, day, "Y")]));
        house.on(day, 3, &["run"]);
    }
    both(&|name| assert_eq!(kinds(house, name), ["rma_warning"]));
    // Four are above the five.
    let day = "2026-08-03";
    both(&|name| {
        house.report(day, name, 140);
        let above = [(5, "2026-07-20", "Y"), (6, "2026-07-21", "X"), (7, "2026-07-22", "Y"), (8, "2026-07-23", "X")];
        house.returns(day, name, &above);
        house.returns(day, name, &[(9, "2026-07-24", "Y")]);
    });
    house.on(day, 0, &["run"]);
    let v1 = |state: &str| json!([1, 100, "2026-04-01", 5, 4, "836.00", state]);
    both(&|name| assert_eq!(house.notices(day, name), [v1("sent")]));
    // A part order of twenty: six are allowed from the day on which it was given, which is earlier than that of the record.
    let day = "2026-08-17";
    both(&|name| {
        let quote = format!("TU-PPE-{name}-2026-08-v1");
        let part = ["quote", "record-po", &quote, "--po", "PO-1", "--units", "headset=20", "--date", "2026-08-10"];
        house.on(day, 0, &part);
        assert_eq!(house.notices(day, name), [v1("sent")], "the order itself tells nobody");
    });
    for _again in 0..2 {
        house.on(day, 0, &["run"]);
    }
    let v2 = |state: &str| json!([2, 120, "2026-08-10", 6, 3, "517.00", state]);
    both(&|name| assert_eq!(house.notices(day, name), [v1("superseded"), v2("sent")]));
    // The rest, in the next month: seven. The same order again changes nothing, nor does a month without news.
    for day in ["2026-09-07", "2026-10-05"] {
        both(&|name| {
            let rest = format!("TU-PPE-{name}-2026-08-v2");
            house.on(day, 0, &["quote", "record-po", &rest, "--po", "PO-2"]);
        });
        house.on(day, 3, &["run"]);
        let v3 = json!([3, 140, "2026-09-07", 7, 2, "418.00", "sent"]);
        both(&|name| assert_eq!(house.notices(day, name), [v1("superseded"), v2("superseded"), v3.clone()]));
    }
    house.on("2027-01-04", 3, &["run"]);
    let v4 = json!([4, 140, "2026-09-07", 7, 2, "418.00", "final"]);
    both(&|name| assert_eq!(house.notices("2027-01-04", name).last(), Some(&v4)));
}

fn kinds(house: &House, name: &str) -> Vec<String> {
    house.letters(name).into_iter().map(|(kind, _)| kind).collect()
}

/// Each letter once, and what those that shrink say of it.
fn read(house: &House, name: &str, language: &str) {
    let mut told = kinds(house, name);
    told.sort_unstable();
    let notice = "rma_overage_notice";
    assert_eq!(told, [notice, notice, notice, notice, "rma_warning", "rma_warning"]);
    let letters = house.letters(name);
    let notices: Vec<_> = letters.iter().filter(|(kind, _)| kind == notice).map(|(_, text)| text).collect();
    let expected: [&[&str]; 4] = match language {
        "it" => [
            &["Unità ammesse: 5 % di 100, per difetto = 5."],
            &["da 100 a 120.", "Unità eccedenti: da 4 a 3.", "1 unità tolta."],
            &["da 120 a 140.", "Unità eccedenti: da 3 a 2.", "1 unità tolta."],
            &["situazione finale", "Nulla: stesse unità e stessi importi."],
        ],
        _ => [
            &["Allowed units: 5% of 100, rounded down = 5."],
            &["from 100 to 120.", "Overage units: from 4 to 3.", "1 unit was taken out."],
            &["from 120 to 140.", "Overage units: from 3 to 2.", "1 unit was taken out."],
            &["final statement", "Nothing: the same units and the same amounts."],
        ],
    };
    for (text, words) in notices.iter().zip(expected) {
        let text = text.replace('\u{a0}', " ");
        let missing: Vec<_> = words.iter().filter(|words| !text.contains(**words)).collect();
        assert!(missing.is_empty(), "{missing:?} is not in {text}");
    }
}
