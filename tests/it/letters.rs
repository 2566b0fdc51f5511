//! What waits for a person is told to the CSM: once, with the reason, the numbers and the exact command.

use std::collections::BTreeSet;
use std::fs;

use mail_parser::MessageParser;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::databases::{Place, on_both};
use crate::support::program::{Lens, Program, list, word};

const NOW: &str = "2026-11-22T05:00:00Z";

on_both! {
    a_held_audit_is_told_to_its_csm_once,
    a_report_is_copied_once_to_whom_partner_and_customer_named_under_the_partners_name,
    a_held_quote_is_told_with_its_reasons_and_commands,
    a_digest_comes_once_and_again_after_the_month_if_something_changed,
    a_digest_waits_a_day_for_audits_that_fail,
    a_digest_does_not_wait_for_a_partners_report,
    months_that_ended_while_nobody_was_there_are_told_in_the_next_report_and_digest,
}

/// A letter to a CSM, as it was delivered.
struct Told {
    subject: String,
    to: String,
    parts: [String; 2],
}

/// The letters of a kind that were delivered, in the order of their ids.
fn told(program: &Program, kind: &str) -> Vec<Told> {
    let letter = |(_, bytes): (String, Vec<u8>)| {
        let message = MessageParser::default().parse(&bytes).unwrap();
        (message.header_raw("X-Trueup-Kind").unwrap().trim() == kind).then(|| Told {
            subject: message.subject().unwrap().to_owned(),
            to: message.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            parts: [message.body_text(0).unwrap().into_owned(), message.body_html(0).unwrap().into_owned()],
        })
    };
    program.letters().into_iter().filter_map(letter).collect()
}

impl Told {
    fn says(&self, texts: &[&str]) {
        for part in &self.parts {
            for text in texts {
                assert!(part.contains(text), "{text:?} is not in {part}");
            }
        }
    }
}

fn letters<'a>(status: &'a Value, contract: &str) -> Vec<(&'a str, &'a str)> {
    let audit = list(&status["audits"]).iter().find(|audit| audit["contract"] == contract).unwrap();
    list(&audit["letters"]).iter().map(|letter| (word(letter, "kind"), word(letter, "state"))).collect()
}

async fn a_held_audit_is_told_to_its_csm_once(place: Place) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "held=100:140"]);
    let program = Program::on(&place.url, NOW, &lens, None);
    program.apply(&lens);
    program.expect(3, &["run", "--dry-run"]);
    assert!(!program.path("outbox").exists(), "a dry run tells nobody");
    program.expect(3, &["run"]);
    let first = told(&program, "held_document");
    let [letter] = &first[..] else { panic!("{} letters", first.len()) };
    assert!(letter.to.starts_with("csm-"), "{}", letter.to);
    assert!(letter.subject.contains("2026"), "{}", letter.subject);
    // 40 of 100 are 40 %; accepted, they would cost 40 x 18 / 12 x 5.
    letter.says(&["trueup run --contract PPE-HELD --accept-held", "PPE-HELD", "30", "140", "TU-PPE-HELD-2026-11-v1"]);
    letter.says(&["300"]);

    // Tried again by everybody's run and by a person's: the same reason is told no second time.
    program.expect(3, &["run"]);
    program.expect(3, &["run", "--contract", "PPE-HELD"]);
    assert_eq!(told(&program, "held_document").len(), 1);
    assert_eq!(letters(&program.json(&["status"]), "PPE-HELD"), [("held_document", "sent")]);

    program.expect(0, &["run", "--contract", "PPE-HELD", "--accept-held", "Merger"]);
    assert_eq!(told(&program, "held_document").len(), 1);
    let mut after = program.json(&["status"]);
    let audit = after["audits"][0].take();
    assert_eq!(json!([audit["state"], audit["quote"]["state"]]), json!(["audited", "sent"]));
}

