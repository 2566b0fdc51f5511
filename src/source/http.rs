//! The only HTTP client of the program: time limits, repetition, `Retry-After`, size limits.
//!
//! Only questions that change nothing are sent through it, so every one may be repeated. Redirects are never followed:
//! the bearer token and the secret must not travel to a host that the settings do not name.

use std::sync::Once;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use reqwest::{Client, StatusCode, Url, redirect};
use secrecy::{ExposeSecret, SecretString};

use super::Problem;
use super::retry::{Budget, Retry};
use super::text::{excerpt, excerpt_bytes};

/// No answer of a source is larger: 5,000 devices with long texts stay below 10 MiB.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;
/// As much room is made at once for an answer that announces it; more only as it comes.
const USUAL_ANSWER: usize = 4 * 1024 * 1024;
/// Connecting is quick or does not happen; the rest of the request limit is for the answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Seconds until the window of the rate limit begins anew; a duration, not a moment.
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// A question: JSON posted to an address, with a bearer token or without.
pub(super) struct Question<'a> {
    pub(super) url: &'a Url,
    pub(super) bearer: Option<&'a SecretString>,
    pub(super) body: &'a [u8],
    /// Never to be quoted; the bearer is left out by itself.
    pub(super) secrets: &'a [&'a SecretString],
}

impl Question<'_> {
    /// A foreign text fit for a message.
    pub(super) fn quote(&self, text: &str) -> String {
        excerpt(text, &self.all_secrets())
    }

    fn quote_bytes(&self, body: &[u8]) -> String {
        excerpt_bytes(body, &self.all_secrets())
    }

    fn all_secrets(&self) -> Vec<&str> {
        self.secrets.iter().copied().chain(self.bearer).map(ExposeSecret::expose_secret).collect()
    }
}

/// What came back, whatever the status.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
    ordered: Option<Duration>,
}

impl Answer {
    /// Status and the beginning of the body, for a message.
    pub(super) fn quote(&self, question: &Question<'_>) -> String {
        format!("HTTP {}: {}", self.status.as_u16(), question.quote_bytes(&self.body))
    }

    /// The verdict on an answer that passes by itself: 408, 429, the 5xx, and a 400 that speaks of the rate limit.
    pub(super) fn transient(&self, question: &Question<'_>) -> Option<Verdict> {
        let found = self.quote(question);
        let limited = self.status == StatusCode::BAD_REQUEST && speaks_of_rate_limit(&found);
        let busy = limited || self.status == StatusCode::TOO_MANY_REQUESTS;
        let passes = busy || self.status == StatusCode::REQUEST_TIMEOUT || self.status.is_server_error();
        passes.then(|| self.again(busy, found))
    }

    /// Ask once more, after the time the server orders, if it does.
    pub(super) fn again(&self, busy: bool, found: String) -> Verdict {
        Verdict::Again { busy, found, ordered: self.ordered }
    }
}

/// What an answer that holds no result means.
pub(super) enum Verdict {
    /// Ask the same once more.
    Again { busy: bool, found: String, ordered: Option<Duration> },
    /// The token is not taken; a fresh one may help.
    TokenRefused { found: String },
    /// Asking again would not help.
    Stop(Problem),
}

impl From<Problem> for Verdict {
    fn from(problem: Problem) -> Self {
        Self::Stop(problem)
    }
}

/// Why a question remained without a result.
pub(super) enum Unanswered {
    TokenRefused { found: String },
    Failed(Problem),
}

/// The client. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub(super) struct Http {
    client: Client,
    request_timeout: Duration,
    retry: Retry,
}

