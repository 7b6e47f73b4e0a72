//! Icons: the data chooses them by name, and pieces draw them.

use serde_json::Value;

use crate::project::Project;

/// The lists of entries that can have an icon.
fn entries(project: &Project) -> Vec<Value> {
    let read = |file: &str| -> Value { serde_json::from_str(&project.read(file)).unwrap() };
    let services = read("data/services.json");
    let trainings = read("data/trainings.json");
    let topics = trainings["trainings"].as_array().unwrap().iter().map(|it| &it["topics"]);
    let mut lists = vec![read("data/benefits.json")["benefits"].clone()];
    lists.extend(["people", "agencies", "integrate"].map(|list| services[list].clone()));
    lists.extend(topics.cloned());
    lists.iter().flat_map(|list| list.as_array().unwrap().clone()).collect()
}

#[test]
fn every_entry_of_a_new_project_has_an_icon_with_its_license() {
    let project = Project::starter();
    for entry in entries(&project) {
        assert!(entry["icon"].is_string(), "{} has no icon", entry["id"]);
    }
    assert!(project.read("icons/LICENSE").contains("MIT License"));
    assert!(project.read("icons/README.md").contains("Health Icons"));
}

#[test]
fn every_icon_of_a_new_project_can_be_drawn() {
    let project = Project::starter();
    let files = std::fs::read_dir(project.path("icons")).unwrap().flatten();
    let names: Vec<String> = files
        .filter_map(|file| file.file_name().to_str()?.strip_suffix(".svg").map(str::to_owned))
        .collect();
    let entry = |(index, name)| {
        format!(
            r#"{{ "id": "item-{index}", "icon": "{name}", "title": {{ "en": "One {index}",
            "es": "Uno {index}" }}, "text": {{ "en": "Two {index}", "es": "Dos {index}" }} }}"#
        )
    };
    let list = names.iter().enumerate().map(entry).collect::<Vec<_>>().join(",");
    project.write("data/services.json", format!(r#"{{ "integrate": [{list}] }}"#));
    let run = project.run(&["check"]);
    assert!(names.len() > 40, "{names:?}");
    assert!(!run.err.contains("icon"), "{}", run.err);
}

#[test]
fn another_icon_remakes_only_the_pieces_that_show_it() {
    let project = Project::starter();
    let build = || {
        let pieces = ["rack-card-become", "rack-card-overview", "flyer-benefits"];
        let args = [&["build", "--lang", "en", "--format", "short", "-v"], &pieces[..]].concat();
        let run = project.run(&args).succeeded();
        run.out.lines().filter_map(|line| line.strip_suffix(": made").map(str::to_owned)).collect()
    };
    let first: Vec<String> = build();
    assert_eq!(first.len(), 3, "{first:?}");
    project.write("icons/ear.svg", project.read("icons/eye.svg"));
    assert_eq!(build(), ["screen/rack-card-become.en.pdf"]);
}

/// Entries without an icon have half a sun.
#[test]
fn pieces_without_icons_are_built() {
    let project = Project::starter();
    for file in ["data/services.json", "data/benefits.json", "data/trainings.json"] {
        let text = project.read(file);
        let kept = text.lines().filter(|line| !line.contains("\"icon\": "));
        project.write(file, kept.collect::<Vec<_>>().join("\n"));
    }
    std::fs::remove_dir_all(project.path("icons")).unwrap();
    let pieces = ["rack-card-*", "flyer-benefits", "handout-training"];
    let editions = ["--edition", "screen,large-print", "--lang", "en"];
    project.run(&[&["build"], &pieces[..], &editions[..]].concat()).succeeded();
}
