//! What comes back from translators: changed as it should be, or spoiled by programs and people.

use std::fs;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use unicode_normalization::UnicodeNormalization;

use super::{COLUMNS, Row, data, exported_rows, import, row_of, write_csv};
use crate::project::Project;

const BODY: &str = "pieces.pieces.note.text.body";
const ABOUT: &str = "pieces.pieces.note.about";
const TARGET: &str = "translation (es)";
const SOURCE: &str = "source (en)";

/// What a translation must keep.
const TOKENS: &str =
    "On {topic}: 40 hours, 701-328-2310, office@hhs.nd.gov, hhs.nd.gov/a, **now**.";
const TRANSLATED: &str =
    "Sobre {topic}: 40\u{a0}h, 701-328-2310, office@hhs.nd.gov, hhs.nd.gov/a, **ya** “sí”.";

fn project() -> Project {
    let project = Project::small();
    project.edit("data/pieces.json", "A small note.", TOKENS);
    project.edit("data/pieces.json", "Una nota pequeña.", TRANSLATED);
    project
}

#[test]
fn an_export_that_comes_back_as_it_was_changes_no_byte() {
    let project = project();
    // Line ends of Windows, a byte order mark, numbers and escapes in unusual forms.
    let pieces =
        project.read("data/pieces.json").replace('\n', "\r\n").replace("small", "sm\\u0061ll");
    project.write("data/pieces.json", format!("\u{feff}{pieces}"));
    project.edit("data/trainings.json", "\"hours\": 8", "\"hours\": 8.0");
    let before = data(&project);
    for (file, format) in [("es.xlf", "xliff"), ("es.xlsx", "xlsx")] {
        let path = project.path(file);
        let export = ["translate", "export", "es", path.to_str().unwrap(), "--format", format];
        project.run(&export).succeeded();
        let run = import(&project, file, true).succeeded();
        assert!(run.err.contains("written: 0 new, 0 changed"), "{file}: {}", run.err);
        assert_eq!(data(&project), before, "{file}");
        // A file that is there may hold a translator's work; the same file is written again.
        project.run(&export).succeeded();
        fs::write(&path, "mine").unwrap();
        let refused = project.run(&export);
        assert_eq!((refused.code, fs::read(&path).unwrap()), (2, b"mine".to_vec()));
        assert!(refused.err.contains("the file already exists"), "{}", refused.err);
    }
}

#[test]
fn a_new_language_is_written_between_the_others_and_nothing_else_changes() {
    let project = project();
    project.edit("data/program.json", "[\"en\", \"es\"]", "[\"en\", \"es\", \"fr\"]");
    project.edit(
        "data/program.json",
        "{ \"en\": \"Small State\", \"es\": \"Estado pequeño\" }",
        "\"Small State\"",
    );
    project.edit(
        "data/pieces.json",
        "{ \"en\": \"Dates\", \"es\": \"Fechas\" }",
        "{\r\n\t\"en\" : \"Dates\",\r\n\t\"es\":\"Fechas\"}",
    );
    project.edit(
        "data/pieces.json",
        "{ \"en\": \"When it is.\", \"es\": \"Cuándo es.\" }",
        "{\n  \"en\": \"When it is.\"\n}",
    );
    let [program, pieces] =
        ["program", "pieces"].map(|file| project.read(&format!("data/{file}.json")));
    let mut rows = exported_rows(&project, "fr");
    for (id, french) in [
        ("program.parent", "Petit État"),
        ("pieces.pieces.dates.title", "Les \"dates\""),
        ("pieces.pieces.dates.about", "Quand ?"),
        ("pieces.pieces.note.title", "Une note"),
    ] {
        row_of(&mut rows, id).insert("translation (fr)".to_owned(), french.to_owned());
    }
    write_csv(&project, "fr.csv", &rows);
    let look = import(&project, "fr.csv", false).succeeded();
    assert!(look.out.contains("Piece `note`, title: `Une note`"), "{}", look.out);
    assert_eq!(project.read("data/pieces.json"), pieces);
    let run = import(&project, "fr.csv", true).succeeded();
    assert!(run.err.contains("written: 4 new, 0 changed"), "{}", run.err);
    let expected = pieces
        .replace("\t\"es\":\"Fechas\"}", "\t\"es\":\"Fechas\",\r\n\t\"fr\": \"Les \\\"dates\\\"\"}")
        .replace("\"When it is.\"\n}", "\"When it is.\",\n  \"fr\": \"Quand ?\"\n}")
        .replace("\"es\": \"Una nota\" }", "\"es\": \"Una nota\", \"fr\": \"Une note\" }");
    assert_eq!(project.read("data/pieces.json"), expected);
    let shared = "{ \"en\": \"Small State\", \"es\": \"Small State\", \"fr\": \"Petit État\" }";
    assert_eq!(project.read("data/program.json"), program.replace("\"Small State\"", shared));
    let again = import(&project, "fr.csv", true).succeeded();
    assert!(again.err.contains("written: 0 new, 0 changed"), "{}", again.err);
}

