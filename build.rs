//! Rebuilds when a file of the starter is added or removed, because the binary contains all of
//! them.

fn main() {
    for folder in ["data", "templates", "fonts", "icons", "docs", "src/output/starter"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
