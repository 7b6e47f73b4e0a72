//! A photo and the words of a person on a piece, and what the data marks as a sample.

use serde_json::{Value, json};

use crate::pictures::files::{photo, scene};
use crate::project::Project;

const FILE: &str = "data/pictures/photo.jpg";

/// The pieces that have a place for both.
const BOTH: [&str; 9] = [
    "rack-card-overview",
    "rack-card-agencies",
    "rack-card-become",
    "flyer-benefits",
    "flyer-trainings",
    "flyer-session",
    "flyer-tear-off",
    "poster",
    "brochure",
];

/// The pieces that have a place for a photo only.
const PHOTO_ONLY: [&str; 4] = ["postcard", "bookmark", "card-contact", "fact-sheet"];

fn a_photo() -> Value {
    json!({
        "file": FILE, "alt": { "en": "Two people on a bench", "es": "Dos personas en un banco" },
        "focus": [0.6, 0.4], "credit": { "en": "Photo: Ana Ruiz", "es": "Foto: Ana Ruiz" },
    })
}

fn a_voice() -> Value {
    json!({
        "words": { "en": "She had been there, and she listened.", "es": "Ella me escuchó." },
        "name": { "en": "Dana, a participant", "es": "Dana, participante" },
        "consent": { "date": "2026-10-01", "how": "signed form, in the office" },
    })
}

fn edit_json(project: &Project, file: &str, edit: impl FnOnce(&mut Value)) {
    let path = format!("data/{file}.json");
    let mut data: Value = serde_json::from_str(&project.read(&path)).unwrap();
    edit(&mut data);
    project.write(&path, data.to_string());
}

/// The starter, in which pieces have a photo and quote a person.
fn with_guests(photos: &[&str], voices: &[&str], size: (u32, u32)) -> Project {
    let project = Project::starter();
    project.write(FILE, photo(&scene(size.0, size.1), 1));
    edit_json(&project, "pieces", |data| {
        for piece in data["pieces"].as_array_mut().unwrap() {
            let id = piece["id"].as_str().unwrap().to_owned();
            if photos.contains(&id.as_str()) {
                piece["photo"] = a_photo();
            }
            if voices.contains(&id.as_str()) {
                piece["voice"] = a_voice();
            }
        }
    });
    project
}

#[test]
fn every_card_and_flyer_has_a_place_for_a_photo_and_a_voice() {
    let photos = [&BOTH[..], &PHOTO_ONLY].concat();
    let project = with_guests(&photos, &BOTH, (1300, 870));
    let args = ["build", "--lang", "en", "--edition", "screen,large-print", "--format", "json"];
    let run = project.run_on("2026-11-22", &[&args[..], &photos].concat()).succeeded();
    let mut count = 0;
    for line in run.out.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["type"] == "finding" {
            assert_eq!(line["code"], "placeholder", "{line}");
        }
        let Some(file) = line["file"].as_str().filter(|file| file.ends_with(".pdf")) else {
            continue;
        };
        let words = project.text(&format!("out/{file}"));
        assert!(words.contains("Photo: Ana Ruiz"), "{file}: {words}");
        let is_both = BOTH.contains(&line["piece"].as_str().unwrap());
        assert_eq!(words.contains("“She had been there, and she listened.”"), is_both, "{file}");
        assert_eq!(words.contains("— Dana, a participant"), is_both, "{file}");
        assert!(!words.contains("signed form"), "{file} prints the note of the consent");
        count += 1;
    }
    assert!(count > 25, "{count} files");
}

#[test]
fn a_photo_reaches_the_edge_of_the_bleed_and_its_resolution_is_checked() {
    let card = "bookmark";
    let build = ["build", card, "--lang", "en", "--edition", "press", "--format", "short"];
    let small = with_guests(&[card], &[], (300, 210)).run_on("2026-11-22", &build);
    assert!(small.err.contains("error[low-resolution]"), "{}", small.err);
    let project = with_guests(&[card], &[], (800, 580));
    let run = project.run_on("2026-11-22", &build).succeeded();
    assert!(!run.err.contains("bleed") && !run.err.contains("picture-shape"), "{}", run.err);
    // A portrait in the same wide place shows next to nothing of it.
    let tall = with_guests(&[card], &[], (700, 1900)).run_on("2026-11-22", &build);
    assert!(tall.err.contains("warning[picture-shape]"), "{}", tall.err);
    assert!(tall.err.contains("around the focus"), "{}", tall.err);
}

