//! Rebuilds when a file of the starter program is added or taken away: the binary holds them all.

fn main() {
    for folder in ["data", "templates", "fonts", "docs"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
