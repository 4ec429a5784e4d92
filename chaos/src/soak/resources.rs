//! Memory and open files of a process, as the kernel tells them.

use std::path::PathBuf;

/// What a process holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Resources {
    /// Memory that it holds now, in kB.
    pub(super) resident_kb: u64,
    /// The part of it that is no file's and that it shares with nobody.
    pub(super) private_kb: u64,
    /// Open files.
    pub(super) files: u64,
}

impl Resources {
    /// Of one process.
    pub(super) fn of(process: u32) -> Option<Self> {
        let folder = PathBuf::from(format!("/proc/{process}"));
        let status = std::fs::read_to_string(folder.join("status")).ok()?;
        let files = std::fs::read_dir(folder.join("fd")).ok()?.count() as u64;
        Some(Self {
            resident_kb: line(&status, "VmRSS:")?,
            private_kb: line(&status, "RssAnon:")?,
            files,
        })
    }

    /// Of a process and all that it started.
    pub(super) fn of_family(process: u32) -> Option<Self> {
        let mut sum = Self::of(process)?;
        let children = format!("/proc/{process}/task/{process}/children");
        let children = std::fs::read_to_string(children).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|child| child.parse().ok()) {
            // It may have ended meanwhile.
            let more = Self::of_family(child).unwrap_or_default();
            sum.resident_kb += more.resident_kb;
            sum.private_kb += more.private_kb;
            sum.files += more.files;
        }
        Some(sum)
    }
}

fn line(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_from_its_line() {
        let status = "VmPeak:\t 9 kB\nVmRSS:\t  1234 kB\nRssAnon:\t 200 kB\n";
        assert_eq!([line(status, "VmRSS:"), line(status, "RssAnon:")], [Some(1234), Some(200)]);
        assert_eq!(line(status, "VmSwap:"), None);
    }

    #[test]
    fn this_process_holds_something() {
        let own = Resources::of(std::process::id()).unwrap();
        assert!(own.resident_kb >= own.private_kb && own.private_kb > 0 && own.files > 2);
        assert_eq!(Resources::of(u32::MAX), None);
    }
}
