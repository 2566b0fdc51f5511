//! Builds the MIME message of a letter, the same bytes each time for the same letter and time of sending.
//!
//! What comes from outside (names, subjects, file names) is taken out of reach of the headers here: control characters
//! become spaces, the rest is encoded. Must not decide where a letter goes.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, Mailboxes, MultiPart, SinglePart, header};
use sha2::{Digest, Sha256};

use crate::domain::ids::ContractId;
use crate::domain::month::Month;
use crate::domain::party::Email;
use crate::domain::state::LetterKind;
use crate::mail::MailSettings;

/// Longest subject in characters: beyond it no mail program shows anything, and a header line has an end (RFC 5322).
const MAX_SUBJECT: usize = 200;
/// Longest name of a sender in characters.
const MAX_SENDER: usize = 80;
/// Longest name of an attachment in characters: file systems take 255 bytes.
const MAX_NAME: usize = 120;

/// A letter, rendered and final.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// `<id@domain>`; the same each time the letter is sent.
    pub message_id: String,
    /// The `message_id` of the letter that it reminds of, so that mail programs show the two together.
    pub in_reply_to: Option<String>,
    /// The name beside the address of `mail.from`; none for the name that stands there.
    pub sender: Option<String>,
    /// What it is: `X-Trueup-Kind`.
    pub kind: LetterKind,
    /// The contract it is about: `X-Trueup-Contract`.
    pub contract: Option<ContractId>,
    /// The month it is about: `X-Trueup-Month`.
    pub month: Option<Month>,
    /// Subject, as the reader sees it.
    pub subject: String,
    /// The body as HTML.
    pub html: String,
    /// The body as text.
    pub text: String,
    /// Everybody it is written to.
    pub to: Vec<Email>,
    /// Files that go with it, in order.
    pub attachments: Vec<OutgoingAttachment>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone)]
pub struct OutgoingAttachment {
    /// File name as the reader sees it; folders in it are dropped.
    pub name: String,
    /// Media type, `text/csv; charset=utf-8`; one that cannot be read becomes `application/octet-stream`.
    pub media_type: String,
    /// Content, delivered byte for byte.
    pub bytes: Vec<u8>,
    /// The name by which the HTML part shows it as `cid:…`; none for a file beside it.
    pub content_id: Option<String>,
}

/// Why a letter cannot become a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Not `<id@domain>`.
    #[error("the Message-ID {0:?} is not of the form <id@domain>")]
    MessageId(String),
    /// An address that no header takes.
    #[error("{0:?} cannot be written as a recipient")]
    Recipient(String),
    /// Nobody to write to.
    #[error("the letter {0} has no recipient")]
    NoRecipient(String),
    /// The builder refused.
    #[error("the letter {message_id} cannot be built: {reason}")]
    Build {
        /// Which letter.
        message_id: String,
        /// Why.
        reason: String,
    },
}

/// The message as bytes for the wire. `sent_at` becomes `Date`; with `mail.redirect_to` the message names that address
/// in `To`, and the original recipients in `X-Trueup-To`. The letter is used up, because its files may be large.
pub fn build(settings: &MailSettings, letter: Outgoing, sent_at: DateTime<Utc>) -> Result<Vec<u8>, MessageError> {
    check_message_id(&letter.message_id)?;
    if letter.to.is_empty() {
        return Err(MessageError::NoRecipient(letter.message_id));
    }
    let to = match &settings.redirect_to {
        Some(redirect) => std::slice::from_ref(redirect),
        None => &letter.to[..],
    };
    let recipients = to.iter().map(mailbox).collect::<Result<Mailboxes, _>>()?;
    let mut from = settings.from.clone();
    if let Some(sender) = &letter.sender {
        from.name = Some(plain(sender, MAX_SENDER));
    }
    let mut builder = Message::builder()
        .from(from)
        .header(header::To::from(recipients))
        .subject(plain(&letter.subject, MAX_SUBJECT))
        .date(SystemTime::from(sent_at))
        .message_id(Some(letter.message_id.clone()))
        // RFC 3834: keeps holiday answers away.
        .header(AutoSubmitted)
        .raw_header(raw("X-Trueup-Kind", letter.kind.as_str().to_owned()));
    if let Some(reminded) = &letter.in_reply_to {
        check_message_id(reminded)?;
        builder = builder.in_reply_to(reminded.clone()).references(reminded.clone());
    }
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    if let Some(contract) = &letter.contract {
        builder = builder.raw_header(raw("X-Trueup-Contract", contract.to_string()));
    }
    if let Some(month) = letter.month {
        builder = builder.raw_header(raw("X-Trueup-Month", month.to_string()));
    }
    if settings.redirect_to.is_some() {
        let original: Vec<&str> = letter.to.iter().map(Email::as_str).collect();
        builder = builder.raw_header(raw("X-Trueup-To", original.join(", ")));
    }
    let message_id = letter.message_id.clone();
    let message = builder.multipart(content(letter));
    let message = message.map_err(|error| MessageError::Build { message_id, reason: error.to_string() })?;
    Ok(message.formatted())
}

