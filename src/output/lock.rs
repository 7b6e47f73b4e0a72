//! Locks: two commands that write the same files at the same time would lose what one of them
//! wrote. There is one lock for each output folder, whose manifest builds write, and one for each
//! project, whose ledger, status list, keys, and certificate files the other commands write.
//!
//! The operating system releases a lock when the program ends, however it ends. The empty lock file
//! stays. Beside it is a note of the program that holds the lock. A note without a lock is that of
//! a program that was killed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use super::sweep::{sweep, sweep_tree};
use super::write::create_inside;
use crate::content::edition::Edition;
use crate::error::Error;
use crate::project::Project;

/// The name of the lock file, and the start of the names of notes, which end with the number of a
/// process.
const NAME: &str = ".lock";
const NOTE: &str = ".lock-";

/// The folder in the project with its lock. It is not part of what people back up or share.
const PROJECT_FOLDER: &str = ".peerpress";

/// How often to check whether the other program has finished.
const CHECK_EVERY: Duration = Duration::from_millis(20);

/// Who may hold a lock at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// This program alone.
    Alone,
    /// Any number of programs that also share the lock.
    Shared,
}

/// The right to write what a lock protects. Dropping it releases the lock.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: Option<File>,
    note: PathBuf,
    /// Whether a program that held the lock before was killed.
    pub(crate) was_interrupted: bool,
}

/// Why a lock was not taken.
enum Refusal {
    /// Another program still holds it.
    Held,
    Failed(Error),
}

impl Lock {
    /// Takes the lock of an output folder. If another build holds it, calls `on_wait` once and
    /// waits for at most `timeout`.
    ///
    /// # Errors
    /// If the folder cannot be written, or the other build still holds the lock.
    pub(crate) fn of_output(
        project: &Project,
        out: &Path,
        timeout: Duration,
        on_wait: impl FnOnce(),
    ) -> Result<Self, Error> {
        let lock = Self::take(project, out, "build", Hold::Alone, timeout, |_| on_wait());
        let lock = lock.map_err(|refusal| match refusal {
            Refusal::Failed(error) => error,
            Refusal::Held => {
                let message = "another build is still running in this output folder";
                Error::new(out, message).hint("wait for it to finish, or stop it")
            }
        })?;
        sweep(out);
        Edition::ALL.iter().for_each(|edition| sweep(&out.join(edition.folder())));
        if lock.was_interrupted {
            sweep_tree(out);
        }
        Ok(lock)
    }

    /// Takes the lock of a project for a command. If another command holds it, calls `on_wait`
    /// once with a description of that command, and waits for at most `timeout`.
    ///
    /// # Errors
    /// If the project cannot be written, or the other command still holds the lock.
    pub(crate) fn of_project(
        project: &Project,
        command: &str,
        hold: Hold,
        timeout: Duration,
        on_wait: impl FnOnce(&str),
    ) -> Result<Self, Error> {
        let folder = project.path(PROJECT_FOLDER);
        if is_read_only(&folder) {
            // Nothing can be changed there, so there is nothing to protect. What cannot be written
            // is reported where it is written.
            return Ok(Self { _file: None, note: folder.join(NOTE), was_interrupted: false });
        }
        Self::take(project, &folder, command, hold, timeout, on_wait).map_err(|refusal| {
            match refusal {
                Refusal::Failed(error) => error,
                Refusal::Held => {
                    let other = holder(&folder);
                    let message = format!("{other} is still working in this project");
                    Error::new(project.root(), message)
                        .hint("wait for it to finish, or stop it; then run the command again")
                }
            }
        })
    }

    /// Takes the lock of a project if no other command holds it for longer than `timeout`.
    ///
    /// # Errors
    /// If the project cannot be written.
    pub(crate) fn try_project(
        project: &Project,
        command: &str,
        timeout: Duration,
    ) -> Result<Option<Self>, Error> {
        let folder = project.path(PROJECT_FOLDER);
        match Self::take(project, &folder, command, Hold::Alone, timeout, |_| ()) {
            Ok(lock) => Ok(Some(lock)),
            Err(Refusal::Held) => Ok(None),
            Err(Refusal::Failed(error)) => Err(error),
        }
    }

    /// Whether a command works in a project, or was killed there.
    pub(crate) fn is_noted(project: &Project) -> bool {
        notes(&project.path(PROJECT_FOLDER)).next().is_some()
    }

