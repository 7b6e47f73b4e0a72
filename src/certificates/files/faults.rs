//! Findings about batches of certificates.

use super::super::issue::CertificateContext;
use super::super::proof::keys;
use crate::content::data_file::DataFile;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;

pub(crate) fn too_long_for_a_code() -> Finding {
    let message = "the certificate has too much text for a QR code that can be scanned";
    Finding::new(Code::TemplateFailed, message).hint(
        "shorten the titles and the verification address; the QR code contains everything that \
         the certificate states",
    )
}

/// Keeps the address to which codes lead. Reports it if new codes lead to another than before.
pub(super) fn keep_address(
    context: &CertificateContext,
    address: &str,
    report: &mut Report,
) -> Result<(), Error> {
    let earlier = keys::keep_address(&context.project, address)?;
    let is_current = context.numbering().is_ok_and(|numbering| numbering.verify.0 == address);
    let Some(earlier) = earlier.filter(|_| is_current) else { return Ok(()) };
    let file = DataFile::Program.path();
    let sources = context.content.sources().filter(|(name, _)| *name == file);
    sources.for_each(|(name, text)| report.add_file(name, text));
    let message = format!("new codes lead to `{address}`; the earlier ones lead to `{earlier}`");
    let place = context.content.place(file, "/certificates/verify");
    report.push(Finding::new(Code::CodesMoved, message).at(place).hint(
        "keep a page at the earlier address for as long as certificates with it are in use; \
         `verify` accepts both",
    ));
    Ok(())
}
