//! What a person lacks of the trainings, credentials and hours that a credential requires.

use jiff::civil::Date;

use super::judge::{Applicant, Held, Judge};
use super::options::Requirement;
use crate::certificates::ledger::{
    Basis, CategoryHours, Certificate, CountedCertificate, HoursRule, used_sessions,
};
use crate::content::credentials::RequiredHours;
use crate::content::text::{Id, Text};

/// Hours that differ by less are the same.
const TOLERANCE: f64 = 1e-6;

/// Something that a person lacks.
pub(super) struct Unmet {
    pub(super) requirement: Requirement,
    /// What is missing, as a part of a sentence.
    pub(super) what: String,
    /// How to go on.
    pub(super) hint: String,
}

impl Judge<'_> {
    /// Returns what someone lacks, and adds what counts to the basis. `former` is the certification
    /// since which hours count, and `since` the day.
    pub(super) fn check_requirements(
        &self,
        applicant: &Applicant<'_>,
        held: &[Held<'_>],
        (former, since): (Option<&Certificate>, Option<Date>),
        basis: &mut Basis,
    ) -> Vec<Unmet> {
        let requires = &self.credential.requires;
        let mut unmet = Vec::new();
        for id in &requires.trainings {
            match self.certificate_of_training(applicant, id) {
                Some(certificate) => count(basis, certificate),
                None => unmet.push(Unmet {
                    requirement: Requirement::Training,
                    what: format!(
                        "no certificate of the training `{id}`{}",
                        self.describe_uncounted(applicant, Some(id))
                    ),
                    hint: format!("certify a session of `{id}` first"),
                }),
            }
        }
        for id in &requires.credentials {
            if self.valid_of(held, id.as_str()).is_none() {
                unmet.push(Unmet {
                    requirement: Requirement::Credential,
                    what: format!("no certificate of `{id}` that is valid on {}", self.issued),
                    hint: format!("certify or recertify the person as `{id}` first"),
                });
            }
        }
        let needed = requires.hours.as_ref();
        if let Some(needed) = needed.or(self.elsewhere_only(applicant).as_ref()) {
            unmet.extend(self.check_hours(applicant, needed, (former, since), basis));
        }
        unmet
    }

    /// Hours that were earned elsewhere are recorded, also if the credential requires none.
    fn elsewhere_only(&self, applicant: &Applicant<'_>) -> Option<RequiredHours> {
        applicant.elsewhere.as_ref()?;
        Some(RequiredHours { at_least: 0.0, by_category: Vec::new(), kinds: Some(Vec::new()) })
    }

    fn certificate_of_training<'c>(
        &self,
        applicant: &Applicant<'c>,
        id: &Id,
    ) -> Option<&'c Certificate> {
        let trainings = self.trainings_of(applicant).into_iter();
        let mut of_training = trainings.filter(|one| one.training.as_deref() == Some(id.as_str()));
        of_training.next_back()
    }

    /// Returns the certificates of trainings that may count, oldest first.
    fn trainings_of<'c>(&self, applicant: &Applicant<'c>) -> Vec<&'c Certificate> {
        let counts = |one: &&Certificate| {
            !one.kind.has_validity() && one.revoked.is_none() && self.may_count(one)
        };
        applicant.certificates.iter().copied().filter(counts).collect()
    }

    fn check_hours(
        &self,
        applicant: &Applicant<'_>,
        needed: &RequiredHours,
        (former, since): (Option<&Certificate>, Option<Date>),
        basis: &mut Basis,
    ) -> Option<Unmet> {
        let certificates = self.trainings_of(applicant);
        let except = former.map(|it| used_sessions(it, applicant.bases, applicant.certificates));
        let except = except.unwrap_or_default();
        let rule = HoursRule { since, kinds: needed.kinds.as_deref(), except };
        let counted = rule.counted(&certificates);
        counted.iter().for_each(|one| count(basis, one));
        basis.since = since;
        basis.elsewhere.clone_from(&applicant.elsewhere);
        let elsewhere = applicant.elsewhere.as_ref();
        let mut total: f64 = counted.iter().filter_map(|one| one.hours).sum();
        total += elsewhere.map_or(0.0, |it| it.hours);
        let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
        let mut missing = Vec::new();
        if total + TOLERANCE < needed.at_least {
            missing.push(format!("{} of {} hours{since}", rounded(total), needed.at_least));
        }
        for one in &needed.by_category {
            let of_one = counted.iter().map(|it| self.hours_in(it, &one.category));
            let mut sum: f64 = of_one.sum();
            let parts = elsewhere.iter().flat_map(|it| &it.hours_by_category);
            sum +=
                parts.filter(|it| self.is_named(&one.category, it)).map(|it| it.hours).sum::<f64>();
            if sum + TOLERANCE < one.at_least {
                let name = one.category.get(self.first_language).unwrap_or_default();
                missing.push(format!("{} of {} hours of {name}", rounded(sum), one.at_least));
            }
        }
        if missing.is_empty() {
            return None;
        }
        let what = format!("{} ({})", missing.join(" and "), self.describe(applicant, &counted));
        let hint = "certify the sessions that are missing first, or add hours that were earned \
                    elsewhere with `--hours-elsewhere \"WHY\"`";
        Some(Unmet { requirement: Requirement::Hours, what, hint: hint.to_owned() })
    }

    /// Lists the certificates that count, and those that do not.
    fn describe(&self, applicant: &Applicant<'_>, counted: &[&Certificate]) -> String {
        let hours = |one: &Certificate| rounded(one.hours.unwrap_or_default());
        let mut parts: Vec<String> =
            counted.iter().map(|one| format!("{}: {}", one.printed_number(), hours(one))).collect();
        let elsewhere = applicant.elsewhere.as_ref();
        parts.extend(elsewhere.map(|it| format!("elsewhere: {}", rounded(it.hours))));
        if parts.is_empty() {
            parts.push("no certificate counts".to_owned());
        }
        parts.join(", ") + &self.describe_uncounted(applicant, None)
    }

    /// Lists the certificates, of one training or of all, that would count if they were not revoked
    /// or samples.
    fn describe_uncounted(&self, applicant: &Applicant<'_>, training: Option<&Id>) -> String {
        let trainings = applicant.certificates.iter().filter(|one| {
            let id = one.training.as_deref();
            !one.kind.has_validity() && training.is_none_or(|wanted| id == Some(wanted.as_str()))
        });
        let uncounted = trainings.filter_map(|one| {
            let why = match (&one.revoked, self.may_count(one)) {
                (Some(_), _) => "was revoked",
                (None, false) => "is a sample",
                (None, true) => return None,
            };
            Some(format!("; {} does not count, because it {why}", one.printed_number()))
        });
        uncounted.collect()
    }

    /// Returns the hours of a certificate in a category.
    fn hours_in(&self, certificate: &Certificate, category: &Text) -> f64 {
        let training = self
            .trainings
            .iter()
            .find(|training| certificate.training.as_deref() == Some(training.id.as_str()));
        let is_meant = |part: &&CategoryHours| {
            let of_training = training.and_then(|training| {
                let mut categories = training.hours_by_category.iter();
                categories.find(|one| one.category.get(&certificate.lang) == Some(&*part.category))
            });
            category.get(&certificate.lang) == Some(&*part.category)
                || of_training.is_some_and(|one| one.category.shares_words(category))
        };
        certificate.hours_by_category.iter().filter(is_meant).map(|part| part.hours).sum()
    }

    /// Whether hours that were earned elsewhere are of a category.
    fn is_named(&self, category: &Text, part: &CategoryHours) -> bool {
        category.get(self.first_language) == Some(&*part.category)
    }
}

/// Adds a certificate to those that counted.
fn count(basis: &mut Basis, certificate: &Certificate) {
    if basis.counted.iter().all(|known| known.number != certificate.number) {
        let (number, hours) = (certificate.number.clone(), certificate.hours.unwrap_or_default());
        basis.counted.push(CountedCertificate { number, hours });
    }
}

/// Removes the rounding errors of binary fractions from a sum of tenths and quarters.
pub(super) fn rounded(hours: f64) -> f64 {
    // An empty sum is a negative zero.
    (hours * 1000.0).round() / 1000.0 + 0.0
}
