//! `certificates mail`: drafts of the emails that bring people their certificates, or the emails
//! themselves, and who has them.

mod bounces;
mod draft;
mod mark;
mod prepare;
mod send;
mod show;

use super::super::context::Context;
use super::super::pending::{self, Origin};
use super::super::{CLEAN, FAULTY, certify};
use crate::certificates::ledger::{Ledger, NAME, Work};
use crate::certificates::mail::recipients::{MailSelection, MailStanding, Recipient, find};
use crate::cli::MailOrder;
use crate::error::Error;

/// Runs `certificates mail`.
pub(super) fn run(context: &Context, order: &MailOrder) -> Result<u8, Error> {
    let path = context.project.path(NAME);
    let mut ledger = Ledger::open_to_read(&path)?;
    if let Some(file) = &order.bounces {
        return bounces::list(context, &ledger, file);
    }
    if order.changes_ledger() {
        ledger = Ledger::open(&path)?;
    }
    let selection = selection(order);
    if order.mark_sent {
        let recipients = find(&ledger, selection, false)?;
        return mark::mark(context, &mut ledger, &recipients, order);
    }
    require_files(context, &mut ledger, selection, order)?;
    // The server is checked before anything is written.
    let server = if order.send && !order.dry_run { Some(send::server()?) } else { None };
    let mut recipients = find(&ledger, selection, order.again)?;
    if server.as_ref().is_some_and(|server| !server.is_local) {
        recipients.iter_mut().for_each(Recipient::hold_back_sample);
    }
    if let MailSelection::Numbers(_) = selection {
        require_due(&recipients)?;
    }
    let program = certify::open(context)?;
    let prepared = prepare::prepare(context, &program, &ledger, &recipients)?;
    let Some(emails) = prepared.emails else {
        return Ok(FAULTY);
    };
    let code = match (&server, order.dry_run) {
        (_, true) => show::would_send(context, &recipients)?,
        (Some(server), _) => {
            send::send(context, &program, &mut ledger, server, &recipients, &emails, order)?
        }
        (None, _) => draft::draft(context, &program, &recipients, &emails, selection)?,
    };
    let is_open = |one: &Recipient| matches!(one.standing, MailStanding::Uncertain(_));
    let has_open = prepared.has_errors || recipients.iter().any(is_open);
    Ok(code.max(if has_open { FAULTY } else { CLEAN }))
}

/// Returns whose certificates the command line names.
fn selection(order: &MailOrder) -> MailSelection<'_> {
    match &order.session {
        Some(session) => MailSelection::Session(session),
        None => MailSelection::Numbers(&order.number),
    }
}

/// Requires that the files of the sessions are as the ledger says.
fn require_files(
    context: &Context,
    ledger: &mut Ledger,
    selection: MailSelection<'_>,
    order: &MailOrder,
) -> Result<(), Error> {
    let sessions: Vec<String> = match selection {
        MailSelection::Session(session) => vec![session.to_owned()],
        MailSelection::Numbers(numbers) => {
            let session = |number: &String| Ok(ledger.certificate(number)?.session);
            numbers.iter().map(session).collect::<Result<_, Error>>()?
        }
    };
    let incomplete = |ledger: &Ledger| -> Result<Option<String>, Error> {
        let work = ledger.pending()?.into_iter().map(|pending| pending.work);
        Ok(work
            .filter_map(|work| if let Work::Files(session) = work { Some(session) } else { None })
            .find(|session| sessions.contains(session)))
    };
    if incomplete(ledger)?.is_some() && order.changes_ledger() {
        pending::complete(context, ledger, Origin::Earlier)?;
    }
    let Some(session) = incomplete(ledger)? else { return Ok(()) };
    let message = format!("the files of the certificates of `{session}` are not complete");
    Err(Error::usage(message)
        .hint(format!("run `peerpress certify --session {session}`, then run this command again")))
}

/// Requires that everyone whose number was given gets an email.
fn require_due(recipients: &[Recipient]) -> Result<(), Error> {
    for Recipient { certificate, standing } in recipients {
        let (number, name) = (certificate.printed_number(), &certificate.name);
        let again = format!(
            "to send it again, run `peerpress certificates mail {number} --again`, with `--send` \
             to send it now"
        );
        let (fault, hint) = match standing {
            // A wrong address is a finding.
            MailStanding::Due(_) | MailStanding::BadAddress => continue,
            MailStanding::Sent(at) => {
                (format!("{name} was sent the email on {}", at.strftime("%F %R UTC")), again)
            }
            MailStanding::Uncertain(at) => (
                format!("the mail to {name} of {} may have been sent", at.strftime("%F %R UTC")),
                format!(
                    "ask {name}, or look at the sent mail; if it was sent, run \
                     `peerpress certificates mail {number} --mark-sent`; {again}"
                ),
            ),
            MailStanding::NoAddress => (
                format!("the ledger has no email address for {name}"),
                format!("run `peerpress certificates correct {number} --email ADDRESS`"),
            ),
            MailStanding::Sample => (
                "it is a sample, which certifies nothing".to_owned(),
                "write a draft, or send it to a mail server on your own computer".to_owned(),
            ),
            MailStanding::Revoked => {
                ("the certificate was revoked, so nobody gets it".to_owned(), "name another".into())
            }
        };
        let message = format!("`{number}`: {fault}; nothing was sent");
        return Err(Error::usage(message).hint(hint));
    }
    Ok(())
}
