//! `certify`: from a roster to numbered, signed certificates and their files.

mod files;
mod press;
mod preview;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::certificates::print_certificate;
use super::context::Context;
use super::pending::{find_unfinished, print_unwritten, publisher};
use super::{CLEAN, FAULTY, note_about_epoch, now, warn};
use crate::certificates::files::render;
use crate::certificates::issue::{self, CertificateContext, IssuePlan, IssueRequest};
use crate::certificates::ledger::{Attribution, Certificate, Ledger, NAME, Pending, Work};
use crate::certificates::proof::keys;
use crate::certificates::roster::{Source, sources};
use crate::cli::{Certify, Common};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::shell::quoted;
use crate::workers::journal;

pub(super) use files::screen_files;
pub(super) use preview::print_lists;

pub(super) fn run(common: &Common, order: &Certify) -> Result<u8, Error> {
    let context = &Context::open(common, order.jobs)?;
    let program = open(context)?.with_limit(Duration::from_secs(order.timeout.into()));
    let mut code = CLEAN;
    let pending = pending_files(context);
    let mut sessions: Vec<String> = order.session.iter().cloned().collect();
    if !order.roster.is_empty() {
        let Some(plan) = plan(context, order, &program)? else { return Ok(FAULTY) };
        if order.dry_run {
            return Ok(CLEAN);
        }
        let has_rejected = !plan.roster.rejected.is_empty();
        let issued = issue(context, order, &program, plan)?;
        if order.session.is_none() {
            sessions = issued;
        }
        if order.reading.skip_invalid && has_rejected {
            code = FAULTY;
        }
    }
    for session in &sessions {
        let made =
            if order.numbers_only { CLEAN } else { make_files(context, &program, order, session)? };
        if made == CLEAN && !pending.contains(session) {
            // The files are as the options say.
            record_files(context, order, session)?;
        }
        code = code.max(made);
    }
    Ok(code)
}

/// Signs the status list, then creates files, which takes longer. If the list cannot be signed, it
/// stays pending, and the end of the command says why.
fn make_files(
    context: &Context,
    program: &CertificateContext,
    order: &Certify,
    session: &str,
) -> Result<u8, Error> {
    let path = context.project.path(NAME);
    if order.partition.is_none() && path.exists() {
        let _ = publisher(context)?.complete_list(&mut Ledger::open(&path)?);
    }
    files::make(context, program, order, session)
}

/// Records that the files of a session were created, unless this was a part of them.
fn record_files(context: &Context, order: &Certify, session: &str) -> Result<(), Error> {
    if order.partition.is_some() || !pending_files(context).iter().any(|one| one == session) {
        return Ok(());
    }
    let mut ledger = Ledger::open(&context.project.path(NAME))?;
    publisher(context)?.record_files(&mut ledger, session)
}

/// Returns the sessions whose files must be created.
fn pending_files(context: &Context) -> Vec<String> {
    let path = context.project.path(NAME);
    if !path.exists() {
        return Vec::new();
    }
    let pending = Ledger::open_to_read(&path).and_then(|ledger| ledger.pending());
    let session = |pending: Pending| match pending.work {
        Work::Files(session) => Some(session),
        _ => None,
    };
    pending.into_iter().flatten().filter_map(session).collect()
}

/// Reads the project. Prints what is wrong with it if it cannot be used.
pub(super) fn open(context: &Context) -> Result<CertificateContext, Error> {
    CertificateContext::open(&context.project, context.jobs).or_else(|report| {
        context.print_report(&report)?;
        Err(Error::usage("the project's data cannot be read").hint("fix the errors above"))
    })
}

/// Reads and checks the roster and prints the findings. Returns `None` if nothing can be issued.
fn plan(
    context: &Context,
    order: &Certify,
    program: &CertificateContext,
) -> Result<Option<IssuePlan>, Error> {
    let attendance = &order.attendance();
    let request = IssueRequest {
        rosters: &order.roster,
        attendance,
        occasion: order.occasion(),
        reading: &order.reading,
        certificates: &order.certificates,
        today: context.today,
    };
    let mut report = Report::default();
    for (file, text) in program.content.sources() {
        report.add_file(file, text);
    }
    report.extend(find_unfinished(context).filter(|_| order.dry_run));
    let planned = issue::plan(program, &request, &mut report);
    if let Ok(Some(plan)) = &planned {
        print_lists(context, &plan.roster);
    }
    report.sort();
    context.print_report(&report)?;
    let planned = planned.inspect_err(|_| say_how_to_make_files(context, order))?;
    let Some(plan) = planned else {
        warn(&format!("error: {}", issue::refusal()));
        say_how_to_make_files(context, order);
        return Ok(None);
    };
    if let Some(until) = plan.terms.valid_until.filter(|until| *until < context.today) {
        warn(&format!("warning: these certificates have expired; they are valid through {until}"));
    }
    if order.dry_run {
        preview::print_candidates(context, &plan)?;
    }
    let Some(error) = plan.refusal(order.reading.skip_invalid) else { return Ok(Some(plan)) };
    if !order.dry_run {
        warn(&format!("error: {error}"));
        say_how_to_make_files(context, order);
    }
    Ok(None)
}

