//! The facts of a job, in one language: what each need of a template becomes in `/job.json`.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::job::{PlanContext, direction};
use super::link::Codes;
use super::{Office, link, locale};
use crate::content::Content;
use crate::content::certification::Award;
use crate::content::need::Need;
use crate::content::pieces::Piece;
use crate::content::program::SpotColor;
use crate::content::services::Item;
use crate::content::text::{Day, Id, Text};
use crate::content::trainings::{CategoryHours, Session, SessionFormat, Training};
use crate::content::wording::Locale;

const TRAININGS: &str = "data/trainings.json";
const CERTIFICATION: &str = "data/certification.json";
const PROGRAM: &str = "data/program.json";

/// Turns facts into the values of a job, and notes which facts were read.
pub(super) struct Facts<'a> {
    pub(super) content: &'a Content,
    pub(super) lang: &'a str,
    pub(super) locale: &'a Locale,
    as_of: Date,
    pub(super) office: Office,
    codes: &'a Codes,
    /// File and pointer of each fact read.
    pub(super) reads: Vec<(String, String)>,
    /// Whether a text was not there in the language.
    pub(super) untranslated: bool,
}

/// The sessions that begin on or after a day, soonest first, as indices.
pub(super) fn upcoming(content: &Content, as_of: Date) -> Vec<usize> {
    let sessions = &content.trainings.sessions;
    let first = |index: &usize| sessions[*index].days.first().map(|day| day.date.0);
    let mut indices: Vec<usize> = (0..sessions.len())
        .filter(|index| first(index).is_some_and(|first| first >= as_of))
        .collect();
    indices.sort_by_key(|index| (first(index), sessions[*index].id.as_str()));
    indices
}

impl<'a> Facts<'a> {
    pub(super) fn new(context: &'a PlanContext<'a>, lang: &'a str) -> Self {
        let content = context.content;
        // A language without a locale is a finding; its jobs are blocked by the first language's standing in here.
        let own = content.wording.locales.get(lang);
        let locale = own.or_else(|| content.wording.locales.values().next());
        let locale = locale.expect("a program without any locale has findings that stop the plan");
        Self {
            content,
            lang,
            locale,
            as_of: context.as_of,
            office: context.office,
            codes: &context.codes,
            reads: Vec::new(),
            untranslated: own.is_none(),
        }
    }

    /// Notes that a fact was read.
    pub(super) fn read(&mut self, file: &str, pointer: &str) {
        self.reads.push((file.to_owned(), pointer.to_owned()));
    }

    /// A text in the job's language.
    pub(super) fn text(&mut self, text: &Text) -> Value {
        let found = text.get(self.lang);
        self.untranslated |= found.is_none();
        Value::from(found.unwrap_or_default())
    }

    fn texts(&mut self, texts: &[Text]) -> Vec<Value> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn optional_text(&mut self, text: Option<&Text>) -> Value {
        text.map_or(Value::Null, |text| self.text(text))
    }

    fn date(&self, day: &Day) -> Value {
        locale::date(self.locale, day.0)
    }

    fn optional_date(&self, day: Option<&Day>) -> Value {
        day.map_or(Value::Null, |day| self.date(day))
    }

