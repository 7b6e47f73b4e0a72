//! Writes a file under a temporary name beside it and renames it, so that a reader sees the old
//! file or the new one, never a part of it. If a power cut damages a file, its hash no longer
//! matches the manifest, and the next build rebuilds it.

use std::fmt::Display;
use std::fs::{self, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::sweep::{PREFIX, SUFFIX};
use crate::error::Error;

/// How often to try again when another process removes the new file.
const MOST_TRIES: usize = 8;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Everyone, as the user's umask allows.
    Everyone,
    /// Its owner only: the file contains names of people, or a secret. On Windows a file has the
    /// access rules of its folder.
    Owner,
}

/// Creates a temporary file beside `path`, and its folder if necessary. The file is locked while it
/// is open, so that [`sweep`](super::sweep::sweep) in another process leaves it alone.
pub(crate) fn temporary(path: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder, readers)?;
    temporary_in(folder, readers)
}

fn temporary_in(folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    if readers == Readers::Everyone {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    for _ in 0..MOST_TRIES {
        let file = builder.tempfile_in(folder)?;
        let is_being_removed = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if !is_being_removed && file.path().exists() {
            return Ok(file);
        }
    }
    Err(io::Error::other("another program removes the temporary files in the folder"))
}

/// Writes a file that everyone may read, and creates its folder if necessary.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_for(path, bytes, Readers::Everyone)
}

/// Writes a file that everyone may read, and creates the folders between it and `root`, but never
/// `root`.
pub(crate) fn write_inside(root: &Path, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(root);
    let write = || {
        create_inside(root, folder)?;
        let mut file = temporary_in(folder, Readers::Everyone)?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)
    };
    write().map(|_| ()).map_err(|error| write_error(path, error))
}

/// Writes a file that only its owner may read, and creates its folder if necessary.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_for(path, bytes, Readers::Owner)
}

fn write_for(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Error> {
    write_with(path, readers, |file| file.write_all(bytes))
}

/// Writes a file piece by piece, and creates its folder if necessary.
pub(crate) fn write_with(
    path: &Path,
    readers: Readers,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let failed = |error: io::Error| write_error(path, error);
    let mut file = temporary(path, readers).map_err(failed)?;
    fill(&mut file).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes several files, all or none: every one is complete on the disk before the first takes its
/// place, and if one cannot, those before it get their old contents back.
pub(crate) fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Error> {
    let mut staged = Vec::new();
    for (path, bytes) in files {
        let failed = |error: io::Error| write_error(path, error);
        let mut file = temporary(path, Readers::Everyone).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        staged.push((path, fs::read(path).ok(), file));
    }
    let mut replaced: Vec<(&PathBuf, Option<Vec<u8>>)> = Vec::new();
    for (path, before, file) in staged {
        if let Err(error) = file.persist(path) {
            for (path, before) in replaced {
                match before {
                    Some(bytes) => write(path, &bytes)?,
                    None => fs::remove_file(path).map_err(|error| write_error(path, error))?,
                }
            }
            return Err(write_error(path, error.error));
        }
        replaced.push((path, before));
    }
    Ok(())
}

/// Creates a folder, with the folders above it. An existing folder is not changed.
pub(crate) fn create_folder(folder: &Path, readers: Readers) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.create(folder)
}

/// Creates a folder, with the folders between it and `root`. A `root` that somebody moved away
/// while the program ran is an error: a new one in its place would be in the way of moving it back.
pub(crate) fn create_inside(root: &Path, folder: &Path) -> io::Result<()> {
    let Ok(below) = folder.strip_prefix(root) else {
        return create_folder(folder, Readers::Everyone);
    };
    let mut path = root.to_owned();
    for part in below.components() {
        path.push(part);
        if let Err(error) = fs::create_dir(&path)
            && !path.is_dir()
        {
            return Err(error);
        }
    }
    Ok(())
}

/// Lets only its owner read a file or a folder that may have been created for more readers. What
/// belongs to another user stays as it is.
pub(crate) fn make_private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let Ok(metadata) = fs::metadata(path) else { return };
        let mode = metadata.permissions().mode();
        if mode & 0o077 != 0 {
            let _ = fs::set_permissions(path, PermissionsExt::from_mode(mode & 0o700));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// The error for a file that cannot be written.
pub(crate) fn write_error(path: &Path, why: impl Display) -> Error {
    Error::new(path, format!("cannot be written: {why}")).hint(
        "check that the disk has free space, that you have permission to write there, and that no \
         other program has the file open",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_was_moved_away_is_not_created_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        let file = root.join("out/screen/note.pdf");
        assert!(write_inside(&root, &file, b"new").is_err());
        assert!(!root.exists());
        fs::create_dir(&root).unwrap();
        write_inside(&root, &file, b"new").unwrap();
        write_inside(&root, &file, b"newer").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"newer");
        let outside = folder.path().join("elsewhere/deep/note.pdf");
        write_inside(&root, &outside, b"new").unwrap();
        assert!(outside.exists());
    }

    #[test]
    fn several_files_are_written_all_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second, third] = ["a", "b", "c"].map(|name| folder.path().join(name));
        fs::write(&first, "old").unwrap();
        fs::create_dir(&third).unwrap();
        let files = [&first, &second, &third].map(|path| (path.clone(), b"new".to_vec()));
        assert!(write_all(&files).is_err(), "a folder is in the way of the third");
        assert_eq!(fs::read(&first).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
        write_all(&files[..2]).unwrap();
        assert_eq!(
            (fs::read(&first).unwrap(), fs::read(&second).unwrap()),
            (b"new".to_vec(), b"new".to_vec())
        );
    }
}
