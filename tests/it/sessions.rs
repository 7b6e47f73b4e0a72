//! Sessions as they really are: their status, format, time zone, price, and ways to apply, on the
//! pieces that show them.

use std::fs;

use peerpress::pdf;
use serde_json::{Value, json};

use crate::acts_files::text;
use crate::peak::measure;
use crate::project::Project;

/// The most memory of a build of forty sessions, in megabytes; a whole build of the starter takes
/// 270.
const MOST_MEGABYTES: u64 = 400;

/// A session of the starter, with other fields.
fn like(data: &Value, model: &str, id: &str, fields: Value) -> Value {
    let sessions = data["sessions"].as_array().unwrap();
    let mut session = sessions.iter().find(|one| one["id"] == model).unwrap().clone();
    session["id"] = id.into();
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => drop(session.as_object_mut().unwrap().remove(name)),
            value => session[name] = value.clone(),
        }
    }
    session
}

/// The starter with more sessions.
fn with_sessions(sessions: &[(&str, &str, Value)]) -> Project {
    let project = Project::starter();
    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    let new: Vec<Value> =
        sessions.iter().map(|(id, model, fields)| like(&data, model, id, fields.clone())).collect();
    data["sessions"].as_array_mut().unwrap().extend(new);
    project.write("data/trainings.json", serde_json::to_string_pretty(&data).unwrap());
    project
}

