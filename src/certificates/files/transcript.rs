//! A person's transcript: the trainings of several sessions, with the hours by category.
//!
//! Revoked certificates are left out, and a corrected one counts in its latest revision. Someone
//! may have two certificates of one session, of completion and of continuing education. Both are
//! listed, but the hours count once.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::super::ledger::{CategoryHours, Certificate, Holder};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::locale::Locale;
use crate::content::trainings::Training;
use crate::plan::{self, Job, StandaloneDocument, locale, number};

/// The template of transcripts, a folder in `templates/`.
pub(crate) const TEMPLATE: &str = "transcript";

/// Returns the job of a person's transcript, or `None` if the template or a wording is missing.
pub(crate) fn job(content: &Content, holder: &Holder, lang: &str, date: Date) -> Option<Job> {
    let locale = content.wording.locales.get(lang)?;
    let record = record(&Localizer { content, lang, locale }, holder, date);
    let id = format!("transcript-{}", holder.certificates.first()?.number);
    let word = |name: &str| content.wording.words.get(name)?.get(lang);
    let title = format!("{}: {}", word("transcript")?, holder.last()?.name);
    let document = StandaloneDocument {
        template: TEMPLATE,
        edition: Edition::Screen,
        lang,
        id: &id,
        title: &title,
        about: word("transcript-about")?,
        date,
        session: None,
        paper: None,
    };
    plan::standalone_job(content, &document, [("record", record)])
}

/// Returns the folder of transcripts in an output folder.
pub(crate) fn folder(out: &Path) -> PathBuf {
    out.join("certificates").join("transcripts")
}

/// Returns the path in the output folder. It has the number of the first certificate and no name.
pub(crate) fn file(holder: &Holder, lang: &str) -> String {
    let number = holder.certificates.first().map(|first| first.number.as_str()).unwrap_or_default();
    format!("certificates/transcripts/{number}.{lang}.pdf")
}

/// Returns the `record` of the job.
fn record(localizer: &Localizer<'_>, holder: &Holder, date: Date) -> Value {
    let valid = holder.not_revoked();
    let sample = valid.iter().any(|one| one.is_sample());
    let (certifications, mut trainings): (Vec<&Certificate>, Vec<&Certificate>) =
        valid.into_iter().partition(|one| one.kind.has_validity());
    trainings.sort_by_key(|one| (days(one)[0], one.number.clone()));
    let (mut lines, mut with_hours) = (Vec::new(), Vec::new());
    for one in &trainings {
        let counts = counts(one, &trainings);
        lines.push(localizer.training(one, counts));
        with_hours.extend(counts.then_some(*one));
    }
    let (categories, total) = totals(localizer, &with_hours);
    let certification = |one: &&Certificate| localizer.certification(one);
    json!({
        "sample": sample,
        "name": holder.last().map(|last| last.name.as_str()),
        "date": locale::date(localizer.locale, date),
        "trainings": lines,
        "certifications": certifications.iter().map(certification).collect::<Vec<_>>(),
        "categories": categories,
        "hours": number(total),
    })
}

/// Whether a certificate's hours count: only one does for each session, preferably one with
/// categories, with the most hours.
fn counts(certificate: &Certificate, trainings: &[&Certificate]) -> bool {
    let rank =
        |one: &Certificate| (!one.hours_by_category.is_empty(), one.hours.unwrap_or_default());
    let mut best = certificate;
    for one in trainings.iter().rev().filter(|one| one.session == certificate.session) {
        if rank(one) >= rank(best) {
            best = one;
        }
    }
    best.number == certificate.number
}

/// Returns the hours by category, in the order of appearance, and the total. Hours without a
/// category come last, with an empty category.
fn totals(localizer: &Localizer<'_>, counted: &[&Certificate]) -> (Vec<Value>, f64) {
    let mut categories: Vec<(String, f64)> = Vec::new();
    let (mut rest, mut total) = (0.0, 0.0);
    for certificate in counted {
        let hours = certificate.hours.unwrap_or_default();
        total += hours;
        rest += hours - certificate.hours_by_category.iter().map(|one| one.hours).sum::<f64>();
        for one in &certificate.hours_by_category {
            let name = localizer.category(certificate, one);
            match categories.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += one.hours,
                None => categories.push((name, one.hours)),
            }
        }
    }
    if rounded(rest) > 0.0 {
        categories.push((String::new(), rest));
    }
    let categories = categories.iter().map(|(name, hours)| category(name, rounded(*hours)));
    (categories.collect(), rounded(total))
}

