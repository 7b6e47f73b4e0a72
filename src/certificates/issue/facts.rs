//! What the data says about the program and the session, for comparing it with a roster.

use super::super::roster::KnownFacts;
use super::Occasion;
use crate::content::Content;
use crate::content::text::{Clock, Email, Text};
use crate::content::trainings::{AgendaBlock, Session, SessionDay, Training};

/// Collects what the data says about what is certified, about the rest, and about the program.
pub(super) fn known_facts(content: &Content, occasion: &Occasion<'_>) -> KnownFacts {
    let collector = Collector { content };
    let mut facts = KnownFacts::default();
    match occasion {
        Occasion::Session(id) => collector.add_trainings(id, &mut facts),
        Occasion::Credential(order) => collector.add_credentials(order.id, &mut facts),
    }
    collector.add_program(&mut facts);
    facts
}

/// The words for a break in titles of an agenda, in lower case.
const BREAKS: [&str; 12] = [
    "lunch",
    "break",
    "breaks",
    "dinner",
    "almuerzo",
    "descanso",
    "comida",
    "receso",
    "pausa",
    "pause",
    "déjeuner",
    "almoço",
];

struct Collector<'a> {
    content: &'a Content,
}

impl Collector<'_> {
    fn in_all(&self, text: &Text) -> Vec<String> {
        let languages = self.content.languages();
        languages.filter_map(|lang| text.get(lang)).map(str::to_owned).collect()
    }

    fn add_trainings(&self, id: &str, facts: &mut KnownFacts) {
        let trainings = &self.content.trainings;
        let Some(session) = trainings.sessions.iter().find(|one| one.id.as_str() == id) else {
            return;
        };
        for training in &trainings.trainings {
            let titles = self.in_all(&training.title);
            for title in &titles {
                facts.not_people.insert(title.clone(), "a training".to_owned());
            }
            let is_own = training.id == session.training;
            if is_own {
                facts.training_hours = Some(training.hours);
            }
            let names = if is_own { &mut facts.own } else { &mut facts.others };
            names.extend(titles.into_iter().chain(telling_id(training.id.as_str())));
        }
        for other in &trainings.sessions {
            let is_own = other.id == session.id;
            let names = if is_own { &mut facts.own } else { &mut facts.others };
            names.extend(telling_id(other.id.as_str()));
            facts.addresses.extend(other.apply_email.iter().map(address));
            let days = other.days.first().zip(other.days.last()).filter(|_| !is_own);
            facts.other_days.extend(days.map(|(first, last)| (first.date.0, last.date.0)));
        }
        let own: Vec<&str> = cities(session).collect();
        let others = trainings.sessions.iter().flat_map(cities);
        facts.other_cities = others.filter(|it| !own.contains(it)).map(str::to_owned).collect();
        facts.days = session.days.len();
        let training = trainings.trainings.iter().find(|one| one.id == session.training);
        facts.day_hours = self.day_hours(session, training);
        if let [day] = &session.days[..] {
            facts.one_day = Some((hour_of(&day.start), hour_of(&day.end)));
        }
        let hours = || session.days.iter().map(SessionDay::hours);
        facts.longest_day = hours().reduce(f64::max);
        facts.all_days = hours().reduce(|sum, hours| sum + hours);
        self.add_session(session, facts);
    }

    /// Returns the hours of each day of a session, the most first. Where the agenda has the days of
    /// the session, the breaks that it names are left out.
    fn day_hours(&self, session: &Session, training: Option<&Training>) -> Vec<f64> {
        let agenda = training.map(|training| &training.agenda[..]).unwrap_or_default();
        let breaks = |day: usize| -> f64 {
            let day = agenda.get(day).filter(|_| agenda.len() == session.days.len());
            let blocks = day.into_iter().flat_map(|day| &day.blocks);
            let breaks = blocks.filter(|block| self.is_break(block));
            breaks.map(|block| hour_of(&block.end) - hour_of(&block.start)).sum()
        };
        let days = session.days.iter().enumerate();
        let mut hours: Vec<f64> = days.map(|(at, day)| day.hours() - breaks(at)).collect();
        hours.sort_by(|one, other| other.total_cmp(one));
        hours
    }

    fn is_break(&self, block: &AgendaBlock) -> bool {
        let has_word = |text: String| {
            let text = text.to_lowercase();
            text.split(|c: char| !c.is_alphabetic()).any(|word| BREAKS.contains(&word))
        };
        let mut titles = block.title.iter().filter(|_| block.topic.is_none());
        titles.any(|title| self.in_all(title).into_iter().any(has_word))
    }

    /// Adds where the session is and who teaches.
    fn add_session(&self, session: &Session, facts: &mut KnownFacts) {
        for city in cities(session) {
            facts.about.push(city.to_owned());
            facts.not_people.insert(city.to_owned(), "the city of the session".to_owned());
        }
        let venues = session.days.iter().map(|day| &day.venue).chain([&session.venue]).flatten();
        facts.about.extend(venues.flat_map(|venue| self.in_all(venue)));
        let streets = session.days.iter().map(|day| &day.address).chain([&session.address]);
        facts.about.extend(streets.flatten().map(|street| street.0.clone()));
        for trainer in &session.trainers {
            facts.about.push(trainer.name.0.clone());
            facts.about.extend(trainer.credentials.iter().map(|line| line.0.clone()));
            let what = "a trainer of this session".to_owned();
            facts.not_people.insert(trainer.name.0.clone(), what);
        }
    }

    fn add_credentials(&self, id: &str, facts: &mut KnownFacts) {
        let credentials = &self.content.certification.credentials;
        for credential in credentials {
            facts.own.extend(self.in_all(&credential.title));
        }
        let own = credentials.iter().find(|one| one.id.as_str() == id);
        let own = own.and_then(|one| one.level.as_ref());
        for level in credentials.iter().filter_map(|one| one.level.as_ref()) {
            let is_own = own.is_some_and(|own| own.shares_words(level));
            let names = if is_own { &mut facts.own } else { &mut facts.others };
            names.extend(self.in_all(level).into_iter().flat_map(named_level));
        }
    }

    /// Adds the organizations and the people of the program.
    fn add_program(&self, facts: &mut KnownFacts) {
        let program = &self.content.program;
        let names = [&program.name, &program.agency, &program.parent, &program.provider.name];
        for name in names.into_iter().chain(&program.short_name).flat_map(|it| self.in_all(it)) {
            facts.about.push(name.clone());
            facts.not_people.insert(name, "the program, or of its organization".to_owned());
        }
        for signatory in &program.signatories {
            facts.about.push(signatory.name.0.clone());
            facts.about.extend(self.in_all(&signatory.title));
            let what = "the person who signs the certificates".to_owned();
            facts.not_people.insert(signatory.name.0.clone(), what);
        }
        let contacts = program.contact.iter().chain(program.contacts.iter().map(|it| &it.ways));
        facts.addresses.extend(contacts.filter_map(|it| it.email.as_ref()).map(address));
    }
}

/// Returns a time of day in hours from midnight.
fn hour_of(clock: &Clock) -> f64 {
    f64::from(clock.0.hour()) + f64::from(clock.0.minute()) / 60.0
}

/// Returns the cities of a session, some of them several times.
fn cities(session: &Session) -> impl Iterator<Item = &str> {
    let days = session.days.iter().map(|day| &day.city);
    days.chain([&session.city]).flatten().map(|city| city.0.as_str())
}

fn address(email: &Email) -> String {
    email.0.to_lowercase()
}

/// Returns an ID that no title has by chance: one of several words.
fn telling_id(id: &str) -> Option<String> {
    id.contains('-').then(|| id.to_owned())
}

/// Returns a level as lists write it.
fn named_level(level: String) -> Vec<String> {
    if level.contains(' ') {
        return vec![level];
    }
    ["level", "nivel", "niveau"].iter().map(|word| format!("{word} {level}")).collect()
}
