//! `cargo bolero` sets `cfg(fuzzing)` for an engine that is guided by coverage.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(fuzzing)");
    println!("cargo::rerun-if-changed=build.rs");
}
