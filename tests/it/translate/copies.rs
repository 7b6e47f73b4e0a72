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
