//! Templates: what each `template.json` says.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::data_file::DataFile;
use super::edition::Edition;
use super::need::{Need, fields_schema};
use super::program::OfficePaper;
use super::text::{Length, Line, PixelSize};
use super::unit::Unit;

/// What a template makes one file for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Sessions that begin on or after the day given by `--as-of`.
    UpcomingSessions,
    /// All sessions.
    Sessions,
    /// All trainings.
    Trainings,
    /// The people under `team` in `data/program.json`.
    Team,
}

impl Repeat {
    /// The name in `template.json`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Repeat::UpcomingSessions => "upcoming_sessions",
            Repeat::Sessions => "sessions",
            Repeat::Trainings => "trainings",
            Repeat::Team => "team",
        }
    }

    /// The data file that has what it repeats over.
    pub(crate) fn file(self) -> DataFile {
        match self {
            Repeat::Team => DataFile::Program,
            _ => DataFile::Trainings,
        }
    }
}

/// `templates/<name>/template.json`: what a template makes and what it needs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Template {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// What the template makes, in one sentence.
    pub about: Line,
    /// The trim size: the size of a page after trimming.
    pub trim: Trim,
    /// The safe area: how far text stays inside the trim, such as `0.25in`.
    pub safe: Length,
    /// How many pages the template makes.
    pub pages: PageRange,
    /// The names of the pages in messages and file names, such as `["front", "back"]`.
    #[serde(default)]
    pub sides: Vec<String>,
    /// Where the first page is folded: distances from the edge where its lines start, such as
    /// `["3.625in", "7.3125in"]`. The folds of the second page are behind them.
    #[serde(default)]
    pub folds: Vec<Length>,
    /// The editions that the template can make.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub editions: Vec<Edition>,
    /// The pages of the large-print edition, if they are different.
    pub large_print: Option<LargePrint>,
    /// The pictures of the image edition.
    pub image: Option<ImagePages>,
    /// Makes one file for each session, training, or person. The default is a single file.
    #[serde(rename = "over")]
    pub repeat: Option<Repeat>,
    /// The facts that the template uses, such as `program` or `benefits`.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub needs: Vec<Need>,
    /// The fields that the template uses of each need, such as `"benefits": ["title", "short"]`. A
    /// need without an entry comes with all its fields. With an entry, a file is rebuilt only if
    /// one of these fields changes.
    #[serde(default)]
    #[schemars(schema_with = "fields_schema")]
    pub fields: BTreeMap<Need, Vec<String>>,
    /// The names of the text fields that each piece must provide.
    #[serde(default)]
    pub text: Vec<String>,
    /// The names of the lists of text that each piece must provide.
    #[serde(default)]
    pub lists: Vec<String>,
    /// The names of the phrases that the template uses, from `data/wording.json`.
    #[serde(default)]
    pub words: Vec<String>,
    /// The names of the pictures that each piece gives.
    #[serde(default)]
    pub pictures: Vec<String>,
    /// The pictures that a piece may leave out. The template draws without them.
    #[serde(default)]
    pub optional_pictures: Vec<String>,
    /// Whether its pieces are for the office or for one person, and so are never on the website.
    #[serde(default)]
    pub internal: bool,
    /// Whether it has a place for a photo, which a piece may leave out.
    #[serde(default)]
    pub photo: bool,
    /// Whether it has a place for the words of a person, which a piece may leave out.
    #[serde(default)]
    pub voice: bool,
}

/// The pages of the large-print edition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct LargePrint {
    /// The size of a page.
    pub trim: Trim,
    /// How far text stays from the edge, such as `1in`.
    pub safe: Length,
    /// How many pages the template makes.
    pub pages: PageRange,
}

/// The pictures of the image edition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ImagePages {
    /// The sizes in pixels, such as `["1080x1080", "1920x1080"]`. Each makes a picture.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub sizes: Vec<PixelSize>,
    /// How far text stays from the edge, in pixels.
    #[schemars(range(min = 0, max = 150))]
    pub safe: u16,
}

impl Template {
    /// The unit in which messages name places on a page: that of its size.
    pub(crate) fn unit(&self) -> Unit {
        self.trim.width.1
    }

