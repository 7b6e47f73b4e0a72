//! `peerpress site`: what is on the website, and what never is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::project::Project;

/// The files in a folder and its folders, by path.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
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
pub(crate) fn public() -> Project {
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

#[test]
fn drafts_are_not_on_the_website() {
    let project = public();
    project.edit("data/program.json", "\"es\"]", "{ \"tag\": \"es\", \"status\": \"draft\" }]");
    project.run(&["site"]).succeeded();
    let files = files(&project.path("site"));
    assert!(!files.keys().any(|path| path.starts_with("es/") || path.contains(".es.")));
    assert!(!String::from_utf8_lossy(&files["en/index.html"]).contains("Español"));
}

#[test]
fn sample_sessions_are_only_on_a_draft() {
    let project = public();
    let data = project.json("data/trainings.json");
    assert_eq!(data["sessions"][0]["sample"], true);
    let id = data["sessions"][0]["id"].as_str().unwrap();
    let has = |text: &str| {
        let all = files(&project.path("site"));
        all.iter().any(|(path, bytes)| {
            path.contains(text) || String::from_utf8_lossy(bytes).contains(text)
        })
    };
    project.run(&["site"]).succeeded();
    assert!(!has(id));
    project.run(&["site", "--draft"]).succeeded();
    assert!(has(id));
    // Nobody can apply for a session without a date, and it is not closed.
    let page = || project.read(&format!("site/en/trainings/{id}.html"));
    assert!(page().contains("How to apply"), "{}", page());
    let mut data = data.clone();
    data["sessions"][0]["status"] = "postponed".into();
    project.write("data/trainings.json", data.to_string());
    let mut wording = project.json("data/wording.json");
    wording["words"]["status-postponed"] = json!({ "en": "Postponed", "es": "Pospuesta" });
    project.write("data/wording.json", wording.to_string());
    project.run(&["site", "--draft"]).succeeded();
    assert!(!page().contains("How to apply") && !page().contains("Applications closed"));
    project.run(&["site"]).succeeded();
    assert!(!has(id), "what a draft showed is removed");
}

/// The starter has a ledger, a key, a team, and rosters of invented people.
#[test]
fn nothing_private_is_on_the_website() {
    let (project, _) = Project::built();
    let folder = Project::empty();
    let out = folder.path("site");
    project.run_on("2026-11-22", &["site", "--out", out.to_str().unwrap()]).succeeded();
    let mut private: Vec<String> = vec!["PRIVATE KEY".to_owned(), "ledger.db".to_owned()];
    let roster = project.read("data/samples/roster-sample.csv");
    let names = roster.lines().skip(1).filter_map(|line| line.split(',').nth(1));
    private.extend(names.filter(|name| name.contains(' ')).map(str::to_owned));
    let program = project.json("data/program.json");
    for list in ["team", "signatories"] {
        let people = program[list].as_array().unwrap().iter();
        private.extend(people.map(|person| person["name"].as_str().unwrap().to_owned()));
    }
    assert!(private.len() > 5, "{private:?}");
    for (path, bytes) in files(&out) {
        let text = match peerpress::pdf::text(&bytes) {
            Ok(pages) => pages.iter().map(|page| page.text()).collect(),
            Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
        };
        let found = private.iter().find(|name| text.contains(name.as_str()));
        assert_eq!(found, None, "{path}");
        // The page that checks certificates has its scripts, and the public keys.
        if path.ends_with(".js") || path == "verify/keys.json" {
            continue;
        }
        for never in ["certificate", "sign-in", "card-contact", "sheet-", "keys.json"] {
            assert!(!path.contains(never), "{path}");
        }
    }
}

/// The words of a text in order of the alphabet, without those that pictures say.
fn words(text: &str) -> Vec<String> {
    let text = text.replace(['\u{ad}', '\u{200b}', '\u{2060}'], "");
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_lowercase).collect();
    words.sort();
    words
}

