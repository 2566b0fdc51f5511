//! The outbox loop: claim, send with no transaction open, mark. The only place from which mail leaves.
//!
//! Each recipient of a letter is a delivery of its own. What a crash interrupts is found again by its lease and sent
//! under the same Message-ID; the journal says so. What an attempt came to is written down by `mark`.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::clock::Clock;
use crate::flow::mark::{self, Claimed, Marked, Verdict, masked};
use crate::flow::pace::Pace;
use crate::flow::progress::Progress;
pub use crate::flow::round::Delivered;
use crate::flow::round::Round;
use crate::mail::MailSettings;
use crate::mail::gate::{Gate, gate};
use crate::mail::message::{self, Outgoing, OutgoingAttachment};
pub use crate::mail::transport::Stop;
use crate::mail::transport::{Outcome, Sender, Transport, TransportError};
use crate::store::blobs::{self, Digest};
use crate::store::delivery::{self, Delivery, DeliveryKey};
use crate::store::lease::Lease;
use crate::store::{Db, StoreError, Tx};

/// Deliveries under way at the same time, and so connections to the mail server: few enough for any relay.
const WORKERS: usize = 4;
/// Deliveries looked up at once.
const BATCH: u32 = 256;
/// How long a claim holds: what a dead process had in hand is taken over after that.
const LEASE: TimeDelta = TimeDelta::seconds(15);
/// A third of the lease, so that one renewal may fail.
const RENEW_EVERY: Duration = Duration::from_secs(5);
/// How long a run waits for what a process that died had in hand: twice a lease, and less than the shortest back-off.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it looks whether that has become free.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Sends what is in the outbox.
pub struct Deliverer {
    db: Db,
    clock: Clock,
    settings: MailSettings,
    transport: Transport,
    /// `mail.per_minute`.
    pace: Option<Pace>,
    /// Cancelled when the process is to end: what is being sent is finished, nothing more is begun.
    stop: CancellationToken,
    /// Moves with every delivery.
    progress: Progress,
    /// What the ledger could not take because it was out of order.
    unmarked: Mutex<Vec<Done>>,
}

/// A delivery that was tried, and what that came to.
struct Done {
    key: DeliveryKey,
    lease: Lease,
    delivery: Delivery,
    verdict: Verdict,
}

impl Deliverer {
    /// Builds the transport that the settings name; nothing is connected yet.
    pub fn new(db: Db, clock: Clock, settings: MailSettings) -> Result<Self, TransportError> {
        let transport = Transport::new(&settings)?;
        Ok(Self::with_transport(db, clock, settings, transport))
    }

    /// The same with a transport that is there already.
    pub fn with_transport(db: Db, clock: Clock, settings: MailSettings, transport: Transport) -> Self {
        // A folder needs no protection.
        let limit = match &transport {
            Transport::Folder(_) => None,
            Transport::Smtp(_) => settings.per_minute,
        };
        let pace = limit.map(Pace::new);
        let (stop, progress, unmarked) = (CancellationToken::new(), Progress::default(), Mutex::default());
        Self { db, clock, settings, transport, pace, stop, progress, unmarked }
    }

    /// The same under a daemon, which may be told to end and watches whether it goes on.
    #[must_use]
    pub fn watched(self, stop: CancellationToken, progress: Progress) -> Self {
        Self { stop, progress, ..self }
    }

