//! What one certificate states: on its face, and in its signed code.

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use serde_json::Value;

use super::super::ledger::{Certificate, Printed, Signed};
use super::super::proof::credential::{self, Claims};
use super::super::proof::keys::PrivateKey;
use crate::plan::{CertificateTemplate, Setting, Statement};

/// Returns what the face of a certificate states.
pub(crate) fn statement(certificate: &Certificate) -> Statement {
    let hours = certificate.hours_by_category.iter();
    Statement {
        kind: certificate.kind,
        name: certificate.name.clone(),
        number: certificate.printed_number(),
        replaces: certificate.replaces.clone(),
        issued: certificate.issued,
        hours: certificate.hours,
        hours_by_category: hours.map(|one| (one.category.clone(), one.hours)).collect(),
        valid_from: certificate.valid_from,
        valid_until: certificate.valid_until,
    }
}

/// Returns what is signed. All of it is also printed on the certificate.
pub(crate) fn claims(certificate: &Certificate, setting: &Setting) -> Claims {
    claims_on(certificate, &setting.shared, setting.credential.as_deref(), &setting.issuer)
}

/// Returns what will be signed on a certificate that is drawn from a template.
pub(crate) fn claims_of_template(
    certificate: &Certificate,
    template: &CertificateTemplate,
) -> Claims {
    let CertificateTemplate { shared, credential, issuer, .. } = template;
    claims_on(certificate, shared, credential.as_deref(), issuer)
}

fn claims_on(
    certificate: &Certificate,
    shared: &Value,
    credential: Option<&str>,
    issuer: &str,
) -> Claims {
    let training = shared.pointer("/training/title").and_then(Value::as_str).unwrap_or_default();
    let (title, days) = if certificate.kind.has_validity() {
        (credential.unwrap_or(training), Vec::new())
    } else {
        (training, days(shared))
    };
    Claims {
        issuer: issuer.to_owned(),
        name: certificate.name.clone(),
        number: certificate.number.clone(),
        revision: certificate.revision,
        kind: certificate.kind,
        sample: shared["sample"] == true,
        title: title.to_owned(),
        hours: certificate.hours,
        days,
        issued: certificate.issued,
        valid_from: certificate.valid_from,
        valid_until: certificate.valid_until,
    }
}

/// Returns the days of a session, as they are printed.
pub(crate) fn days(shared: &Value) -> Vec<Date> {
    let days = shared.pointer("/session/days").and_then(Value::as_array).into_iter().flatten();
    days.filter_map(|day| day.pointer("/date/iso")?.as_str()?.parse().ok()).collect()
}

/// Returns what is kept of a certificate as it is printed.
pub(crate) fn print(
    certificate: &Certificate,
    setting: &Setting,
    hash: &str,
    template: &CertificateTemplate,
    key: Option<&PrivateKey>,
) -> Printed {
    Printed {
        setting: Some(hash.to_owned()),
        face: Some(template.face(&statement(certificate))),
        signed: key.map(|key| signed(&claims(certificate, setting), key)),
    }
}

/// Returns which key signs some claims, and their hash.
pub(crate) fn signed(claims: &Claims, key: &PrivateKey) -> Signed {
    Signed { key: key.id().to_string(), claims: HEXLOWER.encode(&credential::hash_claims(claims)) }
}
