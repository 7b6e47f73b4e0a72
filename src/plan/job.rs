//! One job: a piece in an edition and a language, with the JSON that its template sees and the facts that went into it.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::link::Codes;
use super::need::Need;
use crate::content::Content;
use crate::content::template::{Edition, Over, Template};
use crate::content::vendors::Vendor;
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
    pub over: Option<String>,
    /// The print shop's requirements, for the press.
    pub vendor: Option<Vendor>,
    /// The date of the file.
    pub date: Date,
    /// `/job.json`.
    pub json: String,
    /// The facts that it reads: file and JSON pointer.
    pub reads: Vec<(String, String)>,
    /// Whether a text that it needs is not there in its language.
    pub untranslated: bool,
}

impl Job {
    /// The file in the output folder, with forward slashes.
    pub fn output(&self) -> String {
        format!("{}/{}.{}.pdf", self.edition.name(), self.subject(), self.lang)
    }

    /// The preview of a page, from 0, in the output folder.
    pub fn preview(&self, page: usize) -> String {
        format!("{}/{}.{}.{}.png", self.edition.name(), self.subject(), self.lang, page + 1)
    }

    /// What messages call it.
    pub fn title(&self) -> String {
        format!("{} ({}, {})", self.subject(), self.edition.name(), self.lang)
    }

    /// The piece with what it is about: `flyer-session.2027-02-bismarck`.
    pub fn subject(&self) -> String {
        self.over.as_ref().map_or_else(|| self.piece.clone(), |over| format!("{}.{over}", self.piece))
    }

    /// What messages call a page, from 0: "the front" or "page 3".
    pub fn side(&self, page: usize) -> String {
        self.spec.sides.get(page).map_or_else(|| format!("page {}", page + 1), |side| format!("the {side}"))
    }
}

/// What all jobs of a plan share.
pub(super) struct Given<'a> {
    pub(super) content: &'a Content,
    /// The day for which sessions are upcoming.
    pub(super) as_of: Date,
    /// The print shop for which the press edition is made.
    pub(super) vendor: Option<&'a Vendor>,
    pub(super) codes: Codes,
}

/// Which job of a plan.
pub(super) struct Which<'a> {
    /// The piece's place in data/pieces.json.
    pub(super) index: usize,
    pub(super) edition: Edition,
    pub(super) lang: &'a str,
    /// The place of the training or session in data/trainings.json.
    pub(super) over: Option<usize>,
}

/// Builds a job.
pub(super) fn build(given: &Given<'_>, template: &Template, which: &Which<'_>) -> Job {
    let Which { index, edition, lang, over } = *which;
    let content = given.content;
    let piece = &content.pieces.pieces[index];
    let mut facts = Facts::new(given, lang);
    let template = &template.made_for(edition);
    let mut json = head(&mut facts, index, template, edition);
    if let (Edition::Press, Some(vendor)) = (edition, given.vendor) {
        json["page"]["bleed"] = vendor.bleed.0.into();
    }
    for need in template.needs.iter().filter_map(|name| Need::parse(name, template.over).ok()) {
        facts.add(&mut json, need, piece, over);
    }
    if template.over == Some(Over::UpcomingSessions) {
        facts.read("data/program.json", "/as_of");
    }
    let over = over.map(|index| match template.over {
        Some(Over::Trainings) => content.trainings.trainings[index].id.to_string(),
        _ => content.trainings.sessions[index].id.to_string(),
    });
    Job {
        piece: piece.id.to_string(),
        template: piece.template.to_string(),
        spec: template.clone(),
        edition,
        lang: lang.to_owned(),
        vendor: given.vendor.filter(|_| edition == Edition::Press).cloned(),
        date: content.program.revised.0,
        over,
        json: serde_json::to_string_pretty(&Value::Object(json)).unwrap_or_default(),
        reads: facts.reads,
        untranslated: facts.untranslated,
    }
}

/// What every job holds: the piece, the page, the wording.
fn head(facts: &mut Facts<'_>, index: usize, template: &Template, edition: Edition) -> Map<String, Value> {
    let piece = &facts.content.pieces.pieces[index];
    facts.read("data/pieces.json", &format!("/pieces/{index}"));
    facts.read(&format!("templates/{}/template.json", piece.template), "");
    for word in &template.words {
        facts.read("data/wording.json", &format!("/words/{word}"));
    }
    for field in ["agency", "region", "revised"] {
        facts.read("data/program.json", &format!("/{field}"));
    }
    let locale = facts.locale;
    let text: Map<_, _> = template.text.iter().filter_map(|name| Some((name.clone(), facts.text(piece.text.get(name)?)))).collect();
    let lists: Map<_, _> =
        template.lists.iter().filter_map(|name| Some((name.clone(), piece.lists.get(name)?.iter().map(|item| facts.text(item)).collect()))).collect();
    let words: Map<_, _> = template.words.iter().filter_map(|name| Some((name.clone(), facts.text(facts.content.wording.words.get(name)?)))).collect();
    let mut pictures = Map::new();
    for name in &template.pictures {
        if let Some(picture) = piece.pictures.get(name) {
            pictures.insert(name.clone(), json!({ "file": format!("/{}", picture.file), "alt": facts.text(&picture.alt) }));
        }
    }
    let value = json!({
        "job": VERSION,
        "piece": { "id": piece.id.as_str(), "title": facts.text(&piece.title), "about": facts.text(&piece.about) },
        "edition": edition.name(),
        "lang": facts.lang,
        "region": facts.content.program.region.0,
        "dir": direction(locale.direction),
        "author": facts.text(&facts.content.program.agency),
        "revised": super::locale::date(locale, facts.content.program.revised.0),
        "page": { "width": template.trim.width.0, "height": template.trim.height.0, "safe": template.safe.0, "bleed": 0, "ornament": true },
        "text": text,
        "lists": lists,
        "words": words,
        "pictures": pictures,
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// `ltr` or `rtl`.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    }
}
