//! What somebody has to do about headset returns, through the commands: talk about them, send failed units back, state a
//! price and decide on a notice, each until the fact that settles it, over the end of the year.

use std::fs;

use pretty_assertions::assert_eq;

use crate::support::databases::{Place, on_both};
use crate::support::reported::{Reported, TERM, contract, headsets};

on_both! {
    returns_are_talked_about_sent_back_and_decided_on_until_the_facts_settle_it,
}

const COLUMNS: &str = "rma_number,customer,authorised_at,status,part_number,product,return_due_at\n";
const PRICES: &str = "list,version,valid_from,part_number,model,list_price,currency\n";

/// A file of returns: number, day of the authorisation, status, and until when the failed unit is due.
fn returns(months: &Reported, rows: &[(u32, &str, &str, &str)]) {
    let row = |(number, on, status, due): &(u32, &str, &str, &str)| {
        format!("R-{number},acme,{on},{status},X,Blackwire 8225,{due}\n")
    };
    fs::write(months.program.path("returns.csv"), COLUMNS.to_owned() + &rows.iter().map(row).collect::<String>())
        .unwrap();
    months.program.expect(0, &["ingest", "rma", "returns.csv"]);
}

/// Of a hundred headsets five may be returned in a year.
async fn returns_are_talked_about_sent_back_and_decided_on_until_the_facts_settle_it(place: Place) {
    let mut months = Reported::begin_on(&place.url, "2026-11-02", &contract(TERM, &headsets(100)));
    let early = [(1, "2026-06-01", ""), (2, "2026-07-01", ""), (3, "2026-08-03", "")];
    returns(&months, &early.map(|(number, on, due)| (number, on, "closed", due)));
    returns(&months, &[(4, "2026-10-05", "shipped", "2026-10-20")]);
    months.month("2026-11-02", 100);
    let [talk, back] = ["Parlare con il partner dei resi delle cuffie", "Restituire 1 unità guasta"];
    let november = |about: &str| months.actions("novembre 2026", about);
    assert_eq!(november("resi"), [format!("- {talk} (Giulia Rossi; entro: 13 novembre 2026, aperta)")]);
    let due = "(Nordcom S.p.A.; entro: 20 ottobre 2026";
    assert_eq!(november("guasta"), [format!("- {back} {due}, in ritardo)")], "R42");

    // It comes back; two more are authorised, and nobody knows the price of the one above the five.
    months.on("2026-11-20");
    returns(
        &months,
        &[(4, "2026-10-05", "returned", ""), (5, "2026-11-17", "closed", ""), (6, "2026-11-18", "closed", "")],
    );
    months.program.expect(3, &["run"]);
    months.on("2026-12-02");
    months.report([100, 0, 0]);
    months.program.expect(3, &["run"]);
    let december = |about: &str| months.actions("dicembre 2026", about);
    assert_eq!(
        december("resi"),
        [format!("- {talk} (Giulia Rossi; entro: 13 novembre 2026, in ritardo) - Aperta dal 2 novembre 2026")]
    );
    assert_eq!(december("guasta"), [format!("- {back} {due}, conclusa) - Conclusa entro il 2 dicembre 2026")]);
    let since = " - Aperta dal 20 novembre 2026";
    let due = "entro: 3 dicembre 2026";
    let price = |number: &str| format!("- Indicare il prezzo che manca a {number} (Poly Services EMEA; {due}");
    let decide =
        |number: &str| format!("- Controllare l'avviso {number}, poi approvarlo o ritirarlo (Giulia Rossi; {due}");
    let v1 = "RMA-PPE-2026-v1";
    assert_eq!(december("prezzo"), [format!("{}, aperta){since}", price(v1))], "R38");
    assert_eq!(december("avviso"), [format!("{}, aperta){since}", decide(v1))], "R39");
    let digest = months.program.text_about("Riepilogo dicembre 2026");
    let decision =
        format!("> Controllare l'avviso {v1}, poi approvarlo o ritirarlo (Giulia Rossi, entro il 3 dicembre 2026)");
    assert!(digest.contains(&decision), "{digest}");

    // The year is over. What was to be talked about is past; the notice waits on, though nothing has come back since.
    months.on("2027-01-04");
    months.report([100, 0, 0]);
    months.program.expect(3, &["run"]);
    let january = |about: &str| months.actions("gennaio 2027", about);
    let past = "entro: 13 novembre 2026, superata) - Non più necessaria dal 4 gennaio 2027";
    assert_eq!(january("resi"), [format!("- {talk} (Giulia Rossi; {past}")]);
    assert_eq!(january("prezzo"), [format!("{}, in ritardo){since}", price(v1))]);
    assert_eq!(january("avviso"), [format!("{}, in ritardo){since}", decide(v1))]);

    // The price is there, and the final statement goes out with it.
    let list = format!("{PRICES}poly-eur,2027-01,2027-01-01,X,,319.00,EUR\n");
    fs::write(months.program.path("prices.csv"), list).unwrap();
    months.program.expect(0, &["apply", "prices.csv"]);
    months.program.expect(0, &["run"]);
    months.month("2027-02-02", 100);
    let february = |about: &str| months.actions("febbraio 2027", about);
    for about in ["prezzo", "avviso"] {
        let lines = february(about);
        let done = lines.first().is_some_and(|line| line.ends_with(", conclusa) - Conclusa entro il 2 febbraio 2027"));
        assert!(lines.len() == 1 && done, "{lines:?}");
    }
    let notices = months.program.json(&["notice", "list"]);
    let states: Vec<_> = notices.as_array().unwrap().iter().map(|notice| notice["state"].clone()).collect();
    assert_eq!(states.last().unwrap(), "final", "{notices}");
}
