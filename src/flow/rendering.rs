//! Documents are rendered away from the async threads, two at a time: laying a page out takes tens of milliseconds and
//! tens of megabytes.

use anyhow::{Context, Result};
use tokio::sync::Semaphore;

static TURNS: Semaphore = Semaphore::const_new(2);

/// Renders in its turn.
pub(super) async fn render<T, E>(task: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T>
where
    T: Send + 'static,
    E: Into<anyhow::Error> + Send + 'static,
{
    let _turn = TURNS.acquire().await.context("rendering has ended")?;
    tokio::task::spawn_blocking(task).await.context("rendering stopped in the middle")?.map_err(Into::into)
}
