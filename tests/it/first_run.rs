//! The first run: a project with placeholders, the list of what to fill in, and names and languages
//! of any kind.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value};

use crate::project::{Project, Run};

/// A folder with a project `my` that `new` created with these options, and what it printed.
fn created(options: &[&str]) -> (Project, Run) {
    let parent = Project::empty();
    let run = parent.run(&[&["new", "my"], options].concat());
    (parent, run)
}

/// The same for the example with placeholders.
fn empty(languages: &str) -> (Project, Run) {
    let options = ["--example", "none", "--program", "River Peers", "--lang", languages];
    let (parent, run) = created(&options);
    (parent, run.succeeded())
}

/// Runs a command in the created project.
fn run(parent: &Project, args: &[&str]) -> Run {
    parent.run_on("2026-11-22", &[&["-C", "my"], args].concat())
}

/// The findings that `todo` lists.
fn todo(parent: &Project) -> Vec<Value> {
    let run = run(parent, &["todo", "--format", "json"]);
    let found: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(run.code, i32::from(!found.is_empty()), "{run:?}");
    found
}

/// Visits every value.
fn visit(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| visit(item, change)),
        Value::Object(map) => {
            change(map);
            map.values_mut().for_each(|item| visit(item, change));
        }
        _ => {}
    }
}

/// Changes the objects of every data file.
fn change_data(parent: &Project, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    for name in parent.files("my/data") {
        let path = format!("my/data/{name}");
        if !name.ends_with(".json") || name == "translations.json" {
            continue;
        }
        let mut data = parent.json(&path);
        visit(&mut data, change);
        parent.write(&path, format!("{data:#}"));
    }
}

/// Does what the list says: removes marks, and writes real values.
fn fill_in(parent: &Project) {
    for finding in todo(parent) {
        let text = |field: &str| finding[field].as_str().unwrap().to_owned();
        let path = format!("my/{}", text("file"));
        let pointer = text("pointer");
        let (above, field) = pointer.rsplit_once('/').unwrap();
        let mut data = parent.json(&path);
        if field == "sample" {
            data.pointer_mut(above).unwrap().as_object_mut().unwrap().remove("sample");
        } else {
            let real = match field {
                "phone" => "701-328-2310".to_owned(),
                "email" | "contact" => "office@hhs.nd.gov".to_owned(),
                "web" | "url" | "apply" | "verify" => "https://www.hhs.nd.gov".to_owned(),
                "prefix" => "RP".to_owned(),
                _ => format!("Words {}", pointer.replace('/', " ")),
            };
            *data.pointer_mut(&pointer).unwrap() = real.into();
        }
        parent.write(&path, format!("{data:#}"));
    }
}

#[test]
fn an_empty_program_is_complete_in_the_languages_of_the_example() {
    for languages in ["en", "es", "es,en"] {
        let (parent, new) = empty(languages);
        assert!(new.out.ends_with("next: peerpress todo -C my\n"), "{}", new.out);
        let tags: Vec<&str> = languages.split(',').collect();
        let program = parent.json("my/data/program.json");
        assert_eq!(program["languages"], serde_json::json!(tags));
        assert_eq!(program["name"], "River Peers");
        for name in parent.files("my/data").iter().filter(|name| name.ends_with(".json")) {
            let data = parent.read(&format!("my/data/{name}"));
            for word in ["Dakota", "NDPS", "hhs.nd.gov", "Bismarck"] {
                assert!(!data.contains(word), "{languages}: {name} has {word}");
            }
            let other = if languages == "en" { "\"es\":" } else { "\"en\":" };
            assert!(tags.len() > 1 || !data.contains(other), "{languages}: {name} has {other}");
        }
        let check = run(&parent, &["check", "--format", "json"]).succeeded();
        let findings = check.out.lines().filter(|line| line.contains("\"type\":\"finding\""));
        let others: Vec<&str> =
            findings.filter(|line| !line.contains("\"code\":\"placeholder\"")).collect();
        assert!(others.is_empty(), "{languages}: {others:?}");
        run(&parent, &["build", "--draft", "-q"]).succeeded();
        assert_eq!(parent.files("my/out/screen").len(), 8 * tags.len(), "{languages}");

        let press = ["build", "--edition", "press", "--lang", tags[0]];
        let refused = run(&parent, &press);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(!parent.path("my/out/press").exists(), "{:?}", parent.files("my/out/press"));
        let order = ["--quantity", "5", "--lang", tags[0]];
        let pack = run(&parent, &[&["pack", "flyer-benefits"], &order[..]].concat());
        assert!(pack.code == 1 && pack.err.contains("is a placeholder"), "{pack:?}");
        run(&parent, &[&press[..], &["--draft"]].concat()).succeeded();
        assert!(!parent.files("my/out/press").is_empty());
    }
}