    /// Adds what a need gives.
    pub(super) fn add(
        &mut self,
        json: &mut Map<String, Value>,
        need: Need,
        piece: Option<&Piece>,
        subject: Option<usize>,
    ) {
        let content = self.content;
        let (path, value) = match need {
            Need::Program => ("program", self.program()),
            Need::Provider => ("program.provider", self.provider()),
            Need::Signatories => ("program.signatories", self.signatories()),
            Need::ServicesPeople => (
                "services.people",
                self.items("data/services.json", "/people", &content.services.people),
            ),
            Need::ServicesAgencies => (
                "services.agencies",
                self.items("data/services.json", "/agencies", &content.services.agencies),
            ),
            Need::ServicesIntegrate => (
                "services.integrate",
                self.items("data/services.json", "/integrate", &content.services.integrate),
            ),
            Need::Benefits => ("benefits", self.benefits()),
            Need::CertificationTitle => (
                "certification.title",
                self.one(CERTIFICATION, "/title", &content.certification.title),
            ),
            Need::Steps => (
                "certification.steps",
                self.items(CERTIFICATION, "/steps", &content.certification.steps),
            ),
            Need::Renewal => (
                "certification.renewal",
                self.one(CERTIFICATION, "/renewal", &content.certification.renewal),
            ),
            Need::Faqs => ("certification.faqs", self.faqs()),
            Need::Ethics => ("certification.ethics", self.ethics()),
            Need::Trainings | Need::Awards | Need::UpcomingSessions
                if content.invalid_files.contains(TRAININGS) =>
            {
                self.read(TRAININGS, "");
                return;
            }
            Need::Trainings => ("trainings", self.trainings()),
            Need::Training => {
                ("training", subject.map_or(Value::Null, |index| self.training(index, true)))
            }
            Need::Session => ("session", subject.map_or(Value::Null, |index| self.session(index))),
            Need::UpcomingSessions => {
                self.read(PROGRAM, "/as_of");
                put(json, "as_of", locale::date(self.locale, self.as_of));
                (
                    "sessions",
                    upcoming(content, self.as_of)
                        .into_iter()
                        .map(|index| self.session(index))
                        .collect(),
                )
            }
            Need::Awards => ("awards", piece.map_or(Value::Null, |piece| self.awards(piece))),
            Need::OtherLanguages => ("other_languages", self.other_languages()),
            Need::Spots => ("spots", self.spots()),
        };
        put(json, path, value);
    }

    fn one(&mut self, file: &str, pointer: &str, text: &Text) -> Value {
        self.read(file, pointer);
        self.text(text)
    }

    fn items(&mut self, file: &str, pointer: &str, items: &[Item]) -> Value {
        self.read(file, pointer);
        items.iter().map(|item| json!({ "id": item.id.as_str(), "title": self.text(&item.title), "text": self.text(&item.text) })).collect()
    }

    fn program(&mut self) -> Value {
        for field in ["name", "agency", "parent", "home", "contact"] {
            self.read(PROGRAM, &format!("/{field}"));
        }
        let program = &self.content.program;
        let contact = json!({
            "phone": link::phone(&program.contact.phone.0),
            "email": link::email(&program.contact.email.0),
            "web": self.codes.web(&program.contact.web.0),
            "place": self.text(&program.contact.place),
        });
        json!({
            "name": self.text(&program.name),
            "agency": self.text(&program.agency),
            "parent": self.text(&program.parent),
            "home": self.codes.web(&program.home.0),
            "contact": contact,
        })
    }

    /// The inks that a print shop mixes, by id.
    fn spots(&mut self) -> Value {
        self.read(PROGRAM, "/spots");
        let ink = |spot: &SpotColor| {
            (
                spot.id.to_string(),
                json!({ "name": spot.name, "cmyk": spot.cmyk, "rgb": spot.rgb.0 }),
            )
        };
        Value::Object(self.content.program.spots.iter().map(ink).collect())
    }

    fn provider(&mut self) -> Value {
        self.read(PROGRAM, "/provider");
        let provider = &self.content.program.provider;
        let approvals: Vec<_> = provider
            .approvals
            .iter()
            .map(|approval| {
                json!({
                    "authority": self.text(&approval.authority),
                    "number": approval.number,
                    "expires": self.date(&approval.expires),
                    "statement": self.text(&approval.statement),
                })
            })
            .collect();
        json!({ "name": self.text(&provider.name), "approvals": approvals })
    }

    fn signatories(&mut self) -> Value {
        self.read(PROGRAM, "/signatories");
        self.content
            .program
            .signatories
            .iter()
            .map(|person| json!({ "name": person.name, "title": self.text(&person.title) }))
            .collect()
    }

    fn benefits(&mut self) -> Value {
        self.read("data/benefits.json", "/benefits");
        let benefits = self.content.benefits.benefits.iter();
        benefits
            .map(|one| json!({ "id": one.id.as_str(), "title": self.text(&one.title), "text": self.text(&one.text), "short": self.text(&one.short) }))
            .collect()
    }

