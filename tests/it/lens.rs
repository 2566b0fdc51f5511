//! Lens, as a client that trusts nothing: tokens, retries, errors told apart, and listings that end and are whole.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use trueup::domain::device::Observation;
use trueup::source::lens::{Credential, Lens, LensSettings, Listing, Page, StoredPage};
use trueup::source::retry::{Budget, Retry};
use trueup::source::{Problem, SourceError};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const TENANT: &str = "00000000-0000-4000-8000-000000000001";
const SECRET: &str = "s3cret-of-the-credential";

/// A server that makes tokens `token-1`, `token-2`, … and answers queries from a script, the last answer for ever.
struct Fake {
    server: MockServer,
}

impl Fake {
    async fn answering(script: Vec<ResponseTemplate>) -> Self {
        let server = MockServer::start().await;
        let made = AtomicU32::new(0);
        Mock::given(path("/oauth/token"))
            .respond_with(move |_: &Request| {
                let token = format!("token-{}", made.fetch_add(1, Ordering::SeqCst) + 1);
                ResponseTemplate::new(200)
                    .set_body_json(json!({"access_token": token, "expires_in": 86_400, "token_type": "Bearer"}))
            })
            .mount(&server)
            .await;
        let script = Mutex::new(script);
        Mock::given(path("/graphql"))
            .respond_with(move |_: &Request| {
                let mut script = script.lock().unwrap();
                if script.len() > 1 { script.remove(0) } else { script[0].clone() }
            })
            .mount(&server)
            .await;
        Self { server }
    }

    fn lens(&self) -> Lens {
        self.patient_lens(Duration::from_mins(1))
    }

    fn patient_lens(&self, give_up_after: Duration) -> Lens {
        let settings = LensSettings {
            token_url: format!("{}/oauth/token", self.server.uri()),
            graphql_url: format!("{}/graphql", self.server.uri()),
            page_size: 2,
            parallel_tenants: 4,
            request_timeout: Duration::from_secs(20),
            retry: Retry {
                give_up_after,
                first_wait: Duration::from_millis(1),
                longest_wait: Duration::from_millis(5),
            },
        };
        let client_secret = SECRET.to_owned().into();
        Lens::new(&settings, Credential { name: "nordcom".to_owned(), client_id: "id".to_owned(), client_secret })
            .unwrap()
    }

    async fn requests(&self, at: &str) -> Vec<Request> {
        let all = self.server.received_requests().await.unwrap();
        all.into_iter().filter(|request| request.url.path() == at).collect()
    }

    async fn queries(&self) -> Vec<Request> {
        self.requests("/graphql").await
    }
}

fn bearer(request: &Request) -> &str {
    request.headers.get("authorization").unwrap().to_str().unwrap()
}

fn page(ids: &[&str], total: u64, next: Option<&str>) -> ResponseTemplate {
    let edges: Vec<Value> = ids.iter().map(|id| json!({"node": {"id": id, "hardwareModel": "CCX 500"}})).collect();
    search(&json!({
        "edges": edges,
        "pageInfo": {"totalCount": total, "countOnPage": ids.len(), "nextToken": next, "hasNextPage": next.is_some()},
        "error": null
    }))
}

fn search(search: &Value) -> ResponseTemplate {
    ok(&json!({"data": {"tenant": {"inventory": {"deviceSearch": search}}}}))
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn graphql_error(status: u16, message: &str, code: &str) -> ResponseTemplate {
    let error = json!({"message": message, "extensions": {"code": code, "stacktrace": ["at /srv/app/secret-path.js"]}});
    ResponseTemplate::new(status).set_body_json(json!({"errors": [error], "data": null}))
}

async fn list(lens: &Lens) -> Result<Vec<Page>, SourceError> {
    let budget = lens.budget();
    let mut listing = Listing::start(lens, TENANT, &budget);
    let mut pages = Vec::new();
    while let Some(page) = listing.next_page().await? {
        pages.push(page);
    }
    Ok(pages)
}

async fn failure(script: Vec<ResponseTemplate>) -> SourceError {
    let fake = Fake::answering(script).await;
    list(&fake.patient_lens(Duration::from_millis(400))).await.unwrap_err()
}

fn ids(pages: &[Page]) -> Vec<String> {
    let lines = pages.iter().flat_map(|page| page.lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()));
    lines.map(|line| serde_json::from_slice::<Observation>(line).unwrap().id).collect()
}

