//! Checking a roster against the training and the certificate's page.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::super::ledger::IssueTerms;
use super::super::proof::credential;
use super::super::roster::{self, DataNames, Field, Person, Roster, Rules, SavedMappings};
use super::super::setting::{claims_of_template, statement};
use super::facts::known_facts;
use super::long_names::names_too_long;
use super::{CertificateContext, IssueRequest, Occasion, candidate};
use crate::content::Content;
use crate::content::certification::CertificateKind;
use crate::content::language_tag;
use crate::content::text::{Line, Text};
use crate::content::trainings::{Session, Training};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::plan::{CertificateTemplate, Recipient};
use crate::typeset;

/// What new certificates are laid out with.
pub(super) struct Specimens<'a> {
    pub(super) template: &'a CertificateTemplate,
    /// The training, if they are for one.
    pub(super) training: Option<&'a Training>,
    /// The categories in which a roster may state hours.
    pub(super) categories: Vec<&'a Text>,
    pub(super) terms: &'a IssueTerms,
    /// A number as long as theirs.
    pub(super) number: String,
    /// The address at which they are verified.
    pub(super) verify: &'a str,
}

impl Specimens<'_> {
    /// Returns a certificate for a person, with a code as large as the person's.
    pub(super) fn recipient(&self, person: &Person) -> Recipient {
        let lang = &self.template.job.lang;
        let candidate = candidate(person, self.training, self.terms.kind, lang, Arc::default());
        let certificate = candidate.certificate(self.terms, self.number.clone(), 1);
        let claims = claims_of_template(&certificate, self.template);
        let address = credential::without_signature(&claims, self.verify);
        self.template.recipient(&statement(&certificate), &address)
    }
}

/// Reads the roster, with findings about its rows. Returns `None` if the template fails, which is a
/// finding too.
pub(super) fn checked_roster(
    context: &CertificateContext,
    request: &IssueRequest<'_>,
    specimens: &Specimens<'_>,
    saved: &SavedMappings,
    report: &mut Report,
) -> Result<Option<Roster>, Error> {
    let names = |text: &Text| {
        context.content.languages().filter_map(|lang| text.get(lang)).map(str::to_owned).collect()
    };
    let Specimens { training, categories, terms, .. } = specimens;
    let (columns, more_hours) = roster::named_columns(&request.reading.column)?;
    let units = &request.reading.unit;
    let options = roster::Options {
        purpose: roster::Purpose::Certificates,
        columns,
        more_hours,
        unit: units.iter().find(|it| it.list.is_none()).map(|it| it.unit),
        list_units: units.iter().filter_map(|it| Some((it.list.clone()?, it.unit))).collect(),
        categories: categories.iter().map(|category| names(category)).collect(),
        headers: roster_headers(&context.content),
        attendance_headers: attendance_headers(&context.content),
        attendance: request.attendance.clone(),
        no_ids: request.reading.no_ids,
        add_up: request.reading.add_up,
        same_list_again: request.reading.same_list_again,
        at_most: request.reading.at_most,
        alike: request.reading.alike(),
        days: session_days(&context.content, &request.occasion),
        facts: known_facts(&context.content, &request.occasion),
        day_count: day_count(&context.content, &request.occasion),
        data_names: Arc::new(data_names(&context.content)),
        ..request.reading.file.with(saved.clone())
    };
    let sources = roster::sources(request.rosters, &request.reading.file.sheet);
    let roster = Roster::read_all(&sources, &options)?;
    let too_long = match names_too_long(context, specimens, &roster.people) {
        Ok(too_long) => too_long,
        Err(findings) => {
            report.append(findings);
            return Ok(None);
        }
    };
    Ok(Some(check_roster(context, roster, *training, terms.kind, &too_long)))
}

/// Returns the first and the last day of the session that is certified.
fn session_days(content: &Content, occasion: &Occasion<'_>) -> Option<(Date, Date)> {
    let Occasion::Session(id) = occasion else { return None };
    let session = content.trainings.sessions.iter().find(|session| session.id.as_str() == *id)?;
    let days = || session.days.iter().map(|day| day.date.0);
    days().min().zip(days().max())
}

/// Returns the number of days of the session that is certified.
fn day_count(content: &Content, occasion: &Occasion<'_>) -> Option<usize> {
    let Occasion::Session(id) = occasion else { return None };
    let session = content.trainings.sessions.iter().find(|session| session.id.as_str() == *id)?;
    let days: BTreeSet<Date> = session.days.iter().map(|day| day.date.0).collect();
    (!days.is_empty()).then_some(days.len())
}

/// Returns the names of the program, its provider, its trainings, and its places.
fn data_names(content: &Content) -> DataNames {
    let program = &content.program;
    let sessions = || content.trainings.sessions.iter();
    let of_days = || sessions().flat_map(|it| it.days.iter().map(|day| it.place_on(day)));
    let places = || sessions().map(Session::own_place).chain(of_days());
    let texts = [&program.name, &program.agency, &program.parent, &program.provider.name]
        .into_iter()
        .chain(&program.short_name)
        .chain(content.trainings.trainings.iter().map(|training| &training.title))
        .chain(places().filter_map(|place| place.venue));
    let in_languages = texts.flat_map(|text| content.languages().filter_map(|it| text.get(it)));
    let cities = places().filter_map(|place| place.city);
    // Where the office is, without the state after a comma.
    let office = program.contact.iter().filter_map(|contact| contact.place.as_ref());
    let places = office.flat_map(|text| content.languages().filter_map(|it| text.get(it)));
    let places = places.flat_map(|place| [place, place.split(',').next().unwrap_or_default()]);
    DataNames::new(in_languages.chain(cities).chain(places))
}

