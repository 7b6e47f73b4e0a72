//! Checks what a schema cannot: IDs that repeat or do not exist, dates in the wrong order, missing
//! files, sample values.

mod all_capitals;
mod awards;
mod brand;
mod contacts;
mod counted;
mod credentials;
mod guests;
mod hidden_character;
mod icons;
mod logos;
mod mail;
mod orders;
mod partners;
mod pieces;
mod program;
mod promises;
mod public;
mod sessions;
mod short_links;
mod templates;
mod texts;
mod trainings;
mod unwritten;
mod vendors;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::Partial;
use super::data_file::DataFile;
use super::logos::Logos;
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::nearest;
use crate::project::Project;
use crate::source::{Source, escape};

/// Checks everything that could be read. Returns the drawings that the data names.
pub(super) fn check(partial: &Partial, project: &Project, report: &mut Report) -> Drawings {
    let mut checker = Checker { partial, project, report };
    for source in partial.sources.values() {
        checker.duplicate_ids(source);
    }
    checker.program();
    checker.trainings();
    checker.sessions();
    checker.awards();
    checker.credentials();
    checker.authorities();
    checker.templates();
    checker.pieces();
    checker.piece_contacts();
    checker.vendors();
    checker.brand();
    checker.counted_words();
    checker.mail();
    checker.notice();
    checker.orders();
    let drawings = Drawings {
        icons: checker.icons(),
        logo: checker.brand_logo(),
        partner_logos: checker.partners(),
    };
    texts::check(partial, report);
    drawings
}

/// The drawings that the data names.
#[derive(Debug, Default)]
pub(super) struct Drawings {
    /// The outlines of the icons, by name.
    pub(super) icons: BTreeMap<String, Value>,
    pub(super) logo: Logos,
    /// The logo of each partner.
    pub(super) partner_logos: Vec<Logos>,
}

struct Checker<'a> {
    partial: &'a Partial,
    project: &'a Project,
    report: &'a mut Report,
}

impl Checker<'_> {
    fn place(&self, file: DataFile, pointer: &str) -> Place {
        match self.partial.sources.get(file.path()) {
            Some(source) => source.place(pointer),
            None => Place::file(file.path()),
        }
    }

    fn push(&mut self, code: Code, place: Place, message: &str, hint: &str) {
        self.report.push(Finding::new(code, message).at(place).hint(hint));
    }

    /// Reports an ID that does not exist. `missing` starts the message: "there is no training".
    fn reference(&mut self, id: &str, missing: &str, known: &[&str], place: Place) -> bool {
        if known.contains(&id) {
            return true;
        }
        let hint = nearest::hint(id, known.iter().copied());
        self.push(Code::UnknownReference, place, &format!("{missing} `{id}`"), &hint);
        false
    }

    fn end_before_start(&mut self, message: &str, place: Place) {
        self.push(Code::EndBeforeStart, place, message, "correct one of the two");
    }

    fn duplicate_ids(&mut self, source: &Source) {
        let mut repeated = Vec::new();
        walk(&source.value, &mut String::new(), &mut |pointer, value| {
            let mut seen = HashMap::new();
            for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                let Some(id) = item.get("id").and_then(Value::as_str) else { continue };
                let first = *seen.entry(id.to_owned()).or_insert(index);
                if first != index {
                    let at = |index: usize| format!("{pointer}/{index}/id");
                    repeated.push((id.to_owned(), at(first), at(index)));
                }
            }
        });
        for (id, first, second) in repeated {
            let line = self.report.line_column(&source.place(&first)).map_or(0, |at| at.0);
            let hint = format!("line {line} has the same ID; change one of the two");
            let message = format!("the ID `{id}` is already in use");
            self.push(Code::DuplicateId, source.place(&second), &message, &hint);
        }
    }
}

/// Visits every value with its pointer.
fn walk(value: &Value, pointer: &mut String, visit: &mut dyn FnMut(&str, &Value)) {
    visit(pointer, value);
    let length = pointer.len();
    let mut descend = |name: &str, value: &Value, visit: &mut dyn FnMut(&str, &Value)| {
        pointer.push('/');
        pointer.push_str(&escape(name));
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
