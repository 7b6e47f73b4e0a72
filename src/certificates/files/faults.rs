//! Findings about batches of certificates.

use crate::diagnostic::{Code, Finding};
use crate::workers::Failure;

pub(super) fn too_long_for_a_code() -> Finding {
    let message = "the certificate has too much text for a QR code that can be scanned";
    Finding::new(Code::TemplateFailed, message).hint(
        "shorten the titles and the verification address; the QR code contains everything that \
         the certificate states",
    )
}

pub(super) fn failure_finding(failure: Failure) -> Finding {
    let problem = match failure {
        Failure::Timeout => "did not finish in time".to_owned(),
        Failure::Panic(what) => format!("crashed ({what})"),
    };
    let message = format!("the typesetting engine {problem} on a batch of certificates");
    Finding::new(Code::TemplateFailed, message)
        .hint("run the command again; report the problem if it happens again")
}
