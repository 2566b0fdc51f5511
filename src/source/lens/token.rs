//! The bearer token of one credential: made with its secret, kept, renewed in time, made by one request at a time.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Credential;
use crate::source::Problem;
use crate::source::http::{Answer, Http, Question, Unanswered, Verdict};
use crate::source::retry::Budget;

/// How long before its end a token is no longer used: no request runs longer.
const EARLY: Duration = Duration::from_mins(5);
/// The life of a token whose answer does not tell it. Lens gives a day; too short a guess only costs a request.
const UNTOLD_LIFE: Duration = Duration::from_mins(10);
/// No token is used longer than this, whatever its answer tells.
const LONGEST_LIFE: Duration = Duration::from_hours(24);

/// A token, and its number among those made since the start.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) text: Arc<SecretString>,
    pub(super) serial: u64,
}

/// The tokens of one credential.
#[derive(Debug)]
pub(super) struct Tokens {
    http: Http,
    url: Url,
    credential: Credential,
    held: Mutex<Option<Held>>,
}

#[derive(Debug)]
struct Held {
    token: Token,
    renew_at: Instant,
}

/// The three members of the request, and no other: `audience` and `scope` are not sent by any client that works.
#[derive(Serialize)]
struct Request<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    grant_type: &'static str,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: Option<u64>,
}

/// The usual refusal of an OAuth server.
#[derive(Deserialize)]
struct Denied {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl Tokens {
    pub(super) fn new(http: Http, url: Url, credential: Credential) -> Self {
        Self { http, url, credential, held: Mutex::new(None) }
    }

    pub(super) fn credential(&self) -> &str {
        &self.credential.name
    }

    pub(super) fn secret(&self) -> &SecretString {
        &self.credential.client_secret
    }

    /// The token in hand, unless it nears its end or is the one the server has `refused`; else a new one.
    ///
    /// The lock is held while a new one is made, so that all who need it wait for the same request.
    pub(super) async fn get(&self, refused: Option<u64>, budget: &Budget) -> Result<Token, Problem> {
        let mut held = self.held.lock().await;
        let serial = match &*held {
            Some(held) if refused != Some(held.token.serial) && Instant::now() < held.renew_at => {
                return Ok(held.token.clone());
            }
            Some(held) => held.token.serial + 1,
            None => 0,
        };
        let granted = self.make(budget).await?;
        let token = Token { text: Arc::new(granted.access_token), serial };
        let life = granted.expires_in.map_or(UNTOLD_LIFE, Duration::from_secs).min(LONGEST_LIFE);
        // A life shorter than twice the margin is used for its first half.
        *held =
            Some(Held { token: token.clone(), renew_at: Instant::now() + life.saturating_sub(EARLY).max(life / 2) });
        Ok(token)
    }

    async fn make(&self, budget: &Budget) -> Result<Granted, Problem> {
        let secret = self.secret();
        let request = Request {
            client_id: &self.credential.client_id,
            client_secret: secret.expose_secret(),
            grant_type: "client_credentials",
        };
        let body = serde_json::to_vec(&request).map_err(|error| Problem::Setup { found: error.to_string() })?;
        let question = Question { url: &self.url, bearer: None, body: &body, secrets: &[secret] };
        match self.http.ask(&question, budget, |answer| read(answer, &question)).await {
            Ok(granted) => Ok(granted),
            Err(Unanswered::TokenRefused { found }) => Err(Problem::Unauthorized { found }),
            Err(Unanswered::Failed(problem)) => Err(problem),
        }
    }
}

fn read(answer: &Answer, question: &Question<'_>) -> Result<Granted, Verdict> {
    if let Some(verdict) = answer.transient(question) {
        return Err(verdict);
    }
    if answer.status == StatusCode::OK {
        // Neither the body nor the parser's words are quoted: under another name they may hold the token.
        return serde_json::from_slice(&answer.body).map_err(|error| {
            let place = format!("line {} column {}", error.line(), error.column());
            Problem::Malformed { found: format!("the token endpoint answered without a usable token ({place})") }.into()
        });
    }
    let status = answer.status.as_u16();
    let found = match serde_json::from_slice::<Denied>(&answer.body) {
        Ok(denied) => question.quote(&format!("HTTP {status}: {} {}", denied.error, denied.error_description)),
        Err(_) => answer.quote(question),
    };
    match answer.status {
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            Err(Problem::Unauthorized { found }.into())
        }
        _ => Err(Problem::Refused { found }.into()),
    }
}
