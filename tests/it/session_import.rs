//! `peerpress import sessions`: sessions from a spreadsheet, by their IDs.

mod days;
mod places;
mod printed;
mod texts;
mod workbooks;
mod written;

use serde_json::{Value, json};

use crate::project::{Project, Run};
use crate::roster::workbook;

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

/// Shows what rows would change.
fn look(project: &Project, rows: &str, options: &[&str]) -> Run {
    project.write("s.csv", rows);
    let file = project.path("s.csv");
    project.run(&[&["import", "sessions", file.to_str().unwrap()][..], options].concat())
}

/// Imports rows.
fn import(project: &Project, rows: &str, options: &[&str]) -> Run {
    look(project, rows, &[&["--write"][..], options].concat())
}

/// Imports rows, and prints a line for each finding.
fn import_in_short(project: &Project, rows: &str) -> Run {
    import(project, rows, &["--format", "short"])
}

/// Each of these rows is refused with one error that says this, and nothing changes.
fn assert_refused(project: &Project, cases: &[(&str, &str)]) {
    let before = project.read("data/trainings.json");
    let mut faults = Vec::new();
    for (rows, expected) in cases {
        let run = import_in_short(project, rows);
        if run.code != 1 || !run.err.contains(expected) || run.err.matches("error[").count() != 1 {
            faults.push(format!("{rows}{} {}{}", run.code, run.out, run.err));
        }
        assert_eq!(project.read("data/trainings.json"), before, "{rows}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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
    project.write("sessions.csv", "id,apply_by,apply_phone\n2027-07-fargo,6/1/2027,701-555-0100\n");
    project.run(&[&import[..], &["--write"]].concat()).succeeded();
    assert_eq!(session(&project, "2027-07-fargo")["apply_by"], "2027-06-01");
    project.write("sessions.csv", &rows);
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
        (
            "id,city\n2027-02-minot,Mandan\n,Fargo\n",
            "row 3: error[session-cell]: the row has no ID",
        ),
        ("id,city\n2027-02-minot,Mandan\n2027-02-minot,Fargo\n", "an earlier row says `Mandan`"),
        (
            "id,date,start,end\n2027-02-minot,2027-02-30,08:30,17:00\n",
            "row 2, column \"date\": error[session-cell]: `2027-02-30` is not",
        ),
        (
            "id,date,start,end\n2027-02-minot,2027-02-08,25:00,17:00\n",
            "row 2, column \"start\": error[session-cell]: `25:00` is not",
        ),
        ("id,training,format\nnew,cor,online\n", "there is no training `cor`"),
        ("id,fee\n2027-02-minot,75\n", "an amount needs a currency"),
        ("id,city,Town\n2027-02-minot,a,b\n", "two columns are `city`"),
        ("id,apply_by\n2027-02-minot,soon\n", "`soon` is not a valid `apply_by`"),
        ("id,time_zone\n2027-02-minot,America/Chicgo\n", "did you mean `America/Chicago`?"),
        ("id,venue (fr)\n2027-02-minot,Salle\n", "`fr` is not a language of the program"),
    ] {
        let run = import_in_short(&project, rows);
        if run.code == 0 || !run.err.contains(expected) {
            faults.push(format!("{rows}{} {}", run.code, run.err));
        }
        assert_eq!(project.read("data/trainings.json"), before, "{rows}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A project with a session whose third day has a city and an address of its own.
fn project_with_places() -> Project {
    let project = Project::small();
    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    let day = |date: &str| json!({ "date": date, "start": "09:00", "end": "17:00" });
    let mut third = day("2027-06-03");
    third["city"] = "Ketchikan".into();
    third["address"] = "1 Dock Street".into();
    data["sessions"][0]["id"] = "places".into();
    data["sessions"][0]["city"] = "Sitka".into();
    data["sessions"][0]["days"] = json!([day("2027-06-01"), day("2027-06-02"), third]);
    project.write("data/trainings.json", format!("{data:#}"));
    project
}

/// Imports rows with `--write`. Returns the days, each with its city and address, and what was
/// shown.
fn imported_days(project: &Project, rows: &str) -> (Vec<[String; 3]>, String, String) {
    let run = import(project, rows, &[]);
    let session = session(project, "places");
    let of = |day: &Value, field: &str| day[field].as_str().unwrap_or_default().to_owned();
    let days = session["days"].as_array().unwrap().iter();
    let days = days.map(|day| ["date", "city", "address"].map(|field| of(day, field))).collect();
    (days, session["city"].as_str().unwrap_or_default().to_owned(), run.out + &run.err)
}

/// What is imported, the rows, the days with their cities and addresses, the city of the session,
/// and what is shown.
type Case = (&'static str, &'static str, [[&'static str; 3]; 3], &'static str, &'static str);

#[test]
fn a_day_keeps_its_own_place_and_can_get_one() {
    let dock = "1 Dock Street";
    let cases: [Case; 7] = [
        (
            "the third day is moved",
            "id,date,city\nplaces,2027-06-01,\nplaces,2027-06-02,\nplaces,2027-06-04,\n",
            [["2027-06-01", "", ""], ["2027-06-02", "", ""], ["2027-06-04", "Ketchikan", dock]],
            "Sitka",
            "2027-06-04 09:00–17:00 (Ketchikan, 1 Dock Street)",
        ),
        (
            "all days are moved, in one row",
            "id,date,city\nplaces,2027-06-08; 2027-06-09; 2027-06-10,Juneau\n",
            [["2027-06-08", "", ""], ["2027-06-09", "", ""], ["2027-06-10", "Ketchikan", dock]],
            "Juneau",
            "city `Sitka` → `Juneau`",
        ),
        (
            "each row states its city, as it is",
            "id,date,city\nplaces,2027-06-01,Sitka\nplaces,2027-06-02,Sitka\n\
             places,2027-06-03,Ketchikan\n",
            [["2027-06-01", "", ""], ["2027-06-02", "", ""], ["2027-06-03", "Ketchikan", dock]],
            "Sitka",
            "1 unchanged",
        ),
        (
            "the second day is elsewhere",
            "id,date,city\nplaces,2027-06-01,Sitka\nplaces,2027-06-02,Juneau\nplaces,2027-06-03,\n",
            [
                ["2027-06-01", "", ""],
                ["2027-06-02", "Juneau", ""],
                ["2027-06-03", "Ketchikan", dock],
            ],
            "Sitka",
            "2027-06-02 09:00–17:00 (Juneau)",
        ),
        (
            "a time in words, American dates, a status in American spelling",
            "id,date,end,status\nplaces,6/1/2027,noon,Canceled\nplaces,6/2/2027,noon,\n\
             places,6/3/2027,12 noon,\n",
            [["2027-06-01", "", ""], ["2027-06-02", "", ""], ["2027-06-03", "Ketchikan", dock]],
            "Sitka",
            "`cancelled`",
        ),
        (
            "nobody can say which day was moved",
            "id,date\nplaces,2027-06-01\nplaces,2027-06-04\n",
            [["2027-06-01", "", ""], ["2027-06-02", "", ""], ["2027-06-03", "Ketchikan", dock]],
            "Sitka",
            "does not have the days 2027-06-02, 2027-06-03 of `places`, and it has the new days",
        ),
        (
            "an unknown status",
            "id,status\nplaces,perhaps\n",
            [["2027-06-01", "", ""], ["2027-06-02", "", ""], ["2027-06-03", "Ketchikan", dock]],
            "Sitka",
            "write one of: scheduled, full, waitlist, postponed, cancelled",
        ),
    ];
    let mut faults = Vec::new();
    for (what, rows, wanted, city, shown) in cases {
        let project = project_with_places();
        let (days, is_city, output) = imported_days(&project, rows);
        if days != wanted || is_city != city || !output.contains(shown) {
            faults.push(format!("{what}: {days:?} {is_city} {output}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A new session whose days are in two cities.
#[test]
fn a_new_session_can_be_in_two_cities() {
    let project = project_with_places();
    let rows = "id,training,format,date,start,end,city,address\n\
                two,core,in person,2027-08-02,9:00,17:00,Nome,2 Front Street\n\
                two,core,in person,2027-08-03,9:00,17:00,Kotzebue,\n";
    let (_, _, output) = imported_days(&project, rows);
    let new = session(&project, "two");
    assert!(new["city"].is_null() && new["address"].is_null(), "{output}");
    let days = [&new["days"][0], &new["days"][1]];
    assert_eq!(days.map(|day| day["city"].as_str()), [Some("Nome"), Some("Kotzebue")]);
    assert_eq!(days.map(|day| day["address"].as_str()), [Some("2 Front Street"), None]);
}

/// A program wrote the workbook, and no spreadsheet program computed its formulas.
#[test]
fn formulas_without_a_value_are_named() {
    let project = Project::small();
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"str\"><v>{text}</v></c>");
    let formula = |cell: &str| format!("<c r=\"{cell}\"><f>A1</f></c>");
    let rows = [
        text("A1", "id") + &text("B1", "city") + &text("C1", "seats"),
        text("A2", "2027-02-minot") + &formula("B2") + &formula("C2"),
        formula("A3") + &text("B3", "Fargo"),
    ];
    let rows: String =
        (1..).zip(rows).map(|(row, cells)| format!("<row r=\"{row}\">{cells}</row>")).collect();
    std::fs::write(project.path("sessions.xlsx"), workbook(&rows)).unwrap();
    let file = project.path("sessions.xlsx");
    let run = project.run(&["import", "sessions", file.to_str().unwrap(), "--format", "short"]);
    assert_eq!(run.code, 1);
    for cell in [("2", "city"), ("2", "seats"), ("3", "id")] {
        let expected = format!(
            "row {}, column \"{}\": error[session-cell]: the cell contains a formula without a \
             value (open the file in a spreadsheet program and save it, or type the value)",
            cell.0, cell.1
        );
        assert!(run.err.contains(&expected), "{expected}\n{}", run.err);
    }
    assert!(!run.err.contains("has no ID"), "{}", run.err);
}

#[test]
fn a_new_session_that_is_similar_to_another_needs_a_clear_yes() {
    let mut faults = Vec::new();
    let row = |id: &str, date: &str, city: &str| {
        format!(
            "id,training,format,date,start,end,city\n{id},core,in-person,{date},9:00,17:00,{city}\n"
        )
    };
    for (rows, is_similar) in [
        (row("2027-02-mniot", "2027-03-08", "Minot"), true),
        (row("2027-2-minot", "2027-03-08", "Minot"), true),
        (row("2027-02-mi-not", "2027-03-08", "Minot"), true),
        ("id,status\n2027-02-minto,full\n".to_owned(), true),
        (row("second", "2027-02-08; 2027-02-09", "Minot"), true),
        (
            row("new-minot", "2027-03-08", "Minot")
                + "new-mniot,core,online,2027-04-08,9:00,17:00,\n",
            true,
        ),
        (row("2027-03-minot", "2027-03-08", "Minot"), false),
        (row("2027-02-fargo", "2027-02-08; 2027-02-09", "Fargo"), false),
        (row("2027-02-minot-2", "2027-03-08", "Minot"), false),
    ] {
        let project = Project::small();
        project.write("s.csv", &rows);
        let file = project.path("s.csv");
        let import = ["import", "sessions", file.to_str().unwrap(), "--format", "short", "--write"];
        let run = project.run(&import);
        let is_refused = run.code == 1 && run.err.contains("would be new, beside");
        let findings = run.err.matches("error[").count();
        if is_refused != is_similar || findings != usize::from(is_similar) {
            faults.push(format!("{rows}{} {}", run.code, run.err));
        }
        if rows.contains("core") {
            project.run(&[&import[..], &["--allow-similar"]].concat()).succeeded();
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
