//! Which certificates of trainings count for a certification.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Basis, Certificate};
use crate::content::certification::CertificateKind;

/// Which certificates of trainings count.
#[derive(Debug, Default)]
pub(crate) struct HoursRule<'a> {
    /// The first day: trainings that ended earlier do not count.
    pub(crate) since: Option<Date>,
    /// The kinds that count, if not all.
    pub(crate) kinds: Option<&'a [CertificateKind]>,
    /// The sessions that counted before.
    pub(crate) except: BTreeSet<&'a str>,
}

impl HoursRule<'_> {
    /// Returns the certificates that count. Of several certificates of one session, one does,
    /// preferably one with categories, with the most hours.
    pub(crate) fn counted<'c>(&self, certificates: &[&'c Certificate]) -> Vec<&'c Certificate> {
        let mut sessions: BTreeMap<&str, &'c Certificate> = BTreeMap::new();
        for certificate in certificates.iter().filter(|one| self.counts(one)) {
            let best = sessions.entry(&certificate.session).or_insert(certificate);
            if rank(certificate) > rank(best) {
                *best = certificate;
            }
        }
        let mut counted: Vec<&Certificate> = sessions.into_values().collect();
        counted.sort_by_key(|one| (last_day(one), &one.number));
        counted
    }

    fn counts(&self, certificate: &Certificate) -> bool {
        !certificate.kind.has_validity()
            && certificate.revoked.is_none()
            && self.kinds.is_none_or(|kinds| kinds.contains(&certificate.kind))
            && self.since.is_none_or(|since| last_day(certificate) >= since)
            && !self.except.contains(certificate.session.as_str())
    }
}

fn rank(certificate: &Certificate) -> (bool, f64) {
    (!certificate.hours_by_category.is_empty(), certificate.hours.unwrap_or_default())
}

/// Returns the sessions whose hours do not count for the renewal of a certification: that of its
/// own training, and those that counted before.
pub(crate) fn used_sessions<'a>(
    former: &'a Certificate,
    bases: &[Basis],
    certificates: &[&'a Certificate],
) -> BTreeSet<&'a str> {
    let numbers: BTreeSet<&str> = bases
        .iter()
        .flat_map(|basis| &basis.counted)
        .map(|counted| counted.number.as_str())
        .collect();
    let used = certificates.iter().filter(|one| numbers.contains(one.number.as_str()));
    used.map(|one| one.session.as_str()).chain([former.session.as_str()]).collect()
}

/// Returns the day on which a certification began: its first valid day, or the issue date if that
/// is earlier.
pub(crate) fn began(certificate: &Certificate) -> Date {
    certificate.valid_from.map_or(certificate.issued, |from| from.min(certificate.issued))
}

/// Returns the last day of the session, as the certificate states it; without it, the issue date.
fn last_day(certificate: &Certificate) -> Date {
    let days = certificate.details.pointer("/face/session/days").and_then(|days| days.as_array());
    let dates = days.into_iter().flatten().filter_map(|day| day.pointer("/date/iso")?.as_str());
    dates.filter_map(|date| date.parse().ok()).max().unwrap_or(certificate.issued)
}
