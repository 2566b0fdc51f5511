//! How letters are read: a selection of them with their recipients and attachments, in three queries however many
//! they are. Only `outbox` calls it; it writes nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::language::Language;
use crate::domain::state::{LetterKind, LetterState};
use crate::store::cell::Row;
use crate::store::outbox::{Attachment, Letter, Recipient};
use crate::store::{StoreError, Tx};

const LETTERS: &str = "letters";
const RECIPIENTS: &str = "recipients";
const ATTACHMENTS: &str = "attachments";

/// The statements that read a selection of letters with their recipients and attachments.
pub(super) struct Selection {
    letters: &'static str,
    recipients: &'static str,
    attachments: &'static str,
}

macro_rules! select {
    ($name:literal, $condition:literal) => {
        Selection {
            letters: concat!(
                "-- store::letters::",
                $name,
                "\nSELECT l.id, l.dedupe_key, l.kind, l.contract, l.customer, l.month, l.quote, l.language, ",
                "l.subject, l.message_id, l.in_reply_to, l.sender, l.html, l.plain, l.created_at FROM letters l ",
                $condition,
                " ORDER BY l.created_at, l.id"
            ),
            recipients: concat!(
                "-- store::letters::",
                $name,
                "\nSELECT r.letter, r.address, r.state, r.reason, r.attempts, r.due_at, r.last_error, r.interrupted, ",
                "r.sent_at ",
                "FROM recipients r JOIN letters l ON l.id = r.letter ",
                $condition,
                " ORDER BY r.letter, r.ordinal"
            ),
            attachments: concat!(
                "-- store::letters::",
                $name,
                "\nSELECT a.letter, a.name, a.media_type, a.content, a.content_id ",
                "FROM attachments a JOIN letters l ON l.id = a.letter ",
                $condition,
                " ORDER BY a.letter, a.ordinal"
            ),
        }
    };
}

pub(super) const LOAD: Selection = select!("load", "WHERE l.id = $1");

pub(super) const LIST: Selection = select!("list", "");

pub(super) const OF_MONTH: Selection = select!("of_month", "WHERE l.month = $1");

pub(super) const OF_AUDIT: Selection = select!("of_audit", "WHERE l.contract = $1 AND l.month = $2");

pub(super) const OF_QUOTE: Selection = select!("of_quote", "WHERE l.quote = $1");

#[derive(sqlx::FromRow)]
struct LetterRow {
    id: String,
    dedupe_key: String,
    kind: String,
    contract: String,
    customer: String,
    month: String,
    quote: Option<String>,
    language: String,
    subject: String,
    message_id: String,
    in_reply_to: Option<String>,
    sender: Option<String>,
    html: String,
    plain: String,
    created_at: DateTime<Utc>,
}

impl LetterRow {
    fn letter(self) -> Result<Letter, StoreError> {
        let row = Row { table: LETTERS, id: &self.id };
        let kind = |word: &str| LetterKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        Ok(Letter {
            kind: row.word("kind", kind, &self.kind)?,
            contract: given(&self.contract).map(|id| row.parse("contract", id)).transpose()?,
            customer: given(&self.customer).map(|id| row.parse("customer", id)).transpose()?,
            month: row.parse("month", &self.month)?,
            language: row.word("language", Language::parse, &self.language)?,
            html: row.parse("html", &self.html)?,
            text: row.parse("plain", &self.plain)?,
            key: self.dedupe_key,
            quote: self.quote,
            subject: self.subject,
            message_id: self.message_id,
            in_reply_to: self.in_reply_to,
            sender: self.sender,
            created_at: self.created_at,
            recipients: Vec::new(),
            attachments: Vec::new(),
            id: self.id,
        })
    }
}

/// None where a letter is about several contracts.
fn given(id: &str) -> Option<&str> {
    (!id.is_empty()).then_some(id)
}

#[derive(sqlx::FromRow)]
struct RecipientRow {
    letter: String,
    address: String,
    state: String,
    reason: Option<String>,
    attempts: i64,
    due_at: DateTime<Utc>,
    last_error: Option<String>,
    interrupted: bool,
    sent_at: Option<DateTime<Utc>>,
}

impl RecipientRow {
    fn recipient(self) -> Result<(String, Recipient), StoreError> {
        let row = Row { table: RECIPIENTS, id: &self.letter };
        let recipient = Recipient {
            address: row.parse("address", &self.address)?,
            state: row.word("state", LetterState::parse, &self.state)?,
            attempts: row.count("attempts", self.attempts)?,
            reason: self.reason,
            due_at: self.due_at,
            last_error: self.last_error,
            unknown: self.interrupted,
            sent_at: self.sent_at,
        };
        Ok((self.letter, recipient))
    }
}

#[derive(sqlx::FromRow)]
struct AttachmentRow {
    letter: String,
    name: String,
    media_type: String,
    content: String,
    content_id: Option<String>,
}

/// Three queries, however many letters there are.
pub(super) async fn select(tx: &mut Tx, selection: Selection, keys: &[&str]) -> Result<Vec<Letter>, StoreError> {
    let letters: Vec<LetterRow> = sql!(tx, fetch_all, selection.letters, ..keys)?;
    let mut recipients: BTreeMap<String, Vec<Recipient>> = BTreeMap::new();
    let rows: Vec<RecipientRow> = sql!(tx, fetch_all, selection.recipients, ..keys)?;
    for row in rows {
        let (letter, recipient) = row.recipient()?;
        recipients.entry(letter).or_default().push(recipient);
    }
    let mut attachments: BTreeMap<String, Vec<Attachment>> = BTreeMap::new();
    let rows: Vec<AttachmentRow> = sql!(tx, fetch_all, selection.attachments, ..keys)?;
    for AttachmentRow { letter, name, media_type, content, content_id } in rows {
        let content = Row { table: ATTACHMENTS, id: &letter }.parse("content", &content)?;
        attachments.entry(letter).or_default().push(Attachment { name, media_type, content, content_id });
    }
    let complete = |row: LetterRow| {
        let mut letter = row.letter()?;
        letter.recipients = recipients.remove(&letter.id).unwrap_or_default();
        letter.attachments = attachments.remove(&letter.id).unwrap_or_default();
        Ok(letter)
    };
    letters.into_iter().map(complete).collect()
}
