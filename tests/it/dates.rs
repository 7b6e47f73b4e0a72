//! Dates and times read as people write them.

use serde_json::{Value, json};

use crate::project::{Project, repository};

/// Days, and what they are in English, in English without the year, and in Spanish.
const DAYS: [(&[&str], &str, &str, &str); 17] = [
    (&["2027-02-08"], "February 8, 2027", "Feb 8", "8 de febrero de 2027"),
    (
        &["2027-01-11", "2027-01-12", "2027-01-13"],
        "January 11–13, 2027",
        "Jan 11–13",
        "11 al 13 de enero de 2027",
    ),
    (
        &["2028-02-28", "2028-02-29", "2028-03-01"],
        "February 28–March 1, 2028",
        "Feb 28–Mar 1",
        "28 de febrero al 1 de marzo de 2028",
    ),
    (
        &["2026-12-30", "2026-12-31", "2027-01-01"],
        "December 30, 2026–January 1, 2027",
        "Dec 30–Jan 1",
        "30 de diciembre de 2026 al 1 de enero de 2027",
    ),
    (
        &["2027-02-12", "2027-02-15"],
        "February 12 and 15, 2027",
        "Feb 12 and 15",
        "12 y 15 de febrero de 2027",
    ),
    (
        &["2026-12-18", "2027-01-08"],
        "December 18, 2026, and January 8, 2027",
        "Dec 18 and Jan 8",
        "18 de diciembre de 2026 y 8 de enero de 2027",
    ),
    (
        &["2027-02-05", "2027-02-12", "2027-02-19"],
        "February 5, 12, and 19, 2027",
        "Feb 5, 12, and 19",
        "5, 12 y 19 de febrero de 2027",
    ),
    (
        &[
            "2027-01-11",
            "2027-01-12",
            "2027-01-13",
            "2027-01-14",
            "2027-01-19",
            "2027-01-20",
            "2027-01-21",
        ],
        "January 11–14 and 19–21, 2027",
        "Jan 11–14 and 19–21",
        "11 al 14 y 19 al 21 de enero de 2027",
    ),
    (
        &["2027-04-29", "2027-04-30", "2027-05-03"],
        "April 29–30 and May 3, 2027",
        "Apr 29–30 and May 3",
        "29 al 30 de abril y 3 de mayo de 2027",
    ),
    (
        &["2027-03-05", "2027-03-12", "2027-03-19", "2027-04-02", "2027-04-09"],
        "Fridays, March 5–April 9, 2027 (no class March 26)",
        "Fridays, Mar 5–Apr 9 (no class Mar 26)",
        "viernes, 5 de marzo al 9 de abril de 2027 (sin clase: 26 de marzo)",
    ),
    (
        &["2027-03-02", "2027-03-04", "2027-03-09", "2027-03-11"],
        "Tuesdays and Thursdays, March 2–11, 2027",
        "Tuesdays and Thursdays, Mar 2–11",
        "martes y jueves, 2 al 11 de marzo de 2027",
    ),
    (
        &["2026-12-11", "2026-12-18", "2027-01-08", "2027-01-15", "2027-01-22", "2027-01-29"],
        "Fridays, December 11, 2026–January 29, 2027 (no class December 25 and January 1)",
        "Fridays, Dec 11–Jan 29 (no class Dec 25 and Jan 1)",
        "viernes, 11 de diciembre de 2026 al 29 de enero de 2027 (sin clase: 25 de diciembre y \
         1 de enero)",
    ),
    (
        &["2026-12-04", "2026-12-11", "2026-12-18", "2027-01-08", "2027-01-15"],
        "Fridays, December 4, 2026–January 15, 2027 (no class December 25 and January 1)",
        "Fridays, Dec 4–Jan 15 (no class Dec 25 and Jan 1)",
        "viernes, 4 de diciembre de 2026 al 15 de enero de 2027 (sin clase: 25 de diciembre y \
         1 de enero)",
    ),
    // Every second week.
    (
        &["2027-03-05", "2027-03-19", "2027-04-02", "2027-04-16"],
        "March 5 and 19, and April 2 and 16, 2027",
        "Mar 5 and 19, and Apr 2 and 16",
        "5 y 19 de marzo, y 2 y 16 de abril de 2027",
    ),
    (
        &["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-08"],
        "December 30, 2026–January 1, 2027, and January 8, 2027",
        "Dec 30–Jan 1 and Jan 8",
        "30 de diciembre de 2026 al 1 de enero de 2027 y 8 de enero de 2027",
    ),
    (
        &["2026-12-04", "2026-12-11", "2027-01-15", "2027-01-22"],
        "December 4 and 11, 2026, and January 15 and 22, 2027",
        "Dec 4 and 11, and Jan 15 and 22",
        "4 y 11 de diciembre de 2026 y 15 y 22 de enero de 2027",
    ),
    (
        &["2027-03-01", "2027-04-14", "2027-05-20", "2027-06-11"],
        "March 1, April 14, May 20, and June 11, 2027",
        "Mar 1, Apr 14, May 20, and Jun 11",
        "1 de marzo, 14 de abril, 20 de mayo y 11 de junio de 2027",
    ),
];

