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
//! **The events are a chain.** Every event states all that it did and names the hash of the event
//! before it, so that nobody can change, remove or insert one without changing the head, which is
//! known outside the ledger too. The other tables are made from the events in the same transaction,
//! and [`Ledger::check`] makes them again and compares.
//!
//! **On disk** it is SQLite with a rollback journal instead of a write-ahead log. Between two
//! commands there is one file that can simply be copied. A write-ahead log would keep parts in
//! other files, and its shared memory does not work on network drives. With `synchronous=EXTRA`, a
//! transaction and its folder entry are on disk before a command reports success. If a process is
//! killed or the power fails, the ledger is as it was before the transaction or after it, and the
//! next command that opens it finishes the cleanup.

mod accepted;
mod act;
mod basis;
mod certificate;
mod chain;
mod change;
mod check;
mod compare;
mod content;
mod due;
mod erase;
mod event;
mod hash;
mod history;
mod holders;
mod hours;
mod issue;
mod lineage;
mod mail;
mod migrate;
mod namesakes;
mod old;
mod person;
mod plausible;
mod projection;
mod query;
mod record;
mod revise;
mod signature;
mod similar;
mod standing;
mod store;
mod unfinished;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rusqlite::Connection;

pub(crate) use accepted::{Acceptance, Recovery};
pub use accepted::{Accepted, LostHead, LostRevoked, Recovered, SeriesEnd};
pub use basis::{Basis, CountedCertificate, HoursElsewhere, Waived};
pub use certificate::{CategoryHours, Certificate, CertificateStatus, Revocation};
pub use chain::{Pending, Work};
pub use change::Correction;
pub(crate) use change::lost_revision;
pub use check::Integrity;
pub use content::{
    Act, AddressChanged, AddressErased, CertificateRevision, Corrected, EventContent, FaceContent,
    FilesMade, Issued, Kept, KeyRevoked, Migrated, Published, Reissued, Signed,
};
pub use due::{DueRenewal, RenewalRule};
pub use erase::Erasure;
pub use event::{Attribution, Event, EventKind, Revision};
pub(crate) use hash::sha256 as material_hash;
pub use history::{Histories, History};
pub use holders::Holder;
pub(crate) use hours::{HoursRule, began, used_sessions};
pub use issue::{Candidate, IssueTerms, Print, Printed};
pub use lineage::{Fork, ForkedCertificate, Lineage};
pub use mail::{Dispatch, MailStep};
pub(crate) use migrate::{APPLICATION_ID, VERSION};
pub use person::{folded, person_key};
pub use record::Head;
pub use revise::Revised;
pub use signature::Signature;
pub use similar::{Likeness, NearMatch};
pub(crate) use standing::Standing;
pub use unfinished::ChangedCertificate;
pub(crate) use unfinished::is_unfinished;

/// The name of the ledger's file in the project's root folder.
pub const NAME: &str = "ledger.db";

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    path: PathBuf,
    /// What the next event brings into the ledger, by hash.
    materials: BTreeMap<String, Vec<u8>>,
}
