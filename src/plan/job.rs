//! A job: a piece in an edition and a language, with the JSON that its template sees and the facts
//! that it reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use super::imposition::{Flip, Grid, Paper, Shift};
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::template::Template;
use crate::content::text::{Length, PixelSize};
use crate::content::vendors::{NameParts, PagesPerFile, Vendor};

/// The end of the names of files with the words of a picture.
const ALT_TEXT: &str = "alt.txt";

/// One file to build.
#[derive(Debug, Clone)]
pub struct Job {
    /// The ID of the piece.
    pub piece: String,
    /// The template's folder.
    pub template: String,
    /// The description of the template, in this edition.
    pub spec: Template,
    /// The edition.
    pub edition: Edition,
    /// The language.
    pub lang: String,
    /// The ID of the session, training, or person that it is about, and that of the partner that
    /// hands it out, with a period between them.
    pub subject_id: Option<String>,
    /// The print shop's requirements, for the press edition.
    pub vendor: Option<Vendor>,
    /// How the sheets are printed, for the office edition.
    pub duplex: Option<Duplex>,
    /// The date of the file.
    pub date: Date,
    /// `/job.json` as the template reads it.
    pub json: String,
    /// The parsed form of `json`.
    pub data: Arc<Value>,
    /// The facts that it reads: the file and the JSON pointer of each.
    pub reads: Vec<(String, String)>,
    /// The pointers of phrases in `data/wording.json` that it prints if facts change.
    pub possible: BTreeSet<String>,
    /// What it needs and its language does not have.
    pub untranslated: BTreeSet<MissingText>,
    /// The pictures that the template can read.
    pub pictures: Vec<JobPicture>,
}

/// A picture that the data names.
#[derive(Debug, Clone)]
pub struct JobPicture {
    /// The path from the project folder.
    pub file: String,
    /// The data file that names it.
    pub source: DataFile,
    /// The pointer to its name there.
    pub pointer: String,
}

/// What a language does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissingText {
    /// A translation of this text, which is in another language.
    Text(String),
    /// A phrase of `data/wording.json` with this name.
    Phrase(String),
    /// Fields of the language in `locales`.
    Names(&'static str),
    /// The name of this time zone.
    Zone(String),
}

/// How an office printer prints the sheets of a job.
#[derive(Debug, Clone)]
pub struct Duplex {
    /// How the printer turns the paper over.
    pub flip: Flip,
    /// How far to move the backs, right and down.
    pub shift_back: Shift,
    /// Several cards on a sheet, if they are small enough.
    pub imposition: Option<Imposition>,
}

/// Cards on sheets.
#[derive(Debug, Clone)]
pub struct Imposition {
    /// The paper.
    pub sheet: Paper,
    /// Whether the name of the file has the paper: it is not that of the program.
    pub is_named: bool,
    /// Where the cards are.
    pub grid: Grid,
    /// `/job.json` of the sheet itself.
    pub json: String,
}

impl Job {
    /// The file in the output folder, with forward slashes. Its name has the paper, unless that is
    /// the program's.
    pub fn output(&self) -> String {
        let imposition = self.duplex.as_ref().and_then(|duplex| duplex.imposition.as_ref());
        let suffix = match imposition.filter(|imposition| imposition.is_named) {
            None => String::new(),
            Some(imposition) => format!(".{}", imposition.sheet.name()),
        };
        format!("{}{suffix}.{}", self.base(), self.edition.extension())
    }

    /// The files for this many pages: one; or one for each page if the print shop wants that, and
    /// for pictures.
    pub fn outputs(&self, pages: usize) -> Vec<String> {
        if self.edition == Edition::Image {
            return (0..self.spec.pages.max).map(|page| self.picture(page)).collect();
        }
        let is_split = pages > 1
            && self.vendor.as_ref().is_some_and(|vendor| vendor.pages == PagesPerFile::FilePerPage);
        if is_split { self.outputs_of_pages(pages) } else { vec![self.output()] }
    }

    /// The file of each page.
    fn outputs_of_pages(&self, pages: usize) -> Vec<String> {
        (0..pages).map(|page| format!("{}.{}.pdf", self.base(), self.side_id(page))).collect()
    }

    /// The file of a picture of the image edition, from 0, such as
    /// `image/flyer-benefits.en.1080x1080.png`.
    pub fn picture(&self, page: usize) -> String {
        format!("{}.{}.{}", self.base(), self.side_id(page), self.edition.extension())
    }

