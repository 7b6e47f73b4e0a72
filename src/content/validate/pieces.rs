//! Templates and pieces: what a template asks for is known, and each piece gives just that.

use std::collections::BTreeSet;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::need::Need;
use crate::content::pieces::Piece;
use crate::content::template::{PageRange, Trim};
use crate::content::text::Length;
use crate::diagnostic::{Code, Finding};
use crate::nearest;
use crate::project::PathFault;
use crate::source::Source;

/// Names that every press takes for inks of its own, or for all of them.
const PROCESS: [&str; 6] = ["cyan", "magenta", "yellow", "black", "all", "none"];

impl Checker<'_> {
    pub(super) fn templates(&mut self) {
        for (name, template) in &self.partial.templates {
            let file = format!("templates/{name}/template.json");
            let Some(source) = self.partial.sources.get(&file) else { continue };
            for (index, need) in template.needs.iter().enumerate() {
                let place = source.place(&format!("/needs/{index}"));
                if let Err(finding) = Need::parse(need, template.repeat) {
                    self.report.push(finding.at(place));
                }
            }
            self.sheets(source, "", &template.trim, template.pages);
            if let Some(other) = &template.large_print {
                self.sheets(source, "/large_print", &other.trim, other.pages);
                if !template.editions.contains(&Edition::LargePrint) {
                    let finding = Finding::new(
                        Code::BadTemplate,
                        "`large_print` is given, but `large-print` is not among the `editions`",
                    );
                    self.report.push(
                        finding
                            .at(source.place("/large_print"))
                            .hint("add \"large-print\" to `editions`, or take `large_print` away"),
                    );
                }
            }
            let Some(wording) = &self.partial.wording else { continue };
            let known: Vec<&str> = wording.words.keys().map(String::as_str).collect();
            for (index, word) in template.words.iter().enumerate() {
                self.reference(
                    word,
                    "phrase in data/wording.json named",
                    known.clone(),
                    source.place(&format!("/words/{index}")),
                );
            }
        }
    }

    /// Whether pages of such a size and number can be made; `at` points to where the template says so.
    fn sheets(&mut self, source: &Source, at: &str, trim: &Trim, pages: PageRange) {
        if pages.max < pages.min {
            let finding = Finding::new(Code::BadTemplate, "`pages` has a `max` below its `min`")
                .at(source.place(&format!("{at}/pages/max")));
            self.report.push(finding.hint("put the larger number under `max`"));
        }
        for (field, length) in [("width", &trim.width), ("height", &trim.height)] {
            if !(0.5..=60.0).contains(&(length.0 / Length::INCH)) {
                let finding = Finding::new(
                    Code::BadTemplate,
                    format!("a {field} of {:.2} in cannot be printed", length.0 / Length::INCH),
                );
                self.report.push(
                    finding
                        .at(source.place(&format!("{at}/trim/{field}")))
                        .hint("a page is between 0.5 and 60 in"),
                );
            }
        }
    }

    pub(super) fn pieces(&mut self) {
        let Some(pieces) = &self.partial.pieces else { return };
        let known: Vec<&str> = self.partial.templates.keys().map(String::as_str).collect();
        for (index, piece) in pieces.pieces.iter().enumerate() {
            let at = format!("/pieces/{index}");
            if self.is_broken_template(piece) {
                continue;
            }
            if self.reference(
                piece.template.as_str(),
                "template",
                known.clone(),
                self.place(DataFile::Pieces, &format!("{at}/template")),
            ) {
                self.slots(piece, &at);
            }
            if let (Some(award), Some(certification)) = (&piece.award, &self.partial.certification)
            {
                let known: Vec<&str> =
                    certification.awards.iter().map(|award| award.id.as_str()).collect();
                self.reference(
                    award.as_str(),
                    "award in data/certification.json",
                    known,
                    self.place(DataFile::Pieces, &format!("{at}/award")),
                );
            }
            for (name, picture) in &piece.pictures {
                self.picture(&picture.file, &format!("{at}/pictures/{name}/file"));
            }
        }
    }

    /// Inks that a print shop mixes: each has four inks that stand in for it, and none of their names.
    pub(super) fn spots(&mut self) {
        let Some(program) = &self.partial.program else { return };
        for (index, spot) in program.spots.iter().enumerate() {
            let at = |field: &str| format!("/spots/{index}/{field}");
            if spot.cmyk.is_none() {
                let finding = Finding::new(
                    Code::MissingField,
                    format!("the spot colour `{}` has no CMYK equivalent", spot.name.0),
                );
                let hint = "add \"cmyk\": [cyan, magenta, yellow, black] in percent; the ink's swatch book or the print shop gives it";
                self.report.push(finding.at(self.place(DataFile::Program, &at("id"))).hint(hint));
            }
            if PROCESS.iter().any(|ink| spot.name.0.eq_ignore_ascii_case(ink)) {
                let finding = Finding::new(
                    Code::BadValue,
                    format!(
                        "`{}` is no ink that is mixed, but one of the press itself",
                        spot.name.0
                    ),
                );
                self.report.push(
                    finding
                        .at(self.place(DataFile::Program, &at("name")))
                        .hint("write the name as the ink's maker does, such as `PANTONE 7473 C`"),
                );
            }
        }
    }

    /// Whether the piece's template is there but has faults of its own, which are told already.
    fn is_broken_template(&self, piece: &Piece) -> bool {
        let name = piece.template.as_str();
        !self.partial.templates.contains_key(name)
            && self.project.path(&format!("templates/{name}/template.json")).is_file()
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
                let message = format!(
                    "`{}` lacks `{name}` under `{field}`: its template `{}` asks for it",
                    piece.id, piece.template
                );
                self.report.push(
                    Finding::new(Code::MissingText, message)
                        .at(self.place(DataFile::Pieces, &format!("{at}/id")))
                        .hint(format!("add \"{name}\" under \"{field}\"")),
                );
            }
            for name in given.into_iter().filter(|name| !asked.iter().any(|asked| asked == name)) {
                let message = format!("the template `{}` does not use `{name}`", piece.template);
                let finding = Finding::new(Code::UnusedText, message)
                    .at(self.place(DataFile::Pieces, &format!("{at}/{field}/{name}")));
                self.report
                    .push(finding.hint(nearest::hint(name, asked.iter().map(String::as_str))));
            }
        }
        let empty: Vec<&String> =
            template.needs.iter().filter(|need| self.is_empty_list(need)).collect();
        for need in empty {
            let message = format!("`{}` shows `{need}`, and there is nothing in it", piece.id);
            self.report.push(
                Finding::new(Code::MissingText, message)
                    .at(self.place(DataFile::Pieces, &format!("{at}/id")))
                    .hint("fill the list, or take the piece out"),
            );
        }
        if template.needs.iter().any(|need| need == "awards") && piece.award.is_none() {
            let message = format!("`{}` lacks `award`: its template shows a certificate", piece.id);
            self.report.push(
                Finding::new(Code::MissingField, message)
                    .at(self.place(DataFile::Pieces, &format!("{at}/id")))
                    .hint("name a sample in data/certification.json under `awards`"),
            );
        }
    }

    /// Whether a need is a list with nothing in it: a page would show a heading over a void.
    fn is_empty_list(&self, need: &str) -> bool {
        let partial = self.partial;
        let services = partial.services.as_ref();
        let certification = partial.certification.as_ref();
        match need {
            "services.people" => services.is_some_and(|services| services.people.is_empty()),
            "services.agencies" => services.is_some_and(|services| services.agencies.is_empty()),
            "services.integrate" => services.is_some_and(|services| services.integrate.is_empty()),
            "benefits" => {
                partial.benefits.as_ref().is_some_and(|benefits| benefits.benefits.is_empty())
            }
            "certification.steps" => {
                certification.is_some_and(|certification| certification.steps.is_empty())
            }
            "certification.faqs" => {
                certification.is_some_and(|certification| certification.faqs.is_empty())
            }
            "trainings" => {
                partial.trainings.as_ref().is_some_and(|trainings| trainings.trainings.is_empty())
            }
            _ => false,
        }
    }

    fn picture(&mut self, file: &str, pointer: &str) {
        let place = self.place(DataFile::Pieces, pointer);
        match self.project.resolve(file) {
            Ok(path) if path.is_file() => {}
            Ok(_) => self.report.push(
                Finding::new(Code::MissingFile, format!("`{file}` is a folder, not a picture"))
                    .at(place)
                    .hint("name a file in it"),
            ),
            Err(PathFault::Outside) if file.contains('\\') => self.report.push(
                Finding::new(Code::PathOutside, format!("`{file}` is written with backslashes"))
                    .at(place)
                    .hint("write it with forward slashes: `pictures/logo.svg`"),
            ),
            Err(PathFault::Missing) => self.report.push(
                Finding::new(Code::MissingFile, format!("the picture `{file}` is not there"))
                    .at(place)
                    .hint("paths start at the project's folder: `pictures/logo.svg`"),
            ),
            Err(PathFault::Outside) => self.report.push(
                Finding::new(Code::PathOutside, format!("`{file}` leaves the project"))
                    .at(place)
                    .hint("copy the picture into the project and name it there"),
            ),
        }
    }
}
