//! Builds a job: chooses what the piece, its template and the edition ask for, and writes
//! `/job.json`.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::imposition::{self, Flip, Grid, Paper, Size};
use super::job::{Duplex, Imposition, Job};
use super::link::Codes;
use super::{Office, brand, guests, locale};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::language_tag::{Direction, typst_language};
use crate::content::need::Fields;
use crate::content::template::{Repeat, Template};
use crate::content::vendors::Vendor;

/// The version of the shape of `/job.json`.
const VERSION: u32 = 1;

/// The template of sheets with several cards, a folder in `templates/`.
pub const SHEET_TEMPLATE: &str = "office-sheet";

/// What all jobs of a plan share.
pub(super) struct PlanContext<'a> {
    pub(super) content: &'a Content,
    /// Sessions from this day on are upcoming.
    pub(super) as_of: Date,
    /// The print shop that the press edition is for.
    pub(super) vendor: Option<&'a Vendor>,
    pub(super) office: Office,
    pub(super) codes: Codes,
}

impl<'a> PlanContext<'a> {
    /// A context with the defaults of the project.
    pub(super) fn new(content: &'a Content) -> Self {
        Self {
            content,
            as_of: content.program.as_of.0,
            vendor: None,
            office: Office::default(),
            codes: Codes::default(),
        }
    }
}

/// Selects a job of a plan.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct JobKey<'a> {
    /// The index of the piece in `data/pieces.json`.
    pub(super) index: usize,
    pub(super) edition: Edition,
    pub(super) lang: &'a str,
    /// The index of the training, session, or person in the data.
    pub(super) subject: Option<usize>,
    /// The index of the partner that hands out the piece.
    pub(super) partner: Option<usize>,
}

/// Builds a job.
pub(super) fn build(context: &PlanContext<'_>, template: &Template, key: &JobKey<'_>) -> Job {
    let JobKey { index, edition, lang, subject, partner } = *key;
    let content = context.content;
    let piece = &content.pieces.pieces[index];
    let mut facts = Facts::new(context, lang);
    facts.contact_roles = piece.contact_roles();
    facts.partner = partner;
    facts.take_short_link(piece, index);
    facts.has_links = edition != Edition::Press;
    let template = &template.for_edition(edition);
    let about = template.repeat.zip(subject);
    let mut json = piece_json(&mut facts, index, template, edition, about);
    let vendor = context.vendor.filter(|_| edition == Edition::Press);
    if let Some(partner) = facts.partner() {
        json.insert("partner".to_owned(), partner);
    }
    json.insert("brand".to_owned(), brand::to_json(&mut facts, edition, vendor));
    if let Some(vendor) = vendor {
        set_vendor(&mut json["page"], vendor);
    }
    for need in &template.needs {
        let fields = Fields::declared(&template.fields, *need);
        facts.add(&mut json, *need, &fields, Some(piece), subject);
    }
    if template.repeat == Some(Repeat::UpcomingSessions) {
        facts.record_read(DataFile::Program.path(), "/as_of");
    }
    if edition == Edition::Press {
        read_vendor(&mut facts, context.vendor);
    }
    let mut pictures = guests::pictures(content, template, index, about);
    pictures.extend(brand::pictures(&facts));
    let duplex = (edition == Edition::Office).then(|| duplex(&mut facts, template));
    if duplex.as_ref().is_some_and(|duplex| duplex.imposition.is_some()) {
        json["page"]["bleed"] = imposition::BLEED.into();
    }
    Job {
        piece: piece.id.to_string(),
        template: piece.template.to_string(),
        spec: template.clone(),
        edition,
        lang: lang.to_owned(),
        subject_id: subject_id(content, template, key),
        vendor: vendor.cloned(),
        duplex,
        date: content.program.revised.0,
        json: serde_json::to_string_pretty(&json).unwrap_or_default(),
        data: Arc::new(Value::Object(json)),
        reads: facts.reads,
        possible: facts.possible,
        untranslated: facts.untranslated,
        pictures,
    }
}

/// States on the page of a job what its print shop requires of the drawing.
pub(super) fn set_vendor(page: &mut Value, vendor: &Vendor) {
    page["bleed"] = vendor.bleed.0.into();
    page["min_text"] = vendor.min_text.0.into();
    page["min_reversed_text"] = vendor.min_reversed_text.0.into();
    page["min_line"] = vendor.min_line.0.into();
}

/// Records that the print shop's entry was read, or the whole file if there is no entry.
fn read_vendor(facts: &mut Facts<'_>, vendor: Option<&Vendor>) {
    let mut vendors = facts.content.vendors.vendors.iter();
    let index = vendors.position(|known| vendor.is_some_and(|vendor| vendor.id == known.id));
    let pointer = index.map_or_else(String::new, |index| format!("/vendors/{index}"));
    facts.record_read(DataFile::Vendors.path(), &pointer);
}