/// Returns the headers of roster columns that the data states for each field.
pub(crate) fn roster_headers(content: &Content) -> BTreeMap<Field, Vec<String>> {
    let Some(headers) = &content.program.roster_headers else {
        return BTreeMap::new();
    };
    let fields = [
        (Field::Name, &headers.name),
        (Field::LastFirst, &headers.last_first),
        (Field::FirstName, &headers.first_name),
        (Field::MiddleName, &headers.middle_name),
        (Field::LastName, &headers.last_name),
        (Field::SecondLastName, &headers.second_last_name),
        (Field::Suffix, &headers.suffix),
        (Field::Email, &headers.email),
        (Field::Hours, &headers.hours),
        (Field::Id, &headers.id),
        (Field::Lang, &headers.lang),
    ];
    let names = |lines: &Vec<Line>| lines.iter().map(|line| line.0.clone()).collect();
    fields.into_iter().map(|(field, lines)| (field, names(lines))).collect()
}

/// Returns the headers that the data states for columns that say who came.
fn attendance_headers(content: &Content) -> Vec<String> {
    let headers = content.program.roster_headers.iter();
    headers.flat_map(|headers| &headers.attendance).map(|line| line.0.clone()).collect()
}

/// Checks each row against the training and the page.
fn check_roster(
    context: &CertificateContext,
    roster: Roster,
    training: Option<&Training>,
    kind: CertificateKind,
    too_long: &HashSet<String>,
) -> Roster {
    let content = &context.content;
    let first = content.languages().next().unwrap_or_default();
    let categories = training.iter().flat_map(|training| &training.hours_by_category);
    let is_missing = |c: &char| needs_glyph(*c) && !context.engine.has(*c);
    let rules = Rules {
        hours: training.filter(|_| !kind.has_validity()).map(|training| training.hours),
        completion: training.map(Training::completion).unwrap_or_default(),
        categories: categories
            .clone()
            .map(|one| (one.category.get(first).unwrap_or_default().to_owned(), one.hours))
            .collect(),
        minimums: categories.map(|one| one.at_least).collect(),
        must_split: kind == CertificateKind::ContinuingEducation,
        languages: content
            .languages()
            .map(|lang| (lang.to_owned(), language_names(context, lang)))
            .collect(),
        fits: &|name| !too_long.contains(name),
        missing_glyph: &|name| name.chars().find(is_missing),
    };
    let mut roster = roster.check(&rules);
    let names = roster.people.iter().map(|person| person.name.as_str());
    roster.findings.extend(typeset::check_names(content, &context.engine, names));
    roster
}

/// Whether a font must have a character. Joiners have no glyph of their own.
pub(crate) fn needs_glyph(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{200c}' | '\u{200d}')
}

/// What rosters call languages: in English, in the language itself, and in others.
const LANGUAGE_NAMES: [(&str, &str); 12] = [
    ("en", "English|Inglés|Anglais|Inglês|Englisch|Inglese|Angielski"),
    ("es", "Spanish|Español|Espagnol|Espanhol|Spanisch|Spagnolo|Castellano|Hiszpański"),
    ("fr", "French|Français|Francés|Francês|Französisch|Francese|Francuski"),
    ("pt", "Portuguese|Português|Portugués|Portugais|Portugiesisch|Portoghese"),
    ("de", "German|Deutsch|Alemán|Allemand|Alemão|Tedesco|Niemiecki"),
    ("it", "Italian|Italiano|Italien|Italienisch|Włoski"),
    ("pl", "Polish|Polski|Polaco|Polonais|Polnisch|Polacco"),
    ("vi", "Vietnamese|Tiếng Việt|Vietnamita|Vietnamien|Vietnamesisch"),
    ("ru", "Russian|Русский|Ruso|Russe|Russo|Russisch"),
    ("ar", "Arabic|العربية|Árabe|Arabe|Arabisch"),
    ("zh", "Chinese|中文|Chino|Chinois|Chinês|Chinesisch"),
    ("so", "Somali|Soomaali|Somalí"),
];

/// Returns what a roster may call a language besides its code.
fn language_names(context: &CertificateContext, lang: &str) -> Vec<String> {
    let bare = lang.split('-').next().unwrap_or_default();
    let is_only = context.content.languages().filter(|other| other.starts_with(bare)).count() == 1;
    let common = LANGUAGE_NAMES.iter().find(|(code, _)| *code == lang || is_only && *code == bare);
    let common = common.into_iter().flat_map(|(_, names)| names.split('|'));
    let locale = context.content.wording.locales.get(lang).into_iter();
    let own = locale.flat_map(|locale| [locale.name.clone(), locale.offer.clone()]);
    let english = language_tag::name(lang).map(|name| name.english.to_owned());
    common.map(str::to_owned).chain(own).chain(english).collect()
}
