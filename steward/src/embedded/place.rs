//! Where a steward's servers keep their files, and that only one steward uses them.
//!
//! Normally everything is in `.steward` itself. Two things can be in the way: when we
//! are root, the account that runs Postgres may not enter `.steward` (a root's home is
//! closed); and a socket's path may have at most about 107 bytes. In the first case
//! data and a copy of the programs live under `/var/lib/steward`, in the second the
//! sockets live under `/tmp`; files in `.steward` name the places.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use uuid::Uuid;

use super::account::{self, Account};
use super::{Options, Urls};

const SYSTEM_FOLDER: &str = "/var/lib/steward";
/// Of about 107 bytes, leaving room for `/.s.PGSQL.5432.lock`.
const LONGEST_SOCKET_FOLDER: usize = 80;

/// The folders of one steward, which nobody else may use while this value lives.
pub(super) struct Place {
    /// The folder that the user named.
    root: PathBuf,
    /// Data and logs.
    pub(super) home: PathBuf,
    /// Sockets.
    pub(super) run: PathBuf,
    /// Postgres.
    pub(super) programs: PathBuf,
    pub(super) account: Option<Account>,
    durable: bool,
    _lock: File,
}

impl Place {
    /// Makes and locks the folders.
    pub(super) async fn take(options: &Options) -> anyhow::Result<Self> {
        make_root(&options.root)?;
        let root = options
            .root
            .canonicalize()
            .with_context(|| format!("{} cannot be used as a folder", options.root.display()))?;
        let lock = lock(&root)?;
        let elsewhere = fs::read_to_string(root.join("place")).ok().map(PathBuf::from);
        let used = elsewhere.clone().unwrap_or_else(|| root.clone());
        let account = Account::choose(&used.join("postgres"))?;
        let mut place = Self {
            run: root.join("run"),
            home: used,
            programs: std::path::absolute(&options.programs)?,
            account,
            durable: options.durable,
            root,
            _lock: lock,
        };
        if let Some(account) = account {
            place.open_to(account, elsewhere.is_some(), options).await?;
        }
        place.make_run_folder()?;
        place.make_folder("redis")?;
        Ok(place)
    }

    /// Moves to the system's folder when the account may not enter ours.
    async fn open_to(
        &mut self,
        account: Account,
        moved: bool,
        options: &Options,
    ) -> anyhow::Result<()> {
        let reachable = !moved && account::can_enter(&self.root, account).await;
        if !reachable {
            if !moved {
                self.home = Path::new(SYSTEM_FOLDER).join(Uuid::now_v7().to_string());
            }
            fs::create_dir_all(&self.home).with_context(|| {
                format!(
                    "Postgres does not run as root, and the account without rights that runs it \
                     here may not enter {}; a folder for it at {} could not be made.\n\
                     Choose a folder that others may enter with STEWARD_HOME, or run this as an \
                     ordinary account.",
                    self.root.display(),
                    self.home.display()
                )
            })?;
            self.run = self.home.join("run");
            fs::write(self.home.join("origin"), self.root.as_os_str().as_encoded_bytes())?;
            fs::write(self.root.join("place"), self.home.as_os_str().as_encoded_bytes())?;
            (options.report)(&format!(
                "data is kept in {}, since {} is closed to the account that runs Postgres",
                self.home.display(),
                self.root.display()
            ));
        }
        if options.database_url.is_none() && !account::can_enter(&self.programs, account).await {
            self.copy_programs().await?;
        }
        Ok(())
    }

    async fn copy_programs(&mut self) -> anyhow::Result<()> {
        let name = self.programs.file_name().unwrap_or_default();
        let copy = self.home.join(name);
        let stamp = |folder: &Path| fs::read(folder.join(".stamp")).ok();
        if stamp(&copy).is_none() || stamp(&copy) != stamp(&self.programs) {
            let _ = fs::remove_dir_all(&copy);
            let copied = account::command(Path::new("cp"), None)
                .arg("-a")
                .args([&self.programs, &copy])
                .status()
                .await
                .context("cp could not be run")?;
            if !copied.success() {
                bail!("Postgres could not be copied to {}; is the disk full?", copy.display());
            }
        }
        self.programs = copy;
        Ok(())
    }