#[tokio::test]
async fn a_listing_asks_for_devices_of_one_tenant_and_never_for_users() {
    let fake = Fake::answering(vec![page(&["a", "b"], 3, Some("t1")), page(&["c"], 3, None)]).await;
    let pages = list(&fake.lens()).await.unwrap();
    assert_eq!(ids(&pages), ["a", "b", "c"]);
    let queries = fake.queries().await;
    assert_eq!(queries.len(), 2);
    for (query, token) in queries.iter().zip([None, Some("t1")]) {
        assert_eq!(query.headers.get("user-agent").unwrap(), concat!("trueup/", env!("CARGO_PKG_VERSION")));
        let body: Value = query.body_json().unwrap();
        assert!(!body["query"].as_str().unwrap().to_lowercase().contains("user"));
        assert_eq!(body["variables"]["tenantId"], TENANT);
        assert_eq!(body["variables"]["params"]["pageSize"], 2);
        assert_eq!(body["variables"]["params"]["nextToken"].as_str(), token);
    }
    let token: Value = fake.requests("/oauth/token").await[0].body_json().unwrap();
    assert_eq!(token, json!({"client_id": "id", "client_secret": SECRET, "grant_type": "client_credentials"}));
}

#[tokio::test]
async fn a_device_is_kept_with_what_counting_needs_and_without_the_rest() {
    let node = json!({
        "id": "482567139733", "name": "deskie", "serialNumber": 1_234_567, "macAddress": "48:25:67:13:97:33",
        "hardwareModel": null, "hardwareProduct": "Edge E350", "hardwareFamily": "Edge E", "productId": "Edge E350",
        "softwareVersion": "8.6.0.1321", "connected": false, "lastDetected": "2026-08-12T09:19:41.047Z",
        "site": {"name": "Home"}, "room": null, "user": {"name": "Mario Rossi"}
    });
    let info = json!({"totalCount": 1, "nextToken": null, "hasNextPage": false});
    let fake = Fake::answering(vec![search(&json!({"edges": [{"node": node}], "pageInfo": info}))]).await;
    let pages = list(&fake.lens()).await.unwrap();
    let expected = r#"{"id":"482567139733","model":"Edge E350","product_id":"Edge E350","serial":"1234567","#
        .to_owned()
        + r#""mac":"48:25:67:13:97:33","last_detected":"2026-08-12T09:19:41.047Z","name":"deskie","site":"Home","#
        + r#""software":"8.6.0.1321","connected":false}"#
        + "\n";
    assert_eq!(String::from_utf8(pages[0].lines.clone()).unwrap(), expected);
}

#[tokio::test]
async fn tenants_come_in_the_order_of_their_ids() {
    let fake = Fake::answering(vec![ok(
        &json!({"data": {"tenants": [{"id": "b", "name": null}, {"id": "a", "name": "Acme"}]}}),
    )])
    .await;
    let lens = fake.lens();
    let tenants = lens.tenants(&lens.budget()).await.unwrap();
    let pairs: Vec<_> = tenants.iter().map(|tenant| (tenant.id.as_str(), tenant.name.as_str())).collect();
    assert_eq!(pairs, [("a", "Acme"), ("b", "")]);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_whether_refused_by_status_or_by_error() {
    for refusal in [
        ResponseTemplate::new(401).set_body_string("token expired"),
        graphql_error(200, "You must be logged in to run this query", "UNAUTHENTICATED"),
        graphql_error(400, "jwt expired", "UNAUTHENTICATED"),
    ] {
        let fake = Fake::answering(vec![refusal, page(&["a"], 1, None)]).await;
        assert_eq!(ids(&list(&fake.lens()).await.unwrap()), ["a"]);
        let queries = fake.queries().await;
        assert_eq!(queries.iter().map(bearer).collect::<Vec<_>>(), ["Bearer token-1", "Bearer token-2"]);
    }
}

#[tokio::test]
async fn a_second_refusal_is_the_end() {
    let fake = Fake::answering(vec![ResponseTemplate::new(401).set_body_string("no token-1 token-2")]).await;
    let error = list(&fake.lens()).await.unwrap_err();
    assert_eq!(error.reason(), "unauthorized");
    assert!(error.to_string().starts_with("Lens credential nordcom, tenant 0000"), "{error}");
    assert!(!error.to_string().contains("token-2"), "{error}");
    assert_eq!(fake.queries().await.len(), 2);
}

#[tokio::test]
async fn one_token_serves_requests_that_start_together() {
    let fake = Fake::answering(vec![page(&["a"], 1, None)]).await;
    let lens = fake.lens();
    let (one, two, three) = tokio::join!(list(&lens), list(&lens), list(&lens));
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(fake.requests("/oauth/token").await.len(), 1);
}

#[tokio::test]
async fn wrong_credentials_are_named_and_the_secret_is_not() {
    let server = MockServer::start().await;
    let denied = json!({"error": "access_denied", "error_description": format!("Unauthorized {SECRET}")});
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(401).set_body_json(denied))
        .mount(&server)
        .await;
    let fake = Fake { server };
    let error = list(&fake.lens()).await.unwrap_err();
    assert_eq!(error.reason(), "unauthorized");
    let text = format!("{error} {error:?}");
    assert!(text.contains("nordcom") && text.contains("access_denied") && !text.contains(SECRET), "{text}");
    assert_eq!(fake.requests("/oauth/token").await.len(), 1);
}

