//! The files of a session after a change of its certificates. What needs no layout comes first:
//! files of revoked certificates are removed and lists are written even if the data has errors.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::super::files::batch::file_name;
use super::super::files::render::{self, Files, Making};
use super::super::files::{lists, tidy, transcript};
use super::super::issue::CertificateContext;
use super::super::ledger::{Certificate, ChangedCertificate, Dispatch, EventKind, Ledger, Pending};
use super::{Completed, Materials, Publisher, Unfinished};
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;

/// A session and what happened to its certificates since its files were made.
struct Session<'a> {
    id: &'a str,
    /// Everything but mail.
    changed: Vec<ChangedCertificate>,
    /// The numbers of certificates that were mailed.
    mailed: Vec<String>,
    /// By number.
    dispatches: HashMap<String, Dispatch>,
    /// The numbers of revoked certificates.
    revoked: Vec<String>,
    has_valid: bool,
    /// The valid certificates. A session may have very many: if no file shows all of them, they are
    /// not read.
    valid: Vec<Certificate>,
}

impl<'a> Session<'a> {
    fn read(ledger: &Ledger, id: &'a str, outputs: &[PathBuf]) -> Result<Self, Error> {
        let mut changed = ledger.changed_since_files(id)?;
        let mailed = changed.extract_if(.., |one| one.kind.is_about_mail());
        let mailed = mailed.map(|one| one.number).collect();
        let mut session = Self {
            id,
            mailed,
            changed,
            dispatches: ledger.dispatches(id)?,
            revoked: ledger.revoked_of_session(id)?,
            has_valid: ledger.has_valid_of_session(id)?,
            valid: Vec::new(),
        };
        let mut folders = outputs.iter().map(|out| render::folder(out, id));
        if !session.is_only_revoked() || folders.any(|folder| tidy::has_lists(&folder)) {
            session.valid = ledger.of_session(id)?;
            session.valid.retain(Certificate::is_current);
        }
        Ok(session)
    }

    /// Whether certificates were mailed, and nothing else happened to them.
    fn is_only_mailed(&self) -> bool {
        !self.mailed.is_empty() && self.changed.is_empty()
    }

    /// Whether certificates were revoked, and nothing else happened to them.
    fn is_only_revoked(&self) -> bool {
        let mut kinds = self.changed.iter().map(|one| one.kind);
        !self.changed.is_empty() && kinds.all(|kind| kind == EventKind::Revoked)
    }

    /// The numbers of certificates whose badges state what no longer holds.
    fn numbers_with_outdated_badges(&self) -> Vec<String> {
        let outdated = [
            EventKind::Revoked,
            EventKind::Corrected,
            EventKind::AddressChanged,
            EventKind::AddressErased,
            // Another key may sign now.
            EventKind::Reissued,
        ];
        let changed = self.changed.iter().filter(|one| outdated.contains(&one.kind));
        changed.map(|one| one.number.clone()).chain(self.revoked.iter().cloned()).collect()
    }

    /// Whether a file of all pages may show what no longer holds.
    fn has_outdated_pages(&self) -> bool {
        let outdated = [EventKind::Revoked, EventKind::Corrected];
        self.changed.iter().any(|one| outdated.contains(&one.kind))
    }
}

impl Publisher {
    /// Brings the files of a session up to date, in every output folder that has some. Returns
    /// what is not complete.
    ///
    /// # Errors
    /// If the ledger cannot be read or written.
    pub(super) fn make_session(
        &self,
        ledger: &mut Ledger,
        pending: &Pending,
        materials: &mut Materials,
        completed: &mut Completed,
    ) -> Result<Option<Unfinished>, Error> {
        let super::Work::Files(id) = &pending.work else { return Ok(None) };
        let outputs = self.outputs(|out| render::folder(out, id).is_dir());
        let session = Session::read(ledger, id, &outputs)?;
        let mut unfinished = Unfinished { session: id.clone(), errors: Vec::new() };
        let mut is_complete = true;
        for out in &outputs {
            is_complete &= self.make_files(&session, out, materials, completed, &mut unfinished);
        }
        let errors = self.remove_transcripts(ledger, &session, completed)?;
        unfinished.errors.extend(errors);
        if is_complete && unfinished.errors.is_empty() {
            // Making the files may have recorded what an older certificate is made of.
            self.record_files(ledger, id)?;
            return Ok(None);
        }
        Ok(Some(unfinished))
    }

