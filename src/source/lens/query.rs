//! The two questions put to Lens, as documents and bodies.
//!
//! Every field stands in the published examples or in clients that work: one unknown field fails the whole request.
//! `user` is never among them (product.md section 8).

use serde::Serialize;

const TENANTS: &str = "query Tenants { tenants { id name } }";

/// A tenant's devices are asked for under the tenant: the search at the root can miss those of another region.
const DEVICES: &str = "\
query Devices($tenantId: ID!, $params: DeviceFindArgs) {
  tenant(id: $tenantId) {
    inventory {
      deviceSearch(params: $params) {
        edges {
          node {
            id name serialNumber macAddress hardwareModel hardwareProduct hardwareFamily productId
            softwareVersion connected lastDetected site { name } room { name }
          }
        }
        pageInfo { totalCount nextToken hasNextPage }
        error
      }
    }
  }
}";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<V> {
    query: &'static str,
    operation_name: &'static str,
    variables: V,
}

#[derive(Serialize)]
struct NoVariables {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceVariables<'a> {
    tenant_id: &'a str,
    params: Params<'a>,
}

/// Sorted by id, so that rows which come or go during the listing move the others as little as possible.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Params<'a> {
    page_size: u32,
    sort: Sort,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<&'a str>,
}

#[derive(Serialize)]
struct Sort {
    fields: [SortField; 1],
}

#[derive(Serialize)]
struct SortField {
    name: &'static str,
    direction: &'static str,
}

/// The body that asks for the tenants.
pub(super) fn tenants() -> Vec<u8> {
    encode(&Body { query: TENANTS, operation_name: "Tenants", variables: NoVariables {} })
}

/// The body that asks for a page of a tenant's devices.
pub(super) fn devices(tenant_id: &str, page_size: u32, next_token: Option<&str>) -> Vec<u8> {
    let sort = Sort { fields: [SortField { name: "id", direction: "ASC" }] };
    let variables = DeviceVariables { tenant_id, params: Params { page_size, sort, next_token } };
    encode(&Body { query: DEVICES, operation_name: "Devices", variables })
}

fn encode(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("structs of texts and numbers always make JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_changes_are_never_asked_for() {
        for document in [TENANTS, DEVICES] {
            assert!(document.starts_with("query "));
            for word in ["user", "mutation", "email"] {
                assert!(!document.to_lowercase().contains(word), "{word}");
            }
        }
    }

    #[test]
    fn a_later_page_differs_from_the_first_by_its_token_alone() {
        let first: serde_json::Value = serde_json::from_slice(&devices("t", 500, None)).unwrap();
        let mut later: serde_json::Value = serde_json::from_slice(&devices("t", 500, Some("x"))).unwrap();
        let token = later["variables"]["params"].as_object_mut().unwrap().remove("nextToken");
        assert_eq!(token, Some(serde_json::Value::from("x")));
        assert_eq!(first, later);
        assert_eq!(first["variables"]["params"]["sort"]["fields"][0]["name"], "id");
    }
}
