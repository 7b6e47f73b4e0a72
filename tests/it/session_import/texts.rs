//! The languages of imported texts.

use serde_json::{Value, json};

use super::{import, session};
use crate::project::Project;

/// The small project, whose languages are English and Spanish, with a venue in both.
fn project_with_venue(venue: &Value) -> Project {
    let project = Project::small();
    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    data["sessions"][0]["venue"] = venue.clone();
    project.write("data/trainings.json", format!("{data:#}"));
    project
}

/// What is there, the rows, the options, what is there afterward, and what is said.
type Case = (Value, &'static str, &'static [&'static str], Value, &'static [&'static str]);

#[test]
fn text_belongs_to_the_language_of_its_column() {
    let hall = json!({ "en": "Old Hall", "es": "Sala Vieja" });
    let cases: [Case; 11] = [
        (
            Value::Null,
            "id,venue\n2027-02-minot,New Hall\n",
            &[],
            json!({ "en": "New Hall" }),
            &["`venue` of `2027-02-minot` has no text in `es`; add a column `venue (es)`"],
        ),
        (
            Value::Null,
            "id,venue.es,venue\n2027-02-minot,Sala Nueva,New Hall\n",
            &[],
            json!({ "en": "New Hall", "es": "Sala Nueva" }),
            &[],
        ),
        (
            Value::Null,
            "id,venue [Spanish]\n2027-02-minot,Sala Nueva\n",
            &[],
            json!({ "es": "Sala Nueva" }),
            &[],
        ),
        (Value::Null, "id,venue (all)\n2027-02-minot,YMCA\n", &[], json!("YMCA"), &[]),
        (
            hall.clone(),
            "id,venue\n2027-02-minot,New Hall\n",
            &[],
            json!({ "en": "New Hall", "es": "Sala Vieja" }),
            &["the `es` text of `venue` of `2027-02-minot` stays and is older than the new one"],
        ),
        (
            hall.clone(),
            "id,venue\n2027-02-minot,Sala Nueva\n",
            &["--lang", "es"],
            json!({ "en": "Old Hall", "es": "Sala Nueva" }),
            &[],
        ),
        (hall.clone(), "id,venue\n2027-02-minot,Old Hall\n", &[], hall.clone(), &["1 unchanged"]),
        (json!("YMCA"), "id,venue\n2027-02-minot,YMCA\n", &[], json!("YMCA"), &["1 unchanged"]),
        (
            json!("YMCA"),
            "id,venue\n2027-02-minot,New Hall\n",
            &[],
            json!({ "en": "New Hall" }),
            &["has no text in `es`"],
        ),
        (
            json!("YMCA"),
            "id,venue (es)\n2027-02-minot,La YMCA\n",
            &[],
            json!({ "en": "YMCA", "es": "La YMCA" }),
            &[],
        ),
        (
            hall.clone(),
            "id,venue\n2027-02-minot,New Hall\n",
            &["--lang", "xx"],
            hall.clone(),
            &["`xx` is not a language of the program"],
        ),
    ];
    let mut faults = Vec::new();
    for (before, rows, options, after, said) in cases {
        let project = if before.is_null() { Project::small() } else { project_with_venue(&before) };
        let run = import(&project, rows, options);
        let now = &session(&project, "2027-02-minot")["venue"];
        let is_said = said.iter().all(|part| run.err.contains(part));
        let is_noted = run.err.contains("has no text in") || run.err.contains("is older than");
        if *now != after || !is_said || (is_noted && said.is_empty()) {
            faults.push(format!("{before} {rows}{now} {}", run.err));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_program_in_one_language_keeps_plain_text() {
    let project = Project::small();
    project.edit("data/program.json", r#"["en", "es"]"#, r#"["en"]"#);
    let run = import(&project, "id,venue\n2027-02-minot,New Hall\n", &[]).succeeded();
    assert_eq!(session(&project, "2027-02-minot")["venue"], "New Hall");
    assert!(!run.err.contains("has no text"), "{}", run.err);
}

#[test]
fn check_reports_what_was_not_translated() {
    let project = Project::small();
    import(&project, "id,venue\n2027-02-minot,New Hall\n", &[]).succeeded();
    let check = project.run(&["check", "--format", "short"]);
    assert!(check.err.contains("error[untranslated]"), "{}", check.err);

    // Nothing but the import knows that the Spanish is older.
    let project = project_with_venue(&json!({ "en": "Old Hall", "es": "Sala Vieja" }));
    project.write("data/translations.json", r#"{ "version": 1, "languages": {} }"#);
    import(&project, "id,venue\n2027-02-minot,New Hall\n", &[]).succeeded();
    let check = project.run(&["check", "--format", "short"]);
    assert!(check.err.contains("warning[outdated-translation]"), "{}", check.err);
    import(&project, "id,venue (es)\n2027-02-minot,Sala Nueva\n", &[]).succeeded();
    let check = project.run(&["check", "--format", "short"]);
    assert!(!check.err.contains("outdated-translation"), "{}", check.err);
}

#[test]
fn a_blank_translation_does_not_make_two_venues_of_one() {
    let rows = "id,training,format,date,start,end,city,venue,venue (es)\n\
                new,core,in person,2027-08-02,9:00,17:00,Nome,New Hall,Sala Nueva\n\
                new,core,in person,2027-08-03,9:00,17:00,Nome,New Hall,\n\
                new,core,in person,2027-08-04,9:00,17:00,Nome,Gym,Gimnasio\n\
                new,core,in person,2027-08-05,9:00,17:00,Nome,Gym,\n";
    let project = Project::small();
    import(&project, rows, &[]).succeeded();
    let both = |project: &Project| {
        let new = session(project, "new");
        let of_days = new["days"].as_array().unwrap().iter().map(|day| day["venue"].clone());
        (new["venue"].clone(), of_days.collect::<Vec<_>>())
    };
    let hall = json!({ "en": "New Hall", "es": "Sala Nueva" });
    let gym = json!({ "en": "Gym", "es": "Gimnasio" });
    let wanted = (Value::Null, vec![hall.clone(), hall, gym.clone(), gym]);
    assert_eq!(both(&project), wanted);
    let again = import(&project, rows, &[]).succeeded();
    assert!(again.err.contains("1 unchanged"), "{}", again.err);

    let two = rows.replace("New Hall,\n", "New Hall,Salón\n");
    let run = import(&project, &two, &[]);
    let expected = "the same `venue` is translated in two ways: `Sala Nueva` and `Salón`";
    assert!(run.code != 0 && run.err.contains(expected), "{}", run.err);
    assert_eq!(both(&project), wanted);
}
