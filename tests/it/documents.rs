//! The PDF that is attached and stored: other programs open it, it shows the numbers of the status, and it can be made
//! again byte for byte. Needs poppler-utils and qpdf; without them these tests say so and pass, unless
//! `TRUEUP_REQUIRE_DOCUMENT_TOOLS` is set.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use mail_parser::{MessageParser, MimeHeaders};
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::program::{Lens, Program, list};

const NOW: &str = "2026-11-22T05:00:00Z";

/// Whether the tools are there.
fn tools() -> bool {
    let there = ["qpdf", "pdftotext", "pdfinfo", "pdffonts"]
        .iter()
        .all(|tool| Command::new(tool).arg("--help").output().is_ok());
    assert!(there || std::env::var_os("TRUEUP_REQUIRE_DOCUMENT_TOOLS").is_none(), "poppler-utils or qpdf is missing");
    if !there {
        eprintln!("poppler-utils or qpdf is missing: the PDF is not looked at");
    }
    there
}

fn tool(name: &str, arguments: &[&str], file: &Path) -> String {
    let Output { status, stdout, stderr } = Command::new(name).args(arguments).arg(file).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{name}: {said}");
    said
}

/// The text of all pages, white space made one.
fn text_of(file: &Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(file).arg("-").output().unwrap();
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn audited(fixed: &str) -> Program {
    let lens = Lens::start(&["--contracts", "0", "--fixed", fixed]);
    let program = Program::new(NOW, &lens, None);
    program.apply(&lens);
    program.expect(0, &["run"]);
    program
}

#[test]
fn report_and_quote_as_pdfs_show_the_numbers_of_the_status() {
    let program = audited("e8");
    let file = program.path("report.pdf");
    program.expect(0, &["report", "PPE-E8", "--format", "pdf", "--output", file.to_str().unwrap()]);
    if !tools() {
        return;
    }
    tool("qpdf", &["--check"], &file);
    let about = tool("pdfinfo", &[], &file);
    for part in ["Tagged:          yes", "A4", "Title:", "2026-11-22"] {
        let day = about.contains("22 2026") || about.contains("Nov 22");
        assert!(about.contains(part) || (part == "2026-11-22" && day), "{part} is not in {about}");
    }
    let fonts = tool("pdffonts", &[], &file);
    let embedded = fonts.lines().skip(2).all(|line| line.split_whitespace().rev().nth(4) == Some("yes"));
    assert!(embedded, "{fonts}");
    let text = text_of(&file);
    let status = program.json(&["status"]);
    let audit = &list(&status["audits"])[0];
    let category = &audit["categories"][0];
    for key in ["contracted", "baseline", "counted", "increase", "increase_percent", "new_contracted", "new_baseline"] {
        shows(&text, &category[key]);
    }
    for counted in [&audit["source"]["listed"], &audit["source"]["counted"], &audit["quote"]["total"]] {
        shows(&text, counted);
    }
    for model in list(&audit["models"]) {
        shows(&text, &model["counted"]);
    }

    let number = audit["quote"]["number"].as_str().unwrap();
    let text = text_of(&pdf_of(&program, &format!("{number}.pdf")));
    let quote = program.json(&["quote", "show", number]);
    shows(&text, &quote["total"]);
    for line in list(&quote["lines"]) {
        for key in ["units", "unit_annual_price", "unit_monthly_price", "months", "amount"] {
            shows(&text, &line[key]);
        }
    }
    for after in list(&quote["after"]) {
        shows(&text, &after["contracted"]);
        shows(&text, &after["baseline"]);
    }
}

/// A page writes the number as its language does: `1050` as `1.050` or `1,050`, `375.00` as `375,00` too.
fn shows(page: &str, number: &Value) {
    let plain = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
    let (whole, decimals) = plain.split_once('.').map_or((&*plain, None), |(whole, rest)| (whole, Some(rest)));
    let (first, grouped) = whole.split_at(whole.len().saturating_sub(3));
    let thousands = if first.is_empty() { String::new() } else { format!("{first}[.,\u{202f}]") };
    let decimals = decimals.map(|digits| format!("[.,]{digits}")).unwrap_or_default();
    let wanted = regex::Regex::new(&format!(r"\b{thousands}{grouped}{decimals}\b")).unwrap();
    assert!(wanted.is_match(page), "{wanted} is not in {page}");
}

#[test]
fn the_letters_carry_the_stored_pdf_and_it_can_be_made_again() {
    let program = audited("e8");
    let file = program.path("report.pdf");
    program.expect(0, &["report", "PPE-E8", "--format", "pdf", "--output", file.to_str().unwrap()]);
    let mut carried = 0;
    for (_, letter) in program.letters() {
        let message = MessageParser::default().parse(&letter).unwrap();
        let pdf = message
            .attachments()
            .find(|file| file.attachment_name().is_some_and(|name| name.rsplit('.').next() == Some("pdf")));
        let pdf = pdf.expect("each of these letters has one");
        assert!(pdf.contents().starts_with(b"%PDF-"));
        if pdf.attachment_name() == Some("CSM-PPE-E8-2026-11-v1.pdf") {
            assert_eq!(pdf.contents(), fs::read(&file).unwrap());
            carried += 1;
            let models = "models.CSM-PPE-E8-2026-11-v1@document";
            let picture = message.parts.iter().find(|part| part.content_id() == Some(models)).unwrap();
            assert!(picture.contents().starts_with(b"\x89PNG"));
            assert!(message.body_html(0).unwrap().contains(&format!("src=\"cid:{models}\"")));
        }
    }
    assert_eq!(carried, 1);

    let proved = program.expect(0, &["report", "PPE-E8", "--verify"]);
    for name in [
        "CSM-PPE-E8-2026-11-v1.pdf: the same",
        "CSM-PPE-E8-2026-11-v1-models.png: the same",
        "TU-PPE-E8-2026-11-v1.pdf: the same",
        ".html: the same",
        ".xlsx: the same",
    ] {
        assert!(proved.stdout.contains(name), "{}", proved.stdout);
    }
    let subject = program.path("own/mail/csm_report");
    fs::create_dir_all(&subject).unwrap();
    fs::write(subject.join("body.txt.j2"), "{{ verdict }}\n").unwrap();
    let mut settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    settings += "[documents]\ntemplates = \"own\"\n";
    fs::write(program.path("trueup.toml"), settings).unwrap();
    let differs = program.expect(1, &["report", "PPE-E8", "--verify"]);
    assert!(differs.stdout.contains("CSM-PPE-E8-2026-11-v1.txt: DIFFERENT"), "{}", differs.stdout);
    assert!(differs.stderr.contains("other templates than those in use"), "{}", differs.stderr);
}

#[test]
fn a_quote_is_a_draft_on_each_page_until_somebody_releases_it() {
    if !tools() {
        return;
    }
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let program = Program::new(NOW, &lens, None);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let approval = settings.replace("[release]\n", "[release]\ntrue_up_quote = \"approval\"\n");
    fs::write(program.path("trueup.toml"), approval).unwrap();
    program.apply(&lens);
    program.expect(3, &["run"]);
    let draft = pdf_of(&program, "TU-PPE-E8-2026-11-v1-draft.pdf");
    program.expect(0, &["quote", "approve", "TU-PPE-E8-2026-11-v1"]);
    program.expect(0, &["run"]);
    let released = pdf_of(&program, "TU-PPE-E8-2026-11-v1.pdf");
    let is_draft = |page: &str| page.contains("DRAFT") || page.contains("BOZZA");
    let pages = |file: &Path| -> Vec<bool> {
        let text = Command::new("pdftotext").arg(file).arg("-").output().unwrap().stdout;
        String::from_utf8(text).unwrap().trim_end_matches('\u{c}').split('\u{c}').map(is_draft).collect()
    };
    assert!(pages(&draft).iter().all(|draft| *draft), "{:?}", pages(&draft));
    assert!(pages(&released).iter().all(|draft| !*draft), "{:?}", pages(&released));
}

/// The attachment of that name, as a file.
fn pdf_of(program: &Program, name: &str) -> std::path::PathBuf {
    let path = program.path(name);
    for (_, letter) in program.letters() {
        let message = MessageParser::default().parse(&letter).unwrap();
        if let Some(file) = message.attachments().find(|file| file.attachment_name() == Some(name)) {
            fs::write(&path, file.contents()).unwrap();
            return path;
        }
    }
    panic!("no letter carries {name}");
}
