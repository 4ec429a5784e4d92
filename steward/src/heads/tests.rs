use std::sync::{Arc, Mutex};

use audit::{Frontier, Hash, Records, SealKey};
use axum::Json;
use axum::http::StatusCode;
use axum::routing::post;
use chrono::DateTime;
use test_support::TestDb;
use uuid::Uuid;

use super::*;

/// Heads of a chain, of one event each.
fn heads(count: u64, what: &str) -> Vec<Head> {
    let key = SealKey::from_hex(&"5e".repeat(32)).unwrap();
    let (mut frontier, mut heads) = (Frontier::default(), Vec::<Head>::new());
    for number in 0..count {
        frontier.push(Hash::leaf(format!("{what} {number}").as_bytes()));
        let tree = (frontier.size(), frontier.root());
        heads.push(Head::sign(&key, Uuid::nil(), tree, heads.last(), DateTime::UNIX_EPOCH));
    }
    heads
}

fn written(path: &PathBuf) -> Vec<Head> {
    Records::new(std::fs::read(path).unwrap().as_slice()).map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_file_goes_on_where_it_ended_and_a_torn_line_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit/heads.ndjson");
    let heads = heads(3, "event");
    let mut file = HeadsFile::new(path.clone());
    assert_eq!(file.last().await.unwrap(), 0);
    for head in &heads[..2] {
        file.take(head).await.unwrap();
    }
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 7]).unwrap();
    let mut again = HeadsFile::new(path.clone());
    assert_eq!(again.last().await.unwrap(), 1);
    for head in &heads[1..] {
        again.take(head).await.unwrap();
    }
    assert_eq!(written(&path), heads);
}

#[tokio::test]
async fn a_head_that_does_not_follow_is_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heads.ndjson");
    let (ours, others) = (heads(2, "event"), heads(2, "forged"));
    let mut file = HeadsFile::new(path.clone());
    file.take(&ours[0]).await.unwrap();
    let refused = file.take(&others[1]).await.unwrap_err().to_string();
    assert!(refused.contains("block 2 does not follow"), "{refused}");
    assert_eq!(written(&path), ours[..1]);
    std::fs::write(&path, "no head\n").unwrap();
    let refused = format!("{:#}", HeadsFile::new(path).last().await.unwrap_err());
    assert!(refused.contains("its last line is no head"), "{refused}");
}

#[tokio::test]
async fn a_webhook_gets_a_head_until_it_takes_it() {
    let taken = Arc::new(Mutex::new(Vec::<Head>::new()));
    let answers = Arc::new(Mutex::new(vec![StatusCode::NO_CONTENT, StatusCode::BAD_GATEWAY]));
    let (keep, next) = (taken.clone(), answers);
    let router = axum::Router::new().route(
        "/secret-path",
        post(async move |Json(head): Json<Head>| {
            keep.lock().unwrap().push(head);
            next.lock().unwrap().pop().unwrap_or(StatusCode::OK)
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/secret-path", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let db = TestDb::new().await;
    let pool = db.admin_pool().clone();
    let mut webhook = Webhook::new(pool.clone(), SecretString::from(address));
    let heads = heads(2, "event");
    assert_eq!(webhook.last().await.unwrap(), 0);
    let refused = webhook.take(&heads[0]).await.unwrap_err().to_string();
    assert!(refused.contains("answers 502"), "{refused}");
    assert_eq!(webhook.last().await.unwrap(), 0);
    for head in &heads {
        webhook.take(head).await.unwrap();
    }
    assert_eq!(webhook.last().await.unwrap(), 2);
    let expected = [&heads[0], &heads[0], &heads[1]].map(Clone::clone);
    assert_eq!(*taken.lock().unwrap(), expected);
    let nobody = SecretString::from("http://127.0.0.1:1/secret-path".to_owned());
    let away = Webhook::new(pool, nobody).take(&heads[0]).await.unwrap_err();
    assert!(!format!("{away:#}").contains("secret-path"), "{away:#}");
}
