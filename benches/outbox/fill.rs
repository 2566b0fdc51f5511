//! An outbox full of letters: the sample report and its list of devices, no two alike.

use std::fmt::Write;
use std::time::Duration;

use chrono::{DateTime, Utc};
use trueup::document::{self, RenderedMail, sample};
use trueup::domain::language::Language;
use trueup::domain::month::Month;
use trueup::domain::state::LetterKind;
use trueup::store::outbox::{self, Attachment, NewLetter};
use trueup::store::{Db, Open, Tx, blobs, new_id};

use crate::Result;

/// Letters of one transaction.
const AT_ONCE: usize = 500;
/// Devices of an attached list.
const DEVICES: usize = 200;

/// Writes so many letters, each to one recipient of its own, due at `now`.
pub(super) async fn fill(url: &str, letters: usize, now: DateTime<Utc>) -> Result<()> {
    let templates = document::load(None)?;
    let mails = sample::render_all(&templates);
    let mail = mails.into_iter().find(|(name, _)| name == "report-true-up-it").ok_or("the sample report is gone")?.1?;
    let db = Db::open(url, Open::Existing).await?;
    for first in (0..letters).step_by(AT_ONCE) {
        let mut tx = db.write().await?;
        for number in first..(first + AT_ONCE).min(letters) {
            write(&mut tx, number, &mail, now).await?;
        }
        tx.commit().await?;
    }
    db.close().await;
    Ok(())
}

async fn write(tx: &mut Tx, number: usize, mail: &RenderedMail, now: DateTime<Utc>) -> Result<()> {
    let contract = format!("PPE-{number:05}");
    let id = new_id(now);
    let content = blobs::put(tx, devices(number).as_bytes()).await?;
    let list = Attachment {
        name: format!("devices-{contract}-2026-10.csv"),
        media_type: "text/csv; charset=utf-8".to_owned(),
        content,
        content_id: None,
    };
    let letter = NewLetter {
        id: &id,
        key: &format!("csm_report:{contract}:2026-10:v1"),
        kind: LetterKind::CsmReport,
        contract: Some(&contract.parse()?),
        customer: Some(&format!("customer-{number}").parse()?),
        month: "2026-10".parse::<Month>()?,
        quote: None,
        language: Language::It,
        subject: &format!("{} ({contract})", mail.subject),
        message_id: &format!("<{id}@seller.example>"),
        html: &mail.html.replace("PPE-2026-0007", &contract),
        text: &mail.text.replace("PPE-2026-0007", &contract),
        recipients: &[format!("csm-{number}@service.example").parse()?],
        attachments: &[list],
        in_reply_to: None,
        sender: None,
    };
    outbox::enqueue(tx, letter, now).await?;
    Ok(())
}

fn devices(letter: usize) -> String {
    let mut csv = "device,model,serial,category,counted\n".to_owned();
    for device in 0..DEVICES {
        let serial = (letter * DEVICES + device).wrapping_mul(0x9e37_79b9);
        writeln!(csv, "{device},Voyager Focus 2 Series,S{serial:012X},headset,yes").expect("a String takes everything");
    }
    csv
}

/// How many pass in a second.
pub(super) fn per_second(letters: usize, wall: Duration) -> u128 {
    letters as u128 * 1000 / wall.as_millis().max(1)
}
