//! All documents together: every sample in every language, and the wording they are made of.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use lettre::message::Body;
use regex::Regex;

use super::*;
use crate::domain::category::Category;
use crate::domain::outcome::{HoldReason, Reason, RecognisedBy};
use crate::domain::rma::LeftOut;
use crate::domain::state::QuoteState;

/// A message without its attachments: some mail programs cut what is larger.
pub(super) const LARGEST: usize = 100 * 1024;
/// Headers of the message and of its parts.
const HEADERS: usize = 3 * 1024;

/// What a message weighs without its attachments, its parts encoded as they are sent.
pub(super) fn size_of(mail: &RenderedMail) -> usize {
    let encoded = |part: &str| Body::new(part.to_owned()).into_vec().len();
    // Base64 in lines of 76 characters.
    let in_base64 = |bytes: &[u8]| bytes.len().div_ceil(57) * 78;
    let pictures = mail.pictures.iter().map(|picture| in_base64(&picture.laid.bytes));
    let logo = mail.logo.as_ref().map_or(0, |logo| in_base64(&logo.bytes));
    HEADERS + encoded(&mail.html) + encoded(&mail.text) + logo + pictures.sum::<usize>()
}

fn mails() -> &'static [(String, RenderedMail)] {
    static MAILS: LazyLock<Vec<(String, RenderedMail)>> = LazyLock::new(render);
    &MAILS
}

fn render() -> Vec<(String, RenderedMail)> {
    let templates = Templates::load(None).unwrap_or_else(|errors| panic!("{errors}"));
    sample::render_all(&templates).into_iter().map(|(name, mail)| (name, mail.unwrap())).collect()
}

#[test]
fn every_sample_renders_in_every_language_and_stays_small() {
    for (name, mail) in mails() {
        assert!(!mail.subject.chars().any(char::is_control), "{name}: {:?}", mail.subject);
        assert!(!mail.subject.is_empty() && mail.text.len() > 500, "{name}");
        assert!(size_of(mail) < LARGEST, "{name}: {} bytes", size_of(mail));
        assert!(!mail.html.contains("{{ t(") && !mail.text.contains("{%"), "{name}");
    }
}

#[test]
fn markup_in_names_stays_text() {
    for wanted in ["report-hostile-en", "rma-warning-hostile-en", "rma-notice-hostile-it"] {
        let (_, hostile) = mails().iter().find(|(name, _)| name == wanted).unwrap();
        assert!(!hostile.html.contains("<script") && !hostile.html.contains("<b>"), "{wanted}");
        assert!(hostile.html.contains("&lt;b&gt;"), "{wanted}");
        assert!(!hostile.text.contains('\u{202e}'), "{wanted}");
    }
}

/// R39: an amount in a warning would anticipate the bill. R42: what is not back in time is charged in another way, and
/// never stands beside the threshold.
#[test]
fn a_warning_tells_no_amount_and_a_notice_nothing_of_late_returns() {
    for (name, mail) in mails().iter().filter(|(name, _)| name.starts_with("rma-warning")) {
        assert!(!mail.text.contains("EUR") && !mail.html.contains("EUR"), "{name}");
    }
    for (name, mail) in mails().iter().filter(|(name, _)| name.starts_with("rma-notice")) {
        for late in ["10 business days", "10 giorni lavorativi", "not returned", "non restituit"] {
            assert!(!mail.text.contains(late) && !mail.html.contains(late), "{name}: {late}");
        }
    }
}

/// R1: the partner's customer may read the copy. It bears the partner's brand and names nobody at the seller's, no price,
/// no quote and no command.
#[test]
fn a_copy_of_the_report_bears_the_partners_brand_and_nothing_that_its_customer_may_not_see() {
    let copies: Vec<_> = mails().iter().filter(|(name, _)| name.starts_with("copy-")).collect();
    assert_eq!(copies.len(), 4 * Language::ALL.len());
    for (name, mail) in copies {
        let accent = colour::Accent::of(Some("#a3420f")).light;
        assert!(mail.html.contains("Nordcom Service") && mail.html.contains(&accent), "{name}");
        assert!(mail.text.contains("\n-- \nNordcom Service\n"), "{name}");
        let hidden = ["Poly Services EMEA", "Giulia Rossi", "EUR", "TU-PPE", "trueup", "orders@", "Marta", "R-100431"];
        for text in hidden {
            assert!(!mail.html.contains(text) && !mail.text.contains(text), "{name}: {text}");
        }
    }
    // The same facts say all of this to the CSM.
    let (_, report) = mails().iter().find(|(name, _)| name == "report-true-up-en").unwrap();
    for text in ["Poly Services EMEA", "Giulia Rossi", "EUR", "TU-PPE", "trueup", "R-100431"] {
        assert!(report.text.contains(text), "{text}");
    }
}

