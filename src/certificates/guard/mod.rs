//! Guards against a ledger that went back. A backup, a synced folder or a second copy can put an
//! older ledger in place of the latest one. Issuing from it would give a number twice, and signing
//! a list from it would make a revoked certificate valid again.
//!
//! What was issued shows in the signed status list, in the files of certificates, and in the head
//! of the ledger that this computer saw last. If one of them knows more than the ledger, commands
//! that issue, change or sign are refused, and commands that only read warn.

mod seen;
mod traces;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use super::ledger::{Certificate, Head, Ledger, NAME, VERSION, material_hash};
use super::proof::keys::PublicKeys;
use super::proof::status::{STATUS_FILE, StatusList};
use super::published::to_head;
use super::revoked_keys;
use crate::error::Error;
use crate::project::Project;
use seen::Seen;
pub(crate) use traces::ledger_version;

/// Why the ledger may not be the latest one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LedgerDoubt {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: String,
}

/// What to do with an older ledger.
const FIND_LATEST: &str = "find the latest `ledger.db` on the other computers or among the earlier \
    versions of the synced folder, and put it here; or restore a backup: `peerpress certificates \
    restore FILE`; if the latest one is lost permanently, `peerpress certificates \
    accept-ledger` says what is lost, and continues without it";

/// What to do about a lost ledger.
const RESTORE: &str = "restore the latest backup with `peerpress certificates restore FILE`, or \
    put the latest copy of `ledger.db` here: look on the other computers and among the earlier \
    versions of the synced folder; if none is left, `peerpress certificates accept-ledger` says \
    what is lost, and continues without it";

/// What to do with a ledger that cannot be compared with what it issued.
const CHECK: &str = "run `peerpress certificates check` for details; restore the ledger from a \
    backup, and keep the damaged file";

/// Returns why the ledger of a project may not be the latest one. A list that cannot be read is not
/// a doubt: the commands that use it report it.
///
/// # Errors
/// If the ledger cannot be opened, which the commands that use it would report too.
pub(crate) fn doubts(project: &Project, out: &Path) -> Result<Vec<LedgerDoubt>, Error> {
    let mut doubts: Vec<LedgerDoubt> = doubts_about_copies(project).collect();
    let path = project.path(NAME);
    if !path.exists() {
        doubts.extend(doubts_without_ledger(project, out));
        return Ok(doubts);
    }
    let found = doubts_about(&Ledger::open_to_read(&path)?, project, out);
    doubts.extend(found.unwrap_or_else(|_| {
        let message = "the ledger is damaged and cannot be compared with what was issued from it";
        vec![LedgerDoubt { message: message.to_owned(), hint: CHECK.to_owned() }]
    }));
    Ok(doubts)
}

/// Returns the doubts that only reading the tables of all certificates shows: a revision that the
/// ledger does not have. It takes too long for every command.
pub(crate) fn doubts_from_tables(
    ledger: &Ledger,
    project: &Project,
    out: &Path,
) -> Result<Option<LedgerDoubt>, Error> {
    let certificates = ledger.all()?;
    let latest = |one: &Certificate| one.revision.max(one.lost_revision.unwrap_or_default());
    let known: HashMap<&str, u32> =
        certificates.iter().map(|one| (one.number.as_str(), latest(one))).collect();
    let mut newer = None;
    for (number, file) in traces::listed_revisions(out) {
        let is_newer = match known.get(number.text.as_str()) {
            Some(known) => *known < number.revision.unwrap_or(1),
            None => !ledger.may_be_lost(&number.text)?,
        };
        if is_newer {
            newer = Some((number, file));
            break;
        }
    }
    Ok(newer.map(|(number, file)| {
        let (file, number) = (project.shown(&file), number.printed());
        let message = format!("the ledger is older than `{file}`: it does not have `{number}`");
        LedgerDoubt { message, hint: FIND_LATEST.to_owned() }
    }))
}

/// Returns the doubts about a ledger without changing the file. A ledger of an earlier version has
/// no chain until a command that uses it migrates it.
pub(crate) fn doubts_unless_older(project: &Project, out: &Path) -> Vec<LedgerDoubt> {
    match traces::ledger_version(&project.path(NAME)) {
        Some(version) if version < VERSION => Vec::new(),
        _ => doubts(project, out).unwrap_or_default(),
    }
}

/// Refuses to go on if the ledger may not be the latest one, or if that cannot be found out.
pub(crate) fn require_latest(project: &Project, out: &Path) -> Result<(), Error> {
    let mut doubts = doubts(project, out)?.into_iter();
    let Some(LedgerDoubt { message, hint }) = doubts.next() else { return Ok(()) };
    Err(Error::new(project.path(NAME), format!("{message}; nothing was changed")).hint(hint))
}

