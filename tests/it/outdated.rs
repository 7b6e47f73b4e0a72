//! Files of pieces that can no longer be made: they move to `out/outdated`, and come back.

use std::fs;

use crate::incremental::{build, build_with, built, made};
use crate::project::{Project, Run};
use crate::watch::{Watch, job};

/// The files that a run says are outdated.
fn outdated(run: &Run) -> Vec<&str> {
    run.out.lines().filter_map(|line| line.strip_suffix(": outdated")).collect()
}

/// All files of an edition, and those of its outdated files.
fn files(project: &Project, edition: &str) -> (Vec<String>, Vec<String>) {
    let list = |folder: &str| {
        let exists = project.path(folder).is_dir();
        if exists { project.files(folder) } else { Vec::new() }
    };
    (list(&format!("out/{edition}")), list(&format!("out/outdated/{edition}")))
}

const SCREEN: [&str; 5] = ["build", "--edition", "screen", "--format", "short"];
const PRESS: [&str; 5] = ["build", "--edition", "press", "--lang", "es"];

const DATES: [&str; 2] = ["dates.2027-02-minot.en.pdf", "dates.2027-02-minot.es.pdf"];
const NOTES: [&str; 2] = ["note.en.pdf", "note.es.pdf"];

/// Each way in which pieces can no longer be made: the file, a text in it, what replaces the text,
/// and the files of the screen edition that become outdated.
const FAULTS: [(&str, &str, &str, &str, &[&str]); 9] = [
    ("a text is missing", "data/pieces.json", ", \"es\": \"Una nota\"", "", &["note.es.pdf"]),
    ("no program", "data/program.json", "{", "", &[DATES[0], DATES[1], NOTES[0], NOTES[1]]),
    ("a piece is removed", "data/pieces.json", "\"id\": \"note\"", "\"id\": \"card\"", &NOTES),
    (
        "another template",
        "data/pieces.json",
        "\"template\": \"note\"",
        "\"template\": \"n\"",
        &NOTES,
    ),
    ("a template fails", "templates/dates/main.typ", "size: 11pt)", "size: 11pt)\n#none.x", &DATES),
    ("an edition less", "templates/note/template.json", "\"screen\", ", "", &NOTES),
    (
        "a session is renamed",
        "data/trainings.json",
        "\"2027-02-minot\"",
        "\"2027-03-minot\"",
        &DATES,
    ),
    ("no trainings", "data/trainings.json", "{", "", &DATES),
    (
        "a text is too long",
        "data/pieces.json",
        "Talk with someone who has been there.",
        LONG,
        &["note.en.pdf"],
    ),
];
const LONG: &str = "Talk with someone who has been there, and who has the time to listen to all of \
                    it, and then to all of the rest of it, and who comes back the day after with \
                    the papers, the numbers, the names, the places, the hours, and one more idea. \
                    Talk with someone who has been there, and who has the time to listen to all of \
                    it, and then to all of the rest of it, and who comes back the day after with \
                    the papers, the numbers, the names, the places, the hours, and one more idea.";