#[test]
fn phone_and_dark_styles_survive_the_inlining() {
    for (name, mail) in mails() {
        assert!(mail.html.contains("prefers-color-scheme: dark") && mail.html.contains("max-width: 480px"), "{name}");
    }
}

#[test]
fn subjects_are_those_the_documents_promise() {
    let mails = mails();
    let subject = |wanted: &str| &mails.iter().find(|(name, _)| name == wanted).unwrap().1.subject;
    assert_eq!(subject("report-quiet-en"), "Monthly report November 2026 - Acme S.p.A.: no true-up");
    assert_eq!(subject("report-quiet-it"), "Report mensile novembre 2026 - Acme S.p.A.: nessun adeguamento");
    assert_eq!(subject("quote-true-up-en"), "True-up quote TU-PPE-2026-0007-2026-11-v1 - Acme S.p.A., 50 headsets");
    assert_eq!(
        subject("quote-true-up-it"),
        "Preventivo di adeguamento TU-PPE-2026-0007-2026-11-v1 - Acme S.p.A., 50 cuffie"
    );
    assert_eq!(subject("report-quiet-de"), "Monatsbericht November 2026 - Acme S.p.A.: kein True-up");
    assert_eq!(
        subject("quote-true-up-fr"),
        "Devis de régularisation TU-PPE-2026-0007-2026-11-v1 - Acme S.p.A., 50 casques"
    );
    assert_eq!(subject("report-quiet-es"), "Informe mensual de noviembre de 2026 - Acme S.p.A.: sin regularización");
    assert!(!subject("report-hostile-en").contains('\n'));
    assert_eq!(subject("rma-warning-near-en"), "RMA rate 4% of 5% - Acme S.p.A.");
    assert_eq!(subject("rma-warning-near-it"), "Percentuale RMA 4\u{a0}% su 5\u{a0}% - Acme S.p.A.");
    assert_eq!(
        subject("rma-notice-to-date-it"),
        "Avviso di superamento della soglia RMA RMA-PPE-2026-0007-2026-v1 - Acme S.p.A., 4 unità eccedenti"
    );
    for name in ["rma-warning-hostile-en", "rma-notice-hostile-it"] {
        assert!(!subject(name).contains('\n'), "{name}");
    }
}

/// E8 and E9: the numbers of the outcome, in both languages, in both parts of the mail.
#[test]
fn numbers_shown_equal_those_of_the_outcome() {
    let mails = mails();
    let shows = |wanted: &str, numbers: &[&str]| {
        let (name, mail) = mails.iter().find(|(name, _)| name == wanted).unwrap();
        let html = mail.html.replace("&nbsp;", "\u{a0}");
        for number in numbers {
            assert!(mail.text.contains(number) && html.contains(number), "{name} does not show {number}");
        }
    };
    let en = ["1,050", "1,103", "+50", "+5.00%", "EUR\u{a0}375.00", "1,094 listed = 1,050 counted + 44 not counted"];
    shows("report-true-up-en", &en);
    let it = ["1.050", "1.103", "+50", "+5,00\u{a0}%", "375,00\u{a0}EUR", "1.094 elencati = 1.050 conteggiati"];
    shows("report-true-up-it", &it);
    shows("quote-true-up-it", &["18,00\u{a0}EUR / 12 × 5 = 375,00\u{a0}EUR", "31 marzo 2027", "1 dicembre 2026"]);
    shows(
        "quote-revision-en",
        &["(5 + 14/30) × (100 − 10) / 100 = EUR\u{a0}369.00", "EUR\u{a0}697.47", "5.4667 months"],
    );
    let de = ["1.050", "1.103", "+50", "+5,00\u{a0}%", "375,00\u{a0}EUR", "1.094 gelistet = 1.050 gezählt"];
    shows("report-true-up-de", &de);
    let fr = ["1\u{202f}050", "1\u{202f}103", "+50", "+5,00\u{202f}%", "375,00\u{a0}EUR", "1er décembre 2026"];
    shows("report-true-up-fr", &fr);
    let es = ["1.050", "1.103", "+50", "+5,00\u{a0}%", "375,00\u{a0}EUR", "1 de diciembre de 2026"];
    shows("report-true-up-es", &es);
    shows("report-gaps-en", &["not audited", "expired", "Voyager Nova 90"]);
    shows("quote-held-it", &["BOZZA", "rezzo da confermare"]);
    // E18: 319 + 319 + 99 + 99.
    shows("rma-notice-to-date-en", &["EUR\u{a0}836.00", "5.40%", "54 − 50 = 4", "EUR\u{a0}319.00", "2026-10"]);
    shows("rma-notice-to-date-it", &["836,00\u{a0}EUR", "5,40\u{a0}%", "4 unità eccedenti"]);
    shows("rma-notice-shrunk-en", &["EUR\u{a0}0.00", "from 54 to 56", "from 1,000 to 1,200"]);
    shows("rma-warning-near-it", &["4,00\u{a0}%", "40", "50", "10"]);
    assert!(!mails.iter().any(|(name, mail)| name == "quote-true-up-en" && mail.text.contains("DRAFT")));
}

