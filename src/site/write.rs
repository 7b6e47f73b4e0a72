//! Changes the folder of the website: all of it or nothing.
//!
//! New contents come first into a folder of their own, beside the old ones. Only when they are
//! complete do they take their places, and if one cannot, those before it get their old contents
//! back. A list in the folder names its files with their hashes, so that what is no longer of the
//! website is removed, and what somebody else put there stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::Builder;

use crate::error::Error;
use crate::output::manifest::{hash, joined};
use crate::output::write::{create_inside, write_error};

/// The list of the files of a website, in its folder.
const LIST: &str = ".peerpress-site.json";

/// The start of the name of the folder with new contents.
const STAGING: &str = ".peerpress-new-";

/// What to do about a folder that has something else.
const OTHER_FOLDER: &str = "name an empty folder, or one that does not exist, with `--out`";

/// The version of the list.
const VERSION: u32 = 1;

/// The files of a website.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileList {
    version: u32,
    /// The hash of each file, by its path.
    files: BTreeMap<String, String>,
    /// What a file was made from, by its path, if making it takes long.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    sources: BTreeMap<String, String>,
}

/// What changed in the folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Changes {
    /// The number of files of the website.
    pub(crate) files: usize,
    /// The files that are new or have new contents.
    pub(crate) written: usize,
    pub(crate) removed: usize,
}

/// The folder of a website.
#[derive(Debug)]
pub(super) struct SiteFolder {
    root: PathBuf,
    /// The files that the last run wrote, with their hashes.
    known: BTreeMap<String, String>,
    /// What some of them were made from.
    sources: BTreeMap<String, String>,
}

impl SiteFolder {
    /// Opens a folder that does not exist, is empty, or has a website.
    ///
    /// # Errors
    /// If it has anything else.
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        let folder =
            Self { root: root.to_owned(), known: BTreeMap::new(), sources: BTreeMap::new() };
        let list = match fs::read(root.join(LIST)) {
            Ok(list) => list,
            Err(_) => {
                let mut entries = fs::read_dir(root).into_iter().flatten().flatten();
                let is_ours = |name: &str| name.starts_with(STAGING);
                let has_others =
                    entries.any(|entry| !entry.file_name().to_str().is_some_and(is_ours));
                return match (root.is_file(), has_others) {
                    (true, _) => {
                        Err(Error::new(root, "is a file, not a folder").hint(OTHER_FOLDER))
                    }
                    (_, true) => Err(not_a_site(root)),
                    _ => Ok(folder),
                };
            }
        };
        let list: FileList = serde_json::from_slice(&list)
            .ok()
            .filter(|list: &FileList| list.version == VERSION)
            .ok_or_else(|| {
                Error::new(root.join(LIST), "was not written by this version of Peerpress")
                    .hint("remove the folder, and run `peerpress site` again")
            })?;
        Ok(Self { known: list.files, sources: list.sources, ..folder })
    }

    /// Returns a file that the last run made from the same source, if nobody changed it since.
    pub(super) fn made_from(&self, path: &str, source: &str) -> Option<Vec<u8>> {
        self.sources.get(path).filter(|it| *it == source)?;
        let bytes = fs::read(joined(&self.root, path)).ok()?;
        (self.known.get(path) == Some(&hash(&bytes))).then_some(bytes)
    }

    /// Writes the files that changed, and removes those that are no longer of the website.
    ///
    /// # Errors
    /// If a file cannot be written, or is in the way of one. The folder then is as it was.
    pub(super) fn write(
        &self,
        files: BTreeMap<String, Vec<u8>>,
        sources: BTreeMap<String, String>,
    ) -> Result<Changes, Error> {
        let root = &self.root;
        let mut list = FileList { version: VERSION, files: BTreeMap::new(), sources };
        let mut changed = BTreeMap::new();
        for (path, bytes) in files {
            list.files.insert(path.clone(), hash(&bytes));
            match fs::read(joined(root, &path)) {
                Ok(there) if there == bytes => {}
                Ok(_) if !self.known.contains_key(&path) => {
                    let message = "is in the way of a file of the website";
                    return Err(Error::new(joined(root, &path), message)
                        .hint("move the file, or name another folder with `--out`"));
                }
                _ => drop(changed.insert(path, bytes)),
            }
        }
        let is_stale = |path: &&String| !list.files.contains_key(*path);
        let stale: BTreeSet<String> = self.known.keys().filter(is_stale).cloned().collect();
        let changes =
            Changes { files: list.files.len(), written: changed.len(), removed: stale.len() };
        let mut text = serde_json::to_string_pretty(&list)
            .map_err(|error| Error::new(root, error.to_string()))?;
        text.push('\n');
        if fs::read(root.join(LIST)).is_ok_and(|there| there == text.as_bytes())
            && changed.is_empty()
        {
            return Ok(changes);
        }
        changed.insert(LIST.to_owned(), text.into_bytes());
        self.replace(&changed, &stale)?;
        Ok(changes)
    }

    /// Puts new contents in place and removes files, all or none.
    fn replace(
        &self,
        changed: &BTreeMap<String, Vec<u8>>,
        stale: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let root = &self.root;
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error: io::Error| write_error(&path, error)
        };
        fs::create_dir_all(root).map_err(failed(root))?;
        self.remove_leftovers();
        let staging = Builder::new().prefix(STAGING).tempdir_in(root).map_err(failed(root))?;
        let [after, before] = ["after", "before"].map(|name| staging.path().join(name));
        for (path, bytes) in changed {
            let file = joined(&after, path);
            let folder = file.parent().unwrap_or(&after);
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&file, bytes))
                .map_err(failed(&joined(root, path)))?;
        }
        let mut moved = Vec::new();
        for path in stale.iter().chain(changed.keys()) {
            let place = joined(root, path);
            let (old, new) = (joined(&before, path), joined(&after, path));
            let step = || {
                let had_old = place.symlink_metadata().is_ok();
                if had_old {
                    fs::create_dir_all(old.parent().unwrap_or(&before))?;
                    fs::rename(&place, &old)?;
                }
                let arrived = match changed.contains_key(path) {
                    true => create_inside(root, place.parent().unwrap_or(root))
                        .and_then(|()| fs::rename(&new, &place)),
                    false => Ok(()),
                };
                if arrived.is_err() && had_old {
                    let _ = fs::rename(&old, &place);
                }
                arrived.map(|()| had_old)
            };
            match step() {
                Ok(had_old) => moved.push((place, old, had_old)),
                Err(error) => {
                    put_back(&moved);
                    return Err(write_error(&place, error));
                }
            }
        }
        stale.iter().for_each(|path| remove_empty_folders(root, &joined(root, path)));
        Ok(())
    }

    /// Removes what a run that was killed left in the folder.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(STAGING)) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Gives files their old contents back, the last first.