#[test]
fn pieces_say_what_a_session_is() {
    let (room, online) = ("2027-02-bismarck", "2027-03-online");
    let project = with_sessions(&[
        ("cancelled", room, json!({ "status": "cancelled" })),
        ("full", room, json!({ "status": "full", "fee": { "amount": 0 } })),
        (
            "hybrid",
            room,
            json!({
                "format": "hybrid", "join": "On Zoom.", "trainers": null, "venue": null,
                "address": null, "fee": { "amount": 1250.5, "currency": "USD" },
                "parking": "Behind the building",
            }),
        ),
        ("phone", room, json!({ "apply": null, "apply_phone": "701-555-0177" })),
        ("open", room, json!({ "apply": null, "apply_by": null })),
        ("phoenix", online, json!({ "time_zone": "America/Phoenix" })),
        ("alias", online, json!({ "time_zone": "US/Central" })),
        ("menominee", online, json!({ "time_zone": "America/Menominee" })),
        ("waitlist", room, json!({ "status": "waitlist", "apply": null, "apply_by": null })),
        (
            "three-fridays",
            online,
            json!({ "days": [
                { "date": "2027-03-05", "start": "08:30", "end": "17:30" },
                { "date": "2027-03-12", "start": "08:30", "end": "17:30" },
                { "date": "2027-03-19", "start": "08:30", "end": "17:30" },
            ] }),
        ),
    ]);
    let args = ["build", "flyer-session", "flyer-trainings", "--lang", "en", "--format", "short"];
    project.run(&args).succeeded();
    let flyer = |id: &str| text(&project.path(&format!("out/screen/flyer-session.{id}.en.pdf")));
    let mut faults = Vec::new();
    for (id, has, has_not) in [
        ("cancelled", &["CANCELLED"][..], &["Apply by", "Scan the code"][..]),
        ("full", &["FULL", "No cost"], &["Apply by"]),
        (
            "hybrid",
            &[
                "In person and online",
                "On Zoom.",
                "Central Time",
                "Mountain Time: 7:30",
                "$1,250.50",
                "Behind the building",
            ],
            &["Led by"],
        ),
        ("phone", &["call 701-555-0177", "Apply by"], &["Scan the code", "Central Time"]),
        ("open", &["No application is needed"], &["Apply by", "Scan the code"]),
        // Its clocks never change, so its times are an hour apart in March and April.
        (
            "phoenix",
            &["Mountain Standard Time", "Central Time: Mar 5 and 12, 9:30 a.m.–6:30 p.m."],
            &["Fridays, 8:30"],
        ),
        // Another name of a zone, and another city in it, have no line of their own.
        ("alias", &["Times are in Central Time", "Mountain Time: 7:30"], &["Central Time: "]),
        ("menominee", &["Times are in Central Time", "Mountain Time: 7:30"], &["Central Time: "]),
        // Nobody says how to get on this waitlist.
        ("waitlist", &["WAITLIST"], &["No application is needed"]),
        ("three-fridays", &["March 5, 12, and 19, 2027", "Fridays, 8:30 a.m.–5:30 p.m."], &[]),
    ] {
        let words = flyer(id).split_whitespace().collect::<Vec<_>>().join(" ");
        let missing = has.iter().filter(|part| !words.contains(**part));
        faults.extend(missing.map(|part| format!("{id} without `{part}`: {words}")));
        let wrong = has_not.iter().filter(|part| words.contains(**part));
        faults.extend(wrong.map(|part| format!("{id} with `{part}`: {words}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let all = text(&project.path("out/screen/flyer-trainings.en.pdf"));
    assert!(all.contains("Cancelled") && all.contains("Full"), "{all}");
    project.edit(
        "data/pieces.json",
        "\"template\": \"flyer-trainings\",",
        "\"template\": \"flyer-trainings\", \"cancelled\": \"leave-out\",",
    );
    project.run(&args).succeeded();
    let all = text(&project.path("out/screen/flyer-trainings.en.pdf"));
    assert!(!all.contains("Cancelled") && all.contains("Full"), "{all}");
}

/// In a language without words for the days of every week, a weekly session has the day of the week
/// beside its times.
#[test]
fn a_weekly_session_names_its_day_of_the_week() {
    let project = Project::starter();
    let mut wording = project.json("data/wording.json");
    wording["locales"]["es"].as_object_mut().unwrap().remove("every_weekday");
    project.write("data/wording.json", wording.to_string());
    project.run(&["build", "flyer-session", "--edition", "screen", "--lang", "es"]).succeeded();
    let words = text(&project.path("out/screen/flyer-session.2027-03-online.es.pdf"));
    assert!(words.contains("Viernes, 8:30"), "{words}");
}

/// Sessions of a training on one day in one city have titles of their own.
#[test]
fn titles_of_sessions_on_one_day_are_distinct() {
    let model = "2027-06-minot";
    let evening = json!({ "days": [{ "date": "2027-06-16", "start": "17:00", "end": "20:00" }] });
    let project = with_sessions(&[("evening", model, evening), ("again", model, json!({}))]);
    project.run(&["build", "flyer-session", "--edition", "screen", "--lang", "en"]).succeeded();
    let title = |id: &str| {
        let path = project.path(&format!("out/screen/flyer-session.{id}.en.pdf"));
        let document = lopdf::Document::load(path).unwrap();
        let info = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
        let title = document.get_dictionary(info).unwrap().get(b"Title").unwrap();
        lopdf::decode_text_string(title).unwrap()
    };
    let [first, evening, again] = [model, "evening", "again"].map(title);
    assert!(first.ends_with("Minot – 2027-06-minot"), "{first}");
    assert!(again.ends_with("Minot – again"), "{again}");
    assert!(evening.replace('\u{a0}', " ").ends_with("Minot – 5 p.m.–8 p.m."), "{evening}");
}

/// A piece that leaves out the cancelled sessions says so if no other is left.
#[test]
fn no_session_is_left_if_all_are_cancelled() {
    let project = Project::small();
    let mut pieces = project.json("data/pieces.json");
    pieces["pieces"][1]["cancelled"] = json!("leave-out");
    project.write("data/pieces.json", pieces.to_string());
    project.edit("data/trainings.json", "\"sample\": true,", "\"status\": \"cancelled\",");
    let run = project.run(&["build", "dates"]).succeeded();
    let said = "each session on or after 2027-01-01 is cancelled, and the piece leaves it out";
    assert!(run.err.contains(said), "{}", run.err);
}

#[test]
fn copies_of_a_cancelled_session_are_stale() {
    let project = Project::small();
    project.run(&["build", "dates", "--format", "short"]).succeeded();
    let release =
        ["released", "dates", "--edition", "screen", "--quantity", "9", "--where", "Minot"];
    project.run(&release).succeeded();
    assert_eq!(project.run(&["stale"]).code, 0);
    let main = project.read("templates/dates/main.typ");
    project.write("templates/dates/main.typ", format!("{main}\n#job.session.status_name"));
    project.edit("data/trainings.json", "\"sample\": true,", "\"status\": \"cancelled\",");
    let run = project.run(&["stale"]);
    assert!(run.code == 1 && run.out.contains("Cancelled"), "{} {}", run.out, run.err);
}

/// A piece that leaves out cancelled sessions has no new version of the copies.
#[test]
fn copies_of_a_session_that_is_left_out_are_of_a_cancelled_one() {
    let project = Project::small();
    project.run(&["build", "dates", "--format", "short"]).succeeded();
    let release =
        ["released", "dates", "--edition", "screen", "--quantity", "9", "--where", "Minot"];
    project.run(&release).succeeded();
    let mut pieces: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let mut list = pieces["pieces"].as_array_mut().unwrap().iter_mut();
    list.find(|piece| piece["id"] == "dates").unwrap()["cancelled"] = json!("leave-out");
    project.write("data/pieces.json", pieces.to_string());
    project.edit("data/trainings.json", "\"sample\": true,", "\"status\": \"cancelled\",");
    let run = project.run(&["stale"]);
    assert!(
        run.code == 1 && run.out.contains("the session is cancelled"),
        "{} {}",
        run.out,
        run.err
    );
}

/// With forty sessions, everything is made, in about the memory of a build with a few.
#[test]
fn many_sessions_go_on_pages_with_a_foot_and_a_number() {
    let ids: Vec<String> = (10..45).map(|number| format!("s{number}")).collect();
    let sessions: Vec<_> =
        ids.iter().map(|id| (id.as_str(), "2027-02-bismarck", json!({}))).collect();
    let project = with_sessions(&sessions);
    let data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    assert!(data["sessions"].as_array().unwrap().len() >= 40);
    let build = measure(&project, "2026-11-22", &["build", "--lang", "es", "--format", "short"]);
    build.run.succeeded();
    assert!(build.megabytes < MOST_MEGABYTES, "{} MB", build.megabytes);
    for kind in ["flyer-session", "sheet-sign-in"] {
        let files = project.files("out/screen");
        let made = files.iter().filter(|file| file.starts_with(kind) && file.ends_with(".pdf"));
        assert!(made.count() > ids.len(), "{kind}");
    }
    let file = project.path("out/screen/flyer-trainings.es.pdf");
    let pages = pdf::text(&fs::read(&file).unwrap()).unwrap();
    let count = pages.len();
    assert!(count > 2);
    for (number, page) in (1..).zip(&pages) {
        // The number is an artifact, so that screen readers skip it.
        let own = format!("Página {number} de {count}");
        assert!(page.lines.iter().any(|line| line.artifact && line.text.contains(&own)), "{own}");
    }
    assert_eq!(text(&file).matches("701-555-0100").count(), count);
}

/// A flyer that has no room for the summary of its training says so, and only then.
#[test]
fn what_a_flyer_leaves_out_is_reported() {
    let long = "Tell us three weeks before the session, so that there is time to find someone. ";
    let facts = |times: usize| {
        let text = long.repeat(times);
        json!({ "access": text, "parking": text, "bring": text, "interpreter": text })
    };
    let room = "2027-02-bismarck";
    let project = with_sessions(&[("few", room, facts(1)), ("many", room, facts(5))]);
    let args = ["check", "flyer-session", "--lang", "en", "--edition", "screen"];
    let run = project.run(&[&args[..], &["--format", "short"]].concat()).succeeded();
    let summaries: Vec<&str> =
        run.err.lines().filter(|line| line.contains("warning[left-out]")).collect();
    let [line] = summaries[..] else { panic!("{}", run.err) };
    assert!(line.starts_with("data/trainings.json:"), "{line}");
    assert!(line.contains("flyer-session.many") && line.contains("the summary of the training"));
}

/// A session that states every field, one short sentence each, fits its flyer in every language.
#[test]
fn a_session_with_every_field_fits() {
    let both = |en: &str, es: &str| json!({ "en": en, "es": es });
    let every_field = json!({
        "format": "hybrid", "time_zone": "America/New_York", "address": "254 Sample Street",
        "venue": both("Sample Public Library, Room 2", "Biblioteca pública de ejemplo, sala 2"),
        "join": both("On Zoom. You get a link by email.", "Por Zoom. Recibirá un enlace."),
        "fee": {
            "amount": 75, "currency": "USD",
            "scholarship": both(
                "Scholarships are available; ask us by January 10",
                "Hay becas; pregúntenos antes del 10 de enero",
            ),
        },
        "apply": "https://example.org/apply/all", "apply_phone": "(701) 555-0177 ext. 4",
        "apply_email": "apply@example.org", "apply_by": "2027-01-15",
        "trainers": [
            { "name": "Jordan Sample", "credentials": "CPSS" }, { "name": "Robin Sample" },
        ],
        "language": both("English and Spanish", "Inglés y español"),
        "bring": both("A notebook and a sweater", "Un cuaderno y un suéter"),
        "parking": both("Free behind the library", "Gratis detrás de la biblioteca"),
        "interpreter": both("ASL on request, two weeks before", "ASL si lo pide dos semanas antes"),
        "access": both(
            "The room has a ramp. Ask us for large print.",
            "La sala tiene rampa. Pida letra grande.",
        ),
        "seats": 20,
    });
    let project = with_sessions(&[("all", "2027-02-bismarck", every_field)]);
    let run = project.run_on("2026-11-22", &["build", "flyer-session", "--format", "short"]);
    let made = ["en", "es"].map(|lang| format!("screen/flyer-session.all.{lang}.pdf: made"));
    assert!(made.iter().all(|line| run.out.contains(line)), "{}{}", run.out, run.err);
}
