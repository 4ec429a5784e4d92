//! The shell of an operator, who types what the runbooks say.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::{Context, bail, ensure};
use tokio::process::Command;

use crate::cluster::Cluster;

/// Tools that found something end with 1; others did not work.
const FOUND: i32 = 1;

/// The folder that an operator works in, with `steward` and `psql` where shells look.
#[derive(Debug)]
pub(super) struct Shell {
    folder: PathBuf,
    path: String,
    settings: Vec<(String, String)>,
    /// What stands in the runbooks as an example, and what it is here.
    pub(super) examples: Vec<(&'static str, String)>,
}

impl Shell {
    /// Of a deployment.
    pub(super) async fn prepare(cluster: &Cluster) -> anyhow::Result<Self> {
        let folder = cluster.folder.join("operator");
        let programs = folder.join("bin");
        std::fs::create_dir_all(&programs)?;
        link(cluster.program(), &programs.join("steward"))?;
        let postgres = cluster.services.lock().await.programs().join("bin");
        let inherited = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{}:{inherited}", programs.display(), postgres.display());
        let mut settings = cluster.settings().to_vec();
        // Later ones count.
        settings.push(("DATABASE_URL".to_owned(), cluster.database.clone()));
        settings.push(("REDIS_URL".to_owned(), cluster.redis_url.clone()));
        let mut shell = Self { folder, path, settings, examples: Vec::new() };
        let home = shell.setting("STEWARD_HOME").context("there is no home")?;
        shell.at_home(Path::new(&home))?;
        Ok(shell)
    }

    fn setting(&self, name: &str) -> Option<String> {
        let found = self.settings.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    /// From now on the deployment's folder is this one.
    pub(super) fn at_home(&mut self, home: &Path) -> anyhow::Result<()> {
        link(home, &self.folder.join(".steward"))?;
        self.settings.push(("STEWARD_HOME".to_owned(), home.display().to_string()));
        Ok(())
    }

    /// Runs a command of the runbooks to its end, which may be that it found something.
    pub(super) async fn looks(&self, command: &str) -> anyhow::Result<String> {
        let (command, output) = self.run(command).await?;
        let said = said(&output);
        if output.status.success() || (output.status.code() == Some(FOUND) && is_ours(&command)) {
            return Ok(said);
        }
        bail!("`{command}` ended with {}: {said}", output.status)
    }

    /// Runs a command that must succeed.
    pub(super) async fn does(&self, command: &str) -> anyhow::Result<String> {
        let (command, output) = self.run(command).await?;
        let said = said(&output);
        ensure!(output.status.success(), "`{command}` ended with {}: {said}", output.status);
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    async fn run(&self, command: &str) -> anyhow::Result<(String, Output)> {
        let mut command = command.to_owned();
        for (example, here) in &self.examples {
            command = command.replace(example, here);
        }
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", &self.path)
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .output()
            .await?;
        Ok((command, output))
    }
}

fn is_ours(command: &str) -> bool {
    command.starts_with("steward ")
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    format!("{} {}", text(&output.stdout), text(&output.stderr))
}

fn link(to: &Path, at: &Path) -> anyhow::Result<()> {
    if at.symlink_metadata().is_ok() {
        std::fs::remove_file(at)?;
    }
    Ok(symlink(to, at)?)
}
