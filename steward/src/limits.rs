//! How much one client may ask for: the figures that depend on a deployment's size.

use std::time::Duration;

use clap::Args;

/// What one client may ask for, and how many there may be.
#[derive(Debug, Clone, Args)]
pub(crate) struct ClientLimits {
    /// Connections at the same time, WebSockets included.
    #[arg(long, env = "STEWARD_CONNECTIONS", default_value = "8192")]
    connections: usize,
    /// Of these, connections from one address.
    #[arg(long, env = "STEWARD_ADDRESS_CONNECTIONS", default_value = "512")]
    address_connections: usize,
    /// Requests that are worked on at the same time, of one business at most half of them.
    #[arg(long, env = "STEWARD_REQUESTS_AT_ONCE", default_value = "128")]
    requests_at_once: usize,
    /// Seconds that the API goes on serving after the signal to stop, while `/readyz` says that it
    /// stops: as long as whoever shares out requests takes to see that.
    #[arg(long, env = "STEWARD_DRAIN_SECONDS", default_value = "0")]
    drain_seconds: u64,
    /// Requests a minute from one address.
    #[arg(long, env = "STEWARD_ADDRESS_REQUESTS", default_value = "6000")]
    address_requests: u32,
    /// Requests a minute of one member.
    #[arg(long, env = "STEWARD_MEMBER_REQUESTS", default_value = "1200")]
    member_requests: u32,
    /// Requests a minute of all members of one business.
    #[arg(long, env = "STEWARD_TENANT_REQUESTS", default_value = "12000")]
    tenant_requests: u32,
}

impl ClientLimits {
    /// As the API takes them; what is not a setting is as usual.
    pub(crate) fn limits(&self) -> api::Limits {
        api::Limits {
            connections: self.connections,
            connections_of_address: self.address_connections,
            requests_at_once: self.requests_at_once,
            drain: Duration::from_secs(self.drain_seconds),
            address_requests_per_minute: self.address_requests,
            member_requests_per_minute: self.member_requests,
            tenant_requests_per_minute: self.tenant_requests,
            ..api::Limits::default()
        }
    }
}
