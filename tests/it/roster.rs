//! Rosters as people keep them: read from every format, each problem told by row and column, nothing lost and nothing guessed in silence.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

use peerpress::certificates::roster::{
    self, Field, Options, Person, Roster, Rules, Saved, parse_column,
};
use peerpress::content::trainings::{Completion, CompletionRule};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::project::{Project, repository};

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Roster {
    read_with(name, bytes, &Options::default())
}

fn read_with(name: &str, bytes: impl AsRef<[u8]>, options: &Options) -> Roster {
    let project = Project::empty();
    project.write(name, bytes);
    roster::read(&project.path(name), options).unwrap()
}

fn with_columns(columns: &[&str]) -> Options {
    Options {
        columns: columns.iter().map(|column| parse_column(column).unwrap()).collect(),
        ..Options::default()
    }
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.people.iter().map(|person| person.name.as_str()).collect()
}

fn codes(roster: &Roster) -> Vec<&'static str> {
    roster.findings.iter().map(|finding| finding.code.name()).collect()
}

fn rules(hours: f64) -> Rules<'static> {
    Rules {
        hours: Some(hours),
        completion: Completion::default(),
        categories: Vec::new(),
        languages: Vec::new(),
        fits: &|_| true,
        lacking: &|_| None,
    }
}

fn sample(name: &str) -> std::path::PathBuf {
    repository().join("data/samples").join(name)
}

#[test]
fn the_sample_rosters_are_sound() {
    let csv = roster::check(
        roster::read(&sample("roster-sample.csv"), &Options::default()).unwrap(),
        &rules(40.0),
    );
    assert_eq!(
        (csv.people.len(), codes(&csv).len(), csv.rejected.len()),
        (24, 0, 0),
        "{:?}",
        csv.findings
    );
    for name in
        ["Tȟatȟáŋka Íŋyaŋke", "Nguyễn Thị Ánh", "عبد الرحمن", "कृष्ण", "አበበ", "O’Connor-Ramírez", "Ø"]
    {
        assert!(names(&csv).contains(&name), "{name}");
    }
    assert!(csv.people.iter().any(|person| person.name.chars().count() == 70));
    assert!(
        csv.people.iter().all(|person| person
            .email
            .as_ref()
            .is_some_and(|email| email.ends_with("@example.org")))
    );

    let options = Options {
        categories: vec![vec!["Ethics".into(), "Ética".into()], vec!["Recovery practice".into()]],
        ..Options::default()
    };
    let partial =
        Completion { rule: CompletionRule::Partial, step: Some(0.5), at_least: Some(3.0) };
    let languages = vec![("en".to_owned(), vec![]), ("es".to_owned(), vec![])];
    let ce = Rules {
        completion: partial,
        categories: vec![("Ethics".into(), 4.0), ("Recovery practice".into(), 2.0)],
        languages,
        ..rules(6.0)
    };
    let xlsx = roster::check(roster::read(&sample("roster-sample.xlsx"), &options).unwrap(), &ce);
    assert_eq!((xlsx.people.len(), codes(&xlsx).len()), (12, 0), "{:?}", xlsx.findings);
    assert_eq!(
        (xlsx.mapping.header_row, xlsx.people[0].row, xlsx.people[0].id.as_deref()),
        (4, 5, Some("0001"))
    );
    assert_eq!(
        (xlsx.people[3].hours, &xlsx.people[3].category_hours),
        (Some(5.5), &vec![4.0, 1.5])
    );
    assert_eq!(xlsx.people[0].key(), csv.people[0].key(), "one person has one key in both rosters");

    let ods = roster::check(
        roster::read(&sample("roster-sample.ods"), &Options::default()).unwrap(),
        &rules(40.0),
    );
    assert_eq!((ods.people.len(), codes(&ods).len()), (6, 0), "{:?}", ods.findings);
    assert_eq!((names(&ods)[1], ods.people[1].row), ("Ximena Núñez", 5));
}

