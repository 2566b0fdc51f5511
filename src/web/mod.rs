//! What the daemon answers over HTTP: whether it lives, whether it can work, its metrics. Reads the ledger, changes
//! nothing, names no customer.
//!
//! Whoever connects gets little room and little time: few connections, short headers, no bodies.

mod health;
mod metrics;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::{debug, warn};

use crate::flow::Engine;
use crate::flow::health::Health;
use crate::flow::progress::Progress;

/// Connections at once; more wait.
const CONNECTIONS: usize = 32;
/// A request's head has to be there by then.
const HEAD: Duration = Duration::from_secs(5);
/// An answer has to be there by then.
const ANSWER: Duration = Duration::from_secs(10);
/// The longest a connection is kept, so that idle ones do not fill the room.
const CONNECTION: Duration = Duration::from_mins(1);
/// The longest head of a request.
const LARGEST_HEAD: usize = 16 * 1024;

/// What the answers are made of.
#[derive(Debug)]
pub struct Watched {
    /// Ledger, clock and calendar.
    pub engine: Arc<Engine>,
    /// What the loops found to be wrong.
    pub health: Health,
    /// The loops, by name.
    pub loops: Vec<(&'static str, Progress)>,
    /// What was counted in this process.
    pub metrics: PrometheusHandle,
}

/// Answers on `listener` for ever.
pub async fn serve(listener: TcpListener, watched: Arc<Watched>) {
    let service = TowerToHyperService::new(routes(watched));
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = converse(stream, service.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(error) => {
                // As when there are no more file descriptors: it passes, and trying at once would not help.
                warn!(%error, "a connection could not be taken");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, service: TowerToHyperService<Router>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    if let Ok(Err(error)) = timeout(CONNECTION, connection).await {
        debug!(%error, "a connection ended early");
    }
}

fn routes(watched: Arc<Watched>) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::metrics))
        .layer(DefaultBodyLimit::max(0))
        .layer(middleware::from_fn(in_time))
        .with_state(watched)
}

async fn in_time(request: Request, next: Next) -> Response {
    let late = |_| (StatusCode::SERVICE_UNAVAILABLE, "no answer in time\n").into_response();
    timeout(ANSWER, next.run(request)).await.unwrap_or_else(late)
}
