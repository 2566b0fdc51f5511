//! What the documents of a hundred contracts cost: `cargo bench --bench documents`.
//!
//! Each contract has about a thousand devices, eight months behind it, returns, and a true-up, in the five languages in
//! turn. Made are the report, and in the second row the quote too: PDF, workbook with every device, page with its pictures,
//! text. One thread makes them; the row is the whole process, its start and the reading of the templates with it. Nothing
//! is judged here.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use trueup::document::quote::{self, QuoteFacts};
use trueup::document::report::{self, ReportFacts};
use trueup::document::sample::{self, Sample};
use trueup::document::workbook::{self, BookFacts};
use trueup::document::{self, RenderedMail};
use trueup::domain::audit::{self, Standing};
use trueup::domain::category::Category;
use trueup::domain::language::Language;
use trueup::domain::party::Seller;
use trueup::template::Templates;

const CONTRACTS: usize = 100;
/// The sample that they all are, each with a customer and numbers of its own.
const SAMPLE: &str = "true-up";
/// Makes this program the process that is measured.
const MAKE: &str = "--make";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(MAKE) => return make(&arguments[1..]),
        _ if !arguments.iter().any(|argument| argument == "--bench") => {
            say("to measure: cargo bench --bench documents");
            return Ok(());
        }
        _ => {}
    }
    say(&format!(
        "{:32}{:>8}{:>8}{:>10}{:>12}",
        "100 contracts, 1,000 devices each", "CPU s", "wall s", "peak MiB", "bytes"
    ));
    for (what, arguments) in [("reports", &[][..]), ("reports and quotes", &["quotes"][..])] {
        let mut command = Command::new(std::env::current_exe()?);
        let output = command.arg(MAKE).args(arguments).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("{what}: it did not come to its end").into());
        }
        say(&format!("{what:33}{}", String::from_utf8(output.stdout)?.trim_end()));
    }
    Ok(())
}

/// The process that is measured: makes everything and prints what it took.
fn make(arguments: &[String]) -> Result<()> {
    let begun = Instant::now();
    let templates = document::load(None)?;
    let seller = sample::seller();
    let samples = sample::samples();
    let sample = samples.iter().find(|sample| sample.name == SAMPLE).ok_or("the sample is gone")?;
    let mut bytes = 0;
    for number in 0..CONTRACTS {
        let sample = of_its_own(sample, number as u64)?;
        let language = Language::ALL[number % Language::ALL.len()];
        bytes += report(&templates, &sample, &seller, language)?;
        if !arguments.is_empty() {
            bytes += quote(&templates, &sample, &seller, language)?;
        }
    }
    let wall = begun.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() * 1000 + time.tv_usec() / 1000;
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    let (wall, peak) = (wall.as_millis(), usage.max_rss() / 1024);
    say(&format!(
        "{:>8}{:>8}{peak:>10}{bytes:>12}",
        format!("{}.{:03}", cpu / 1000, cpu % 1000),
        format!("{}.{:03}", wall / 1000, wall % 1000)
    ));
    Ok(())
}

/// The sample as if it were of another contract. What is laid out is remembered for a while: of equal documents, each would
/// cost less than a real one.
fn of_its_own(sample: &Sample, number: u64) -> Result<Sample> {
    let mut sample = sample.clone();
    let outcome = &mut sample.outcome;
    outcome.contract.id = format!("PPE-2026-{number:04}").parse()?;
    outcome.parties.customer.name = format!("Customer {number} S.p.A.");
    outcome.parties.customer.site_id = Some(format!("{}", 100_234 + number));
    outcome.source.digest = format!("sha256:{}", format!("{:08x}", 0x3fa9_1c07 ^ (number << 13)).repeat(8));
    let (standing, counted) = (1000 - number, 1050 - number);
    let standing = Standing { contracted: standing, compared_with: standing };
    let compared = (&[(Category::Headset, standing)].into(), &[(Category::Headset, counted)].into());
    outcome.lines = audit::lines(compared.0, compared.1, 0, &outcome.contract.exceptions);
    outcome.source.counted = counted;
    outcome.source.listed -= number;
    let models = outcome.models.first_mut().ok_or("the sample counts no model")?;
    models.counted -= number;
    models.previous = models.previous.map(|counted| counted - 2 * number);
    for point in outcome.history.iter_mut().flat_map(|past| &mut past.points) {
        point.counted = point.counted.map(|counted| counted - number);
        point.baseline = point.baseline.map(|baseline| baseline - number);
    }
    let returns = outcome.rma.as_mut().ok_or("the sample has no returns")?;
    returns.base -= number;
    for (_, units) in &mut returns.by_month {
        *units += number % 7;
        returns.units += number % 7;
    }
    Ok(sample)
}

fn report(templates: &Templates, sample: &Sample, seller: &Seller, language: Language) -> Result<usize> {
    let outcome = &sample.outcome;
    let facts = ReportFacts { outcome, seller, device_list: sample.device_list };
    let mail = report::with_files(templates, facts, language)?;
    let devices = sample::devices(templates, outcome, language)?;
    let book = workbook::of_report(templates, BookFacts { outcome, seller }, devices, language)?;
    Ok(size(&mail) + book.len())
}

fn quote(templates: &Templates, sample: &Sample, seller: &Seller, language: Language) -> Result<usize> {
    let outcome = &sample.outcome;
    let issued = outcome.quote.as_ref().ok_or("the sample has no quote")?;
    let mail = quote::with_files(templates, QuoteFacts { outcome, issued, seller }, language)?;
    let devices = sample::devices(templates, outcome, language)?;
    let book = workbook::of_quote(templates, BookFacts { outcome, seller }, issued, devices, language)?;
    Ok(size(&mail) + book.len())
}

fn size(mail: &RenderedMail) -> usize {
    let pdf = mail.pdf.as_ref().map_or(0, |pdf| pdf.bytes.len());
    let pictures: usize = mail.pictures.iter().map(|picture| picture.laid.bytes.len()).sum();
    mail.html.len() + mail.text.len() + pdf + pictures
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
