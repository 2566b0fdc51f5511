//! What somebody has to do about growth, the renewal and a quote, through the commands: settled by the fact that asked for
//! it, or overtaken by another one, which is not the same.

use pretty_assertions::assert_eq;

use crate::support::databases::{Place, on_both};
use crate::support::reported::{Reported, TERM, contract, headsets};

on_both! {
    an_order_for_a_quote_that_is_withdrawn_is_overtaken_and_the_release_before_it_was_done,
}

#[test]
fn growth_is_to_be_talked_about_until_an_order_covers_it_and_a_true_up_overtakes_it() {
    let mut months = Reported::begin("2026-11-02", &contract(TERM, &headsets(1000)));
    months.month("2026-11-02", 1030);
    let what = "- Parlare con il partner della crescita: cuffie/dispositivi personali";
    let due = "(Giulia Rossi; entro: 13 novembre 2026";
    assert_eq!(months.actions("novembre 2026", "crescita"), [format!("{what} {due}, aperta)")]);
    months.month("2026-12-02", 1035);
    let late = format!("{what} {due}, in ritardo) - Aperta dal 2 novembre 2026");
    assert_eq!(months.actions("dicembre 2026", "crescita"), [late]);
    let digest = months.program.text_about("Riepilogo dicembre 2026");
    assert!(
        digest.contains("crescita: cuffie/dispositivi personali (Giulia Rossi, entro il 13 novembre 2026: in ritardo)")
    );
    let order = "[[contract.order]]\ndate = 2026-12-20\ncategory = \"headset\"\nunits = 40\n";
    months.on("2026-12-20");
    months.apply(&contract(TERM, &format!("{}{order}", headsets(1000))));
    months.month("2027-01-04", 1035);
    let settled = format!("{what} {due}, conclusa) - Conclusa entro il 4 gennaio 2027");
    assert_eq!(months.actions("gennaio 2027", "crescita"), [settled]);
    // It comes back as a new one, and the count passes the baseline before anybody has talked.
    months.month("2027-02-02", 1075);
    let due = "(Giulia Rossi; entro: 15 febbraio 2027";
    assert_eq!(months.actions("febbraio 2027", "crescita"), [format!("{what} {due}, aperta)")]);
    months.month("2027-03-02", 1092);
    let overtaken = format!("{what} {due}, superata) - Non più necessaria dal 2 marzo 2027");
    assert_eq!(months.actions("marzo 2027", "crescita"), [overtaken]);
}

#[test]
fn the_renewal_is_to_be_agreed_in_the_last_ninety_days_until_a_contract_renews() {
    let old = contract(TERM, &headsets(1000));
    let mut months = Reported::begin("2026-12-02", &old);
    months.month("2026-12-02", 1000);
    assert_eq!(months.actions("dicembre 2026", "rinnovo"), Vec::<String>::new(), "119 days before the end");
    months.month("2027-01-04", 1000);
    let what = "- Concordare il rinnovo annuale (Giulia Rossi; entro: 31 marzo 2027";
    assert_eq!(months.actions("gennaio 2027", "rinnovo"), [format!("{what}, aperta)")], "R32");
    months.month("2027-02-02", 1000);
    let open = format!("{what}, aperta) - Aperta dal 4 gennaio 2027");
    assert_eq!(months.actions("febbraio 2027", "rinnovo"), [open]);
    let digest = months.program.text_about("Riepilogo febbraio 2027");
    assert!(digest.contains("> Concordare il rinnovo annuale (Giulia Rossi, entro il 31 marzo 2027)"), "{digest}");
    let keys = "term_start = 2027-04-01\nterm_end = 2028-03-31\nrenews = \"PPE\"";
    let new = contract(keys, &headsets(1000)).replace("id = \"PPE\"\n", "id = \"PPE-2\"\n");
    months.apply(&format!("{old}{new}"));
    months.month("2027-03-02", 1000);
    let settled = format!("{what}, conclusa) - Conclusa entro il 2 marzo 2027");
    assert_eq!(months.actions("marzo 2027", "rinnovo"), [settled]);
    let digest = months.program.text_about("Riepilogo marzo 2027");
    assert!(!digest.contains("rinnovo annuale"), "{digest}");
}

