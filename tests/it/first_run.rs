//! The first run: the list of what to fill in.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::project::{Project, Run};

/// A folder with a project `my` that `new` created with these options, and what it printed.
fn created(options: &[&str]) -> (Project, Run) {
    let parent = Project::empty();
    let run = parent.run(&[&["new", "my"], options].concat());
    (parent, run)
}

/// Runs a command in the created project.
fn run(parent: &Project, args: &[&str]) -> Run {
    parent.run_on("2026-11-22", &[&["-C", "my"], args].concat())
}

/// The findings that `todo` lists.
fn todo(parent: &Project) -> Vec<Value> {
    let run = run(parent, &["todo", "--format", "json"]);
    let found: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(run.code, i32::from(!found.is_empty()), "{run:?}");
    found
}

/// What is marked, sample values, the pictures of the example, and sample reviews.
#[test]
fn the_list_of_the_example_has_all_that_is_invented() {
    let (parent, _) = created(&[]);
    let found = todo(&parent);
    let messages: BTreeSet<&str> =
        found.iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    for message in [
        "`701-555-0100` is a sample value",
        "`sample-ce` is marked as a sample",
        "`Sample Signatory` is marked as a sample",
        "`jordan-sample` is marked as a sample",
        "`2027-02-bismarck` is marked as a sample",
        "`https://example.org/code-of-ethics` is a sample value",
        "`voice` is marked as a sample",
        "`data/pictures/logo.svg` is a picture of the example",
        "`sample-offset` is marked as a sample",
    ] {
        assert!(messages.contains(message), "{message}: {messages:#?}");
    }
    // The sample certificates stay.
    assert!(!messages.contains("`completion` is marked as a sample"));
    let last = found.last().unwrap();
    assert_eq!(
        (&last["code"], &last["file"]),
        (&"sample-review".into(), &"data/translations.json".into())
    );
    for finding in found.iter().take(found.len() - 1) {
        let hint = finding["hints"][0].as_str().unwrap();
        assert!(finding["line"].is_u64() && finding["column"].is_u64(), "{finding}");
        assert!(hint.starts_with("write ") || hint.starts_with("put "), "{finding}");
    }
    let short = run(&parent, &["todo", "--format", "short"]);
    let first = short.out.lines().next().unwrap();
    assert!(short.code == 1 && first.starts_with("data/program.json:13:"), "{first}");
    let human = run(&parent, &["todo"]);
    assert!(human.out.contains("┌─ data/program.json:13:"), "{}", human.out);
    assert!(human.err.contains("things are left to fill in"), "{}", human.err);

    parent.write("my/data/program.json", "{");
    let broken = run(&parent, &["todo"]);
    assert!(broken.code == 1 && broken.err.contains("error[syntax]"), "{broken:?}");
}
