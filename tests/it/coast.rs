//! Another program than the starter: community health workers on a coast with two time zones, in
//! English, French, and Arabic. Its data is in `tests/projects/coast`; templates and fonts are
//! those of the starter.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use lopdf::{Document, Object};
use serde_json::{Value, json};

use crate::golden::{PREVIEW, compare_sheets};
use crate::project::{Project, Run, repository};

const LANGUAGES: [&str; 3] = ["en", "fr-CA", "ar"];

/// Words that only the starter may say.
const OF_THE_STARTER: [&str; 6] =
    ["north dakota", "peer support", "ndps", "hhs.nd.gov", "bismarck", "recovery"];

/// The project, built in every edition, and what the build printed. Tests must not change it.
fn built() -> &'static (Project, Run) {
    static BUILT: LazyLock<(Project, Run)> = LazyLock::new(|| {
        let project = Project::kept_coast();
        let editions = "screen,press,office,large-print,image";
        let args = ["build", "--draft", "--format", "json", "--edition", editions];
        let run = project.run_on("2026-11-22", &[&args[..], &PREVIEW].concat());
        (project, run)
    });
    &BUILT
}

#[test]
fn pages_look_as_before() {
    let editions = ["screen", "press", "office", "large-print", "image"];
    compare_sheets(&built().0, "coast", &editions, &LANGUAGES);
}

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_piece_is_made_in_every_edition_and_language() {
    let (_, run) = built();
    let lines = lines(run);
    // Two flyers of sessions of which there is most to say have no room for all of it in French.
    let is_full = |line: &Value| {
        let job = line["job"].as_str().unwrap_or_default();
        ["flyer-session.2027-02-tallahassee (", "flyer-session.2027-06-french ("]
            .iter()
            .any(|flyer| job.starts_with(flyer) && job.ends_with(", fr-CA)"))
    };
    let is_known = |line: &Value| {
        line["code"] == "placeholder" || (line["code"] == "left-out" && is_full(line))
    };
    let is_fault = |line: &&Value| line["type"] == "finding" && !is_known(line);
    let faults: Vec<_> = lines.iter().filter(is_fault).map(|line| &line["message"]).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let mut made: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line["edition"].is_string()) {
        assert_eq!(line["state"], "made", "{line}");
        let [piece, edition, language] =
            ["piece", "edition", "language"].map(|field| line[field].as_str().unwrap());
        made.entry((piece, edition)).or_default().insert(language);
    }
    let all = BTreeSet::from(LANGUAGES);
    let partly: Vec<_> = made.iter().filter(|(_, languages)| **languages != all).collect();
    assert!(partly.is_empty(), "{partly:?}");
    assert_eq!(made.keys().map(|(piece, _)| piece).collect::<BTreeSet<_>>().len(), 15);
}

/// In French, the first of a month has a word, and the symbol of a currency is behind the amount.
#[test]
fn dates_and_money_have_the_form_of_the_language() {
    let (project, _) = built();
    let flyer =
        |session: &str| project.text(&format!("out/screen/flyer-session.{session}.fr-CA.pdf"));
    let dates = flyer("2027-03-panama-city");
    assert!(dates.contains("30 mars et 1er avril 2027"), "{dates}");
    let fee = flyer("2027-01-pensacola");
    assert!(fee.contains(" 75 $ "), "{fee}");
}

