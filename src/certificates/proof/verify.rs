//! Is this certificate genuine, and does it still hold? The answer needs the public keys and, for what was revoked, the signed list;
//! it needs no network.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::credential::{self, Claims, Credential, Fault};
use super::face;
use super::keys::PublicKeys;
use super::status::{Standing, StatusList};
use crate::content::wording::Locale;
use crate::pdf::{self, PageText, Unreadable};

/// The answer in one word. Each has an exit code of its own, which never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is genuine and holds.
    Genuine,
    /// It is genuine, and its last day of validity has passed.
    Expired,
    /// It is genuine, and its first day of validity has not come.
    NotYetValid,
    /// It is genuine, and a corrected one took its place.
    Replaced,
    /// It was genuine, and was revoked.
    Revoked,
    /// There is no code of a certificate in it.
    NotACertificate,
    /// Its code is cut short or garbled.
    Damaged,
    /// It is signed with a key that is not among the public keys.
    UnknownKey,
    /// Its face says something else than its code, or the code was changed.
    Altered,
}

impl Verdict {
    /// Every verdict, the best first; for many pages the last one counts.
    pub const ALL: [Self; 9] = [
        Self::Genuine,
        Self::Expired,
        Self::NotYetValid,
        Self::Replaced,
        Self::Revoked,
        Self::NotACertificate,
        Self::Damaged,
        Self::UnknownKey,
        Self::Altered,
    ];

    /// The exit code of `peerpress verify`.
    pub fn code(self) -> u8 {
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
        }
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::Altered => "altered",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::UnknownKey => "unknown key",
            Self::Damaged => "damaged",
            Self::NotACertificate => "not a certificate",
            Self::Replaced => "replaced",
            Self::NotYetValid => "not valid yet",
        }
    }
}

/// What certificates are checked with.
#[derive(Debug, Clone, Copy)]
pub struct Means<'a> {
    /// The keys that are trusted.
    pub keys: &'a PublicKeys,
    /// The list of certificates that no longer hold, if there is one.
    pub status: Option<&'a StatusList>,
    /// The day for which is asked.
    pub today: Date,
    /// How the languages of certificates write dates.
    pub locales: &'a [Locale],
}

/// What was found out about one certificate.
#[derive(Debug, Clone)]
pub struct Answer {
    /// In one word.
    pub verdict: Verdict,
    /// What it states, if its signature fits.
    pub credential: Option<Credential>,
    /// Why it is not genuine: what differs, since when it does not hold.
    pub reasons: Vec<String>,
}

impl Answer {
    /// An answer without a credential.
    pub fn without(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self { verdict, credential: None, reasons: vec![reason.into()] }
    }
}

/// Checks the address or text of a code.
pub fn text(text: &str, means: &Means<'_>) -> Answer {
    match credential::open(text, means.keys) {
        Ok(credential) => {
            let (verdict, reasons) = standing(&credential.claims, means);
            Answer { verdict, credential: Some(credential), reasons }
        }
        Err(fault) => {
            let verdict = match fault {
                Fault::NotACredential => Verdict::NotACertificate,
                Fault::Damaged(_) | Fault::Newer(_) => Verdict::Damaged,
                Fault::UnknownKey(_) => Verdict::UnknownKey,
                Fault::Forged(_) => Verdict::Altered,
            };
            Answer::without(verdict, fault.to_string())
        }
    }
}

/// Checks every page of a PDF: its code, found in a link, and whether the page says the same. A code that stands on a page twice is
/// one answer, several are several.
///
/// # Errors
/// If the file cannot be read.
pub fn pdf(bytes: &[u8], means: &Means<'_>) -> Result<Vec<(usize, Answer)>, Unreadable> {
    let pages = pdf::text(bytes)?;
    Ok(pages
        .iter()
        .enumerate()
        .flat_map(|(index, page)| {
            self::page(page, means).into_iter().map(move |answer| (index + 1, answer))
        })
        .collect())
}

fn page(page: &PageText, means: &Means<'_>) -> Vec<Answer> {
    let mut links: Vec<&String> =
        page.links.iter().filter(|link| credential::looks_like(link)).collect();
    links.sort();
    links.dedup();
    if links.is_empty() {
        let reason = "there is no link with the code of a certificate on the page; on a printed one or a file for the press, scan the code";
        return vec![Answer::without(Verdict::NotACertificate, reason)];
    }
    links.into_iter().map(|link| against(page, text(link, means), means)).collect()
}

/// Compares the page with what its credential states. Whatever else is true of it, an altered face comes first.
fn against(page: &PageText, mut answer: Answer, means: &Means<'_>) -> Answer {
    let differences = answer
        .credential
        .as_ref()
        .map(|credential| face::differences(page, &credential.claims, means.locales))
        .unwrap_or_default();
    if !differences.is_empty() {
        answer.verdict = Verdict::Altered;
        answer.reasons.splice(0..0, differences);
    }
    answer
}

/// Whether a genuine certificate still holds.
fn standing(claims: &Claims, means: &Means<'_>) -> (Verdict, Vec<String>) {
    match means.status.map(|list| (list, list.says(&claims.number, claims.revision))) {
        Some((list, Standing::Revoked)) => {
            return (Verdict::Revoked, vec![format!("it was revoked, says {}", told(list))]);
        }
        Some((list, Standing::Replaced)) => {
            return (
                Verdict::Replaced,
                vec![format!("a corrected certificate took its place, says {}", told(list))],
            );
        }
        _ => {}
    }
    if let Some(day) = claims.valid_until.filter(|day| *day < means.today) {
        return (Verdict::Expired, vec![format!("its last day of validity was {day}")]);
    }
    if let Some(day) = claims.valid_from.filter(|day| *day > means.today) {
        return (Verdict::NotYetValid, vec![format!("its first day of validity is {day}")]);
    }
    (Verdict::Genuine, Vec::new())
}

/// The list, as answers name it.
pub fn told(list: &StatusList) -> String {
    format!("the list of {} (number {})", list.issued.to_zoned(TimeZone::UTC).date(), list.sequence)
}
