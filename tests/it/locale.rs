//! Numbers, money, and the first of a month, as each language writes them.

use std::fs;

use peerpress::pdf;
use serde_json::{Value, json};

use crate::certify::program;
use crate::languages::project_in;
use crate::project::{Project, repository};

/// A language; 1234567.5, 1250, and 40.5; 25 and 1250.5 US dollars; and 25 euros. Spaces that do
/// not break are written `_` and `.` for a narrow one would be `n`.
const WRITTEN: [(&str, [&str; 3], [&str; 3]); 10] = [
    ("en", ["1,234,567.5", "1,250", "40.5"], ["$25", "$1,250.50", "EUR_25"]),
    ("es", ["1,234,567.5", "1,250", "40.5"], ["$25", "$1,250.50", "EUR_25"]),
    ("es-ES", ["1.234.567,5", "1250", "40,5"], ["25_$", "1250,50_$", "25_EUR"]),
    ("fr-CA", ["1_234_567,5", "1_250", "40,5"], ["25_$", "1_250,50_$", "25_EUR"]),
    ("de", ["1.234.567,5", "1.250", "40,5"], ["25_$", "1.250,50_$", "25_EUR"]),
    ("de-AT", ["1_234_567,5", "1_250", "40,5"], ["$_25", "$_1_250,50", "EUR_25"]),
    ("hi", ["12,34,567.5", "1,250", "40.5"], ["$25", "$1,250.50", "EUR_25"]),
    ("pl", ["1_234_567,5", "1250", "40,5"], ["25_$", "1250,50_$", "25_EUR"]),
    ("ar", ["1,234,567.5", "1,250", "40.5"], ["›25_$", "›1,250.50_$", "›25_EUR"]),
    ("ht", ["1,234,567.5", "1,250", "40.5"], ["$25", "$1,250.50", "EUR_25"]),
];

/// The first of a month, and days of which it is one.
const FIRSTS: [(&str, &str, &str); 6] = [
    ("fr-CA", "1er janvier 2027", "1er et 4 janvier 2027"),
    ("it", "1º gennaio 2027", "1º e 4 gennaio 2027"),
    ("pt-BR", "1º de janeiro de 2027", "1º e 4 de janeiro de 2027"),
    ("pt-PT", "1 de janeiro de 2027", "1 e 4 de janeiro de 2027"),
    ("es", "1 de enero de 2027", "1 y 4 de enero de 2027"),
    ("de", "1. Januar 2027", "1. und 4. Januar 2027"),
];

/// A piece that prints numbers with the function of the templates.
const TEMPLATE: &str = r#"#import "../shared/number.typ": number
#let job = json("/job.json")
#set document(title: job.piece.title)
#set page(width: 8in, height: 4in)
#set text(font: "Source Sans 3", lang: job.lang, region: job.region)
= #(1234567.5, 1250, 40.5).map(it => number(job.numbers, it)).join(" | ")
"#;

/// Makes each text the same in every language.
fn unify(value: &mut Value) {
    match value {
        Value::Object(fields) if fields.contains_key("en") => *value = fields["en"].take(),
        Value::Object(fields) => fields.values_mut().for_each(unify),
        Value::Array(items) => items.iter_mut().for_each(unify),
        _ => {}
    }
}

/// The small project in languages that write as CLDR says, with sessions that cost something.
fn project_with(tags: &[&str]) -> Project {
    let project = Project::small();
    for file in project.files("data").iter().filter(|file| file.ends_with(".json")) {
        let path = format!("data/{file}");
        let mut data: Value = serde_json::from_str(&project.read(&path)).unwrap();
        if file == "wording.json" {
            data["locales"] = json!({ "ht": {
                "months": vec!["mwa"; 12], "weekdays": vec!["jou"; 7], "name": "Kreyòl ayisyen"
            } });
        }
        unify(&mut data);
        if file == "program.json" {
            data["languages"] = json!(tags);
        }
        project.write(&path, data.to_string());
    }
    let mut trainings: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    let fees = [(25.0, "USD"), (1250.5, "USD"), (25.0, "EUR")];
    let session = |(index, (amount, currency)): (usize, (f64, &str))| {
        let days = ["2027-01-01", "2027-01-04"];
        let day = |day: &&str| json!({ "date": day, "start": "08:30", "end": "12:00" });
        json!({
            "id": format!("s{index}"), "training": "core", "format": "in-person", "city": "Minot",
            "days": days[..1 + index % 2].iter().map(day).collect::<Vec<_>>(),
            "fee": { "amount": amount, "currency": currency },
        })
    };
    trainings["sessions"] = fees.into_iter().enumerate().map(session).collect();
    project.write("data/trainings.json", trainings.to_string());
    let spec = json!({
        "version": 1, "about": "Numbers.", "trim": { "width": "8in", "height": "4in" },
        "safe": "0.25in", "pages": { "min": 1, "max": 1 }, "editions": ["screen"],
        "needs": ["upcoming_sessions"],
    });
    project.write("templates/numbers/template.json", spec.to_string());
    project.write("templates/numbers/main.typ", TEMPLATE);
    let shared = fs::read(repository().join("templates/shared/number.typ")).unwrap();
    project.write("templates/shared/number.typ", shared);
    let piece = json!({ "id": "numbers", "template": "numbers", "title": "All", "about": "All." });
    project.write("data/pieces.json", json!({ "pieces": [piece] }).to_string());
    project
}

