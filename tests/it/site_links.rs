//! Short addresses of the website: copies print them, and what they lead to can change.

use serde_json::{Value, json};

use crate::project::{Project, Run};
use crate::site::public;

/// The address of the website in these tests.
const SITE: &str = "https://peers.hhs.nd.gov/cards/";

/// Sets the website and its short addresses.
fn set_links(project: &Project, links: &Value) {
    let mut program = project.json("data/program.json");
    program["website"] = SITE.into();
    program["short_links"] = links.clone();
    project.write("data/program.json", program.to_string());
}

/// Makes a piece print a short address.
fn print_link(project: &Project, piece: &str, link: &str) {
    let mut pieces = project.json("data/pieces.json");
    let list = pieces["pieces"].as_array_mut().unwrap();
    let piece = list.iter_mut().find(|it| it["id"] == piece).unwrap();
    piece["short_link"] = link.into();
    project.write("data/pieces.json", pieces.to_string());
}

/// The first contact that a piece prints.
fn contact(run: &Run) -> Value {
    let job: Value = serde_json::from_str(&run.out).unwrap();
    job["contacts"].get(0).or(job.get("contact")).unwrap().clone()
}

#[test]
fn a_piece_prints_the_short_address_in_its_language_and_for_each_partner() {
    let project = Project::starter();
    set_links(&project, &json!([{ "id": "cards", "piece": "rack-card-overview" }]));
    print_link(&project, "rack-card-overview", "cards");
    let partners = json!([{
        "id": "minot-library", "name": "Minot Public Library", "web": "https://minotlibrary.gov",
        "phone": "701-852-1045", "pieces": ["rack-card-overview"]
    }]);
    project.write("data/partners.json", json!({ "partners": partners }).to_string());
    for (args, url, show) in [
        (vec!["--lang", "en"], "r/cards/", "r/cards"),
        (vec!["--lang", "es"], "es/r/cards/", "es/r/cards"),
        (vec!["--subject", "minot-library"], "r/cards/?p=minot-library", "r/cards"),
    ] {
        let args = [&["job", "rack-card-overview"], &args[..]].concat();
        let web = contact(&project.run(&args).succeeded())["web"].take();
        assert_eq!(web["url"], format!("{SITE}{url}"));
        assert_eq!(web["show"], format!("peers.hhs.nd.gov/cards/{show}"));
        assert!(web["qr"].is_object() || web["qr"].is_string(), "{web}");
    }
    // Other pieces go on as they were.
    let other = contact(&project.run(&["job", "rack-card-become"]).succeeded());
    assert!(!other["web"]["url"].as_str().unwrap().contains("/r/"), "{other}");
}

/// A small website with a piece that prints a short address.
fn small() -> Project {
    let project = public();
    project.edit(
        "templates/note/template.json",
        "\"needs\": [\"program\"]",
        "\"needs\": [\"program\", \"contacts\"]",
    );
    set_links(&project, &json!([{ "id": "cards", "piece": "note" }]));
    print_link(&project, "note", "cards");
    project
}