    fn take(
        project: &Project,
        folder: &Path,
        command: &str,
        hold: Hold,
        timeout: Duration,
        on_wait: impl FnOnce(&str),
    ) -> Result<Self, Refusal> {
        let failed = |error: io::Error| {
            let error = Error::new(folder, format!("cannot be written: {error}"));
            Refusal::Failed(error.hint(
                "check that the disk has free space and that you have permission to write to \
                       the folder",
            ))
        };
        create_inside(project.root(), folder).map_err(failed)?;
        let mut options = OpenOptions::new();
        // A shared lock on a network drive needs a file that is open for reading.
        let options = options.create(true).truncate(false).read(true).write(true);
        let file = options.open(folder.join(NAME)).map_err(failed)?;
        let start = Instant::now();
        let mut on_wait = Some(on_wait);
        let try_lock = || match hold {
            Hold::Alone => file.try_lock(),
            Hold::Shared => file.try_lock_shared(),
        };
        // Some network drives have no locks. A command there runs without one.
        while let Err(TryLockError::WouldBlock) = try_lock() {
            if start.elapsed() >= timeout {
                return Err(Refusal::Held);
            }
            if let Some(on_wait) = on_wait.take() {
                on_wait(&holder(folder));
            }
            thread::sleep(CHECK_EVERY);
        }
        let was_interrupted = hold == Hold::Alone && remove_notes(folder);
        let note = folder.join(format!("{NOTE}{}", process::id()));
        // Without a note, other programs do not know what they wait for.
        let _ = fs::write(&note, command);
        Ok(Self { _file: Some(file), note, was_interrupted })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.note);
    }
}

/// Whether the folder does not exist, and cannot be created in a read-only project.
fn is_read_only(folder: &Path) -> bool {
    let denied = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
    fs::create_dir(folder).is_err_and(|error| denied.contains(&error.kind()))
}

/// Returns the notes beside a lock.
fn notes(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_note = |name: &str| {
        let process = name.strip_prefix(NOTE);
        process.is_some_and(|process| process.parse::<u32>().is_ok())
    };
    entries
        .filter(move |entry| entry.file_name().to_str().is_some_and(is_note))
        .map(|entry| entry.path())
}

/// Removes the notes of killed programs. Returns whether there were any.
fn remove_notes(folder: &Path) -> bool {
    let found: Vec<PathBuf> = notes(folder).collect();
    for note in &found {
        let _ = fs::remove_file(note);
    }
    !found.is_empty()
}

/// Describes the program that holds a lock.
fn holder(folder: &Path) -> String {
    let described = notes(folder).find_map(|note| {
        let process = note.file_name()?.to_str()?.strip_prefix(NOTE)?.to_owned();
        let command = fs::read_to_string(&note).ok().filter(|command| !command.is_empty())?;
        Some(format!("`peerpress {command}` (process {process})"))
    });
    described.unwrap_or_else(|| "another command".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_says_who_holds_it_and_who_was_killed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        let project = Project::open(folder.path()).unwrap();
        let take = |command: &str, hold: Hold| {
            let mut waited_for = None;
            let patience = Duration::from_millis(1);
            let lock = Lock::of_project(&project, command, hold, patience, |other| {
                waited_for = Some(other.to_owned());
            });
            (lock, waited_for)
        };
        let (first, waited_for) = take("certify", Hold::Alone);
        let first = first.unwrap();
        assert!(!first.was_interrupted && waited_for.is_none());
        assert!(Lock::try_project(&project, "build", Duration::ZERO).unwrap().is_none());
        let (second, waited_for) = take("keys new", Hold::Shared);
        let holder = format!("`peerpress certify` (process {})", process::id());
        assert_eq!(waited_for, Some(holder.clone()));
        assert!(second.unwrap_err().to_string().contains(&format!("{holder} is still working")));
        drop(first);
        let shared = [take("certify", Hold::Shared).0, take("certify", Hold::Shared).0];
        assert!(shared.iter().all(Result::is_ok) && take("keys new", Hold::Alone).0.is_err());
        drop(shared);
        // The note of a killed program, and a file that is no note.
        let path = |name: &str| folder.path().join(PROJECT_FOLDER).join(name);
        fs::write(path(".lock-1"), "certify").unwrap();
        fs::write(path(".lock-keep"), "").unwrap();
        assert!(take("keys new", Hold::Alone).0.unwrap().was_interrupted);
        assert!(!take("keys new", Hold::Alone).0.unwrap().was_interrupted);
        assert!(path(".lock-keep").exists());
    }
}
