//! Whether a print shop got a file: it is in a pack in the output folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{ticket, zip};

/// The folder of packs in the output folder.
pub(crate) const FOLDER: &str = "packs";

/// What a job ticket says of the files in its pack.
#[derive(Debug, Deserialize)]
struct PackedFiles {
    draft: bool,
    files: Vec<PackedFile>,
}

#[derive(Debug, Deserialize)]
struct PackedFile {
    sha256: String,
}

/// Whether a pack that is not a draft has all files of a job, byte for byte.
pub(crate) fn is_packed(out: &Path, pdfs: &BTreeMap<String, Vec<u8>>) -> bool {
    let hashes: Vec<String> = pdfs.values().map(|bytes| ticket::hash(bytes)).collect();
    let packs = fs::read_dir(out.join(FOLDER)).into_iter().flatten().flatten();
    let mut tickets = packs.filter_map(|entry| {
        let json = zip::read(&fs::read(entry.path()).ok()?, ticket::JSON)?;
        serde_json::from_slice::<PackedFiles>(&json).ok()
    });
    let has_all = |packed: PackedFiles| {
        let is_there = |hash: &String| packed.files.iter().any(|file| file.sha256 == *hash);
        !packed.draft && !hashes.is_empty() && hashes.iter().all(is_there)
    };
    tickets.any(has_all)
}
