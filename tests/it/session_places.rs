//! Sessions whose days are in different places, on the pieces, the certificates, and the website.

use serde_json::{Value, json};

use crate::acts_files::text;
use crate::project::{Project, Run};

/// The program with one of its sessions changed.
fn with_session(project: Project, id: &str, change: impl FnOnce(&mut Value)) -> Project {
    let mut data = project.json("data/trainings.json");
    let mut sessions = data["sessions"].as_array_mut().unwrap().iter_mut();
    let session = sessions.find(|session| session["id"] == id).unwrap();
    for field in ["city", "venue", "address"] {
        session.as_object_mut().unwrap().remove(field);
    }
    change(session);
    project.write("data/trainings.json", format!("{data:#}"));
    project
}

/// The words of a file, with one space between them.
fn words(project: &Project, file: &str) -> String {
    text(&project.path(file)).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn certify(project: &Project, session: &str, roster: &str) -> Run {
    let args = ["certify", roster, "--session", session, "--lang", "en"];
    project.run_on("2026-11-20", &args).succeeded()
}

/// The words of the certificates of a session.
fn certificates(project: &Project, session: &str) -> String {
    let folder = format!("out/certificates/{session}");
    let all = project.files(&folder);
    let mut pdfs = all.iter().filter(|file| file.ends_with(".pdf") && !file.contains("all"));
    words(project, &format!("{folder}/{}", pdfs.next().unwrap()))
}

#[test]
fn certificates_name_the_cities_of_the_days() {
    let project = with_session(Project::starter(), "2026-10-grand-forks", |session| {
        for (index, day) in session["days"].as_array_mut().unwrap().iter_mut().enumerate() {
            day["city"] = if index < 2 { "Fargo" } else { "Minot" }.into();
        }
    });
    let project = with_session(project, "2026-11-bismarck", |session| {
        session["days"][0]["city"] = "Bismarck".into();
    });
    let project = with_session(project, "2027-02-bismarck", |session| {
        session["city"] = "Fargo".into();
        session["days"][4]["city"] = "Minot".into();
    });
    project.run(&["keys", "new"]).succeeded();
    certify(&project, "2026-10-grand-forks", "data/samples/roster-sample.csv");
    let found = certificates(&project, "2026-10-grand-forks");
    assert!(found.contains("Fargo and Minot"), "{found}");
    // The authority requires a city, and the only day has one.
    certify(&project, "2026-11-bismarck", "data/samples/roster-sample.xlsx");
    let found = certificates(&project, "2026-11-bismarck");
    assert!(found.contains("Bismarck"), "{found}");
    let build = ["build", "certificate-completion", "--edition", "screen", "--lang", "en"];
    project.run(&build).succeeded();
    let found = words(&project, "out/screen/certificate-completion.en.pdf");
    assert!(found.contains("Fargo and Minot"), "{found}");
}

/// The Library in Valdez has a street, and the School in Cordova is that of the session.
#[test]
fn each_day_is_printed_with_its_whole_place() {
    let project = with_session(Project::starter(), "2027-02-bismarck", |session| {
        session["city"] = "Cordova".into();
        session["venue"] = json!({ "en": "School", "es": "Escuela" });
        let days = session["days"].as_array_mut().unwrap();
        days[0]["address"] = "1 Egan Drive".into();
        days[1]["city"] = "Valdez".into();
        days[1]["venue"] = json!({ "en": "Library", "es": "Biblioteca" });
    });
    let pieces = ["flyer-session", "sheet-sign-in"];
    let args = ["--edition", "screen", "--lang", "en"];
    project.run(&[&["build"][..], &pieces, &args].concat()).succeeded();
    for piece in pieces {
        let found = words(&project, &format!("out/screen/{piece}.2027-02-bismarck.en.pdf"));
        for place in ["School, 1 Egan Drive, Cordova", "Library, Valdez", "School, Cordova"] {
            assert!(found.contains(place), "{piece} without {place}: {found}");
        }
        assert!(!found.contains("In person, School"), "{piece}: {found}");
    }
}

/// The comma between the parts of a place is that of the language.
#[test]
fn a_place_has_the_comma_of_its_language() {
    let project = Project::coast();
    let build = ["build", "flyer-session", "--edition", "screen", "--lang", "ar"];
    project.run(&build).succeeded();
    let found = words(&project, "out/screen/flyer-session.2027-03-panama-city.ar.pdf");
    assert!(found.contains("عيادة") && found.contains('،'), "{found}");
    assert!(!found.contains("Road, Destin"), "{found}");
}
