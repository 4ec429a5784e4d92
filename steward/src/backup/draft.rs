//! A folder that is being written. It has its name once it is complete and on the disk; until
//! then it is `NAME.part`, which goes when anything fails.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use sha2::{Digest, Sha256};

use super::folder;

/// A folder on its way.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
    part: PathBuf,
    sums: Vec<(String, String)>,
    done: bool,
}

/// A file of it, whose bytes are counted and summed up as they come.
pub(crate) struct Summed {
    name: String,
    path: PathBuf,
    file: BufWriter<File>,
    sum: Sha256,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// How many lines.
    pub(crate) lines: u64,
}

impl Draft {
    /// Begins the folder `path`, which must not be there.
    pub(crate) fn begin(path: &Path) -> anyhow::Result<Self> {
        let path = std::path::absolute(path).with_context(|| unusable(path))?;
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            bail!(unusable(&path));
        };
        if path.exists() {
            bail!(
                "{} is there already; choose another folder, one for each backup",
                path.display()
            );
        }
        let mut part = name.to_owned();
        part.push(".part");
        let part = parent.join(part);
        fs::create_dir_all(parent).map_err(|error| trouble(parent, error))?;
        match DirBuilder::new().mode(0o700).create(&part) {
            Ok(()) => Ok(Self { path, part, sums: Vec::new(), done: false }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(
                "{} is there: somebody is writing it, or was killed over it; in that case remove it",
                part.display()
            ),
            Err(error) => Err(trouble(&part, error)),
        }
    }

    /// A new file in it.
    pub(crate) fn file(&self, name: &str) -> anyhow::Result<Summed> {
        let path = self.part.join(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = BufWriter::with_capacity(1 << 18, file.map_err(|error| trouble(&path, error))?);
        let name = name.to_owned();
        Ok(Summed { name, path, file, sum: Sha256::new(), bytes: 0, lines: 0 })
    }

    /// A file is complete.
    pub(crate) fn keep(&mut self, file: Summed) -> anyhow::Result<()> {
        let Summed { name, path, file, sum, .. } = file;
        let on_disk = file.into_inner().map_err(io::IntoInnerError::into_error);
        on_disk.and_then(|file| file.sync_all()).map_err(|error| trouble(&path, error))?;
        self.sums.push((name, hex::encode(sum.finalize())));
        Ok(())
    }

    /// Everything is in it: it gets its name.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let text = folder::sums_text(&self.sums);
        let mut sums = self.file(folder::SUMS)?;
        sums.write(text.as_bytes())?;
        self.keep(sums)?;
        let named = sync(&self.part)
            .and_then(|()| fs::rename(&self.part, &self.path))
            .and_then(|()| self.path.parent().map_or(Ok(()), sync));
        named.map_err(|error| trouble(&self.path, error))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.done {
            // A full disk is not left full.
            let _ = fs::remove_dir_all(&self.part);
        }
    }
}

impl Summed {
    /// Adds to its end.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file.write_all(bytes).map_err(|error| trouble(&self.path, error))?;
        self.sum.update(bytes);
        self.bytes += bytes.len() as u64;
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        Ok(())
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn unusable(path: &Path) -> String {
    format!("{} cannot be used as a folder", path.display())
}

/// What to tell when the disk does not take it.
fn trouble(path: &Path, error: io::Error) -> anyhow::Error {
    let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    if full {
        return anyhow!(
            "the disk is full: {} cannot be written. Nothing of this backup was kept; make room, \
             then take it again",
            path.display()
        );
    }
    anyhow::Error::from(error).context(format!("{} cannot be written", path.display()))
}
