//! A house with many customers, each with a partner of its own and a contract over headsets, whose returns come in over a
//! year: to be asked on any day.

use std::fmt::Write as _;
use std::fs;

use chrono::{Days, NaiveDate};
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::Value;

use crate::support::desk::{Desk, Done, SETTINGS, done, ended_with};

const NOON: &str = "T11:00:00Z";

/// A partner whose people read this language, with a customer who has so many headsets under contract.
pub(crate) fn customer(name: &str, language: &str, ordered: u64, orders: &[(&str, u64)]) -> String {
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

pub(crate) const CSM: &str =
    "[[csm]]\nid = \"rossi\"\nname = \"Giulia Rossi\"\nemail = \"giulia.rossi@example.com\"\nlanguage = \"en\"\n";

pub(crate) const PRICES: &str = "list,version,valid_from,part_number,model,list_price,currency\n\
    poly-eur,2026-10,2026-10-01,X,,319.00,EUR\npoly-eur,2026-10,2026-10-01,Y,,99.00,EUR\n\
    poly-eur,2026-10,2026-10-01,,Blackwire 8225,149.00,EUR\n";

pub(crate) const COLUMNS: &str =
    "rma_number,rma_line,site_id,authorised_at,status,part_number,product,serial_failed,quantity\n";

/// One row of a partner's file.
pub(crate) fn row(name: &str, number: u64, on: &str, status: &str, part: &str, quantity: u64) -> String {
    format!("{name}-{number:04},1,site-{name},{on},{status},{part},Blackwire 8225,,{quantity}\n")
}

/// So many single units, a day each from 2 May, the first fifty of no listed part, then two X and two Y.
pub(crate) fn rows(name: &str, count: u64) -> String {
    let day = |at: u64| NaiveDate::from_ymd_opt(2026, 5, 1).unwrap() + Days::new(at);
    let part = |at: u64| if at <= 50 { "" } else { ["X", "X", "Y", "Y"][usize::try_from(at - 51).unwrap() % 4] };
    (1..=count).map(|at| row(name, at, &day(at).to_string(), "closed", part(at), 1)).collect()
}

pub(crate) struct House {
    pub(crate) desk: Desk,
}

impl House {
    pub(crate) fn new(settings: &str, data: &str) -> Self {
        let desk = Desk::new();
        desk.write("trueup.toml", format!("{SETTINGS}{settings}"));
        desk.write("data.toml", format!("{CSM}{data}"));
        desk.write("prices.csv", PRICES);
        Self { desk }
    }

    pub(crate) fn on(&self, day: &str, code: i32, arguments: &[&str]) -> Done {
        let now = format!("{day}{NOON}");
        let output = self.desk.command(&[&["--now", &now], arguments].concat()).output().unwrap();
        ended_with(code, arguments, done(&output))
    }

    pub(crate) fn json(&self, day: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.on(day, 0, &[arguments, &["--json"]].concat()).stdout).unwrap()
    }

    pub(crate) fn ingest(&self, day: &str, rows: &str) {
        self.desk.write("returns.csv", format!("{COLUMNS}{rows}"));
        self.on(day, 0, &["ingest", "rma", "returns.csv"]);
    }

    /// The position that `status` shows of a contract.
    pub(crate) fn rma(&self, day: &str, name: &str) -> Value {
        let status = self.json(day, &["status", "--contract", &format!("PPE-{name}")]);
        status["audits"][0]["rma"].clone()
    }

    pub(crate) fn notice(&self, day: &str, number: &str) -> Value {
        self.json(day, &["notice", "show", number])
    }

    /// Number, state, overage and total of every notice.
    pub(crate) fn notices(&self, day: &str) -> Vec<(String, String, u64, String)> {
        let all = self.json(day, &["notice", "list"]);
        let text = |notice: &Value, key: &str| notice[key].as_str().unwrap_or("-").to_owned();
        let short = |notice: &Value| {
            (text(notice, "number"), text(notice, "state"), notice["overage"].as_u64().unwrap(), text(notice, "total"))
        };
        all.as_array().unwrap().iter().map(short).collect()
    }

    /// Kind, recipient, subject and text of the letters about returns, in the order in which they were written.
    pub(crate) fn letters(&self) -> Vec<(String, String, String, String)> {
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

pub(crate) fn row_of(number: &str, overage: u64, state: &str, total: &str) -> (String, String, u64, String) {
    (number.to_owned(), state.to_owned(), overage, total.to_owned())
}