/// Where the page of a short address leads: a path in the folder of the website, or an address.
/// Servers show the page with and without a slash at the end; both must lead to the same.
fn target(project: &Project, page: &str) -> String {
    let leads = |path: &str| {
        let page = project.read(&format!("site/{path}"));
        assert!(!path.ends_with("index.html") || !page.contains("<link rel=\"stylesheet\""));
        let rest = page.split("content=\"0; url=").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let first = leads(page);
    if first.contains(':') {
        return first;
    }
    let folder = page.strip_suffix("index.html").unwrap();
    let without_slash = folder.trim_end_matches('/').rsplit_once('/').unwrap().0.to_owned() + "/";
    let [with, without] = [folder, &without_slash].map(|folder| {
        let next = format!("{folder}{first}");
        let way = leads(&next);
        let up = next.matches('/').count();
        way.strip_prefix(&"../".repeat(up)).unwrap_or_else(|| panic!("{next}: {way}")).to_owned()
    });
    assert_eq!(with, without);
    with
}

#[test]
fn a_target_changes_without_making_copies_stale() {
    let project = small();
    project.run(&["site"]).succeeded();
    assert_eq!(target(&project, "r/cards/index.html"), "en/materials/note.html");
    assert_eq!(target(&project, "es/r/cards/index.html"), "es/materials/note.html");
    let page = project.read("site/es/r/cards/index.html");
    let canonical = format!("<link rel=\"canonical\" href=\"{SITE}es/materials/note.html\">");
    assert!(page.contains(&canonical), "{page}");
    assert!(!page.contains("<script"), "{page}");
    assert!(!project.read("site/sitemap.xml").contains("/r/"));

    project.run(&["build", "-q"]).succeeded();
    let handed = ["released", "note", "--edition", "screen", "--quantity", "5", "--where"];
    project.run(&[&handed[..], &["library"]].concat()).succeeded();
    for (to, expected) in [
        (
            json!({ "to": "https://www.ndpeers.gov/new?a=1&b=2" }),
            "https://www.ndpeers.gov/new?a=1&amp;b=2",
        ),
        (json!({ "page": "trainings" }), "en/trainings.html"),
        (json!({ "page": "order" }), "en/index.html"),
    ] {
        let mut link = to;
        link["id"] = "cards".into();
        set_links(&project, &json!([link]));
        project.run(&["site"]).succeeded();
        assert_eq!(target(&project, "r/cards/index.html"), expected);
        let stale = project.run(&["stale"]).succeeded();
        assert!(stale.err.contains("all recorded copies are up to date"), "{stale:?}");
    }
}

#[test]
fn a_short_address_stays_while_copies_are_out() {
    let project = small();
    project.run(&["build", "-q"]).succeeded();
    let handed = ["released", "note", "--edition", "screen"];
    project.run(&[&handed[..], &["--quantity", "5", "--where", "library"]].concat()).succeeded();
    project.run(&["site"]).succeeded();
    let before = project.files("site/r");
    // The piece prints another one, and the old one is removed.
    set_links(&project, &json!([{ "id": "new", "piece": "note" }]));
    print_link(&project, "note", "new");
    for args in [["check", "note"].as_slice(), &["site"]] {
        let run = project.run(args);
        assert_eq!(run.code, 1, "{run:?}");
        for said in [
            "`short_links` has no `cards`, which copies of note (screen, en) print: in library",
            "add it again, with any target",
        ] {
            assert!(run.err.contains(said), "{said}: {run:?}");
        }
    }
    assert_eq!(project.files("site/r"), before);
    // The website moves, or is no longer named.
    set_links(&project, &json!([{ "id": "cards", "piece": "note" }]));
    print_link(&project, "note", "cards");
    project.run(&["site"]).succeeded();
    project.edit("data/program.json", SITE, "https://example.org/moved");
    let run = project.run(&["site"]);
    let said =
        format!("`website` is no longer `{SITE}`, the start of `{SITE}r/cards/`, which copies");
    assert!(run.code == 1 && run.err.contains(&said), "{run:?}");
    set_links(&project, &json!([{ "id": "new", "piece": "note" }]));
    print_link(&project, "note", "new");
    project.run(&[&handed[..], &["--take-back", "--where", "library"]].concat()).succeeded();
    project.run(&["site"]).succeeded();
    assert!(project.path("site/r/new/index.html").exists());
    assert!(!project.path("site/r/cards").exists());
}

#[test]
fn short_addresses_that_lead_nowhere_are_explained() {
    let project = small();
    let website = project.json("data/program.json")["website"].as_str().unwrap().to_owned();
    let website = website.trim_end_matches('/');
    for (links, expected) in [
        (json!([{ "id": "cards" }]), "does not lead to one thing"),
        (json!([{ "id": "cards", "piece": "note", "page": "order" }]), "give it one of `to`"),
        (json!([{ "id": "cards", "piece": "nota" }]), "there is no piece `nota`"),
        (json!([{ "id": "cards", "piece": "dates" }]), "the piece `dates` is not on the website"),
        (json!([{ "id": "cards", "session": "x" }]), "there is no session `x`"),
        (json!([{ "id": "cards", "page": "x" }]), "`x`"),
        (json!([{ "id": "card", "page": "order" }]), "has no `cards`"),
        (json!([{ "id": "cards", "to": format!("{website}/r/x/") }]), "of the same website"),
    ] {
        set_links(&project, &links);
        let run = project.run(&["check", "note"]);
        assert!(run.code == 1 && run.err.contains(expected), "{expected}: {run:?}");
    }
    let mut program = project.json("data/program.json");
    program.as_object_mut().unwrap().remove("website");
    project.write("data/program.json", program.to_string());
    let run = project.run(&["check", "note"]);
    assert!(run.err.contains("short addresses need the address of the website"), "{run:?}");
}

#[test]
fn samples_that_are_left_out_are_named() {
    let project = Project::starter();
    let partners = r#"{"partners": [{"id": "minot", "name": "Minot Library", "sample": true,
        "phone": "701-852-1045", "pieces": ["flyer-benefits"]}]}"#;
    project.write("data/partners.json", partners);
    let run = project.run_on("2026-11-22", &["site"]).succeeded();
    assert!(run.err.contains("`flyer-benefits.minot`") && !run.err.contains("`flyer-benefits`"));
}
