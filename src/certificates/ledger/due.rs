//! Who must renew a certification.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Basis, Certificate, Holder, HoursRule, Ledger, began, used_sessions};
use crate::content::certification::CertificateKind;
use crate::error::Error;

/// How certifications are renewed, as the data says.
pub struct RenewalRule<'a> {
    /// Whether a certificate takes the place of an earlier one.
    pub replaces: &'a dyn Fn(&Certificate, &Certificate) -> bool,
    /// The kinds of certificates whose hours count for the renewal, if not all.
    pub kinds: &'a dyn Fn(&Certificate) -> Option<Vec<CertificateKind>>,
}

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
    /// Returns the certifications whose last valid day is in a period, in the order of that day.
    /// A certificate that was issued as the renewal of another one takes its place, whatever the
    /// rule says.
    ///
    /// # Errors
    /// Returns an error if the ledger cannot be read.
    pub fn due(
        &self,
        first: Date,
        last: Date,
        rule: &RenewalRule<'_>,
    ) -> Result<Vec<DueRenewal>, Error> {
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
                let valid = holder.not_revoked();
                let bases = self.bases(valid.iter().copied())?;
                let is_due = |until: &Date| (first..=last).contains(until);
                due.extend(due_of(&valid, &bases, &is_due, rule));
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
fn due_of(
    valid: &[&Certificate],
    bases: &[Basis],
    is_due: &dyn Fn(&Date) -> bool,
    rule: &RenewalRule<'_>,
) -> Vec<DueRenewal> {
    let renewed: BTreeSet<&str> = bases.iter().filter_map(|it| it.renews.as_deref()).collect();
    let mut due = Vec::new();
    for &certificate in valid.iter().filter(|one| one.kind.has_validity()) {
        let Some(valid_until) = certificate.valid_until.filter(is_due) else { continue };
        let mut others = valid.iter().filter(|one| one.kind.has_validity());
        if renewed.contains(certificate.number.as_str())
            || others.any(|newer| (rule.replaces)(newer, certificate))
        {
            continue;
        }
        let except = used_sessions(certificate, bases, valid);
        let kinds = (rule.kinds)(certificate);
        let since = Some(began(certificate));
        let counting = HoursRule { since, kinds: kinds.as_deref(), except };
        // A sample counts for samples only.
        let mut trainings = valid.to_vec();
        trainings.retain(|one| certificate.is_sample() || !one.is_sample());
        let hours: f64 = counting.counted(&trainings).iter().filter_map(|one| one.hours).sum();
        due.push(DueRenewal {
            certificate: certificate.clone(),
            valid_until,
            // An empty sum is a negative zero.
            hours_since: (hours * 1000.0).round() / 1000.0 + 0.0,
        });
    }
    due
}
