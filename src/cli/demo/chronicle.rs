//! What came of the years that were played, read from the ledger: month by month for one side, and every letter as a page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::write;
use crate::cli::arguments::Global;
use crate::cli::exit::Failure;
use crate::cli::print::{self, Columns, Tone, plain};
use crate::domain::audit::LineState;
use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::state::{AuditState, LetterKind};
use crate::flow::Engine;
use crate::flow::status::{self, AuditStatus};
use crate::simulator::years::{SIDES, Side, Years};
use crate::store::journal::{self, JournalEntry};
use crate::store::outbox::{self, Letter};
use crate::store::{blobs, quotes};

/// What the journal keeps of every audit and file; the row of the month tells it.
const ROUTINE: [&str; 4] = ["apply", "audit_published", "audit_waiting", "not_audited"];

/// Writes the letters as pages, and prints what happened.
pub(super) async fn tell(global: &Global, engine: &Engine, dir: &Path, years: Years) -> Result<(), Failure> {
    let letters = write_letters(engine, dir).await?;
    let (first, last) = (Month::of(years.eve()), Month::of(years.last_day()).previous());
    if global.json {
        let status = status::status(engine, last, &[]).await?;
        return crate::cli::status::print(global, &status);
    }
    let [told, other] = &SIDES;
    months(global, engine, told, first, last).await?;
    print::out("")?;
    print::out(format_args!("{} is the same in English.", other.contracts.join(", ")))?;
    print::out("")?;
    kinds(global, &letters)?;
    what_to_open(engine, dir, told).await
}

/// A row for each month of a side, and one for each thing that happened in it.
async fn months(global: &Global, engine: &Engine, side: &Side, first: Month, last: Month) -> Result<(), Failure> {
    let contracts: Vec<ContractId> = side.contracts.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    let entries = {
        let mut tx = engine.db.read().await?;
        journal::list(&mut tx, None, None).await?
    };
    let about = |entry: &&JournalEntry| {
        let theirs = entry.contract.as_ref().is_some_and(|id| contracts.contains(id))
            || entry.customer.as_ref().is_some_and(|id| id.as_str() == side.customer);
        theirs && !ROUTINE.contains(&entry.action.as_str())
    };
    let mut columns = Columns::new(global.color, &["month", "day", "headset", "video", "what happened"]).right(&[2, 3]);
    for month in first.through(last) {
        let status = status::status(engine, month, &contracts).await?;
        if let Some(audit) = status.audits.first() {
            columns.row(month_row(month, audit));
        } else {
            columns.row([plain(month), plain(""), plain("-"), plain("-"), plain("no contract yet")]);
        }
        let of_month = |entry: &&JournalEntry| Month::of(engine.calendar.day(entry.at)) == month;
        for entry in entries.iter().filter(about).filter(of_month) {
            let day = engine.calendar.day(entry.at).format("%d");
            let why = entry.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            columns.row([
                plain(""),
                plain(day),
                plain(""),
                plain(""),
                plain(in_short(&format!("{}{why}", entry.text))),
            ]);
        }
    }
    Ok(columns.print()?)
}

/// What the journal says at length it says there: digests, and all that was corrected.
fn in_short(text: &str) -> String {
    const LONGEST: usize = 110;
    let text = text.split(", sha256:").next().unwrap_or_default();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

fn month_row(month: Month, audit: &AuditStatus) -> [(String, Tone); 5] {
    let counted = |name: &str| {
        let found = audit.categories.iter().map(|category| category.in_short()).find(|category| category.0 == name);
        found.map_or_else(
            || plain("-"),
            |(_, compared_with, _, counted, _, _)| match counted {
                Some(counted) => plain(format!("{counted} of {compared_with}")),
                None => plain(format!("- of {compared_with}")),
            },
        )
    };
    let worst = audit.categories.iter().map(|category| category.in_short().5).max();
    let verdict = match (audit.state, worst, &audit.quote) {
        (AuditState::Audited, _, Some(quote)) => (format!("true-up {}", quote.amount()), Tone::Bad),
        (AuditState::Audited, Some(LineState::Watch), None) => ("watch".to_owned(), Tone::Watch),
        (AuditState::Audited, ..) => ("ok".to_owned(), Tone::Good),
        (state, ..) => (state.as_str().replace('_', " "), Tone::Watch),
    };
    [plain(month), plain(""), counted("headset"), counted("video"), verdict]
}

/// How many letters of each kind there are in each language.
fn kinds(global: &Global, letters: &[Letter]) -> Result<(), Failure> {
    let mut found: BTreeMap<LetterKind, [usize; SIDES.len()]> = BTreeMap::new();
    for letter in letters {
        let counts = found.entry(letter.kind).or_default();
        for (count, side) in counts.iter_mut().zip(&SIDES) {
            *count += usize::from(letter.language.tag() == side.language);
        }
    }
    let languages = SIDES.map(|side| side.language);
    let mut columns = Columns::new(global.color, &[&["letters"], &languages[..]].concat()).right(&[1, 2]);
    for (kind, counts) in found {
        columns.row([plain(kind.as_str())].into_iter().chain(counts.map(plain)));
    }
    Ok(columns.print()?)
}

/// Every letter as a page to open in a browser, by language and day.
async fn write_letters(engine: &Engine, dir: &Path) -> Result<Vec<Letter>> {
    let mut tx = engine.db.read().await?;
    let letters = outbox::list(&mut tx).await?;
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    for letter in &letters {
        let folder = dir.join("letters").join(letter.language.tag());
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let day = engine.calendar.day(letter.created_at);
        let name = format!("{day}-{}", letter.kind.as_str());
        let ordinal = taken.entry(format!("{}/{name}", letter.language.tag())).or_default();
        *ordinal += 1;
        let again = if *ordinal > 1 { format!("-{ordinal}") } else { String::new() };
        for (content, ending) in [(&letter.html, "html"), (&letter.text, "txt")] {
            let bytes = blobs::get(&mut tx, content).await?.with_context(|| format!("no blob {content}"))?;
            write(&folder.join(format!("{name}{again}.{ending}")), &bytes)?;
        }
    }
    Ok(letters)
}

async fn what_to_open(engine: &Engine, dir: &Path, side: &Side) -> Result<(), Failure> {
    let dir = dir.display();
    print::out("")?;
    print::out("Open:")?;
    print::out(format_args!("  {dir}/letters/{}/  (every letter as a page, in the order of the days)", side.language))?;
    print::out(format_args!("  {dir}/letters/{}/  (the same in English)", SIDES[1].language))?;
    print::out(format_args!("  {dir}/outbox/  (the same as they were mailed, with attachments)"))?;
    print::out(format_args!("  {dir}/reports/  (the files that the partners sent)"))?;
    print::out(format_args!("  {dir}/data/  (what was agreed, as it stands at the end)"))?;
    print::out("Ask further:")?;
    let quote = {
        let mut tx = engine.db.read().await?;
        let quotes = quotes::of_contract(&mut tx, &side.contracts[0].parse()?).await?;
        quotes.last().map(|stored| format!("quote show {}", stored.quote.number))
    };
    let questions = ["status --month 2026-08", "quote list", "notice list", "journal"];
    for question in questions.into_iter().map(str::to_owned).chain(quote) {
        print::out(format_args!("  trueup --config {dir}/trueup.toml {question}"))?;
    }
    Ok(())
}