/// Says how to make the files of a session again if its roster cannot be used any longer: the
/// ledger keeps what its certificates are made of.
fn say_how_to_make_files(context: &Context, order: &Certify) {
    let Some(session) = &order.session else { return };
    let path = context.project.path(NAME);
    let issued = || Ledger::open_to_read(&path)?.of_session(session);
    if path.exists() && issued().is_ok_and(|issued| !issued.is_empty()) {
        context.note(&format!(
            "to make the files of the certificates of `{session}` that were issued before, run \
             `peerpress certify --session {session}`"
        ));
    }
}

/// Issues the certificates and prints how many. Returns the sessions of the new ones; if there are
/// none, of those that people have.
fn issue(
    context: &Context,
    order: &Certify,
    program: &CertificateContext,
    mut plan: IssuePlan,
) -> Result<Vec<String>, Error> {
    if let (None, Some(note)) = (order.certificates.issued, note_about_epoch()?) {
        context.note(&note);
    }
    journal::commit();
    let keys_folder = keys::folder(&context.project, None, &context.out)?;
    let attribution = Attribution { at: now()?, by: order.by.clone(), reason: None };
    let certificates = issue::issue(program, &mut plan, &attribution, &keys_folder)?;
    write_rejected_rows(context, order, &plan)?;
    let new = plan.known.iter().filter(|known| known.is_none()).count();
    let is_revoked = |known: &Certificate| known.revoked.is_some();
    let revoked = plan.known.iter().flatten().filter(|known| is_revoked(known)).count();
    if new > 0 {
        let folder = render::folder(&context.out, &plan.terms.session);
        print_unwritten(&files::remove_press_files(&folder));
    }
    let sessions = match new {
        0 => sessions_of(&certificates),
        _ => vec![plan.terms.session.clone()],
    };
    if context.is_json() {
        certificates.iter().try_for_each(|one| print_certificate(one, context.today))?;
        return Ok(sessions);
    }
    let issued = count(new, "certificate", "certificates");
    let known = count(certificates.len() - new - revoked, "person", "people");
    let mut line = format!("{issued} issued; {known} already had one");
    if revoked > 0 {
        let people = count(revoked, "person", "people");
        line += &format!("; {people} got none, because it was revoked");
    }
    if new > 0 {
        // Near midnight, and with `SOURCE_DATE_EPOCH`, the date may not be the expected one.
        line += &format!("; the issue date is {}", plan.terms.issued);
    }
    context.say(&line)?;
    Ok(sessions)
}

/// Returns the sessions of certificates that are not revoked.
fn sessions_of(certificates: &[Certificate]) -> Vec<String> {
    let valid = certificates.iter().filter(|one| one.revoked.is_none());
    let sessions: BTreeSet<String> = valid.map(|one| one.session.clone()).collect();
    sessions.into_iter().collect()
}

/// The file of rejected rows. It is next to the roster, because it contains the same personal data.
fn rejected_file(source: &Source) -> PathBuf {
    let stem = source.path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.trim_end_matches(".rejected");
    let is_safe = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let sheet = source.sheet.as_deref().map(|name| name.replace(|c| !is_safe(c), "-"));
    let sheet = sheet.map(|name| format!(".{name}")).unwrap_or_default();
    source.path.with_file_name(format!("{stem}{sheet}.rejected.csv"))
}

fn write_rejected_rows(context: &Context, order: &Certify, plan: &IssuePlan) -> Result<(), Error> {
    // Without rejected rows there is nothing to write. The roster itself may be such a file.
    if plan.roster.rejected.is_empty() {
        return Ok(());
    }
    let mut sources = sources(&order.roster, &order.reading.file.sheet);
    if let [only] = &mut sources[..] {
        only.sheet = None;
    }
    let mut files = Vec::new();
    plan.roster.write_rejected_by_list(|list, index| {
        let file = list.write_rejected(&rejected_file(&sources[index]))?;
        files.push(file.display().to_string());
        Ok(())
    })?;
    let (rows, named) = (plan.roster.rejected.len(), files.join(", "));
    let quoted: Vec<String> = files.iter().map(|file| quoted(file)).collect();
    let files = quoted.join(" ");
    let options: String =
        order.for_rejected_rows.iter().map(|option| format!(" {option}")).collect();
    let skipped = count(rows, "row was", "rows were");
    let them = if rows == 1 { "it" } else { "them" };
    context.note(&format!(
        "{skipped} skipped and saved in {named}; fix {them} there, then run \
         `peerpress certify {files}{options}`"
    ));
    Ok(())
}
