//! Files that need a parser are read by another process: it may crash, hang or ask for
//! all the memory there is, and ends alone.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use retrieval::files::{Answer, FileProblem, Kind, MOST_TEXT};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::error::ApiError;

/// The program that reads a file: it gets the kind as its last argument, the file on
/// standard input, and does what [`retrieval::files::child`] does.
#[derive(Debug, Clone)]
pub struct Extractor {
    /// The program.
    pub program: PathBuf,
    /// Its first arguments.
    pub arguments: Vec<String>,
}

/// Reads files, few at a time.
#[derive(Debug)]
pub(crate) struct Extraction {
    extractor: Extractor,
    permits: Semaphore,
    patience: Duration,
}

/// JSON needs up to six bytes for one of text.
const LONGEST_ANSWER: u64 = 6 * MOST_TEXT as u64 + 1024;

impl Extraction {
    pub(crate) fn new(extractor: Extractor, at_once: usize, patience: Duration) -> Self {
        Self { extractor, permits: Semaphore::new(at_once.max(1)), patience }
    }

    /// The text of a file of `kind`. The outer error is ours, the inner one the file's.
    pub(crate) async fn read(
        &self,
        kind: Kind,
        bytes: &[u8],
    ) -> Result<Result<String, FileProblem>, ApiError> {
        let waiting = tokio::time::timeout(self.patience, self.permits.acquire()).await;
        let Ok(Ok(_permit)) = waiting else {
            return Err(ApiError::unavailable("other files are being read").retry_after(5));
        };
        match tokio::time::timeout(self.patience, self.ask(kind, bytes)).await {
            Ok(Ok(Some(Answer::Text(text)))) => Ok(Ok(text)),
            Ok(Ok(Some(Answer::Problem(problem)))) => Ok(Err(problem)),
            // It ended at one of its limits, or would have.
            Ok(Ok(None)) | Err(_) => {
                metrics::counter!("steward_file_readers_ended_total").increment(1);
                tracing::warn!(kind = kind.word(), "reading a file was ended at a limit");
                Ok(Err(FileProblem::TooComplex))
            }
            Ok(Err(error)) => Err(ApiError::internal(error)),
        }
    }

    /// What the process answers; nothing if it ended without.
    async fn ask(&self, kind: Kind, bytes: &[u8]) -> std::io::Result<Option<Answer>> {
        let mut child = Command::new(&self.extractor.program)
            .args(&self.extractor.arguments)
            .arg(kind.word())
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let write = async {
            if let Some(mut stdin) = stdin {
                // It may end before it has read all.
                let _ = stdin.write_all(bytes).await;
            }
        };
        let read = async {
            let mut printed = Vec::new();
            if let Some(stdout) = stdout {
                stdout.take(LONGEST_ANSWER).read_to_end(&mut printed).await?;
            }
            Ok::<_, std::io::Error>(printed)
        };
        let ((), printed) = tokio::join!(write, read);
        let printed = printed?;
        let ended = child.wait().await?;
        Ok(if ended.success() { serde_json::from_slice(&printed).ok() } else { None })
    }
}
