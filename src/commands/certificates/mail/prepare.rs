//! What comes before an email is written: the wording in the person's language, a file that is
//! genuine, and an address that is one.

use std::collections::HashMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::super::super::context::Context;
use super::super::super::now;
use super::super::super::verify::Sources;
use super::super::super::verify::trusted::Trusted;
use crate::certificates::issue::CertificateContext;
use crate::certificates::ledger::{Ledger, NAME, Printed};
use crate::certificates::mail::recipients::{MailStanding, Recipient};
use crate::certificates::mail::send::Prepared;
use crate::certificates::mail::{Letterhead, attachment};
use crate::certificates::proof::address::{KnownAddresses, own_addresses};
use crate::certificates::proof::credential::Claims;
use crate::certificates::proof::verify::{Moment, VerifyContext};
use crate::certificates::setting::{KeptSettings, claims};
use crate::content::data_file::DataFile;
use crate::content::locale::with_earlier;
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;

/// The emails that can be written.
pub(super) struct PreparedMail {
    /// `None` if something is wrong that is not about one person.
    pub(super) emails: Option<Vec<Prepared>>,
    /// Whether someone gets no email because of an error.
    pub(super) has_errors: bool,
}

/// Prepares the emails, and prints what is wrong.
pub(super) fn prepare(
    context: &Context,
    program: &CertificateContext,
    ledger: &Ledger,
    recipients: &[Recipient],
) -> Result<PreparedMail, Error> {
    if program.content.wording.mail.is_none() {
        let message = "`data/wording.json` has no wording for the mail";
        return Err(Error::usage(message).hint(format!(
            "add `mail` to `data/wording.json`, for example {EXAMPLE}, with a text for each \
             language; `docs/facts.md` lists the placeholders"
        )));
    }
    let mut report = Report::default();
    for (file, text) in program.content.sources() {
        report.add_file(file, text);
    }
    report.extend(recipients.iter().filter_map(bad_address));
    let heads = letterheads(program, recipients, &mut report);
    let mut emails = Vec::new();
    if report.findings().iter().all(|finding| finding.code == Code::MailAddress) {
        let made = check_files(context, program, ledger, recipients, &heads)?;
        for result in made {
            match result {
                Ok(email) => emails.push(email),
                Err(finding) => report.push(finding),
            }
        }
    }
    report.sort();
    context.print_report(&report)?;
    let is_personal = |finding: &Finding| finding.code == Code::MailAddress;
    let is_fit = report.findings().iter().all(is_personal);
    let has_errors = !report.findings().is_empty();
    Ok(PreparedMail { emails: is_fit.then_some(emails), has_errors })
}

const EXAMPLE: &str = "{ \"subject\": \"Your certificate: {title}\", \"body\": [\"Dear {name},\", \
                       \"Your certificate is attached.\"], \"linkedin\": \"Add to LinkedIn\" }";

fn bad_address(recipient: &Recipient) -> Option<Finding> {
    if recipient.standing != MailStanding::BadAddress {
        return None;
    }
    let certificate = &recipient.certificate;
    let (number, name) = (certificate.printed_number(), &certificate.name);
    let email = certificate.email.as_deref().unwrap_or_default();
    let message =
        format!("{number}, {name}: `{email}` is not an address to which mail can be sent");
    let hint = format!("run `peerpress certificates correct {number} --email ADDRESS`");
    Some(Finding::new(Code::MailAddress, message).at(Place::file(NAME)).hint(hint))
}

/// Returns the letterheads of all languages in which someone gets an email.
fn letterheads<'a>(
    program: &'a CertificateContext,
    recipients: &'a [Recipient],
    report: &mut Report,
) -> HashMap<&'a str, Letterhead<'a>> {
    let mut heads = HashMap::new();
    let mut missing = Vec::new();
    for recipient in recipients.iter().filter(|one| one.due().is_some()) {
        let lang = recipient.certificate.lang.as_str();
        if heads.contains_key(lang) || missing.contains(&lang) {
            continue;
        }
        match Letterhead::new(&program.content, lang) {
            Some(head) => {
                heads.insert(lang, head);
            }
            None => missing.push(lang),
        }
    }
    for lang in missing {
        let message = format!(
            "the mail, or the way to write dates, has no `{lang}` translation, which is the \
             language of a certificate"
        );
        let hint = format!("add \"{lang}\" to `locales` and to each text of `mail`");
        let place = Place::file(DataFile::Wording.path());
        report.push(Finding::new(Code::Untranslated, message).at(place).hint(hint));
    }
    heads
}

