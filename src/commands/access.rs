//! What each command does to the ledger, the keys, the status list, and the files of certificates.
//! Commands that change them take turns.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::context::Context;
use super::pending::{self, Origin, publisher};
use super::{CLEAN, STOPPED, warn};
use crate::certificates::guard;
use crate::certificates::ledger::{Ledger, NAME, Pending};
use crate::certificates::proof::keys;
use crate::certificates::publish;
use crate::cli::{Certificates, Command, Common, KeysAction};
use crate::error::Error;
use crate::output::lock::{Hold, Lock};
use crate::output::sweep::{sweep, sweep_tree};
use crate::project::Project;

/// How long to wait for another command. A roster of a few thousand people takes less, and so does
/// a template that is stopped at the time limit.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long a command waits to find out what is pending, and a command that only reads to complete
/// it. A command that was just killed may still be ending.
const SHORT_PATIENCE: Duration = Duration::from_millis(250);

/// The folders of a project in which a killed command may have left temporary files.
const FOLDERS: [&str; 5] = ["data", "data/schema", "verify", ".peerpress", "keys"];

/// What a command does to the ledger, the keys, the status list, and the files of certificates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// It has nothing to do with them.
    None,
    /// It reads them at most, and must not write anything.
    Look,
    /// It reads them at most.
    Read,
    /// It writes single files, beside other commands that write other ones.
    Part,
    /// It writes a file from the ledger.
    Write,
    /// It replaces the ledger. The next command completes what the new one says.
    Replace,
    /// It changes them.
    Change,
}

/// Returns what a command does, and its name.
fn describe(command: &Command) -> (Access, &'static str) {
    match command {
        Command::Certify(order) if order.dry_run => (Access::Look, "certify --dry-run"),
        Command::Certify(order) if order.partition.is_some() => (Access::Part, "certify"),
        Command::Certify(_) => (Access::Change, "certify"),
        Command::Certificates { act } => match act {
            Certificates::Correct { .. } => (Access::Change, "certificates correct"),
            Certificates::Reissue { .. } => (Access::Change, "certificates reissue"),
            Certificates::Revoke { .. } => (Access::Change, "certificates revoke"),
            Certificates::EraseEmail { .. } => (Access::Change, "certificates erase-email"),
            Certificates::Transcript { .. } => (Access::Write, "certificates transcript"),
            Certificates::OpenBadge { .. } => (Access::Write, "certificates open-badge"),
            Certificates::Mail(order) if order.only_looks() => (Access::Look, "certificates mail"),
            Certificates::Mail(order) if order.changes_ledger() => {
                (Access::Change, "certificates mail")
            }
            Certificates::Mail(_) => (Access::Write, "certificates mail"),
            Certificates::Backup { .. } => (Access::Write, "certificates backup"),
            Certificates::Restore { .. } => (Access::Replace, "certificates restore"),
            Certificates::AcceptLedger { confirm: Some(_), .. } => {
                (Access::Change, "certificates accept-ledger")
            }
            Certificates::AcceptLedger { confirm: None, .. } => {
                (Access::Look, "certificates accept-ledger")
            }
            Certificates::Export { file: Some(_), .. } => (Access::Write, "certificates export"),
            Certificates::List { .. }
            | Certificates::Due { .. }
            | Certificates::Show { .. }
            | Certificates::Export { .. }
            | Certificates::Check => (Access::Read, "certificates"),
        },
        Command::Keys(KeysAction::Revoke(_)) => (Access::Change, "keys revoke"),
        Command::Keys(KeysAction::New { .. }) => (Access::Change, "keys new"),
        Command::Keys(KeysAction::List { .. } | KeysAction::Export { .. }) => {
            (Access::Read, "keys")
        }
        Command::New(_) => (Access::None, "new"),
        Command::Build(_) => (Access::Read, "build"),
        Command::Check { .. } => (Access::Look, "check"),
        Command::Todo => (Access::None, "todo"),
        Command::Pack(_) => (Access::Read, "pack"),
        Command::Watch { .. } => (Access::Read, "watch"),
        Command::Changes { .. } => (Access::Read, "changes"),
        Command::Order(_) => (Access::Read, "order"),
        Command::Released { .. } => (Access::Read, "released"),
        Command::Stale { .. } => (Access::Read, "stale"),
        Command::Site(_) => (Access::None, "site"),
        Command::NameBadges(_) => (Access::None, "name-badges"),
        Command::Language { .. } => (Access::None, "language"),
        Command::Import { .. } => (Access::None, "import"),
        Command::Translate { .. } => (Access::None, "translate"),
        Command::Migrate { .. } => (Access::None, "migrate"),
        Command::Job(_) => (Access::None, "job"),
        Command::Schema { .. } => (Access::None, "schema"),
        Command::Verify { .. } => (Access::Read, "verify"),
        Command::Explain { .. } => (Access::None, "explain"),
        Command::Completions { .. } => (Access::None, "completions"),
        Command::ManPages { .. } => (Access::None, "man-pages"),
    }
}

