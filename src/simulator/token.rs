//! The token endpoint: OAuth client credentials as Auth0 speaks them, and which token belongs to whom.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use super::server::Service;

/// How long a token lives, as the real service says.
const LIFE: Duration = Duration::from_hours(24);

/// The tokens given out, by token: client id and end of life on the monotonic clock.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    given: Mutex<BTreeMap<String, (String, Instant)>>,
}

#[derive(Deserialize)]
struct TokenRequest {
    client_id: Option<String>,
    client_secret: Option<String>,
    grant_type: Option<String>,
}

impl Tokens {
    fn give(&self, client_id: String) -> String {
        let token = format!("sim.{}", uuid::Uuid::new_v4().simple());
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        given.retain(|_, (_, end)| *end > now);
        given.insert(token.clone(), (client_id, now + LIFE));
        token
    }

    /// The client that a token was given to, while it is alive.
    pub(super) fn owner(&self, token: &str) -> Option<String> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.get(token).filter(|(_, end)| *end > Instant::now()).map(|(client_id, _)| client_id.clone())
    }
}

/// `POST /oauth/token`.
pub(super) async fn issue(State(service): State<Arc<Service>>, request: Request) -> Response {
    let Some(wanted) = read(request).await else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "The body is neither JSON nor a form");
    };
    let (Some(client_id), Some(secret), Some(grant)) = (wanted.client_id, wanted.client_secret, wanted.grant_type)
    else {
        let text = "Missing required parameter: client_id, client_secret and grant_type are needed";
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", text);
    };
    if grant != "client_credentials" {
        return refuse(StatusCode::FORBIDDEN, "unsupported_grant_type", "Only client_credentials is granted here");
    }
    if !service.world.knows(&client_id, &secret) {
        return refuse(StatusCode::UNAUTHORIZED, "access_denied", "Unauthorized");
    }
    let token = service.tokens.give(client_id);
    Json(json!({"access_token": token, "expires_in": LIFE.as_secs(), "token_type": "Bearer"})).into_response()
}

async fn read(request: Request) -> Option<TokenRequest> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        return Form::from_request(request, &()).await.ok().map(|Form(wanted)| wanted);
    }
    Json::from_request(request, &()).await.ok().map(|Json(wanted)| wanted)
}

fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({"error": error, "error_description": description}))).into_response()
}