#[test]
fn words_that_are_too_long_are_refused_with_how_much_to_shorten() {
    let project = with_guests(&[], &["rack-card-overview"], (60, 40));
    edit_json(&project, "pieces", |data| {
        let long = "She had been there, and she listened. ".repeat(20);
        data["pieces"][0]["voice"]["words"]["en"] = long.trim().into();
    });
    let args = ["check", "rack-card-overview", "--lang", "en", "--format", "short"];
    let run = project.run_on("2026-11-22", &args);
    assert!(run.err.contains("the text in \"voice\" on the front is too long by"), "{}", run.err);
}

#[test]
fn translators_get_the_words_and_the_alternative_text() {
    let project = with_guests(&["poster"], &["poster"], (60, 40));
    let file = project.path("es.xliff");
    let export = ["translate", "export", "es", file.to_str().unwrap(), "--format", "xliff"];
    project.run(&export).succeeded();
    let sheet = project.read("es.xliff");
    for expected in ["Ella me escuchó.", "Dana, participante", "Dos personas en un banco"] {
        assert!(sheet.contains(expected), "{expected}");
    }
    assert!(!sheet.contains("signed form"), "the consent is not for translators");
}

/// Removes every mark of a sample.
fn unmark(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("sample");
            map.values_mut().for_each(unmark);
        }
        Value::Array(items) => items.iter_mut().for_each(unmark),
        _ => {}
    }
}

/// What can be marked as a sample: the file, the pointer, and a piece that shows it.
const KINDS: [(&str, &str, &str); 10] = [
    ("program", "/team/0", "card-contact"),
    ("program", "/signatories/0", "certificate-completion"),
    ("program", "/provider/approvals/0", "certificate-ce"),
    ("trainings", "/trainings/0", "handout-training"),
    ("trainings", "/sessions/3", "flyer-trainings"),
    ("certification", "/awards/0", "certificate-completion"),
    ("pieces", "/pieces/0/photo", "rack-card-overview"),
    ("pieces", "/pieces/0/voice", "rack-card-overview"),
    ("partners", "/partners/0", "flyer-benefits"),
    ("pieces", "/pieces/1/voice", "rack-card-agencies"),
];

#[test]
fn nothing_that_is_marked_as_a_sample_is_in_a_press_file() {
    let own = ["rack-card-overview", "rack-card-agencies"];
    let project = with_guests(&own, &own, (900, 600));
    let partner = r#"{ "partners": [{ "id": "county", "name": "The County", "pieces": ["*"],
                       "phone": "701-200-0000" }] }"#;
    project.write("data/partners.json", partner);
    let files = ["program", "trainings", "certification", "pieces", "partners"];
    for file in files {
        edit_json(&project, file, unmark);
    }
    edit_json(&project, "pieces", |data| {
        for piece in data["pieces"].as_array_mut().unwrap() {
            if let Some(voice) = piece.get_mut("voice") {
                voice["consent"] = a_voice()["consent"].clone();
            }
        }
    });
    let build = |piece: &str, more: &[&str]| {
        let args = ["build", piece, "--lang", "en", "--edition", "press", "--format", "short"];
        project.run_on("2026-11-22", &[&args[..], more].concat())
    };
    build("rack-card-overview", &[]).succeeded();
    for (file, pointer, piece) in KINDS {
        let path = format!("data/{file}.json");
        let before = project.read(&path);
        edit_json(&project, file, |data| {
            let entry = data.pointer_mut(pointer).unwrap_or_else(|| panic!("{file}{pointer}"));
            entry["sample"] = true.into();
        });
        let run = build(piece, &[]);
        assert_eq!(run.code, 1, "{file}{pointer}: {}", run.err);
        let expected = format!("so no press file was made of `{piece}`");
        assert!(run.err.contains(&expected), "{file}{pointer}: {}", run.err);
        assert!(run.err.contains("error[sample-in-press]"), "{file}{pointer}: {}", run.err);
        project.write(&path, before);
    }
    edit_json(&project, "pieces", |data| data["pieces"][0]["voice"]["sample"] = true.into());
    let pack = ["pack", "rack-card-overview", "--quantity", "en=10"];
    let packed = project.run_on("2026-11-22", &pack);
    assert!(packed.err.contains("`voice` is marked as a sample"), "{}", packed.err);
    build("rack-card-overview", &["--draft"]).succeeded();
}

