//! How a message leaves: into a folder, or to an SMTP server. Says what became of it, decides nothing about trying again
//! later.

use std::path::PathBuf;
use std::time::Duration;

use crate::domain::party::Email;
use crate::mail::folder::Folder;
use crate::mail::smtp::{Session, Smtp};
use crate::mail::{MailSettings, TransportKind};

/// What became of one message to one recipient. Texts are short and without control characters; they may quote the
/// server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken.
    Sent,
    /// Refused for now (4xx), or the connection was lost before DATA: later.
    TryLater(String),
    /// Refused for good (5xx) for this recipient or this letter.
    Refused(String),
    /// The server takes nothing from anybody at present: not reachable, or it says so in its greeting.
    Unavailable(String),
    /// Our own fault: refused login, no TLS, a certificate that does not hold, a folder that cannot be written. No
    /// letter will pass until a person acts.
    Misconfigured(String),
    /// The connection ended or fell silent after DATA: it may have been taken.
    Unknown(String),
}

/// Why the settings give no transport.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// `smtp` without its section.
    #[error("mail.transport is \"smtp\", but there is no [mail.smtp]")]
    NoSmtp,
    /// Clear text to another machine.
    #[error(
        "mail.smtp.tls is \"none\", which is for a server on loopback only; mail.smtp.host is {host}: use \"starttls\" or \"tls\""
    )]
    ClearText {
        /// The host of the settings.
        host: String,
    },
    /// The envelope sender.
    #[error("{0} cannot be an envelope sender")]
    Sender(String),
    /// The private authority.
    #[error("mail.smtp.ca_file {}: {reason}", path.display())]
    CaFile {
        /// The file of the settings.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// TLS itself.
    #[error("TLS towards {host} cannot be set up: {reason}")]
    Tls {
        /// The host of the settings.
        host: String,
        /// Why.
        reason: String,
    },
}

/// Why no letter passes at present.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Our own fault: a person has to act; see [`Outcome::Misconfigured`].
    #[error("mail cannot be sent with the present settings: {0}")]
    Misconfigured(String),
    /// The server is away, which may pass; see [`Outcome::Unavailable`].
    #[error("the mail server takes nothing at present: {0}")]
    Unavailable(String),
}

/// How letters leave.
pub enum Transport {
    /// One file per letter.
    Folder(Folder),
    /// An SMTP server.
    Smtp(Box<Smtp>),
}

impl Transport {
    /// Builds what `mail.transport` names; nothing is connected yet.
    pub fn new(settings: &MailSettings) -> Result<Self, TransportError> {
        match settings.transport {
            TransportKind::Folder => Ok(Self::Folder(Folder::new(settings.folder.clone()))),
            TransportKind::Smtp => Ok(Self::Smtp(Box::new(Smtp::new(settings)?))),
        }
    }

    /// Another time limit for each half of a send (up to DATA; from DATA to the answer).
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        match self {
            Self::Folder(folder) => Self::Folder(folder),
            Self::Smtp(smtp) => Self::Smtp(Box::new(smtp.with_limit(limit))),
        }
    }

    /// A sender of its own for one worker; holds at most one connection.
    pub fn sender(&self) -> Sender<'_> {
        match self {
            Self::Folder(folder) => Sender::Folder(folder),
            Self::Smtp(smtp) => Sender::Smtp(Session::new(smtp)),
        }
    }

    /// Whether the folder takes files, or the server the login. Sends nothing.
    pub async fn probe(&self) -> Result<(), Stop> {
        match self {
            Self::Folder(folder) => folder.probe().map_err(|error| Stop::Misconfigured(error.to_string())),
            Self::Smtp(smtp) => Session::new(smtp).probe().await,
        }
    }
}

/// One worker's way out.
pub enum Sender<'a> {
    /// One file per letter.
    Folder(&'a Folder),
    /// A connection that is kept between letters.
    Smtp(Session<'a>),
}

impl Sender<'_> {
    /// Hands one message to one recipient. `letter` is its id in the outbox; a folder keeps one file per letter, whoever
    /// the recipient is. A server gets the message only if `ours` still says so when everything up to DATA is done; none
    /// if it did not.
    pub async fn send(
        &mut self,
        letter: &str,
        to: &Email,
        message: &[u8],
        ours: impl AsyncFnOnce() -> bool,
    ) -> Option<Outcome> {
        match self {
            // The same file again: whoever writes it last, there is one.
            Self::Folder(folder) => Some(folder.write(letter, message.to_vec()).await),
            Self::Smtp(session) => session.send(to, message, ours).await,
        }
    }

    /// Says goodbye to the server, if one is connected.
    pub async fn close(self) {
        match self {
            Self::Folder(_) => {}
            Self::Smtp(session) => session.close().await,
        }
    }
}

/// Text that others wrote, cut to 200 characters, without control characters.
pub(super) fn plain(text: &str) -> String {
    let spaced: String = text.chars().take(1000).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(200).collect()
}
