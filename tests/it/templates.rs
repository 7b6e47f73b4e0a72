//! A new piece is data and a new template is Typst: neither needs Rust.

use std::fs;

use serde_json::Value;

use crate::project::{Project, copy, repository};

#[test]
fn a_ribbon_takes_only_files_in_data_and_templates() {
    let project = Project::starter();
    copy(&repository().join("tests/projects/ribbon"), project.root());
    let mut pieces: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let ribbon: Value = serde_json::from_str(&project.read("data/ribbon-piece.json")).unwrap();
    pieces["pieces"].as_array_mut().unwrap().push(ribbon);
    project.write("data/pieces.json", pieces.to_string());
    let run = project.run_on("2026-11-22", &["build", "ribbon", "--format", "short"]).succeeded();
    assert_eq!(run.out, "screen/ribbon.en.pdf: made\nscreen/ribbon.es.pdf: made\n");
    let pdf = lopdf::Document::load(project.path("out/screen/ribbon.es.pdf")).unwrap();
    let page = pdf.page_iter().next().unwrap();
    let size = pdf.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
    let size: Vec<f32> = size.iter().map(|number| number.as_float().unwrap()).collect();
    assert_eq!(size, [0.0, 0.0, 144.0, 432.0]);
}

/// The files that a build of some pieces made, in English on a screen.
fn made(project: &Project) -> Vec<String> {
    let pieces = ["rack-card-overview", "flyer-benefits", "sheet-sign-in", "certificate-*"];
    let options = ["--edition", "screen", "--lang", "en", "--format", "short", "-v"];
    let run = project.run_on("2026-11-22", &[&["build"][..], &pieces, &options].concat());
    let run = run.succeeded();
    let made = run.out.lines().filter_map(|line| line.strip_suffix(": made"));
    let mut made: Vec<_> = made.map(|file| file.trim_start_matches("screen/").to_owned()).collect();
    made.sort_unstable();
    made
}

/// A template declares the fields that it uses, and a change to another field does not concern it.
#[test]
fn a_job_depends_on_the_fields_that_its_template_uses() {
    let project = Project::starter();
    let all = made(&project);
    assert!(all.iter().any(|file| file.starts_with("certificate-")), "{all:?}");
    assert!(all.iter().any(|file| file.starts_with("sheet-sign-in.")), "{all:?}");
    assert_eq!(made(&project), [""; 0], "nothing changed");

    let mut benefits: Value = serde_json::from_str(&project.read("data/benefits.json")).unwrap();
    benefits["benefits"][0]["text"]["en"] = "A new sentence about it.".into();
    project.write("data/benefits.json", benefits.to_string());
    assert_eq!(made(&project), ["flyer-benefits.en.pdf"], "the card prints `short`");

    benefits["benefits"][0]["short"]["en"] = "A new word".into();
    project.write("data/benefits.json", benefits.to_string());
    assert_eq!(made(&project), ["rack-card-overview.en.pdf"], "the flyer prints `text`");

    project.edit("data/program.json", "701-555-0100", "701-555-0101");
    assert_eq!(
        made(&project),
        ["flyer-benefits.en.pdf", "rack-card-overview.en.pdf"],
        "sign-in sheets and certificates do not print the phone number"
    );
}

/// A template that uses a field without declaring it fails, and the hint says what to declare.
#[test]
fn an_undeclared_field_is_a_finding_that_names_it() {
    let project = Project::starter();
    let file = "templates/rack-card-overview/template.json";
    project.edit(file, "\"benefits\": [\"short\"]", "\"benefits\": [\"title\"]");
    let args = ["build", "rack-card-overview", "--edition", "screen", "--format", "short"];
    let run = project.run_on("2026-11-22", &args);
    assert_eq!(run.code, 1, "{}", run.err);
    let hint = "add \"short\" to `benefits` under `fields` in `template.json`";
    assert!(run.err.contains(hint), "{}", run.err);

    project.edit(file, "\"benefits\": [\"title\"]", "\"benefits\": [\"shrt\"]");
    let run = project.run_on("2026-11-22", &args);
    let hint = "did you mean `short`? choose from: `id`, `title`, `text`, `short`";
    assert!(run.err.contains(hint), "{}", run.err);
}

/// A template holds no word for readers: what it prints is data.
#[test]
fn templates_contain_no_words_for_readers() {
    let mut faults = Vec::new();
    visit(&repository().join("templates"), &mut |path, text| {
        let root = typst::syntax::parse(text);
        prose(&root, &mut |words| faults.push(format!("{}: {words:?}", path.display())));
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Markup text of letters: content that would be printed as it stands in the template.
fn prose(node: &typst::syntax::SyntaxNode, found: &mut dyn FnMut(&str)) {
    if node.kind() == typst::syntax::SyntaxKind::Text
        && node.leaf_text().chars().any(char::is_alphabetic)
    {
        found(node.leaf_text());
    }
    node.children().for_each(|child| prose(child, found));
}

fn visit(folder: &std::path::Path, seen: &mut dyn FnMut(&std::path::Path, &str)) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            visit(&path, seen);
        } else if path.extension().is_some_and(|extension| extension == "typ") {
            seen(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}