/// The words of an element of HTML.
fn said(node: roxmltree::Node<'_, '_>, found: &mut String) {
    if node.attribute("class") == Some("picture") {
        return;
    }
    if let Some(text) = node.text().filter(|_| node.is_text()) {
        found.push_str(text);
    }
    // Blocks separate words.
    let is_block = !["a", "span", "strong", "em"].contains(&node.tag_name().name());
    if node.is_element() && is_block {
        found.push(' ');
    }
    node.children().for_each(|child| said(child, found));
    if node.is_element() && is_block {
        found.push(' ');
    }
}

/// Each page has the words of its PDF, all of them and no others, in the same languages, with
/// headings in order.
#[test]
fn the_whole_text_of_a_piece_is_that_of_its_pdf() {
    let coast = Project::coast();
    let out = coast.path("site");
    let (starter, _) = Project::built();
    let folder = Project::empty();
    let starter_out = folder.path("site");
    let args = |out: &Path| ["site", "--draft", "--out", out.to_str().unwrap()].map(str::to_owned);
    let mut faults = Vec::new();
    let mut compared = 0;
    for (project, out) in [(starter, &starter_out), (&coast, &out)] {
        let args = args(out);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        project.run_on("2026-11-22", &args).succeeded();
        let all = files(out);
        for (path, html) in &all {
            let Some((lang, stem)) = path.split_once("/materials/") else { continue };
            let stem = stem.strip_suffix(".html").unwrap();
            let html = String::from_utf8_lossy(html);
            let from = html.find("<section class=\"whole\"").unwrap();
            let to = from + html[from..].find("</section>").unwrap() + "</section>".len();
            let text = roxmltree::Document::parse(&html[from..to])
                .unwrap_or_else(|error| panic!("{path}: {error}\n{}", &html[from..to]));
            let mut page = String::new();
            let body = text.root_element().children().filter(|node| !node.has_tag_name("h2"));
            body.for_each(|node| said(node, &mut page));
            let pdf = &all[&format!("files/screen/{stem}.{lang}.pdf")];
            let pages = peerpress::pdf::text(pdf).unwrap();
            let printed: Vec<String> = pages.iter().map(|page| page.text()).collect();
            let (page, printed) = (words(&page), words(&printed.join(" ")));
            compared += 1;
            if page != printed {
                let lacks = |one: &[String], other: &[String]| -> Vec<String> {
                    one.iter().filter(|word| !other.contains(word)).cloned().collect()
                };
                faults.push(format!(
                    "{path}: {} and {} words, only in the PDF {:?}, only on the page {:?}",
                    printed.len(),
                    page.len(),
                    lacks(&printed, &page),
                    lacks(&page, &printed)
                ));
            }
            let headings = text
                .descendants()
                .filter_map(|node| node.tag_name().name().strip_prefix('h')?.parse::<usize>().ok());
            let mut last = 2;
            for level in headings {
                assert!(level <= last + 1, "{path}: a heading of level {level} after {last}");
                last = level;
            }
        }
    }
    assert!(compared > 40, "{compared}");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn pages_lead_to_their_translations_in_every_direction() {
    let project = Project::coast();
    project.run_on("2026-11-22", &["site", "--draft"]).succeeded();
    let page = project.read("site/ar/trainings.html");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    for lang in ["en", "fr-CA"] {
        assert!(page.contains(&format!("href=\"../{lang}/trainings.html\" lang=\"{lang}\"")));
    }
    let all = files(&project.path("site"));
    for (path, bytes) in all.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(!html.contains(" style=") && !html.contains("<style"), "{path}");
        let links = ["href=\"", "src=\""].iter().flat_map(|name| html.split(name).skip(1));
        for link in links.filter_map(|rest| rest.split('"').next()) {
            let is_other = link.contains(':') || link.starts_with('#');
            let file = link.split('#').next().unwrap();
            let path_of = || Path::new(path).parent().unwrap().join(file);
            assert!(is_other || exists(&all, &path_of()), "{path} leads to {link}");
        }
    }
}

/// Whether a path with `..` in it is a file of the website.
fn exists(files: &BTreeMap<String, Vec<u8>>, path: &Path) -> bool {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.iter().map(|part| part.to_str().unwrap()) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    files.contains_key(&parts.join("/"))
}
