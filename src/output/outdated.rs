//! `outdated/` in the output folder: the last files of pieces that can no longer be made, under
//! their paths in the output folder. Nobody hands them out there by mistake.
//!
//! A file is moved by renaming it, so it is in one place or the other whenever a run ends. The
//! manifest may then name the wrong place; every function here accepts both.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::manifest::{file_hash, joined};
use super::write::{Readers, create_inside, temporary};
use crate::error::Error;

/// The folder in the output folder.
pub(crate) const FOLDER: &str = "outdated";

/// The path of a file in the folder, relative to the output folder, with forward slashes.
pub(crate) fn path_of(file: &str) -> String {
    format!("{FOLDER}/{file}")
}

/// Moves a file of the output folder here, unless it is here already. `hash` is that of the file as
/// it was built. Returns whether the file is here now.
///
/// # Errors
/// If the file cannot be moved, or another file with its name is here.
pub(crate) fn set_aside(out: &Path, file: &str, hash: &str) -> Result<bool, Error> {
    let (from, to) = (joined(out, file), joined(out, &path_of(file)));
    if !from.is_file() {
        return Ok(to.is_file());
    }
    if to.exists() && file_hash(&to).as_deref() != Some(hash) {
        let message = "Peerpress did not build this file, which has the name of an outdated one";
        return Err(Error::new(&to, message).hint("move or delete it, and build again"));
    }
    move_file(out, &from, &to).map(|()| true).map_err(|error| {
        Error::new(&from, format!("is outdated and cannot be moved to `{FOLDER}`: {error}"))
            .hint("close other programs that use the file, and build again")
    })
}

/// Moves files back to where they were built. Returns whether all of them could be moved.
pub(crate) fn bring_back<'a>(out: &Path, files: impl IntoIterator<Item = &'a String>) -> bool {
    let is_moved = files.into_iter().all(|file| {
        let (from, to) = (joined(out, &path_of(file)), joined(out, file));
        !to.exists() && move_file(out, &from, &to).is_ok()
    });
    remove_empty_folders(&out.join(FOLDER));
    is_moved
}

/// Removes a file here that has one of the hashes. Returns whether it is gone.
///
/// # Errors
/// If it cannot be removed.
pub(crate) fn remove(out: &Path, file: &str, is_own: impl Fn(&str) -> bool) -> Result<bool, Error> {
    let path = joined(out, &path_of(file));
    let Some(found) = file_hash(&path) else { return Ok(!path.exists()) };
    if !is_own(&found) {
        return Ok(false);
    }
    fs::remove_file(&path).map(|()| true).map_err(|error| {
        Error::new(&path, format!("cannot be removed: {error}"))
            .hint("close other programs that use it")
    })
}

/// The files here, as paths in the output folder without `outdated/`, sorted. Hidden files, such as
/// those that file managers write, are left out.
pub(crate) fn files(out: &Path) -> Vec<String> {
    let mut found = Vec::new();
    collect(&out.join(FOLDER), "", &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{name}");
        if kind.is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push(name);
        }
    }
}

/// Removes the folder, and the folders in it, if they are empty.
pub(crate) fn remove_empty_folders(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty_folders(&entry.path());
        }
    }
    // A folder that is not empty cannot be removed.
    let _ = fs::remove_dir(folder);
}

/// Renames a file, and creates the new folder. If the folders are on two drives, copies it.
fn move_file(out: &Path, from: &Path, to: &Path) -> io::Result<()> {
    create_inside(out, to.parent().unwrap_or(out))?;
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let mut copy = temporary(to, Readers::Everyone)?;
            io::copy(&mut fs::File::open(from)?, copy.as_file_mut())?;
            copy.persist(to).map_err(|error| error.error)?;
            fs::remove_file(from)
        }
        renamed => renamed,
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::hash;
    use super::*;

    #[test]
    fn a_file_is_moved_once_and_foreign_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let path = |name: &str| joined(out, name);
        let file = "screen/note.en.pdf".to_owned();
        let built = hash(b"note");
        create_inside(out, &path("screen")).unwrap();
        assert!(!set_aside(out, &file, &built).unwrap(), "there is no file yet");
        fs::write(path(&file), "note").unwrap();
        assert!(set_aside(out, &file, &built).unwrap());
        assert!(set_aside(out, &file, &built).unwrap(), "it is there already");
        assert!(!path(&file).exists());
        assert_eq!(files(out), [file.as_str()]);
        // A run that was killed left both; the newer one replaces the older one.
        fs::write(path(&file), "changed by hand").unwrap();
        assert!(set_aside(out, &file, &built).unwrap());
        assert_eq!(fs::read(path("outdated/screen/note.en.pdf")).unwrap(), b"changed by hand");
        // Now that one is not what was built: it is neither replaced nor removed.
        fs::write(path(&file), "note").unwrap();
        set_aside(out, &file, &built).unwrap_err();
        assert!(path(&file).exists());
        assert!(!remove(out, &file, |found| found == built).unwrap());
        assert!(!bring_back(out, [&file]), "a file is in its place");
        fs::remove_file(path(&file)).unwrap();
        fs::write(path("outdated/.hidden"), "").unwrap();
        assert!(bring_back(out, [&file]));
        assert_eq!(fs::read(path(&file)).unwrap(), b"changed by hand");
        assert!(files(out).is_empty() && path("outdated/.hidden").exists());
        assert!(!path("outdated/screen").exists());
        assert!(remove(out, &file, |_| true).unwrap(), "it is gone");
    }
}
