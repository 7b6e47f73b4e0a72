//! Translations that are the same as their source, and files of other programs.

use super::{data, exported_rows, import, row_of, write_csv};
use crate::project::Project;

/// A name, a headline, and a text of more words in a draft language.
fn project() -> Project {
    let project = Project::small();
    project.run(&["language", "add", "fr-CA"]).succeeded();
    project
}

const BODY: &str = "pieces.pieces.note.text.body";
const SOURCE: &str = "Talk with someone who has been there.";

/// A translator who marks a copy of the source as translated says that it is right.
#[test]
fn a_copy_counts_if_it_is_marked_as_translated() {
    let project = project();
    let french = |project: &Project| project.read("data/pieces.json").matches(SOURCE).count();
    let mut rows = exported_rows(&project, "fr-CA");
    let row = row_of(&mut rows, BODY);
    row.insert("translation (fr-CA)".to_owned(), SOURCE.to_owned());
    write_csv(&project, "fr.csv", &rows);
    let run = import(&project, "fr.csv", true).succeeded();
    assert!(run.err.contains("repeats the source"), "{}", run.err);
    assert_eq!(french(&project), 1);
    row_of(&mut rows, BODY).insert("state".to_owned(), "translated".to_owned());
    write_csv(&project, "fr.csv", &rows);
    import(&project, "fr.csv", true).succeeded();
    assert_eq!(french(&project), 2);

    for state in ["translated", "reviewed", "final"] {
        let project = self::project();
        let path = project.path("fr.xlf");
        let export = ["translate", "export", "fr-CA", path.to_str().unwrap(), "--format", "xliff"];
        project.run(&export).succeeded();
        let xliff = project.read("fr.xlf");
        let source = format!("<source>{SOURCE}</source>");
        let at = xliff.find(&source).unwrap();
        let start = at - xliff[..at].chars().rev().take_while(|c| *c != '<').count() - 1;
        let end = at + xliff[at..].find("</segment>").unwrap();
        let segment = format!("<segment state=\"{state}\">{source}<target>{SOURCE}</target>");
        project.write("fr.xlf", format!("{}{segment}{}", &xliff[..start], &xliff[end..]));
        import(&project, "fr.xlf", true).succeeded();
        assert_eq!(french(&project), 2, "{state}");
    }
}

/// The translation of a text that is the same in every language does not put English into the
/// other drafts, and their files come back as they were sent.
#[test]
fn a_shared_text_is_translated_into_one_language_after_another() {
    let project = project();
    project.run(&["language", "add", "ar"]).succeeded();
    let own = "{ \"en\": \"Small State\", \"es\": \"Estado pequeño\" }";
    project.edit("data/program.json", own, "\"Small State\"");
    let languages = [("fr-CA", "Petit État"), ("ar", "ولاية صغيرة"), ("es", "Estado pequeño")];
    let exported = languages.map(|(lang, target)| {
        let mut rows = exported_rows(&project, lang);
        let row = row_of(&mut rows, "program.parent");
        assert_eq!(row["state"], "same");
        row.insert(format!("translation ({lang})"), target.to_owned());
        rows
    });
    for ((lang, _), rows) in languages.into_iter().zip(exported) {
        let file = format!("{lang}.csv");
        write_csv(&project, &file, &rows);
        let run = import(&project, &file, true).succeeded();
        let parent = &project.json("data/program.json")["parent"];
        if lang == "fr-CA" {
            assert!(run.err.contains("translate it into `ar` too"), "{}", run.err);
            assert!(parent["ar"].is_null(), "{parent}");
            assert_eq!(parent["es"], "Small State", "a published language keeps its text");
        }
    }
    let parent = &project.json("data/program.json")["parent"];
    for (lang, target) in languages {
        assert_eq!(parent[lang], target);
    }
}