    /// Brings the files in one output folder up to date. Returns whether all pages were laid out.
    fn make_files(
        &self,
        session: &Session<'_>,
        out: &Path,
        materials: &mut Materials,
        completed: &mut Completed,
        unfinished: &mut Unfinished,
    ) -> bool {
        let folder = render::folder(out, session.id);
        let has_lists = tidy::has_lists(&folder);
        let errors = &mut unfinished.errors;
        let valid: Vec<&Certificate> = session.valid.iter().collect();
        remove_drafts(session, &folder, completed, errors);
        if session.is_only_mailed() {
            if has_lists {
                errors.extend(lists::write(&folder, &valid, &session.dispatches));
            }
            return true;
        }
        for number in &session.revoked {
            errors.extend(tidy::remove_file(&folder.join(file_name(number))).err());
        }
        let badges = tidy::remove_badges(&folder, &session.numbers_with_outdated_badges());
        completed.removed.extend(badges.names);
        errors.extend(badges.failures);
        let press = tidy::remove_press_files(&folder);
        completed.removed.extend(press.names);
        errors.extend(press.failures);
        if !session.has_valid {
            errors.extend(tidy::remove_collections(&folder).failures);
            return true;
        }
        if session.is_only_revoked() && !has_lists {
            errors.extend(tidy::remove_all_pages(&folder).failures);
            return true;
        }
        if folder.is_dir() {
            errors.extend(lists::write(&folder, &valid, &session.dispatches));
        }
        if session.has_outdated_pages() {
            // It is written again below. Should that fail, nobody prints the outdated file.
            tidy::remove_all_pages(&folder);
        }
        let is_complete = materials.key.is_some()
            && self.lay_out(session, out, materials, &mut completed.report, errors);
        if !is_complete {
            errors.extend(tidy::remove_all_pages(&folder).failures);
        }
        is_complete
    }

    /// Creates the files that show pages. Returns whether all pages were laid out.
    fn lay_out(
        &self,
        session: &Session<'_>,
        out: &Path,
        materials: &mut Materials,
        report: &mut Report,
        errors: &mut Vec<Error>,
    ) -> bool {
        let program = match materials.program.take() {
            Some(program) => program,
            None => match CertificateContext::open(&self.project, self.jobs) {
                Ok(program) => program,
                Err(findings) => {
                    report.append(findings);
                    return false;
                }
            },
        };
        for (file, text) in program.content.sources() {
            report.add_file(file, text);
        }
        let only_all = session.is_only_revoked();
        let making = Making {
            session: session.id.to_owned(),
            out: out.to_owned(),
            editions: vec![Edition::Screen],
            vendor: None,
            share: None,
            files: if only_all { Files::All } else { Files::Every },
            jobs: self.jobs,
            keys: self.keys.clone(),
            at: self.at,
            accept_data: false,
        };
        let made = render::make(&program, &making, report, |_, _| ());
        materials.program = Some(program);
        match made {
            Ok(files) => {
                errors.extend(files.made.unwritten);
                files.made.is_complete
            }
            Err(error) => {
                errors.push(error);
                false
            }
        }
    }

    /// Removes the transcripts of people whose certificates were revoked or corrected.
    fn remove_transcripts(
        &self,
        ledger: &Ledger,
        session: &Session<'_>,
        completed: &mut Completed,
    ) -> Result<Vec<Error>, Error> {
        let mut folders = self.outputs(|out| transcript::folder(out).is_dir());
        folders.retain(|out| transcript::folder(out).is_dir());
        if folders.is_empty() {
            return Ok(Vec::new());
        }
        let outdated = [EventKind::Revoked, EventKind::Corrected];
        let mut numbers = Vec::new();
        for changed in session.changed.iter().filter(|one| outdated.contains(&one.kind)) {
            numbers.push(changed.number.clone());
            for holder in ledger.holders(&changed.number)? {
                numbers.extend(holder.certificates.into_iter().map(|one| one.number));
            }
        }
        let mut errors = Vec::new();
        for out in &folders {
            let removed = tidy::remove_transcripts(&transcript::folder(out), &numbers);
            completed.removed.extend(removed.names);
            errors.extend(removed.failures);
        }
        Ok(errors)
    }
}

/// Removes the drafts of emails that were sent, and those with what is no longer right: the file,
/// the name, or the address.
fn remove_drafts(
    session: &Session<'_>,
    folder: &Path,
    completed: &mut Completed,
    errors: &mut Vec<Error>,
) {
    let sent = tidy::remove_drafts(folder, |number| session.mailed.iter().any(|it| it == number));
    errors.extend(sent.failures);
    let is_changed = |number: &str| session.changed.iter().any(|one| one.number == number);
    let outdated = tidy::remove_drafts(folder, is_changed);
    errors.extend(outdated.failures);
    match outdated.names.len() {
        0 => {}
        1 => completed.removed.extend(outdated.names),
        several => completed.removed.push(format!("{several} email drafts")),
    }
}
