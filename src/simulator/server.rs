//! The HTTP side: routes, limits, start and stop. What is answered is decided in `token` and `graphql`.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::token::Tokens;
use super::world::World;
use super::{graphql, token};

/// The largest request body. A listing query has two kilobytes; anything far above is a mistake of the client.
const BODY_LIMIT: usize = 256 * 1024;

const SDL: &str = include_str!("lens-schema.graphql");

/// The simulated Lens.
#[derive(Debug)]
pub struct Simulator;

/// A simulator that serves until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
}

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The listener has no address.
    #[error("the simulator's listener has no local address")]
    Address(#[source] io::Error),
    /// The program's own schema does not parse: a mistake in lens-schema.graphql.
    #[error("lens-schema.graphql is not a valid GraphQL schema: {0}")]
    Schema(String),
}

/// What every request needs.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) world: Arc<World>,
    pub(super) tokens: Tokens,
    pub(super) schema: Arc<Valid<Schema>>,
}

impl Simulator {
    /// Serves `world` on `listener`: `POST /oauth/token` and `POST /graphql`, plain HTTP.
    pub fn start(listener: TcpListener, world: Arc<World>) -> Result<Running, StartError> {
        let address = listener.local_addr().map_err(StartError::Address)?;
        let service = Service { world, tokens: Tokens::default(), schema: Arc::new(schema()?) };
        let routes = Router::new()
            .route("/oauth/token", post(token::issue))
            .route("/graphql", post(graphql::answer))
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .with_state(Arc::new(service));
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let serve = axum::serve(listener, routes).with_graceful_shutdown(stopped);
        let serving = tokio::spawn(serve.into_future());
        Ok(Running { address, stop, serving })
    }
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the token endpoint, for `lens.token_url`.
    pub fn token_url(&self) -> String {
        format!("http://{}/oauth/token", self.address)
    }

    /// The URL of the API, for `lens.graphql_url`.
    pub fn graphql_url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// Takes no more connections, lets running requests finish, and returns when the port is free.
    ///
    /// # Errors
    /// What the server died of, if it had died before.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.cancel();
        (&mut self.serving).await.unwrap_or_else(|died| Err(io::Error::other(died)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn schema() -> Result<Valid<Schema>, StartError> {
    Schema::parse_and_validate(SDL, "lens-schema.graphql").map_err(|wrong| StartError::Schema(wrong.errors.to_string()))
}
