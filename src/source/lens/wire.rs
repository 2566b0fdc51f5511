//! What Lens answers: the shapes on the wire, and what each kind of error in them means.
//!
//! Every member may be null, a number may stand where text is expected. Texts are borrowed from the body, so that a
//! large page is read without a copy of each.

use std::borrow::Cow;
use std::fmt;

use reqwest::StatusCode;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::Tenant;
use crate::source::Problem;
use crate::source::http::{Answer, Question, Verdict, speaks_of_rate_limit};

/// A whole GraphQL answer.
#[derive(Deserialize)]
#[serde(bound(deserialize = "D: Deserialize<'de>"))]
struct Reply<'a, D> {
    data: Option<D>,
    #[serde(borrow)]
    errors: Option<Vec<GraphqlError<'a>>>,
}

/// One error. `extensions.stacktrace` is not read, so it cannot be shown.
#[derive(Deserialize)]
struct GraphqlError<'a> {
    #[serde(borrow, default)]
    message: Text<'a>,
    #[serde(borrow)]
    path: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    extensions: Option<Extensions<'a>>,
}

#[derive(Deserialize)]
struct Extensions<'a> {
    #[serde(borrow, default)]
    code: Text<'a>,
    #[serde(borrow)]
    permissions: Option<Vec<Text<'a>>>,
}

/// A text, or what stands for one.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Text<'a>(Option<Cow<'a, str>>);

impl<'a> Text<'a> {
    /// The text as listed; none if it is missing or blank.
    pub(super) fn filled(self) -> Option<Cow<'a, str>> {
        self.0.filter(|text| !text.trim().is_empty())
    }

    fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor).map(Text)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number or null")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    /// A number too long to be told exactly could make two serial numbers one.
    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.abs() < 1e15 {
            return Ok(Some(Cow::Owned(number.to_string())));
        }
        Err(E::custom("a number with too many digits; expected text"))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[derive(Deserialize)]
struct TenantsData<'a> {
    #[serde(borrow)]
    tenants: Option<Vec<Option<TenantRow<'a>>>>,
}

#[derive(Deserialize)]
struct TenantRow<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
}

#[derive(Deserialize)]
struct DevicesData<'a> {
    #[serde(borrow)]
    tenant: Option<TenantNode<'a>>,
}

#[derive(Deserialize)]
struct TenantNode<'a> {
    #[serde(borrow)]
    inventory: Option<Inventory<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inventory<'a> {
    #[serde(borrow)]
    device_search: Option<Search<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Search<'a> {
    #[serde(borrow)]
    edges: Option<Vec<Option<Edge<'a>>>>,
    #[serde(borrow)]
    page_info: Option<PageInfo<'a>>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Edge<'a> {
    #[serde(borrow)]
    node: Option<Node<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo<'a> {
    total_count: Option<u64>,
    #[serde(borrow, default)]
    next_token: Text<'a>,
    has_next_page: Option<bool>,
}

/// A device as it stands on the wire.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub(super) struct Node<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    #[serde(borrow)]
    pub(super) serial_number: Text<'a>,
    #[serde(borrow)]
    pub(super) mac_address: Text<'a>,
    #[serde(borrow)]
    pub(super) hardware_model: Text<'a>,
    #[serde(borrow)]
    pub(super) hardware_product: Text<'a>,
    #[serde(borrow)]
    pub(super) hardware_family: Text<'a>,
    #[serde(borrow)]
    pub(super) product_id: Text<'a>,
    #[serde(borrow)]
    pub(super) software_version: Text<'a>,
    pub(super) connected: Option<bool>,
    #[serde(borrow)]
    pub(super) last_detected: Text<'a>,
    #[serde(borrow)]
    pub(super) site: Option<Named<'a>>,
    #[serde(borrow)]
    pub(super) room: Option<Named<'a>>,
}

/// A site or a room.
#[derive(Deserialize)]
pub(super) struct Named<'a> {
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
}