    fn faqs(&mut self) -> Value {
        self.read(CERTIFICATION, "/faqs");
        let faqs = self.content.certification.faqs.iter();
        faqs.map(|faq| json!({ "id": faq.id.as_str(), "question": self.text(&faq.question), "answer": self.text(&faq.answer) })).collect()
    }

    fn ethics(&mut self) -> Value {
        self.read(CERTIFICATION, "/ethics");
        let ethics = &self.content.certification.ethics;
        json!({ "title": self.text(&ethics.title), "text": self.text(&ethics.text), "link": self.codes.web(&ethics.url.0) })
    }

    fn trainings(&mut self) -> Value {
        (0..self.content.trainings.trainings.len())
            .map(|index| self.training(index, false))
            .collect()
    }

    /// A training: whole, or without agenda and lessons.
    fn training(&mut self, index: usize, whole: bool) -> Value {
        let training = &self.content.trainings.trainings[index];
        let at = format!("/trainings/{index}");
        if whole {
            self.read(TRAININGS, &at);
        } else {
            for field in ["id", "title", "hours", "summary", "audience", "format_note"] {
                self.read(TRAININGS, &format!("{at}/{field}"));
            }
        }
        let topics: Vec<_> = training
            .topics
            .iter()
            .enumerate()
            .map(|(topic_index, topic)| {
                let mut value = json!({ "id": topic.id.as_str(), "title": self.text(&topic.title), "text": self.text(&topic.text) });
                if whole {
                    value["objectives"] = self.texts(&topic.objectives).into();
                    value["prompts"] = self.texts(&topic.prompts).into();
                } else {
                    self.read(TRAININGS, &format!("{at}/topics/{topic_index}/title"));
                    self.read(TRAININGS, &format!("{at}/topics/{topic_index}/text"));
                }
                value
            })
            .collect();
        let mut value = json!({
            "id": training.id.as_str(),
            "title": self.text(&training.title),
            "hours": number(training.hours),
            "summary": self.text(&training.summary),
            "audience": self.text(&training.audience),
            "format_note": self.text(&training.format_note),
            "topics": topics,
        });
        if whole {
            value["agenda"] = self.agenda(training);
            value["next_steps"] = self.texts(&training.next_steps).into();
            value["sample"] = training.sample.into();
        }
        value
    }

    fn agenda(&mut self, training: &Training) -> Value {
        let mut days = Vec::new();
        for day in &training.agenda {
            let blocks: Vec<_> = day
                .blocks
                .iter()
                .map(|block| {
                    let topic = block
                        .topic
                        .as_ref()
                        .and_then(|id| training.topics.iter().find(|topic| topic.id == *id));
                    let title = topic.map(|topic| &topic.title).or(block.title.as_ref());
                    json!({
                        "start": locale::time(self.locale, block.start.0),
                        "end": locale::time(self.locale, block.end.0),
                        "title": self.optional_text(title),
                        "topic": block.topic.as_ref().map(Id::as_str),
                    })
                })
                .collect();
            days.push(json!({ "day": day.day, "title": self.text(&day.title), "blocks": blocks }));
        }
        days.into()
    }

    pub(super) fn session(&mut self, index: usize) -> Value {
        self.read(TRAININGS, &format!("/sessions/{index}"));
        let session = &self.content.trainings.sessions[index];
        let training = self
            .content
            .trainings
            .trainings
            .iter()
            .position(|training| training.id == session.training);
        let format = session.format.name();
        self.read("data/wording.json", &format!("/words/{format}"));
        let format_name = self.content.wording.words.get(format);
        self.untranslated |= format_name.is_none();
        let trainers: Vec<_> = session
            .trainers
            .iter()
            .map(|person| json!({ "name": person.name, "credentials": person.credentials }))
            .collect();
        json!({
            "id": session.id.as_str(),
            "sample": session.sample,
            "training": training.map(|index| self.training_of_session(index)),
            "format": format,
            "format_name": self.optional_text(format_name),
            "online": session.format == SessionFormat::Online,
            "city": session.city,
            "venue": self.optional_text(session.venue.as_ref()),
            "address": session.address,
            "seats": session.seats,
            "days": self.session_days(session),
            "dates": locale::days(self.locale, &session.days),
            "dates_short": locale::days_short(self.locale, &session.days),
            "times": session.days.first().map(|day| locale::times(self.locale, day.start.0, day.end.0)),
            "apply_by": self.date(&session.apply_by),
            "applications_open": session.apply_by.0 >= self.as_of,
            "apply": self.codes.web(&session.apply.0),
            "trainers": trainers,
            "language": self.optional_text(session.language.as_ref()),
        })
    }

