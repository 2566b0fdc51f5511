//! A Lens server that takes its time, and knows how many asked it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};

/// What came in.
#[derive(Clone, Default)]
pub(crate) struct Traffic {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    all: Arc<AtomicUsize>,
}

impl Traffic {
    /// Puts a wait between every request and its answer, and counts.
    pub(crate) fn delayed(&self, routes: Router, delay: Duration) -> Router {
        let traffic = self.clone();
        let wait = move |request: Request, next: Next| {
            let traffic = traffic.clone();
            async move {
                let now = traffic.now.fetch_add(1, Ordering::Relaxed) + 1;
                traffic.most.fetch_max(now, Ordering::Relaxed);
                traffic.all.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(delay).await;
                let answer = next.run(request).await;
                traffic.now.fetch_sub(1, Ordering::Relaxed);
                answer
            }
        };
        routes.layer(middleware::from_fn(wait))
    }

    /// The most requests that were in hand at once.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }

    /// All requests.
    pub(crate) fn all(&self) -> usize {
        self.all.load(Ordering::Relaxed)
    }
}
