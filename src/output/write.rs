//! Writes a file under a temporary name beside it and renames it, so that a reader sees the old
//! file or the new one, never a part of it. If a power cut damages a file, its hash no longer
//! matches the manifest, and the next build rebuilds it.

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::error::Error;

/// The start and the end of the names of temporary files.
const PREFIX: &str = ".peerpress-";
const SUFFIX: &str = ".part";

/// Whether a file name is that of a temporary file, which an interrupted run may leave behind.
pub(super) fn is_leftover(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// Creates a temporary file beside `path`, and its folder if necessary. After it is renamed, others
/// may read it as the user's umask allows.
pub(crate) fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Writes a file and creates its folder if necessary.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |error: io::Error| write_error(path, error);
    let mut file = temporary(path).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The error for a file that cannot be written.
pub(crate) fn write_error(path: &Path, why: impl Display) -> Error {
    Error::new(path, format!("cannot be written: {why}"))
        .hint("check that the disk has free space and that no other program has the file open")
}
