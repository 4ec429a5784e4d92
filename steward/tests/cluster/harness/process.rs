//! One process of the program, with what it says kept in files.

use std::fs::{File, read_to_string};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{eventually, home};

/// How long a process that starts others may take to end them.
const GRACE: Duration = Duration::from_secs(20);

/// The program, with nothing inherited that could steer it: neither variables nor `.env`.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_steward"));
    command.current_dir(folder).env_clear();
    for kept in ["PATH", "HOME", "TMPDIR"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command
        .env("STEWARD_HOME", home())
        .env("STEWARD_LISTEN", "127.0.0.1:0")
        .env("STEWARD_METRICS_LISTEN", "127.0.0.1:0")
        .env("STEWARD_OFFLINE_MODEL_LISTEN", "127.0.0.1:0")
        .env("STEWARD_PUBLIC_URL", "http://localhost:8000")
        .env("STEWARD_DEPLOYMENT_KEY", "d1".repeat(32))
        .env("STEWARD_SIGNING_KEY", "51".repeat(32))
        .env("STEWARD_SERVER_SECRET", "5e".repeat(32))
        .env("STEWARD_SEAL_KEY", "5ea1".repeat(16))
        .env("RUST_LOG", "debug")
        .env("NO_COLOR", "1");
    command
}

/// A running process; it ends with this value, and so does what it started.
pub(crate) struct Process {
    name: String,
    child: Child,
    out: PathBuf,
    err: PathBuf,
    /// Where in `err` this process begins.
    from: usize,
    stopped: bool,
}

impl Process {
    /// Starts `command`; what it says goes to files of `folder`, after what was said there.
    pub(crate) fn start(name: &str, folder: &Path, command: &mut Command) -> Self {
        let (out, err) = (folder.join(format!("{name}.out")), folder.join(format!("{name}.err")));
        let from = std::fs::metadata(&err).map_or(0, |file| file.len() as usize);
        let append = |path| File::options().create(true).append(true).open(path).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(File::create(&out).unwrap())
            .stderr(append(&err))
            .spawn()
            .unwrap();
        Self { name: name.to_owned(), child, out, err, from, stopped: false }
    }

    /// What follows `words` on the last line on which it says them.
    pub(crate) async fn says(&mut self, words: &str) -> String {
        let what = format!("{} says {words:?}", self.name);
        eventually(&what, async || {
            let said = self.said(words);
            if said.is_none()
                && let Some(status) = self.child.try_wait().unwrap()
            {
                panic!("{} has ended ({status}) before it said {words:?}", self.name);
            }
            said
        })
        .await
    }

    /// The same, if it has been said.
    pub(crate) fn said(&self, words: &str) -> Option<String> {
        let text = self.printed() + "\n" + &self.log();
        let mut lines = text.lines().rev();
        lines.find_map(|line| Some(line.split_once(words)?.1.trim().to_owned()))
    }

    /// Everything on its standard output since it was started.
    pub(crate) fn printed(&self) -> String {
        read_to_string(&self.out).unwrap()
    }

    /// Everything that it has logged.
    pub(crate) fn log(&self) -> String {
        read_to_string(&self.err).unwrap().split_off(self.from)
    }

    /// Ends it as the kernel would: it learns nothing.
    pub(crate) fn kill_9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it where it stands.
    pub(crate) fn stop(&mut self) {
        self.signal(Signal::STOP);
        self.stopped = true;
    }

    /// Lets it go on.
    pub(crate) fn cont(&mut self) {
        self.signal(Signal::CONT);
        self.stopped = false;
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn end(&mut self) -> ExitStatus {
        if self.stopped {
            self.cont();
        }
        self.signal(Signal::TERM);
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap()
    }

    /// Whether it still runs.
    pub(crate) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// For whoever has to find out why a test failed.
    fn last_words(&self) {
        let log = self.log();
        let lines: Vec<_> = log.lines().filter(|line| !line.contains("DEBUG")).collect();
        let last = lines[lines.len().saturating_sub(25)..].join("\n");
        eprintln!("---- {}:\n{last}", self.name);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.last_words();
        }
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.end();
        }
    }
}
