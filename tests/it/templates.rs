//! A new piece is data and a new template is Typst: neither needs Rust.

use std::fs;

use crate::project::{Project, copy, repository};

#[test]
fn a_bookmark_takes_only_files_in_data_and_templates() {
    let project = Project::starter();
    copy(&repository().join("tests/projects/bookmark"), project.root());
    let mut pieces: serde_json::Value =
        serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let bookmark: serde_json::Value =
        serde_json::from_str(&project.read("data/bookmark-piece.json")).unwrap();
    pieces["pieces"].as_array_mut().unwrap().push(bookmark);
    project.write("data/pieces.json", pieces.to_string());
    let run = project.run_on("2026-11-22", &["build", "bookmark", "--format", "short"]).succeeded();
    assert_eq!(run.out, "screen/bookmark.en.pdf: made\nscreen/bookmark.es.pdf: made\n");
    let pdf = lopdf::Document::load(project.path("out/screen/bookmark.es.pdf")).unwrap();
    let page = pdf.page_iter().next().unwrap();
    let size = pdf.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
    let size: Vec<f32> = size.iter().map(|number| number.as_float().unwrap()).collect();
    assert_eq!(size, [0.0, 0.0, 144.0, 432.0]);
}

/// A template holds no word for readers: what it prints is data.
#[test]
fn templates_hold_no_words_for_readers() {
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
