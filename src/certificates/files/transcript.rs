//! A person's record: which trainings several sessions add up to, with the hours by category.
//!
//! A certificate that was revoked is not in it, and of a corrected one only the last revision. Someone may have two certificates of one
//! session, of completion and of continuing education: both are listed, its hours count once.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::super::ledger::{CategoryHours, Certificate, Ledger, folded, person_key};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::wording::Locale;
use crate::error::Error;
use crate::plan::{self, Job, StandaloneDocument, locale, number};

/// The template that draws it, a folder in `templates/`.
pub const TEMPLATE: &str = "transcript";

/// Someone with certificates.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The id in the rosters.
    pub id: Option<String>,
    /// All certificates, revoked ones too, oldest first; never empty.
    pub certificates: Vec<Certificate>,
}

impl Holder {
    /// The certificate given last: its name and its address are the newest.
    pub fn last(&self) -> Option<&Certificate> {
        self.certificates.last()
    }

    /// Those that were not revoked.
    pub fn held(&self) -> Vec<&Certificate> {
        self.certificates.iter().filter(|certificate| certificate.revoked.is_none()).collect()
    }

    /// Whether only the name says that several certificates are one person's.
    pub fn by_name_only(&self) -> bool {
        self.certificates.len() > 1
            && self.id.is_none()
            && self.certificates.iter().all(|certificate| certificate.email.is_none())
    }
}

/// The people that a text may mean, each with everything they hold: whose the certificate of that number is, else as [`Ledger::of_person`] and
/// [`Ledger::named_like`] find them.
///
/// # Errors
/// If the ledger cannot be read.
pub fn holders(ledger: &Ledger, text: &str) -> Result<Vec<Holder>, Error> {
    let mut found = match ledger.certificate(text) {
        Ok(certificate) => vec![certificate],
        Err(_) => ledger.of_person(text)?,
    };
    if found.is_empty() {
        found = ledger.named_like(text)?;
    }
    let ties = Ties::new(ledger)?;
    let mut seen = BTreeSet::new();
    let mut holders = Vec::new();
    for certificate in &found {
        let Some(start) = ties.places.get(&certificate.number) else { continue };
        let group = ties.group(*start);
        if group.iter().all(|place| seen.insert(*place)) {
            holders.push(ties.holder(&group));
        }
    }
    Ok(holders)
}

/// What ties certificates together.
struct Ties {
    all: Vec<Certificate>,
    places: HashMap<String, usize>,
    /// The keys of each.
    keys: Vec<Vec<String>>,
    /// The names of each, in whichever revision.
    names: Vec<BTreeSet<String>>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Ties {
    fn new(ledger: &Ledger) -> Result<Self, Error> {
        let all = ledger.all()?;
        let places: HashMap<String, usize> =
            all.iter().enumerate().map(|(place, one)| (one.number.clone(), place)).collect();
        let mut keys: Vec<Vec<String>> =
            all.iter().map(|one| vec![person_key(None, &one.name, one.email.as_deref())]).collect();
        for (number, key) in ledger.keys()? {
            if let Some(place) = places.get(&number) {
                keys[*place].push(key);
            }
        }
        let mut names: Vec<BTreeSet<String>> =
            all.iter().map(|one| BTreeSet::from([folded(&one.name)])).collect();
        for (one, names) in all.iter().zip(&mut names).filter(|(one, _)| one.revision > 1) {
            names.extend(
                ledger.revisions(&one.number)?.iter().map(|revision| folded(&revision.name)),
            );
        }
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, keys) in keys.iter().enumerate() {
            keys.iter().for_each(|key| by_key.entry(key.clone()).or_default().push(place));
        }
        Ok(Self { all, places, keys, names, by_key })
    }

    /// Everything that is of the same person as a certificate, and so on.
    fn group(&self, start: usize) -> BTreeSet<usize> {
        let (mut group, mut open) = (BTreeSet::from([start]), vec![start]);
        while let Some(place) = open.pop() {
            for key in &self.keys[place] {
                let others = self.by_key[key].iter().copied();
                open.extend(
                    others.filter(|other| self.is_one(key, place, *other) && group.insert(*other)),
                );
            }
        }
        group
    }

