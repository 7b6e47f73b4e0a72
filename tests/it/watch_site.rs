//! What `peerpress watch` serves besides pictures of pages: the website, and the finished files.

use serde_json::Value;

use crate::site::public;
use crate::watch::{Watch, job};

/// Waits until the website is as it should be, and returns what the preview says about it.
fn website(watch: &Watch, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let state = watch.until_viewed("website", what, |state| is_so(&state["website"]));
    state["website"].clone()
}

#[test]
fn the_website_is_one_more_view_that_follows_the_data() {
    let project = public();
    let watch = Watch::start(&project, &[]);
    let before = watch.until_current();
    assert!(before["website"].is_null(), "nobody looked at it: {before:#}");
    let first = website(&watch, "the website is made", |it| it["status"] == "current");
    assert_eq!(first["problem"], Value::Null, "{first:#}");
    let (status, head, page) = watch.get("/site/en/");
    let page = String::from_utf8(page).unwrap();
    assert!(status == 200 && head.contains("text/html"), "{status} {head}");
    assert!(head.contains("font-src 'self'") && head.contains("frame-ancestors 'self'"), "{head}");
    assert!(page.contains("<main"), "{page}");
    assert_eq!(watch.get("/site/style.css").0, 200);
    assert!(!project.path("site").exists(), "the preview publishes nothing");
    let mut wording = project.json("data/wording.json");
    wording["words"]["site-materials"]["en"] = "Papers to take along".into();
    project.write("data/wording.json", wording.to_string());
    let made = |it: &Value| it["status"] == "current" && it["made"] != first["made"];
    website(&watch, "a save changes the website", made);
    let page = String::from_utf8(watch.get("/site/en/").2).unwrap();
    assert!(page.contains("Papers to take along"), "{page}");
    // What cannot be made stays as it was, and the view says why.
    project.edit("data/pieces.json", "\"public\": true", "\"public\": false");
    let broken = website(&watch, "the website has no piece", |it| it["status"] == "broken");
    assert!(broken["problem"].as_str().unwrap().contains("no piece is public"), "{broken:#}");
    assert!(String::from_utf8(watch.get("/site/en/").2).unwrap().contains("Papers to take along"));
}

#[test]
fn finished_files_are_served_and_nothing_else_is() {
    let project = public();
    let watch = Watch::start(&project, &["--edition", "screen,image"]);
    let key = "screen/note.en";
    let state =
        watch.until("the file is written", |state| job(state, key)["file"] == format!("{key}.pdf"));
    assert!(job(&state, "press/note.en")["file"].is_null(), "it may be old: {state:#}");
    let (status, head, pdf) = watch.get("/file/screen/note.en.pdf");
    assert!(status == 200 && head.contains("application/pdf"), "{status} {head}");
    assert_eq!(pdf, std::fs::read(project.path("out/screen/note.en.pdf")).unwrap());
    website(&watch, "the website is made", |it| it["status"] == "current");
    project.write("out/secret.txt", "x");
    for path in [
        "/file/secret.txt",
        "/file/../data/program.json",
        "/file/press/note.en.pdf",
        "/site/.peerpress-site.json",
        "/site/.htaccess",
        "/site/../../data/program.json",
        "/site/..%2f..%2fdata/program.json",
        "/site/%2e%2e/%2e%2e/data/program.json",
        "/site/..%5c..%5cdata%5cprogram.json",
        "/site//etc/hostname",
        "/site/en",
        "/site/none.html",
    ] {
        let (status, _, body) = watch.get(path);
        assert_eq!(status, 404, "{path}: {}", String::from_utf8_lossy(&body));
    }
}