    fn make_run_folder(&mut self) -> anyhow::Result<()> {
        let noted = self.home.join("run.path");
        if let Ok(earlier) = fs::read_to_string(&noted) {
            let _ = fs::remove_dir_all(earlier);
            let _ = fs::remove_file(&noted);
        }
        let path = self.run.as_os_str().as_encoded_bytes();
        // Postgres takes a list here, with commas and quotes.
        if path.len() > LONGEST_SOCKET_FOLDER || path.iter().any(|byte| b",\"'".contains(byte)) {
            let random = Uuid::new_v4().simple().to_string();
            self.run = std::env::temp_dir().join(format!("steward-{}", &random[..12]));
            fs::write(&noted, self.run.as_os_str().as_encoded_bytes())?;
        }
        make_private(&self.run, self.account)
    }

    /// A private folder of the servers, in their home.
    pub(super) fn make_folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.home.join(name);
        make_private(&folder, self.account)?;
        Ok(folder)
    }

    /// Opens a log to be appended to, keeping one older generation.
    pub(super) fn open_log(&self, name: &str) -> anyhow::Result<(PathBuf, File)> {
        const LARGE: u64 = 16 << 20;
        let path = self.home.join(name);
        if fs::metadata(&path).is_ok_and(|metadata| metadata.len() > LARGE) {
            fs::rename(&path, path.with_extension("log.1"))?;
        }
        let file = File::options()
            .append(true)
            .create(true)
            .open(&path)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Ok((path, file))
    }

    /// Writes the addresses down for [`published`].
    pub(super) fn publish(&self, urls: &Urls) -> anyhow::Result<()> {
        use std::os::unix::fs::OpenOptionsExt;
        let path = self.root.join("services.env");
        let mut file =
            File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        write!(file, "DATABASE_URL={}\nREDIS_URL={}\n", urls.database_url, urls.redis_url)?;
        Ok(())
    }

    /// Removes what is of no use once the servers have stopped.
    pub(super) fn leave(self) {
        let _ = fs::remove_file(self.root.join("services.env"));
        let _ = fs::remove_dir_all(&self.run);
        let _ = fs::remove_file(self.home.join("run.path"));
        if !self.durable {
            let _ = fs::remove_dir_all(self.home.join("postgres"));
            if self.home != self.root {
                let _ = fs::remove_dir_all(&self.home);
                let _ = fs::remove_file(self.root.join("place"));
            }
        }
    }
}

/// The addresses that the steward now running in `root` wrote down.
pub(super) fn published(root: &Path) -> Option<Urls> {
    let lock = File::options().read(true).write(true).open(root.join("lock")).ok()?;
    if !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
        return None;
    }
    let text = fs::read_to_string(root.join("services.env")).ok()?;
    let value =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    Some(Urls { database_url: value("DATABASE_URL=")?, redis_url: value("REDIS_URL=")? })
}

/// Our own folder may be entered by the account that runs Postgres; what is in it is
/// protected one by one.
fn make_root(root: &Path) -> anyhow::Result<()> {
    let explain = || format!("the folder {} cannot be made", root.display());
    fs::create_dir_all(root).with_context(explain)?;
    let metadata = fs::metadata(root).with_context(explain)?;
    let ours = rustix::process::geteuid().as_raw();
    if ours == 0 && metadata.uid() == 0 && metadata.mode() & 0o001 == 0 {
        fs::set_permissions(root, fs::Permissions::from_mode(metadata.mode() | 0o011))?;
    }
    Ok(())
}

fn lock(root: &Path) -> anyhow::Result<File> {
    let path = root.join("lock");
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .with_context(|| {
            format!(
                "{} cannot be written: was it made by another account (root)?\n\
                 Run this as that account, or choose another folder with STEWARD_HOME.",
                path.display()
            )
        })?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            bail!(
                "another steward (process {}) is already running with the folder {}.\n\
                 Stop it first, or give this one another folder with STEWARD_HOME.",
                pid.trim(),
                root.display()
            )
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("{} cannot be locked", path.display()));
        }
    }
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())?;
    Ok(file)
}

fn make_private(folder: &Path, account: Option<Account>) -> anyhow::Result<()> {
    let explain = || format!("the folder {} cannot be made", folder.display());
    DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(explain)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).with_context(explain)?;
    if let Some(account) = account {
        chown(folder, Some(account.uid), Some(account.gid)).with_context(explain)?;
    }
    Ok(())
}