/// Whether a command changes certificates or keys. What others print is not about them.
pub(super) fn is_act(command: &Command) -> bool {
    matches!(describe(command).0, Access::Part | Access::Replace | Access::Change)
}

/// Returns how many files a command creates at the same time, if it says so.
fn jobs(command: &Command) -> Option<u16> {
    match command {
        Command::Build(options) => options.choice.jobs,
        Command::Check { choice }
        | Command::Watch { choice, .. }
        | Command::Changes { choice, .. } => choice.jobs,
        Command::Certify(order) => order.jobs,
        _ => None,
    }
}

/// Whether a command has something to complete that an earlier command left pending.
pub(super) fn may_complete(common: &Common, command: &Command) -> bool {
    let (access, _) = describe(command);
    let context = || Context::open(common, jobs(command)).ok();
    !matches!(access, Access::None | Access::Look | Access::Replace)
        && context().is_some_and(|it| is_pending(&it))
}

/// The turn of a command. Dropping it lets the next command go on.
#[derive(Default)]
pub(super) struct Turn {
    /// The project, if the command changes certificates.
    changed: Option<Context>,
    /// What was pending before the command.
    before: Vec<Pending>,
    /// Whether something that an earlier command left pending could not be completed.
    is_incomplete: bool,
    _lock: Option<Lock>,
}

impl Turn {
    /// Waits until no other command changes what this command changes. A command that only reads
    /// does not wait. It completes what an earlier command left pending.
    ///
    /// # Errors
    /// If another command does not finish in time, or the project cannot be written.
    pub(super) fn take(common: &Common, command: &Command) -> Result<Self, Error> {
        let (access, name) = describe(command);
        // The command itself reports a folder that is not a project.
        let context = match access {
            Access::None => None,
            _ => Context::open(common, jobs(command)).ok(),
        };
        let Some(context) = context else { return Ok(Self::default()) };
        let lock = |hold| {
            Lock::of_project(&context.project, name, hold, PATIENCE, |other| {
                warn(&format!("{other} is working in this project; waiting for it to finish"));
            })
        };
        let mut earlier = Ok(());
        let lock = match access {
            Access::None | Access::Look => None,
            Access::Read => {
                earlier = complete_earlier(&context, name);
                None
            }
            Access::Part => {
                earlier = complete_earlier(&context, name);
                Some(lock(Hold::Shared)?)
            }
            Access::Write | Access::Replace | Access::Change => {
                let lock = lock(Hold::Alone)?;
                remove_leftovers(&context, lock.was_interrupted);
                if access == Access::Write && is_pending(&context) {
                    earlier = complete_in_turn(&context);
                }
                Some(lock)
            }
        };
        // The exit code of `verify` is its verdict.
        let is_verdict = matches!(command, Command::Verify { .. });
        let is_incomplete = !is_complete(earlier, is_verdict) && !is_verdict;
        if common.out.is_some() && lock.is_some() {
            publish::note_output(&context.project, &context.out);
        }
        let before = pending_work(&context, open_soon);
        let changed = (access == Access::Change).then_some(context);
        Ok(Self { changed, before, is_incomplete, _lock: lock })
    }

