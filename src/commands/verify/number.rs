//! `verify NUMBER`: what the ledger or the status list knows about a number.
//!
//! A number is printed on the certificate, so anyone can copy it. It proves nothing about the paper
//! that it is on: only the code does.

use super::trusted::Trusted;
use crate::certificates::ledger::{Certificate, Ledger};
use crate::certificates::proof::status::{ListedStatus, StatusList};
use crate::certificates::proof::verify::{Moment, Verdict};
use crate::content::certificate_number::{self, Number};
use crate::error::Error;

/// What is known about a number.
pub(super) struct NumberAnswer {
    pub(super) verdict: Verdict,
    /// The number, in the form of the ledger if it is valid.
    pub(super) number: String,
    /// Where the answer is from.
    pub(super) source: &'static str,
    pub(super) reasons: Vec<String>,
    /// The numbers that were perhaps meant.
    pub(super) similar: Vec<String>,
    /// What the certificate states, with labels.
    pub(super) facts: Vec<(&'static str, String)>,
    /// Whether the certificate is a sample, which certifies nothing.
    pub(super) sample: bool,
}

impl NumberAnswer {
    fn new(source: &'static str, verdict: Verdict, number: String, reason: String) -> Self {
        let (similar, facts) = (Vec::new(), Vec::new());
        Self { verdict, number, source, reasons: vec![reason], similar, facts, sample: false }
    }

    /// The answer of a ledger that may be an older one, without a status list.
    fn doubted(mut self) -> Self {
        if matches!(self.verdict, Verdict::Genuine | Verdict::NotACertificate) {
            self.verdict = Verdict::NotListed;
            self.reasons = vec![
                "the ledger may be an older one, and there is no status list; scan the code on \
                 the certificate"
                    .to_owned(),
            ];
        }
        self
    }

