//! "Could not do the job": a fault of the machine or the configuration, not of the data. Names the path.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why the program could not run; ends it with exit code 2.
#[derive(Debug)]
pub struct Error {
    path: Option<PathBuf>,
    message: String,
    hint: Option<String>,
}

impl Error {
    /// A fault of a path.
    pub fn new(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self { path: Some(path.as_ref().to_owned()), message: message.into(), hint: None }
    }

    /// A fault of how the program was called.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { path: None, message: message.into(), hint: None }
    }

    /// With what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
