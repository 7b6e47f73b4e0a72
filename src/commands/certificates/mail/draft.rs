//! Writing drafts.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::super::CLEAN;
use super::super::super::context::Context;
use super::send::program_address;
use super::show::{Details, print, print_others};
use crate::certificates::files::render;
use crate::certificates::issue::CertificateContext;
use crate::certificates::mail::drafts;
use crate::certificates::mail::recipients::{MailSelection, Recipient};
use crate::certificates::mail::send::Prepared;
use crate::error::Error;
use crate::output::count;

/// Writes a draft for each email, and removes those of people who have theirs.
pub(super) fn draft(
    context: &Context,
    program: &CertificateContext,
    recipients: &[Recipient],
    emails: &[Prepared],
    selection: MailSelection<'_>,
) -> Result<u8, Error> {
    let reply_to = program_address(program)?;
    if let MailSelection::Session(session) = selection {
        let kept: HashSet<&str> =
            emails.iter().map(|email| email.certificate.number.as_str()).collect();
        drafts::keep_only(&render::folder(&context.out, session), &kept)?;
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for email in emails {
        let session = &email.certificate.session;
        let name = drafts::write(&render::folder(&context.out, session), email, &reply_to)?;
        let folder = format!("{}/certificates/{session}/mail", context.shown_out());
        if context.is_json() {
            let file = format!("{folder}/{name}");
            let details = Details { file: Some(&file), ..Details::default() };
            print(&email.certificate, "draft", details)?;
        }
        *counts.entry(folder).or_default() += 1;
    }
    if !context.is_json() {
        if counts.is_empty() {
            context.say("no drafts: nobody is left to mail")?;
        }
        for (folder, number) in &counts {
            context.say(&format!("{} in {folder}", count(*number, "draft", "drafts")))?;
        }
    }
    print_others(context, recipients)?;
    if !counts.is_empty() {
        context.note(&format!(
            "open the drafts with your email program and send them; then run `{}`, so that nobody \
             gets the mail twice",
            mark_command(emails, selection)
        ));
    }
    Ok(CLEAN)
}

/// Returns the command that records that the drafts were sent.
fn mark_command(emails: &[Prepared], selection: MailSelection<'_>) -> String {
    let whom = match selection {
        MailSelection::Session(session) => format!("--session {session}"),
        MailSelection::Numbers(_) => {
            let numbers: BTreeSet<&str> =
                emails.iter().map(|email| email.certificate.number.as_str()).collect();
            Vec::from_iter(numbers).join(" ")
        }
    };
    format!("peerpress certificates mail {whom} --mark-sent")
}
