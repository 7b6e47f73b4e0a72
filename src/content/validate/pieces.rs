//! Pieces: each gives exactly what its template asks for.

use std::collections::BTreeSet;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::need::Need;
use crate::content::pieces::Piece;
use crate::content::template::Template;
use crate::diagnostic::{Code, Place};
use crate::nearest;
use crate::project::{PathFault, has_parent};

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
                }
                // A template with errors has its own findings.
                None if self.has_template_file(name) => continue,
                None => {
                    let place = self.piece_place(&format!("{at}/template"));
                    self.reference(name, "there is no template", &known, place);
                }
            }
            self.award(piece, &at);
            for (name, picture) in &piece.pictures {
                self.picture(&picture.file, &format!("{at}/pictures/{name}/file"));
            }
        }
    }

    fn has_template_file(&self, name: &str) -> bool {
        self.project.path(&format!("templates/{name}/template.json")).is_file()
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
            for name in asked.iter().filter(|name| !given.contains(name.as_str())) {
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
            if !self.is_empty_list(*need) {
                continue;
            }
            let message = format!("`{id}` uses `{}`, which is an empty list", need.name());
            let place = self.piece_place(&format!("{at}/id"));
            let hint = "add an entry to the list, or remove the piece";
            self.push(Code::MissingText, place, &message, hint);
        }
        if template.needs.contains(&Need::Awards) && piece.award.is_none() {
            let message = format!("`{id}` has no `award`, but its template shows a certificate");
            let hint = "add \"award\" with the ID of a sample in `data/certification.json`";
            let place = self.piece_place(&format!("{at}/id"));
            self.push(Code::MissingField, place, &message, hint);
        }
    }

    fn is_empty_list(&self, need: Need) -> bool {
        let (file, pointer) = need.source();
        let is_filled_by_subject =
            matches!(need, Need::UpcomingSessions | Need::Session | Need::Training | Need::Awards);
        let source = self.partial.sources.get(file.path());
        let value = source.and_then(|source| source.value.pointer(pointer));
        let list = value.and_then(|value| value.as_array());
        let may_be_empty = [Need::Spots, Need::Signatories].contains(&need);
        !is_filled_by_subject && !may_be_empty && list.is_some_and(Vec::is_empty)
    }

    fn picture(&mut self, file: &str, pointer: &str) {
        let (code, message, hint) = match self.project.resolve(file) {
            Ok(path) if path.is_file() => return,
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
        let place = self.piece_place(pointer);
        self.push(code, place, &message, hint);
    }
}