#[test]
fn what_is_asked_about_devices_goes_on_under_the_contract_that_renews() {
    let old = contract(TERM, &headsets(1000));
    let mut months = Reported::begin("2027-03-02", &old);
    let report = |months: &Reported| months.report_of(&[("Voyager Focus 2", 1000), ("X900", 2)]);
    report(&months);
    months.program.expect(0, &["run"]);
    let what = "- Classificare 2 dispositivi di modello sconosciuto: X900 (Giulia Rossi; entro: 15 marzo 2027";
    assert_eq!(months.actions("marzo 2027", "Classificare"), [format!("{what}, aperta)")]);
    let keys = "term_start = 2027-04-01\nterm_end = 2028-03-31\nrenews = \"PPE\"";
    let new = contract(keys, &headsets(1000)).replace("id = \"PPE\"\n", "id = \"PPE-2\"\n");
    months.apply(&format!("{old}{new}"));
    months.on("2027-04-02");
    report(&months);
    months.program.expect(0, &["run"]);
    let late = format!("{what}, in ritardo) - Aperta dal 2 marzo 2027");
    assert_eq!(months.actions("aprile 2027", "Classificare"), [late]);
    assert_eq!(months.actions("aprile 2027", "rinnovo"), Vec::<String>::new(), "what was agreed is over");
}

#[test]
fn nobody_is_asked_to_renew_a_contract_that_was_ended_early() {
    let mut months = Reported::begin("2027-01-04", &contract(TERM, &headsets(1000)));
    months.month("2027-01-04", 1000);
    assert_eq!(months.actions("gennaio 2027", "rinnovo").len(), 1);
    months.apply(&contract(&format!("{TERM}\nended_on = 2027-02-28"), &headsets(1000)));
    months.month("2027-02-02", 1000);
    let overtaken = "- Concordare il rinnovo annuale (Giulia Rossi; entro: 31 marzo 2027, superata) - Non più necessaria \
                     dal 2 febbraio 2027";
    assert_eq!(months.actions("febbraio 2027", "rinnovo"), [overtaken]);
}

async fn an_order_for_a_quote_that_is_withdrawn_is_overtaken_and_the_release_before_it_was_done(place: Place) {
    let mut months = Reported::begin_on(&place.url, "2026-11-02", &contract(TERM, &headsets(1000)));
    let settings = months.program.path("trueup.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("[release]\n", "[release]\ntrue_up_quote = \"approval\"\n")).unwrap();
    months.on("2026-11-02");
    months.report([1050, 0, 0]);
    months.program.expect(3, &["run"]);
    let (release, order) = ("Controllare e approvare", "Emettere il PO");
    assert_eq!(months.actions("novembre 2026", release).len(), 1);
    months.program.expect(0, &["quote", "approve", "TU-PPE-2026-11-v1"]);
    months.month("2026-12-02", 1050);
    let ended = |month: &str, about: &str| -> String {
        let lines = months.actions(month, about);
        lines.iter().map(|line| line.rsplit_once(", ").unwrap().1.to_owned()).collect()
    };
    let done = "conclusa) - Conclusa entro il 2 dicembre 2026";
    assert_eq!(
        [ended("dicembre 2026", release), ended("dicembre 2026", order)].map(|words| words),
        [done.to_owned(), "aperta) - Aperta dal 2 novembre 2026".to_owned()]
    );
    months.program.expect(0, &["quote", "withdraw", "TU-PPE-2026-11-v1", "--reason", "Fifty were on loan"]);
    months.month("2027-01-04", 1000);
    let lines = months.actions("gennaio 2027", order);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].ends_with(", superata) - Non più necessaria dal 4 gennaio 2027"), "{lines:?}");
}
