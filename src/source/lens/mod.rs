//! Poly Lens: the tenants a credential may see, and the devices of each.
//!
//! Only queries are sent, never a mutation, and never a question about users. One [`Lens`] stands for one credential:
//! its token, its connections and its share of parallel requests.

mod listing;
mod query;
mod token;
mod wire;

use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;
use tokio::sync::Semaphore;

pub use self::listing::{Incomplete, Listing, Page, StoredPage};
use self::token::Tokens;
use super::http::{Answer, Http, Question, Unanswered, Verdict};
use super::retry::{Budget, Retry};
use super::{Problem, SourceError};

/// How to reach Lens: the section `[lens]` of the settings.
#[derive(Debug, Clone)]
pub struct LensSettings {
    /// Where tokens are made.
    pub token_url: String,
    /// Where queries are answered.
    pub graphql_url: String,
    /// Devices per page, 1 to 5000. It stays the same through a listing.
    pub page_size: u32,
    /// Requests of one credential that run at once.
    pub parallel_tenants: usize,
    /// The longest that one request may take, its body included.
    pub request_timeout: Duration,
    /// How patiently a request is repeated.
    pub retry: Retry,
}

/// An API credential of the Lens portal.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Its name in the settings; it stands in every message.
    pub name: String,
    /// The Client ID shown in the portal.
    pub client_id: String,
    /// The secret that belongs to it.
    pub client_secret: SecretString,
}

/// An account as the portal calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its UUID.
    pub id: String,
    /// Its name in the portal; empty if it has none.
    pub name: String,
}

/// Lens as one credential sees it.
#[derive(Debug)]
pub struct Lens {
    http: Http,
    graphql_url: Url,
    tokens: Tokens,
    page_size: u32,
    give_up_after: Duration,
    running: Semaphore,
}

impl Lens {
    /// A client; nothing is asked yet. Fails if an address is no URL, or would send the secret in clear text.
    pub fn new(settings: &LensSettings, credential: Credential) -> Result<Self, SourceError> {
        let name = credential.name.clone();
        Self::build(settings, credential).map_err(|problem| SourceError { credential: name, tenant: None, problem })
    }

    fn build(settings: &LensSettings, credential: Credential) -> Result<Self, Problem> {
        let http = Http::new(settings.request_timeout, settings.retry)?;
        let token_url = address("token_url", &settings.token_url)?;
        Ok(Self {
            graphql_url: address("graphql_url", &settings.graphql_url)?,
            tokens: Tokens::new(http.clone(), token_url, credential),
            http,
            page_size: settings.page_size,
            give_up_after: settings.retry.give_up_after,
            running: Semaphore::new(settings.parallel_tenants.max(1)),
        })
    }

    /// The time of a new attempt at an audit, as the settings give it.
    pub fn budget(&self) -> Budget {
        Budget::new(self.give_up_after)
    }

    /// The name of its credential.
    pub fn credential(&self) -> &str {
        self.tokens.credential()
    }

    /// Every tenant the credential may see, in the order of their ids.
    pub async fn tenants(&self, budget: &Budget) -> Result<Vec<Tenant>, SourceError> {
        let body = query::tenants();
        let mut tenants = self.ask(&body, None, budget, wire::tenants).await?;
        tenants.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(tenants)
    }

    /// Asks a query; where the token is not taken, once more with a fresh one.
    async fn ask<T>(
        &self,
        body: &[u8],
        tenant: Option<&str>,
        budget: &Budget,
        mut read: impl FnMut(&Answer, &Question<'_>) -> Result<T, Verdict>,
    ) -> Result<T, SourceError> {
        let fail = |problem| self.error(tenant, problem);
        let _turn =
            self.running.acquire().await.map_err(|closed| fail(Problem::Setup { found: closed.to_string() }))?;
        let mut refused = None;
        loop {
            let token = self.tokens.get(refused, budget).await.map_err(fail)?;
            let question =
                Question { url: &self.graphql_url, bearer: Some(&token.text), body, secrets: &[self.tokens.secret()] };
            match self.http.ask(&question, budget, |answer| read(answer, &question)).await {
                Ok(result) => return Ok(result),
                Err(Unanswered::TokenRefused { .. }) if refused.is_none() => refused = Some(token.serial),
                Err(Unanswered::TokenRefused { found }) => return Err(fail(Problem::Unauthorized { found })),
                Err(Unanswered::Failed(problem)) => return Err(fail(problem)),
            }
        }
    }

    fn error(&self, tenant: Option<&str>, problem: Problem) -> SourceError {
        SourceError { credential: self.credential().to_owned(), tenant: tenant.map(str::to_owned), problem }
    }
}

/// The address under that key. Plain http is taken for this machine only: elsewhere the secret could be read on the way.
fn address(key: &str, text: &str) -> Result<Url, Problem> {
    let wrong = |found: String| Problem::Setup { found: format!("{key} {found}") };
    let url = Url::parse(text).map_err(|error| wrong(format!("{text:?} is not a URL ({error})")))?;
    let loopback = url.host_str().is_some_and(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    });
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        "http" => Err(wrong("is plain http to another machine; expected https".to_owned())),
        other => Err(wrong(format!("has the scheme {other:?}; expected https"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_goes_over_https_or_stays_on_this_machine() {
        for good in
            ["https://login.lens.poly.com/oauth/token", "http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/"]
        {
            assert!(address("token_url", good).is_ok(), "{good}");
        }
        for wrong in ["http://login.lens.poly.com/", "ftp://localhost/", "login.lens.poly.com", ""] {
            assert!(address("token_url", wrong).is_err(), "{wrong}");
        }
    }
}
