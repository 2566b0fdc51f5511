//! What the tests have already: a throw-away PostgreSQL server, and a client for the few lines of HTTP.

#[expect(clippy::unwrap_used, reason = "what cannot set its stage has failed; a panic says where")]
#[expect(dead_code, unused_imports, unused_macros, reason = "the tests need more of it than the benchmark")]
#[path = "../../../tests/it/support/databases.rs"]
pub(crate) mod databases;
#[path = "../../../tests/it/support/http.rs"]
pub(crate) mod http;