#[tokio::test]
async fn a_token_endpoint_in_passing_trouble_is_asked_again() {
    let server = MockServer::start().await;
    for trouble in [ResponseTemplate::new(503), graphql_error(400, "Rate limit exceeded", "RATE_LIMITED")] {
        Mock::given(path("/oauth/token")).respond_with(trouble).up_to_n_times(1).mount(&server).await;
    }
    let token = json!({"access_token": "late", "expires_in": 86_400});
    Mock::given(path("/oauth/token")).respond_with(ok(&token)).mount(&server).await;
    Mock::given(path("/graphql")).respond_with(page(&["a"], 1, None)).mount(&server).await;
    let fake = Fake { server };
    assert_eq!(ids(&list(&fake.lens()).await.unwrap()), ["a"]);
    assert_eq!(fake.requests("/oauth/token").await.len(), 3);
}

#[tokio::test]
async fn passing_troubles_are_asked_again() {
    let troubles = [
        ResponseTemplate::new(502).set_body_string("<html>Bad Gateway</html>"),
        ResponseTemplate::new(429).insert_header("retry-after", "0"),
        ResponseTemplate::new(408),
        graphql_error(400, "Rate limit exceeded", "BAD_REQUEST"),
        graphql_error(200, "slow down", "RATE_LIMITED"),
        ResponseTemplate::new(400).set_body_string("You are OVER LIMIT"),
    ];
    for trouble in troubles {
        let fake = Fake::answering(vec![trouble.clone(), trouble, page(&["a"], 1, None)]).await;
        assert_eq!(ids(&list(&fake.lens()).await.unwrap()), ["a"]);
        assert_eq!(fake.queries().await.len(), 3);
    }
}

#[tokio::test]
async fn a_server_that_stays_down_is_told_from_one_that_stays_busy() {
    let down = failure(vec![ResponseTemplate::new(503).set_body_string("maintenance")]).await;
    assert_eq!(down.reason(), "source_unavailable");
    assert!(down.to_string().contains("HTTP 503: maintenance"), "{down}");
    let busy = failure(vec![ResponseTemplate::new(429)]).await;
    assert_eq!(busy.reason(), "source_busy");
    let ordered_too_long = ResponseTemplate::new(429).insert_header("retry-after", "8000");
    assert_eq!(failure(vec![ordered_too_long]).await.reason(), "source_busy");
}

#[tokio::test]
async fn a_spent_budget_ends_every_listing_that_shares_it() {
    let fake = Fake::answering(vec![ResponseTemplate::new(503)]).await;
    let lens = fake.lens();
    let budget = Budget::new(Duration::ZERO);
    let mut listing = Listing::start(&lens, TENANT, &budget);
    assert_eq!(listing.next_page().await.unwrap_err().reason(), "source_unavailable");
    assert!(fake.queries().await.is_empty());
}

