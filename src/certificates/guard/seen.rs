//! The head of the ledger that this computer saw last. It is kept outside the project, in the
//! folder where the system keeps the state of programs, so that it does not go back with the
//! project when an older copy of it is restored.
//!
//! There is a file for each ledger, and one for each project folder, which is found even if the
//! ledger is lost. Both are only a safety net: if the folder cannot be used, nothing is reported.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::ledger::Head;
use crate::output::write::write;
use crate::project::Project;

/// Names another folder for the state, for tests and for computers without a home folder.
const VARIABLE: &str = "PEERPRESS_STATE";

/// What this computer knows about a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The ID of the ledger.
    pub(super) ledger: String,
    /// The number of events.
    pub(super) events: u32,
    /// The hash of the last event.
    pub(super) hash: String,
    /// The folder of the project.
    pub(super) folder: String,
    /// The last number of each series: a prefix, a year or 0, and a running number. Empty if an
    /// earlier Peerpress wrote the file.
    #[serde(default)]
    pub(super) numbers: Vec<(String, i16, u32)>,
    /// The IDs of the project's keys, by which a new project in the same folder is recognized.
    pub(super) keys: Vec<String>,
    /// The number of the last status list; 0 if there was none.
    #[serde(default)]
    pub(super) list: u64,
}

impl Seen {
    /// The head of the ledger.
    pub(super) fn head(&self) -> Head {
        Head { count: self.events, hash: self.hash.clone() }
    }

    /// Returns what was seen of the ledger in a project's folder.
    pub(super) fn of_project(project: &Project) -> Option<Self> {
        read_seen(&file(&project_name(project))?)
    }

    /// Returns what was seen of a ledger, in whichever folder.
    pub(super) fn of_ledger(id: &str) -> Option<Self> {
        read_seen(&file(&ledger_name(id))?)
    }

    /// Keeps what was seen. A folder that cannot be written is not an error.
    pub(super) fn keep(&self, project: &Project) {
        let Ok(text) = serde_json::to_string(self) else { return };
        for name in [project_name(project), ledger_name(&self.ledger)] {
            let Some(file) = file(&name) else { return };
            if read_seen(&file).as_ref() != Some(self) {
                let _ = write(&file, text.as_bytes());
            }
        }
    }
}

fn read_seen(file: &Path) -> Option<Seen> {
    serde_json::from_str(&fs::read_to_string(file).ok()?).ok()
}

/// The start of the ID is enough to tell ledgers apart. It is hashed, because it comes from a file.
fn ledger_name(id: &str) -> String {
    format!("ledger-{}", short_hash(id.as_bytes()))
}

fn project_name(project: &Project) -> String {
    format!("project-{}", short_hash(project.root().as_os_str().as_encoded_bytes()))
}

fn short_hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)[..16])
}

fn file(name: &str) -> Option<PathBuf> {
    Some(folder()?.join("ledgers").join(format!("{name}.json")))
}

/// `$XDG_STATE_HOME/peerpress`, `~/Library/Application Support/peerpress`, or
/// `%LOCALAPPDATA%\peerpress`.
fn folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os(VARIABLE).filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let strategy = choose_native_strategy().ok()?;
    // Only the strategy of Linux has a folder for state. The cache folder of Windows is that of
    // data that stays on this computer.
    let local = || if cfg!(windows) { strategy.cache_dir() } else { strategy.data_dir() };
    Some(strategy.state_dir().unwrap_or_else(local).join("peerpress"))
}
