//! Sessions as they really are: their status, format, time zone, price, and ways to apply, on the
//! pieces that show them.

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
            &[],
        ),
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
    let words = text(&project.path("out/screen/flyer-trainings.es.pdf"));
    let count = words.matches("Página").count();
    assert!(count > 2 && words.contains(&format!("Página {count} de {count}")), "{words}");
    assert_eq!(words.matches("701-555-0100").count(), count);
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
