//! What a certificate states, as it is signed.

use jiff::civil::Date;
use serde::Serialize;

use crate::content::certification::CertificateKind;

/// The statements of a certificate, all of which are printed on its face.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claims {
    /// The name of the recipient.
    pub name: String,
    /// The certificate number without a revision.
    pub number: String,
    /// 1, or more for a corrected certificate. Printed as `R2` after the number.
    pub revision: u32,
    /// What is certified.
    pub kind: CertificateKind,
    /// Whether the certificate is a sample, which certifies nothing.
    pub sample: bool,
    /// The title of the training, or the title that the person may use, as on the face.
    pub title: String,
    /// The hours earned, with two decimals.
    pub hours: Option<f64>,
    /// The days of the session, in order.
    pub days: Vec<Date>,
    /// The issue date.
    pub issued: Date,
    /// The first day on which the certificate is valid.
    pub valid_from: Option<Date>,
    /// The last day on which the certificate is valid.
    pub valid_until: Option<Date>,
    /// The issuer as named on the face.
    pub issuer: String,
}

impl Claims {
    /// Returns the number as it is printed, with the revision of a corrected certificate.
    pub(crate) fn printed_number(&self) -> String {
        match self.revision {
            0 | 1 => self.number.clone(),
            revision => format!("{} R{revision}", self.number),
        }
    }
}
