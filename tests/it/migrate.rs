//! `peerpress migrate`: a project that was made from the starter of the version before.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};

use serde_json::Value;

use crate::project::{Project, repository};

/// The data and templates of the starter of the version before.
const BEFORE: &[u8] = include_bytes!("migrate/starter-before.zip");

/// A project made from the starter of the version before.
fn before() -> Project {
    let project = Project::starter();
    fs::remove_dir_all(project.path("templates")).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(BEFORE)).unwrap();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        project.write(&name, bytes);
    }
    project
}

/// The file with the phrases.
const WORDING: &str = "data/wording.json";

/// The contents of the data and templates of a project.
fn contents(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    collect(project, "data", &mut all);
    collect(project, "templates", &mut all);
    all
}

fn collect(project: &Project, folder: &str, all: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(project.path(folder)).unwrap() {
        let name = format!("{folder}/{}", entry.unwrap().file_name().into_string().unwrap());
        if project.path(&name).is_dir() {
            collect(project, &name, all);
        } else {
            all.insert(name.clone(), fs::read(project.path(&name)).unwrap());
        }
    }
}

/// The pointers at which a value has a text that another has not, or has in another form.
fn lost(before: &Value, after: &Value, at: String, lost_at: &mut Vec<String>) {
    match before {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            lost(value, &after[name], format!("{at}/{name}"), lost_at);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| {
            lost(value, &after[index], format!("{at}/{index}"), lost_at);
        }),
        value if value != after => lost_at.push(at),
        _ => {}
    }
}

#[test]
fn a_project_of_the_version_before_has_the_new_shapes_afterward() {
    let project = before();
    let all = contents(&project);
    let note = "`peerpress migrate` shows what it would change";
    let check = ["check", "rack-card-become", "--lang", "en"];
    let run = project.run(&check).succeeded();
    assert_eq!(run.err.matches(note).count(), 1, "{}", run.err);
    // Without `--write`, nothing changes.
    let run = project.run(&["migrate"]).succeeded();
    assert_eq!(contents(&project), all);
    for said in [
        "data/pieces.json: the piece \"rack-card-become\" is about the training \"core\"",
        "data/wording.json: `hours-many` is now `hours-other`, with the same texts",
        "templates/shared/session.typ: new",
        "templates/job-ticket/main.typ: the new version",
        "look at this: online sessions have no time zone",
        "Peerpress knows how `es` writes dates. You can remove from `locales.es` in \
         `data/wording.json` what it writes in the same way: `months`, `months_short`, ",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    assert!(run.err.contains("run the command again with `--write`"), "{}", run.err);
    project.run(&["migrate", "--write"]).succeeded();
    let migrated = contents(&project);
    let report = project.read("migration.md");
    assert!(report.contains("# What to look at\n\n- online sessions"), "{report}");

    // The templates are those of the starter, and no text of the data is lost.
    let mut changed = Vec::new();
    for (name, bytes) in &all {
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
        let is_data = name.starts_with("data") && !name.contains("schema");
        if is_data && name.ends_with(".json") {
            lost(&json(bytes), &json(&migrated[name]), String::new(), &mut changed);
        }
    }
    for (name, bytes) in migrated.iter().filter(|(name, _)| name.starts_with("templates")) {
        // Files that no template reads any more stay.
        let is_left = !repository().join(name).exists() && all.contains_key(name);
        assert!(is_left || fs::read(repository().join(name)).unwrap() == *bytes, "{name}");
    }
    assert_eq!(
        changed,
        [
            "/locales/en/range_in_year",
            "/locales/en/range",
            "/locales/en/range_short",
            "/locales/en/times",
            "/locales/en/list_last",
            "/words/hours-many/en",
            "/words/hours-many/es",
            "/words/days-many/en",
            "/words/days-many/es"
        ]
    );
    let words = |bytes: &[u8], name: &str| {
        serde_json::from_slice::<Value>(bytes).unwrap()["words"][name].clone()
    };
    let wording = "data/wording.json";
    for (old, new) in [("hours-many", "hours-other"), ("days-many", "days-other")] {
        assert_eq!(words(&all[wording], old), words(&migrated[wording], new), "{new}");
    }
    // Every line of the data is where it was, before or after new ones.
    for (name, replaced) in [("data/pieces.json", 0), ("data/wording.json", 7)] {
        let lines = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect::<Vec<_>>()
        };
        let after = lines(&migrated[name]);
        let (mut at, mut missing) = (0, 0);
        for line in lines(&all[name]) {
            match after[at..].iter().position(|it| *it == line) {
                Some(further) => at += further + 1,
                None => missing += 1,
            }
        }
        assert_eq!(missing, replaced, "{name}");
    }

    // Twice changes nothing, and the project is made in every edition.
    let run = project.run(&["migrate", "--write"]).succeeded();
    assert!(run.err.contains("nothing to migrate") && run.out.is_empty(), "{}", run.out);
    assert_eq!(contents(&project), migrated);
    let editions = ["check", "rack-card-become", "flyer-tear-off", "--edition"];
    let editions = [&editions[..], &["screen,press,office,large-print"]].concat();
    let run = project.run(&editions).succeeded();
    assert!(!run.err.contains(note), "{}", run.err);
    assert_eq!(run.out.matches("checked").count(), 16, "{}", run.out);
}

