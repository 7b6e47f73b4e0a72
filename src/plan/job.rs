//! One job: a piece in an edition and a language, with the JSON that its template sees and the facts that went into it.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Office;
use super::facts::Facts;
use super::imposition::{Flip, Grid, Paper, Shift, Size};
use super::link::Codes;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::need::Need;
use crate::content::pieces::Piece;
use crate::content::template::{Repeat, Template};
use crate::content::vendors::{PagesPerFile, Vendor};
use crate::content::wording::Direction;

/// The version of the shape of `/job.json`.
const VERSION: u32 = 1;

/// One file to make.
#[derive(Debug, Clone)]
pub struct Job {
    /// The piece's id.
    pub piece: String,
    /// The template's folder.
    pub template: String,
    /// What the template says of itself.
    pub spec: Template,
    /// The edition.
    pub edition: Edition,
    /// The language.
    pub lang: String,
    /// The id of the session or training that it is about.
    pub subject_id: Option<String>,
    /// The print shop's requirements, for the press.
    pub vendor: Option<Vendor>,
    /// How the sheets are printed, for the office printer.
    pub duplex: Option<Duplex>,
    /// The date of the file.
    pub date: Date,
    /// `/job.json` as the template reads it.
    pub json: String,
    /// The parsed form of `json`.
    pub data: Arc<Value>,
    /// The facts that it reads: file and JSON pointer.
    pub reads: Vec<(String, String)>,
    /// Whether a text that it needs is not there in its language.
    pub untranslated: bool,
    /// The pictures of the piece: the file in the project, and the JSON pointer in `data/pieces.json` that names it.
    pub pictures: Vec<(String, String)>,
}

/// How an office printer prints the sheets of a job.
#[derive(Debug, Clone)]
pub struct Duplex {
    /// How it turns the paper over.
    pub flip: Flip,
    /// How far the backs are moved, right and down.
    pub shift_back: Shift,
    /// Several cards to a sheet, if they are small enough.
    pub imposition: Option<Imposition>,
}

/// Cards on sheets.
#[derive(Debug, Clone)]
pub struct Imposition {
    /// The paper.
    pub sheet: Paper,
    /// Where the cards lie.
    pub grid: Grid,
    /// `/job.json` for the template of the sheet itself.
    pub json: String,
}

impl Job {
    /// The file in the output folder, with forward slashes. Sheets other than letter are named.
    pub fn output(&self) -> String {
        let sheet = self
            .duplex
            .as_ref()
            .and_then(|duplex| duplex.imposition.as_ref())
            .map(|imposition| imposition.sheet);
        let suffix = sheet
            .filter(|sheet| *sheet != Paper::default())
            .map(|sheet| format!(".{}", sheet.name()))
            .unwrap_or_default();
        format!("{}/{}.{}{suffix}.pdf", self.edition.name(), self.stem(), self.lang)
    }

    /// The files that it makes of so many pages: one, or one for each page if the print shop wants it so.
    pub fn outputs(&self, pages: usize) -> Vec<String> {
        let is_split = pages > 1
            && self.vendor.as_ref().is_some_and(|vendor| vendor.pages == PagesPerFile::FilePerPage);
        if !is_split {
            return vec![self.output()];
        }
        (0..pages)
            .map(|page| {
                format!(
                    "{}/{}.{}.{}.pdf",
                    self.edition.name(),
                    self.stem(),
                    self.lang,
                    self.side_id(page)
                )
            })
            .collect()
    }

    /// Whether a file in the output folder is one that this job makes or made, of one page or of all.
    pub fn owns(&self, file: &str) -> bool {
        let rest =
            file.strip_prefix(&format!("{}/{}.{}.", self.edition.name(), self.stem(), self.lang));
        let page =
            rest.and_then(|rest| rest.strip_suffix("pdf")).map(|page| page.trim_end_matches('.'));
        page.is_some_and(|page| {
            page.bytes().all(|b| b.is_ascii_digit())
                || self.spec.sides.iter().any(|side| side == page)
        })
    }

