//! What a target begins with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::{Choices, bytes, json};

/// A target's corpus and seeds of its code. When its test fails, it shows the input that the
/// law did not hold for last: an engine shortens its bytes, and these are not the input.
#[derive(Debug)]
pub struct Seeds {
    name: &'static str,
    seeds: Vec<Vec<u8>>,
    broken: Mutex<Option<Vec<u8>>>,
}

impl Seeds {
    /// Those of the target `name` in `file` (as `file!()` says it) of the crate in `crate_dir`,
    /// and `more`.
    pub fn of(
        crate_dir: &str,
        file: &str,
        name: &'static str,
        more: impl IntoIterator<Item = Vec<u8>>,
    ) -> Self {
        let mut seeds: Vec<Vec<u8>> = Vec::new();
        for folder in folders(Path::new(crate_dir), file, name) {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            // A seed of the engine means the same input everywhere.
            paths.sort();
            seeds.extend(paths.iter().filter_map(|path| fs::read(path).ok()));
        }
        seeds.extend(more);
        Self { name, seeds, broken: Mutex::default() }
    }

    /// Tells of each.
    pub(crate) fn each(&self, tell: impl FnMut(&[u8])) {
        self.seeds.iter().map(Vec::as_slice).for_each(tell);
    }

    /// The law does not hold for this.
    pub(crate) fn note(&self, input: &[u8]) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(input.to_vec());
    }

    /// The target's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// One of them, changed as `random` chooses: not at all, or in up to seven places.
    pub fn variant(&self, random: &[u8]) -> Vec<u8> {
        let mut choices = Choices::of(random);
        let mut variant = choices.one_of(&self.seeds).cloned().unwrap_or_default();
        for _ in 0..choices.below(8) {
            let changed = if choices.byte().is_multiple_of(2) {
                json::changed(&variant, &self.seeds, &mut choices)
            } else {
                None
            };
            variant = match changed {
                Some(changed) => changed,
                None => bytes::changed(variant, &self.seeds, &mut choices),
            };
        }
        variant
    }
}

impl Drop for Seeds {
    fn drop(&mut self) {
        let broken = self.broken.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(input) = broken.filter(|_| std::thread::panicking()) {
            let name = self.name;
            eprintln!("the law of {name} does not hold for b\"{}\"", input.escape_ascii());
        }
    }
}

/// Where the corpus of a target is, and what a guided engine found: `file` is relative to the
/// workspace, which holds the crate.
fn folders(crate_dir: &Path, file: &str, name: &str) -> Vec<PathBuf> {
    let beside = Path::new(file).parent().unwrap_or(Path::new(""));
    let of = |above: &Path| above.join(beside).join("__fuzz__").join(name);
    let found = crate_dir.ancestors().map(of).find(|folder| folder.is_dir());
    found.iter().flat_map(|found| ["corpus", "crashes"].map(|part| found.join(part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_choices_make_the_same_of_the_same_seeds() {
        let seeds = || Seeds::of("/nowhere", "src/lib.rs", "none", [b"{\"a\":[1,2]}\n".to_vec()]);
        let random: Vec<u8> = (0..40).map(|n: u8| n.wrapping_mul(73)).collect();
        assert_eq!(seeds().variant(&random), seeds().variant(&random));
        assert_eq!(seeds().variant(&[]), b"{\"a\":[1,2]}\n", "nothing was chosen");
        assert_eq!(Seeds::of("/nowhere", "x.rs", "none", []).variant(&[]), b"");
    }
}