#[test]
fn the_list_ends_when_all_of_it_is_filled_in() {
    for languages in ["en", "en,es"] {
        let (parent, _) = empty(languages);
        let order: Vec<String> = todo(&parent)
            .iter()
            .map(|finding| finding["file"].as_str().unwrap().to_owned())
            .collect();
        let mut files = order.clone();
        files.dedup();
        let names = ["program", "services", "benefits", "trainings", "certification", "pieces"];
        let expected: Vec<String> =
            names.iter().chain(&["vendors"]).map(|name| format!("data/{name}.json")).collect();
        assert_eq!(files, expected, "{languages}");
        fill_in(&parent);
        let done = run(&parent, &["todo"]).succeeded();
        assert!(done.out.is_empty() && done.err.contains("nothing is left"), "{done:?}");
        let check = run(&parent, &["check"]).succeeded();
        assert!(!check.err.contains("[placeholder]"), "{}", check.err);
        let press = ["build", "flyer-benefits", "--edition", "press", "--lang", "en"];
        run(&parent, &press).succeeded();
        // A contact that is forgotten is not printed either.
        parent.edit("my/data/program.json", "{", "{ \"sample\": true,");
        let marked = run(&parent, &press);
        assert!(marked.err.contains("`data/program.json` is marked as a sample"), "{marked:?}");
    }
}

/// A language that the example has no texts in is a draft, and nothing is made in it until it is
/// translated. Then it is the first language of the program.
#[test]
fn other_languages_are_drafts_until_they_are_translated() {
    let (parent, new) = empty("fr,ar");
    for words in [
        "`fr` (French) is a draft: 0 of ",
        "`ar` (Arabic) is a draft: 0 of ",
        "next: peerpress translate export ar -C my",
        "`peerpress language remove en --delete-texts -C my`",
    ] {
        assert!(new.out.contains(words), "{words}: {}", new.out);
    }
    let list = "[{ \"tag\": \"fr\", \"status\": \"draft\" }, \
                { \"tag\": \"ar\", \"status\": \"draft\" }, \"en\"]";
    assert!(parent.read("my/data/program.json").contains(list));
    run(&parent, &["build", "--draft", "-q"]).succeeded();
    assert!(parent.files("my/out/screen").iter().all(|name| name.ends_with(".en.pdf")));
    run(&parent, &["translate", "export", "ar"]).succeeded();
    let drafts = todo(&parent).iter().filter(|one| one["code"] == "draft-language").count();
    assert_eq!(drafts, 2);

    change_data(&parent, &mut |map| {
        if let Some(english) = map.get("en").filter(|text| text.is_string()).cloned() {
            map.insert("fr".to_owned(), english);
        }
        if map.contains_key("languages") && map.contains_key("agency") {
            map["languages"] = serde_json::json!(["fr", "en"]);
        }
    });
    run(&parent, &["language", "remove", "en", "--delete-texts"]).succeeded();
    fill_in(&parent);
    run(&parent, &["build", "-q"]).succeeded();
    let made = parent.files("my/out/screen");
    assert!(made.len() == 8 && made.iter().all(|name| name.ends_with(".fr.pdf")), "{made:?}");
    assert_eq!(todo(&parent), Vec::<Value>::new());
}

