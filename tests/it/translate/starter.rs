//! The record of translations in the starter, and the room of its texts.

use std::collections::BTreeMap;
use std::fs;

use data_encoding::HEXLOWER;
use roxmltree::{Document, Node};
use serde_json::{Value, json};

use crate::project::{Project, repository};

const RECORD: &str = "data/translations.json";

/// The text of a source or target, with its placeholders.
fn words(node: Node<'_, '_>) -> String {
    let mut words = String::new();
    for inner in node.children() {
        match inner.attribute("equiv") {
            Some(placeholder) => words.push_str(placeholder),
            None => words.push_str(inner.text().unwrap_or_default()),
        }
    }
    words
}

fn hash(text: &str) -> String {
    HEXLOWER.encode(&blake3::hash(text.as_bytes()).as_bytes()[..6])
}

/// The record of the starter is that of its texts, and its reviews are samples: nobody reviewed
/// them. `PEERPRESS_BLESS=1` writes it after a change of the texts.
#[test]
fn the_record_of_the_starter_is_that_of_its_texts() {
    let project = Project::starter();
    let file = project.path("es.xlf");
    let export = ["translate", "export", "es", file.to_str().unwrap(), "--format", "xliff"];
    project.run(&export).succeeded();
    let xliff = fs::read_to_string(&file).unwrap();
    let document = Document::parse(&xliff).unwrap();
    let units = document.descendants().filter(|node| node.has_tag_name("unit"));
    let texts: BTreeMap<String, String> = units
        .filter_map(|unit| {
            let text = |name| unit.descendants().find(|node| node.has_tag_name(name)).map(words);
            let pair = format!("{} {}", hash(&text("source")?), hash(&text("target")?));
            Some((unit.attribute("id")?.to_owned(), pair))
        })
        .collect();
    assert!(texts.len() > 400, "{} texts", texts.len());
    let pieces: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let pieces = pieces["pieces"].as_array().unwrap().iter();
    let review = json!({ "reviewed_by": "Sample Reviewer", "on": "2026-11-22", "sample": true });
    let reviews: BTreeMap<&str, &Value> =
        pieces.map(|piece| (piece["id"].as_str().unwrap(), &review)).collect();
    let languages = json!({ "es": { "reviews": reviews, "texts": texts } });
    let expected = format!("{:#}\n", json!({ "version": 1, "languages": languages }));
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(repository().join(RECORD), &expected).unwrap();
    }
    let found = fs::read_to_string(repository().join(RECORD)).unwrap_or_default();
    assert!(found == expected, "the texts changed: write {RECORD} with PEERPRESS_BLESS=1");
}