/// What the file of a certificate must state, and the page that verifies it.
struct Stated {
    claims: Claims,
    page: String,
}

/// Returns what the files of those who get an email must state, as the ledger keeps it. `None` for
/// others, and for a certificate of an earlier Peerpress whose file was not made again.
fn stated(
    program: &CertificateContext,
    ledger: &Ledger,
    recipients: &[Recipient],
) -> Result<Vec<Option<Stated>>, Error> {
    let mut settings = KeptSettings::new(program, ledger);
    let mut printed: HashMap<&str, HashMap<String, Printed>> = HashMap::new();
    let mut found = Vec::new();
    for recipient in recipients {
        let certificate = &recipient.certificate;
        let session = certificate.session.as_str();
        if recipient.due().is_some() && !printed.contains_key(session) {
            printed.insert(session, ledger.printed_of_session(session)?);
        }
        let kept = printed.get(session).and_then(|of| of.get(&certificate.number));
        let hash = kept.and_then(|kept| kept.setting.as_deref());
        found.push(match hash.filter(|_| recipient.due().is_some()) {
            None => None,
            Some(hash) => {
                let setting = &settings.get(hash)?.setting;
                let page = setting.verify.clone();
                Some(Stated { claims: claims(certificate, setting), page })
            }
        });
    }
    Ok(found)
}

/// Checks the files to attach, each on a thread, and writes the letters.
fn check_files(
    context: &Context,
    program: &CertificateContext,
    ledger: &Ledger,
    recipients: &[Recipient],
    heads: &HashMap<&str, Letterhead<'_>>,
) -> Result<Vec<Result<Prepared, Finding>>, Error> {
    let sources = Sources { keys: None, status: None };
    let trusted = Trusted::read(&context.common, Some(&context.project), sources, false)?;
    if let Some(error) = trusted.unusable {
        return Err(error);
    }
    let facts = &program.content.program;
    let website = facts.website.as_ref().map(|website| website.0.as_str());
    let own = facts.certificates.as_ref().map(|it| own_addresses(&it.verify.0, website));
    let addresses = KnownAddresses::new(own.unwrap_or_default(), &trusted.keys.addresses);
    let locales = with_earlier(program.content.wording.locales.values().cloned());
    let verify = VerifyContext {
        keys: &trusted.keys,
        status: trusted.list.as_ref(),
        ledger: None,
        moment: Moment::at(now()?),
        addresses: &addresses,
        locales: &locales,
    };
    let check = |(recipient, stated): (&Recipient, &Option<Stated>)| {
        let to = recipient.due()?.clone();
        let certificate = recipient.certificate.clone();
        let head = heads.get(certificate.lang.as_str())?;
        let Some(Stated { claims, page }) = stated else {
            return Some(Err(unfit(context, recipient, "was created by an earlier Peerpress")));
        };
        let path = recipient.path(&context.out);
        let read = attachment::read_attachment(&path, claims, page, &verify);
        Some(read.map_err(|fault| unfit(context, recipient, &fault)).map(|(bytes, proven)| {
            let letter = head.letter(&certificate, &proven);
            Prepared { certificate, to, letter, path, digest: Sha256::digest(&bytes).into() }
        }))
    };
    let stated = stated(program, ledger, recipients)?;
    Ok(recipients.par_iter().zip(&stated).filter_map(check).collect())
}

fn unfit(context: &Context, recipient: &Recipient, fault: &str) -> Finding {
    let session = &recipient.certificate.session;
    let file = format!("{}/certificates/{session}/{}", context.shown_out(), recipient.file());
    Finding::new(Code::MailFile, format!("the file {fault}"))
        .at(Place::file(file))
        .hint(format!("run `peerpress certify --session {session}`, which creates it again"))
}