    /// Delivers all that is due now. What is due later stays; what a process that died had in hand is waited for, until
    /// its lease has ended.
    pub async fn run_until_idle(&self) -> Result<Delivered, StoreError> {
        let mut total = Delivered::default();
        let began = Instant::now();
        loop {
            total.add(self.deliver_due().await?);
            if total.stopped.is_some() || began.elapsed() >= PATIENCE {
                return Ok(total);
            }
            let next = delivery::next_due(&mut self.db.read().await?).await?;
            let soon = self.clock.now() + PATIENCE;
            if next.is_none_or(|next| next > soon) {
                return Ok(total);
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Delivers all that is due now and waits for nothing.
    pub async fn deliver_due(&self) -> Result<Delivered, StoreError> {
        let round = Round::default();
        // Before anything is claimed: what is known now, nobody would know after a claim.
        while let Some(done) = self.next_unmarked() {
            round.count(self.finish(done).await?);
        }
        let mut senders: Vec<_> = (0..WORKERS).map(|_| self.transport.sender()).collect();
        let outcome = self.deliver_batches(&mut senders, &round).await;
        join_all(senders.into_iter().map(Sender::close)).await;
        outcome.map(|()| round.delivered())
    }

    /// Whether letters pass at present, as far as that can be known without sending one.
    pub async fn probe(&self) -> Result<(), Stop> {
        self.transport.probe().await
    }

    async fn deliver_batches<'a>(&'a self, senders: &mut [Sender<'a>], round: &Round) -> Result<(), StoreError> {
        while !round.is_stopped() && !self.stop.is_cancelled() {
            let due = delivery::due(&mut self.db.read().await?, self.clock.now(), BATCH).await?;
            if due.is_empty() {
                break;
            }
            round.fill(due);
            let workers = senders.iter_mut().map(|sender| self.work(sender, round));
            join_all(workers).await.into_iter().collect::<Result<(), _>>()?;
            round.close_batch();
        }
        Ok(())
    }

    /// One worker: takes deliveries from the round until none is left, or until the server lets it in no more. A server
    /// that grants fewer connections than there are workers is served by those it lets in.
    async fn work<'a>(&'a self, sender: &mut Sender<'a>, round: &Round) -> Result<(), StoreError> {
        while let Some(key) = round.next() {
            if let Some(pace) = &self.pace {
                tokio::select! {
                    () = pace.turn() => {}
                    () = self.stop.cancelled() => break,
                }
            }
            if round.is_stopped() || self.stop.is_cancelled() {
                break;
            }
            let marked = self.deliver(sender, &key).await?;
            self.progress.step();
            let shut_out = matches!(marked, Some(Marked::Deferred(Some(_))));
            round.count(marked);
            if shut_out {
                break;
            }
        }
        Ok(())
    }

    /// From the claim to the mark; none if somebody else has the delivery.
    async fn deliver<'a>(&'a self, sender: &mut Sender<'a>, key: &DeliveryKey) -> Result<Option<Marked>, StoreError> {
        let lease = Lease::new(self.clock.now(), LEASE);
        let Some(delivery) = self.claim(key, &lease).await? else {
            return Ok(None);
        };
        debug!(letter.id = %key.letter, letter.kind = delivery.letter.kind.as_str(), "stage deliver begins");
        let attempt = self.attempt(sender, &delivery, async || self.still_held(key, &lease).await);
        let Some(verdict) = self.while_held(key, &lease, attempt).await.transpose()?.flatten() else {
            // What was under way is cut off in the middle: the connection cannot be used any more.
            *sender = self.transport.sender();
            warn!(letter.id = %key.letter, recipient = masked(&key.address), "delivery was left to another process");
            return Ok(None);
        };
        self.finish(Done { key: key.clone(), lease, delivery, verdict }).await
    }

    /// Writes down what an attempt came to; none if somebody else has taken the delivery over. Where the ledger is out of
    /// order it is kept in mind, for otherwise the letter would have to be sent again.
    async fn finish(&self, done: Done) -> Result<Option<Marked>, StoreError> {
        let Done { key, delivery, .. } = &done;
        let marked = match self.mark(&done).await {
            Ok(marked) => Some(marked),
            Err(StoreError::LeaseLost { .. }) => {
                warn!(letter.id = %key.letter, recipient = masked(&key.address), "delivery was taken over by another process");
                None
            }
            Err(error) => {
                if error.is_outage() {
                    self.unmarked().push(done);
                }
                return Err(error);
            }
        };
        debug!(letter.id = %key.letter, letter.kind = delivery.letter.kind.as_str(), "stage deliver ends");
        Ok(marked)
    }

    fn next_unmarked(&self) -> Option<Done> {
        self.unmarked().pop()
    }

    /// Nothing is left half changed while the lock is held, so that a panic elsewhere does not matter.
    fn unmarked(&self) -> MutexGuard<'_, Vec<Done>> {
        self.unmarked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn mark(&self, done: &Done) -> Result<Marked, StoreError> {
        let Done { key, lease, delivery, verdict } = done;
        let claimed = Claimed { key, token: &lease.token, delivery, now: self.clock.now() };
        let mut tx = self.db.write().await?;
        let marked = mark::mark(&mut tx, &claimed, verdict).await?;
        tx.commit().await?;
        mark::tell(delivery, verdict, &marked);
        Ok(marked)
    }

    async fn claim(&self, key: &DeliveryKey, lease: &Lease) -> Result<Option<Delivery>, StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let claimed = delivery::claim(&mut tx, key, lease, now).await?;
        if let Some(delivery) = &claimed
            && delivery.interrupted
            && matches!(self.transport, Transport::Smtp(_))
        {
            // A file that was half written is written anew and harms nobody; a message may have gone out.
            mark::sent_again(&mut tx, delivery, now).await?;
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// Sends, with no transaction open; none if the message was not `ours` to send any more.
    async fn attempt(
        &self,
        sender: &mut Sender<'_>,
        delivery: &Delivery,
        ours: impl AsyncFnOnce() -> bool,
    ) -> Result<Option<Verdict>, StoreError> {
        let to = match gate(&self.settings, &delivery.address) {
            Gate::Send(to) | Gate::Redirect { to, .. } => to,
            Gate::Hold(reason) => return Ok(Some(Verdict::Hold(reason))),
        };
        let letter = match self.content(delivery).await {
            Ok(letter) => letter,
            // The letter is damaged and will stay so; the others need not wait for it.
            Err(damage @ (StoreError::Corrupt { .. } | StoreError::Missing { .. })) => {
                return Ok(Some(Verdict::Tried(Outcome::Refused(damage.to_string()))));
            }
            Err(error) => return Err(error),
        };
        let outcome = match message::build(&self.settings, letter, self.clock.now()) {
            Ok(bytes) => sender.send(&delivery.letter.id, &to, &bytes, ours).await,
            Err(error) => Some(Outcome::Refused(error.to_string())),
        };
        Ok(outcome.map(Verdict::Tried))
    }

    /// The letter with its bytes.
    async fn content(&self, delivery: &Delivery) -> Result<Outgoing, StoreError> {
        let letter = &delivery.letter;
        let mut tx = self.db.read().await?;
        let mut attachments = Vec::new();
        for file in &letter.attachments {
            let bytes = bytes_of(&mut tx, &file.content).await?;
            attachments.push(OutgoingAttachment {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                bytes,
                content_id: file.content_id.clone(),
            });
        }
        Ok(Outgoing {
            message_id: letter.message_id.clone(),
            in_reply_to: letter.in_reply_to.clone(),
            sender: letter.sender.clone(),
            kind: letter.kind,
            contract: letter.contract.clone(),
            month: Some(letter.month),
            subject: letter.subject.clone(),
            html: text_of(&mut tx, &letter.html).await?,
            text: text_of(&mut tx, &letter.text).await?,
            to: letter.recipients.iter().map(|recipient| recipient.address.clone()).collect(),
            attachments,
        })
    }

    /// Does the work while the lease is renewed beside it; none if the lease could not be held.
    async fn while_held<T>(&self, key: &DeliveryKey, lease: &Lease, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = work => Some(done),
            () = self.hold(key, lease) => None,
        }
    }

    /// The last look before the message goes out: a process that was stalled for longer than its lease goes on where it
    /// stood, and meanwhile another one may have sent the letter. Whoever cannot ask must not send either.
    async fn still_held(&self, key: &DeliveryKey, lease: &Lease) -> bool {
        let held = self.renew(key, lease).await;
        if let Err(error) = &held {
            warn!(letter.id = %key.letter, %error, "message held back");
        }
        held.is_ok()
    }

    /// Returns when the lease is lost, or may end before it could be renewed again.
    async fn hold(&self, key: &DeliveryKey, lease: &Lease) {
        let length = LEASE.to_std().unwrap_or_default();
        let mut ends = Instant::now() + length;
        loop {
            sleep(RENEW_EVERY).await;
            let asked = Instant::now();
            match timeout(RENEW_EVERY, self.renew(key, lease)).await {
                Ok(Ok(())) => ends = asked + length,
                Ok(Err(StoreError::LeaseLost { .. })) => return,
                Ok(Err(error)) => warn!(letter.id = %key.letter, %error, "lease not renewed"),
                Err(_) => warn!(letter.id = %key.letter, "lease not renewed in time"),
            }
            if Instant::now() + RENEW_EVERY >= ends {
                return;
            }
        }
    }

    async fn renew(&self, key: &DeliveryKey, lease: &Lease) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        delivery::renew(&mut tx, key, &lease.renewed(self.clock.now(), LEASE)).await?;
        tx.commit().await
    }
}

async fn bytes_of(tx: &mut Tx, digest: &Digest) -> Result<Vec<u8>, StoreError> {
    let missing = || StoreError::Missing { table: "blobs", id: digest.to_string() };
    blobs::get(tx, digest).await?.ok_or_else(missing)
}

async fn text_of(tx: &mut Tx, digest: &Digest) -> Result<String, StoreError> {
    let wrong = |error: std::string::FromUtf8Error| StoreError::Corrupt {
        table: "blobs",
        id: digest.to_string(),
        column: "content",
        problem: error.to_string(),
    };
    String::from_utf8(bytes_of(tx, digest).await?).map_err(wrong)
}
