//! Places of imported sessions: each day keeps its own, and nothing of an old place stays beside a
//! new one.

use serde_json::{Value, json};

use super::{assert_refused, import_in_short as import, session};
use crate::project::Project;

/// A session whose two days are in two cities.
fn project() -> Project {
    let project = Project::small();
    let mut data = project.json("data/trainings.json");
    let one = &mut data["sessions"][0];
    one["id"] = "two".into();
    one.as_object_mut().unwrap().remove("city");
    one["days"] = json!([
        {
            "date": "2027-02-08", "start": "08:30", "end": "17:00",
            "city": "Valdez", "venue": "Library", "address": "1 Egan Drive",
        },
        {
            "date": "2027-02-09", "start": "08:30", "end": "17:00",
            "city": "Cordova", "venue": { "en": "School", "es": "Escuela" },
        },
    ]);
    let mut other = one.clone();
    for (field, value) in [
        ("id", json!("one-place")),
        ("city", json!("Glennallen")),
        ("venue", json!({ "en": "Clinic", "es": "Clínica" })),
        ("address", json!("5 Glenn Highway")),
        ("parking", json!({ "en": "Behind the clinic", "es": "Detrás de la clínica" })),
        (
            "days",
            json!([{ "date": "2027-03-08", "start": "08:30", "end": "17:00" }, {
                "date": "2027-03-09", "start": "08:30", "end": "17:00",
            }]),
        ),
    ] {
        other[field] = value;
    }
    data["sessions"].as_array_mut().unwrap().push(other);
    project.write("data/trainings.json", format!("{data:#}"));
    project
}

/// The date, the city, the venue, and the address of a session or a day.
fn in_words(it: &Value) -> String {
    let of = |field: &str| it[field].as_str().or(it[field]["en"].as_str()).map(str::to_owned);
    let parts = ["date", "city", "venue", "address"].iter().filter_map(|field| of(field));
    parts.collect::<Vec<_>>().join(", ")
}

/// The places of a session and of its days.
fn places(project: &Project, id: &str) -> String {
    let session = session(project, id);
    let days = session["days"].as_array().unwrap().iter().map(in_words);
    [in_words(&session)].into_iter().chain(days).collect::<Vec<_>>().join("; ")
}