    fn training_of_session(&mut self, index: usize) -> Value {
        for field in ["id", "title", "hours", "summary"] {
            self.read(TRAININGS, &format!("/trainings/{index}/{field}"));
        }
        let training = &self.content.trainings.trainings[index];
        json!({
            "id": training.id.as_str(),
            "title": self.text(&training.title),
            "hours": number(training.hours),
            "summary": self.text(&training.summary),
        })
    }

    fn session_days(&self, session: &Session) -> Value {
        let days = session.days.iter().map(|day| {
            json!({
                "date": self.date(&day.date),
                "start": locale::time(self.locale, day.start.0),
                "end": locale::time(self.locale, day.end.0),
                "times": locale::times(self.locale, day.start.0, day.end.0),
            })
        });
        days.collect()
    }

    fn awards(&mut self, piece: &Piece) -> Value {
        let Some(id) = &piece.award else { return Value::Array(Vec::new()) };
        let Some(index) =
            self.content.certification.awards.iter().position(|award| award.id == *id)
        else {
            self.read(CERTIFICATION, "/awards");
            return Value::Array(Vec::new());
        };
        self.read(CERTIFICATION, &format!("/awards/{index}"));
        vec![self.award(&self.content.certification.awards[index])].into()
    }

    fn award(&mut self, award: &Award) -> Value {
        let trainings = &self.content.trainings;
        let training = award
            .training
            .as_ref()
            .and_then(|id| trainings.trainings.iter().position(|training| training.id == *id));
        let session = award
            .session
            .as_ref()
            .and_then(|id| trainings.sessions.iter().position(|session| session.id == *id));
        json!({
            "sample": award.sample,
            "kind": award.kind.name(),
            "name": award.name,
            "number": award.number,
            "issued": self.date(&award.issued),
            "training": training.map(|index| self.training_of_session(index)),
            "session": session.map(|index| self.session(index)),
            "hours": award.hours.map(number),
            "hours_by_category": award.hours_by_category.as_ref().map(|hours| self.category_hours(hours)),
            "valid_from": self.optional_date(award.valid_from.as_ref()),
            "valid_until": self.optional_date(award.valid_until.as_ref()),
            "replaces": null,
            "verify": self.codes.web(&award.verify.0),
        })
    }

    fn category_hours(&mut self, hours: &[CategoryHours]) -> Value {
        hours
            .iter()
            .map(|one| json!({ "category": self.text(&one.category), "hours": number(one.hours) }))
            .collect()
    }

    fn other_languages(&mut self) -> Value {
        let content = self.content;
        let others = content
            .languages()
            .filter(|lang| *lang != self.lang)
            .filter_map(|lang| Some((lang, content.wording.locales.get(lang)?)));
        others.map(|(lang, locale)| json!({ "lang": lang, "dir": direction(locale.direction), "offer": locale.offer })).collect()
    }
}

/// Puts a value at a dotted path; an object joins what is there.
fn put(json: &mut Map<String, Value>, path: &str, value: Value) {
    if let Some((group, rest)) = path.split_once('.') {
        let inner = json.entry(group).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(inner) = inner {
            put(inner, rest, value);
        }
        return;
    }
    match (json.get_mut(path), value) {
        (Some(Value::Object(there)), Value::Object(more)) => there.extend(more),
        (_, value) => drop(json.insert(path.to_owned(), value)),
    }
}

/// Hours without a decimal point where there is no fraction.
pub(crate) fn number(value: f64) -> Value {
    if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
}
