//! `certificates correct`, `reissue` and `revoke`: the ledger first, then the files.

use std::collections::BTreeSet;
use std::io;

use serde::Serialize;

use super::super::context::Context;
use super::super::pending::{self, Origin};
use super::super::{CLEAN, FAULTY, certify, ignore_closed_pipe, now, say, warn};
use super::print_certificate;
use super::rests::note_what_rests_on_revoked;
use crate::certificates::files::keep::{keep, lacking};
use crate::certificates::issue::{
    CertificateContext, PlannedCorrection, plan_correction, plan_from_data,
};
use crate::certificates::ledger::{
    Attribution, Certificate, CertificateStatus, Correction, Ledger, NAME, Signed,
};
use crate::certificates::proof::keys::{self, PUBLIC_FILE, PrivateKey};
use crate::certificates::setting::{KeptSettings, claims, signed};
use crate::cli::ChangeReason;
use crate::content::certificate_number;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::table;
use crate::workers::journal;

/// The maximum number of changes to list.
const MOST_LISTED: usize = 40;

/// One certificate, or all of a session.
#[derive(Debug, Clone, Copy)]
pub(super) enum CertificateSelection<'a> {
    Number(&'a str),
    Session(&'a str),
}

impl<'a> CertificateSelection<'a> {
    /// Returns what the command line names.
    ///
    /// # Errors
    /// If it names neither.
    pub(super) fn new(number: Option<&'a str>, session: Option<&'a str>) -> Result<Self, Error> {
        match (number, session) {
            (_, Some(session)) => Ok(Self::Session(session)),
            (Some(number), None) => Ok(Self::Number(number)),
            (None, None) => Err(Error::usage("no certificate was named")
                .hint("name a certificate number, or `--session ID`")),
        }
    }
}

/// What to correct.
pub(super) struct CorrectOrder<'a> {
    pub(super) selection: CertificateSelection<'a>,
    /// Whether everything that differs from the data is corrected.
    pub(super) from_data: bool,
    pub(super) correction: &'a Correction,
}

pub(super) fn correct(
    context: &Context,
    ledger: &mut Ledger,
    order: &CorrectOrder<'_>,
    record: &ChangeReason,
) -> Result<u8, Error> {
    if !order.from_data && *order.correction == Correction::default() {
        return Err(Error::usage("no correction was specified").hint(
            "add `--name`, `--email`, `--hours`, `--category-hours`, `--issued`, `--valid-from`, \
             `--valid-until`, or `--from-data`",
        ));
    }
    let certificates = match order.selection {
        CertificateSelection::Number(number) => vec![ledger.certificate(number)?],
        CertificateSelection::Session(session) => valid_of_session(ledger, session)?,
    };
    let Some(first) = certificates.first() else { return Ok(CLEAN) };
    let session = first.session.clone();
    let program = certify::open(context)?;
    let key = signing_key(context)?;
    let mut report = Report::default();
    for (file, text) in program.content.sources() {
        report.add_file(file, text);
    }
    let is_printed = order.from_data || (key.is_some() && order.correction.changes_face());
    let unknown = match is_printed {
        true => lacking(ledger, &certificates)?,
        false => Vec::new(),
    };
    let making = certify::screen_files(context, &session)?;
    let unkept = keep(&program, &making, ledger, &unknown, key.as_ref(), &mut report)?;
    let mut planned = None;
    if let Some(unkept) = unkept
        && can_print(ledger, &session, &certificates, &unkept)?
    {
        let certificates = certificates.iter().map(|one| ledger.certificate(&one.number));
        let certificates: Vec<_> = certificates.collect::<Result<_, _>>()?;
        planned = plan(context, &program, ledger, &certificates, order, key.as_ref(), &mut report)?;
    }
    report.sort();
    context.print_report(&report)?;
    let Some(planned) = planned else {
        warn("error: nothing was corrected");
        return Ok(FAULTY);
    };
    if planned.is_empty() {
        context.say("nothing to correct: the certificates state what the data states")?;
        return Ok(CLEAN);
    }
    let revised: Vec<_> = planned.iter().map(|one| one.revised.clone()).collect();
    journal::commit();
    let corrected = ledger.revise(&revised, &attribution(record)?)?;
    if order.from_data && context.is_human() {
        print_changes(&planned)?;
    }
    let corrections = corrected.iter().zip(&planned);
    let said: Vec<String> = corrections.map(|(one, planned)| describe(one, planned)).collect();
    finish(context, &corrected, &said)
}

