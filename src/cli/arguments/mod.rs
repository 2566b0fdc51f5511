//! What can be typed: commands and flags, exactly as the handbook names them.

mod documents;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDate, Utc};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::domain::ids::{ContractId, CustomerId, PartnerId};
use crate::domain::month::Month;
use crate::domain::state::LetterState;
use crate::store::Db;
use crate::telemetry::{LogFormat, Telemetry};

pub(super) use documents::{Notice, Quote, Rma};

/// Audits Partner Branded Poly+ Enterprise contracts each month: counts devices, reports, and quotes true-ups.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true, max_term_width = 110)]
pub struct Arguments {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Settings file (default: ./trueup.toml, then /etc/trueup/trueup.toml)
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print one JSON document instead of a table
    #[arg(long, global = true)]
    pub json: bool,
    /// Who acts, for the journal (default: user@host)
    #[arg(long, global = true, value_name = "NAME", value_parser = words)]
    pub by: Option<String>,
    /// Form of the log lines on stderr
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,
    /// Log more (-vv: every stage)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Log less
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub quiet: u8,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Colour,
    /// Rehearse at another time: the wall clock starts here and goes on (only on a rehearsal database)
    #[arg(long, global = true, value_name = "RFC3339")]
    pub now: Option<DateTime<Utc>>,
    /// The ledger that the command opened, to be closed in order when it ends.
    #[arg(skip)]
    pub(super) ledger: Arc<OnceLock<Db>>,
}

impl Global {
    /// How to log.
    pub fn telemetry(&self) -> Telemetry {
        Telemetry {
            format: self.log_format,
            verbosity: i16::from(self.verbose) - i16::from(self.quiet),
            coloured: self.color.on(io::stderr().is_terminal()),
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// Whether to colour what goes to a place that is a terminal or is not.
    pub(super) fn on(self, terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Auto => terminal && std::env::var_os("NO_COLOR").is_none(),
            Self::Never => false,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the whole job on embedded parts: Lens simulator, SQLite, mails as files; needs no set-up
    Demo {
        /// Where to write
        #[arg(default_value = "trueup-demo")]
        dir: PathBuf,
        /// Play so many years of one contract instead, in Italian and in English: quotes, orders, returns, a renewal
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=2))]
        years: Option<u8>,
    },
    /// Run as a daemon: audit when it is due, deliver, until told to stop
    Serve,
    /// Audit what is owed now, deliver, exit
    Run(Run),
    /// Take over partners, CSMs, customers, contracts, models and price lists from data files
    Apply {
        /// TOML files and price lists in CSV, or folders of them
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Show the difference, write nothing
        #[arg(long)]
        dry_run: bool,
        /// Retire what is no longer in the files
        #[arg(long)]
        prune: bool,
    },
    /// Take in a file that a partner sent
    #[command(subcommand)]
    Ingest(Ingest),
    /// Where every audit of a month stands
    Status {
        /// Month (default: the running one)
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
        /// Only these contracts
        #[arg(long, value_name = "ID")]
        contract: Vec<ContractId>,
        /// Exit with 3 if something needs a person
        #[arg(long)]
        exit_code: bool,
    },
    /// A stored report again
    Report {
        /// Contract
        contract: ContractId,
        /// Month (default: the running one)
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
        /// Form
        #[arg(long, value_enum, default_value = "text")]
        format: ReportFormat,
        /// Write it to a file instead of stdout
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Make the documents of the audit anew and compare them with what was told
        #[arg(long, conflicts_with_all = ["format", "output"])]
        verify: bool,
    },
    /// True-up quotes
    #[command(subcommand)]
    Quote(Quote),
    /// RMA overage notices
    #[command(subcommand)]
    Notice(Notice),
    /// Returns that were taken in, and whether they count
    #[command(subcommand)]
    Rma(Rma),
    /// Count a customer for the first time: proposed totals, what is unknown or left out, and a letter to confirm them
    Onboard {
        /// Customer
        customer: CustomerId,
    },
    /// When a contract reaches its trigger at the present growth, and what ordering would cost: an estimate
    Forecast {
        /// Contract
        contract: ContractId,
    },
    /// Letters: what is on its way, what is not
    #[command(subcommand)]
    Outbox(Outbox),
    /// Who or what changed what, when, and why
    Journal {
        /// Only of this contract
        #[arg(long, value_name = "ID")]
        contract: Option<ContractId>,
        /// Only from this day on
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Option<NaiveDate>,
    },
    /// Write data out
    #[command(subcommand)]
    Export(Export),
    /// Write every document and mail from sample data, in every language, with a page to find them by
    Preview {
        /// Folder to write into: new, empty, or one of an earlier preview
        dir: PathBuf,
    },
    /// Check settings, data, database and templates
    Check {
        /// Also log in to the mail server and to Lens
        #[arg(long)]
        online: bool,
    },
    /// Bring the database to this version's form
    Migrate,
    /// Print a commented sample of the settings
    Config,
    /// Print a completion script
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
}