/// What the piece of a project sees in a language.
fn job(project: &Project, lang: &str) -> Value {
    let run = project.run_on("2026-11-22", &["job", "numbers", "--lang", lang]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// Text in which the spaces that do not break, and the marks of direction, can be seen.
fn visible(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], "_").replace('\u{200f}', "›")
}

#[test]
fn numbers_and_money_have_the_form_of_the_language() {
    let project = project_with(&WRITTEN.map(|(tag, ..)| tag));
    for font in ["NotoNaskhArabic-Regular.ttf", "NotoSansDevanagari-Regular.ttf"] {
        project.add_noto(font);
    }
    let mut wrong = Vec::new();
    for (lang, numbers, costs) in WRITTEN {
        let job = job(&project, lang);
        let cost = |index: usize| visible(job["sessions"][index]["cost"].as_str().unwrap());
        let found = [0, 1, 2].map(cost);
        if found != costs {
            wrong.push(format!("{lang}: {found:?}, not {costs:?}"));
        }
        let run = project.run(&["build", "--lang", lang]);
        assert!(run.code == 0, "{run:?}");
        let file = fs::read(project.path(&format!("out/screen/numbers.{lang}.pdf"))).unwrap();
        let text = pdf::text(&file).unwrap()[0].text();
        let printed: Vec<&str> = text.trim().split('|').map(str::trim).collect();
        let printed: Vec<String> =
            printed.iter().map(|it| visible(&it.replace(' ', "_"))).collect();
        if printed != numbers {
            wrong.push(format!("{lang}: {printed:?}, not {numbers:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_first_of_a_month_is_written_as_people_say_it() {
    let project = project_with(&FIRSTS.map(|(tag, ..)| tag));
    let days = |lang: &str| {
        let job = job(&project, lang);
        let dates = |index: usize| job["sessions"][index]["dates"].as_str().unwrap().to_owned();
        (job["sessions"][0]["days"][0]["date"]["long"].as_str().unwrap().to_owned(), dates(1))
    };
    let is_wrong =
        |(lang, one, two): &&(&str, &str, &str)| days(lang) != (one.to_string(), two.to_string());
    let wrong: Vec<_> =
        FIRSTS.iter().filter(is_wrong).map(|(lang, ..)| (lang, days(lang))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// In their countries, dates of these languages are in another calendar and in other digits.
#[test]
fn dates_are_in_the_calendar_and_the_digits_of_the_data() {
    let months = [("fa-IR", "ژانویه"), ("ps-AF", "جنوري"), ("th-TH", "มกราคม"), ("ar-SA", "يناير")];
    let project = project_with(&months.map(|(tag, _)| tag));
    let mut wrong = Vec::new();
    for (lang, month) in months {
        let job = job(&project, lang);
        let date = job["sessions"][0]["days"][0]["date"]["long"].as_str().unwrap().to_owned();
        if !["2027", "1", month].iter().all(|part| date.contains(part)) {
            wrong.push(format!("{lang}: {date}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A program writes numbers, money, and days in its own way.
#[test]
fn a_program_has_its_own_forms() {
    let project = project_with(&["en", "fr"]);
    let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    wording["locales"]["fr"] = json!({
        "days": { "1": "premier" }, "decimal": "·", "group": "’", "group_from": 5,
        "money": "{symbol} {amount}",
    });
    project.write("data/wording.json", wording.to_string());
    let job = job(&project, "fr");
    let session = &job["sessions"][1];
    assert_eq!(session["dates"], "premier et 4 janvier 2027");
    assert_eq!(session["cost"], "$ 1250·50");
    let separators = json!({ "decimal": "·", "group": "’", "group_from": 5, "group_size": 3 });
    assert_eq!(job["numbers"], separators);
}

const SESSION: &str = "2026-11-bismarck";

/// Gives a certificate in Spanish to someone, and returns its file and what is printed on it.
fn certified(project: &Project, name: &str) -> (String, String) {
    let roster = format!("Name,Language,Ethics,Recovery practice\n{name},es,3.5,1\n");
    project.write("roster.csv", roster);
    let args = ["certify", "--session", SESSION, "roster.csv", "--unit", "hours"];
    project.run_on("2026-11-22", &args).succeeded();
    let folder = format!("out/certificates/{SESSION}");
    let is_file = |file: &&String| file.starts_with("NDPS") && file.ends_with(".pdf");
    let file = project.files(&folder).into_iter().filter(|file| is_file(&file)).max().unwrap();
    let file = format!("{folder}/{file}");
    let words = printed(project, &file);
    (file, words)
}

fn printed(project: &Project, file: &str) -> String {
    pdf::text(&fs::read(project.path(file)).unwrap()).unwrap()[0].text()
}

/// A certificate says in the form of the language what its code states as a number. One that was
/// issued in another form is still genuine, and is printed again in the words of its day.
#[test]
fn certificates_keep_the_form_in_which_they_were_issued() {
    let project = program();
    let has = |words: &str, wanted: [&str; 3]| wanted.iter().all(|it| words.contains(it));
    let (old, before) = certified(&project, "Ana Sample");
    assert!(has(&before, ["12 de noviembre de 2026", "3.5", "4.5"]), "{before}");

    let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    wording["locales"]["es"]["days"] = json!({ "12": "doce" });
    wording["locales"]["es"]["decimal"] = ",".into();
    project.write("data/wording.json", wording.to_string());
    let (new, words) = certified(&project, "Bea Sample");
    assert!(has(&words, ["doce de noviembre de 2026", "3,5", "4,5"]), "{words}");

    fs::remove_file(project.path(&old)).unwrap();
    certified(&project, "Ana Sample");
    assert_eq!(printed(&project, &old), before);
    for file in [old, new] {
        let run = project.run_on("2026-11-23", &["verify", &file]).succeeded();
        assert!(run.out.starts_with("GENUINE"), "{run:?}");
    }
}

/// The names of months and of days of the week, which are not those of any language.
fn invented_names() -> Value {
    let names = |start: &str, count: usize| -> Vec<String> {
        (1..=count).map(|number| format!("{start}{number}")).collect()
    };
    serde_json::json!({ "months": names("mwa", 12), "weekdays": names("jou", 7), "name": "X" })
}

/// CLDR has no names of months in some languages. Then the data must have them; nothing is printed
/// in English, or as ICU's own marks.
#[test]
fn a_language_without_names_of_months_says_which_fields_it_needs() {
    let mut faults = Vec::new();
    for tag in ["ht", "hmn", "nv", "yi", "esu"] {
        let project = project_in(tag);
        let run = project.run(&["build", "--lang", tag]);
        let message = format!("the months and days of the week in `{tag}`");
        let names = "add \"months\": […], \"weekdays\": […]";
        let hint = format!("{names} to \"{tag}\" under `locales`");
        if run.code != 1 || !run.err.contains(&message) || !run.err.contains(&hint) {
            faults.push(format!("{tag}: {run:?}"));
        }
        let made = project.files("out/screen");
        if made != [format!("note.{tag}.pdf")] {
            faults.push(format!("{tag}: {made:?}"));
        }
        let draft = format!("{{ \"tag\": \"{tag}\", \"status\": \"draft\" }}");
        project.edit("data/program.json", &format!("\"{tag}\"]"), &format!("{draft}]"));
        let run = project.run(&["build", "--lang", tag]);
        if !run.err.contains("`dates` is not made in") || !run.err.contains(&hint) {
            faults.push(format!("{tag} as a draft: {run:?}"));
        }
        project.edit("data/program.json", &draft, &format!("\"{tag}\""));
        let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
        wording["locales"][tag] = invented_names();
        project.write("data/wording.json", wording.to_string());
        project.run(&["build", "--lang", tag]).succeeded();
        let run = project.run(&["job", "dates", "--lang", tag]).succeeded();
        let job: Value = serde_json::from_str(&run.out).unwrap();
        let session = &job["session"];
        let day = &session["days"][0];
        let seen =
            [&session["dates"], &session["times"], &day["date"]["full"], &day["date"]["short"]];
        if seen != ["8–9 mwa2 2027", "8:30 – 17:00", "jou1, 8 mwa2 2027", "8 mwa2"] {
            faults.push(format!("{tag}: {seen:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// An online session prints its time zone, which needs a name too.
#[test]
fn a_language_without_names_of_time_zones_says_which_it_needs() {
    let project = project_in("ht");
    project.edit(
        "data/trainings.json",
        "\"in-person\",\n      \"city\": \"Minot\"",
        "\"online\", \"time_zone\": \"America/Denver\"",
    );
    let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    wording["locales"]["ht"] = invented_names();
    wording["words"]["online"] = "X".into();
    project.write("data/wording.json", wording.to_string());
    let run = project.run(&["build", "--lang", "ht"]);
    let hint = "add \"time_zones\": { \"America/Denver\": \"…\" } to \"ht\" under `locales`";
    assert!(run.code == 1 && run.err.contains(hint), "{run:?}");
    wording["locales"]["ht"]["time_zones"] = serde_json::json!({ "America/Denver": "Lè Mòn yo" });
    project.write("data/wording.json", wording.to_string());
    project.run(&["build", "--lang", "ht"]).succeeded();
    let run = project.run(&["job", "dates", "--lang", "ht"]).succeeded();
    let job: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(job["session"]["zones"][0]["name"], "Lè Mòn yo");
}
