//! Outdated translations, and reviews that the press needs.

use serde_json::Value;

use super::{exported_rows, import, row_of, write_csv};
use crate::project::{Project, Run};

const BODY: &str = "pieces.pieces.note.text.body";
const RECORD: &str = "data/translations.json";
const PRESS: [&str; 6] = ["build", "note", "--edition", "press", "--lang", "es"];

fn review(project: &Project, pieces: &str) -> Run {
    project.run(&["translate", "review", "es", "--piece", pieces, "--by", "Ana Sample"])
}

#[test]
fn the_press_needs_a_review_of_the_texts_as_they_are() {
    let project = Project::small();
    // A project that is older than reviews goes on building, with one warning.
    let old = project.run(&PRESS).succeeded();
    assert!(old.err.contains("warning[no-reviews]"), "{}", old.err);

    let first = review(&project, "note").succeeded();
    assert!(
        first.out.contains("note (es): 10 texts, 10 new, reviewed by Ana Sample"),
        "{}",
        first.out
    );
    assert!(first.err.contains("from now on, the press edition needs a review"), "{}", first.err);
    let record: Value = serde_json::from_str(&project.read(RECORD)).unwrap();
    let piece = &record["languages"]["es"]["reviews"]["note"];
    assert_eq!(piece, &serde_json::json!({ "reviewed_by": "Ana Sample", "on": "2027-01-01" }));
    let built = project.run(&PRESS).succeeded();
    assert!(!built.err.contains("review"), "{}", built.err);

    // A changed translation.
    project.edit("data/pieces.json", "Hable con", "Hable hoy con");
    let refused = project.run(&PRESS);
    let expected = "note (press, es): the `es` texts were reviewed by Ana Sample on 2027-01-01, \
                    and have changed since: \"Piece `note`, text `body`\"";
    assert!(refused.code == 1 && refused.err.contains(expected), "{}", refused.err);
    assert!(refused.err.contains("peerpress translate review es --piece note --by"));
    let packed = project.run(&["pack", "note", "--quantity", "10"]);
    assert!(packed.code == 1 && packed.err.contains(expected), "{}", packed.err);
    // A draft for the reviewer goes on to the job ticket, for which this project has no template.
    let draft = project.run(&["pack", "note", "--quantity", "10", "--draft"]);
    assert!(draft.err.contains("the project has no template `job-ticket`"), "{}", draft.err);
    project.run(&["build", "note"]).succeeded();
    project.run(&["build", "note", "--edition", "press", "--lang", "en"]).succeeded();
    let again = review(&project, "no*").succeeded();
    assert!(again.out.contains("note (es): 10 texts, 1 new"), "{}", again.out);
    project.run(&PRESS).succeeded();

    // A piece that nobody reviewed.
    let pieces = project.read("data/pieces.json").replacen("\"note\"", "\"other\"", 1);
    project.write("data/pieces.json", pieces);
    let other = project.run(&["check", "other", "--edition", "press", "--lang", "es"]);
    let expected = "other (press, es): nobody has reviewed the `es` texts";
    assert!(other.code == 1 && other.err.contains(expected), "{}", other.err);
}

#[test]
fn a_translation_is_outdated_when_its_source_changes() {
    let project = Project::small();
    review(&project, "note").succeeded();
    let exported = exported_rows(&project, "es");
    let mut rows = exported.clone();
    assert_eq!(row_of(&mut rows, BODY)["state"], "reviewed");
    project.edit("data/pieces.json", "Talk with someone", "Speak with someone");
    let check = project.run(&["check", "--format", "short"]).succeeded();
    assert_eq!(check.err.matches("warning[outdated-translation]").count(), 1, "{}", check.err);
    assert!(check.err.contains("data/pieces.json:10:"), "{}", check.err);

    // The translation of the old source comes back: it is older than its source.
    row_of(&mut rows, BODY).insert("translation (es)".to_owned(), "Hable hoy.".to_owned());
    write_csv(&project, "es.csv", &rows);
    let late = import(&project, "es.csv", true).succeeded();
    assert!(late.out.contains("(its source has changed since the export)"), "{}", late.out);
    let check = project.run(&["check", "--format", "short"]).succeeded();
    assert!(check.err.contains("warning[outdated-translation]"), "{}", check.err);

    // The translator says that it is right.
    let mut rows = exported_rows(&project, "es");
    assert_eq!(row_of(&mut rows, BODY)["state"], "outdated");
    row_of(&mut rows, BODY).insert("state".to_owned(), "translated".to_owned());
    write_csv(&project, "es.csv", &rows);
    let confirmed = import(&project, "es.csv", true).succeeded();
    assert!(confirmed.err.contains("right for their new source: 1"), "{}", confirmed.err);
    let check = project.run(&["check", "--format", "short"]).succeeded();
    assert!(!check.err.contains("outdated"), "{}", check.err);

    // A record of unknown translations: the source changed between export and import.
    std::fs::remove_file(project.path(RECORD)).unwrap();
    let rows = exported_rows(&project, "es");
    project.edit("data/pieces.json", "Speak with someone", "Meet someone");
    write_csv(&project, "es.csv", &rows);
    let noted = import(&project, "es.csv", true).succeeded();
    assert!(noted.err.contains("older than their source now: 1"), "{}", noted.err);
    let check = project.run(&["check", "--format", "short"]).succeeded();
    assert!(check.err.contains("warning[outdated-translation]"), "{}", check.err);
}

