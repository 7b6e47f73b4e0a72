//! What the user said about a roster is remembered for the next one, and the row of a person is
//! never a header.

use peerpress::certificates::roster::{Options, ReadAs, Roster, SavedMappings, Unit};

use super::{codes, names, read, read_with, with_columns};
use crate::project::Project;

/// Returns the options after what a roster's reading said was saved and read again.
fn remembered(project: &Project, roster: &Roster) -> Options {
    let path = project.path(SavedMappings::FILE);
    let mut saved = SavedMappings::load(&path).unwrap();
    assert!(saved.remember(&roster.mapping) && !saved.remember(&roster.mapping));
    saved.write(&path).unwrap();
    Options { saved: SavedMappings::load(&path).unwrap(), ..Options::default() }
}

#[test]
fn answers_fit_lists_with_more_columns_in_another_order() {
    let project = Project::empty();
    let text = "Name,Participant,Hrs done\nBoss,Ann Lee,6\n";
    let said = read_with("r.csv", text, &with_columns(&["name=Participant", "hours=hrs done"]));
    let options = remembered(&project, &said);
    for text in [
        "\nName,Participant,Hrs done\nBoss,Bo Li,5\n",
        "Hrs done,Note,Participant,Name,Problem\n5,,Bo Li,Boss,\n",
        "name,PARTICIPANT,hrs done\nBoss,Bo Li,5\n",
    ] {
        let again = read_with("r.csv", text, &options);
        let hours = again.people.first().and_then(|person| person.hours);
        assert_eq!((names(&again), hours), (vec!["Bo Li"], Some(5.0)), "{:?}", again.findings);
    }
    let other = read_with("r.csv", "Name,Participant\nBoss,Bo Li\n", &options);
    assert_eq!(codes(&other), ["roster-header"], "a column is missing");
    project.write(SavedMappings::FILE, "{");
    assert!(SavedMappings::load(&project.path(SavedMappings::FILE)).is_err());
}

#[test]
fn the_unit_and_the_way_of_reading_are_remembered() {
    let project = Project::empty();
    let minutes = Options { unit: Some(Unit::Minutes), ..Options::default() };
    let said = read_with("r.csv", "Name,Duration\nAnn Lee,360\n", &minutes);
    let options = remembered(&project, &said);
    let again = read_with("r.csv", "Name,Email,Duration\nBo Li,b@example.org,90\n", &options);
    assert_eq!(again.people[0].hours, Some(1.5));

    let plain = Options { read_as: Some(ReadAs::Plain), ..Options::default() };
    let text = "Timestamp,Email Address,Name\n1,a@example.org,Ann Lee\n";
    let said = read_with("r.csv", text, &plain);
    assert_eq!(said.mapping.export, None);
    let options = remembered(&project, &said);
    assert_eq!(read_with("r.csv", text, &options).mapping.export, None);
}

#[test]
fn nothing_is_remembered_without_an_answer() {
    let read = read("r.csv", "Name,Hours\nAnn Lee,6\n");
    assert!(!SavedMappings::default().remember(&read.mapping));
}

/// A number that only counts the rows stays unused when the rejected rows are read alone.
#[test]
fn a_row_counter_is_remembered() {
    let project = Project::empty();
    let list = read("r.csv", "ID,Name,Email\n1,Ann Lee,a@example.org\n2,Bo Li,b@\n");
    let options = remembered(&project, &list);
    let text = "ID,Name,Email,Problem\n57,Bo Li,b@example.org,\n";
    assert_eq!(read_with("r.csv", text, &options).people[0].id, None);
}

/// A file of version 2 does not say which values an unused column had.
#[test]
fn unused_columns_of_version_2_stay_unused() {
    let project = Project::empty();
    let unused = Options { unused: vec!["Note".to_owned()], ..Options::default() };
    let list = read_with("r.csv", "Name,Note\nAnn Lee,bus\nBo Li,\n", &unused);
    let options = remembered(&project, &list);
    let next = "Name,Note\nAnn Lee,car\nBo Li,\n";
    assert_eq!(codes(&read_with("r.csv", next, &options)), ["roster-status"]);
    let path = project.path(SavedMappings::FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("bus"), "{text}");
    let mut saved: serde_json::Value = serde_json::from_str(&text).unwrap();
    saved["version"] = 2.into();
    saved["mappings"][0].as_object_mut().unwrap().remove("values");
    project.write(SavedMappings::FILE, saved.to_string());
    let former = SavedMappings::load(&path).unwrap();
    let options = Options { saved: former, ..Options::default() };
    assert!(codes(&read_with("r.csv", next, &options)).is_empty());
}

