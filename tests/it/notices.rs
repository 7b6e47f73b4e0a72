//! `stale --notify`: email drafts to the people who ordered copies that are out of date.

use std::fs;

use mail_parser::MessageParser;

use crate::order_runs::ready;
use crate::orders::{TODAY, order, run, write};
use crate::project::Project;

/// A project that sent the order of a person who reads Spanish, and one without an address.
fn sent() -> Project {
    let project = ready();
    write(&project, "a.json", &order("7QK2-M9XR-04TB", "Ana Ruiz"));
    let mut other = order("7QK2-M9XR-04TC", "Bo Li");
    other.as_object_mut().unwrap().shift_remove("email");
    other["language"] = "en".into();
    write(&project, "b.json", &other);
    run(&project, &["a.json", "b.json", "--name", "december"]).succeeded();
    run(&project, &["--sent", "december"]).succeeded();
    project
}

#[test]
fn people_with_old_copies_get_a_draft() {
    let project = sent();
    project.run_on(TODAY, &["build", "bookmark", "--edition", "press"]).succeeded();
    let add = ["released", "bookmark", "--lang", "en", "--quantity", "5", "--where", "desk"];
    project.run_on(TODAY, &add).succeeded();
    let clean = project.run_on(TODAY, &["stale", "--notify"]).succeeded();
    assert!(clean.err.contains("all recorded copies are up to date"), "{clean:?}");
    assert!(!project.path("out/notices").exists());

    project.edit("data/program.json", "701-200-0000", "701-200-0999");
    let run = project.run_on("2026-11-23", &["stale", "--notify"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("out/notices/7QK2-M9XR-04TB.eml"), "{run:?}");
    for place in ["desk: the copies were not ordered", "the order has no email address"] {
        assert!(run.err.contains(place), "{place}: {run:?}");
    }
    assert_eq!(project.files("out/notices"), ["7QK2-M9XR-04TB.eml"]);
    let bytes = fs::read(project.path("out/notices/7QK2-M9XR-04TB.eml")).unwrap();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let to = mail.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Ana Ruiz"), Some("ana@hhs.nd.gov")));
    assert!(mail.from().is_none(), "the email program adds the sender");
    assert!(mail.subject().unwrap().starts_with("Reemplace los materiales"), "{mail:?}");
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    for words in
        ["Hola, Ana Ruiz:", "100 × ", "50 × ", "701-200-0000", "701-200-0999", "office@hhs.nd.gov"]
    {
        assert!(text.contains(words) && html.contains(words), "{words} is not in {text}\n{html}");
    }
    assert!(!text.contains('{') && html.contains("<html lang=\"es\" dir=\"ltr\">"), "{html}");

    // The same command makes the same bytes, and JSON names each draft.
    let again = project.run_on("2026-11-23", &["stale", "--notify", "--format", "json"]);
    let records = again.out.lines().map(|line| serde_json::from_str(line).unwrap());
    let notices: Vec<serde_json::Value> =
        records.filter(|record: &serde_json::Value| record["type"] == "notice").collect();
    assert_eq!(notices.len(), 3, "{again:?}");
    assert_eq!(fs::read(project.path("out/notices/7QK2-M9XR-04TB.eml")).unwrap(), bytes);

    // Nobody sends what was written for a state that has passed.
    project.edit("data/program.json", "701-200-0999", "701-200-0000");
    project.run_on(TODAY, &["stale", "--notify"]).succeeded();
    assert!(project.files("out/notices").is_empty());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(project.path("out/notices")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[test]
fn a_notice_without_its_wording_or_its_list_is_refused() {
    let project = sent();
    project.edit("data/program.json", "701-200-0000", "701-200-0999");
    let mut wording = project.json("data/wording.json");
    let notice = wording.as_object_mut().unwrap().shift_remove("notice").unwrap();
    project.write("data/wording.json", format!("{wording:#}\n"));
    let run = project.run_on("2026-11-23", &["stale", "--notify"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("`data/wording.json` has no `notice`"), "{run:?}");
    wording["notice"] = notice;
    wording["notice"]["body"].as_array_mut().unwrap().retain(|part| part != "{copies}");
    let subject = wording["notice"]["subject"].as_object_mut().unwrap();
    subject.values_mut().for_each(|text| *text = "Replace {where}".into());
    project.write("data/wording.json", format!("{wording:#}\n"));
    let run = project.run(&["check"]);
    for words in ["the notice does not name the copies", "`{where}`"] {
        assert!(run.err.contains(words), "{words}: {run:?}");
    }
}
