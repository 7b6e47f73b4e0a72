//! Looks for saves on drives that report none: network drives, folders of virtual machines, and
//! some synced folders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Save;
use super::folder::FOLDERS;

/// The length of a file, and when it was changed.
type Stamp = (u64, Option<SystemTime>);

/// Files by path.
type Snapshot = BTreeMap<PathBuf, Option<Stamp>>;

/// What the files of a project were like at the last look.
#[derive(Debug, Default)]
pub(super) struct Poll {
    /// The files in the project's folders.
    own: Snapshot,
    /// The other files that were read.
    others: Snapshot,
    /// The number of events that the system had reported by then.
    heard: u64,
}

impl Poll {
    /// Remembers what the files are like now.
    pub(super) fn remember(&mut self, root: &Path, heard: u64) {
        for (path, state) in &mut self.others {
            *state = state_of(path);
        }
        (self.own, self.heard) = (own_files(root), heard);
    }

    /// Remembers other files that were read.
    pub(super) fn add(&mut self, root: &Path, read: &BTreeSet<String>) {
        for file in read {
            let path = root.join(file);
            if !self.own.contains_key(&path) {
                self.others.entry(path).or_insert_with_key(|path| state_of(path));
            }
        }
    }

    /// Whether the system has reported nothing since the last look.
    pub(super) fn heard_nothing(&self, heard: u64) -> bool {
        self.heard == heard
    }

    /// Returns what was saved since the last look.
    pub(super) fn changed(&self, root: &Path) -> Option<Save> {
        let now = own_files(root);
        let is_other = |(path, state): &(&PathBuf, &Option<Stamp>)| state_of(path) != **state;
        let fonts = root.join("fonts");
        let new = now.iter().filter(|(path, state)| self.own.get(*path) != Some(state));
        let gone = self.own.iter().filter(|(path, _)| !now.contains_key(*path));
        let mut all = new.chain(gone).chain(self.others.iter().filter(is_other)).peekable();
        all.peek()?;
        Some(Save { fonts: all.any(|(path, _)| path.starts_with(&fonts)), moved: false })
    }
}

/// The files in the project's folders.
fn own_files(root: &Path) -> Snapshot {
    let mut files = Snapshot::new();
    for folder in FOLDERS {
        collect(&root.join(folder), &mut files);
    }
    files
}

/// What changes when a file is saved; `None` if there is no such file.
fn state_of(path: &Path) -> Option<Stamp> {
    let data = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((data.len(), data.modified().ok()))
}

fn collect(folder: &Path, files: &mut Snapshot) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            Ok(_) => {
                let path = entry.path();
                let state = state_of(&path);
                files.insert(path, state);
            }
            Err(_) => {}
        }
    }
}
