//! The edition `large-print`: every flyer, handout and rack card with the same words, laid out for
//! readers with low vision.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::project::Project;

/// The pieces that have a large-print edition, and the maximum number of pages of each.
const PIECES: [(&str, usize); 13] = [
    ("bookmark", 2),
    ("brochure", 6),
    ("fact-sheet", 5),
    ("flyer-benefits", 3),
    ("flyer-session", 3),
    ("flyer-tear-off", 2),
    ("flyer-trainings", 4),
    ("handout-faq", 6),
    ("handout-training", 26),
    ("poster", 1),
    ("rack-card-agencies", 3),
    ("rack-card-become", 4),
    ("rack-card-overview", 4),
];

/// Returns the records about files from the output of `--format json`.
fn files(out: &str) -> Vec<Value> {
    out.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["edition"] == "large-print")
        .collect()
}

#[test]
fn flyers_handouts_and_cards_have_a_large_print_edition() {
    let (project, run) = Project::built();
    let made = files(&run.out);
    let names: BTreeSet<_> = made
        .iter()
        .map(|file| (file["piece"].as_str().unwrap(), file["language"].as_str().unwrap()))
        .collect();
    let wanted: BTreeSet<_> =
        PIECES.iter().flat_map(|(piece, _)| ["en", "es"].map(|lang| (*piece, lang))).collect();
    assert_eq!(names, wanted);
    for file in &made {
        let most = PIECES.iter().find(|(piece, _)| *piece == file["piece"]).unwrap().1;
        let pdf =
            lopdf::Document::load(project.path(&format!("out/{}", file["file"].as_str().unwrap())))
                .unwrap();
        let pages = pdf.get_pages();
        assert!((1..=most).contains(&pages.len()), "{file}: {} pages", pages.len());
        for page in pages.values() {
            let size =
                pdf.get_dictionary(*page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
            let size: Vec<f32> = size.iter().map(|number| number.as_float().unwrap()).collect();
            assert_eq!(size, [0.0, 0.0, 612.0, 792.0], "{file}");
        }
    }
}

/// Makes every text of the data half again as long.
fn lengthen(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text)
                        if (key == "en" || key == "es")
                            && text.contains(' ')
                            && !text.contains(['{', '@', '/']) =>
                    {
                        let count = text.split(' ').count().div_ceil(2);
                        let more = text.split(' ').take(count).collect::<Vec<_>>().join(" ");
                        *text = format!("{text} {more}");
                    }
                    other => lengthen(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(lengthen),
        _ => {}
    }
}

#[test]
fn long_texts_and_many_sessions_take_more_pages() {
    let project = Project::starter();
    for file in [
        "data/pieces.json",
        "data/services.json",
        "data/benefits.json",
        "data/certification.json",
        "data/trainings.json",
    ] {
        let mut data: Value = serde_json::from_str(&project.read(file)).unwrap();
        lengthen(&mut data);
        if let Some(sessions) = data.get_mut("sessions").and_then(Value::as_array_mut) {
            let model = sessions
                .iter()
                .find(|session| session["id"] == "2027-02-bismarck")
                .unwrap()
                .clone();
            sessions.extend((0..8).map(|index| {
                let mut more = model.clone();
                more["id"] = format!("more-{index}").into();
                more
            }));
        }
        project.write(file, data.to_string());
    }
    project.run_on("2026-11-22", &["build", "--edition", "large-print"]).succeeded();
}

/// On the press, text and rules are black only, so that they stay sharp if the inks are not in
/// register. Headlines, and light words on a dark ground, are exceptions.
#[test]
fn small_text_is_black_only_on_the_press() {
    let (project, _) = Project::built();
    for name in project.pdfs("out/press") {
        let pdf =
            lopdf::Document::load_mem(&fs::read(project.path("out/press").join(&name)).unwrap())
                .unwrap();
        let mut seen = 0;
        for page in pdf.get_pages().values() {
            for (inks, size) in painted_text(&pdf, *page) {
                let is_black_only = inks[..3].iter().all(|ink| *ink == 0.0);
                let is_light = inks.iter().sum::<f32>() < 1.2;
                let is_headline = size >= 18.0 && !name.starts_with("handout");
                assert!(
                    is_black_only || is_light && !name.starts_with("handout") || is_headline,
                    "{name}: text of {size} pt in {inks:?}"
                );
                seen += 1;
            }
        }
        assert!(seen > 10, "{name}");
    }
}

/// Returns the inks and the size of each text that a page paints.
fn painted_text(pdf: &lopdf::Document, page: lopdf::ObjectId) -> Vec<([f32; 4], f32)> {
    let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
    let (mut now, mut kept, mut texts) = (([0.0, 0.0, 0.0, 1.0], 0.0), Vec::new(), Vec::new());
    for operation in &content.operations {
        let number = |index: usize| operation.operands[index].as_float().unwrap();
        match operation.operator.as_str() {
            "q" => kept.push(now),
            "Q" => now = kept.pop().unwrap(),
            "k" => now.0 = [number(0), number(1), number(2), number(3)],
            "g" => now.0 = [0.0, 0.0, 0.0, 1.0 - number(0)],
            "rg" | "sc" | "scn" => now.0 = [1.0; 4],
            "Tf" => now.1 = number(1),
            "Tj" | "TJ" => texts.push(now),
            _ => {}
        }
    }
    texts
}
