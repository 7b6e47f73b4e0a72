//! `migrate`: brings a project of the version before to the shapes of this one.

use std::time::Duration;

use serde::Serialize;

use super::CLEAN;
use super::context::Context;
use crate::cli::Common;
use crate::error::Error;
use crate::migrate::{Migration, REPORT};
use crate::output::json::print_record;

/// How long to wait for a build that is running.
const PATIENCE: Duration = Duration::from_secs(60);

/// `"type": "migration"`: a change, or something to look at.
#[derive(Serialize)]
struct MigrationRecord<'a> {
    /// The file that changes; `null` for something to look at.
    file: Option<&'a str>,
    /// What changes in it, or what to look at.
    what: &'a str,
    /// Whether it was written.
    written: bool,
}

/// Shows what would change and, if the user says so, writes it.
pub(super) fn run(common: &Common, is_to_write: bool) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let _lock = is_to_write.then(|| context.lock(PATIENCE)).transpose()?;
    let migration = Migration::plan(&context.project)?;
    let written = is_to_write && !migration.changes.is_empty();
    if written {
        migration.write(&context.project)?;
    }
    let changes = migration.changes.iter().map(|(file, what)| (Some(file.as_str()), what));
    let looks = migration.looks.iter().map(|what| (None, what));
    for (file, what) in changes.chain(looks) {
        if context.is_json() {
            print_record("migration", &MigrationRecord { file, what, written })?;
            continue;
        }
        context.say(&match file {
            Some(file) => format!("{file}: {what}"),
            None => format!("look at this: {what}"),
        })?;
    }
    if migration.changes.is_empty() {
        context.note("there is nothing to migrate");
    } else if written {
        context.note(&format!(
            "`{REPORT}` lists these changes, and what to look at; run `peerpress check` now"
        ));
    } else {
        context.note("nothing was changed; run the command again with `--write` to write this");
    }
    Ok(CLEAN)
}
