//! A file of heads, one a line, which only grows. It is the truth of what was published: put
//! it where those who can write into the database cannot.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use audit::{Head, records};

use super::Target;

/// The end of the file that is read: some hundred heads.
const TAIL: u64 = 64 * 1024;

pub(super) struct HeadsFile {
    path: PathBuf,
    /// The file and the last head in it, once it was opened.
    open: Option<(File, Option<Head>)>,
}

impl HeadsFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, open: None }
    }

    fn open(&mut self) -> anyhow::Result<&mut (File, Option<Head>)> {
        // One that was moved away is begun anew.
        let there = self.path.exists();
        match self.open.take().filter(|_| there) {
            Some(open) => Ok(self.open.insert(open)),
            None => {
                let opened = open(&self.path)
                    .with_context(|| format!("{} cannot be opened", self.path.display()))?;
                Ok(self.open.insert(opened))
            }
        }
    }
}

fn open(path: &PathBuf) -> anyhow::Result<(File, Option<Head>)> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    let start = length.saturating_sub(TAIL);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut tail)?;
    let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    if whole < tail.len() {
        // Somebody died while writing it: it was not published.
        file.set_len(start + whole as u64)?;
    }
    let lines = tail.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n');
    let last = lines.rev().find(|line| !line.trim_ascii().is_empty());
    let last = last.map(serde_json::from_slice).transpose().context("its last line is no head")?;
    Ok((file, last))
}

impl Target for HeadsFile {
    const NAME: &'static str = "file";

    async fn last(&mut self) -> anyhow::Result<u64> {
        let (_, last) = self.open()?;
        Ok(last.as_ref().map_or(0, |last| last.block))
    }

    async fn take(&mut self, head: &Head) -> anyhow::Result<()> {
        let (file, last) = self.open()?;
        if last.as_ref().is_some_and(|last| last.hash() != head.previous) {
            bail!(
                "block {} does not follow the last head in {}: the log was sealed anew, or the \
                 file is another log's; run `steward audit verify`, and see docs/audit.md",
                head.block,
                self.path.display()
            );
        }
        let mut line = Vec::new();
        records::write(&mut line, head)?;
        match file.write_all(&line).and_then(|()| file.sync_data()) {
            Ok(()) => {
                *last = Some(head.clone());
                Ok(())
            }
            Err(error) => {
                // A part of the line may be there, as on a full disk: opening it again removes it.
                self.open = None;
                Err(error.into())
            }
        }
    }
}
