//! The deployment's secrets: from the environment, or made once and kept under
//! `.steward/secrets/`, readable by nobody else.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use audit::SealKey;
use eventing::DeploymentKey;
use secrecy::{ExposeSecret, SecretString};

use crate::key_files;
use crate::settings::Settings;

/// What must be the same in every process of a deployment.
#[derive(Clone)]
pub(crate) struct Secrets {
    /// Wraps member keys.
    pub(crate) deployment_key: DeploymentKey,
    /// Signs access tokens.
    pub(crate) signing_key: SecretString,
    /// Derives fingerprints.
    pub(crate) server_secret: SecretString,
    /// Says who we are to push services; without it nothing is pushed.
    pub(crate) push_key: Option<SecretString>,
}

impl Secrets {
    /// Reads the secrets; `generate` makes those that are neither set nor kept.
    pub(crate) fn load(settings: &Settings, generate: bool) -> anyhow::Result<Self> {
        let folder = folder(settings);
        let get = |set: &Option<SecretString>, file: &str, variable: &str| {
            secret(&folder, set.as_ref(), file, variable, generate)
        };
        if generate {
            Self::seal_key(settings, true)?;
        }
        let deployment =
            get(&settings.deployment_key, key_files::CURRENT, "STEWARD_DEPLOYMENT_KEY")?;
        Ok(Self {
            deployment_key: DeploymentKey::from_hex(deployment.expose_secret())?
                .with_others(key_files::others(settings)?),
            signing_key: get(&settings.signing_key, "signing-key", "STEWARD_SIGNING_KEY")?,
            server_secret: get(&settings.server_secret, "server-secret", "STEWARD_SERVER_SECRET")?,
            push_key: optional(
                settings,
                settings.push_key.as_ref(),
                "push-key",
                "STEWARD_PUSH_KEY",
                generate,
            )?,
        })
    }

    /// What signs the log's heads, where this process may have it: only the sealer needs it.
    pub(crate) fn seal_key(settings: &Settings, generate: bool) -> anyhow::Result<Option<SealKey>> {
        let set = settings.seal_key.as_ref();
        let key = optional(settings, set, "seal-key", "STEWARD_SEAL_KEY", generate)?;
        Ok(key.map(|key| SealKey::from_hex(key.expose_secret())).transpose()?)
    }
}

/// A secret that is none where it is neither set nor kept nor made.
fn optional(
    settings: &Settings,
    set: Option<&SecretString>,
    file: &str,
    variable: &str,
    generate: bool,
) -> anyhow::Result<Option<SecretString>> {
    let folder = folder(settings);
    let is_set = set.is_some_and(|key| !key.expose_secret().trim().is_empty());
    if !is_set && !generate && !folder.join(file).exists() {
        return Ok(None);
    }
    secret(&folder, set, file, variable, generate).map(Some)
}

/// Where secrets are kept that are not set.
pub(crate) fn folder(settings: &Settings) -> PathBuf {
    settings.home.join("secrets")
}

fn secret(
    folder: &Path,
    set: Option<&SecretString>,
    file: &str,
    variable: &str,
    generate: bool,
) -> anyhow::Result<SecretString> {
    let secret = match set {
        Some(secret) if !secret.expose_secret().trim().is_empty() => secret.clone(),
        _ => kept(folder, file, variable, generate)?,
    };
    let digits = secret.expose_secret().trim();
    if digits.len() != 64 || hex::decode(digits).is_err() {
        bail!("{variable} must be 64 hex digits; make one with: openssl rand -hex 32");
    }
    Ok(SecretString::from(digits.to_owned()))
}

fn kept(folder: &Path, file: &str, variable: &str, generate: bool) -> anyhow::Result<SecretString> {
    let path = folder.join(file);
    match fs::read_to_string(&path) {
        Ok(text) => return Ok(SecretString::from(text.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).context(format!("{} cannot be read", path.display())),
    }
    if !generate {
        bail!(
            "{variable} is not set, and {} does not keep it; \
             set it to the same 64 hex digits as in the other processes (openssl rand -hex 32 makes some)",
            folder.display()
        );
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let secret = DeploymentKey::generate().to_hex();
    let new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    match new {
        Ok(mut new) => new.write_all(secret.as_bytes())?,
        // Another process was faster: its secret is the one.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Ok(SecretString::from(fs::read_to_string(&path)?.trim().to_owned()));
        }
        Err(error) => return Err(error).context(format!("{} cannot be written", path.display())),
    }
    Ok(SecretString::from(secret.as_str().to_owned()))
}
