//! A Lens of our own: an HTTP server on loopback that speaks the Poly Lens API, for `trueup demo` and the tests.
//!
//! It owns what such a server must know (credentials, tenants, devices, faults), the estates, and the six months and the
//! two years of the demo. It must not know the client: nothing here is shared with `source::lens` except the domain's
//! words, or the two would agree on a mistake.

mod cast;
pub mod device;
pub mod estate;
mod graphql;
mod hardware;
mod page;
mod report;
mod resolve;
pub mod sample;
pub mod scenario;
pub mod server;
mod token;
pub mod world;
pub mod years;

pub use device::Device;
pub use estate::{Recipe, Twist};
pub use scenario::Scenario;
pub use server::{Running, Simulator};
pub use world::{Credential, Fault, Tenant, World};
