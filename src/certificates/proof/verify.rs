//! Checks whether a certificate is genuine and still valid. This needs the public keys and, for
//! revocations, the signed status list. It does not need a network.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz;
use strum::{IntoStaticStr, VariantArray};

use super::address::KnownAddresses;
use super::code_picture;
use super::compare::{self, Comparison, Linked};
use super::credential::{self, Claims, Credential, CredentialError};
use super::keys::{KeyId, PublicKeys};
use super::status::{ListedStatus, StatusList};
use crate::content::locale::Locale;
use crate::pdf::{PageHasher, ReceivedPage, ReceivedPdf, Unreadable};

/// The result of a check, from the best to the worst: the worst page of a file counts. Each has its
/// own exit code, which never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum Verdict {
    /// The certificate is genuine and valid.
    Genuine,
    /// The signed words are genuine, but the page cannot be compared with what was signed.
    #[strum(serialize = "page not compared")]
    NotCompared,
    /// The certificate is genuine, but it has expired.
    Expired,
    /// The certificate is genuine, but it is not valid yet.
    #[strum(serialize = "not valid yet")]
    NotYetValid,
    /// The certificate is genuine, but a corrected one replaced it.
    Replaced,
    /// The certificate is genuine, but the address in front of its code is not the program's.
    #[strum(serialize = "another address")]
    AnotherAddress,
    /// The certificate is genuine, but was revoked.
    Revoked,
    /// The number is not on the status list, which does not prove that it was issued.
    #[strum(serialize = "not listed")]
    NotListed,
    /// There is no certificate code.
    #[strum(serialize = "not a certificate")]
    NotACertificate,
    /// The code is incomplete or garbled.
    Damaged,
    /// The code is signed with a key that is not among the public keys.
    #[strum(serialize = "unknown key")]
    UnknownKey,
    /// The face differs from the code, or the code was changed.
    Altered,
}

impl Verdict {
    /// The exit code of `peerpress verify`.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Genuine => 0,
            Self::Altered => 10,
            Self::Revoked => 11,
            Self::Expired => 12,
            Self::UnknownKey => 13,
            Self::Damaged => 14,
            Self::NotACertificate => 15,
            Self::Replaced => 16,
            Self::NotYetValid => 17,
            Self::NotCompared => 18,
            Self::AnotherAddress => 19,
            Self::NotListed => 20,
        }
    }

    /// Whether no status list could make the answer worse or better.
    pub(crate) fn is_final(self) -> bool {
        use Verdict::{Altered, Damaged, NotACertificate, UnknownKey};
        matches!(self, NotACertificate | Damaged | UnknownKey | Altered)
    }

    /// The name that messages and JSON show.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

/// When a certificate has to be valid: a day, or a moment, in which it is one day at some places
/// and the next or the one before at others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day at the last place where a day ends, UTC−12.
    last: Date,
    /// The day in UTC.
    pub(crate) day: Date,
    /// The day at the first place where a day begins, UTC+14.
    first: Date,
}

impl Moment {
    /// Returns a day, which is the same day everywhere.
    pub(crate) fn day(day: Date) -> Self {
        Self { last: day, day, first: day }
    }

    /// Returns a moment.
    pub(crate) fn at(time: Timestamp) -> Self {
        let day = |hours: i8| time.to_zoned(tz::offset(hours).to_time_zone()).date();
        Self { last: day(-12), day: day(0), first: day(14) }
    }

    /// Returns whether a certificate is valid: from the start of its first day at the first place
    /// to the end of its last day at the last place. If it is not, says why.
    pub(crate) fn check(
        &self,
        valid_from: Option<Date>,
        valid_until: Option<Date>,
    ) -> Result<(), (Verdict, String)> {
        if let Some(day) = valid_until.filter(|day| *day < self.last) {
            let reason = format!("the certificate expired; it was valid through {day}");
            return Err((Verdict::Expired, reason));
        }
        if let Some(day) = valid_from.filter(|day| *day > self.first) {
            let reason = format!("the certificate is not valid until {day}");
            return Err((Verdict::NotYetValid, reason));
        }
        Ok(())
    }
}

/// What the ledger of the program says about certificates that are not valid.
#[derive(Debug, Default)]
pub(crate) struct LedgerStatus {
    /// The numbers of revoked certificates.
    pub(crate) revoked: HashSet<String>,
    /// Numbers and revisions that a later revision replaced.
    pub(crate) replaced: HashSet<(String, u32)>,
}

