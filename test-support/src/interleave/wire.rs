//! A wire to Postgres that lets one statement through at a time, when it is told to.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::messages::{Messages, executes};
use crate::TestDb;

/// The wire of one party; it ends with this value.
#[derive(Debug)]
pub struct Wire {
    url: String,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Statements that wait to be let through, oldest first.
    held: VecDeque<oneshot::Sender<()>>,
    /// Backends that were asked something and have not answered.
    asked: HashSet<i32>,
}

impl Wire {
    /// A wire to the server of `db`.
    pub async fn start(db: &TestDb) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let options = db.admin_options();
        let url = format!(
            "postgres://{}@127.0.0.1:{port}/{}?sslmode=disable",
            options.get_username(),
            db.name()
        );
        let state = Arc::<Mutex<State>>::default();
        let shared = state.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let state = shared.clone();
                let (host, port) = (options.get_host().to_owned(), options.get_port());
                match options.get_socket() {
                    Some(folder) => {
                        let socket = folder.join(format!(".s.PGSQL.{port}"));
                        let Ok(server) = UnixStream::connect(socket).await else { continue };
                        tokio::spawn(carry(client, server, state));
                    }
                    None => {
                        let Ok(server) = TcpStream::connect((host, port)).await else { continue };
                        tokio::spawn(carry(client, server, state));
                    }
                }
            }
        });
        Ok(Self { url, state, accepting })
    }

    /// The database, over this wire.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether a statement waits to be let through, and none is being answered.
    pub(super) fn waits(&self) -> bool {
        let mut state = lock(&self.state);
        // Who gave up waiting has no statement any more.
        state.held.retain(|held| !held.is_closed());
        state.asked.is_empty() && !state.held.is_empty()
    }

    /// The backends that have not answered.
    pub(super) fn asked(&self) -> Vec<i32> {
        lock(&self.state).asked.iter().copied().collect()
    }

    /// Lets the oldest statement through.
    pub fn let_through(&self) {
        if let Some(held) = lock(&self.state).held.pop_front() {
            // Its connection may be gone.
            let _ = held.send(());
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Carries one connection until either side ends it.
async fn carry(
    mut client: TcpStream,
    server: impl AsyncRead + AsyncWrite + Unpin + Send,
    state: Arc<Mutex<State>>,
) {
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (mut from_client, mut to_client) = client.split();
    let backend = Mutex::new(0);
    let asking = async {
        let mut messages = Messages::of_client();
        let mut buffer = vec![0; 65_536];
        while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
            let part = buffer.get(..length).unwrap_or_default();
            if messages.take(part).iter().any(executes) {
                let (go, told) = oneshot::channel();
                lock(&state).held.push_back(go);
                if told.await.is_err() {
                    return;
                }
                let pid = *backend.lock().unwrap_or_else(PoisonError::into_inner);
                lock(&state).asked.insert(pid);
            }
            if to_server.write_all(part).await.is_err() {
                return;
            }
        }
    };
    let answering = async {
        let mut messages = Messages::of_server();
        let mut buffer = vec![0; 65_536];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            let part = buffer.get(..length).unwrap_or_default();
            let told = messages.take(part);
            if let Some(pid) = told.iter().find_map(super::messages::Message::backend) {
                *backend.lock().unwrap_or_else(PoisonError::into_inner) = pid;
            }
            if to_client.write_all(part).await.is_err() {
                return;
            }
            if told.iter().any(super::messages::Message::is_ready) {
                let pid = *backend.lock().unwrap_or_else(PoisonError::into_inner);
                lock(&state).asked.remove(&pid);
            }
        }
    };
    tokio::select! {
        () = asking => {}
        () = answering => {}
    }
    let pid = *backend.lock().unwrap_or_else(PoisonError::into_inner);
    lock(&state).asked.remove(&pid);
}
