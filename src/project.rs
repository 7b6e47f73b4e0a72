//! The project's folder: where things are, and that nothing outside it is read.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// A project's folder.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

/// Why a path of the data was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// It leaves the project's folder.
    Outside,
    /// It is not there.
    Missing,
}

impl Project {
    /// Opens the project at `root`.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let hint = "`peerpress new DIR` makes one; `-C DIR` names the folder of one";
        if !root.is_dir() {
            return Err(Error::new(root, "there is no such folder").hint(hint));
        }
        if !root.join("data").is_dir() {
            return Err(Error::new(
                root,
                "this is not a Peerpress project: it has no `data` folder",
            )
            .hint(hint));
        }
        let root = fs::canonicalize(root).map_err(|error| Error::new(root, error.to_string()))?;
        Ok(Self { root })
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the project; `relative` has forward slashes.
    pub fn path(&self, relative: &str) -> PathBuf {
        relative.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    /// The file that a path of the data names; refused if it leaves the project, also by a symbolic link.
    pub fn resolve(&self, relative: &str) -> Result<PathBuf, PathFault> {
        let plain = Path::new(relative)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !plain || relative.contains('\\') || relative.contains(':') {
            return Err(PathFault::Outside);
        }
        let real = fs::canonicalize(self.path(relative)).map_err(|_| PathFault::Missing)?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(PathFault::Outside) }
    }

    /// A path as messages show it: from the project's root, with forward slashes, if it is inside.
    pub fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
            .replace("//", "/")
    }
}