#[tokio::test]
async fn a_redirect_is_refused_and_the_token_does_not_travel() {
    let other = MockServer::start().await;
    let away = ResponseTemplate::new(307).insert_header("location", format!("{}/graphql", other.uri()));
    let error = failure(vec![away]).await;
    assert_eq!(error.problem, Problem::Redirected { host: "127.0.0.1".to_owned() });
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn broken_answers_are_told_apart() {
    let info = json!({"totalCount": 1, "nextToken": null, "hasNextPage": false});
    let edge = json!({"node": {"id": "a"}});
    let partial = json!({
        "data": {"tenant": {"inventory": {"deviceSearch": {"edges": [edge], "pageInfo": info}}}},
        "errors": [{"message": "site: internal server error"}]
    });
    let bad_date = json!({"node": {"id": "abc", "lastDetected": "tomorrow"}});
    let cases = [
        (ResponseTemplate::new(200).set_body_string("{\"data\":"), "malformed_answer"),
        (ResponseTemplate::new(200).set_body_string("<html>Sign in</html>"), "malformed_answer"),
        (ok(&json!({"data": null})), "malformed_answer"),
        (ok(&json!([1, 2])), "malformed_answer"),
        (search(&json!({"edges": [bad_date], "pageInfo": info})), "malformed_answer"),
        (search(&json!({"edges": [{"node": {"name": "x"}}], "pageInfo": info})), "malformed_answer"),
        (search(&json!({"edges": null, "pageInfo": info})), "null_rows"),
        (search(&json!({"edges": [edge, null], "pageInfo": info})), "null_rows"),
        (search(&json!({"edges": [{"node": null}], "pageInfo": info})), "null_rows"),
        (search(&json!({"edges": [edge], "pageInfo": {"hasNextPage": false}})), "null_rows"),
        (search(&json!(null)), "null_rows"),
        (search(&json!({"edges": [edge], "pageInfo": info, "error": "index is rebuilt"})), "search_failed"),
        (ok(&partial), "partial_answer"),
        (ok(&json!({"data": {"tenant": null}})), "tenant_not_visible"),
        (graphql_error(500, "resource mapping failed", "INTERNAL_SERVER_ERROR"), "tenant_not_visible"),
        (graphql_error(200, "Authorization failed", "FORBIDDEN"), "source_refused"),
        (ResponseTemplate::new(403).set_body_string("<html>blocked</html>"), "source_refused"),
    ];
    for (answer, reason) in cases {
        let shown = format!("{answer:?}");
        let error = failure(vec![answer]).await;
        assert_eq!(error.reason(), reason, "{error} for {shown}");
    }
}

#[tokio::test]
async fn a_validation_error_is_shown_with_its_hint_and_without_the_stack_trace() {
    let message = "Cannot query field \"lastDetcted\" on type \"Device\".\nDid you mean \"lastDetected\"?\u{1b}[31m";
    let error = failure(vec![graphql_error(400, message, "GRAPHQL_VALIDATION_FAILED")]).await;
    let text = error.to_string();
    assert_eq!(error.reason(), "source_refused");
    assert!(text.contains("Did you mean") && text.contains("GRAPHQL_VALIDATION_FAILED"), "{text}");
    assert!(!text.contains("secret-path") && !text.contains('\n') && !text.contains('\u{1b}'), "{text}");
}

#[tokio::test]
async fn a_listing_that_would_not_end_is_an_error() {
    let endless: Vec<_> = (0..60)
        .map(|number| {
            let (one, other) = (format!("x{number}"), format!("y{number}"));
            page(&[&one, &other], 1_000 + number, Some(&format!("t{number}")))
        })
        .collect();
    let mut few_announced = endless.clone();
    few_announced[0] = page(&["a", "b"], 4, Some("t"));
    let repeating = (0..60).map(|number| page(&["a", "b"], 4, Some(&format!("t{number}")))).collect();
    let no_token = search(&json!({
        "edges": [{"node": {"id": "a"}}], "pageInfo": {"totalCount": 9, "nextToken": "", "hasNextPage": true}
    }));
    let cases: [(Vec<ResponseTemplate>, &str); 5] = [
        (vec![page(&["a", "b"], 9, Some("t1")), page(&["c", "d"], 9, Some("t1"))], "token_repeated"),
        (vec![page(&["a", "b"], 9, Some("t1")), page(&[], 9, Some("t2"))], "empty_page"),
        (vec![no_token], "token_missing"),
        (few_announced, "too_many_pages"),
        (repeating, "too_many_rows"),
    ];
    for (script, reason) in cases {
        let fake = Fake::answering(script).await;
        let error = list(&fake.lens()).await.unwrap_err();
        assert_eq!(error.reason(), reason, "{error}");
        assert!(error.spoils_listing());
    }
}

#[tokio::test]
async fn a_listing_is_proved_by_as_many_devices_as_the_server_says() {
    let cases = [
        (vec![page(&["a", "b"], 3, Some("t")), page(&["c"], 3, None)], true),
        (vec![page(&["a", "b"], 3, Some("t")), page(&["b", "c"], 3, None)], true),
        (vec![page(&["a", "b"], 3, Some("t")), page(&["c"], 4, None)], false),
        (vec![page(&["a", "b"], 3, Some("t")), page(&["b"], 3, None)], false),
        (vec![page(&[], 0, None)], true),
    ];
    for (script, whole) in cases {
        let fake = Fake::answering(script).await;
        let lens = fake.lens();
        let budget = lens.budget();
        let mut listing = Listing::start(&lens, TENANT, &budget);
        assert!(listing.proof().is_err(), "nothing is proved before the end");
        let mut pages = Vec::new();
        while let Some(page) = listing.next_page().await.unwrap() {
            pages.push(page);
        }
        let listed = ids(&pages);
        assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "no device twice");
        assert_eq!(listed.len() as u64, pages.iter().map(|page| page.devices).sum::<u64>());
        assert_eq!(listing.proof().is_ok(), whole, "{listed:?}");
    }
}

