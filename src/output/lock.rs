//! The lock of an output folder: two builds at once would write over each other's manifest.
//!
//! The system lets go of the lock when the program ends, however it ends; the empty file stays.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::write::is_leftover;
use crate::content::edition::Edition;
use crate::error::Error;

/// The lock's name in the output folder.
const NAME: &str = ".lock";

/// How often one looks whether the other build is done.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The right to write in an output folder, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of an output folder, waiting as long as `patience` for another build. `waiting` is called if there is one.
    pub fn take(out: &Path, patience: Duration, waiting: impl FnOnce()) -> Result<Self, Error> {
        let failed = |error: std::io::Error| {
            Error::new(out, format!("cannot be written: {error}"))
                .hint("is the disk full, the folder read-only, or the name taken by a file?")
        };
        fs::create_dir_all(out).map_err(failed)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(out.join(NAME))
            .map_err(failed)?;
        let start = Instant::now();
        let mut waiting = Some(waiting);
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    if let Some(waiting) = waiting.take() {
                        waiting();
                    }
                    thread::sleep(LOOK_EVERY);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new(out, "another build is still running here")
                        .hint("wait until it is done, or end it"));
                }
                // Some network drives know no locks; a build there is as good as it can be.
                Err(TryLockError::Error(_)) => break,
            }
        }
        sweep(out);
        Ok(Self { _file: file })
    }
}

/// Takes away what a run that was cut short left half written. Whoever holds the lock is the only one that writes there.
fn sweep(out: &Path) {
    let editions = Edition::ALL.map(|edition| out.join(edition.folder()));
    for folder in editions.iter().map(std::path::PathBuf::as_path).chain([out]) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if is_leftover(&entry.file_name().to_string_lossy()) {
                // What cannot be taken away now is tried again by the next build.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