/// `trueup run`.
#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "named as the flag is")]
pub struct Run {
    /// The running month; others are refused (R24)
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<Month>,
    /// Only these contracts
    #[arg(long, value_name = "ID")]
    pub contract: Vec<ContractId>,
    /// Ask the sources and show what would happen; write and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Publish held audits all the same, for this reason
    #[arg(long, value_name = "REASON", value_parser = words)]
    pub accept_held: Option<String>,
    /// Audit these contracts again though their month is published, for this reason: what was sent is superseded
    #[arg(long, value_name = "REASON", value_parser = words, requires = "contract", conflicts_with = "dry_run")]
    pub reopen: Option<String>,
}

/// `trueup ingest …`.
#[derive(Debug, Subcommand)]
pub enum Ingest {
    /// A partner's Lens inventory report
    Inventory {
        /// CSV file
        file: PathBuf,
        /// Whose devices
        #[arg(long, value_name = "ID")]
        customer: CustomerId,
        /// The running month; others are refused (R24)
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
    },
    /// An RMA export
    Rma {
        /// CSV or XLSX file, or a ZIP of one
        file: PathBuf,
        /// Whose file it is: its own columns, dates and words are understood, and only its customers are looked for
        #[arg(long, value_name = "ID")]
        partner: Option<PartnerId>,
    },
}

/// Forms of a stored report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// As mailed.
    Html,
    /// As mailed to readers of plain text.
    Text,
    /// As attached to the mail.
    Pdf,
    /// The workbook as mailed; the device list of a large audit: `trueup export devices`.
    Xlsx,
    /// The outcome itself.
    Json,
}

/// `trueup outbox …`.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// All letters
    List {
        /// Only in this state
        #[arg(long, value_parser = letter_state)]
        state: Option<LetterState>,
        /// Exit with 3 if one is not out
        #[arg(long)]
        exit_code: bool,
    },
    /// One letter with its recipients
    Show {
        /// Its id
        id: String,
    },
    /// Try again: dead and held recipients become pending
    Retry {
        /// Letter ids
        #[arg(required_unless_present = "dead")]
        ids: Vec<String>,
        /// Every letter that was given up
        #[arg(long, conflicts_with = "ids")]
        dead: bool,
    },
    /// Call a letter back before it is out
    Cancel {
        /// Its id
        id: String,
    },
}

/// `trueup export …`.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Every listed device of an audit with its verdict
    Devices {
        /// Contract
        contract: ContractId,
        /// Month (default: the running one)
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
        /// Form
        #[arg(long, value_enum, default_value = "csv")]
        format: DeviceFormat,
        /// With device names, which often are people's names
        #[arg(long)]
        with_names: bool,
    },
}

/// Forms of a device list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceFormat {
    /// Comma-separated, UTF-8.
    Csv,
    /// The whole workbook of the report.
    Xlsx,
}

fn letter_state(word: &str) -> Result<LetterState, String> {
    let words = || LetterState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ");
    LetterState::parse(word).ok_or_else(|| format!("expected one of: {}", words()))
}

/// What goes into the journal must say something.
fn words(given: &str) -> Result<String, String> {
    match given.trim() {
        "" => Err("expected some words".to_owned()),
        words => Ok(words.to_owned()),
    }
}
