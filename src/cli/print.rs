//! What people see: tables and documents on stdout, words about the work on stderr.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use comfy_table::{Cell, CellAlignment, Color, ContentArrangement, LineStyle, Table, TableStyle};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::cli::arguments::{Colour, Global};
use crate::cli::exit::Failure;
use crate::document::clean;

/// Writes a line to stdout, made safe for a terminal.
pub(super) fn out(text: impl Display) -> io::Result<()> {
    bytes(format!("{}\n", safe(text)).as_bytes())
}

/// Writes bytes to stdout, as they are. A reader that went away (`| head`) is no error.
pub(super) fn bytes(bytes: &[u8]) -> io::Result<()> {
    match io::stdout().write_all(bytes) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// A workbook on a terminal is noise.
pub(super) fn refuse_terminal(instead: &str) -> Result<(), Failure> {
    if io::stdout().is_terminal() {
        return Err(Failure::usage(format!("this is not for a terminal; write it to a file: {instead}")));
    }
    Ok(())
}

/// Writes one JSON document to stdout.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(bytes(format!("{}\n", serde_json::to_string_pretty(value)?).as_bytes())?)
}

/// Says what was done: a sentence, or with `--json` the one document.
pub(super) fn done(global: &Global, document: &impl Serialize, text: impl Display) -> anyhow::Result<()> {
    if global.json { json(document) } else { Ok(out(text)?) }
}

/// Words of strangers (file names, models, answers of servers) get into most texts; none of them steers a terminal, begins
/// a line or turns the direction of the text around it.
pub(super) fn safe(text: impl Display) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.to_string().replace(steers, "\u{fffd}")
}

/// A word about the work, for people.
#[expect(clippy::print_stderr, reason = "the command line talks to people here")]
pub(super) fn note(text: impl Display) {
    eprintln!("{}", safe(text));
}

/// Something that should be looked at.
pub(super) fn warning(text: impl Display) {
    note(format_args!("trueup: {text}"));
}

/// One line under the header and nothing else: rows stay together on a screen.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table for people, coloured only where colours are wanted.
pub(super) struct Columns {
    table: Table,
    coloured: bool,
}

/// How a cell is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing special.
    Plain,
    /// All is well.
    Good,
    /// Worth a look.
    Watch,
    /// Somebody has to act.
    Bad,
}

impl Columns {
    /// An empty table.
    pub(super) fn new(colour: Colour, header: &[&str]) -> Self {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(header);
        let coloured = colour.on(io::stdout().is_terminal());
        if coloured {
            table.enforce_styling();
        }
        Self { table, coloured }
    }

    /// Columns of numbers, by position.
    pub(super) fn right(mut self, columns: &[usize]) -> Self {
        for column in columns {
            if let Some(column) = self.table.column_mut(*column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = (String, Tone)>) {
        let cell = |(text, tone): (String, Tone)| {
            let text = clean::line(&text);
            let colour = match tone {
                Tone::Plain => return Cell::new(text),
                Tone::Good => Color::Green,
                Tone::Watch => Color::Yellow,
                Tone::Bad => Color::Red,
            };
            if self.coloured { Cell::new(text).fg(colour) } else { Cell::new(text) }
        };
        let cells: Vec<Cell> = cells.into_iter().map(cell).collect();
        self.table.add_row(cells);
    }

    /// Prints it.
    pub(super) fn print(&self) -> io::Result<()> {
        for line in self.table.to_string().lines() {
            bytes(format!("{}\n", line.trim_end()).as_bytes())?;
        }
        Ok(())
    }
}

/// A cell without a tone.
pub(super) fn plain(text: impl Display) -> (String, Tone) {
    (text.to_string(), Tone::Plain)
}

/// A cell that may be unknown.
pub(super) fn or_dash(text: Option<impl Display>) -> (String, Tone) {
    plain(text.map_or_else(|| "-".to_owned(), |text| text.to_string()))
}

/// A bar on stderr, hidden where stderr is no terminal.
pub(super) fn progress(what: &'static str) -> ProgressBar {
    let bar = if io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}
