//! The output folder: several builds at the same time, interrupted builds, the history, and files
//! of older versions.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::incremental::{build, build_with, built, made};
use crate::project::{Project, repository};

#[test]
fn two_builds_at_once_wait_for_each_other() {
    let project = built();
    let lock = fs::OpenOptions::new().write(true).open(project.path("out/.lock")).unwrap();
    lock.lock().unwrap();
    let run = build_with(&project, &["--timeout", "1"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err
            .contains("another build is running in this output folder; waiting for it to finish"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("another build is still running in this output folder"),
        "{}",
        run.err
    );
    let mut command = project.command(&["build"]);
    let mut waiting = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(waiting.stderr.as_mut().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains("another build is running in this output folder"), "{said}");
    assert!(waiting.try_wait().unwrap().is_none(), "it did not wait");
    lock.unlock().unwrap();
    assert!(waiting.wait().unwrap().success());
    // `check` writes nothing, and need not wait.
    lock.lock().unwrap();
    project.run(&["check"]).succeeded();
}

#[test]
fn many_builds_at_once_leave_a_sound_manifest() {
    let project = Project::small();
    thread::scope(|scope| {
        let runs: Vec<_> = [["note", "en"], ["note", "es"], ["dates", "en"], ["dates", "es"]]
            .map(|[piece, lang]| {
                scope.spawn({
                    let project = &project;
                    move || {
                        project.run(&["build", piece, "--lang", lang, "--edition", "screen,press"])
                    }
                })
            })
            .into_iter()
            .collect();
        runs.into_iter().for_each(|run| drop(run.join().unwrap().succeeded()));
    });
    assert_eq!(made(&build(&project)), [""; 0]);
}

#[test]
fn an_edit_during_a_build_is_reported() {
    let project = built();
    // Slow enough that the edit surely falls between the reading of the facts and the end.
    project.edit(
        "templates/note/main.typ",
        "#let job",
        "#let slow = range(400000).fold(0, (sum, x) => calc.rem(sum + x, 7))\n#let job",
    );
    let run = thread::scope(|scope| {
        let other = scope.spawn(|| build_with(&project, &["note", "--lang", "en"]));
        thread::sleep(Duration::from_millis(300));
        project.edit("data/program.json", "701-328-2310", "701-328-2399");
        other.join().unwrap()
    });
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("data/program.json: changed during the build"), "{}", run.err);
    let run = build_with(&project, &["note", "--lang", "en"]).succeeded();
    assert_eq!(made(&run), ["press/note.en.pdf", "screen/note.en.pdf"], "{}", run.err);
}

#[test]
fn leftovers_of_a_killed_run_are_swept() {
    let project = built();
    project.write("out/screen/.peerpress-Ab3xYz.part", "half a file");
    project.write("out/.peerpress-000000.part", "half a manifest");
    project.write("out/screen/.peerpress-mine", "not ours");
    build(&project);
    assert!(!project.path("out/.peerpress-000000.part").exists());
    assert_eq!(project.files("out/screen")[0], ".peerpress-mine");
    assert!(project.files("out/screen").iter().all(|name| !name.ends_with(".part")));
}

#[test]
fn the_history_is_bounded_and_may_be_lost() {
    let project = Project::small();
    for number in 0..23 {
        project.write(
            "data/pieces.json",
            project.read("data/pieces.json").replace(
                &format!("alone{}", "!".repeat(number)),
                &format!("alone{}", "!".repeat(number + 1)),
            ),
        );
        project.run(&["build", "note", "--lang", "en", "-q"]).succeeded();
    }
    let kept = project.files(".peerpress/history/screen/note.en");
    assert_eq!(
        (kept.len(), kept[0].as_str(), kept[39].as_str()),
        (40, "0004.1.pdf", "0023.json"),
        "{kept:?}"
    );
    fs::remove_dir_all(project.path(".peerpress")).unwrap();
    project.edit("data/program.json", "701-328-2310", "701-328-2311");
    let run = project.run(&["build", "note", "--lang", "en", "-v"]).succeeded();
    assert!(
        run.err.contains("rebuild screen/note.en.pdf: the facts or the wording changed"),
        "{}",
        run.err
    );
    fs::remove_dir_all(project.path(".peerpress")).unwrap();
    project.write(".peerpress", "a file where the folder should be");
    let run = project.run(&["build", "--force"]).succeeded();
    assert_eq!(run.err.matches("`peerpress changes` will not know").count(), 1, "{}", run.err);
}

/// The files in `tests/state` were written by version 0.1.0, with warnings, before the manifest and
/// the history were last refactored.
#[test]
fn a_manifest_and_a_history_of_an_older_version_still_open() {
    let project = Project::small();
    let fixtures = repository().join("tests/state");
    let version = "history/screen/note.en";
    for (from, to) in [
        ("manifest.json", "out/manifest.json".to_owned()),
        ("released.json", "released.json".to_owned()),
        ("history/screen/note.en/0001.json", format!(".peerpress/{version}/0001.json")),
        ("history/screen/note.en/0001.1.pdf", format!(".peerpress/{version}/0001.1.pdf")),
    ] {
        fs::create_dir_all(project.path(&to).parent().unwrap()).unwrap();
        fs::copy(fixtures.join(from), project.path(&to)).unwrap();
    }
    project.edit("data/program.json", "701-328-2310", "701-328-2399");
    let run = project.run_on("2027-01-02", &["changes", "note", "--lang", "en"]).succeeded();
    assert!(run.out.contains("screen/note.en.pdf (made on 2027-01-01)"), "{}", run.out);
    assert!(run.out.contains("701-328-2399"), "{}", run.out);
    let run = project.run_on("2027-01-02", &["stale"]);
    assert!(run.code == 1 && run.out.contains("100 at Minot since 2027-01-01"), "{run:?}");
    let run = project.run_on("2027-01-02", &["build", "-v"]).succeeded();
    assert!(!run.err.contains("Peerpress will rebuild everything"), "{}", run.err);
    assert!(!run.err.contains("screen/note.en.pdf: not built before"), "{}", run.err);
}