#[test]
fn what_a_person_changed_stays() {
    let project = before();
    // A phrase and a pattern in other words, in a file of another system, with another indent.
    let wording = project.read("data/wording.json").replace('\n', "\r\n");
    let wording =
        wording.replace("\"times\": \"{start} to {end}\"", "\"times\": \"{start} till {end}\"");
    project.write("data/wording.json", &wording);
    project.run(&["migrate", "--write"]).succeeded();
    let migrated = project.read("data/wording.json");
    assert!(migrated.contains("\"times\": \"{start} till {end}\""), "{migrated}");
    assert!(!migrated.replace("\r\n", "").contains('\n'), "line ends of two kinds");
    project.run(&["check", "rack-card-become", "--lang", "es"]).succeeded();

    for (what, file, text) in [
        (
            "`templates/shared/tokens.typ` were changed",
            "templates/shared/tokens.typ",
            "\n// Ours.\n",
        ),
        (
            "the templates `ours` use",
            "templates/ours/main.typ",
            "#import \"../shared/parts.typ\": say",
        ),
    ] {
        let project = before();
        let old = fs::read_to_string(project.path(file)).unwrap_or_default();
        project.write(file, old + text);
        let all = contents(&project);
        let run = project.run(&["migrate", "--write"]).succeeded();
        assert!(run.out.contains(what), "{what}: {}", run.out);
        assert!(run.out.contains("stay as they are"), "{}", run.out);
        // New phrases are harmless, and commands such as `site` need them.
        let mut now = contents(&project);
        let (wording, old) = (now.remove(WORDING).unwrap(), &all[WORDING]);
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
        let mut changed = Vec::new();
        lost(&json(old), &json(&wording), String::new(), &mut changed);
        assert!(changed.is_empty(), "{changed:?}");
        assert!(json(&wording)["words"]["site-skip"].is_object());
        assert!(now.iter().all(|(name, bytes)| all[name] == *bytes));
        let run = project.run(&["check", "rack-card-become", "--lang", "en"]);
        assert!(!run.err.contains("peerpress migrate"), "{}", run.err);
    }
    // Nobody is asked to migrate a project of today.
    let run = Project::starter().run(&["migrate"]).succeeded();
    assert!(run.out.is_empty() && run.err.contains("nothing to migrate"), "{}", run.out);
}

#[test]
fn the_file_of_the_logo_is_named_by_its_version() {
    let project = Project::starter();
    project.edit(
        "data/brand.json",
        "\"colors\"",
        "\"logo\": { \"file\": \"a.svg\" },\n  \"colors\"",
    );
    project.run(&["migrate", "--write"]).succeeded();
    assert!(project.read("data/brand.json").contains("{ \"one_color\": \"a.svg\" }"));
}

/// Phrases of two forms get their names of today also in a project that has today's templates, if
/// no template asks for the old names. In a language with a form `many`, the name is right.
#[test]
fn counted_words_of_two_forms_have_their_new_names() {
    let project = Project::starter();
    let wording = project.read("data/wording.json").replace("-other\": {", "-many\": {");
    let wording = wording.replace("transcript-many", "transcript-other");
    project.write("data/wording.json", &wording);
    let arabic =
        wording.replace("\"en\": \"{n} days\"", "\"ar\": \"{n} يوما\", \"en\": \"{n} days\"");
    project.write("data/wording.json", &arabic);
    let run = project.run(&["migrate"]).succeeded();
    assert!(run.out.contains("`hours-many` is now `hours-other`"), "{}", run.out);
    assert!(!run.out.contains("days-many"), "{}", run.out);
    project.write("data/wording.json", &wording);
    project.run(&["migrate", "--write"]).succeeded();
    let starter = fs::read_to_string(repository().join("data/wording.json")).unwrap();
    assert_eq!(project.read("data/wording.json"), starter);

    // A template of the project asks for the old name, so it stays.
    project.write("data/wording.json", &wording);
    project.edit(
        "templates/sheet-sign-in/template.json",
        "\"words\": [",
        "\"words\": [\"hours-many\", ",
    );
    let run = project.run(&["migrate"]).succeeded();
    assert!(!run.out.contains("hours-many") && run.out.contains("days-many"), "{}", run.out);
    let changed = "look at this: `templates/sheet-sign-in/template.json` differ from those";
    assert!(run.out.contains(changed), "{}", run.out);
}

/// A project from before the website, with the templates of today or with its own, gets the phrases
/// that `site` and `order` need, and nothing else.
#[test]
fn a_project_from_before_the_website_gets_its_phrases() {
    let project = Project::starter();
    for folder in ["site", "pick-lists", "address-labels"] {
        fs::remove_dir_all(project.path(&format!("templates/{folder}"))).unwrap();
    }
    let mut old = project.json(WORDING);
    let is_new =
        |name: &str| ["site-", "order-", "pick-lists"].iter().any(|it| name.starts_with(it));
    old["words"].as_object_mut().unwrap().retain(|name, _| !is_new(name));
    project.write(WORDING, format!("{old:#}\n"));
    let run = project.run(&["site"]);
    assert!(run.code == 1 && run.err.contains("the phrase `order-address`"), "{run:?}");
    assert!(run.err.contains("peerpress migrate --write"), "{run:?}");
    project.run(&["migrate", "--write"]).succeeded();
    let of_site = |wording: &Value| -> Vec<(String, Value)> {
        let words = wording["words"].as_object().unwrap().iter();
        let words = words.filter(|(name, _)| name.starts_with("site-"));
        words.map(|(name, text)| (name.clone(), text.clone())).collect()
    };
    let starter = fs::read(repository().join(WORDING)).unwrap();
    let mut expected = of_site(&serde_json::from_slice(&starter).unwrap());
    let mut now = of_site(&project.json(WORDING));
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    now.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(now, expected);
}
