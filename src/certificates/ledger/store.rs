//! Opening the ledger's file, and describing why it cannot be used.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};

use super::Ledger;
use super::migrate::{self, Identity};
use crate::error::Error;

/// How long to wait for another process that is writing. A roster of ten thousand people takes a
/// second or two.
const PATIENCE: Duration = Duration::from_secs(10);

impl Ledger {
    /// Opens the ledger for writing. Creates it if it does not exist, and migrates an older one.
    ///
    /// # Errors
    /// If the file is read-only, damaged, locked for long, written by a newer Peerpress, or not a
    /// ledger.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        if ledger.is_read_only()? {
            return Err(read_only(path));
        }
        ledger.bring_up_to_date()?;
        ledger.check_quickly()?;
        Ok(ledger)
    }

    /// Opens the ledger for reading, which also works while another program writes, and if the file
    /// is read-only.
    ///
    /// # Errors
    /// If the file does not exist, or is damaged, locked for long, written by a newer Peerpress, or
    /// not a ledger.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::new(path, "there is no ledger yet").hint(
                "issue the first certificates with `peerpress certify ROSTER --session ID`",
            ));
        }
        let ledger = Self::connect(path, OpenFlags::empty())?;
        if ledger.identity()? == Identity::Older {
            if ledger.is_read_only()? {
                let message = "the ledger was written by an older Peerpress and must be \
                    migrated, but it is read-only";
                return Err(Error::new(path, message)
                    .hint("allow writing, or copy the ledger to a folder where that is allowed"));
            }
            drop(ledger);
            return Self::open(path);
        }
        ledger.set_pragma("query_only", "ON")?;
        Ok(ledger)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, Error> {
        // Even a reader needs write access: it rolls back what a killed process left unfinished.
        // SQLite itself opens a write-protected file for reading.
        let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db =
            Connection::open_with_flags(path, flags).map_err(|error| describe(path, &error))?;
        db.busy_timeout(PATIENCE)
            .and_then(|()| db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true))
            .map_err(|error| describe(path, &error))?;
        let ledger = Self { db, path: path.to_owned() };
        for (pragma, value) in [
            ("foreign_keys", "ON"),
            ("synchronous", "EXTRA"),
            ("trusted_schema", "OFF"),
            ("cell_size_check", "ON"),
        ] {
            ledger.set_pragma(pragma, value)?;
        }
        Ok(ledger)
    }

    fn is_read_only(&self) -> Result<bool, Error> {
        self.db.is_readonly(MAIN_DB).map_err(|error| self.describe(&error))
    }

    fn set_pragma(&self, pragma: &str, value: &str) -> Result<(), Error> {
        self.db.pragma_update(None, pragma, value).map_err(|error| self.describe(&error))
    }

    fn pragma(&self, pragma: &str) -> Result<String, Error> {
        self.db
            .pragma_query_value(None, pragma, |row| row.get(0))
            .map_err(|error| self.describe(&error))
    }

    /// Returns the age of the file. Files that are not ledgers, or too new, are errors.
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

    fn bring_up_to_date(&mut self) -> Result<(), Error> {
        if self.identity()? == Identity::Current {
            return self.leave_write_ahead_log();
        }
        migrate::migrate(&mut self.db).map_err(|error| describe(&self.path, &error))?;
        self.identity().map(|_| ())
    }

    /// Switches the file back to a rollback journal. A database program may have changed that.
    fn leave_write_ahead_log(&self) -> Result<(), Error> {
        if self.pragma("journal_mode")? != "delete" {
            self.db
                .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
                .map_err(|error| self.describe(&error))?;
        }
        Ok(())
    }

    /// Refuses a damaged ledger, so that no number is given from it.
    fn check_quickly(&self) -> Result<(), Error> {
        if self.pragma("quick_check")? == "ok" { Ok(()) } else { Err(damaged(&self.path)) }
    }

    /// Describes a database error for people.
    pub(super) fn describe(&self, error: &rusqlite::Error) -> Error {
        describe(&self.path, error)
    }
}

fn read_only(path: &Path) -> Error {
    Error::new(path, "the ledger is read-only; nothing was changed")
        .hint("make the file and its folder writable, or check the shared drive's permissions")
}

fn not_a_ledger(path: &Path) -> Error {
    Error::new(path, "the file is not a ledger; something else was saved under its name")
        .hint("move the file away and restore the ledger from a backup")
}

fn damaged(path: &Path) -> Error {
    Error::new(path, "the ledger is damaged; nothing was changed").hint(
        "run `peerpress certificates check` for details; restore the ledger from a backup, and \
         keep the damaged file",
    )
}

/// Describes a database error for people.
pub(super) fn describe(path: &Path, error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(cause, message) = error else {
        // A value in the file has a type or form that Peerpress does not write.
        return damaged(path);
    };
    match cause.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            let seconds = PATIENCE.as_secs();
            let message = format!(
                "another program has been writing to the ledger for {seconds} s; nothing was \
                 changed"
            );
            Error::new(path, message).hint(
                "close any database program that has the file open, then run the command again",
            )
        }
        ErrorCode::ReadOnly => read_only(path),
        ErrorCode::DiskFull => Error::new(path, "the disk is full; nothing was changed")
            .hint("free some space, then run the command again"),
        ErrorCode::SystemIoFailure => {
            Error::new(path, "the ledger could not be read or written completely").hint(
                "check whether the disk is full or the network drive is disconnected, then run \
                 the command again; no number is lost or given twice",
            )
        }
        ErrorCode::DatabaseCorrupt => damaged(path),
        ErrorCode::NotADatabase => not_a_ledger(path),
        ErrorCode::CannotOpen => Error::new(path, "the ledger cannot be opened")
            .hint("check that it is a file in a folder where you may write"),
        _ => {
            let reason = message.as_deref().unwrap_or("no reason given");
            Error::new(path, format!("the ledger cannot be used: {reason}"))
        }
    }
}
