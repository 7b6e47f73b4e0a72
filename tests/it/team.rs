//! Contact cards: one for each person of the program, with what the person or the program has.

use std::fs;

use peerpress::pdf;

use crate::project::Project;

/// The text of a side of a card on the screen.
fn side(project: &Project, member: &str, page: usize) -> String {
    let file = project.path(&format!("out/screen/card-contact.{member}.en.pdf"));
    pdf::text(&fs::read(file).unwrap()).unwrap()[page].text()
}

#[test]
fn each_person_has_a_card_with_a_crisis_line() {
    let project = &Project::built().0;
    let own = side(project, "jordan-sample", 0);
    for words in ["Jordan Sample", "CPSS", "Call or text", "701-555-0121", "jordan@example.org"] {
        assert!(own.contains(words), "{words}: {own}");
    }
    assert!(!own.contains("701-555-0100"), "the person has a number: {own}");
    // What a person does not have is that of the program.
    let other = side(project, "robin-sample", 0);
    assert!(other.contains("701-555-0100") && other.contains("robin@example.org"), "{other}");
    for member in ["jordan-sample", "robin-sample"] {
        assert!(side(project, member, 1).contains("988"), "the crisis line is on the back");
    }
}

#[test]
fn a_new_person_gets_a_card_and_one_who_left_has_none() {
    let project = Project::starter();
    let build = ["build", "card-contact", "--lang", "en", "--format", "short"];
    project.run_on("2026-11-22", &build).succeeded();
    let person = "{ \"id\": \"ana-lee\", \"name\": \"Ana Lee\", \"title\": { \"en\": \"Helper\", \
                  \"es\": \"Ayudante\" }, \"phone\": \"701-328-2310\" },";
    project.edit("data/program.json", "\"team\": [", &format!("\"team\": [ {person}"));
    let run = project.run_on("2026-11-22", &build).succeeded();
    assert!(run.out.contains("screen/card-contact.ana-lee.en.pdf: made"), "{}", run.out);
    assert!(side(&project, "ana-lee", 0).contains("701-328-2310"));
    let mut data: serde_json::Value =
        serde_json::from_str(&project.read("data/program.json")).unwrap();
    data["team"] = serde_json::json!([]);
    project.write("data/program.json", data.to_string());
    let run = project.run_on("2026-11-22", &build).succeeded();
    assert!(run.err.contains("`team` in `data/program.json` has no one"), "{}", run.err);
    assert!(project.files("out/screen").is_empty(), "{:?}", project.files("out/screen"));
}

#[test]
fn a_sample_person_is_not_packed_and_a_number_of_a_person_is_checked() {
    let project = Project::starter();
    let pack = ["pack", "card-contact", "--quantity", "100", "--lang", "en"];
    let run = project.run_on("2026-11-22", &pack);
    assert!(
        run.code == 1 && run.err.contains("`jordan-sample` is marked as a sample"),
        "{}",
        run.err
    );
    project.edit(
        "data/program.json",
        "\"701-555-0121\",\n      \"text\"",
        "\"555-0121\", \"text\"",
    );
    project.edit(
        "data/program.json",
        "\"jordan@example.org\",\n      \"sample\": true",
        "\"jordan@example.org\"",
    );
    let run = project.run_on("2026-11-22", &["check", "card-contact", "--format", "short"]);
    assert!(run.err.contains("the phone number `555-0121` has no area code"), "{}", run.err);
    assert!(run.err.contains("`jordan@example.org` is a sample value"), "{}", run.err);
}
