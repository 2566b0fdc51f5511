//! The Lens simulator keeps to the documented API: what a client learns here holds for the real service.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use trueup::simulator::scenario::SampleCredential;
use trueup::simulator::{Credential, Device, Fault, Recipe, Running, Scenario, Simulator, Tenant, World};
use trueup::source;
use trueup::source::lens::{LensSettings, Listing};
use trueup::source::report::Note;
use trueup::source::retry::Retry;

const ACME: &str = "00000000-0000-4000-8000-000000000001";
const OTHER: &str = "00000000-0000-4000-8000-000000000002";
const HIDDEN: &str = "00000000-0000-4000-8000-000000000003";

const LISTING: &str = "query Listing($tenant: ID!, $params: DeviceFindArgs) {
    tenant(id: $tenant) { inventory { deviceSearch(params: $params) {
        edges { node { id } } pageInfo { totalCount countOnPage nextToken hasNextPage } error
    } } }
}";

/// A simulator with two tenants that the credential sees and one that it does not.
struct Lens {
    world: Arc<World>,
    running: Running,
    http: reqwest::Client,
}

impl Lens {
    async fn start() -> Self {
        // Another test of this binary may have been first; either way there is a provider now.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let world = Arc::new(World::new());
        for (id, name, region) in [(ACME, "Acme", "eu-1"), (OTHER, "Other", "us-1"), (HIDDEN, "Hidden", "eu-1")] {
            world.set_tenant(Tenant { id: id.into(), name: name.into(), region: region.into() });
            world.set_devices(id, devices(name, 7));
        }
        world.set_devices(ACME, devices("Acme", 23));
        let tenants = vec![ACME.into(), OTHER.into()];
        world.set_credential(Credential { client_id: "me".into(), secret: "hush".into(), tenants });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let running = Simulator::start(listener, Arc::clone(&world)).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test's own client, so that it shares no mistake with ours")]
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { world, running, http }
    }

    async fn post(&self, url: &str, headers: &[(&str, &str)], body: String) -> (StatusCode, Value) {
        let request = headers.iter().fold(self.http.post(url), |request, (name, value)| request.header(*name, *value));
        #[expect(clippy::disallowed_methods, reason = "a test's own client, so that it shares no mistake with ours")]
        let response = request.body(body).send().await.unwrap();
        let status = response.status();
        (status, response.json().await.unwrap_or(Value::Null))
    }

    async fn ask_for_token(&self, body: Value) -> (StatusCode, Value) {
        let headers = [("content-type", "application/json")];
        self.post(&self.running.token_url(), &headers, body.to_string()).await
    }

    async fn token(&self) -> String {
        let wanted = json!({"client_id": "me", "client_secret": "hush", "grant_type": "client_credentials"});
        let (_, answer) = self.ask_for_token(wanted).await;
        answer["access_token"].as_str().unwrap().to_owned()
    }

    async fn query_as(&self, bearer: &str, query: &str, variables: Value) -> (StatusCode, Value) {
        let body = json!({"query": query, "variables": variables}).to_string();
        let headers = [("content-type", "application/json"), ("authorization", bearer)];
        self.post(&self.running.graphql_url(), &headers, body).await
    }

    async fn query(&self, query: &str, variables: Value) -> Value {
        let bearer = format!("Bearer {}", self.token().await);
        self.query_as(&bearer, query, variables).await.1
    }

    /// All pages of a tenant: ids in the order of the answers, and the number of pages.
    async fn list(&self, params: Value) -> (Vec<String>, usize) {
        let (mut ids, mut pages, mut params) = (Vec::new(), 0, params);
        loop {
            let answer = self.query(LISTING, json!({"tenant": ACME, "params": params.clone()})).await;
            let search = &answer["data"]["tenant"]["inventory"]["deviceSearch"];
            let edges = search["edges"].as_array().unwrap();
            assert_eq!(search["pageInfo"]["countOnPage"], edges.len());
            assert_eq!(search["pageInfo"]["totalCount"], 23);
            assert_eq!(search["error"], Value::Null);
            ids.extend(edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()));
            pages += 1;
            params["nextToken"] = search["pageInfo"]["nextToken"].clone();
            assert_eq!(search["pageInfo"]["hasNextPage"], params["nextToken"].is_string());
            if params["nextToken"].is_null() {
                return (ids, pages);
            }
        }
    }
}

