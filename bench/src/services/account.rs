//! Postgres refuses to run as root, so root lends it an account without rights.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// User and group to run a server as; none: as ourselves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account(Option<(u32, u32)>);

/// Accounts that fit, best first, and the customary number of the last.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];
const NOBODY: (u32, u32) = (65534, 65534);

impl Account {
    pub(super) fn choose() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self(None);
        }
        let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let found = CANDIDATES.iter().find_map(|name| find(&accounts, name));
        Self(Some(found.unwrap_or(NOBODY)))
    }

    /// A command that runs as the account, with nothing inherited that could steer Postgres.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").current_dir("/");
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    /// Gives a folder to the account.
    pub(super) fn own(self, folder: &Path) -> std::io::Result<()> {
        match self.0 {
            Some((user, group)) => chown(folder, Some(user), Some(group)),
            None => Ok(()),
        }
    }
}

fn find(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let accounts = "postgresql:x:7:7::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";
        assert_eq!(find(accounts, "postgres"), Some((101, 104)));
        assert_eq!(find(accounts, "nobody"), None);
    }
}