#[test]
fn the_last_file_of_what_cannot_be_made_moves_and_comes_back() {
    let project = built();
    let all = files(&project, "screen").0;
    let bytes = |file: &str| fs::read(project.path(file)).unwrap();
    let before: Vec<_> = all.iter().map(|file| bytes(&format!("out/screen/{file}"))).collect();
    let mut faults = Vec::new();
    for (what, file, from, to, expected) in FAULTS {
        let text = project.read(file);
        project.edit(file, from, to);
        let run = project.run(&SCREEN);
        let (there, aside) = files(&project, "screen");
        if aside != *expected || there.iter().any(|file| expected.contains(&file.as_str())) {
            faults.push(format!("{what}: {there:?} {aside:?} {}{}", run.out, run.err));
        }
        let listed: Vec<_> = outdated(&run)
            .iter()
            .filter_map(|file| file.strip_prefix("outdated/screen/"))
            .collect();
        if listed != *expected || !run.err.contains("`peerpress build --prune`") {
            faults.push(format!("{what}: {listed:?} {}", run.err));
        }
        // A selection of others neither moves nor lists more.
        if what != "no program" {
            project.run(&PRESS);
            let again = files(&project, "screen");
            if again != (there, aside) {
                faults.push(format!("{what}: another edition moved {again:?}"));
            }
        }
        project.write(file, text);
        let run = project.run(&SCREEN).succeeded();
        let after: Vec<_> = all.iter().map(|file| bytes(&format!("out/screen/{file}"))).collect();
        let made = made(&run);
        let is_remade = made.iter().any(|file| NOTES.contains(&&file[7..]));
        let (there, aside) = files(&project, "screen");
        let is_back = all.iter().all(|file| there.contains(file));
        if after != before || !is_back || is_remade {
            faults.push(format!("{what}: not back: {there:?} {aside:?} {made:?} {}", run.err));
        }
        build_with(&project, &["--prune", "--edition", "screen,press"]).succeeded();
        if project.path("out/outdated").exists() {
            faults.push(format!("{what}: outdated files are left"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_files_that_peerpress_built_are_removed() {
    let project = built();
    let pieces = project.read("data/pieces.json");
    project.edit("data/pieces.json", "\"id\": \"note\"", "\"id\": \"card\"");
    project.write("out/screen/note.es.pdf", "changed by hand");
    project.write("out/screen/mine.pdf", "a file of the person's own");
    project.write("out/outdated/press/mine.pdf", "a file of the person's own");
    let run = build(&project);
    assert_eq!(made(&run).len(), 4);
    let notes = ["press/note.en", "press/note.es", "screen/note.en", "screen/note.es"];
    assert_eq!(outdated(&run), notes.map(|file| format!("outdated/{file}.pdf")));
    assert!(
        run.err.contains("`outdated` has 5 files of pieces that cannot be made"),
        "{}",
        run.err
    );
    // The next run says how many there are, and lists none again.
    let run = build(&project);
    assert!(outdated(&run).is_empty() && run.err.contains("has 5 files"), "{}", run.err);
    let run = build_with(&project, &["--prune"]).succeeded();
    for said in [
        "outdated/screen/note.en.pdf: removed",
        "outdated/press/note.es.pdf: removed",
        "outdated/screen/note.es.pdf: not removed, because it was changed by hand",
        "outdated/press/mine.pdf: not removed",
    ] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    let (there, aside) = files(&project, "screen");
    assert!(there.contains(&"mine.pdf".to_owned()), "{there:?}");
    assert_eq!(aside, ["note.es.pdf"]);
    // A file of the same name in `outdated` is not replaced, and the run says so.
    project.write("data/pieces.json", pieces);
    build(&project);
    project.edit("data/pieces.json", "\"id\": \"note\"", "\"id\": \"card\"");
    let run = build_with(&project, &[]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("did not build this file"), "{}", run.err);
    assert_eq!(project.read("out/outdated/screen/note.es.pdf"), "changed by hand");
    assert!(project.path("out/screen/note.es.pdf").exists());
    // A session that is over, on the day that an option names.
    let run = build_with(&project, &["--as-of", "2027-12-01", "--lang", "en"]);
    assert!(outdated(&run).contains(&"outdated/screen/dates.2027-02-minot.en.pdf"), "{}", run.out);
}

#[test]
fn a_killed_run_leaves_what_the_next_one_understands() {
    let project = built();
    let manifest = project.read("out/manifest.json");
    let text = project.read("data/pieces.json");
    let path = |file: &str| project.path(&format!("out/{file}"));
    let rename = |from: &str, to: &str| {
        fs::create_dir_all(path(to).parent().unwrap()).unwrap();
        fs::rename(path(from), path(to)).unwrap();
    };
    let (there, aside) = ("screen/note.en.pdf", "outdated/screen/note.en.pdf");
    project.edit("data/pieces.json", "\"id\": \"note\"", "\"id\": \"card\"");
    // Killed after the file was moved, and before the manifest was written.
    rename(there, aside);
    let run = build(&project);
    assert_eq!(outdated(&run).len(), 4, "{}", run.out);
    let after = project.read("out/manifest.json");
    // Killed after only one file was moved back.
    project.write("data/pieces.json", &text);
    rename(aside, there);
    assert_eq!(made(&build(&project)), [there]);
    // Killed after the file was made again, and before the manifest was written.
    fs::create_dir_all(path(aside).parent().unwrap()).unwrap();
    fs::copy(path(there), path(aside)).unwrap();
    project.write("out/manifest.json", &after);
    let run = build(&project);
    assert!(path(there).exists() && !path(aside).exists(), "{}{}", run.out, run.err);
    // The same, and then the piece is removed again: the file is known by its history.
    project.edit("data/pieces.json", "Talk with someone", "Speak with someone");
    build(&project);
    project.write("out/manifest.json", &manifest);
    project.edit("data/pieces.json", "\"id\": \"note\"", "\"id\": \"card\"");
    let run = build(&project);
    assert_eq!(outdated(&run).len(), 4, "{}", run.out);
    build_with(&project, &["--prune"]).succeeded();
    assert!(!path("outdated").exists());
}

#[test]
fn copies_and_changes_are_known_while_a_file_is_outdated() {
    let project = built();
    let handed = ["released", "note", "--quantity", "5", "--where", "library"];
    project.run(&[&handed[..], &["--edition", "screen"]].concat()).succeeded();
    let text = project.read("data/pieces.json");
    project.edit("data/pieces.json", "\"template\": \"note\"", "\"template\": \"n\"");
    build_with(&project, &[]);
    let run = project.run(&["stale"]);
    assert!(run.code == 1 && run.err.contains("cannot be built now"), "{}{}", run.out, run.err);
    project.write("data/pieces.json", &text);
    // The fault is fixed, and the file is not back yet: only a file in its place is handed out.
    let run = project.run(&[&handed[..], &["--edition", "screen"]].concat());
    assert!(run.code == 2 && run.err.contains("missing or out of date"), "{}", run.err);
    assert_eq!(project.run(&["stale"]).code, 0);
    project.run(&["changes"]).succeeded();
    build(&project);
    project.run(&[&handed[..], &["--edition", "screen"]].concat()).succeeded();
}

#[test]
fn the_preview_goes_on_showing_a_piece_that_cannot_be_made() {
    let project = Project::small();
    let watch = Watch::start(&project, &["note", "--lang", "en"]);
    let before = watch.until_current();
    let pieces = project.read("data/pieces.json");
    project.edit("data/pieces.json", "\"template\": \"note\"", "\"template\": \"n\"");
    let state = watch.until("the note is outdated", |state| {
        job(state, "screen/note.en")["status"] == "outdated"
    });
    assert!(state["order"].as_array().unwrap().contains(&"screen/note.en".into()), "{state:#}");
    for field in ["drawn", "pages"] {
        let shown = |state| job(state, "screen/note.en")[field].clone();
        assert_eq!(shown(&state), shown(&before), "{field}");
    }
    project.write("data/pieces.json", &pieces);
    watch.until("the note is back", |state| job(state, "screen/note.en")["status"] == "current");
}
