//! Mails: by a server that speaks SMTP, and into a folder.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use api::mail::Mailer;
use api::{MailConfig, Transport};
use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::support::TestApp;

/// A server that answers the recipient of each mail with the next of `answers`, and tells
/// what it took.
async fn server(answers: Vec<&'static str>) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (told, hear) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut answers = answers.into_iter();
        while let Ok((stream, _)) = listener.accept().await {
            let _ = serve(stream, &mut answers, &told).await;
        }
    });
    (url, hear)
}

async fn serve(
    stream: TcpStream,
    answers: &mut impl Iterator<Item = &'static str>,
    told: &mpsc::UnboundedSender<String>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let answer = match line.get(..4).unwrap_or_default() {
            "RCPT" => answers.next().unwrap_or("250 ok"),
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut mail).await?;
                }
                let _ = told.send(mail);
                "250 taken"
            }
            "QUIT" => return Ok(()),
            _ => "250 ok",
        };
        if answer != "250 ok" {
            let _ = told.send(answer.to_owned());
        }
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

fn mailer(transport: Transport, stop: &CancellationToken) -> Mailer {
    let mut config = MailConfig::new(transport, "Steward <steward@steward.test>");
    config.pauses = vec![Duration::ZERO; 3];
    Mailer::start(config, stop.clone()).unwrap()
}

async fn next(hear: &mut mpsc::UnboundedReceiver<String>) -> String {
    tokio::time::timeout(Duration::from_secs(10), hear.recv()).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_a_server_does_not_take_for_now_is_tried_again() {
    let (url, mut hear) = server(vec!["451 later", "450 later"]).await;
    let stop = CancellationToken::new();
    let mailer = mailer(Transport::Smtp(SecretString::from(url)), &stop);
    mailer.send("peach@pizza.com", "Welcome", "Come in.");
    assert_eq!(next(&mut hear).await, "451 later");
    assert_eq!(next(&mut hear).await, "450 later");
    let mail = next(&mut hear).await;
    assert!(mail.contains("To: peach@pizza.com\r\n") && mail.contains("Come in."), "{mail}");
}

#[tokio::test]
async fn what_a_server_refuses_is_not_tried_again_and_others_go_on() {
    let (url, mut hear) = server(vec!["550 nobody here"]).await;
    let stop = CancellationToken::new();
    let mailer = mailer(Transport::Smtp(SecretString::from(url)), &stop);
    mailer.send("nobody@pizza.com", "Welcome", "Come in.");
    assert_eq!(next(&mut hear).await, "550 nobody here");
    mailer.send("luigi@pizza.com", "Welcome", "Come in.");
    assert!(next(&mut hear).await.contains("To: luigi@pizza.com\r\n"));
    assert_eq!(next(&mut hear).await, "250 taken");
    assert!(hear.try_recv().is_err(), "nothing else was tried");
}

#[tokio::test]
async fn without_a_server_a_mail_is_a_file_for_nobody_else() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("mail");
    let stop = CancellationToken::new();
    mailer(Transport::Folder(folder.clone()), &stop).send("peach@pizza.com", "Hi", "Come in.");
    let written = async {
        loop {
            let files = std::fs::read_dir(&folder).into_iter().flatten();
            let mut paths = files.map(|file| file.unwrap().path());
            if let Some(path) = paths.find(|path| path.extension().is_some_and(|end| end == "eml"))
            {
                return path;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let path = tokio::time::timeout(Duration::from_secs(10), written).await.unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().contains("Come in."));
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&folder)), (0o600, 0o700));
}

#[tokio::test]
async fn a_mail_holds_a_link_whose_token_no_server_sees() {
    let app = TestApp::new().await;
    let link = app.state.link("join", "a-token");
    assert_eq!(link, "https://steward.test/join#a-token");
    app.state.mailer.send("peach@pizza.com", "Hi", &format!("Come in:\n{link}\n"));
    let mails = app.mails_to("peach@pizza.com", 1).await;
    assert!(mails[0].contains(&link), "{}", mails[0]);
}

#[tokio::test]
async fn says_what_is_wrong_with_a_setting_without_quoting_it() {
    let stop = CancellationToken::new();
    let url = SecretString::from("pigeon://user:geheim@coop");
    let config = MailConfig::new(Transport::Smtp(url), "steward@steward.test");
    let error = Mailer::start(config, stop.clone()).unwrap_err().to_string();
    assert!(error.contains("STEWARD_SMTP_URL") && !error.contains("geheim"), "{error}");
    let config = MailConfig::new(Transport::Folder("mail".into()), "nobody");
    let error = Mailer::start(config, stop).unwrap_err().to_string();
    assert!(error.contains("STEWARD_MAIL_FROM"), "{error}");
}
