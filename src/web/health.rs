//! `/healthz` and `/readyz`: is the process worth keeping, and can it do its work just now.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::time::timeout;

use super::Watched;
use crate::flow::health::Part;

/// A ledger that does not answer by then is away.
const LEDGER: Duration = Duration::from_secs(3);

/// 200 while every loop goes on; 503 names those that stand still, which only a restart mends.
pub(super) async fn alive(State(watched): State<Arc<Watched>>) -> Response {
    let still: Vec<_> = watched.loops.iter().filter(|(_, loop_)| loop_.stands_still()).map(|(name, _)| *name).collect();
    let status = if still.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "alive": still.is_empty(), "standing_still": still }))).into_response()
}

/// 200, or 503 with every reason why work is not done at present.
pub(super) async fn ready(State(watched): State<Arc<Watched>>) -> Response {
    let mut reasons = watched.health.reasons();
    if reasons.iter().all(|(part, _)| *part != Part::Database) {
        let found = match timeout(LEDGER, watched.engine.db.check()).await {
            Ok(checked) => checked.err().map(|error| error.to_string()),
            Err(_) => Some(format!("it does not answer within {} s", LEDGER.as_secs())),
        };
        reasons.extend(found.map(|reason| (Part::Database, reason)));
    }
    let status = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let told: Vec<_> =
        reasons.iter().map(|(part, reason)| json!({ "part": part.as_str(), "reason": reason })).collect();
    (status, Json(json!({ "ready": told.is_empty(), "reasons": told }))).into_response()
}