/// Says that the ledger was lost, in a project without one.
///
/// # Errors
/// If certificates were issued.
pub(crate) fn require_not_lost(project: &Project, out: &Path) -> Result<(), Error> {
    match doubts_without_ledger(project, out).into_iter().next() {
        Some(LedgerDoubt { message, hint }) => {
            Err(Error::new(project.path(NAME), message).hint(hint))
        }
        None => Ok(()),
    }
}

/// Remembers the head of the ledger on this computer.
pub(crate) fn remember(project: &Project) {
    let path = project.path(NAME);
    if !path.exists() {
        return;
    }
    let Ok(ledger) = Ledger::open_to_read(&path) else { return };
    let (Ok(head), Ok(id)) = (ledger.head(), ledger.id()) else { return };
    // A ledger without events is worth nothing, and a project may be thrown away.
    if head.count > 0 {
        let folder = project.root().display().to_string();
        let (events, hash, keys) = (head.count, head.hash, keys(project));
        let numbers = ledger.last_numbers().unwrap_or_default().into_iter();
        let mut numbers: Vec<_> =
            numbers.map(|((prefix, year), last)| (prefix, year, last)).collect();
        numbers.sort();
        let before = Seen::of_ledger(&id).map_or(0, |seen| seen.list);
        let list = status_list(project, Some(&ledger)).map_or(0, |list| list.sequence).max(before);
        Seen { ledger: id, events, hash, folder, numbers, keys, list }.keep(project);
    }
}

/// Returns the number of the last status list that this computer knows of; 0 if it knows of none.
pub(crate) fn last_list(project: &Project, ledger: Option<&Ledger>) -> u64 {
    let published = ledger.and_then(|ledger| ledger.last_list_number().ok());
    let by_ledger = ledger.and_then(|ledger| Seen::of_ledger(&ledger.id().ok()?));
    let seen = by_ledger.into_iter().chain(seen_here(project)).map(|seen| seen.list);
    seen.chain(published).max().unwrap_or_default()
}

/// Whether this computer knows how far a ledger went, or the one that was in the project's folder.
pub(crate) fn has_seen(project: &Project, ledger: &Ledger) -> bool {
    let by_ledger = ledger.id().ok().and_then(|id| Seen::of_ledger(&id));
    by_ledger.or_else(|| seen_here(project)).is_some()
}

/// Returns the IDs of the project's keys.
fn keys(project: &Project) -> Vec<String> {
    let keys = PublicKeys::of_project(project).map(|keys| keys.keys).unwrap_or_default();
    keys.iter().map(|key| key.id.to_string()).collect()
}

/// Returns what was seen in this folder, unless the project is a new one in the same folder.
fn seen_here(project: &Project) -> Option<Seen> {
    let keys = keys(project);
    Seen::of_project(project).filter(|seen| seen.keys.iter().any(|key| keys.contains(key)))
}

/// The end of a ledger that is known, but that the ledger of the project does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownHead {
    /// How it is known, as the start of a sentence.
    pub(crate) known_by: String,
    pub(crate) head: Head,
    /// The last number of each series then; empty if an earlier Peerpress did not keep them.
    pub(crate) numbers: BTreeMap<(String, i16), u32>,
}

/// Returns the ends of ledgers that this computer and a status list know, and that the ledger of
/// the project, if there is one, does not have.
///
/// # Errors
/// If the ledger cannot be read.
pub(crate) fn unknown_heads(
    project: &Project,
    ledger: Option<&Ledger>,
    list: Option<&StatusList>,
) -> Result<Vec<UnknownHead>, Error> {
    let mut heads = Vec::new();
    if let Some(list) = list
        && let Some(head) = list.head.as_ref().map(to_head)
    {
        let known_by = format!("{list} was signed");
        heads.push(UnknownHead { known_by, head, numbers: list.numbers.clone() });
    }
    let of_ledger = ledger.map(Ledger::id).transpose()?.and_then(|id| Seen::of_ledger(&id));
    for seen in of_ledger.into_iter().chain(seen_here(project)) {
        let known_by = format!("this computer last saw the ledger in `{}`", seen.folder);
        let numbers =
            seen.numbers.iter().map(|(prefix, year, last)| ((prefix.clone(), *year), *last));
        heads.push(UnknownHead { known_by, head: seen.head(), numbers: numbers.collect() });
    }
    let mut unknown: Vec<UnknownHead> = Vec::new();
    for head in heads {
        let is_known = match ledger {
            Some(ledger) => ledger.knows_head(&head.head)?,
            None => head.head.count == 0,
        };
        if !is_known && !unknown.iter().any(|other| other.head == head.head) {
            unknown.push(head);
        }
    }
    Ok(unknown)
}

