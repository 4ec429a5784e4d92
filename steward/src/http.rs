//! An HTTP client for talking to ourselves.

use std::sync::Once;
use std::time::Duration;

static PROVIDER: Once = Once::new();

/// A client with a short connect timeout. TLS needs a provider, also where only plain
/// HTTP to loopback is spoken.
pub(crate) fn client() -> anyhow::Result<reqwest::Client> {
    PROVIDER.call_once(|| {
        // Another part of the process may have installed it first.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Ok(reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(2))
        .timeout(Duration::from_secs(60))
        .build()?)
}
