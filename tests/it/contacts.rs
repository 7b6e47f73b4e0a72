//! Contacts: numbers as people write them, and the contacts that a piece chooses by their roles.

use std::fs;

use peerpress::content::phone::PhoneNumber;
use peerpress::pdf;
use serde_json::{Value, json};

use crate::project::Project;

/// A number as it is written, the region of the program, and what a phone dials; "" if it is not
/// one number.
const NUMBERS: [(&str, &str, &str); 42] = [
    ("701-555-0100", "us", "+17015550100"),
    ("(701) 555-0100", "us", "+17015550100"),
    ("(701)555-0100", "us", "+17015550100"),
    ("701.555.0100", "us", "+17015550100"),
    ("701 555 0100", "us", "+17015550100"),
    ("701/555-0100", "us", "+17015550100"),
    ("701‑555–0100", "us", "+17015550100"),
    ("701\u{a0}555\u{202f}0100", "us", "+17015550100"),
    ("٧٠١-٥٥٥-٠١٠٠", "us", "+17015550100"),
    ("1-701-555-0100", "us", "+17015550100"),
    ("1 (800) 755-2719", "us", "+18007552719"),
    ("+1 701 555 0100", "us", "+17015550100"),
    ("+1 (701) 555-0100", "mx", "+17015550100"),
    ("506-555-0100", "ca", "+15065550100"),
    ("55 5123 4567", "mx", "5551234567"),
    ("+52 55 5123 4567", "us", "+525551234567"),
    ("+44 (0)20 7946 0018", "us", "+442079460018"),
    ("020 7946 0018", "gb", "02079460018"),
    ("701-555-0100 x4", "us", "+17015550100;ext=4"),
    ("701-555-0100x4", "us", "+17015550100;ext=4"),
    ("701-555-0100, ext. 12", "us", "+17015550100;ext=12"),
    ("701-555-0100 Ext 12", "us", "+17015550100;ext=12"),
    ("(701) 555-0100 (ext. 12)", "us", "+17015550100;ext=12"),
    ("701-555-0100 extension: 12", "us", "+17015550100;ext=12"),
    ("701-555-0100 #12", "us", "+17015550100;ext=12"),
    ("506-555-0100 poste 4", "ca", "+15065550100;ext=4"),
    ("506-555-0100, POSTE 4", "ca", "+15065550100;ext=4"),
    ("701-555-0100 تحويلة 4", "us", "+17015550100;ext=4"),
    ("1-800-662-HELP", "us", "+18006624357"),
    ("800-662-help", "us", "+18006624357"),
    ("1-800-662-HELP (4357)", "us", "+18006624357"),
    ("1-800-662-HELP x4", "us", "+18006624357;ext=4"),
    ("1-800-CONTACTS", "us", "+18002668228"),
    ("988", "us", "988"),
    ("116 123", "gb", "116123"),
    ("555-0100", "us", "5550100"),
    ("701-555-0100 (cell)", "us", ""),
    ("701-555-0100 or 701-555-0101", "us", ""),
    ("call 701-555-0100", "us", ""),
    ("1-800-662-HELP (5555)", "us", ""),
    ("701\u{ad}555\u{200b}0100", "us", ""),
    ("(701 555-0100", "us", ""),
];

#[test]
fn a_number_dials_the_same_however_it_is_written() {
    let dial = |(text, region, _): &(&str, &str, &str)| {
        PhoneNumber::parse(text).map(|number| number.dialed(region)).unwrap_or_default()
    };
    let wrong: Vec<_> = NUMBERS
        .iter()
        .filter(|case| dial(case) != case.2)
        .map(|case| (case.0, dial(case), case.2))
        .collect();
    assert!(wrong.is_empty(), "written, dialed, expected: {wrong:#?}");
}

