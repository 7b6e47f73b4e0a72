//! `peerpress site`: what is on the website, and what never is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::project::Project;

/// The files in a folder and its folders, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let inside = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(inside, fs::read(path).unwrap());
        }
    }
    found
}

/// A small project with a public piece.
fn public() -> Project {
    let project = Project::small_built();
    let public = "\"template\": \"note\",\n      \"public\": true,";
    project.edit("data/pieces.json", "\"template\": \"note\",", public);
    for file in ["template.json", "base.html"] {
        assert!(!project.path(&format!("templates/site/{file}")).exists());
    }
    add_phrases(&project);
    project
}

/// Adds the phrases of the website to a project that has none.
fn add_phrases(project: &Project) {
    let starter = Project::starter();
    let template = starter.json("templates/site/template.json");
    let phrases = starter.json("data/wording.json")["words"].take();
    let mut wording = project.json("data/wording.json");
    for name in template["words"].as_array().unwrap() {
        let name = name.as_str().unwrap();
        wording["words"][name] = phrases[name].clone();
    }
    project.write("data/wording.json", wording.to_string());
}

#[test]
fn a_website_has_what_is_public_and_is_the_same_on_every_run() {
    let project = public();
    let run = project.run(&["site"]).succeeded();
    assert!(run.out.starts_with("site: "), "{run:?}");
    let first = files(&project.path("site"));
    for page in ["index.html", "404.html", "en/index.html", "es/index.html", "style.css"] {
        assert!(first.contains_key(page), "{page}: {:?}", first.keys());
    }
    assert!(first.keys().any(|path| path == "files/screen/note.en.pdf"));
    assert!(!first.keys().any(|path| path.contains("dates")), "{:?}", first.keys());
    let again = project.run(&["site"]).succeeded();
    assert!(again.out.contains(" 0 written, 0 removed"), "{again:?}");
    project.run(&["site", "--out", "elsewhere"]).succeeded();
    assert!(files(&project.path("elsewhere")) == first);
    let page = String::from_utf8(first["en/index.html"].clone()).unwrap();
    assert!(page.contains("href=\"../files/screen/note.en.pdf\""), "{page}");
}

#[test]
fn a_piece_that_fails_leaves_the_old_website() {
    let project = public();
    project.run(&["site"]).succeeded();
    let before = files(&project.path("site"));
    project.edit("data/pieces.json", "You are not alone", "You are <script> & \\\"not\\\" alone");
    project.edit("templates/note/main.typ", "#", "#panic(\"no\")\n#");
    let run = project.run(&["site"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("nothing in `site` was changed"), "{run:?}");
    assert!(files(&project.path("site")) == before);
}

#[test]
fn texts_with_markup_are_only_text() {
    let project = public();
    project.edit("data/pieces.json", "A note", "A <script>alert('x')</script> & \\\"note\\\"");
    project.run(&["site"]).succeeded();
    let page = project.read("site/en/index.html");
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("A &lt;script&gt;alert(&apos;x&apos;)"), "{page}");
}

#[test]
fn what_cannot_be_a_website_is_explained() {
    let project = Project::small_built();
    let none = project.run(&["site"]);
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.err.contains("no piece is public") && none.err.contains("\"public\": true"));
    let project = public();
    let other = project.run(&["site", "--out", "data"]);
    assert_eq!(other.code, 2, "{other:?}");
    assert!(other.err.contains("not of a website"), "{other:?}");
    assert_eq!(project.run(&["site", "--base-url", "example.org"]).code, 2);
    project.run(&["site", "--base-url", "https://example.org/peers"]).succeeded();
    let page = project.read("site/en/index.html");
    assert!(page.contains("href=\"https://example.org/peers/en/index.html\""), "{page}");
    let mut wording = project.json("data/wording.json");
    wording["words"].as_object_mut().unwrap().remove("site-skip");
    project.write("data/wording.json", wording.to_string());
    let missing = project.run(&["site"]);
    assert_eq!(missing.code, 1, "{missing:?}");
    assert!(missing.err.contains("needs the phrase `site-skip`"), "{missing:?}");
}