/// `Auto-Submitted: auto-generated` (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn content(letter: Outgoing) -> MultiPart {
    let [mixed, related, alternative] = ["mixed", "related", "alternative"].map(|part| boundary(&letter, part));
    let (pictures, files): (Vec<_>, Vec<_>) =
        letter.attachments.into_iter().partition(|file| file.content_id.is_some());
    let alternative = MultiPart::alternative().boundary(alternative).singlepart(SinglePart::plain(letter.text));
    let page = SinglePart::html(letter.html);
    let alternative = if pictures.is_empty() {
        alternative.singlepart(page)
    } else {
        // RFC 2387: the page comes first, what it shows after it.
        let related = MultiPart::related().boundary(related).singlepart(page);
        alternative.multipart(pictures.into_iter().map(attachment).fold(related, MultiPart::singlepart))
    };
    if files.is_empty() {
        return alternative;
    }
    let mixed = MultiPart::mixed().boundary(mixed).multipart(alternative);
    files.into_iter().map(attachment).fold(mixed, MultiPart::singlepart)
}

fn attachment(file: OutgoingAttachment) -> SinglePart {
    let media_type = ContentType::parse(&file.media_type)
        .unwrap_or_else(|_| ContentType::parse("application/octet-stream").expect("a media type written here is one"));
    // Base64 always: other encodings may rewrite line ends, and a file must arrive byte for byte.
    let encoded = Body::new_with_encoding(file.bytes, ContentTransferEncoding::Base64).expect("base64 takes any bytes");
    let name = file_name(&file.name);
    let part = match file.content_id {
        Some(id) => Attachment::new_inline_with_name(id, name),
        None => Attachment::new(name),
    };
    part.body(encoded, media_type)
}

/// Boundaries come from the Message-ID, so that a letter sent again has the same bytes.
fn boundary(letter: &Outgoing, part: &str) -> String {
    let digest = Sha256::digest(format!("{part} {}", letter.message_id));
    format!("trueup-{}", hex::encode(&digest[..20]))
}

fn mailbox(address: &Email) -> Result<Mailbox, MessageError> {
    let parsed = address.as_str().parse().map_err(|_| MessageError::Recipient(address.as_str().to_owned()))?;
    Ok(Mailbox::new(None, parsed))
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn check_message_id(id: &str) -> Result<(), MessageError> {
    let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).and_then(|id| id.split_once('@'));
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && !"<>@,".contains(c));
    match inner {
        Some((left, right)) if word(left) && word(right) && id.len() <= 250 => Ok(()),
        _ => Err(MessageError::MessageId(id.chars().take(80).collect())),
    }
}

fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = plain(last, MAX_NAME).trim_start_matches('.').to_owned();
    if safe.is_empty() { "attachment".to_owned() } else { safe }
}

/// Control characters, line separators and marks that turn the reading direction become spaces; at most `max`
/// characters.
fn plain(text: &str, max: usize) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let spaced: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    let trimmed = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if trimmed.chars().count() <= max {
        return trimmed;
    }
    let mut cut: String = trimmed.chars().take(max - 1).collect();
    cut.push('…');
    cut
}
