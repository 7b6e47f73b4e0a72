//! Who must renew a certification.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Certificate, Holder, Ledger};
use crate::error::Error;

/// A certification that ends soon, or ended lately, and has not been renewed.
#[derive(Debug, Clone, PartialEq)]
pub struct DueRenewal {
    /// The latest certificate of the certification.
    pub certificate: Certificate,
    /// The last valid day.
    pub valid_until: Date,
    /// The hours of the trainings that ended after the certification began.
    pub hours_since: f64,
}

impl Ledger {
    /// Returns the certifications whose last valid day is in a period, in the order of that day. A
    /// certification of the same piece that is valid longer is a renewal.
    ///
    /// # Errors
    /// Returns an error if the ledger cannot be read.
    pub fn due(&self, first: Date, last: Date) -> Result<Vec<DueRenewal>, Error> {
        let mut due = Vec::new();
        for holder in self.certified_people()? {
            // Two people may have one name. If one of them renewed, the other has not.
            let groups: Vec<Holder> = match holder.is_known_by_name_only() {
                false => vec![holder],
                true => {
                    let alone = |one| Holder { id: None, certificates: vec![one] };
                    holder.certificates.into_iter().map(alone).collect()
                }
            };
            for holder in &groups {
                due.extend(due_of(holder, first, last));
            }
        }
        due.sort_by(|a, b| {
            let key = |it: &DueRenewal| (it.valid_until, it.certificate.number.clone());
            key(a).cmp(&key(b))
        });
        Ok(due)
    }
}

/// Returns the certifications of one person that are due.
fn due_of(holder: &Holder, first: Date, last: Date) -> Vec<DueRenewal> {
    let valid = holder.not_revoked();
    let mut latest: BTreeMap<&str, (Date, &Certificate)> = BTreeMap::new();
    for &certificate in valid.iter().filter(|one| one.kind.has_validity()) {
        let Some(until) = certificate.valid_until else { continue };
        let piece = certificate.details["piece"].as_str().unwrap_or_default();
        let known = latest.entry(piece).or_insert((until, certificate));
        if known.0 < until {
            *known = (until, certificate);
        }
    }
    let due = latest.into_values().filter(|(until, _)| (first..=last).contains(until));
    due.map(|(valid_until, certificate)| DueRenewal {
        certificate: certificate.clone(),
        valid_until,
        hours_since: hours_since(&valid, certificate.valid_from.unwrap_or(certificate.issued)),
    })
    .collect()
}

/// Returns the hours of trainings that ended on or after a day. The hours of a session count once,
/// also if there are two certificates of it.
fn hours_since(certificates: &[&Certificate], start: Date) -> f64 {
    let mut sessions: BTreeMap<&str, f64> = BTreeMap::new();
    let trainings = certificates.iter().filter(|one| !one.kind.has_validity());
    for certificate in trainings.filter(|one| last_day(one) >= start) {
        let hours = certificate.hours.unwrap_or_default();
        let most = sessions.entry(&certificate.session).or_insert(hours);
        *most = most.max(hours);
    }
    sessions.values().sum()
}

/// Returns the last day of the session, as the certificate states it; without it, the issue date.
fn last_day(certificate: &Certificate) -> Date {
    let days = certificate.details.pointer("/face/session/days").and_then(|days| days.as_array());
    let dates = days.into_iter().flatten().filter_map(|day| day.pointer("/date/iso")?.as_str());
    dates.filter_map(|date| date.parse().ok()).max().unwrap_or(certificate.issued)
}
