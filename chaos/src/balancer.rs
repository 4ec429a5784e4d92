//! Shares out connections over the APIs that say they are ready, as a proxy before them does.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often each is asked: well within the time that one serves after it was asked to stop.
const ASK_EVERY: Duration = Duration::from_millis(100);
const ASK_FOR: Duration = Duration::from_secs(1);
/// How long a client waits for one that is ready.
const PATIENCE: Duration = Duration::from_secs(10);

/// A balancer on loopback. It ends with this value.
#[derive(Debug)]
pub struct Balancer {
    /// Where it listens.
    pub address: SocketAddr,
    ready: watch::Receiver<Vec<SocketAddr>>,
    _work: JoinSet<()>,
}

impl Balancer {
    /// Before these servers.
    pub async fn before(servers: Vec<SocketAddr>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let http = reqwest::Client::builder().no_proxy().timeout(ASK_FOR).build()?;
        let (tell, ready) = watch::channel(Vec::new());
        let mut work = JoinSet::new();
        work.spawn(async move {
            loop {
                let mut found = Vec::new();
                for server in &servers {
                    let answer = http.get(format!("http://{server}/readyz")).send().await;
                    if answer.is_ok_and(|answer| answer.status().is_success()) {
                        found.push(*server);
                    }
                }
                tell.send_if_modified(|known| std::mem::replace(known, found.clone()) != found);
                tokio::time::sleep(ASK_EVERY).await;
            }
        });
        let known = ready.clone();
        work.spawn(async move {
            let mut number = 0;
            while let Ok((client, _)) = listener.accept().await {
                number += 1;
                tokio::spawn(serve(client, known.clone(), number));
            }
        });
        Ok(Self { address, ready, _work: work })
    }

    /// Waits until so many are ready.
    pub async fn until_ready(&self, count: usize) -> anyhow::Result<()> {
        let mut ready = self.ready.clone();
        ready.wait_for(|ready| ready.len() >= count).await?;
        Ok(())
    }
}

async fn serve(mut client: TcpStream, mut ready: watch::Receiver<Vec<SocketAddr>>, number: usize) {
    let waiting = ready.wait_for(|ready| !ready.is_empty());
    let Ok(Ok(server)) = tokio::time::timeout(PATIENCE, waiting)
        .await
        .map(|known| known.map(|ready| ready[number % ready.len()]))
    else {
        return;
    };
    if let Ok(mut server) = TcpStream::connect(server).await {
        // However it ends, the client sees it.
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}
