//! Odd values in the data files are findings, or are printed as they are: none ends the program.

use peerpress::content::text::FORMATS;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::project::Project;
use crate::watch::Watch;

/// Words that a program might stumble over: as a language, an ID, a name of a file, a text.
const WORDS: &[&str] = &[
    "",
    "en ",
    "x-y-z-",
    "..",
    "a/b",
    "a\\\\b",
    "CON",
    "\\u0000",
    "\\u202e",
    "\\ud83d\\ude00",
    "{{year}",
    "[a](b",
];

/// Numbers at the edges of what a number can be.
const NUMBERS: &[&str] =
    &["0", "-1", "0.1", "1e308", "-1e308", "1e-300", "1e999", "99999999999999999999"];

/// Dates at the edges of the calendar, and past them.
const DATES: &[&str] =
    &["0000-01-01", "0001-01-01", "9999-12-31", "-009999-01-01", "2027-02-30", ""];

/// Lengths that no page has.
const LENGTHS: &[&str] =
    &["0in", "-1in", "1e30in", "999999999in", "0.0000001pt", "NaNin", "in", ""];

/// Where each kind of value goes: the file, and the text that it replaces.
fn places() -> Vec<(&'static str, &'static str, Vec<String>)> {
    let quoted = |words: &[&str]| words.iter().map(|word| format!("\"{word}\"")).collect();
    let key = |words: &[&str]| words.iter().map(|word| format!("\"{word}\":")).collect();
    vec![
        ("data/program.json", "\"en\"", quoted(WORDS)),
        ("data/program.json", "\"en\":", key(WORDS)),
        ("data/program.json", "\"us\"", quoted(WORDS)),
        ("data/program.json", "\"2027-01-01\"", quoted(DATES)),
        ("data/program.json", "\"701-328-2310\"", quoted(WORDS)),
        ("data/program.json", "\"https://www.hhs.nd.gov\"", quoted(WORDS)),
        ("data/wording.json", "\"en\":", key(WORDS)),
        ("data/wording.json", "\"January\"", quoted(WORDS)),
        ("data/wording.json", "\"{month} {day}, {year}\"", quoted(WORDS)),
        ("data/pieces.json", "\"note\"", quoted(WORDS)),
        ("data/pieces.json", "\"en\":", key(WORDS)),
        ("data/pieces.json", "\"headline\":", key(WORDS)),
        ("data/pieces.json", "\"You are not alone\"", quoted(WORDS)),
        ("data/trainings.json", "\"2027-02-09\"", quoted(DATES)),
        (
            "data/trainings.json",
            "\"hours\": 8",
            NUMBERS.iter().map(|it| format!("\"hours\": {it}")).collect(),
        ),
        ("templates/note/template.json", "\"4in\"", quoted(LENGTHS)),
        ("templates/note/template.json", "\"0.25in\"", quoted(LENGTHS)),
        (
            "templates/note/template.json",
            "\"max\": 1",
            NUMBERS.iter().map(|it| format!("\"max\": {it}")).collect(),
        ),
        ("templates/note/template.json", "\"front\"", quoted(WORDS)),
        ("templates/note/template.json", "1,", NUMBERS.iter().map(|it| format!("{it},")).collect()),
    ]
}

#[test]
fn no_value_ends_the_program() {
    let outcomes: Vec<String> = places()
        .into_par_iter()
        .flat_map(|(file, find, values)| {
            let project = Project::small();
            let text = project.read(file);
            assert!(text.contains(find), "{file} has no {find}");
            let failures = values.into_iter().filter_map(move |value| {
                project.write(file, text.replacen(find, &value, 1));
                let run = project.run(&["check", "--format", "short"]);
                let is_fine = matches!(run.code, 0 | 1)
                    && !["panicked", "crashed", "has a bug"]
                        .iter()
                        .any(|word| run.err.contains(word));
                (!is_fine).then(|| format!("{file}: {find} = {value}: {run:?}"))
            });
            failures.collect::<Vec<_>>()
        })
        .collect();
    assert!(outcomes.is_empty(), "{}", outcomes.join("\n\n"));
}

/// The preview answers after each of them, and is current again once the data is.
#[test]
fn no_value_ends_the_preview() {
    let project = Project::small();
    let watch = Watch::start(&project, &["note", "--lang", "en"]);
    watch.until_current();
    for file in ["data/program.json", "data/wording.json", "data/pieces.json"] {
        let text = project.read(file);
        for word in ["en ", "", "a/b", "\\u0000"] {
            project.write(file, text.replace("\"en\":", &format!("\"{word}\":")));
            watch.until("the preview shows a finding", |state| {
                state["findings"].as_array().is_some_and(|findings| !findings.is_empty())
            });
            project.write(file, &text);
            watch.until("the data is right again", |state| {
                state["findings"].as_array().is_some_and(Vec::is_empty)
                    && state["problem"].is_null()
            });
        }
    }
    watch.until_current();
}

/// The patterns in the schemas are for editors; Peerpress checks the formats.
#[test]
fn a_format_refuses_what_its_pattern_refuses() {
    let mut refused = 0;
    let mut wrong = Vec::new();
    for format in FORMATS {
        let pattern = json!({ "pattern": format.pattern });
        let pattern = jsonschema::validator_for(&pattern).unwrap();
        for text in near_misses() {
            let is_match = pattern.is_valid(&Value::from(text.as_str()));
            refused += usize::from(!is_match);
            if (format.accepts)(&text) && !is_match {
                wrong.push(format!("{} accepts {text:?}", format.name));
            }
        }
    }
    assert!(refused > 1000 && wrong.is_empty(), "{refused} {wrong:#?}");
}

/// Texts that have a format, and the same with a character added, replaced, or taken away.
fn near_misses() -> Vec<String> {
    let right = [
        "rack-card",
        "us",
        "Ann",
        "2027-02-08",
        "08:30",
        "0.25in",
        "https://example.org/a",
        "name@example.org",
        "+1 (701) 555-0100",
        "701-555-0100",
        "NDPS",
        "#1F6F78",
    ];
    let odd =
        ["", " ", "\n", "+", "-", ".", "(", ")", "e", "E", "/", "@", "0", "٣", "é", "\u{200b}"];
    let mut texts = Vec::new();
    for text in right {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for odd in odd {
            texts.extend(places.iter().map(|at| [&text[..*at], odd, &text[*at..]].concat()));
            texts.extend(places.iter().map(|at| [&text[..*at], odd, &text[at + 1..]].concat()));
            texts.push(format!("{text}{odd}"));
        }
    }
    texts
}

#[test]
fn a_bad_text_blocks_its_pieces_without_more_errors() {
    let project = Project::starter();
    let mut data = project.json("data/trainings.json");
    data["trainings"][0]["summary"] = "Bad\u{202e}text".into();
    project.write("data/trainings.json", data.to_string());
    let checked = project.run(&["check", "--format", "short"]);
    let errors: Vec<&str> = checked.err.lines().filter(|it| it.contains("error[")).collect();
    assert!(matches!(errors[..], [one] if one.contains("U+202E")), "{errors:#?}");
}
