//! The web app's folder is embedded; it has to exist, and its changes count.

use std::path::Path;

fn main() {
    let dist = Path::new("../frontend/dist");
    // Without it the API still builds, and says that the app is not part of this build.
    let _ = std::fs::create_dir_all(dist);
    // Debug builds read it from disk at run time.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../frontend/dist");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
