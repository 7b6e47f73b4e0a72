//! The project folder. Nothing outside it is read.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// A project folder.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

/// Why a path in the data cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// The path leads outside the project folder.
    Outside,
    /// The file does not exist.
    Missing,
}

/// Whether a path in the data leads up to another folder.
pub(crate) fn has_parent(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part == "..")
}

impl Project {
    /// Opens the project at `root`.
    ///
    /// # Errors
    /// If the folder does not exist or has no `data` folder.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let hint = "make a project with `peerpress new DIR`, or name its folder with `-C DIR`";
        if !root.is_dir() {
            return Err(Error::new(root, "the folder does not exist").hint(hint));
        }
        if !root.join("data").is_dir() {
            return Err(Error::new(
                root,
                "the folder is not a Peerpress project: it has no `data` folder",
            )
            .hint(hint));
        }
        let root = fs::canonicalize(root).map_err(|error| Error::new(root, error.to_string()))?;
        Ok(Self { root })
    }

    /// Returns the project folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns a path in the project; `relative` has forward slashes.
    pub fn path(&self, relative: &str) -> PathBuf {
        relative.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    /// Returns the file that a path in the data names.
    ///
    /// # Errors
    /// If the file does not exist, or is outside the project, also through a symbolic link.
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

    /// Returns a path for messages: relative to the project folder if it is inside, with forward
    /// slashes.
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