/// A page that is whole in itself.
pub(super) struct DevicePage<'a> {
    pub(super) devices: Vec<Node<'a>>,
    pub(super) total_count: u64,
    /// None on the last page.
    pub(super) next: Option<Next>,
}

/// The page announces another one.
pub(super) struct Next {
    /// None if the token is missing, which the listing must not take for its end.
    pub(super) token: Option<String>,
}

/// The tenants of an answer.
pub(super) fn tenants(answer: &Answer, question: &Question<'_>) -> Result<Vec<Tenant>, Verdict> {
    let data: TenantsData<'_> = data(answer, question, |data: &TenantsData<'_>| data.tenants.is_some())?;
    let rows = data.tenants.ok_or_else(|| null("no list of tenants"))?;
    let tenant = |row: Option<TenantRow<'_>>| {
        let row = row.ok_or_else(|| null("an empty place in the list of tenants"))?;
        let id = row.id.filled().ok_or_else(|| null("a tenant without id"))?;
        Ok(Tenant { id: id.into_owned(), name: row.name.filled().unwrap_or_default().into_owned() })
    };
    rows.into_iter().map(tenant).collect()
}

/// The page of devices of an answer.
pub(super) fn devices<'a>(answer: &'a Answer, question: &Question<'_>) -> Result<DevicePage<'a>, Verdict> {
    let data: DevicesData<'a> = data(answer, question, |data: &DevicesData<'a>| data.tenant.is_some())?;
    let tenant = data.tenant.ok_or_else(|| Problem::TenantNotVisible { found: "the answer is null".to_owned() })?;
    let search = tenant.inventory.ok_or_else(|| null("no inventory"))?;
    let search = search.device_search.ok_or_else(|| null("no device search"))?;
    if let Some(error) = search.error.map(RawValue::get).filter(|text| !is_empty(text)) {
        return Err(Problem::SearchFailed { found: question.quote(error) }.into());
    }
    let info = search.page_info.ok_or_else(|| null("no pageInfo"))?;
    let total_count = info.total_count.ok_or_else(|| null("no totalCount"))?;
    let more = info.has_next_page.ok_or_else(|| null("no hasNextPage"))?;
    let edges = search.edges.ok_or_else(|| null("no edges"))?;
    let count = edges.len();
    let devices: Vec<_> = edges.into_iter().filter_map(|edge| edge.and_then(|edge| edge.node)).collect();
    if devices.len() < count {
        return Err(null(&format!("{} empty places among {count} rows", count - devices.len())));
    }
    let next = more.then(|| Next { token: info.next_token.filled().map(Cow::into_owned) });
    Ok(DevicePage { devices, total_count, next })
}

fn null(found: &str) -> Verdict {
    Problem::NullRows { found: found.to_owned() }.into()
}

/// Whether the connection's `error`, a leaf of unknown type, says nothing.
fn is_empty(json: &str) -> bool {
    matches!(json, "null" | "\"\"" | "[]" | "{}" | "false")
}

/// The `data` of an answer without errors. `present` tells whether data beside errors holds a part of the result.
fn data<'a, D: Deserialize<'a>>(
    answer: &'a Answer,
    question: &Question<'_>,
    present: impl Fn(&D) -> bool,
) -> Result<D, Verdict> {
    let reply: Reply<'a, D> = match serde_json::from_slice(&answer.body) {
        Ok(reply) => reply,
        Err(error) => return Err(unreadable(answer, question, &error)),
    };
    let errors = reply.errors.unwrap_or_default();
    if !errors.is_empty() {
        return Err(judge(&errors, reply.data.as_ref().is_some_and(present), answer, question));
    }
    if !answer.status.is_success() {
        return Err(status(answer, question));
    }
    reply.data.ok_or_else(|| Problem::Malformed { found: "neither data nor errors".to_owned() }.into())
}

