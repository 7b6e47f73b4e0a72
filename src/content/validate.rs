//! What a schema cannot say: ids that repeat or name nothing, dates in the wrong order, files that are not there, placeholders.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::pieces::Piece;
use super::schema::Kind;
use super::text::Id;
use super::trainings::{AgendaBlock, Session, SessionFormat, Training};
use super::{Partial, data_file};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::nearest;
use crate::plan::Need;
use crate::project::{PathFault, Project};
use crate::source::Source;

/// Checks everything that could be read.
pub(super) fn check(partial: &Partial, project: &Project, report: &mut Report) {
    let mut checker = Checker { partial, project, report };
    for source in partial.sources.values() {
        checker.duplicate_ids(source);
    }
    checker.locales();
    checker.placeholders();
    checker.trainings();
    checker.sessions();
    checker.awards();
    checker.templates();
    checker.pieces();
}

struct Checker<'a> {
    partial: &'a Partial,
    project: &'a Project,
    report: &'a mut Report,
}

impl<'a> Checker<'a> {
    fn place(&self, kind: Kind, pointer: &str) -> Place {
        let file = data_file(kind);
        self.partial.sources.get(&file).map_or_else(|| Place::file(&file), |source| source.place(pointer))
    }

    fn duplicate_ids(&mut self, source: &Source) {
        let mut found = Vec::new();
        walk(&source.value, &mut String::new(), &mut |pointer, value| {
            let Value::Array(items) = value else { return };
            let mut seen = HashMap::new();
            for (index, item) in items.iter().enumerate() {
                let Some(id) = item.get("id").and_then(Value::as_str) else { continue };
                if let Some(first) = seen.insert(id.to_owned(), index) {
                    seen.insert(id.to_owned(), first);
                    found.push((id.to_owned(), format!("{pointer}/{first}/id"), format!("{pointer}/{index}/id")));
                }
            }
        });
        for (id, first, second) in found {
            let line = self.report.line_column(&source.place(&first)).map_or(0, |at| at.0);
            let finding = Finding::new(Code::DuplicateId, format!("the id `{id}` is taken")).at(source.place(&second));
            self.report.push(finding.hint(format!("line {line} has it; give one of the two another id")));
        }
    }

