//! Secrets from files, as Docker and Kubernetes mount them: every setting that is a secret
//! has a twin with `_FILE` that names the file it stands in.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use crate::settings::Settings;

/// Where secrets stand.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SecretFiles {
    /// A file that holds DATABASE_URL.
    #[arg(long, env = "DATABASE_URL_FILE")]
    database_url_file: Option<PathBuf>,
    /// A file that holds REDIS_URL.
    #[arg(long, env = "REDIS_URL_FILE")]
    redis_url_file: Option<PathBuf>,
    /// A file that holds GOOGLE_API_KEY.
    #[arg(long, env = "GOOGLE_API_KEY_FILE")]
    google_api_key_file: Option<PathBuf>,
    /// A file that holds STEWARD_MODEL_API_KEY.
    #[arg(long, env = "STEWARD_MODEL_API_KEY_FILE")]
    model_api_key_file: Option<PathBuf>,
    /// A file that holds STEWARD_DEPLOYMENT_KEY.
    #[arg(long, env = "STEWARD_DEPLOYMENT_KEY_FILE")]
    deployment_key_file: Option<PathBuf>,
    /// A file that holds STEWARD_OTHER_DEPLOYMENT_KEYS.
    #[arg(long, env = "STEWARD_OTHER_DEPLOYMENT_KEYS_FILE")]
    other_deployment_keys_file: Option<PathBuf>,
    /// A file that holds STEWARD_SIGNING_KEY.
    #[arg(long, env = "STEWARD_SIGNING_KEY_FILE")]
    signing_key_file: Option<PathBuf>,
    /// A file that holds STEWARD_SERVER_SECRET.
    #[arg(long, env = "STEWARD_SERVER_SECRET_FILE")]
    server_secret_file: Option<PathBuf>,
    /// A file that holds STEWARD_SMTP_URL.
    #[arg(long, env = "STEWARD_SMTP_URL_FILE")]
    smtp_url_file: Option<PathBuf>,
    /// A file that holds STEWARD_SEAL_KEY.
    #[arg(long, env = "STEWARD_SEAL_KEY_FILE")]
    seal_key_file: Option<PathBuf>,
    /// A file that holds STEWARD_PUSH_KEY.
    #[arg(long, env = "STEWARD_PUSH_KEY_FILE")]
    push_key_file: Option<PathBuf>,
    /// A file that holds STEWARD_SEAL_WEBHOOK.
    #[arg(long, env = "STEWARD_SEAL_WEBHOOK_FILE")]
    seal_webhook_file: Option<PathBuf>,
}

impl Settings {
    /// Reads the secrets that stand in files. One that is set itself as well is refused:
    /// nobody could tell which of the two counts.
    pub(crate) fn read_secret_files(&mut self) -> anyhow::Result<()> {
        let files = self.secret_files.clone();
        let twins = [
            ("DATABASE_URL", files.database_url_file, &mut self.database_url),
            ("REDIS_URL", files.redis_url_file, &mut self.redis_url),
            ("GOOGLE_API_KEY", files.google_api_key_file, &mut self.google_api_key),
            ("STEWARD_MODEL_API_KEY", files.model_api_key_file, &mut self.model_api_key),
            ("STEWARD_DEPLOYMENT_KEY", files.deployment_key_file, &mut self.deployment_key),
            (
                "STEWARD_OTHER_DEPLOYMENT_KEYS",
                files.other_deployment_keys_file,
                &mut self.other_deployment_keys,
            ),
            ("STEWARD_SIGNING_KEY", files.signing_key_file, &mut self.signing_key),
            ("STEWARD_SERVER_SECRET", files.server_secret_file, &mut self.server_secret),
            ("STEWARD_SMTP_URL", files.smtp_url_file, &mut self.smtp_url),
            ("STEWARD_SEAL_KEY", files.seal_key_file, &mut self.seal_key),
            ("STEWARD_PUSH_KEY", files.push_key_file, &mut self.push_key),
            ("STEWARD_SEAL_WEBHOOK", files.seal_webhook_file, &mut self.seal_webhook),
        ];
        for (name, file, secret) in twins {
            // Compose files pass empty settings on.
            let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else { continue };
            if secret.as_ref().is_some_and(|secret| !secret.expose_secret().trim().is_empty()) {
                bail!("{name} and {name}_FILE are both set; keep one");
            }
            *secret = Some(read(name, &file)?);
        }
        Ok(())
    }
}