/// A session shows its own photo, and the others that of the flyer.
#[test]
fn a_session_can_have_a_photo_of_its_own() {
    let project = with_guests(&["flyer-session"], &[], (1300, 870));
    let own = "data/pictures/own.jpg";
    project.write(own, photo(&scene(1300, 871), 1));
    edit_json(&project, "trainings", |data| {
        let session = &mut data["sessions"][3];
        assert_eq!(session["id"], "2027-02-bismarck");
        session["photo"] = json!({
            "file": own, "alt": { "en": "The center in Bismarck", "es": "El centro en Bismarck" },
            "credit": { "en": "Photo: Bo Li", "es": "Foto: Bo Li" },
        });
    });
    let job = |over: &str| -> Value {
        let run = project.run(&["job", "flyer-session", "--over", over]).succeeded();
        serde_json::from_str(&run.out).unwrap()
    };
    assert_eq!(job("2027-02-bismarck")["photo"]["file"], format!("/{own}"));
    assert_eq!(job("2027-03-online")["photo"]["file"], format!("/{FILE}"));
    let args = ["build", "flyer-session", "--lang", "en", "--edition", "screen"];
    project.run_on("2026-11-22", &args).succeeded();
    let words = |name: &str| project.text(&format!("out/screen/flyer-session.{name}.en.pdf"));
    assert!(words("2027-02-bismarck").contains("Photo: Bo Li"));
    assert!(words("2027-03-online").contains("Photo: Ana Ruiz"));
    // Only the flyer of the session is made again, and only it is refused by the press.
    edit_json(&project, "trainings", |data| data["sessions"][3]["photo"]["focus"] = json!([0, 0]));
    let run = project.run_on("2026-11-22", &args).succeeded();
    assert!(run.err.contains("1 built"), "{}", run.err);
    edit_json(&project, "trainings", |data| {
        unmark(data);
        data["sessions"][3]["photo"]["sample"] = true.into();
    });
    let press = ["build", "flyer-session", "--lang", "en", "--edition", "press"];
    let run = project.run_on("2026-11-22", &press);
    assert!(run.err.contains("`photo` is marked as a sample"), "{}", run.err);
    edit_json(&project, "trainings", |data| {
        data["sessions"][3]["photo"]["file"] = "data/pictures/none.jpg".into();
    });
    let run = project.run_on("2026-11-22", &["check", "flyer-session", "--lang", "en"]);

    assert!(run.code == 1 && run.err.contains("data/pictures/none.jpg"), "{}", run.err);
    assert!(run.err.contains("data/trainings.json:"), "{}", run.err);
}

/// Pictures for social media show both, and their alternative text says so.
#[test]
fn pictures_show_the_photo_and_the_voice() {
    let pieces = ["rack-card-overview", "flyer-session"];
    let project = with_guests(&pieces, &pieces, (1300, 870));
    let args = ["build", "--lang", "en", "--edition", "image", "--format", "short"];
    let run = project.run_on("2026-11-22", &[&args[..], &pieces].concat()).succeeded();
    assert!(!run.err.contains("left-out"), "{}", run.err);
    let words = |name: &str| project.read(&format!("out/image/{name}.alt.txt"));
    let photo = "Two people on a bench\n";
    for size in ["1080x1080", "1920x1080"] {
        let words = words(&format!("rack-card-overview.en.{size}"));
        assert_eq!(words.matches(photo).count(), 1, "{words}");
        assert!(words.contains("“She had been there, and she listened.”"), "{words}");
        assert!(words.contains("\nPhoto: Ana Ruiz\n"), "{words}");
        assert!(!words.contains("Someone who has been there"), "{words}");
    }
    let wide = words("flyer-session.2027-02-bismarck.en.1920x1080");
    assert!(wide.contains(photo) && wide.contains("February 8–12, 2027"), "{wide}");
    // What has no room is left out. Without room for either, Peerpress says so.
    let square = words("flyer-session.2027-02-bismarck.en.1080x1080");
    assert!(!square.contains(photo) && !square.contains("Ana Ruiz"), "{square}");
    let long = "You don’t have to walk this long and winding road alone ".repeat(4);
    edit_json(&project, "pieces", |data| {
        data["pieces"][0]["text"]["promise"]["en"] = long.trim().into();
    });
    let run = project.run_on("2026-11-22", &[&args[..], &pieces[..1]].concat());
    assert!(run.err.contains("the photo does not fit on the 1080 × 1080 picture"), "{}", run.err);
}
