//! What is in a backup, and that it is read whole or not at all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use eventing::{Database, DbRole, DeploymentKey, KeyRing};
use projector::PROJECTIONS;
use tempfile::TempDir;
use test_support::TestDb;

use super::contents::{LEFT_OUT, Part};
use super::erased::without_key;
use super::folder::Folder;
use crate::commands::backup::create;
use crate::commands::generate::past;

/// A made-up deployment, backed up into two folders.
async fn backed_up(folder: &Path) -> (TestDb, PathBuf, PathBuf) {
    let db = TestDb::new().await;
    let system = Database::connect(&db.url(), DbRole::System, 8).await.unwrap();
    let key = DeploymentKey::from_hex(&"d1".repeat(32)).unwrap();
    past(&system, KeyRing::new(system.clone(), key), 400).await.unwrap();
    sqlx::query(
        "INSERT INTO accounts (account_id, email, password_hash) \
         VALUES (gen_random_uuid(), 'wandapost@pizza.example', 'a-hash-of-hers')",
    )
    .execute(db.admin_pool())
    .await
    .unwrap();
    let (data, keys) = (folder.join("data"), folder.join("keys"));
    create(&db.url(), data.clone(), keys.clone()).await.unwrap();
    (db, data, keys)
}

fn files(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

fn refusal(folder: &Path) -> String {
    format!("{:#}", Folder::verified(folder, |_| {}).unwrap_err())
}

#[tokio::test]
async fn every_table_is_decided() {
    let db = TestDb::new().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    )
    .fetch_all(db.admin_pool())
    .await
    .unwrap();
    let read_models = PROJECTIONS.iter().flat_map(|projection| projection.tables.iter().copied());
    let parts = [Part::Data, Part::Keys].into_iter().flat_map(|part| part.tables().iter().copied());
    let mut decided: Vec<&str> =
        read_models.chain(parts).chain(LEFT_OUT.iter().map(|(table, _)| *table)).collect();
    decided.sort_unstable();
    assert_eq!(tables, decided, "a table needs a line in steward/src/backup/contents.rs");
}

#[tokio::test]
async fn what_opens_words_and_doors_is_apart() {
    let folder = TempDir::new().unwrap();
    let (_db, data, keys) = backed_up(folder.path()).await;
    let wanda = |folder: &Path| {
        files(folder).iter().any(|name| {
            std::fs::read_to_string(folder.join(name)).unwrap().contains("wandapost@pizza.example")
        })
    };
    assert!(wanda(&keys) && !wanda(&data));
    assert!(!files(&data).contains("member_keys.copy"));
    let read = |path: &Path, part| Folder::of(path, part, |_| {}).unwrap().manifest;
    let (data, keys) = (read(&data, Part::Data), read(&keys, Part::Keys));
    assert_eq!((data.backup_id, data.position), (keys.backup_id, keys.position));
    assert_eq!(data.table("events").unwrap().rows, data.position);
    assert!(keys.table("member_keys").unwrap().rows > 10);
}

#[tokio::test]
async fn an_altered_byte_in_any_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let (_db, data, keys) = backed_up(folder.path()).await;
    for part in [&data, &keys] {
        Folder::verified(part, |_| {}).unwrap();
        for name in files(part) {
            let path = part.join(&name);
            let whole = std::fs::read(&path).unwrap();
            if whole.is_empty() {
                std::fs::write(&path, b"\n").unwrap();
                assert!(refusal(part).contains(&name), "{name} has grown");
            } else {
                for at in [0, whole.len() / 2, whole.len() - 1] {
                    let mut altered = whole.clone();
                    altered[at] ^= 1;
                    std::fs::write(&path, altered).unwrap();
                    let told = refusal(part);
                    assert!(told.contains("is not a whole backup"), "{name} at {at}: {told}");
                }
                std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
                assert!(refusal(part).contains("cut off"), "{name} is cut off");
            }
            std::fs::remove_file(&path).unwrap();
            assert!(refusal(part).contains("cannot be read"), "{name} is missing");
            std::fs::write(&path, &whole).unwrap();
        }
        Folder::verified(part, |_| {}).unwrap();
    }
    let other = Folder::of(&keys, Part::Data, |_| {}).unwrap_err().to_string();
    assert!(other.contains("is the keys of a backup, and its data is wanted"), "{other}");
}

#[tokio::test]
async fn a_folder_that_is_there_stays_as_it_is_and_a_failed_one_goes() {
    let folder = TempDir::new().unwrap();
    let (db, data, keys) = backed_up(folder.path()).await;
    let (before, next) = (files(&data), folder.path().join("next"));
    let again = create(&db.url(), data.clone(), next.clone()).await.unwrap_err().to_string();
    assert!(again.contains("is there already"), "{again}");
    assert_eq!(files(&data), before);
    let within = create(&db.url(), next.clone(), next.join("keys")).await.unwrap_err().to_string();
    assert!(within.contains("must lie outside"), "{within}");
    let url = db.url().replace(db.name(), "postgres");
    let nobody = create(&url, next.clone(), folder.path().join("more")).await.unwrap_err();
    assert!(nobody.to_string().contains("there is no Steward in this database"), "{nobody}");
    assert_eq!(files(folder.path()), BTreeSet::from(["data".to_owned(), "keys".to_owned()]));
    assert!(keys.exists() && !next.exists());
}

#[tokio::test]
async fn keys_tell_who_was_erased() {
    let folder = TempDir::new().unwrap();
    let (db, _, keys) = backed_up(folder.path()).await;
    let read = |path: &Path| without_key(&Folder::of(path, Part::Keys, |_| {}).unwrap()).unwrap();
    assert!(read(&keys).is_empty());
    let gone: (uuid::Uuid, uuid::Uuid) = sqlx::query_as(
        "UPDATE member_keys SET wrapped_key = NULL, erased_at = now() \
         WHERE member_id = (SELECT member_id FROM member_keys ORDER BY member_id LIMIT 1) RETURNING tenant_id, member_id",
    )
    .fetch_one(db.admin_pool())
    .await
    .unwrap();
    let later = folder.path().join("later");
    create(&db.url(), folder.path().join("more"), later.clone()).await.unwrap();
    assert_eq!(read(&later), BTreeSet::from([gone]));
}
