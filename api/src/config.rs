//! Everything that `run` needs to know, built and checked by the program.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use eventing::{Database, EventStore, LogReader, Signals};
use ipnet::IpNet;
use secrecy::SecretString;

use crate::extraction::Extractor;
use crate::mail::MailConfig;

/// How the API runs. Tests build it directly.
#[derive(Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where `/metrics` listens: a private address; absent when another role serves it.
    pub metrics: Option<Metrics>,
    /// Stores and signals, shared with the other roles of this process.
    pub services: Services,
    /// Ed25519 private key that signs access tokens: PKCS#8 PEM, or its seed as 64 hex digits.
    pub signing_key: SecretString,
    /// At least 32 characters: fingerprints of requests, successors of refresh tokens
    /// and the subjects of limits are derived from it. The same in every process.
    pub server_secret: SecretString,
    /// `iss` and `aud` of access tokens: the address that people use. When it begins with
    /// https, browsers are told to stay with that.
    pub issuer: String,
    /// Origins other than the server's own whose pages may open a WebSocket or refresh.
    pub allowed_origins: Vec<String>,
    /// Whether cookies are for https only.
    pub secure_cookies: bool,
    /// Proxies in front: what they say in `X-Forwarded-For` is believed, nobody else's word.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether the demo's accounts may sign in and are offered on the sign-in page.
    pub demo: bool,
    /// The model that answers, for the web app to name.
    pub model: ModelInfo,
    /// Embeds the queries of `POST /knowledge/search`; without it the search is lexical.
    pub embedder: Option<Arc<dyn llm::Embedder>>,
    /// The program that reads uploaded files.
    pub extractor: Extractor,
    /// The address that people use, without a slash at its end: links in mails begin with it.
    pub public_url: String,
    /// How mails leave.
    pub mail: MailConfig,
    /// Figures that limit what one client can do.
    pub limits: Limits,
    /// Keys by which heads of the log are believed, the present one first; when empty, those
    /// that the heads themselves name.
    pub seal_keys: Vec<audit::PublicKey>,
    /// How devices are reached whose app is closed.
    pub push: PushOffer,
}

/// What browsers are offered for notices while the app is closed.
#[derive(Debug, Clone, Default)]
pub struct PushOffer {
    /// The public key that subscriptions are made with ([`push::VapidKey::public`]); without
    /// one nothing is offered.
    pub key: Option<String>,
    /// Which push services may be named.
    pub services: push::PushServices,
}

/// What the API works on.
#[derive(Clone)]
pub struct Services {
    /// Acts as the API's role.
    pub database: Database,
    /// Acts as the system's role, for tailing the log and sweeping.
    pub system: Database,
    /// Takes commands; acts as the API's role.
    pub store: EventStore,
    /// Reads the log of all tenants; acts as the system's role.
    pub log: LogReader,
    /// Wake-ups.
    pub signals: Signals,
    /// Where token deltas come from; without it answers appear when they are complete.
    pub redis: Option<redis::Client>,
}

/// The listener for `/metrics`.
#[derive(Clone)]
pub struct Metrics {
    /// Its address.
    pub listen: SocketAddr,
    /// Renders what was recorded.
    pub handle: metrics_exporter_prometheus::PrometheusHandle,
}

/// The model as the web app names it.
#[derive(Debug, Clone)]
pub struct ModelInfo {
    /// Its name.
    pub name: String,
    /// Whether it is the offline model.
    pub offline: bool,
    /// Every model that a business may choose, the default first.
    pub offered: Vec<String>,
}

/// Figures that limit what one client can do.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Failed sign-ins of an account in a row, before each further one doubles the wait.
    pub account_failures: u32,
    /// The same of a client address.
    pub address_failures: u32,
    /// Requests of one client address per minute.
    pub address_requests_per_minute: u32,
    /// Requests of one member per minute.
    pub member_requests_per_minute: u32,
    /// Requests of all members of one business per minute.
    pub tenant_requests_per_minute: u32,
    /// Requests with one API key per minute.
    pub key_requests_per_minute: u32,
    /// Requests that are worked on at the same time; of one business at most half of them.
    pub requests_at_once: usize,
    /// Registrations per client address and hour.
    pub registrations_per_hour: u32,
    /// Passwords hashed at the same time.
    pub hashing: usize,
    /// Connections at the same time.
    pub connections: usize,
    /// Of these, connections from one address.
    pub connections_of_address: usize,
    /// How long a client may take to send a request's head, and stay idle.
    pub header_timeout: Duration,
    /// How long a client may take nothing of an answer.
    pub write_timeout: Duration,
    /// How long a request may take, its body included.
    pub request_timeout: Duration,
    /// How long an upload may take: people's lines are slow.
    pub upload_timeout: Duration,
    /// The most bytes of an uploaded file.
    pub upload_bytes: usize,
    /// Files that are held in memory at the same time.
    pub uploads_at_once: usize,
    /// Of these, files of one business.
    pub uploads_of_tenant: usize,
    /// Files read at the same time, by a process each.
    pub files_at_once: usize,
    /// How long reading a file may take.
    pub file_time: Duration,
    /// How long it goes on serving after the signal to stop, and says that it is not ready:
    /// until whoever sends requests here has seen that.
    pub drain: Duration,
    /// How long a read waits for the read models.
    pub read_your_writes: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            account_failures: 5,
            address_failures: 20,
            address_requests_per_minute: 6000,
            member_requests_per_minute: 1200,
            tenant_requests_per_minute: 12_000,
            key_requests_per_minute: 600,
            requests_at_once: 128,
            registrations_per_hour: 20,
            hashing: 2,
            connections: 8192,
            connections_of_address: 512,
            header_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            upload_timeout: Duration::from_secs(300),
            upload_bytes: 20 * 1024 * 1024,
            uploads_at_once: 8,
            uploads_of_tenant: 2,
            files_at_once: 2,
            file_time: Duration::from_secs(20),
            drain: Duration::ZERO,
            read_your_writes: Duration::from_secs(5),
        }
    }
}
