//! The ledger records who was issued which certificate, when, and what happened to it afterwards.
//! It is `ledger.db` in the project's root folder and the only source of truth: files are created
//! from the ledger, never the ledger from files.
//!
//! **A number is used once.** It comes from a counter that only grows, in the transaction that
//! records the certificate. `UNIQUE` columns rule out a second certificate with the same number,
//! and triggers refuse to change or delete recorded rows. Issuing the same roster again returns the
//! same certificates. A correction adds a revision and keeps the old one. Every change is an event
//! with its time and reason.
//!
//! **On disk** it is SQLite with a rollback journal instead of a write-ahead log. Between two
//! commands there is one file that can simply be copied. A write-ahead log would keep parts in
//! other files, and its shared memory does not work on network drives. With `synchronous=EXTRA`, a
//! transaction and its folder entry are on disk before a command reports success. If a process is
//! killed or the power fails, the ledger is as it was before the transaction or after it, and the
//! next command that opens it finishes the cleanup.

mod certificate;
mod change;
mod check;
mod event;
mod holders;
mod issue;
mod migrate;
mod person;
mod query;
mod similar;
mod store;

use std::path::PathBuf;

use rusqlite::Connection;

pub use certificate::{CategoryHours, Certificate, CertificateStatus, Revocation};
pub use change::Correction;
pub use check::Integrity;
pub use event::{Attribution, Event, EventKind, Revision};
pub use holders::Holder;
pub use issue::{Candidate, IssueTerms};
pub use person::{folded, person_key};
pub use similar::{Likeness, NearMatch};

/// The name of the ledger's file in the project's root folder.
pub const NAME: &str = "ledger.db";

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    path: PathBuf,
}