fn read(name: &str, file: &Path) -> anyhow::Result<SecretString> {
    let text = fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read; check {name}_FILE", file.display()))?;
    let text = text.trim();
    if text.is_empty() {
        bail!("{} is empty; check {name}_FILE", file.display());
    }
    Ok(SecretString::from(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        settings: Settings,
    }

    const SECRETS: [&str; 12] = [
        "database-url",
        "redis-url",
        "google-api-key",
        "model-api-key",
        "deployment-key",
        "other-deployment-keys",
        "signing-key",
        "server-secret",
        "smtp-url",
        "seal-key",
        "push-key",
        "seal-webhook",
    ];

    fn parse(arguments: &[String]) -> Settings {
        let program = std::iter::once("steward".to_owned());
        Alone::parse_from(program.chain(arguments.iter().cloned())).settings
    }

    #[test]
    fn every_secret_can_stand_in_a_file_and_none_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let mut arguments = Vec::new();
        for name in SECRETS {
            let file = folder.path().join(name);
            fs::write(&file, format!("canary-{name}\n")).unwrap();
            arguments.push(format!("--{name}-file={}", file.display()));
        }
        let mut settings = parse(&arguments);
        settings.read_secret_files().unwrap();
        let read = [
            &settings.database_url,
            &settings.redis_url,
            &settings.google_api_key,
            &settings.model_api_key,
            &settings.deployment_key,
            &settings.other_deployment_keys,
            &settings.signing_key,
            &settings.server_secret,
            &settings.smtp_url,
            &settings.seal_key,
            &settings.push_key,
            &settings.seal_webhook,
        ];
        for (name, secret) in SECRETS.into_iter().zip(read) {
            assert_eq!(secret.as_ref().unwrap().expose_secret(), format!("canary-{name}"));
        }
        let shown = format!("{settings:?}");
        assert!(!shown.contains("canary-"), "{shown}");
    }

    #[test]
    fn a_secret_is_set_in_one_place_and_an_error_does_not_tell_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("empty");
        fs::write(&file, " \n").unwrap();
        let named = format!("--signing-key-file={}", file.display());
        let twice = parse(&["--signing-key=canary-twice".to_owned(), named.clone()])
            .read_secret_files()
            .unwrap_err()
            .to_string();
        assert!(twice.contains("STEWARD_SIGNING_KEY_FILE") && !twice.contains("canary"), "{twice}");
        let empty = parse(&[named]).read_secret_files().unwrap_err().to_string();
        assert!(empty.contains("is empty"), "{empty}");
        let missing = parse(&["--redis-url-file=/nowhere/at-all".to_owned()])
            .read_secret_files()
            .unwrap_err();
        assert!(missing.to_string().contains("REDIS_URL_FILE"), "{missing}");
    }

    /// A secret is a setting whose value the help does not show: each has its twin.
    #[test]
    fn no_secret_is_without_a_file() {
        let command = Alone::command();
        let names: Vec<&str> = command.get_arguments().filter_map(|a| a.get_long()).collect();
        let secrets = command.get_arguments().filter(|a| a.is_hide_env_values_set());
        for secret in secrets.filter_map(|argument| argument.get_long()) {
            assert!(names.contains(&format!("{secret}-file").as_str()), "{secret}");
            assert!(SECRETS.contains(&secret), "{secret} is not in the test above");
        }
    }
}