/// Refuses to go on while another copy of the ledger is beside it.
pub(crate) fn require_one_copy(project: &Project) -> Result<(), Error> {
    match doubts_about_copies(project).next() {
        None => Ok(()),
        Some(LedgerDoubt { message, hint }) => {
            Err(Error::new(project.path(NAME), format!("{message}; nothing was changed"))
                .hint(hint))
        }
    }
}

fn doubts_about_copies(project: &Project) -> impl Iterator<Item = LedgerDoubt> {
    traces::copies(project).into_iter().map(|copy| {
        let name = project.shown(&copy);
        LedgerDoubt {
            message: format!("`{name}` is another copy of the ledger"),
            hint: format!(
                "find out which of the two is the latest: `peerpress certificates list` shows the \
                 certificates of `{NAME}`; then move the other one to another folder, and keep it"
            ),
        }
    })
}

/// Returns the status list, if it can be trusted. The ledger may know of a revoked key that older
/// public keys still trust.
fn status_list(project: &Project, ledger: Option<&Ledger>) -> Option<StatusList> {
    let mut keys = PublicKeys::of_project(project).ok()?;
    if let Some(ledger) = ledger {
        keys = revoked_keys::with_revocations(keys, ledger).ok()?;
    }
    StatusList::read(&project.path(STATUS_FILE), &keys).ok()
}

fn doubts_without_ledger(project: &Project, out: &Path) -> Vec<LedgerDoubt> {
    let lost = |trace: String| LedgerDoubt {
        message: format!("the ledger is missing, but certificates were issued: {trace}"),
        hint: RESTORE.to_owned(),
    };
    let mut doubts = Vec::new();
    if let Some(list) = status_list(project, None).filter(StatusList::shows_certificates) {
        doubts.push(lost(format!("{list} was signed from it")));
    }
    for trace in traces::highest_numbers(out).into_values() {
        doubts.push(lost(format!("`{}` is here", project.shown(&trace.file))));
    }
    if let Some(seen) = seen_here(project) {
        doubts.push(lost(format!("this computer last saw it with {} events", seen.events)));
    }
    doubts
}

fn doubts_about(ledger: &Ledger, project: &Project, out: &Path) -> Result<Vec<LedgerDoubt>, Error> {
    let mut doubts = Vec::new();
    let mut doubt = |message: String| {
        doubts.push(LedgerDoubt { message, hint: FIND_LATEST.to_owned() });
    };
    let head = ledger.head()?;
    let id = ledger.id()?;
    if let Some(seen) = Seen::of_ledger(&id)
        && !ledger.knows_head(&seen.head())?
    {
        let when = format!("this computer last saw it in `{}`", seen.folder);
        doubt(describe(&when, &seen.head(), &head));
    } else if let Some(seen) = seen_here(project)
        && !ledger.knows_head(&seen.head())?
    {
        doubt(format!(
            "the ledger is not the one that this computer saw last in this folder, which had {} \
             events",
            seen.events
        ));
    }
    if let Some(list) = status_list(project, Some(ledger)) {
        match list.head.as_ref().map(to_head) {
            Some(listed) if !ledger.knows_head(&listed)? => {
                doubt(describe(&format!("{list} was signed"), &listed, &head));
            }
            None if list.revokes_others(&ledger.revoked_numbers()?)
                && !is_accepted(ledger, project)? =>
            {
                doubt(format!(
                    "the ledger is older than {list}, which names a revocation that the ledger \
                     does not have"
                ));
            }
            _ => {}
        }
    }
    let last = ledger.last_numbers()?;
    for (series, trace) in traces::highest_numbers(out) {
        if last.get(&series).is_none_or(|last| *last < trace.running) {
            let (file, number) = (project.shown(&trace.file), trace.number);
            doubt(format!("the ledger is older than `{file}`: it does not have `{number}`"));
        }
    }
    Ok(doubts)
}

/// Whether the status list was accepted with the ledger, so that its entries stay on the next one.
fn is_accepted(ledger: &Ledger, project: &Project) -> Result<bool, Error> {
    let Ok(text) = fs::read(project.path(STATUS_FILE)) else { return Ok(false) };
    let hash = material_hash(&text);
    Ok(ledger.acceptances()?.iter().any(|accepted| accepted.list.as_ref() == Some(&hash)))
}

/// Describes a ledger that does not have a head that it once had.
fn describe(when: &str, known: &Head, head: &Head) -> String {
    if known.count > head.count {
        let (known, now) = (known.count, head.count);
        format!("the ledger is older: {when} with {known} events; it now has {now}")
    } else {
        format!(
            "the ledger was replaced: {when} with {} events, and some of them are different now",
            known.count
        )
    }
}
