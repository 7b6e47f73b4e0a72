//! Watches the project's folders for saves.
//!
//! We do not use Typst's own watcher: it waits a tenth of a second for more changes, which is most
//! of the time that a new picture may take, and it watches single files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Save, Signal};
use crate::project::Project;

/// The folders in which every file counts.
pub(super) const FOLDERS: [&str; 4] = ["data", "templates", "fonts", "icons"];

/// The watched folders of a project.
pub(super) struct Folders {
    root: PathBuf,
    /// `None` on a drive that the system cannot watch.
    watcher: Option<RecommendedWatcher>,
    /// The number of events that the system has reported, of any kind.
    heard: Arc<AtomicU64>,
    /// The watched folders with their identities: another folder may take the place of one.
    watched: BTreeMap<PathBuf, Option<u64>>,
}

impl Folders {
    /// Watches a project. `signals` receives each save.
    pub(super) fn new(project: &Project, signals: Sender<Signal>) -> Self {
        let root = project.root().to_owned();
        let inside = root.clone();
        let heard = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&heard);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            counter.fetch_add(1, Ordering::Relaxed);
            let save = match event {
                Ok(event) if !is_save(&event, &inside) => return,
                Ok(event) => Save {
                    fonts: touches_fonts(&event, &inside),
                    moved: moves_folder(&event, &inside),
                },
                Err(_) => Save { fonts: true, moved: true },
            };
            // The receiver is gone when the program ends.
            let _ = signals.send(Signal::Saved(save));
        });
        let watcher = watcher.ok().and_then(|mut watcher| {
            watcher.watch(&root, RecursiveMode::NonRecursive).ok()?;
            Some(watcher)
        });
        let mut folders = Self { root, watcher, heard, watched: BTreeMap::new() };
        folders.refresh(&BTreeSet::new());
        folders
    }

    /// Whether the system can watch the drive. It may report nothing all the same.
    pub(super) fn is_watched(&self) -> bool {
        self.watcher.is_some()
    }

    /// The number of events that the system has reported.
    pub(super) fn heard(&self) -> u64 {
        self.heard.load(Ordering::Relaxed)
    }

    /// Stops watching all folders. The system no longer watches a folder that was moved away and
    /// back.
    pub(super) fn forget(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        for path in std::mem::take(&mut self.watched).into_keys() {
            let _ = watcher.unwatch(&path);
        }
    }

    /// Watches the folders of the project, and those of the files that were read, unless they are
    /// watched already. Returns whether a folder was added; its contents may have changed before it
    /// was watched.
    pub(super) fn refresh(&mut self, read: &BTreeSet<String>) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let own = FOLDERS.iter().map(|name| (self.root.join(name), RecursiveMode::Recursive));
        let mut wanted: BTreeMap<PathBuf, RecursiveMode> = own.collect();
        for folder in read.iter().filter_map(|file| Path::new(file).parent()) {
            if folder != Path::new("") && !FOLDERS.iter().any(|name| folder.starts_with(name)) {
                wanted.insert(self.root.join(folder), RecursiveMode::NonRecursive);
            }
        }
        let mut is_new = false;
        for (path, mode) in wanted {
            let now = path.is_dir().then(|| identity(&path));
            let before = self.watched.get(&path);
            if now.as_ref() == before {
                continue;
            }
            // The watcher may believe that it still watches a folder that was removed.
            let _ = watcher.unwatch(&path);
            match now {
                None => is_new |= self.watched.remove(&path).is_some(),
                Some(now) if watcher.watch(&path, mode).is_ok() => {
                    self.watched.insert(path, now);
                    is_new = true;
                }
                Some(_) => {}
            }
        }
        is_new
    }
}

/// Distinguishes two folders that have had the same path.
#[cfg(unix)]
fn identity(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|data| data.ino())
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<u64> {
    let made = std::fs::metadata(path).ok()?.created().ok()?;
    made.duration_since(std::time::UNIX_EPOCH).ok().map(|age| age.as_nanos() as u64)
}

/// Whether an event may change what is shown. Reading a file does not, and neither do changes in
/// other folders beside the project's own.
fn is_save(event: &Event, root: &Path) -> bool {
    let counts = match event.kind {
        EventKind::Access(_)
        | EventKind::Other
        | EventKind::Modify(ModifyKind::Metadata(_) | ModifyKind::Other) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
    };
    let is_ours = |path: &PathBuf| match path.strip_prefix(root) {
        // A picture may be directly in the project's folder. Hidden files and the output are not
        // pictures.
        Ok(inside) if inside.components().count() <= 1 => {
            !inside.to_string_lossy().starts_with('.') && inside != Path::new("out")
        }
        _ => true,
    };
    counts && (event.paths.is_empty() || event.paths.iter().any(is_ours))
}

/// Whether one of the project's own folders appeared or disappeared.
fn moves_folder(event: &Event, root: &Path) -> bool {
    let is_move = matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    is_move && event.paths.iter().any(|path| FOLDERS.iter().any(|name| *path == root.join(name)))
}

fn touches_fonts(event: &Event, root: &Path) -> bool {
    event.paths.is_empty()
        || event
            .paths
            .iter()
            .any(|path| path.strip_prefix(root).map_or(true, |inside| inside.starts_with("fonts")))
}
