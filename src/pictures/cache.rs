//! A cache of converted pictures, keyed by all their inputs: in memory during a run, and in
//! `out/.cache/pictures` from run to run.
//!
//! A cache file starts with the hash of its content. A damaged file is converted again. Deleting
//! the folder only costs time.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::output::write::write_inside;

/// The folder in the output folder.
const FOLDER: &str = ".cache/pictures";

/// The folder is emptied when it contains more than this many bytes.
const MAX_ON_DISK: u64 = 256 * 1024 * 1024;

/// The memory is emptied when it contains more than this many bytes.
const MAX_IN_MEMORY: usize = 48 * 1024 * 1024;

/// A part of every key. Raise the number when the same picture would be converted differently.
const VERSION: &[u8] = concat!("pictures 1, peerpress ", env!("CARGO_PKG_VERSION")).as_bytes();

/// The cache.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    out: Option<PathBuf>,
    memory: Mutex<HashMap<blake3::Hash, Arc<Vec<u8>>>>,
}

impl Cache {
    /// Opens the cache of the output folder `out`; with `None`, one for this run only.
    pub(crate) fn new(out: Option<&Path>) -> Self {
        let folder = out.map(|out| out.join(FOLDER));
        if let Some(folder) = folder.filter(|folder| folder_size(folder) > MAX_ON_DISK) {
            // If it cannot be deleted, it only takes up space.
            let _ = fs::remove_dir_all(folder);
        }
        Self { out: out.map(Path::to_owned), memory: Mutex::default() }
    }

    /// Returns the cached result for `parts`, or calls `make` and caches what it returns.
    pub(crate) fn get(
        &self,
        parts: &[&[u8]],
        make: impl FnOnce() -> Option<Vec<u8>>,
    ) -> Option<Arc<Vec<u8>>> {
        let key = key(parts);
        if let Some(known) = self.lock().get(&key) {
            return Some(Arc::clone(known));
        }
        let in_out = |out: &PathBuf| (out.clone(), out.join(FOLDER).join(key.to_hex().as_str()));
        let place = self.out.as_ref().map(in_out);
        let kept = place.as_ref().and_then(|(_, path)| read_entry(path));
        let is_new = kept.is_none();
        let value = Arc::new(kept.or_else(make)?);
        if let (Some((out, path)), true) = (place, is_new) {
            let framed = [blake3::hash(&value).as_bytes().as_slice(), &value].concat();
            // If the disk is full, writing the files that matter reports it.
            let _ = write_inside(&out, &path, &framed);
        }
        let mut memory = self.lock();
        if memory.values().map(|value| value.len()).sum::<usize>() + value.len() > MAX_IN_MEMORY {
            memory.clear();
        }
        memory.insert(key, Arc::clone(&value));
        Some(value)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<blake3::Hash, Arc<Vec<u8>>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hashes parts with their lengths, so that different lists of parts have different hashes.
fn key(parts: &[&[u8]]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in std::iter::once(&VERSION).chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize()
}

/// Reads a cache file; `None` if it is damaged.
fn read_entry(path: &Path) -> Option<Vec<u8>> {
    let framed = fs::read(path).ok()?;
    let (hash, value) = framed.split_at_checked(blake3::OUT_LEN)?;
    (blake3::hash(value).as_bytes().as_slice() == hash).then(|| value.to_vec())
}

fn folder_size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
}

#[cfg(test)]
mod tests {
    #[test]
    fn different_lists_of_parts_have_different_keys() {
        assert_ne!(super::key(&[b"ab", b"c"]), super::key(&[b"a", b"bc"]));
    }
}
