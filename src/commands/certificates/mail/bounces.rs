//! Listing the people whose mail came back.

use std::io;
use std::path::Path;

use serde::Serialize;

use super::super::super::context::Context;
use super::super::super::{CLEAN, ignore_closed_pipe};
use crate::certificates::ledger::{Certificate, Ledger};
use crate::certificates::mail::bounces::{Bounce, Mailbox};
use crate::content::certificate_number;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::table;

/// A mail that came back in JSON.
#[derive(Serialize)]
struct BounceRecord<'a> {
    /// The address to which it was sent.
    address: Option<&'a str>,
    number: Option<String>,
    name: Option<&'a str>,
    /// The address in the ledger now.
    email: Option<&'a str>,
    status: Option<&'a str>,
    reason: Option<&'a str>,
}

pub(super) fn list(context: &Context, ledger: &Ledger, file: &Path) -> Result<u8, Error> {
    let mailbox = Mailbox::read(file)?;
    let mut found: Vec<(&Bounce, Option<Certificate>)> = Vec::new();
    for bounce in &mailbox.bounces {
        if found.iter().all(|(known, _)| known != &bounce) {
            found.push((bounce, certificate(ledger, bounce)?));
        }
    }
    if context.is_json() {
        return print_json(&found).map(|()| CLEAN);
    }
    if !found.is_empty() {
        let head = ["number", "name", "address", "status", "reason"];
        let mut lines = vec![head.map(str::to_owned).to_vec()];
        lines.extend(found.iter().map(|(bounce, one)| cells(bounce, one.as_ref())));
        table::columns(&mut io::stdout().lock(), &lines, None).or_else(ignore_closed_pipe)?;
    }
    let messages = count(mailbox.messages, "message", "messages");
    let came_back = count(found.len(), "email came back", "emails came back");
    context.note(&format!("{came_back}, in {messages}"));
    if !found.is_empty() {
        context.note(
            "correct an address with `peerpress certificates correct NUMBER --email ADDRESS`, then \
             send the mail with `peerpress certificates mail NUMBER --again --send`",
        );
        note_others(context, ledger, &found)?;
    }
    if mailbox.unread > 0 {
        let unread = count(mailbox.unread, "message was", "messages were");
        context.note(&format!("{unread} not read; open them in your email program"));
    }
    for subject in &mailbox.unclear {
        context.note(&format!("cannot tell whose email came back from the message \"{subject}\""));
    }
    Ok(CLEAN)
}

/// Returns the certificate in a mail that came back; without its number, the one that was mailed
/// last to the address.
fn certificate(ledger: &Ledger, bounce: &Bounce) -> Result<Option<Certificate>, Error> {
    let number = bounce.number.as_deref().and_then(|text| certificate_number::parse(text).ok());
    if let Some(number) = number
        && ledger.has(&number.text)?
    {
        return ledger.certificate(&number.text).map(Some);
    }
    let Some(address) = &bounce.address else { return Ok(None) };
    let certificates = with_address(ledger, address)?;
    let mut mailed = Vec::new();
    for certificate in &certificates {
        let events = ledger.events(&certificate.number)?;
        let sent = events.iter().filter(|event| event.kind.may_have_sent());
        mailed.extend(sent.map(|event| (event.attribution.at, certificate)).next_back());
    }
    let last = mailed.into_iter().max_by_key(|(at, _)| *at).map(|(_, one)| one.clone());
    Ok(last.or_else(|| certificates.last().cloned()))
}

/// Returns the certificates that have an address in the ledger.
fn with_address(ledger: &Ledger, address: &str) -> Result<Vec<Certificate>, Error> {
    let mut certificates = ledger.of_person(address)?;
    let is_same = |email: &str| email.eq_ignore_ascii_case(address);
    certificates.retain(|one| one.email.as_deref().is_some_and(is_same));
    Ok(certificates)
}

/// Notes the other certificates of the people that have the address of a mail that came back.
/// Reminders and later mail go there too.
fn note_others(
    context: &Context,
    ledger: &Ledger,
    found: &[(&Bounce, Option<Certificate>)],
) -> Result<(), Error> {
    for (bounce, certificate) in found {
        let (Some(address), Some(certificate)) = (&bounce.address, certificate) else { continue };
        let others = with_address(ledger, address)?;
        let others = others
            .iter()
            .filter(|one| one.name == certificate.name && one.number != certificate.number);
        let numbers: Vec<String> = others.map(Certificate::printed_number).collect();
        if !numbers.is_empty() {
            context.note(&format!(
                "{address} is also the address of {}: correct it there too",
                numbers.join(", ")
            ));
        }
    }
    Ok(())
}

fn print_json(found: &[(&Bounce, Option<Certificate>)]) -> Result<(), Error> {
    for (bounce, certificate) in found {
        let record = BounceRecord {
            address: bounce.address.as_deref(),
            number: certificate.as_ref().map(Certificate::printed_number),
            name: certificate.as_ref().map(|one| one.name.as_str()),
            email: certificate.as_ref().and_then(|one| one.email.as_deref()),
            status: bounce.status.as_deref(),
            reason: bounce.reason.as_deref(),
        };
        print_record("bounce", &record)?;
    }
    Ok(())
}

fn cells(bounce: &Bounce, certificate: Option<&Certificate>) -> Vec<String> {
    let email = certificate.and_then(|one| one.email.as_deref());
    let address = bounce.address.as_deref().or(email).unwrap_or_default();
    let is_corrected = email.is_some_and(|email| !email.eq_ignore_ascii_case(address));
    let note = if is_corrected { " (corrected since)" } else { "" };
    vec![
        certificate.map(Certificate::printed_number).unwrap_or_else(|| "unknown".to_owned()),
        certificate.map(|one| one.name.clone()).unwrap_or_default(),
        format!("{address}{note}"),
        bounce.status.clone().unwrap_or_default(),
        bounce.reason.clone().unwrap_or_default(),
    ]
}
