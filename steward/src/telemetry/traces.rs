//! Traces, sent to an OpenTelemetry collector. The names of the settings are
//! OpenTelemetry's own: <https://opentelemetry.io/docs/specs/otel/protocol/exporter/>.

use std::time::Duration;

use anyhow::{Context, bail};
use opentelemetry::global;
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use url::Url;

use super::transport::Transport;
use crate::settings::set;

/// How long the last spans may take to be sent.
const FLUSH: Duration = Duration::from_secs(3);

/// Where traces go.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct TraceSettings {
    /// Where a collector takes OTLP over HTTP, such as http://localhost:4318. Without one no
    /// trace is recorded.
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub(crate) otlp_endpoint: Option<String>,
    /// The share of traces that are recorded, from 0 to 1, where the caller has not decided.
    #[arg(long, env = "OTEL_TRACES_SAMPLER_ARG", default_value = "1", value_parser = share)]
    pub(crate) trace_share: f64,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.trim().parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "write a number from 0 to 1, such as 0.05".to_owned())
}

impl TraceSettings {
    fn url(&self) -> anyhow::Result<Option<Url>> {
        let Some(endpoint) = set(self.otlp_endpoint.as_deref()) else { return Ok(None) };
        let mut url = Url::parse(endpoint).with_context(|| {
            format!(
                "OTEL_EXPORTER_OTLP_ENDPOINT is no address: {endpoint:?}; write http://host:4318"
            )
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            bail!("OTEL_EXPORTER_OTLP_ENDPOINT must begin with http:// or https://");
        }
        url.set_path(&format!("{}/v1/traces", url.path().trim_end_matches('/')));
        Ok(Some(url))
    }
}

/// Traces on their way to the collector.
#[derive(Debug)]
pub(crate) struct Traces(SdkTracerProvider);

/// Sends the traces of this process from now on, under the name of a service; nothing
/// without a collector.
pub(crate) fn start(
    settings: &TraceSettings,
    service: &'static str,
) -> anyhow::Result<Option<Traces>> {
    let Some(url) = settings.url()? else { return Ok(None) };
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Transport::new()?)
        .with_endpoint(url.as_str())
        .build()
        .context("traces cannot be sent")?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(
            settings.trace_share,
        ))))
        .with_resource(Resource::builder_empty().with_service_name(service).build())
        .build();
    global::set_tracer_provider(provider.clone());
    eventing::trace::record();
    Ok(Some(Traces(provider)))
}

impl Traces {
    /// Sends what has not been sent yet.
    pub(crate) async fn end(self) {
        let sent = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(FLUSH)).await;
        match sent {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last traces were not sent"),
            Err(error) => tracing::warn!(%error, "the last traces were not sent"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(endpoint: &str) -> TraceSettings {
        TraceSettings { otlp_endpoint: Some(endpoint.to_owned()), trace_share: 1.0 }
    }

    #[test]
    fn the_address_of_a_collector_is_told_or_refused_in_words() {
        let url = |endpoint: &str| settings(endpoint).url().map(|url| url.map(String::from));
        assert_eq!(url(" ").unwrap(), None);
        for endpoint in ["http://otel:4318", "http://otel:4318/"] {
            assert_eq!(url(endpoint).unwrap().as_deref(), Some("http://otel:4318/v1/traces"));
        }
        for bad in ["otel:4318", "ftp://otel", "http://"] {
            let error = url(bad).unwrap_err().to_string();
            assert!(error.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{bad}: {error}");
        }
    }

    #[test]
    fn a_share_is_between_nothing_and_all() {
        assert_eq!(share("0.05"), Ok(0.05));
        for bad in ["", "-1", "1.5", "NaN", "5%"] {
            assert!(share(bad).is_err(), "{bad}");
        }
    }
}