fn duplex(facts: &mut Facts<'_>, template: &Template) -> Duplex {
    let Office { sheet, flip, shift_back } = facts.office;
    facts.record_read(DataFile::Program.path(), "/paper");
    let own = Paper::of_program(facts.content.program.paper);
    let sheet = sheet.unwrap_or(own);
    let trim = Size { width: template.trim.width.0, height: template.trim.height.0 };
    let is_right_to_left = facts.locale.direction() == Direction::Rtl;
    let imposition = Grid::new(sheet, trim).map(|grid| {
        let grid = if is_right_to_left { grid.mirrored() } else { grid };
        let json = sheet_json(facts, &grid, flip);
        Imposition { sheet, is_named: sheet != own, grid, json }
    });
    Duplex { flip, shift_back, imposition }
}

/// `/job.json` of the sheet itself.
fn sheet_json(facts: &mut Facts<'_>, grid: &Grid, flip: Flip) -> String {
    let content = facts.content;
    let template = content.templates.get(SHEET_TEMPLATE);
    let names = template.map(|template| template.words.as_slice()).unwrap_or_default();
    facts.record_read(&format!("templates/{SHEET_TEMPLATE}/template.json"), "");
    let language = typst_language(facts.lang, &content.program.region.0);
    let value = json!({
        "job": VERSION,
        "edition": Edition::Office.name(),
        "lang": language.lang,
        "region": language.region,
        "dir": facts.locale.direction(),
        "sheet": grid.json(),
        "flip": flip,
        "brand": brand::to_json(facts, Edition::Office, None),
        "words": words(facts, names),
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// The ID of the training, session, or person that a job is about, and of the partner that hands
/// out the piece, with a period between them.
pub(super) fn subject_id(
    content: &Content,
    template: &Template,
    key: &JobKey<'_>,
) -> Option<String> {
    let subject = key.subject.map(|index| match template.repeat {
        Some(Repeat::Trainings) => content.trainings.trainings[index].id.as_str(),
        Some(Repeat::Team) => content.program.team[index].id.as_str(),
        _ => content.trainings.sessions[index].id.as_str(),
    });
    let partner = key.partner.map(|index| content.partners.partners[index].id.as_str());
    let parts: Vec<&str> = subject.into_iter().chain(partner).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

/// The JSON that every job of a piece contains: the piece with its wording, the page, the phrases.
fn piece_json(
    facts: &mut Facts<'_>,
    index: usize,
    template: &Template,
    edition: Edition,
    subject: Option<(Repeat, usize)>,
) -> Map<String, Value> {
    let piece = &facts.content.pieces.pieces[index];
    facts.record_read(DataFile::Pieces.path(), &format!("/pieces/{index}"));
    facts.record_read(&format!("templates/{}/template.json", piece.template), "");
    let mut text = Map::new();
    for name in &template.text {
        if let Some(wording) = piece.text.get(name) {
            text.insert(name.clone(), facts.text(wording));
        }
    }
    let mut lists = Map::new();
    for name in &template.lists {
        if let Some(list) = piece.lists.get(name) {
            lists.insert(name.clone(), list.iter().map(|item| facts.text(item)).collect());
        }
    }
    let about = json!({
        "id": piece.id.as_str(),
        "title": facts.heading(piece, subject),
        "about": facts.text(&piece.about),
    });
    let mut json = frame(facts, template, edition, about);
    json.insert("text".to_owned(), text.into());
    json.insert("lists".to_owned(), lists.into());
    facts.add_guests(&mut json, piece, template, subject);
    json
}

/// The JSON that every job contains, including that of a standalone document: the page and the
/// phrases. `piece` names the document.
pub(super) fn frame(
    facts: &mut Facts<'_>,
    template: &Template,
    edition: Edition,
    piece: Value,
) -> Map<String, Value> {
    let words = words(facts, &template.words);
    for field in ["agency", "paper", "region", "revised"] {
        facts.record_read(DataFile::Program.path(), &format!("/{field}"));
    }
    let program = &facts.content.program;
    let language = typst_language(facts.lang, &program.region.0);
    let mut page = json!({
        "width": template.trim.width.0,
        "height": template.trim.height.0,
        "safe": template.safe.0,
        "bleed": 0,
        "ornament": true,
    });
    if edition == Edition::Image {
        let size = |page: usize| {
            let trim = template.trim_of(page);
            json!({ "width": trim.width.0, "height": trim.height.0 })
        };
        page["pictures"] = (0..template.pages.max).map(size).collect();
    }
    if !template.folds.is_empty() {
        page["folds"] = template.folds.iter().map(|fold| fold.0).collect();
    }
    let value = json!({
        "job": VERSION,
        "piece": piece,
        "edition": edition.name(),
        "lang": language.lang,
        "region": language.region,
        "dir": facts.locale.direction(),
        "numbers": locale::separators(facts.locale),
        "author": facts.text(&program.agency),
        "revised": locale::date(facts.locale, program.revised.0),
        "page": page,
        "words": words,
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Phrases of `data/wording.json`, by name.
fn words(facts: &mut Facts<'_>, names: &[String]) -> Map<String, Value> {
    let mut words = Map::new();
    for name in names {
        facts.record_read(DataFile::Wording.path(), &format!("/words/{name}"));
        if let Some(phrase) = facts.content.wording.words.get(name) {
            words.insert(name.clone(), facts.text(phrase));
        }
    }
    words
}