/// The start and the end of a day.
type Times = (&'static str, &'static str);

/// The times of the days from Monday on, and what they are in English and in Spanish.
const TIMES: [(&[Times], &str, &str); 4] = [
    (&[("08:30", "17:30"), ("08:30", "17:30")], "8:30 a.m.–5:30 p.m.", "8:30 a. m. a 5:30 p. m."),
    (&[("12:00", "23:59")], "noon–11:59 p.m.", "mediodía a 11:59 p. m."),
    (
        &[("09:00", "16:00"), ("09:00", "16:00"), ("09:00", "16:00"), ("09:00", "12:00")],
        "Monday–Wednesday, 9 a.m.–4 p.m.; Thursday, 9 a.m.–noon",
        "lunes a miércoles, 9 a. m. a 4 p. m.; jueves, 9 a. m. a mediodía",
    ),
    (
        &[("00:00", "01:00"), ("09:00", "12:00"), ("00:00", "01:00")],
        "Monday and Wednesday, midnight–1 a.m.; Tuesday, 9 a.m.–noon",
        "lunes y miércoles, medianoche a 1 a. m.; martes, 9 a. m. a mediodía",
    ),
];

/// Returns the sessions of a project as its templates see them.
fn sessions(project: &Project, lang: &str) -> Vec<Value> {
    let run = project.run(&["job", "all", "--lang", lang, "--as-of", "2025-01-01"]);
    let job: Value = serde_json::from_str(&run.out.replace(['\u{a0}', '\u{202f}'], " ")).unwrap();
    job["sessions"].as_array().unwrap().clone()
}

/// A small project with a piece that sees all sessions, and these sessions.
fn project_with(sessions: Vec<Value>) -> Project {
    let project = Project::small();
    let wording = std::fs::read(repository().join("data/wording.json")).unwrap();
    project.write("data/wording.json", wording);
    let mut template: Value =
        serde_json::from_str(&project.read("templates/dates/template.json")).unwrap();
    template.as_object_mut().unwrap().remove("over");
    template["needs"] = json!(["upcoming_sessions"]);
    project.write("templates/all/template.json", template.to_string());
    project.write("templates/all/main.typ", "#set page(width: 4in, height: 3in)\nDates");
    let mut pieces: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    pieces["pieces"] = json!([{ "id": "all", "template": "all", "title": "All", "about": "All." }]);
    project.write("data/pieces.json", pieces.to_string());
    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    data["sessions"] = sessions.into();
    project.write("data/trainings.json", data.to_string());
    project
}

fn session(id: &str, days: Vec<Value>) -> Value {
    json!({
        "id": id, "training": "core", "format": "in-person", "city": "Minot", "days": days,
        "apply_by": "2025-01-01", "apply": "https://www.hhs.nd.gov/apply", "trainers": [],
    })
}

