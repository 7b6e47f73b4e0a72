//! Printing who gets an email, who has it, and who cannot get it.

use jiff::Timestamp;
use serde::Serialize;

use super::super::super::CLEAN;
use super::super::super::context::Context;
use crate::certificates::ledger::Certificate;
use crate::certificates::mail::recipients::{MailStanding, Recipient};
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;

/// A person and the mail in JSON.
#[derive(Serialize)]
struct MailRecord<'a> {
    number: String,
    name: &'a str,
    email: Option<&'a str>,
    session: &'a str,
    state: &'a str,
    /// When the mail was sent, or may have been.
    at: Option<Timestamp>,
    /// The draft.
    file: Option<&'a str>,
    /// Why the mail was not sent, or may not have been.
    reason: Option<&'a str>,
}

/// What to say about one person besides the state.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Details<'a> {
    pub(super) at: Option<Timestamp>,
    pub(super) file: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
}

/// Prints one person in JSON.
pub(super) fn print(
    certificate: &Certificate,
    state: &str,
    details: Details<'_>,
) -> Result<(), Error> {
    let Details { at, file, reason } = details;
    let record = MailRecord {
        number: certificate.printed_number(),
        name: &certificate.name,
        email: certificate.email.as_deref(),
        session: &certificate.session,
        state,
        at,
        file,
        reason,
    };
    print_record("mail", &record)
}

/// Prints everyone who does not get an email now, and why.
pub(super) fn print_others(context: &Context, recipients: &[Recipient]) -> Result<(), Error> {
    if context.is_json() {
        return print_others_json(recipients);
    }
    let with = |wanted: fn(&MailStanding) -> bool| -> Vec<&Certificate> {
        let found = recipients.iter().filter(|one| wanted(&one.standing));
        found.map(|one| &one.certificate).collect()
    };
    let sent = with(|standing| matches!(standing, MailStanding::Sent(_)));
    if !sent.is_empty() {
        let people = count(sent.len(), "person has", "people have");
        context.say(&format!("{people} the mail already"))?;
    }
    let revoked = with(|standing| *standing == MailStanding::Revoked);
    if !revoked.is_empty() {
        let revoked = count(revoked.len(), "certificate was", "certificates were");
        context.say(&format!("{revoked} revoked, so nobody gets the mail"))?;
    }
    let samples = with(|standing| *standing == MailStanding::Sample);
    if !samples.is_empty() {
        let samples = count(samples.len(), "sample was", "samples were");
        context.say(&format!("{samples} not sent: a sample certifies nothing"))?;
    }
    let samples = recipients.iter().filter(|one| one.due().is_some());
    let samples = samples.filter(|one| one.certificate.is_sample()).count();
    if samples > 0 {
        context.note(&format!(
            "{} certify nothing: do not send them to people; for a real session, remove `sample` \
             from it in `data/trainings.json` before `certify`",
            count(
                samples,
                "of these certificates is a sample, and samples",
                "of these \
                certificates are samples, which"
            )
        ));
    }
    list(
        context,
        "no email address; give these certificates to the people another way, or add the address \
         with `peerpress certificates correct NUMBER --email ADDRESS`:",
        &with(|standing| *standing == MailStanding::NoAddress),
    )?;
    list(
        context,
        "may have been sent by an earlier command that was interrupted; ask these people, or look \
         at the sent mail, then run `peerpress certificates mail NUMBER` with `--mark-sent`, or \
         with `--again --send` to send it again:",
        &with(|standing| matches!(standing, MailStanding::Uncertain(_))),
    )
}

fn print_others_json(recipients: &[Recipient]) -> Result<(), Error> {
    for Recipient { certificate, standing } in recipients {
        let (state, at) = match standing {
            MailStanding::Due(_) => continue,
            MailStanding::Sent(at) => ("already-sent", Some(*at)),
            MailStanding::Uncertain(at) => ("perhaps-sent", Some(*at)),
            MailStanding::NoAddress => ("no-address", None),
            MailStanding::BadAddress => ("bad-address", None),
            MailStanding::Sample => ("sample", None),
            MailStanding::Revoked => ("revoked", None),
        };
        print(certificate, state, Details { at, ..Details::default() })?;
    }
    Ok(())
}

/// Prints certificates, each on a line, if there are some.
pub(super) fn list(
    context: &Context,
    head: &str,
    certificates: &[&Certificate],
) -> Result<(), Error> {
    if certificates.is_empty() {
        return Ok(());
    }
    context.say(head)?;
    for one in certificates {
        context.say(&format!("  {}  {}", one.printed_number(), one.name))?;
    }
    Ok(())
}

/// Prints who would get an email.
pub(super) fn would_send(context: &Context, recipients: &[Recipient]) -> Result<u8, Error> {
    let due: Vec<&Recipient> = recipients.iter().filter(|one| one.due().is_some()).collect();
    if context.is_json() {
        for one in &due {
            print(&one.certificate, "would-send", Details::default())?;
        }
        print_others(context, recipients)?;
        return Ok(CLEAN);
    }
    for one in &due {
        let Certificate { name, email, .. } = &one.certificate;
        let (number, email) = (one.certificate.printed_number(), email.as_deref());
        context.say(&format!("{number}  {name}  {}", email.unwrap_or_default()))?;
    }
    let people = count(due.len(), "person", "people");
    context.say(&format!("{people} would get the mail; nothing was sent"))?;
    print_others(context, recipients)?;
    Ok(CLEAN)
}
