//! Commands that issue, change, or sign need the latest ledger, and a status list that can be
//! verified. Commands that only read the ledger warn.

use std::path::{Path, PathBuf};

use super::{access, warn};
use crate::certificates::guard::{self, LedgerDoubt};
use crate::certificates::ledger::NAME;
use crate::certificates::proof::keys;
use crate::certificates::publish::require_public_keys;
use crate::certificates::published::require_verified_list;
use crate::cli::{Certificates, Command, Common, KeysAction};
use crate::diagnostic::{Code, Finding, Place};
use crate::error::Error;
use crate::project::Project;

/// What a command does with the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Nothing, or it reports doubts itself.
    None,
    Read,
    /// It issues, changes, or signs.
    Sign,
    /// It creates a key, which does not need the latest ledger.
    NewKey {
        is_first: bool,
    },
    /// It brings in another ledger, or goes on from an older one, and checks itself that nothing is
    /// lost.
    Replace,
}

fn describe(command: &Command) -> Use {
    match command {
        Command::Certify(order) if order.dry_run => Use::Read,
        Command::Certify(_) => Use::Sign,
        Command::Certificates { act } => match act {
            Certificates::Correct { .. }
            | Certificates::EraseEmail { .. }
            | Certificates::Reissue { .. }
            | Certificates::Revoke { .. }
            // A transcript or a badge is handed out, so it must not lack a revocation.
            | Certificates::Transcript { .. }
            | Certificates::OpenBadge { .. } => Use::Sign,
            // Mail is not taken back, so it must not lack a revocation, or that it was sent before.
            Certificates::Mail(order) if !order.only_looks() => Use::Sign,
            Certificates::Mail(_)
            | Certificates::List { .. }
            | Certificates::Due { .. }
            | Certificates::Show { .. }
            | Certificates::Export { .. }
            | Certificates::Backup { .. } => Use::Read,
            Certificates::AcceptLedger { confirm: None, .. } | Certificates::Check => Use::None,
            Certificates::AcceptLedger { .. } | Certificates::Restore { .. } => Use::Replace,
        },
        Command::Keys(action) => match action {
            KeysAction::Revoke(_) => Use::Sign,
            KeysAction::New { earlier_lost, .. } => Use::NewKey { is_first: *earlier_lost },
            KeysAction::List { .. } | KeysAction::Export { .. } => Use::None,
        },
        Command::New(_)
        | Command::Build(_)
        | Command::Check { .. }
        | Command::Pack(_)
        | Command::Watch { .. }
        | Command::Changes { .. }
        | Command::Released { .. }
        | Command::Stale { .. }
        | Command::Todo
        | Command::Site(_)
        | Command::Language { .. }
        | Command::Import { .. }
        | Command::Translate { .. }
        | Command::Migrate { .. }
        | Command::Job(_)
        | Command::NameBadges(_)
        | Command::Schema { .. }
        | Command::Verify { .. }
        | Command::Order(_)
        | Command::Explain { .. }
        | Command::Completions { .. }
        | Command::ManPages { .. } => Use::None,
    }
}

/// What to remember of the ledger after a command.
#[derive(Debug)]
pub(super) enum Guarded {
    /// Nothing: the ledger is not used, or may not be the latest one.
    Nothing,
    /// The head of the project's ledger.
    Head(Project),
    /// The head, if the ledger is the latest one now, as far as the output folder shows too. One
    /// that was seen before is not forgotten because a command failed.
    HeadIfLatest(Project, PathBuf),
}

impl Guarded {
    /// Remembers the head of the ledger after the command.
    pub(super) fn remember(&self) {
        match self {
            Self::Head(project) => guard::remember(project),
            Self::HeadIfLatest(project, out)
                if guard::doubts(project, out).is_ok_and(|doubts| doubts.is_empty()) =>
            {
                guard::remember(project);
            }
            Self::Nothing | Self::HeadIfLatest(..) => {}
        }
    }
}

/// Returns findings about a ledger that may not be the latest one.
pub(super) fn findings(project: &Project, out: &Path) -> impl Iterator<Item = Finding> {
    guard::doubts_unless_older(project, out).into_iter().map(|LedgerDoubt { message, hint }| {
        Finding::new(Code::LedgerNotLatest, message).at(Place::file(NAME)).hint(hint)
    })
}

/// Checks that the ledger is the latest one, and that the status list can be verified.
///
/// # Errors
/// If not, and the command issues, changes, or signs.
pub(super) fn examine(common: &Common, command: &Command) -> Result<Guarded, Error> {
    let kind = describe(command);
    let project = Project::open(&common.project).ok().filter(|_| kind != Use::None);
    let Some(project) = project else { return Ok(Guarded::Nothing) };
    let out = access::output_folder(common, &project);
    match kind {
        Use::None => Ok(Guarded::Nothing),
        Use::Sign => {
            require_public_keys(&project)?;
            require_verified_list(&project, &keys::folder(&project, None, &out)?)?;
            guard::require_latest(&project, &out)?;
            Ok(Guarded::Head(project))
        }
        Use::NewKey { is_first } => {
            if !is_first {
                require_public_keys(&project)?;
            }
            require_verified_list(&project, &keys::folder(&project, None, &out)?)?;
            Ok(Guarded::Nothing)
        }
        Use::Replace => Ok(Guarded::HeadIfLatest(project, out)),
        Use::Read => {
            if !project.path(NAME).exists() {
                guard::require_not_lost(&project, &out)?;
            }
            let doubts = guard::doubts(&project, &out)?;
            for doubt in &doubts {
                warn(&format!("warning: {}\nhint: {}", doubt.message, doubt.hint));
            }
            Ok(if doubts.is_empty() { Guarded::Head(project) } else { Guarded::Nothing })
        }
    }
}
