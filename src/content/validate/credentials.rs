//! Credentials: IDs that exist, kinds that fit, rules that somebody can meet.

use super::Checker;
use crate::content::certification::{CertificateKind, Certification};
use crate::content::credentials::{Credential, RequiredHours, ValidityEnd, ValidityStart};
use crate::content::data_file::DataFile;
use crate::content::need::Need;
use crate::content::text::{Id, Text};
use crate::diagnostic::{Code, Place};

/// The text of a piece that a credential's title takes the place of.
const TITLE_TEXT: &str = "credential";

/// The fields of an award that state how long a certificate is valid.
const VALIDITY_FIELDS: [&str; 2] = ["valid_from", "valid_until"];

impl Checker<'_> {
    fn credential_place(&self, pointer: &str) -> Place {
        self.place(DataFile::Certification, pointer)
    }

    pub(super) fn credentials(&mut self) {
        let partial = self.partial;
        let Some(certification) = &partial.certification else { return };
        for (index, credential) in certification.credentials.iter().enumerate() {
            let at = format!("/credentials/{index}");
            self.credential_kind(credential, &at);
            self.credential_piece(credential, &at);
            self.credential_references(certification, credential, &at);
            self.credential_days(credential, &at);
            if let Some(hours) = &credential.requires.hours {
                self.credential_hours(hours, &format!("{at}/requires/hours"));
            }
        }
    }

    fn bad_value(&mut self, pointer: &str, message: &str, hint: &str) {
        let place = self.credential_place(pointer);
        self.push(Code::BadValue, place, message, hint);
    }

    fn credential_kind(&mut self, credential: &Credential, at: &str) {
        let id = credential.id.as_str();
        let kind = format!("{at}/kind");
        match credential.kind {
            CertificateKind::Completion | CertificateKind::ContinuingEducation => {
                let message = "a credential is `certified` or `recertified`";
                let hint = "write \"certified\", or \"recertified\" for a renewal";
                self.bad_value(&kind, message, hint);
            }
            CertificateKind::Certified if credential.renews(id) => {
                let message = "a first certification does not renew itself";
                let hint = "add another credential of the kind `recertified` that renews this one";
                self.bad_value(&format!("{at}/renews"), message, hint);
            }
            CertificateKind::Recertified if credential.renews.is_empty() => {
                let message = "a renewal needs `renews`, the credentials that it renews";
                let place = self.credential_place(&kind);
                let hint = format!("add \"renews\", with the credential to renew and \"{id}\"");
                self.push(Code::MissingField, place, message, &hint);
            }
            CertificateKind::Certified | CertificateKind::Recertified => {}
        }
    }

    /// The piece is a certificate that states the title and the days of the credential.
    fn credential_piece(&mut self, credential: &Credential, at: &str) {
        let partial = self.partial;
        let Some(pieces) = &partial.pieces else { return };
        let pointer = format!("{at}/piece");
        // A program may do without the piece for a time; `certify` asks for it.
        let Some(piece) = pieces.pieces.iter().find(|piece| piece.id == credential.piece) else {
            return;
        };
        let name = piece.template.as_str();
        let Some(template) = partial.templates.get(name) else { return };
        if !template.text.iter().any(|text| text == TITLE_TEXT) {
            let message =
                format!("the template `{name}` does not print the title of the credential");
            let hint = format!(
                "let the template print `job.text.{TITLE_TEXT}`, and add \"{TITLE_TEXT}\" to \
                 `text` in `templates/{name}/template.json`"
            );
            self.bad_value(&pointer, &message, &hint);
        }
        let fields = template.fields.get(&Need::Awards);
        let lacks =
            |field: &&str| fields.is_some_and(|fields| !fields.iter().any(|known| known == field));
        for field in VALIDITY_FIELDS.iter().filter(|field| lacks(field)) {
            let message = format!("the template `{name}` does not print `{field}`");
            let hint = "use a certificate that states from when and until when it is valid";
            self.bad_value(&pointer, &message, hint);
        }
    }

    fn credential_references(
        &mut self,
        certification: &Certification,
        credential: &Credential,
        at: &str,
    ) {
        let ids = certification.credentials.iter().map(|one| one.id.as_str());
        let known: Vec<&str> = ids.collect();
        let requires = &credential.requires;
        self.known_ids(&credential.renews, "credential", &known, &format!("{at}/renews"));
        let pointer = format!("{at}/requires/credentials");
        self.known_ids(&requires.credentials, "credential", &known, &pointer);
        if requires.credentials.contains(&credential.id) {
            let message = "nobody can have this credential before it is certified";
            self.bad_value(&pointer, message, "remove it here");
        }
        let partial = self.partial;
        let Some(trainings) = &partial.trainings else { return };
        let known: Vec<&str> = trainings.trainings.iter().map(|one| one.id.as_str()).collect();
        let pointer = format!("{at}/requires/trainings");
        self.known_ids(&requires.trainings, "training", &known, &pointer);
    }

    fn known_ids(&mut self, ids: &[Id], what: &str, known: &[&str], at: &str) {
        for (index, id) in ids.iter().enumerate() {
            let place = self.credential_place(&format!("{at}/{index}"));
            self.reference(id.as_str(), &format!("there is no {what}"), known, place);
        }
    }

    fn credential_days(&mut self, credential: &Credential, at: &str) {
        let valid = &credential.valid;
        if valid.year_end.is_some() && valid.ends != ValidityEnd::Year {
            let message = "`year_end` is only for a certificate that ends with a year";
            let hint = "add \"ends\": \"year\", or remove `year_end`";
            self.bad_value(&format!("{at}/valid/year_end"), message, hint);
        }
        let is_renewal = credential.kind == CertificateKind::Recertified;
        let only_renewal = [
            ("early_days", credential.early_days.is_some()),
            ("grace_days", credential.grace_days.is_some()),
            ("valid/starts", valid.starts == ValidityStart::FormerEnd),
        ];
        for (field, _) in only_renewal.iter().filter(|(_, is_there)| *is_there && !is_renewal) {
            let name = field.rsplit('/').next().unwrap_or(field);
            let message = format!("`{name}` is only for a credential of the kind `recertified`");
            let hint = "state it where the renewal is described, and remove it here";
            self.bad_value(&format!("{at}/{field}"), &message, hint);
        }
        // Otherwise, a certificate that was just issued could be renewed at once.
        let shortest = u32::from(valid.months) * 28;
        if u32::from(credential.early_days()) >= shortest {
            let message = "`early_days` is not less than the time for which it is valid";
            let hint = format!("write a number of days below {shortest}");
            self.bad_value(&format!("{at}/early_days"), message, &hint);
        }
    }

    fn credential_hours(&mut self, hours: &RequiredHours, at: &str) {
        let sum: f64 = hours.by_category.iter().map(|one| one.at_least).sum();
        if sum > hours.at_least {
            let message = format!("the hours by category add up to {sum}, more than `at_least`");
            let hint = "correct `at_least` or one of the categories";
            self.bad_value(&format!("{at}/by_category"), &message, hint);
        }
        let kinds = hours.kinds.iter().flatten();
        if hours.kinds.as_ref().is_some_and(Vec::is_empty)
            || kinds.clone().any(|kind| kind.has_validity())
        {
            let message = "hours come from `completion` and `continuing-education` certificates";
            self.bad_value(&format!("{at}/kinds"), message, "write one of these kinds or both");
        }
        let partial = self.partial;
        let Some(trainings) = &partial.trainings else { return };
        let all = trainings.trainings.iter().flat_map(|one| &one.hours_by_category);
        let known: Vec<&Text> = all.map(|one| &one.category).collect();
        for (index, one) in hours.by_category.iter().enumerate() {
            let is_known = known.iter().any(|category| category.shares_words(&one.category));
            if is_known {
                continue;
            }
            let first = partial.program.as_ref().and_then(|program| program.languages.first());
            let lang = first.map_or("", |first| first.tag.as_str());
            let names: Vec<&str> = known.iter().filter_map(|category| category.get(lang)).collect();
            let place = self.credential_place(&format!("{at}/by_category/{index}/category"));
            let name = one.category.get(lang).unwrap_or_default();
            self.reference(name, "no training has hours in the category", &names, place);
        }
    }
}
