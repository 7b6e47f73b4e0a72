//! What no piece uses need not be in the data.

use std::fs;

use serde_json::Value;

use crate::project::Project;

#[test]
fn facts_that_no_piece_uses_can_be_left_out() {
    let project = Project::small();
    for file in ["services", "benefits", "certification", "authorities", "vendors"] {
        fs::remove_file(project.path(&format!("data/{file}.json"))).unwrap();
    }
    let mut program: Value = serde_json::from_str(&project.read("data/program.json")).unwrap();
    for field in ["parent", "home", "provider", "signatories"] {
        program.as_object_mut().unwrap().shift_remove(field).unwrap();
    }
    project.write("data/program.json", program.to_string());
    let run = project.run_on("2027-01-01", &["build"]).succeeded();
    assert!(!run.err.contains("missing"), "{}", run.err);

    let needs = ["benefits", "program.provider", "certification.ethics"];
    let list = needs.map(|need| format!("{need:?}")).join(", ");
    project.edit(
        "templates/note/template.json",
        "[\"program\"]",
        &format!("[\"program\", {list}]"),
    );
    let fields = "\"fields\": { \"program\": [\"name\", \"contact.phone\", \"home\"] }, \"text\"";
    project.edit("templates/note/template.json", "\"text\"", fields);
    let run = project.run_on("2027-01-01", &["check", "--format", "short"]);
    assert_eq!(run.code, 1);
    let expected = [
        "there is no `data/benefits.json`",
        "there is no `data/certification.json`",
        "`note` uses `program.home`, which is not in `data/program.json`",
        "`note` uses `program.provider`, which is not in `data/program.json`",
    ];
    let silent: Vec<_> = expected.iter().filter(|text| !run.err.contains(**text)).collect();
    assert!(silent.is_empty(), "not reported: {silent:#?}\n{}", run.err);
}

/// What the guide to the data calls optional is optional: every piece is made without it.
#[test]
fn optional_facts_can_be_left_out_of_every_piece() {
    let project = Project::starter();
    let change = |file: &str, edit: &dyn Fn(&mut Value)| {
        let mut data: Value = serde_json::from_str(&project.read(file)).unwrap();
        edit(&mut data);
        project.write(file, data.to_string());
    };
    change("data/program.json", &|program| {
        program.as_object_mut().unwrap().shift_remove("parent").unwrap();
    });
    change("data/trainings.json", &|data| {
        for training in data["trainings"].as_array_mut().unwrap() {
            let training = training.as_object_mut().unwrap();
            for field in ["audience", "format_note", "agenda", "next_steps"] {
                training.shift_remove(field);
            }
        }
        data["sessions"][0]["format"] = "hybrid".into();
    });
    change("data/pieces.json", &|data| {
        for piece in data["pieces"].as_array_mut().unwrap() {
            piece.as_object_mut().unwrap().shift_remove("pictures");
        }
    });
    let build = ["build", "--lang", "en", "--edition", "screen,large-print"];
    let run = project.run_on("2026-11-22", &build).succeeded();
    assert!(!run.err.contains("missing"), "{}", run.err);
    let run = project.run_on("2026-11-22", &["job", "flyer-benefits", "--lang", "en"]);
    let job: Value = serde_json::from_str(&run.out).unwrap();
    assert!(job["program"]["parent"].is_null(), "{run:?}");
}

/// Every piece of the starter is made under a long name, in every language and edition.
#[test]
fn a_renamed_program_is_built_everywhere() {
    let project = Project::starter();
    let mut program: Value = serde_json::from_str(&project.read("data/program.json")).unwrap();
    program["name"] = serde_json::json!({
        "en": "Massachusetts Statewide Community Health Worker and Recovery Support Program",
        "es": "Programa Estatal de Trabajadores Comunitarios de la Salud de Massachusetts",
    });
    project.write("data/program.json", program.to_string());
    let pieces = ["rack-card-overview", "flyer-tear-off", "handout-faq"];
    let editions = ["--edition", "screen,large-print"];
    project.run_on("2026-11-22", &[&["build"][..], &pieces, &editions].concat()).succeeded();
    let short = serde_json::json!({ "en": "Mass CHW", "es": "TCS" });
    program["short_name"] = short;
    project.write("data/program.json", program.to_string());
    project.run_on("2026-11-22", &["build", "flyer-tear-off"]).succeeded();
}