    /// Reports an id that names nothing.
    fn reference<'b>(&mut self, id: &str, what: &str, known: impl IntoIterator<Item = &'b str> + Clone, place: Place) -> bool {
        if known.clone().into_iter().any(|name| name == id) {
            return true;
        }
        let finding = Finding::new(Code::UnknownReference, format!("there is no {what} `{id}`")).at(place);
        self.report.push(finding.hint(nearest::hint(id, known)));
        false
    }

    fn locales(&mut self) {
        let (Some(program), Some(wording)) = (&self.partial.program, &self.partial.wording) else { return };
        let missing = program.languages.iter().enumerate().filter(|(_, language)| !wording.locales.contains_key(&language.0));
        for (index, language) in missing {
            let message = format!("data/wording.json does not say how `{}` writes dates", language.0);
            let finding = Finding::new(Code::UnknownReference, message).at(self.place(Kind::Program, &format!("/languages/{index}")));
            self.report.push(finding.hint(format!("add \"{}\" under `locales`, with the same fields as another language", language.0)));
        }
    }

    fn placeholders(&mut self) {
        let Some(program) = &self.partial.program else { return };
        let contact = &program.contact;
        let phone: String = contact.phone.0.chars().filter(char::is_ascii_digit).collect();
        let reserved = phone.len() >= 7 && phone[phone.len() - 7..].starts_with("55501");
        let fields = [
            ("phone", &contact.phone.0, reserved),
            ("email", &contact.email.0, is_reserved_host(&contact.email.0)),
            ("web", &contact.web.0, is_reserved_host(&contact.web.0)),
        ];
        for (field, value, is_placeholder) in fields {
            if is_placeholder {
                let finding =
                    Finding::new(Code::Placeholder, format!("`{value}` is a placeholder")).at(self.place(Kind::Program, &format!("/contact/{field}")));
                self.report.push(finding.hint("write the program's own before anything is handed out"));
            }
        }
    }

    fn trainings(&mut self) {
        let Some(trainings) = &self.partial.trainings else { return };
        for (index, training) in trainings.trainings.iter().enumerate() {
            self.agenda(training, &format!("/trainings/{index}"));
        }
    }

    fn agenda(&mut self, training: &Training, at: &str) {
        for (day_index, day) in training.agenda.iter().enumerate() {
            let mut previous: Option<&AgendaBlock> = None;
            for (index, block) in day.blocks.iter().enumerate() {
                let at = format!("{at}/agenda/{day_index}/blocks/{index}");
                if let Some(topic) = &block.topic {
                    let known: Vec<&str> = training.topics.iter().map(|topic| topic.id.as_str()).collect();
                    self.reference(topic.as_str(), "topic", known, self.place(Kind::Trainings, &format!("{at}/topic")));
                }
                if block.topic.is_some() == block.title.is_some() {
                    let finding = Finding::new(Code::MissingField, "a block has a `topic` or a `title`, one of the two");
                    self.report.push(finding.at(self.place(Kind::Trainings, &at)).hint("`topic` is the id of one of this training's topics"));
                }
                if block.end.0 <= block.start.0 {
                    self.end_before_start(
                        format!("the block ends at {} and starts at {}", hm(block.end.0), hm(block.start.0)),
                        Kind::Trainings,
                        &format!("{at}/end"),
                    );
                }
                if previous.is_some_and(|before| block.start.0 < before.end.0) {
                    self.end_before_start("the block starts before the one above it ends".to_owned(), Kind::Trainings, &format!("{at}/start"));
                }
                previous = Some(block);
            }
        }
    }

    fn end_before_start(&mut self, message: String, kind: Kind, pointer: &str) {
        let finding = Finding::new(Code::EndBeforeStart, message).at(self.place(kind, pointer));
        self.report.push(finding.hint("put the earlier one first, or mend the one that is wrong"));
    }

    fn sessions(&mut self) {
        let Some(trainings) = &self.partial.trainings else { return };
        let known: Vec<&str> = trainings.trainings.iter().map(|training| training.id.as_str()).collect();
        for (index, session) in trainings.sessions.iter().enumerate() {
            let at = format!("/sessions/{index}");
            self.reference(session.training.as_str(), "training", known.clone(), self.place(Kind::Trainings, &format!("{at}/training")));
            self.session_days(session, &at);
            if session.format == SessionFormat::InPerson && session.city.is_none() {
                let finding = Finding::new(Code::MissingField, "a session in person needs a `city`").at(self.place(Kind::Trainings, &at));
                self.report.push(finding.hint("add \"city\": \"…\", or set \"format\" to \"online\""));
            }
        }
    }

    fn session_days(&mut self, session: &Session, at: &str) {
        for (index, day) in session.days.iter().enumerate() {
            if day.end.0 <= day.start.0 {
                let message = format!("the day ends at {} and starts at {}", hm(day.end.0), hm(day.start.0));
                self.end_before_start(message, Kind::Trainings, &format!("{at}/days/{index}/end"));
            }
            if index > 0 && day.date.0 <= session.days[index - 1].date.0 {
                let message = format!("{} does not come after {}", day.date.0, session.days[index - 1].date.0);
                self.end_before_start(message, Kind::Trainings, &format!("{at}/days/{index}/date"));
            }
        }
        if session.days.first().is_some_and(|first| session.apply_by.0 > first.date.0) {
            let message = format!("people may apply until {}, after the session has begun", session.apply_by.0);
            self.end_before_start(message, Kind::Trainings, &format!("{at}/apply_by"));
        }
    }

    fn awards(&mut self) {
        let Some(certification) = &self.partial.certification else { return };
        for (index, award) in certification.awards.iter().enumerate() {
            let at = format!("/awards/{index}");
            if let Some(trainings) = &self.partial.trainings {
                let known: Vec<&str> = trainings.trainings.iter().map(|training| training.id.as_str()).collect();
                self.optional_reference(award.training.as_ref(), "training", known, &format!("{at}/training"));
                let known: Vec<&str> = trainings.sessions.iter().map(|session| session.id.as_str()).collect();
                self.optional_reference(award.session.as_ref(), "session", known, &format!("{at}/session"));
            }
            if let (Some(from), Some(until)) = (&award.valid_from, &award.valid_until)
                && until.0 <= from.0
            {
                self.end_before_start(format!("valid until {}, from {}", until.0, from.0), Kind::Certification, &format!("{at}/valid_until"));
            }
        }
    }

    fn optional_reference(&mut self, id: Option<&Id>, what: &str, known: Vec<&str>, pointer: &str) {
        if let Some(id) = id {
            self.reference(id.as_str(), what, known, self.place(Kind::Certification, pointer));
        }
    }

    fn templates(&mut self) {
        for (name, template) in &self.partial.templates {
            let file = format!("templates/{name}/template.json");
            let Some(source) = self.partial.sources.get(&file) else { continue };
            for (index, need) in template.needs.iter().enumerate() {
                let place = source.place(&format!("/needs/{index}"));
                if let Err(finding) = Need::parse(need, template.over) {
                    self.report.push(finding.at(place));
                }
            }
            if template.pages.max < template.pages.min {
                let finding = Finding::new(Code::BadTemplate, "`pages` has a `max` below its `min`").at(source.place("/pages/max"));
                self.report.push(finding);
            }
            let Some(wording) = &self.partial.wording else { continue };
            let known: Vec<&str> = wording.words.keys().map(String::as_str).collect();
            for (index, word) in template.words.iter().enumerate() {
                self.reference(word, "phrase in data/wording.json named", known.clone(), source.place(&format!("/words/{index}")));
            }
        }
    }

    fn pieces(&mut self) {
        let Some(pieces) = &self.partial.pieces else { return };
        let known: Vec<&str> = self.partial.templates.keys().map(String::as_str).collect();
        for (index, piece) in pieces.pieces.iter().enumerate() {
            let at = format!("/pieces/{index}");
            if self.is_broken_template(piece) {
                continue;
            }
            if self.reference(piece.template.as_str(), "template", known.clone(), self.place(Kind::Pieces, &format!("{at}/template"))) {
                self.slots(piece, &at);
            }
            if let (Some(award), Some(certification)) = (&piece.award, &self.partial.certification) {
                let known: Vec<&str> = certification.awards.iter().map(|award| award.id.as_str()).collect();
                self.reference(award.as_str(), "award in data/certification.json", known, self.place(Kind::Pieces, &format!("{at}/award")));
            }
            for (name, picture) in &piece.pictures {
                self.picture(&picture.file, &format!("{at}/pictures/{name}/file"));
            }
        }
    }

    /// Whether the piece's template is there but has faults of its own, which are told already.
    fn is_broken_template(&self, piece: &Piece) -> bool {
        let name = piece.template.as_str();
        !self.partial.templates.contains_key(name) && self.project.path(&format!("templates/{name}/template.json")).is_file()
    }

    /// Whether a piece gives just what its template asks for.
    fn slots(&mut self, piece: &Piece, at: &str) {
        let template = &self.partial.templates[piece.template.as_str()];
        let slots: [(&str, &[String], BTreeSet<&str>); 3] = [
            ("text", &template.text, piece.text.keys().map(String::as_str).collect()),
            ("lists", &template.lists, piece.lists.keys().map(String::as_str).collect()),
            ("pictures", &template.pictures, piece.pictures.keys().map(String::as_str).collect()),
        ];
        for (field, asked, given) in slots {
            for name in asked.iter().filter(|name| !given.contains(name.as_str())) {
                let message = format!("`{}` lacks `{name}` under `{field}`: its template `{}` asks for it", piece.id, piece.template);
                self.report.push(
                    Finding::new(Code::MissingText, message)
                        .at(self.place(Kind::Pieces, &format!("{at}/id")))
                        .hint(format!("add \"{name}\" under \"{field}\"")),
                );
            }
            for name in given.into_iter().filter(|name| !asked.iter().any(|asked| asked == name)) {
                let message = format!("the template `{}` does not use `{name}`", piece.template);
                let finding = Finding::new(Code::UnusedText, message).at(self.place(Kind::Pieces, &format!("{at}/{field}/{name}")));
                self.report.push(finding.hint(nearest::hint(name, asked.iter().map(String::as_str))));
            }
        }
        if template.needs.iter().any(|need| need == "awards") && piece.award.is_none() {
            let message = format!("`{}` lacks `award`: its template shows a certificate", piece.id);
            self.report.push(
                Finding::new(Code::MissingField, message)
                    .at(self.place(Kind::Pieces, &format!("{at}/id")))
                    .hint("name a sample in data/certification.json under `awards`"),
            );
        }
    }

    fn picture(&mut self, file: &str, pointer: &str) {
        let place = self.place(Kind::Pieces, pointer);
        match self.project.resolve(file) {
            Ok(_) => {}
            Err(PathFault::Missing) => self.report.push(
                Finding::new(Code::MissingFile, format!("the picture `{file}` is not there"))
                    .at(place)
                    .hint("paths start at the project's folder: `pictures/logo.svg`"),
            ),
            Err(PathFault::Outside) => self.report.push(
                Finding::new(Code::PathOutside, format!("`{file}` leaves the project")).at(place).hint("copy the picture into the project and name it there"),
            ),
        }
    }
}

/// Whether an address is at a domain that is reserved for examples (RFC 2606).
fn is_reserved_host(address: &str) -> bool {
    let host = address.rsplit('@').next().unwrap_or_default();
    let host = host.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default();
    ["example.org", "example.com", "example.net"].iter().any(|reserved| host == *reserved || host.ends_with(&format!(".{reserved}")))
}

fn hm(time: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Visits every value with its pointer.
fn walk(value: &Value, pointer: &mut String, visit: &mut dyn FnMut(&str, &Value)) {
    visit(pointer, value);
    let length = pointer.len();
    let mut descend = |name: &str, value: &Value, visit: &mut dyn FnMut(&str, &Value)| {
        pointer.push('/');
        pointer.push_str(&crate::source::escape(name));
        walk(value, pointer, visit);
        pointer.truncate(length);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| descend(&index.to_string(), item, visit)),
        Value::Object(map) => map.iter().for_each(|(name, item)| descend(name, item, visit)),
        _ => {}
    }
}