async fn a_report_is_copied_once_to_whom_partner_and_customer_named_under_the_partners_name(place: Place) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let program = Program::on(&place.url, NOW, &lens, None);
    // Somebody whom both named gets it once.
    let brand = "{ sender = \"Nordcom Cura\", colour = \"#a3420f\" }";
    lens.declare("partner", &format!("reports_to = [\"service@partner.example\"]\nbrand = {brand}\n"));
    lens.declare("customer", "reports_to = [\"it@customer.example\", \"Service@partner.example\"]\n");
    program.apply(&lens);
    program.expect(0, &["run"]);
    program.expect(0, &["run"]);

    let copies = |program: &Program| -> Vec<(String, String, String)> {
        let letter = |(_, bytes): (String, Vec<u8>)| {
            let message = MessageParser::default().parse(&bytes).unwrap();
            let (from, to) = (message.from()?.first()?, message.to()?.first()?.address()?.to_owned());
            assert_eq!(from.address(), Some("service@example.com"));
            (from.name() == Some("Nordcom Cura"))
                .then(|| (to, message.subject().unwrap().to_owned(), message.body_text(0).unwrap().into_owned()))
        };
        program.letters().into_iter().filter_map(letter).collect()
    };
    let mut sent = copies(&program);
    sent.sort();
    let to: Vec<_> = sent.iter().map(|(to, ..)| to.as_str()).collect();
    assert_eq!(to, ["it@customer.example", "service@partner.example"]);
    for (_, subject, text) in &sent {
        assert!(subject.contains("2026") && text.contains("050") && text.contains("Nordcom Cura"), "{subject}\n{text}");
        assert!(!text.contains("EUR") && !text.contains("TU-PPE") && !text.contains("Poly Services"), "{text}");
    }
    let status = program.json(&["status"]);
    let reports = letters(&status, "PPE-E8").into_iter().filter(|letter| *letter == ("csm_report", "sent"));
    assert_eq!(reports.count(), 3, "the CSM's, and two copies");
    // The CSM's own is what is shown again; the copy is proved with it.
    assert!(program.expect(0, &["report", "PPE-E8"]).stdout.contains("375"));
    let proved = program.expect(0, &["report", "PPE-E8", "--verify", "--json"]);
    let proved: Value = serde_json::from_str(&proved.stdout).unwrap();
    let copies = proved["documents"].as_array().unwrap().iter();
    let copies = copies.filter(|document| document["name"].as_str().unwrap().contains("-partner-"));
    assert!(copies.clone().count() > 0 && copies.clone().all(|copy| copy["result"] == "same"), "{proved}");
}

async fn a_held_quote_is_told_with_its_reasons_and_commands(place: Place) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8,e3"]);
    let program = Program::on(&place.url, NOW, &lens, None);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let strict = "hold_first_true_up = true\nhold_amount = \"374.99\"\n";
    fs::write(program.path("trueup.toml"), settings.replace("hold_first_true_up = false\n", strict)).unwrap();
    program.apply(&lens);
    program.expect(3, &["run"]);
    let number = "TU-PPE-E8-2026-11-v1";
    let first = told(&program, "held_document");
    let [letter] = &first[..] else { panic!("{} letters", first.len()) };
    assert!(letter.to.starts_with("csm-") && letter.subject.contains(number), "{} {}", letter.to, letter.subject);
    letter.says(&[
        &format!("trueup quote approve {number}"),
        &format!("trueup quote withdraw {number} --reason"),
        "375",
        "374",
        "orders-",
    ]);
    let status = program.json(&["status"]);
    let mut found = letters(&status, "PPE-E8");
    found.sort_unstable();
    assert_eq!(found, [("csm_report", "sent"), ("held_document", "sent")]);
    assert_eq!(program.json(&["quote", "show", number])["state"], "held", "a letter about a quote is not the quote");

    program.expect(0, &["quote", "approve", number]);
    program.expect(0, &["run"]);
    assert_eq!(program.json(&["quote", "show", number])["state"], "sent");
    assert_eq!(told(&program, "held_document").len(), 1);
}

async fn a_digest_comes_once_and_again_after_the_month_if_something_changed(place: Place) {
    let world = |month: &str| Lens::start(&["--contracts", "0", "--month", month, "--fixed", "held=100:140,e8,e3"]);
    let lens = world("2026-11");
    let mut program = Program::on(&place.url, NOW, &lens, None);
    program.apply(&lens);
    program.expect(3, &["run"]);
    let first = told(&program, "csm_digest");
    let readers: BTreeSet<_> = first.iter().map(|letter| letter.to.clone()).collect();
    assert!(!first.is_empty() && readers.len() == first.len(), "one for each CSM: {readers:?}");
    let all: String = first.iter().map(|letter| letter.parts[0].as_str()).collect();
    for contract in ["PPE-HELD", "PPE-E8", "PPE-E3"] {
        let told = first.iter().filter(|letter| letter.parts[0].contains(contract)).count();
        assert_eq!(told, 1, "{contract} in {all}");
    }
    let held = first.iter().find(|letter| letter.parts[0].contains("PPE-HELD")).unwrap();
    held.says(&["trueup run --contract PPE-HELD --accept-held"]);
    let quoted = first.iter().find(|letter| letter.parts[0].contains("PPE-E8")).unwrap();
    quoted.says(&["TU-PPE-E8-2026-11-v1", "375"]);
    program.expect(3, &["run"]);
    assert_eq!(told(&program, "csm_digest").len(), first.len(), "once");

    let lens = world("2026-12");
    program.go_on("2026-12-02T05:00:00Z", &lens, None);
    program.expect(3, &["run"]);
    let later = told(&program, "csm_digest").split_off(first.len());
    // The held audit has become unaudited for good: its CSM hears of November once more, and nobody else.
    let of_november: Vec<_> = later.iter().filter(|letter| letter.parts[0].contains("--month 2026-11")).collect();
    let [closing] = &of_november[..] else { panic!("{} digests of November", of_november.len()) };
    assert_eq!(closing.to, held.to);
    assert!(closing.parts[0].contains("PPE-HELD") && !closing.parts[0].contains("--accept-held"));
    assert_eq!(later.len() - 1, first.len(), "and one of December for each");
    let of_december = later.iter().find(|letter| letter.parts[0].contains("--month 2026-12")).unwrap();
    assert_ne!(of_december.subject, closing.subject);
    // The quote of November still awaits its PO.
    let quoted = later.iter().find(|letter| letter.parts[0].contains("--month 2026-12") && letter.to == quoted.to);
    quoted.unwrap().says(&["PPE-E8", "TU-PPE-E8-2026-11-v1", "375"]);
    program.expect(3, &["run"]);
    assert_eq!(told(&program, "csm_digest").len(), first.len() + later.len());
}

