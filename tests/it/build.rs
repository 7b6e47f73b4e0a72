//! `peerpress build`: what is built, rebuilt, left alone, and the same everywhere.

use std::collections::BTreeMap;
use std::fs;

use crate::project::Project;

fn bytes(project: &Project, folder: &str) -> BTreeMap<String, Vec<u8>> {
    project
        .files(folder)
        .into_iter()
        .map(|name| (name.clone(), fs::read(project.path(folder).join(name)).unwrap()))
        .collect()
}

/// Some pieces of each kind; `.ci/run` compares all of them.
#[test]
fn equal_inputs_give_equal_bytes() {
    let (first, _) = Project::built();
    let second = Project::starter();
    let pieces = ["flyer-*", "rack-card-become", "certificate-ce", "sheet-sign-in"];
    let how = ["--lang", "es", "--edition", "screen,press", "--jobs", "7", "--draft", "--force"];
    second.run_on("2026-12-24", &[&["build"], &pieces[..], &how].concat()).succeeded();
    for (folder, least) in [("out/screen", 14), ("out/press", 10)] {
        let (first, second) = (bytes(first, folder), bytes(&second, folder));
        assert!(second.len() >= least, "{folder}: {}", second.len());
        let differing: Vec<_> = second
            .iter()
            .filter(|(name, bytes)| first.get(*name) != Some(bytes))
            .map(|(name, _)| name)
            .collect();
        assert!(differing.is_empty(), "{folder}: {differing:?}");
    }
}

#[test]
fn only_what_changed_is_made_again() {
    let project = Project::small();
    let run = project.run(&["build", "--format", "short"]).succeeded();
    assert_eq!(run.out.matches(": made").count(), 4, "{}", run.out);
    let run = project.run(&["build", "--format", "short"]).succeeded();
    assert_eq!(run.out.matches(": up to date").count(), 4, "{}", run.out);

    project.edit("data/program.json", "701-328-2310", "701-328-2311");
    let run = project.run(&["build", "--format", "short"]).succeeded();
    assert!(
        run.out.contains("note.en.pdf: made")
            && run.out.contains("dates.2027-02-minot.en.pdf: up to date"),
        "{}",
        run.out
    );

    project.edit("templates/dates/main.typ", "size: 11pt", "size: 12pt");
    let run = project.run(&["build", "-v", "--format", "short"]).succeeded();
    assert!(
        run.out.contains("note.en.pdf: up to date")
            && run.out.contains("dates.2027-02-minot.en.pdf: made"),
        "{}",
        run.out
    );
    assert!(
        run.err.contains(
            "rebuild screen/dates.2027-02-minot.en.pdf: `templates/dates/main.typ` changed"
        ),
        "{}",
        run.err
    );

    project.write("out/screen/note.en.pdf", "edited by hand");
    let run = project.run(&["build", "--format", "short"]).succeeded();
    assert!(
        run.out.contains("note.en.pdf: made") && run.out.contains("note.es.pdf: up to date"),
        "{}",
        run.out
    );

    let run = project.run(&["build", "--force", "--format", "short"]).succeeded();
    assert_eq!(run.out.matches(": made").count(), 4, "{}", run.out);
}

#[test]
fn a_manifest_that_cannot_be_understood_costs_a_full_build() {
    let project = Project::small();
    project.run(&["build"]).succeeded();
    for text in ["{", "{\"version\": 99, \"files\": {}}", "[]", ""] {
        project.write("out/manifest.json", text);
        let run = project.run(&["build", "--format", "short"]).succeeded();
        assert_eq!(run.out.matches(": made").count(), 4, "{text}: {}", run.out);
        assert!(run.err.contains("Peerpress will rebuild everything"), "{text}: {}", run.err);
    }
}