#[test]
fn rows_that_state_the_places_of_the_days_change_only_these() {
    let mut faults = Vec::new();
    for (rows, wanted) in [
        (
            "city,end,start,date,id,venue\nCordova,17:00,08:30,2027-02-10,two,School\n\
             Valdez,17:00,08:30,2027-02-08,two,Library\n",
            "; 2027-02-08, Valdez, Library, 1 Egan Drive; 2027-02-10, Cordova, School",
        ),
        (
            "id,date,city,venue,address\ntwo,2027-02-09,Valdez,Library,1 Egan Drive\n\
             two,2027-02-08,Cordova,School,-\n",
            "; 2027-02-08, Cordova, School; 2027-02-09, Valdez, Library, 1 Egan Drive",
        ),
        (
            "id,date,city,venue,address\ntwo,2027-02-08; 2027-02-09,Sitka,Town hall,-\n",
            "; 2027-02-08, Sitka, Town hall; 2027-02-09, Sitka, Town hall",
        ),
    ] {
        let project = project();
        let run = import(&project, rows);
        let found = places(&project, "two");
        if run.code != 0 || found != wanted {
            faults.push(format!("{rows}{found}\n{}{}", run.out, run.err));
        }
    }
    let project = project();
    let rows = "id,date,city,venue,address,parking\none-place,2027-03-08,Nome,-,-,-\n\
                one-place,2027-03-09,Tok,-,-,\n";
    import(&project, rows).succeeded();
    let found = places(&project, "one-place");
    if found != "; 2027-03-08, Nome; 2027-03-09, Tok" {
        faults.push(found);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_stays_of_an_old_place_stops_the_import() {
    let project = project();
    let cases = [
        (
            "id,city\none-place,Nome\n",
            "row 2, column \"city\": error[session-cell]: the spreadsheet changes `Glennallen` to \
             `Nome` for `one-place`, but does not say what becomes of its `venue` (`Clinic`), \
             `address` (`5 Glenn Highway`), and `parking` (`Behind the clinic`) (fill in these",
        ),
        (
            "id,venue,parking\none-place,School,Behind the clinic\n",
            "changes `Clinic` to `School` for `one-place`, but does not say what becomes of its \
             `address` (`5 Glenn",
        ),
        (
            "id,date,city,venue\ntwo,2027-02-09,Valdez,Library\ntwo,2027-02-08,Cordova,School\n",
            "row 3, column \"city\": error[session-cell]: the spreadsheet changes `Valdez` to \
             `Cordova` for the day 2027-02-08 of `two`, but does not say what becomes of its \
             `address` (`1 Egan Drive`)",
        ),
        (
            "id,date,city,venue,address,parking\none-place,2027-03-08,Nome,,,\n\
             one-place,2027-03-09,Tok,School,1 Tok Road,Lot 2\n",
            "changes `Glennallen` to `Nome` for the day 2027-03-08 of `one-place`, but does not",
        ),
        (
            "id,city\ntwo,Sitka\n",
            "row 2, column \"city\": error[session-cell]: no day of the session `two` uses its \
             `city` (remove `city`, or correct the places under `days`",
        ),
    ];
    assert_refused(&project, &cases);
    import(&project, "id,city,venue,address,parking\none-place,Nome,Clinic,-,-\n").succeeded();
    assert!(places(&project, "one-place").starts_with("Nome, Clinic; 2027-03-08;"));
    // A correction of the translation is not another place.
    import(&project, "id,venue (es)\none-place,La clínica\n").succeeded();
}

/// Days that differ are not matched with new dates by their order.
#[test]
fn moved_days_that_differ_are_matched_by_what_their_rows_state() {
    let project = project();
    let unclear = "row 3, column \"date\": error[session-cell]: the days 2027-02-08, 2027-02-09 of \
                   `two` were moved to 2027-03-08, 2027-03-09, but they differ in `city`, `venue`, \
                   and `address`, and it is not clear which day is on which date (fill in `city`, \
                   `venue`, and `address` in the rows of these dates, or `-` where a day has none)";
    let cases = [
        ("id,date\ntwo,2027-03-09\ntwo,2027-03-08\n", unclear),
        ("id,date,city\ntwo,2027-03-09,Valdez\ntwo,2027-03-08,\n", unclear),
        ("id,date,end\ntwo,2027-03-09,16:00\ntwo,2027-03-08,16:00\n", unclear),
    ];
    assert_refused(&project, &cases);
    let mut faults = Vec::new();
    for (id, rows, wanted) in [
        (
            "two",
            "id,date,city\ntwo,2027-03-09,Valdez\ntwo,2027-03-08,Cordova\n",
            "; 2027-03-08, Cordova, School; 2027-03-09, Valdez, Library, 1 Egan Drive",
        ),
        (
            "two",
            "id,date,city,venue,address\ntwo,2027-03-09,Tok,School,-\ntwo,2027-03-08,Nome,-,-\n",
            "; 2027-03-08, Nome; 2027-03-09, Tok, School",
        ),
        (
            "one-place",
            "id,date\none-place,2027-04-09\none-place,2027-04-08\n",
            "Glennallen, Clinic, 5 Glenn Highway; 2027-04-08; 2027-04-09",
        ),
        (
            "two",
            "id,date\ntwo,2027-03-08; 2027-03-09\n",
            "; 2027-03-08, Valdez, Library, 1 Egan Drive; 2027-03-09, Cordova, School",
        ),
    ] {
        let project = self::project();
        let run = import(&project, rows);
        let found = places(&project, id);
        if run.code != 0 || found != wanted {
            faults.push(format!("{rows}{found}\n{}{}", run.out, run.err));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
