//! `peerpress site`: the sessions to come, as pages, calendars, events, and news.

use serde_json::{Value, json};

use crate::project::Project;
use crate::site::{files, public};

/// The sessions of the small project, replaced by many of these.
fn set_sessions(project: &Project, count: usize, edit: impl Fn(usize, &mut Value)) {
    let mut data = project.json("data/trainings.json");
    let first = data["sessions"][0].clone();
    let session = |index: usize| {
        let mut session = first.clone();
        session["id"] = format!("session-{index}").into();
        session.as_object_mut().unwrap().remove("sample");
        edit(index, &mut session);
        session
    };
    data["sessions"] = (0..count).map(session).collect();
    project.write("data/trainings.json", data.to_string());
}

#[test]
fn sessions_are_pages_calendars_events_and_news() {
    let project = public();
    set_sessions(&project, 2, |index, session| {
        session["days"] = json!([{ "date": "2027-02-08", "start": "08:30", "end": "17:30" }]);
        session["time_zone"] = "America/Chicago".into();
        if index == 1 {
            session["status"] = "cancelled".into();
            session["city"] = "<script>alert(1)</script>".into();
        }
    });
    let args = ["site", "--base-url", "https://example.org/peers/"];
    project.run(&args).succeeded();
    let calendar = project.read("site/calendar/session-0.en.ics");
    for line in ["DTSTART:20270208T143000Z", "DTEND:20270208T233000Z", "STATUS:CONFIRMED"] {
        assert!(calendar.contains(line), "{line}: {calendar}");
    }
    let uid = calendar.lines().find(|line| line.starts_with("UID:session-0-1@")).unwrap();
    let cancelled = project.read("site/calendar/session-1.en.ics");
    assert!(cancelled.contains("STATUS:CANCELLED"), "{cancelled}");
    let newest = |calendar: &str| {
        let line = calendar.lines().find_map(|line| line.strip_prefix("SEQUENCE:"));
        line.unwrap().parse::<u32>().unwrap()
    };
    assert!(newest(&cancelled) > newest(&calendar), "{cancelled}");
    let all = project.read("site/calendar/all.en.ics");
    assert_eq!(all.matches("BEGIN:VEVENT").count(), 2, "{all}");
    all.parse::<icalendar::Calendar>().unwrap();
    let page = project.read("site/en/trainings/session-1.html");
    assert!(!page.contains("<script>alert"), "{page}");
    // Its dates are crossed out.
    assert!(page.contains("class=\"lead off\""), "{page}");
    assert!(!project.read("site/en/trainings/session-0.html").contains("class=\"lead off\""));
    let start = page.split("<script type=\"application/ld+json\">").nth(1).unwrap();
    let event: Value = serde_json::from_str(start.split("</script>").next().unwrap()).unwrap();
    assert_eq!(event["eventStatus"], "https://schema.org/EventCancelled");
    assert_eq!(event["startDate"], "2027-02-08T08:30:00-06:00");
    for (file, found) in [
        ("sitemap.xml", "https://example.org/peers/es/trainings.html"),
        ("calendar/news.en.xml", "https://example.org/peers/en/trainings/session-0.html</guid>"),
        // It is news, also for those who know the session.
        ("calendar/news.en.xml", "session-1.html#cancelled</guid>"),
    ] {
        let text = project.read(&format!("site/{file}"));
        roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(found), "{file}: {text}");
    }
    // Another day moves the entry that people have, and another home page does not make a new one.
    project.edit("data/trainings.json", "2027-02-08", "2027-02-09");
    let mut program = project.json("data/program.json");
    program["home"] = "https://moved.example/".into();
    project.write("data/program.json", program.to_string());
    project.run(&args).succeeded();
    assert!(project.read("site/calendar/session-0.en.ics").contains(uid));
    project.write("calendar.json", "{}");
    let run = project.run(&args);
    assert!(run.code == 2 && run.err.contains("people whose calendars have"), "{run:?}");
}

#[test]
fn three_hundred_sessions_are_no_trouble() {
    let project = public();
    set_sessions(&project, 300, |_, _| {});
    project.run_on("2026-11-22", &["site"]).succeeded();
    assert_eq!(project.files("site/en/trainings").len(), 300);
    let all = files(&project.path("site/en"));
    let is_list = |path: &&String| path.starts_with("trainings") && !path.contains('/');
    let lists: Vec<&String> = all.keys().filter(is_list).collect();
    assert!(lists.len() > 2, "{lists:?}");
    let mut found = 0;
    for path in &lists {
        let page = String::from_utf8_lossy(&all[*path]);
        found += page.matches("<li class=\"session").count();
        // Each part leads to all.
        let links = page.split("<nav class=\"parts\"").nth(1).unwrap();
        assert!(lists.iter().all(|path| links.contains(&format!("/en/{path}\""))), "{links}");
        assert!(page.len() < 56_000, "{path}: {} bytes", page.len());
    }
    assert_eq!(found, 300);
    // Samples and drafts record nothing.
    assert!(project.path("calendar.json").exists());
}
