//! Pieces: each gives exactly what its template asks for.

use std::collections::BTreeSet;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::need::Need;
use crate::content::pieces::Piece;
use crate::content::template::{Repeat, Template};
use crate::diagnostic::{Code, Place};
use crate::nearest;
use crate::project::{PathFault, has_parent};

/// The fields of the program that a template prints if it declares them.
const REQUIRED_BY_PIECES: [&str; 1] = ["home"];

/// Needs that are computed, or that a template draws without if they are not in the data.
const MAY_BE_ABSENT: [Need; 10] = [
    Need::Contacts,
    Need::Signatories,
    Need::Spots,
    Need::OtherLanguages,
    Need::UpcomingSessions,
    Need::Session,
    Need::Member,
    Need::Training,
    Need::Trainings,
    Need::Awards,
];

/// The name of the field at a pointer.
fn name_at(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}

impl Checker<'_> {
    fn piece_place(&self, pointer: &str) -> Place {
        self.place(DataFile::Pieces, pointer)
    }

    pub(super) fn pieces(&mut self) {
        let partial = self.partial;
        let Some(pieces) = &partial.pieces else { return };
        let known: Vec<&str> = partial.templates.keys().map(String::as_str).collect();
        for (index, piece) in pieces.pieces.iter().enumerate() {
            let at = format!("/pieces/{index}");
            let name = piece.template.as_str();
            match partial.templates.get(name) {
                Some(template) => {
                    self.wording(piece, template, &at);
                    self.empty_needs(piece, template, &at);
                    self.guests(piece, template, &at);
                }
                // A template with errors has its own findings.
                None if self.has_template_file(name) => continue,
                None => {
                    let place = self.piece_place(&format!("{at}/template"));
                    self.reference(name, "there is no template", &known, place);
                }
            }
            self.languages_of_piece(piece, &at);
            self.award(piece, &at);
            self.training(piece, &at);
            self.publication(piece, &at);
            for (name, picture) in &piece.pictures {
                let place = self.piece_place(&format!("{at}/pictures/{name}/file"));
                self.named_file(&picture.file, place);
            }
        }
    }

    /// Checks the languages that a piece names.
    fn languages_of_piece(&mut self, piece: &Piece, at: &str) {
        let partial = self.partial;
        let Some(program) = &partial.program else { return };
        let known: Vec<&str> = program.languages.iter().map(|one| one.tag.as_str()).collect();
        for (index, language) in piece.languages.iter().flatten().enumerate() {
            let place = self.piece_place(&format!("{at}/languages/{index}"));
            let what = "`languages` in `data/program.json` has no";
            self.reference(&language.0, what, &known, place);
        }
    }

    fn has_template_file(&self, name: &str) -> bool {
        self.project.path(&format!("templates/{name}/template.json")).is_file()
    }

    /// Checks the training that a piece is about, for a template that does not repeat over them.
    fn training(&mut self, piece: &Piece, at: &str) {
        let partial = self.partial;
        let template = partial.templates.get(piece.template.as_str());
        let is_used = template.is_some_and(|template| {
            template.needs.contains(&Need::Training) && template.repeat != Some(Repeat::Trainings)
        });
        let Some(id) = &piece.training else {
            if is_used {
                let message = format!("`{}` does not say which training it is about", piece.id);
                let hint = "add \"training\" with the ID of a training in `data/trainings.json`";
                let place = self.piece_place(&format!("{at}/id"));
                self.push(Code::MissingField, place, &message, hint);
            }
            return;
        };
        let place = self.piece_place(&format!("{at}/training"));
        if !is_used {
            let message = format!("the template `{}` does not use `training`", piece.template);
            return self.push(Code::UnusedText, place, &message, "remove it");
        }
        let Some(trainings) = &partial.trainings else { return };
        let known: Vec<&str> = trainings.trainings.iter().map(|one| one.id.as_str()).collect();
        self.reference(id.as_str(), "`data/trainings.json` has no training", &known, place);
    }

    fn award(&mut self, piece: &Piece, at: &str) {
        let partial = self.partial;
        let (Some(id), Some(certification)) = (&piece.award, &partial.certification) else {
            return;
        };
        let known: Vec<&str> = certification.awards.iter().map(|one| one.id.as_str()).collect();
        let place = self.piece_place(&format!("{at}/award"));
        let missing = "`data/certification.json` has no sample certificate";
        self.reference(id.as_str(), missing, &known, place);
    }

    /// Checks that a piece has the text, lists, and pictures that its template uses, and no others.
    fn wording(&mut self, piece: &Piece, template: &Template, at: &str) {
        let id = &piece.id;
        let slots: [(&str, &[String], BTreeSet<&str>); 3] = [
            ("text", &template.text, piece.text.keys().map(String::as_str).collect()),
            ("lists", &template.lists, piece.lists.keys().map(String::as_str).collect()),
            ("pictures", &template.pictures, piece.pictures.keys().map(String::as_str).collect()),
        ];
        for (field, asked, given) in slots {
            let is_optional =
                |name: &String| field == "pictures" && template.optional_pictures.contains(name);
            let required = asked.iter().filter(|name| !is_optional(name));
            for name in required.filter(|name| !given.contains(name.as_str())) {
                let message = format!(
                    "`{id}` has no `{name}` under `{field}`, but its template `{}` uses it",
                    piece.template
                );
                let hint = format!("add \"{name}\" under \"{field}\"");
                let place = self.piece_place(&format!("{at}/id"));
                self.push(Code::MissingText, place, &message, &hint);
            }
            for name in given.into_iter().filter(|name| !asked.iter().any(|asked| asked == name)) {
                let message = format!("the template `{}` does not use `{name}`", piece.template);
                let place = self.piece_place(&format!("{at}/{field}/{name}"));
                let hint = match asked.is_empty() {
                    true => "remove it".to_owned(),
                    false => nearest::choice_hint(name, asked.iter().map(String::as_str)),
                };
                self.push(Code::UnusedText, place, &message, &hint);
            }
        }
    }

    /// Reports needs without anything in them: a page would show a heading over nothing.
    fn empty_needs(&mut self, piece: &Piece, template: &Template, at: &str) {
        let id = &piece.id;
        for need in &template.needs {
            let place = self.piece_place(&format!("{at}/id"));
            for (path, pointer) in self.absent(*need, template) {
                let file = need.source().0.path();
                let message = format!("`{id}` uses `{path}`, which is not in `{file}`");
                let hint = format!("add `{}` there, or remove the piece", name_at(&pointer));
                self.push(Code::MissingField, place.clone(), &message, &hint);
            }
            if self.is_empty_list(*need) {
                let message = format!("`{id}` uses `{}`, which is an empty list", need.name());
                let hint = match need {
                    Need::Contacts => "add an entry to the list, or remove the key \"contacts\"",
                    _ => "add an entry to the list, or remove the piece",
                };
                self.push(Code::MissingText, place, &message, hint);
            }
        }
        if template.needs.contains(&Need::Awards) && piece.award.is_none() {
            let message = format!("`{id}` has no `award`, but its template shows a certificate");
            let hint = "add \"award\" with the ID of a sample in `data/certification.json`";
            let place = self.piece_place(&format!("{at}/id"));
            self.push(Code::MissingField, place, &message, hint);
        }
    }

    /// The facts of a need that are not in the data: the names in templates, and the pointers.
    fn absent(&self, need: Need, template: &Template) -> Vec<(String, String)> {
        let (file, pointer) = need.source();
        let Some(source) = self.partial.sources.get(file.path()) else { return Vec::new() };
        let is_there = |pointer: &str| source.value.pointer(pointer).is_some();
        let wanted = match need {
            Need::Program => {
                let fields = template.fields.get(&need).into_iter().flatten();
                let own = fields.filter(|field| REQUIRED_BY_PIECES.contains(&field.as_str()));
                own.map(|field| (format!("program.{field}"), format!("/{field}"))).collect()
            }
            _ if MAY_BE_ABSENT.contains(&need) => Vec::new(),
            _ => vec![(need.name().to_owned(), pointer.to_owned())],
        };
        wanted.into_iter().filter(|(_, pointer)| !is_there(pointer)).collect()
    }

    fn is_empty_list(&self, need: Need) -> bool {
        let (file, pointer) = need.source();
        let is_filled_by_subject = matches!(
            need,
            Need::UpcomingSessions | Need::Session | Need::Member | Need::Training | Need::Awards
        );
        let source = self.partial.sources.get(file.path());
        let value = source.and_then(|source| source.value.pointer(pointer));
        let list = value.and_then(|value| value.as_array());
        let may_be_empty = [Need::Spots, Need::Signatories].contains(&need);
        !is_filled_by_subject && !may_be_empty && list.is_some_and(Vec::is_empty)
    }

    /// Reports a file that the data names and that is not there. Returns whether it is.
    pub(super) fn named_file(&mut self, file: &str, place: Place) -> bool {
        let (code, message, hint) = match self.project.resolve(file) {
            Ok(path) if path.is_file() => return true,
            Ok(_) => (
                Code::MissingFile,
                format!("`{file}` is a folder, not a picture"),
                "write the path of a file in it",
            ),
            Err(PathFault::Outside) if file.contains('\\') => (
                Code::PathOutside,
                format!("`{file}` has backslashes"),
                "use forward slashes, as in `data/pictures/logo.svg`",
            ),
            Err(PathFault::Outside) if has_parent(file) => (
                Code::PathOutside,
                format!("`{file}` has `..` in it"),
                "write the path from the project folder on, without `..`",
            ),
            Err(PathFault::Missing) => (
                Code::MissingFile,
                format!("`{file}` does not exist"),
                "copy the picture to that path, or correct the path; paths start at the project \
                 folder, such as `data/pictures/logo.svg`",
            ),
            Err(PathFault::Outside) => (
                Code::PathOutside,
                format!("`{file}` is outside the project"),
                "copy the picture into the project and write its path there",
            ),
        };
        self.push(code, place, &message, hint);
        false
    }
}
