//! The deployment key in files: the present one, and the former while it is still needed.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use eventing::DeploymentKey;
use secrecy::ExposeSecret;

use crate::secrets::folder;
use crate::settings::Settings;

/// The file of the present key.
pub(crate) const CURRENT: &str = "deployment-key";
const FORMER: &str = "deployment-key.former";
const NEXT: &str = "deployment-key.next";

/// Where the keys of a deployment lie.
#[derive(Debug)]
pub(crate) struct KeyFiles {
    folder: PathBuf,
    /// It is set, so its file does not count.
    set: bool,
}

/// Asks for the keys that wrap members' keys besides the one that a process began with: those
/// that are set, and whatever the files hold at that moment.
pub(crate) fn others(
    settings: &Settings,
) -> anyhow::Result<impl Fn() -> Vec<DeploymentKey> + Send + Sync + use<>> {
    let set: Vec<DeploymentKey> = settings
        .other_deployment_keys
        .iter()
        .flat_map(|keys| keys.expose_secret().split(','))
        .filter(|key| !key.trim().is_empty())
        .map(|key| DeploymentKey::from_hex(key.trim()))
        .collect::<Result<_, _>>()
        .context("STEWARD_OTHER_DEPLOYMENT_KEYS must be 64 hex digits each")?;
    let folder = folder(settings);
    Ok(move || {
        let kept = [CURRENT, FORMER].into_iter().filter_map(|file| {
            DeploymentKey::from_hex(&fs::read_to_string(folder.join(file)).ok()?).ok()
        });
        set.iter().cloned().chain(kept).collect()
    })
}

impl KeyFiles {
    /// Those of the deployment that these settings name.
    pub(crate) fn of(settings: &Settings) -> Self {
        let set = settings.deployment_key.as_ref();
        let set = set.is_some_and(|key| !key.expose_secret().trim().is_empty());
        Self { folder: folder(settings), set }
    }

    /// Puts a new key in the place of the one that is kept, which is kept beside it; nothing
    /// if that was begun before, or if the key is set. Whenever it is interrupted, both files
    /// together hold every key that wraps something.
    pub(crate) fn replace(&self) -> anyhow::Result<()> {
        let [current, former, next] = [CURRENT, FORMER, NEXT].map(|file| self.folder.join(file));
        if self.set || !current.exists() {
            return Ok(());
        }
        let present = read(&current)?;
        if former.exists() && read(&former)? != present {
            return Ok(());
        }
        write(&former, &present)?;
        write(&next, &DeploymentKey::generate().to_hex())?;
        fs::rename(&next, &current)
            .with_context(|| format!("{} cannot be replaced", current.display()))
    }

    /// Whether a former key is kept in a file.
    pub(crate) fn former_is_kept(&self) -> bool {
        self.folder.join(FORMER).exists()
    }

    /// Throws the former key away.
    pub(crate) fn forget_former(&self) -> anyhow::Result<()> {
        let former = self.folder.join(FORMER);
        match fs::remove_file(&former) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("{} cannot be removed", former.display()))
            }
            _ => Ok(()),
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// On the disk before anything else is done.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let written = (|| {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    })();
    written.with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(folder: &Path) -> (String, Option<String>) {
        (read(&folder.join(CURRENT)).unwrap(), read(&folder.join(FORMER)).ok())
    }

    #[test]
    fn a_key_is_replaced_once_until_the_former_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let files = KeyFiles { folder: folder.path().to_owned(), set: false };
        write(&folder.path().join(CURRENT), "first").unwrap();
        files.replace().unwrap();
        let (second, former) = keys(folder.path());
        assert_ne!(second, "first");
        assert_eq!(former.as_deref(), Some("first"));
        // Again, as after an interruption: the same two.
        files.replace().unwrap();
        assert_eq!(keys(folder.path()), (second.clone(), former));
        files.forget_former().unwrap();
        assert_eq!(keys(folder.path()), (second.clone(), None));
        files.replace().unwrap();
        assert_eq!(keys(folder.path()).1, Some(second));
    }

    #[test]
    fn what_was_interrupted_before_the_new_key_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let files = KeyFiles { folder: folder.path().to_owned(), set: false };
        write(&folder.path().join(CURRENT), "first").unwrap();
        write(&folder.path().join(FORMER), "first").unwrap();
        files.replace().unwrap();
        assert_ne!(keys(folder.path()).0, "first");
    }

    #[test]
    fn a_key_that_is_set_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let files = KeyFiles { folder: folder.path().to_owned(), set: true };
        write(&folder.path().join(CURRENT), "first").unwrap();
        files.replace().unwrap();
        assert_eq!(keys(folder.path()), ("first".to_owned(), None));
    }
}
