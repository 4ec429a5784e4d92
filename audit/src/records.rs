//! Files of one JSON value a line, read and written one at a time.

use std::io::{BufRead, Read, Write};
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest line that is read, in bytes: no event is nearly as long.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Why a file could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The file itself.
    #[error("line {line} cannot be read: {error}")]
    Io {
        /// From 1.
        line: u64,
        /// What the system says.
        error: std::io::Error,
    },
    /// A line holds something else.
    #[error("line {line} is not as it must be: {reason}")]
    Malformed {
        /// From 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
}

/// The values of a file, in memory one at a time. Empty lines are passed over.
#[derive(Debug)]
pub struct Records<T, R> {
    from: R,
    line: u64,
    text: Vec<u8>,
    values: PhantomData<T>,
}

impl<T: DeserializeOwned, R: BufRead> Records<T, R> {
    /// Reads `from`.
    pub fn new(from: R) -> Self {
        Self { from, line: 0, text: Vec::new(), values: PhantomData }
    }

    /// The number of the line that was read last, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    fn read(&mut self) -> Result<Option<T>, RecordError> {
        loop {
            self.line += 1;
            let line = self.line;
            self.text.clear();
            let mut bounded = self.from.by_ref().take(LONGEST + 1);
            let read = bounded
                .read_until(b'\n', &mut self.text)
                .map_err(|error| RecordError::Io { line, error })?;
            let malformed = |reason: String| RecordError::Malformed { line, reason };
            if read as u64 > LONGEST {
                return Err(malformed(format!("it is longer than {LONGEST} bytes")));
            }
            if read == 0 {
                return Ok(None);
            }
            let text = self.text.trim_ascii();
            if !text.is_empty() {
                return serde_json::from_slice(text)
                    .map(Some)
                    .map_err(|error| malformed(error.to_string()));
            }
        }
    }
}

impl<T: DeserializeOwned, R: BufRead> Iterator for Records<T, R> {
    type Item = Result<T, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// Writes one line.
pub fn write(to: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    to.write_all(&line)
}
