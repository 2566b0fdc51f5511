//! The fields of the schema that have data: tenants, their inventories, the devices. Every other field is null.

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};
use sha2::{Digest, Sha256};

use super::device::Device;
use super::page::Page;
use super::world::{Tenant, View};

type Resolved<'a> = Result<ResolvedValue<'a>, FieldError>;

/// The root: what one credential sees, as it was when the request came in.
pub(super) struct Query {
    pub(super) tenants: Vec<View>,
}

impl ObjectValue for Query {
    fn type_name(&self) -> &'static str {
        "Query"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Resolved<'a> {
        Ok(match info.field_name() {
            "tenants" => ResolvedValue::list(self.tenants.iter().map(|view| ResolvedValue::object(InTenant(view)))),
            "tenant" => {
                let asked = info.arguments().get("id").and_then(JsonValue::as_str);
                let found = self.tenants.iter().find(|view| Some(view.tenant.id.as_str()) == asked);
                ResolvedValue::nullable_object(found.map(InTenant))
            }
            "tenantCount" => ResolvedValue::leaf(self.tenants.len()),
            "countDevices" => ResolvedValue::leaf(self.tenants.iter().map(|view| view.devices.len()).sum::<usize>()),
            "deviceSearch" => ResolvedValue::object(self.search(info.arguments())?),
            _ => ResolvedValue::null(),
        })
    }
}

impl Query {
    /// The search over all tenants. It merges them anew for each page: the form is only a fallback.
    fn search(&self, arguments: &JsonMap) -> Result<Connection<'_>, FieldError> {
        let page = asked("", arguments)?;
        let each = self.tenants.iter().flat_map(|view| view.devices.iter().map(|device| Node(&view.tenant, device)));
        let mut nodes: Vec<_> = each.collect();
        nodes.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        let total = self.tenants.iter().map(|view| view.total_count(view.devices.len())).sum();
        let count = nodes.len();
        Ok(Connection::new(&page, nodes[page.cut(count)].to_vec(), count, total))
    }
}

struct InTenant<'v>(&'v View);

impl ObjectValue for InTenant<'_> {
    fn type_name(&self) -> &'static str {
        "Tenant"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Resolved<'a> {
        let View { tenant, devices, .. } = self.0;
        Ok(match info.field_name() {
            "id" => ResolvedValue::leaf(tenant.id.as_str()),
            "name" => ResolvedValue::leaf(tenant.name.as_str()),
            "type" => ResolvedValue::leaf("ENTERPRISE"),
            "deviceCount" => ResolvedValue::leaf(devices.len()),
            "region" => ResolvedValue::object(Region(&tenant.region)),
            "inventory" => ResolvedValue::object(Inventory(self.0)),
            _ => ResolvedValue::null(),
        })
    }
}

struct Region<'v>(&'v str);

impl ObjectValue for Region<'_> {
    fn type_name(&self) -> &'static str {
        "Region"
    }

    fn resolve_field<'a>(&'a self, _: &'a ResolveInfo<'a>) -> Resolved<'a> {
        Ok(ResolvedValue::leaf(self.0))
    }
}

struct Inventory<'v>(&'v View);

impl ObjectValue for Inventory<'_> {
    fn type_name(&self) -> &'static str {
        "TenantInventory"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Resolved<'a> {
        let View { tenant, devices, .. } = self.0;
        Ok(match info.field_name() {
            "deviceCount" => ResolvedValue::leaf(devices.len()),
            "deviceSearch" => {
                let page = asked(&tenant.id, info.arguments())?;
                let nodes = devices[page.cut(devices.len())].iter().map(|device| Node(tenant, device)).collect();
                let total = self.0.total_count(devices.len());
                ResolvedValue::object(Connection::new(&page, nodes, devices.len(), total))
            }
            _ => ResolvedValue::null(),
        })
    }
}

struct Connection<'v> {
    nodes: Vec<Node<'v>>,
    next_token: Option<String>,
    total: i64,
}

impl<'v> Connection<'v> {
    fn new(page: &Page, mut nodes: Vec<Node<'v>>, count: usize, total: i64) -> Self {
        if page.descending() {
            nodes.reverse();
        }
        Self { nodes, next_token: page.next_token(count), total }
    }
}

impl ObjectValue for Connection<'_> {
    fn type_name(&self) -> &'static str {
        "DeviceConnection"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Resolved<'a> {
        Ok(match info.field_name() {
            "edges" => ResolvedValue::list(self.nodes.iter().map(|node| ResolvedValue::object(Edge(*node)))),
            "pageInfo" => ResolvedValue::object(PageInfo(self)),
            _ => ResolvedValue::null(),
        })
    }
}

struct PageInfo<'c>(&'c Connection<'c>);

impl ObjectValue for PageInfo<'_> {
    fn type_name(&self) -> &'static str {
        "PageInfo"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Resolved<'a> {
        Ok(ResolvedValue::Leaf(match info.field_name() {
            "totalCount" => self.0.total.into(),
            "countOnPage" => self.0.nodes.len().into(),
            "nextToken" => self.0.next_token.as_deref().map_or(JsonValue::Null, JsonValue::from),
            "hasNextPage" => self.0.next_token.is_some().into(),
            _ => JsonValue::Null,
        }))
    }
}

struct Edge<'v>(Node<'v>);

impl ObjectValue for Edge<'_> {
    fn type_name(&self) -> &'static str {
        "DeviceEdge"
    }

    fn resolve_field<'a>(&'a self, _: &'a ResolveInfo<'a>) -> Resolved<'a> {
        Ok(ResolvedValue::object(self.0))
    }
}

#[derive(Clone, Copy)]
struct Node<'v>(&'v Tenant, &'v Device);

impl ObjectValue for Node<'_> {
    fn type_name(&self) -> &'static str {
        "Device"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Resolved<'a> {
        let Self(tenant, device) = *self;
        Ok(match info.field_name() {
            "tenantId" => ResolvedValue::leaf(tenant.id.as_str()),
            "site" => ResolvedValue::nullable_object(device.site.as_deref().map(|name| Place { kind: "Site", name })),
            "room" => ResolvedValue::nullable_object(device.room.as_deref().map(|name| Place { kind: "Room", name })),
            field => ResolvedValue::Leaf(device.leaf(field)),
        })
    }
}

/// A site or a room; both have an id and a name.
struct Place<'v> {
    kind: &'static str,
    name: &'v str,
}

impl ObjectValue for Place<'_> {
    fn type_name(&self) -> &'static str {
        self.kind
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Resolved<'a> {
        Ok(match info.field_name() {
            "id" => ResolvedValue::leaf(hex::encode(&Sha256::digest(self.name.as_bytes())[..16])),
            "name" => ResolvedValue::leaf(self.name),
            _ => ResolvedValue::null(),
        })
    }
}

fn asked(scope: &str, arguments: &JsonMap) -> Result<Page, FieldError> {
    Page::asked(scope, arguments).map_err(|message| FieldError { message })
}
