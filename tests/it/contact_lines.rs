//! Contacts on the page: whole numbers in their own direction, with the signs beside them.

use std::fs;

use peerpress::pdf;
use serde_json::{Value, json};

use crate::project::Project;

/// The pieces on which people find contacts.
const PIECES: [&str; 8] = [
    "bookmark",
    "brochure",
    "card-contact",
    "flyer-benefits",
    "flyer-tear-off",
    "postcard",
    "poster",
    "rack-card-overview",
];

/// The lines of each screen file in a language, with plain spaces.
fn lines(project: &Project, lang: &str) -> Vec<(String, Vec<String>)> {
    let end = format!(".{lang}.pdf");
    let files = project.files("out/screen").into_iter().filter(|file| file.ends_with(&end));
    files
        .map(|file| {
            let bytes = fs::read(project.path(&format!("out/screen/{file}"))).unwrap();
            let pages = pdf::text(&bytes).unwrap();
            let lines = pages.iter().flat_map(|page| &page.lines);
            (file, lines.map(|line| plain(&line.text)).collect())
        })
        .collect()
}

/// Text with plain spaces, and without marks that draw nothing.
fn plain(text: &str) -> String {
    let is_mark = |c: char| {
        let is_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        is_direction || matches!(c, '\u{2060}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().filter(|c| !is_mark(*c)).map(|c| if c == '\u{a0}' { ' ' } else { c }).collect()
}

fn built(project: &Project, lang: &str) {
    let args = [&["build"][..], &PIECES, &["--lang", lang, "--edition", "screen"]].concat();
    project.run_on("2026-11-22", &args).succeeded();
}

/// Who copies a number with letters gets what is printed, without marks that keep it on one line.
#[test]
fn a_number_with_letters_is_copied_as_it_is_printed() {
    let project = Project::starter();
    let mut program = project.json("data/program.json");
    program["contact"]["phone"] = json!("1-800-662-HELP");
    project.write("data/program.json", program.to_string());
    built(&project, "en");
    let file = fs::read(project.path("out/screen/flyer-benefits.en.pdf")).unwrap();
    let text = pdf::text(&file).unwrap().remove(0).text();
    assert!(text.contains("1-800-662-HELP") && !text.contains('\u{2060}'), "{text}");
}

/// A crisis line that takes two lines keeps its order, and each comma is after its number.
#[test]
fn a_contact_that_wraps_keeps_its_order() {
    let project = Project::starter();
    let mut program = project.json("data/program.json");
    let line = &mut program["contacts"][0];
    line["phone"] = json!("1-866-277-3553");
    line["text"] = json!("741741");
    line["hours"] = json!({ "en": "24 hours a day", "es": "24 horas al día" });
    line.as_object_mut().unwrap().shift_remove("web");
    project.write("data/program.json", program.to_string());
    let mut wrong = Vec::new();
    for (lang, call, text, hours) in [
        ("en", "Call", "text 741741,", "24 hours a day"),
        ("es", "Llame al", "mande un mensaje de texto al 741741,", "24 horas al día"),
    ] {
        built(&project, lang);
        for (file, lines) in lines(&project, lang) {
            let words = lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
            if !words.contains("1-866-277-3553") {
                continue;
            }
            let expected = format!("{call} 1-866-277-3553, {text} {hours}");
            if !words.contains(&expected) || lines.iter().any(|line| line.starts_with(',')) {
                wrong.push(format!("{file}: {lines:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A number with spaces is on one line, from left to right, in contacts and in running text.
#[test]
fn a_number_with_spaces_is_whole_in_every_direction() {
    let project = Project::coast();
    let mut program = project.json("data/program.json");
    program["contact"]["phone"] = json!("514 876-2300, poste 4");
    let crisis = program["contacts"].as_array_mut().unwrap();
    let crisis = crisis.iter_mut().find(|one| one["roles"] == json!(["crisis"])).unwrap();
    crisis["phone"] = json!("1 866 277 3553");
    crisis.as_object_mut().unwrap().shift_remove("text");
    project.write("data/program.json", program.to_string());
    for lang in ["fr-CA", "ar"] {
        let mut args = vec!["build"];
        args.extend(PIECES.iter().filter(|id| has_piece(&project, id)));
        args.extend(["--lang", lang, "--edition", "screen"]);
        project.run_on("2026-11-22", &args);
        let files = lines(&project, lang);
        assert!(files.len() > 2, "{files:?}");
        for (file, lines) in files {
            for number in ["514 876-2300", "1 866 277 3553"] {
                let last = number.split(' ').next_back().unwrap();
                let parted =
                    lines.iter().find(|line| line.contains(last) && !line.contains(number));
                assert!(parted.is_none(), "{file}: {parted:?}");
            }
        }
    }
}

fn has_piece(project: &Project, id: &str) -> bool {
    let pieces: Value = project.json("data/pieces.json");
    pieces["pieces"].as_array().unwrap().iter().any(|piece| piece["id"] == id)
}
