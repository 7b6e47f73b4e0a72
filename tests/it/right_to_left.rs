//! Pages from right to left, and names in scripts whose letters join or change their order.

use std::fs;

use lopdf::Document;
use peerpress::pdf;
use serde_json::Value;

use crate::project::Project;
use crate::words::NAMES;

/// A sentence with a phone number, an address, a name, and numbers.
const SENTENCE: &str = concat!(
    "اتصل على (701) 555-0100 في أي وقت (24/7) ",
    "أو زر https://www.hhs.nd.gov في 200 Sample Avenue",
);

/// Words of each text that the test does not look at.
const WORDS: &str = "دعم الأقران";

/// Adds an Arabic text beside each English one that is translated.
fn translate(value: &mut Value) {
    match value {
        Value::Object(object) if object.get("es").is_some_and(Value::is_string) => {
            let spanish = object.remove("es").unwrap();
            let words = spanish.as_str().unwrap().split_whitespace();
            let blanks: Vec<&str> = words.filter(|word| word.contains('{')).collect();
            object.insert("ar".to_owned(), format!("{WORDS} {}", blanks.join(" ")).into());
        }
        Value::Object(object) => object.values_mut().for_each(translate),
        Value::Array(items) => items.iter_mut().for_each(translate),
        _ => {}
    }
}

#[test]
fn a_line_of_both_directions_is_read_in_order() {
    let project = Project::starter();
    let mut benefits = Value::Null;
    for entry in fs::read_dir(project.path("data")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".json") {
            continue;
        }
        let path = format!("data/{name}");
        let mut data: Value = serde_json::from_str(&project.read(&path)).unwrap();
        translate(&mut data);
        match &*name {
            "program.json" => data["languages"] = serde_json::json!(["en", "ar"]),
            "pieces.json" => {
                data["pieces"].as_array_mut().unwrap().retain(|it| it["id"] == "flyer-benefits");
            }
            "benefits.json" => {
                data["benefits"][0]["text"]["ar"] = SENTENCE.into();
                benefits = data["benefits"].clone();
            }
            "wording.json" => {
                data["locales"].as_object_mut().unwrap().remove("es");
            }
            _ => {}
        }
        project.write(&path, data.to_string());
    }
    let run = project.run(&["build", "flyer-benefits", "--lang", "ar", "--edition", "screen"]);
    assert!(project.path("out/screen/flyer-benefits.ar.pdf").is_file(), "{}", run.err);
    let bytes = fs::read(project.path("out/screen/flyer-benefits.ar.pdf")).unwrap();
    let page = pdf::text(&bytes).unwrap().remove(0);
    // A phone number does not break.
    let text = page.text().replace(['\n', '\u{a0}'], " ");
    assert!(text.contains(SENTENCE), "{text}");
    // Titles are aligned at the right: they end where the page does, less its margin.
    let title = benefits[0]["title"]["ar"].as_str().unwrap().trim();
    // The headline has the same words, in large letters.
    let line = page.lines.iter().find(|line| line.text == title && line.size < 30.0).unwrap();
    assert!(line.at.0 > 306.0, "{line:?}");
}

#[test]
fn each_glyph_of_a_name_stands_for_its_own_letters() {
    let project = Project::starter();
    project.run(&["keys", "new"]).succeeded();
    // Several glyphs of a Burmese syllable stand for one letter.
    let is_burmese = |name: &&&str| name.contains(|c| ('\u{1000}'..='\u{109f}').contains(&c));
    let names: Vec<&&str> = NAMES.iter().filter(|name| !is_burmese(name)).collect();
    let rows: Vec<String> = names.iter().map(|name| format!("{name},40\n")).collect();
    project.write("list.csv", format!("Name,Hours\n{}", rows.concat()));
    let session = "2026-10-grand-forks";
    // A name of one letter is asked about.
    let right = ["--name-is-right", "J"];
    let order = ["certify", "list.csv", "--session", session, "--only", "single"];
    project.run(&[&order[..], &right].concat()).succeeded();
    let folder = project.path(&format!("out/certificates/{session}"));
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "pdf") {
            continue;
        }
        count += 1;
        let file = Document::load(&path).unwrap();
        for page in file.page_iter() {
            let content = file.get_page_content(page);
            // pdf.js does not know the first, and turns around each sequence of the second.
            for mark in [b"ActualText".as_slice(), b"ReversedChars"] {
                assert!(!content.windows(mark.len()).any(|it| it == mark), "{}", path.display());
            }
        }
    }
    assert_eq!(count, names.len());
}