    /// What file names call a page, from 0: the name of its side, or its number.
    pub fn side_id(&self, page: usize) -> String {
        let is_fit = |side: &&String| {
            !side.is_empty()
                && side.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let is_unique =
            |side: &&String| self.spec.sides.iter().filter(|other| other == side).count() == 1;
        self.spec
            .sides
            .get(page)
            .filter(is_fit)
            .filter(is_unique)
            .cloned()
            .unwrap_or_else(|| (page + 1).to_string())
    }

    /// The preview of a page, from 0, in the output folder.
    pub fn preview(&self, page: usize) -> String {
        format!("{}/{}.{}.{}.png", self.edition.name(), self.stem(), self.lang, page + 1)
    }

    /// What messages call it.
    pub fn title(&self) -> String {
        format!("{} ({}, {})", self.stem(), self.edition.name(), self.lang)
    }

    /// The piece with what it is about: `flyer-session.2027-02-bismarck`.
    pub fn stem(&self) -> String {
        self.subject_id
            .as_ref()
            .map_or_else(|| self.piece.clone(), |id| format!("{}.{id}", self.piece))
    }

    /// The title of the piece, as its readers see it.
    pub fn heading(&self) -> &str {
        self.data.pointer("/piece/title").and_then(Value::as_str).unwrap_or_default()
    }

    /// What messages call a page, from 0: "the front" or "page 3".
    pub fn side(&self, page: usize) -> String {
        self.spec
            .sides
            .get(page)
            .map_or_else(|| format!("page {}", page + 1), |side| format!("the {side}"))
    }
}

/// What all jobs of a plan share.
pub(super) struct PlanContext<'a> {
    pub(super) content: &'a Content,
    /// The day for which sessions are upcoming.
    pub(super) as_of: Date,
    /// The print shop for which the press edition is made.
    pub(super) vendor: Option<&'a Vendor>,
    pub(super) office: Office,
    pub(super) codes: Codes,
}

/// Which job of a plan.
pub(super) struct JobKey<'a> {
    /// The piece's place in data/pieces.json.
    pub(super) index: usize,
    pub(super) edition: Edition,
    pub(super) lang: &'a str,
    /// The place of the training or session in data/trainings.json.
    pub(super) subject: Option<usize>,
}

/// Builds a job.
pub(super) fn build(context: &PlanContext<'_>, template: &Template, key: &JobKey<'_>) -> Job {
    let JobKey { index, edition, lang, subject } = *key;
    let content = context.content;
    let piece = &content.pieces.pieces[index];
    let mut facts = Facts::new(context, lang);
    let template = &template.for_edition(edition);
    let mut json = head(&mut facts, index, template, edition);
    if let (Edition::Press, Some(vendor)) = (edition, context.vendor) {
        json["page"]["bleed"] = vendor.bleed.0.into();
    }
    for need in template.needs.iter().filter_map(|name| Need::parse(name, template.repeat).ok()) {
        facts.add(&mut json, need, Some(piece), subject);
    }
    if template.repeat == Some(Repeat::UpcomingSessions) {
        facts.read("data/program.json", "/as_of");
    }
    if edition == Edition::Press {
        let index = content
            .vendors
            .vendors
            .iter()
            .position(|known| context.vendor.is_some_and(|vendor| vendor.id == known.id));
        facts.read(
            "data/vendors.json",
            &index.map_or_else(String::new, |index| format!("/vendors/{index}")),
        );
    }
    let subject_id = subject.map(|index| subject_id(content, template, index));
    let duplex = (edition == Edition::Office).then(|| duplex(&mut facts, template));
    Job {
        piece: piece.id.to_string(),
        template: piece.template.to_string(),
        spec: template.clone(),
        edition,
        lang: lang.to_owned(),
        vendor: context.vendor.filter(|_| edition == Edition::Press).cloned(),
        duplex,
        date: content.program.revised.0,
        subject_id,
        json: serde_json::to_string_pretty(&json).unwrap_or_default(),
        data: Arc::new(Value::Object(json)),
        reads: facts.reads,
        untranslated: facts.untranslated,
        pictures: pictures(piece, template, index),
    }
}

/// The template of sheets with several cards, a folder in `templates/`.
pub const SHEET_TEMPLATE: &str = "office-sheet";

fn duplex(facts: &mut Facts<'_>, template: &Template) -> Duplex {
    let Office { sheet, flip, shift_back } = facts.office;
    let grid =
        Grid::new(sheet, Size { width: template.trim.width.0, height: template.trim.height.0 });
    let imposition =
        grid.map(|grid| Imposition { sheet, grid, json: sheet_json(facts, &grid, flip) });
    Duplex { flip, shift_back, imposition }
}