#[test]
fn several_days_read_as_people_write_them() {
    let day = |day: &&str| json!({ "date": day, "start": "08:30", "end": "17:30" });
    let all = DAYS.iter().enumerate().map(|(index, (days, ..))| {
        session(&format!("s{index:02}"), days.iter().map(day).collect())
    });
    let project = project_with(all.collect());
    let mut faults = Vec::new();
    let (english, spanish) = (sessions(&project, "en"), sessions(&project, "es"));
    for (index, (_, long, short, es)) in DAYS.iter().enumerate() {
        let id = format!("s{index:02}");
        let find = |all: &[Value]| all.iter().find(|one| one["id"] == *id).cloned().unwrap();
        let (en, own) = (find(&english), find(&spanish));
        let written = [(&en["dates"], long), (&en["dates_short"], short), (&own["dates"], es)];
        let other = written.iter().filter(|(is, wanted)| is != wanted);
        faults.extend(other.map(|(is, wanted)| format!("{is}, not \"{wanted}\"")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn times_read_as_people_write_them() {
    let all = TIMES.iter().enumerate().map(|(index, (times, ..))| {
        let day = |(number, (start, end)): (usize, &(&str, &str))| {
            json!({
                "date": format!("2027-02-{:02}", number + 1), "start": start, "end": end,
            })
        };
        session(&format!("s{index}"), times.iter().enumerate().map(day).collect())
    });
    let project = project_with(all.collect());
    for lang in ["en", "es"] {
        let written = sessions(&project, lang);
        let written: Vec<_> = written.iter().map(|one| one["times"].as_str().unwrap()).collect();
        let wanted = TIMES.map(|(_, en, es)| if lang == "en" { en } else { es });
        assert_eq!(written, wanted);
    }
}

/// Days of the week are in the order of the dates, and from Monday on if they come again.
#[test]
fn days_of_the_week_follow_the_dates() {
    let day = |day: &&str| json!({ "date": day, "start": "09:00", "end": "17:00" });
    let cases: [(&[&str], &str, &str); 4] = [
        (&["2027-04-16", "2027-04-19"], "Friday and Monday", "viernes y lunes"),
        (&["2027-04-16", "2027-04-17", "2027-04-18"], "Friday–Sunday", "viernes a domingo"),
        (
            &["2027-04-14", "2027-04-15", "2027-04-16", "2027-04-19", "2027-04-20"],
            "Monday–Friday",
            "lunes a viernes",
        ),
        (&["2027-04-16", "2027-04-19", "2027-04-23"], "Monday and Friday", "lunes y viernes"),
    ];
    let all = cases
        .iter()
        .enumerate()
        .map(|(index, (days, ..))| session(&format!("s{index}"), days.iter().map(day).collect()));
    let project = project_with(all.collect());
    let (english, spanish) = (sessions(&project, "en"), sessions(&project, "es"));
    for (index, (_, en, es)) in cases.iter().enumerate() {
        for (all, wanted) in [(&english, en), (&spanish, es)] {
            let id = format!("s{index}");
            let one = all.iter().find(|one| one["id"] == *id).unwrap();
            let line = one["schedule"][0].as_str().unwrap();
            assert!(line.starts_with(&format!("{wanted}, ")), "{line}, not {wanted}");
        }
    }
}

/// Times in another zone that are on another day have the day.
#[test]
fn times_in_another_zone_name_another_day() {
    let day = |day: &&str| json!({ "date": day, "start": "09:00", "end": "11:00" });
    let online = |id: &str, days: &[&str]| {
        let mut session = session(id, days.iter().map(day).collect());
        session["format"] = "online".into();
        session.as_object_mut().unwrap().remove("city");
        session["time_zone"] = "Asia/Tokyo".into();
        session
    };
    let project = project_with(vec![
        online("one", &["2027-07-09"]),
        online("several", &["2027-07-09", "2027-07-10"]),
        online("year", &["2027-01-01"]),
    ]);
    let mut program = project.json("data/program.json");
    program["time_zone"] = json!(["America/Los_Angeles", "Asia/Seoul"]);
    project.write("data/program.json", program.to_string());
    let wanted = [
        ("en", "one", "Thursday, July 8, 5 p.m.–7 p.m."),
        ("en", "several", "July 8–9, 5 p.m.–7 p.m."),
        ("en", "year", "Thursday, December 31, 4 p.m.–6 p.m."),
        ("es", "one", "jueves 8 de julio, 5 p. m. a 7 p. m."),
        ("es", "several", "8 al 9 de julio, 5 p. m. a 7 p. m."),
    ];
    for (lang, id, times) in wanted {
        let all = sessions(&project, lang);
        let zones = &all.iter().find(|one| one["id"] == id).unwrap()["zones"];
        assert_eq!(zones[1]["times"], times, "{zones}");
        // Korea has the times of Japan.
        assert!(!zones[2]["times"].as_str().unwrap().contains("July"), "{zones}");
    }
}

/// A language whose locale has only a name gets its forms from CLDR.
#[test]
fn any_language_has_dates_and_times() {
    let days = ["2027-03-05", "2027-03-12", "2027-04-02", "2027-04-03"];
    let day = |day| json!({ "date": day, "start": "08:30", "end": "12:00" });
    let project = project_with(vec![
        session("a", days.map(day).to_vec()),
        session("b", ["2027-03-08", "2027-03-09"].map(day).to_vec()),
    ]);
    let written = [
        ("fr", "5 et 12 mars et 2–3 avril 2027", "8–9 mars 2027", "8:30 – 12:00"),
        ("de", "5. und 12. März und 2.–3. April 2027", "8.–9. März 2027", "8:30 – 12:00"),
        (
            "es",
            "5 y 12 de marzo y 2–3 de abril de 2027",
            "8–9 de marzo de 2027",
            "8:30 a.m. – 12:00 p.m.",
        ),
    ];
    let mut faults = Vec::new();
    let mut other = "es";
    for (lang, separate, run, times) in written {
        for file in project.files("data").iter().filter(|file| file.ends_with(".json")) {
            let text = project.read(&format!("data/{file}"));
            let text = text.replace(&format!("\"{other}\""), &format!("\"{lang}\""));
            project.write(&format!("data/{file}"), text);
        }
        other = lang;
        let locales = json!({
            "en": { "name": "English", "offer": "In English", "direction": "ltr" },
            lang: { "name": lang, "offer": lang, "direction": "ltr" },
        });
        let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
        wording["locales"] = locales;
        project.write("data/wording.json", wording.to_string());
        let all = sessions(&project, lang);
        let is = [&all[0]["dates"], &all[1]["dates"], &all[1]["times"]];
        if is != [separate, run, times] {
            faults.push(format!("{lang}: {is:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every combination of the fields about weekly days gives the days, in one form or the other.
#[test]
fn weekly_days_are_never_lost() {
    let day = |day: &&str| json!({ "date": day, "start": "08:30", "end": "12:00" });
    let whole = ["2027-03-02", "2027-03-09", "2027-03-16", "2027-03-23"];
    let gap = ["2027-03-03", "2027-03-10", "2027-03-24", "2027-03-31"];
    let project = project_with(vec![
        session("a", whole.iter().map(day).collect()),
        session("b", gap.iter().map(day).collect()),
    ]);
    let wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    let (rule, listed) = ("martes, 2 al 23 de marzo de 2027", "2, 9, 16 y 23 de marzo de 2027");
    let gap_listed = "3, 10, 24 y 31 de marzo de 2027";
    let gap_rule = "miércoles, 3 al 31 de marzo de 2027 (sin clase: 17 de marzo)";
    let combinations = [
        (vec!["every_weekday", "weekly", "weekly_except"], rule, gap_rule),
        (vec!["every_weekday", "weekly"], rule, gap_listed),
        (vec!["every_weekday", "weekly_except"], rule, gap_rule),
        (vec!["every_weekday"], rule, gap_listed),
        (vec!["weekly", "weekly_except"], listed, gap_listed),
        (vec!["weekly_except"], listed, gap_listed),
        (vec!["weekly"], listed, gap_listed),
        (vec![], listed, gap_listed),
    ];
    let mut faults = Vec::new();
    for (fields, first, second) in combinations {
        let mut changed = wording.clone();
        let own = changed["locales"]["es"].as_object_mut().unwrap();
        own.retain(|name, _| !name.starts_with("weekly") && name != "every_weekday");
        let days = "lunes martes miércoles jueves viernes sábados domingos";
        own.extend(fields.iter().map(|field| {
            let value = match *field {
                "every_weekday" => json!(days.split(' ').collect::<Vec<_>>()),
                "weekly" => "{weekdays}, {dates}".into(),
                _ => "{weekly} (sin clase: {list})".into(),
            };
            ((*field).to_owned(), value)
        }));
        project.write("data/wording.json", changed.to_string());
        let found = sessions(&project, "es");
        let found = [&found[0]["dates"], &found[1]["dates"]];
        if found != [first, second] {
            faults.push(format!("{fields:?}: {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
