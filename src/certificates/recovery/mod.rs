//! Going on after the latest ledger was lost for good. Everything else that is left is searched for
//! what the ledger does not have: the signed status list, signed files, tables, and what this
//! computer saw. Nothing is changed here; [`Loss`] says what is lost, and what accepting it
//! records.
//!
//! A number is never given twice: every number that is seen anywhere counts as given. Where nothing
//! signed says which numbers were given, a margin is left. A status list never loses an entry:
//! those that are no number of the ledger stay on it as they are.

mod certificate;
mod files;
mod loss;
mod numbers;
mod status_list;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;

use super::guard::{self, UnknownHead};
use super::issue::CertificateContext;
use super::ledger::{Acceptance, CertificateRevision, Ledger, LostHead, NAME, material_hash};
use super::proof::credential::Claims;
use super::proof::keys::PublicKeys;
use super::proof::status::{ListedNumbers, ListedStatus, STATUS_FILE, StatusContent, StatusList};
use super::proof::verify::Moment;
use super::publish::output_folders;
use super::published::{require_verified_list, status_content};
use crate::content::certificate_number::{self, printed};
use crate::error::Error;
use crate::project::Project;
use files::{Checker, SignedFile, Traces};
pub(crate) use loss::{Conflict, Loss, RecoveredCertificate};
use loss::{LaterLedger, LedgerState};
use numbers::Series;

/// What to search.
pub(crate) struct Search<'a> {
    pub(crate) project: &'a Project,
    /// The output folder.
    pub(crate) out: &'a Path,
    /// The folder of private keys.
    pub(crate) keys_folder: &'a Path,
    /// Numbers that were given, as people typed them.
    pub(crate) given: &'a [String],
    /// Whether the last status list is lost as well.
    pub(crate) is_list_lost: bool,
    pub(crate) today: Date,
    pub(crate) jobs: usize,
}

/// What is left of a program.
struct Remains<'a> {
    search: &'a Search<'a>,
    /// The ledger, if there is one with events.
    ledger: Option<Ledger>,
    keys: PublicKeys,
    list: Option<StatusList>,
    /// The number of the last status list that this computer or the ledger knows of; 0 for none.
    published: u64,
    heads: Vec<UnknownHead>,
    traces: Traces,
    /// The data, if it can be read.
    context: Option<CertificateContext>,
    content: StatusContent,
}

/// Searches for everything that the ledger of a project does not have.
///
/// # Errors
/// If nothing is missing, something cannot be read or trusted, or another copy of the ledger is
/// there, which may be the latest one.
pub(crate) fn examine(search: &Search<'_>) -> Result<Loss, Error> {
    guard::require_one_copy(search.project)?;
    let remains = Remains::collect(search)?;
    remains.require_last_list()?;
    let loss = remains.loss()?;
    if loss.is_nothing() {
        let message = "nothing is missing: the ledger is the latest one, as far as this computer, \
                       the status list, and the files show";
        return Err(Error::new(search.project.path(NAME), message).hint(
            "if your website has a later `status.json`, copy it to `verify/`; if someone has a \
             certificate with a later number, add `--given NUMBER`",
        ));
    }
    Ok(loss)
}

impl<'a> Remains<'a> {
    fn collect(search: &'a Search<'a>) -> Result<Self, Error> {
        let Search { project, out, .. } = *search;
        let ledger = open_ledger(project)?;
        let keys = PublicKeys::of_project(project)?;
        require_verified_list(project, search.keys_folder)?;
        let list = project.path(STATUS_FILE);
        let list = list.exists().then(|| StatusList::read(&list, &keys)).transpose()?;
        let heads = guard::unknown_heads(project, ledger.as_ref(), list.as_ref())?;
        let content = match &ledger {
            Some(ledger) => status_content(ledger, &keys)?,
            None => StatusContent::default(),
        };
        let traces = Traces::find(&output_folders(project, out));
        let context = CertificateContext::open(project, search.jobs).ok();
        let published = guard::last_list(project, ledger.as_ref());
        Ok(Self { search, ledger, keys, list, published, heads, traces, context, content })
    }

