//! What the program says to arguments that make no sense.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::process::Command;

fn refused(arguments: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_chaos")).args(arguments).output().unwrap();
    assert!(!ran.status.success(), "{arguments:?}");
    String::from_utf8(ran.stderr).unwrap()
}

#[test]
fn a_rolling_restart_has_no_faults() {
    assert!(refused(&["--rolling", "1", "--kills", "3"]).contains("cannot be used with"));
    assert!(refused(&["--plant", "gremlins"]).contains("position-skipped"), "it names them all");
}

#[test]
fn each_way_to_run_is_one_of_its_own() {
    assert!(refused(&["--outages", "--soak", "60"]).contains("cannot be used with"));
    assert!(refused(&["--outages", "--only", "gremlins"]).contains("offline-model"), "all of them");
    assert!(refused(&["--only", "redis"]).contains("--outages"), "it is part of that");
    assert!(refused(&["--soak", "60", "--rate", "0"]).contains("between"));
}

#[test]
fn an_alert_that_there_is_not_cannot_be_drilled() {
    assert!(refused(&["--alerts", "StewardNothing"]).contains("no such alert"));
    assert!(refused(&["--alerts", "--outages"]).contains("cannot be used with"));
}

#[test]
fn without_the_product_it_says_what_to_do() {
    let told = refused(&["--steward", "nowhere/steward"]);
    assert!(told.contains("build the product first"), "{told}");
}