fn describe(one: &Certificate, planned: &PlannedCorrection) -> String {
    match &one.replaces {
        Some(replaced) if one.revision > planned.before.revision => {
            format!("corrected, replaces {replaced}")
        }
        _ => "email address changed".to_owned(),
    }
}

/// Whether all certificates can be printed, although the ledger does not have what those with
/// `unkept` numbers are made of: those that were read back after a loss can be printed from today's
/// data instead.
fn can_print(
    ledger: &Ledger,
    session: &str,
    certificates: &[Certificate],
    unkept: &BTreeSet<String>,
) -> Result<bool, Error> {
    let recovered = ledger.recovered_pages(session)?;
    let is_recovered =
        |one: &Certificate| recovered.contains_key(&(one.number.clone(), one.revision));
    Ok(certificates.iter().all(|one| !unkept.contains(&one.number) || is_recovered(one)))
}

fn plan(
    context: &Context,
    program: &CertificateContext,
    ledger: &mut Ledger,
    certificates: &[Certificate],
    order: &CorrectOrder<'_>,
    key: Option<&PrivateKey>,
    report: &mut Report,
) -> Result<Option<Vec<PlannedCorrection>>, Error> {
    let today = context.today;
    if order.from_data {
        let issued = order.correction.issued;
        if let Some(revoked) = certificates.iter().find(|one| one.revoked.is_some()) {
            Correction::default().apply(revoked, &[])?;
        }
        return plan_from_data(program, ledger, certificates, issued, today, key, report);
    }
    let mut planned = Vec::new();
    for one in certificates {
        let planned_one =
            plan_correction(program, ledger, one, order.correction, today, key, report)?;
        let Some(one) = planned_one else { return Ok(None) };
        planned.push(one);
    }
    Ok(Some(planned))
}

/// Prints what changes, once for all certificates for which it is the same.
fn print_changes(planned: &[PlannedCorrection]) -> Result<(), Error> {
    let mut lines: Vec<[String; 3]> = Vec::new();
    for fact in planned.iter().flat_map(|one| &one.facts) {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        let line = match (&fact.before, &fact.after) {
            (None, None) => [fact.path.clone(), "as issued".to_owned(), "as it is now".to_owned()],
            (before, after) => [fact.path.clone(), shown(before), shown(after)],
        };
        if !lines.contains(&line) && lines.len() < MOST_LISTED {
            lines.push(line);
        }
    }
    lines.insert(0, ["what", "before", "after"].map(str::to_owned));
    table::columns(&mut io::stdout().lock(), &lines, None).or_else(ignore_closed_pipe)
}

/// Returns the valid certificates of a session.
pub(super) fn valid_of_session(ledger: &Ledger, session: &str) -> Result<Vec<Certificate>, Error> {
    let mut certificates = ledger.of_session(session)?;
    certificates.retain(|one| one.revoked.is_none());
    if certificates.is_empty() {
        let message = format!("the ledger has no valid certificate for the session `{session}`");
        return Err(
            Error::usage(message).hint("run `peerpress certificates list` to see the sessions")
        );
    }
    Ok(certificates)
}

/// Returns the key that signs, if the project has one.
pub(super) fn signing_key(context: &Context) -> Result<Option<PrivateKey>, Error> {
    if !context.project.path(PUBLIC_FILE).exists() {
        return Ok(None);
    }
    let folder = keys::folder(&context.project, None, &context.out)?;
    keys::signing_key(&context.project, &folder).map(Some)
}

pub(super) fn reissue(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    record: &ChangeReason,
) -> Result<u8, Error> {
    let certificate = ledger.certificate(number)?;
    if certificate.is_current() && !can_be_made(context, ledger, &certificate)? {
        warn("error: nothing was re-created; the file stays as it is");
        return Ok(FAULTY);
    }
    let signed = what_is_signed(context, ledger, &certificate)?;
    let certificate = ledger.reissue(number, signed, &attribution(record)?)?;
    finish(context, &[certificate], &["re-created".to_owned()])
}

/// Whether the file of a certificate can be made, as far as is known before. If not, the findings
/// that are printed say why.
fn can_be_made(
    context: &Context,
    ledger: &mut Ledger,
    certificate: &Certificate,
) -> Result<bool, Error> {
    let certificates = std::slice::from_ref(certificate);
    let (unknown, key) = (lacking(ledger, certificates)?, signing_key(context)?);
    if unknown.is_empty() || key.is_none() {
        return Ok(true);
    }
    let program = certify::open(context)?;
    let making = certify::screen_files(context, &certificate.session)?;
    let mut report = Report::default();
    let unkept = keep(&program, &making, ledger, &unknown, key.as_ref(), &mut report)?;
    context.print_report(&report)?;
    Ok(unkept.is_some_and(|unkept| unkept.is_empty()))
}