/// What is marked, sample values, the pictures of the example, and sample reviews.
#[test]
fn the_list_of_the_example_has_all_that_is_invented() {
    let (parent, _) = created(&[]);
    let found = todo(&parent);
    let messages: BTreeSet<&str> =
        found.iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    for message in [
        "`701-555-0100` is a sample value",
        "`sample-ce` is marked as a sample",
        "`Sample Signatory` is marked as a sample",
        "`jordan-sample` is marked as a sample",
        "`2027-02-bismarck` is marked as a sample",
        "`https://example.org/code-of-ethics` is a sample value",
        "`voice` is marked as a sample",
        "`data/pictures/logo.svg` is a picture of the example",
        "`sample-offset` is marked as a sample",
    ] {
        assert!(messages.contains(message), "{message}: {messages:#?}");
    }
    // The sample certificates stay.
    assert!(!messages.contains("`completion` is marked as a sample"));
    let last = found.last().unwrap();
    assert_eq!(
        (&last["code"], &last["file"]),
        (&"sample-review".into(), &"data/translations.json".into())
    );
    for finding in found.iter().take(found.len() - 1) {
        let hint = finding["hints"][0].as_str().unwrap();
        assert!(finding["line"].is_u64() && finding["column"].is_u64(), "{finding}");
        assert!(hint.starts_with("write ") || hint.starts_with("put "), "{finding}");
    }
    let short = run(&parent, &["todo", "--format", "short"]);
    let first = short.out.lines().next().unwrap();
    assert!(short.code == 1 && first.starts_with("data/program.json:13:"), "{first}");
    let human = run(&parent, &["todo"]);
    assert!(human.out.contains("┌─ data/program.json:13:"), "{}", human.out);
    assert!(human.err.contains("things are left to fill in"), "{}", human.err);

    parent.write("my/data/program.json", "{");
    let broken = run(&parent, &["todo"]);
    assert!(broken.code == 1 && broken.err.contains("error[syntax]"), "{broken:?}");
}

#[test]
fn the_example_can_have_one_language() {
    let (parent, _) = created(&["--lang", "es", "--program", "Pares"]);
    run(&parent, &["build", "flyer-*", "-q"]).succeeded();
    let made = parent.files("my/out/screen");
    assert!(!made.is_empty() && made.iter().all(|name| name.ends_with(".es.pdf")), "{made:?}");
    assert!(parent.text("my/out/screen/flyer-benefits.es.pdf").contains("Pares"));
    assert!(!run(&parent, &["check"]).succeeded().err.contains("unlisted-language"));
}

#[test]
fn names_of_programs_may_have_any_letters() {
    let long = "Peer ".repeat(24);
    let names = ["The \"River\" \\ Peers' & Co.", "برنامج الأقران", "リバー", long.trim()];
    for name in names {
        let (parent, new) = created(&["--example", "none", "--program", name]);
        new.succeeded();
        assert_eq!(parent.json("my/data/program.json")["name"], name);
        run(&parent, &["todo"]);
    }
}

#[test]
fn what_new_cannot_do_is_refused_before_anything_is_written() {
    let long = "x".repeat(121);
    let refused: [(&[&str], &str); 9] = [
        (&["--program", "A\u{7}B"], "the name of the program has an invisible character (U+0007)"),
        (&["--program", "A\nB"], "the name of the program has a line break"),
        (&["--program", "A\u{202e}B"], "the name of the program has an invisible character"),
        (&["--program", " "], "the name of the program is empty"),
        (&["--program", &long], "the name of the program has 121 characters"),
        (&["--lang", "en,fr_CA"], "the language tag `fr_CA` is written `fr-CA`"),
        (&["--lang", "en,"], "`` is not a language tag"),
        (&["--lang", "en,es,en"], "`--lang` names `en` twice"),
        (&["--example", "south-dakota"], "invalid value 'south-dakota'"),
    ];
    for (options, words) in refused {
        let (parent, new) = created(options);
        assert!(new.code == 2 && new.err.contains(words), "{options:?}: {new:?}");
        assert!(!parent.path("my").exists(), "{options:?}");
    }
    let parent = Project::empty();
    let new = parent.run(&["new", "a\nb"]);
    assert!(
        new.code == 2 && new.err.contains("the name of the folder has a line break"),
        "{new:?}"
    );
    assert_eq!(fs::read_dir(parent.root()).unwrap().count(), 0);
    let parent = Project::empty();
    parent.write("my/kept.txt", "kept");
    let new = parent.run(&["new", "my", "--example", "none"]);
    assert!(new.code == 2 && new.err.contains("the folder is not empty"), "{new:?}");
    assert_eq!(parent.files("my"), ["kept.txt"]);
}

/// The proposed commands run in a shell as they are printed.
#[test]
fn names_of_folders_are_quoted() {
    let parent = Project::empty();
    for (folder, shown) in
        [("my $program", "'my $program'"), ("say \"hi\"", "'say \"hi\"'"), ("برنامج", "برنامج")]
    {
        let new = parent.run(&["new", folder, "--example", "none"]).succeeded();
        assert!(new.out.contains(&format!("next: peerpress build -C {shown}\n")), "{}", new.out);
        assert!(parent.path(folder).join("data/program.json").exists());
    }
}
