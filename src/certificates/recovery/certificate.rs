//! A certificate as it is read back from its signed file, with what tables and data say about it.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;

use super::super::files::words::words;
use super::super::issue::{Background, background, place_of_session};
use super::super::ledger::{Certificate, Recovery, Signed};
use super::super::proof::credential::Claims;
use super::files::SignedFile;
use super::{RecoveredCertificate, Remains};
use crate::content::certificate_number::printed;
use crate::content::language_tag;

impl Remains<'_> {
    /// Returns what the ledger records of a certificate in a signed file.
    pub(super) fn recovery(&self, file: &SignedFile) -> Recovery {
        let Claims { number, revision, name, kind, hours, issued, .. } = &file.credential.claims;
        let Claims { valid_from, valid_until, .. } = &file.credential.claims;
        let lang = self.language(file.language.as_deref());
        let Background { training, hours_by_category, details, .. } = self.background(file);
        let certificate = Certificate {
            number: number.clone(),
            revision: *revision,
            replaces: None,
            lost_revision: None,
            kind: *kind,
            session: file.session.clone(),
            training,
            position: 0,
            name: name.clone(),
            email: self.traces.rows.get(number).and_then(|row| row.email.clone()),
            hours: *hours,
            hours_by_category,
            issued: *issued,
            valid_from: *valid_from,
            valid_until: *valid_until,
            lang,
            details,
            revoked: None,
        };
        let claims = HEXLOWER.encode(&file.credential.signed);
        let signed = Signed { key: file.credential.key.to_string(), claims };
        Recovery { certificate, signed, file: file.hash.clone(), page: file.page.clone() }
    }

    /// Returns what the data and the page say about a certificate beyond its code.
    pub(super) fn background(&self, file: &SignedFile) -> Background {
        let SignedFile { session, credential, language, page, .. } = file;
        let lang = self.language(language.as_deref());
        let page = page.as_deref().map(words);
        let find =
            |context| background(context, session, &credential.claims, &lang, page.as_deref());
        self.context.as_ref().map(find).unwrap_or_default()
    }

    /// Returns the numbers of certificates whose hours by category are not known.
    pub(super) fn unknown_hours(&self, signed: &[SignedFile]) -> Vec<String> {
        let lacking = signed.iter().filter(|file| self.background(file).lacks_hours);
        lacking.map(|file| file.credential.claims.printed_number()).collect()
    }

    /// Returns the sessions that are not in the data. If the data cannot be read, nobody knows.
    pub(super) fn missing_sessions(&self, signed: &[SignedFile]) -> Vec<String> {
        let Some(context) = &self.context else { return Vec::new() };
        let sessions: BTreeSet<&String> = signed.iter().map(|file| &file.session).collect();
        let is_missing = |id: &&String| place_of_session(&context.content, id).is_err();
        sessions.into_iter().filter(is_missing).cloned().collect()
    }

    /// Returns the language of the program that a file has, or the first one.
    fn language(&self, of_file: Option<&str>) -> String {
        let languages = self.context.iter().flat_map(|context| context.content.languages());
        let languages: Vec<&str> = languages.collect();
        let of_file = of_file.and_then(|tag| language_tag::meant(tag, languages.iter().copied()));
        let found = of_file.or(languages.first().copied());
        found.unwrap_or("en").to_owned()
    }

    /// Describes a certificate in a signed file.
    pub(super) fn found(&self, file: &SignedFile) -> RecoveredCertificate {
        let claims = &file.credential.claims;
        let number = printed(&claims.number, claims.revision);
        let file = self.search.project.shown(&file.path);
        RecoveredCertificate { number, name: claims.name.clone(), file }
    }
}
