//! Compares a page with what was signed about it.
//!
//! The rule: a page whose digest is the signed one is as it was made. If it is not, or there is no
//! page signature, the page is different as soon as a word differs; otherwise it is unknown,
//! because another program saved the file and a reader has to compare it.

use super::credential::Credential;
use super::face;
use super::page::{self, PageFault};
use super::verify::VerifyContext;
use crate::pdf::{PageHasher, ReceivedPage, ReceivedPdf};

/// What the comparison of a page found.
#[derive(Debug)]
pub(super) enum Comparison {
    /// The page is as it was signed.
    Same,
    /// The page cannot be compared, for this reason.
    Unknown(String),
    /// The page differs from what was signed.
    Different(Vec<String>),
}

/// Compares a page with what was signed with the code of a link.
pub(super) fn compare<'a>(
    file: &'a ReceivedPdf,
    page: &ReceivedPage<'a>,
    hasher: &mut PageHasher<'a>,
    link: &str,
    credential: &Credential,
    context: &VerifyContext<'_>,
) -> Comparison {
    let signed = match page.record() {
        None => {
            Err("the page has no page signature, because an earlier Peerpress made the file or \
                     another program saved it again"
                .to_owned())
        }
        Some(record) => match page::read(record, link, credential.key, context.keys) {
            Ok(signed) => Ok(signed),
            Err(PageFault::NewerVersion) => {
                Err("the page signature has a newer version than this \
                                                 Peerpress reads"
                    .to_owned())
            }
            Err(PageFault::Invalid) => {
                return different("the page signature is not valid: it was changed");
            }
            Err(PageFault::OtherCode) => {
                return different("the page signature belongs to another certificate");
            }
        },
    };
    let digests = page.digests(hasher);
    let is_same = signed.as_ref().is_ok_and(|signed| {
        digests.as_ref().is_some_and(|digests| digests.whole == signed.digests.whole)
    });
    if is_same && !file.is_updated && !file.is_active {
        return Comparison::Same;
    }
    let differences = face::differences(&page.text(), &credential.claims, context.locales);
    if !differences.is_empty() {
        return Comparison::Different(differences);
    }
    let why = match signed {
        Err(why) => why,
        Ok(_) if is_same => "the file was changed after it was made".to_owned(),
        Ok(_) => "another program saved the page again".to_owned(),
    };
    Comparison::Unknown(format!(
        "{why}; the signed words are on the page, but other words cannot be compared: scan the \
         code, compare the page with what is listed here, or ask for a new file"
    ))
}

fn different(reason: &str) -> Comparison {
    Comparison::Different(vec![reason.to_owned()])
}
