//! `trueup outbox`: letters, what is on its way and what is not.

use serde_json::{Value, json};

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Outbox};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Columns, Tone, or_dash, plain};
use crate::domain::ids::ContractId;
use crate::domain::state::LetterState;
use crate::flow::Engine;
use crate::store::Tx;
use crate::store::journal::{self, JournalEntry};
use crate::store::outbox::{self, Letter, Recipient};

/// Lists, shows, retries or cancels.
pub(super) async fn outbox(global: &Global, what: &Outbox) -> Result<Exit, Failure> {
    match what {
        Outbox::List { state, exit_code } => {
            let engine = app::open(global, Access::Read).await?;
            let mut tx = engine.db.read().await?;
            let mut letters = outbox::list(&mut tx).await?;
            letters.retain(|letter| state.is_none_or(|state| letter.state() == state));
            if global.json {
                print::json(&letters.iter().map(as_json).collect::<Vec<_>>())?;
            } else {
                list(global, &letters)?;
            }
            let open = |letter: &Letter| !matches!(letter.state(), LetterState::Sent | LetterState::Cancelled);
            Ok(if *exit_code && letters.iter().any(open) { Exit::NeedsPerson } else { Exit::Done })
        }
        Outbox::Show { id } => {
            let engine = app::open(global, Access::Read).await?;
            let mut tx = engine.db.read().await?;
            let letter = load(&mut tx, id).await?;
            if global.json {
                print::json(&as_json(&letter))?;
            } else {
                show(global, &letter)?;
            }
            Ok(Exit::Done)
        }
        Outbox::Retry { ids, dead } => {
            let engine = app::open(global, Access::Write).await?;
            retry(global, &engine, ids, *dead).await
        }
        Outbox::Cancel { id } => {
            let engine = app::open(global, Access::Write).await?;
            cancel(global, &engine, id).await
        }
    }
}

async fn load(tx: &mut Tx, id: &str) -> Result<Letter, Failure> {
    let letter = outbox::load(tx, id).await?;
    letter.ok_or_else(|| app::unknown("letter", id, "`trueup outbox list` lists them"))
}

async fn retry(global: &Global, engine: &Engine, ids: &[String], dead: bool) -> Result<Exit, Failure> {
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    let mut again = 0;
    if dead {
        again += outbox::retry_dead(&mut tx, now).await?;
        let text = format!("{again} dead recipients to be tried again");
        journal::append(&mut tx, &JournalEntry::new(now, &engine.by, "letters_retried", text)).await?;
    }
    for id in ids {
        let letter = load(&mut tx, id).await?;
        let recipients = outbox::retry(&mut tx, id, now).await?;
        again += recipients;
        note(engine, &mut tx, &letter, "letter_retried", format!("{recipients} recipients to be tried again")).await?;
    }
    tx.commit().await?;
    let text = format_args!("{again} recipients are pending again; `trueup run` delivers");
    print::done(global, &json!({"pending_again": again}), text)?;
    Ok(Exit::Done)
}

async fn cancel(global: &Global, engine: &Engine, id: &str) -> Result<Exit, Failure> {
    let now = engine.clock.now();
    let mut tx = engine.db.write().await?;
    let letter = load(&mut tx, id).await?;
    let recipients = outbox::cancel(&mut tx, id, now).await?;
    note(engine, &mut tx, &letter, "letter_cancelled", format!("{recipients} recipients will not get it")).await?;
    tx.commit().await?;
    let text = format_args!("{id}: cancelled for {recipients} recipients");
    print::done(global, &json!({"letter": id, "cancelled": recipients}), text)?;
    Ok(Exit::Done)
}

async fn note(engine: &Engine, tx: &mut Tx, letter: &Letter, action: &str, text: String) -> Result<(), Failure> {
    let entry = JournalEntry {
        contract: letter.contract.clone(),
        customer: letter.customer.clone(),
        month: Some(letter.month),
        subject: Some(letter.id.clone()),
        ..JournalEntry::new(engine.clock.now(), &engine.by, action, text)
    };
    Ok(journal::append(tx, &entry).await?)
}