    /// Completes what the command left pending. Returns its exit code.
    ///
    /// # Errors
    /// If something cannot be completed.
    pub(super) fn finish(&self, code: u8) -> Result<u8, Error> {
        let mut is_incomplete = self.is_incomplete;
        if let Some(context) = &self.changed {
            let after = pending_work(context, Ledger::open_to_read);
            if !after.is_empty() && after == self.before {
                is_incomplete |= !is_complete(complete_in_turn(context), false);
            } else if !after.is_empty() {
                // `keys new` does not need the latest ledger, but a list does.
                guard::require_latest(&context.project, &context.out)?;
                let mut ledger = Ledger::open(&context.project.path(NAME))?;
                pending::complete(context, &mut ledger, Origin::ThisCommand)?;
            }
        }
        Ok(if is_incomplete && code == CLEAN { STOPPED } else { code })
    }
}

/// Whether everything is complete that an earlier command left pending. Prints why it is not.
fn is_complete(completed: Result<(), Error>, is_verdict: bool) -> bool {
    let kind = if is_verdict { "warning" } else { "error" };
    completed.inspect_err(|error| warn(&format!("{kind}: {error}"))).is_ok()
}

/// Opens the ledger for reading. One that another program writes to is reported by the command.
fn open_soon(path: &Path) -> Result<Ledger, Error> {
    Ledger::open_to_read_within(path, SHORT_PATIENCE)
}

/// Returns what the ledger says must be made. A ledger that cannot be read is reported by the
/// command.
fn pending_work(context: &Context, open: fn(&Path) -> Result<Ledger, Error>) -> Vec<Pending> {
    let path = context.project.path(NAME);
    let find = || publisher(context)?.pending(&open(&path)?);
    if path.exists() { find().unwrap_or_default() } else { Vec::new() }
}

/// Whether the ledger says that something must be made.
fn is_pending(context: &Context) -> bool {
    !pending_work(context, open_soon).is_empty()
}

/// Completes what an earlier command left pending, and removes what it left over if it was killed,
/// unless another command is working in the project: that one does so itself.
fn complete_earlier(context: &Context, name: &str) -> Result<(), Error> {
    let patience = match is_pending(context) {
        true => SHORT_PATIENCE,
        false if Lock::is_noted(&context.project) => Duration::ZERO,
        false => return Ok(()),
    };
    let Some(lock) = Lock::try_project(&context.project, name, patience)? else { return Ok(()) };
    remove_leftovers(context, lock.was_interrupted);
    if is_pending(context) { complete_in_turn(context) } else { Ok(()) }
}

/// Completes what an earlier command left pending.
fn complete_in_turn(context: &Context) -> Result<(), Error> {
    let mut ledger = Ledger::open(&context.project.path(NAME))?;
    pending::complete(context, &mut ledger, Origin::Earlier)
}

/// The folder of finished files.
pub(super) fn output_folder(common: &Common, project: &Project) -> PathBuf {
    common.out.clone().unwrap_or_else(|| project.path("out"))
}

/// Removes the temporary files of killed commands. The folders of sessions may hold many files, so
/// they are searched only after a command was killed; creating files in one searches it as well.
fn remove_leftovers(context: &Context, was_interrupted: bool) {
    let Context { project, out, .. } = context;
    let keys = keys::folder(project, None, out).ok();
    let folders = FOLDERS.iter().map(|folder| project.path(folder));
    let shallow: Vec<PathBuf> = folders.chain([project.root().to_owned()]).chain(keys).collect();
    shallow.iter().for_each(|folder| sweep(folder));
    let certificates = out.join("certificates");
    if was_interrupted {
        sweep_tree(&certificates);
        sweep_tree(&project.path(".peerpress"));
    } else {
        sweep(&certificates);
        sweep(&certificates.join("transcripts"));
    }
}
