//! A proxy of our own before a server, so that connections can be cut, delayed and doubled.

mod rewrite;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub use rewrite::Rewrite;

/// How a link behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What comes goes through.
    Open,
    /// Nothing goes through, and connections end.
    Cut,
    /// It takes so much longer, in each direction.
    Delayed(Duration),
    /// What clients of new connections say is said over two; one of them answers.
    Doubled,
}

/// A proxy on loopback. It ends with this value.
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    mode: watch::Sender<Mode>,
    rewrites: Rewrites,
}

/// What is said otherwise than clients say it, once that is known.
type Rewrites = Arc<OnceLock<&'static [Rewrite]>>;

impl Proxy {
    /// Listens for connections to `server`, which need not be there yet.
    pub async fn before(server: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (mode, watched) = watch::channel(Mode::Open);
        let rewrites = Rewrites::default();
        tokio::spawn(accept(listener, server, watched, rewrites.clone()));
        Ok(Self { address, mode, rewrites })
    }

    /// Says what clients of new connections say in other words. The first call counts.
    pub fn rewrite(&self, rewrites: &'static [Rewrite]) {
        self.rewrites.get_or_init(|| rewrites);
    }

    /// From now on.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

async fn accept(
    listener: TcpListener,
    server: SocketAddr,
    mut mode: watch::Receiver<Mode>,
    rewrites: Rewrites,
) {
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { continue };
                if *mode.borrow() != Mode::Cut {
                    let rewrites = rewrites.get().copied().unwrap_or_default();
                    tokio::spawn(serve(client, server, mode.clone(), rewrites));
                }
            }
            // The link was dropped.
            changed = mode.changed() => if changed.is_err() { return },
        }
    }
}

/// Serves one connection until either side ends it, or it is cut.
async fn serve(
    client: TcpStream,
    server: SocketAddr,
    mut mode: watch::Receiver<Mode>,
    rewrites: &'static [Rewrite],
) {
    let Ok(upstream) = TcpStream::connect(server).await else { return };
    let mut twin = None;
    if *mode.borrow() == Mode::Doubled {
        twin = TcpStream::connect(server).await.ok();
    }
    for stream in [Some(&client), Some(&upstream), twin.as_ref()].into_iter().flatten() {
        // A link that cannot do without delay is a slow one, which is no matter.
        let _ = stream.set_nodelay(true);
    }
    let ((from_client, to_client), (from_server, to_server)) =
        (client.into_split(), upstream.into_split());
    let mut servers = vec![to_server];
    if let Some(twin) = twin {
        let (mut answers, to_twin) = twin.into_split();
        servers.push(to_twin);
        tokio::spawn(async move { copy(&mut answers, &mut sink()).await });
    }
    let delays = mode.clone();
    tokio::select! {
        () = pump(from_client, servers, &delays, rewrites) => {}
        () = pump(from_server, vec![to_client], &delays, &[]) => {}
        // So it ends when the link is cut or dropped.
        _ = mode.wait_for(|mode| *mode == Mode::Cut) => {}
    }
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: Vec<OwnedWriteHalf>,
    mode: &watch::Receiver<Mode>,
    rewrites: &[Rewrite],
) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else { return };
        let now = *mode.borrow();
        // To sleep for no time takes a millisecond.
        if let Mode::Delayed(by) = now {
            tokio::time::sleep(by).await;
        }
        let Some(bytes) = buffer.get_mut(..read) else { return };
        rewrites.iter().for_each(|rewrite| rewrite.apply(bytes));
        for (number, side) in to.iter_mut().enumerate() {
            let written = side.write_all(&*bytes).await;
            // The twin may have ended; it is not the one that answers.
            if number == 0 && written.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that sends back what it hears, and counts connections.
    async fn echo() -> (SocketAddr, watch::Receiver<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (count, counted) = watch::channel(0);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                count.send_modify(|count| *count += 1);
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.into_split();
                    copy(&mut from, &mut to).await
                });
            }
        });
        (address, counted)
    }

    async fn ask(stream: &mut TcpStream, words: &[u8]) -> std::io::Result<Vec<u8>> {
        stream.write_all(words).await?;
        let mut answer = vec![0; words.len()];
        stream.read_exact(&mut answer).await?;
        Ok(answer)
    }

    #[tokio::test]
    async fn what_is_cut_ends_and_what_comes_after_it_goes_through() {
        let (server, _) = echo().await;
        let link = Proxy::before(server).await.unwrap();
        let mut stream = TcpStream::connect(link.address).await.unwrap();
        assert_eq!(ask(&mut stream, b"one").await.unwrap(), b"one");
        link.set(Mode::Cut);
        assert!(ask(&mut stream, b"two").await.is_err());
        let mut refused = TcpStream::connect(link.address).await.unwrap();
        assert!(ask(&mut refused, b"three").await.is_err());
        link.set(Mode::Open);
        let mut again = TcpStream::connect(link.address).await.unwrap();
        assert_eq!(ask(&mut again, b"four").await.unwrap(), b"four");
    }

    #[tokio::test]
    async fn what_is_to_be_said_otherwise_is() {
        let (server, _) = echo().await;
        let link = Proxy::before(server).await.unwrap();
        link.rewrite(&[Rewrite { from: "epoch = $3", to: "true" }]);
        let mut stream = TcpStream::connect(link.address).await.unwrap();
        let heard = ask(&mut stream, b"WHERE epoch = $3;").await.unwrap();
        assert_eq!(heard, b"WHERE true      ;");
    }

    #[tokio::test]
    async fn what_is_doubled_reaches_the_server_twice_and_is_answered_once() {
        let (server, mut connections) = echo().await;
        let link = Proxy::before(server).await.unwrap();
        link.set(Mode::Doubled);
        let mut stream = TcpStream::connect(link.address).await.unwrap();
        assert_eq!(ask(&mut stream, b"words").await.unwrap(), b"words");
        connections.wait_for(|count| *count == 2).await.unwrap();
        // Were the twin's answer passed on, it would come first.
        assert_eq!(ask(&mut stream, b"other").await.unwrap(), b"other");
    }
}
