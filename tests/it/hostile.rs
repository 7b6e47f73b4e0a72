//! Invalid input: a clear message, the right exit code, no wrong files, no panic.

use std::fs;

use crate::project::{Project, Run};

fn refused(run: &Run, code: i32, words: &str) {
    assert_eq!(run.code, code, "{}\n{}", run.out, run.err);
    assert!(run.err.contains(words), "{words:?} is not in {}", run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

#[test]
fn a_folder_that_is_not_a_project() {
    let project = Project::empty();
    refused(&project.run(&["build"]), 2, "not a Peerpress project");
    refused(&project.run(&["build", "-C", "nowhere"]), 2, "the folder does not exist");
}

#[test]
fn a_starter_on_top_of_something() {
    let project = Project::small();
    refused(&project.run(&["new", "data"]), 2, "the folder is not empty");
    refused(&project.run(&["new", "data/program.json"]), 2, "the folder is not empty");
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let project = Project::small();
    project.write("taken", "a file where the folder should be");
    refused(&project.run(&["build", "--out", "taken"]), 2, "cannot be written");
    assert_eq!(project.read("taken"), "a file where the folder should be");
}

/// A full disk, as Linux offers one for tests.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_last_good_file() {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    let project = Project::small();
    project.run(&["build"]).succeeded();
    let good = fs::read(project.path("out/screen/note.en.pdf")).unwrap();
    project.edit("data/pieces.json", "You are not alone", "You are never alone");
    // `ulimit -f` stops every file at so many blocks, as a full disk would.
    let script =
        format!("trap '' XFSZ; ulimit -f 4; exec '{}' build", env!("CARGO_BIN_EXE_peerpress"));
    let output = Command::new("sh")
        .arg0("sh")
        .args(["-c", &script])
        .current_dir(project.root())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("check that the disk has free space"),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(fs::read(project.path("out/screen/note.en.pdf")).unwrap(), good);
    assert!(
        project.files("out/screen").iter().all(|name| !name.contains(".part")),
        "{:?}",
        project.files("out/screen")
    );
}

/// A link that leads out of the project is refused like a path that does.
#[cfg(unix)]
#[test]
fn a_link_out_of_the_project() {
    let project = Project::small();
    let outside = Project::empty();
    outside.write("secret.typ", "#let secret = 1");
    std::os::unix::fs::symlink(
        outside.path("secret.typ"),
        project.path("templates/note/secret.typ"),
    )
    .unwrap();
    project.edit("templates/note/main.typ", "#let job", "#import \"secret.typ\": secret\n#let job");
    refused(&project.run(&["build", "note"]), 1, "error[template-access]");
}

#[test]
fn names_with_emoji_and_right_to_left_text() {
    let project = Project::small();
    project.edit("data/trainings.json", "\"Minot\"", "\"Minot 🎉\"");
    refused(&project.run(&["build", "dates"]), 1, "no font has the character \"🎉\" (U+1F389)");
    project.edit("data/trainings.json", "\"Minot 🎉\"", "\"عبد الرحمن\"");
    refused(&project.run(&["build", "dates"]), 1, "add the font Noto Sans Arabic");
}

#[test]
fn a_font_folder_with_a_broken_file() {
    let project = Project::small();
    let good = fs::read(project.path("fonts/SourceSans3_400Regular.ttf")).unwrap();
    project.write("fonts/Cut.ttf", &good[..good.len() / 3]);
    project.write("fonts/Empty.otf", "");
    let run = project.run(&["build", "--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("warning[broken-font]: the font `fonts/Empty.otf`"), "{}", run.err);
    fs::remove_dir_all(project.path("fonts")).unwrap();
    refused(&project.run(&["build", "--force"]), 1, "the folder `fonts` has no fonts");
}

#[test]
fn deep_recursion_in_a_template() {
    let project = Project::small();
    project.edit(
        "templates/note/main.typ",
        "#job.program.contact.phone.show",
        "#let f(n) = block(f(n + 1))\n#f(0)",
    );
    refused(&project.run(&["build", "note"]), 1, "error[template-failed]");
}

#[test]
fn a_schema_or_code_that_is_not_known() {
    let project = Project::small();
    assert_eq!(project.run(&["schema", "peices"]).code, 2);
    refused(&project.run(&["explain", "oversett"]), 2, "did you mean `overset`?");
}