    fn loss(&self) -> Result<Loss, Error> {
        let signed = self.signed_files()?;
        let given = self.given_numbers(&signed)?;
        let series = Series::new(self, &given);
        let mut listed = self.listed_numbers(&series);
        let unresolved = self.unresolved(&listed);
        self.add_tables(&mut listed, &signed)?;
        let mut given: BTreeSet<String> = given;
        given.extend(listed.revoked.iter().cloned());
        given.extend(listed.replaced.iter().map(|(number, _)| number.clone()));
        let series = Series::new(self, &given);
        given.extend(series.missing(self)?);
        let series = series.ends(self);

        let unknown = self.unknown_numbers(given, &signed, &listed)?;
        self.check_lists(&listed)?;
        let kept_list = self.kept_list()?;
        let mut acceptance = self.carried(&signed, &listed)?;
        acceptance.recovered = signed.iter().map(|file| self.recovery(file)).collect();
        let accepted = &mut acceptance.accepted;
        accepted.series.clone_from(&series);
        accepted.heads = self.heads.iter().map(lost_head).collect();
        accepted.heads.sort();
        accepted.list_number = self.list_number()?;
        accepted.list = kept_list.as_deref().map(material_hash);
        Ok(Loss {
            ledger: self.ledger.as_ref().map(state).transpose()?,
            later: self.heads.iter().map(later).collect(),
            recovered: signed.iter().map(|file| self.found(file)).collect(),
            unknown_hours: self.unknown_hours(&signed),
            missing_sessions: self.missing_sessions(&signed),
            unknown,
            conflicts: self.conflicts()?,
            revoked: listed.revoked.clone(),
            revoked_of_unknown: acceptance.accepted.revoked.clone(),
            replaced: listed.replaced.iter().map(|(it, revision)| printed(it, *revision)).collect(),
            unresolved,
            lost_corrections: self.lost_corrections(&signed, &acceptance)?,
            list: self.list.as_ref().map(|list| list.sequence),
            list_day: self.list.as_ref().map(StatusList::day),
            last_list: self.published,
            may_be_revoked: self.may_be_revoked(&listed.revoked)?,
            series,
            acceptance,
            kept_list,
        })
    }

    /// Returns which entries of the status list are carried forward, and how: as revocations of
    /// certificates, or by their numbers.
    fn carried(&self, signed: &[SignedFile], listed: &ListedNumbers) -> Result<Acceptance, Error> {
        let mut acceptance = Acceptance::default();
        for number in &listed.revoked {
            let to = match file_of(signed, number).is_some() || self.has(number)? {
                true => &mut acceptance.revoked,
                false => &mut acceptance.accepted.revoked,
            };
            to.push(number.clone());
        }
        for (number, revision) in &listed.replaced {
            let of_file = file_of(signed, number).map(|file| file.credential.claims.revision);
            if of_file.unwrap_or(self.revision(number)?) <= *revision {
                let (number, revision) = (number.clone(), *revision);
                acceptance.accepted.replaced.push(CertificateRevision { number, revision });
            }
        }
        Ok(acceptance)
    }

    /// Returns the certificates that the ledger will have, but not in the latest revision.
    fn lost_corrections(
        &self,
        signed: &[SignedFile],
        acceptance: &Acceptance,
    ) -> Result<Vec<String>, Error> {
        let mut numbers = BTreeSet::new();
        for CertificateRevision { number, .. } in &acceptance.accepted.replaced {
            let is_known = file_of(signed, number).is_some() || self.has(number)?;
            if is_known && !acceptance.revoked.contains(number) {
                numbers.insert(number.clone());
            }
        }
        Ok(numbers.into_iter().collect())
    }

    /// Returns the given numbers of which nothing else is known, and was not known before.
    fn unknown_numbers(
        &self,
        given: BTreeSet<String>,
        signed: &[SignedFile],
        listed: &ListedNumbers,
    ) -> Result<Vec<String>, Error> {
        let mut unknown = Vec::new();
        for number in given {
            let is_known = file_of(signed, &number).is_some()
                || listed.revoked.contains(&number)
                || self.has(&number)?
                || self.is_known_lost(&number)?;
            if !is_known {
                unknown.push(number);
            }
        }
        Ok(unknown)
    }

    /// Returns the certificates, or later revisions of some, that only signed files have.
    fn signed_files(&self) -> Result<Vec<SignedFile>, Error> {
        let moment = Moment::day(self.search.today);
        let checker = Checker::new(self.context.as_ref(), &self.keys, self.list.as_ref(), moment);
        let mut found: BTreeMap<String, SignedFile> = BTreeMap::new();
        let mut add = |file: SignedFile| -> Result<(), Error> {
            let Claims { number, revision, .. } = &file.credential.claims;
            let is_later = *revision > self.revision(number)?;
            let known = found.get(number).map(|known| known.credential.claims.revision);
            if is_later && known.is_none_or(|known| known < *revision) {
                found.insert(number.clone(), file);
            }
            Ok(())
        };
        let mut wanted = Vec::new();
        for (number, file) in &self.traces.singles {
            if self.may_be_later(number)? {
                wanted.push(file);
            }
        }
        let singles: Vec<_> =
            wanted.par_iter().map(|file| checker.read_signed_files(file)).collect();
        singles.into_iter().flatten().try_for_each(&mut add)?;
        let is_missing = |(number, row): (&String, &files::TableRow)| {
            Ok::<_, Error>(row.revision > self.revision(number)?)
        };
        let rows = self.traces.rows.iter().map(is_missing).collect::<Result<Vec<_>, _>>()?;
        if rows.contains(&true) || self.ledger.is_none() {
            for file in &self.traces.all_pages {
                checker.read_signed_files(file).into_iter().try_for_each(&mut add)?;
            }
        }
        Ok(found.into_values().collect())
    }

