//! What is lost, and what is known of it.

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::ledger::{Acceptance, SeriesEnd};

/// What is lost, and what is known of it.
#[derive(Debug, Serialize)]
pub(crate) struct Loss {
    /// The ledger of the project; `None` if there is none.
    pub(crate) ledger: Option<LedgerState>,
    /// The ends of lost ledgers, and how they are known.
    pub(crate) later: Vec<LaterLedger>,
    /// Certificates that are read back from their files.
    pub(crate) recovered: Vec<RecoveredCertificate>,
    /// The recovered certificates whose hours by category are not known.
    pub(crate) unknown_hours: Vec<String>,
    /// The sessions of recovered certificates that are not in the data.
    pub(crate) missing_sessions: Vec<String>,
    /// Numbers that were given, but of which nothing else is known.
    pub(crate) unknown: Vec<String>,
    /// Numbers that the ledger and a file give to different people.
    pub(crate) conflicts: Vec<Conflict>,
    /// Revocations that are carried forward.
    pub(crate) revoked: Vec<String>,
    /// Those of them of which nothing says whose certificates they were.
    pub(crate) revoked_of_unknown: Vec<String>,
    /// Replaced revisions that are carried forward.
    pub(crate) replaced: Vec<String>,
    /// The numbers of certificates that need a new revision, because their latest one is lost.
    pub(crate) lost_corrections: Vec<String>,
    /// Entries of the status list whose number is not known, and that stay on it as they are.
    pub(crate) unresolved: usize,
    /// The number of the status list; `None` if there is no list.
    pub(crate) list: Option<u64>,
    /// The day on which it was signed.
    pub(crate) list_day: Option<Date>,
    /// The number of the last list that this computer or the ledger knows of; 0 for none.
    pub(crate) last_list: u64,
    /// Certificates that a missing list may have revoked, as far as anything here shows: they have
    /// no file here, although others of their session do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) may_be_revoked: Vec<String>,
    /// The last numbers that count as given.
    pub(crate) series: Vec<SeriesEnd>,
    #[serde(skip)]
    pub(crate) acceptance: Acceptance,
    /// The text of the status list, if the ledger must keep it.
    #[serde(skip)]
    pub(crate) kept_list: Option<Vec<u8>>,
}

/// What the ledger of the project has.
#[derive(Debug, Serialize)]
pub(crate) struct LedgerState {
    pub(crate) events: u32,
    pub(crate) certificates: u32,
}

/// The end of a lost ledger.
#[derive(Debug, Serialize)]
pub(crate) struct LaterLedger {
    pub(crate) events: u32,
    /// How it is known, as the start of a sentence.
    pub(crate) known_by: String,
}

/// A certificate that was found in a signed file.
#[derive(Debug, Serialize)]
pub(crate) struct RecoveredCertificate {
    /// The number as it is printed.
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) file: String,
}

/// A number that two people have.
#[derive(Debug, Serialize)]
pub(crate) struct Conflict {
    /// The number as it is printed.
    pub(crate) number: String,
    /// The name in the ledger.
    pub(crate) ledger: String,
    /// The name in a table of the output folder.
    pub(crate) table: String,
}

impl Loss {
    /// The first and the last of the status lists that are missing, if any is.
    pub(crate) fn missing_lists(&self) -> Option<(u64, u64)> {
        let first = self.list.unwrap_or_default() + 1;
        (first <= self.last_list).then_some((first, self.last_list))
    }

    /// The code that accepts exactly this.
    pub(crate) fn code(&self) -> String {
        // Plain values always become JSON.
        let text = serde_json::to_string(self).unwrap_or_default();
        HEXLOWER.encode(&Sha256::digest(text)[..4])
    }

    /// Whether the ledger has everything.
    pub(super) fn is_nothing(&self) -> bool {
        let Self { later, recovered, unknown, revoked, replaced, unresolved, .. } = self;
        later.is_empty()
            && recovered.is_empty()
            && unknown.is_empty()
            && revoked.is_empty()
            && replaced.is_empty()
            && *unresolved == 0
    }
}
