//! The ledger: who was given which certificate, when, and what became of it. `ledger.db` at the project's root, and the one truth about
//! certificates: files can be remade from it, and it is never made from files.
//!
//! **A number is given once.** It comes from a counter that only grows, in the transaction that records the certificate; `UNIQUE` columns make
//! a second one impossible, and triggers refuse to change or delete what was recorded. Giving the same roster again gives the same
//! certificates. A correction adds a revision and keeps the old one. Every act is an event with its time and reason.
//!
//! **On disk** it is SQLite with a rollback journal, not a write-ahead log: between two commands there is one file, which can be copied as it is;
//! a log would leave parts in files beside it, and its shared memory does not work on network drives. `synchronous=EXTRA` has each
//! transaction on the disk, with its folder entry, before the command says that it is done; a process that is killed, or a power
//! cut, leaves the ledger as it was before the transaction or as it is after, which the next opening completes by itself.

mod acts;
mod check;
mod issue;
mod look;
mod migrate;
mod model;
mod near;
mod store;

use std::path::PathBuf;

use rusqlite::Connection;

pub use model::{
    Act, CategoryHours, Certificate, CertificateStatus, Correction, Entry, Event, EventKind,
    Integrity, Likeness, NearMatch, Revision, Revocation, SessionKey, folded, person_key,
};

/// The ledger's name in the project's folder.
pub const NAME: &str = "ledger.db";

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    path: PathBuf,
}