fn devices(seed: &str, count: usize) -> Vec<Device> {
    let recipe = Recipe::new(seed).of("CCX 500", count - 3).of("Voyager Focus 2 Series", 3);
    recipe.devices("2026-06-01T04:00:00Z".parse().unwrap())
}

fn message(answer: &Value) -> &str {
    answer["errors"][0]["message"].as_str().unwrap_or_default()
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_token_is_given_for_the_right_secret_as_json_or_form_and_for_nothing_else() {
    let lens = Lens::start().await;
    let with = |secret: &str| json!({"client_id": "me", "client_secret": secret, "grant_type": "client_credentials"});
    let (status, answer) = lens.ask_for_token(with("hush")).await;
    assert_eq!((status, &answer["expires_in"]), (StatusCode::OK, &json!(86400)));
    assert_eq!(answer["token_type"], "Bearer");
    let (status, answer) = lens.ask_for_token(with("wrong")).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer, json!({"error": "access_denied", "error_description": "Unauthorized"}));
    let (status, answer) = lens.ask_for_token(json!({"client_id": "me"})).await;
    assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));

    let form = "client_id=me&client_secret=hush&grant_type=client_credentials".to_owned();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let (status, answer) = lens.post(&lens.running.token_url(), &headers, form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer["access_token"].is_string());
}

#[tokio::test]
async fn a_wrong_field_is_reported_before_the_token_is_looked_at() {
    let lens = Lens::start().await;
    let (status, answer) = lens.query_as("none", "{ tenants { id nmae } }", json!({})).await;
    assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, "GRAPHQL_VALIDATION_FAILED"));
    assert!(message(&answer).contains("Cannot query field \"nmae\" on type \"Tenant\""), "{answer}");
    assert_eq!(answer["errors"][0]["locations"], json!([{"line": 1, "column": 16}]));
    assert!(answer["errors"][0]["extensions"]["stacktrace"].is_array());
    assert_eq!(answer.get("data"), None);
}

#[tokio::test]
async fn variable_types_are_checked_strictly() {
    let lens = Lens::start().await;
    let wrong_type = "query ($id: String!) { tenant(id: $id) { name } }";
    let (status, answer) = lens.query_as("none", wrong_type, json!({"id": ACME})).await;
    assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, "GRAPHQL_VALIDATION_FAILED"));
    assert!(message(&answer).contains("of type \"String!\" used in position expecting type \"ID!\""), "{answer}");

    let bearer = format!("Bearer {}", lens.token().await);
    for params in [json!({"pageSize": "many"}), json!({"pagesize": 5})] {
        let (status, answer) = lens.query_as(&bearer, LISTING, json!({"tenant": ACME, "params": params})).await;
        assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"), "{answer}");
    }
    let (status, _) = lens.query_as(&bearer, LISTING, json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn nothing_is_told_without_a_good_token() {
    let lens = Lens::start().await;
    let token = lens.token().await;
    for bearer in ["Bearer invented", "Basic bWU6aHVzaA==", token.as_str()] {
        let (status, answer) = lens.query_as(bearer, "{ tenantCount }", json!({})).await;
        assert_eq!((status, code(&answer)), (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"));
        assert_eq!(answer["data"], Value::Null);
    }
}

#[tokio::test]
async fn exactly_the_fields_asked_for_come_back_with_aliases_and_fragments() {
    let lens = Lens::start().await;
    let query = "
        query { __typename many: countDevices tenantCount tenants { ...head deviceCount } }
        fragment head on Tenant { id title: name region { id } memberCount __typename }";
    let answer = lens.query(query, json!({})).await;
    let tenant = |id, title, region: &str, count| {
        json!({"id": id, "title": title, "region": {"id": region}, "memberCount": null, "__typename": "Tenant",
               "deviceCount": count})
    };
    let tenants = json!([tenant(ACME, "Acme", "eu-1", 23), tenant(OTHER, "Other", "us-1", 7)]);
    let data = json!({"__typename": "Query", "many": 30, "tenantCount": 2, "tenants": tenants});
    assert_eq!(answer, json!({ "data": data }));
}

#[tokio::test]
async fn a_device_is_told_as_its_fields_and_what_has_no_data_is_null() {
    let lens = Lens::start().await;
    let query = "query ($id: ID!) { tenant(id: $id) { inventory { deviceSearch(params: {pageSize: 100}) {
        edges { node { id name hardwareModel productId serialNumber macAddress lastDetected tenantId
                       site { name } user { email } entitlements { endDate } } } } } } }";
    let answer = lens.query(query, json!({"id": OTHER})).await;
    let edges = answer["data"]["tenant"]["inventory"]["deviceSearch"]["edges"].as_array().unwrap();
    let phone = edges.iter().map(|edge| &edge["node"]).find(|node| node["hardwareModel"] == "CCX 500").unwrap();
    assert_eq!(phone["macAddress"].as_str().unwrap().replace(':', ""), phone["id"].as_str().unwrap());
    assert_eq!((&phone["user"], &phone["entitlements"]), (&Value::Null, &Value::Null));
    assert_eq!(phone["tenantId"], OTHER);
    assert_eq!(phone["lastDetected"].as_str().unwrap().len(), "2026-06-01T04:00:00.000Z".len());
    let headset = edges.iter().map(|edge| &edge["node"]).find(|node| node["productId"] == "154").unwrap();
    assert_eq!(headset["macAddress"], Value::Null);
}