/// A session that is off is marked, and the places of single days are named, wherever it is shown.
#[test]
fn every_piece_says_whether_and_where_a_session_takes_place() {
    let (project, _) = built();
    let mut missing = Vec::new();
    for (file, part) in [
        ("sheet-sign-in.2027-04-apalachicola.en", "POSTPONED"),
        ("sheet-sign-in.2027-04-apalachicola.fr-CA", "REPORTÉE"),
        ("sheet-sign-in.2027-04-apalachicola.ar", "مؤجلة"),
        ("sheet-sign-in.2027-03-panama-city.en", "Apr 1 Sample Dune Clinic"),
        ("flyer-trainings.en", "Panama City, Destin"),
        ("flyer-trainings.ar", "Panama City، Destin"),
        ("flyer-trainings.en", "In person and online"),
        ("flyer-session.2027-02-tallahassee.ar", "1,250.50 $"),
    ] {
        let words = project.text(&format!("out/screen/{file}.pdf"));
        if !words.contains(part) {
            missing.push(format!("{file} without `{part}`: {words}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let file = fs::read(project.path("out/screen/flyer-session.2027-03-panama-city.en.pdf"));
    let pdf = Document::load_mem(&file.unwrap()).unwrap();
    let info = pdf.trailer.get_deref(b"Info", &pdf).and_then(Object::as_dict).unwrap();
    let title = info.get(b"Title").map(lopdf::decode_text_string).unwrap().unwrap();
    assert!(title.ends_with("Panama City and Destin"), "{title}");
}

/// The lines of a headline do not run together in bookmarks and in the titles of tags.
#[test]
fn titles_of_headings_are_words_of_the_page() {
    let (project, _) = built();
    let mut wrong = Vec::new();
    for file in project.files("out/screen").iter().filter(|file| file.ends_with(".pdf")) {
        let words = project.text(&format!("out/screen/{file}"));
        let words: BTreeSet<&str> = words.split_whitespace().collect();
        let bytes = fs::read(project.path(&format!("out/screen/{file}"))).unwrap();
        let pdf = Document::load_mem(&bytes).unwrap();
        let dictionaries = pdf.objects.values().filter_map(|object| object.as_dict().ok());
        // Bookmarks have a parent, and tags have a kind.
        let title = |it: &lopdf::Dictionary| match (it.has(b"Parent"), it.has(b"S")) {
            (true, false) => it.get(b"Title").ok().cloned(),
            (_, true) => it.get(b"T").ok().cloned(),
            _ => None,
        };
        let titles: Vec<_> = dictionaries.filter_map(title).collect();
        for title in titles.iter().filter_map(|title| lopdf::decode_text_string(title).ok()) {
            // A number can be one word with the sign after it, or with the word beside it.
            let is_in_words = |part: &str| words.iter().any(|word| word.contains(part));
            let is_word = |word: &&str| {
                let has_number = word.contains(|c: char| c.is_ascii_digit());
                words.contains(*word)
                    || !word.contains(char::is_alphabetic)
                    || has_number && word.split(|c: char| !c.is_alphabetic()).all(is_in_words)
            };
            wrong.extend(
                title
                    .split_whitespace()
                    .filter(|word| !is_word(word))
                    .map(|word| format!("{file}: `{word}` of `{title}`")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The links of a file, and what screen readers say for each. Those to other pages have no address.
fn all_links(project: &Project, file: &str) -> Vec<(String, String)> {
    let pdf = Document::load_mem(&fs::read(project.path(file)).unwrap()).unwrap();
    let mut links = Vec::new();
    for page in pdf.page_iter() {
        let annotations = pdf.get_page_annotations(page).unwrap_or_default();
        for annotation in annotations {
            let action = annotation.get_deref(b"A", &pdf).and_then(Object::as_dict);
            let url = action.and_then(|action| action.get(b"URI")).and_then(Object::as_str);
            let said = annotation.get(b"Contents").map(lopdf::decode_text_string);
            let url = String::from_utf8(url.unwrap_or_default().to_vec()).unwrap();
            links.push((url, said.unwrap().unwrap_or_default()));
        }
    }
    links
}

/// The links of a file to addresses, and what screen readers say for each.
fn links(project: &Project, file: &str) -> Vec<(String, String)> {
    let mut links = all_links(project, file);
    links.retain(|(url, _)| !url.is_empty());
    links
}

/// A link to a topic says the title and the page of the topic, in the language of the file.
#[test]
fn entries_of_contents_say_where_they_lead() {
    let (project, _) = built();
    for (lang, page) in [("en", ", page "), ("fr-CA", ", page "), ("ar", ", صفحة ")] {
        for folder in ["screen", "large-print"] {
            let file = format!("out/{folder}/handout-training.core.{lang}.pdf");
            let pages = project.text(&file);
            let links = all_links(project, &file);
            let entries: Vec<&String> =
                links.iter().filter(|(url, _)| url.is_empty()).map(|(_, said)| said).collect();
            assert!(entries.len() > 4, "{file}: {links:?}");
            for said in entries {
                let title = said.split(page).next().unwrap();
                assert!(title.len() < said.len() && pages.contains(title), "{file}: {said}");
            }
        }
    }
}

/// Links say whom they reach and what they open, in the language of the file.
#[test]
fn links_say_what_they_mean() {
    let (project, _) = built();
    let mut wrong = Vec::new();
    for folder in ["out/screen", "out/large-print", "out/office"] {
        for file in project.pdfs(folder).iter().map(|name| format!("{folder}/{name}")) {
            let links = links(project, &file);
            let is_bare = |(url, said): &&(String, String)| {
                let bare = said.trim_start_matches("https://");
                let names_service = *url == "tel:711" || said.contains([',', '،', ':']);
                said.is_empty() || url.contains(bare) || !names_service
            };
            wrong.extend(links.iter().filter(is_bare).map(|link| format!("{file}: {link:?}")));
        }
    }
    let wanted = [
        ("en", "tel:988", "Call 988 Suicide & Crisis Lifeline, 988"),
        ("fr-CA", "https://example.org/", "Page Web"),
        ("ar", "mailto:", "بريد إلكتروني: العاملون الصحيون "),
    ];
    for (lang, url, said) in wanted {
        let file = format!("out/screen/flyer-session.2027-01-pensacola.{lang}.pdf");
        let links = links(project, &file);
        let is_wanted =
            |link: &(String, String)| link.0.starts_with(url) && link.1.starts_with(said);
        if !links.iter().any(is_wanted) {
            wrong.push(format!("{file}: no {said:?} in {links:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_said_of_another_program() {
    let (project, run) = built();
    let mut found = Vec::new();
    let mut look = |place: &str, text: &str| {
        let text = text.to_lowercase();
        let words = OF_THE_STARTER.iter().filter(|word| text.contains(**word));
        found.extend(words.map(|word| format!("{word}: {place}")));
    };
    look("findings", &format!("{}{}", run.out, run.err));
    for folder in ["out/screen", "out/large-print"] {
        for name in project.pdfs(folder) {
            let file = format!("{folder}/{name}");
            look(&file, &project.text(&file));
            // Alternative texts and metadata are in the bytes.
            let bytes = fs::read(project.path(&file)).unwrap();
            look(&file, &String::from_utf8_lossy(&bytes));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The words of a picture in Arabic are in reading order, numbers and Latin names among them.
#[test]
fn words_of_pictures_are_in_reading_order() {
    let (project, _) = built();
    let words = project.read("out/image/rack-card-overview.ar.1080x1350.alt.txt");
    let lines: Vec<&str> = words.lines().collect();
    for line in
        ["الصحة تبدأ من جوارنا.", "جار يعرف الطريق", "(850) 555-0142 تحويلة 4", "example.org/shore"]
    {
        assert!(lines.contains(&line), "{line}: {words}");
    }
}

/// Dates that are too long for a line go on the next one, in every language.
#[test]
fn long_lists_of_dates_have_several_lines() {
    let project = Project::copy_of(&built().0);
    let mut data = project.json("data/trainings.json");
    let days = ["2026-12-04", "2026-12-11", "2026-12-18", "2027-01-08", "2027-01-16"];
    let days = days.map(|date| json!({ "date": date, "start": "09:00", "end": "12:00" }));
    let mut sessions = data["sessions"].as_array_mut().unwrap().iter_mut();
    sessions.find(|session| session["id"] == "2027-09-cedar-key").unwrap()["days"] = json!(days);
    project.write("data/trainings.json", data.to_string());
    // With the forms of the program, and with those that CLDR has.
    for forms in ["own", "usual"] {
        let mut wording = project.json("data/wording.json");
        if forms == "usual" {
            let own = wording["locales"]["fr-CA"].as_object_mut().unwrap();
            own.retain(|name, _| name == "offer");
            project.write("data/wording.json", wording.to_string());
        }
        let args = ["check", "flyer-session", "flyer-trainings", "--lang", "fr-CA"];
        let args = [&args[..], &["--edition", "screen,large-print"]].concat();
        let run = project.run_on("2026-11-22", &args);
        assert!(run.code == 0, "{forms}: {}", run.err);
    }
}

/// The name of the program, a wide logo, and the mark of a sample share the top of a transcript.
#[test]
fn a_transcript_has_room_for_a_wide_logo() {
    let project = Project::copy_of(&built().0);
    let brand = fs::read_to_string(repository().join("data/brand.json")).unwrap();
    let mut brand: Value = serde_json::from_str(&brand).unwrap();
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path
        fill="#123B4A" d="M4 4h112v32H4z"/></svg>"##;
    project.write("data/pictures/wide.svg", drawing);
    brand["logo"] = json!({
        "alt": { "en": "The shore", "fr-CA": "La côte", "ar": "الساحل" },
        "wide": "data/pictures/wide.svg",
    });
    project.write("data/brand.json", brand.to_string());
    project.run(&["keys", "new"]).succeeded();
    let roster = "data/samples/roster.csv";
    project.run(&["certify", roster, "--session", "2026-10-tampa", "--numbers-only"]).succeeded();
    let person = ["certificates", "transcript", "--person", "mohammed@example.org"];
    project.run(&[&person[..], &["--lang", "ar"]].concat()).succeeded();
}

/// Days and times have the comma of the language between them.
#[test]
fn arabic_days_and_times_have_an_arabic_comma() {
    let job = ["job", "flyer-session", "--over", "2027-05-key-west", "--lang", "ar"];
    let run = built().0.run(&job).succeeded();
    let job: Value = serde_json::from_str(&run.out).unwrap();
    let schedule = job["session"]["schedule"].to_string();
    assert!(schedule.contains("السبت، ") && !schedule.contains("السبت,"), "{schedule}");
}