fn category(name: &str, hours: f64) -> Value {
    json!({ "category": name, "hours": number(hours) })
}

/// Removes the rounding errors of binary fractions from a sum of tenths and quarters.
fn rounded(hours: f64) -> f64 {
    (hours * 1000.0).round() / 1000.0
}

/// Returns the days of the session, as the certificate states them; without them, the issue date.
fn days(certificate: &Certificate) -> Vec<Date> {
    let days = certificate.details.pointer("/face/session/days").and_then(Value::as_array);
    let days = days.into_iter().flatten();
    let mut days: Vec<Date> =
        days.filter_map(|day| day.pointer("/date/iso")?.as_str()?.parse().ok()).collect();
    if days.is_empty() {
        days.push(certificate.issued);
    }
    days
}

/// Describes certificates in the transcript's language. What the data no longer has is taken from
/// the certificate.
struct Localizer<'a> {
    content: &'a Content,
    lang: &'a str,
    locale: &'a Locale,
}

impl Localizer<'_> {
    fn training(&self, one: &Certificate, counts: bool) -> Value {
        let parts = one.hours_by_category.iter();
        let categories = parts.map(|part| category(&self.category(one, part), part.hours));
        json!({
            "title": self.title(one),
            "dates": locale::dates(self.locale, &days(one)),
            "number": one.printed_number(),
            "hours": one.hours.map(number),
            "counted": counts,
            "categories": categories.collect::<Vec<_>>(),
        })
    }

    fn certification(&self, one: &Certificate) -> Value {
        let day = |day: Option<Date>| day.map(|day| locale::date(self.locale, day));
        json!({
            "title": self.credential(one).unwrap_or_else(|| self.title(one)),
            "number": one.printed_number(),
            "valid_from": day(one.valid_from),
            "valid_until": day(one.valid_until),
        })
    }

    /// The title of a certified person: that of the credential, as it was printed or translated, or
    /// that of the piece.
    fn credential(&self, one: &Certificate) -> Option<String> {
        if let Some(printed) = one.details.pointer("/face/credential/title") {
            let known = self.content.certification.of_session(&one.session);
            let known = known.filter(|_| one.lang != self.lang);
            let translated = known.and_then(|known| known.full_title(self.lang));
            return translated.or_else(|| printed.as_str().map(str::to_owned));
        }
        let id = one.details.get("piece").and_then(Value::as_str);
        let piece =
            self.content.pieces.pieces.iter().find(|known| Some(known.id.as_str()) == id)?;
        piece.text.get("credential")?.get(self.lang).map(str::to_owned)
    }

    /// The certificate's training, if it is still in the data.
    fn training_of(&self, certificate: &Certificate) -> Option<&Training> {
        let id = certificate.training.as_deref()?;
        self.content.trainings.trainings.iter().find(|training| training.id.as_str() == id)
    }

    fn title(&self, one: &Certificate) -> String {
        let translated = self
            .training_of(one)
            .and_then(|training| training.title.get(self.lang))
            .filter(|_| one.lang != self.lang);
        let printed = one.details.pointer("/face/training/title").and_then(Value::as_str);
        translated.or(printed).unwrap_or(&one.session).to_owned()
    }

    fn category(&self, certificate: &Certificate, part: &CategoryHours) -> String {
        let known = self.training_of(certificate).and_then(|training| {
            let mut categories = training.hours_by_category.iter();
            categories
                .find(|one| one.category.get(&certificate.lang) == Some(part.category.as_str()))
        });
        known.and_then(|one| one.category.get(self.lang)).unwrap_or(&part.category).to_owned()
    }
}
