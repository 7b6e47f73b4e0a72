//! Sending emails through a mail server.

use std::time::Duration;

use lettre::Address;

use super::super::super::context::Context;
use super::super::super::{CLEAN, FAULTY, now};
use super::show::{Details, list, print, print_others};
use crate::certificates::issue::CertificateContext;
use crate::certificates::ledger::{Certificate, Ledger};
use crate::certificates::mail::parse_address;
use crate::certificates::mail::recipients::Recipient;
use crate::certificates::mail::send::{Outcome, Prepared, Sender, Stop, StopCause};
use crate::certificates::mail::server::{CA, FROM, PASSWORD, Server, USER};
use crate::cli::MailOrder;
use crate::content::text::Email;
use crate::error::Error;
use crate::output::count;
use crate::workers::journal;

/// Returns the mail server that the environment names.
pub(super) fn server() -> Result<Server, Error> {
    Server::from_environment(&|name| std::env::var(name).ok())
}

/// Returns the address of the program, to which answers go.
///
/// # Errors
/// If no mail can be sent to it.
pub(super) fn program_address(program: &CertificateContext) -> Result<Address, Error> {
    let Some(Email(address)) = program.content.program.main_contact().email else {
        let message = "the program has no email address to send from";
        return Err(Error::usage(message).hint("add `email` to `contact` in `data/program.json`"));
    };
    parse_address(&address).ok_or_else(|| {
        Error::usage(format!("`{address}` is not an address to which mail can be sent"))
            .hint("correct `contact.email` in `data/program.json`")
    })
}

/// The emails by what became of them.
#[derive(Default)]
struct Tally<'a> {
    sent: usize,
    refused: Vec<&'a Certificate>,
    /// How many of the refused ones the server may accept later.
    deferred: usize,
    uncertain: Vec<&'a Certificate>,
    not_tried: Vec<&'a Certificate>,
}

/// Sends the emails.
pub(super) fn send(
    context: &Context,
    program: &CertificateContext,
    ledger: &mut Ledger,
    server: &Server,
    recipients: &[Recipient],
    emails: &[Prepared],
    order: &MailOrder,
) -> Result<u8, Error> {
    let reply_to = program_address(program)?;
    let sender = Sender {
        server,
        from: server.from.as_ref().unwrap_or(&reply_to),
        reply_to: &reply_to,
        pace: Duration::from_secs(60) / u32::from(order.per_minute),
        by: order.by.clone(),
        now,
    };
    let minutes = (emails.len() / usize::from(order.per_minute)).max(1);
    if emails.len() > usize::from(order.per_minute) {
        let minutes = count(minutes, "minute", "minutes");
        context.note(&format!("{} emails take at least {minutes}", emails.len()));
    }
    // What was sent is never sent by a second run of the same command.
    journal::commit();
    let mut tally = Tally::default();
    let mut by_number = emails.iter().map(|email| &email.certificate);
    let stop = sender.send(ledger, emails, |email, outcome| {
        if let Some(certificate) = by_number.next() {
            tally.add(certificate, outcome);
        }
        report(context, email, outcome)
    })?;
    print_others(context, recipients)?;
    finish(context, &tally, emails.len(), server, stop)
}

impl<'a> Tally<'a> {
    fn add(&mut self, certificate: &'a Certificate, outcome: &Outcome) {
        match outcome {
            Outcome::Sent => self.sent += 1,
            Outcome::Refused { is_temporary, .. } => {
                self.refused.push(certificate);
                self.deferred += usize::from(*is_temporary);
            }
            Outcome::Uncertain(_) => self.uncertain.push(certificate),
            Outcome::NotTried => self.not_tried.push(certificate),
        }
    }
}

/// Prints what became of one email.
fn report(context: &Context, email: &Prepared, outcome: &Outcome) -> Result<(), Error> {
    let certificate = &email.certificate;
    if context.is_json() {
        let (state, at, reason) = match outcome {
            Outcome::Sent => ("sent", Some(now()?), None),
            Outcome::Refused { why, .. } => ("refused", None, Some(why.as_str())),
            Outcome::Uncertain(why) => ("perhaps-sent", Some(now()?), Some(why.as_str())),
            Outcome::NotTried => ("not-sent", None, None),
        };
        return print(certificate, state, Details { at, reason, file: None });
    }
    let what = match outcome {
        Outcome::Sent => "sent".to_owned(),
        Outcome::Refused { why, is_temporary: true } => format!("not accepted yet: {why}"),
        Outcome::Refused { why, .. } => format!("refused: {why}"),
        Outcome::Uncertain(why) => format!("perhaps sent: {why}"),
        Outcome::NotTried => return Ok(()),
    };
    let Certificate { name, email, .. } = certificate;
    let (number, address) = (certificate.printed_number(), email.as_deref().unwrap_or_default());
    context.say(&format!("{number}  {name}  {address}  {what}"))
}

/// Says how many emails were sent, and how to go on.
fn finish(
    context: &Context,
    tally: &Tally<'_>,
    total: usize,
    server: &Server,
    stop: Option<Stop>,
) -> Result<u8, Error> {
    let sent = count(tally.sent, "email", "emails");
    if !context.is_json() {
        context.say(&format!("{sent} of {total} sent"))?;
        list(context, "the mail server refused the mail to:", &tally.refused)?;
        list(context, "the mail may have been sent to:", &tally.uncertain)?;
        list(context, "the mail was not sent to:", &tally.not_tried)?;
    }
    let Some(Stop { why, cause }) = stop else {
        if tally.refused.is_empty() {
            return Ok(CLEAN);
        }
        if tally.deferred > 0 {
            context.note(
                "the mail server may accept a mail later that it did not accept yet: run the \
                 command again in a quarter of an hour; only these people get the mail",
            );
        }
        if tally.deferred < tally.refused.len() {
            context.note(
                "correct an address with `peerpress certificates correct NUMBER --email ADDRESS`; \
                 then run the command again: only these people get the mail",
            );
        }
        return Ok(FAULTY);
    };
    let message = format!("{sent} of {total} sent through {server}: {why}");
    let mut hint = match cause {
        StopCause::Server => "when the mail server works, run the command again: nobody who has \
                              the mail gets it twice"
            .to_owned(),
        StopCause::Sender => format!(
            "set `{FROM}` to the address that belongs to the account on the mail server, or ask \
             who runs the server to accept mail from this address; then run the command again"
        ),
        StopCause::Login => format!(
            "set `{USER}` and `{PASSWORD}` to those of the account on the mail server, and run the \
             command again"
        ),
        StopCause::Authority => format!(
            "ask your IT staff for the certificate of the authority as a PEM file, set `{CA}` to \
             that file, and run the command again; do not accept it otherwise"
        ),
    };
    if let Some(one) = tally.uncertain.first() {
        let number = one.printed_number();
        hint = format!(
            "ask {}, or look at the sent mail; run `peerpress certificates mail {number}` with \
             `--mark-sent` if it was sent, or with `--again --send` if it was not; {hint}",
            one.name
        );
    }
    Err(Error::usage(message).hint(hint))
}