impl Http {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that builds the HTTP client")]
    pub(super) fn new(request_timeout: Duration, retry: Retry) -> Result<Self, Problem> {
        install_crypto();
        let client = Client::builder()
            .user_agent(concat!("trueup/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT.min(request_timeout))
            .build()
            .map_err(|error| Problem::Setup { found: format!("no HTTP client: {}", causes(&error)) })?;
        Ok(Self { client, request_timeout, retry })
    }

    /// Asks until `read` has a result, a verdict says stop, or the budget is spent.
    ///
    /// The waits come from backon; the loop is ours, because the budget is shared by many requests and does not count
    /// the waits that the server orders, which backon's own loop cannot express.
    pub(super) async fn ask<T>(
        &self,
        question: &Question<'_>,
        budget: &Budget,
        mut read: impl FnMut(&Answer) -> Result<T, Verdict>,
    ) -> Result<T, Unanswered> {
        let mut waits = ExponentialBuilder::default()
            .with_min_delay(self.retry.first_wait)
            .with_max_delay(self.retry.longest_wait)
            .with_jitter()
            .without_max_times()
            .build();
        let mut told = None;
        loop {
            let sent = self.send(question, budget).await;
            let answered = sent.is_ok();
            let verdict = match sent.and_then(|answer| read(&answer)) {
                Ok(result) => return Ok(result),
                Err(verdict) => verdict,
            };
            let (busy, found, ordered) = match verdict {
                Verdict::Again { busy, found, ordered } => (busy, found, ordered),
                Verdict::TokenRefused { found } => return Err(Unanswered::TokenRefused { found }),
                Verdict::Stop(problem) => return Err(Unanswered::Failed(problem)),
            };
            tracing::debug!(found, "a request has to be repeated");
            // The last request may have been cut short by our own clock; then the answer before it says more.
            if answered || told.is_none() {
                told = Some((busy, found));
            }
            match budget.allow(waits.next().unwrap_or(self.retry.longest_wait), ordered) {
                Some(wait) => {
                    metrics::counter!("trueup_lens_retries_total").increment(1);
                    tokio::time::sleep(wait).await;
                }
                None => return Err(Unanswered::Failed(given_up(told.unwrap_or_default(), budget.waited()))),
            }
        }
    }

    /// One request, its body read to the end or to the limit.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that sends HTTP requests")]
    async fn send(&self, question: &Question<'_>, budget: &Budget) -> Result<Answer, Verdict> {
        let left = budget.left();
        if left.is_zero() {
            return Err(transport("the time for this attempt is up".to_owned()));
        }
        let mut request = self
            .client
            .post(question.url.clone())
            .timeout(self.request_timeout.min(left))
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(question.body.to_vec());
        if let Some(token) = question.bearer {
            request = request.bearer_auth(token.expose_secret());
        }
        let lost = |error: &reqwest::Error| transport(question.quote(&causes(error)));
        metrics::counter!("trueup_lens_requests_total").increment(1);
        let mut response = request.send().await.map_err(|error| lost(&error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(Problem::Redirected { host: target(question, response.headers()) }.into());
        }
        let ordered = ordered_wait(status, response.headers());
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        let mut body = Vec::with_capacity(announced.min(USUAL_ANSWER));
        while let Some(piece) = response.chunk().await.map_err(|error| lost(&error))? {
            if body.len() + piece.len() > LARGEST_ANSWER {
                return Err(Problem::TooLarge { limit: LARGEST_ANSWER }.into());
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, body, ordered })
    }
}

/// Lens says it in words; whether with status 400 or 429 is disputed.
pub(super) fn speaks_of_rate_limit(text: &str) -> bool {
    let text = text.to_lowercase();
    ["rate limit", "rate-limit", "rate_limit", "over limit"].iter().any(|words| text.contains(words))
}

fn given_up((busy, found): (bool, String), waited: Duration) -> Problem {
    if busy { Problem::Busy { found, waited } } else { Problem::Unavailable { found, waited } }
}

fn transport(found: String) -> Verdict {
    Verdict::Again { busy: false, found, ordered: None }
}

/// rustls knows several providers of cryptography and panics when none is chosen; ours is ring.
fn install_crypto() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("a provider of cryptography was installed before");
        }
    });
}

/// The error with its causes: the first alone often says no more than "error sending request".
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The host a redirect points to; its path and query may hold anything and are not shown.
fn target(question: &Question<'_>, headers: &HeaderMap) -> String {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let url = location.and_then(|location| question.url.join(location).ok());
    let host = url.as_ref().and_then(Url::host_str);
    host.map_or_else(|| "an unknown host".to_owned(), |host| question.quote(host))
}

/// The wait the server orders: `Retry-After` in seconds or as a date, else the reset of the rate limit, which says
/// nothing about when a broken server will be well again.
///
/// A date is read against the server's own `Date`, so that no clock of ours comes in.
fn ordered_wait(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let seconds = |name: &HeaderName| text(name).and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let date = |name: &HeaderName| text(name).and_then(|text| DateTime::parse_from_rfc2822(text).ok());
    let until_date = || Some(date(&RETRY_AFTER)?.signed_duration_since(date(&DATE)?).to_std().unwrap_or_default());
    let reset = || if status.is_server_error() { None } else { seconds(&RATE_LIMIT_RESET) };
    seconds(&RETRY_AFTER).or_else(until_date).or_else(reset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_orders_a_wait_in_seconds_as_a_date_or_by_its_rate_limit() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
        };
        let date = [("retry-after", "Sun, 22 Nov 2026 10:01:30 GMT"), ("date", "Sun, 22 Nov 2026 10:00:00 GMT")];
        let past = [("retry-after", "Sun, 22 Nov 2026 09:00:00 GMT"), ("date", "Sun, 22 Nov 2026 10:00:00 GMT")];
        let cases: [(u16, HeaderMap, Option<u64>); 7] = [
            (503, headers(&[("retry-after", "7")]), Some(7)),
            (429, headers(&[("ratelimit-reset", "58")]), Some(58)),
            (503, headers(&[("ratelimit-reset", "58")]), None),
            (503, headers(&date), Some(90)),
            (503, headers(&past), Some(0)),
            (429, headers(&[("retry-after", "soon")]), None),
            (200, headers(&[("retry-after", "7"), ("ratelimit-reset", "58")]), Some(7)),
        ];
        for (status, headers, expected) in cases {
            let found = ordered_wait(StatusCode::from_u16(status).unwrap(), &headers);
            assert_eq!(found, expected.map(Duration::from_secs), "{status} {headers:?}");
        }
    }
}