#[test]
fn a_review_that_cannot_be_recorded_is_explained() {
    let project = Project::small();
    let about = |args: &[&str]| project.run(&[&["translate", "review"], args].concat());
    for (args, code, expected) in [
        (&["es", "--piece", "nte", "--by", "Ana"][..], 2, "did you mean `note`?"),
        (&["fr", "--piece", "note", "--by", "Ana"], 2, "`fr` is not a language of the program"),
        (&["en", "--piece", "note", "--by", "Ana"], 2, "texts are translated from"),
        (&["es", "--piece", "note", "--by", " "], 2, "the name is empty"),
    ] {
        let run = about(args);
        assert!(run.code == code && run.err.contains(expected), "{args:?}: {}", run.err);
    }
    project.edit("data/program.json", "[\"en\", \"es\"]", "[\"en\", \"es\", \"fr\"]");
    let run = about(&["fr", "--piece", "note", "--by", "Ana"]);
    assert!(run.code == 2 && run.err.contains("without a `fr` translation"), "{}", run.err);
    assert!(!project.path(RECORD).exists());
    project.write(RECORD, "{ \"version\": 1, \"languages\": { \"es\": 7 } }");
    project.edit("data/program.json", ", \"fr\"]", "]");
    let run = project.run(&PRESS);
    let expected = "`data/translations.json` cannot be read";
    assert!(run.code == 1 && run.err.contains(expected), "{}", run.err);
    assert!(project.files("out/press").is_empty(), "nobody knows whether it was reviewed");
}

/// A phrase that a piece prints only at times is reviewed with the piece: the reviewer sees it, and
/// a session that is cancelled later needs no other review.
#[test]
fn a_session_that_is_cancelled_needs_no_new_review() {
    let project = Project::small();
    project.edit("templates/dates/template.json", "[\"screen\"]", "[\"screen\", \"press\"]");
    let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    wording["words"]["status-cancelled"] =
        serde_json::json!({ "en": "Cancelled", "es": "Cancelado" });
    project.write("data/wording.json", wording.to_string());
    let run = review(&project, "dates").succeeded();
    assert!(run.err.contains("\"Cancelled\" is \"Cancelado\""), "{}", run.err);
    let press = || project.run(&["check", "dates", "--edition", "press", "--lang", "es"]).err;
    assert!(!press().contains("reviewed"), "{}", press());

    let mut data: Value = serde_json::from_str(&project.read("data/trainings.json")).unwrap();
    data["sessions"][0]["status"] = "cancelled".into();
    project.write("data/trainings.json", data.to_string());
    assert!(!press().contains("reviewed"), "{}", press());
    // Another word is another text.
    wording["words"]["status-cancelled"]["es"] = "Anulado".into();
    project.write("data/wording.json", wording.to_string());
    let changed = "and have changed since: \"Shared wording, word `status-cancelled`\"";
    assert!(press().contains(changed), "{}", press());
    wording["words"]["status-cancelled"]["es"] = "Cancelado".into();
    project.write("data/wording.json", wording.to_string());
    // A venue that nobody has seen.
    data["sessions"][0]["venue"] = serde_json::json!({ "en": "Town hall", "es": "Ayuntamiento" });
    project.write("data/trainings.json", data.to_string());
    assert!(press().contains("and these were not on the pages then"), "{}", press());
}

/// With another first language, translations are not reported one by one, and a review of all
/// pieces is one of every text.
#[test]
fn another_first_language_is_reported_once() {
    let project = Project::coast();
    let mut program = project.json("data/program.json");
    program["languages"] = serde_json::json!(["fr-CA", "en", "ar"]);
    project.write("data/program.json", program.to_string());
    let check = ["check", "--lang", "ar", "--format", "short"];
    let run = project.run_on("2026-11-22", &check);
    let count = run.err.matches("[outdated-translation]").count();
    let named = "translated from `en`, but the first language is now `fr-CA`";
    assert!(count == 1 && run.err.contains(named), "{}", run.err);
    let review = ["translate", "review", "ar", "--piece", "*", "--by", "Ana Sample"];
    let reviewed = project.run_on("2026-11-22", &review).succeeded();
    assert!(reviewed.err.contains("that no piece prints"), "{}", reviewed.err);
    let run = project.run_on("2026-11-22", &check);
    assert!(!run.err.contains("outdated-translation"), "{}", run.err);
}

/// If the first language becomes a draft, that is one finding, too.
#[test]
fn a_first_language_that_is_a_draft_is_reported_once() {
    let project = Project::coast();
    let mut program = project.json("data/program.json");
    let draft = serde_json::json!({ "tag": "en", "status": "draft" });
    program["languages"] = serde_json::json!([draft, "fr-CA", "ar"]);
    project.write("data/program.json", program.to_string());
    let run = project.run_on("2026-11-22", &["check", "--lang", "ar", "--format", "short"]);
    let count = run.err.matches("[outdated-translation]").count();
    let named = "from `en`, which is a draft now, but the first language is now `fr-CA`";
    assert!(count == 1 && run.err.contains(named), "{}", run.err);
}
