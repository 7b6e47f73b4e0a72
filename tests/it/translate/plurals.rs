//! Forms of counted words: a row for each form of the language, and nothing missing afterward.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{exported_rows, import, write_csv};
use crate::project::Project;

/// Languages, each with its forms of "hour".
const LANGUAGES: [(&str, &[(&str, &str)]); 4] = [
    ("ru", &[("one", "{n} a"), ("few", "{n} b"), ("many", "{n} c"), ("other", "{n} d")]),
    ("he", &[("one", "שעה"), ("two", "שעתיים"), ("other", "{n} ש")]),
    ("ja", &[("other", "{n}時間")]),
    ("es", &[("one", "una hora"), ("many", "{n} horas")]),
];

/// A project with the counted words of older projects: `many` stands for all but one.
fn project() -> (Project, Value) {
    let project = Project::small();
    let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    wording["words"]["hours-one"] = json!({ "en": "{n} hour", "es": "{n} hora" });
    wording["words"]["hours-many"] = json!({ "en": "{n} hours", "es": "{n} horas" });
    project.write("data/wording.json", format!("{wording:#}"));
    (project, wording)
}

/// Exports a language, translates everything, and imports it. Returns what is wrong.
fn round_trip(lang: &str, forms: &[(&str, &str)]) -> Vec<String> {
    let (project, _) = project();
    let is_new = lang != "es";
    if is_new {
        project.run(&["language", "add", lang]).succeeded();
    }
    let mut faults = Vec::new();
    let mut rows = exported_rows(&project, lang);
    let prefix = "wording.words.hours-";
    let of_hours = rows.iter().filter_map(|row| row["id"].strip_prefix(prefix));
    let own: BTreeSet<&str> = of_hours.collect();
    if own != forms.iter().map(|(form, _)| *form).collect() {
        faults.push(format!("{lang}: the rows are {own:?}"));
    }
    for row in &mut rows {
        let own = row["id"].strip_prefix(prefix);
        let own = own.and_then(|own| forms.iter().find(|(form, _)| *form == own));
        let text = own.map(|(_, text)| (*text).to_owned());
        let new = text.or_else(|| is_new.then(|| format!("Ж {}", row["source (en)"])));
        if let Some(new) = new {
            row.insert(format!("translation ({lang})"), new);
        }
    }
    write_csv(&project, "rows.csv", &rows);
    let run = import(&project, "rows.csv", true);
    if run.code != 0 {
        faults.push(format!("{lang}: {run:?}"));
        return faults;
    }
    let check = project.run(&["check"]);
    if is_new && !check.err.contains("texts are translated") {
        faults.push(format!("{lang} as a draft: {}", check.err));
    }
    let again = exported_rows(&project, lang);
    let states: Vec<&str> = again.iter().map(|row| row["state"].as_str()).collect();
    if states.contains(&"new") {
        faults.push(format!("{lang}: a row is new after the import"));
    }
    let draft = format!("{{ \"tag\": \"{lang}\", \"status\": \"draft\" }}");
    if is_new {
        project.edit("data/program.json", &draft, &format!("\"{lang}\""));
    }
    let check = project.run(&["check"]);
    if check.err.contains("untranslated") || check.err.contains("no form") {
        faults.push(format!("{lang} published: {}", check.err));
    }
    faults
}

#[test]
fn every_form_is_a_row_and_nothing_is_missing_after_the_import() {
    let faults: Vec<String> =
        LANGUAGES.iter().flat_map(|(lang, forms)| round_trip(lang, forms)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// "An hour" is not printed for half an hour.
#[test]
fn a_form_without_its_number_is_only_for_that_number() {
    let (project, mut wording) = project();
    wording["words"]["hours-one"] = json!({ "en": "an hour", "es": "une heure" });
    wording["words"]["hours-many"]["es"] = "{n} heures".into();
    project.write("data/wording.json", wording.to_string());
    for file in project.files("data").iter().filter(|file| file.ends_with(".json")) {
        let text = project.read(&format!("data/{file}"));
        project.write(&format!("data/{file}"), text.replace("\"es\"", "\"fr\""));
    }
    let mut found = Vec::new();
    for (lang, hours) in [("en", "1"), ("en", "0.5"), ("fr", "1"), ("fr", "1.5")] {
        let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
        data["trainings"][0]["hours"] = serde_json::from_str(hours).unwrap();
        project.write("data/trainings.json", data.to_string());
        let run = project.run(&["job", "dates", "--lang", lang]);
        let job: Value = serde_json::from_str(&run.out).unwrap();
        found.push(job["session"]["training"]["length"].as_str().unwrap_or("none").to_owned());
    }
    assert_eq!(found, ["an hour", "0.5 hours", "une heure", "1,5 heures"]);
}

/// The hint about a form that is missing can be followed to the letter.
#[test]
fn a_form_that_is_added_as_the_hint_says_is_enough() {
    let (project, mut wording) = project();
    project.edit("data/program.json", "\"es\"]", "\"es\", \"ru\"]");
    let check = |wording: &Value| {
        project.write("data/wording.json", wording.to_string());
        project.run(&["check", "--format", "short"]).err
    };
    for _ in 0..8 {
        let err = check(&wording);
        let Some(missing) = err.split("`hours` has no form `").nth(1) else { break };
        let form = missing.split('`').next().unwrap();
        let name = format!("hours-{form}");
        let hint = match wording["words"].get(&name) {
            Some(_) => "(add \"ru\": \"…\")".to_owned(),
            None => format!("(add \"{name}\": {{ \"ru\": \"…\" }} under `words`)"),
        };
        assert!(missing.lines().next().unwrap().ends_with(&hint), "{err}");
        wording["words"][name]["ru"] = json!("{n} ч");
    }
    let err = check(&wording);
    assert!(!err.contains("no form"), "{err}");
    for lang in ["en", "es"] {
        assert!(!err.contains(&format!("no `{lang}` translation")), "{err}");
    }
    for form in ["few", "other"] {
        assert_eq!(wording["words"][format!("hours-{form}")]["ru"], "{n} ч", "{form}");
    }
}
