//! Opening the ledger's file, and describing why it cannot be used.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, TransactionBehavior};

use super::Ledger;
use super::migrate::{self, Identity};
use super::record::Recorder;
use crate::error::Error;
use crate::output::write::make_private;

/// How long to wait for another process that is writing. A roster of ten thousand people takes a
/// second or two.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most memory for pages of the file, as SQLite states it: a negative number is in kibibytes.
/// With less, a large transaction writes the same pages again and again.
const CACHE: i64 = -64 * 1024;

/// Why a transaction was rolled back.
pub(super) enum Failure {
    Database(rusqlite::Error),
    Refused(Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl Ledger {
    /// Opens the ledger for writing. Creates it if it does not exist, and migrates an older one.
    pub fn open(path: &Path) -> Result<Self, Error> {
        create_private(path);
        let mut ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_CREATE, PATIENCE)?;
        if ledger.is_read_only()? {
            return Err(read_only(path));
        }
        if ledger.identity()? == Identity::Older {
            migrate::migrate(&mut ledger.db).map_err(|failure| failure.describe(path))?;
            ledger.identity()?;
        } else if ledger.pragma("journal_mode")? != "delete" {
            // A database program may have switched the file to a write-ahead log.
            let update =
                ledger.db.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()));
            update.map_err(|error| describe(path, &error))?;
        }
        // No certificate is issued at the end of a chain that is broken. Checking the whole file
        // would take seconds for a large ledger; `certificates check` does it.
        match ledger.has_sound_end() {
            Ok(true) => Ok(ledger),
            Ok(false) => Err(damaged(path)),
            Err(error) => Err(describe(path, &error)),
        }
    }

    /// Opens the ledger for reading, which also works while another program writes, and if the file
    /// is read-only.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        Self::open_to_read_within(path, PATIENCE)
    }

    /// Opens the ledger for reading, and waits at most for a time for another program that writes.
    pub(crate) fn open_to_read_within(path: &Path, patience: Duration) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::new(path, "there is no ledger yet").hint(
                "issue the first certificates with `peerpress certify ROSTER --session ID`",
            ));
        }
        let ledger = Self::connect(path, OpenFlags::empty(), patience)?;
        if ledger.identity()? == Identity::Older {
            if ledger.is_read_only()? {
                let message = "the ledger was written by an older Peerpress and must be \
                    migrated, but it is read-only";
                return Err(Error::new(path, message)
                    .hint("make the file writable, or copy it to a folder that you can write to"));
            }
            drop(ledger);
            return Self::open(path);
        }
        let query_only = ledger.db.pragma_update(None, "query_only", "ON");
        query_only.map_err(|error| describe(path, &error))?;
        Ok(ledger)
    }

    fn connect(path: &Path, flags: OpenFlags, patience: Duration) -> Result<Self, Error> {
        // Even a reader needs write access: it rolls back what a killed process left unfinished.
        // SQLite itself opens a write-protected file for reading.
        let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connect = || {
            let db = Connection::open_with_flags(path, flags)?;
            db.busy_timeout(patience)?;
            db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            db.pragma_update(None, "foreign_keys", "ON")?;
            db.pragma_update(None, "synchronous", "EXTRA")?;
            db.pragma_update(None, "trusted_schema", "OFF")?;
            db.pragma_update(None, "cell_size_check", "ON")?;
            // What is removed is overwritten, so that nothing of it stays in the file.
            db.pragma_update(None, "secure_delete", "ON")?;
            db.pragma_update(None, "cache_size", CACHE)?;
            Ok(Self { db, path: path.to_owned(), materials: BTreeMap::new() })
        };
        connect().map_err(|error| describe(path, &error))
    }

    fn is_read_only(&self) -> Result<bool, Error> {
        self.db.is_readonly(MAIN_DB).map_err(|error| self.describe(&error))
    }

    fn pragma(&self, pragma: &str) -> Result<String, Error> {
        let value = self.db.pragma_query_value(None, pragma, |row| row.get(0));
        value.map_err(|error| self.describe(&error))
    }

    /// Returns the version of the file. Files that are not ledgers, or too new, are errors.
    fn identity(&self) -> Result<Identity, Error> {
        match migrate::identity(&self.db).map_err(|error| self.describe(&error))? {
            Identity::Newer(version) => {
                let message = format!(
                    "the ledger was written by a newer Peerpress: it has version {version}, and \
                     this program reads up to version {}",
                    migrate::VERSION
                );
                Err(Error::new(&self.path, message).hint("update Peerpress"))
            }
            Identity::Foreign => Err(not_a_ledger(&self.path)),
            known => Ok(known),
        }
    }

    /// Records events in a transaction, completely or not at all.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Recorder<'_>) -> Result<T, Failure>,
    ) -> Result<T, Error> {
        let materials = std::mem::take(&mut self.materials);
        let run = || {
            let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&mut Recorder::new(&transaction, materials)?)?;
            transaction.commit()?;
            Ok(result)
        };
        run().map_err(|failure: Failure| failure.describe(&self.path))
    }

    /// Describes a database error for people.
    pub(super) fn describe(&self, error: &rusqlite::Error) -> Error {
        describe(&self.path, error)
    }
}

impl Failure {
    /// Describes the failure for people.
    fn describe(self, path: &Path) -> Error {
        match self {
            Self::Database(error) => describe(path, &error),
            Self::Refused(error) => error,
        }
    }
}

/// Lets only its owner read the ledger, which contains names and addresses. SQLite gives its
/// journal the same permissions. If the file cannot be created, SQLite says why.
fn create_private(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    if options.open(path).is_err() {
        make_private(path);
    }
}

fn read_only(path: &Path) -> Error {
    Error::new(path, "the ledger is read-only; nothing was changed")
        .hint("make the file and its folder writable, or check the shared drive's permissions")
}

fn not_a_ledger(path: &Path) -> Error {
    Error::new(path, "the file is not a ledger; something else was saved under its name")
        .hint("move the file to another folder, and restore the ledger from a backup")
}

fn damaged(path: &Path) -> Error {
    Error::new(path, "the ledger is damaged; nothing was changed").hint(
        "run `peerpress certificates check` for details; restore the ledger from a backup, and \
         keep the damaged file",
    )
}

fn describe(path: &Path, error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(cause, message) = error else {
        // A value in the file has a type or form that Peerpress does not write.
        return damaged(path);
    };
    let (message, hint) = match cause.code {
        ErrorCode::ReadOnly => return read_only(path),
        ErrorCode::DatabaseCorrupt => return damaged(path),
        ErrorCode::NotADatabase => return not_a_ledger(path),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            let seconds = PATIENCE.as_secs();
            let message = format!(
                "another program has been writing to the ledger for {seconds} s; nothing was \
                 changed"
            );
            return Error::new(path, message).hint(
                "close any database program that has the file open, then run the command again",
            );
        }
        ErrorCode::DiskFull => {
            ("the disk is full; nothing was changed", "free some space, then run the command again")
        }
        ErrorCode::SystemIoFailure => (
            "the ledger could not be read or written completely",
            "check whether the disk is full or the network drive is disconnected, then run the \
             command again; no number is lost or used twice",
        ),
        ErrorCode::CannotOpen => (
            "the ledger cannot be opened",
            "check that it is a file and that you have permission to write to its folder",
        ),
        _ => {
            let reason = message.as_deref().unwrap_or("no reason given");
            return Error::new(path, format!("the ledger cannot be used: {reason}"));
        }
    };
    Error::new(path, message).hint(hint)
}
