//! What was computed of pictures, kept by what it was computed from: in memory for a run, in `out/.cache/pictures` from run to run.
//!
//! A file holds the hash of what follows, and what follows; one that was damaged or cut short is made anew. Deleting the folder
//! costs time and nothing else.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::output::write::write;

/// More than this, in bytes, is not kept: the folder is emptied and starts anew.
const MOST_ON_DISK: u64 = 256 * 1024 * 1024;

/// More than this, in bytes, is not kept in memory.
const MOST_IN_MEMORY: usize = 48 * 1024 * 1024;

/// Part of every key: to be raised when the same picture would become another one.
const VERSION: &[u8] = concat!("pictures 1, peerpress ", env!("CARGO_PKG_VERSION")).as_bytes();

/// The store.
#[derive(Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
    memory: Mutex<HashMap<blake3::Hash, Arc<Vec<u8>>>>,
}

impl Cache {
    /// A store of the output folder `out`; with none, for this run only.
    pub fn new(out: Option<&Path>) -> Self {
        let folder = out.map(|out| out.join(".cache").join("pictures"));
        if let Some(folder) = folder.as_ref().filter(|folder| size_of(folder) > MOST_ON_DISK) {
            // What cannot be deleted is only in the way of more.
            let _ = fs::remove_dir_all(folder);
        }
        Self { folder, memory: Mutex::default() }
    }

    /// What was computed of `parts` before, or else `make`, kept for the next time.
    pub fn get(
        &self,
        parts: &[&[u8]],
        make: impl FnOnce() -> Option<Vec<u8>>,
    ) -> Option<Arc<Vec<u8>>> {
        let key = key(parts);
        if let Some(known) = self.lock().get(&key) {
            return Some(Arc::clone(known));
        }
        let path = self.folder.as_ref().map(|folder| folder.join(key.to_hex().as_str()));
        let kept = path.as_deref().and_then(read);
        let is_new = kept.is_none();
        let value = Arc::new(kept.or_else(make)?);
        if let (Some(path), true) = (path, is_new) {
            let framed = [blake3::hash(&value).as_bytes().as_slice(), &value].concat();
            // A full disk is told by the files that matter.
            let _ = write(&path, &framed);
        }
        let mut memory = self.lock();
        if memory.values().map(|value| value.len()).sum::<usize>() + value.len() > MOST_IN_MEMORY {
            memory.clear();
        }
        memory.insert(key, Arc::clone(&value));
        Some(value)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<blake3::Hash, Arc<Vec<u8>>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hash of parts, each with its length, so that no two lists of parts run together.
fn key(parts: &[&[u8]]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in std::iter::once(&VERSION).chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize()
}

/// A kept value, if it is whole.
fn read(path: &Path) -> Option<Vec<u8>> {
    let framed = fs::read(path).ok()?;
    let (hash, value) = framed.split_at_checked(blake3::OUT_LEN)?;
    (blake3::hash(value).as_bytes().as_slice() == hash).then(|| value.to_vec())
}

fn size_of(folder: &Path) -> u64 {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|file| file.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_made_anew() {
        let out = tempfile::tempdir().unwrap();
        let ask = |made: &str| {
            Cache::new(Some(out.path()))
                .get(&[b"a", b"b"], || Some(made.as_bytes().to_vec()))
                .unwrap()
        };
        assert_eq!(*ask("first"), b"first");
        assert_eq!(*ask("second"), b"first", "kept from run to run");
        let file = fs::read_dir(out.path().join(".cache/pictures"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        for damaged in [b"".to_vec(), b"short".to_vec(), [0_u8; 40].to_vec()] {
            fs::write(&file, damaged).unwrap();
            assert_eq!(*ask("first"), b"first");
        }
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
    }
}