#[test]
fn mappings_of_earlier_versions_are_read() {
    let project = Project::empty();
    let former = r#"{"version": 1, "mappings": [{"header": ["Name", "Participant", "Hrs done"],
        "columns": {"hours": "Hrs done", "language": "Name", "name": "Participant"}}]}"#;
    project.write(SavedMappings::FILE, former);
    let saved = SavedMappings::load(&project.path(SavedMappings::FILE)).unwrap();
    let options = Options { saved, ..Options::default() };
    let text = "Name,Participant,Hrs done,Note\nen,Bo Li,5,\n";
    let roster = read_with("r.csv", text, &options);
    assert_eq!((names(&roster), roster.people[0].hours), (vec!["Bo Li"], Some(5.0)));
    let minutes = r#"{"version": 1, "mappings": [{"header": ["Name", "Total Duration (Minutes)"],
        "columns": {"hours": "Total Duration (Minutes)", "name": "Name"}}]}"#;
    project.write(SavedMappings::FILE, minutes);
    let saved = SavedMappings::load(&project.path(SavedMappings::FILE)).unwrap();
    let options = Options { saved, ..Options::default() };
    let roster = read_with("r.csv", "Name,Total Duration (Minutes)\nBo Li,90\n", &options);
    assert_eq!(roster.people[0].hours, Some(1.5), "what was remembered as hours was minutes");
}

/// The file is kept in git, so nothing of a roster is legible in it.
#[test]
fn nothing_of_a_roster_is_legible_in_the_saved_file() {
    let project = Project::empty();
    let text = "Ann Lee's list,Participant,Bo Li,Hrs done\nx,Cy Ray,y,6\n";
    let said = read_with("r.csv", text, &with_columns(&["name=Participant", "hours=Hrs done"]));
    remembered(&project, &said);
    let saved = project.read(SavedMappings::FILE);
    for word in ["Ann", "Lee", "Bo", "Cy", "Ray", "Participant", "Hrs"] {
        assert!(!saved.contains(word), "{word}: {saved}");
    }
}

#[test]
fn the_row_of_a_person_is_never_a_header() {
    let mut wrong = Vec::new();
    for (text, columns) in [
        ("Ann Lee,Student,6\nBo Li,Student,6\n", &[][..]),
        ("Ann Lee,Participant,6\nBo Li,Participant,6\n", &[]),
        ("Ann Lee,Participant\nBo Li,Presenter\nCy Ray,Participant\n", &[]),
        ("Ann Lee,a@example.org,Participant\nBo Li,b@example.org,Attendee\n", &[]),
        ("Ann Lee,a@example.org,6\nBo Li,b@example.org,6\n", &["name=Ann Lee"]),
        ("Ann Lee,6\nBo Li,6\n", &["name=Ann Lee"]),
        ("Ann Lee\nBo Li\nCy Ray\n", &["name=Ann Lee"]),
        ("Ann Lee,Minot\nBo Li,Fargo\n", &["name=Ann Lee"]),
    ] {
        let roster = read_with("r.csv", text, &with_columns(columns));
        let is_told = codes(&roster) == ["roster-header"];
        if !roster.people.is_empty() || !is_told {
            wrong.push(format!("{text}: {:?} {:?}", names(&roster), roster.findings));
        }
    }
    for (text, columns) in [
        ("Participant,Minutes\nAnn Lee,6\nBo Li,6\n", &[][..]),
        ("Participant,1,2,3\nAnn Lee,x,x,x\n", &["name=Participant"]),
        ("Name,2026-10-05,2026-10-06\nAnn Lee,x,x\n", &[]),
        ("Imię i nazwisko,Miasto\nAnn Lee,Fargo\nBo Li,Minot\n", &["name=Imię i nazwisko"]),
        ("Nom Complet\nAnn Lee\nBo Li\n", &["name=Nom Complet"]),
        ("Participant,Role\nAnn Lee,Participant\nBo Li,Attendee\n", &[]),
        ("Participant,Town\nAnn Lee,Fargo\nParticipant,Town\nBo Li,Minot\n", &[]),
    ] {
        let roster = read_with("r.csv", text, &with_columns(columns));
        if !names(&roster).contains(&"Ann Lee") {
            wrong.push(format!("{text}: {:?} {:?}", names(&roster), roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
