//! Reading a part of a backup: every byte of it is as it was written, or it is not read.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use sha2::{Digest, Sha256};

use super::contents::Part;
use super::manifest::{self, Manifest};

/// The sums of all other files, as `sha256sum` writes and checks them.
pub(crate) const SUMS: &str = "SHA256SUMS";
/// Bytes that are read at once.
const PIECE: usize = 1 << 18;

/// A part of a backup that is whole.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) manifest: Manifest,
}

impl Folder {
    /// Reads all of it and compares; `read` hears of bytes.
    pub(crate) fn verified(path: &Path, read: impl FnMut(u64)) -> anyhow::Result<Self> {
        Self::read(path, read).with_context(|| {
            format!("{} is not a whole backup, and nothing was done with it", path.display())
        })
    }

    /// The same, and it must be that part.
    pub(crate) fn of(path: &Path, part: Part, read: impl FnMut(u64)) -> anyhow::Result<Self> {
        let folder = Self::verified(path, read)?;
        let found = folder.manifest.part;
        ensure!(
            found == part,
            "{} is the {found} of a backup, and its {part} is wanted here",
            path.display()
        );
        Ok(folder)
    }

    fn read(path: &Path, mut read: impl FnMut(u64)) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path.join(SUMS))
            .with_context(|| format!("{SUMS} cannot be read"))?;
        let sums: Vec<(String, String)> = text
            .lines()
            .filter_map(|line| line.split_once("  "))
            .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
            .collect();
        ensure!(sums_text(&sums) == text, "{SUMS} was altered or is cut off");
        for (name, sum) in &sums {
            ensure!(!name.contains('/'), "{SUMS} names {name:?}, which is not in the folder");
            if sum_of(&path.join(name), &mut read)? != *sum {
                bail!("{name} was altered or is cut off");
            }
        }
        let text = fs::read_to_string(path.join(manifest::FILE))
            .with_context(|| format!("{} cannot be read", manifest::FILE))?;
        let manifest = Manifest::read(&text).context(manifest::FILE)?;
        let mut named: Vec<String> = manifest.tables.iter().map(manifest::Table::file).collect();
        named.push(manifest::FILE.to_owned());
        let mut summed: Vec<String> = sums.into_iter().map(|(name, _)| name).collect();
        named.sort();
        summed.sort();
        ensure!(named == summed, "{SUMS} and {} name other files", manifest::FILE);
        Ok(Self { path: path.to_owned(), manifest })
    }

    /// A file of rows.
    pub(crate) fn open(&self, table: &manifest::Table) -> anyhow::Result<File> {
        let path = self.path.join(table.file());
        File::open(&path).with_context(|| format!("{} cannot be read", path.display()))
    }
}

/// What stands in the file of sums.
pub(crate) fn sums_text(sums: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, sum) in sums {
        let _ = writeln!(text, "{sum}  {name}");
    }
    text
}

fn sum_of(path: &Path, read: &mut impl FnMut(u64)) -> anyhow::Result<String> {
    let told = || format!("{} cannot be read", path.display());
    let mut file = File::open(path).with_context(told)?;
    let (mut sum, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let count = file.read(&mut piece).with_context(told)?;
        let Some(bytes) = piece.get(..count).filter(|bytes| !bytes.is_empty()) else {
            return Ok(hex::encode(sum.finalize()));
        };
        sum.update(bytes);
        read(count as u64);
    }
}
