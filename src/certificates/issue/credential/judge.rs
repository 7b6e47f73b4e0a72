//! Decides whether someone gets a certificate of a credential, and what is missing if not.

use jiff::ToSpan;
use jiff::civil::Date;

use super::options::{CredentialOptions, Requirement};
use super::renewals::Renewals;
use super::requirements::Unmet;
use crate::certificates::ledger::{Basis, Certificate, HoursElsewhere, Waived, began};
use crate::content::certification::CertificateKind;
use crate::content::credentials::Credential;
use crate::content::trainings::Training;
use crate::diagnostic::{Code, Finding};

/// What is decided about the people of a roster.
pub(super) struct Judge<'a> {
    pub(super) credential: &'a Credential,
    pub(super) renewals: Renewals<'a>,
    pub(super) trainings: &'a [Training],
    pub(super) first_language: &'a str,
    /// The issue date.
    pub(super) issued: Date,
    /// The first valid day, if the user states one.
    pub(super) valid_from: Option<Date>,
    pub(super) replace_revoked: bool,
    pub(super) options: &'a CredentialOptions,
}

/// Someone who applies for a certificate.
pub(super) struct Applicant<'a> {
    pub(super) name: &'a str,
    /// All certificates of the person, oldest first.
    pub(super) certificates: &'a [&'a Certificate],
    /// Why those of credentials were issued, unless they were revoked.
    pub(super) bases: &'a [Basis],
    /// The hours that were earned elsewhere.
    pub(super) elsewhere: Option<HoursElsewhere>,
}

/// A valid or expired certificate of a credential.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) certificate: &'a Certificate,
    /// The ID of the credential.
    pub(super) credential: &'a str,
    /// The last valid day.
    pub(super) until: Date,
}

/// What becomes of someone.
pub(super) enum Decision {
    /// A new certificate, valid from and until these days.
    New { valid: (Date, Date), basis: Basis },
    /// The person has a certificate. It can be renewed from a day on, if that is known.
    Held { certificate: Certificate, renewable: Option<Date> },
    /// The certificate of this person was revoked.
    Revoked(Certificate),
    /// The person does not get a certificate.
    Refused(Finding),
}

impl<'a> Judge<'a> {
    /// Decides about one person.
    ///
    /// # Errors
    /// If a day is not in the calendar.
    pub(super) fn decide(&self, applicant: &Applicant<'_>) -> Result<Decision, jiff::Error> {
        let held = self.held(applicant);
        if let Some(renamed) = self.of_unknown_credential(&held) {
            return Ok(Decision::Refused(self.describe_renamed(applicant, renamed)));
        }
        match self.credential.kind {
            CertificateKind::Recertified => self.renew(applicant, &held),
            _ => self.certify(applicant, &held),
        }
    }

    /// Whether a certificate may count: a sample counts for samples only.
    pub(super) fn may_count(&self, certificate: &Certificate) -> bool {
        self.credential.sample || !certificate.is_sample()
    }

