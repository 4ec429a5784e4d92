//! What is set, and the secrets.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::check::{Check, reason};
use crate::secrets::{self, Secrets};
use crate::settings::{Settings, set};

/// What the secrets of `docker-compose.yml` begin with, which everybody can read.
const PUBLIC: &[u8] = b"development-only";

/// Whether settings fit together, and fit a deployment that others can reach.
pub(super) fn examine(settings: &Settings) -> Vec<Check> {
    let fit = match settings.check() {
        Ok(()) => Check::ok("settings", "they fit together"),
        Err(error) => {
            Check::problem("settings", reason(&error), "correct it in the environment or in .env")
        }
    };
    vec![fit, address(settings), demo(settings), mail(settings)]
}

fn address(settings: &Settings) -> Check {
    const NAME: &str = "public address";
    let url = settings.public_url();
    if set(settings.public_url.as_deref()).is_none() && !settings.listen.ip().is_loopback() {
        let found = format!("STEWARD_PUBLIC_URL is not set: links in mails begin with {url}");
        return Check::warning(NAME, found, "set it to the address that people use");
    }
    if url.starts_with("https:") && !settings.secure_cookies {
        let found = format!("{url}, and cookies may travel without TLS");
        return Check::warning(NAME, found, "set STEWARD_SECURE_COOKIES=true");
    }
    Check::ok(NAME, url)
}

fn demo(settings: &Settings) -> Check {
    if settings.demo && !settings.listen.ip().is_loopback() {
        return Check::warning(
            "demo accounts",
            "accounts with a public password may sign in from elsewhere",
            "set STEWARD_DEMO=false where people work",
        );
    }
    Check::ok(
        "demo accounts",
        if settings.demo_allowed() { "on this machine alone" } else { "off" },
    )
}

fn mail(settings: &Settings) -> Check {
    if settings.smtp_url.as_ref().is_some_and(|url| !url.expose_secret().trim().is_empty()) {
        return Check::ok("mail", "by a server, which was not asked");
    }
    let folder = settings.home.join("mail");
    let found = format!("no server is set: each mail is a file under {}", folder.display());
    if settings.listen.ip().is_loopback() {
        return Check::ok("mail", found);
    }
    Check::warning("mail", found, "set STEWARD_SMTP_URL and STEWARD_MAIL_FROM")
}

/// Whether the secrets are there, secret, and nobody else's.
pub(super) fn examine_secrets(settings: &Settings, missing: Option<&anyhow::Error>) -> Vec<Check> {
    let remedy = "take them from where you keep them; the same in every process";
    let there = match missing {
        Some(error) => Check::problem("secrets", reason(error), remedy),
        None => known_to_nobody(settings),
    };
    let seal = match Secrets::seal_key(settings, false) {
        Err(error) => Check::problem("seal key", reason(&error), "correct STEWARD_SEAL_KEY"),
        Ok(Some(_)) => Check::ok("seal key", "here; the sealer alone needs it"),
        Ok(None) => Check::ok("seal key", "not here; the sealer alone needs it"),
    };
    let push = settings.push_key.as_ref();
    let pushes = push.is_some_and(|key| !key.expose_secret().trim().is_empty())
        || secrets::folder(settings).join("push-key").exists();
    let push = if pushes {
        Check::ok("push key", "here")
    } else {
        let found = "not set: notices reach open apps alone";
        Check::warning("push key", found, "set STEWARD_PUSH_KEY for the API and `steward push`")
    };
    vec![there, seal, push]
}

fn known_to_nobody(settings: &Settings) -> Check {
    let set = [
        ("STEWARD_DEPLOYMENT_KEY", &settings.deployment_key),
        ("STEWARD_SIGNING_KEY", &settings.signing_key),
        ("STEWARD_SERVER_SECRET", &settings.server_secret),
        ("STEWARD_SEAL_KEY", &settings.seal_key),
        ("STEWARD_PUSH_KEY", &settings.push_key),
    ];
    let public: Vec<&str> = set
        .iter()
        .filter(|(_, secret)| is_public(secret.as_ref()))
        .map(|(name, _)| *name)
        .collect();
    if !public.is_empty() {
        let found = format!("{} stand in docker-compose.yml for everybody", public.join(", "));
        return Check::warning(
            "secrets",
            found,
            "set your own before others can reach this machine",
        );
    }
    let open = readable(secrets::folder(settings));
    if !open.is_empty() {
        let names: Vec<String> = open.iter().map(|path| path.display().to_string()).collect();
        let found = format!("others may read {}", names.join(", "));
        return Check::problem("secrets", found, format!("chmod 600 {}", names.join(" ")));
    }
    Check::ok("secrets", "all that every process needs are here")
}

fn is_public(secret: Option<&SecretString>) -> bool {
    let bytes = secret.and_then(|secret| hex::decode(secret.expose_secret().trim()).ok());
    bytes.is_some_and(|bytes| bytes.starts_with(PUBLIC))
}

/// The files of a folder that others than their owner may read.
fn readable(folder: PathBuf) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter(|file| {
            file.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o077 != 0)
        })
        .map(|file| file.path())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_can_read_is_no_secret() {
        let public = hex::encode("development-only-signing-key-000");
        assert!(is_public(Some(&SecretString::from(public))));
        assert!(!is_public(Some(&SecretString::from("5e".repeat(32)))));
        assert!(!is_public(None));
    }

    #[test]
    fn files_that_others_may_read_are_found() {
        let folder = tempfile::tempdir().unwrap();
        for (name, mode) in [("deployment-key", 0o600), ("signing-key", 0o644)] {
            let path = folder.path().join(name);
            std::fs::write(&path, "x").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        assert_eq!(readable(folder.path().to_owned()), [folder.path().join("signing-key")]);
    }
}
