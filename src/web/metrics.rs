//! `/metrics`: what was counted in this process, and the ledger at a glance, as Prometheus reads it.
//!
//! No label names a customer, a partner or a device.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use metrics::gauge;

use super::Watched;
use crate::domain::state::{AuditState, LetterState};
use crate::store::StoreError;
use crate::store::overview::{self, Pile};

/// The text format of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Everything; 503 with what the process counted itself when the ledger does not answer.
pub(super) async fn metrics(State(watched): State<Arc<Watched>>) -> Response {
    gauge!("trueup_ready_state").set(if watched.health.reasons().is_empty() { 1.0 } else { 0.0 });
    let status = match ledger(&watched).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::debug!(%error, "the ledger's metrics cannot be read");
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    (status, [(header::CONTENT_TYPE, TEXT)], watched.metrics.render()).into_response()
}

/// Reads the ledger and sets its gauges.
async fn ledger(watched: &Watched) -> Result<(), StoreError> {
    let engine = &watched.engine;
    let now = engine.clock.now();
    let (audits, letters, last) = {
        let mut tx = engine.db.read().await?;
        let audits = overview::audits(&mut tx, engine.calendar.month(now)).await?;
        (audits, overview::letters(&mut tx).await?, overview::last_audit(&mut tx).await?)
    };
    for state in AuditState::ALL {
        let pile = audits.iter().find(|pile| pile.state == *state);
        gauge!("trueup_audits", "state" => state.as_str()).set(count(pile));
        if !matches!(state, AuditState::Audited | AuditState::NotAudited) {
            gauge!("trueup_audits_oldest_seconds", "state" => state.as_str()).set(age(pile, now));
        }
    }
    for state in LetterState::ALL {
        let pile = letters.iter().find(|pile| pile.state == *state);
        gauge!("trueup_letters", "state" => state.as_str()).set(count(pile));
        if !matches!(state, LetterState::Sent | LetterState::Cancelled) {
            gauge!("trueup_letters_oldest_seconds", "state" => state.as_str()).set(age(pile, now));
        }
    }
    gauge!("trueup_next_audit_timestamp_seconds").set(engine.calendar.next_due(now).map_or(0.0, timestamp));
    gauge!("trueup_last_audit_timestamp_seconds").set(last.map_or(0.0, timestamp));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a double; counts stay far below 2^53")]
fn count<S>(pile: Option<&Pile<S>>) -> f64 {
    pile.map_or(0.0, |pile| pile.count as f64)
}

/// Seconds since the oldest came to be, 0 if there is none.
fn age<S>(pile: Option<&Pile<S>>, now: DateTime<Utc>) -> f64 {
    let oldest = pile.and_then(|pile| pile.oldest);
    oldest.map_or(0.0, |oldest| (now - oldest).max(TimeDelta::zero()).as_seconds_f64())
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 stay far below 2^53")]
fn timestamp(moment: DateTime<Utc>) -> f64 {
    moment.timestamp() as f64
}