fn put_back(moved: &[(PathBuf, PathBuf, bool)]) {
    for (place, old, had_old) in moved.iter().rev() {
        let _ = match had_old {
            true => fs::rename(old, place),
            false => fs::remove_file(place),
        };
    }
}

/// Removes the folders of a file that have become empty, up to the root.
fn remove_empty_folders(root: &Path, file: &Path) {
    let folders = file.ancestors().skip(1).take_while(|folder| *folder != root);
    for folder in folders {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

fn not_a_site(root: &Path) -> Error {
    Error::new(root, "has files that are not of a website of Peerpress").hint(OTHER_FOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn only_what_changed_is_written_and_what_others_put_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        let write =
            |pairs: &[(&str, &str)]| SiteFolder::open(&root)?.write(files(pairs), BTreeMap::new());
        let first = write(&[("a.html", "1"), ("en/b.html", "2")]).unwrap();
        assert_eq!(first, Changes { files: 2, written: 2, removed: 0 });
        fs::write(root.join("CNAME"), "example.org").unwrap();
        let again = write(&[("a.html", "1"), ("en/b.html", "2")]).unwrap();
        assert_eq!(again, Changes { files: 2, written: 0, removed: 0 });
        let second = write(&[("a.html", "3")]).unwrap();
        assert_eq!(second, Changes { files: 1, written: 1, removed: 1 });
        assert!(!root.join("en").exists(), "an empty folder is removed");
        assert!(root.join("CNAME").exists());
        assert!(write(&[("CNAME", "x")]).unwrap_err().to_string().contains("in the way"));
        assert_eq!(fs::read(root.join("a.html")).unwrap(), b"3");
    }

    #[test]
    fn a_folder_of_other_things_is_refused_and_a_failure_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("letter.txt"), "mine").unwrap();
        let error = SiteFolder::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("not of a website") && error.contains("--out"), "{error}");
        let root = folder.path().join("site");
        let write =
            |pairs: &[(&str, &str)]| SiteFolder::open(&root)?.write(files(pairs), BTreeMap::new());
        write(&[("a", "old"), ("b", "old")]).unwrap();
        // A folder that somebody made is in the way of the last file.
        fs::create_dir_all(root.join("zz/full")).unwrap();
        fs::write(root.join("y"), "a file, not a folder").unwrap();
        assert!(write(&[("a", "new"), ("y/inside", "new")]).is_err());
        assert_eq!(fs::read(root.join("a")).unwrap(), b"old");
        assert_eq!(fs::read(root.join("b")).unwrap(), b"old");
        let left: Vec<_> =
            fs::read_dir(&root).unwrap().flatten().map(|it| it.file_name()).collect();
        assert_eq!(left.len(), 5, "{left:?}");
    }
}