/// Contacts of every kind. `note` prints the need `contacts`.
fn project(contacts: &Value, roles: Option<Value>) -> Project {
    let project = Project::small();
    let mut program: Value = serde_json::from_str(&project.read("data/program.json")).unwrap();
    for (name, value) in contacts.as_object().unwrap() {
        program[name] = value.clone();
    }
    program.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    project.write("data/program.json", program.to_string());
    let mut pieces: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    if let Some(roles) = roles {
        pieces["pieces"][0]["contacts"] = roles;
    }
    project.write("data/pieces.json", pieces.to_string());
    project.edit("templates/note/template.json", "[\"program\"]", "[\"program\", \"contacts\"]");
    project
}

/// `/job.json` of the note.
fn job(project: &Project) -> Value {
    let run = project.run(&["job", "note", "--lang", "es"]).succeeded();
    serde_json::from_str(&run.out).unwrap()
}

fn all_kinds() -> Value {
    json!([
        {
            "id": "lifeline", "roles": ["crisis"], "label": { "en": "Lifeline", "es": "Línea" },
            "phone": "988", "text": "741741", "text_word": "HOME", "tty": "711",
        },
        {
            "id": "office", "roles": ["certification", "main"], "label": "Office",
            "phone": "(701) 328-8920 ext. 4", "fax": "701.328.8921",
            "email": "cert@hhs.nd.gov", "web": "https://www.hhs.nd.gov/certification/",
            "address": { "en": "1 Main St.", "es": "Calle Main 1" }, "hours": "8–5",
        },
    ])
}

