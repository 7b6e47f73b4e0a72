//! Opening the file, and saying in plain words why it cannot be used.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};

use super::Ledger;
use super::migrate::{self, Identity};
use crate::error::Error;

/// How long to wait for another process that is writing. A roster of ten thousand takes a second or two.
const PATIENCE: Duration = Duration::from_secs(10);

impl Ledger {
    /// Opens the ledger to write in it, makes it if it is not there, and brings an older one up to date.
    ///
    /// # Errors
    /// If it is read-only, damaged, locked for long, written by a newer program, or not a ledger.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        if ledger.db.is_readonly(MAIN_DB).map_err(|error| ledger.fault(&error))? {
            return Err(read_only(path));
        }
        ledger.bring_up_to_date()?;
        ledger.sound()?;
        Ok(ledger)
    }

    /// Opens the ledger to read it. One that another program writes in meanwhile, or that is read-only, is read all the same.
    ///
    /// # Errors
    /// If there is none, or it is damaged, locked for long, written by a newer program, or not a ledger.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::new(path, "there is no ledger yet")
                .hint("`peerpress certify ROSTER --session ID` issues the first certificates"));
        }
        let ledger = Self::connect(path, OpenFlags::empty())?;
        if ledger.identity()? == Identity::Older {
            let read_only = ledger.db.is_readonly(MAIN_DB).map_err(|error| ledger.fault(&error))?;
            if read_only {
                return Err(Error::new(path, "it was written by an older Peerpress and is read-only: it cannot be brought up to date").hint(COPY_AND_ALLOW));
            }
            drop(ledger);
            return Self::open(path);
        }
        ledger.set("query_only", "ON")?;
        Ok(ledger)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, Error> {
        // Opened to write even for reading: what a killed process left half done is rolled back by whoever comes next. SQLite itself
        // falls back to reading where the file may not be written.
        let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|error| fault(path, &error))?;
        let ledger = Self { db, path: path.to_owned() };
        ledger.db.busy_timeout(PATIENCE).map_err(|error| ledger.fault(&error))?;
        ledger
            .db
            .set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)
            .map_err(|error| ledger.fault(&error))?;
        for (pragma, value) in [
            ("foreign_keys", "ON"),
            ("synchronous", "EXTRA"),
            ("trusted_schema", "OFF"),
            ("cell_size_check", "ON"),
        ] {
            ledger.set(pragma, value)?;
        }
        Ok(ledger)
    }

    fn set(&self, pragma: &str, value: &str) -> Result<(), Error> {
        self.db.pragma_update(None, pragma, value).map_err(|error| self.fault(&error))
    }

    /// Whose file it is and how old; refuses those that are not ours or too new.
    fn identity(&self) -> Result<Identity, Error> {
        match migrate::identity(&self.db).map_err(|error| self.fault(&error))? {
            Identity::Newer(version) => {
                let known = migrate::VERSION;
                let message = format!(
                    "it was written by a newer Peerpress: its form is version {version}, and this program knows up to {known}"
                );
                Err(Error::new(&self.path, message)
                    .hint("use the newer program; this one would lose what it does not know"))
            }
            Identity::Foreign => Err(not_a_ledger(&self.path)),
            known => Ok(known),
        }
    }

    fn bring_up_to_date(&mut self) -> Result<(), Error> {
        if self.identity()? == Identity::Current {
            return self.leave_log();
        }
        let path = self.path.clone();
        migrate::migrate(&mut self.db).map_err(|error| fault(&path, &error))?;
        self.identity().map(|_| ())
    }

    /// A database program may have switched the file to a write-ahead log; it is switched back.
    fn leave_log(&self) -> Result<(), Error> {
        let mode: String = self
            .db
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .map_err(|error| self.fault(&error))?;
        if mode != "delete" {
            self.db
                .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
                .map_err(|error| self.fault(&error))?;
        }
        Ok(())
    }

    /// No number is given from a damaged ledger.
    fn sound(&self) -> Result<(), Error> {
        let verdict: String = self
            .db
            .pragma_query_value(None, "quick_check", |row| row.get(0))
            .map_err(|error| self.fault(&error))?;
        if verdict == "ok" { Ok(()) } else { Err(damaged(&self.path)) }
    }

    /// What a fault of the database means, in plain words.
    pub(super) fn fault(&self, error: &rusqlite::Error) -> Error {
        fault(&self.path, error)
    }
}

const COPY_AND_ALLOW: &str = "copy it to a place where it may be written, or allow writing";

fn read_only(path: &Path) -> Error {
    Error::new(path, "it is read-only; nothing was changed")
        .hint("is the file or its folder write-protected, or the drive shared for reading only?")
}

fn not_a_ledger(path: &Path) -> Error {
    Error::new(path, "it is not a ledger: something else was saved under its name")
        .hint("move it away, and put the ledger back from a copy")
}

fn damaged(path: &Path) -> Error {
    let hint = "`peerpress certificates check` says what; put it back from a copy made before, and keep the damaged one";
    Error::new(path, "it is damaged; nothing was changed").hint(hint)
}

/// What a fault of the database means, in plain words.
pub(super) fn fault(path: &Path, error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(cause, said) = error else {
        // What is in the file has not the type or form that we write.
        return damaged(path);
    };
    match cause.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Error::new(path, format!("another program has been writing in it for {} s; nothing was changed", PATIENCE.as_secs()))
                .hint("run the command again when it is done; a database program that has the file open must close it")
        }
        ErrorCode::ReadOnly => read_only(path),
        ErrorCode::DiskFull => Error::new(path, "the disk is full; nothing was changed").hint("make room and run the command again"),
        ErrorCode::SystemIoFailure => Error::new(path, "it could not be read or written to the end")
            .hint("is the disk full or the network drive away? run the command again: no number is given twice and none is lost"),
        ErrorCode::DatabaseCorrupt => damaged(path),
        ErrorCode::NotADatabase => not_a_ledger(path),
        ErrorCode::CannotOpen => Error::new(path, "it cannot be opened").hint("is it a file, in a folder in which you may write?"),
        _ => Error::new(path, format!("it cannot be used: {}", said.as_deref().unwrap_or("no reason given"))),
    }
}
