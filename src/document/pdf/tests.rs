//! Every sample as pages, looked at by a machine. What it cannot see, a person looks at.

use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;

use super::*;
use crate::document::quote::QuoteFacts;
use crate::document::report::{self, ReportFacts};
use crate::document::tests::{LARGEST, size_of};
use crate::document::{load, load_with_fonts, quote, sample};
use crate::domain::pdf_standard::PdfStandard;

fn templates() -> Templates {
    Templates::load(None).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Endless words, names in three scripts, 400 models, no device at all, months without an audit; under the strictest
/// standard, which refuses what lacks a title, a date, a description or a character.
#[test]
fn every_sample_is_laid_out_without_a_fault_and_its_mail_stays_small() {
    let templates = templates().keeping_to(PdfStandard::A2aUa1);
    for (name, mail) in sample::render_files(&templates) {
        let mail = mail.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(mail.pdf.is_none(), name.starts_with("rma-warning"), "{name}");
        for file in mail.pdf.iter().chain(mail.pictures.iter().map(|picture| &picture.laid)) {
            let size = file.bytes.len();
            assert!(size < 400_000 && file.faults.is_empty(), "{name}: {size} bytes, {:?}", file.faults);
            assert!(file.unknown.is_empty(), "{name}: {:?}", file.unknown);
        }
        assert!(mail.logo.as_ref().is_some_and(|logo| logo.bytes.len() < 12 * 1024), "{name}");
        assert!(mail.pdf.as_ref().is_none_or(|pdf| pdf.bytes.starts_with(b"%PDF-")), "{name}");
        assert!(size_of(&mail) < LARGEST, "{name}: {} bytes", size_of(&mail));
        let shown = mail.html.split("src=\"cid:").skip(1).filter_map(|rest| rest.split('"').next());
        let pictures = mail.pictures.iter().map(|picture| picture.content_id.as_str());
        let carried = mail.logo.iter().map(|logo| logo.content_id.as_str()).chain(pictures);
        assert_eq!(shown.collect::<Vec<_>>(), carried.collect::<Vec<_>>(), "{name}");
    }
}

/// What a mail shows is in its PDF too, or here with the reason.
#[test]
fn a_layout_leaves_nothing_out_that_the_mail_shows() {
    const ELSEWHERE: [(&str, &str); 2] = [
        ("csm_report", "late"),                 // the two lists by their names
        ("rma_overage_notice", "line.missing"), // how wide a cell is
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    let shared = read("document/base.typ") + &read("document/chart.typ");
    let shown = regex::Regex::new(r"\{(?:\{|% if(?: not)?|% for (\w+) in) ([a-z_]+(?:\.[a-z_]+)*)").unwrap();
    for letter in ["csm_report", "csm_digest", "true_up_quote", "rma_overage_notice"] {
        let mail = read(&format!("mail/{letter}/body.html.j2"));
        let layout = read(&format!("document/{letter}.typ")) + &shared;
        let each: BTreeSet<&str> =
            shown.captures_iter(&mail).filter_map(|found| Some(found.get(1)?.as_str())).collect();
        let named: BTreeSet<&str> = shown.captures_iter(&mail).map(|found| found.get(2).unwrap().as_str()).collect();
        let missing = |name: &&str| {
            let member = name.rsplit('.').next().unwrap();
            let used = regex::Regex::new(&format!(r"\.{member}\b")).unwrap().is_match(&layout);
            !used && !each.contains(name) && !["t", "parts", "loop"].contains(&name.split('.').next().unwrap())
        };
        let missing: Vec<_> = named.into_iter().filter(missing).collect();
        let elsewhere = |name: &&str| ELSEWHERE.contains(&(letter, *name));
        assert!(missing.iter().all(elsewhere), "{letter}: {missing:?} is in the mail and not in the PDF");
    }
}

#[test]
fn the_same_outcome_gives_the_same_bytes() {
    let templates = templates();
    let samples = sample::samples();
    let seller = &sample::seller();
    let made = || {
        let facts = ReportFacts { outcome: &samples[0].outcome, seller, device_list: None };
        report::with_files(&templates, facts, Language::En).unwrap()
    };
    let first = made();
    let between = ReportFacts { outcome: &samples[1].outcome, seller, device_list: None };
    report::with_files(&templates, between, Language::It).unwrap();
    assert_eq!(first, made());
}

#[test]
fn a_character_that_no_font_has_is_told_and_spelt_out_and_no_text_becomes_markup() {
    let templates = templates();
    let mut outcome = sample::samples().remove(0).outcome;
    outcome.parties.customer.name = "中文 #panic() $x$ *a* https://example.com \\u{41}".into();
    let issued = outcome.quote.clone().unwrap();
    let facts = QuoteFacts { outcome: &outcome, issued: &issued, seller: &sample::seller() };
    let laid = quote::pdf(&templates, facts, Language::En).unwrap().unwrap();
    assert_eq!(laid.unknown.iter().collect::<String>(), "中文");
    assert_eq!(laid.faults, [""; 0]);
}

/// A font of the folder is looked for after the embedded ones, and takes part in what a proof compares.
#[test]
fn a_font_folder_is_part_of_what_documents_are_made_with() {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    fs::copy(from.join("NotoSansArabic-Regular.ttf"), folder.path().join("a.ttf")).unwrap();
    fs::copy(from.join("OFL.txt"), folder.path().join("OFL.txt")).unwrap();
    let with = load_with_fonts(None, Some(folder.path())).unwrap();
    assert_ne!(with.digest(), templates().digest());
    assert_eq!(with.digest(), load_with_fonts(None, Some(folder.path())).unwrap().digest());
    assert!(with.fonts().can_show('ع') && with.fonts().get(4).is_some() && with.fonts().get(5).is_none());
    fs::write(folder.path().join("b.OTF"), "no font").unwrap();
    fs::write(folder.path().join("c.ttc"), "none either").unwrap();
    let errors = load_with_fonts(None, Some(folder.path())).unwrap_err().to_string();
    assert!(errors.contains("b.OTF is no font") && errors.contains("c.ttc is no font"), "{errors}");
}

#[test]
fn a_layout_of_the_operator_is_tried_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let layout = folder.path().join("document/csm_digest.typ");
    fs::create_dir_all(layout.parent().unwrap()).unwrap();
    fs::write(&layout, "#let view = json(\"/data.json\").view\n#view.title\n#view.titel\n").unwrap();
    let errors = load(Some(folder.path())).unwrap_err().to_string();
    assert!(errors.contains("document/csm_digest.typ line 3") && errors.contains("titel"), "{errors}");
    fs::write(&layout, "#read(\"/etc/passwd\")\n").unwrap();
    let errors = load(Some(folder.path())).unwrap_err().to_string();
    assert!(errors.contains("access denied"), "{errors}");
}

/// veraPDF confirms what is claimed here; Typst itself refuses what the standards forbid.
#[test]
fn a_pdf_keeps_to_the_standard_of_the_settings_and_claims_no_other() {
    let claims = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        (text.contains("pdfaid:part>2</") && text.contains("pdfaid:conformance>A</"), text.contains("pdfuaid:part>1</"))
    };
    let expected = [(false, false), (true, false), (false, true), (true, true)];
    let mut outcome = sample::samples().remove(0).outcome;
    // Of a private use area: a picture without a meaning, which PDF/A refuses.
    outcome.parties.customer.name = "Nordcom \u{e000} \u{f8ff} 中文 בדיקה".into();
    let mut digests = BTreeSet::new();
    for (standard, expected) in PdfStandard::ALL.into_iter().zip(expected) {
        let templates = templates().keeping_to(standard);
        let facts = ReportFacts { outcome: &outcome, seller: &sample::seller(), device_list: None };
        let pdf = report::with_files(&templates, facts, Language::It).unwrap().pdf.unwrap();
        assert_eq!(claims(&pdf.bytes), expected, "{}", standard.as_str());
        assert_eq!(pdf.unknown.iter().collect::<String>(), "中文\u{e000}\u{f8ff}");
        digests.insert(templates.digest().to_owned());
    }
    assert_eq!(digests.len(), 4, "a proof tells that the standard was another");
}