    /// An id alone is not enough: some rosters only count their rows.
    fn is_one(&self, key: &str, a: usize, b: usize) -> bool {
        let address = |place: usize| self.all[place].email.as_deref().map(folded);
        !key.starts_with("id ")
            || !self.names[a].is_disjoint(&self.names[b])
            || (address(a).is_some() && address(a) == address(b))
    }

    fn holder(&self, group: &BTreeSet<usize>) -> Holder {
        let id = group
            .iter()
            .flat_map(|place| &self.keys[*place])
            .find_map(|key| key.strip_prefix("id "));
        let mut certificates: Vec<Certificate> =
            group.iter().map(|place| self.all[*place].clone()).collect();
        certificates.sort_by(|a, b| (a.issued, &a.number).cmp(&(b.issued, &b.number)));
        Holder { id: id.map(str::to_owned), certificates }
    }
}

/// The job of a person's record; none if the template is not there.
pub fn job(content: &Content, holder: &Holder, lang: &str, date: Date) -> Option<Job> {
    let locale = content.wording.locales.get(lang)?;
    let told = record(&Speaker { content, lang, locale }, holder, date);
    let id = format!("transcript-{}", holder.certificates.first()?.number);
    let title =
        format!("{}: {}", content.wording.words.get("transcript")?.get(lang)?, holder.last()?.name);
    let about = content.wording.words.get("transcript-about")?.get(lang)?;
    let document = StandaloneDocument {
        template: TEMPLATE,
        edition: Edition::Screen,
        lang,
        id: &id,
        title: &title,
        about,
        date,
    };
    plan::standalone_job(content, &document, "record", told)
}

/// The file in the output folder: it carries the number of the first certificate, never a name.
pub fn file(holder: &Holder, lang: &str) -> String {
    let number = holder.certificates.first().map(|first| first.number.as_str()).unwrap_or_default();
    format!("certificates/transcripts/{number}.{lang}.pdf")
}

/// The facts, in the language of the record where they are still known in it, else as the certificate says them.
struct Speaker<'a> {
    content: &'a Content,
    lang: &'a str,
    locale: &'a Locale,
}

/// RECORD of the job.
fn record(speaker: &Speaker<'_>, holder: &Holder, date: Date) -> Value {
    let held = holder.held();
    let (certifications, mut trainings): (Vec<&Certificate>, Vec<&Certificate>) =
        held.into_iter().partition(|one| one.kind.has_validity());
    trainings
        .sort_by_key(|one| (days(one).first().copied().unwrap_or(one.issued), one.number.clone()));
    let counted = counted(&trainings);
    let (categories, total) = totals(
        speaker,
        trainings.iter().zip(&counted).filter(|(_, counts)| **counts).map(|(one, _)| *one),
    );
    let sample = |one: &&&Certificate| one.details.pointer("/face/sample") == Some(&true.into());
    json!({
        "sample": trainings.iter().chain(&certifications).any(|one| sample(&one)),
        "name": holder.last().map(|last| last.name.as_str()),
        "date": locale::date(speaker.locale, date),
        "trainings": trainings.iter().zip(&counted).map(|(one, counts)| speaker.training(one, *counts)).collect::<Vec<_>>(),
        "certifications": certifications.iter().map(|one| speaker.certification(one)).collect::<Vec<_>>(),
        "categories": categories.iter().map(|(category, hours)| json!({ "category": category, "hours": number(*hours) })).collect::<Vec<_>>(),
        "hours": number(total),
    })
}

/// Which certificates' hours count: of a session one, that with categories or else with the most hours.
fn counted(trainings: &[&Certificate]) -> Vec<bool> {
    let rank =
        |one: &Certificate| (!one.hours_by_category.is_empty(), one.hours.unwrap_or_default());
    let mut best: HashMap<&str, usize> = HashMap::new();
    for (place, one) in trainings.iter().enumerate() {
        let known = best.entry(one.session.as_str()).or_insert(place);
        if rank(one) > rank(trainings[*known]) {
            *known = place;
        }
    }
    trainings.iter().enumerate().map(|(place, one)| best[one.session.as_str()] == place).collect()
}

