//! Failures of the machine or the command line, as opposed to findings about the data.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a command cannot run. The program exits with code 2.
#[derive(Debug)]
pub struct Error {
    path: Option<PathBuf>,
    message: String,
    hint: Option<String>,
}

impl Error {
    /// An error about a file or a folder.
    pub fn new(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self { path: Some(path.as_ref().to_owned()), message: message.into(), hint: None }
    }

    /// An error about the command line or the project as a whole.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { path: None, message: message.into(), hint: None }
    }

    /// Says in what the error occurred, and what to do after following the hint.
    pub(crate) fn within(self, context: &str, next: &str) -> Self {
        let path = self.path.map(|path| format!("{}: ", path.display())).unwrap_or_default();
        let first = self.hint.unwrap_or_else(|| "fix this".to_owned());
        Self {
            path: None,
            message: format!("{context}: {path}{}", self.message),
            hint: Some(format!("{first}; then {next}")),
        }
    }

    /// What is wrong, without the path and the hint.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Adds what to do next.
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
