//! `peerpress import sessions`: sessions from a spreadsheet, by their IDs.

use serde_json::Value;

use crate::project::Project;

/// A row for each day, out of order.
const ROWS: &str = "\
ID;Training;Format;Date;Start;End;City;Seats;Fee;Currency;Trainers
2027-07-fargo;core;in person;2027-07-07;8:30 AM;5:30 p.m.;Fargo;20;75;USD;Jo Sample, CPSS; Al Sample
2027-02-minot;;;;;;Mandan;;;;
2027-07-fargo;core;in person;2027-07-06;8:30 AM;5:30 p.m.;Fargo;20;75;USD;Jo Sample, CPSS; Al Sample
";

fn session(project: &Project, id: &str) -> Value {
    let data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    let mut sessions = data["sessions"].as_array().unwrap().iter();
    sessions.find(|session| session["id"] == id).cloned().unwrap_or_default()
}

#[test]
fn sessions_are_added_and_updated_after_a_look() {
    let project = Project::small();
    let before = project.read("data/trainings.json");
    let rows = ROWS.replace("Jo Sample, CPSS; Al Sample", "\"Jo Sample, CPSS; Al Sample\"");
    project.write("sessions.csv", &rows);
    let file = project.path("sessions.csv");
    let import = ["import", "sessions", file.to_str().unwrap()];
    let look = project.run(&import).succeeded();
    assert!(look.out.contains("2027-02-minot: city `Minot` → `Mandan`"), "{}", look.out);
    assert!(look.out.contains("2027-07-fargo: new session"), "{}", look.out);
    assert!(look.err.contains("1 new, 1 changed, 0 unchanged"), "{}", look.err);
    assert_eq!(project.read("data/trainings.json"), before);

    project.run(&[&import[..], &["--write"]].concat()).succeeded();
    let after = project.read("data/trainings.json");
    let new = session(&project, "2027-07-fargo");
    assert_eq!(new["days"][0]["date"], "2027-07-06");
    assert_eq!(
        (&new["days"][1]["start"], &new["days"][1]["end"]),
        (&"08:30".into(), &"17:30".into())
    );
    assert_eq!((&new["fee"]["amount"], &new["fee"]["currency"]), (&75.into(), &"USD".into()));
    assert_eq!(new["trainers"][0]["credentials"], "CPSS");
    assert_eq!((&new["format"], &new["seats"]), (&"in-person".into(), &20.into()));
    // All but the city and the new session keeps its bytes.
    let start = after.find(",\n    {\n      \"id\": \"2027-07-fargo\"").unwrap();
    let end = start + after[start..].rfind("\n  ]").unwrap();
    let rest = format!("{}{}", &after[..start], &after[end..]);
    assert_eq!(rest, before.replace("\"city\": \"Minot\"", "\"city\": \"Mandan\""));
    project.run(&["check", "--quiet"]).succeeded();
    let again = project.run(&import).succeeded();
    assert!(
        again.out.is_empty() && again.err.contains("2 unchanged"),
        "{}{}",
        again.out,
        again.err
    );
}

#[test]
fn a_spreadsheet_that_is_not_understood_changes_nothing() {
    let project = Project::small();
    let before = project.read("data/trainings.json");
    let mut faults = Vec::new();
    for (rows, expected) in [
        ("Name,City\na,Minot\n", "no row has the names of the columns"),
        ("id,citty\n2027-02-minot,Minot\n", "did you mean `city`?"),
        ("id,city\n2027-02-minot,Mandan\n,Fargo\n", "row 3 has no ID"),
        ("id,city\n2027-02-minot,Mandan\n2027-02-minot,Fargo\n", "an earlier row says `Mandan`"),
        ("id,date,start,end\n2027-02-minot,2027-02-30,08:30,17:00\n", "`2027-02-30` in row 2"),
        ("id,date,start,end\n2027-02-minot,2027-02-08,25:00,17:00\n", "`25:00` in row 2"),
        ("id,training,format\nnew,cor,online\n", "would not be valid"),
        ("id,fee\n2027-02-minot,75\n", "has no currency"),
        ("id,city,Town\n2027-02-minot,a,b\n", "two columns are `city`"),
        ("id,venue (fr)\n2027-02-minot,Salle\n", "`fr` is not a language of the program"),
    ] {
        project.write("s.csv", rows);
        let file = project.path("s.csv");
        let run = project.run(&["import", "sessions", file.to_str().unwrap(), "--write"]);
        if run.code != 2 || !run.err.contains(expected) {
            faults.push(format!("{rows}{} {}", run.code, run.err));
        }
        assert_eq!(project.read("data/trainings.json"), before, "{rows}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
