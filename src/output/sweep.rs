//! Removes the temporary files that killed runs left behind.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::Duration;

/// The start and the end of the names of temporary files. Between them are a few random letters and
/// digits.
pub(super) const PREFIX: &str = ".peerpress-";
pub(super) const SUFFIX: &str = ".part";

/// The end of the name of the journal that SQLite writes beside a temporary database.
const JOURNAL: &str = "-journal";

/// The maximum number of random letters and digits.
const MOST_RANDOM: usize = 16;

/// Where files cannot be locked, a temporary file is left over when it is this old.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes the temporary files in a folder that no running process uses. A file that cannot be
/// removed now is removed by a later run.
pub(crate) fn sweep(folder: &Path) {
    sweep_files(folder, false);
}

/// Removes the unused temporary files in a folder and in the folders inside it.
pub(crate) fn sweep_tree(folder: &Path) {
    sweep_files(folder, true);
}

fn sweep_files(folder: &Path, is_deep: bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // Symbolic links are neither files nor folders here, so none is followed.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && is_deep {
            sweep_files(&entry.path(), is_deep);
        } else if kind.is_file() && is_temporary(&entry.file_name().to_string_lossy()) {
            remove_unused(&entry.path());
        }
    }
}

/// Whether a file name is that of a temporary file, or of its journal.
pub(crate) fn is_temporary(name: &str) -> bool {
    let name = name.strip_suffix(JOURNAL).unwrap_or(name);
    let random = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
    random.is_some_and(|random| {
        (1..=MOST_RANDOM).contains(&random.len())
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Removes a temporary file unless a process holds its lock.
fn remove_unused(path: &Path) {
    let Ok(file) = File::open(path) else { return };
    let is_unused = match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => is_old(&file),
    };
    if is_unused {
        let _ = fs::remove_file(path);
    }
}

fn is_old(file: &File) -> bool {
    let modified = file.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > OLD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::write::{Readers, temporary};

    #[test]
    fn only_unused_files_of_this_program_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let others =
            ["movie.part", ".peerpress-.part", ".peerpress-a-b.part", ".peerpress-a.part.bak"];
        fs::create_dir(path("deep")).unwrap();
        fs::create_dir(path(".peerpress-folder.part")).unwrap();
        for name in others.iter().chain(&[".peerpress-Ab3xYz.part", "deep/.peerpress-1.part"]) {
            fs::write(path(name), "half a file").unwrap();
        }
        let used = temporary(&path("file.pdf"), Readers::Owner).unwrap();
        sweep(folder.path());
        assert!(!path(".peerpress-Ab3xYz.part").exists());
        assert!(path("deep/.peerpress-1.part").exists() && used.path().exists());
        sweep_tree(folder.path());
        assert!(!path("deep/.peerpress-1.part").exists() && used.path().exists());
        assert!(path(".peerpress-folder.part").is_dir());
        assert!(others.iter().all(|name| path(name).exists()));
        used.persist(path("file.pdf")).unwrap();
    }
}
