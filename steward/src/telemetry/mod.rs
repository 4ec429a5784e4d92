//! Log lines and traces: ids and figures, never personal text.

pub(crate) mod traces;
mod transport;

use tracing_subscriber::EnvFilter;

use crate::settings::LogFormat;

/// Starts logging to standard error; `RUST_LOG` filters, `default` where it is not set.
pub(crate) fn start(format: LogFormat, default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start (tests) keeps the first.
    let _ = match format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
