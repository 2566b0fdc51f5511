//! One GraphQL request from its body to its answer, in the order of the real service: the document is validated first,
//! then the token is looked at, then the variables are coerced, then fields are resolved. Error bodies are shaped as
//! Apollo Server shapes them.

use std::sync::Arc;

use apollo_compiler::ast::OperationType;
use apollo_compiler::request::{RequestError, coerce_variable_values};
use apollo_compiler::resolvers::Execution;
use apollo_compiler::response::{GraphQLError, JsonMap, JsonValue};
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Schema, parser::Parser};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::resolve::Query;
use super::server::Service;

/// Deeper or longer documents are refused: nobody lists devices with them.
const MAX_DEPTH: usize = 50;
const MAX_TOKENS: usize = 20_000;

#[derive(Deserialize)]
struct GraphqlRequest {
    query: String,
    #[serde(default)]
    variables: Option<JsonMap>,
    #[serde(default, rename = "operationName")]
    operation_name: Option<String>,
}

/// Why a request is answered without data.
enum Refusal {
    Malformed(String),
    Invalid(Vec<GraphQLError>),
    Mutation,
    Subscription,
    NoToken,
    BadToken,
    BadVariables(String),
    Broken(String),
}

/// `POST /graphql`.
pub(super) async fn answer(State(service): State<Arc<Service>>, headers: HeaderMap, body: Bytes) -> Response {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let authorization = authorization.map(str::to_owned);
    // Resolving a page of 5,000 devices is work for a processor, and must not keep other requests waiting.
    let work = move || execute(&service, authorization.as_deref(), &body);
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(json)) => ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], json).into_response(),
        Ok(Err(refusal)) => refusal.into_response(),
        Err(died) => Refusal::Broken(died.to_string()).into_response(),
    }
}

fn execute(service: &Service, authorization: Option<&str>, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let request: GraphqlRequest = serde_json::from_slice(body).map_err(|e| Refusal::Malformed(e.to_string()))?;
    let document = validate(&service.schema, &request.query)?;
    let named = request.operation_name.as_deref();
    let operation = document.operations.get(named).map_err(|e| Refusal::Malformed(e.message().to_string()))?;
    if operation.is_subscription() {
        return Err(Refusal::Subscription);
    }
    let client_id = authenticate(service, authorization)?;
    let variables = request.variables.unwrap_or_default();
    let in_query = |e: RequestError| Refusal::BadVariables(e.message().to_string());
    let variables = coerce_variable_values(&service.schema, operation, &variables).map_err(in_query)?;
    let root = Query { tenants: service.world.visible_to(&client_id) };
    let execution = Execution::new(&service.schema, &document).operation(operation).coerced_variable_values(&variables);
    let mut response = execution.execute_sync(&root).map_err(|e| Refusal::BadVariables(e.message().to_string()))?;
    for error in &mut response.errors {
        error.extensions.insert("code", "BAD_USER_INPUT".into());
    }
    serde_json::to_vec(&response).map_err(|e| Refusal::Broken(e.to_string()))
}

fn validate(schema: &Valid<Schema>, text: &str) -> Result<Valid<ExecutableDocument>, Refusal> {
    let mut parser = Parser::new().recursion_limit(MAX_DEPTH).token_limit(MAX_TOKENS);
    let document = parser.parse_ast(text, "request.graphql").map_err(|wrong| shaped(&wrong.errors))?;
    // Looked for before validation, which would only say that the schema has no mutations: a reporting tool that sends
    // one is broken in a way that must be seen at once.
    let mutates = document.definitions.iter().any(|definition| {
        definition
            .as_operation_definition()
            .is_some_and(|operation| operation.operation_type == OperationType::Mutation)
    });
    if mutates {
        tracing::error!("a mutation was sent to the Lens simulator and refused");
        return Err(Refusal::Mutation);
    }
    document.to_executable_validate(schema).map_err(|wrong| shaped(&wrong.errors))
}

fn shaped(wrong: &DiagnosticList) -> Refusal {
    // The library's own messages are worded differently; these are the ones that the real service sends.
    Refusal::Invalid(wrong.iter().map(|diagnostic| diagnostic.unstable_to_json_compat()).collect())
}

fn authenticate(service: &Service, authorization: Option<&str>) -> Result<String, Refusal> {
    let authorization = authorization.ok_or(Refusal::NoToken)?;
    let (scheme, token) = authorization.split_once(' ').ok_or(Refusal::BadToken)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::BadToken);
    }
    service.tokens.owner(token.trim()).ok_or(Refusal::BadToken)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::Invalid(errors) => return invalid(errors),
            Self::Malformed(why) => (StatusCode::BAD_REQUEST, "BAD_REQUEST", why),
            Self::Mutation => (
                StatusCode::BAD_REQUEST,
                "MUTATION_REFUSED",
                "This service is read only: no mutation is ever run".into(),
            ),
            Self::Subscription => {
                (StatusCode::BAD_REQUEST, "BAD_REQUEST", "Subscriptions are not served over HTTP".into())
            }
            Self::NoToken => {
                (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "You must be logged in to run this query".into())
            }
            Self::BadToken => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Authorization failed".into()),
            Self::BadVariables(why) => (StatusCode::BAD_REQUEST, "BAD_USER_INPUT", why),
            Self::Broken(why) => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", why),
        };
        let body = json!({"errors": [{"message": message, "extensions": {"code": code}}], "data": null});
        (status, axum::Json(body)).into_response()
    }
}

/// The answer to an invalid document: HTTP 400, no `data`, and the stack trace that the real service leaks. A client
/// must never show it.
fn invalid(mut errors: Vec<GraphQLError>) -> Response {
    for error in &mut errors {
        let trace =
            [format!("GraphQLError: {}", error.message), "    at /app/node_modules/graphql/index.js".to_owned()];
        error.extensions.insert("code", "GRAPHQL_VALIDATION_FAILED".into());
        error.extensions.insert("stacktrace", trace.map(JsonValue::from).to_vec().into());
    }
    (StatusCode::BAD_REQUEST, axum::Json(json!({"errors": errors}))).into_response()
}