/// The verdict on a body that is not a GraphQL answer: a gateway's page, or JSON of another shape.
fn unreadable(answer: &Answer, question: &Question<'_>, error: &serde_json::Error) -> Verdict {
    if !answer.status.is_success() {
        return status(answer, question);
    }
    let kind = if error.is_data() { "JSON of another shape" } else { "not JSON" };
    Problem::Malformed { found: format!("{kind}: {}: {}", question.quote(&error.to_string()), answer.quote(question)) }
        .into()
}

/// The verdict on a status other than success, where the body tells nothing more.
fn status(answer: &Answer, question: &Question<'_>) -> Verdict {
    let found = answer.quote(question);
    if let Some(verdict) = answer.transient(question) {
        return verdict;
    }
    if answer.status == StatusCode::UNAUTHORIZED {
        Verdict::TokenRefused { found }
    } else {
        Problem::Refused { found }.into()
    }
}

/// The verdict on GraphQL errors, whatever the status they came with.
fn judge(errors: &[GraphqlError<'_>], partial: bool, answer: &Answer, question: &Question<'_>) -> Verdict {
    let found = question.quote(&errors.iter().map(words).collect::<Vec<_>>().join("; "));
    let any = |test: &dyn Fn(&GraphqlError<'_>) -> bool| errors.iter().any(test);
    let code = |error: &GraphqlError<'_>| error.extensions.as_ref().map_or("", |it| it.code.as_str()).to_owned();
    if any(&|error| code(error) == "RATE_LIMITED" || speaks_of_rate_limit(error.message.as_str())) {
        return answer.again(true, found);
    }
    let no_login = |error: &GraphqlError<'_>| {
        let said = error.message.as_str();
        let code = code(error);
        code == "UNAUTHENTICATED"
            || code != "FORBIDDEN" && (said.contains("must be logged in") || said == "Authorization failed")
    };
    if answer.status == StatusCode::UNAUTHORIZED || any(&no_login) {
        return Verdict::TokenRefused { found };
    }
    let unseen = |error: &GraphqlError<'_>| {
        let at_tenant = matches!(error.path.as_deref(), Some([only]) if only.as_str() == "tenant");
        at_tenant && matches!(code(error).as_str(), "FORBIDDEN" | "NOT_FOUND")
            || error.message.as_str().to_lowercase().contains("resource mapping failed")
    };
    if any(&unseen) {
        return Problem::TenantNotVisible { found }.into();
    }
    if let Some(verdict) = answer.transient(question) {
        return verdict;
    }
    if partial { Problem::Partial { found }.into() } else { Problem::Refused { found }.into() }
}

/// Message, code and missing permissions. A validation error's "Did you mean" is part of its message.
fn words(error: &GraphqlError<'_>) -> String {
    let mut text = error.message.as_str().to_owned();
    let Some(extensions) = &error.extensions else { return text };
    if !extensions.code.as_str().is_empty() {
        text = format!("{text} [{}]", extensions.code.as_str());
    }
    let permissions: Vec<&str> = extensions.permissions.iter().flatten().map(Text::as_str).collect();
    if !permissions.is_empty() {
        text = format!("{text}, missing permissions: {}", permissions.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_where_text_is_expected_is_read_exactly_or_not_at_all() {
        let text = |json| serde_json::from_str::<Text<'_>>(json).map(|text| text.as_str().to_owned());
        assert_eq!(text("18446744073709551615").unwrap(), "18446744073709551615");
        assert_eq!(text("-3").unwrap(), "-3");
        assert_eq!(text("8.6").unwrap(), "8.6");
        assert_eq!(text("null").unwrap(), "");
        assert_eq!(text(r#""a\u00e8""#).unwrap(), "aè");
        for wrong in ["18446744073709551616", "1e20", "true", "[]", "{}"] {
            assert!(text(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn plain_texts_are_borrowed_from_the_body() {
        let node: Node<'_> = serde_json::from_str(r#"{"id":"4825","site":{"name":"Home"},"room":null}"#).unwrap();
        assert!(matches!(node.id.0, Some(Cow::Borrowed("4825"))));
        assert!(matches!(node.site.unwrap().name.0, Some(Cow::Borrowed("Home"))));
    }
}