#[test]
fn headers_are_known_by_many_names() {
    for (header, row, name) in [
        ("Name,E-mail,Hours", "Ann Lee,a@example.org,6", "Ann Lee"),
        ("FULL NAME,Email Address,hrs.", "Ann Lee,a@example.org,6", "Ann Lee"),
        ("Participant (as on the certificate),e mail,CEU", "Ann Lee,a@example.org,6", "Ann Lee"),
        ("\"Last, First\",E-Mail,Hours", "\"Lee, Ann\",a@example.org,6", "Ann Lee"),
        ("\"Name (Last, First)\",email,Hours attended", "\"Lee, Ann\",a@example.org,6", "Ann Lee"),
        ("First name,Last name,Email,Hours", "Ann,Lee,a@example.org,6", "Ann Lee"),
        ("Nombre,Apellidos,Correo electrónico,Horas", "Ann,Lee,a@example.org,6", "Ann Lee"),
        ("Nombre completo,CORREO ELECTRONICO,Horas", "Ann Lee,a@example.org,6", "Ann Lee"),
        ("Nombre,Correo,Horas", "Ann Lee,a@example.org,\"6,0\"", "Ann Lee"),
        ("\"Apellidos, Nombre\",Correo,Horas", "\"Lee, Ann\",a@example.org,6", "Ann Lee"),
        ("Last, First, Email, Hours", "Lee, Ann, a@example.org, 6", "Ann Lee"),
        ("First name,Last name,Full name,Email,Hours", "A,L,Ann Lee,a@example.org,6", "Ann Lee"),
    ] {
        let roster = read("r.csv", format!("{header}\n{row}\n"));
        assert_eq!(
            (names(&roster), codes(&roster).len()),
            (vec![name], 0),
            "{header}: {:?}",
            roster.findings
        );
        let person = &roster.people[0];
        assert_eq!(
            (person.email.as_deref(), person.hours, person.row),
            (Some("a@example.org"), Some(6.0), 2),
            "{header}"
        );
    }
}

#[test]
fn names_are_changed_only_where_the_header_says_so() {
    let roster = read("r.csv", "Name,Hours\n\"Lee, Ann\",6\nJose\u{301},6\n");
    assert_eq!(names(&roster), ["Lee, Ann", "José"]);
    let turned =
        read_with("r.csv", "Name,Hours\n\"Lee, Ann\",6\n", &with_columns(&["last-first=Name"]));
    assert_eq!(names(&turned), ["Ann Lee"]);
}

#[test]
fn the_header_is_found_below_titles() {
    let roster = read(
        "r.csv",
        "Ethics refresher\n\nHeld in Minot;on 2026-11-12\n;;\nNo.;Participant;Hours;;;\n1;Ann Lee;6;;;\n;;;\n2;Bo Li;6;;;\n",
    );
    assert_eq!(names(&roster), ["Ann Lee", "Bo Li"]);
    assert_eq!((roster.mapping.header_row, roster.people[1].row), (5, 8));
    assert!(codes(&roster).is_empty(), "{:?}", roster.findings);
}

