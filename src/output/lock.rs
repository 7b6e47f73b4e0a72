//! The lock of an output folder: two builds at the same time would overwrite each other's manifest.
//!
//! The operating system releases the lock when the program ends, however it ends. The empty lock
//! file stays.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::write::is_leftover;
use crate::content::edition::Edition;
use crate::error::Error;

/// The name of the lock file in the output folder.
const NAME: &str = ".lock";

/// How often to check whether the other build has finished.
const CHECK_EVERY: Duration = Duration::from_millis(20);

/// The exclusive right to write in an output folder. Dropping it releases the lock.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of an output folder. If another build holds it, calls `on_wait` once and
    /// waits for at most `timeout`.
    ///
    /// # Errors
    /// If the folder cannot be written, or the other build still holds the lock.
    pub(crate) fn take(
        out: &Path,
        timeout: Duration,
        on_wait: impl FnOnce(),
    ) -> Result<Self, Error> {
        let failed = |error: std::io::Error| {
            Error::new(out, format!("cannot be written: {error}")).hint(
                "check that the disk has free space and that you have permission to write to \
                       the folder",
            )
        };
        fs::create_dir_all(out).map_err(failed)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(out.join(NAME))
            .map_err(failed)?;
        let start = Instant::now();
        let mut on_wait = Some(on_wait);
        while let Err(TryLockError::WouldBlock) = file.try_lock() {
            if start.elapsed() >= timeout {
                let message = "another build is still running in this output folder";
                return Err(Error::new(out, message).hint("wait for it to finish, or stop it"));
            }
            if let Some(on_wait) = on_wait.take() {
                on_wait();
            }
            thread::sleep(CHECK_EVERY);
        }
        // Some network drives have no locks. A build there runs without one.
        remove_leftovers(out);
        Ok(Self { _file: file })
    }
}

/// Removes temporary files that an interrupted build left. Only the holder of the lock may do this.
fn remove_leftovers(out: &Path) {
    let editions = Edition::ALL.iter().map(|edition| out.join(edition.folder()));
    for folder in editions.chain([out.to_owned()]) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if is_leftover(&entry.file_name().to_string_lossy()) {
                // A file that cannot be removed now is removed by a later build.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