impl LedgerStatus {
    fn status_of(&self, number: &str, revision: u32) -> ListedStatus {
        if self.revoked.contains(number) {
            ListedStatus::Revoked
        } else if self.replaced.contains(&(number.to_owned(), revision)) {
            ListedStatus::Replaced
        } else {
            ListedStatus::Good
        }
    }
}

/// What certificates are checked with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VerifyContext<'a> {
    /// The keys that are trusted.
    pub(crate) keys: &'a PublicKeys,
    /// The status list, if there is one.
    pub(crate) status: Option<&'a StatusList>,
    /// The ledger, in the project of the program that issued the certificate. It knows what the
    /// list does not say yet.
    pub(crate) ledger: Option<&'a LedgerStatus>,
    /// When the certificate has to be valid.
    pub(crate) moment: Moment,
    /// The pages of the program that issued it.
    pub(crate) addresses: &'a KnownAddresses,
    /// How the languages of certificates write dates.
    pub(crate) locales: &'a [Locale],
}

impl VerifyContext<'_> {
    /// Whether someone else may have a key. A status list does not say why a key was revoked.
    fn is_stolen(&self, key: KeyId) -> bool {
        match self.keys.get(key).and_then(|known| known.revoked) {
            Some(revocation) => revocation.stolen_since.is_some(),
            None => self.status.is_some_and(|list| list.revokes(key)),
        }
    }
}

/// The result of checking one certificate.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The page of a PDF, from 1.
    pub(crate) page: Option<usize>,
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// What the certificate states, if its signature is valid.
    pub(crate) credential: Option<Credential>,
    /// What the comparison of the page found: `same`, `unknown`, or `different`.
    pub(crate) comparison: Option<&'static str>,
    /// Why the certificate is not genuine and valid.
    pub(crate) reasons: Vec<String>,
}

impl Answer {
    /// Adds what the comparison of the page found. A page that differs is `Altered`, whatever else
    /// was found.
    fn apply(&mut self, comparison: Comparison) {
        self.comparison = Some(comparison.name());
        match comparison {
            Comparison::Same => {}
            Comparison::Unknown(reason) => {
                self.verdict = self.verdict.max(Verdict::NotCompared);
                self.reasons.push(reason);
            }
            Comparison::Different(differences) => {
                self.verdict = Verdict::Altered;
                self.reasons.splice(0..0, differences);
            }
        }
    }

    /// Returns an answer without a credential.
    pub(crate) fn without_credential(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self {
            page: None,
            verdict,
            credential: None,
            comparison: None,
            reasons: vec![reason.into()],
        }
    }
}

/// Checks the address or code of a certificate.
pub(crate) fn verify_code(text: &str, context: &VerifyContext<'_>) -> Answer {
    match credential::read_code(text, context.keys) {
        Ok(credential) => {
            if let Some(reason) = distrust(&credential, context) {
                return Answer::without_credential(Verdict::UnknownKey, reason);
            }
            let (verdict, reason) = check_validity(&credential.claims, context);
            let mut answer = Answer {
                page: None,
                verdict,
                credential: Some(credential),
                comparison: None,
                reasons: Vec::from_iter(reason),
            };
            if let Some(fault) = context.addresses.fault(text) {
                answer.verdict = answer.verdict.max(Verdict::AnotherAddress);
                answer.reasons.insert(0, fault);
            }
            answer
        }
        Err(error) => {
            let verdict = match error {
                CredentialError::NotACode => Verdict::NotACertificate,
                CredentialError::Damaged(_) | CredentialError::NewerVersion(_) => Verdict::Damaged,
                CredentialError::UnknownKey(_) => Verdict::UnknownKey,
                CredentialError::InvalidSignature(_) => Verdict::Altered,
            };
            Answer::without_credential(verdict, error.to_string())
        }
    }
}

/// Returns why a code is not trusted because its key was revoked. Only the status list says which
/// codes of such a key stay genuine: whoever has the key can write any date into a code.
fn distrust(credential: &Credential, context: &VerifyContext<'_>) -> Option<String> {
    let key = credential.key;
    let revocation = context.keys.get(key).and_then(|known| known.revoked);
    let list = context.status.filter(|list| list.key != key);
    if revocation.is_none() && !list.is_some_and(|list| list.revokes(key)) {
        return None;
    }
    let how = revocation.map_or("revoked".to_owned(), |revocation| revocation.to_string());
    let why = match list {
        Some(list) if list.names(key, &credential.signed) => return None,
        Some(list) => format!("{list} does not name this certificate"),
        None => "there is no status list that says whether this certificate is genuine".to_owned(),
    };
    Some(format!("the certificate is signed with the key `{key}` ({how}), and {why}"))
}