/// The programme's Italian words, from the table of documents.
#[test]
fn italian_terms_are_those_of_the_programme() {
    let mails = mails().iter().filter(|(name, _)| name.ends_with("-it"));
    let (texts, pages): (String, String) = mails.map(|(_, mail)| (mail.text.as_str(), mail.html.as_str())).unzip();
    let all = format!("{texts}{pages}").to_lowercase();
    for term in [
        "categoria di prodotti",
        "cuffie/dispositivi personali",
        "video",
        "voce",
        "dispositivi",
        "crescita concordata",
        "addebito in anticipo",
        "baseline",
        "verifica mensile",
        "adeguamento a medio termine",
        "mese dell'adeguamento",
        "baseline è reimpostata",
        "nuovi dispositivi aggiunti",
        "preventivo",
        "po (ordine di acquisto)",
        "durata del servizio",
        "rinnovo annuale",
        "customer success manager (csm)",
        "report mensile",
        "report di inventario",
        "id sito del cliente",
        "fine supporto",
        "margine fino alla baseline",
        "valido fino al",
        "addebito dal",
        "prezzo unitario annuo",
        "importo",
        "totale iva esclusa",
        "verifica non eseguita",
        "conteggiati",
        "non conteggiati",
        "modello sconosciuto",
        "azione richiesta",
        "da monitorare",
        "regolare",
        "prezzo da confermare",
        "autorizzazione al reso (rma)",
        "soglia rma annuale",
        "anno solare",
        "prezzo di listino in vigore",
        "catalogo di listini prezzi",
        "si riserva il diritto di fatturare",
        "base installata sotto contratto",
        "sostituzione anticipata",
        "giorno lavorativo successivo",
        "unità eccedenti",
        "unità ammesse",
        "avviso di superamento della soglia rma",
        "numero di serie",
        "ticket di assistenza",
    ] {
        assert!(all.contains(term), "{term:?} is in no Italian document");
    }
    // Commands, file names and what a source said are not translated.
    let kept = ["«trueup ", "(credential "];
    let words = texts.lines().filter(|line| !kept.iter().any(|kept| line.contains(kept)));
    for line in words {
        for wrong in ["true-up", "base line", "device", "il 8 ", "il 11 ", "del 11 ", "dal 8 "] {
            assert!(!line.contains(wrong), "{wrong:?} in {line:?}");
        }
    }
}

#[test]
fn text_parts_read_as_they_did() {
    for (name, mail) in mails() {
        if [
            "true-up",
            "held",
            "revision",
            "quote-rest",
            "gaps",
            "full",
            "request-first",
            "reminder-last",
            "not-audited-many",
            "confirmation-contract",
            "rma-",
        ]
        .iter()
        .any(|sample| name.contains(sample))
        {
            insta::assert_snapshot!(name.as_str(), format!("Subject: {}\n\n{}", mail.subject, mail.text));
        }
    }
}

#[test]
fn an_override_folder_replaces_single_texts_and_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail/csm_report");
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("subject.txt.j2"), "House: {{ subject }}\n").unwrap();
    fs::write(folder.path().join("README.txt"), "notes").unwrap();
    let (embedded, own) = (load(None).unwrap(), load(Some(folder.path())).unwrap());
    assert_ne!(embedded.digest(), own.digest());
    assert!(sample::render_all(&own)[0].1.as_ref().unwrap().subject.starts_with("House: Report mensile"));

    fs::write(path.join("subject.txt.j2"), "{{ subjekt }}\n").unwrap();
    let errors = load(Some(folder.path())).unwrap_err().to_string();
    assert!(errors.contains("mail/csm_report/subject.txt.j2 in language it"), "{errors}");

    fs::write(path.join("subject.txt.j2"), "{{ t(\"no-such-key\") }}\n").unwrap();
    let errors = load(Some(folder.path())).unwrap_err().to_string();
    assert!(errors.contains("\"no-such-key\" is missing in templates/language/en.ftl"), "{errors}");

    fs::write(path.join("subjekt.txt.j2"), "x").unwrap();
    assert!(load(Some(folder.path())).unwrap_err().to_string().contains("replaces no template"));
}

