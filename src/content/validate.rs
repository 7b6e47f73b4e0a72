//! What a schema cannot say: ids that repeat or name nothing, dates in the wrong order, files that are not there, placeholders.

mod all_capitals;
mod pieces;
mod texts;
mod vendors;

use std::collections::HashMap;

use serde_json::Value;

use super::Partial;
use super::certification::{Award, CertificateKind};
use super::data_file::DataFile;
use super::text::Id;
use super::trainings::{AgendaBlock, CompletionRule, Session, SessionFormat, Training};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::nearest;
use crate::project::Project;
use crate::source::Source;

/// Checks everything that could be read.
pub(super) fn check(partial: &Partial, project: &Project, report: &mut Report) {
    let mut checker = Checker { partial, project, report };
    for source in partial.sources.values() {
        checker.duplicate_ids(source);
    }
    checker.locales();
    checker.placeholders();
    checker.numbering();
    checker.trainings();
    checker.sessions();
    checker.awards();
    checker.authorities();
    checker.templates();
    checker.pieces();
    checker.vendors();
    checker.spots();
    texts::check(partial, report);
}

struct Checker<'a> {
    partial: &'a Partial,
    project: &'a Project,
    report: &'a mut Report,
}

impl<'a> Checker<'a> {
    fn place(&self, file: DataFile, pointer: &str) -> Place {
        let path = file.path();
        self.partial
            .sources
            .get(&path)
            .map_or_else(|| Place::file(&path), |source| source.place(pointer))
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
                    found.push((
                        id.to_owned(),
                        format!("{pointer}/{first}/id"),
                        format!("{pointer}/{index}/id"),
                    ));
                }
            }
        });
        for (id, first, second) in found {
            let line = self.report.line_column(&source.place(&first)).map_or(0, |at| at.0);
            let finding = Finding::new(Code::DuplicateId, format!("the id `{id}` is taken"))
                .at(source.place(&second));
            self.report
                .push(finding.hint(format!("line {line} has it; give one of the two another id")));
        }
    }

    /// Reports an id that names nothing.
    fn reference<'b>(
        &mut self,
        id: &str,
        what: &str,
        known: impl IntoIterator<Item = &'b str> + Clone,
        place: Place,
    ) -> bool {
        if known.clone().into_iter().any(|name| name == id) {
            return true;
        }
        let finding =
            Finding::new(Code::UnknownReference, format!("there is no {what} `{id}`")).at(place);
        self.report.push(finding.hint(nearest::hint(id, known)));
        false
    }

    fn locales(&mut self) {
        let (Some(program), Some(wording)) = (&self.partial.program, &self.partial.wording) else {
            return;
        };
        let missing = program
            .languages
            .iter()
            .enumerate()
            .filter(|(_, language)| !wording.locales.contains_key(&language.0));
        for (index, language) in missing {
            let message =
                format!("data/wording.json does not say how `{}` writes dates", language.0);
            let finding = Finding::new(Code::UnknownReference, message)
                .at(self.place(DataFile::Program, &format!("/languages/{index}")));
            self.report.push(finding.hint(format!(
                "add \"{}\" under `locales`, with the same fields as another language",
                language.0
            )));
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
        let verify = program.certificates.as_ref().map(|certificates| &certificates.verify.0);
        let verify = verify
            .map(|address| ("/certificates/verify".to_owned(), address, is_reserved_host(address)));
        for (pointer, value, is_placeholder) in fields
            .map(|(field, value, reserved)| (format!("/contact/{field}"), value, reserved))
            .into_iter()
            .chain(verify)
        {
            if is_placeholder {
                let finding =
                    Finding::new(Code::Placeholder, format!("`{value}` is a placeholder"))
                        .at(self.place(DataFile::Program, &pointer));
                self.report
                    .push(finding.hint("write the program's own before anything is handed out"));
            }
        }
    }

    fn numbering(&mut self) {
        let verify = self
            .partial
            .program
            .as_ref()
            .and_then(|program| program.certificates.as_ref())
            .map(|certificates| &certificates.verify.0);
        if verify.is_some_and(|verify| verify.contains('#')) {
            let finding = Finding::new(
                Code::BadValue,
                "what follows a `#` in this address is where the proof of a certificate goes",
            );
            let place = self.place(DataFile::Program, "/certificates/verify");
            self.report.push(finding.at(place).hint("end the address before the `#`"));
        }
    }

    fn trainings(&mut self) {
        let Some(trainings) = &self.partial.trainings else { return };
        for (index, training) in trainings.trainings.iter().enumerate() {
            self.agenda(training, &format!("/trainings/{index}"));
            self.completion(training, &format!("/trainings/{index}"));
        }
    }

    /// Partial credit has its two numbers, and the whole training is a certificate by it.
    fn completion(&mut self, training: &Training, at: &str) {
        let Some(completion) = &training.completion else { return };
        let is_partial = completion.rule == CompletionRule::Partial;
        for (field, value) in [("step", completion.step), ("at_least", completion.at_least)] {
            let (code, message, hint) = match (is_partial, value) {
                (true, None) => (
                    Code::MissingField,
                    format!("partial credit needs `{field}`"),
                    "a number of hours; or set \"rule\" to \"full\"",
                ),
                (false, Some(_)) => (
                    Code::BadValue,
                    format!("`{field}` is for partial credit only"),
                    "take it away, or set \"rule\" to \"partial\"",
                ),
                (true, Some(hours)) if hours > training.hours => (
                    Code::BadValue,
                    format!("`{field}` is more than the {} hours of the training", training.hours),
                    "is it a slip?",
                ),
                _ => continue,
            };
            let place = self.place(DataFile::Trainings, &format!("{at}/completion"));
            self.report.push(Finding::new(code, message).at(place).hint(hint));
        }
    }

    fn agenda(&mut self, training: &Training, at: &str) {
        for (day_index, day) in training.agenda.iter().enumerate() {
            let mut previous: Option<&AgendaBlock> = None;
            for (index, block) in day.blocks.iter().enumerate() {
                let at = format!("{at}/agenda/{day_index}/blocks/{index}");
                if let Some(topic) = &block.topic {
                    let known: Vec<&str> =
                        training.topics.iter().map(|topic| topic.id.as_str()).collect();
                    self.reference(
                        topic.as_str(),
                        "topic",
                        known,
                        self.place(DataFile::Trainings, &format!("{at}/topic")),
                    );
                }
                if block.topic.is_some() == block.title.is_some() {
                    let finding = Finding::new(
                        Code::MissingField,
                        "a block has a `topic` or a `title`, one of the two",
                    );
                    self.report.push(
                        finding
                            .at(self.place(DataFile::Trainings, &at))
                            .hint("`topic` is the id of one of this training's topics"),
                    );
                }
                if block.end.0 <= block.start.0 {
                    self.end_before_start(
                        format!(
                            "the block ends at {} and starts at {}",
                            hm(block.end.0),
                            hm(block.start.0)
                        ),
                        DataFile::Trainings,
                        &format!("{at}/end"),
                    );
                }
                if previous.is_some_and(|before| block.start.0 < before.end.0) {
                    self.end_before_start(
                        "the block starts before the one above it ends".to_owned(),
                        DataFile::Trainings,
                        &format!("{at}/start"),
                    );
                }
                previous = Some(block);
            }
        }
    }

    fn end_before_start(&mut self, message: String, file: DataFile, pointer: &str) {
        let finding = Finding::new(Code::EndBeforeStart, message).at(self.place(file, pointer));
        self.report.push(finding.hint("put the earlier one first, or mend the one that is wrong"));
    }

    fn sessions(&mut self) {
        let Some(trainings) = &self.partial.trainings else { return };
        let known: Vec<&str> =
            trainings.trainings.iter().map(|training| training.id.as_str()).collect();
        for (index, session) in trainings.sessions.iter().enumerate() {
            let at = format!("/sessions/{index}");
            self.reference(
                session.training.as_str(),
                "training",
                known.clone(),
                self.place(DataFile::Trainings, &format!("{at}/training")),
            );
            self.session_days(session, &at);
            if let Some(wording) = &self.partial.wording {
                let known: Vec<&str> = wording.words.keys().map(String::as_str).collect();
                let place = self.place(DataFile::Trainings, &format!("{at}/format"));
                self.reference(
                    session.format.name(),
                    "phrase in data/wording.json named",
                    known,
                    place,
                );
            }
            if session.format == SessionFormat::InPerson && session.city.is_none() {
                let finding =
                    Finding::new(Code::MissingField, "a session in person needs a `city`")
                        .at(self.place(DataFile::Trainings, &at));
                self.report
                    .push(finding.hint("add \"city\": \"…\", or set \"format\" to \"online\""));
            }
        }
    }

    fn session_days(&mut self, session: &Session, at: &str) {
        for (index, day) in session.days.iter().enumerate() {
            if day.end.0 <= day.start.0 {
                let message =
                    format!("the day ends at {} and starts at {}", hm(day.end.0), hm(day.start.0));
                self.end_before_start(
                    message,
                    DataFile::Trainings,
                    &format!("{at}/days/{index}/end"),
                );
            }
            if index > 0 && day.date.0 <= session.days[index - 1].date.0 {
                let message = format!(
                    "{} does not come after {}",
                    day.date.0,
                    session.days[index - 1].date.0
                );
                self.end_before_start(
                    message,
                    DataFile::Trainings,
                    &format!("{at}/days/{index}/date"),
                );
            }
        }
        if session.days.first().is_some_and(|first| session.apply_by.0 > first.date.0) {
            let message = format!(
                "people may apply until {}, after the session has begun",
                session.apply_by.0
            );
            self.end_before_start(message, DataFile::Trainings, &format!("{at}/apply_by"));
        }
    }

    fn awards(&mut self) {
        let Some(certification) = &self.partial.certification else { return };
        for (index, award) in certification.awards.iter().enumerate() {
            let at = format!("/awards/{index}");
            if let Some(trainings) = &self.partial.trainings {
                let known: Vec<&str> =
                    trainings.trainings.iter().map(|training| training.id.as_str()).collect();
                self.optional_reference(
                    award.training.as_ref(),
                    "training",
                    known,
                    &format!("{at}/training"),
                );
                let known: Vec<&str> =
                    trainings.sessions.iter().map(|session| session.id.as_str()).collect();
                self.optional_reference(
                    award.session.as_ref(),
                    "session",
                    known,
                    &format!("{at}/session"),
                );
            }
            self.award_fields(award, &at);
            if let (Some(from), Some(until)) = (&award.valid_from, &award.valid_until)
                && until.0 <= from.0
            {
                self.end_before_start(
                    format!("valid until {}, from {}", until.0, from.0),
                    DataFile::Certification,
                    &format!("{at}/valid_until"),
                );
            }
        }
    }

    /// What a certificate of each kind must be able to say.
    fn award_fields(&mut self, award: &Award, at: &str) {
        let trained = [("training", award.training.is_some()), ("hours", award.hours.is_some())];
        let lacking: Vec<&str> = match award.kind {
            CertificateKind::Completion => trained.to_vec(),
            CertificateKind::ContinuingEducation => [
                trained.as_slice(),
                &[
                    ("session", award.session.is_some()),
                    ("hours_by_category", award.hours_by_category.is_some()),
                ],
            ]
            .concat(),
            CertificateKind::Certified | CertificateKind::Recertified => vec![
                ("valid_from", award.valid_from.is_some()),
                ("valid_until", award.valid_until.is_some()),
            ],
        }
        .into_iter()
        .filter(|(_, is_there)| !is_there)
        .map(|(field, _)| field)
        .collect();
        for field in lacking {
            let finding = Finding::new(
                Code::MissingField,
                format!("a certificate of this kind needs `{field}`"),
            )
            .at(self.place(DataFile::Certification, &format!("{at}/kind")));
            self.report.push(finding.hint(format!("add \"{field}\": …")));
        }
        if let (Some(hours), Some(parts)) = (award.hours, &award.hours_by_category) {
            let sum: f64 = parts.iter().map(|part| part.hours).sum();
            if (sum - hours).abs() > 0.001 {
                let message = format!("the hours by category add up to {sum}, not {hours}");
                let finding = Finding::new(Code::BadValue, message)
                    .at(self.place(DataFile::Certification, &format!("{at}/hours_by_category")));
                self.report.push(finding.hint("mend `hours` or one of the categories"));
            }
        }
    }

    /// Each profile belongs to an approval of the provider.
    fn authorities(&mut self) {
        let (Some(authorities), Some(program)) = (&self.partial.authorities, &self.partial.program)
        else {
            return;
        };
        let known: Vec<&str> =
            program.provider.approvals.iter().map(|approval| approval.id.as_str()).collect();
        for (index, authority) in authorities.authorities.iter().enumerate() {
            let place = self.place(DataFile::Authorities, &format!("/authorities/{index}/id"));
            self.reference(
                authority.id.as_str(),
                "approval in data/program.json with the id",
                known.clone(),
                place,
            );
        }
    }

    fn optional_reference(&mut self, id: Option<&Id>, what: &str, known: Vec<&str>, pointer: &str) {
        if let Some(id) = id {
            self.reference(id.as_str(), what, known, self.place(DataFile::Certification, pointer));
        }
    }
}

/// Whether an address is at a domain that is reserved for examples (RFC 2606).
fn is_reserved_host(address: &str) -> bool {
    let host = address.rsplit('@').next().unwrap_or_default();
    let host = host.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default();
    ["example.org", "example.com", "example.net"]
        .iter()
        .any(|reserved| host == *reserved || host.ends_with(&format!(".{reserved}")))
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
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| descend(&index.to_string(), item, visit)),
        Value::Object(map) => map.iter().for_each(|(name, item)| descend(name, item, visit)),
        _ => {}
    }
}
