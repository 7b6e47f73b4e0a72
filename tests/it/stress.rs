//! Every template with texts and lists of other lengths: each page is good, or refused with a
//! finding that names the text to shorten and by how much.
//!
//! `PEERPRESS_STRESS_SECONDS` says how long it goes on (5 seconds otherwise). The cases come in a
//! fixed order in which neighbors differ.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use peerpress::content;
use peerpress::content::edition::Edition;
use peerpress::diagnostic::Report;
use peerpress::plan::{self, Job, Selection};
use peerpress::project::Project as Folder;
use peerpress::typeset::{self, Engine, Fonts};
use serde_json::{Value, json};

use crate::pictures::files::{photo, scene};
use crate::project::Project;

/// Shares of the length of each text.
const LENGTHS: [f64; 3] = [0.5, 1.4, 2.0];

/// Numbers of items in each list.
const ITEMS: [usize; 4] = [1, 2, 6, 12];

/// How long a layout may take here, where other tests use the computer too: five times as long as
/// one may take alone.
const MOST: Duration = Duration::from_secs(5);

/// The lists of the data: the file and the pointer.
const LISTS: [(&str, &str); 6] = [
    ("services", "/people"),
    ("services", "/agencies"),
    ("services", "/integrate"),
    ("benefits", "/benefits"),
    ("certification", "/faqs"),
    ("certification", "/steps"),
];

/// The session that is always there, for what refers to a session.
const KEPT: &str = "2027-02-bismarck";

/// A text in Arabic, of which each case takes as many words as the text in Spanish has.
const ARABIC: &str = "دعم الأقران طريق نمشيه معا نحو التعافي كل يوم بثقة وأمل في مكان آمن قريب";

/// What is changed in the starter.
#[derive(Debug, Clone, Copy)]
struct Case {
    length: f64,
    items: usize,
    lang: &'static str,
}

#[test]
fn texts_and_lists_of_any_length_fit_or_are_refused() {
    let seconds = env::var("PEERPRESS_STRESS_SECONDS").ok().and_then(|it| it.parse().ok());
    let until = Instant::now() + Duration::from_secs(seconds.unwrap_or(5));
    let mut problems = Vec::new();
    let mut count = 0;
    for case in cases() {
        if count > 0 && Instant::now() >= until {
            break;
        }
        let project = changed(case);
        problems.extend(find_problems(&project, case));
        count += 1;
    }
    println!("{count} of {} cases", LENGTHS.len() * ITEMS.len() * 2);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for length in LENGTHS {
        for items in ITEMS {
            all.extend(["en", "ar"].map(|lang| Case { length, items, lang }));
        }
    }
    // 7 and the number of cases have no common divisor.
    (0..all.len()).map(|at| all[(at * 7 + 5) % all.len()]).collect()
}

/// The starter with texts and lists of other lengths.
fn changed(case: Case) -> Project {
    let project = Project::starter();
    for entry in fs::read_dir(project.path("data")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(stem) = name.strip_suffix(".json").filter(|stem| *stem != "translations") else {
            continue;
        };
        let path = format!("data/{name}");
        let mut data: Value = serde_json::from_str(&project.read(&path)).unwrap();
        if stem == "pieces" && has_guests(case) {
            add_guests(&project, &mut data);
        }
        // Phrases of the templates and facts about the program keep their length.
        let is_fixed = matches!(stem, "wording" | "program" | "vendors");
        stretch(&mut data, if is_fixed { 1.0 } else { case.length }, case.lang == "ar");
        for (_, pointer) in LISTS.iter().filter(|(file, _)| *file == stem) {
            resize(data.pointer_mut(pointer).unwrap(), case.items);
        }
        match stem {
            "pieces" => {
                for piece in data["pieces"].as_array_mut().unwrap() {
                    let lists = piece.get_mut("lists").and_then(Value::as_object_mut);
                    lists.into_iter().flatten().for_each(|(_, list)| resize(list, case.items));
                }
            }
            "trainings" => resize_sessions(&mut data["sessions"], case.items),
            "program" if case.lang == "ar" => data["languages"] = json!(["en", "ar"]),
            "wording" if case.lang == "ar" => {
                data["locales"].as_object_mut().unwrap().remove("es");
            }
            _ => {}
        }
        let text = data.to_string();
        let text =
            if stem == "certification" { text.replace("2027-01-online", KEPT) } else { text };
        project.write(&path, text);
    }
    project
}

/// Whether the pieces of a case have photos and quote people.
fn has_guests(case: Case) -> bool {
    matches!(case.items, 2 | 6)
}

/// Gives each piece a photo and words of a person, if its template has places for them.
fn add_guests(project: &Project, data: &mut Value) {
    project.write("data/pictures/photo.jpg", photo(&scene(300, 200), 1));
    for piece in data["pieces"].as_array_mut().unwrap() {
        let template = format!("templates/{}/template.json", piece["template"].as_str().unwrap());
        let template: Value = serde_json::from_str(&project.read(&template)).unwrap();
        if template["photo"] == true {
            piece["photo"] = json!({
                "file": "data/pictures/photo.jpg", "focus": [0.6, 0.4], "credit": "Photo: Ana Ruiz",
                "alt": { "en": "People on a bench", "es": "Personas en un banco" },
            });
        }
        if template["voice"] == true {
            piece["voice"] = json!({
                "words": { "en": "She had walked this road before me.", "es": "Ella me escuchó." },
                "name": { "en": "a participant", "es": "una participante" },
                "sample": true,
            });
        }
    }
}