    /// The file with the words of a picture of the image edition.
    pub fn alt_text(&self, page: usize) -> String {
        format!("{}.{}.{ALT_TEXT}", self.base(), self.side_id(page))
    }

    /// The name of its file as a print shop wants it, or of the file of one page, from 0.
    pub(crate) fn name_at_shop(&self, vendor: &Vendor, page: Option<usize>) -> String {
        let side = page.map(|page| self.side_id(page));
        vendor.file_name(&NameParts {
            piece: &self.piece,
            subject_id: self.subject_id.as_deref(),
            lang: &self.lang,
            side: side.as_deref(),
            trim: &self.spec.trim,
        })
    }

    /// The start of the paths of its files.
    fn base(&self) -> String {
        format!("{}/{}.{}", self.edition.name(), self.stem(), self.lang)
    }

    /// Whether a file in the output folder comes from this job, with one page or with all.
    pub fn owns(&self, file: &str) -> bool {
        let rest = file.strip_prefix(&self.base()).and_then(|rest| rest.strip_prefix('.'));
        if self.edition == Edition::Image {
            let size = rest.and_then(|rest| {
                rest.strip_suffix(".png").or_else(|| rest.strip_suffix(&format!(".{ALT_TEXT}")))
            });
            return size.is_some_and(|size| PixelSize::parse(size).is_some());
        }
        let Some(page) = rest.and_then(|rest| rest.strip_suffix("pdf")) else { return false };
        let page = page.trim_end_matches('.');
        page.bytes().all(|b| b.is_ascii_digit()) || self.spec.sides.iter().any(|side| side == page)
    }

    /// Files of this job, which the paths name, in the order of their pages. Their names have
    /// another order: a back comes before its front, and page 10 before page 2.
    pub(crate) fn in_page_order<'a, T>(
        &self,
        files: impl IntoIterator<Item = (&'a String, T)>,
    ) -> Vec<T> {
        let mut files: Vec<(&String, T)> = files.into_iter().collect();
        let names = self.outputs_of_pages(files.len());
        files.sort_by_key(|(file, _)| names.iter().position(|name| name == *file));
        files.into_iter().map(|(_, item)| item).collect()
    }

    /// The name of a page, from 0, in file names: that of its side, or its number.
    pub fn side_id(&self, page: usize) -> String {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let sides = &self.spec.sides;
        match sides.get(page) {
            Some(side)
                if !side.is_empty()
                    && side.bytes().all(is_plain)
                    && sides.iter().filter(|other| *other == side).count() == 1 =>
            {
                side.clone()
            }
            _ => (page + 1).to_string(),
        }
    }

    /// The preview of a page, from 0, in the output folder.
    pub fn preview(&self, page: usize) -> String {
        format!("{}.{}.png", self.base(), page + 1)
    }

    /// The name in messages.
    pub fn title(&self) -> String {
        format!("{} ({}, {})", self.stem(), self.edition.name(), self.lang)
    }

    /// The start of its file names, such as `flyer-session.2027-02-bismarck`.
    pub fn stem(&self) -> String {
        match &self.subject_id {
            Some(id) => format!("{}.{id}", self.piece),
            None => self.piece.clone(),
        }
    }

    /// Whether another job is the same piece, in the same edition and language.
    pub(crate) fn is_version_of(&self, other: &Job) -> bool {
        self.piece == other.piece && self.edition == other.edition && self.lang == other.lang
    }

    /// The title of the document, as its readers see it.
    pub fn heading(&self) -> &str {
        self.data.pointer("/piece/title").and_then(Value::as_str).unwrap_or_default()
    }

    /// Where a page, from 0, is folded: distances from its left edge, in points. A back is the
    /// mirror image of its front, and so is a page whose text runs from right to left.
    pub(crate) fn folds(&self, page: usize) -> Vec<f64> {
        let is_mirrored = (page % 2 == 1) != (self.data["dir"] == "rtl");
        let width = self.spec.trim.width.0;
        let at = |fold: &Length| if is_mirrored { width - fold.0 } else { fold.0 };
        self.spec.folds.iter().map(at).collect()
    }

    /// The name of a page, from 0, in messages: "the front" or "page 3".
    pub fn side(&self, page: usize) -> String {
        match self.spec.sides.get(page) {
            Some(size) if self.edition == Edition::Image => {
                format!("the {} picture", size.replace('x', " × "))
            }
            Some(side) => format!("the {side}"),
            None => format!("page {}", page + 1),
        }
    }
}
