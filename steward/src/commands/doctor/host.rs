//! This machine: its disk, and the web app in this program.

use super::check::Check;
use crate::figures::{Disk, disk};
use crate::settings::Settings;

/// The part of the disk that must be free.
const FREE: f64 = 0.1;

/// The disk that Steward writes on, and the files of the web app.
pub(super) fn examine(settings: &Settings) -> Vec<Check> {
    let place = settings.home.display();
    let space = match disk(&settings.home) {
        None => Check::warning(
            "disk",
            format!("how full that of {place} is cannot be told"),
            "look with df",
        ),
        Some(Disk { free, size }) => {
            let found = format!("{} of {} are free for {place}", bytes(free), bytes(size));
            if (free as f64) < FREE * size as f64 {
                let remedy = "make room, or move the folder: Postgres stops when its disk is full \
                              (docs/runbooks.md#stewarddiskfilling)";
                Check::problem("disk", found, remedy)
            } else {
                Check::ok("disk", found)
            }
        }
    };
    let app = if api::web_app_is_there() {
        Check::ok("web app", "its files are in this program")
    } else {
        let found = "its files are not in this program: browsers are shown nothing";
        Check::problem(
            "web app",
            found,
            "build it with `make run`, or npm run build and cargo build",
        )
    };
    vec![space, app]
}

/// A size for people.
pub(super) fn bytes(count: u64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"];
    let mut size = count as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && size < 100.0);
    format!("{size:.digits$} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_short() {
        let sizes = [999, 1500, 250_000_000, 12_300_000_000].map(bytes);
        assert_eq!(sizes, ["999 bytes", "1.5 kB", "250 MB", "12.3 GB"]);
    }
}