/// Makes every translated text longer or shorter, and adds it in Arabic in place of Spanish. Texts
/// with blanks and addresses keep their length.
fn stretch(value: &mut Value, length: f64, in_arabic: bool) {
    match value {
        Value::Object(map) if map.get("es").is_some_and(Value::is_string) => {
            for lang in ["en", "es"] {
                let text = map[lang].as_str().unwrap_or_default();
                if text.contains(' ') && !text.contains(['{', '@', '/']) {
                    let words = text.split(' ').count();
                    let wanted = ((words as f64 * length).round() as usize).max(1);
                    let longer: Vec<&str> = text.split(' ').cycle().take(wanted).collect();
                    map[lang] = longer.join(" ").into();
                }
            }
            if in_arabic {
                let spanish = map.remove("es").unwrap();
                let words = spanish.as_str().unwrap().split_whitespace();
                let arabic = words.zip(ARABIC.split(' ').cycle());
                let word = |(own, other): (&str, &str)| {
                    if own.contains('{') { own.to_owned() } else { other.to_owned() }
                };
                map.insert("ar".to_owned(), arabic.map(word).collect::<Vec<_>>().join(" ").into());
            }
        }
        Value::Object(map) => map.values_mut().for_each(|it| stretch(it, length, in_arabic)),
        Value::Array(items) => items.iter_mut().for_each(|it| stretch(it, length, in_arabic)),
        _ => {}
    }
}

/// Repeats the entries of a list, or leaves some out.
fn resize(list: &mut Value, items: usize) {
    let own = list.as_array().unwrap().clone();
    let entry = |index: usize| {
        let mut entry = own[index % own.len()].clone();
        if index >= own.len() && entry.get("id").is_some() {
            entry["id"] = format!("{}-{index}", entry["id"].as_str().unwrap()).into();
        }
        entry
    };
    *list = (0..items).map(entry).collect();
}

/// Leaves this many sessions to come.
fn resize_sessions(sessions: &mut Value, items: usize) {
    let all = sessions.as_array().unwrap().clone();
    let is_past = |session: &&Value| session["id"].as_str().unwrap() < "2027";
    let past: Vec<Value> = all.iter().filter(is_past).cloned().collect();
    let (kept, others): (Vec<Value>, Vec<Value>) = all
        .into_iter()
        .filter(|session| !is_past(&session))
        .partition(|session| session["id"] == KEPT);
    let mut coming = Value::from([kept, others].concat());
    resize(&mut coming, items);
    *sessions = past.into_iter().chain(coming.as_array().unwrap().clone()).collect();
}

/// Layouts that take too long, and findings that do not say what to shorten.
fn find_problems(project: &Project, case: Case) -> Vec<String> {
    let args = ["check", "--lang", case.lang, "--edition", "screen", "--format", "json"];
    let run = project.run_on("2026-11-22", &args);
    let mut problems = Vec::new();
    let mut known = BTreeSet::new();
    for line in run.err.lines().chain(run.out.lines()) {
        let Ok(record) = serde_json::from_str::<Value>(line) else { continue };
        if record["severity"] != "error" || !known.insert(line.to_owned()) {
            continue;
        }
        let says =
            |field: &str, text: &str| record[field].as_str().is_some_and(|it| it.contains(text));
        let is_clear = match record["code"].as_str() {
            Some("overset") => says("message", "is too long by about"),
            Some("page-count") => says("hint", "shorten the text by about"),
            _ => false,
        };
        if !is_clear {
            problems.push(format!("{case:?}: {line}"));
        }
    }
    problems
        .extend(slow_layouts(project, case).into_iter().map(|slow| format!("{case:?}: {slow}")));
    problems
}

fn slow_layouts(project: &Project, case: Case) -> Vec<String> {
    let folder = Folder::open(project.root()).unwrap();
    let mut report = Report::default();
    let content = content::read_facts(&folder, &mut report).unwrap();
    let selection = Selection {
        languages: vec![case.lang.to_owned()],
        editions: vec![Edition::Screen],
        ..Selection::default()
    };
    let plan = plan::plan(&content, &selection, &report).unwrap();
    let (engine, _) = Engine::new(&folder, Fonts::read(&folder), 1);
    let engine = Arc::new(engine);
    let time = |job: &Job| {
        comemo::evict(0);
        let start = Instant::now();
        let _ = typeset::layout(&engine, job);
        start.elapsed()
    };
    // Other programs may be using the computer: only a layout that is slow twice is slow.
    let is_slow = |job: &&Job| time(job) > MOST && time(job) > MOST;
    let jobs = plan.jobs.iter().map(|job| &**job);
    jobs.filter(is_slow).map(|job| format!("{} takes over {MOST:?}", job.title())).collect()
}