    fn mistyped(source: &'static str, typed: &str, fault: String, similar: Vec<String>) -> Self {
        let reason = format!("`{typed}` is not a certificate number: {fault}");
        let new = Self::new(source, Verdict::NotACertificate, typed.to_owned(), reason);
        Self { similar, ..new }
    }
}

/// Looks a number up in the ledger of a project and in the status list. If they differ, the worse
/// answer counts: either may be older than the other.
///
/// # Errors
/// Returns an error if the ledger cannot be read, or if there is neither a ledger nor a list.
pub(super) fn look_up(
    typed: &str,
    trusted: &Trusted,
    moment: &Moment,
) -> Result<NumberAnswer, Error> {
    let list = || look_up_in_list(typed, trusted.list.as_ref());
    let Some(ledger) = &trusted.ledger else { return list() };
    let answer = look_up_in_ledger(typed, ledger, moment)?;
    if trusted.is_latest || trusted.list.is_none() {
        return Ok(if trusted.is_latest { answer } else { answer.doubted() });
    }
    let listed = list()?;
    let is_worse = match listed.verdict {
        Verdict::Revoked => answer.verdict != Verdict::Revoked,
        Verdict::Replaced => !matches!(answer.verdict, Verdict::Revoked | Verdict::Replaced),
        // An older ledger lacks what was issued since.
        Verdict::NotListed => answer.verdict == Verdict::NotACertificate,
        _ => false,
    };
    Ok(if is_worse { listed } else { answer })
}

fn look_up_in_ledger(typed: &str, ledger: &Ledger, moment: &Moment) -> Result<NumberAnswer, Error> {
    const LEDGER: &str = "ledger";
    let wanted = match certificate_number::parse(typed) {
        Ok(wanted) => wanted,
        Err(fault) => {
            let mut similar = certificate_number::slips(typed);
            similar.retain(|number| ledger.has(number).unwrap_or(false));
            let fault = fault.describe(ledger.example_number()?.as_deref());
            return Ok(NumberAnswer::mistyped(LEDGER, typed, fault, similar));
        }
    };
    let number = printed(&wanted);
    if !ledger.has(&wanted.text)? {
        let (verdict, reason) = judge_unknown(ledger, &wanted.text)?;
        return Ok(NumberAnswer::new(LEDGER, verdict, number, reason));
    }
    let certificate = ledger.certificate(&wanted.text)?;
    let (verdict, reason) = judge(&certificate, wanted.revision, moment);
    let new = NumberAnswer::new(LEDGER, verdict, number, reason);
    Ok(NumberAnswer { facts: facts(&certificate), sample: certificate.is_sample(), ..new })
}

fn printed(number: &Number) -> String {
    number
        .revision
        .map_or(number.text.clone(), |revision| certificate_number::printed(&number.text, revision))
}

/// Judges a number that the ledger does not have.
fn judge_unknown(ledger: &Ledger, number: &str) -> Result<(Verdict, String), Error> {
    let (verdict, reason) = if ledger.lost_revoked()?.iter().any(|revoked| revoked == number) {
        (Verdict::Revoked, "the certificate was revoked; the ledger that issued it is lost")
    } else if ledger.may_be_lost(number)? {
        let reason = "the ledger that may have issued this number is lost, so nothing is known \
                      about it: scan the code on the certificate";
        (Verdict::NotListed, reason)
    } else {
        let reason = "the ledger of this project has no certificate with this number";
        (Verdict::NotACertificate, reason)
    };
    Ok((verdict, reason.to_owned()))
}

/// Judges a certificate of the ledger. A number without a revision is that of the first one, as it
/// is printed.
fn judge(certificate: &Certificate, revision: Option<u32>, moment: &Moment) -> (Verdict, String) {
    let latest = certificate.printed_number();
    let revision = revision.unwrap_or(1);
    if revision > certificate.revision {
        let reason = format!("the ledger has no such revision; the latest is `{latest}`");
        return (Verdict::NotACertificate, reason);
    }
    if let Some(revoked) = &certificate.revoked {
        return (Verdict::Revoked, format!("the certificate was revoked: {}", revoked.reason));
    }
    if revision < certificate.revision {
        return (Verdict::Replaced, format!("a corrected certificate, `{latest}`, replaced it"));
    }
    if certificate.lost_revision.is_some() {
        let reason = "a corrected certificate replaced it, but the ledger that issued that one is \
                      lost";
        return (Verdict::Replaced, reason.to_owned());
    }
    match moment.check(certificate.valid_from, certificate.valid_until) {
        Err(refused) => refused,
        Ok(()) => {
            let reason = if certificate.is_sample() {
                "the ledger has this certificate, which is a sample"
            } else {
                "the ledger has this certificate, and it is valid; compare the paper with what \
                 follows, or scan its code"
            };
            (Verdict::Genuine, reason.to_owned())
        }
    }
}

fn facts(certificate: &Certificate) -> Vec<(&'static str, String)> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let facts = [
        ("name", Some(certificate.name.clone())),
        ("kind", Some(certificate.kind.to_string())),
        ("session", Some(certificate.session.clone())),
        ("hours", certificate.hours.map(|hours| hours.to_string())),
        ("number", Some(certificate.printed_number())),
        ("issued", day(Some(certificate.issued))),
        ("valid from", day(certificate.valid_from)),
        ("valid through", day(certificate.valid_until)),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// Looks a number up in the status list, which knows only revoked and replaced certificates.
///
/// # Errors
/// Returns an error if there is no list.
fn look_up_in_list(typed: &str, list: Option<&StatusList>) -> Result<NumberAnswer, Error> {
    const LIST: &str = "status list";
    let wanted = match certificate_number::parse(typed) {
        Ok(wanted) => wanted,
        Err(fault) => {
            let similar = certificate_number::slips(typed);
            let similar = if similar.len() > 3 { Vec::new() } else { similar };
            return Ok(NumberAnswer::mistyped(LIST, typed, fault.to_string(), similar));
        }
    };
    let Some(list) = list else {
        let message = format!(
            "the number `{}` cannot be checked: there is no ledger and no status list",
            wanted.text
        );
        return Err(Error::usage(message).hint(
            "name the status list of the program with `--status FILE` and its keys with \
             `--keys FILE`, or scan the code on the certificate",
        ));
    };
    let number = printed(&wanted);
    let (verdict, reason) = match list.status_of(&wanted.text, wanted.revision.unwrap_or(1)) {
        ListedStatus::Revoked => {
            (Verdict::Revoked, format!("the certificate was revoked, according to {list}"))
        }
        ListedStatus::Replaced => {
            let reason =
                format!("a corrected certificate replaced `{number}`, according to {list}");
            (Verdict::Replaced, reason)
        }
        ListedStatus::Good => {
            let reason = format!(
                "{list} does not list it as revoked or replaced; this does not prove that it was \
                 issued, to whom, or for what: scan the code on the certificate"
            );
            (Verdict::NotListed, reason)
        }
    };
    Ok(NumberAnswer::new(LIST, verdict, number, reason))
}