#[test]
fn the_same_outcome_gives_the_same_mail() {
    assert_eq!(mails(), render());
}

/// Templates are checked at start; what the views say is checked here, from their source.
#[test]
fn every_wording_key_is_used_and_every_used_key_exists() {
    let mut used = keys_of_views();
    let call = Regex::new(r#"\bt\(\s*"([a-z0-9-]+)""#).unwrap();
    for template in files("templates", "j2").into_iter().chain(files("templates", "typ")) {
        used.extend(call.captures_iter(&template).map(|found| found[1].to_owned()));
    }
    let templates = load(None).unwrap();
    for language in Language::ALL {
        let there = templates.wording(language).keys();
        let unused: Vec<_> = there.difference(&used).collect();
        let missing: Vec<_> = used.difference(there).collect();
        assert!(unused.is_empty() && missing.is_empty(), "{language:?}: unused {unused:?}, missing {missing:?}");
    }
}

/// A label and its value are parted by the mark of the language, which a template does not know.
#[test]
fn no_text_template_writes_a_colon_or_semicolon_of_its_own() {
    let mark = Regex::new(r"\}\}\)?[:;](?:\s|$)").unwrap();
    for template in files("templates/mail", "j2").into_iter().filter(|text| !text.contains("</")) {
        let own: Vec<&str> = template.lines().filter(|line| mark.is_match(line)).collect();
        assert!(own.is_empty(), "{{ colon }} or {{ semicolon }} in place of {own:?}");
    }
}

/// Families are spoken by a word of an enum; all other keys stand in the source as they are.
fn keys_of_views() -> BTreeSet<String> {
    let states = ["ok", "watch", "action", "unaudited"];
    let families: Vec<(&str, Vec<&str>)> = vec![
        ("category", Category::ALL.map(Category::as_str).to_vec()),
        ("units", Category::ALL.map(Category::as_str).to_vec()),
        ("reason", Reason::ALL.iter().map(|reason| reason.as_str()).collect()),
        ("state", states.to_vec()),
        ("recognised", RecognisedBy::ALL.iter().map(|by| by.as_str()).collect()),
        ("quote-state", QuoteState::ALL.iter().map(|state| state.as_str()).collect()),
        ("audit", vec!["audited", "partly"]),
        ("hold", hold_reasons().map(HoldReason::as_str).to_vec()),
        ("held-because", vec!["growth", "drop", "incomplete_listing"]),
        ("rma-left-out", LeftOut::ALL.iter().map(|reason| reason.as_str()).collect()),
        ("letter-kind", LetterKind::ALL.map(LetterKind::as_str).to_vec()),
    ];
    let key = |(family, words): &(&str, Vec<&str>)| {
        words.iter().map(|word| format!("{family}-{}", word.replace('_', "-"))).collect::<Vec<_>>()
    };
    let mut keys: BTreeSet<String> = families.iter().flat_map(key).collect();
    let literal = Regex::new(r#""([a-z]+(?:-[a-z]+)*)""#).unwrap();
    let known: BTreeSet<String> =
        files("templates/language", "ftl").iter().flat_map(|text| first_words(text)).collect();
    let said = Regex::new(r#"(?:say|say_count|fact|figure)\(\s*(?:locale,\s*)?"([a-z]+(?:-[a-z]+)*)""#).unwrap();
    for source in files("src/document", "rs") {
        keys.extend(said.captures_iter(&source).map(|found| found[1].to_owned()));
        keys.extend(literal.captures_iter(&source).map(|found| found[1].to_owned()).filter(|key| known.contains(key)));
    }
    keys
}

fn hold_reasons() -> [HoldReason; 8] {
    [
        HoldReason::PriceMissing,
        HoldReason::UnknownModels,
        HoldReason::Amount,
        HoldReason::FirstTrueUp,
        HoldReason::TotalsChanged,
        HoldReason::ProfileChanged,
        HoldReason::SourceChanged,
        HoldReason::CatalogueChanged,
    ]
}

fn first_words(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    lines.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}

/// The texts of all files below a folder that end so; tests themselves left out.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            texts.extend(files(&relative, ending));
        } else if path.extension().is_some_and(|found| found == ending) && !path.ends_with("tests.rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
    texts
}
