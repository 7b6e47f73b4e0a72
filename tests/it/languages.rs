//! Languages: tags of BCP 47, drafts, and files that state their language.

use lopdf::Document;
use serde_json::Value;

use crate::project::Project;
use crate::watch::Watch;

/// The small project with another language in place of Spanish, without a locale for it.
pub fn project_in(tag: &str) -> Project {
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
        ("fr-CA", "fr", "ca", "ltr", "vendredi 1er janvier 2027", "fr-CA"),
        ("ar", "ar", "us", "rtl", "الجمعة، 1 يناير 2027", "ar"),
        ("so", "so", "us", "ltr", "Jimco, Janaayo 1, 2027", "so"),
        ("vi", "vi", "us", "ltr", "Thứ Sáu, 1 tháng 1 2027", "vi"),
        ("zh-Hans", "zh", "cn", "ltr", "2027年1月1日星期五", "zh-Hans"),
        ("zh-Hant", "zh", "tw", "ltr", "2027年1月1日星期五", "zh-Hant"),
        ("pt-BR", "pt", "br", "ltr", "sexta-feira, 1º de janeiro de 2027", "pt-BR"),
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
        if lang == "zh" {
            // Peerpress comes without fonts for it.
            continue;
        }
        project.add_noto("NotoNaskhArabic-Regular.ttf");
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

/// A draft costs one line, is built if it is named, and is never handed out. A piece that lacks
/// texts is not made, and costs one line too.
#[test]
fn drafts_are_built_only_if_they_are_named() {
    let project = project_in("so");
    project.run(&["build", "--lang", "so"]).succeeded();
    let draft = "[\"en\", { \"tag\": \"so\", \"status\": \"draft\" }]";
    project.edit("data/program.json", "[\"en\", \"so\"]", draft);
    project.edit("data/pieces.json", ", \"so\": \"Una nota\"", "");
    project.edit("data/pieces.json", "\"so\": \"No tiene que estar a solas\"", "\"so\": \"\"");
    let run = project.run(&["check"]).succeeded();
    assert_eq!(run.err.matches("warning[").count(), 1, "{}", run.err);
    assert!(run.err.contains("`so` is a draft: 2 of 42 texts are missing"), "{}", run.err);
    assert!(!run.out.contains(" so "), "{}", run.out);

    let run = project.run(&["build", "--lang", "so"]).succeeded();
    assert!(run.err.contains("`note` is not made in `so`: 2 of its texts"), "{}", run.err);
    assert_eq!(run.err.matches("warning[").count(), 2, "{}", run.err);
    assert!(project.path("out/screen/dates.2027-02-minot.so.pdf").exists());
    // The note from before the texts were removed is not left as if it were current.
    assert!(!project.path("out/screen/note.so.pdf").exists());

    // A build of the published languages leaves the draft's files alone.
    project.run(&["build"]).succeeded();
    assert!(project.path("out/screen/dates.2027-02-minot.so.pdf").exists());
    let roster = project.path("roster.csv");
    std::fs::write(&roster, "Name\nSorrel Hatch\n").unwrap();
    let handed_out: [&[&str]; 3] = [
        &["pack", "note", "--quantity", "5", "--lang", "so"],
        &["name-badges", "roster.csv", "--session", "2027-02-minot", "--lang", "so"],
        &["build", "--lang", "som"],
    ];
    for args in handed_out {
        let run = project.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
    }
}

/// The files of a language that becomes a draft would keep old facts: they move aside, and come
/// back when the language is published again.
#[test]
fn files_of_a_language_that_becomes_a_draft_are_outdated() {
    let project = project_in("so");
    let build = ["build", "--edition", "screen", "--format", "short"];
    project.run(&build).succeeded();
    let program = project.read("data/program.json");
    let draft = "[\"en\", { \"tag\": \"so\", \"status\": \"draft\" }]";
    project.edit("data/program.json", "[\"en\", \"so\"]", draft);
    let run = project.run(&build).succeeded();
    for file in ["screen/note.so.pdf", "screen/dates.2027-02-minot.so.pdf"] {
        assert!(run.out.contains(&format!("outdated/{file}: outdated")), "{}", run.out);
        assert!(!project.path(&format!("out/{file}")).exists(), "{file}");
        assert!(project.path(&format!("out/outdated/{file}")).exists(), "{file}");
    }
    assert!(project.path("out/screen/note.en.pdf").exists());
    project.write("data/program.json", program);
    project.run(&build).succeeded();
    assert!(project.path("out/screen/note.so.pdf").exists());
    assert!(!project.path("out/outdated").exists());
}

/// `stale` compares copies in a language that is a draft now, and `watch` shows a draft if it is
/// named.
#[test]
fn stale_and_watch_know_drafts() {
    let project = project_in("so");
    project.run(&["build", "note"]).succeeded();
    for lang in ["en", "so"] {
        let args = ["released", "note", "--edition", "screen", "--quantity", "9", "--lang", lang];
        project.run(&[&args[..], &["--where", "Minot"]].concat()).succeeded();
    }
    let draft = "[\"en\", { \"tag\": \"so\", \"status\": \"draft\" }]";
    project.edit("data/program.json", "[\"en\", \"so\"]", draft);
    let run = project.run(&["stale"]).succeeded();
    assert!(run.err.contains("all recorded copies are up to date"), "{}", run.err);
    let text = project.read("data/pieces.json");
    project.edit("data/pieces.json", "\"so\": \"No tiene que", "\"so\": \"Ya no tiene que");
    let run = project.run(&["stale"]);
    assert!(run.code == 1 && run.out.contains("note (screen, so): 9 at Minot"), "{run:?}");
    // What is not translated is not compared, but it is still in the data.
    project.write("data/pieces.json", text.replace(", \"so\": \"Una nota\"", ""));
    let run = project.run(&["stale"]);
    assert!(run.code == 1 && run.err.contains("its copies are not compared"), "{run:?}");
    project.write("data/pieces.json", text);
    let watch = Watch::start(&project, &["note"]);
    let state = watch.until_current();
    let keys = |state: &Value| {
        let jobs = state["jobs"].as_array().unwrap();
        jobs.iter().map(|job| job["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(keys(&state).iter().all(|key| key.ends_with(".en")), "{:?}", keys(&state));
    drop(watch);
    let watch = Watch::start(&project, &["note", "--lang", "so"]);
    let state = watch.until_current();
    assert!(keys(&state).iter().all(|key| key.ends_with(".so")), "{:?}", keys(&state));
}

/// A piece is made in the languages that it names, needs no texts in others, and is offered in no
/// others.
#[test]
fn pieces_name_their_languages() {
    let project = Project::small();
    let template = "templates/note/template.json";
    let needs = project.read(template).replace("\"needs\": [", "\"needs\": [\"other_languages\", ");
    project.write(template, needs);
    let offers = |lang| {
        let run = project.run(&["job", "note", "--lang", lang]).succeeded();
        serde_json::from_str::<Value>(&run.out).unwrap()["other_languages"].clone()
    };
    assert_eq!(offers("en")[0]["offer"], "También en español");
    project.edit("data/pieces.json", "\"note\",\n", "\"note\", \"languages\": [\"en\"],\n");
    project.edit("data/pieces.json", ", \"es\": \"No tiene que estar a solas\"", "");
    assert_eq!(offers("en").as_array().unwrap().len(), 0);
    let run = project.run(&["build"]).succeeded();
    assert!(run.out.contains("note.en.pdf") && !run.out.contains("note.es.pdf"), "{}", run.out);
    assert!(run.out.contains("dates.2027-02-minot.es.pdf"), "{}", run.out);
    let run = project.run(&["build", "note", "--lang", "es"]).succeeded();
    assert!(run.err.contains("`note` is made in `en` only"), "{}", run.err);
    project.edit("data/pieces.json", "[\"en\"]", "[\"en\", \"ess\"]");
    let run = project.run(&["check"]);
    assert!(run.err.contains("has no `ess`") || run.err.contains("`ess` is not"), "{}", run.err);
}

/// Languages are added and removed, and every other byte stays.
#[test]
fn languages_are_added_and_removed() {
    let project = Project::small();
    let before = project.read("data/program.json");
    let list = "[\"en\", \"es\"]";
    assert_eq!(project.run(&["language", "add", "fr_CA"]).code, 2);
    assert_eq!(project.run(&["language", "add", "es"]).code, 2);
    let run = project.run(&["language", "add", "fr-CA", "--dry-run"]).succeeded();
    assert!(run.out.contains("(Canadian French) would be a draft: 0 of 42"), "{}", run.out);
    assert_eq!(project.read("data/program.json"), before);
    let run = project.run(&["language", "add", "fr-CA"]).succeeded();
    assert!(run.out.contains("next: peerpress build --lang fr-CA"), "{}", run.out);
    let draft = "[\"en\", \"es\", { \"tag\": \"fr-CA\", \"status\": \"draft\" }]";
    assert_eq!(project.read("data/program.json"), before.replace(list, draft));
    let run = project.run(&["check"]).succeeded();
    assert_eq!(run.err.matches("warning[").count(), 1, "{}", run.err);
    project.run(&["language", "remove", "fr-CA"]).succeeded();
    assert_eq!(project.read("data/program.json"), before);

    // A piece still names the language: nothing changes.
    let pieces = project.read("data/pieces.json");
    let names = "\"id\": \"note\", \"languages\": [\"en\", \"es\"],";
    let named = pieces.replace("\"id\": \"note\",", names);
    project.write("data/pieces.json", &named);
    let run = project.run(&["language", "remove", "es", "--delete-texts"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("`note` still names the language `es`"), "{}", run.err);
    assert_eq!(project.read("data/program.json"), before);
    project.write("data/pieces.json", &pieces);

    let run = project.run(&["language", "remove", "en"]);
    assert!(run.code == 2 && run.err.contains("is the first language"), "{}", run.err);
    assert_eq!(project.read("data/program.json"), before);

    let run = project.run(&["language", "remove", "es"]).succeeded();
    assert!(run.out.contains("0 texts deleted, 42 texts kept"), "{}", run.out);
    let run = project.run(&["check"]).succeeded();
    assert!(run.err.contains("unlisted-language"), "{}", run.err);
    let command = "peerpress language remove es --delete-texts";
    let again = project.run(&["language", "remove", "es"]);
    assert!(run.err.contains(command) && again.err.contains(command), "{} {}", run.err, again.err);
    // The kept texts can be deleted now.
    let run = project.run(&["language", "remove", "es", "--delete-texts"]).succeeded();
    assert!(run.out.contains("42 texts deleted, 0 texts kept"), "{}", run.out);
    let run = project.run(&["check"]).succeeded();
    assert!(!run.err.contains("warning["), "{}", run.err);
    assert!(project.read("data/pieces.json").contains("\"title\": { \"en\": \"A note\" },"));
    assert_eq!(project.run(&["language", "remove", "en"]).code, 2);
}

/// A number stands with the plural form that its language needs, and with its decimal separator. A
/// form that is missing is named.
#[test]
fn numbers_stand_with_the_form_that_they_need() {
    let few = "{n} ساعات";
    let arabic = ["صفر", "ساعة", "ساعتان", few, "{n} ساعةً", "{n} س"];
    let forms = ["zero", "one", "two", "few", "many", "other"];
    let length = |project: &Project, lang: &str, hours: &str| {
        let trainings = project.read("data/trainings.json");
        let old = trainings.split("\"hours\": ").nth(1).unwrap().split(',').next().unwrap();
        let (old, new) = (format!("\"hours\": {old}"), format!("\"hours\": {hours}"));
        project.write("data/trainings.json", trainings.replacen(&old, &new, 1));
        let run = project.run(&["job", "dates", "--lang", lang]);
        let job: Value = serde_json::from_str(&run.out).unwrap();
        job["session"]["training"]["length"].as_str().unwrap_or("none").to_owned()
    };
    let with_words = |lang: &str, words: Value| {
        let project = project_in(lang);
        let mut wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
        wording["words"].as_object_mut().unwrap().extend(words.as_object().unwrap().clone());
        project.write("data/wording.json", wording.to_string());
        project
    };
    // The old shape has two forms.
    let old = |lang: &str, one: &str, many: &str| {
        serde_json::json!({
            "hours-one": { "en": "{n} hour", lang: one },
            "hours-many": { "en": "{n} hours", lang: many },
        })
    };
    let mut wrong = Vec::new();
    let mut expect = |project: &Project, lang: &str, hours: &str, wanted: &str| {
        let found = length(project, lang, hours);
        if found != wanted {
            wrong.push(format!("{lang} {hours}: {found}, not {wanted}"));
        }
    };
    let french = with_words("fr-CA", old("fr-CA", "{n} heure", "{n} heures"));
    expect(&french, "en", "1", "1 hour");
    expect(&french, "en", "37.5", "37.5 hours");
    expect(&french, "fr-CA", "37.5", "37,5 heures");
    expect(&french, "fr-CA", "1.5", "1,5 heure");

    let project = with_words("ar", old("ar", arabic[1], arabic[4]));
    let run = project.run(&["check", "--format", "json"]);
    for form in ["zero", "two", "few", "other"] {
        let message = format!("`hours` has no form `{form}`, which `ar` needs");
        assert!(run.out.contains(&message), "{message}\n{}", run.out);
    }
    assert!(!run.out.contains("which `en` needs"), "{}", run.out);
    // What is printed in place of a form that is missing.
    expect(&project, "ar", "7", "7 ساعةً");
    let mut words = serde_json::Map::new();
    for (form, text) in forms.iter().zip(arabic) {
        words.insert(format!("hours-{form}"), serde_json::json!({ "ar": text }));
    }
    words["hours-one"]["en"] = "{n} hour".into();
    words["hours-other"]["en"] = "{n} hours".into();
    let project = with_words("ar", words.into());
    let run = project.run(&["check", "--format", "json"]);
    let is_right = !run.out.contains("untranslated") && !run.out.contains("bad-value");
    assert!(is_right, "{}", run.out);
    let seven = "7 ساعات";
    for (hours, text) in [("1", arabic[1]), ("2", arabic[2]), ("7", seven)] {
        expect(&project, "ar", hours, text);
    }
    expect(&project, "ar", "100", "100 س");
    expect(&project, "en", "40", "40 hours");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A language that no font can write is one error, and the others are made without offering it.
#[test]
fn a_language_without_fonts_stops_only_itself() {
    let project = project_in("ja");
    let run = project.run(&["build", "--format", "short"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    let said = "error[missing-glyph]: no font in `fonts` has letters of Japanese: ";
    assert!(run.err.contains(said), "{}", run.err);
    assert!(run.err.contains("add the font Noto Sans JP"), "{}", run.err);
    assert!(project.path("out/screen/note.en.pdf").exists(), "{run:?}");
    assert!(!project.path("out/screen/note.ja.pdf").exists(), "{run:?}");
}