    fn held<'c>(&self, applicant: &Applicant<'c>) -> Vec<Held<'c>>
    where
        'a: 'c,
    {
        let certificates = applicant.certificates.iter().copied();
        let valid = certificates.filter(|one| one.revoked.is_none() && self.may_count(one));
        let held = |certificate: &'c Certificate| {
            let until = certificate.valid_until?;
            let credential = self.renewals.credential_of(certificate)?;
            Some(Held { certificate, credential, until })
        };
        valid.filter_map(held).collect()
    }

    /// Returns a certificate with the same piece of a credential that is not in the data. The
    /// credential may have been renamed; then it would be certified twice.
    fn of_unknown_credential<'c>(&self, held: &[Held<'c>]) -> Option<Held<'c>> {
        let piece = Some(self.credential.piece.as_str());
        let is_unknown = |one: &Held<'_>| {
            one.certificate.details["piece"].as_str() == piece
                && self.renewals.credential(one.credential).is_none()
        };
        latest(held.iter().copied().filter(is_unknown))
    }

    /// Returns the certificate of a credential, or of one that takes its place, that is valid on
    /// the issue date.
    pub(super) fn valid_of<'c>(&self, held: &[Held<'c>], id: &str) -> Option<Held<'c>> {
        let valid = held.iter().filter(|one| {
            one.until >= self.issued && self.renewals.is_or_replaces(one.credential, id)
        });
        latest(valid.copied())
    }

    /// Decides about a first certification.
    fn certify(
        &self,
        applicant: &Applicant<'_>,
        held: &[Held<'_>],
    ) -> Result<Decision, jiff::Error> {
        let id = self.credential.id.as_str();
        let own = held.iter().filter(|one| self.renewals.is_or_replaces(one.credential, id));
        let last = latest(own.copied());
        if let Some(revoked) = self.revoked(applicant, last) {
            return Ok(Decision::Revoked(revoked));
        }
        let mut unmet = Vec::new();
        if let Some(last) = last {
            if last.until >= self.issued || self.is_of_this_run(last) {
                let certificate = last.certificate.clone();
                return Ok(Decision::Held { certificate, renewable: None });
            }
            unmet.push(self.was_certified(last)?);
        }
        let required = self.credential.requires.credentials.iter();
        let former = latest(required.filter_map(|id| self.valid_of(held, id.as_str())));
        let since = former.map(|former| began(former.certificate));
        let mut basis = Basis { credential: id.to_owned(), ..Basis::default() };
        let replaced = held.iter().filter(|one| self.credential.renews(one.credential));
        let replaced = latest(replaced.copied()).or(last);
        basis.renews = replaced.map(|one| one.certificate.number.clone());
        let former = former.map(|former| former.certificate);
        unmet.extend(self.check_requirements(applicant, held, (former, since), &mut basis));
        self.conclude(applicant, unmet, basis, None)
    }

    /// Decides about a renewal.
    fn renew(&self, applicant: &Applicant<'_>, held: &[Held<'_>]) -> Result<Decision, jiff::Error> {
        let credential = self.credential;
        let formers = held.iter().filter(|one| credential.renews(one.credential));
        let former = latest(formers.copied());
        let own = held.iter().filter(|one| one.credential == credential.id.as_str());
        let last = latest(former.into_iter().chain(own.copied()));
        if let Some(revoked) = self.revoked(applicant, last) {
            return Ok(Decision::Revoked(revoked));
        }
        if let Some(higher) = self.higher(held) {
            return Ok(Decision::Refused(self.describe_higher(applicant, higher)));
        }
        let mut unmet = Vec::new();
        let mut basis = Basis { credential: credential.id.to_string(), ..Basis::default() };
        let Some(former) = last else {
            unmet.push(self.never_certified());
            let since = self.issued.checked_sub(i32::from(credential.valid.months).months())?;
            unmet.extend(self.check_requirements(applicant, held, (None, Some(since)), &mut basis));
            return self.conclude(applicant, unmet, basis, None);
        };
        let opens = former.until.checked_sub(i32::from(credential.early_days()).days())?;
        let is_own = former.credential == credential.id.as_str();
        if self.is_of_this_run(former) || (is_own && self.issued < opens) {
            let certificate = former.certificate.clone();
            return Ok(Decision::Held { certificate, renewable: Some(opens) });
        }
        if is_own && !credential.renews(former.credential) {
            let number = former.certificate.printed_number();
            let what = format!("{number} cannot be renewed with `{}` again", credential.id);
            let hint = "add the credential to its own `renews` if it can".to_owned();
            unmet.push(Requirement::Former.unmet(what, hint));
        }
        let closes = former.until.checked_add(i32::from(credential.grace_days()).days())?;
        if self.issued < opens {
            unmet.push(self.too_early(former, opens));
        }
        if self.issued > closes {
            unmet.push(self.too_late(former, closes));
        }
        basis.renews = Some(former.certificate.number.clone());
        let since = (Some(former.certificate), Some(began(former.certificate)));
        unmet.extend(self.check_requirements(applicant, held, since, &mut basis));
        self.conclude(applicant, unmet, basis, Some(former))
    }

    /// Whether a certificate was issued by a run with the same credential and issue date.
    fn is_of_this_run(&self, held: Held<'_>) -> bool {
        held.certificate.session == self.credential.session(self.issued)
    }

    /// Returns the revoked certificate of the credential that is later than every other one.
    fn revoked(&self, applicant: &Applicant<'_>, last: Option<Held<'_>>) -> Option<Certificate> {
        let order = |one: &Certificate| (one.issued, one.number.clone());
        let id = self.credential.id.as_str();
        let revoked =
            applicant.certificates.iter().copied().filter(|one| {
                one.revoked.is_some() && self.renewals.credential_of(one) == Some(id)
            });
        let revoked = revoked.max_by_key(|one| order(one)).filter(|_| !self.replace_revoked)?;
        let is_last = last.is_none_or(|last| order(last.certificate) < order(revoked));
        is_last.then(|| revoked.clone())
    }

    /// Returns a valid certificate of a credential that takes the place of those to renew, without
    /// being one of them.
    fn higher<'c>(&self, held: &[Held<'c>]) -> Option<Held<'c>> {
        let credential = self.credential;
        let takes_place = |one: &Held<'_>| {
            let mut renewed = credential.renews.iter();
            one.credential != credential.id.as_str()
                && !credential.renews(one.credential)
                && renewed.any(|id| self.renewals.is_or_replaces(one.credential, id.as_str()))
        };
        latest(held.iter().copied().filter(|one| one.until >= self.issued && takes_place(one)))
    }

    /// Waives what the user waives, and decides by what is left.
    fn conclude(
        &self,
        applicant: &Applicant<'_>,
        unmet: Vec<Unmet>,
        mut basis: Basis,
        former: Option<Held<'_>>,
    ) -> Result<Decision, jiff::Error> {
        let mut left = Vec::new();
        for one in unmet {
            match self.options.waiver(one.requirement) {
                Some(waiver) => basis.waived.push(Waived {
                    requirement: one.requirement.to_string(),
                    reason: waiver.reason.clone(),
                }),
                None => left.push(one),
            }
        }
        basis.waived.dedup();
        // Whoever cannot renew yet, or has nothing to renew, need not know what else is missing.
        if let Some(Unmet { requirement: Requirement::Former | Requirement::Early, .. }) =
            left.first()
        {
            left.truncate(1);
        }
        if !left.is_empty() {
            return Ok(Decision::Refused(self.describe_unmet(applicant, &left)));
        }
        let valid = &self.credential.valid;
        let in_time = former.map(|it| it.until).filter(|until| *until >= self.issued);
        let from = match self.valid_from {
            Some(from) => from,
            None => valid.first_day(self.issued, in_time)?,
        };
        let until = valid.last_day(from)?;
        if let Some(former) = former.filter(|former| until <= former.until) {
            return Ok(Decision::Refused(self.describe_no_gain(applicant, former, until)));
        }
        Ok(Decision::New { valid: (from, until), basis })
    }

    fn describe_unmet(&self, applicant: &Applicant<'_>, unmet: &[Unmet]) -> Finding {
        let missing: Vec<&str> = unmet.iter().map(|one| one.what.as_str()).collect();
        let mut finding = self.refusal(applicant, &missing.join("; "));
        let mut waivers: Vec<String> = Vec::new();
        for one in unmet {
            if !finding.hints.contains(&one.hint) {
                finding = finding.hint(one.hint.clone());
            }
            let waiver = format!("--waive {}=\"WHY\"", one.requirement);
            if !waivers.contains(&waiver) {
                waivers.push(waiver);
            }
        }
        finding.hint(format!("to make an exception, add `{}`", waivers.join(" ")))
    }

    /// Says that someone does not get a certificate, and why.
    pub(super) fn refusal(&self, applicant: &Applicant<'_>, why: &str) -> Finding {
        let (kind, id) = (self.credential.kind, &self.credential.id);
        let message = format!("`{}` cannot be {kind} as `{id}`: {why}", applicant.name);
        Finding::new(Code::CredentialRequirement, message)
    }
}

/// Returns the certificate that is valid longest; of several, the one issued last.
fn latest<'c>(held: impl Iterator<Item = Held<'c>>) -> Option<Held<'c>> {
    held.max_by_key(|one| (one.until, one.certificate.issued, &one.certificate.number))
}

impl Requirement {
    /// Returns something that is lacking.
    pub(super) fn unmet(self, what: String, hint: String) -> Unmet {
        Unmet { requirement: self, what, hint }
    }
}