/// Checks every page of a PDF: the codes in its links, and whether the page states the same.
/// A page with several codes has several answers.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub(crate) fn verify_pdf(
    bytes: &[u8],
    context: &VerifyContext<'_>,
) -> Result<Vec<Answer>, Unreadable> {
    let file = ReceivedPdf::open(bytes)?;
    let mut hasher = file.hasher();
    let mut answers = Vec::new();
    for (index, page) in file.pages().enumerate() {
        let on_page = verify_page(&file, &page, &mut hasher, context).into_iter();
        answers.extend(on_page.map(|answer| Answer { page: Some(index + 1), ..answer }));
    }
    refuse_added_pages(&mut answers);
    Ok(answers)
}

fn verify_page<'a>(
    file: &'a ReceivedPdf,
    page: &ReceivedPage<'a>,
    hasher: &mut PageHasher<'a>,
    context: &VerifyContext<'_>,
) -> Vec<Answer> {
    let mut links = page.links();
    links.retain(|link| credential::looks_like_code(link));
    let is_drawn = links.is_empty();
    if is_drawn {
        // Some programs drop links when they save a file.
        links = code_picture::read_codes(&page.view().codes);
        links.retain(|link| credential::looks_like_code(link));
    }
    links.sort();
    links.dedup();
    if links.is_empty() {
        let reason = "the page has no certificate link; for a printed certificate or a press file, \
                      scan its QR code and verify the text";
        return vec![Answer::without_credential(Verdict::NotACertificate, reason)];
    }
    let mut verify_link = |link: &String| {
        let mut answer = verify_code(link, context);
        if let Some(credential) = &answer.credential {
            let is_key_stolen = context.is_stolen(credential.key);
            let linked = Linked { url: link, credential, is_drawn, is_key_stolen };
            let VerifyContext { keys, locales, .. } = context;
            let comparison = compare::compare(file, page, hasher, &linked, keys, locales);
            answer.apply(comparison);
        }
        answer
    };
    links.iter().map(&mut verify_link).collect()
}

/// A page without a code in a file of certificates was added to it.
fn refuse_added_pages(answers: &mut [Answer]) {
    if answers.iter().all(|answer| answer.credential.is_none()) {
        return;
    }
    for answer in answers.iter_mut().filter(|it| it.verdict == Verdict::NotACertificate) {
        answer.verdict = Verdict::Altered;
        answer.reasons = vec![
            "the page has no certificate code, but other pages of the file do: it was added".into(),
        ];
    }
}

/// Checks whether a genuine certificate is valid. Returns the reason if it is not.
fn check_validity(claims: &Claims, context: &VerifyContext<'_>) -> (Verdict, Option<String>) {
    if let Some(list) = context.status {
        match list.status_of(&claims.number, claims.revision) {
            ListedStatus::Good => {}
            ListedStatus::Revoked => {
                let reason = format!("the certificate was revoked, according to {list}");
                return (Verdict::Revoked, Some(reason));
            }
            ListedStatus::Replaced => {
                let reason = format!("a corrected certificate replaced it, according to {list}");
                return (Verdict::Replaced, Some(reason));
            }
        }
    }
    if let Some(ledger) = context.ledger {
        const UNLISTED: &str = "according to the ledger; the status list does not say so yet";
        match ledger.status_of(&claims.number, claims.revision) {
            ListedStatus::Good => {}
            ListedStatus::Revoked => {
                return (
                    Verdict::Revoked,
                    Some(format!("the certificate was revoked, {UNLISTED}")),
                );
            }
            ListedStatus::Replaced => {
                let reason = format!("a corrected certificate replaced it, {UNLISTED}");
                return (Verdict::Replaced, Some(reason));
            }
        }
    }
    match context.moment.check(claims.valid_from, claims.valid_until) {
        Ok(()) => (Verdict::Genuine, None),
        Err((verdict, reason)) => (verdict, Some(reason)),
    }
}