#[tokio::test]
async fn all_pages_together_are_all_devices_sorted_by_id() {
    let lens = Lens::start().await;
    let mut expected: Vec<_> = devices("Acme", 23).into_iter().map(|device| device.id).collect();
    expected.sort();
    let sorted = |direction: &str| json!({"fields": [{"name": "id", "direction": direction}]});
    assert_eq!(lens.list(json!({"pageSize": 5, "sort": sorted("ASC")})).await, (expected.clone(), 5));
    assert_eq!(lens.list(json!({})).await, (expected.clone(), 3));
    assert_eq!(lens.list(json!({"pageSize": 5000, "nextToken": null})).await, (expected.clone(), 1));
    expected.reverse();
    assert_eq!(lens.list(json!({"pageSize": 7, "sort": sorted("DESC")})).await, (expected, 4));
}

#[tokio::test]
async fn a_page_size_out_of_bounds_or_changed_on_the_way_is_refused() {
    let lens = Lens::start().await;
    let search =
        async |tenant: &str, params: Value| lens.query(LISTING, json!({"tenant": tenant, "params": params})).await;
    for wrong in [0, 5001] {
        let answer = search(ACME, json!({"pageSize": wrong})).await;
        assert!(message(&answer).contains("between 1 and 5000"), "{answer}");
        assert_eq!(answer["data"]["tenant"]["inventory"]["deviceSearch"], Value::Null);
    }
    let first = search(ACME, json!({"pageSize": 5})).await;
    let token = &first["data"]["tenant"]["inventory"]["deviceSearch"]["pageInfo"]["nextToken"];
    assert!(message(&search(ACME, json!({"pageSize": 6, "nextToken": token})).await).contains("must not change"));
    assert!(message(&search(OTHER, json!({"pageSize": 5, "nextToken": token})).await).contains("another search"));
    assert!(message(&search(ACME, json!({"pageSize": 5, "nextToken": "made up"})).await).contains("not valid"));
}

#[tokio::test]
async fn the_root_search_spans_the_tenants_that_the_credential_sees() {
    let lens = Lens::start().await;
    let query = "{ deviceSearch(params: {pageSize: 1000}) { edges { node { id } } pageInfo { totalCount } } }";
    let answer = lens.query(query, json!({})).await;
    assert_eq!(answer["data"]["deviceSearch"]["edges"].as_array().unwrap().len(), 30);
    assert_eq!(answer["data"]["deviceSearch"]["pageInfo"]["totalCount"], 30);
}

#[tokio::test]
async fn a_tenant_that_is_unknown_or_not_granted_is_null() {
    let lens = Lens::start().await;
    for id in [HIDDEN, "nobody"] {
        let answer = lens.query("query ($id: ID!) { tenant(id: $id) { name } }", json!({"id": id})).await;
        assert_eq!(answer, json!({"data": {"tenant": null}}));
    }
}

#[tokio::test]
async fn a_total_count_can_be_made_wrong_and_right_again_while_it_runs() {
    let lens = Lens::start().await;
    let total = async || {
        let answer = lens.query(LISTING, json!({"tenant": ACME, "params": {"pageSize": 100}})).await;
        let search = &answer["data"]["tenant"]["inventory"]["deviceSearch"];
        (search["pageInfo"]["totalCount"].as_i64().unwrap(), search["edges"].as_array().unwrap().len())
    };
    lens.world.set_faults(ACME, vec![Fault::TotalCountOff(-2)]);
    assert_eq!(total().await, (21, 23));
    lens.world.set_faults(ACME, vec![]);
    lens.world.set_devices(ACME, devices("Acme", 25));
    assert_eq!(total().await, (25, 25));
}

