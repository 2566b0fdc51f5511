//! What the simulated Lens knows: who may ask, which tenants there are, what they list, and what goes wrong on demand.
//!
//! It can be changed while the server runs. A request sees one state of it: a listing is read once per request, under
//! the lock, and answered from that.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::device::Device;

/// A set of API credentials as made in the portal.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Its client id.
    pub client_id: String,
    /// Its secret.
    pub secret: SecretString,
    /// Ids of the tenants it may see.
    pub tenants: Vec<String>,
}

/// A tenant, without its devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// UUID text.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Region, `eu-1` or `us-1`.
    pub region: String,
}

/// What goes wrong with one tenant until it is changed. Each kind is the service's misbehaviour, not the client's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// `totalCount` differs by this much from what is listed: the listing cannot be proved complete.
    TotalCountOff(i64),
}

/// The state of the simulated service.
#[derive(Debug, Default)]
pub struct World {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    credentials: BTreeMap<String, Credential>,
    tenants: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    tenant: Tenant,
    devices: Arc<[Device]>,
    faults: Vec<Fault>,
}

/// One tenant as a request sees it.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) tenant: Tenant,
    /// Sorted by id.
    pub(super) devices: Arc<[Device]>,
    pub(super) faults: Vec<Fault>,
}

impl World {
    /// A service without credentials and tenants.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a credential, or replaces the one of the same client id.
    pub fn set_credential(&self, credential: Credential) {
        self.lock().credentials.insert(credential.client_id.clone(), credential);
    }

    /// Adds a tenant without devices, or renames the one of the same id.
    pub fn set_tenant(&self, tenant: Tenant) {
        let mut state = self.lock();
        let devices =
            state.tenants.get(&tenant.id).map_or_else(|| Arc::from(Vec::new()), |entry| entry.devices.clone());
        let faults = state.tenants.get(&tenant.id).map_or_else(Vec::new, |entry| entry.faults.clone());
        state.tenants.insert(tenant.id.clone(), Entry { tenant, devices, faults });
    }

    /// Replaces what a tenant lists. Nothing happens if there is no such tenant: see [`World::has_tenant`].
    pub fn set_devices(&self, tenant: &str, mut devices: Vec<Device>) {
        devices.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(entry) = self.lock().tenants.get_mut(tenant) {
            entry.devices = devices.into();
        }
    }

    /// Replaces what goes wrong with a tenant; an empty list makes it sound again.
    pub fn set_faults(&self, tenant: &str, faults: Vec<Fault>) {
        if let Some(entry) = self.lock().tenants.get_mut(tenant) {
            entry.faults = faults;
        }
    }

    /// Whether there is a tenant of this id.
    pub fn has_tenant(&self, tenant: &str) -> bool {
        self.lock().tenants.contains_key(tenant)
    }

    /// Whether these are the id and the secret of a credential.
    pub(super) fn knows(&self, client_id: &str, secret: &str) -> bool {
        self.lock().credentials.get(client_id).is_some_and(|known| known.secret.expose_secret() == secret)
    }

    /// The tenants that a credential sees now, in the order of their ids.
    pub(super) fn visible_to(&self, client_id: &str) -> Vec<View> {
        let state = self.lock();
        let Some(credential) = state.credentials.get(client_id) else { return Vec::new() };
        let granted = |id: &String| credential.tenants.contains(id);
        let entries = state.tenants.iter().filter(|(id, _)| granted(id)).map(|(_, entry)| entry.clone());
        entries.map(|Entry { tenant, devices, faults }| View { tenant, devices, faults }).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere cannot leave the maps half changed: each change is one insert or one assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl View {
    /// What `totalCount` says of a listing of `listed` devices.
    pub(super) fn total_count(&self, listed: usize) -> i64 {
        let listed = i64::try_from(listed).unwrap_or(i64::MAX);
        self.faults.iter().fold(listed, |total, fault| match fault {
            Fault::TotalCountOff(by) => total.saturating_add(*by),
        })
    }
}