fn list(global: &Global, letters: &[Letter]) -> Result<(), Failure> {
    let mut columns = Columns::new(global.color, &["letter", "kind", "contract", "month", "to", "state"]);
    for letter in letters {
        let to: Vec<_> = letter.recipients.iter().map(|recipient| recipient.address.to_string()).collect();
        let state = letter.state();
        columns.row([
            plain(&letter.id),
            plain(letter.kind.as_str()),
            plain(letter.contract.as_ref().map_or("-", ContractId::as_str)),
            plain(letter.month),
            plain(to.join(", ")),
            (state.as_str().to_owned(), tone(state)),
        ]);
    }
    Ok(columns.print()?)
}

fn show(global: &Global, letter: &Letter) -> Result<(), Failure> {
    print::out(format_args!("{}  {}  {}", letter.id, letter.kind.as_str(), letter.state().as_str()))?;
    let contract = letter.contract.as_ref().map_or_else(String::new, |contract| format!("contract {contract}, "));
    print::out(format_args!("{contract}{}, in {}", letter.month, letter.language.tag()))?;
    print::out(format_args!("subject: {}", letter.subject))?;
    print::out(format_args!("Message-ID: {}", letter.message_id))?;
    for attachment in &letter.attachments {
        print::out(format_args!("attached: {} ({})", attachment.name, attachment.media_type))?;
    }
    let mut columns =
        Columns::new(global.color, &["recipient", "state", "attempts", "next try", "sent at", "last error"]);
    for recipient in &letter.recipients {
        let waits = recipient.state == LetterState::Pending;
        let state = recipient.state.as_str();
        let at = |time: chrono::DateTime<chrono::Utc>| time.format("%Y-%m-%d %H:%M UTC").to_string();
        columns.row([
            plain(&recipient.address),
            (
                if recipient.unknown { format!("{state}, outcome unknown") } else { state.to_owned() },
                tone(recipient.state),
            ),
            plain(recipient.attempts),
            or_dash(waits.then(|| at(recipient.due_at))),
            or_dash(recipient.sent_at.map(at)),
            or_dash(recipient.last_error.as_ref().or(recipient.reason.as_ref())),
        ]);
    }
    Ok(columns.print()?)
}

fn tone(state: LetterState) -> Tone {
    match state {
        LetterState::Sent => Tone::Good,
        LetterState::Pending => Tone::Watch,
        LetterState::Dead | LetterState::Held => Tone::Bad,
        LetterState::Cancelled => Tone::Plain,
    }
}

fn as_json(letter: &Letter) -> Value {
    let recipient = |recipient: &Recipient| {
        json!({
            "address": recipient.address, "state": recipient.state, "reason": recipient.reason,
            "attempts": recipient.attempts, "due_at": recipient.due_at, "last_error": recipient.last_error,
            "outcome_unknown": recipient.unknown, "sent_at": recipient.sent_at,
        })
    };
    let attachment = |attachment: &outbox::Attachment| json!({"name": attachment.name, "media_type": attachment.media_type, "digest": attachment.content.as_str()});
    json!({
        "id": letter.id, "kind": letter.kind, "contract": letter.contract, "customer": letter.customer,
        "month": letter.month, "quote": letter.quote, "language": letter.language, "subject": letter.subject,
        "state": letter.state(), "message_id": letter.message_id, "created_at": letter.created_at,
        "to": letter.recipients.iter().map(|recipient| &recipient.address).collect::<Vec<_>>(),
        "recipients": letter.recipients.iter().map(recipient).collect::<Vec<_>>(),
        "attachments": letter.attachments.iter().map(attachment).collect::<Vec<_>>(),
    })
}