async fn a_digest_waits_a_day_for_audits_that_fail(place: Place) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let mut program = Program::on(&place.url, NOW, &lens, None);
    program.apply(&lens);
    for (now, digests) in [(NOW, 0), ("2026-11-23T04:59:00Z", 0), ("2026-11-23T05:02:00Z", 1)] {
        program.go_on(now, &lens, None);
        // Nobody listens there.
        let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
        let settings = settings.replace("http://127.0.0.1:", "http://127.0.0.1:1/");
        let settings = settings.replace("page_size = 500\n", "page_size = 500\ngive_up_after = \"1s\"\n");
        fs::write(program.path("trueup.toml"), settings).unwrap();
        program.expect(3, &["run"]);
        let found = if program.path("outbox").exists() { told(&program, "csm_digest") } else { Vec::new() };
        assert_eq!(found.len(), digests, "at {now}");
        for digest in found {
            digest.says(&["PPE-E8", "trueup run --contract PPE-E8"]);
        }
    }
}

const BY_REPORT: &str = r#"
[[customer]]
id = "beta"
name = "Beta S.r.l."
partner = "partner-0"
csm = "csm-0"
inventory = { source = "report" }

[[contract]]
id = "PPE-BETA"
customer = "beta"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"

[[contract.category]]
category = "video"
ordered = 4
unit_annual_price = "120.00"
"#;

async fn a_digest_does_not_wait_for_a_partners_report(place: Place) {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let program = Program::on(&place.url, NOW, &lens, None);
    program.apply(&lens);
    fs::write(program.path("beta.toml"), BY_REPORT).unwrap();
    program.expect(0, &["apply", "beta.toml"]);
    program.expect(3, &["run"]);
    let digests = told(&program, "csm_digest");
    let missing = digests.iter().find(|digest| digest.to == "csm-0@example.com").unwrap();
    missing.says(&["PPE-BETA", "report mancante", "trueup ingest inventory FILE --customer beta"]);
    assert!(digests.iter().any(|digest| digest.parts[0].contains("PPE-E8")));
}

async fn months_that_ended_while_nobody_was_there_are_told_in_the_next_report_and_digest(place: Place) {
    let world = |month: &str| Lens::start(&["--contracts", "0", "--month", month, "--fixed", "e3"]);
    let lens = world("2026-11");
    let mut program = Program::on(&place.url, NOW, &lens, None);
    program.apply(&lens);
    program.expect(0, &["run"]);
    assert_eq!((told(&program, "csm_report").len(), told(&program, "csm_digest").len()), (1, 1));

    let lens = world("2027-02");
    program.go_on("2027-02-10T05:00:00Z", &lens, None);
    program.expect(0, &["run"]);
    let says_so = |letter: &Told| {
        ["dicembre 2026, gennaio 2027", "December 2026, January 2027"]
            .iter()
            .any(|months| letter.parts.iter().all(|part| part.contains(months)))
    };
    let reports = told(&program, "csm_report").split_off(1);
    assert!(reports.len() == 1 && says_so(&reports[0]), "{}", reports[0].parts[0]);
    let digests = told(&program, "csm_digest").split_off(1);
    let of_february: Vec<_> = digests.iter().filter(|one| one.parts[0].contains("--month 2027-02")).collect();
    assert!(of_february.len() == 1 && says_so(of_february[0]), "{}", digests[0].parts[0]);
    // The last month that ended is told by itself; November had been told already, and nothing changed in it.
    let closing: Vec<_> = digests.iter().filter(|one| one.parts[0].contains("--month 2027-01")).collect();
    assert_eq!((closing.len(), digests.len()), (1, 2));
    program.expect(0, &["run"]);
    assert_eq!(told(&program, "csm_digest").len(), 3);
}
