//! Open Badges of certificates: the words that the ledger keeps of each, and the file.

use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::super::issue::CertificateContext;
use super::super::ledger::{Certificate, Ledger};
use super::super::proof::credential;
use super::super::proof::keys::PrivateKey;
use super::super::proof::open_badge::{self, BadgeWords};
use super::super::setting::{KeptSettings, claims};
use super::batch::plain_number;
use super::render;
use crate::content::locale::Locale;
use crate::error::Error;
use crate::plan::{Requirements, Setting, locale};

/// The ending of the files.
const ENDING: &str = ".jwt";

/// Signs the badges of some certificates from what the ledger keeps of them.
pub(crate) struct BadgeSigner<'a> {
    ledger: &'a Ledger,
    settings: KeptSettings<'a>,
    key: &'a PrivateKey,
}

impl<'a> BadgeSigner<'a> {
    pub(crate) fn new(
        context: &'a CertificateContext,
        ledger: &'a Ledger,
        key: &'a PrivateKey,
    ) -> Self {
        Self { ledger, settings: KeptSettings::new(context, ledger), key }
    }

    /// Returns the badge of a certificate in its latest revision.
    ///
    /// # Errors
    /// If the certificate was revoked, or the ledger does not keep what it was printed from.
    pub(crate) fn sign(&mut self, certificate: &Certificate) -> Result<String, Error> {
        let shown = certificate.printed_number();
        if certificate.revoked.is_some() {
            return Err(Error::usage(format!("certificate {shown} was revoked"))
                .hint("a badge is made only of a certificate that was not revoked"));
        }
        let (hash, _) = self.ledger.printed(&certificate.number, certificate.revision)?;
        let hash = hash.ok_or_else(|| {
            let message = format!("the ledger does not keep what certificate {shown} states");
            let session = &certificate.session;
            Error::usage(message).hint(format!(
                "an earlier Peerpress issued it; run `peerpress certify --session {session}`, \
                 which keeps it"
            ))
        })?;
        let kept = self.settings.get(&hash)?;
        let claims = claims(certificate, &kept.setting);
        let address = credential::sign(&claims, self.key, &kept.setting.verify);
        let words = words(certificate, &kept.setting, address);
        Ok(open_badge::sign(&claims, &words, self.key))
    }
}

/// Returns the path of a badge.
pub(crate) fn file(out: &Path, certificate: &Certificate) -> PathBuf {
    render::folder(out, &certificate.session).join(file_name(&certificate.number))
}

/// Returns the name of the badge of a certificate with a number.
pub(crate) fn file_name(number: &str) -> String {
    format!("{}{ENDING}", plain_number(number))
}

/// Whether a file is a badge, by its name.
pub(super) fn is_file_name(name: &str) -> bool {
    name.ends_with(ENDING)
}

/// Whether a badge names a public key as the one that signed it.
pub(super) fn names_key(badge: &str, public: &[u8; 32]) -> bool {
    let header = badge.split('.').next().unwrap_or_default();
    let header = BASE64URL_NOPAD.decode(header.as_bytes()).unwrap_or_default();
    let header: Value = serde_json::from_slice(&header).unwrap_or_default();
    let key = header.pointer("/jwk/x").and_then(Value::as_str);
    key.is_some_and(|key| key == BASE64URL_NOPAD.encode(public))
}

fn words(certificate: &Certificate, setting: &Setting, address: String) -> BadgeWords {
    let head = setting.heads.values().next().unwrap_or(&Value::Null);
    let text = |pointer: &str| head.pointer(pointer).and_then(Value::as_str);
    let word =
        |name: &str, plain: &str| text(&format!("/words/{name}")).unwrap_or(plain).to_owned();
    let hours = word("award-hours", "Hours");
    BadgeWords {
        number: certificate.printed_number(),
        lang: setting.lang.clone(),
        training: certificate.training.clone(),
        description: text("/piece/about").unwrap_or(&setting.title).to_owned(),
        criteria: criteria(setting, &hours),
        sample: (word("award-sample", "SAMPLE"), word("award-sample-note", "Not a certificate")),
        evidence: word("award-verify", "Verify"),
        address,
        home: text("/program/home/url").map(str::to_owned),
        email: certificate.email.clone(),
    }
}

/// Returns what it takes to earn a certificate: its title, the training, and the hours, with those
/// that a category requires.
fn criteria(setting: &Setting, hours: &str) -> String {
    let training = setting.shared.pointer("/training/title").and_then(Value::as_str);
    let title = &setting.title;
    let mut lines = vec![training.map_or(title.clone(), |training| format!("{title}: {training}"))];
    if let Some(required) = &setting.requirements {
        let locale: Locale = serde_json::from_value(setting.locale.clone()).unwrap_or_default();
        let least = |(category, all): &(String, f64)| {
            let least = required.minimums.get(category).unwrap_or(all);
            format!("{category}: {}", locale::number(&locale, *least))
        };
        let categories: Vec<String> = required.categories.iter().map(least).collect();
        let categories = match &categories[..] {
            [] => String::new(),
            categories => format!(" ({})", categories.join(", ")),
        };
        let least = locale::number(&locale, least_hours(required));
        lines.push(format!("{hours}: {least}{categories}"));
    }
    lines.join("\n\n")
}

/// The fewest hours with which a training is completed.
fn least_hours(required: &Requirements) -> f64 {
    let partial = required.completion.partial().map(|(_, minimum)| minimum);
    let share = required.completion.minimum_share().map(|share| share * required.hours);
    let least = partial.or(share).unwrap_or(required.hours);
    (least * 100.0).round() / 100.0
}
