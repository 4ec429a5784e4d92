//! `steward extract-text`, which the API starts for each file that needs a parser.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn extract(kind: &str, bytes: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_steward"))
        .args(["extract-text", kind])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_file_is_read_with_an_empty_environment() {
    let output = extract("csv", b"Day,Who\nMonday,Peach");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout, br#"{"text":"- Day: Monday; Who: Peach"}"#);
    let output = extract("pdf", b"%PDF-1.7 of the secret kind");
    assert!(output.status.success(), "{output:?}");
    assert_eq!((output.stdout, output.stderr), (br#"{"problem":"damaged"}"#.to_vec(), vec![]));
}

#[test]
fn it_reads_one_file_and_starts_nothing() {
    let output = extract("spreadsheet", b"");
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
}