#[tokio::test]
async fn a_mutation_is_refused_loudly() {
    let lens = Lens::start().await;
    let mutation = "mutation { rebootDevice(deviceId: \"1\") { success } }";
    let (status, answer) = lens.query_as("none", mutation, json!({})).await;
    assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, "MUTATION_REFUSED"));
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_request_is_refused() {
    let lens = Lens::start().await;
    let headers = [("content-type", "application/json")];
    let (status, _) = lens.post(&lens.running.graphql_url(), &headers, "x".repeat(300 * 1024)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    for body in ["", "[]", "{}", "{\"query\": 5}", "{\"query\": \"{\"}"] {
        let (status, answer) = lens.post(&lens.running.graphql_url(), &headers, body.to_owned()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(!message(&answer).is_empty());
    }
}

#[tokio::test]
async fn the_port_is_free_once_it_has_stopped() {
    let lens = Lens::start().await;
    let address = lens.running.address();
    lens.running.stop().await.unwrap();
    assert!(tokio::net::TcpListener::bind(address).await.is_ok());
}

#[tokio::test]
async fn the_projects_own_client_lists_the_demos_world_whole_except_where_it_is_made_to_fail() {
    let scenario = Scenario::starting("2026-06".parse().unwrap());
    let world = Arc::new(scenario.world());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = Simulator::start(listener, Arc::clone(&world)).unwrap();
    let clients: Vec<_> = scenario.credentials().map(|credential| client(&running, credential)).collect();
    let mut unproved = Vec::new();
    for month in [0, 2].map(|number| scenario.months().nth(number).unwrap()) {
        let now = month.first_day().and_hms_opt(4, 0, 0).unwrap().and_utc();
        let stage = scenario.stage(month).unwrap();
        stage.set(&world, now);
        for lens in &clients {
            let budget = lens.budget();
            for tenant in lens.tenants(&budget).await.unwrap() {
                let of_tenant = stage.tenants.iter().find(|stage| stage.tenant == tenant.id).unwrap();
                let mut listing = Listing::start(lens, &tenant.id, &budget);
                let mut listed = 0;
                while let Some(page) = listing.next_page().await.unwrap() {
                    listed += page.devices;
                }
                assert_eq!(listed, of_tenant.recipe.devices(now).len() as u64, "{} in {month}", tenant.name);
                unproved.extend(listing.proof().err().map(|_| (of_tenant.customer, month.to_string())));
            }
        }
    }
    assert_eq!(unproved, [("tramonti", "2026-08".to_owned())]);
}

fn client(running: &Running, credential: SampleCredential) -> source::lens::Lens {
    let settings = LensSettings {
        token_url: running.token_url(),
        graphql_url: running.graphql_url(),
        page_size: 700,
        parallel_tenants: 4,
        request_timeout: Duration::from_secs(20),
        retry: Retry::within(Duration::from_secs(20)),
    };
    let SampleCredential { name, client_id, client_secret } = credential;
    let credential = source::lens::Credential {
        name: name.to_owned(),
        client_id: client_id.to_owned(),
        client_secret: client_secret.to_owned().into(),
    };
    source::lens::Lens::new(&settings, credential).unwrap()
}

#[test]
fn the_projects_own_reader_takes_every_report_of_the_demo_and_drops_its_users() {
    let scenario = Scenario::starting("2026-06".parse().unwrap());
    let now = "2026-06-01T04:00:00Z".parse().unwrap();
    let reports = scenario.months().flat_map(|month| scenario.stage(month).unwrap().reports);
    let reports: Vec<_> = reports.map(|report| (report.csv_text(now).unwrap(), report)).collect();
    assert_eq!(reports.len(), 5);
    for (text, report) in reports {
        let read = source::report::read(&report.file_name, text.as_bytes()).unwrap();
        assert_eq!(read.observations.len(), report.devices(now).len(), "{}", report.file_name);
        assert_eq!(read.notes, [Note::UserColumn("Device User Name".to_owned())]);
    }
}
