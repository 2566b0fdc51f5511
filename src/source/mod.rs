//! Where devices come from: Lens over GraphQL, or a partner's inventory file.
//!
//! A source gives rows as it found them. It never judges a device, never counts, never stores; what it cannot prove it
//! reports as an error, because a wrong number is worse than none.

mod http;
pub mod lens;
pub mod report;
pub mod retry;
pub mod rma;
mod table;
mod text;

use std::time::Duration;

/// Why a source could not tell what a customer owns: who was asked, for whom, and what went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SourceError {
    /// Name of the credential in the settings, `[lens.credentials.NAME]`.
    pub credential: String,
    /// The tenant that was read; none where the request concerns no single one.
    pub tenant: Option<String>,
    /// What went wrong.
    pub problem: Problem,
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lens credential {}", self.credential)?;
        if let Some(tenant) = &self.tenant {
            write!(f, ", tenant {tenant}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl SourceError {
    /// A short word for the ledger and for metrics.
    pub fn reason(&self) -> &'static str {
        self.problem.reason()
    }

    /// Whether the listing itself is spoilt, so that going on at its last page cannot help: begin a new one.
    pub fn spoils_listing(&self) -> bool {
        match self.problem {
            Problem::Refused { .. }
            | Problem::Partial { .. }
            | Problem::SearchFailed { .. }
            | Problem::TokenRepeated
            | Problem::TokenMissing
            | Problem::EmptyPage { .. }
            | Problem::TooManyPages { .. }
            | Problem::TooManyRows { .. }
            | Problem::StoredPage { .. } => true,
            Problem::Setup { .. }
            | Problem::Unauthorized { .. }
            | Problem::TenantNotVisible { .. }
            | Problem::Busy { .. }
            | Problem::Unavailable { .. }
            | Problem::Redirected { .. }
            | Problem::TooLarge { .. }
            | Problem::Malformed { .. }
            | Problem::NullRows { .. } => false,
        }
    }
}

/// What went wrong with a source. `found` is always shortened, on one line and free of secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The settings do not make a client.
    #[error("cannot be used: {found}; correct [lens] in the settings")]
    Setup {
        /// What is wrong with them.
        found: String,
    },
    /// The id and secret, or a token just made with them, are not taken.
    #[error(
        "not authorized ({found}); check client_id and the secret, and that the credential is Active in the Lens portal"
    )]
    Unauthorized {
        /// What the server answered.
        found: String,
    },
    /// The tenant is not among those the credential may see.
    #[error(
        "the tenant is not visible to this credential ({found}); check the tenant id, and that its access request was accepted"
    )]
    TenantNotVisible {
        /// What the server answered.
        found: String,
    },
    /// The server went on limiting us until the time was up.
    #[error("still limited by the server after {} ({found}); tried again later, or lower page_size", seconds(waited))]
    Busy {
        /// The last refusal.
        found: String,
        /// Time since the first request.
        waited: Duration,
    },
    /// The server gave no usable answer until the time was up.
    #[error("no answer within {} ({found}); tried again later", seconds(waited))]
    Unavailable {
        /// The last failure.
        found: String,
        /// Time since the first request.
        waited: Duration,
    },
    /// The server understood and refused.
    #[error("the request was refused: {found}; check the role of the credential, and run `trueup check --online`")]
    Refused {
        /// The server's words.
        found: String,
    },
    /// The answer holds data and errors: it is not whole.
    #[error("the answer is incomplete: {found}; nothing is counted from it")]
    Partial {
        /// The server's words.
        found: String,
    },
    /// The search behind the listing reported a failure.
    #[error("the device search failed: {found}; the listing has to begin anew")]
    SearchFailed {
        /// The content of the connection's `error`.
        found: String,
    },
    /// The answer redirects. It is not followed: the token must not travel to another host.
    #[error("redirected to {host}, which is not followed; if the address has moved, correct it in [lens]")]
    Redirected {
        /// The host of the `Location` header.
        host: String,
    },
    /// The answer is larger than a page can be.
    #[error("the answer is larger than {limit} bytes; lower page_size")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The answer is not what the interface promises.
    #[error("the answer cannot be read: {found}; if it stays so, the interface has changed")]
    Malformed {
        /// What was found and what was expected.
        found: String,
    },
    /// A page without its list, or with empty places in it.
    #[error("the page has {found}; nothing is counted from it")]
    NullRows {
        /// What is missing.
        found: String,
    },
    /// A page token came a second time.
    #[error("the listing goes in a circle: a page token came twice; the listing has to begin anew")]
    TokenRepeated,
    /// More pages were announced without the token to ask for them.
    #[error("the page announces another one but gives no token for it; the listing has to begin anew")]
    TokenMissing,
    /// An empty page that announces another one.
    #[error("page {page} is empty but announces another one; the listing has to begin anew")]
    EmptyPage {
        /// Its number, from 1.
        page: u64,
    },
    /// More pages than the first one allows.
    #[error("the listing does not end: more than {allowed} pages for {total} devices; it has to begin anew")]
    TooManyPages {
        /// The most that was allowed.
        allowed: u64,
        /// `totalCount` of the first page.
        total: u64,
    },
    /// Many more rows than the server said it has.
    #[error("the listing repeats itself: {rows} rows for {total} devices; it has to begin anew")]
    TooManyRows {
        /// Rows received so far.
        rows: u64,
        /// The largest `totalCount` so far.
        total: u64,
    },
    /// A page stored earlier cannot be read again.
    #[error("stored page {page} cannot be read again: {found}; the listing has to begin anew")]
    StoredPage {
        /// Its number, from 1.
        page: u64,
        /// What is wrong with it.
        found: String,
    },
}

impl Problem {
    /// A short word for the ledger and for metrics.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Setup { .. } => "settings",
            Self::Unauthorized { .. } => "unauthorized",
            Self::TenantNotVisible { .. } => "tenant_not_visible",
            Self::Busy { .. } => "source_busy",
            Self::Unavailable { .. } => "source_unavailable",
            Self::Refused { .. } => "source_refused",
            Self::Partial { .. } => "partial_answer",
            Self::SearchFailed { .. } => "search_failed",
            Self::Redirected { .. } => "redirected",
            Self::TooLarge { .. } => "answer_too_large",
            Self::Malformed { .. } => "malformed_answer",
            Self::NullRows { .. } => "null_rows",
            Self::TokenRepeated => "token_repeated",
            Self::TokenMissing => "token_missing",
            Self::EmptyPage { .. } => "empty_page",
            Self::TooManyPages { .. } => "too_many_pages",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::StoredPage { .. } => "stored_page",
        }
    }
}

fn seconds(time: &Duration) -> String {
    format!("{} s", time.as_secs())
}
