//! A wire to Postgres that can lose an answer: the statement is done, and its sender
//! never learns it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use test_support::TestDb;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinHandle;

/// A proxy on loopback; it ends with this value.
#[derive(Debug)]
pub(crate) struct Proxy {
    url: String,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    /// The next statement that holds this text gets no answer.
    marker: Mutex<Option<String>>,
    lost: AtomicUsize,
}

impl Proxy {
    /// A proxy before the server of `db`.
    pub(crate) async fn start(db: &TestDb) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (start, _) =
            db.url().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let url = format!("{start}@127.0.0.1:{port}/{}?sslmode=disable", db.name());
        let options = db.admin_options();
        let shared = Arc::new(Shared::default());
        let sharing = shared.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let shared = sharing.clone();
                let (host, port) = (options.get_host().to_owned(), options.get_port());
                match options.get_socket() {
                    Some(folder) => {
                        let socket = folder.join(format!(".s.PGSQL.{port}"));
                        let server = UnixStream::connect(socket).await.unwrap();
                        tokio::spawn(carry(client, server, shared));
                    }
                    None => {
                        let server = TcpStream::connect((host, port)).await.unwrap();
                        tokio::spawn(carry(client, server, shared));
                    }
                }
            }
        });
        Self { url, shared, accepting }
    }

    /// The database, through this proxy.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// Loses the answer to the next statement that holds `marker`, and its connection.
    pub(crate) fn lose_answer_to(&self, marker: &str) {
        *self.shared.marker.lock().unwrap() = Some(marker.to_owned());
    }

    /// How many answers were lost.
    pub(crate) fn lost(&self) -> usize {
        self.shared.lost.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Carries one connection until either side ends it, or an answer is to be lost.
async fn carry(
    mut client: TcpStream,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
    shared: Arc<Shared>,
) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let lose = shared.takes_marker(&asked[..length]);
                if server.write_all(&asked[..length]).await.is_err() {
                    return;
                }
                if lose {
                    swallow(&mut server).await;
                    shared.lost.fetch_add(1, Ordering::SeqCst);
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&answered[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Reads until the server is idle again: what it was told is committed by then.
async fn swallow(server: &mut (impl AsyncRead + Unpin)) {
    let mut answer = Vec::new();
    // ReadyForQuery, outside of a transaction.
    while !answer.ends_with(b"Z\0\0\0\x05I") {
        let mut part = [0; 4096];
        let length = server.read(&mut part).await.unwrap();
        assert!(length > 0, "the server closed the connection");
        answer.extend_from_slice(&part[..length]);
    }
}

impl Shared {
    fn takes_marker(&self, bytes: &[u8]) -> bool {
        let mut marker = self.marker.lock().unwrap();
        let found = marker.as_ref().is_some_and(|marker| {
            bytes.windows(marker.len()).any(|window| window == marker.as_bytes())
        });
        if found {
            *marker = None;
        }
        found
    }
}