/// A change to the rows of a spreadsheet.
type Edit = Box<dyn Fn(&mut Vec<Row>)>;

fn set(id: &'static str, column: &'static str, text: impl Into<String>) -> Edit {
    let text = text.into();
    Box::new(move |rows| drop(row_of(rows, id).insert(column.to_owned(), text.clone())))
}

fn each(column: &'static str, change: fn(&str) -> String) -> Edit {
    Box::new(move |rows| {
        for row in rows {
            let text = change(&row[column]);
            row.insert(column.to_owned(), text);
        }
    })
}

#[test]
fn rows_that_must_not_be_imported_are_named_and_nothing_changes() {
    let project = project();
    let before = data(&project);
    let exported = exported_rows(&project, "es");
    let about = |from: &str, to: &str| set(ABOUT, TARGET, TRANSLATED.replace(from, to));
    let cases: Vec<(Edit, &str)> = vec![
        (about("{topic}", "{tema}"), "changes the placeholder `{topic}` to `{tema}`"),
        (about("{topic}", "{topic} {topic}"), "has the placeholder `{topic}` 2 times"),
        (about("{topic}", "esto"), "has lost the placeholder `{topic}`"),
        (about("40", "4"), "changes the number `40` to `4"),
        (about("2310", "2311"), "changes the phone number `7013282310` to `7013282311`"),
        (about("office@", "oficina@"), "changes the email address"),
        (about("gov/a", "gov/b"), "changes the web address"),
        (about("hhs.nd.gov/a", "hhs.nd\u{ad}.gov/a"), "`hhs.nd.gov/a` has an invisible character"),
        (set(BODY, "state", "ok"), "`ok` in row"),
        (about("**ya**", "ya"), "has `**` nowhere, and the source has it twice"),
        (about("ya", "ya\u{200b}"), "an invisible character (U+200B)"),
        (about("ya", "ya\u{202e}"), "an invisible character (U+202E)"),
        (set(BODY, TARGET, "a".repeat(10_001)), "has 10001 characters"),
        (
            set(BODY, SOURCE, "Talk with somebody."),
            "is not that of its ID: \"Talk with somebody.\"",
        ),
        (set(BODY, "id", "pieces.pieces.note.text.boddy"), "no text with the ID of row"),
        (
            Box::new(|rows| {
                let sources: Vec<String> = rows.iter().map(|row| row[SOURCE].clone()).collect();
                for (row, source) in rows.iter_mut().zip(sources.into_iter().skip(1)) {
                    row.insert(SOURCE.to_owned(), source);
                }
            }),
            "if columns were sorted without the others, undo that",
        ),
        (
            Box::new(|rows| {
                let mut copy = row_of(rows, BODY).clone();
                copy.insert(TARGET.to_owned(), "Otra cosa.".to_owned());
                rows.push(copy);
            }),
            "have the same ID and two translations",
        ),
        (
            each(SOURCE, |source| format!("Another program: {source}")),
            "the file is not about the `es` texts of \"Small Program\"",
        ),
    ];
    let mut faults = Vec::new();
    for (edit, expected) in cases {
        let mut rows = exported.clone();
        edit(&mut rows);
        write_csv(&project, "es.csv", &rows);
        let run = import(&project, "es.csv", true);
        if run.code != 1 || !run.err.contains(expected) || !run.err.contains("row ") {
            faults.push(format!("{expected}: {} {}", run.code, run.err));
        }
        assert_eq!(data(&project), before, "{expected}");
    }
    for (from, to, expected) in [
        (TARGET, "translation (fr)", "`fr` is not a language of the program"),
        (TARGET, "translation (en)", "`en` is the language that texts are translated from"),
        (TARGET, "tranlation (es)", "rename the column \"tranlation (es)\" to `translation (TAG)`"),
        (SOURCE, "source (es)", "translates from `es`"),
        ("id", "key", "no column is `id`"),
        ("place", "id", "two columns are `id`"),
    ] {
        write_csv(&project, "es.csv", &exported);
        let csv = project.read("es.csv").replacen(from, to, 1);
        project.write("es.csv", csv);
        let run = import(&project, "es.csv", true);
        if run.code != 2 || !run.err.contains(expected) {
            faults.push(format!("{expected}: {} {}", run.code, run.err));
        }
        assert_eq!(data(&project), before, "{expected}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_texts_of_one_language_are_not_imported_as_those_of_another() {
    let project = project();
    project.edit("data/program.json", "[\"en\", \"es\"]", "[\"en\", \"es\", \"fr\"]");
    let rows = exported_rows(&project, "fr");
    write_csv(&project, "fr.csv", &rows);
    let csv = project.read("fr.csv").replacen("translation (fr)", "translation (es)", 1);
    project.write("es.csv", csv);
    let near = project.run(&["translate", "export", "es-US"]);
    assert!(near.code == 2 && near.err.contains("did you mean `es`?"), "{}", near.err);
    // `language add` would refuse the tag.
    let unknown = project.run(&["translate", "export", "xx"]);
    assert!(unknown.code == 2 && !unknown.err.contains("language add"), "{}", unknown.err);
    let before = data(&project);
    let run = import(&project, "es.csv", true);
    let said = "the file was exported for `fr`, but it says that it is in `es`";
    assert!(run.code == 1 && run.err.contains(said), "{} {}", run.code, run.err);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    assert_eq!(data(&project), before);
}

#[test]
fn what_programs_change_by_themselves_is_no_change() {
    let project = project();
    project
        .run(&["translate", "review", "es", "--piece", "note", "--by", "Ana Sample"])
        .succeeded();
    let before = data(&project);
    let exported = exported_rows(&project, "es");
    let cases: Vec<(&str, Edit)> = vec![
        ("sorted", Box::new(|rows| rows.reverse())),
        ("deleted", Box::new(|rows| rows.truncate(3))),
        ("twice", Box::new(|rows| rows.extend(rows.clone()))),
        ("decomposed", each(TARGET, |text| text.nfd().collect())),
        ("decomposed source", each(SOURCE, |text| text.nfd().collect())),
        ("no-break spaces lost", each(TARGET, |text| text.replace('\u{a0}', " "))),
        ("straight quotes", each(TARGET, |text| text.replace(['“', '”'], "\""))),
        ("smart quotes", each(SOURCE, |text| text.replace('\'', "’"))),
        ("direction marks", each(TARGET, |text| format!("\u{200f}{text}\u{200e}"))),
        ("spaces around", each(TARGET, |text| format!(" {text}\r\n"))),
        ("emptied", each(TARGET, |_| String::new())),
        ("copies of the source", set(BODY, TARGET, "Talk with someone who has been there.")),
        ("no seals", each("seal", |_| String::new())),
    ];
    for (name, edit) in cases {
        let mut rows = exported.clone();
        edit(&mut rows);
        write_csv(&project, "es.csv", &rows);
        let run = import(&project, "es.csv", true);
        assert!(run.code == 0 && run.err.contains("0 new, 0 changed"), "{name}: {}", run.err);
        assert_eq!(data(&project), before, "{name}");
    }
    // UTF-16, as Excel saves "Unicode Text".
    write_csv(&project, "es.csv", &exported);
    let text = project.read("es.csv");
    let utf_16 = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes);
    project.write("es.csv", utf_16.collect::<Vec<u8>>());
    import(&project, "es.csv", true).succeeded();
    assert_eq!(data(&project), before);
    // The data was corrected after the export: the old row does not undo that, and a new one is a
    // conflict.
    let corrected = project.read("data/pieces.json").replace("alguien que ya", "quien ya");
    project.write("data/pieces.json", &corrected);
    write_csv(&project, "es.csv", &exported);
    import(&project, "es.csv", true).succeeded();
    assert_eq!(project.read("data/pieces.json"), corrected);
    let mut rows = exported;
    set(BODY, TARGET, "Hable ya.")(&mut rows);
    write_csv(&project, "es.csv", &rows);
    let run = import(&project, "es.csv", true);
    assert!(run.code == 1 && run.err.contains("were both changed"), "{}", run.err);
    assert_eq!(project.read("data/pieces.json"), corrected);
}

#[test]
fn cells_that_a_spreadsheet_program_changed_are_named() {
    let project = project();
    project.edit("data/pieces.json", "\"Dates\", \"es\": \"Fechas\"", "\"9-5\"");
    let before = data(&project);
    let mut faults = Vec::new();
    for (value, expected) in [
        ("date", Some("row 2 is the date or time 2027-05-09, not text")),
        ("number", Some("the number `9`")),
        ("formula", Some("row 2 is ")),
        ("apostrophe", None),
    ] {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, name) in (0..).zip(COLUMNS) {
            sheet.write(0, column, name).unwrap();
        }
        sheet.write(1, 6, "pieces.pieces.dates.title").unwrap();
        sheet.write(1, 1, "9-5").unwrap();
        let date = ExcelDateTime::from_ymd(2027, 5, 9).unwrap();
        let format = Format::new().set_num_format("yyyy-mm-dd");
        match value {
            "date" => sheet.write_datetime_with_format(1, 2, &date, &format).unwrap(),
            "number" => sheet.write(1, 2, 4.0).unwrap(),
            "formula" => sheet.write(1, 2, Formula::new("=9-5").set_result("#VALUE!")).unwrap(),
            _ => sheet.write(1, 2, "'-Fechas 9-5").unwrap(),
        };
        workbook.save(project.path("es.xlsx")).unwrap();
        let run = import(&project, "es.xlsx", true);
        match expected {
            Some(expected) if run.code != 1 || !run.err.contains(expected) => {
                faults.push(format!("{value}: {} {}", run.code, run.err));
            }
            Some(_) => assert_eq!(data(&project), before, "{value}"),
            None => {
                assert!(project.read("data/pieces.json").contains("\"-Fechas 9-5\""), "{}", run.err)
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn xliff_of_others_or_with_other_contents_changes_nothing() {
    let project = project();
    let path = project.path("es.xlf");
    let export = ["translate", "export", "es", path.to_str().unwrap(), "--format", "xliff"];
    project.run(&export).succeeded();
    let xliff = project.read("es.xlf");
    let before = data(&project);
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><xliff";
    let body = "<target>Hable con alguien que ya pasó por esto.</target>";
    let ph = "<target>Sobre <ph id=\"1\" dataRef=\"d1\" equiv=\"{topic}\" disp=\"{topic}\"/>";
    let mut faults = Vec::new();
    for (from, to, code, expected) in [
        ("<xliff", bomb, 2, "the file has a DTD"),
        ("version=\"2.0\"", "version=\"1.2\"", 2, "is XLIFF 1.2"),
        ("<xliff", "<tmx", 2, "is not valid XML"),
        ("trgLang=\"es\"", "trgLang=\"fr\"", 2, "`fr` is not a language of the program"),
        ("srcLang=\"en\"", "srcLang=\"de\"", 2, "translates from `de`"),
        (ph, "<target>Sobre ", 1, "unit `pieces.pieces.note.about` has lost the placeholder"),
        (
            ph,
            "<target>Sobre <ph id=\"9\"/>",
            1,
            "has an element `ph` that the source does not have",
        ),
        (body, "<target>Hable <pc id=\"1\">ya</pc>.</target>", 1, "has an element `pc`"),
        (
            body,
            "<target>Hable 2.</target>",
            1,
            "has the number `2`, which the source does not have",
        ),
        (
            "<source>Talk with someone who has been there.</source>",
            "<source>Talk with us.</source>",
            1,
            "the source in unit `pieces.pieces.note.text.body` is not that of its ID",
        ),
        ("<source>", "<source>Another program: ", 1, "is not about the `es` texts"),
    ] {
        let all = if expected.starts_with("is not about") { usize::MAX } else { 1 };
        project.write("es.xlf", xliff.replacen(from, to, all));
        let run = import(&project, "es.xlf", true);
        if run.code != code || !run.err.contains(expected) {
            faults.push(format!("{expected}: {} {}", run.code, run.err));
        }
        // A fault in a unit has its line.
        if code == 1 && !run.err.contains("es.xlf:") {
            faults.push(format!("{expected}: no line: {}", run.err));
        }
        assert_eq!(data(&project), before, "{expected}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    project.write("es.xlf", "some text");
    let run = import(&project, "es.xlf", true);
    assert!(
        run.code == 2 && run.err.contains("but the file is not XLIFF"),
        "{} {}",
        run.code,
        run.err
    );

    // What translation programs may do: UTF-16, segments, marks, characters as elements.
    let parts = "<target>Hable <mrk id=\"m1\" type=\"term\">con</mrk> alguien.</target></segment>\
                 <ignorable><source> </source></ignorable>\
                 <segment><source></source><target>Ya <cp hex=\"0040\"/>.</target>";
    let text = xliff.replacen(body, parts, 1).replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"");
    let utf_16 = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes);
    project.write("es.xlf", utf_16.collect::<Vec<u8>>());
    let run = import(&project, "es.xlf", true).succeeded();
    assert!(run.err.contains("written: 0 new, 1 changed"), "{}", run.err);
    assert!(project.read("data/pieces.json").contains("\"Hable con alguien. Ya @.\""));
}