/// Returns what is signed for a certificate, if the project has a key and the ledger keeps what the
/// certificate is made of.
fn what_is_signed(
    context: &Context,
    ledger: &Ledger,
    certificate: &Certificate,
) -> Result<Option<Signed>, Error> {
    let (setting, _) = ledger.printed(&certificate.number, certificate.revision)?;
    let (Some(setting), Some(key)) = (setting, signing_key(context)?) else { return Ok(None) };
    let program = certify::open(context)?;
    let kept = KeptSettings::new(&program, ledger).get(&setting)?;
    Ok(Some(signed(&claims(certificate, &kept.setting), &key)))
}

pub(super) fn revoke(
    context: &Context,
    ledger: &mut Ledger,
    selection: &CertificateSelection<'_>,
    record: &ChangeReason,
) -> Result<u8, Error> {
    let reason = record.reason.as_deref().unwrap_or_default();
    let attribution = attribution(record)?;
    if let CertificateSelection::Number(typed) = selection
        && let Some(number) = lost_number(ledger, typed)?
    {
        ledger.revoke_lost(&number, reason, &attribution)?;
        pending::complete(context, ledger, Origin::ThisCommand)?;
        return print_lost(context, &number);
    }
    let revoked = match selection {
        CertificateSelection::Number(number) => {
            vec![ledger.revoke(number, reason, &attribution)?]
        }
        CertificateSelection::Session(session) => {
            ledger.revoke_session(session, reason, &attribution)?
        }
    };
    let said = vec!["revoked".to_owned(); revoked.len()];
    let code = finish(context, &revoked, &said)?;
    note_what_rests_on_revoked(context, ledger, Some(&revoked))?;
    Ok(code)
}

/// Returns a number that the ledger does not have, but that a lost one may have given.
fn lost_number(ledger: &Ledger, typed: &str) -> Result<Option<String>, Error> {
    let Ok(number) = certificate_number::parse(typed) else { return Ok(None) };
    Ok(ledger.may_be_lost(&number.text)?.then_some(number.text))
}

/// `"type": "lost-number"`: a number was revoked whose certificate the ledger does not have.
#[derive(Serialize)]
struct LostNumberRecord<'a> {
    number: &'a str,
    standing: CertificateStatus,
}

fn print_lost(context: &Context, number: &str) -> Result<u8, Error> {
    if context.is_json() {
        let standing = CertificateStatus::Revoked;
        print_record("lost-number", &LostNumberRecord { number, standing })?;
    } else {
        context.say(&format!("{number}: revoked; the ledger does not have this certificate"))?;
        context.note("if its file is still in the output folder or elsewhere, delete it");
    }
    Ok(CLEAN)
}

/// Erases an address from the ledger, and from the tables of the sessions in which it was.
pub(super) fn erase_email(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    record: &ChangeReason,
) -> Result<u8, Error> {
    let erased = ledger.erase_email(number, &attribution(record)?)?;
    pending::complete(context, ledger, Origin::ThisCommand)?;
    for number in &erased.numbers {
        say(&format!("{number}: email address erased"))?;
    }
    for event in &erased.mentions {
        warn(&format!(
            "warning: someone wrote the address in the reason of event {event}, where it cannot \
             be erased"
        ));
    }
    if !context.common.quiet {
        warn("note: rosters, backups, and exports may still have the address; erase it there too");
    }
    Ok(CLEAN)
}

fn attribution(record: &ChangeReason) -> Result<Attribution, Error> {
    Ok(Attribution { at: now()?, by: record.by.clone(), reason: record.reason.clone() })
}

/// Signs the status list, re-creates the files of the session, and prints what was changed.
fn finish(context: &Context, certificates: &[Certificate], said: &[String]) -> Result<u8, Error> {
    let mut ledger = Ledger::open(&context.project.path(NAME))?;
    pending::complete(context, &mut ledger, Origin::ThisCommand)?;
    if context.is_json() {
        certificates.iter().try_for_each(|one| print_certificate(one, context.today))?;
    } else {
        for (one, said) in certificates.iter().zip(said).take(MOST_LISTED) {
            say(&format!("{}: {said}", one.printed_number()))?;
        }
        if certificates.len() > MOST_LISTED {
            let more = certificates.len() - MOST_LISTED;
            say(&format!("… and {}", count(more, "more certificate", "more certificates")))?;
        }
    }
    Ok(CLEAN)
}
