//! Mail: builds messages, decides where they may go, and hands them to a folder or to an SMTP server.
//!
//! Knows nothing of the ledger: what is sent, in which order and how often is `flow::deliver`'s to say. Nothing here
//! reads the clock; the time of sending comes in as an argument.

use std::num::NonZeroU32;
use std::path::PathBuf;

use lettre::message::Mailbox;
use secrecy::SecretString;

use crate::domain::party::Email;
use crate::mail::gate::Allowed;

mod folder;
pub mod gate;
pub mod message;
mod smtp;
pub mod transport;

/// `[mail]` of the settings.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// `From` of every letter; the envelope sender too where `bounce_to` is not set.
    pub from: Mailbox,
    /// Where answers go.
    pub reply_to: Option<Email>,
    /// Envelope sender: where mail servers report what they could not deliver.
    pub bounce_to: Option<Email>,
    /// Who is told when something waits for a person.
    pub operator: Option<Email>,
    /// How letters leave.
    pub transport: TransportKind,
    /// Where the `folder` transport writes.
    pub folder: PathBuf,
    /// Rehearsal: every letter goes here instead.
    pub redirect_to: Option<Email>,
    /// If not empty: mail goes nowhere else.
    pub allow: Vec<Allowed>,
    /// Most messages a minute handed to the SMTP server; `None` lifts the limit.
    pub per_minute: Option<NonZeroU32>,
    /// `[mail.smtp]`; needed by the `smtp` transport only.
    pub smtp: Option<SmtpSettings>,
}

/// `mail.transport`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportKind {
    /// One `.eml` file per letter.
    Folder,
    /// An SMTP server.
    Smtp,
}

/// `[mail.smtp]` of the settings.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Name or address of the server; certificates are checked against it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// User name and password; without them nobody logs in.
    pub login: Option<SmtpLogin>,
    /// PEM file of a private authority, trusted beside those of the system.
    pub ca_file: Option<PathBuf>,
}

/// How the connection to the SMTP server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// Begins in the clear and must change to TLS before anything else is said.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In the clear; for a server on loopback only.
    None,
}

/// Who logs in to the SMTP server.
#[derive(Debug, Clone)]
pub struct SmtpLogin {
    /// User name.
    pub username: String,
    /// Its password.
    pub password: SecretString,
}