#[test]
fn delimiters_line_ends_and_encodings_are_found_out() {
    let rows = [
        ["Name", "E-mail", "Hours"],
        ["Ximena “Mena” Núñez", "x@example.org", "6"],
        ["Zoë Lee", "z@example.org", "4,5"],
        ["Bo\nLi", "", "6"],
    ];
    for delimiter in [',', ';', '\t', '|'] {
        for end in ["\n", "\r\n", "\r"] {
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            let line = |row: &[&str; 3]| {
                row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(&delimiter.to_string())
            };
            let text = rows.iter().map(line).collect::<Vec<_>>().join(end);
            let wide =
                |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
            let variants = [
                text.clone().into_bytes(),
                [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                wide(u16::to_le_bytes),
                wide(u16::to_be_bytes),
                [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat(),
                [b"\xFE\xFF".to_vec(), wide(u16::to_be_bytes)].concat(),
                encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
                format!("sep={delimiter}{end}{text}").into_bytes(),
            ];
            for (at, bytes) in variants.iter().enumerate() {
                let roster = read("r.csv", bytes);
                assert_eq!(
                    names(&roster),
                    ["Ximena “Mena” Núñez", "Zoë Lee"],
                    "{delimiter:?} {end:?} {at}: {:?}",
                    roster.findings
                );
                assert_eq!(roster.people[1].hours, Some(4.5));
                let mut told = codes(&roster);
                told.retain(|code| *code != "roster-encoding");
                assert_eq!(told, ["roster-control"]);
                assert_eq!(roster.rejected[0].row, 4);
            }
        }
    }
}

#[test]
fn what_the_user_says_comes_first_and_is_kept() {
    let text = "Name,Participant,Hrs done\nBoss,Ann Lee,6\n";
    assert_eq!(codes(&read("r.csv", text)), ["roster-header"]);
    let said = read_with("r.csv", text, &with_columns(&["name=Participant", "hours=hrs done"]));
    assert_eq!((names(&said), said.people[0].hours), (vec!["Ann Lee"], Some(6.0)));
    assert_eq!(
        said.mapping.lines(),
        ["name: column B \"Participant\"", "hours: column C \"Hrs done\"", "not used: \"Name\""]
    );

    let project = Project::empty();
    let kept = project.path(Saved::FILE);
    let mut saved = Saved::load(&kept).unwrap();
    assert!(saved.remember(&said.mapping) && !saved.remember(&said.mapping));
    saved.write(&kept).unwrap();
    let options = Options { saved: Saved::load(&kept).unwrap(), ..Options::default() };
    let again = read_with("r.csv", "\nName,Participant,Hrs done\nBoss,Bo Li,5\n", &options);
    assert_eq!(
        (names(&again), again.people[0].hours),
        (vec!["Bo Li"], Some(5.0)),
        "{:?}",
        again.findings
    );
    assert!(!project.read(Saved::FILE).contains("Ann Lee"), "no one's data is kept");
    project.write(Saved::FILE, "{");
    assert!(Saved::load(&kept).is_err());
    for wrong in ["name", "name=", "nam=X", "=X"] {
        assert!(parse_column(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn json_is_a_list_of_people() {
    let roster = read(
        "r.json",
        r#"[{"name": "Ann Lee", "hours": 6, "email": null}, {"hours": 6.5, "name": "Bo Li", "note": true}, {"name": ["x"], "hours": 6}]"#,
    );
    assert_eq!(names(&roster), ["Ann Lee", "Bo Li"]);
    assert_eq!((roster.people[1].hours, roster.people[1].row), (Some(6.5), 2));
    assert_eq!(codes(&roster), ["roster-cell"]);
    assert_eq!(
        roster.findings[0].place.as_ref().unwrap().cell.as_ref().unwrap().to_string(),
        "entry 3, column \"name\""
    );
    for wrong in ["{}", "[1]", "[{\"name\": \"Ann\"]", "[]"] {
        assert_eq!(codes(&read("r.json", wrong)), ["roster-file"], "{wrong}");
    }
}

#[test]
fn files_that_are_no_rosters_are_named_for_what_they_are() {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<w/>").unwrap();
    let word = archive.finish().unwrap().into_inner();
    let xlsx = std::fs::read(sample("roster-sample.xlsx")).unwrap();
    let old = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600]].concat();
    let cases: [(&[u8], &str); 10] = [
        (b"%PDF-1.7", "PDF"),
        (&word, "Word"),
        (&xlsx[..xlsx.len() / 2], "damaged"),
        (&old, "old Excel"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b"<?xml version=\"1.0\"?><Workbook/>", "XML"),
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x00\x01\x02\x03\x00\x00\xff\x00", "neither a workbook nor text"),
    ];
    for (bytes, told) in cases {
        let roster = read("roster.csv", bytes);
        assert!(roster.is_unreadable() && roster.people.is_empty());
        assert_eq!(codes(&roster), ["roster-file"], "{told}");
        assert!(roster.findings[0].message.contains(told), "{told}: {:?}", roster.findings);
    }
    let project = Project::empty();
    assert!(
        roster::read(&project.path("none.csv"), &Options::default())
            .unwrap_err()
            .to_string()
            .contains("there is no such file")
    );
    assert!(
        roster::read(project.root(), &Options::default())
            .unwrap_err()
            .to_string()
            .contains("is a folder")
    );
}

#[test]
fn a_part_of_a_workbook_that_swells_without_end_is_refused() {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    let nothing = vec![b' '; 1 << 20];
    for _ in 0..800 {
        archive.write_all(&nothing).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    let roster = read("r.xlsx", &bomb);
    assert!(roster.findings[0].message.contains("far too large"), "{:?}", roster.findings);
}

#[test]
fn all_problems_come_together_and_by_cell() {
    let text = "Name,E-mail,Hours\nAnn Lee,ann@,seven\n ,x@example.org,6\nBo Li,bo@example.org,6\nBO LI JONES,bo.li@example.org,6\nBo Li,BO@example.org,6\n";
    let roster = roster::check(read("list.csv", text), &rules(6.0));
    let told: Vec<String> = roster
        .findings
        .iter()
        .map(|f| format!("{} {}", f.place.as_ref().unwrap().cell.as_ref().unwrap(), f.code))
        .collect();
    assert_eq!(
        told,
        [
            "row 2, column \"E-mail\" roster-email",
            "row 2, column \"Hours\" roster-hours",
            "row 3, column \"Name\" roster-name",
            "row 5, column \"Name\" roster-capitals",
            "row 6, column \"E-mail\" roster-twice",
        ]
    );
    assert_eq!(names(&roster), ["Bo Li", "BO LI JONES"]);
    assert_eq!(
        roster.rejected.iter().map(|row| (row.row, row.why.len())).collect::<Vec<_>>(),
        [(2, 2), (3, 1), (6, 1)]
    );
    assert!(roster.has_errors() && !roster.is_unreadable());
}

#[test]
fn rows_left_out_can_be_mended_and_read_again() {
    let text = "Title\nName;E-mail;Hours;Note\nAnn Lee;ann@;6;\"a \"\"b\"\";\nc\"\n=1+1;f@example.org;x;\nBo Li;bo@example.org;6;\n";
    let roster = roster::check(read("list.csv", text), &rules(6.0));
    assert_eq!(names(&roster), ["Bo Li"]);
    let project = Project::empty();
    let path = project.path("list.rejected.csv");
    roster::write_rejected(&path, &roster).unwrap();
    let written = project.read("list.rejected.csv");
    assert!(
        written.starts_with("\u{feff}Name,E-mail,Hours,Note,Problem\r\n")
            && written.contains("\n'=1+1,"),
        "{written}"
    );
    assert!(written.contains("`ann@` is not an e-mail address"), "{written}");

    project.edit("list.rejected.csv", "ann@", "ann@example.org");
    let again = roster::check(roster::read(&path, &Options::default()).unwrap(), &rules(6.0));
    assert_eq!((names(&again), again.rejected.len()), (vec!["Ann Lee"], 1), "{:?}", again.findings);
    roster::write_rejected(&path, &again).unwrap();
    assert!(
        project
            .read("list.rejected.csv")
            .starts_with("\u{feff}Name,E-mail,Hours,Note,Problem\r\n'=1+1,")
    );
    project.edit("list.rejected.csv", ",x,", ",6,");
    let last = roster::check(roster::read(&path, &Options::default()).unwrap(), &rules(6.0));
    assert_eq!(names(&last), ["=1+1"], "the apostrophe of the export is no part of the name");
}

#[test]
fn partial_credit_goes_by_steps() {
    let partial = |step, at_least| Completion {
        rule: CompletionRule::Partial,
        step: Some(step),
        at_least: Some(at_least),
    };
    let read = |hours: &str| read("r.csv", format!("Name,Hours\nAnn Lee,{hours}\n"));
    let kept = |hours: &str, completion: Completion| {
        !roster::check(read(hours), &Rules { completion, ..rules(6.25) }).people.is_empty()
    };
    for (hours, full, half) in [
        ("6.25", true, true),
        ("6", false, true),
        ("5.5", false, true),
        ("5.25", false, false),
        ("3", false, true),
        ("2.5", false, false),
        ("6.5", false, false),
        ("0", false, false),
    ] {
        assert_eq!(
            (kept(hours, Completion::default()), kept(hours, partial(0.5, 3.0))),
            (full, half),
            "{hours}"
        );
    }
    assert!(kept("0.3", partial(0.1, 0.1)) && kept("0:20", partial(1.0 / 3.0, 0.3)));
    let without = Rules { hours: None, ..rules(6.0) };
    assert_eq!(
        roster::check(self::read("r.csv", "Name\nAnn Lee\n"), &without).people.len(),
        1,
        "a certificate without hours asks for none"
    );
}

#[test]
fn categories_add_up() {
    let categories = || vec![("Ethics".to_owned(), 4.0), ("Practice".to_owned(), 2.0)];
    let completion =
        Completion { rule: CompletionRule::Partial, step: Some(0.5), at_least: Some(1.0) };
    let options = Options {
        categories: vec![
            vec!["Ethics".into(), "Ética".into()],
            vec!["Practice".into(), "Práctica".into()],
        ],
        ..Options::default()
    };
    let people = |text: &str| -> Vec<Person> {
        roster::check(
            read_with("r.csv", text, &options),
            &Rules { completion: completion.clone(), categories: categories(), ..rules(6.0) },
        )
        .people
    };
    assert_eq!(people("Name,Hours\nAnn Lee,6\n")[0].category_hours, [4.0, 2.0]);
    assert_eq!(people("Name,Hours\nAnn Lee,5\n"), []);
    let both = people("Nombre;Horas de ética;Horas de práctica\nAnn Lee;2,5;1\n");
    assert_eq!((both[0].hours, &both[0].category_hours), (Some(3.5), &vec![2.5, 1.0]));
    assert_eq!(people("Name,Hours,Ethics hours,Practice (hours)\nAnn Lee,5,5,\nBo Li,4,3,2\n"), []);
}

#[test]
fn a_person_is_known_by_id_or_by_name_and_address() {
    let key = |text: &str| read("r.csv", text).people[0].key();
    assert_eq!(
        key("Name,E-mail\nJosé Lee,J@example.org\n"),
        key("Email,Full name\nj@example.org,  JOSE\u{301} LEE\n")
    );
    assert_ne!(
        key("Name,E-mail\nAnn Lee,a@example.org\n"),
        key("Name,E-mail\nAnn Lee,b@example.org\n")
    );
    assert_eq!(key("ID,Name\n007,Ann Lee\n"), key("ID,Name\n007,Ann Smith\n"));
    assert_ne!(key("ID,Name\n007,Ann Lee\n"), key("ID,Name\n7,Ann Lee\n"), "leading zeros count");
}

#[test]
fn cells_of_workbooks_are_read_for_what_they_are() {
    let sheet = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c><c r="B1" t="inlineStr"><is><t>Name</t></is></c><c r="C1" t="inlineStr"><is><t>Hours</t></is></c></row>
        <row r="3"><c r="A3" t="inlineStr"><is><t>007</t></is></c><c r="B3" t="inlineStr"><is><t>Ann Lee</t></is></c><c r="C3"><f>3*2</f><v>6</v></c></row>
        <row r="4"><c r="A4"><v>12</v></c><c r="B4" t="inlineStr"><is><t>Bo Li</t></is></c><c r="C4" s="1"><v>0.270833333333333</v></c></row>
        <row r="5"><c r="A5"><v>13</v></c><c r="B5" t="str"><f>"Cy"</f><v>Cy Ray</v></c><c r="C5" s="2"><v>46332</v></c></row>
        <row r="6"><c r="A6"><v>14</v></c><c r="B6" t="e"><f>X1</f><v>#NAME?</v></c><c r="C6" t="b"><v>1</v></c></row>
        <row r="7"><c r="B7"><f>X7</f><v/></c><c r="C7"><f>X8</f></c></row><row r="8"><c r="B8" t="str"><f>""</f><v></v></c><c r="C8" s="1"/></row>
        <row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let roster = read("r.xlsx", workbook(sheet));
    let read: Vec<_> = roster
        .people
        .iter()
        .map(|person| (person.row, person.id.as_deref(), person.name.as_str(), person.hours))
        .collect();
    assert_eq!(read, [(3, Some("007"), "Ann Lee", Some(6.0)), (4, Some("12"), "Bo Li", Some(6.5))]);
    assert_eq!(
        codes(&roster),
        ["roster-hours", "roster-cell", "roster-hours", "roster-cell", "roster-cell", "roster-id"],
        "{:?}",
        roster.findings
    );
    assert_eq!(
        roster.rejected.iter().map(|row| row.row).collect::<Vec<_>>(),
        [5, 6, 7],
        "a formula without its value is no empty row"
    );
}

/// The smallest XLSX file with a sheet: cell style 1 is a time, 2 a day.
fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = BTreeMap::from([
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="20"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ]);
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_list_of_two_hundred_thousand_is_read_in_a_moment() {
    let row = |at: usize| format!("{at:06},Ann Lee{at},ann{at}@example.org,6\n");
    let text = std::iter::once("ID,Name,E-mail,Hours\n".to_owned())
        .chain((0..200_000).map(row))
        .collect::<String>();
    let start = Instant::now();
    let roster = roster::check(read("r.csv", &text), &rules(6.0));
    let took = start.elapsed();
    assert_eq!((roster.people.len(), roster.findings.len()), (200_000, 0));
    // It takes about a second of one processor. Only what grows with the square of the rows is to be caught here: machines do other things too.
    assert!(took < Duration::from_secs(90), "{took:?}");
    println!("200,000 rows of CSV: {took:?}");

    let cell = |column: char, at: usize, text: &str| {
        format!(r#"<c r="{column}{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let row = |at: usize| {
        format!(
            r#"<row r="{at}">{}{}<c r="C{at}"><v>6</v></c></row>"#,
            cell('A', at, &format!("Ann Lee{at}")),
            cell('B', at, &format!("a{at}@example.org"))
        )
    };
    let head = format!(
        "<row r=\"1\">{}{}{}</row>",
        cell('A', 1, "Name"),
        cell('B', 1, "Email"),
        cell('C', 1, "Hours")
    );
    let bytes = workbook(&std::iter::once(head).chain((2..200_002).map(row)).collect::<String>());
    let start = Instant::now();
    let roster = roster::check(read("r.xlsx", &bytes), &rules(6.0));
    let took = start.elapsed();
    assert_eq!((roster.people.len(), roster.findings.len()), (200_000, 0));
    assert!(took < Duration::from_secs(90), "{took:?}");
    println!("200,000 rows of XLSX: {took:?}");

    let more = (0..260_000).map(|at| format!("Ann Lee{at},6\n")).collect::<String>();
    let roster = read("r.csv", format!("Name,Hours\n{more}"));
    assert_eq!(codes(&roster), ["roster-file"]);
}

#[test]
fn an_office_address_for_everyone_is_no_trouble() {
    let rows =
        (0..20_000).map(|at| format!("Ann{at} Lee,office@example.org,6\n")).collect::<String>();
    let start = Instant::now();
    let roster = read("r.csv", format!("Name,E-mail,Hours\n{rows}"));
    assert_eq!(roster.people.len(), 20_000);
    assert!(start.elapsed() < Duration::from_secs(90));
}

/// Whatever the bytes, there is an answer, and every row is among the people or the rejected or blank.
#[test]
fn no_bytes_break_it() {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let csv = std::fs::read(sample("roster-sample.csv")).unwrap();
    let books = ["roster-sample.xlsx", "roster-sample.ods"]
        .map(|name| std::fs::read(sample(name)).unwrap());
    let alphabet: Vec<char> = "Name,Email;Hours\t|\"\"''\r\n\n =+@-0123456789.:½\u{0}\u{feff}\u{200d}\u{202e}ñ×عअ🎉{}[]<>sep#N/A".chars().collect();
    let project = Project::empty();
    let path = project.path("r");
    for round in 0..1000 {
        let bytes: Vec<u8> = match round % 5 {
            0 => (0..random() % 300).map(|_| random() as u8).collect(),
            1 => (0..random() % 300)
                .map(|_| alphabet[random() as usize % alphabet.len()])
                .collect::<String>()
                .into_bytes(),
            2 => format!(
                "Name,E-mail,Hours\n{}",
                (0..random() % 200)
                    .map(|_| alphabet[random() as usize % alphabet.len()])
                    .collect::<String>()
            )
            .into_bytes(),
            3 => mangled(&csv, &mut random),
            _ => mangled(&books[round % 2], &mut random),
        };
        std::fs::write(&path, &bytes).unwrap();
        let roster = roster::check(roster::read(&path, &Options::default()).unwrap(), &rules(6.0));
        assert!(
            roster
                .people
                .iter()
                .all(|person| !person.name.trim().is_empty() && person.hours == Some(6.0)),
            "{round}"
        );
        assert!(roster.rejected.iter().all(|row| !row.why.is_empty()), "{round}");
        assert!(
            !roster.people.is_empty() || roster.has_errors(),
            "{round}: nothing came of it, and nothing was said: {bytes:?}"
        );
        if !roster.rejected.is_empty() {
            roster::write_rejected(&project.path("r.rejected.csv"), &roster).unwrap();
        }
    }
}

/// Some bytes changed, taken away or doubled.
fn mangled(bytes: &[u8], random: &mut impl FnMut() -> u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random() % 8 + 1 {
        let at = random() as usize % bytes.len();
        match random() % 4 {
            0 => bytes[at] = random() as u8,
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at.max(8)),
            _ => bytes.insert(at, random() as u8),
        }
    }
    bytes
}

#[test]
fn fields_are_written_as_they_are_read() {
    for name in [
        "name",
        "last-first",
        "first-name",
        "last-name",
        "email",
        "hours",
        "id",
        "language",
        "hours:Ethics",
    ] {
        assert_eq!(name.parse::<Field>().unwrap().to_string(), name);
    }
    assert!("nmae".parse::<Field>().unwrap_err().contains("did you mean `name`?"));
}

#[test]
fn the_starter_keeps_peoples_data_out_of_git() {
    let project = Project::starter();
    let ignored = project.read(".gitignore");
    for line in
        ["/ledger.db*", "/keys/", "*.csv", "*.xlsx", "*.ods", "!/data/samples/*", "*.rejected.csv"]
    {
        assert!(ignored.lines().any(|one| one == line), "{line}");
    }
    assert_eq!(
        project.files("data/samples"),
        ["roster-sample.csv", "roster-sample.ods", "roster-sample.xlsx"]
    );
}