#[test]
fn a_piece_prints_the_contacts_of_its_roles_in_their_order() {
    let project = project(&json!({ "contacts": all_kinds() }), Some(json!(["certification"])));
    let office = job(&project);
    let pieces = project.read("data/pieces.json");
    project
        .write("data/pieces.json", pieces.replace("[\"certification\"]", "[\"crisis\",\"main\"]"));
    let crisis = job(&project);
    project.write("data/pieces.json", pieces.replace(",\"contacts\":[\"certification\"]", ""));
    let plain = job(&project);

    let ids = |job: &Value| {
        let list = job["contacts"].as_array().unwrap().iter();
        list.map(|one| format!("{}/{}", one["role"], one["id"]).replace('"', ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&office), ["certification/office"]);
    assert_eq!(ids(&crisis), ["crisis/lifeline", "main/main", "main/office"]);
    assert_eq!(ids(&plain), ["main/main", "main/office", "crisis/lifeline"]);
    assert_eq!(plain["contacts"][0]["label"], "Programa pequeño");
    assert_eq!(plain["program"]["contact"]["phone"]["url"], "tel:+17013282310");
    assert_eq!(crisis["program"]["contact"]["phone"]["url"], "tel:988");
    let known: Vec<_> = plain["program"]["contact"].as_object().unwrap().keys().collect();
    assert_eq!(known, ["phone", "email", "web", "place"], "as templates have always known it");

    let (first, other) = (&office["contacts"][0], &crisis["contacts"][0]);
    let shown = |contact: &Value, names: &[&str]| {
        let each = names.iter().map(|name| {
            let value = &contact[name];
            let link = |field: &str| value[field].as_str().unwrap_or("none").to_owned();
            value
                .as_str()
                .map_or_else(|| format!("{} {}", link("url"), link("show")), str::to_owned)
        });
        each.collect::<Vec<_>>()
    };
    assert_eq!(
        shown(first, &["phone", "fax", "email", "web", "address", "hours", "label"]),
        [
            "tel:+17013288920;ext=4 (701)\u{a0}328-8920 ext.\u{a0}4",
            "none 701.328.8921",
            "mailto:cert@hhs.nd.gov cert@hhs.nd.gov",
            "https://www.hhs.nd.gov/certification/ hhs.nd.gov/certification",
            "Calle Main 1",
            "8–5",
            "Office",
        ]
    );
    assert_eq!(
        shown(other, &["phone", "text", "text_word", "tty", "label"]),
        ["tel:988 988", "sms:741741 741741", "HOME", "tel:711 711", "Línea"]
    );
    assert!(other["email"].is_null() && other["web"].is_null());
}

#[test]
fn numbers_of_nothing_but_digits_are_printed_in_groups() {
    let office = json!([{
        "id": "office", "roles": ["main"], "label": "Office", "phone": "7013288920",
        "text": "7013288921", "tty": "17013288922", "fax": "7013288923",
    }]);
    let project = project(&json!({ "contact": null, "contacts": office }), None);
    let job = job(&project);
    let shown = ["phone", "text", "tty", "fax"].map(|kind| &job["contacts"][0][kind]["show"]);
    assert_eq!(shown, ["701-328-8920", "701-328-8921", "1-701-328-8922", "701-328-8923"]);
    assert_eq!(job["contacts"][0]["phone"]["url"], "tel:+17013288920");
}

#[test]
fn a_contact_with_a_label_can_be_that_of_the_program() {
    let project = project(&json!({ "contact": null, "contacts": all_kinds() }), None);
    let job = job(&project);
    assert_eq!(job["program"]["contact"]["email"]["show"], "cert@hhs.nd.gov");
    assert_eq!(job["contacts"][0]["role"], "main");
    let run = project.run(&["check"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

/// Each piece of the starter that meets the public names the crisis line, in every language.
#[test]
fn pieces_for_the_public_print_the_crisis_line() {
    let (project, _) = Project::built();
    let pieces: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let mut wrong = Vec::new();
    for piece in pieces["pieces"].as_array().unwrap() {
        let (id, template) = (piece["id"].as_str().unwrap(), piece["template"].as_str().unwrap());
        let cards = ["rack-card", "card-contact", "postcard", "bookmark"];
        let pages = ["flyer", "handout", "poster", "brochure", "fact-sheet"];
        let is_public = cards.iter().chain(&pages).any(|kind| id.starts_with(kind));
        let spec = project.read(&format!("templates/{template}/template.json"));
        if spec.contains("\"contacts\"") != is_public {
            wrong.push(format!("{id}: contacts"));
        }
        let files = project.files("out/screen");
        let own = files.iter().filter(|file| file.starts_with(&format!("{id}.")));
        for file in own.filter(|file| is_public && file.ends_with(".pdf")) {
            let label = match file.ends_with(".es.pdf") {
                true => "988 Línea de Prevención del Suicidio y Crisis",
                false => "988 Suicide & Crisis Lifeline",
            };
            let bytes = fs::read(project.path(&format!("out/screen/{file}"))).unwrap();
            let pages: Vec<_> = pdf::text(&bytes).unwrap().iter().map(|page| page.text()).collect();
            let text = pages.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.contains(label) {
                wrong.push(format!("{file}: no crisis line"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_piece_names_the_training_that_it_is_about() {
    let project = Project::small();
    project.edit("templates/note/template.json", "[\"program\"]", "[\"program\", \"training\"]");
    let trainings: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    let id = trainings["trainings"][0]["id"].as_str().unwrap();
    project.edit(
        "data/pieces.json",
        "\"template\": \"note\",",
        &format!("\"template\": \"note\", \"training\": \"{id}\","),
    );
    assert_eq!(job(&project)["training"]["id"], id);
    project.edit("data/pieces.json", &format!("\"{id}\""), "\"nowhere\"");
    let run = project.run(&["check", "--format", "short"]);
    assert!(run.err.contains("has no training `nowhere`"), "{}", run.err);
}

#[test]
fn whatever_reaches_the_program_is_on_the_tabs() {
    let project = Project::starter();
    let mut data: Value = serde_json::from_str(&project.read("data/program.json")).unwrap();
    let args = ["build", "flyer-tear-off", "--lang", "en", "--edition", "screen,large-print"];
    let mut wrong = Vec::new();
    for (contact, is_enough) in [
        (json!({ "address": "12 Sample Street, Bismarck, ND 58501" }), true),
        (json!({ "fax": "701-555-0199" }), true),
        (json!({ "hours": "Monday to Friday, 8 a.m. to 5 p.m." }), true),
        (json!({ "email": "peersupportcoordinator@hhs.nd.gov" }), true),
        (json!({ "place": "Bismarck" }), false),
    ] {
        data["contact"] = contact.clone();
        project.write("data/program.json", data.to_string());
        let run = project.run(&args);
        let is_reported = run.err.contains("does not say how to reach");
        if (run.code == 0) != is_enough || is_reported == is_enough {
            wrong.push(format!("{contact}: {}{}", run.out, run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The starter with more contacts: their roles and labels.
fn starter_with(contacts: &[(&str, String)]) -> Project {
    let project = Project::starter();
    let mut program: Value = serde_json::from_str(&project.read("data/program.json")).unwrap();
    let list = program["contacts"].as_array_mut().unwrap();
    for (index, (role, label)) in contacts.iter().enumerate() {
        let (id, phone) = (format!("more-{index}"), format!("701-200-01{index:02}"));
        let email = format!("{id}@nd.gov");
        list.push(json!({
            "id": id, "roles": [role], "label": label, "phone": phone, "email": email,
        }));
    }
    project.write("data/program.json", program.to_string());
    project
}

#[test]
fn too_many_contacts_are_blamed_for_themselves() {
    let offices: Vec<_> =
        (0..12).map(|n| ("main", format!("Regional office number {n}"))).collect();
    let project = starter_with(&offices);
    let check = ["check", "flyer-benefits", "flyer-trainings", "--lang", "en", "--format", "short"];
    let run = project.run(&[&check[..], &["--edition", "screen"]].concat());
    assert_eq!(run.code, 1);
    for piece in ["flyer-benefits", "flyer-trainings"] {
        let expected = format!("{piece} (screen, en): the text in \"how to reach us\"");
        assert!(run.err.contains(&expected), "{}", run.err);
    }
    for other in ["\"headline\"", "low-contrast", "text-overlap", "template-failed"] {
        assert!(!run.err.contains(other), "{other}: {}", run.err);
    }
}

#[test]
fn a_label_stays_on_the_line_of_its_number() {
    let labels =
        (0..4).map(|n| ("crisis", format!("Help by telephone {}q{n}", "for all ".repeat(n))));
    let project = starter_with(&labels.collect::<Vec<_>>());
    let build = ["build", "flyer-benefits", "rack-card-overview", "--lang", "en"];
    project.run(&[&build[..], &["--edition", "screen"]].concat());
    let mut parted = Vec::new();
    for piece in ["flyer-benefits", "rack-card-overview"] {
        let Ok(file) = fs::read(project.path(&format!("out/screen/{piece}.en.pdf"))) else {
            continue;
        };
        let text: String = pdf::text(&file).unwrap().iter().map(|page| page.text()).collect();
        for n in 0..4 {
            let text = text.replace('\u{a0}', " ");
            let lines: Vec<&str> = text.lines().collect();
            // A label can also be a line of its own, above that of the number.
            let is_above = |pair: &[&str]| {
                let is_whole = pair[0].starts_with("Help") && pair[0].ends_with(&format!("q{n}."));
                is_whole && pair[1].starts_with("Call")
            };
            let is_beside = lines.iter().any(|line| line.contains(&format!("q{n}. Call")));
            if !is_beside && !lines.windows(2).any(is_above) {
                parted.push(format!("{piece} q{n}: {text}"));
            }
        }
    }
    assert!(parted.is_empty(), "{}", parted.join("\n"));
}

/// 711 is a relay service: a link that says "Call the office, 711" would be wrong.
#[test]
fn the_link_of_a_tty_number_says_that_it_is_one() {
    let project = Project::coast();
    project.edit("data/program.json", "\"text\": \"850-555-0143\",", "\"tty\": \"711\",");
    let args = ["job", "flyer-session", "--over", "2027-05-key-west", "--lang", "en"];
    let run = project.run(&args).succeeded();
    let job: Value = serde_json::from_str(&run.out).unwrap();
    let contacts = job["contacts"].as_array().unwrap();
    let about: Vec<&Value> = contacts.iter().map(|contact| &contact["tty"]["about"]).collect();
    assert!(about.contains(&&"TTY 711".into()), "{about:?}");
}
