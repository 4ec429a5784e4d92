//! By which way a mail leaves.

use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::server::Error;

/// By what mails leave.
#[derive(Debug, Clone)]
pub enum Transport {
    /// A server, as `smtps://user:password@host` or `smtp://host:port?tls=required`.
    Smtp(SecretString),
    /// A folder: one `.eml` a mail, for nobody else to read.
    Folder(PathBuf),
}

/// Why a mail did not leave.
#[derive(Debug)]
pub(super) enum Failure {
    /// It may later.
    ForNow(String),
    /// It will not.
    ForGood(String),
}

/// A transport, ready.
pub(super) enum Route {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

impl Route {
    pub(super) fn new(transport: Transport) -> Result<Self, Error> {
        match transport {
            Transport::Smtp(url) => {
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret().trim())
                    .map(|builder| Self::Smtp(builder.build()))
                    // What is wrong with it could quote it, with its password.
                    .map_err(|_| {
                        Error::Config(
                            "STEWARD_SMTP_URL must be a mail server's address, such as \
                     smtps://user:password@mail.example.com",
                        )
                    })
            }
            Transport::Folder(folder) => Ok(Self::Folder(folder)),
        }
    }

    pub(super) async fn send(&self, id: Uuid, mail: &Message) -> Result<(), Failure> {
        match self {
            Self::Smtp(server) => server.send(mail.clone()).await.map(drop).map_err(failure),
            Self::Folder(folder) => {
                let (folder, bytes) = (folder.clone(), mail.formatted());
                let written = tokio::task::spawn_blocking(move || write(&folder, id, &bytes)).await;
                let path = written
                    .map_err(io::Error::other)
                    .flatten()
                    .map_err(|error| Failure::ForNow(error.to_string()))?;
                let path = path.display();
                tracing::warn!(mail.id = %id, %path, "no mail server is set: a mail was written to a file");
                Ok(())
            }
        }
    }
}

/// What a server answers may quote the address, so only its code is told.
fn failure(error: smtp::Error) -> Failure {
    match error.status() {
        Some(code) if error.is_permanent() => {
            Failure::ForGood(format!("the server refused it with code {code}"))
        }
        Some(code) => Failure::ForNow(format!("the server answered with code {code}")),
        None => Failure::ForNow(error.to_string()),
    }
}

/// Writes a whole file under its name or none.
fn write(folder: &Path, id: Uuid, bytes: &[u8]) -> io::Result<PathBuf> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let (unfinished, path) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(bytes)?;
    std::fs::rename(&unfinished, &path)?;
    Ok(path)
}
