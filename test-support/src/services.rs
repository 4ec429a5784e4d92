//! Where the test servers are.

use std::path::{Path, PathBuf};

const HOW: &str = "run `make services` once (or all tests with `make test`)";

/// The addresses of the servers that tests share.
#[derive(Clone, Debug)]
pub struct Services {
    /// A superuser's URL of the maintenance database.
    pub database_url: String,
    /// The Redis shared by all tests.
    pub redis_url: String,
}

impl Services {
    /// Finds the servers.
    ///
    /// # Panics
    /// When they were not started; the message says how to start them.
    #[must_use]
    pub fn find() -> Self {
        match Self::look() {
            Some(services) => services,
            None => stop_test(&format!(
                "the test servers are unknown: neither STEWARD_TEST_DATABASE_URL and \
                 STEWARD_TEST_REDIS_URL nor {} names them; {HOW}",
                env_file().display()
            )),
        }
    }

    fn look() -> Option<Self> {
        let file = std::fs::read_to_string(env_file()).unwrap_or_default();
        Some(Self {
            database_url: variable("STEWARD_TEST_DATABASE_URL", &file)?,
            redis_url: variable("STEWARD_TEST_REDIS_URL", &file)?,
        })
    }
}

/// Ends the test because a server that it needs is not there.
pub(crate) fn unreachable_server(what: &str, url: &str, error: &dyn std::fmt::Display) -> ! {
    stop_test(&format!("the test {what} at {url} does not answer ({error}); {HOW}"))
}

#[expect(clippy::panic, reason = "this is how a test fails")]
pub(crate) fn stop_test(message: &str) -> ! {
    panic!("{message}")
}

fn variable(name: &str, file: &str) -> Option<String> {
    if let Ok(value) = std::env::var(name)
        && !value.is_empty()
    {
        return Some(value);
    }
    let prefix = format!("export {name}=");
    let line = file.lines().find_map(|line| line.strip_prefix(&prefix))?;
    Some(line.trim().trim_matches('\'').to_owned())
}

fn env_file() -> PathBuf {
    let home =
        std::env::var_os("STEWARD_HOME").map_or_else(|| PathBuf::from(".steward"), Into::into);
    workspace().join(home).join("test/env")
}

fn workspace() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}
