//! Languages: tags of BCP 47, drafts, and files that state their language.

use lopdf::Document;
use serde_json::Value;

use crate::project::Project;

/// The small project with another language in place of Spanish, without a locale for it.
fn project_in(tag: &str) -> Project {
    let project = Project::small();
    for file in project.files("data").iter().filter(|file| file.ends_with(".json")) {
        let text = project.read(&format!("data/{file}"));
        project.write(&format!("data/{file}"), text.replace("\"es\":", &format!("\"{tag}\":")));
    }
    project.edit("data/program.json", "[\"en\", \"es\"]", &format!("[\"en\", \"{tag}\"]"));
    let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    wording["locales"].as_object_mut().unwrap().remove(tag);
    project.write("data/wording.json", wording.to_string());
    project
}

/// A tag is the key of texts, a part of file names, and the language that the file states; the
/// data needs nothing else.
#[test]
fn tags_are_keys_file_names_and_languages_of_files() {
    let tags = [
        ("fr-CA", "fr", "ca", "ltr", "vendredi 1 janvier 2027", "fr-CA"),
        ("ar", "ar", "us", "rtl", "الجمعة، 1 يناير 2027", "ar"),
        ("so", "so", "us", "ltr", "Jimco, Janaayo 1, 2027", "so"),
        ("vi", "vi", "us", "ltr", "Thứ Sáu, 1 tháng 1 2027", "vi"),
        ("zh-Hans", "zh", "cn", "ltr", "2027年1月1日星期五", "zh-Hans"),
        ("zh-Hant", "zh", "tw", "ltr", "2027年1月1日星期五", "zh-Hant"),
        ("pt-BR", "pt", "br", "ltr", "sexta-feira, 1 de janeiro de 2027", "pt-BR"),
        ("es-419", "es", "us", "ltr", "viernes, 1 de enero de 2027", "es-419"),
    ];
    let mut faults = Vec::new();
    for (tag, lang, region, dir, date, stated) in tags {
        let project = project_in(tag);
        let run = project.run(&["job", "note", "--lang", tag]).succeeded();
        let job: Value = serde_json::from_str(&run.out).unwrap();
        let seen = [&job["lang"], &job["region"], &job["dir"], &job["revised"]["full"]];
        if seen != [lang, region, dir, date] {
            faults.push(format!("{tag}: the job has {seen:?}"));
        }
        project.run(&["build", "note", "--lang", tag]).succeeded();
        let pdf = Document::load(project.path(&format!("out/screen/note.{tag}.pdf"))).unwrap();
        let found = pdf.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap();
        if found != stated.as_bytes() {
            faults.push(format!("{tag}: the file states {}", String::from_utf8_lossy(found)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What people write in place of a tag leads to the right one.
#[test]
fn tags_that_cannot_be_used_name_the_nearest_one() {
    let project = Project::small();
    let written = [
        ("fr_CA", "write `fr-CA`"),
        ("FR-ca", "write `fr-CA`"),
        ("zh-hans", "write `zh-Hans`"),
        ("eng", "write `en`"),
        ("iw", "write `he`"),
        ("en-UK", "write `en-GB`"),
        ("spanish", "did you mean `es`?"),
        ("Español", "did you mean `es`?"),
        ("spansih", "did you mean `es`?"),
        ("sp", "did you mean `es`?"),
        ("jp", "did you mean `ja`?"),
        ("vietnamees", "did you mean `vi`?"),
        ("fr-XX", "did you mean `fr`?"),
        ("french-CA", "did you mean `fr-CA`?"),
        ("es-MEX", "did you mean `es`?"),
        ("xx", "write a language tag, such as `es`, `fr-CA`, or `zh-Hans`"),
        ("und", "write a language tag, such as `es`, `fr-CA`, or `zh-Hans`"),
        ("en-u-nu-latn", "did you mean `en`?"),
    ];
    let tags: Vec<_> = written.iter().map(|(tag, _)| format!("\"{tag}\"")).collect();
    let list = format!("[\"en\", {}, \"es\"]", tags.join(", "));
    project.edit("data/program.json", "[\"en\", \"es\"]", &list);
    let run = project.run(&["check", "--format", "json"]);
    let mut hints = Vec::new();
    for line in run.out.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        if record["code"] == "bad-value" && record["file"] == "data/program.json" {
            hints.push(record["hints"][0].as_str().unwrap().to_owned());
        }
    }
    let expected: Vec<_> = written.iter().map(|(_, hint)| *hint).collect();
    assert_eq!(hints, expected);
    assert!(!run.out.contains("untranslated"), "{}", run.out);
}
