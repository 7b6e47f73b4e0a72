//! Writing a file: to a temporary name beside it, then renamed, so that a reader sees the old file or the new one, never a part.
//! What a power cut may still garble is found by its hash in the manifest, and made anew.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::error::Error;

/// How the names of temporary files begin and end.
const PREFIX: &str = ".peerpress-";
const SUFFIX: &str = ".part";

/// Whether a file is a temporary one that a run which was cut short left behind.
pub(super) fn is_leftover(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// A temporary file that others may read once it is renamed, as far as the user's umask allows.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Writes a file, making its folder if need be.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| {
        Error::new(path, format!("cannot be written: {error}"))
            .hint("is the disk full, the folder read-only, or the file open in another program?")
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = temporary(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