    /// Whether the file of a number may have a certificate, or a revision, that the ledger does not
    /// have. Not every file of a large program is read.
    fn may_be_later(&self, number: &str) -> Result<bool, Error> {
        let revision = self.revision(number)?;
        let row = self.traces.rows.get(number).map_or(0, |row| row.revision);
        let status = self.list.as_ref().map(|list| list.status_of(number, revision));
        Ok(revision == 0 || row > revision || status == Some(ListedStatus::Replaced))
    }

    /// Returns every number that is shown anywhere but on the status list.
    fn given_numbers(&self, signed: &[SignedFile]) -> Result<BTreeSet<String>, Error> {
        let mut numbers: BTreeSet<String> = self.traces.numbers().cloned().collect();
        numbers.extend(signed.iter().map(|file| file.credential.claims.number.clone()));
        for typed in self.search.given {
            let number = certificate_number::parse(typed).map_err(|fault| {
                Error::usage(format!("`{typed}` is not a certificate number: {fault}"))
                    .hint("type it as it is on the certificate")
            })?;
            numbers.insert(number.text);
        }
        Ok(numbers)
    }

    /// The revision of a certificate in the ledger; 0 if the ledger does not have it.
    fn revision(&self, number: &str) -> Result<u32, Error> {
        match &self.ledger {
            Some(ledger) if ledger.has(number)? => Ok(ledger.certificate(number)?.revision),
            _ => Ok(0),
        }
    }

    /// The latest revision of a certificate that is known, even if it is lost; 0 if the ledger does
    /// not have it.
    fn latest_revision(&self, number: &str) -> Result<u32, Error> {
        match &self.ledger {
            Some(ledger) if ledger.has(number)? => {
                let known = ledger.certificate(number)?;
                Ok(known.revision.max(known.lost_revision.unwrap_or_default()))
            }
            _ => Ok(0),
        }
    }

    fn has(&self, number: &str) -> Result<bool, Error> {
        self.ledger.as_ref().map_or(Ok(false), |ledger| ledger.has(number))
    }

    /// Whether an earlier acceptance counts a number as given.
    fn is_known_lost(&self, number: &str) -> Result<bool, Error> {
        self.ledger.as_ref().map_or(Ok(false), |ledger| ledger.may_be_lost(number))
    }

    /// Adds the revisions that only tables say were replaced.
    fn add_tables(&self, listed: &mut ListedNumbers, signed: &[SignedFile]) -> Result<(), Error> {
        for (number, row) in &self.traces.rows {
            let known = self.latest_revision(number)?;
            if known == 0 || file_of(signed, number).is_some() {
                continue;
            }
            for revision in known..row.revision {
                if !listed.replaced.iter().any(|(it, last)| it == number && *last == revision) {
                    listed.replaced.push((number.clone(), revision));
                }
            }
        }
        Ok(())
    }

    /// Returns the numbers that the ledger and a table give to different people.
    fn conflicts(&self) -> Result<Vec<Conflict>, Error> {
        let Some(ledger) = &self.ledger else { return Ok(Vec::new()) };
        let mut conflicts = Vec::new();
        for (number, row) in &self.traces.rows {
            if row.name.is_empty() || !ledger.has(number)? {
                continue;
            }
            let known = ledger.certificate(number)?;
            if known.revision == row.revision && known.name != row.name {
                let (number, table) = (known.printed_number(), row.name.clone());
                conflicts.push(Conflict { number, ledger: known.name, table });
            }
        }
        Ok(conflicts)
    }
}

/// Opens the ledger of a project. `None` if there is none, or none with events: a command may have
/// been killed after it created the file.
fn open_ledger(project: &Project) -> Result<Option<Ledger>, Error> {
    let path = project.path(NAME);
    if !path.exists() {
        return Ok(None);
    }
    let ledger = Ledger::open_to_read(&path)?;
    if !ledger.check()?.sound {
        let hint = "restore a backup, and keep the damaged file in another folder";
        let message = "the ledger is damaged, so it cannot be accepted; nothing was changed";
        return Err(Error::new(path, message).hint(hint));
    }
    Ok(Some(ledger).filter(|ledger| ledger.head().is_ok_and(|head| head.count > 0)))
}

/// Returns the signed file of a number. The files are in the order of their numbers.
fn file_of<'a>(signed: &'a [SignedFile], number: &str) -> Option<&'a SignedFile> {
    let order = |file: &SignedFile| file.credential.claims.number.as_str().cmp(number);
    signed.binary_search_by(order).ok().map(|index| &signed[index])
}

fn state(ledger: &Ledger) -> Result<LedgerState, Error> {
    Ok(LedgerState { events: ledger.head()?.count, certificates: ledger.count()? })
}

fn later(head: &UnknownHead) -> LaterLedger {
    LaterLedger { events: head.head.count, known_by: head.known_by.clone() }
}

fn lost_head(head: &UnknownHead) -> LostHead {
    LostHead { events: head.head.count, hash: head.head.hash.clone() }
}