/// What `check` would call an error is not imported.
#[test]
fn a_translation_that_makes_the_data_invalid_is_refused() {
    let project = Project::starter();
    let before = data(&project);
    let row = [
        ("place", ""),
        ("source (en)", "{copies}"),
        ("translation (es)", "Ejemplares: {copies}"),
        ("state", ""),
        ("id", "wording.notice.body.3"),
        ("seal", ""),
    ];
    let row = row.map(|(column, value)| (column.to_owned(), value.to_owned()));
    write_csv(&project, "es.csv", &[row.into_iter().collect()]);
    let run = import(&project, "es.csv", true);
    let said = "the translation in row 2: `{copies}` is not a paragraph of its own";
    assert!(run.code == 1 && run.err.contains(said), "{} {}", run.code, run.err);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    assert_eq!(data(&project), before);
}

/// Programs have texts in common. One finding says that a file is not about this one.
#[test]
fn a_file_of_another_program_is_one_finding() {
    let other = project();
    let mut program = other.json("data/program.json");
    program["name"] = serde_json::json!({ "en": "Another Program", "es": "Otro Programa" });
    other.write("data/program.json", program.to_string());
    let project = project();
    project.edit("data/pieces.json", SOURCE, "Talk with one of us, who has been there.");
    let before = data(&project);
    let path = project.path("fr.xlf");
    let export = ["translate", "export", "fr-CA", path.to_str().unwrap(), "--format", "xliff"];
    other.run(&export).succeeded();
    let run = import(&project, "fr.xlf", true);
    assert!(run.code == 1 && run.err.contains("is not about the `fr-CA` texts"), "{}", run.err);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    assert_eq!(data(&project), before);
}

/// Without seals, nobody knows whether the data was corrected since the export.
#[test]
fn a_row_without_a_seal_does_not_undo_a_correction() {
    const TITLE: &str = "pieces.pieces.note.title";
    const TARGET: &str = "translation (es)";
    let project = project();
    let own = "{ \"en\": \"Small State\", \"es\": \"Estado pequeño\" }";
    project.edit("data/program.json", own, "\"Small State\"");
    let review = ["translate", "review", "es", "--piece", "note", "--by", "Ana Sample"];
    project.run(&review).succeeded();
    project.edit("data/pieces.json", SOURCE, "Talk with one of us.");
    let exported = exported_rows(&project, "es");
    project.edit("data/pieces.json", "Una nota\"", "Una nota corregida\"");
    let before = data(&project);
    let mut faults = Vec::new();
    for (seal, said) in [("", " has no seal"), ("h12", " is not valid")] {
        let mut rows = exported.clone();
        row_of(&mut rows, TITLE).insert("seal".to_owned(), seal.to_owned());
        write_csv(&project, "es.csv", &rows);
        let run = import(&project, "es.csv", true);
        let wanted =
            format!("{said}, and the data has another translation: \"Una nota corregida\"");
        if run.code != 1 || !run.err.contains(&wanted) || run.err.matches("error[").count() != 1 {
            faults.push(format!("{seal}: {} {}", run.code, run.err));
        }
        assert_eq!(data(&project), before, "{seal}");
    }
    // No column with seals: what the data does not have, and what is outdated, is imported.
    let mut rows = exported;
    rows.iter_mut().for_each(|row| drop(row.remove("seal")));
    write_csv(&project, "es.csv", &rows);
    let run = import(&project, "es.csv", true);
    assert!(run.code == 1 && run.err.contains(" has no seal"), "{} {}", run.code, run.err);
    assert_eq!(row_of(&mut rows, BODY)["state"], "outdated");
    for (id, target) in [(TITLE, ""), ("program.parent", "Estado chico"), (BODY, "Hable.")] {
        row_of(&mut rows, id).insert(TARGET.to_owned(), target.to_owned());
    }
    write_csv(&project, "es.csv", &rows);
    let run = import(&project, "es.csv", true).succeeded();
    assert!(run.err.contains("written: 1 new, 1 changed"), "{}", run.err);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
