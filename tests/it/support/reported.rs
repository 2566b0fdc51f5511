//! A customer that is counted from the reports of its partner: the data files and a report in, months go by, and the
//! commands say what came of it.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::support::program::{Lens, Program, list};

const PARTIES: &str = r#"
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "it"
quotes_to = ["ordini@nordcom.example"]
[[partner]]
id = "sudcom"
name = "Sudcom S.r.l."
language = "it"
quotes_to = ["ordini@sudcom.example"]
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
country = "IT"
inventory = { source = "report" }
"#;

/// A contract `PPE` in euro: keys of the contract, then of its categories and what follows them.
pub(crate) fn contract(keys: &str, rest: &str) -> String {
    format!("[[contract]]\nid = \"PPE\"\ncustomer = \"acme\"\ncurrency = \"EUR\"\n{keys}\n{rest}\n")
}

/// The term of the examples.
pub(crate) const TERM: &str = "term_start = 2026-04-01\nterm_end = 2027-03-31";

/// So many headsets ordered, at EUR 18.00 a year.
pub(crate) fn headsets(ordered: u64) -> String {
    format!("[[contract.category]]\ncategory = \"headset\"\nordered = {ordered}\nunit_annual_price = \"18.00\"\n")
}

/// The program, and the reports of `acme`.
pub(crate) struct Reported {
    pub(crate) program: Program,
    _lens: Lens,
}

impl Reported {
    /// Begins on a day at seven in the morning, in Rome, with these contracts.
    pub(crate) fn begin(day: &str, contracts: &str) -> Self {
        Self::begin_on("sqlite://ledger.db", day, contracts)
    }

    /// The same on another database.
    pub(crate) fn begin_on(database: &str, day: &str, contracts: &str) -> Self {
        let lens = Lens::start(&["--contracts", "0", "--fixed", "a=1:1"]);
        let program = Program::on(database, &moment(day), &lens, None);
        let reported = Self { program, _lens: lens };
        reported.apply(contracts);
        reported
    }

    /// Goes on at another day.
    pub(crate) fn on(&mut self, day: &str) {
        self.program.at(&moment(day));
    }

    /// Declares the parties and these contracts.
    pub(crate) fn apply(&self, contracts: &str) -> String {
        fs::write(self.program.path("data.toml"), format!("{PARTIES}{contracts}")).unwrap();
        self.program.expect(0, &["apply", "data.toml"]).stdout
    }

    /// Takes in a report of so many headsets, video systems and phones.
    pub(crate) fn report(&self, devices: [u64; 3]) {
        let [headsets, video, phones] = devices;
        self.report_of(&[("Voyager Focus 2", headsets), ("Studio X50", video), ("CCX 505", phones)]);
    }

    /// Takes in a report of so many devices of each model.
    pub(crate) fn report_of(&self, devices: &[(&str, u64)]) {
        let mut text = "Device Model,Serial Number,Last Detected\n".to_owned();
        let seen = self.program.now().get(..10).unwrap().to_owned();
        for (model, count) in devices {
            for number in 0..*count {
                writeln!(text, "{model},{}-{number},{seen}", model.replace(' ', "")).unwrap();
            }
        }
        fs::write(self.program.path("inventory.csv"), text).unwrap();
        self.program.expect(0, &["ingest", "inventory", "inventory.csv", "--customer", "acme"]);
    }

    /// A month with so many headsets: report, run. Gives the audit of the only contract.
    pub(crate) fn month(&mut self, day: &str, counted: u64) -> Value {
        self.on(day);
        self.report([counted, 0, 0]);
        self.program.expect(0, &["run"]);
        self.audit()
    }

    /// The lines about an action in the report of a month, as its letter in Italian says them.
    pub(crate) fn actions(&self, month: &str, about: &str) -> Vec<String> {
        let letter = self.program.text_about(&format!("Report mensile {month}"));
        let (_, after) = letter.split_once("AZIONI").unwrap();
        let section = after.split("\r\n\r\n").next().unwrap().split("\n\n").next().unwrap();
        section.lines().map(str::trim).filter(|line| line.contains(about)).map(str::to_owned).collect()
    }

    /// The audit of the only contract in the running month.
    pub(crate) fn audit(&self) -> Value {
        let status = self.program.json(&["status"]);
        let [audit] = list(&status["audits"]) else { panic!("{status}") };
        audit.clone()
    }

    pub(crate) fn quote(&self, number: &str) -> Value {
        self.program.json(&["quote", "show", number])
    }

    /// Number and state of every quote.
    pub(crate) fn quotes(&self) -> Value {
        let quotes = self.program.json(&["quote", "list"]);
        list(&quotes).iter().map(|quote| json!([quote["number"], quote["state"]])).collect()
    }
}

/// Contracted, compared with, baseline, counted, increase in percent, state of an audit's first line.
pub(crate) fn line(audit: &Value) -> Value {
    let line = &audit["categories"][0];
    let of = |key: &str| line[key].clone();
    ["contracted", "compared_with", "baseline", "counted", "increase_percent", "state"].map(of).into_iter().collect()
}

/// Units, first and last day, months, amount of each line of a quote.
pub(crate) fn lines(quote: &Value) -> Value {
    let line = |line: &Value| {
        ["units", "charge_from", "charge_to", "months", "amount"].map(|key| line[key].clone()).into_iter().collect()
    };
    list(&quote["lines"]).iter().map(line).collect::<Vec<Value>>().into()
}

fn moment(day: &str) -> String {
    format!("{day}T06:00:00Z")
}