/// Hours by category in the order in which they come, and in all. Hours of no category have an empty one, at the end.
fn totals<'a>(
    speaker: &Speaker<'_>,
    counted: impl Iterator<Item = &'a Certificate>,
) -> (Vec<(String, f64)>, f64) {
    let (mut categories, mut rest, mut total): (Vec<(String, f64)>, f64, f64) =
        (Vec::new(), 0.0, 0.0);
    for certificate in counted {
        let hours = certificate.hours.unwrap_or_default();
        total += hours;
        rest += hours - certificate.hours_by_category.iter().map(|one| one.hours).sum::<f64>();
        for one in &certificate.hours_by_category {
            let name = speaker.category(certificate, one);
            match categories.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += one.hours,
                None => categories.push((name, one.hours)),
            }
        }
    }
    if rounded(rest) > 0.0 {
        categories.push((String::new(), rest));
    }
    (
        categories.into_iter().map(|(category, hours)| (category, rounded(hours))).collect(),
        rounded(total),
    )
}

/// Sums of tenths and quarters without the dust of binary fractions.
fn rounded(hours: f64) -> f64 {
    (hours * 1000.0).round() / 1000.0
}

/// The days of the session, as the certificate has them.
fn days(certificate: &Certificate) -> Vec<Date> {
    let days = certificate
        .details
        .pointer("/face/session/days")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    days.iter().filter_map(|day| day.pointer("/date/iso")?.as_str()?.parse().ok()).collect()
}

impl Speaker<'_> {
    fn training(&self, one: &Certificate, counts: bool) -> Value {
        let days = days(one);
        let categories = one.hours_by_category.iter().map(
            |part| json!({ "category": self.category(one, part), "hours": number(part.hours) }),
        );
        json!({
            "title": self.title(one),
            "dates": if days.is_empty() { locale::dates(self.locale, &[one.issued]) } else { locale::dates(self.locale, &days) },
            "number": one.printed(),
            "hours": one.hours.map(number),
            "counted": counts,
            "categories": categories.collect::<Vec<_>>(),
        })
    }

    fn certification(&self, one: &Certificate) -> Value {
        let day = |day: Option<Date>| day.map(|day| locale::date(self.locale, day));
        let piece = one.details.get("piece").and_then(Value::as_str);
        let piece =
            self.content.pieces.pieces.iter().find(|known| Some(known.id.as_str()) == piece);
        let called = piece.and_then(|piece| piece.text.get("credential")?.get(self.lang));
        json!({
            "title": called.map_or_else(|| self.title(one), str::to_owned),
            "number": one.printed(),
            "valid_from": day(one.valid_from),
            "valid_until": day(one.valid_until),
        })
    }

    fn title(&self, one: &Certificate) -> String {
        let known = self
            .content
            .trainings
            .trainings
            .iter()
            .find(|training| Some(training.id.as_str()) == one.training.as_deref());
        let now = known
            .and_then(|training| training.title.get(self.lang))
            .filter(|_| one.lang != self.lang);
        let then = one.details.pointer("/face/training/title").and_then(Value::as_str);
        now.or(then).unwrap_or(&one.session).to_owned()
    }

    fn category(&self, certificate: &Certificate, part: &CategoryHours) -> String {
        let mut known = self
            .content
            .trainings
            .trainings
            .iter()
            .filter(|training| Some(training.id.as_str()) == certificate.training.as_deref());
        let same = known.find_map(|training| {
            training
                .hours_by_category
                .iter()
                .find(|one| one.category.get(&certificate.lang) == Some(part.category.as_str()))
        });
        same.and_then(|one| one.category.get(self.lang)).unwrap_or(&part.category).to_owned()
    }
}
