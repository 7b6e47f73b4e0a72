//! What is said about people who cannot be certified, and how to go on.

use jiff::ToSpan;
use jiff::civil::Date;

use super::judge::{Applicant, Held, Judge};
use super::options::Requirement;
use super::requirements::Unmet;
use crate::content::certification::CertificateKind;
use crate::content::credentials::Credential;
use crate::diagnostic::Finding;

impl Judge<'_> {
    /// Someone has nothing to renew.
    pub(super) fn never_certified(&self) -> Unmet {
        let what = "no certificate to renew".to_owned();
        Requirement::Former.unmet(what, self.how_to_certify("for a first certification", ""))
    }

    /// A first certification has ended.
    pub(super) fn was_certified(&self, last: Held<'_>) -> Result<Unmet, jiff::Error> {
        let what = format!("{} was valid until {}", last.certificate.printed_number(), last.until);
        let mut renewals = Vec::new();
        for renewal in self.renewals.renewing(last.credential) {
            let closes = last.until.checked_add(i32::from(renewal.grace_days()).days())?;
            if self.issued <= closes {
                renewals.push(format!("`--credential {}`", renewal.id));
            }
        }
        let hint = match renewals.is_empty() {
            true => "it is too late to renew it, so you decide whether to certify the person again"
                .to_owned(),
            false => format!("renew it with {}", renewals.join(" or ")),
        };
        Ok(Requirement::Lapsed.unmet(what, hint))
    }

    /// A certification cannot be renewed yet.
    pub(super) fn too_early(&self, former: Held<'_>, opens: Date) -> Unmet {
        let (number, until) = (former.certificate.printed_number(), former.until);
        let what = format!("{number} is valid until {until}, and can be renewed from {opens} on");
        let hint = format!("run the command on {opens} or later");
        Requirement::Early.unmet(what, hint)
    }

    /// A certification cannot be renewed any longer.
    pub(super) fn too_late(&self, former: Held<'_>, closes: Date) -> Unmet {
        let (number, until) = (former.certificate.printed_number(), former.until);
        let what = match closes == until {
            true => format!("{number} was valid until {until}"),
            false => {
                format!("{number} was valid until {until}, and could be renewed until {closes}")
            }
        };
        // The first certification asks for this waiver, too.
        let waiver = format!(" --waive {}=\"WHY\"", Requirement::Lapsed);
        let hint =
            self.how_to_certify("to certify the person again as if for the first time", &waiver);
        Requirement::Lapsed.unmet(what, hint)
    }

    /// Says with which credential someone can be certified who has nothing to renew. `options` are
    /// added to it.
    fn how_to_certify(&self, what: &str, options: &str) -> String {
        let renewed = self.credential.renews.iter();
        let first = renewed.filter_map(|id| self.renewals.credential(id.as_str()));
        let first = first.filter(|one| one.kind == CertificateKind::Certified);
        let ids: Vec<String> =
            first.map(|one: &Credential| format!("`--credential {}{options}`", one.id)).collect();
        match ids.is_empty() {
            true => "remove the row".to_owned(),
            false => format!("{what}, use {}", ids.join(" or ")),
        }
    }

    /// Someone has a certificate of a credential that is not in the data.
    pub(super) fn describe_renamed(&self, applicant: &Applicant<'_>, renamed: Held<'_>) -> Finding {
        let (number, id) = (renamed.certificate.printed_number(), renamed.credential);
        let why =
            format!("{number} is a certificate of the credential `{id}`, which is not in the data");
        self.refusal(applicant, &why).hint(format!(
            "if the credential was renamed, change its `id` back to `{id}`; otherwise, add `{id}` \
             to `credentials` in `data/certification.json` again"
        ))
    }

    /// Someone has a certificate of a higher level.
    pub(super) fn describe_higher(&self, applicant: &Applicant<'_>, higher: Held<'_>) -> Finding {
        let number = higher.certificate.printed_number();
        let why = format!(
            "{number} of `{}`, valid until {}, replaces the certification to renew",
            higher.credential, higher.until
        );
        let renewing = self.renewals.renewing(higher.credential);
        let ids: Vec<String> =
            renewing.iter().map(|one| format!("`--credential {}`", one.id)).collect();
        let hint = match ids.is_empty() {
            true => "remove the row".to_owned(),
            false => format!("remove the row, or renew it with {}", ids.join(" or ")),
        };
        self.refusal(applicant, &why).hint(hint)
    }

    /// A renewal would end no later than what it renews.
    pub(super) fn describe_no_gain(
        &self,
        applicant: &Applicant<'_>,
        former: Held<'_>,
        until: Date,
    ) -> Finding {
        let number = former.certificate.printed_number();
        let why = format!(
            "it would be valid until {until}, and {number} is valid until {}",
            former.until
        );
        self.refusal(applicant, &why).hint(
            "renew it later, or correct `valid` in `data/certification.json`, for example with \
             \"starts\": \"former-end\"",
        )
    }
}
