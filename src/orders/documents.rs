//! The documents of a print run: pick lists, and labels with addresses.

use serde_json::{Value, json};

use super::glyphs::is_printable;
use super::received::ReceivedOrder;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::language_tag;
use crate::content::order::{Order, OrderItem};
use crate::diagnostic::Report;
use crate::pipeline::missing_template;
use crate::plan::{self, Job, LabelGrid, StandaloneDocument};
use crate::typeset::Engine;

/// The templates, which are also the names of the files.
const PICK_LISTS: &str = "pick-lists";
const LABELS: &str = "address-labels";

/// Returns the jobs of the documents, in the language of the office. What prevents one is reported.
/// `start` is the first label to print on, from 0.
pub(crate) fn jobs(
    content: &Content,
    engine: &Engine,
    orders: &[ReceivedOrder],
    labels: &LabelGrid,
    start: usize,
    report: &mut Report,
) -> Vec<Job> {
    let lang = content.languages().next().unwrap_or_default();
    let order = |one: &ReceivedOrder| to_json(content, engine, &one.order, lang);
    let all = || orders.iter().map(order).collect::<Value>();
    let mut grid = json!(labels);
    grid["start"] = json!(start);
    let wanted = [(PICK_LISTS, None, Value::Null), (LABELS, Some(labels.paper), grid)];
    let mut jobs = Vec::new();
    for (template, paper, grid) in wanted {
        let word = |name: &str| content.wording.words.get(name)?.get(lang);
        let job = || {
            let document = StandaloneDocument {
                template,
                edition: Edition::Office,
                lang,
                id: template,
                title: word(template)?,
                about: word(&format!("{template}-about"))?,
                date: content.program.revised.0,
                session: None,
                paper,
            };
            plan::standalone_job(content, &document, [("orders", all()), ("labels", grid)])
        };
        match job() {
            Some(job) => jobs.push(job),
            None => report.push(missing_template(template)),
        }
    }
    jobs
}

/// An order as templates see it.
fn to_json(content: &Content, engine: &Engine, order: &Order, lang: &str) -> Value {
    let date = |day| content.wording.locales.get(lang).map(|it| plan::locale::date(it, day));
    let item = |item: &OrderItem| {
        let piece = content.pieces.pieces.iter().find(|piece| piece.id == item.piece);
        let name = language_tag::name(&item.language.0);
        json!({
            "piece": item.piece.as_str(),
            "title": piece.and_then(|piece| piece.title.get(lang)),
            "language": item.language.0,
            "language_name": name.map_or(item.language.0.as_str(), |name| name.own),
            "quantity": item.quantity,
        })
    };
    let printable = |note: &String| -> String {
        note.chars().filter(|c| c.is_whitespace() || is_printable(engine, *c)).collect()
    };
    json!({
        "id": order.id.0,
        "created": date(order.created.0),
        "name": order.name.0,
        "organization": order.organization.as_ref().map(|it| &it.0),
        "email": order.email.as_ref().map(|it| &it.0),
        "phone": order.phone.as_ref().map(|it| &it.0),
        "address": order.address.iter().map(|line| &line.0).collect::<Vec<_>>(),
        "needed_by": order.needed_by.as_ref().map(|day| date(day.0)),
        "note": order.note.as_ref().map(printable).filter(|note| !note.trim().is_empty()),
        "items": order.items.iter().map(item).collect::<Vec<_>>(),
    })
}
