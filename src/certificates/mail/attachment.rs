//! The file that is attached: the certificate that the ledger means, in its latest revision, and
//! genuine.

use std::fs;
use std::path::Path;

use super::super::proof::credential::{Claims, looks_like_code};
use super::super::proof::verify::{Verdict, VerifyContext, verify_pdf};
use crate::pdf::{self, ReceivedPdf};

/// What the file of a certificate proves.
#[derive(Debug, Clone)]
pub(crate) struct Proven {
    /// What it states.
    pub(crate) claims: Claims,
    /// The address that proves it. If the template draws no code, it is the page where people type
    /// the number.
    pub(crate) code: String,
}

/// Why a file is not attached: what is wrong with it, to follow its name.
pub(crate) type Unfit = String;

/// Reads the file of a certificate, and checks that it is the one that the ledger means: `claims`
/// is what it must state, and `page` where certificates are verified.
pub(crate) fn read_attachment(
    path: &Path,
    claims: &Claims,
    page: &str,
    context: &VerifyContext<'_>,
) -> Result<(Vec<u8>, Proven), Unfit> {
    let bytes = fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    let code = prove(&bytes, claims, context)?.unwrap_or_else(|| page.to_owned());
    Ok((bytes, Proven { claims: claims.clone(), code }))
}

/// Returns the address in the link of a certificate; `None` if its template draws no code.
fn prove(
    bytes: &[u8],
    claims: &Claims,
    context: &VerifyContext<'_>,
) -> Result<Option<String>, Unfit> {
    let answers = verify_pdf(bytes, context).map_err(|_| "is not a PDF that can be read")?;
    let Some(worst) = answers.iter().max_by_key(|answer| answer.verdict) else {
        return Err("has no pages".to_owned());
    };
    if worst.verdict == Verdict::NotACertificate {
        return if shows(bytes, &claims.printed_number()) {
            Ok(None)
        } else {
            Err(format!("does not show the number {}", claims.printed_number()))
        };
    }
    // A certification is sent before it begins too, and one that ended is still a record.
    let is_fit = matches!(
        worst.verdict,
        Verdict::Genuine | Verdict::Expired | Verdict::NotYetValid | Verdict::AnotherAddress
    );
    if !is_fit {
        let reason = worst.reasons.first().map(String::as_str).unwrap_or_default();
        return Err(format!("is not genuine: {reason}"));
    }
    let is_other = |stated: &&Claims| {
        (&stated.number, stated.revision, &stated.name)
            != (&claims.number, claims.revision, &claims.name)
    };
    let mut stated = answers.iter().filter_map(|answer| Some(&answer.credential.as_ref()?.claims));
    if let Some(other) = stated.find(is_other) {
        return Err(format!(
            "contains certificate {} of {} instead",
            other.printed_number(),
            other.name
        ));
    }
    Ok(link(bytes))
}

/// Whether a file shows a number.
fn shows(bytes: &[u8], number: &str) -> bool {
    let pages = pdf::text(bytes).unwrap_or_default();
    let text: String = pages.iter().map(|page| page.text()).collect();
    let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
    without_spaces(&text).contains(&without_spaces(number))
}

/// Returns the address in the link of a certificate.
fn link(bytes: &[u8]) -> Option<String> {
    let file = ReceivedPdf::open(bytes).ok()?;
    file.pages().flat_map(|page| page.links()).find(|link| looks_like_code(link))
}