#[tokio::test]
async fn a_resumed_listing_ends_as_an_undisturbed_one() {
    let script = vec![
        page(&["a", "b"], 6, Some("t 1")),
        page(&["b", "c"], 6, Some("t2")),
        page(&["d", "e"], 6, Some("t3")),
        page(&["e", "f"], 6, None),
    ];
    let whole = list(&Fake::answering(script.clone()).await.lens()).await.unwrap();
    for stored in 0..=script.len() {
        let rest = script.get(stored..).filter(|rest| !rest.is_empty()).unwrap_or(&script).to_vec();
        let fake = Fake::answering(rest).await;
        let lens = fake.lens();
        let budget = lens.budget();
        let mut pages = whole[..stored].to_vec();
        let chunks = pages.iter().map(|page| StoredPage {
            lines: &page.lines,
            cursor: page.cursor.as_deref(),
            total_count: page.total_count,
        });
        let mut listing = Listing::resume(&lens, TENANT, &budget, chunks).unwrap();
        while let Some(page) = listing.next_page().await.unwrap() {
            pages.push(page);
        }
        assert_eq!(pages, whole, "resumed after {stored} pages");
        assert_eq!(listing.proof(), Ok(()));
        assert_eq!(fake.queries().await.len(), script.len() - stored);
    }
}

#[tokio::test]
async fn a_stored_page_that_cannot_be_read_asks_for_a_new_listing() {
    let fake = Fake::answering(vec![page(&[], 0, None)]).await;
    let lens = fake.lens();
    let budget = lens.budget();
    for (lines, cursor) in
        [(&b"{\"id\":"[..], Some("2 t")), (b"{\"id\":\"a\"}\n", Some("t")), (b"{\"id\":\"a\"}\n", Some("0 t"))]
    {
        let error =
            Listing::resume(&lens, TENANT, &budget, [StoredPage { lines, cursor, total_count: 1 }]).unwrap_err();
        assert_eq!(error.reason(), "stored_page");
        assert!(error.spoils_listing());
    }
}

#[tokio::test]
async fn an_error_leaves_the_listing_at_the_page_it_asked_for() {
    let bad_date = json!({"node": {"id": "d", "lastDetected": "tomorrow"}});
    let info = json!({"totalCount": 3, "nextToken": null, "hasNextPage": false});
    let broken = search(&json!({"edges": [{"node": {"id": "c"}}, bad_date], "pageInfo": info}));
    let script = vec![page(&["a", "b"], 3, Some("t1")), broken, page(&["c"], 3, None)];
    let fake = Fake::answering(script).await;
    let lens = fake.lens();
    let budget = lens.budget();
    let mut listing = Listing::start(&lens, TENANT, &budget);
    listing.next_page().await.unwrap();
    listing.next_page().await.unwrap_err();
    let last = listing.next_page().await.unwrap().unwrap();
    assert_eq!((last.devices, last.cursor), (1, None));
    assert_eq!(listing.proof(), Ok(()));
    let tokens: Vec<Value> = fake.queries().await.iter().map(|query| query.body_json().unwrap()).collect();
    assert_eq!(tokens[1], tokens[2]);
}