    /// Replaces letter and tabloid pages, which are for the paper of an office, by those of another
    /// series of paper.
    pub(crate) fn set_paper(&mut self, paper: OfficePaper) {
        let width = self.trim.width.0;
        self.trim.set_paper(paper);
        let (share, unit) = (self.trim.width.0 / width, self.trim.width.1);
        self.folds.iter_mut().for_each(|fold| *fold = Length(fold.0 * share, unit));
        if let Some(large) = &mut self.large_print {
            large.trim.set_paper(paper);
        }
    }

    /// The template as it is in an edition.
    pub(crate) fn for_edition(&self, edition: Edition) -> Self {
        let mut own = self.clone();
        if let (Edition::LargePrint, Some(large)) = (edition, own.large_print.take()) {
            (own.trim, own.safe, own.pages) = (large.trim, large.safe, large.pages);
            own.sides.clear();
            own.folds.clear();
        }
        match (edition, own.image.take()) {
            (Edition::Image, Some(image)) => own.set_image(image),
            _ => own,
        }
    }

    /// The template in the image edition: each picture is a page. They are in the order of the
    /// names of their files.
    fn set_image(mut self, mut image: ImagePages) -> Self {
        image.sizes.sort_by_key(PixelSize::to_string);
        let count = image.sizes.len();
        self.pages = PageRange { min: count, max: count };
        self.sides = image.sizes.iter().map(PixelSize::to_string).collect();
        self.folds.clear();
        self.safe = Length(f64::from(image.safe), Unit::Pixels);
        if let Some(first) = image.sizes.first() {
            self.trim = Trim::of_picture(first);
        }
        Self { image: Some(image), ..self }
    }

    /// The size of a page, from 0.
    pub(crate) fn trim_of(&self, page: usize) -> Trim {
        let size = self.image.as_ref().and_then(|image| image.sizes.get(page));
        size.map_or_else(|| self.trim.clone(), Trim::of_picture)
    }

    /// How to declare a field that `main.typ` uses and `/job.json` does not have: hints for the
    /// designer.
    pub(crate) fn declaration_hints(&self, field: &str) -> Vec<String> {
        let mut hints = Vec::new();
        for (need, declared) in &self.fields {
            let name = need.name();
            let is_missing =
                |path: &&String| path.rsplit('.').next() == Some(field) && !declared.contains(path);
            for path in need.fields().iter().filter(is_missing) {
                hints.push(format!("add \"{path}\" to `{name}` under `fields` in `template.json`"));
            }
        }
        for need in Need::ALL.iter().filter(|need| !self.needs.contains(need)) {
            if need.name().split('.').any(|part| part == field) {
                hints.push(format!("add \"{}\" to `needs` in `template.json`", need.name()));
            }
        }
        hints
    }
}

/// The size of a page after trimming.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Trim {
    /// The width, such as `4in`.
    pub width: Length,
    /// The height, such as `9in`.
    pub height: Length,
}

impl Trim {
    /// The size of a picture of the image edition, in which a pixel is a point.
    fn of_picture(size: &PixelSize) -> Self {
        let [width, height] = size.0.map(|side| Length(f64::from(side), Unit::Pixels));
        Self { width, height }
    }

    fn set_paper(&mut self, paper: OfficePaper) {
        let OfficePaper::A4 = paper else { return };
        let mm = |length: f64| Length(length * Length::MILLIMETER, Unit::Millimeters);
        let is_size = |inches: [f64; 2]| {
            let sides = [self.width.0, self.height.0];
            sides.iter().zip(inches).all(|(side, inch)| (side - inch * Length::INCH).abs() < 0.01)
        };
        let known = [
            ([8.5, 11.0], [210.0, 297.0]),
            ([11.0, 8.5], [297.0, 210.0]),
            ([11.0, 17.0], [297.0, 420.0]),
            ([17.0, 11.0], [420.0, 297.0]),
        ];
        if let Some((_, [width, height])) = known.into_iter().find(|(inches, _)| is_size(*inches)) {
            (self.width, self.height) = (mm(width), mm(height));
        }
    }
}

/// How many pages there can be.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub struct PageRange {
    /// The minimum number of pages.
    #[schemars(range(min = 1, max = 1000))]
    pub min: usize,
    /// The maximum number of pages.
    #[schemars(range(min = 1, max = 1000))]
    pub max: usize,
}