fn sheet_json(facts: &mut Facts<'_>, grid: &Grid, flip: Flip) -> String {
    let content = facts.content;
    let words: Vec<String> = content
        .templates
        .get(SHEET_TEMPLATE)
        .map(|template| template.words.clone())
        .unwrap_or_default();
    facts.read(&format!("templates/{SHEET_TEMPLATE}/template.json"), "");
    let words: Map<_, _> = words
        .iter()
        .filter_map(|name| {
            facts.read("data/wording.json", &format!("/words/{name}"));
            Some((name.clone(), facts.text(content.wording.words.get(name)?)))
        })
        .collect();
    let value = json!({
        "job": VERSION,
        "edition": Edition::Office.name(),
        "lang": facts.lang,
        "region": content.program.region.0,
        "dir": direction(facts.locale.direction),
        "sheet": grid.json(),
        "flip": if flip == Flip::LongEdge { "long-edge" } else { "short-edge" },
        "words": words,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// The id of the training or session that a template goes over, by its place in data/trainings.json.
pub(super) fn subject_id(content: &Content, template: &Template, index: usize) -> String {
    match template.repeat {
        Some(Repeat::Trainings) => content.trainings.trainings[index].id.to_string(),
        _ => content.trainings.sessions[index].id.to_string(),
    }
}

/// The pictures that the template asks for, and where they are named.
fn pictures(piece: &Piece, template: &Template, index: usize) -> Vec<(String, String)> {
    let named = template.pictures.iter().filter_map(|name| Some((name, piece.pictures.get(name)?)));
    named
        .map(|(name, picture)| {
            (picture.file.clone(), format!("/pieces/{index}/pictures/{name}/file"))
        })
        .collect()
}

/// What every job holds: the piece, the page, the wording.
fn head(
    facts: &mut Facts<'_>,
    index: usize,
    template: &Template,
    edition: Edition,
) -> Map<String, Value> {
    let piece = &facts.content.pieces.pieces[index];
    facts.read("data/pieces.json", &format!("/pieces/{index}"));
    facts.read(&format!("templates/{}/template.json", piece.template), "");
    let text: Map<_, _> = template
        .text
        .iter()
        .filter_map(|name| Some((name.clone(), facts.text(piece.text.get(name)?))))
        .collect();
    let lists: Map<_, _> = template
        .lists
        .iter()
        .filter_map(|name| {
            Some((
                name.clone(),
                piece.lists.get(name)?.iter().map(|item| facts.text(item)).collect(),
            ))
        })
        .collect();
    let mut pictures = Map::new();
    for name in &template.pictures {
        if let Some(picture) = piece.pictures.get(name) {
            pictures.insert(
                name.clone(),
                json!({ "file": format!("/{}", picture.file), "alt": facts.text(&picture.alt) }),
            );
        }
    }
    let named = json!({ "id": piece.id.as_str(), "title": facts.text(&piece.title), "about": facts.text(&piece.about) });
    let mut head = frame(facts, template, edition, named);
    head.insert("text".to_owned(), text.into());
    head.insert("lists".to_owned(), lists.into());
    head.insert("pictures".to_owned(), pictures.into());
    head
}

/// What every job holds, also one that is of no piece: the page and the phrases. `piece` names it.
pub(super) fn frame(
    facts: &mut Facts<'_>,
    template: &Template,
    edition: Edition,
    piece: Value,
) -> Map<String, Value> {
    for word in &template.words {
        facts.read("data/wording.json", &format!("/words/{word}"));
    }
    for field in ["agency", "region", "revised"] {
        facts.read("data/program.json", &format!("/{field}"));
    }
    let locale = facts.locale;
    let words: Map<_, _> = template
        .words
        .iter()
        .filter_map(|name| Some((name.clone(), facts.text(facts.content.wording.words.get(name)?))))
        .collect();
    let value = json!({
        "job": VERSION,
        "piece": piece,
        "edition": edition.name(),
        "lang": facts.lang,
        "region": facts.content.program.region.0,
        "dir": direction(locale.direction),
        "author": facts.text(&facts.content.program.agency),
        "revised": super::locale::date(locale, facts.content.program.revised.0),
        "page": { "width": template.trim.width.0, "height": template.trim.height.0, "safe": template.safe.0, "bleed": 0, "ornament": true },
        "words": words,
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// `ltr` or `rtl`.
pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    }
}
