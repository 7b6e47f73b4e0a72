//! Days of imported sessions: their places, those that are left out, and what is wrong with them.

use serde_json::{Value, json};

use super::{assert_refused, import, session};
use crate::project::Project;

/// A session with three days in Sitka, of which the second has a place of its own.
fn project() -> Project {
    let project = Project::small();
    let mut data = project.json("data/trainings.json");
    let day = |date: &str| json!({ "date": date, "start": "09:00", "end": "17:00" });
    let mut second = day("2027-06-02");
    second["city"] = "Ketchikan".into();
    second["venue"] = "Library".into();
    second["address"] = "1 Dock Street".into();
    let one = &mut data["sessions"][0];
    (one["id"], one["city"]) = ("three".into(), "Sitka".into());
    one["days"] = json!([day("2027-06-01"), second, day("2027-06-03")]);
    project.write("data/trainings.json", format!("{data:#}"));
    project
}

/// The venue and the address of the session and of each day, and its dates.
fn places(project: &Project) -> String {
    let session = session(project, "three");
    // A venue is in the language of its column.
    let of = |it: &Value, field: &str| {
        it[field].as_str().or(it[field]["en"].as_str()).unwrap_or("–").to_owned()
    };
    let place = |it: &Value| ["venue", "address"].map(|field| of(it, field)).join(" ");
    let days = session["days"].as_array().unwrap().iter();
    let days = days.map(|day| format!("{}: {}", &day["date"].as_str().unwrap()[8..], place(day)));
    [place(&session)].into_iter().chain(days).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_place_in_the_row_of_a_day_is_that_of_the_day() {
    let mut faults = Vec::new();
    for (what, rows, wanted) in [
        (
            "one of three rows states a place",
            "id,date,venue,address\nthree,2027-06-01,,\nthree,2027-06-02,Mill,9 Mill Street\n\
             three,2027-06-03,,\n",
            "– –; 01: – –; 02: Mill 9 Mill Street; 03: – –",
        ),
        (
            "a day without a place of its own gets one",
            "id,date,venue,address\nthree,2027-06-01,Mill,9 Mill Street\nthree,2027-06-02,,\n\
             three,2027-06-03,,\n",
            "– –; 01: Mill 9 Mill Street; 02: Library 1 Dock Street; 03: – –",
        ),
        (
            "the only row is that of one day",
            "id,date,city,venue,address\nthree,2027-06-02,Ketchikan,Mill,9 Mill Street\n",
            "– –; 01: – –; 02: Mill 9 Mill Street; 03: – –",
        ),
        (
            "all rows state one place",
            "id,date,venue,address\nthree,2027-06-01,Mill,9 Mill Street\n\
             three,2027-06-02,Mill,9 Mill Street\nthree,2027-06-03,Mill,9 Mill Street\n",
            // The second day is in another city, so its venue is not that of the session.
            "Mill 9 Mill Street; 01: – –; 02: Mill 9 Mill Street; 03: – –",
        ),
    ] {
        let project = project();
        let run = import(&project, rows, &[]);
        let found = places(&project);
        if found != wanted {
            faults.push(format!("{what}: {found}\n{}{}", run.out, run.err));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn days_are_removed_only_if_the_user_says_so() {
    let project = project();
    let row = "id,date,end\nthree,2027-06-03,16:00\n";
    let run = import(&project, row, &[]).succeeded();
    let notice = "three: the days 2027-06-01, 2027-06-02 are not in the spreadsheet and stay";
    assert!(run.err.contains(notice), "{}", run.err);
    let days = session(&project, "three")["days"].clone();
    assert_eq!((days.as_array().unwrap().len(), &days[2]["end"]), (3, &json!("16:00")));

    let moved = "id,date\nthree,2027-06-01\nthree,2027-06-04\n";
    let before = project.read("data/trainings.json");
    let run = import(&project, moved, &[]);
    assert!(run.code == 1 && run.err.contains("add `--remove-days`"), "{}", run.err);
    assert_eq!(project.read("data/trainings.json"), before);

    let run = import(&project, row, &["--remove-days"]).succeeded();
    assert!(run.err.contains("the days 2027-06-01, 2027-06-02 are removed"), "{}", run.err);
    assert_eq!(session(&project, "three")["days"].as_array().unwrap().len(), 1);
}

/// What `check` would call an error is reported at its cell, and not written. An error that the
/// data has already does not stop an import.
#[test]
fn what_check_would_refuse_is_not_imported() {
    let project = project();
    let cases = [
        (
            "id,date,start,end\nthree,2027-06-02,17:30,8:30\n",
            "row 2, column \"end\": error[session-cell]: the day ends at 08:30, but it starts",
        ),
        (
            "id,training,format,date,start,end\nnew,core,in person,2027-11-08,8:30,17:30\n",
            "an in-person session needs a `city`",
        ),
        (
            "id,apply_by\nthree,2027-06-20\n",
            "column \"apply_by\": error[session-cell]: the application deadline, 2027-06-20, is",
        ),
        (
            "id,apply_phone\nthree,503-867\n",
            "column \"apply_phone\": error[session-cell]: the phone number `503-867` has 6 digits",
        ),
        ("id,apply_phone\nthree,867-5309\n", "the phone number `867-5309` has no area code"),
        (
            "id,training,format,date,start,end,city\nnew,core,in person,2027-11-08,8:30,,Bend\n",
            "the day 2027-11-08 of `new` has no `end` (write it in this row",
        ),
    ];
    assert_refused(&project, &cases);
    project.edit("data/trainings.json", "\"city\": \"Sitka\",", "");
    import(&project, "id,seats\nthree,20\n", &[]).succeeded();
}
