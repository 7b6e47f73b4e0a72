//! Drafts: a file for each email, which an email program opens, and in which nothing but the sender
//! is missing.

use std::collections::HashSet;
use std::path::Path;

use lettre::Address;

use super::super::files::tidy::{self, draft_name, drafts};
use super::compose::Origin;
use super::send::Prepared;
use crate::error::Error;
use crate::output::sweep::sweep;
use crate::output::write::write_private;

/// Writes a draft into the folder of its session. Returns its name in that folder.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn write(folder: &Path, email: &Prepared, reply_to: &Address) -> Result<String, Error> {
    let pdf = email.read_file()?;
    let bytes = email.compose(&Origin::Draft, reply_to, &pdf)?;
    let name = draft_name(&email.certificate.number);
    write_private(&drafts(folder).join(&name), &bytes)?;
    Ok(name)
}

/// Removes the drafts of other people than these from the folder of a session: nobody sends what
/// was written for an earlier state.
///
/// # Errors
/// If a draft cannot be removed.
pub(crate) fn keep_only(folder: &Path, numbers: &HashSet<&str>) -> Result<(), Error> {
    sweep(&drafts(folder));
    let removed = tidy::remove_drafts(folder, |number| !numbers.contains(number));
    removed.failures.into_iter().next().map_or(Ok(()), Err)
}

/// Whether a session has drafts, and whether a certificate has one.
pub(crate) struct Drafts {
    names: HashSet<String>,
}

impl Drafts {
    /// Reads the folder of a session.
    pub(crate) fn of(folder: &Path) -> Self {
        let entries = std::fs::read_dir(drafts(folder)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        Self { names: names.filter(|name| name.ends_with(".eml")).collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(crate) fn has(&self, number: &str) -> bool {
        self.names.contains(&draft_name(number))
    }
}
