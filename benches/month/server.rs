//! The Lens server of the benchmark: every answer lies ready as bytes.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::Result;
use crate::estate::Estate;

/// A server that answers until it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    _runtime: Runtime,
}

/// The answers.
struct Ready {
    tenants: Bytes,
    /// By tenant and page.
    pages: Vec<Vec<Bytes>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    operation_name: String,
    variables: Variables,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Variables {
    tenant_id: String,
    params: Params,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Params {
    next_token: Option<String>,
}

impl Server {
    /// Renders every page and begins to answer on loopback; `around` may put something between a request and its answer.
    pub(super) fn start(estate: &Estate, around: impl FnOnce(Router) -> Router) -> Result<Self> {
        let tenants: Vec<_> = (0..estate.all_tenants())
            .map(|tenant| json!({"id": Estate::tenant(tenant), "name": format!("Tenant {tenant}")}))
            .collect();
        let tenants = json!({"data": {"tenants": tenants}}).to_string().into();
        let pages = |tenant| estate.pages(tenant).into_iter().map(Bytes::from).collect();
        let ready = Ready { tenants, pages: (0..estate.all_tenants()).map(pages).collect() };
        let routes = Router::new()
            .route("/oauth/token", post(token))
            .route("/graphql", post(answer))
            .layer(DefaultBodyLimit::max(64 * 1024))
            .with_state(Arc::new(ready));
        let routes = around(routes);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        runtime.spawn(axum::serve(listener, routes).into_future());
        Ok(Self { address, _runtime: runtime })
    }

    /// Where it answers.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn token() -> Response {
    let token = json!({"access_token": "bench", "expires_in": 86_400, "token_type": "Bearer"});
    ([(header::CONTENT_TYPE, "application/json")], token.to_string()).into_response()
}

async fn answer(State(ready): State<Arc<Ready>>, body: Bytes) -> Response {
    let Some(answer) = find(&ready, &body) else { return StatusCode::NOT_FOUND.into_response() };
    ([(header::CONTENT_TYPE, "application/json")], answer).into_response()
}

fn find(ready: &Ready, body: &[u8]) -> Option<Bytes> {
    let Question { operation_name, variables } = serde_json::from_slice(body).ok()?;
    if operation_name == "Tenants" {
        return Some(ready.tenants.clone());
    }
    let tenant: usize = variables.tenant_id.rsplit('-').next()?.parse().ok()?;
    let page: usize = variables.params.next_token.map_or(Some(0), |token| token.parse().ok())?;
    ready.pages.get(tenant)?.get(page).cloned()
}