#[test]
fn a_piece_that_fails_does_not_stop_the_others_and_keeps_its_last_good_file() {
    let project = Project::small();
    project.run(&["build"]).succeeded();
    let good = fs::read(project.path("out/screen/note.en.pdf")).unwrap();
    project.edit(
        "data/pieces.json",
        "Talk with someone who has been there.",
        &"Talk with someone. ".repeat(40),
    );
    project.edit("data/trainings.json", "\"en\": \"Core training\"", "\"en\": \"Basic training\"");
    let run = project.run(&["build", "--format", "short"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("note.en.pdf: failed") && run.out.contains("note.es.pdf: up to date"),
        "{}",
        run.out
    );
    assert!(run.out.contains("dates.2027-02-minot.en.pdf: made"), "{}", run.out);
    assert_eq!(fs::read(project.path("out/outdated/screen/note.en.pdf")).unwrap(), good);
}

#[test]
fn a_missing_translation_stops_only_the_pieces_that_print_it_in_that_language() {
    let project = Project::small();
    project.edit("data/pieces.json", ", \"es\": \"No tiene que estar a solas\"", "");
    let run = project.run(&["build", "--format", "short"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("note.en.pdf: made") && run.out.contains("note.es.pdf: failed"),
        "{}",
        run.out
    );
    assert!(!project.path("out/screen/note.es.pdf").exists());
    assert!(run.out.contains("dates.2027-02-minot.es.pdf: made"), "{}", run.out);
}

#[test]
fn pieces_editions_and_languages_can_be_chosen() {
    let project = Project::small();
    let run = project
        .run(&["build", "no*", "--lang", "es", "--edition", "screen", "--format", "short"])
        .succeeded();
    assert_eq!(run.out, "screen/note.es.pdf: made\n");

    let run = project.run(&["build", "nota"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("there is no piece `nota`") && run.err.contains("did you mean `note`?"),
        "{}",
        run.err
    );
    let run = project.run(&["build", "--lang", "ess"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `es`?"), "{}", run.err);
    assert_eq!(project.run(&["build", "--as-of", "2027-02-30"]).code, 2);
    assert_eq!(project.run(&["build", "--edition", "paper"]).code, 2);
}

#[test]
fn upcoming_is_what_begins_on_or_after_the_day() {
    let project = Project::small();
    let run =
        project.run(&["build", "dates", "--as-of", "2027-02-08", "--format", "short"]).succeeded();
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    let run =
        project.run(&["build", "dates", "--as-of", "2027-02-09", "--format", "short"]).succeeded();
    assert!(run.err.contains("nothing to show"), "{}", run.err);
    let lines: Vec<_> = run.out.lines().collect();
    assert!(lines.len() == 2 && lines.iter().all(|line| line.ends_with(": outdated")), "{lines:?}");
    let run = project
        .run_on("2027-02-09", &["build", "dates", "--as-of", "today", "--format", "short"])
        .succeeded();
    assert!(!run.out.contains(": made"), "{}", run.out);
}

#[test]
fn previews_are_made_and_kept_in_step() {
    let project = Project::small();
    let run = project.run(&["build", "note", "--png", "400", "--format", "short"]).succeeded();
    assert_eq!(
        project.files("out/screen"),
        ["note.en.1.png", "note.en.pdf", "note.es.1.png", "note.es.pdf"],
        "{}",
        run.err
    );
    let image = image::open(project.path("out/screen/note.en.1.png")).unwrap();
    assert_eq!((image.width(), image.height()), (400, 300));
    let run = project.run(&["build", "note", "--png", "400", "--format", "short"]).succeeded();
    assert_eq!(run.out.matches("up to date").count(), 2, "{}", run.out);
    fs::remove_file(project.path("out/screen/note.en.1.png")).unwrap();
    let run = project.run(&["build", "note", "--png", "400", "--format", "short"]).succeeded();
    assert_eq!(run.out, "screen/note.en.pdf: made\nscreen/note.es.pdf: up to date\n");
}

#[test]
fn the_job_that_is_printed_is_the_one_that_the_template_sees() {
    let project = Project::small();
    let run = project.run(&["job", "dates", "--lang", "es"]).succeeded();
    let job: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(job["lang"], "es");
    assert_eq!(job["session"]["dates"], "8 al 9 de febrero de 2027");
    assert_eq!(job["session"]["days"][0]["times"], "8:30 a. m. a 5 p. m.");
    assert!(job.get("program").is_none(), "a template sees only what it needs");
    assert_eq!(project.run(&["job", "dates", "--over", "2027-02-minott"]).code, 2);
}

#[test]
fn every_json_record_has_a_type_and_a_version() {
    let project = Project::small();
    let build = ["build", "note", "--edition", "screen,press"];
    project.run(&build).succeeded();
    for args in [
        &["check", "--as-of", "2027-02-01"][..],
        &build,
        &["released", "note", "--quantity", "9", "--where", "Minot", "--edition", "screen"],
        &["changes", "note"],
        &["schema"],
        &["schema", "--write"],
        &["explain"],
        &["explain", "overset"],
        &["new", "copy"],
        &["stale"],
    ] {
        if args == ["changes", "note"] {
            project.edit("data/program.json", "701-328-2310", "701-328-2311");
        }
        let run = project.run(&[args, &["--format", "json"]].concat());
        assert!(!run.out.is_empty(), "{args:?} printed nothing: {}", run.err);
        for line in run.out.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(record["type"].is_string(), "{args:?}: {line}");
            assert_eq!(record["version"], 1, "{args:?}: {line}");
        }
    }
}
