//! Files that are not what they say, that cannot be read, or that are made to do harm: each
//! ends in an error that says what to do, and nothing else is touched.

use std::time::Duration;

use flate2::{Compress, Compression, FlushCompress};
use lopdf::{Stream, dictionary};

use crate::support::{Business, Pdf, Setup, TestApp, noise};

/// Uploads a file that is refused; the problem's name and its sentence.
async fn refused(
    app: &TestApp,
    business: &Business,
    file: (&str, &str, Vec<u8>),
    status: u16,
) -> (String, String) {
    let (name, kind, bytes) = file;
    let upload = app.post("/api/v1/documents/upload").bearer(&business.owner.token);
    let reply = upload.file(name, kind, bytes).expect(status).await;
    let body = reply.json();
    let detail = body["detail"].as_str().unwrap_or_default();
    let field = body["errors"][0]["detail"].as_str().unwrap_or_default();
    (reply.problem(), format!("{detail}{field}"))
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_reason() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let page = b"<!doctype html><script>run()</script>".to_vec();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec();
    let pdf = Pdf::of(&["Rules."]).bytes();
    let locked = Pdf::of(&["Secret."]).password("sesame").bytes();
    let blank = Pdf::of(&[""]).bytes();
    let cut = pdf[..pdf.len() / 3].to_vec();
    let cases = [
        (("a.md", "text/markdown", b"".to_vec()), 422, "empty-file", "empty"),
        (("a.pdf", "application/pdf", b" \n".to_vec()), 422, "empty-file", "empty"),
        (("a.txt", "text/plain", pdf.clone()), 422, "file-type-mismatch", "content is PDF"),
        (("a.pdf", "application/pdf", b"Words.".to_vec()), 422, "file-type-mismatch", "plain text"),
        (("a.md", "text/markdown", page.clone()), 422, "file-type-mismatch", "content is HTML"),
        (("a.txt", "text/plain", png), 415, "unsupported-media-type", "image/png"),
        (
            ("a.exe", "", b"MZ\x90\0\x03\0\0\0".to_vec()),
            415,
            "unsupported-media-type",
            "application/pdf",
        ),
        (("a.txt", "text/plain", b"ab\xff".to_vec()), 422, "invalid-request", "byte 2"),
        (("a.txt", "text/plain", b"a\0b".to_vec()), 422, "unstorable-text", "U+0000"),
        (("a.html", "text/html", page), 422, "file-without-text", "no text"),
        (("a.csv", "text/csv", b",,\n,,".to_vec()), 422, "file-without-text", "no text"),
        (("a.pdf", "application/pdf", locked), 422, "encrypted-file", "password"),
        (("a.pdf", "application/pdf", blank), 422, "file-without-text", "recognition"),
        (("a.pdf", "application/pdf", cut), 422, "damaged-file", "damaged"),
        (
            ("a.pdf", "", [b"%PDF-1.7\n".to_vec(), noise(5_000)].concat()),
            422,
            "damaged-file",
            "damaged",
        ),
    ];
    for (file, status, problem, words) in cases {
        let what = format!("{} {} of {} bytes", file.0, file.1, file.2.len());
        let (slug, told) = refused(&app, &pizza, file, status).await;
        assert_eq!(slug, problem, "{what}: {told}");
        assert!(told.contains(words), "{what}: {told}");
    }
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM files")
        .fetch_one(app.db.admin_pool())
        .await
        .unwrap();
    assert_eq!((app.events_of("DocumentAdded").await, kept), (0, 0), "nothing is left behind");
    // Encrypted, but it opens without a password: it only forbids to print.
    let open = Pdf::of(&["Open."]).password("").bytes();
    let upload = app.post("/api/v1/documents/upload").bearer(&pizza.owner.token);
    upload.file("Open.pdf", "application/pdf", open).expect(201).await;
}

/// Four gigabytes in four megabytes: a block of zeros, again and again.
fn bomb() -> Vec<u8> {
    let zeros = vec![0; 64 * 1024 * 1024];
    let mut compress = Compress::new(Compression::best(), true);
    let mut block = |flush| {
        let mut out = Vec::with_capacity(1024 * 1024);
        compress.compress_vec(&zeros, &mut out, flush).unwrap();
        out
    };
    let mut bomb = block(FlushCompress::Full);
    let again = block(FlushCompress::Full);
    bomb.extend(again.repeat(63));
    bomb
}

#[tokio::test]
async fn a_file_that_wants_all_the_memory_ends_alone() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let bomb = bomb();
    assert!(bomb.len() < 8 * 1024 * 1024, "{}", bomb.len());
    let stream = Stream::new(dictionary! { "Filter" => "FlateDecode" }, bomb);
    let file = ("Bomb.pdf", "application/pdf", Pdf::of_streams(vec![stream]).bytes());
    let (slug, told) = refused(&app, &pizza, file, 422).await;
    assert_eq!(slug, "file-too-complex", "{told}");
    let upload = app.post("/api/v1/documents/upload").bearer(&pizza.owner.token);
    upload.file("Rota.csv", "text/csv", "Day,Who\nMonday,Peach").expect(201).await;
}

#[tokio::test]
async fn a_file_with_too_much_text_is_refused() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let text = "Words and words. ".repeat(300_000).into_bytes();
    let (slug, told) = refused(&app, &pizza, ("a.txt", "text/plain", text), 422).await;
    assert_eq!(slug, "file-with-too-much-text", "{told}");
}

#[tokio::test]
async fn a_reader_that_hangs_or_dies_is_ended() {
    for script in ["exec sleep 600", "kill -9 $$", "echo nonsense", "exit 3"] {
        let mut setup = Setup::default();
        setup.limits.file_time =
            Duration::from_millis(if script.contains("sleep") { 300 } else { 20_000 });
        setup.extractor = ("/bin/sh", Box::leak(Box::new(["-c", script])));
        let app = TestApp::with(setup).await;
        let pizza = app.business("pizza.com").await;
        let file = ("a.csv", "text/csv", b"a,b\n1,2".to_vec());
        let (slug, told) = refused(&app, &pizza, file, 422).await;
        assert_eq!(slug, "file-too-complex", "{script}: {told}");
    }
}
