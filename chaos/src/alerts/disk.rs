//! A small disk of its own, to be filled. It needs the right to mount.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

const SIZE: &str = "size=64m";
/// What is left of it is less than a tenth.
const MUCH: usize = 60 * 1024 * 1024;
/// What lies on it that nobody needs.
const MAIL: &str = "mail/old.eml";

/// A small disk. It is unmounted with this value.
#[derive(Debug)]
pub(super) struct Disk(PathBuf);

impl Disk {
    /// Mounts one in a folder.
    pub(super) fn mount(folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        // One that a run which was killed has left.
        let _ = run("umount", &[folder.as_os_str()]);
        run(
            "mount",
            &[
                "-t".as_ref(),
                "tmpfs".as_ref(),
                "-o".as_ref(),
                SIZE.as_ref(),
                "tmpfs".as_ref(),
                folder.as_os_str(),
            ],
        )
        .context("a small disk cannot be mounted; that takes the rights of root")?;
        Ok(Self(folder))
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// Fills it.
    pub(super) fn fill(&self) -> anyhow::Result<()> {
        let file = self.0.join(MAIL);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(file, vec![0; MUCH])?)
    }

    /// Makes room.
    pub(super) fn make_room(&self) -> anyhow::Result<()> {
        Ok(std::fs::remove_file(self.0.join(MAIL))?)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Nothing else can be done about it here.
        let _ = run("umount", &["--lazy".as_ref(), self.0.as_os_str()]);
    }
}

fn run(program: &str, arguments: &[&std::ffi::OsStr]) -> anyhow::Result<()> {
    let output = Command::new(program).args(arguments).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}
