//! Who runs the servers. Postgres refuses to be root, so root lends it an account
//! without rights.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, bail};
use tokio::process::Command;

/// An unprivileged account, used only when this process is root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// Accounts that fit, best first; the last resort is the customary number of `nobody`.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];
const OVERFLOW: Account = Account { uid: 65534, gid: 65534 };

impl Account {
    /// The account to run servers as, or `None` for "as ourselves".
    pub(super) fn choose(data: &Path) -> anyhow::Result<Option<Self>> {
        let ours = rustix::process::geteuid().as_raw();
        let owner = match std::fs::metadata(data) {
            Ok(metadata) => Some((metadata.uid(), metadata.gid())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read", data.display()));
            }
        };
        match owner {
            Some((uid, _)) if ours != 0 && uid != ours => bail!(
                "{} belongs to another account (number {uid}).\n\
                 Run this as that account or as root, or choose another folder with STEWARD_HOME.",
                data.display()
            ),
            // Data made by an ordinary account stays that account's, also under sudo.
            Some((uid, gid)) if ours == 0 && uid != 0 => Ok(Some(Self { uid, gid })),
            _ if ours == 0 => Ok(Some(Self::named().unwrap_or(OVERFLOW))),
            _ => Ok(None),
        }
    }

    fn named() -> Option<Self> {
        let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
        CANDIDATES.iter().find_map(|name| find(&accounts, name))
    }
}

fn find(accounts: &str, name: &str) -> Option<Account> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2);
    let uid = numbers.next()?.parse().ok()?;
    let gid = numbers.next()?.parse().ok()?;
    (uid != 0).then_some(Account { uid, gid })
}

/// A command run as the account, with nothing inherited that could steer a server
/// (`PGPORT` and the like).
pub(super) fn command(program: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C").env("TZ", "UTC");
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    if let Some(account) = account {
        // Also drops the supplementary groups of root.
        command.uid(account.uid).gid(account.gid);
    }
    command
}

/// Whether the account may enter the folder.
pub(super) async fn can_enter(folder: &Path, account: Account) -> bool {
    let script = ["-c", "cd \"$1\"", "sh"];
    let status = command(Path::new("/bin/sh"), Some(account))
        .args(script)
        .arg(folder)
        .current_dir("/")
        .stderr(std::process::Stdio::null())
        .status()
        .await;
    status.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNTS: &str = "root:x:0:0:root:/root:/bin/bash\n\
                            postgresql:x:7:7::/:/bin/sh\n\
                            postgres:x:101:104:admin:/var/lib/postgresql:/bin/bash\n\
                            toor:x:0:0::/:/bin/sh\n";

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        assert_eq!(find(ACCOUNTS, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(find(ACCOUNTS, "nobody"), None);
    }

    #[test]
    fn root_under_another_name_does_not_fit() {
        assert_eq!(find(ACCOUNTS, "toor"), None);
    }
}
